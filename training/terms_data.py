"""What the terms layer learns from: labels, the articles that may be mined, and what rankings decoded of the corpus.

A label teaches the ranking, the ranking decodes the corpus, and votes from the decoded corpus are features of the label
again. So that no label looks up its own echo, labelled articles are dealt into two halves, and each half looks up what a
ranking decoded that was trained on the other (training/mine_halves.py).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np

from newsextract.layers.terms.candidates import find_candidates
from newsextract.layers.terms.tables import Evidence, Tables, corpus_evidence, evidence_of, squeeze, tables, tables_of
from newsextract.layers.terms.window import Window, left_window
from newsextract.models import artifact
from training.fit import mixed
from training.shared import ANNOTATIONS, SHARED, corpus, lines

LABELS = ANNOTATIONS / "terms.jsonl"
#: labels to measure with
UNREAD = tuple(ANNOTATIONS / f"terms-test-{k}.jsonl" for k in (1, 2, 3))
#: what the other starts that a label accepts count together
ALTERNATIVE = 0.15
HALVES = 2
#: in WORK: all candidates, the candidates that a ranking decoded, counts of neighbouring words
GATHERED, DECODED, NEIGHBOURS = "candidates.pkl", "all.pkl", "ngram.pkl"
#: in the folder of a half
STATISTICS, EVIDENCE = "statistics.npz", "evidence.npz"


def measured() -> set[int]:
    """Ids of the articles that something is measured on: nothing of them is mined."""
    gold = [SHARED / f"gold/{name}.articles.jsonl" for name in ("terms", "records", "events", "dates")]
    return {row["id"] for path in (*gold, *UNREAD) for row in lines(path)}


def labels() -> list[dict[str, Any]]:
    """The labels that the rankings learn: both files as one list."""
    return [*lines(SHARED / "data/terms/train.jsonl"), *lines(LABELS)]


def held_out() -> set[int]:
    """Ids of every annotated article."""
    return measured() | {row["id"] for row in labels()}


def start_probabilities(size: int, right: int, others: Sequence[int]) -> np.ndarray:
    """The probabilities that a label gives ``size`` starts: the right one, and a little to the others that it accepts."""
    found = np.zeros(size)
    found[list(others)] = ALTERNATIVE / max(1, len(others))
    found[right] = 1 - (ALTERNATIVE if len(others) else 0.0)
    return found


def articles(skip: set[int]) -> Iterator[dict[str, Any]]:
    """The corpus without some articles and without releases published twice (the same 300 characters from a third on)."""
    seen: set[str] = set()
    for row in corpus():
        key = squeeze(row["text"][len(row["text"]) // 3 :][:300])
        if row["id"] not in skip and key not in seen:
            seen.add(key)
            yield row


def bare_window(norms: Sequence[str], kinds: Sequence[str], possible: Sequence[int] = ()) -> Window:
    """A window without offsets: the counts need none."""
    return Window([], list(norms), list(kinds), list(possible), 0)


class Candidate(NamedTuple):
    """A gloss of the corpus with the window left of it, and the probability of each possible start once it is decoded."""

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
        """The likeliest start, a token of the window."""
        return self.possible[int(cast("np.ndarray", self.p).argmax())]


def candidate_of(article: int, text: str, found: Any, window: Window, p: np.ndarray | None = None) -> Candidate:
    """A candidate of the rules as it is kept; the same word is the same object in memory."""
    en, abbr = (text[slice(*span)] if span else None for span in (found.gloss.en, found.gloss.abbr))
    norms, kinds = ([sys.intern(word) for word in part] for part in (window.norms, window.kinds))
    return Candidate(article, found.gloss.kind, en, abbr, norms, kinds, window.possible, p)


def open_candidates(text: str) -> Iterator[tuple[Any, Window]]:
    """The rules' candidates whose start is open, with their windows."""
    for candidate in find_candidates(text):
        window = left_window(text, candidate)
        if window.possible and candidate.fixed < 0:
            yield candidate, window


@dataclass(frozen=True, slots=True)
class Mined:
    """Statistics and corpus counts."""

    known: Tables
    corpus: Evidence


#: of a labelled article: what its examples look up
Lookup = Callable[[int], Mined]


def half(article: int) -> int:
    """Which half a labelled article belongs to.

    Examples
    --------
    >>> half(2), half(3)
    (0, 1)
    """
    return mixed(article) // 7 % HALVES


def folder(work: Path, number: int) -> Path:
    """Where what the ranking of one half decoded is kept."""
    return work / f"half_{number}"


def shipped() -> Lookup:
    """The shipped statistics, for articles without labels."""
    mined = Mined(tables(), corpus_evidence())
    return lambda _: mined


def without_echo(work: Path) -> Lookup:
    """For each labelled article what the ranking trained on the other half decoded; training.mine_halves makes it."""
    places = [folder(work, number) for number in range(HALVES)]
    known = [tables_of(artifact.read(place / STATISTICS, "lookup")) for place in places]
    evidence = [evidence_of(artifact.read(place / EVIDENCE, "lookup")) for place in places]
    found = [Mined(*both) for both in zip(known, evidence, strict=True)]
    return lambda article: found[1 - half(article)]
