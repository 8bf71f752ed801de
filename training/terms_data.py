"""Training data of the terms layer: labels, the articles that may be mined, and the candidates decoded from the corpus.

The ranker is trained on the labels and decodes the corpus, and statistics of the decoded corpus are features of the labelled
candidates. So that no label leaks into its own features, labelled articles are split into two halves, and each half looks up
what a ranker trained on the other half decoded (`training.mine_terms halves`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np

from newsextract.layers.terms.candidates import find_candidates
from newsextract.layers.terms.tables import Tables, squeeze, tables, tables_of
from newsextract.layers.terms.window import Window, left_window
from newsextract.models import artifact
from newsextract.thai.tokens import tokenize
from training.fit import id_hash
from training.shared import ANNOTATIONS, SHARED, corpus, lines, test_ids

LABELS = ANNOTATIONS / "terms.jsonl"
#: labels for evaluation
TEST_LABELS = tuple(ANNOTATIONS / f"terms-test-{k}.jsonl" for k in (1, 2, 3))
#: total probability of the alternative starts that a label accepts
ALTERNATIVE_SHARE = 0.15
HALVES = 2
#: files in WORK: all candidates, the candidates decoded by the models; the file in the folder of a half
GATHERED, DECODED, STATISTICS = "candidates.pkl", "all.pkl", "statistics.npz"


def labels() -> list[dict[str, Any]]:
    """The training labels of both files."""
    return [*lines(SHARED / "data/terms/train.jsonl"), *lines(LABELS)]


def annotated_ids() -> set[int]:
    """Ids of every annotated article."""
    return test_ids() | {row["id"] for row in labels()}


def start_probabilities(size: int, right: int, others: Sequence[int]) -> np.ndarray:
    """The target probabilities of ``size`` starts: most for the right one, a small share for the accepted alternatives."""
    found = np.zeros(size)
    found[list(others)] = ALTERNATIVE_SHARE / max(1, len(others))
    found[right] = 1 - (ALTERNATIVE_SHARE if len(others) else 0.0)
    return found


def articles(skip: set[int]) -> Iterator[dict[str, Any]]:
    """Yield the corpus without the skipped articles and without repeats (the same 300 characters from a third on)."""
    seen: set[str] = set()
    for row in corpus():
        key = squeeze(row["text"][len(row["text"]) // 3 :][:300])
        if row["id"] not in skip and key not in seen:
            seen.add(key)
            yield row


def bare_window(norms: Sequence[str], kinds: Sequence[str], possible: Sequence[int] = ()) -> Window:
    """A window without offsets, which the counts do not need."""
    return Window([], list(norms), list(kinds), list(possible), 0)


class Candidate(NamedTuple):
    """A gloss in the corpus with the window left of it and, once decoded, the probability of each possible start."""

    article: int
    kind: str
    en: str | None
    abbr: str | None
    norms: list[str]
    kinds: list[str]
    possible: list[int]
    p: np.ndarray | None = None

    @property
    def gloss(self) -> str:
        """The English name or the abbreviation, squeezed."""
        return squeeze(self.en or self.abbr or "")

    @property
    def window(self) -> Window:
        """The window without offsets."""
        return bare_window(self.norms, self.kinds, self.possible)

    @property
    def start(self) -> int:
        """The index of the likeliest start in the window."""
        return self.possible[int(cast("np.ndarray", self.p).argmax())]


def candidate_of(article: int, text: str, found: Any, window: Window, p: np.ndarray | None = None) -> Candidate:
    """Convert a candidate of the rules for storage; its words are interned to save memory."""
    en, abbr = (text[slice(*span)] if span else None for span in (found.gloss.en, found.gloss.abbr))
    norms, kinds = ([sys.intern(word) for word in part] for part in (window.norms, window.kinds))
    return Candidate(article, found.gloss.kind, en, abbr, norms, kinds, window.possible, p)


def open_candidates(text: str) -> Iterator[tuple[Any, Window]]:
    """Yield the candidates of the rules whose start is not fixed, with their windows."""
    tokens = tokenize(text)
    for candidate in find_candidates(text):
        window = left_window(text, candidate, tokens)
        if window.possible and candidate.fixed < 0:
            yield candidate, window


#: labelled article → the statistics that its examples look up
Lookup = Callable[[int], Tables]


def half(article: int) -> int:
    """Which half a labelled article belongs to.

    Examples
    --------
    >>> half(2), half(3)
    (0, 1)
    """
    return id_hash(article) // 7 % HALVES


def half_folder(work: Path, number: int) -> Path:
    """The folder for what the ranker of one half decoded."""
    return work / f"half_{number}"


def shipped_lookup() -> Lookup:
    """The shipped statistics, for articles without labels."""
    return lambda _: tables()


def cross_fitted_lookup(work: Path) -> Lookup:
    """For each labelled article the statistics mined with the ranker trained on the other half, by training.mine_terms."""
    found = [tables_of(artifact.read(half_folder(work, number) / STATISTICS, "lookup")) for number in range(HALVES)]
    return lambda article: found[1 - half(article)]
