"""The weight of each label at each token of a line: the tagger's weights, summed once for each word and kept.

Training is python-crfsuite's (``training/ner.py``); tagging is done here, because all that depends on a word alone
can be added up once for the word and kept, which leaves a few array additions a token.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsextract.layers.names.features import CHANNEL_OFFSETS, Line, offset_symbols, pairs, word_symbols
from newsextract.models import artifact
from newsextract.models.tagger import Tagger, alike

Floats = NDArray[np.float32]

#: words whose summed weights are kept; the table is emptied before the next line when full
KEPT_WORDS = 60_000
_REACH = 3


@dataclass
class _Rows:
    """Summed weights by symbol: ``table[row, offset]`` is one weight a label."""

    table: Floats
    rows: dict[str, int] = field(default_factory=dict)

    def add(self, symbol: str, sums: Iterable[Floats]) -> int:
        """The row of a new symbol."""
        row = len(self.rows)
        if row >= len(self.table):
            self.table = np.concatenate([self.table, np.zeros_like(self.table)])
        for at, total in enumerate(sums):
            self.table[row, at] = total
        self.rows[symbol] = row
        return row


class Crf:
    """A tagger of lines.

    Parameters
    ----------
    tagger
        The trained model; its labels are those of :mod:`newsextract.layers.names.spans`.
    """

    def __init__(self, tagger: Tagger) -> None:
        self.tagger = tagger
        labels = len(tagger.labels)
        self._words = _Rows(np.zeros((1024, 2 * _REACH + 1, labels), np.float32))
        self._channels = {
            name: _Rows(np.zeros((64, len(offsets), labels), np.float32)) for name, offsets in CHANNEL_OFFSETS.items()
        }

    def _add_word(self, word: str) -> int:
        symbols = word_symbols(word)
        return self._words.add(word, (self.tagger.total(offset_symbols(symbols, k)) for k in range(-_REACH, _REACH + 1)))

    def _add_symbol(self, name: str, symbol: str) -> int:
        seen = CHANNEL_OFFSETS[name] if symbol else ()
        return self._channels[name].add(symbol, (self.tagger.total([f"{offset}{name}={symbol}"]) for offset in seen))

    def emissions(self, line: Line) -> Floats:
        """The weight of each label at each token of a line, before transitions: shape (tokens, labels)."""
        size = len(line.words)
        if len(self._words.rows) >= KEPT_WORDS:
            self._words.rows.clear()
        words = self._words.rows
        ids = [words[word] if word in words else self._add_word(word) for word in line.words]
        found = _shifted(self._words.table[ids], range(-_REACH, _REACH + 1)) + self.tagger.base
        for name, offsets in CHANNEL_OFFSETS.items():
            channel, rows = line.channels[name], self._channels[name].rows
            if not any(channel):
                continue
            at = [rows[s] if s in rows else self._add_symbol(name, s) for s in channel]
            found += _shifted(self._channels[name].table[at], offsets)
        attributes, weights = self.tagger.attributes, self.tagger.weights
        for i in range(size):
            for name in pairs(line, i):
                row = attributes.get(name)
                if row is not None:
                    found[i] += weights[row]
        return found

    def tag(self, line: Line) -> list[str]:
        """The labels of a line's tokens."""
        return self.tag_all([line])[0]

    def tag_all(self, lines: Sequence[Line]) -> list[list[str]]:
        """The labels of each line's tokens: see :mod:`newsextract.models.tagger`."""
        found: list[list[str]] = [[] for _ in lines]
        for some in alike([len(line.words) for line in lines]):
            read = self.tagger.read([self.emissions(lines[i]) for i in some])
            for i, labels in zip(some, read, strict=True):
                found[i] = labels
        return found


def _shifted(parts: Floats, offsets: Any) -> Floats:
    """Add up ``parts[token, offset]`` at the tokens that see them."""
    size = len(parts)
    found = np.zeros((size, parts.shape[2]), np.float32)
    for at, offset in enumerate(offsets):
        if offset == 0:
            found += parts[:, at]
        elif abs(offset) < size:
            if offset < 0:
                found[-offset:] += parts[:offset, at]
            else:
                found[:-offset] += parts[offset:, at]
    return found


@cache
def model() -> Crf:
    """The shipped model, read on first use."""
    return Crf(Tagger.of(artifact.load("th_ner", "tagger")))
