"""Corpus statistics mined by training/mine_terms.py, and the weights of the trained ranker."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from newsextract.layers.terms.words import FUNCTION_WORDS, WORDS
from newsextract.models import artifact, choice
from newsextract.models.artifact import Artifact
from newsextract.models.choice import Choice
from newsextract.models.lookup import Hashed, Rows

_WORD = re.compile(r"[A-Za-z]+|[0-9]+")
UNKNOWN_PAIR = -2.0
#: logarithms are stored in tenths
TENTHS = 10


@dataclass(frozen=True, slots=True)
class Tables:
    """Statistics of the corpus's own pairs; glosses and Thai forms are squeezed."""

    alignment: Mapping[str, Mapping[str, float]]  # English word → Thai unit → log p(unit | word) / p(unit)
    before: Mapping[str, float]  # log-odds of a token right before a term, against inside
    first: Mapping[str, float]  # log-odds of a token first in a term, against inside
    #: first token → English word (``*``: any other) → log-odds that the token belongs to the term if the gloss has the word
    heads: Mapping[str, Mapping[str, float]]
    forms: Mapping[str, Mapping[str, float]]  # gloss → Thai form → number of articles
    expansions: Mapping[str, str]  # English abbreviation → its most frequent name
    votes: Hashed  # see :func:`vote_key` → sum of the probabilities of the form's occurrences


@dataclass(frozen=True, slots=True)
class Weights:
    """The models that rank the starts and accept the candidates, and their calibration."""

    start: Choice  # the log-linear ranking, see :func:`.features.expanded`
    pair: Choice = field(default_factory=lambda: Choice((), np.zeros(0)))  # whether a candidate is a gloss
    posterior: Choice = field(default_factory=lambda: Choice((), np.zeros(0)))  # whether gloss and start are right
    reader_share: float = 0.0  # weight of the reader, against 1 - reader_share of the log-linear ranking
    threshold: float = 0.0  # minimum probability of a gloss

    def slope(self, kind: str) -> npt.NDArray[np.float64]:
        """The log-linear weights of the features for one kind of gloss: the shared ones plus those for abbreviations."""
        whole, own, thai = np.split(self.start.weights / self.start.scale, 3)
        return whole + own + thai if kind == "th_abbr" else whole + own if kind == "abbr" else whole


@lru_cache(maxsize=65_536)
def unit(token: str) -> str:
    """A token without its bound prefix, the form used in word alignment.

    Examples
    --------
    >>> unit("การคุ้มครอง"), unit("การ")
    ('คุ้มครอง', 'การ')
    """
    for prefix in WORDS["bound"]:
        if token.startswith(prefix) and len(token) >= len(prefix) + 2:
            return token[len(prefix) :]
    return token


@lru_cache(maxsize=20_000)
def english_words(name: str) -> tuple[str, ...]:
    """The distinct content words of an English name, in lower case and without plural s.

    Examples
    --------
    >>> english_words("Sustainable Development Goals")
    ('sustainable', 'development', 'goal')
    """
    words = (w for w in map(str.lower, _WORD.findall(name)) if w not in FUNCTION_WORDS)
    return tuple(dict.fromkeys(w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith("ss") else w for w in words))


_FOLDED = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff“”\"‘’']+")


def squeeze(part: str) -> str:
    """Remove whitespace, quotation marks and case: the key under which forms are counted."""
    return _FOLDED.sub("", part).casefold()


@cache
def tables() -> Tables:
    """The shipped statistics, loaded once."""
    return tables_of(artifact.load("terms_statistics", "lookup"))


def tables_of(found: Artifact) -> Tables:
    """The statistics in a file that training/mine_terms.py wrote."""
    odds = Rows(found, "odds", TENTHS)
    return Tables(
        alignment=Rows(found, "alignment", TENTHS),
        before=odds["before"],
        first=odds["first"],
        heads=Rows(found, "heads", TENTHS),
        forms=Rows(found, "forms"),
        expansions=dict(zip(found.strings("abbreviations"), found.strings("names"), strict=True)),
        votes=Hashed.of(found, "votes"),
    )


def vote_key(gloss: str, form: str) -> int:
    """The key under which a Thai form is counted for an English name or an abbreviation."""
    return crc32(f"{squeeze(gloss)}\t{squeeze(form)}".encode())


@cache
def weights() -> Weights:
    """The shipped weights, loaded once."""
    found = artifact.load("terms", "choice")
    models, facts = choice.of(found), found.facts
    return Weights(
        start=models["start"],
        pair=models["pair"],
        posterior=models["posterior"],
        reader_share=facts["reader_share"],
        threshold=facts["threshold"],
    )
