"""Candidate search for releases of one event: the releases of the days around that share most, weighted by rarity.

Releases are in order of their days, with their words and facts in one array: what a release shares with a whole window is one
lookup and one sum. The work grows with the number of releases times the number published in a window of days.
Weights are summed as integers, so that the total of a pair is the same whatever is around it: pairs of an earlier run are not
scored again, only the new releases of a window are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from newsextract.across.event_shelf import STEPS, ReleaseIndex, Rows, steps
from newsextract.across.event_words import EventWords, Floats, Numbers
from newsextract.across.likeness import positions

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: window in days of publication: of Thai releases before and after an English one, and after a Thai one
BEFORE, AFTER, THAI_AFTER = 14, 7, 7
#: maximum candidates in the window of an English release, and of a Thai one
MAX_CANDIDATES, MAX_THAI_CANDIDATES = 20, 6
#: total above which two Thai releases are candidates
MIN_TOTAL = 0.12
#: shares of one text that the other has words for: of the headline of ``a`` in ``b``, of ``a`` in the headline of ``b``,
#: of the headline of ``a`` in that of ``b``, and of ``b`` and of its headline in ``a``
COVERS = (
    "headline covered",
    "covered by headline",
    "headline covered by headline",
    "of b said by a",
    "headline of b said by a",
)
Chances = Mapping[str, float]
CLASSES = ("same", "related", "neither")
#: columns in the row of a pair, without the leads: of an English and a Thai release, and of two Thai ones
ACROSS_WIDTH, THAI_WIDTH = 6 + len(COVERS), 6

_NO_NUMBERS = np.zeros(0, np.int64)


class Candidate(NamedTuple):
    """A pair of releases that may be of one event, by index: the English or the earlier Thai one, and the Thai one.

    ``words`` is the weight of the words that both share, ``titles`` of those in the headline of ``b``, ``heads`` of those in
    both headlines, ``facts`` that of the facts.
    """

    a: int
    b: int
    words: float
    titles: float
    heads: float
    cover: float  # weighted share of the words of ``a`` that ``b`` has a word for; of two Thai releases, of the shorter one
    facts: float
    lead: float  # margin of the total over the next best candidate of ``a``; negative if the pair is not the best
    lead_b: float  # the same for ``b``
    covers: Sequence[float] = ()  # across languages, the shares that COVERS names


#: pairs that a search has found: the indices of both releases, and their rows without the leads
Found = tuple[Numbers, Numbers, Floats]


@dataclass(frozen=True)
class Pairs:
    """Candidate pairs, sorted by first release, best first: the indices of both releases, rows, and class probabilities.

    Each row has total, ``words``, ``titles``, ``heads``, ``cover`` and ``facts``, then :data:`COVERS`, then the leads.
    """

    pairs: Numbers
    rows: Floats
    chances: Floats

    @classmethod
    def best(cls, some: Sequence[Found], most: int) -> Pairs:
        """Keep the ``most`` best pairs of each first release, not yet with probabilities."""
        a, b = (np.concatenate([one[n] for one in some]).astype(np.int64) for n in (0, 1))
        rows = np.concatenate([one[2] for one in some])
        order = np.lexsort((b, -rows[:, 0], a))
        kept = order[_ranks(a[order]) < most]
        a, b, rows = a[kept], b[kept], rows[kept]
        leads = [_leads(side, rows[:, 0]) for side in (a, b)]
        return cls(np.column_stack([a, b]), np.column_stack([rows, *leads]), np.zeros((len(a), len(CLASSES))))

    @classmethod
    def none(cls, width: int) -> Pairs:
        """No pairs, with rows of this width."""
        return cls.best([(_NO_NUMBERS, _NO_NUMBERS, np.zeros((0, width)))], 0)

    def candidates(self, some: Numbers | None = None) -> Iterator[Candidate]:
        """Yield some pairs, by default all, as candidates."""
        chosen = slice(None) if some is None else some
        for (a, b), row in zip(self.pairs[chosen].tolist(), self.rows[chosen].tolist(), strict=True):
            _, words, titles, heads, cover, facts, *covers, lead, lead_b = row
            yield Candidate(a, b, words, titles, heads, cover, facts, lead, lead_b, covers)

    def reindexed(self, left: Numbers, right: Numbers) -> Pairs:
        """The same pairs with new indices of the releases; -1 for a release that is gone."""
        return replace(self, pairs=np.column_stack([left[self.pairs[:, 0]], right[self.pairs[:, 1]]]))

    def scored(self, known: Pairs) -> Numbers:
        """Copy the probabilities of known pairs whose rows have not changed; return the indices of the other pairs."""
        width = int(max(self.pairs.max(initial=0), known.pairs.max(initial=0))) + 1
        there = np.flatnonzero((known.pairs >= 0).all(axis=1))
        codes: Numbers = known.pairs[there] @ np.array([width, 1])
        order = np.argsort(codes)
        codes, there = codes[order], there[order]
        at, same = positions(codes, self.pairs @ np.array([width, 1]))
        same[same] = (known.rows[there[at[same]]] == self.rows[same]).all(axis=1)
        self.chances[same] = known.chances[there[at[same]]]
        return np.flatnonzero(~same)


@dataclass(frozen=True)
class Memory:
    """The names of an earlier run's releases, its English-Thai pairs, and its pairs of two Thai releases."""

    names: Sequence[str] = ()
    across: Pairs = field(default_factory=lambda: Pairs.none(ACROSS_WIDTH))
    thai: Pairs = field(default_factory=lambda: Pairs.none(THAI_WIDTH))


