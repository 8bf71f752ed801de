"""Statistics mined from the corpus by scripts/mine_terms.py, and the trained ranker's weights."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from newsextract.data import read_bytes, read_text
from newsextract.layers.terms.gloss import SMALL

_WORD = re.compile(r"[A-Za-z]+|[0-9]+")
_BOUND = ("การ", "ความ", "ผู้", "นัก")
UNKNOWN_PAIR = -2.0


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
        ``first token TAB English word`` → log-odds of the token belonging to the term when the word is in the gloss.
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
    heads: dict[str, float]
    forms: dict[str, dict[str, int]]
    expansions: dict[str, str]
    terms: dict[str, int]


@dataclass(frozen=True, slots=True)
class Weights:
    """The log-linear ranker, the acceptance model and their calibration."""

    start: npt.NDArray[np.float64]
    scale: npt.NDArray[np.float64]
    pair: npt.NDArray[np.float64]
    pair_mean: npt.NDArray[np.float64]
    pair_scale: npt.NDArray[np.float64]
    calibration: tuple[float, float, float]
    threshold: float


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


@cache
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


def squeeze(part: str) -> str:
    """Case and white space folded: the key under which forms are counted."""
    return re.sub(r"[\s\u200b\u200c\u200d\u2060\ufeff“”\"‘’']+", "", part).casefold()


@cache
def tables() -> Tables:
    """The shipped statistics, read once."""
    raw = json.loads(gzip.decompress(read_bytes("terms/statistics.json.gz")))
    terms: dict[str, int] = {}
    for row in raw["forms"].values():
        for form, count in row.items():
            terms[form] = terms.get(form, 0) + count
    return Tables(
        alignment={e: {t: v / 10 for t, v in row.items()} for e, row in raw["alignment"].items()},
        before={t: v / 10 for t, v in raw["before"].items()},
        first={t: v / 10 for t, v in raw["first"].items()},
        heads={t: v / 10 for t, v in raw["heads"].items()},
        forms=raw["forms"],
        expansions=raw["expansions"],
        terms=terms,
    )


@cache
def weights() -> Weights:
    """The shipped weights, read once."""
    raw = json.loads(read_text("terms/ranker.json"))
    return Weights(
        start=np.array(list(raw["start"].values())),
        scale=np.array(raw["scale"]),
        pair=np.array(list(raw["pair"].values())),
        pair_mean=np.array(raw["pair_mean"]),
        pair_scale=np.array(raw["pair_scale"]),
        calibration=tuple(raw["calibration"]),
        threshold=raw["threshold"],
    )
