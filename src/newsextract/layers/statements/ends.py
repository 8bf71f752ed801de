"""Where words said may end."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import chain, islice, takewhile
from typing import Literal, NamedTuple

from newsextract.layers.statements.cues import Cue
from newsextract.layers.statements.lexicon import marks
from newsextract.layers.statements.scene import Scene

#: characters that a statement has at least; farther ends are not looked at
SHORTEST, LONGEST, MOST = 20, 5000, 60
#: a name so near behind a space opens a clause
NEAR = 14

_SPACES = re.compile(r"[ \xa0]+")
_COMMA = re.compile(r"[,;]?\s+(?:and|while|adding|which|as|where)\s|[,;]\s")

Kind = Literal["paragraph", "sentence", "quote", "space", "comma"]


class End(NamedTuple):
    """A place where words said may end: ``at``, where the text goes on, and the number of the paragraph."""

    at: int
    next: int
    kind: Kind
    number: int


class Ends:
    """The places where words said may end, looked for in the paragraphs that are asked for.

    Parameters
    ----------
    scene
        The article.
    verbs
        Where its cues that are no quotation and no bare paragraph begin.
    """

    def __init__(self, scene: Scene, verbs: list[int]) -> None:
        self.scene = scene
        self.verbs = verbs
        self._known: dict[int, list[End]] = {}

    def of(self, cue: Cue) -> Iterator[End]:
        """The ends that words beginning at a cue may have, in order."""
        first = self.scene.paragraph(cue.said)
        ends = chain.from_iterable(map(self.within, range(first, len(self.scene.paragraphs))))
        near = takewhile(lambda end: end.at - cue.said <= LONGEST, ends)
        return islice((end for end in near if end.at - cue.said >= SHORTEST), MOST)

    def within(self, number: int) -> list[End]:
        """The ends of a paragraph, in order."""
        if number not in self._known:
            every = self._english(number) if self.scene.language == "en" else self._thai(number)
            found = {end.at: end for end in every}
            self._known[number] = [found[at] for at in sorted(found)]
        return self._known[number]

    def _english(self, number: int) -> Iterator[End]:
        text, (start, end) = self.scene.text, self.scene.paragraphs[number]
        for match in _COMMA.finditer(text, start, end):
            if self._verb_near(match.end()):
                yield End(match.start(), match.end(), "comma", number)
        yield from (End(at, at + 1, "sentence", number) for at in self.scene.sentences(number))
        yield from self._always(number)

    def _thai(self, number: int) -> Iterator[End]:
        clause = marks("clause")
        for match in _SPACES.finditer(self.scene.text, *self.scene.paragraphs[number]):
            at, then = match.span()
            if self._verb_near(then) or self.scene.between(then, then + NEAR) or self.scene.word(then) in clause:
                yield End(at, then, "space", number)
        yield from self._always(number)

    def _always(self, number: int) -> Iterator[End]:
        """The end of a paragraph, and of the quotations in it."""
        scene, (start, end) = self.scene, self.scene.paragraphs[number]
        then = scene.paragraphs[number + 1][0] if number + 1 < len(scene.paragraphs) else len(scene.text)
        yield End(end, then, "paragraph", number)
        for opened, close in scene.quotations_between(start, end):
            if close and close - opened > SHORTEST:
                yield End(close, close + 1, "quote", number)

    def _verb_near(self, at: int) -> bool:
        k = bisect_left(self.verbs, at)
        return k < len(self.verbs) and self.verbs[k] - at <= NEAR
