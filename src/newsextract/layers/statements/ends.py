"""Where words said may end."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from newsextract.layers.statements.cues import Cue
from newsextract.layers.statements.lexicon import marks
from newsextract.layers.statements.scene import Scene

#: characters that a statement has at least; farther ends are not looked at
SHORTEST, LONGEST, MOST = 20, 5000, 60
#: a name so near behind a space opens a clause
NEAR = 14

_SENTENCE = re.compile(
    r"[.!?](?<![A-Z].)(?<!\bMr.)(?<!\bMs.)(?<!Mrs.)(?<!\bDr.)(?<!\bNo.)(?<!Gen.)(?<!Pol.)(?<!Col.)(?<!Prof.)(?<! Lt.)(?<!Maj.)[”\"]?(?=\s+[A-Z“\"(0-9])"
)
_COMMA = re.compile(r"[,;]?\s+(?:and|while|adding|which|as|where)\s|[,;]\s")

Kind = Literal["paragraph", "sentence", "quote", "space", "comma"]


@dataclass(frozen=True, slots=True)
class End:
    """A place where words said may end: ``at``, and where the text goes on."""

    at: int
    next: int
    kind: Kind


def sentence_ends(scene: Scene) -> list[int]:
    """Where English sentences end within paragraphs."""
    return [m.end() for start, end in scene.paragraphs for m in _SENTENCE.finditer(scene.text, start, end)]


def find_ends(scene: Scene, cues: list[Cue]) -> list[End]:
    """All places where words may end, in order."""
    found: dict[int, End] = {}
    text = scene.text
    verbs = [cue.start for cue in cues if cue.kind in {"opened", "verb", "according"}]
    for k, (start, end) in enumerate(scene.paragraphs):
        after = scene.paragraphs[k + 1][0] if k + 1 < len(scene.paragraphs) else len(text)
        found[end] = End(end, after, "paragraph")
        if scene.language == "en":
            for match in _SENTENCE.finditer(text, start, end):
                found.setdefault(match.end(), End(match.end(), match.end() + 1, "sentence"))
            for match in _COMMA.finditer(text, start, end):
                at = bisect_left(verbs, match.end())
                if at < len(verbs) and verbs[at] - match.end() <= NEAR:
                    found.setdefault(match.start(), End(match.start(), match.end(), "comma"))
        else:
            for match in re.finditer(r"[ \xa0]+", text[start:end]):
                at, then = start + match.start(), start + match.end()
                if _opens_clause(scene, then, verbs):
                    found.setdefault(at, End(at, then, "space"))
    for opened, close in scene.quotations.items():
        if close and close - opened > SHORTEST:
            found[close] = End(close, close + 1, "quote")
    return [found[at] for at in sorted(found)]


def _opens_clause(scene: Scene, at: int, verbs: list[int]) -> bool:
    k = bisect_left(verbs, at)
    if k < len(verbs) and verbs[k] - at <= NEAR:
        return True
    return scene.word(at) in marks("th") or bool(scene.between(at, at + NEAR))


def ends_of(ends: list[End], cue: Cue) -> list[End]:
    """The ends that words beginning at a cue may have."""
    first = bisect_left(ends, cue.said + SHORTEST, key=lambda end: end.at)
    return [end for end in ends[first : first + MOST] if end.at - cue.said <= LONGEST]
