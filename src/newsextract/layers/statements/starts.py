"""Features that show whether a statement begins at a cue."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

from newsextract.layers.statements.cues import OTHER, Cue
from newsextract.layers.statements.lexicon import Verb, announces, any_mark, bucket, classes, texts
from newsextract.layers.statements.scene import Scene, Spot
from newsextract.layers.statements.titles import Titles

#: maximum characters searched for the speaker before a cue, and after a quotation
MAX_BEFORE, MAX_AFTER = 300, 140
#: maximum characters of a salutation, and number of paragraphs at the start of the article that may be one
MAX_SALUTATION, MAX_SALUTATION_PARAGRAPHS = 90, 8

_OTHER = re.compile(rf",\s+{OTHER}\s")
#: steps of a distance and of a length, in characters
FAR = (0, 2, 5, 12, 30, 60, 120, 250)
_LENGTHS = (40, 80, 160, 320, 640, 1300)
#: characters by which the beginning of a statement is found again in the text
_REPEATED = 40

#: names of the features of a candidate
Features = list[str]


class Speech:
    """A scene with its cues, and the properties that features are computed from."""

    def __init__(self, scene: Scene, cues: list[Cue]) -> None:
        self.scene = scene
        self.cues = cues
        self.verb_cues = [cue for cue in cues if cue.kind in {"opened", "verb", "according"}]
        self.verb_cue_starts = [cue.start for cue in self.verb_cues]

    @cached_property
    def titles(self) -> Titles:
        """The titles of the text."""
        return Titles(self.scene)

    @cached_property
    def summary_start(self) -> int:
        """End offset of the first paragraph that announces a summary, or of the text if none does."""
        ends = (end for _, end in self.scene.paragraphs if announces(self.scene.text, end))
        return next(ends, len(self.scene.text))

    @cached_property
    def text_named_before(self) -> list[bool]:
        """Whether the beginning of the paragraph before each paragraph (for the first one, the headline) names a speech or a message."""
        spans = [(0, self.scene.body), *((start, min(end, start + 200)) for start, end in self.scene.paragraphs[:-1])]
        return [texts(self.scene.language).search(self.scene.text, *span) is not None for span in spans]

    def is_salutation(self, number: int) -> bool:
        """Whether a paragraph is a salutation: short, and with a salutation word at its start or a comma at its end."""
        start, end = self.scene.paragraphs[number]
        if end - start > MAX_SALUTATION:
            return False
        return self.scene.text[end - 1] == "," or any_mark("salutation").match(self.scene.text, start) is not None

    @cached_property
    def has_salutation(self) -> bool:
        """Whether one of the first paragraphs is a salutation: the article is a speech or a letter in full."""
        return any(map(self.is_salutation, range(len(self.scene.paragraphs[:MAX_SALUTATION_PARAGRAPHS]))))

    @cached_property
    def in_first_person(self) -> set[int]:
        """The paragraphs that contain "I" or "we"."""
        found = any_mark("self").finditer(self.scene.text, self.scene.body)
        return {self.scene.paragraph(match.start()) for match in found}

    @cached_property
    def first_person_share(self) -> int:
        """The share of paragraphs that contain "I" or "we", in tenths and bucketed."""
        return bucket(round(10 * len(self.in_first_person) / max(1, len(self.scene.paragraphs))), (0, 1, 3, 6))

    def clause_start(self, cue: Cue) -> int:
        """Start offset of the paragraph, or of the English sentence or the clause about somebody else, that contains a cue."""
        scene, at, number = self.scene, cue.start, self.scene.paragraph(cue.start)
        start = max((end for end in scene.sentences[number] if end <= at), default=scene.paragraphs[number][0])
        if scene.language == "en":
            near = max(start, at - MAX_BEFORE)
            start = max((match.end() for match in _OTHER.finditer(scene.text, near, at)), default=start)
        return start

    def subjects(self, cue: Cue) -> list[Spot]:
        """The mentions before a cue in its clause, nearest first."""
        if cue.speaker_span:
            return list(reversed(self.scene.between(*cue.speaker_span)))
        left = max(self.clause_start(cue), cue.start - MAX_BEFORE)
        return [spot for spot in reversed(self.scene.between(left, cue.start)) if spot.end <= cue.start + 1]

    def after_quotation(self, cue: Cue) -> tuple[int, int]:
        """The span searched after the quotation of a cue, within its paragraph; empty without a quotation."""
        if cue.close is None:
            return 0, 0
        end = self.scene.paragraphs[self.scene.paragraph(cue.close)][1]
        return cue.close + 1, min(end, cue.close + MAX_AFTER)

    def verb_after_quotation(self, cue: Cue) -> Verb | None:
        """The first verb of saying after the quotation of a cue."""
        scene, kinds = self.scene, classes(self.scene.language)
        found = scene.verbs(*self.after_quotation(cue)) if cue.close else []
        return next((verb for verb in found if kinds[verb[2]] in {"say", "stress"}), None)

    @cached_property
    def _beginnings(self) -> dict[str, list[int]]:
        """Where the statements of all cues begin, by their first words."""
        found: dict[str, list[int]] = {}
        for cue in self.cues:
            found.setdefault(self._beginning(cue), []).append(cue.speech_start)
        return found

    def _beginning(self, cue: Cue) -> str:
        return self.scene.text[cue.speech_start : cue.speech_start + _REPEATED]

    def again(self, cue: Cue) -> str:
        """Where the words that begin a cue's statement stand again: in the headline, later or earlier in the body, or nowhere."""
        words = self._beginning(cue)
        if self.scene.text.find(words, 0, self.scene.body) >= 0:
            return "headline"
        places = self._beginnings[words]
        return "later" if cue.speech_start < places[-1] else "earlier" if len(places) > 1 else ""

    def between(self, start: int, end: int) -> list[Cue]:
        """The cues with a verb that begin in ``[start, end)``."""
        return self.verb_cues[bisect_left(self.verb_cue_starts, start) : bisect_left(self.verb_cue_starts, end)]


