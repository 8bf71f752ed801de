"""What the search for releases of one event remembers from run to run: the pairs that it looked at, and what it said of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from newsextract.across.event_index import Candidate, Found, Known
from newsextract.across.event_words import Floats, Numbers

Chances = Mapping[str, float]
Judgements = dict[tuple[int, int], tuple[Candidate, Chances]]
CLASSES = ("same", "related", "neither")
#: numbers kept of every candidate, before those that pairs across languages have besides, and its chances
_FIRST = 8


@dataclass(frozen=True)
class Looked:
    """Pairs that were looked at: the numbers of two releases, and what was found."""

    pairs: Numbers = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    values: Floats = field(default_factory=lambda: np.zeros((0, _FIRST + len(CLASSES))))


@dataclass(frozen=True)
class Memory:
    """The releases of an earlier run by name, and its pairs: an English and a Thai one, two Thai ones."""

    names: Sequence[str] = ()
    across: Looked = field(default_factory=Looked)
    thai: Looked = field(default_factory=Looked)


def looked(found: Sequence[tuple[Candidate, Chances]], left: Sequence[int], right: Sequence[int]) -> Looked:
    """What is kept of pairs, whose releases have these numbers among the names."""
    pairs = [(left[one.a], right[one.b]) for one, _ in found]
    values = [[*_row(one), *(chances[name] for name in CLASSES)] for one, chances in found]
    return Looked(np.array(pairs, np.int64), np.array(values, np.float64)) if found else Looked()


def _row(one: Candidate) -> tuple[float, ...]:
    return one.total, one.words, one.titles, one.heads, one.cover, one.facts, one.lead, one.lead_b, *one.covers


def recalled(kept: Looked, left: Sequence[int], right: Sequence[int]) -> Judgements:
    """The pairs whose releases are both still there; ``left`` and ``right`` give the number now of each name, -1 for none."""
    found: Judgements = {}
    for (old, other), values in zip(kept.pairs.tolist(), kept.values.tolist(), strict=True):
        a, b = left[old], right[other]
        if a >= 0 and b >= 0:
            total, words, titles, heads, cover, facts, lead, lead_b, *more = values
            covers, chances = tuple(more[: -len(CLASSES)]), more[-len(CLASSES) :]
            one = Candidate(a, b, words, titles, heads, cover, facts, lead, lead_b, covers, total)
            found[a, b] = one, dict(zip(CLASSES, chances, strict=True))
    return found


def known(kept: Looked, now: Sequence[int], count: int) -> Known:
    """What was found of Thai releases, whose numbers now are given: of those that lost one of their best, nothing."""
    best: dict[int, list[Found]] = {number: [] for number in now if number >= 0}
    new = frozenset(range(count)) - best.keys()
    lost = set()
    rows: dict[int, list[Found]] = defaultdict(list)
    for (old, other), values in zip(kept.pairs.tolist(), kept.values.tolist(), strict=True):
        a, b = now[old], now[other]
        if b < 0:
            lost.add(a)
        elif a >= 0:
            rows[a].append((a, b, values[0], values[1:6]))
    best |= rows
    for number in lost - {-1}:
        del best[number]
    return Known(best, new)
