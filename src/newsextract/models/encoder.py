"""A small transformer encoder in numpy, normalised before each part (Vaswani et al. 2017, "Attention is all you need")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsextract.models.artifact import Artifact
from newsextract.models.threads import one_blas_thread

Array = NDArray[np.float32]
#: rows in bytes, and the scale of each
Table = tuple[NDArray[np.int8], Array]
#: arrays of a file that the encoder itself reads
_TABLES = ("words", "beginnings", "endings")
_OWN = {"keys", "kinds", "places", "scores", "gain", "shift", *_TABLES, *(f"{table}_scale" for table in _TABLES)}


@dataclass(frozen=True, slots=True)
class Layer:
    """The weights of one layer: attention (all heads side by side), its output, and two feed-forward steps.

    What comes in is brought to mean 0 and spread 1; the gains and shifts that follow are part of these weights.
    """

    attention: Array
    attention_bias: Array
    output: Array
    up: Array
    up_bias: Array
    down: Array
    down_bias: Array

    @classmethod
    def of(cls, weights: Mapping[str, Array], heads: int) -> Layer:
        """A layer from the arrays of a file, where gains and shifts stand apart and queries are not scaled yet."""
        width = len(weights["gain"])
        scale = np.ones(3 * width, np.float32)
        scale[:width] = (width // heads) ** -0.5
        return cls(
            weights["gain"][:, None] * weights["attention"] * scale,
            weights["shift"] @ weights["attention"] * scale,
            weights["output"],
            weights["second_gain"][:, None] * weights["up"],
            weights["second_shift"] @ weights["up"] + weights["up_bias"],
            weights["down"],
            weights["down_bias"],
        )


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
    activation
        What stands between the feed-forward steps: ``gelu`` or ``relu``.
    weights
        The other arrays by name: of what is asked of the vectors.
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
    activation: str
    weights: Mapping[str, Array]

    @classmethod
    def of(cls, artifact: Artifact) -> Encoder:
        """The encoder of a file."""

        def one(name: str) -> Array:
            return artifact.arrays[name].astype(np.float32)

        def table(name: str) -> Table:
            return artifact.arrays[name], one(f"{name}_scale")[:, None]

        def layer(number: int) -> Layer:
            start = f"{number}/"
            parts = [name.removeprefix(start) for name in artifact.arrays if name.startswith(start)]
            return Layer.of({part: one(start + part) for part in parts}, artifact.facts["heads"])

        keys = artifact.arrays["keys"].tolist()
        reserved = len(artifact.arrays["words"]) - len(keys)
        return cls(
            {key: row for row, key in enumerate(keys, reserved)},
            table("words"), table("beginnings"), table("endings"),
            one("kinds"), one("places"), one("scores"), one("gain"), one("shift"),
            tuple(map(layer, range(artifact.facts["layers"]))), artifact.facts["heads"], artifact.facts.get("activation", "gelu"),
            {name: one(name) for name in artifact.arrays if "/" not in name and name not in _OWN},
        )  # fmt: skip

    def encode(self, passages: Sequence[Passage]) -> list[Array]:
        """The vectors of each passage after the last layer, shape (positions, width)."""
        ends = list(accumulate(len(p.ids) for p in passages))
        spans = [slice(end - len(p.ids), end) for p, end in zip(passages, ends, strict=True)]
        x = self._shown(passages)
        with one_blas_thread():
            for layer in self.layers:
                x += self._attended(layer, standard(x), spans)
                inner = standard(x) @ layer.up
                inner += layer.up_bias
                x += (gelu(inner) if self.activation == "gelu" else np.maximum(inner, 0, out=inner)) @ layer.down
                x += layer.down_bias
        return [x[span] for span in spans]

    def _shown(self, passages: Sequence[Passage]) -> Array:
        """What the first layer is shown: the positions of all passages, one after another."""

        def every(part: str) -> NDArray[Any]:
            return np.array(list(chain.from_iterable(getattr(p, part) for p in passages)))

        x = self.kinds[every("kinds")] + self.places[every("places")]
        x += every("scores").astype(np.float32) @ self.scores
        for (table, scale), part in ((self.words, "ids"), (self.beginnings, "beginnings"), (self.endings, "endings")):
            at = every(part)
            x += table[at] * scale[at]
        return normalised(x, self.gain, self.shift)

    def _attended(self, layer: Layer, x: Array, spans: Sequence[slice]) -> Array:
        """What each position takes from the others of its passage."""
        width = x.shape[1]
        each = width // self.heads
        mixed = x @ layer.attention
        mixed += layer.attention_bias
        mixed = mixed.reshape(-1, 3, self.heads, each)
        taken = np.empty((len(x), self.heads, each), np.float32)
        for span in spans:
            query, key, value = mixed[span].transpose(1, 2, 0, 3)
            shares = query @ key.transpose(0, 2, 1)
            shares -= shares.max(axis=-1, keepdims=True)
            np.exp(shares, out=shares)
            found = shares @ value
            found /= shares @ np.ones((shares.shape[-1], 1), np.float32)
            taken[span] = found.transpose(1, 0, 2)
        result: Array = taken.reshape(-1, width) @ layer.output
        return result


def normalised(x: Array, gain: Array, shift: Array) -> Array:
    """Layer normalisation."""
    found = standard(x)
    found *= gain
    found += shift
    return found


def standard(x: Array) -> Array:
    """Vectors brought to mean 0 and spread 1; sums as products, which take a fifth of the time of numpy's own."""
    size = x.shape[-1]
    found: Array = x - x @ np.full((size, 1), 1 / size, np.float32)
    found *= (np.einsum("ij,ij->i", found, found) / np.float32(size) + np.float32(1e-5))[:, None] ** np.float32(-0.5)
    return found


def gelu(x: Array) -> Array:
    """GELU, by its approximation with the hyperbolic tangent."""
    inner = np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)
    result: Array = np.float32(0.5) * x * (1 + np.tanh(inner))
    return result
