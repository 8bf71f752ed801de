"""Which releases may be of one event: those of the days around that share most, weighed by how rare it is.

Releases stand in order of their days, their words and facts beside each other in one array: what one release shares with all
of a window is one look-up and one sum. The work is releases times what is published in a window of days.
What words and facts say is summed in whole numbers, so that a pair's sum is the same whatever stands around it: a pair that
was looked at in an earlier run need not be looked at again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from newsextract.across.event_release import EventRelease
from newsextract.across.event_words import EventWords, Floats, Numbers, fact_key, facts_of

#: days of publication that are looked through: Thai releases before and after an English one, Thai ones after a Thai one
BEFORE, AFTER, THAI_AFTER = 14, 7, 7
#: the best so many of a window are looked at closely
BEST, THAI_BEST = 20, 6
#: Thai releases that share less are not of one event
LEAST = 0.12
#: what each release has words for of the other: of the headline of ``a`` in ``b``, of ``a`` in the headline of ``b``,
#: of one headline in the other, and of ``b`` and its headline in ``a``
COVERS = (
    "headline covered",
    "covered by headline",
    "headline covered by headline",
    "of b said by a",
    "headline of b said by a",
)
#: what words and facts say is counted in steps of one in so many
_STEPS = 1 << 24


@dataclass(frozen=True, slots=True)
class Rows:
    """Numbers of each release, one release after the other."""

    starts: Numbers
    values: Numbers

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> Rows:
        """Put rows together."""
        starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
        return cls(starts, np.fromiter((value for row in rows for value in row), np.int64, int(starts[-1])))

    def replaced(self, values: Numbers) -> Rows:
        """The rows with other numbers."""
        return Rows(self.starts, values)

    def row(self, number: int) -> Numbers:
        """One row."""
        return self.values[self.starts[number] : self.starts[number + 1]]

    def sums(self, weights: Numbers, first: int, last: int) -> Floats:
        """The sum of the weights (of :func:`steps`) of each row from ``first`` up to ``last``."""
        begin = self.starts[first]
        running = np.concatenate([[0], np.cumsum(weights[self.values[begin : self.starts[last]]])])
        result: Floats = (
            running[self.starts[first + 1 : last + 1] - begin] - running[self.starts[first:last] - begin]
        ) / _STEPS
        return result

    def sums_of(self, weights: Numbers, some: Sequence[int]) -> Floats:
        """The same of some rows."""
        return np.array([weights[self.row(number)].sum() for number in some]) / _STEPS


def steps(weights: Floats) -> Numbers:
    """What is said in whole numbers, whose sum is the same in any order."""
    return np.rint(weights * _STEPS).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two releases that may be of one event.

    Attributes
    ----------
    a, b
        Numbers of the releases: ``a`` of the English one or the earlier Thai one, ``b`` of a Thai one.
    words, titles, heads, facts
        What words, the headline of ``b``, both headlines and facts say for it.
    cover
        The share of what ``a`` says that ``b`` has a word for; of two Thai releases, the share of the shorter one's words.
    lead, lead_b
        How far the sum stands above that of the next best release for ``a``, and for ``b``; below 0 it is not the best.
    covers
        Across languages, the shares that :data:`COVERS` names.
    total
        The sum itself.
    """

    a: int
    b: int
    words: float
    titles: float
    heads: float
    cover: float
    facts: float
    lead: float
    lead_b: float
    covers: Sequence[float] = ()
    total: float = 0.0


Found = tuple[int, int, float, list[float]]  # numbers of a pair, its sum, and what the candidate says


class Shelf:
    """The releases of one language, in order of their days."""

    def __init__(self, releases: Sequence[EventRelease], known: EventWords) -> None:
        self.releases = releases
        self.known = known
        self.days = np.array([day_of(one) for one in releases], np.int64)
        self.words = Rows.of([one.words for one in releases])
        self.titles = Rows.of([one.title_words for one in releases])
        self.facts = Rows.of([[fact_key(kind, f) for kind, fs in facts_of(one).items() for f in fs] for one in releases])

    def window(self, day: int, before: int, after: int) -> tuple[int, int]:
        """The first release of a window of days, and the first behind it."""
        first, last = np.searchsorted(self.days, [day - before, day + after + 1])
        return int(first), int(last)

    @cached_property
    def meanings(self) -> tuple[Rows, Rows]:
        """Words and headlines as numbers of the table of words."""
        numbers = self.known.thai_numbers
        return self.words.replaced(numbers(self.words.values)), self.titles.replaced(numbers(self.titles.values))


def day_of(one: EventRelease) -> int:
    """The day by which a release stands: that of publication, without one that of the event; 0 without either."""
    try:
        return date.fromisoformat((one.published or one.day or "")[:10]).toordinal()
    except ValueError:
        return 0


def across_languages(english: Shelf, thai: Shelf) -> Iterator[Candidate]:
    """The Thai releases that may be of the event of each English one."""
    if not len(english.releases) or not len(thai.releases):
        return
    keys, places = np.unique(thai.facts.values, return_inverse=True)
    facts = thai.facts.replaced(places.astype(np.int64))
    weights = steps(thai.known.weigh(keys))
    words, titles = thai.meanings
    found = []
    for a in range(len(english.releases)):
        first, last = thai.window(int(english.days[a]), BEFORE, AFTER)
        if first == last:
            continue
        said = english.words.row(a)
        meant = thai.known.meant(said)
        counted = steps(meant)
        own = np.zeros(len(keys), np.int64)
        mine = english.facts.row(a)
        at = np.minimum(np.searchsorted(keys, mine), len(keys) - 1)
        at = at[keys[at] == mine]
        own[at] = weights[at]
        heads = titles.sums(steps(thai.known.meant(english.titles.row(a))), first, last)
        shared = words.sums(counted, first, last), facts.sums(own, first, last)
        best = _best(shared[0] + shared[1], BEST)
        texts = [[rows.row(first + b) for b in best.tolist()] for rows in (words, titles)]
        cover, *covers = _covers(thai.known, (said, english.titles.row(a)), meant, texts)
        parts = [part[best] for part in (shared[0], titles.sums(counted, first, last), heads)]
        row = [*parts, cover, shared[1][best], *covers]
        found += _found(a, (first + best).tolist(), row, (shared[0] + shared[1])[best])
    yield from with_rivals(found)