def _ranks(keys: Numbers) -> Numbers:
    """The rank of each key among its equals, which must be adjacent."""
    new = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else _NO_NUMBERS
    ranks: Numbers = np.arange(len(keys)) - np.repeat(new, np.diff(np.append(new, len(keys))))
    return ranks


def _leads(side: Numbers, total: Floats) -> Floats:
    """The margin of each total over the best other total of the same release."""
    order = np.lexsort((-total, side))
    ranks = _ranks(side[order])
    firsts = np.flatnonzero(ranks == 0)
    second = np.zeros(len(firsts))
    second[np.cumsum(ranks == 0)[ranks == 1] - 1] = total[order][ranks == 1]
    of = np.cumsum(ranks == 0) - 1
    leads = np.zeros(len(total))
    leads[order] = total[order] - np.where(ranks == 0, second[of], total[order][firsts][of])
    return leads


@dataclass(frozen=True, slots=True)
class KnownPairs:
    """An earlier run's pairs, the indices of the releases ``b`` that are new, and which releases ``a`` to search again."""

    pairs: Pairs
    new: Numbers
    stale: NDArray[np.bool_]

    @classmethod
    def of(cls, pairs: Pairs, count: int, seen: Numbers = _NO_NUMBERS, new: Numbers = _NO_NUMBERS) -> KnownPairs:
        """What is known of ``count`` first releases, of which the earlier run had those ``seen``."""
        a, b = pairs.pairs.T
        stale = np.ones(count, bool)
        stale[seen] = False
        stale[a[(a >= 0) & (b < 0)]] = True  # a release that lost a candidate may have a next best
        return cls(pairs, new, stale)

    @property
    def valid(self) -> Found:
        """The pairs that still hold."""
        a, b = self.pairs.pairs.T
        there = np.flatnonzero((a >= 0) & (b >= 0))
        holds = there[~self.stale[a[there]]]
        return a[holds], b[holds], self.pairs.rows[holds, :-2]


def best_across(english: ReleaseIndex, thai: ReleaseIndex, known: KnownPairs | None = None) -> Pairs:
    """The best Thai releases for each English one; those of an earlier run are merged with the new ones."""
    known = known or KnownPairs.of(Pairs.none(ACROSS_WIDTH), len(english.releases))
    windows = [_unscored(known, a, *thai.window(int(day), BEFORE, AFTER)) for a, day in enumerate(english.days)]
    wanted = [(a, some) for a, some in enumerate(windows) if len(some)]
    if not wanted:
        return Pairs.best([known.valid], MAX_CANDIDATES)
    first, last = min(int(some[0]) for _, some in wanted), max(int(some[-1]) for _, some in wanted) + 1
    scorer = _AcrossScorer(english, thai, first, last)
    return Pairs.best([known.valid, *(scorer.best(a, some) for a, some in wanted)], MAX_CANDIDATES)


