"""What tells that words said end at a place."""

from __future__ import annotations

import re
from bisect import bisect_left
from bisect import bisect_left
from collections.abc import Iterator

from newsextract.layers.statements.cues import Cue
from newsextract.layers.statements.ends import End
from newsextract.layers.statements.starts import BEHIND, Features, Speech
from newsextract.layers.statements.lexicon import bucket

_LENGTHS = (40, 80, 160, 320, 640, 1300, 2600)
_LIST = re.compile(r"[-•–✅✔]|\(?\d{1,2}[.)]|[๑-๙]")
_TAIL = re.compile(r"\*{2,}|#|\.{3,}|-{3,}|_{3,}|ที่มา|ข้อมูล|สามารถ|โทร|ติดต่อ|สอบถาม|http")
_GIST = re.compile(r"(?:ดังนี้|ดังต่อไปนี้|follows?|:|ได้แก่|อาทิ)\W*$")


def _level(chance: float) -> int:
    """A probability in steps."""
    return sum(chance >= step for step in (0.05, 0.15, 0.35, 0.6, 0.85))


class Stops:
    """The boundaries of an article, each described once.

    Parameters
    ----------
    speech
        The article's cues.
    ends
        All places where words may end.
    chances
        How probable each cue is.
    """

    def __init__(self, speech: Speech, ends: list[End], chances: list[float]) -> None:
        self.speech = speech
        self.ends = ends
        self.chances = chances
        self.starts = [cue.start for cue in speech.cues]
        self._known: dict[int, list[str]] = {}

    def about(self, end: End) -> list[str]:
        """What a boundary is like, whatever it may end."""
        if end.at not in self._known:
            self._known[end.at] = list(self._about(end))
        return self._known[end.at]

    def _about(self, end: End) -> Iterator[str]:
        scene, text, kind = self.speech.scene, self.speech.scene.text, end.kind
        yield f"kind {kind}"
        if end.next >= len(text):
            yield "text ends"
            return
        first = scene.word(end.next)
        yield f"next {kind} {first}"
        yield f"next {kind} {first} {scene.word(end.next, 1)}"
        stop = scene.paragraphs[scene.paragraph(end.next)][1]
        spots = scene.between(end.next, end.next + 30)
        spot = spots[0] if spots else None
        who = f"{scene.referents[spot.who].type} {bucket(spot.start - end.next, (0, 6, 14))}" if spot else ""
        yield f"spot {kind} {who}"
        following = self.speech.between(end.next, min(stop, end.next + 220))
        cue = following[0] if following else None
        said = f"{cue.kind} {cue.verb}" if cue else ""
        yield f"cue {kind} {said}"
        yield f"cue {kind} {said} {spot is not None}"
        after = bisect_left(self.starts, end.next)
        near = [self.chances[k] for k in range(after, min(after + 3, len(self.starts))) if self.starts[k] < end.next + 160]
        yield f"chance {kind} {_level(max(near, default=0.0))}"
        here = self.chances[after] if after < len(self.starts) and self.starts[after] <= end.next + 14 else 0.0
        yield f"chance here {kind} {_level(here)}"
        if cue:
            yield f"cue {kind} {cue.kind} {bucket(cue.start - end.next, (0, 5, 14, 40, 90))}"
            yield f"cue by {kind} {cue.kind} {cue.verb} {bool(scene.between(end.next, cue.start))}"
        if kind == "paragraph":
            yield from self._paragraph(end, stop, following[-1:])

    def _paragraph(self, end: End, stop: int, last: list[Cue]) -> Iterator[str]:
        scene, text = self.speech.scene, self.speech.scene.text
        quoted = text[end.next] in "“\""
        yield f"paragraph quote {quoted}"
        yield f"paragraph list {_LIST.match(text, end.next) is not None}"
        yield f"paragraph tail {_TAIL.match(text, end.next) is not None}"
        yield f"paragraph length {bucket(stop - end.next, _LENGTHS)}"
        yield f"paragraph before {_GIST.search(text, max(0, end.at - 30), end.at) is not None}"
        yield f"paragraph ends {bool(last) and stop - last[-1].end < 40}"
        yield f"paragraph last {stop == scene.paragraphs[-1][1]}"
        yield f"paragraph ends with {text[end.at - 1] if not text[end.at - 1].isalnum() else ''}"

    def rows(self, cue: Cue, ends: list[End]) -> Iterator[Features]:
        """The features of each boundary as the end of the words that begin at a cue."""
        scene = self.speech.scene
        first = scene.paragraph(cue.said)
        start = "d" if cue.direct else cue.kind
        gist = _GIST.search(scene.text, scene.paragraphs[first][0], scene.paragraphs[first][1]) is not None
        passed, k = 0.0, bisect_left(self.starts, cue.said)
        for order, end in enumerate(ends):
            while k < len(self.starts) and self.starts[k] < end.at:
                passed = max(passed, self.chances[k])
                k += 1
            crossed = scene.paragraph(end.at - 1) - first
            about = self.about(end)
            side = "own" if end.at == cue.close else "in" if cue.close and end.at < cue.close else "out" if cue.close else "no"
            names = [
                *about,
                f"{start} {end.kind} {min(crossed, 2)}",
                f"{start} {cue.verb} {end.kind} {min(crossed, 1)}",
                f"{start} {end.kind} {side}",
                f"crossed {end.kind} {min(crossed, 6)} gist {gist}",
                f"passed {end.kind} {_level(passed)}",
                f"order {end.kind} {min(order, 3)}",
                f"length {end.kind} {bucket(end.at - cue.said, _LENGTHS)}",
            ]
            if end.kind != "paragraph":
                names.append(f"to end {end.kind} {bucket(scene.paragraphs[scene.paragraph(end.at - 1)][1] - end.at, (0, 30, BEHIND, 400))}")
            names += [f"{start} {name}" for name in about[1:6]]
            if crossed:
                names += [f"late {name}" for name in about[1:2]]
            yield dict.fromkeys(names, 1.0)


