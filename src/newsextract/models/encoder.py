"""A small transformer encoder in numpy, normalised before each part (Vaswani et al. 2017, "Attention is all you need")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newsextract.models.artifact import Artifact
from newsextract.models.choice import softmax
from newsextract.models.threads import one_blas_thread

Array = NDArray[np.float32]
#: rows in bytes, and the scale of each
Table = tuple[NDArray[np.int8], Array]


@dataclass(frozen=True, slots=True)
class Layer:
    """The weights of one layer: attention (all heads side by side), its output, and two feed-forward steps."""

    attention: Array
    output: Array
    up: Array
    up_bias: Array
    down: Array
    down_bias: Array
    gain: Array
    shift: Array
    second_gain: Array
    second_shift: Array


@dataclass(slots=True)
class Passage:
    """What is read at once: for each position a word, its beginning and ending, its kind and place, and two numbers."""

    ids: list[int]
    beginnings: list[int]
    endings: list[int]
    kinds: list[int]
    places: list[int]
    scores: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Encoder:
    """A trained encoder.

    Attributes
    ----------
    index
        Hash of a vocabulary entry → its row.
    words, beginnings, endings
        Tables of whole words, their beginnings and endings.
    kinds, places, scores
        Vectors of kinds, places, and of a position's two numbers.
    gain, shift
        Of the input's normalisation.
    layers
        The encoder.
    heads
        How many heads each layer has.
    head, head_bias, out
        From two vectors side by side to a score.
    """

    index: dict[int, int]
    words: Table
    beginnings: Table
    endings: Table
    kinds: Array
    places: Array
    scores: Array
    gain: Array
    shift: Array
    layers: tuple[Layer, ...]
    heads: int
    head: Array
    head_bias: Array
    out: Array

    @classmethod
    def of(cls, artifact: Artifact) -> Encoder:
        """The encoder of a file."""

        def one(name: str) -> Array:
            return artifact.arrays[name].astype(np.float32)

        def table(name: str) -> Table:
            return artifact.arrays[name], one(f"{name}_scale")[:, None]

        keys = artifact.arrays["keys"].tolist()
        reserved = len(artifact.arrays["words"]) - len(keys)
        return cls(
            {key: row for row, key in enumerate(keys, reserved)},
            table("words"), table("beginnings"), table("endings"),
            one("kinds"), one("places"), one("scores"), one("gain"), one("shift"),
            tuple(
                Layer(*(one(f"{k}/{part}") for part in Layer.__dataclass_fields__)) for k in range(artifact.facts["layers"])
            ),
            artifact.facts["heads"], one("head"), one("head_bias"), one("out"),
        )  # fmt: skip

    def encode(self, passages: Sequence[Passage]) -> Array:
        """The passages' vectors after the last layer, shape (passages, longest, width)."""
        longest = max(len(p.ids) for p in passages)

        def filled(rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
            return np.array([[*row, *[0] * (longest - len(row))] for row in rows])

        there = np.array([[0.0] * len(p.ids) + [-1e9] * (longest - len(p.ids)) for p in passages], dtype=np.float32)
        scores = np.array([p.scores + [(0.0, 0.0)] * (longest - len(p.ids)) for p in passages], dtype=np.float32)
        x = self.kinds[filled([p.kinds for p in passages])] + self.places[filled([p.places for p in passages])]
        x += scores @ self.scores
        for (table, scale), rows in (
            (self.words, [p.ids for p in passages]),
            (self.beginnings, [p.beginnings for p in passages]),
            (self.endings, [p.endings for p in passages]),
        ):
            at = filled(rows)
            x += table[at] * scale[at]
        x = normalised(x, self.gain, self.shift)
        with one_blas_thread():
            for layer in self.layers:
                x = self._through(layer, x, there[:, None, None, :])
        return x

    def _through(self, layer: Layer, x: Array, mask: Array) -> Array:
        count, length, width = x.shape
        each = width // self.heads
        mixed = normalised(x, layer.gain, layer.shift) @ layer.attention
        query, key, value = mixed.reshape(count, length, 3, self.heads, each).transpose(2, 0, 3, 1, 4)
        weights = softmax(query @ key.swapaxes(-1, -2) * np.float32(each**-0.5) + mask)
        x = x + (weights @ value).transpose(0, 2, 1, 3).reshape(count, length, width) @ layer.output
        inner = gelu(normalised(x, layer.second_gain, layer.second_shift) @ layer.up + layer.up_bias)
        result: Array = x + inner @ layer.down + layer.down_bias
        return result

    def score(self, left: Array, right: Array) -> Array:
        """The score of each pair of vectors."""
        with one_blas_thread():
            result: Array = np.tanh(np.concatenate([left, right], axis=1) @ self.head + self.head_bias) @ self.out
        return result


def normalised(x: Array, gain: Array, shift: Array) -> Array:
    """Layer normalisation."""
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt(np.mean(centred * centred, axis=-1, keepdims=True) + np.float32(1e-5))
    result: Array = centred / spread * gain + shift
    return result


def gelu(x: Array) -> Array:
    """GELU, by its approximation with the hyperbolic tangent."""
    inner = np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)
    result: Array = np.float32(0.5) * x * (1 + np.tanh(inner))
    return result