def _unscored(known: KnownPairs, a: int, first: int, last: int) -> Numbers:
    """The releases of a window that must be scored."""
    if known.stale[a]:
        return np.arange(first, last)
    return known.new[np.searchsorted(known.new, first) : np.searchsorted(known.new, last)]


class _AcrossScorer:
    """Scores of English releases with Thai ones."""

    def __init__(self, english: ReleaseIndex, thai: ReleaseIndex, first: int, last: int) -> None:
        self.english, self.event_words, self.first = english, thai.event_words, first
        parts = [rows.part(first, last) for rows in (thai.words, thai.titles, thai.facts)]
        self.words, self.titles = (Rows(part.starts, thai.event_words.thai_numbers(part.values)) for part in parts[:2])
        self.keys, places = np.unique(parts[2].values, return_inverse=True)
        self.facts = Rows(parts[2].starts, places.astype(np.int64))
        self.weights = steps(thai.event_words.weigh(self.keys))

    def best(self, a: int, some: Numbers) -> Found:
        """The best of some Thai releases for an English one."""
        text, head = self.english.words.row(a), self.english.titles.row(a)
        weights = self.event_words.translation_weights(text)
        counted = steps(weights)
        at = some - self.first
        words, facts = self.words.sums_at(counted, at), self.facts.sums_at(self._fact_weights(a), at)
        total = words + facts
        best = _best(total, MAX_CANDIDATES)
        at = at[best]
        texts = [[rows.row(n) for n in at.tolist()] for rows in (self.words, self.titles)]
        cover, *covers = _covers(self.event_words, (text, head), weights, texts)
        heads = self.titles.sums_at(steps(self.event_words.translation_weights(head)), at)
        row = [total[best], words[best], self.titles.sums_at(counted, at), heads, cover, facts[best], *covers]
        return np.full(len(best), a), some[best], np.column_stack(row)

    def _fact_weights(self, a: int) -> Numbers:
        own = np.zeros(len(self.keys), np.int64)
        at, known = positions(self.keys, self.english.facts.row(a))
        own[at[known]] = self.weights[at[known]]
        return own


def _covers(known: EventWords, english: Sequence[Numbers], weights: Floats, thai: Sequence[Sequence[Numbers]]) -> list[Floats]:
    """How much of each other an English release and some Thai ones have words for: ``cover``, then :data:`COVERS`."""
    texts, heads = thai
    pairs = ((0, texts), (1, texts), (0, heads), (1, heads))
    back = [known.thai_covered(weights, some) for some in thai]
    return [np.array(some) for some in (*(known.english_covered(english[one], other) for one, other in pairs), *back)]


def best_among_thai(thai: ReleaseIndex, known: KnownPairs | None = None) -> Pairs:
    """The best later Thai releases for each Thai one; those of an earlier run are merged with the new ones."""
    count = len(thai.releases)
    known = known or KnownPairs.of(Pairs.none(THAI_WIDTH), count)
    lasts = np.searchsorted(thai.days, thai.days + THAI_AFTER + 1)
    begins = np.searchsorted(thai.days, thai.days - THAI_AFTER)
    stale = np.flatnonzero(known.stale)
    touched = [stale, lasts[stale] - 1, known.new, begins[known.new]]
    spans = np.concatenate(touched)
    if not len(spans):
        return Pairs.best([known.valid], MAX_THAI_CANDIDATES)
    scorer = _ThaiScorer(thai, int(spans.min()), int(spans.max()) + 1)
    found = [scorer.best(a, int(lasts[a])) for a in stale.tolist()]
    found += [scorer.earlier(b, int(begins[b]), known.stale) for b in known.new.tolist()]
    return Pairs.best([known.valid, *found], MAX_THAI_CANDIDATES)


