"""Linear-chain CRF, at run time: the weights that the trainer found, summed once for each word and kept.

Training is python-crfsuite's (``scripts/train_ner.py``); tagging is done here, because all that depends on a word alone
can be added up once for the word and kept, which leaves a few array additions a token.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsextract.data import read_bytes
from newsextract.layers.entities import posterior
from newsextract.layers.entities.features import CHANNEL_OFFSETS, Line, offset_symbols, pairs, word_symbols
from newsextract.layers.entities.spans import follows

Floats = NDArray[np.float32]

#: words whose summed weights are kept; the table is emptied when full
KEPT_WORDS = 60_000
#: lines that are gone through side by side, so that a book needs no more memory than its longest line
MOST_LINES = 32
_REACH = 3
_NEVER = -1000.0


@dataclass
class _Rows:
    """Summed weights by symbol: ``table[row, offset]`` is one weight a label."""

    table: Floats
    rows: dict[str, int] = field(default_factory=dict)


class Crf:
    """A trained model.

    Parameters
    ----------
    labels
        The labels, see :mod:`newsextract.layers.entities.spans`.
    weights
        One row of weights (a label each) for each attribute.
    attributes
        From an attribute to its row in ``weights``.
    transitions
        Weight of a label (row) before a label (column).
    base
        Weight of each label at every token.
    """

    def __init__(
        self, labels: list[str], weights: Floats, attributes: Mapping[str, int], transitions: Floats, base: Floats
    ) -> None:
        self.labels = labels
        self._weights = weights
        self._attributes = attributes
        self._transitions = transitions
        self._base = base
        self._zero = np.zeros(len(labels), np.float32)
        kinds = np.array([label[2:] for label in labels])
        self._shared = np.eye(len(labels)) + (kinds[:, None] == kinds)
        self._forbidden = np.array([[not follows(label, after) for after in labels] for label in labels])
        self._words = _Rows(np.zeros((1024, 2 * _REACH + 1, len(labels)), np.float32))
        self._channels = {
            name: _Rows(np.zeros((64, len(offsets), len(labels)), np.float32)) for name, offsets in CHANNEL_OFFSETS.items()
        }

    @classmethod
    def load(cls, data: bytes) -> Crf:
        """Read a model as :func:`dump` writes it."""
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            labels = file["labels"].tobytes().decode().split("\n")
            names = file["attributes"].tobytes().decode().split("\n")
            weights = np.zeros((len(names), len(labels)), np.float32)
            weights[np.repeat(np.arange(len(names)), file["counts"]), file["columns"]] = file["values"]
            transitions, base = file["transitions"], file["base"]
        return cls(labels, weights, {name: i for i, name in enumerate(names)}, transitions, base)

    def _sum(self, attributes: list[str]) -> Floats:
        rows = [row for name in attributes if (row := self._attributes.get(name)) is not None]
        total: Floats = self._weights[rows].sum(axis=0) if rows else self._zero
        return total

    def _word_row(self, word: str) -> int:
        kept = self._words
        row = len(kept.rows)
        if row >= KEPT_WORDS:
            kept.rows.clear()
            row = 0
        if row >= len(kept.table):
            kept.table = np.concatenate([kept.table, np.zeros_like(kept.table)])
        symbols = word_symbols(word)
        for at, offset in enumerate(range(-_REACH, _REACH + 1)):
            kept.table[row, at] = self._sum(offset_symbols(symbols, offset))
        kept.rows[word] = row
        return row

    def _channel_row(self, name: str, symbol: str) -> int:
        kept = self._channels[name]
        row = len(kept.rows)
        if row >= len(kept.table):
            kept.table = np.concatenate([kept.table, np.zeros_like(kept.table)])
        if symbol:
            for at, offset in enumerate(CHANNEL_OFFSETS[name]):
                kept.table[row, at] = self._sum([f"{offset}{name}={symbol}"])
        kept.rows[symbol] = row
        return row

    def emissions(self, line: Line) -> Floats:
        """The weight of each label at each token of a line, before transitions: shape (tokens, labels)."""
        size = len(line.words)
        get = self._words.rows.get
        ids = np.empty(size, np.intp)
        for i, word in enumerate(line.words):
            row = get(word)
            if row is None:
                if len(self._words.rows) >= KEPT_WORDS:
                    self._words.rows.clear()
                    return self.emissions(line)
                row = self._word_row(word)
            ids[i] = row
        found = _shifted(self._words.table[ids], range(-_REACH, _REACH + 1)) + self._base
        for name, offsets in CHANNEL_OFFSETS.items():
            channel, rows = line.channels[name], self._channels[name].rows
            if not any(channel):
                continue
            at = [rows[s] if s in rows else self._channel_row(name, s) for s in channel]
            found += _shifted(self._channels[name].table[at], offsets)
        attributes, weights = self._attributes, self._weights
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
        """The labels of each line's tokens: see :mod:`newsextract.layers.entities.posterior`."""
        found: list[list[str]] = [[] for _ in lines]
        for some in _alike(lines):
            likely = posterior.marginals([self.emissions(lines[i]) for i in some], self._transitions)
            read = posterior.paths([np.einsum("ij,jk->ik", part, self._shared) for part in likely], self._forbidden)
            for i, path in zip(some, read, strict=True):
                found[i] = [self.labels[k] for k in path]
        return found


