"""What tells that words said begin at a place."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from newsextract.layers.statements.cues import Cue
from newsextract.layers.statements.lexicon import Verb, announces, any_mark, bucket, classes, is_text, marks, verbs
from newsextract.layers.statements.scene import Scene, Spot

#: how far before a cue its speaker is looked for, and behind a quotation
BEFORE, BEHIND = 300, 140

#: characters of a salutation; paragraphs at the article's beginning that may hold one
SALUTATION, OPENING = 90, 8

_FAR = (0, 2, 5, 12, 30, 60, 120, 250)
_LENGTHS = (40, 80, 160, 320, 640, 1300)

#: names of the features that a candidate has
Features = list[str]


class Speech:
    """A scene with its cues, ready to be described.

    Parameters
    ----------
    scene
        The article.
    cues
        All places where words said may begin.
    """

    def __init__(self, scene: Scene, cues: list[Cue]) -> None:
        self.scene = scene
        self.cues = cues
        self.said = [cue for cue in cues if cue.kind in {"opened", "verb", "according"}]
        self.said_starts = [cue.start for cue in self.said]
        self._clauses: dict[int, int] = {}
        self._texts: dict[int, bool] = {}

    @cached_property
    def gist(self) -> int:
        """Where the first paragraph ends that announces a summary; the text's end without one."""
        ends = (end for _, end in self.scene.paragraphs if announces(self.scene.text, end))
        return next(ends, len(self.scene.text))

    def announced(self, number: int) -> bool:
        """Whether the paragraph before a paragraph, for the first one the headline, names a speech or a message."""
        if number not in self._texts:
            scene = self.scene
            start, end = scene.paragraphs[number - 1] if number else (0, scene.body)
            self._texts[number] = is_text(scene.language, scene.text[start : min(end, start + 200) if number else end])
        return self._texts[number]

    def salutes(self, number: int) -> bool:
        """Whether a paragraph is a salutation: one short line that begins or ends as one does."""
        start, end = self.scene.paragraphs[number]
        if end - start > SALUTATION:
            return False
        return self.scene.text[end - 1] == "," or any_mark("salutation").match(self.scene.text, start) is not None

    @cached_property
    def addressed(self) -> bool:
        """Whether the article's first paragraphs hold a salutation: a speech or a letter as it was given."""
        return any(map(self.salutes, range(min(OPENING, len(self.scene.paragraphs)))))

    @cached_property
    def own_voice(self) -> list[bool]:
        """Whether each paragraph holds "I" or "we"."""
        text, small = self.scene.text, self.scene.text.lower()
        if not any(mark.lower() in small for mark in marks("self")):  # as mostly, and sooner seen
            return [False] * len(self.scene.paragraphs)
        return [any_mark("self").search(text, *span) is not None for span in self.scene.paragraphs]

    @cached_property
    def first_persons(self) -> int:
        """The share of paragraphs that hold "I" or "we", in steps of tenths."""
        return bucket(round(10 * sum(self.own_voice) / max(1, len(self.own_voice))), (0, 1, 3, 6))

    def clause(self, cue: Cue) -> int:
        """Where the paragraph, or the English sentence, begins that holds a cue."""
        at = cue.start
        if at not in self._clauses:
            scene, number = self.scene, self.scene.paragraph(at)
            start = scene.paragraphs[number][0] if scene.paragraphs else 0
            self._clauses[at] = max((end for end in scene.sentences(number) if end <= at), default=start)
        return self._clauses[at]

    def subjects(self, cue: Cue) -> list[Spot]:
        """Who is named before a cue in its clause, the nearest first."""
        if cue.who:
            return list(reversed(self.scene.between(*cue.who)))
        left = max(self.clause(cue), cue.start - BEFORE)
        return [spot for spot in reversed(self.scene.between(left, cue.start)) if spot.end <= cue.start + 1]

    def behind(self, cue: Cue) -> tuple[int, int]:
        """What stands behind the quotation of a cue in its paragraph."""
        if cue.close is None:
            return 0, 0
        end = self.scene.paragraphs[self.scene.paragraph(cue.close)][1]
        return cue.close + 1, min(end, cue.close + BEHIND)

    def verb_behind(self, cue: Cue) -> Verb | None:
        """The verb of saying behind the quotation of a cue."""
        language = self.scene.language
        found = verbs(language, self.scene.text, *self.behind(cue)) if cue.close else ()
        return next((verb for verb in found if classes(language)[verb[2]] in {"say", "stress"}), None)

    def between(self, start: int, end: int) -> list[Cue]:
        """The verbs of saying in ``[start, end)``."""
        return self.said[bisect_left(self.said_starts, start) : bisect_left(self.said_starts, end)]