class _ThaiScorer:
    """Scores of pairs of Thai releases."""

    def __init__(self, thai: ReleaseIndex, first: int, last: int) -> None:
        self.first = first
        words, titles, facts = (rows.part(first, last) for rows in (thai.words, thai.titles, thai.facts))
        self.rows, self.weights = [], []
        for kinds in ((words, titles), (facts,)):
            keys, places = np.unique(np.concatenate([rows.values for rows in kinds]), return_inverse=True)
            cuts = np.cumsum([len(rows.values) for rows in kinds])[:-1]
            parts = np.split(places.astype(np.int64), cuts)
            self.rows += [Rows(rows.starts, values) for rows, values in zip(kinds, parts, strict=True)]
            self.weights += [steps(thai.event_words.weigh(keys))] * len(kinds)
        count = last - first
        sums = (rows.sums(weights, 0, count) for rows, weights in zip(self.rows, self.weights, strict=True))
        self.sizes = [np.sqrt(np.maximum(1.0, some)) for some in sums]
        self.total = np.sqrt(self.sizes[0] ** 2 + self.sizes[2] ** 2)
        self.own = [np.zeros_like(weights) for weights in (self.weights[0], self.weights[2])]

    def _shared(self, one: int, first: int, last: int) -> tuple[Floats, Floats, Floats]:
        """Weight that the words, headlines and facts of a range of releases share with the words and facts of one release."""
        mine = self.rows[0].row(one), self.rows[2].row(one)
        for own, weights, some in zip(self.own, (self.weights[0], self.weights[2]), mine, strict=True):
            own[some] = weights[some]
        words, titles, facts = (
            rows.sums(own, first, last) for rows, own in zip(self.rows, (self.own[0], *self.own), strict=True)
        )
        for own, some in zip(self.own, mine, strict=True):
            own[some] = 0
        return words, titles, facts

    def best(self, a: int, last: int) -> Found:
        """The best of the releases after ``a``, up to ``last``."""
        a, last = a - self.first, last - self.first
        words, titles, facts = self._shared(a, a + 1, last)
        total = (words + facts) / self.total[a] / self.total[a + 1 : last]
        best = _best(total, MAX_THAI_CANDIDATES, MIN_TOTAL)
        one, other = np.full(len(best), a), best + a + 1
        return self._found(one, other, total[best], (words[best], titles[best], facts[best]))

    def earlier(self, b: int, first: int, but: NDArray[np.bool_]) -> Found:
        """The releases from ``first`` up to ``b`` that share enough with ``b``, except those marked in ``but``."""
        left = ~but[first:b]
        b, first = b - self.first, first - self.first
        words, _, facts = self._shared(b, first, b)
        total = (words + facts) / self.total[first:b] / self.total[b]
        some = np.flatnonzero(left & (total > MIN_TOTAL))
        one, other = some + first, np.full(len(some), b)
        head = self.rows[1].row(b)
        titles = [np.intersect1d(self.rows[0].row(a), head, assume_unique=True) for a in one.tolist()]
        title_weights = np.array([self.weights[0][both].sum() for both in titles], np.float64) / STEPS
        return self._found(one, other, total[some], (words[some], title_weights, facts[some]))

    def _found(self, a: Numbers, b: Numbers, total: Floats, shared: Sequence[Floats]) -> Found:
        words, titles, facts = (part / size[a] / size[b] for part, size in zip(shared, self.sizes, strict=True))
        cover = shared[0] / np.minimum(self.sizes[0][a], self.sizes[0][b]) ** 2
        return a + self.first, b + self.first, np.column_stack([total, words, titles, titles, cover, facts])


def _best(total: Floats, most: int, least: float = 0.0) -> Numbers:
    """Indices of the ``most`` highest totals above ``least``, best first."""
    order = np.argsort(-total, kind="stable")[:most]
    best: Numbers = order[total[order] > least]
    return best
