"""Which releases may be of one event: those of the days around that share most, weighed by how rare it is.

Releases stand in order of their days, their words and facts beside each other in one array: what one release shares with all
of a window is one look-up and one sum. The work is releases times what is published in a window of days.
What words and facts say is summed in whole numbers, so that a pair's sum is the same whatever stands around it: a pair that
was looked at in an earlier run need not be looked at again, and only the new releases of a window are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from newsextract.across.event_shelf import STEPS, Rows, Shelf, steps
from newsextract.across.event_words import EventWords, Floats, Numbers
from newsextract.across.likeness import places

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
#: numbers of a pair: of an English and a Thai release, of two Thai ones
ACROSS_WIDTH, THAI_WIDTH = 6 + len(COVERS), 6


class Candidate(NamedTuple):
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


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs of releases that share most: by the first release, the best of each first.

    Attributes
    ----------
    a, b
        Numbers of the releases.
    rows
        The sum, and what :class:`Candidate` says of the pair from ``words`` to ``facts``, and then :data:`COVERS`.
    """

    a: Numbers
    b: Numbers
    rows: Floats

    @classmethod
    def of(cls, some: Sequence[tuple[Numbers, Numbers, Floats]], most: int, width: int) -> Found:
        """The best pairs of each first release."""
        none = np.zeros(0, np.int64)
        a, b = (np.concatenate([none, *(one[n] for one in some)]).astype(np.int64) for n in (0, 1))
        rows = np.concatenate([np.zeros((0, width)), *(one[2] for one in some)])
        order = np.lexsort((b, -rows[:, 0], a))
        kept = order[_ranks(a[order]) < most]
        return cls(a[kept], b[kept], rows[kept])

    @property
    def pairs(self) -> Numbers:
        """The numbers of both releases."""
        return np.column_stack([self.a, self.b])

    def candidates(self) -> Iterator[Candidate]:
        """The pairs one by one."""
        return candidates(self.pairs, self.with_leads())

    def with_leads(self) -> Floats:
        """The rows, behind the facts how far each pair stands above the next best of either side."""
        leads = np.column_stack([_leads(side, self.rows[:, 0]) for side in (self.a, self.b)])
        return np.hstack([self.rows[:, :6], leads, self.rows[:, 6:]])


def _ranks(keys: Numbers) -> Numbers:
    """The place of each among its equals, which stand together."""
    new = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, np.int64)
    ranks: Numbers = np.arange(len(keys)) - np.repeat(new, np.diff(np.append(new, len(keys))))
    return ranks


def _leads(side: Numbers, total: Floats) -> Floats:
    """How far each sum stands above the best other one of a release."""
    order = np.lexsort((-total, side))
    ranks = _ranks(side[order])
    firsts = np.flatnonzero(ranks == 0)
    second = np.zeros(len(firsts))
    second[np.cumsum(ranks == 0)[ranks == 1] - 1] = total[order][ranks == 1]
    of = np.cumsum(ranks == 0) - 1
    leads = np.zeros(len(total))
    leads[order] = total[order] - np.where(ranks == 0, second[of], total[order][firsts][of])
    return leads


