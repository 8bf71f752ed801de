"""Statistics mined from the corpus by scripts/mine_terms.py, and the trained ranker's weights."""

from __future__ import annotations

import gzip
import io
import json
import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from newsextract.data import read_bytes, read_text
from newsextract.layers.terms.gloss import SMALL
from newsextract.layers.terms.trees import Trees

_WORD = re.compile(r"[A-Za-z]+|[0-9]+")
_BOUND = ("การ", "ความ", "ผู้", "นัก")
UNKNOWN_PAIR = -2.0
#: counts are kept in one byte: round(scale * log1p(count)); weights as round(scale * weight)
LEXICAL_SCALE = 40.0
COUNT_SCALE = 25.0
WORD_SCALE = 16.0


@dataclass(frozen=True, slots=True)
class Tables:
    """What the corpus's own pairs teach.

    Attributes
    ----------
    alignment
        English word → Thai unit → log p(unit | word) / p(unit).
    before, first
        Log-odds of a token standing right before a term, or first in it, against standing inside.
    heads
        First token → English word (``*``: any other) → log-odds of the token belonging to the term when the word is in the gloss.
    forms
        Gloss (squeezed) → Thai form (squeezed) → number of articles.
    expansions
        English abbreviation → the name it most often abbreviates.
    terms
        Thai form (squeezed) → number of articles, whatever the gloss.
    """

    alignment: dict[str, dict[str, float]]
    before: dict[str, float]
    first: dict[str, float]
    heads: dict[str, dict[str, float]]
    forms: dict[str, dict[str, int]]
    expansions: dict[str, str]
    terms: dict[str, int]


@dataclass(frozen=True, slots=True)
class Hashed:
    """Numbers under hashed keys: what is not there is 0.

    Attributes
    ----------
    keys
        Sorted hashes.
    values
        One array for each number that is kept under a key, as long as ``keys``.
    """

    keys: npt.NDArray[np.uint32]
    values: tuple[npt.NDArray[np.float64], ...]

    def get(self, wanted: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.float64], ...]:
        """The numbers under some keys.

        Examples
        --------
        >>> table = Hashed(np.array([3, 8], dtype=np.uint32), (np.array([0.5, 2.0]),))
        >>> table.get(np.array([8, 4], dtype=np.uint32))[0]
        array([2., 0.])
        """
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        there = self.keys[at] == wanted
        return tuple(np.where(there, v[at], 0.0) for v in self.values)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counts over the whole corpus under hashed keys.

    Attributes
    ----------
    lexical
        Lexical feature → its weight.
    votes
        ``gloss TAB form`` → sum of the first ranking's probabilities.
    forms
        Thai form → that sum over all glosses.
    glosses
        Gloss → number of different contexts.
    words, pairs
        Token, or two tokens that touch → count, and count after a space.
    total, spaced
        Number of tokens counted, and the share that follows a space.
    """

    lexical: Hashed
    votes: Hashed
    forms: Hashed
    glosses: Hashed
    words: Hashed
    pairs: Hashed
    total: float
    spaced: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The log-linear ranker, the forest, the reader's share, the acceptance model and their calibration."""

    start: npt.NDArray[np.float64]
    scale: npt.NDArray[np.float64]
    pair: npt.NDArray[np.float64]
    pair_mean: npt.NDArray[np.float64]
    pair_scale: npt.NDArray[np.float64]
    calibration: tuple[float, float, float]
    threshold: float
    forest: Trees
    share: float
    reader_share: float
    slopes: dict[str, npt.NDArray[np.float64]] = field(init=False, default_factory=dict)

    def slope(self, kind: str) -> npt.NDArray[np.float64]:
        """The log-linear weights of the raw features for one kind of gloss: what all have, and what abbreviations have besides."""
        if kind not in self.slopes:
            whole, own, thai = np.split(self.start / self.scale, 3)
            self.slopes[kind] = whole + own + thai if kind == "th_abbr" else whole + own if kind == "abbr" else whole
        return self.slopes[kind]


@lru_cache(maxsize=65_536)
def unit(token: str) -> str:
    """A token without its bound prefix, the form under which words are aligned.

    Examples
    --------
    >>> unit("การคุ้มครอง"), unit("การ")
    ('คุ้มครอง', 'การ')
    """
    for prefix in _BOUND:
        if token.startswith(prefix) and len(token) >= len(prefix) + 2:
            return token[len(prefix) :]
    return token


