"""What the search for releases of one event remembers from run to run: the pairs that it looked at, and what it said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from newsextract.across.event_index import ACROSS_WIDTH, THAI_WIDTH, Found, Known
from newsextract.across.event_words import Floats, Numbers
from newsextract.across.likeness import places

Chances = Mapping[str, float]
CLASSES = ("same", "related", "neither")
#: where the leads stand in a row; they are counted anew
_LEADS = slice(6, 8)


@dataclass(frozen=True)
class Looked:
    """Pairs that were looked at: the numbers of two releases, their rows with leads, and their chances."""

    pairs: Numbers
    rows: Floats
    chances: Floats

    @classmethod
    def nothing(cls, width: int) -> Looked:
        """No pairs."""
        return cls(np.zeros((0, 2), np.int64), np.zeros((0, width + 2)), np.zeros((0, len(CLASSES))))

    def at(self, left: Numbers, right: Numbers) -> Looked:
        """The same with other numbers for the releases; -1 for one that is no more."""
        pairs = np.column_stack([left[self.pairs[:, 0]], right[self.pairs[:, 1]]])
        return Looked(pairs, self.rows, self.chances)

    def known(self, count: int, seen: Numbers, unseen: Numbers) -> Known:
        """What holds of pairs with the numbers of now.

        Parameters
        ----------
        count
            How many first releases there are.
        seen
            The first releases that the earlier run had too.
        unseen
            The second ones that it had not.
        """
        a, b = self.pairs.T
        again = np.ones(count, bool)
        again[seen] = False
        again[a[(a >= 0) & (b < 0)]] = True  # one that lost one of its best may have a next best
        there = (a >= 0) & (b >= 0)
        rows = np.delete(self.rows[there], _LEADS, axis=1)
        return Known(Found(a[there], b[there], rows), unseen, again)

    def chances_of(self, pairs: Numbers, rows: Floats) -> tuple[Floats, Numbers]:
        """The chances of pairs whose rows are as they were, and the places of the others."""
        width = int(max(pairs.max(initial=0), self.pairs.max(initial=0))) + 1
        there = np.flatnonzero((self.pairs >= 0).all(axis=1))
        codes: Numbers = self.pairs[there] @ np.array([width, 1])
        order = np.argsort(codes)
        codes, there = codes[order], there[order]
        at, known = places(codes, pairs @ np.array([width, 1]))
        known[known] = (self.rows[there[at[known]]] == rows[known]).all(axis=1)
        chances = np.zeros((len(pairs), len(CLASSES)))
        chances[known] = self.chances[there[at[known]]]
        return chances, np.flatnonzero(~known)


@dataclass(frozen=True)
class Memory:
    """The releases of an earlier run by name, and its pairs: an English and a Thai one, two Thai ones."""

    names: Sequence[str] = ()
    across: Looked = field(default_factory=lambda: Looked.nothing(ACROSS_WIDTH))
    thai: Looked = field(default_factory=lambda: Looked.nothing(THAI_WIDTH))
