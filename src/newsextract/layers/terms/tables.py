"""Corpus statistics mined by training/mine_terms.py and training/mine_evidence.py, and the weights of the trained rankers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from newsextract.data import read_csv
from newsextract.layers.terms.words import FUNCTION_WORDS, WORDS
from newsextract.models import artifact, choice
from newsextract.models.artifact import Artifact
from newsextract.models.choice import Choice
from newsextract.models.lookup import Hashed, Rows
from newsextract.models.trees import Trees

_WORD = re.compile(r"[A-Za-z]+|[0-9]+")
UNKNOWN_PAIR = -2.0
#: logarithms are stored in tenths; counts in a byte, round(scale * log1p(count)), decoded by terms/counts.csv; weights as round(scale * weight)
TENTHS = 10
LEXICAL_SCALE = 40.0
COUNT_SCALE = 25.0
WORD_SCALE = 16.0


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
    terms: Mapping[str, float]  # Thai form → number of articles, whatever the gloss


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counts over the whole corpus by hashed key."""

    lexical: Hashed  # lexical feature → its weight
    votes: Hashed  # gloss TAB form → sum of the first ranking's probabilities
    forms: Hashed  # Thai form → that sum over all glosses
    glosses: Hashed  # gloss → number of different contexts
    words: Hashed  # token → count, and count after a space
    pairs: Hashed  # two adjacent tokens → the same
    total: float  # number of tokens counted
    spaced: float  # share of them that follows a space


@dataclass(frozen=True, slots=True)
class Weights:
    """The models that rank the starts and accept the candidates, and their calibration."""

    start: Choice  # the log-linear ranking, see :func:`.features.expanded`
    forest: Trees  # the second ranking
    forest_share: float  # weight of the forest, against 1 - forest_share of the log-linear ranking
    pair: Choice = field(default_factory=lambda: Choice((), np.zeros(0)))  # whether a candidate is a gloss
    posterior: Choice = field(default_factory=lambda: Choice((), np.zeros(0)))  # whether gloss and start are right
    reader_share: float = 0.0  # weight of the reader, against 1 - reader_share of both rankings
    threshold: float = 0.0  # minimum probability of a gloss
    slopes: dict[str, npt.NDArray[np.float64]] = field(init=False, default_factory=dict)

    def slope(self, kind: str) -> npt.NDArray[np.float64]:
        """The log-linear weights of the features for one kind of gloss: the shared ones plus those for abbreviations."""
        if kind not in self.slopes:
            whole, own, thai = np.split(self.start.weights / self.start.scale, 3)
            self.slopes[kind] = whole + own + thai if kind == "th_abbr" else whole + own if kind == "abbr" else whole
        return self.slopes[kind]


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
    forms, odds = Rows(found, "forms"), Rows(found, "odds", TENTHS)
    return Tables(
        alignment=Rows(found, "alignment", TENTHS),
        before=odds["before"],
        first=odds["first"],
        heads=Rows(found, "heads", TENTHS),
        forms=forms,
        expansions=dict(zip(found.strings("abbreviations"), found.strings("names"), strict=True)),
        terms=forms.totals(),
    )


@cache
def corpus_evidence() -> Evidence:
    """The shipped corpus counts, loaded once."""
    return evidence_of(artifact.load("terms_evidence", "lookup"))


def evidence_of(found: Artifact) -> Evidence:
    """The corpus counts in a file that training/mine_evidence.py wrote."""
    # bytes are decoded by a data file: numpy's expm1 differs between releases in the last digit, to which the trees are sensitive
    rows = read_csv("terms/counts.csv")
    stands_for = {column: np.array([float(row[column]) for row in rows]) for column in ("count", "word")}

    def counts(name: str, column: str, *parts: str) -> Hashed:
        table = Hashed.of(found, name, *parts)
        return Hashed(table.keys, tuple(stands_for[column][v.astype(np.intp)] for v in table.values))

    lexical = Hashed.of(found, "lexical", "weight")
    return Evidence(
        lexical=Hashed(lexical.keys, (lexical.values[0] / LEXICAL_SCALE,)),
        votes=counts("votes", "count", "sum"),
        forms=counts("forms", "count", "sum"),
        glosses=counts("glosses", "count", "count"),
        words=counts("words", "word", "count", "spaced"),
        pairs=counts("pairs", "word", "count", "spaced"),
        total=found.facts["total"],
        spaced=found.facts["spaced"],
    )


@cache
def weights() -> Weights:
    """The shipped weights, loaded once."""
    found, forest = artifact.load("terms", "choice"), artifact.load("terms_forest", "trees")
    models, facts = choice.of(found), found.facts
    return Weights(
        start=models["start"],
        forest=Trees.of(forest),
        forest_share=facts["share"],
        pair=models["pair"],
        posterior=models["posterior"],
        reader_share=facts["reader_share"],
        threshold=facts["threshold"],
    )
