"""Speaker candidates for each cue, among the persons and organisations of an article, and their features."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from newsextract.layers.drafts import Referent
from newsextract.layers.statements.cues import Cue
from newsextract.layers.statements.lexicon import any_mark, bucket, marks
from newsextract.layers.statements.scene import Spot
from newsextract.layers.statements.starts import FAR, MAX_BEFORE, Features, Speech
from newsextract.layers.statements.titles import Title
from newsextract.models.choice import Choice

#: maximum mentions before a cue, and maximum of the most often named referents, that are candidates
MAX_MENTIONS_BEFORE, MAX_MOST_NAMED = 6, 3
#: maximum referents that a title fits which are candidates
MAX_FITTING = 6
#: maximum characters before a paragraph in which others are named who may speak in it
MAX_EARLIER = 700
#: maximum characters from a cue to a mention of whom it speaks to or of
MAX_OBJECT = 60
#: maximum characters from those who accompany the speaker to the cue
MAX_COMPANIONS = 600

#: what names those who accompany somebody: X พร้อมด้วย Y, X โดยมี Y เข้าร่วม
_COMPANIONS = re.compile(r"[^\n]*(?:พร้อมด้วย|(?P<there>โดยมี))\s*\Z")
_PRESENT = re.compile("เข้าร่วม|ร่วมงาน|การต้อนรับ")
#: what ends their names: what they did, or somebody else who acts
_ENDS_NAMES = re.compile(rf"{_PRESENT.pattern}|โดย(?!มี)")
_AGO = (0, 80, 200, 500, 1200)


class Turn(NamedTuple):
    """The previous cue, and the index of the referent that spoke."""

    cue: Cue
    referent: int


class Speakers:
    """Speaker candidates for the cues of an article."""

    def __init__(self, speech: Speech) -> None:
        self.speech = speech
        self.scene = speech.scene
        self._known: dict[tuple[int, ...], tuple[int | None, float]] = {}

    @cached_property
    def counts(self) -> Counter[int]:
        """Number of mentions of each referent, with the titles that are nobody's mention but fit it."""
        found, titles = Counter(spot.referent for spot in self.scene.spots), self.speech.titles
        for title in titles.between(self.scene.body, len(self.scene.text)) if self.scene.language == "en" else ():
            if not self.scene.between(title.start, title.end + 2) and not self.scene.spot_at(title.start):
                found.update(who for who, fit in titles.fits(title.words).items() if fit == "same")
        return found

    @cached_property
    def prominent(self) -> list[int]:
        """The person named first in the body, and the referents named most often."""
        spots = self.scene.between(self.scene.body, len(self.scene.text))
        first = (spot.referent for spot in spots if self.scene.referents[spot.referent].type == "PERSON")
        most = sorted(self.counts, key=lambda who: (-self.counts[who], who))[:MAX_MOST_NAMED]
        return [*islice(first, 1), *most]

    def is_named_later(self, cue: Cue, who: int) -> bool:
        """Whether a referent is named for the first time behind an English cue and its quotation, so that another one speaks."""
        first = next((spot.start for spot in self.scene.spots if spot.referent == who), 0)
        return self.scene.language == "en" and cue.kind not in {"quote", "paragraph"} and first >= cue.end

    def likeliest(self, model: Choice, cue: Cue, previous: Turn | None) -> tuple[int | None, float]:
        """The referent index of the likeliest speaker of a cue (None for nobody), and its probability; cached."""
        key = (cue.speech_start, previous.cue.speech_start, previous.referent) if previous else (cue.speech_start,)
        if key not in self._known:
            found = self.candidates(cue, previous)
            probability, who = max(zip(model.probabilities([*found.values()]), found, strict=True), key=itemgetter(0))
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
        asked = Asked(self, cue, previous)
        return {**{who: asked.row(who) for who in asked.referents()}, None: asked.none()}