def _alike(lines: Sequence[Line]) -> list[list[int]]:
    """Which lines to go through side by side: none is more than four times as long as another."""
    groups: dict[int, list[int]] = {}
    for i, line in enumerate(lines):
        groups.setdefault(len(line.words).bit_length() // 2, []).append(i)
    return [group[i : i + MOST_LINES] for group in groups.values() for i in range(0, len(group), MOST_LINES)]


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


def dump(
    labels: list[str],
    weights: Mapping[tuple[str, str], float],
    transitions: Mapping[tuple[str, str], float],
    entry: float = 0.0,
) -> bytes:
    """A model as bytes that are the same for the same weights.

    Parameters
    ----------
    labels
        The labels.
    weights
        Weight of each (attribute, label).
    transitions
        Weight of each (label, next label).
    entry
        Weight added to every label that begins a span: above zero it finds more at the cost of precision.
    """
    names = sorted({name for name, _ in weights})
    column = {label: i for i, label in enumerate(labels)}
    rows: dict[str, list[tuple[int, float]]] = {}
    for (name, label), weight in weights.items():
        rows.setdefault(name, []).append((column[label], weight))
    cells = [sorted(rows[name]) for name in names]
    matrix = np.zeros((len(labels), len(labels)), np.float32)
    for (before, after), weight in transitions.items():
        matrix[column[before], column[after]] = weight
    for before in labels:
        for after in labels:
            if not follows(before, after):
                matrix[column[before], column[after]] = _NEVER
    out = io.BytesIO()
    np.savez_compressed(
        out,
        labels=np.frombuffer("\n".join(labels).encode(), np.uint8),
        attributes=np.frombuffer("\n".join(names).encode(), np.uint8),
        counts=np.array([len(cell) for cell in cells], np.uint8),
        columns=np.array([k for cell in cells for k, _ in cell], np.uint8),
        values=np.array([w for cell in cells for _, w in cell], np.float16),
        transitions=matrix,
        base=np.array([entry if label[0] in "BS" else 0 for label in labels], np.float32),
    )
    return out.getvalue()


@cache
def model(name: str = "th_ner") -> Crf:
    """A shipped model, read on first use."""
    return Crf.load(read_bytes(f"models/{name}.npz"))


@cache
def digest(name: str = "th_ner") -> str:
    """SHA-256 of a shipped model's file."""
    return hashlib.sha256(read_bytes(f"models/{name}.npz")).hexdigest()
