"""What tells that words said begin at a place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from newsextract.layers.statements.cues import Cue
from newsextract.layers.statements.ends import sentence_ends
from newsextract.layers.statements.lexicon import announces, any_mark, bucket, classes, texts, verbs
from newsextract.layers.statements.scene import Scene, Spot

#: how far before a cue its speaker is looked for, and behind a quotation
BEFORE, BEHIND = 300, 140

_FAR = (0, 2, 5, 12, 30, 60, 120, 250)
_LENGTHS = (40, 80, 160, 320, 640, 1300)
_LIST = re.compile(r"[-•–*✅✔]|\(?\d{1,2}[.)]")
_OPEN = '“"'
_DATE = re.compile(r"\d{1,2}[ ./]")

Features = dict[str, float]


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

    @cached_property
    def sentences(self) -> list[int]:
        """Where English sentences end."""
        return sentence_ends(self.scene) if self.scene.language == "en" else []

    @cached_property
    def gist(self) -> int:
        """Where the first paragraph ends that announces a summary; the text's end without one."""
        ends = (end for _, end in self.scene.paragraphs if announces(self.scene.text, end))
        return next(ends, len(self.scene.text))

    @cached_property
    def is_text(self) -> bool:
        """Whether the headline announces a speech or a message."""
        return texts(self.scene.language).search(self.scene.text, 0, self.scene.body) is not None

    def clause(self, cue: Cue) -> int:
        """Where the paragraph, or the English sentence, begins that holds a cue."""
        start = self.scene.paragraphs[self.scene.paragraph(cue.start)][0] if self.scene.paragraphs else 0
        k = bisect_right(self.sentences, cue.start) - 1
        return max(start, self.sentences[k]) if k >= 0 else start

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

    def verb_behind(self, cue: Cue) -> re.Match[str] | None:
        """The verb of saying behind the quotation of a cue."""
        language = self.scene.language
        found = verbs(language).finditer(self.scene.text, *self.behind(cue)) if cue.close else ()
        return next((match for match in found if classes(language)[match[0]] in {"say", "stress"}), None)

    def between(self, start: int, end: int) -> list[Cue]:
        """The verbs of saying in ``[start, end)``."""
        return self.said[bisect_left(self.said_starts, start) : bisect_left(self.said_starts, end)]


def yes(speech: Speech, k: int) -> Features:
    """The features of the k-th cue."""
    scene, cue = speech.scene, speech.cues[k]
    number = scene.paragraph(cue.said)
    names = [f"kind {cue.kind}", f"class {cue.verb} {cue.kind}", f"form {cue.form}", f"form {cue.form} {cue.kind}"]
    names += _where(speech, cue, number)
    names.append(f"gist {cue.said > speech.gist} {cue.kind} {cue.verb}")
    if cue.kind in {"opened", "verb", "according"}:
        names += _verb(speech, cue, scene.paragraphs[number][0])
    else:
        names += _bare(speech, cue, number)
    if cue.direct:
        names += _quote(speech, cue)
    names.append(_following(speech, k))
    return dict.fromkeys(names, 1.0)


def _where(speech: Speech, cue: Cue, number: int) -> list[str]:
    scene, kind = speech.scene, "d" if cue.direct else cue.kind
    start = scene.paragraphs[number][0]
    before = scene.paragraphs[number - 1] if number else (0, 0)
    return [
        f"paragraph {kind} {min(number, 4)}",
        f"at {kind} {bucket(cue.start - start, _FAR)}",
        f"next {scene.word(cue.said)}",
        f"next {kind} {scene.word(cue.said)}",
        f"text {cue.kind} {speech.is_text} {min(number, 3)}",
        f"text before {cue.kind} {texts(scene.language).search(scene.text, before[0], min(before[1], before[0] + 200)) is not None}",
        f"last {kind} {len(scene.paragraphs) - number == 1}",
    ]