def candidates(pairs: Numbers, rows: Floats) -> Iterator[Candidate]:
    """Pairs one by one, by their numbers and their rows with leads."""
    for (a, b), row in zip(pairs.tolist(), rows.tolist(), strict=True):
        _, words, titles, heads, cover, facts, lead, lead_b, *covers = row
        yield Candidate(a, b, words, titles, heads, cover, facts, lead, lead_b, covers)


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier run found: its pairs, the releases ``b`` that it did not see, and the releases ``a`` to be looked at anew."""

    found: Found
    new: Numbers
    again: NDArray[np.bool_]

    @property
    def kept(self) -> tuple[Numbers, Numbers, Floats]:
        """The pairs that hold."""
        holds = ~self.again[self.found.a]
        return self.found.a[holds], self.found.b[holds], self.found.rows[holds]

    @classmethod
    def nothing(cls, count: int, width: int) -> Known:
        """What is known before a first run."""
        return cls(Found.of((), 0, width), np.zeros(0, np.int64), np.ones(count, bool))


def found_across(english: Shelf, thai: Shelf, known: Known | None = None) -> Found:
    """The best Thai releases for each English one, those known to an earlier run joined by the new ones."""
    width = ACROSS_WIDTH
    known = known or Known.nothing(len(english.releases), width)
    windows = [_window(known, a, *thai.window(int(day), BEFORE, AFTER)) for a, day in enumerate(english.days)]
    wanted = [(a, some) for a, some in enumerate(windows) if len(some)]
    if not wanted:
        return Found.of([known.kept], BEST, width)
    first, last = min(int(some[0]) for _, some in wanted), max(int(some[-1]) for _, some in wanted) + 1
    look = _Translated(english, thai, first, last)
    return Found.of([known.kept, *(look.best(a, some) for a, some in wanted)], BEST, width)


def _window(known: Known, a: int, first: int, last: int) -> Numbers:
    """The releases of a window that are to be looked at."""
    if known.again[a]:
        return np.arange(first, last)
    return known.new[np.searchsorted(known.new, first) : np.searchsorted(known.new, last)]


class _Translated:
    """What English releases share with Thai ones."""

    def __init__(self, english: Shelf, thai: Shelf, first: int, last: int) -> None:
        self.english, self.known, self.first = english, thai.known, first
        parts = [rows.part(first, last) for rows in (thai.words, thai.titles, thai.facts)]
        self.words, self.titles = (Rows(part.starts, thai.known.thai_numbers(part.values)) for part in parts[:2])
        self.keys, places = np.unique(parts[2].values, return_inverse=True)
        self.facts = Rows(parts[2].starts, places.astype(np.int64))
        self.weights = steps(thai.known.weigh(self.keys))

    def best(self, a: int, some: Numbers) -> tuple[Numbers, Numbers, Floats]:
        """The best of some Thai releases for one."""
        said, head = self.english.words.row(a), self.english.titles.row(a)
        meant = self.known.meant(said)
        counted = steps(meant)
        at = some - self.first
        words, facts = self.words.sums_at(counted, at), self.facts.sums_at(self._own(a), at)
        total = words + facts
        best = _best(total, BEST)
        at = at[best]
        texts = [[rows.row(n) for n in at.tolist()] for rows in (self.words, self.titles)]
        cover, *covers = _covers(self.known, (said, head), meant, texts)
        heads = self.titles.sums_at(steps(self.known.meant(head)), at)
        row = [total[best], words[best], self.titles.sums_at(counted, at), heads, cover, facts[best], *covers]
        return np.full(len(best), a), some[best], np.column_stack(row)

    def _own(self, a: int) -> Numbers:
        own = np.zeros(len(self.keys), np.int64)
        at, known = places(self.keys, self.english.facts.row(a))
        own[at[known]] = self.weights[at[known]]
        return own


def _covers(known: EventWords, english: Sequence[Numbers], meant: Floats, thai: Sequence[Sequence[Numbers]]) -> list[Floats]:
    """How much the texts and headlines of an English release and some Thai ones have of each other: of ``a`` in each, and :data:`COVERS`."""
    texts, heads = thai
    pairs = ((0, texts), (1, texts), (0, heads), (1, heads))
    back = [known.said(meant, some) for some in thai]
    return [np.array(some) for some in (*(known.covered(english[one], other) for one, other in pairs), *back)]


def found_among(thai: Shelf, known: Known | None = None) -> Found:
    """The best later releases of each, those known to an earlier run joined by the new ones."""
    count = len(thai.releases)
    known = known or Known.nothing(count, THAI_WIDTH)
    lasts = np.searchsorted(thai.days, thai.days + THAI_AFTER + 1)
    begins = np.searchsorted(thai.days, thai.days - THAI_AFTER)
    again = np.flatnonzero(known.again)
    touched = [again, lasts[again] - 1, known.new, begins[known.new]]
    spans = np.concatenate(touched)
    if not len(spans):
        return Found.of([known.kept], THAI_BEST, THAI_WIDTH)
    pairs = _Pairs(thai, int(spans.min()), int(spans.max()) + 1)
    found = [pairs.best(a, int(lasts[a])) for a in again.tolist()]
    found += [pairs.before(b, int(begins[b]), known.again) for b in known.new.tolist()]
    return Found.of([known.kept, *found], THAI_BEST, THAI_WIDTH)


class _Pairs:
    """What pairs of Thai releases share."""

    def __init__(self, thai: Shelf, first: int, last: int) -> None:
        self.first = first
        words, titles, facts = (rows.part(first, last) for rows in (thai.words, thai.titles, thai.facts))
        self.rows, self.weights = [], []
        for kinds in ((words, titles), (facts,)):
            keys, places = np.unique(np.concatenate([rows.values for rows in kinds]), return_inverse=True)
            cuts = np.cumsum([len(rows.values) for rows in kinds])[:-1]
            parts = np.split(places.astype(np.int64), cuts)
            self.rows += [Rows(rows.starts, values) for rows, values in zip(kinds, parts, strict=True)]
            self.weights += [steps(thai.known.weigh(keys))] * len(kinds)
        count = last - first
        sums = (rows.sums(weights, 0, count) for rows, weights in zip(self.rows, self.weights, strict=True))
        self.sizes = [np.sqrt(np.maximum(1.0, some)) for some in sums]
        self.total = np.sqrt(self.sizes[0] ** 2 + self.sizes[2] ** 2)
        self.own = [np.zeros_like(weights) for weights in (self.weights[0], self.weights[2])]

    def _shared(self, one: int, first: int, last: int) -> tuple[Floats, Floats, Floats]:
        """What the words, headlines and facts of a span of releases share with the words and facts of one."""
        mine = self.rows[0].row(one), self.rows[2].row(one)
        for own, weights, some in zip(self.own, (self.weights[0], self.weights[2]), mine, strict=True):
            own[some] = weights[some]
        words, titles, facts = (
            rows.sums(own, first, last) for rows, own in zip(self.rows, (self.own[0], *self.own), strict=True)
        )
        for own, some in zip(self.own, mine, strict=True):
            own[some] = 0
        return words, titles, facts

    def best(self, a: int, last: int) -> tuple[Numbers, Numbers, Floats]:
        """The best of the releases behind one, up to the last."""
        a, last = a - self.first, last - self.first
        words, titles, facts = self._shared(a, a + 1, last)
        total = (words + facts) / self.total[a] / self.total[a + 1 : last]
        best = _best(total, THAI_BEST, LEAST)
        one, other = np.full(len(best), a), best + a + 1
        return self._found(one, other, total[best], (words[best], titles[best], facts[best]))

    def before(self, b: int, first: int, but: NDArray[np.bool_]) -> tuple[Numbers, Numbers, Floats]:
        """The releases before one that share enough with it, but for some."""
        left = ~but[first:b]
        b, first = b - self.first, first - self.first
        words, _, facts = self._shared(b, first, b)
        total = (words + facts) / self.total[first:b] / self.total[b]
        some = np.flatnonzero(left & (total > LEAST))
        one, other = some + first, np.full(len(some), b)
        head = self.rows[1].row(b)
        titles = [np.intersect1d(self.rows[0].row(a), head, assume_unique=True) for a in one.tolist()]
        said = np.array([self.weights[0][both].sum() for both in titles], np.float64) / STEPS
        return self._found(one, other, total[some], (words[some], said, facts[some]))

    def _found(self, a: Numbers, b: Numbers, total: Floats, shared: Sequence[Floats]) -> tuple[Numbers, Numbers, Floats]:
        words, titles, facts = (part / size[a] / size[b] for part, size in zip(shared, self.sizes, strict=True))
        cover = shared[0] / np.minimum(self.sizes[0][a], self.sizes[0][b]) ** 2
        return a + self.first, b + self.first, np.column_stack([total, words, titles, titles, cover, facts])


def _best(total: Floats, most: int, least: float = 0.0) -> Numbers:
    """The places of the best of a window, best first."""
    order = np.argsort(-total, kind="stable")[:most]
    best: Numbers = order[total[order] > least]
    return best
