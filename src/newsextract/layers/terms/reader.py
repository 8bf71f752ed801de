"""Read a gloss and the Thai words left of it together: a small transformer encoder, in numpy.

It was taught by scripts/train_reader.py to guess hidden words and starts in the corpus's own pairs, then on the labelled
starts; here it only runs. It says how probable each token is as the start, and is asked where the rankings are unsure.
The architecture is that of Vaswani et al. (2017), "Attention is all you need", normalised before each part.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from newsextract.data import read_bytes
from newsextract.layers.terms.window import Window

Array = npt.NDArray[np.float32]

#: English words and Thai tokens that are read; so many tokens left of the first start that is asked for
WORDS, TOKENS, LEFT = 12, 36, 6
#: rows of the tables for beginnings and endings of words
PIECES = 6000
#: numbers of special entries of the vocabulary
UNKNOWN, FIRST, HIDDEN, RESERVED = 1, 2, 3, 4
KINDS = ("en", "en_abbr", "abbr", "th_abbr", "person")
TOKEN_KINDS = ("thai", "space", "other", "latin", "number", "abbreviation")
#: where the kinds of positions begin: gloss kinds, English words, Thai tokens; and Thai positions
_GLOSS, _ENGLISH, _THAI, _RIGHT = 1, 6, 7, 20
SPACE = _THAI + TOKEN_KINDS.index("space")
LOWEST = -12.0


@dataclass(frozen=True, slots=True)
class Layer:
    """The weights of one layer: attention (all heads side by side), its output, and two feed-forward steps."""

    attention: Array
    output: Array
    up: Array
    up_bias: Array
    down: Array
    down_bias: Array
    norms: tuple[Array, Array, Array, Array]


@dataclass(frozen=True, slots=True)
class Reader:
    """The trained reader.

    Attributes
    ----------
    index
        Hash of a vocabulary entry → its row.
    words, beginnings, endings
        Tables of whole words, their beginnings and endings, rows in bytes, each with a scale.
    kinds, places, scores
        Vectors of kinds of tokens, places, and of the alignment's two numbers.
    norm
        Gain and shift of the input's normalisation.
    layers
        The encoder.
    heads
        How many heads each layer has.
    head, head_bias, out
        From a token and its left neighbour to a score.
    """

    index: dict[int, int]
    words: tuple[npt.NDArray[np.int8], Array]
    beginnings: tuple[npt.NDArray[np.int8], Array]
    endings: tuple[npt.NDArray[np.int8], Array]
    kinds: Array
    places: Array
    scores: Array
    norm: tuple[Array, Array]
    layers: tuple[Layer, ...]
    heads: int
    head: Array
    head_bias: Array
    out: Array


@dataclass(slots=True)
class Passage:
    """What is read for one candidate: numbers of its tokens, the gloss first, then Thai from right to left."""

    ids: list[int]
    beginnings: list[int]
    endings: list[int]
    kinds: list[int]
    places: list[int]
    scores: list[tuple[float, float]]


@cache
def reader() -> Reader:
    """The shipped reader, read once."""
    with np.load(io.BytesIO(read_bytes("terms/reader.npz"))) as raw:

        def one(name: str) -> Array:
            found: Array = raw[name].astype(np.float32)
            return found

        def table(name: str) -> tuple[npt.NDArray[np.int8], Array]:
            return raw[name], one(f"{name}_scale")[:, None]

        layers = tuple(
            Layer(
                one(f"{k}_attention"), one(f"{k}_output"), one(f"{k}_up"), one(f"{k}_up_bias"), one(f"{k}_down"), one(f"{k}_down_bias"),
                (one(f"{k}_gain"), one(f"{k}_shift"), one(f"{k}_second_gain"), one(f"{k}_second_shift")),
            )
            for k in range(int(raw["layers"]))
        )  # fmt: skip
        return Reader(
            {key: row for row, key in enumerate(raw["keys"].tolist(), RESERVED)},
            table("words"),
            table("beginnings"),
            table("endings"),
            one("kinds"),
            one("places"),
            one("scores"),
            (one("gain"), one("shift")),
            layers,
            int(raw["heads"]),
            one("head"),
            one("head_bias"),
            one("out"),
        )


@lru_cache(maxsize=65_536)
def pieces(word: str, thai: bool) -> tuple[int, int]:
    """The rows of a word's beginning and ending."""
    first, last = ("P" + word[:3], "S" + word[-3:]) if thai else ("p" + word[:4], "s" + word[-4:])
    return 1 + crc32(first.encode()) % PIECES, 1 + crc32(last.encode()) % PIECES


def entry(norm: str, kind: str) -> str:
    """The vocabulary entry of a token left of a gloss.

    Examples
    --------
    >>> entry("กรม", "thai"), entry("ASEAN", "latin")
    ('k:กรม', 'asean')
    """
    return f"k:{norm}" if kind == "thai" else norm.casefold()


