"""Clusters of words that occur in similar contexts of the corpus, made by ``training/clusters.py``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from numpy.typing import NDArray  # noqa: TC002

from newsextract.models import artifact

#: feature prefix of each column of data/models/th_clusters.npz
COLUMNS = ("q", "Q", "r", "R")


@cache
def _clusters() -> tuple[dict[str, int], NDArray[Any]]:
    found = artifact.load("th_clusters", "lookup")
    return {word: row for row, word in enumerate(found.strings("words"))}, found.arrays["groups"]


@lru_cache(maxsize=50_000)
def clusters_of(word: str) -> Sequence[str]:
    """The cluster features of a frequent word: by the words within two tokens (``q``, ``Q``, ``r``), and within five (``R``)."""
    # tuples, because the garbage collector would traverse cached lists again and again
    rows, groups = _clusters()
    row = rows.get(word)
    if row is None:
        return ()
    return tuple([f"{column}={number}" for column, number in zip(COLUMNS, groups[row].tolist(), strict=True) if number >= 0])
