"""Who speaks: the persons and bodies of an article, ranked for each cue."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from newsextract.layers.statements.cues import Cue
from newsextract.layers.statements.lexicon import any_mark, bucket, marks
from newsextract.layers.statements.scene import Spot
from newsextract.layers.statements.starts import Features, Speech

#: the nearest named before a cue that are looked at, and the most often named of the article
NEAREST, OFTEN = 6, 3

_FAR = (0, 2, 5, 12, 30, 60, 120, 250)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who may speak at a cue: the numbers of referents, and the features of each; of nobody last."""

    who: list[int | None]
    rows: list[Features]


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

    def cast(self, cue: Cue, previous: int | None) -> Cast:
        """Who may speak at a cue, given who spoke last."""
        before = self.speech.subjects(cue)[:NEAREST]
        left, right = self.speech.behind(cue)
        behind = list(self.scene.between(left, right))[:2] if cue.kind == "quote" else []
        number = self.scene.paragraph(cue.said)
        start = self.scene.paragraphs[number][0]
        earlier = list(reversed(self.scene.between(max(self.scene.body, start - 700), start)))[:2]
        every = [s.who for s in (*before, *behind, *earlier)] + ([previous] if previous is not None else [])
        every += [self.first_person] if self.first_person is not None else []
        who = list(dict.fromkeys([*every, *self.often]))
        words = self._words(cue)
        rows = [self._row(cue, one, previous, before, behind, words) for one in who]
        none = ["none", f"none {bool(before)} {previous is None}"]
        return Cast([*who, None], [*rows, none])

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

    def _row(
        self, cue: Cue, who: int, previous: int | None, before: list[Spot], behind: list[Spot], words: list[str]
    ) -> Features:
        group = cue.kind
        one = self.scene.referents[who]
        names = [
            f"type {one.type}",
            f"type {one.type} {group}",
            f"named {one.type} {bucket(self.counts[who], (0, 1, 2, 4, 8))}",
        ]
        near = next((k for k, spot in enumerate(before) if spot.who == who), None)
        if near is not None:
            names += self._near(cue, before, near)
        after = next((k for k, spot in enumerate(behind) if spot.who == who), None)
        if after is not None:
            names += [f"behind {after}", f"behind {bucket(behind[after].start - (cue.close or 0), _FAR)}"]
        if who == previous:
            clause = self.scene.text[self.speech.clause(cue) : cue.start][-60:]
            names += [
                f"previous {group} {bool(before)} {bool(behind)}",
                f"previous pronoun {any_mark('pronoun').search(clause) is not None}",
                f"previous word {self.scene.word(cue.start, -1)}",
            ]
        if one.person and any_mark("spokesman").search(one.person.role or ""):
            names += ["spokesman", f"spokesman {group} {near is not None}"]
        role = ((one.person.role if one.person else None) or (one.names[0] if one.post and one.names else "")).lower()
        if role and words:
            names += [
                f"role words {min(sum(word in role for word in words), 3)} {bool(before)}",
                f"role word last {words[-1] in role} {near is not None}",
            ]
        if one.type == "PERSON":
            names.append(f"role {one.person is not None and one.person.role is not None} post {one.post}")
        return names

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