def passage(
    window: Window,
    kind: str,
    words: Sequence[str],
    aligned: tuple[Sequence[float], Sequence[int]],
    leftmost: int,
    index: dict[int, int],
) -> Passage:
    """What the reader sees of a candidate.

    Parameters
    ----------
    window
        The tokens left of the gloss.
    kind
        The gloss's kind.
    words
        The gloss's words, as they are aligned.
    aligned
        For each token its alignment score and the number of its word (-1: none).
    leftmost
        The leftmost token that may be asked for.
    index
        Hash of a vocabulary entry → its row.
    """
    words = words[:WORDS]
    found = Passage([FIRST], [0], [0], [_GLOSS + KINDS.index(kind)], [0], [(0.0, 0.0)])
    for place, word in enumerate(words, 1):
        first, last = pieces(word, False)
        found.ids.append(index.get(crc32(f"e:{word}".encode()), UNKNOWN))
        found.beginnings.append(first)
        found.endings.append(last)
        found.kinds.append(_ENGLISH)
        found.places.append(place)
        found.scores.append((0.0, 0.0))
    n = len(window.norms)
    for place, i in enumerate(range(n - 1, max(-1, n - 1 - TOKENS, leftmost - 1 - LEFT), -1), _RIGHT):
        norm, token_kind = window.norms[i], window.kinds[i]
        first, last = pieces(norm, True)
        found.ids.append(index.get(crc32(entry(norm, token_kind).encode()), UNKNOWN))
        found.beginnings.append(first)
        found.endings.append(last)
        found.kinds.append(_THAI + (TOKEN_KINDS.index(token_kind) if token_kind in TOKEN_KINDS else 2))
        found.places.append(place)
        found.scores.append((aligned[0][i] / 3, float(aligned[1][i] >= 0)))
    return found


def _normalised(x: Array, gain: Array, shift: Array) -> Array:
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt(np.mean(centred * centred, axis=-1, keepdims=True) + np.float32(1e-5))
    result: Array = centred / spread * gain + shift
    return result


def _softmax(x: Array) -> Array:
    raised = np.exp(x - x.max(axis=-1, keepdims=True))
    result: Array = raised / raised.sum(axis=-1, keepdims=True)
    return result


def _bent(x: Array) -> Array:
    """GELU, by the tangent's formula."""
    inner = np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)
    result: Array = np.float32(0.5) * x * (1 + np.tanh(inner))
    return result


def encoded(passages: Sequence[Passage], model: Reader) -> Array:
    """The passages' vectors after the last layer, shape (passages, longest, width)."""
    longest = max(len(p.ids) for p in passages)

    def filled(rows: Sequence[Sequence[int]]) -> npt.NDArray[np.int64]:
        return np.array([[*row, *[0] * (longest - len(row))] for row in rows])

    there = np.array([[0.0] * len(p.ids) + [-1e9] * (longest - len(p.ids)) for p in passages], dtype=np.float32)
    scores = np.array([p.scores + [(0.0, 0.0)] * (longest - len(p.ids)) for p in passages], dtype=np.float32)
    x = model.kinds[filled([p.kinds for p in passages])] + model.places[filled([p.places for p in passages])]
    x += scores @ model.scores
    for (table, scale), rows in (
        (model.words, [p.ids for p in passages]),
        (model.beginnings, [p.beginnings for p in passages]),
        (model.endings, [p.endings for p in passages]),
    ):
        at = filled(rows)
        x += table[at] * scale[at]
    x = _normalised(x, *model.norm)
    count, length, width = x.shape
    heads, each = model.heads, width // model.heads
    mask, scale_of_heads = there[:, None, None, :], np.float32(each**-0.5)
    for layer in model.layers:
        gain, shift, second_gain, second_shift = layer.norms
        mixed = (_normalised(x, gain, shift) @ layer.attention).reshape(count, length, 3, heads, each).transpose(2, 0, 3, 1, 4)
        weights = _softmax(mixed[0] @ mixed[1].swapaxes(-1, -2) * scale_of_heads + mask)
        x = x + (weights @ mixed[2]).transpose(0, 2, 1, 3).reshape(count, length, width) @ layer.output
        x = x + _bent(_normalised(x, second_gain, second_shift) @ layer.up + layer.up_bias) @ layer.down + layer.down_bias
    return x


def read(
    passages: Sequence[Passage], asked: Sequence[Sequence[int]], words: Sequence[int], model: Reader | None = None
) -> list[npt.NDArray[np.float64]]:
    """How probable the reader finds each start.

    Parameters
    ----------
    passages
        The candidates.
    asked
        For each candidate the starts in question, counted in tokens from the right edge (0 is the last token).
    words
        For each candidate the number of gloss words in the passage.
    model
        The reader, the shipped one when None.

    Returns
    -------
    list of ndarray
        Log-probabilities among the starts asked for; a start beyond the tokens that are read has ``LOWEST``.
    """
    model = model or reader()
    x = encoded(passages, model)
    found = []
    for vectors, one, starts, count in zip(x, passages, asked, words, strict=True):
        thai = len(one.ids) - 1 - count
        rows = [1 + count + min(start, thai - 1) for start in starts]
        left = [row + 1 if row + 1 < len(one.ids) else 0 for row in rows]
        pairs = np.concatenate([vectors[rows], vectors[left]], axis=1)
        scores = np.tanh(pairs @ model.head + model.head_bias) @ model.out
        scores = np.where(np.array(starts) < thai, scores, scores.max() + LOWEST).astype(np.float64)
        raised = scores - scores.max()
        found.append(np.maximum(raised - np.log(np.exp(raised).sum()), LOWEST))
    return found
