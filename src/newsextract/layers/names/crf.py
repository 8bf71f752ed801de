"""Emission scores of the CRF, with the summed weights of each word cached.

Training uses python-crfsuite (``training/ner.py``). Tagging is done here, over all lines of an article at once: everything that
depends on a word alone is summed once per word and cached, which leaves a few array additions per article.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, repeat

import numpy as np

from newsextract.layers.names.features import CHANNELS, Line, split_attribute, word_symbols
from newsextract.models import artifact
from newsextract.models.artifact import Artifact
from newsextract.models.tagger import Floats, Integers, Tagger

#: maximum words with cached sums; a full cache is emptied before the next lines
CACHED_WORDS = 30_000
#: maximum tokens tagged at once, unless a single line has more; maximum new words summed at once
_BATCH_TOKENS, _NEW_WORDS = 10_000, 256
#: tokens to either side whose symbols are seen
_REACH = 3
_WINDOW = range(-_REACH, _REACH + 1)

#: for each symbol, the row of weights at each offset of the window
Rows = Mapping[str, Sequence[int]]


class _Pairs:
    """Lookup table of the bigrams that have weights, ``left|between|right``, keyed by three ids instead of strings."""

    def __init__(self, rows: Rows) -> None:
        parts = [pair.rsplit("|", 2) for pair in rows]
        sides = list(zip(*parts, strict=True)) or [(), (), ()]
        self._numbers = [{part: k for k, part in enumerate(dict.fromkeys(side), 1)} for side in sides]
        codes = self._code(*(self.numbers(k, side) for k, side in enumerate(sides)))
        order = np.argsort(codes)
        self._codes = np.append(codes[order], np.iinfo(np.int64).max)
        self.rows = np.zeros((len(rows) + 1, len(_WINDOW)), np.intp)
        self.rows[:-1] = np.array(list(rows.values()), np.intp).reshape(len(rows), len(_WINDOW))[order]

    def numbers(self, side: int, symbols: Iterable[str]) -> Integers:
        """The ids of symbols at the left (0), between (1) or at the right (2); 0 for a symbol that no bigram has."""
        return np.array(list(map(self._numbers[side].get, symbols, repeat(0))), np.int64)

    def find(self, left: Integers, between: Integers, right: Integers) -> Integers:
        """The index of each bigram in ``rows``; the last one if it has no weights."""
        codes = self._code(left, between, right)
        at = np.searchsorted(self._codes, codes)
        return np.where(self._codes[at] == codes, at, len(self._codes) - 1)

    def _code(self, left: Integers, between: Integers, right: Integers) -> Integers:
        _, middles, ends = map(len, self._numbers)
        return (left * (middles + 1) + between) * (ends + 1) + right


class Crf:
    """A CRF tagger of lines with the labels of :mod:`newsextract.layers.names.spans`."""

    def __init__(self, model: Artifact) -> None:
        labels, arrays = model.strings("labels"), model.arrays
        names = model.strings("attributes")
        self.tagger = Tagger(labels, arrays["transitions"])
        self._base: Floats = arrays["base"]
        # row 0 is zeros, for unknown attributes; then one row for each attribute
        self._weights = np.zeros((len(names) + 1, len(labels)), np.float32)
        self._weights[1 + np.repeat(np.arange(len(names)), arrays["counts"]), arrays["columns"]] = arrays["values"]
        none = [0] * len(_WINDOW)
        rows: dict[str, dict[str, list[int]]] = {name: {} for name in ("word", "ww", "gg", *CHANNELS)}
        for row, (channel, symbol, offset) in enumerate(map(split_attribute, names), 1):
            known = rows[channel]
            if symbol not in known:
                known[symbol] = none.copy()
            known[symbol][offset + _REACH] = row
        rows["g"].setdefault("", none)
        # ids of symbols begin at 1; 0 means no symbol
        self._symbols = {name: {symbol: k for k, symbol in enumerate(rows[name], 1)} for name in ("word", *CHANNELS)}
        self._symbol_rows = np.array([none, *rows["word"].values()], np.intp)
        # one table per offset of each channel, and rows of whole windows for words: numpy takes whole rows fast
        self._tables = {
            (name, offset): self._weights[np.array([none, *rows[name].values()])[:, offset + _REACH]]
            for name, offsets in CHANNELS.items()
            for offset in offsets
        }
        self._words: dict[str, int] = {}
        self._sums = np.zeros((1024, len(_WINDOW), len(labels)), np.float32)
        self._pairs, self._mark_pairs = _Pairs(rows["ww"]), _Pairs(rows["gg"])
        # ids in bigrams: of words (at the left, at the right), of marks, of the spacing between; "\n" means no symbol
        self._sides = np.zeros((1024, 2), np.int64)
        marks, spaces = ["\n", *self._symbols["g"]], ["\n", *self._symbols["b"]]
        self._mark_sides = np.column_stack([self._mark_pairs.numbers(side, marks) for side in (0, 2)])
        self._between = [pairs.numbers(1, spaces) for pairs in (self._pairs, self._mark_pairs)]

    def _cache_new_words(self, lines: Sequence[Line]) -> None:
        """Sum and cache the weights of new words."""
        if len(self._words) >= CACHED_WORDS:
            self._words.clear()
        new = [word for word in dict.fromkeys(chain.from_iterable(line.words for line in lines)) if word not in self._words]
        for first in range(0, len(new), _NEW_WORDS):
            self._cache_sums(new[first : first + _NEW_WORDS])

    def _cache_sums(self, words: Sequence[str]) -> None:
        known = self._symbols["word"]
        symbols = [[k for symbol in word_symbols(word) if (k := known.get(symbol))] for word in words]
        padded = np.zeros((len(words), max(map(len, symbols))), np.intp)
        for row, numbers in zip(padded, symbols, strict=True):
            row[: len(numbers)] = numbers
        first = len(self._words) + 1
        end = first + len(words)
        while end > len(self._sums):
            self._sums = np.concatenate([self._sums, np.zeros_like(self._sums)])
            self._sides = np.concatenate([self._sides, np.zeros_like(self._sides)])
        self._weights[self._symbol_rows[padded]].sum(axis=1, out=self._sums[first:end])
        self._sides[first:end, 0] = self._pairs.numbers(0, words)
        self._sides[first:end, 1] = self._pairs.numbers(2, words)
        self._words.update(zip(words, range(first, end), strict=True))

    def emissions(self, lines: Sequence[Line]) -> Floats:
        """Emission scores: the weight of each label at each token of the lines, before transitions, shape (tokens, labels)."""
        self._cache_new_words(lines)
        sizes = [len(line.words) for line in lines]
        at = np.arange(sum(sizes)) + np.repeat(_REACH * np.arange(1, len(sizes) + 1), sizes)
        words = _padded_ids([line.words for line in lines], self._words)
        size = len(self._base)
        windows = self._sums.reshape(len(self._sums), -1).take(words, axis=0)
        sums = np.zeros((len(words) - 2 * _REACH, size), np.float32)
        for k in range(len(_WINDOW)):
            sums += windows[k : k + len(sums), k * size : (k + 1) * size]
        found = sums.take(at - _REACH, axis=0)
        found += self._base
        numbers = {name: _padded_ids([line.channels[name] for line in lines], self._symbols[name]) for name in CHANNELS}
        for name, offsets in CHANNELS.items():
            for offset in offsets:
                found += self._tables[name, offset].take(numbers[name].take(at + offset), axis=0)
        for rows in self._pair_rows(words, numbers["g"], numbers["b"], at):
            some = np.flatnonzero(rows)
            found[some] += self._weights.take(rows[some], axis=0)
        return found

    def _pair_rows(self, words: Integers, marks: Integers, before: Integers, at: Integers) -> Iterator[Integers]:
        """Weight rows of the bigrams that end at each token, and of the word bigrams that begin there."""
        sides, mark_sides = self._sides[words], self._mark_sides[marks]
        pairs = self._pairs.find(sides[:-1, 0], self._between[0][before[1:]], sides[1:, 1])
        mark_pairs = self._mark_pairs.find(mark_sides[:-1, 0], self._between[1][before[1:]], mark_sides[1:, 1])
        yield self._pairs.rows[pairs[at - 1], _REACH]
        yield self._mark_pairs.rows[mark_pairs[at - 1], _REACH]
        yield self._pairs.rows[pairs[at], _REACH + 1]

    def tag(self, lines: Sequence[Line]) -> list[list[str]]:
        """The labels of each line's tokens, decoded as :mod:`newsextract.models.tagger` describes."""
        found: list[list[str]] = []
        for some in _batches(lines):
            found += self.tagger.read(self.emissions(some), [len(line.words) for line in some])
        return found


def _padded_ids(lines: Sequence[Sequence[str]], numbers: Mapping[str, int]) -> Integers:
    """The ids of the lines' symbols in one array, with zeros before, between and after the lines."""
    gap = ["\n"] * _REACH  # no symbol
    symbols = gap.copy()
    for line in lines:
        symbols += line
        symbols += gap
    return np.fromiter(map(numbers.get, symbols, repeat(0)), np.intp, len(symbols))


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
