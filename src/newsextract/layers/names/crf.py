"""The CRF that tags a line's tokens, with the summed weights of each word cached.

Training uses python-crfsuite (``training/ner.py``). Tagging is done here, over many lines of an article at once: everything that
depends on a word alone, or on the symbols around it alone, is summed once and cached, which leaves a few array additions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

import numpy as np

from newsextract.layers.names.features import CHANNELS, Line, split_attribute, word_symbols
from newsextract.models import artifact
from newsextract.models.artifact import Artifact
from newsextract.models.tagger import Floats, Tagger

#: maximum words with cached sums; maximum combinations of other symbols
CACHED_WORDS, _CACHED_CONTEXTS = 30_000, 5_000
#: lines tagged at once, more than nearly any article has, so that even a book needs bounded memory
BATCH_LINES = 200
#: tokens to either side whose symbols are seen
_REACH = 3
_WINDOW = range(-_REACH, _REACH + 1)


class Crf:
    """A CRF tagger of lines with the labels of :mod:`newsextract.layers.names.spans`."""

    def __init__(self, model: Artifact) -> None:
        labels, names, arrays = model.strings("labels"), model.strings("attributes"), model.arrays
        self.tagger = Tagger(labels, arrays["transitions"])
        self._base: Floats = arrays["base"]
        # row 0 is zeros, for attributes without weights; then one row for each attribute
        self._weights = np.zeros((len(names) + 1, len(labels)), np.float32)
        self._weights[1 + np.repeat(np.arange(len(names)), arrays["counts"]), arrays["columns"]] = arrays["values"]
        #: for each symbol, the row of weights at each offset of the window
        self._rows: dict[str, list[int]] = {}
        for row, (symbol, offset) in enumerate(map(split_attribute, names), 1):
            self._rows.setdefault(symbol, [0] * len(_WINDOW))[offset + _REACH] = row
        self._bigrams = {tuple(key[3:].rsplit("|", 2)): rows for key, rows in self._rows.items() if key.startswith("ww=")}
        self._word = lru_cache(CACHED_WORDS)(lambda word: self._sum(word_symbols(word)))
        self._context = lru_cache(_CACHED_CONTEXTS)(self._sum_context)

    def _sum(self, symbols: Iterable[str]) -> Floats:
        """The summed weights of some symbols of one token at each offset of the window."""
        rows = [self._rows[symbol] for symbol in symbols if symbol in self._rows]
        found: Floats = self._weights[np.array(rows, np.intp).reshape(-1, len(_WINDOW))].sum(axis=0)
        return found.ravel()

    def _sum_context(self, before: str, *symbols: str) -> Floats:
        """The summed weights of a token's symbols in all channels, and of its gazetteer mark with the one before it."""
        by_channel = dict(zip(CHANNELS, symbols, strict=True))
        return self._sum([*map("{}={}".format, CHANNELS, symbols), f"gg={before}|{by_channel['b']}|{by_channel['g']}"])

    def emissions(self, lines: Sequence[Line]) -> Floats:
        """Emission scores: the weight of each label at each token of the lines, before transitions, shape (tokens, labels)."""
        size = len(self._base)
        width = size * len(_WINDOW)
        gap = [np.zeros(width, np.float32)] * _REACH  # no symbols before, between and after the lines
        words, contexts = gap.copy(), gap.copy()
        at: list[int] = []
        bigrams: dict[int, list[int]] = {}  # by the index of the second word, the rows of weights
        for line in lines:
            marks, spaces = line.channels["g"], line.channels["b"]
            pairs = zip(line.words, spaces[1:], line.words[1:], strict=False)
            bigrams |= {i: rows for i, pair in enumerate(pairs, len(words) + 1) if (rows := self._bigrams.get(pair))}
            at += range(len(words), len(words) + len(line.words))
            words += [*map(self._word, line.words), *gap]
            contexts += [*map(self._context, ("", *marks), *map(line.channels.__getitem__, CHANNELS)), *gap]
        windows = np.concatenate(words)
        windows += np.concatenate(contexts)
        windows = windows.reshape(-1, width)
        if bigrams:
            windows[[*bigrams]] += self._weights[[*bigrams.values()]].reshape(len(bigrams), width)
        found = np.zeros((len(windows) - 2 * _REACH, size), np.float32)
        for k in range(len(_WINDOW)):
            found += windows[k : k + len(found), k * size : (k + 1) * size]
        found = found.take(np.array(at, np.intp) - _REACH, axis=0)
        found += self._base
        return found

    def tag(self, lines: Sequence[Line]) -> list[list[str]]:
        """The labels of each line's tokens, decoded as :mod:`newsextract.models.tagger` describes."""
        found: list[list[str]] = []
        for first in range(0, len(lines), BATCH_LINES):
            some = lines[first : first + BATCH_LINES]
            found += self.tagger.read(self.emissions(some), [len(line.words) for line in some])
        return found


@cache
def model() -> Crf:
    """The shipped model, loaded on first use."""
    return Crf(artifact.load("th_ner", "tagger"))