def yes(speech: Speech, k: int) -> Features:
    """The features of the k-th cue."""
    scene, cue = speech.scene, speech.cues[k]
    number = scene.paragraph(cue.said)
    kind = "d" if cue.direct else cue.kind
    word, following = scene.word(cue.said), speech.cues[k + 1] if k + 1 < len(speech.cues) else None
    then = f"{following.kind} {bucket(following.start - cue.said, _FAR)}" if following else "nothing"
    names = [
        f"kind {cue.kind}",
        f"form {cue.form}",
        f"form {cue.form} {cue.kind}",
        f"gist {cue.said > speech.gist} {cue.kind} {cue.verb}",
        f"next {word}",
        f"next {kind} {word}",
        f"text {cue.kind} {speech.announced(0)} {min(number, 3)}",
        f"text before {cue.kind} {speech.announced(number)}",
        f"then {kind} {then}",
        f"two {kind} {word} {scene.word(cue.said, 1)}",
        f"addressed {cue.kind} {speech.addressed}",
        f"first person {cue.kind} {speech.first_persons}",
    ]
    if cue.kind in {"opened", "verb", "according"}:
        names += _verb(speech, cue, scene.paragraphs[number][0], word)
    else:
        names += _bare(speech, cue, number)
    if cue.direct:
        names += _quote(speech, cue)
    return names


def _verb(speech: Speech, cue: Cue, start: int, word: str) -> Features:
    """What tells of a cue with a verb, in the paragraph that begins at ``start``, that ``word`` begins what is said."""
    scene = speech.scene
    group, clause, before = cue.verb or "none", speech.clause(cue), scene.word(cue.start, -1)
    subjects, same = speech.subjects(cue), speech.between(clause, cue.start)
    names = [
        f"before {group} {before}",
        f"before {cue.form} {before}",
        f"opener {scene.word(cue.end - 1, -1)}",
        f"gap {group} {bucket(cue.end - cue.start - len(cue.form), (0, 3, 8, 20, 40, 100))}",
        f"same clause {group} {same[-1].kind + same[-1].verb if same else ''}",
    ]
    if subjects:
        kind, far = scene.referents[subjects[0].who].type, bucket(cue.start - subjects[0].end, _FAR)
        names += [f"subject {kind} {far}", f"subject {group} {kind} {far}"]
    else:
        names += [f"no subject {group} {cue.kind}", f"no subject {bucket(cue.start - start, _FAR)}"]
    if any_mark("pronoun").search(scene.text, max(cue.start - 40, clause), cue.start):
        names += [f"pronoun {group}", f"pronoun {group} {bool(subjects)}"]
    names += _sentence(speech, cue, group, clause)
    names += [f"before two {scene.word(cue.start, -2)} {before}", f"after {cue.form} {word}"]
    if scene.quoted(cue.start):
        names += ["inside quotation", f"inside quotation {cue.kind}"]
    return names


def _sentence(speech: Speech, cue: Cue, group: str, clause: int) -> Features:
    """How the clause of a cue begins, and who is named before it there."""
    scene = speech.scene
    word, spots = scene.word(clause), scene.between(clause, cue.start)
    who = scene.referents[spots[0].who].type if spots else ""
    return [
        f"clause {group} {word}",
        f"clause {group} {word} {scene.word(clause, 1)}",
        f"clause by {group} {who} {bucket(spots[0].start - clause, (0, 4, 12, 30)) if spots else ''}",
        f"clause far {group} {bucket(cue.start - clause, _FAR)}",
    ]


def _bare(speech: Speech, cue: Cue, number: int) -> Features:
    scene = speech.scene
    start, end = scene.paragraphs[number]
    early = speech.between(start, min(end, start + 160))
    names = [
        f"{cue.kind} starts {cue.start == start}",
        f"{cue.kind} early cue {early[0].kind + early[0].verb if early else ''}",
        f"{cue.kind} starts {cue.start == start} {speech.addressed} {min(number, 4)}",
        f"{cue.kind} salutation {speech.salutes(number)} before {number > 0 and speech.salutes(number - 1)}",
        f"{cue.kind} first person {speech.own_voice[number]} {speech.first_persons}",
    ]
    if number and announces(scene.text, scene.paragraphs[number - 1][1]):
        names.append(f"{cue.kind} gist before")
    return names


def _quote(speech: Speech, cue: Cue) -> Features:
    scene = speech.scene
    names = [f"open {cue.kind} {cue.close is None}", f"quote after {cue.kind} {scene.word(cue.said - 1, -1)}"]
    if cue.close is not None:
        left, right = speech.behind(cue)
        verb = speech.verb_behind(cue)
        names += [
            f"quote {cue.kind} {bucket(cue.close - cue.said, _LENGTHS)}",
            f"behind {cue.kind} {scene.word(left)}",
            f"behind spot {bool(scene.between(left, right))} verb {verb is not None}",
            f"behind verb {verb[2] if verb else ''} {cue.kind}",
            f"behind {cue.kind} {bucket(right - left, _FAR)}",
        ]
    return names
