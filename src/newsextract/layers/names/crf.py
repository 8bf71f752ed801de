"""The weight of each label at each token: the model's weights, summed once for each word and kept.

Training is python-crfsuite's (``training/ner.py``); tagging is done here, over all lines of an article at once, because all that
depends on a word alone can be added up once for the word and kept, which leaves a few array additions an article.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from newsextract.layers.names.features import SEEN, Line, split_attribute, word_symbols
from newsextract.models import artifact
from newsextract.models.artifact import Artifact
from newsextract.models.tagger import Integers, Tagger

Floats = NDArray[np.float32]

#: words whose summed weights are kept; the table is emptied before the next lines when full
KEPT_WORDS = 30_000
#: so many tokens are tagged at once, or the one line that has more
_TOGETHER = 10_000
#: how far around a token its symbols are looked at
_REACH = 3
_WINDOW = range(-_REACH, _REACH + 1)


class Crf:
    """A tagger of lines.

    Parameters
    ----------
    model
        The trained model; its labels are those of :mod:`newsextract.layers.names.spans`.
    """

    def __init__(self, model: Artifact) -> None:
        labels, arrays = model.strings("labels"), model.arrays
        names = model.strings("attributes")
        self.tagger = Tagger(labels, arrays["transitions"])
        self.base: Floats = arrays["base"]
        # one row for each attribute, and before them a row of zeros for what the model does not know
        self._weights = np.zeros((len(names) + 1, len(labels)), np.float32)
        self._weights[1 + np.repeat(np.arange(len(names)), arrays["counts"]), arrays["columns"]] = arrays["values"]
        #: number of each symbol, by channel; 0 is no symbol
        self._symbols: dict[str, dict[str, int]] = {"word": {}} | {name: {} for name, _ in SEEN.values()}
        rows: list[list[int]] = [[0] * len(_WINDOW)]
        for row, name in enumerate(names, 1):
            channel, symbol, offset = split_attribute(name)
            number = self._symbols[channel].setdefault(symbol, len(rows))
            if number == len(rows):
                rows.append([0] * len(_WINDOW))
            rows[number][offset + _REACH] = row
        self._rows = np.array(rows, np.int32)
        self._words: dict[str, int] = {}
        self._sums = np.zeros((1024, len(_WINDOW), len(labels)), np.float32)

    def _number(self, word: str) -> int:
        """The row of a word's sums, made when the word is new; that of no word is 0."""
        number = self._words.get(word)
        if number is None:
            known = self._symbols["word"]
            symbols = [known[symbol] for symbol in word_symbols(word) if symbol in known]
            number = self._words[word] = len(self._words) + 1
            if number == len(self._sums):
                self._sums = np.concatenate([self._sums, np.zeros_like(self._sums)])
            self._weights[self._rows[symbols]].sum(axis=0, out=self._sums[number])
        return number

    def emissions(self, lines: Sequence[Line]) -> Floats:
        """The weight of each label at each token of some lines, before transitions: shape (tokens, labels)."""
        if len(self._words) >= KEPT_WORDS:
            self._words.clear()
        at = _places([len(line.words) for line in lines])
        numbers = _apart([[self._number(word) for word in line.words] for line in lines])
        found = np.zeros((len(at), len(self.base)), np.float32)
        sums = self._sums.reshape(-1, len(self.base))
        for offset in _WINDOW:
            found += sums[numbers[at + offset] * len(_WINDOW) + offset + _REACH]
        found += self.base
        channels = {name: self._numbers(name, lines) for name, _ in SEEN.values()}
        for name, offset in SEEN.values():
            found += self._weights[self._rows[channels[name][at + offset], offset + _REACH]]
        return found

    def _numbers(self, name: str, lines: Sequence[Line]) -> Integers:
        number = self._symbols[name].get
        return _apart([list(map(number, line.channels[name], repeat(0))) for line in lines])

    def tag(self, lines: Sequence[Line]) -> list[list[str]]:
        """The labels of each line's tokens: see :mod:`newsextract.models.tagger`."""
        found: list[list[str]] = []
        for some in _batches(lines):
            found += self.tagger.read(self.emissions(some), [len(line.words) for line in some])
        return found


def _apart(lines: Sequence[Sequence[int]]) -> Integers:
    """The lines' numbers in one array, with zeros before, between and behind the lines."""
    gap = [0] * _REACH
    found = gap.copy()
    for line in lines:
        found += line
        found += gap
    return np.array(found, np.intp)


def _places(sizes: Sequence[int]) -> Integers:
    """Where the tokens stand in what :func:`_apart` makes."""
    return np.arange(sum(sizes)) + np.repeat(_REACH * np.arange(1, len(sizes) + 1), sizes)


def _batches(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    first = tokens = 0
    for i, line in enumerate(lines):
        if tokens and tokens + len(line.words) > _TOGETHER:
            yield lines[first:i]
            first, tokens = i, 0
        tokens += len(line.words)
    if tokens:
        yield lines[first:]


@cache
def model() -> Crf:
    """The shipped model, read on first use."""
    return Crf(artifact.load("th_ner", "tagger"))
