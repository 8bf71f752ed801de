"""Statistics mined from the corpus by training/mine_terms.py, and the trained rankers' weights."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from newsextract.data import read_csv
from newsextract.layers.terms.words import SMALL, WORDS
from newsextract.models import artifact, choice
from newsextract.models.artifact import Artifact
from newsextract.models.choice import Choice
from newsextract.models.lookup import Hashed, Rows
from newsextract.models.trees import Trees

_WORD = re.compile(r"[A-Za-z]+|[0-9]+")
UNKNOWN_PAIR = -2.0
#: logarithms are kept in tenths; counts in one byte: round(scale * log1p(count)), read by terms/counts.csv; weights as round(scale * weight)
TENTHS = 10
LEXICAL_SCALE = 40.0
COUNT_SCALE = 25.0
WORD_SCALE = 16.0


@dataclass(frozen=True, slots=True)
class Tables:
    """What the corpus's own pairs teach; glosses and Thai forms are squeezed."""

    alignment: Mapping[str, Mapping[str, float]]  # English word → Thai unit → log p(unit | word) / p(unit)
    before: Mapping[str, float]  # log-odds of a token standing right before a term, against inside
    first: Mapping[str, float]  # log-odds of a token standing first in a term, against inside
    #: first token → English word (``*``: any other) → log-odds of the token belonging to the term with the word in the gloss
    heads: Mapping[str, Mapping[str, float]]
    forms: Mapping[str, Mapping[str, float]]  # gloss → Thai form → number of articles
    expansions: Mapping[str, str]  # English abbreviation → the name it most often abbreviates
    terms: Mapping[str, float]  # Thai form → number of articles, whatever the gloss


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counts over the whole corpus under hashed keys."""

    lexical: Hashed  # lexical feature → its weight
    votes: Hashed  # gloss TAB form → sum of the first ranking's probabilities
    forms: Hashed  # Thai form → that sum over all glosses
    glosses: Hashed  # gloss → number of different contexts
    words: Hashed  # token → count, and count after a space
    pairs: Hashed  # two tokens that touch → the same
    total: float  # number of tokens counted
    spaced: float  # share of them that follows a space


@dataclass(frozen=True, slots=True)
class Weights:
    """What ranks the starts, accepts the candidates, and says how sure both are."""

    start: Choice  # the log-linear ranking: each feature once for all glosses, once for abbreviations, once for Thai ones
    forest: Trees  # the second ranking
    share: float  # weight of the forest beside the log-linear ranking
    pair: Choice = field(default_factory=lambda: Choice((), np.zeros(0)))  # whether a candidate is a gloss
    posterior: Choice = field(default_factory=lambda: Choice((), np.zeros(0)))  # whether gloss and start are right
    reader_share: float = 0.0  # weight of the reader beside both rankings
    threshold: float = 0.0  # the least probability of a gloss
    slopes: dict[str, npt.NDArray[np.float64]] = field(init=False, default_factory=dict)

    def slope(self, kind: str) -> npt.NDArray[np.float64]:
        """The log-linear weights of the raw features for one kind of gloss: what all have, and what abbreviations have besides."""
        if kind not in self.slopes:
            whole, own, thai = np.split(self.start.weights / self.start.scale, 3)
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
    for prefix in WORDS["bound"]:
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
    return tables_of(artifact.load("terms_statistics", "lookup"))


def tables_of(found: Artifact) -> Tables:
    """Statistics as training/mine_terms.py writes them."""
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
    """The shipped corpus counts, read once."""
    return evidence_of(artifact.load("terms_evidence", "lookup"))


def evidence_of(found: Artifact) -> Evidence:
    """Corpus counts as training/mine_evidence.py writes them."""
    # what a byte stands for is data, too: numpy's expm1 differs by release in the last digit, and trees ask for that digit
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
    """The shipped weights, read once."""
    found, forest = artifact.load("terms", "choice"), artifact.load("terms_forest", "trees")
    models, facts = choice.of(found), found.facts
    return Weights(
        start=models["start"],
        forest=Trees.of(forest),
        share=facts["share"],
        pair=models["pair"],
        posterior=models["posterior"],
        reader_share=facts["reader_share"],
        threshold=facts["threshold"],
    )
