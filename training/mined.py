"""The corpus's statistics as the training of the terms layer looks them up: decoded without the labels in question.

A label teaches the ranking, the ranking decodes the corpus, and votes from the decoded corpus are features of the label
again. So that no label looks up its own echo, labelled articles are dealt into two halves, and each half looks into what a
ranking decoded that was trained on the other (training/mine_halves.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from newsextract.layers.terms.tables import Evidence, Tables, corpus_evidence, evidence_of, tables, tables_of
from newsextract.models import artifact
from training.fit import mixed

HALVES = 2
#: names of the files of one half
STATISTICS, EVIDENCE = "statistics.npz", "evidence.npz"


@dataclass(frozen=True, slots=True)
class Mined:
    """Statistics and corpus counts."""

    known: Tables
    corpus: Evidence


#: of a labelled article: what its examples look up
Look = Callable[[int], Mined]


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


def shipped() -> Look:
    """The shipped statistics, for articles without labels."""
    mined = Mined(tables(), corpus_evidence())
    return lambda _: mined


def read(place: Path) -> Mined:
    """What a ranking has decoded."""
    return Mined(tables_of(artifact.read(place / STATISTICS, "lookup")), evidence_of(artifact.read(place / EVIDENCE, "lookup")))


def without_echo(work: Path) -> Look:
    """For each labelled article what the ranking trained on the other half decoded; training.mine_halves makes it."""
    found = [read(folder(work, number)) for number in range(HALVES)]
    return lambda article: found[1 - half(article)]