def cue_features(speech: Speech, k: int) -> Features:
    """The features of the k-th cue."""
    scene, cue = speech.scene, speech.cues[k]
    number = scene.paragraph(cue.speech_start)
    kind = "d" if cue.direct else cue.kind
    word, following = scene.word(cue.speech_start), speech.cues[k + 1] if k + 1 < len(speech.cues) else None
    then = f"{following.kind} {bucket(following.start - cue.speech_start, FAR)}" if following else "nothing"
    names = [
        f"kind {cue.kind}",
        f"form {cue.form}",
        f"form {cue.form} {cue.kind}",
        f"gist {cue.speech_start > speech.summary_start} {cue.kind} {cue.verb}",
        f"next {word}",
        f"next {kind} {word}",
        f"text {cue.kind} {speech.text_named_before[0]} {min(number, 3)}",
        f"text before {cue.kind} {speech.text_named_before[number]}",
        f"then {kind} {then}",
        f"two {kind} {word} {scene.word(cue.speech_start, 1)}",
        f"addressed {cue.kind} {speech.has_salutation}",
        f"first person {cue.kind} {speech.first_person_share}",
        f"again {speech.again(cue)} {cue.kind}",
        f"language {scene.language} {cue.kind}",
        f"language {scene.language} {cue.verb or cue.kind}",
    ]
    if cue.kind in {"opened", "verb", "according"}:
        names += _verb_features(speech, cue, scene.paragraphs[number][0], word)
    else:
        names += _no_verb_features(speech, cue, number)
    if cue.direct:
        names += _quote_features(speech, cue)
    return names


