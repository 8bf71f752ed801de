"""Speaker candidates for each cue, among the persons and organisations of an article, and their features."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from newsextract.layers.drafts import Referent
from newsextract.layers.statements.cues import Cue
from newsextract.layers.statements.lexicon import any_mark, bucket, marks
from newsextract.layers.statements.scene import Spot
from newsextract.layers.statements.starts import MAX_BEFORE, Features, Speech
from newsextract.layers.statements.titles import Title
from newsextract.models.choice import Choice

#: maximum mentions before a cue, and maximum of the most often named referents, that are candidates
MAX_MENTIONS_BEFORE, MAX_MOST_NAMED = 6, 3
#: maximum referents that a title fits which are candidates
MAX_FITTING = 6
#: maximum characters from a cue to a mention of whom it speaks to or of
MAX_OBJECT = 60
#: maximum characters from those who accompany the speaker to the cue
MAX_COMPANIONS = 600

#: what names those who accompany somebody: X พร้อมด้วย Y, X โดยมี Y เข้าร่วม
_COMPANIONS = re.compile(r"[^\n]*(?:พร้อมด้วย|(?P<there>โดยมี))\s*\Z")
_PRESENT = re.compile("เข้าร่วม|ร่วมงาน|การต้อนรับ")
#: what ends their names: what they did, or somebody else who acts
_ENDS_NAMES = re.compile(rf"{_PRESENT.pattern}|โดย(?!มี)")
_FAR = (0, 2, 5, 12, 30, 60, 120, 250)
_AGO = (0, 80, 200, 500, 1200)


class Turn(NamedTuple):
    """The previous cue, and the index of the referent that spoke."""

    cue: Cue
    referent: int


@dataclass(frozen=True, slots=True)
class CueContext:
    """The context of a cue whose speaker is to be found.

    Attributes
    ----------
    clause_start
        Start offset of the cue's clause.
    before, after
        Mentions before the cue, nearest first, and after its quotation.
    subject
        The referent that is named first in the sentence before.
    pronoun
        The pronoun that begins the clause, or "".
    titles
        The first and the last title in the clause before the cue, and the first one in the sentence before.
    behind
        Mentions right behind the cue.
    """

    cue: Cue
    previous: Turn | None
    clause_start: int
    before: list[Spot]
    after: list[Spot]
    words: list[str]
    subject: int | None
    pronoun: str
    titles: list[tuple[str, Title]]
    behind: list[Spot]


class Speakers:
    """Speaker candidates for the cues of an article."""

    def __init__(self, speech: Speech) -> None:
        self.speech = speech
        self.scene = speech.scene
        self.titles = speech.titles
        self._known: dict[tuple[int, ...], tuple[int | None, float]] = {}

    @cached_property
    def counts(self) -> Counter[int]:
        """Number of mentions of each referent, with the titles that are nobody's mention but fit it."""
        found = Counter(spot.referent for spot in self.scene.spots)
        titles = self.titles.between(self.scene.body, len(self.scene.text)) if self.scene.language == "en" else []
        for title in titles:
            if not self.scene.between(title.start, title.end + 2) and not self.scene.spot_at(title.start):
                found.update(who for who, fit in self.titles.fits(title.words).items() if fit == "same")
        return found

    @cached_property
    def first_named_person(self) -> int | None:
        """The referent of the PERSON named first in the body."""
        spots = self.scene.between(self.scene.body, len(self.scene.text))
        return next((s.referent for s in spots if self.scene.referents[s.referent].type == "PERSON"), None)

    @cached_property
    def most_named(self) -> list[int]:
        """The referents named most often."""
        return [who for who, _ in sorted(self.counts.items(), key=lambda one: (-one[1], one[0]))[:MAX_MOST_NAMED]]

    def is_named_later(self, cue: Cue, who: int) -> bool:
        """Whether a referent is named for the first time behind an English cue and its quotation, so that another one speaks."""
        first = next((spot.start for spot in self.scene.spots if spot.referent == who), 0)
        return self.scene.language == "en" and cue.kind not in {"quote", "paragraph"} and first >= cue.end

    def likeliest(self, model: Choice, cue: Cue, previous: Turn | None) -> tuple[int | None, float]:
        """The referent index of the likeliest speaker of a cue (None for nobody), and its probability; cached."""
        key = (cue.speech_start, previous.cue.speech_start, previous.referent) if previous else (cue.speech_start,)
        if key not in self._known:
            found = self.candidates(cue, previous)
            probability, who = max(zip(model.probabilities_of_names([*found.values()]), found, strict=True), key=itemgetter(0))
            if who is not None and self.is_named_later(cue, who):
                who = previous.referent if previous and cue.kind != "according" else None
            self._known[key] = who if who is None else self._leader(cue, who), probability
        return self._known[key]

    def _leader(self, cue: Cue, who: int) -> int:
        """The person whom another one, named once before a cue, only accompanies (right in 52 of 53 articles); else that other one."""
        start = max(self.speech.clause_start(cue), cue.start - MAX_COMPANIONS)
        people = [spot for spot in self.scene.between(start, cue.start) if self.scene.referents[spot.referent].type == "PERSON"]
        own = [spot for spot in people[1:] if spot.referent == who]
        if len(own) != 1 or own[0].office or people[0].referent == who:
            return who
        return people[0].referent if self._accompanies(own[0], people, cue.start) else who

    def _accompanies(self, own: Spot, people: list[Spot], stop: int) -> bool:
        """Whether a person stands among those who accompany the first one of some people."""
        found = _COMPANIONS.match(self.scene.text, people[0].end, people[1].start)
        if not found or _ENDS_NAMES.search(self.scene.text, people[1].start, own.start):
            return False
        return not found["there"] or _PRESENT.search(self.scene.text, own.end, stop) is not None

    def candidates(self, cue: Cue, previous: Turn | None) -> dict[int | None, Features]:
        """The speaker candidates of a cue, given the previous speaker, with their features; the last is None, for nobody."""
        before = self.speech.subjects(cue)[:MAX_MENTIONS_BEFORE]
        left, right = self.speech.after_quotation(cue)
        after = list(self.scene.between(left, right))[:2] if cue.kind == "quote" else []
        number = self.scene.paragraph(cue.speech_start)
        start = self.scene.paragraphs[number][0]
        earlier = list(reversed(self.scene.between(max(self.scene.body, start - 700), start)))[:2]
        clause = self.speech.clause_start(cue)
        sentence = self.scene.between(self._sentence_before(cue, clause), clause)[:1]
        behind = list(self.scene.between(cue.start, cue.end + MAX_OBJECT)) if cue.kind != "quote" else []
        own = behind if cue.kind == "paragraph" else [spot for spot in behind if spot.start < cue.end]
        titles = self._titles(cue, clause)
        who = self._referents([*before, *after, *earlier, *sentence, *own[:1]], previous, titles)
        subject = sentence[0].referent if sentence else None
        first = self.scene.word(clause)
        pronoun = first if any_mark("pronoun").fullmatch(first) else ""
        context = CueContext(cue, previous, clause, before, after, self._words(cue), subject, pronoun, titles, behind)
        none = [
            "none",
            f"none {bool(before)} {previous is None}",
            f"none {cue.kind} {bool(before)} {self.scene.word(cue.start, -1)}",
        ]
        return {**{one: self._row(context, one) for one in who}, None: none}

    def _referents(self, spots: list[Spot], previous: Turn | None, titles: list[tuple[str, Title]]) -> list[int]:
        """The referents named near a cue, the previous speaker, whom the body names first or most often, whom the titles fit."""
        first = [previous.referent if previous else None, self.first_named_person]
        fitting = [k for _, title in titles for k in islice(self.titles.fits(title.words), MAX_FITTING)]
        every = (*(s.referent for s in spots), *first, *self.most_named, *fitting)
        return list(dict.fromkeys(k for k in every if k is not None))

    def _titles(self, cue: Cue, clause: int) -> list[tuple[str, Title]]:
        """The titles of the clause of a cue and of the sentence before, each with its place."""
        if self.scene.language != "en":
            return []
        near = max(clause, cue.start - MAX_BEFORE)
        here = self.titles.between(*(cue.speaker_span or (near, cue.start + MAX_OBJECT * (cue.kind == "paragraph"))))
        earlier = self.titles.between(max(self._sentence_before(cue, clause), clause - MAX_BEFORE), clause)
        found = [("first", here[0]), ("last", here[-1])] if here else []
        return found + ([("before", earlier[0])] if earlier else [])

    def _title_features(self, context: CueContext, who: int, near: int | None) -> Features:
        """Features of how the titles near the cue fit a candidate."""
        spoke = context.previous is not None and who == context.previous.referent
        names = list[str]()
        for place, title in context.titles:
            fit, far = self.titles.fits(title.words).get(who, "none"), bucket(max(0, context.cue.start - title.end), _FAR)
            names += [
                f"title {place} {fit} {near is not None}",
                f"title {place} {fit} {bool(context.pronoun)} {spoke}",
                f"title {place} {fit} {far} {context.cue.kind}",
                f"title {place} {fit} {title.start - context.clause_start < 6} {bool(context.before)}",
            ]
        return names

    def _object_features(self, context: CueContext, who: int) -> Features:
        """Features of a candidate named right behind the cue, to whom or of whom somebody else speaks."""
        cue, kind = context.cue, self.scene.referents[who].type
        for k, spot in enumerate(context.behind):
            if spot.referent == who:
                inside = spot.start < cue.end
                return [
                    f"object {k} {kind} {'inside' if inside else bucket(spot.start - cue.end, _FAR)} {cue.kind == 'paragraph'}",
                    f"object {kind} {cue.verb} {cue.kind} {inside}",
                    f"object {cue.form} {inside}",
                ]
        return []

    def _sentence_before(self, cue: Cue, clause: int) -> int:
        """Start offset of the sentence before the clause of a cue, within its paragraph."""
        number = self.scene.paragraph(cue.start)
        start = self.scene.paragraphs[number][0]
        return max((end for end in self.scene.sentences(number) if end < clause), default=start)

    def _words(self, cue: Cue) -> list[str]:
        """The words right before a cue that may be part of an office."""
        span = cue.speaker_span or (max(self.speech.clause_start(cue), cue.start - 60), cue.start)
        first, last = (bisect_left(self.scene.tokens.starts, at) for at in span)
        return [word.lower() for word in self.scene.tokens.norms[first:last] if len(word) > 3 and word not in marks("link")]

    def _row(self, context: CueContext, who: int) -> Features:
        one, group = self.scene.referents[who], context.cue.kind
        near = next((k for k, spot in enumerate(context.before) if spot.referent == who), None)
        names = [
            f"type {one.type}",
            f"type {one.type} {group}",
            f"named {one.type} {bucket(self.counts[who], (0, 1, 2, 4, 8))}",
        ]
        if near is not None:
            names += self._before_features(context.cue, context.before, near)
        names += self._after_features(context, who)
        if context.previous and who == context.previous.referent:
            names += self._previous_speaker_features(context, context.previous)
        names += self._pronoun_features(context, who, near)
        names += self._title_features(context, who, near) + self._object_features(context, who)
        return names + self._office_features(context, one, near)

    def _after_features(self, context: CueContext, who: int) -> Features:
        """Features of a candidate named after the quotation."""
        for k, spot in enumerate(context.after):
            if spot.referent == who:
                return [f"behind {k}", f"behind {bucket(spot.start - (context.cue.close or 0), _FAR)}"]
        return []

    def _previous_speaker_features(self, context: CueContext, previous: Turn) -> Features:
        """Features of the previous speaker."""
        cue, before = context.cue, bool(context.before)
        clause = self.scene.text[context.clause_start : cue.start][-60:]
        word = self.scene.word(cue.start, -1)
        chain = previous.cue.start >= context.clause_start
        persons = min(len(self.scene.between(previous.cue.end, cue.start)), 2)
        return [
            f"previous {cue.kind} {before} {bool(context.after)}",
            f"previous pronoun {any_mark('pronoun').search(clause) is not None}",
            f"previous word {word}",
            f"previous chain {chain} {persons}",
            f"previous chain {chain} {word}",
            f"previous chain {chain} {before} {cue.verb} {previous.cue.kind}",
            f"previous far {bucket(context.clause_start - previous.cue.speech_start, _AGO)} {before}",
        ]

    def _pronoun_features(self, context: CueContext, who: int, near: int | None) -> Features:
        """Features of the pronoun that begins the clause, and of the subject of the sentence before."""
        pronoun = context.pronoun
        spoke = context.previous is not None and who == context.previous.referent
        return [
            f"opens {bool(pronoun)} {near is not None} {spoke} {who == context.subject}",
            f"opens {pronoun} {spoke} {self.scene.referents[who].type}",
            f"sentence before {who == context.subject} {near is not None} {bool(context.before)}",
        ]

    def _office_features(self, context: CueContext, one: Referent, near: int | None) -> Features:
        """Features of a candidate's office."""
        names = list[str]()
        role = one.role or ""
        if any_mark("spokesman").search(role):
            spoke = context.previous is not None and self.scene.referents[context.previous.referent] is one
            names += ["spokesman", f"spokesman {context.cue.kind} {near is not None}", f"spokesman {context.pronoun} {spoke}"]
        if one.type == "PERSON":
            names.append(f"role {one.role is not None} post {one.post}")
        post = one.names[0] if one.post and one.names else ""
        return names + self._office_word_features(context, (role or post).lower(), near)

    def _office_word_features(self, context: CueContext, role: str, near: int | None) -> Features:
        """Features of the words before the cue that are part of an office."""
        words = context.words
        if not role or not words:
            return []
        return [
            f"role words {min(sum(word in role for word in words), 3)} {bool(context.before)}",
            f"role word last {words[-1] in role} {near is not None}",
            f"role begins {any(map(role.startswith, words))} {bool(context.before)}",
            f"role begins last {role.startswith(words[-1])} {bool(context.before)} {near is not None}",
        ]

    def _before_features(self, cue: Cue, before: list[Spot], k: int) -> Features:
        scene, spot = self.scene, before[k]
        one = scene.referents[spot.referent]
        persons = sum(scene.referents[s.referent].type == "PERSON" for s in before[:k])
        clause, stop = cue.speaker_span or (self.speech.clause_start(cue), cue.start)
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