def _covers(known: EventWords, english: Sequence[Numbers], meant: Floats, thai: Sequence[Sequence[Numbers]]) -> list[Floats]:
    """How much the texts and headlines of an English release and some Thai ones have of each other: of ``a`` in each, and :data:`COVERS`."""
    texts, heads = thai
    pairs = ((0, texts), (1, texts), (0, heads), (1, heads))
    back = [known.said(meant, some) for some in thai]
    return [np.array(some) for some in (*(known.covered(english[one], other) for one, other in pairs), *back)]


def among_thai(thai: Shelf, known: Known | None = None) -> Iterator[Candidate]:
    """The later Thai releases that may be of the event of each Thai one.

    Parameters
    ----------
    thai
        The releases.
    known
        What an earlier run found of some of them.
    """
    if len(thai.releases):
        yield from with_rivals(found_among(thai, known or Known()))


def found_among(thai: Shelf, known: Known) -> list[Found]:
    """The best later releases of each, those known to an earlier run joined by the new ones."""
    pairs = _Pairs(thai)
    new = sorted(known.new) if known.best else range(len(thai.releases))
    found = []
    for a in range(len(thai.releases)):
        last = int(np.searchsorted(thai.days, thai.days[a] + THAI_AFTER + 1))
        before = known.best.get(a)
        if before is None:
            found += pairs.best(a, range(a + 1, last))
        elif some := new[bisect_left(new, a + 1) : bisect_left(new, last)]:
            both = [*before, *pairs.best(a, some)]
            found += sorted(both, key=lambda one: (-one[2], one[1]))[:THAI_BEST]
        else:
            found += before
    return found


@dataclass(frozen=True)
class Known:
    """What an earlier run found: the best of each Thai release, and the numbers of those that it did not see."""

    best: Mapping[int, list[Found]] = field(default_factory=dict)
    new: frozenset[int] = frozenset()


class _Pairs:
    """What pairs of Thai releases share."""

    def __init__(self, thai: Shelf) -> None:
        kinds = (thai.words, thai.titles, thai.facts)
        keys, places = np.unique(np.concatenate([rows.values for rows in kinds]), return_inverse=True)
        cuts = np.cumsum([len(rows.values) for rows in kinds])[:-1]
        self.weights = steps(thai.known.weigh(keys))
        self.rows = [rows.replaced(values) for rows, values in zip(kinds, np.split(places.astype(np.int64), cuts), strict=True)]
        self.sizes = [np.sqrt(np.maximum(1.0, rows.sums(self.weights, 0, len(thai.releases)))) for rows in self.rows]
        self.total = np.sqrt(self.sizes[0] ** 2 + self.sizes[2] ** 2)
        self.own = np.zeros(len(keys), np.int64)

    def best(self, a: int, others: Sequence[int]) -> list[Found]:
        """The best of some later releases for one, best first."""
        if not others:
            return []
        mine = np.concatenate([self.rows[0].row(a), self.rows[2].row(a)])
        self.own[mine] = self.weights[mine]
        if isinstance(others, range):
            parts = [rows.sums(self.own, others.start, others.stop) for rows in self.rows]
        else:
            parts = [rows.sums_of(self.own, others) for rows in self.rows]
        self.own[mine] = 0
        at = slice(others.start, others.stop) if isinstance(others, range) else np.array(others)
        like = (parts[0] + parts[2]) / self.total[a] / self.total[at]
        best = _best(like, THAI_BEST, LEAST)
        one, other, said = [(part / size[a] / size[at])[best] for part, size in zip(parts, self.sizes, strict=True)]
        cover = parts[0][best] / np.minimum(self.sizes[0][a], self.sizes[0][at][best]) ** 2
        return _found(a, [others[n] for n in best.tolist()], [one, other, other, cover, said], like[best])


def _best(total: Floats, most: int, least: float = 0.0) -> Numbers:
    """The places of the best of a window, best first."""
    order = np.argsort(-total, kind="stable")[:most]
    best: Numbers = order[total[order] > least]
    return best


def _found(a: int, others: Sequence[int], parts: list[Floats], total: Floats) -> list[Found]:
    """The numbers of the best, their sums, and their parts."""
    return [(a, b, whole, row) for b, whole, row in zip(others, total.tolist(), np.column_stack(parts).tolist(), strict=True)]


def with_rivals(found: list[Found]) -> Iterator[Candidate]:
    """The candidates with how far each stands above the next best of either side."""
    best: tuple[dict[int, tuple[float, float]], ...] = ({}, {})
    for a, b, total, _ in found:
        for side, key in zip(best, (a, b), strict=True):
            first, second = side.get(key, (0.0, 0.0))
            side[key] = (max(first, total), max(min(first, total), second))
    for a, b, total, said in found:
        lead, lead_b = [total - (second if total >= first else first) for first, second in (best[0][a], best[1][b])]
        words, titles, heads, cover, facts, *covers = said
        yield Candidate(a, b, words, titles, heads, cover, facts, lead, lead_b, tuple(covers), total)
