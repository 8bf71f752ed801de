"""Who speaks: the persons and bodies of an article, ranked for each cue."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from newsextract.layers.drafts import Referent
from newsextract.layers.statements.cues import Cue
from newsextract.layers.statements.lexicon import any_mark, bucket, marks
from newsextract.layers.statements.scene import Spot
from newsextract.layers.statements.starts import Features, Speech

#: the nearest named before a cue that are looked at, and the most often named of the article
NEAREST, OFTEN = 6, 3

_FAR = (0, 2, 5, 12, 30, 60, 120, 250)
_AGO = (0, 80, 200, 500, 1200)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who may speak at a cue: the numbers of referents, and the features of each; of nobody last."""

    who: list[int | None]
    rows: list[Features]


class Turn(NamedTuple):
    """Who spoke last, and at which cue."""

    cue: Cue
    who: int


@dataclass(frozen=True, slots=True)
class Place:
    """What stands around a cue whose speaker is looked for.

    Attributes
    ----------
    clause
        Where the clause of the cue begins.
    before, behind
        Who is named before the cue, the nearest first, and behind its quotation.
    words
        The words right before the cue.
    subject
        Who is named first in the sentence before.
    opens
        The pronoun that the clause begins with, if it does.
    """

    cue: Cue
    previous: Turn | None
    clause: int
    before: list[Spot]
    behind: list[Spot]
    words: list[str]
    subject: int | None
    opens: str


