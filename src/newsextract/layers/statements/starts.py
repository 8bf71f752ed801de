"""What tells that words said begin at a place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from newsextract.layers.statements.cues import Cue
from newsextract.layers.statements.ends import sentence_ends
from newsextract.layers.statements.lexicon import bucket
from newsextract.layers.statements.scene import Scene, Spot

#: how far before a cue its speaker is looked for, and behind a quotation
BEFORE, BEHIND = 300, 140

_FAR = (0, 2, 5, 12, 30, 60, 120, 250)
_LENGTHS = (40, 80, 160, 320, 640, 1300)
_LIST = re.compile(r"[-•–*✅✔]|\(?\d{1,2}[.)]")
_GIST = re.compile(r"(?:ดังนี้|ดังต่อไปนี้|follows?|:)\W*$")
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey)\b|ตน|ท่าน")
_OPEN = "“\""
_SPOKESMAN = re.compile(r"โฆษก|[Ss]poke")
_DATE = re.compile(r"\d{1,2}[ ./]|วันนี้|วันที่|เวลา")

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
        ends = (b for a, b in self.scene.paragraphs if _GIST.search(self.scene.text, max(a, b - 40), b))
        return next(ends, len(self.scene.text))

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

    def between(self, start: int, end: int) -> list[Cue]:
        """The verbs of saying in ``[start, end)``."""
        return self.said[bisect_left(self.said_starts, start) : bisect_left(self.said_starts, end)]


def yes(speech: Speech, k: int) -> Features:
    """The features of the k-th cue."""
    scene, cue = speech.scene, speech.cues[k]
    number = scene.paragraph(cue.said)
    start, end = scene.paragraphs[number]
    names = [f"kind {cue.kind}", f"class {cue.verb} {cue.kind}", f"form {cue.form}", f"form {cue.form} {cue.kind}"]
    names += _where(scene, cue, number, start, end)
    names.append(f"gist {cue.said > speech.gist} {cue.kind} {cue.verb}")
    if cue.kind in {"opened", "verb", "according"}:
        names += _verb(speech, cue, start)
    else:
        names += _bare(speech, cue, number)
    if cue.direct:
        names += _quote(speech, cue)
    names += _before(speech, k, start)
    return dict.fromkeys(names, 1.0)


def _where(scene: Scene, cue: Cue, number: int, start: int, end: int) -> list[str]:
    kind = "d" if cue.direct else cue.kind
    return [
        f"paragraph {kind} {min(number, 4)}",
        f"at {kind} {bucket(cue.start - start, _FAR)}",
        f"left {kind} {bucket(end - cue.said, _LENGTHS)}",
        f"next {scene.word(cue.said)}",
        f"next {kind} {scene.word(cue.said)}",
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
    pronoun = _PRONOUN.search(scene.text, max(start, cue.start - 40, speech.clause(cue)), cue.start)
    if subjects:
        near = subjects[0]
        kind = scene.referents[near.who].type
        far = bucket(cue.start - near.end, _FAR)
        names += [f"subject {kind} {far}", f"subject {group} {kind} {far}", f"subject {cue.kind} {group} {near.office}"]
        names.append(f"subject first {group} {near.start - start <= 3}")
        names.append(f"subject word {scene.word(near.start, -1)}")
        names.append(f"subject opens {group} {near.start - speech.clause(cue) <= 4} {min(far, 30)}")
        person = scene.referents[near.who].person
        names.append(f"subject spokesman {group} {bool(person and _SPOKESMAN.search(person.role or ''))}")
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
        if _GIST.search(scene.text, max(a, b - 40), b):
            names.append(f"{cue.kind} gist before")
        names.append(f"{cue.kind} quote before {scene.text[a] in _OPEN}")
        names.append(f"{cue.kind} said before {bool(speech.between(a, b))}")
    inside = speech.between(start, end)
    early = [c for c in inside if c.start - start < 160]
    names.append(f"{cue.kind} early cue {early[0].kind + early[0].verb if early else ''}")
    names.append(f"{cue.kind} late cue {bool(inside) and end - inside[-1].end < 40}")
    spots = scene.between(start, min(end, start + 60))
    names.append(f"{cue.kind} spot {scene.referents[spots[0].who].type if spots else ''} {spots[0].start - start <= 3 if spots else ''}")
    names.append(f"{cue.kind} date {_DATE.search(scene.text, start, start + 30) is not None}")
    return names


def _quote(speech: Speech, cue: Cue) -> list[str]:
    scene, text = speech.scene, speech.scene.text
    names = [f"open {cue.kind} {cue.close is None}"]
    if cue.close is not None:
        left, right = speech.behind(cue)
        names.append(f"quote {cue.kind} {bucket(cue.close - cue.said, _LENGTHS)}")
        names.append(f"behind {cue.kind} {scene.word(left)}")
        spots = scene.between(left, right)
        verb = next((form for form in ("กล่าว", "เผย", "ระบุ", "ย้ำ", "said", "added", "stated") if form in text[left:right]), "")
        names += [f"behind spot {bool(spots)} verb {bool(verb)}", f"behind verb {verb} {cue.kind}"]
        names.append(f"behind {cue.kind} {bucket(right - left, _FAR)}")
    names.append(f"quote after {cue.kind} {scene.word(cue.said - 1, -1)}")
    return names


def _before(speech: Speech, k: int, start: int) -> list[str]:
    """What stands before a cue that may have taken its words."""
    cue = speech.cues[k]
    near = [c for c in speech.cues[max(0, k - 4) : k] if c.start >= start and c.kind in {"opened", "according", "verb"}]
    kind = "d" if cue.direct else cue.kind
    names = [f"first {kind} {not near}"]
    if near:
        names.append(f"after {kind} {near[-1].kind} {near[-1].verb}")
        names.append(f"after {kind} {cue.verb} {bucket(cue.start - near[-1].said, _FAR)}")
        names.append(f"opened before {kind} {any(c.kind == 'opened' for c in near)}")
    following = speech.cues[k + 1 : k + 2]
    if following:
        names.append(f"then {kind} {following[0].kind} {bucket(following[0].start - cue.said, _FAR)}")
    else:
        names.append(f"then {kind} nothing")
    return names


