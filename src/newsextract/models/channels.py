"""A tagger that looks at symbols in channels: one symbol a token and channel, each seen at a few offsets around the token.

Training is python-crfsuite's, over the attributes that :func:`attributes` gives; at run time each channel is one array of numbers,
and the weights of a token are a few rows added up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np

from newsextract.models.artifact import Artifact
from newsextract.models.tagger import Doubles, Floats, links, marginals

#: what a channel says of each token, one sequence a channel; an empty symbol says nothing
Channels = Mapping[str, Sequence[str]]
#: how far around a token its symbols are looked at
REACH = 3


def attributes(channels: Channels, offsets: Mapping[str, Sequence[int]]) -> list[list[str]]:
    """The attributes of each token of one line, as the trainer reads them.

    Examples
    --------
    >>> attributes({"w": ["a", "b"]}, {"w": [0, 1]})
    [['0w=a', '1w=b'], ['0w=b']]
    """
    size = len(next(iter(channels.values())))
    rows: list[list[str]] = [[] for _ in range(size)]
    for name, near in offsets.items():
        symbols = channels[name]
        for offset in near:
            for k in range(max(0, -offset), min(size, size - offset)):
                if symbols[k + offset]:
                    rows[k].append(f"{offset}{name}={symbols[k + offset]}")
    return rows


class ChannelTagger:
    """A trained tagger.

    Parameters
    ----------
    model
        The labels, transitions and weights, as :func:`newsextract.models.tagger.arrays` packs them.
    offsets
        At which offsets each channel is looked at.
    """

    def __init__(self, model: Artifact, offsets: Mapping[str, Sequence[int]]) -> None:
        self.labels = model.strings("labels")
        arrays = model.arrays
        self._links = links(arrays["transitions"])
        self._base: Floats = arrays["base"]
        names = model.strings("attributes")
        weights = np.zeros((len(names), len(self.labels)), np.float32)
        weights[np.repeat(np.arange(len(names)), arrays["counts"]), arrays["columns"]] = arrays["values"]
        rows: dict[str, dict[str, dict[int, int]]] = {name: {} for name in offsets}
        for row, attribute in enumerate(names):
            where, _, symbol = attribute.partition("=")
            digits = 2 if where[0] == "-" else 1
            rows[where[digits:]].setdefault(symbol, {})[int(where[:digits])] = row
        self._tables = {name: _table(rows[name], near, weights) for name, near in offsets.items()}

    def probabilities(self, lines: Sequence[Channels]) -> list[Doubles]:
        """The probability of each label (column) at each token of each line."""
        sizes = [len(next(iter(line.values()))) for line in lines]
        if not sizes:
            return []
        at = np.arange(sum(sizes)) + np.repeat(REACH * np.arange(1, len(sizes) + 1), sizes)
        found = np.zeros((len(at), len(self.labels)), np.float32)
        found += self._base
        for name, (numbers, tables) in self._tables.items():
            symbols = _apart([line[name] for line in lines], numbers)
            for offset, table in tables:
                found += table[symbols[at + offset]]
        return np.split(marginals(found, sizes, self._links), np.cumsum(sizes)[:-1])


def _table(
    rows: Mapping[str, Mapping[int, int]], near: Sequence[int], weights: Floats
) -> tuple[dict[str, int], list[tuple[int, Floats]]]:
    """The number of each symbol of a channel, from 1, and the weights of the symbols at each offset; none at 0."""
    numbers = {symbol: k for k, symbol in enumerate(rows, 1)}
    tables = []
    for offset in near:
        table = np.zeros((len(rows) + 1, weights.shape[1]), np.float32)
        places = [(k, row[offset]) for k, row in enumerate(rows.values(), 1) if offset in row]
        if places:
            table[[k for k, _ in places]] = weights[[row for _, row in places]]
        tables.append((offset, table))
    return numbers, tables


def _apart(lines: Sequence[Sequence[str]], numbers: Mapping[str, int]) -> np.ndarray[Any, np.dtype[np.intp]]:
    """The numbers of the lines' symbols in one array, with zeros before, between and behind the lines."""
    gap = [0] * REACH
    found = gap.copy()
    for line in lines:
        found += map(numbers.get, line, repeat(0))
        found += gap
    return np.array(found, np.intp)
