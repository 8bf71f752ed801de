"""The corpus's statistics as the training of the terms layer looks them up: decoded without the labels in question.

A label teaches the ranking, the ranking decodes the corpus, and votes from the decoded corpus are features of the label
again. So that no label looks up its own echo, labelled articles are dealt into two halves, and each half looks into what a
ranking decoded that was trained on the other (scripts/mine_halves.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from newsextract.layers.terms.tables import Evidence, Tables, corpus_evidence, read_evidence, read_tables, tables

HALVES = 2


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
    return (article * 2654435761 % 2**32) // 7 % HALVES


def folder(work: Path, number: int) -> Path:
    """Where what the ranking of one half decoded is kept."""
    return work / f"half_{number}"


def shipped() -> Look:
    """The shipped statistics, for articles without labels."""
    mined = Mined(tables(), corpus_evidence())
    return lambda _: mined


def without_echo(work: Path) -> Look:
    """For each labelled article what the ranking trained on the other half decoded.

    Raises
    ------
    FileNotFoundError
        When scripts/mine_halves.py has not been run.
    """
    found = []
    for number in range(HALVES):
        place = folder(work, number)
        if not (place / "evidence.npz").exists():
            raise FileNotFoundError(f"{place}/evidence.npz: run scripts/mine_halves.py {work} first")
        found.append(
            Mined(
                read_tables((place / "statistics.json.gz").read_bytes()), read_evidence((place / "evidence.npz").read_bytes())
            )
        )
    return lambda article: found[1 - half(article)]