class Speakers:
    """Who may speak at each cue of an article."""

    def __init__(self, speech: Speech) -> None:
        self.speech = speech
        self.scene = speech.scene

    @cached_property
    def counts(self) -> Counter[int]:
        """How often each is named."""
        return Counter(spot.who for spot in self.scene.spots)

    @cached_property
    def first_person(self) -> int | None:
        """The first person named in the body."""
        spots = self.scene.between(self.scene.body, len(self.scene.text))
        return next((s.who for s in spots if self.scene.referents[s.who].type == "PERSON"), None)

    @cached_property
    def often(self) -> list[int]:
        """Who is named most."""
        return [who for who, _ in sorted(self.counts.items(), key=lambda one: (-one[1], one[0]))[:OFTEN]]

    def cast(self, cue: Cue, previous: Turn | None) -> Cast:
        """Who may speak at a cue, given who spoke last."""
        before = self.speech.subjects(cue)[:NEAREST]
        left, right = self.speech.behind(cue)
        behind = list(self.scene.between(left, right))[:2] if cue.kind == "quote" else []
        number = self.scene.paragraph(cue.said)
        start = self.scene.paragraphs[number][0]
        earlier = list(reversed(self.scene.between(max(self.scene.body, start - 700), start)))[:2]
        clause = self.speech.clause(cue)
        sentence = self.scene.between(self._sentence_before(cue, clause), clause)[:1]
        every = [s.who for s in (*before, *behind, *earlier, *sentence)] + ([previous.who] if previous else [])
        every += [self.first_person] if self.first_person is not None else []
        who = list(dict.fromkeys([*every, *self.often]))
        subject = sentence[0].who if sentence else None
        place = Place(cue, previous, clause, before, behind, self._words(cue), subject, self._opens(clause))
        rows = [self._row(place, one) for one in who]
        none = [
            "none",
            f"none {bool(before)} {previous is None}",
            f"none {cue.kind} {bool(before)} {self.scene.word(cue.start, -1)}",
        ]
        return Cast([*who, None], [*rows, none])

    def _opens(self, clause: int) -> str:
        """The pronoun that a clause begins with, or nothing."""
        first = self.scene.word(clause)
        return first if any_mark("pronoun").fullmatch(first) else ""

    def _sentence_before(self, cue: Cue, clause: int) -> int:
        """Where the sentence begins that stands before the sentence of a cue, in its paragraph."""
        number = self.scene.paragraph(cue.start)
        start = self.scene.paragraphs[number][0]
        return max((end for end in self.scene.sentences(number) if end < clause), default=start)

    def _words(self, cue: Cue) -> list[str]:
        """The words right before a cue that an office might hold."""
        start, end = cue.who or (max(self.speech.clause(cue), cue.start - 60), cue.start)
        tokens = self.scene.tokens
        first, last = (bisect_left(tokens.starts, at) for at in (start, end))
        return [
            tokens.norms[k].lower()
            for k in range(first, last)
            if len(tokens.norms[k]) > 3 and tokens.norms[k] not in marks("link")
        ]

    def _row(self, place: Place, who: int) -> Features:
        one, group = self.scene.referents[who], place.cue.kind
        near = next((k for k, spot in enumerate(place.before) if spot.who == who), None)
        names = [
            f"type {one.type}",
            f"type {one.type} {group}",
            f"named {one.type} {bucket(self.counts[who], (0, 1, 2, 4, 8))}",
        ]
        if near is not None:
            names += self._near(place.cue, place.before, near)
        names += self._behind(place, who)
        if place.previous and who == place.previous.who:
            names += self._again(place, place.previous)
        names += self._pronoun(place, who, near)
        return names + self._office(place, one, near)

    def _behind(self, place: Place, who: int) -> Features:
        """Somebody named behind a quotation."""
        after = next((k for k, spot in enumerate(place.behind) if spot.who == who), None)
        if after is None:
            return []
        far = bucket(place.behind[after].start - (place.cue.close or 0), _FAR)
        return [f"behind {after}", f"behind {far}"]

    def _again(self, place: Place, previous: Turn) -> Features:
        """The one who spoke last."""
        cue, before = place.cue, bool(place.before)
        clause = self.scene.text[place.clause : cue.start][-60:]
        word = self.scene.word(cue.start, -1)
        chain = previous.cue.start >= place.clause
        persons = min(len(self.scene.between(previous.cue.end, cue.start)), 2)
        return [
            f"previous {cue.kind} {before} {bool(place.behind)}",
            f"previous pronoun {any_mark('pronoun').search(clause) is not None}",
            f"previous word {word}",
            f"previous chain {chain} {persons}",
            f"previous chain {chain} {word}",
            f"previous chain {chain} {before} {cue.verb} {previous.cue.kind}",
            f"previous far {bucket(place.clause - previous.cue.said, _AGO)} {before}",
        ]

    def _pronoun(self, place: Place, who: int, near: int | None) -> Features:
        """How the clause begins, for one who spoke last or was named first in the sentence before."""
        opens = place.opens
        spoke = place.previous is not None and who == place.previous.who
        return [
            f"opens {bool(opens)} {near is not None} {spoke} {who == place.subject}",
            f"opens {opens} {spoke} {self.scene.referents[who].type}",
            f"sentence before {who == place.subject} {near is not None} {bool(place.before)}",
        ]

    def _office(self, place: Place, one: Referent, near: int | None) -> Features:
        """What somebody's office says."""
        names = list[str]()
        role = (one.person.role if one.person else None) or ""
        if any_mark("spokesman").search(role):
            names += ["spokesman", f"spokesman {place.cue.kind} {near is not None}"]
        if one.type == "PERSON":
            names.append(f"role {one.person is not None and one.person.role is not None} post {one.post}")
        return names + self._office_words(place, (role or self._post(one)).lower(), near)

    def _post(self, one: Referent) -> str:
        """The post that somebody is known by alone."""
        return one.names[0] if one.post and one.names else ""

    def _office_words(self, place: Place, role: str, near: int | None) -> Features:
        """How many of the words before the cue an office holds."""
        words = place.words
        if not role or not words:
            return []
        return [
            f"role words {min(sum(word in role for word in words), 3)} {bool(place.before)}",
            f"role word last {words[-1] in role} {near is not None}",
            f"role begins {any(map(role.startswith, words))} {bool(place.before)}",
            f"role begins last {role.startswith(words[-1])} {bool(place.before)} {near is not None}",
        ]

    def _near(self, cue: Cue, before: list[Spot], k: int) -> Features:
        scene, spot = self.scene, before[k]
        one = scene.referents[spot.who]
        persons = sum(scene.referents[s.who].type == "PERSON" for s in before[:k])
        clause, stop = cue.who or (self.speech.clause(cue), cue.start)
        far = bucket(stop - spot.end, _FAR)
        return [
            f"near {k}",
            f"near persons {persons} {one.type} {spot.office}",
            f"far {one.type} {far}",
            f"far {spot.office} {persons} {far}",
            f"word {scene.word(spot.start, -1)}",
            f"starts {one.type} {bucket(spot.start - clause, (0, 4, 12, 30))}",
            f"cues between {min(len(self.speech.between(spot.end, cue.start)), 2)} {one.type}",
            f"after {one.type} {scene.word(spot.end)}",
        ]