class Asked:
    """A cue whose speaker is asked for, with what is named near it.

    ``clause`` and ``sentence`` are the start offsets of its clause and of the sentence before within the paragraph, ``subject``
    is the referent named first in that sentence, ``spoke`` the previous speaker, ``pronoun`` the one that begins the clause, or "".
    """

    def __init__(self, speakers: Speakers, cue: Cue, previous: Turn | None) -> None:
        self.speakers, self.cue, self.previous = speakers, cue, previous
        self.speech, scene = speakers.speech, speakers.scene
        self.scene = scene
        self.spoke = previous.referent if previous else None
        self.clause = self.speech.clause_start(cue)
        number = scene.paragraph(cue.start)
        ends = (end for end in scene.sentences[number] if end < self.clause)
        self.sentence = max(ends, default=scene.paragraphs[number][0])
        self.subject = next((spot.referent for spot in scene.between(self.sentence, self.clause)), None)
        #: mentions before the cue, nearest first; after its quotation; right behind the cue
        self.before = self.speech.subjects(cue)[:MAX_MENTIONS_BEFORE]
        self.after = scene.between(*self.speech.after_quotation(cue))[:2] if cue.kind == "quote" else []
        self.behind = scene.between(cue.start, cue.end + MAX_OBJECT) if cue.kind != "quote" else []
        first = scene.word(self.clause)
        self.pronoun = first if any_mark("pronoun").fullmatch(first) else ""
        self.titles = list(self._titles()) if scene.language == "en" else []

    def _titles(self) -> Iterator[tuple[str, Title]]:
        """Yield the first and the last title in the clause of the cue, and the first one in the sentence before."""
        cue, titles = self.cue, self.speech.titles
        near = max(self.clause, cue.start - MAX_BEFORE)
        here = titles.between(*(cue.speaker_span or (near, cue.start + MAX_OBJECT * (cue.kind == "paragraph"))))
        yield from (("first", here[0]), ("last", here[-1])) if here else ()
        yield from (
            ("before", title) for title in titles.between(max(self.sentence, self.clause - MAX_BEFORE), self.clause)[:1]
        )

    def referents(self) -> list[int]:
        """The referents named near the cue, the previous speaker, whom the body names first or most often, whom the titles fit."""
        cue, scene = self.cue, self.scene
        start = scene.paragraphs[scene.paragraph(cue.speech_start)][0]
        earlier = scene.between(max(scene.body, start - MAX_EARLIER), start)[:-3:-1]
        own = self.behind if cue.kind == "paragraph" else [spot for spot in self.behind if spot.start < cue.end]
        near = [spot.referent for spot in (*self.before, *self.after, *earlier)]
        fitting = [k for _, title in self.titles for k in islice(self.speech.titles.fits(title.words), MAX_FITTING)]
        further = (self.spoke, *self.speakers.prominent, *fitting)
        every = (*near, self.subject, *(spot.referent for spot in own[:1]), *further)
        return list(dict.fromkeys(k for k in every if k is not None))

    def none(self) -> Features:
        """The features of nobody."""
        known = f"{bool(self.before)} {self.previous is None}"
        return ["none", f"none {known}", f"none {self.cue.kind} {bool(self.before)} {self.scene.word(self.cue.start, -1)}"]

    def row(self, who: int) -> Features:
        """The features of a candidate."""
        one, group = self.scene.referents[who], self.cue.kind
        near = next((k for k, spot in enumerate(self.before) if spot.referent == who), None)
        names = [
            f"type {one.type}",
            f"type {one.type} {group}",
            f"named {one.type} {bucket(self.speakers.counts[who], (0, 1, 2, 4, 8))}",
        ]
        if near is not None:
            names += self._before_features(one, near)
        for k, spot in [(k, spot) for k, spot in enumerate(self.after) if spot.referent == who][:1]:
            names += [f"behind {k}", f"behind {bucket(spot.start - (self.cue.close or 0), FAR)}"]
        if self.previous and who == self.spoke:
            names += self._previous_speaker_features(self.previous)
        before, spoke, told = bool(self.before), who == self.spoke, who == self.subject
        names += [
            f"opens {bool(self.pronoun)} {near is not None} {spoke} {told}",
            f"opens {self.pronoun} {spoke} {one.type}",
            f"sentence before {told} {near is not None} {before}",
        ]
        for place, title in self.titles:
            fit = self.speech.titles.fits(title.words).get(who, "none")
            names += [
                f"title {place} {fit} {near is not None}",
                f"title {place} {fit} {bool(self.pronoun)} {spoke}",
                f"title {place} {fit} {bucket(max(0, self.cue.start - title.end), FAR)} {group}",
                f"title {place} {fit} {title.start - self.clause < 6} {before}",
            ]
        return names + self._object_features(who, one.type) + self._office_features(one, near, spoke)

    def _before_features(self, one: Referent, k: int) -> Features:
        """Features of a candidate named before the cue, in the k-th place."""
        cue, scene, spot = self.cue, self.scene, self.before[k]
        persons = sum(scene.referents[s.referent].type == "PERSON" for s in self.before[:k])
        clause, stop = cue.speaker_span or (self.clause, cue.start)
        far = bucket(stop - spot.end, FAR)
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

    def _previous_speaker_features(self, previous: Turn) -> Features:
        cue, before = self.cue, bool(self.before)
        words = self.scene.text[self.clause : cue.start][-60:]
        word = self.scene.word(cue.start, -1)
        chain = previous.cue.start >= self.clause
        return [
            f"previous {cue.kind} {before} {bool(self.after)}",
            f"previous pronoun {any_mark('pronoun').search(words) is not None}",
            f"previous word {word}",
            f"previous chain {chain} {min(len(self.scene.between(previous.cue.end, cue.start)), 2)}",
            f"previous chain {chain} {word}",
            f"previous chain {chain} {before} {cue.verb} {previous.cue.kind}",
            f"previous far {bucket(self.clause - previous.cue.speech_start, _AGO)} {before}",
        ]

    def _object_features(self, who: int, kind: str) -> Features:
        """Features of a candidate named right behind the cue, to whom or of whom somebody else speaks."""
        cue = self.cue
        k, spot = next(((k, spot) for k, spot in enumerate(self.behind) if spot.referent == who), (0, None))
        if spot is None:
            return []
        inside = spot.start < cue.end
        return [
            f"object {k} {kind} {'inside' if inside else bucket(spot.start - cue.end, FAR)} {cue.kind == 'paragraph'}",
            f"object {kind} {cue.verb} {cue.kind} {inside}",
            f"object {cue.form} {inside}",
        ]

    def _office_features(self, one: Referent, near: int | None, spoke: bool) -> Features:
        """Features of a candidate's office."""
        names = list[str]()
        if any_mark("spokesman").search(one.role or ""):
            names += ["spokesman", f"spokesman {self.cue.kind} {near is not None}", f"spokesman {self.pronoun} {spoke}"]
        if one.type == "PERSON":
            names.append(f"role {one.role is not None} post {one.post}")
        role, words = (one.role or (one.names[0] if one.post and one.names else "")).lower(), self._words
        if not role or not words:
            return names
        return [
            *names,
            f"role words {min(sum(word in role for word in words), 3)} {bool(self.before)}",
            f"role word last {words[-1] in role} {near is not None}",
            f"role begins {any(map(role.startswith, words))} {bool(self.before)}",
            f"role begins last {role.startswith(words[-1])} {bool(self.before)} {near is not None}",
        ]

    @cached_property
    def _words(self) -> list[str]:
        """The words right before the cue that may be part of an office."""
        span = self.cue.speaker_span or (max(self.clause, self.cue.start - 60), self.cue.start)
        first, last = (bisect_left(self.scene.tokens.starts, at) for at in span)
        return [word.lower() for word in self.scene.tokens.norms[first:last] if len(word) > 3 and word not in marks("link")]
