"""What the search for releases of one event remembers from run to run: its candidate pairs with scores and probabilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from newsextract.across.event_index import ACROSS_WIDTH, THAI_WIDTH, BestPairs, KnownPairs
from newsextract.across.event_words import Floats, Numbers
from newsextract.across.likeness import positions

Chances = Mapping[str, float]
CLASSES = ("same", "related", "neither")
#: columns of the leads in a row; they are computed again
_LEADS = slice(6, 8)


@dataclass(frozen=True)
class ScoredPairs:
    """Candidate pairs: the indices of both releases, rows with leads, and the probability of each class."""

    pairs: Numbers
    rows: Floats
    chances: Floats

    @classmethod
    def empty(cls, width: int) -> ScoredPairs:
        """No pairs."""
        return cls(np.zeros((0, 2), np.int64), np.zeros((0, width + 2)), np.zeros((0, len(CLASSES))))

    def reindexed(self, left: Numbers, right: Numbers) -> ScoredPairs:
        """The same pairs with new indices of the releases; -1 for a release that is gone."""
        pairs = np.column_stack([left[self.pairs[:, 0]], right[self.pairs[:, 1]]])
        return ScoredPairs(pairs, self.rows, self.chances)

    def known_pairs(self, count: int, seen: Numbers, unseen: Numbers) -> KnownPairs:
        """The pairs that still hold, as input of the next search.

        Of the ``count`` first releases, the earlier run had those ``seen``; of the second, it did not have those ``unseen``.
        """
        a, b = self.pairs.T
        stale = np.ones(count, bool)
        stale[seen] = False
        stale[a[(a >= 0) & (b < 0)]] = True  # a release that lost a candidate may have a next best
        there = (a >= 0) & (b >= 0)
        rows = np.delete(self.rows[there], _LEADS, axis=1)
        return KnownPairs(BestPairs(a[there], b[there], rows), unseen, stale)

    def chances_of(self, pairs: Numbers, rows: Floats) -> tuple[Floats, Numbers]:
        """The class probabilities of pairs whose rows have not changed, and the indices of the other pairs."""
        width = int(max(pairs.max(initial=0), self.pairs.max(initial=0))) + 1
        there = np.flatnonzero((self.pairs >= 0).all(axis=1))
        codes: Numbers = self.pairs[there] @ np.array([width, 1])
        order = np.argsort(codes)
        codes, there = codes[order], there[order]
        at, known = positions(codes, pairs @ np.array([width, 1]))
        known[known] = (self.rows[there[at[known]]] == rows[known]).all(axis=1)
        chances = np.zeros((len(pairs), len(CLASSES)))
        chances[known] = self.chances[there[at[known]]]
        return chances, np.flatnonzero(~known)


@dataclass(frozen=True)
class Memory:
    """The names of an earlier run's releases, its English-Thai pairs, and its pairs of two Thai releases."""

    names: Sequence[str] = ()
    across: ScoredPairs = field(default_factory=lambda: ScoredPairs.empty(ACROSS_WIDTH))
    thai: ScoredPairs = field(default_factory=lambda: ScoredPairs.empty(THAI_WIDTH))
