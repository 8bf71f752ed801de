"""A tagger that looks at words and at symbols in channels: one symbol a token and channel, each seen at a few offsets around the token.

Training is python-crfsuite's, over the attributes that :func:`attributes` gives. At run time what depends on a word alone is summed
once for the word and kept; of the other channels each article has few symbols, and numbers for which token has which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsextract.models.artifact import Artifact
from newsextract.models.tagger import Doubles, Floats, links, marginals

#: the symbols of a channel, and for each token the number of its symbol; an empty symbol says nothing
Channel = tuple[Sequence[str], NDArray[np.intp]]
#: at which offsets each channel is looked at, in order, without gaps
Offsets = Mapping[str, Sequence[int]]
#: how far around a token its symbols are looked at
REACH = 2
#: words whose sums are kept; they are forgotten when there are more
KEPT_WORDS = 30_000


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text, one after another.

    Attributes
    ----------
    words
        The tokens.
    sizes
        Number of tokens of each line, at least one.
    channels
        What the channels that do not depend on a word alone say.
    """

    words: Sequence[str]
    sizes: Sequence[int]
    channels: Mapping[str, Channel]


#: what the other channels say of a word, by channel
Symbols = Callable[[str], Mapping[str, str]]


def attributes(lines: Lines, symbols: Symbols, offsets: Offsets) -> list[list[list[str]]]:
    """The attributes of each token of each line, as the trainer reads them.

    Examples
    --------
    >>> attributes(Lines(["a", "b"], [2], {}), lambda word: {"w": word}, {"w": [0, 1]})
    [[['0w=a', '1w=b'], ['0w=b']]]
    """
    of_words = [symbols(word) for word in lines.words]
    columns = _columns(lines) | {
        name: [one.get(name, "") for one in of_words] for name in offsets if name not in lines.channels
    }
    found: list[list[list[str]]] = []
    first = 0
    for size in lines.sizes:
        rows: list[list[str]] = [[] for _ in range(size)]
        for name, offset in ((name, offset) for name, near in offsets.items() for offset in near):
            for k in range(max(0, -offset), min(size, size - offset)):
                if symbol := columns[name][first + k + offset]:
                    rows[k].append(f"{offset}{name}={symbol}")
        found.append(rows)
        first += size
    return found


def _columns(lines: Lines) -> dict[str, list[str]]:
    """What each channel says of each token."""
    return {name: [names[k] for k in numbers.tolist()] for name, (names, numbers) in lines.channels.items()}


class ChannelTagger:
    """A trained tagger.

    Parameters
    ----------
    model
        The labels, transitions and weights, as :func:`newsextract.models.tagger.arrays` packs them.
    symbols
        What some channels say of a word.
    """

    def __init__(self, model: Artifact, symbols: Symbols) -> None:
        self.labels = model.strings("labels")
        arrays = model.arrays
        self._links = links(arrays["transitions"])
        self._base: Floats = arrays["base"]
        self._symbols = symbols
        self._rows: dict[str, dict[str, int]] = {}
        cells: dict[str, list[tuple[int, int, int]]] = {}
        for row, attribute in enumerate(model.strings("attributes")):
            where, _, symbol = attribute.partition("=")
            digits = 2 if where[0] == "-" else 1
            known = self._rows.setdefault(where[digits:], {"": 0})
            cells.setdefault(where[digits:], []).append((row, known.setdefault(symbol, len(known)), int(where[:digits])))
        weights = np.zeros((len(arrays["counts"]), len(self.labels)), np.float32)
        weights[np.repeat(np.arange(len(weights)), arrays["counts"]), arrays["columns"]] = arrays["values"]
        self._tables = {name: self._table(name, weights, *zip(*some, strict=True)) for name, some in cells.items()}
        self._words: dict[str, bytes] = {}

    def _table(
        self, name: str, weights: Floats, rows: Sequence[int], symbols: Sequence[int], offsets: Sequence[int]
    ) -> tuple[slice, Floats]:
        """The weights of a channel's symbols, at all its offsets in a row, and where in the row of all offsets these stand."""
        size, low, high = len(self.labels), min(offsets), max(offsets) + 1
        table = np.zeros((len(self._rows[name]), high - low, size), np.float32)
        table[symbols, np.array(offsets) - low] = weights[list(rows)]
        return slice((low + REACH) * size, (high + REACH) * size), table.reshape(len(table), -1)

    def _learn(self, words: Sequence[str]) -> None:
        """Keep the sums of what the channels say of new words, at each offset, as bytes: they are put together faster than arrays."""
        if len(self._words) >= KEPT_WORDS:
            self._words.clear()
        alike: dict[tuple[str, ...], list[tuple[str, Iterable[str]]]] = {}
        for word in dict.fromkeys(words):
            if word in self._words:
                continue
            said = self._symbols(word)
            alike.setdefault(tuple(said), []).append((word, said.values()))
        for channels, some in alike.items():
            new, symbols = zip(*some, strict=True)
            sums = np.zeros((len(new), (2 * REACH + 1) * len(self.labels)), np.float32)
            for name, column in zip(channels, zip(*symbols, strict=True), strict=True):
                if name in self._rows:
                    part, table = self._tables[name]
                    sums[:, part] += table.take(list(map(self._rows[name].get, column, repeat(0))), axis=0)
            self._words.update(zip(new, map(np.ndarray.tobytes, sums), strict=True))

    def probabilities(self, lines: Lines) -> Doubles:
        """The probability of each label (column) at each token."""
        size = len(self.labels)
        if not lines.words:
            return np.zeros((0, size))
        self._learn(lines.words)
        words = b"".join(map(self._words.__getitem__, lines.words))
        sums: NDArray[Any] = np.frombuffer(words, np.float32).reshape(len(lines.words), -1).copy()
        for name, (symbols, numbers) in lines.channels.items():
            if name in self._rows:
                part, table = self._tables[name]
                rows = np.array(list(map(self._rows[name].get, symbols, repeat(0))), np.intp)
                sums[:, part] += table.take(rows, axis=0).take(numbers, axis=0)
        at = np.arange(len(sums)) + np.repeat(REACH * np.arange(1, len(lines.sizes) + 1), lines.sizes)
        apart = np.zeros((at[-1] + REACH + 1, sums.shape[1]), np.float32)  # with nothing before, between and behind the lines
        apart[at] = sums
        found = np.zeros((len(apart), size), np.float32)
        found += self._base
        for k in range(2 * REACH + 1):
            found[REACH:-REACH] += apart[k : len(apart) - 2 * REACH + k, k * size : (k + 1) * size]
        return marginals(found[at], lines.sizes, self._links)
