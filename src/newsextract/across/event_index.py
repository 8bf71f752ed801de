"""Candidate search for releases of one event: the releases of the days around that share most, weighted by rarity.

Releases are in order of their days, with their words and facts in one array: what a release shares with a whole window is one
lookup and one sum. The work grows with the number of releases times the number published in a window of days.
Weights are summed as integers, so that the total of a pair is the same whatever is around it: a release whose window is as in an
earlier run is not searched for again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from newsextract.across.event_release import EventRelease, Language
from newsextract.across.event_words import EventWords, Floats, Numbers, fact_key, facts_of
from newsextract.across.harvest import ordinal
from newsextract.across.likeness import positions

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: steps per unit of weight, in which the weights of words and facts are counted
STEPS = 1 << 24
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


@dataclass(frozen=True, slots=True)
class Rows:
    """Integers of each release, one release after the other."""

    starts: Numbers
    values: Numbers

    @classmethod
    def of(cls, rows: Sequence[Numbers]) -> Rows:
        """Concatenate rows."""
        starts = np.cumsum([0, *map(len, rows)], dtype=np.int64)
        return cls(starts, np.concatenate([np.zeros(0, np.int64), *rows]))

    def part(self, first: int, last: int) -> Rows:
        """The rows from ``first`` up to ``last``."""
        starts = self.starts[first : last + 1]
        return Rows(starts - starts[0], self.values[starts[0] : starts[-1]])

    def row(self, number: int) -> Numbers:
        """One row."""
        return self.values[self.starts[number] : self.starts[number + 1]]

    def sums(self, weights: Numbers, first: int, last: int) -> Floats:
        """Sum the weights (see :func:`steps`) in each row from ``first`` up to ``last``."""
        begin = self.starts[first]
        running = np.concatenate([[0], np.cumsum(weights[self.values[begin : self.starts[last]]])])
        result: Floats = (running[self.starts[first + 1 : last + 1] - begin] - running[self.starts[first:last] - begin]) / STEPS
        return result

    def sums_at(self, weights: Numbers, some: Numbers) -> Floats:
        """Sum the weights in some rows."""
        return np.array([weights[self.row(number)].sum() for number in some.tolist()], np.float64) / STEPS


def steps(weights: Floats) -> Numbers:
    """Weights as integers, whose sum is the same in any order."""
    return np.rint(weights * STEPS).astype(np.int64)


@dataclass(frozen=True, slots=True)
class IndexedRelease:
    """A release as it is indexed, by its day (see :func:`day_of`): the keys of its words and facts, without repeats.

    The other fields, ``rest``, stay JSON until it is compared.
    """

    id: str
    language: Language
    day: int
    words: Numbers
    title_words: Numbers
    facts: Numbers
    rest: bytes

    @classmethod
    def of(cls, one: EventRelease) -> IndexedRelease:
        """Index a release."""
        facts = [fact_key(kind, fact) for kind, some in facts_of(one).items() for fact in some]
        values = asdict(one)
        words, titles = (np.array(values.pop(name), np.int64) for name in ("words", "title_words"))
        rest = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
        return cls(one.id, one.language, day_of(one), words, titles, np.unique(np.array(facts, np.int64)), rest)

    def release(self) -> EventRelease:
        """Rebuild the release."""
        kept: dict[str, Any] = json.loads(self.rest)
        values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
        return EventRelease(**values, words=tuple(self.words.tolist()), title_words=tuple(self.title_words.tolist()))


class ReleaseIndex:
    """The releases of one language, in order of their days."""

    def __init__(self, releases: Sequence[IndexedRelease], event_words: EventWords) -> None:
        self.releases = releases
        self.event_words = event_words
        self.days = np.array([one.day for one in releases], np.int64)
        self.words = Rows.of([one.words for one in releases])
        self.titles = Rows.of([one.title_words for one in releases])
        self.facts = Rows.of([one.facts for one in releases])

    def windows(self, days: Numbers, before: int, after: int) -> tuple[Numbers, Numbers]:
        """For each day the indices of the first release in the window around it, and of the first after it."""
        return np.searchsorted(self.days, days - before), np.searchsorted(self.days, days + after + 1)


def day_of(one: EventRelease) -> int:
    """The number of the day of publication, else of the day of the event; 0 without either."""
    return ordinal((one.published or one.day or "")[:10]) or 0


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


class Known(NamedTuple):
    """The pairs of an earlier run, and whether each first and each second release is new since then."""

    pairs: Pairs
    new: NDArray[np.bool_]
    new_second: NDArray[np.bool_]


def _to_search(known: Known | None, firsts: Numbers, lasts: Numbers) -> tuple[list[Found], Numbers]:
    """The known pairs that still hold, and the first releases to search again, given the window of each.

    These are the new ones, those with a new release in their window, and those that lost a candidate: there may be a next best.
    """
    if known is None:
        return [], np.arange(len(firsts))
    a, b = known.pairs.pairs.T
    new = np.concatenate([[0], np.cumsum(known.new_second)])
    stale = known.new | (new[lasts] > new[firsts])
    stale[a[(a >= 0) & (b < 0)]] = True
    there = np.flatnonzero(a >= 0)
    holds = there[~stale[a[there]]]
    return [(a[holds], b[holds], known.pairs.rows[holds, :-2])], np.flatnonzero(stale)


def best_across(english: ReleaseIndex, thai: ReleaseIndex, known: Known | None = None) -> Pairs:
    """The best Thai releases for each English one; with what is known, only those are searched whose windows have changed."""
    firsts, lasts = thai.windows(english.days, BEFORE, AFTER)
    held, some = _to_search(known, firsts, lasts)
    some = some[firsts[some] < lasts[some]]
    if not len(some):
        return Pairs.best(held, MAX_CANDIDATES) if held else Pairs.none(ACROSS_WIDTH)
    scorer = _AcrossScorer(english, thai, int(firsts[some].min()), int(lasts[some].max()))
    return Pairs.best([*held, *(scorer.best(a, int(firsts[a]), int(lasts[a])) for a in some.tolist())], MAX_CANDIDATES)


class _AcrossScorer:
    """Scores of English releases with Thai ones."""

    def __init__(self, english: ReleaseIndex, thai: ReleaseIndex, first: int, last: int) -> None:
        self.english, self.event_words, self.first = english, thai.event_words, first
        parts = [rows.part(first, last) for rows in (thai.words, thai.titles, thai.facts)]
        self.words, self.titles = (Rows(part.starts, thai.event_words.thai_numbers(part.values)) for part in parts[:2])
        self.keys, places = np.unique(parts[2].values, return_inverse=True)
        self.facts = Rows(parts[2].starts, places.astype(np.int64))
        self.weights = steps(thai.event_words.weigh(self.keys))

    def best(self, a: int, first: int, last: int) -> Found:
        """The best of the Thai releases from ``first`` up to ``last`` for an English one."""
        text, head = self.english.words.row(a), self.english.titles.row(a)
        weights = self.event_words.translation_weights(text)
        counted = steps(weights)
        window = first - self.first, last - self.first
        words, facts = self.words.sums(counted, *window), self.facts.sums(self._fact_weights(a), *window)
        total = words + facts
        best = _best(total, MAX_CANDIDATES)
        at = best + window[0]
        texts = [[rows.row(n) for n in at.tolist()] for rows in (self.words, self.titles)]
        cover, *covers = _covers(self.event_words, (text, head), weights, texts)
        heads = self.titles.sums_at(steps(self.event_words.translation_weights(head)), at)
        row = [total[best], words[best], self.titles.sums_at(counted, at), heads, cover, facts[best], *covers]
        return np.full(len(best), a), best + first, np.column_stack(row)

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


def best_among_thai(thai: ReleaseIndex, known: Known | None = None) -> Pairs:
    """The best later Thai releases for each Thai one; with what is known, only those are searched whose windows have changed."""
    _, lasts = thai.windows(thai.days, 0, THAI_AFTER)
    held, some = _to_search(known, np.arange(len(lasts)), lasts)
    if not len(some):
        return Pairs.best(held, MAX_THAI_CANDIDATES) if held else Pairs.none(THAI_WIDTH)
    scorer = _ThaiScorer(thai, int(some.min()), int(lasts[some].max()))
    return Pairs.best([*held, *(scorer.best(a, int(lasts[a])) for a in some.tolist())], MAX_THAI_CANDIDATES)


class _ThaiScorer:
    """Scores of pairs of Thai releases."""

    def __init__(self, thai: ReleaseIndex, first: int, last: int) -> None:
        self.first = first
        words, titles, facts = (rows.part(first, last) for rows in (thai.words, thai.titles, thai.facts))
        self.rows, self.weights = [], []
        for kinds in ((words, titles), (facts,)):
            keys, places = np.unique(np.concatenate([rows.values for rows in kinds]), return_inverse=True)
            parts = np.split(places.astype(np.int64), [len(kinds[0].values)])
            self.rows += [Rows(rows.starts, values) for rows, values in zip(kinds, parts, strict=False)]
            self.weights += [steps(thai.event_words.weigh(keys))] * len(kinds)
        sums = (rows.sums(weights, 0, last - first) for rows, weights in zip(self.rows, self.weights, strict=True))
        self.sizes = [np.sqrt(np.maximum(1.0, some)) for some in sums]
        self.total = np.sqrt(self.sizes[0] ** 2 + self.sizes[2] ** 2)
        words_of_one, facts_of_one = np.zeros_like(self.weights[0]), np.zeros_like(self.weights[2])
        self.own = [words_of_one, words_of_one, facts_of_one]  # weights of the words and facts of one release at a time

    def best(self, a: int, last: int) -> Found:
        """The best of the releases after ``a``, up to ``last``."""
        a, last = a - self.first, last - self.first
        mine = [(self.own[k], self.rows[k].row(a), self.weights[k]) for k in (0, 2)]
        for own, some, weights in mine:
            own[some] = weights[some]
        shared = [rows.sums(own, a + 1, last) for rows, own in zip(self.rows, self.own, strict=True)]
        for own, some, _ in mine:
            own[some] = 0
        total = (shared[0] + shared[2]) / self.total[a] / self.total[a + 1 : last]
        best = _best(total, MAX_THAI_CANDIDATES, MIN_TOTAL)
        b = best + a + 1
        words, titles, facts = (part[best] / size[a] / size[b] for part, size in zip(shared, self.sizes, strict=True))
        cover = shared[0][best] / np.minimum(self.sizes[0][a], self.sizes[0][b]) ** 2
        row = [total[best], words, titles, titles, cover, facts]
        return np.full(len(best), a + self.first), b + self.first, np.column_stack(row)


def _best(total: Floats, most: int, least: float = 0.0) -> Numbers:
    """Indices of the ``most`` highest totals above ``least``, best first."""
    order = np.argsort(-total, kind="stable")[:most]
    best: Numbers = order[total[order] > least]
    return best