@lru_cache(maxsize=20_000)
def english_words(name: str) -> tuple[str, ...]:
    """The content words of an English name, lower case, plural s dropped.

    Examples
    --------
    >>> english_words("Sustainable Development Goals")
    ('sustainable', 'development', 'goal')
    """
    words = (w.lower() for w in _WORD.findall(name))
    return tuple(
        dict.fromkeys(w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith("ss") else w for w in words if w not in SMALL)
    )


_FOLDED = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff“”\"‘’']+")


def squeeze(part: str) -> str:
    """Case and white space folded: the key under which forms are counted."""
    return _FOLDED.sub("", part).casefold()


@cache
def tables() -> Tables:
    """The shipped statistics, read once."""
    return read_tables(read_bytes("terms/statistics.json.gz"))


def read_tables(packed: bytes) -> Tables:
    """Statistics as scripts/mine_terms.py writes them."""
    raw = json.loads(gzip.decompress(packed))
    terms: dict[str, int] = {}
    for row in raw["forms"].values():
        for form, count in row.items():
            terms[form] = terms.get(form, 0) + count
    heads: dict[str, dict[str, float]] = {}
    for pair, value in raw["heads"].items():
        token, word = pair.split("\t")
        heads.setdefault(token, {})[word] = value / 10
    return Tables(
        alignment={e: {t: v / 10 for t, v in row.items()} for e, row in raw["alignment"].items()},
        before={t: v / 10 for t, v in raw["before"].items()},
        first={t: v / 10 for t, v in raw["first"].items()},
        heads=heads,
        forms=raw["forms"],
        expansions=raw["expansions"],
        terms=terms,
    )


@cache
def corpus_evidence() -> Evidence:
    """The shipped corpus counts, read once."""
    return read_evidence(read_bytes("terms/evidence.npz"))


def read_evidence(packed: bytes) -> Evidence:
    """Corpus counts as scripts/mine_evidence.py writes them."""
    with np.load(io.BytesIO(packed)) as raw:

        def table(name: str, *parts: str) -> Hashed:
            keys = np.cumsum(raw[f"{name}_steps"], dtype=np.uint32)
            return Hashed(keys, tuple(raw[f"{name}_{part}"].astype(np.float64) for part in parts))

        def expanded(found: Hashed, scale: float) -> Hashed:
            return Hashed(found.keys, tuple(np.expm1(v / scale) for v in found.values))

        lexical = table("lexical", "weight")
        return Evidence(
            lexical=Hashed(lexical.keys, (lexical.values[0] / LEXICAL_SCALE,)),
            votes=expanded(table("votes", "sum"), COUNT_SCALE),
            forms=expanded(table("forms", "sum"), COUNT_SCALE),
            glosses=expanded(table("glosses", "count"), COUNT_SCALE),
            words=expanded(table("words", "count", "spaced"), WORD_SCALE),
            pairs=expanded(table("pairs", "count", "spaced"), WORD_SCALE),
            total=float(raw["totals"][0]),
            spaced=float(raw["totals"][1]),
        )


@cache
def weights() -> Weights:
    """The shipped weights, read once."""
    return read_weights(read_text("terms/ranker.json"), read_bytes("terms/forest.npz"))


def read_weights(ranker: str, trees: bytes) -> Weights:
    """Weights as scripts/train_terms.py writes them."""
    raw = json.loads(ranker)
    with np.load(io.BytesIO(trees)) as file:
        forest = Trees(
            file["features"].astype(np.intp), file["thresholds"].astype(np.float64), file["leaves"].astype(np.float64)
        )
    return Weights(
        forest=forest,
        share=raw["forest_share"],
        reader_share=raw["reader_share"],
        start=np.array(list(raw["start"].values())),
        scale=np.array(raw["scale"]),
        pair=np.array(list(raw["pair"].values())),
        pair_mean=np.array(raw["pair_mean"]),
        pair_scale=np.array(raw["pair_scale"]),
        calibration=tuple(raw["calibration"]),
        threshold=raw["threshold"],
    )
