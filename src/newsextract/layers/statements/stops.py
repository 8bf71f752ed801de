"""Features that show whether a statement ends at a place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from newsextract.layers.statements.cues import Cue
from newsextract.layers.statements.ends import End, Ends
from newsextract.layers.statements.lexicon import announces, any_mark, bucket
from newsextract.layers.statements.starts import MAX_AFTER, Features, Speech

#: maximum characters from where the text goes on to the auxiliary of its verb
MAX_TO_AUXILIARY = 90

_LENGTHS = (40, 80, 160, 320, 640, 1300, 2600)
_LEVELS = (0.05, 0.15, 0.35, 0.6, 0.85)
_LIST = re.compile(r"[-•–✅✔]|\(?\d{1,2}[.)]|[๑-๙]")


def _level(chance: float) -> int:
    """The bucket of a probability."""
    return bisect_right(_LEVELS, chance)


class Stops:
    """The candidate ends of an article and their features; ``chances`` are the probabilities of its cues."""

    def __init__(self, speech: Speech, chances: list[float]) -> None:
        self.speech = speech
        self.ends = Ends(speech.scene, speech.verb_cue_starts)
        self.chances = chances
        self.starts = [cue.start for cue in speech.cues]
        self._known: dict[tuple[int, str], Features] = {}

    def _cached_features(self, end: End, start: str) -> Features:
        """The features of an end that do not depend on the cue's offset, cached across cues."""
        found = self._known.get((end.at, start))
        if found is None:
            found = self._known[end.at, start] = list(self._features(end, start))
        return found

    def _features(self, end: End, start: str) -> Iterator[str]:
        """Yield the features of an end, for statements whose cue is of the kind ``start``."""
        scene, text, kind = self.speech.scene, self.speech.scene.text, end.kind
        yield f"kind {kind}"
        yield f"kind {kind} {scene.language}"
        if end.next >= len(text):
            yield "text ends"
            return
        last = scene.word(end.at - 1)
        yield from (f"last {kind} {last}", f"last {kind} {last} {scene.word(end.at - 1, -1)}")
        first = scene.word(end.next)
        two = f"next {kind} {first} {scene.word(end.next, 1)}"
        yield from (f"next {kind} {first}", f"{start} next {kind} {first}", two, f"{start} {two}")
        stop = scene.paragraphs[end.number + (kind == "paragraph")][1]
        spots = scene.between(end.next, end.next + 30)
        spot = spots[0] if spots else None
        who = f"{scene.referents[spot.referent].type} {bucket(spot.start - end.next, (0, 6, 14))}" if spot else ""
        yield f"spot {kind} {who}"
        auxiliary = any_mark("auxiliary").search(text, end.next, min(stop, end.next + MAX_TO_AUXILIARY))
        tense = auxiliary[0].lower() if auxiliary else ""
        yield from (f"tense {kind} {tense}", f"tense {kind} {tense} {start} {bool(spot)}")
        following = self.speech.between(end.next, min(stop, end.next + 220))
        yield from self._cue_features(end, following[0] if following else None)
        if kind == "paragraph":
            yield from self._paragraph_features(end, stop, following[-1:])

    def _cue_features(self, end: End, cue: Cue | None) -> Iterator[str]:
        """Yield the features of the next cue after an end, if there is one near, and of the probabilities of those after it."""
        kind, cue_kind = end.kind, f"{cue.kind} {cue.verb}" if cue else ""
        yield f"cue {kind} {cue_kind}"
        after = bisect_left(self.starts, end.next)
        near = [self.chances[k] for k in range(after, min(after + 3, len(self.starts))) if self.starts[k] < end.next + 160]
        yield f"chance {kind} {_level(max(near, default=0.0))}"
        here = self.chances[after] if after < len(self.starts) and self.starts[after] <= end.next + 14 else 0.0
        yield f"chance here {kind} {_level(here)}"
        if cue:
            yield f"cue {kind} {cue.kind} {bucket(cue.start - end.next, (0, 5, 14, 40, 90))}"
            yield f"cue by {kind} {cue.kind} {cue.verb} {bool(self.speech.scene.between(end.next, cue.start))}"

    def _paragraph_features(self, end: End, stop: int, last: list[Cue]) -> Iterator[str]:
        scene, text = self.speech.scene, self.speech.scene.text
        quoted = text[end.next] in '“"'
        yield f"paragraph quote {quoted}"
        yield f"paragraph list {_LIST.match(text, end.next) is not None}"
        yield f"paragraph tail {any_mark('tail').match(text, end.next) is not None}"
        yield f"paragraph length {bucket(stop - end.next, _LENGTHS)}"
        yield f"paragraph before {announces(text, end.at)}"
        yield f"paragraph ends {bool(last) and stop - last[-1].end < 40}"
        yield f"paragraph last {stop == scene.paragraphs[-1][1]}"
        yield f"paragraph ends with {text[end.at - 1] if not text[end.at - 1].isalnum() else ''}"

    def _who(self, at: int, subject: int | None) -> str:
        """Whether the text goes on with the one who is named before the cue, with another, or with nobody."""
        spots = self.speech.scene.between(at, at + 30)
        return "" if not spots else "same" if spots[0].referent == subject else "other"

    def rows(self, cue: Cue) -> Iterator[tuple[End, Features]]:
        """Yield each candidate end of a cue's statement with its features."""
        scene = self.speech.scene
        first = scene.paragraph(cue.speech_start)
        start = "d" if cue.direct else cue.kind
        gist = announces(scene.text, scene.paragraphs[first][1])
        passed, k = 0.0, bisect_left(self.starts, cue.speech_start)
        subject = next((spot.referent for spot in self.speech.subjects(cue)), None)
        for order, end in enumerate(self.ends.of(cue)):
            while k < len(self.starts) and self.starts[k] < end.at:
                passed = max(passed, self.chances[k])
                k += 1
            crossed = end.number - first
            side = "own" if end.kind == "quote" else "in" if cue.close and end.at < cue.close else "out" if cue.close else "no"
            names = [
                *self._cached_features(end, start),
                f"{start} {end.kind} {min(crossed, 2)}",
                f"{scene.language} {end.kind} {min(crossed, 2)}",
                f"{start} {cue.verb} {end.kind} {min(crossed, 1)}",
                f"{start} {end.kind} {side}",
                f"crossed {end.kind} {min(crossed, 6)} gist {gist}",
                f"passed {end.kind} {_level(passed)}",
                f"order {end.kind} {min(order, 3)}",
                f"length {end.kind} {bucket(end.at - cue.speech_start, _LENGTHS)}",
            ]
            if end.next < len(scene.text):
                whose = self._who(end.next, subject)
                names += [f"who {end.kind} {whose}", f"who {start} {cue.verb} {end.kind} {whose}"]
            if end.kind != "paragraph":
                names.append(f"to end {end.kind} {bucket(scene.paragraphs[end.number][1] - end.at, (0, 30, MAX_AFTER, 400))}")
            yield end, names
