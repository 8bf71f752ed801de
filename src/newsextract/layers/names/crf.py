"""Emission scores of the CRF, with the summed weights of each word cached.

Training uses python-crfsuite (``training/ner.py``). Tagging is done here, over all lines of an article at once: everything that
depends on a word alone, or on its symbols in the other channels alone, is summed once and cached, which leaves a few array
additions per article.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, repeat
from typing import Generic, TypeVar

import numpy as np

from newsextract.layers.names.features import CHANNELS, Line, split_attribute, word_symbols
from newsextract.models import artifact
from newsextract.models.artifact import Artifact
from newsextract.models.tagger import Floats, Integers, Tagger

#: maximum words, and maximum contexts, with cached sums; a full cache is emptied before the next lines
MAX_CACHED = 30_000
#: maximum tokens tagged at once, unless a single line has more; maximum new words summed at once
_BATCH_TOKENS, _NEW_WORDS = 10_000, 256
#: tokens to either side whose symbols are seen
_REACH = 3
_WINDOW = range(-_REACH, _REACH + 1)

Key = TypeVar("Key", bound=Hashable)
#: a token's symbols in all channels, after the gazetteers' mark of the token before
Context = tuple[str, ...]


class _Sums(Generic[Key]):
    """The summed weights of the symbols of a word or a context, cached."""

    def __init__(self, crf: Crf, symbols: Callable[[Key], Iterable[str]]) -> None:
        self._crf, self._symbols = crf, symbols
        self._ids: dict[Key | None, int] = {None: 0}
        self._sums = np.zeros((1024, len(_WINDOW) * len(crf.tagger.labels)), np.float32)

    def take(self, keys: Sequence[Key | None]) -> Floats:
        """The sums of each key, shape (keys, window × labels); zeros for None."""
        if len(self._ids) > MAX_CACHED:
            self._ids = {None: 0}
        numbers = [*map(self._ids.get, keys)]
        if None in numbers:
            new = [key for key in set(keys).difference(self._ids) if key is not None]
            for first in range(0, len(new), _NEW_WORDS):
                self._add(new[first : first + _NEW_WORDS])
            numbers = [*map(self._ids.get, keys)]
        return self._sums.take(np.array(numbers, np.intp), axis=0)

    def _add(self, keys: Sequence[Key]) -> None:
        known = self._crf.symbols
        symbols = [[known[symbol] for symbol in self._symbols(key) if symbol in known] for key in keys]
        padded = np.zeros((len(keys), max(map(len, symbols))), np.intp)
        for row, numbers in zip(padded, symbols, strict=True):
            row[: len(numbers)] = numbers
        first = len(self._ids)
        end = first + len(keys)
        while end > len(self._sums):
            self._sums = np.concatenate([self._sums, np.zeros_like(self._sums)])
        self._sums[first:end] = self._crf.windows(padded).sum(axis=1).reshape(len(keys), -1)
        self._ids.update(zip(keys, range(first, end), strict=True))


def _context_symbols(context: Context) -> Iterable[str]:
    """The symbols of a token's context: one for each channel, and the bigram of gazetteers' marks."""
    before, *symbols = context
    by_channel = dict(zip(CHANNELS, symbols, strict=True))
    return [*map("{}={}".format, CHANNELS, symbols), f"gg={before}|{by_channel['b']}|{by_channel['g']}"]


class Crf:
    """A CRF tagger of lines with the labels of :mod:`newsextract.layers.names.spans`."""

    def __init__(self, model: Artifact) -> None:
        labels, arrays, names = model.strings("labels"), model.arrays, model.strings("attributes")
        self.tagger = Tagger(labels, arrays["transitions"])
        self._base: Floats = arrays["base"]
        # row 0 is zeros, for attributes without weights; then one row for each attribute
        self._weights = np.zeros((len(names) + 1, len(labels)), np.float32)
        self._weights[1 + np.repeat(np.arange(len(names)), arrays["counts"]), arrays["columns"]] = arrays["values"]
        rows: dict[str, list[int]] = {"": [0] * len(_WINDOW)}
        for row, (symbol, offset) in enumerate(map(split_attribute, names), 1):
            rows.setdefault(symbol, [0] * len(_WINDOW))[offset + _REACH] = row
        self._rows = np.array([*rows.values()], np.intp)
        self.symbols = {symbol: k for k, symbol in enumerate(rows)}
        pairs = ((symbol[3:], k) for symbol, k in self.symbols.items() if symbol.startswith("ww="))
        self._pairs: dict[tuple[str | None, ...], int] = {tuple(pair.rsplit("|", 2)): k for pair, k in pairs}
        self._words = _Sums(self, word_symbols)
        self._contexts = _Sums(self, _context_symbols)

    def windows(self, symbols: Integers) -> Floats:
        """The weights of symbols, by their numbers in ``symbols``, at each offset of the window, shape (…, window, labels)."""
        found: Floats = self._weights[self._rows[symbols]]
        return found

    def emissions(self, lines: Sequence[Line]) -> Floats:
        """Emission scores: the weight of each label at each token of the lines, before transitions, shape (tokens, labels)."""
        gap = [None] * _REACH  # no symbols before, between and after the lines
        words: list[str | None] = [*gap]
        before: list[str | None] = [*gap]
        contexts: list[Context | None] = [*gap]
        for line in lines:
            words += chain(line.words, gap)
            before += chain(line.channels["b"], gap)
            contexts += chain(zip(("", *line.channels["g"]), *map(line.channels.__getitem__, CHANNELS), strict=False), gap)
        windows = self._words.take(words)
        windows += self._contexts.take(contexts)
        pairs = np.fromiter(map(self._pairs.get, zip(words, before[1:], words[1:], strict=False), repeat(0)), np.intp)
        at = np.flatnonzero(pairs)
        size, sizes = len(self._base), [len(line.words) for line in lines]
        seen = slice(_REACH, _REACH + 2)  # bigrams are seen from both of their words
        windows.reshape(len(words), -1, size)[at + 1, seen] += self._weights[self._rows[pairs[at], seen]]
        found = np.zeros((len(words) - 2 * _REACH, size), np.float32)
        for k in range(len(_WINDOW)):
            found += windows[k : k + len(found), k * size : (k + 1) * size]
        return found.take(np.arange(sum(sizes)) + np.repeat(_REACH * np.arange(len(sizes)), sizes), axis=0) + self._base

    def tag(self, lines: Sequence[Line]) -> list[list[str]]:
        """The labels of each line's tokens, decoded as :mod:`newsextract.models.tagger` describes."""
        found: list[list[str]] = []
        for some in _batches(lines):
            found += self.tagger.read(self.emissions(some), [len(line.words) for line in some])
        return found


def _batches(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    first = tokens = 0
    for i, line in enumerate(lines):
        if tokens and tokens + len(line.words) > _BATCH_TOKENS:
            yield lines[first:i]
            first, tokens = i, 0
        tokens += len(line.words)
    if tokens:
        yield lines[first:]


@cache
def model() -> Crf:
    """The shipped model, loaded on first use."""
    return Crf(artifact.load("th_ner", "tagger"))