def _verb_features(speech: Speech, cue: Cue, start: int, word: str) -> Features:
    """Features of a cue with a verb; ``start`` is that of its paragraph, ``word`` the first of the statement."""
    scene = speech.scene
    group, clause, before = cue.verb or "none", speech.clause_start(cue), scene.word(cue.start, -1)
    subjects, same = speech.subjects(cue), speech.between(clause, cue.start)
    names = [
        f"before {group} {before}",
        f"before {cue.form} {before}",
        f"opener {scene.word(cue.end - 1, -1)}",
        f"gap {group} {bucket(cue.end - cue.start - len(cue.form), (0, 3, 8, 20, 40, 100))}",
        f"same clause {group} {same[-1].kind + same[-1].verb if same else ''}",
    ]
    if subjects:
        kind, far = scene.referents[subjects[0].referent].type, bucket(cue.start - subjects[0].end, FAR)
        names += [f"subject {kind} {far}", f"subject {group} {kind} {far}"]
    else:
        names += [f"no subject {group} {cue.kind}", f"no subject {bucket(cue.start - start, FAR)}"]
    if any_mark("pronoun").search(scene.text, max(cue.start - 40, clause), cue.start):
        names += [f"pronoun {group}", f"pronoun {group} {bool(subjects)}"]
    names += _clause_features(speech, cue, group, clause) + _title_features(speech, cue, group)
    names += [f"before two {scene.word(cue.start, -2)} {before}", f"after {cue.form} {word}"]
    if scene.is_quoted(cue.start):
        names += ["inside quotation", f"inside quotation {cue.kind}"]
    return names


def _title_features(speech: Speech, cue: Cue, group: str) -> Features:
    """Features of the title that stands before an English verb, alone or beside a name."""
    if speech.scene.language != "en":
        return []
    titles = speech.titles.between(max(speech.clause_start(cue), cue.start - MAX_BEFORE), cue.start)
    far = bucket(cue.start - titles[-1].end, FAR) if titles else "no"
    named = bool(speech.subjects(cue))
    return [f"title {named} {far}", f"title {group} {named} {far}"]


def _clause_features(speech: Speech, cue: Cue, group: str, clause: int) -> Features:
    """Features of how the clause of a cue begins, and of the first mention in it."""
    scene = speech.scene
    word, spots = scene.word(clause), scene.between(clause, cue.start)
    who = scene.referents[spots[0].referent].type if spots else ""
    return [
        f"clause {group} {word}",
        f"clause {group} {word} {scene.word(clause, 1)}",
        f"clause by {group} {who} {bucket(spots[0].start - clause, (0, 4, 12, 30)) if spots else ''}",
        f"clause far {group} {bucket(cue.start - clause, FAR)}",
    ]


def _no_verb_features(speech: Speech, cue: Cue, number: int) -> Features:
    scene = speech.scene
    start, end = scene.paragraphs[number]
    early = speech.between(start, min(end, start + 160))
    names = [
        f"{cue.kind} starts {cue.start == start}",
        f"{cue.kind} early cue {early[0].kind + early[0].verb if early else ''}",
        f"{cue.kind} starts {cue.start == start} {speech.has_salutation} {min(number, 4)}",
        f"{cue.kind} salutation {speech.is_salutation(number)} before {number > 0 and speech.is_salutation(number - 1)}",
        f"{cue.kind} first person {number in speech.in_first_person} {speech.first_person_share}",
    ]
    if number and announces(scene.text, scene.paragraphs[number - 1][1]):
        names.append(f"{cue.kind} gist before")
    return names


def _quote_features(speech: Speech, cue: Cue) -> Features:
    scene = speech.scene
    names = [f"open {cue.kind} {cue.close is None}", f"quote after {cue.kind} {scene.word(cue.speech_start - 1, -1)}"]
    if cue.close is not None:
        left, right = speech.after_quotation(cue)
        verb = speech.verb_after_quotation(cue)
        names += [
            f"quote {cue.kind} {bucket(cue.close - cue.speech_start, _LENGTHS)}",
            f"behind {cue.kind} {scene.word(left)}",
            f"behind spot {bool(scene.between(left, right))} verb {verb is not None}",
            f"behind verb {verb[2] if verb else ''} {cue.kind}",
            f"behind {cue.kind} {bucket(right - left, FAR)}",
        ]
    return names