def _verb(speech: Speech, cue: Cue, start: int) -> list[str]:
    scene = speech.scene
    group = cue.verb or "none"
    names = [f"before {group} {scene.word(cue.start, -1)}", f"before {cue.form} {scene.word(cue.start, -1)}"]
    names.append(f"before 2 {group} {scene.word(cue.start, -2)}")
    names.append(f"opener {scene.word(cue.end - 1, -1)}")
    names.append(f"gap {group} {bucket(cue.end - cue.start - len(cue.form), (0, 3, 8, 20, 40, 100))}")
    subjects = speech.subjects(cue)
    same = speech.between(speech.clause(cue), cue.start)
    names.append(f"same clause {group} {same[-1].kind + same[-1].verb if same else ''}")
    pronoun = any_mark("pronoun").search(scene.text, max(start, cue.start - 40, speech.clause(cue)), cue.start)
    if subjects:
        near = subjects[0]
        kind = scene.referents[near.who].type
        far = bucket(cue.start - near.end, _FAR)
        names += [f"subject {kind} {far}", f"subject {group} {kind} {far}", f"subject {cue.kind} {group} {near.office}"]
        names.append(f"subject first {group} {near.start - start <= 3}")
        names.append(f"subject word {scene.word(near.start, -1)}")
        names.append(f"subject opens {group} {near.start - speech.clause(cue) <= 4} {min(far, 30)}")
        person = scene.referents[near.who].person
        names.append(f"subject spokesman {group} {bool(person and any_mark('spokesman').search(person.role or ''))}")
    else:
        names += [f"no subject {group} {cue.kind}", f"no subject {bucket(cue.start - start, _FAR)}"]
    if pronoun:
        names += [f"pronoun {group}", f"pronoun {group} {bool(subjects)}"]
    if scene.quoted(cue.start):
        names += ["inside quotation", f"inside quotation {cue.kind}"]
    after = scene.between(cue.said, cue.said + 3)
    if after:
        names.append(f"next is {scene.referents[after[0].who].type} {group}")
    return names


def _bare(speech: Speech, cue: Cue, number: int) -> list[str]:
    scene = speech.scene
    start, end = scene.paragraphs[number]
    names = [f"{cue.kind} word 2 {scene.word(cue.said, 1)}", f"{cue.kind} starts {cue.start == start}"]
    if _LIST.match(scene.text, cue.start):
        names.append(f"{cue.kind} list")
    if number:
        a, b = scene.paragraphs[number - 1]
        if announces(scene.text, b):
            names.append(f"{cue.kind} gist before")
        names.append(f"{cue.kind} quote before {scene.text[a] in _OPEN}")
        names.append(f"{cue.kind} said before {bool(speech.between(a, b))}")
    inside = speech.between(start, end)
    early = [c for c in inside if c.start - start < 160]
    names.append(f"{cue.kind} early cue {early[0].kind + early[0].verb if early else ''}")
    names.append(f"{cue.kind} late cue {bool(inside) and end - inside[-1].end < 40}")
    spots = scene.between(start, min(end, start + 60))
    names.append(
        f"{cue.kind} spot {scene.referents[spots[0].who].type if spots else ''} {spots[0].start - start <= 3 if spots else ''}"
    )
    names.append(f"{cue.kind} date {_dated(scene, start)}")
    return names


def _dated(scene: Scene, at: int) -> bool:
    """Whether a day stands soon behind an offset."""
    return any(words.search(scene.text, at, at + 30) for words in (_DATE, any_mark("day")))


def _quote(speech: Speech, cue: Cue) -> list[str]:
    scene = speech.scene
    names = [f"open {cue.kind} {cue.close is None}"]
    if cue.close is not None:
        left, right = speech.behind(cue)
        names.append(f"quote {cue.kind} {bucket(cue.close - cue.said, _LENGTHS)}")
        names.append(f"behind {cue.kind} {scene.word(left)}")
        spots = scene.between(left, right)
        verb = speech.verb_behind(cue)
        names += [f"behind spot {bool(spots)} verb {verb is not None}", f"behind verb {verb[0] if verb else ''} {cue.kind}"]
        names.append(f"behind {cue.kind} {bucket(right - left, _FAR)}")
    names.append(f"quote after {cue.kind} {scene.word(cue.said - 1, -1)}")
    return names


def _following(speech: Speech, k: int) -> str:
    """The cue behind one, and how soon it comes."""
    cue = speech.cues[k]
    kind = "d" if cue.direct else cue.kind
    following = speech.cues[k + 1 : k + 2]
    if following:
        return f"then {kind} {following[0].kind} {bucket(following[0].start - cue.said, _FAR)}"
    return f"then {kind} nothing"
