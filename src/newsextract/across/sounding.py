"""Match Latin names with Thai ones by their sound and by where both occur."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from newsextract.across.names import consonants, is_thai, shape
from newsextract.across.nodes import TERM, Node, Post, near
from newsextract.across.offices import holders
from newsextract.data import read_csv
from newsextract.thai.sounds import distance, fill_cache, latin_letters

#: maximum cost of a Latin name for a Thai one that sounds like it
MAX_COST = 1.6
#: the same, by the other evidence for the pair: a common office, article or event, common days, common years, none
MAX_COST_OFFICE, MAX_COST_ARTICLE, MAX_COST_DAYS, MAX_COST_YEARS, MAX_COST_ALONE = 1.45, 1.6, 1.45, 1.2, 0.82
#: minimum days on which two names both occur to be one person's although others sound like them
MIN_DAYS = 3
#: maximum days between articles that count as being of one time
SAME_TIME_DAYS = 3
#: maximum articles of a name for its days to count as much: a person in the news daily occurs with everybody
MAX_ARTICLES = 15
#: minimum letters of a Latin name that is matched by sound alone: short Asian names sound alike
MIN_LETTERS = 10
#: limits for names without a close rival: maximum cost, minimum margin over the next name, maximum days between articles
CLEAR_LIMITS = ((0.75, 0.5, 1100), (1.0, 0.8, 2500), (1.1, 0.65, 550))
#: maximum excess in cost of the dearer of given name and surname over the whole name
MAX_EXCESS = 0.4
#: minimum margin in cost over the next Thai name where no office or day decides
MIN_MARGIN = 0.2
#: minimum likeness (0 to 100) of spellings of one name: in Thai, in Latin letters, and the latter where the sound is unclear
MIN_LIKENESS, MIN_LATIN_LIKENESS, MIN_UNCLEAR_LIKENESS = 78, 78, 85
#: maximum full names of an article for it to count as evidence that two of them match
MAX_NAMES = 40
_BATCH = 500


def sound(one: Node, other: Node) -> float:
    """The cost of a Latin name for a Thai one, comparing given name and surname separately; 9 for two names in one script."""
    thai, latin = (one, other) if is_thai(one.name) else (other, one)
    return sound_of(thai.name, latin.name) if is_thai(thai.name) and not is_thai(latin.name) else 9.0


#: memo of :func:`sound_of`, which ``link`` keeps from run to run
sound_memo: dict[tuple[str, str], float] = {}
_KEPT = 1_000_000


def sound_of(thai: str, latin: str) -> float:
    """The cost of a Latin name for a Thai one; the lower, the more alike they sound.

    Examples
    --------
    >>> sound_of("สมชาย ใจดี", "Somchai Jaidee") < 1 < sound_of("สมชาย ใจดี", "Prayut Chan-o-cha")
    True
    """
    if (thai, latin) not in sound_memo:
        if len(sound_memo) >= _KEPT:
            sound_memo.clear()
        sound_memo[thai, latin] = _name_cost(thai.split(" "), latin.split(" "))
    return sound_memo[thai, latin]


def _name_cost(one: Sequence[str], other: Sequence[str]) -> float:
    if len(one) < 2 or len(other) < 2:
        return distance("".join(one), "".join(other))
    ways = [_full_name_cost(one, other[0], " ".join(other[1:]))]
    if ways[0] > MAX_COST:
        ways.append(_full_name_cost(one, other[-1], " ".join(other[:-1])))  # family name first
        if len(one) > 2 or len(other) > 2:
            ways.append(distance("".join(one), "".join(other)))
    return min(ways)


def _full_name_cost(thai: Sequence[str], given: str, family: str) -> float:
    """The cost of a full name from those of given name and surname, of which the dearer counts most."""
    first = distance(thai[0], given)
    if first - MAX_EXCESS > MAX_COST:
        return first
    last = distance(" ".join(thai[1:]), family)
    return max((first + last) / 2, max(first, last) - MAX_EXCESS)


def find(nodes: Mapping[str, Node], events: Iterable[tuple[str, str]] = ()) -> Iterator[tuple[float, str, str]]:
    """Yield cost, Thai id and Latin id of names that match: in one article or office, near in time, or by sound alone.

    ``events`` are pairs of records that report one event.
    """
    thai, latin = _full_names(nodes, thai=True), _full_names(nodes, thai=False)
    index = _Index(thai, latin)
    beside = _NameNeighbours(thai, latin, events)
    candidates = [index.candidates(one) for one in latin]
    _fill_memo((other, one) for one, some in zip(latin, candidates, strict=True) for other in (*some, *beside.names(one)))
    for one, some in zip(latin, candidates, strict=True):
        costs = sorted((sound(one, other), other.id) for other in some)
        if costs and costs[0][0] <= MAX_COST_DAYS:
            yield from _matches(one, costs, nodes)
        if (match := beside.best_match(one)) is not None:
            yield (*match, one.id)


def _fill_memo(pairs: Iterable[tuple[Node, Node]]) -> None:
    """Compute in one batch the costs that :func:`sound_of` will need."""
    new = dict.fromkeys((thai.name, latin.name) for thai, latin in pairs).keys() - sound_memo
    names = [(thai.split(" "), latin.split(" ")) for thai, latin in sorted(new)]
    orders = [(one, *order) for one, other in names for order in ((other[0], other[1:]), (other[-1], other[:-1]))]
    fill_cache((one[0], given) for one, given, _ in orders)
    fill_cache(
        (" ".join(one[1:]), " ".join(rest)) for one, given, rest in orders if distance(one[0], given) - MAX_EXCESS <= MAX_COST
    )
    unlike = [
        (one, other)
        for one, other in names
        if len(one) + len(other) > 4 and _full_name_cost(one, other[0], " ".join(other[1:])) > MAX_COST
    ]
    fill_cache(("".join(one), "".join(other)) for one, other in unlike)


def _full_names(nodes: Mapping[str, Node], *, thai: bool) -> list[Node]:
    return [node for node in nodes.values() if node.is_full and is_thai(node.name) == thai]


def _matches(latin: Node, costs: list[tuple[float, str]], nodes: Mapping[str, Node]) -> Iterator[tuple[float, str, str]]:
    best, first = costs[0]
    for cost, id_ in costs:
        thai = nodes[id_]
        if cost > MAX_COST_DAYS or (cost > best + MIN_MARGIN and not latin.shares_office(thai)):
            continue
        if fuzz.ratio(shape(id_), shape(first)) < MIN_LIKENESS and id_ != first:
            continue
        margin = min((other for other, name in costs if fuzz.ratio(shape(name), shape(id_)) < MIN_LIKENESS), default=9.0) - cost
        if cost <= _limit(latin, thai, margin):
            yield cost, id_, latin.id


def _limit(latin: Node, thai: Node, margin: float) -> float:
    """The maximum cost of a pair, by the other evidence for it; ``margin`` is that over the next Thai name."""
    if latin.shares_office(thai):
        return MAX_COST_OFFICE
    alone = MAX_COST_ALONE if margin > MIN_MARGIN and len(latin_letters(latin.name)) >= MIN_LETTERS else 0.0
    alike = _likeness(thai, latin)
    if alike < MIN_UNCLEAR_LIKENESS:
        return alone if alike >= MIN_LATIN_LIKENESS else 0.0
    if sum(near([day], thai.days, SAME_TIME_DAYS) for day in dict.fromkeys(latin.days)) >= MIN_DAYS:
        return MAX_COST_DAYS
    return max(alone, _limit_by_days(latin, thai, margin)) if margin > MIN_MARGIN else 0.0


def _limit_by_days(latin: Node, thai: Node, margin: float) -> float:
    """The maximum cost of a pair, by the days between its names."""
    apart = latin.days_between(thai)
    if apart <= SAME_TIME_DAYS:
        return MAX_COST_DAYS if thai.count <= MAX_ARTICLES and near(latin.days, thai.days, SAME_TIME_DAYS) else MAX_COST_YEARS
    return max((cost for cost, least, days in CLEAR_LIMITS if margin >= least and apart <= days), default=0.0)


def _likeness(thai: Node, latin: Node) -> float:
    """Likeness of a Latin name to those that articles give beside a Thai one, 0 to 100; 100 if there are none."""
    return max((_latin_likeness(name, latin.name) for name in thai.others if not is_thai(name)), default=100.0)


def _latin_likeness(one: str, other: str) -> float:
    """Likeness of two Latin names, 0 to 100, in any order of their words and with or without middle names."""
    first, second = (" ".join(map(latin_letters, name.split(" "))) for name in (one, other))
    return max(fuzz.ratio(first, second), fuzz.token_set_ratio(first, second))


def latin_words(name: str) -> tuple[str, ...]:
    """The sorted words of a Latin name, in lower case and without diacritics: family names stand first or last."""
    return tuple(sorted(filter(None, map(latin_letters, name.split(" ")))))


class _NameNeighbours:
    """Names that occur in one article, or in articles of one event, and the pairs of them that sound alike."""

    def __init__(self, thai: Iterable[Node], latin: Iterable[Node], events: Iterable[tuple[str, str]]) -> None:
        self.thai: dict[str, list[Node]] = defaultdict(list)
        self.latin: dict[str, list[Node]] = defaultdict(list)
        for named, of_record in ((thai, self.thai), (latin, self.latin)):
            for node in named:
                for record in node.records:
                    of_record[record].append(node)
        self.of_event: dict[str, list[str]] = defaultdict(list)
        for a, b in events:
            self.of_event[a].append(b)
            self.of_event[b].append(a)

    def best_match(self, latin: Node) -> tuple[float, str] | None:
        """The cost and id of the Thai name in a Latin one's articles that sounds most like it; None if either has a rival."""
        costs = sorted((sound(latin, thai), thai.id, thai) for thai in self.names(latin))
        if not costs or costs[0][0] > MAX_COST_ARTICLE:
            return None
        cost, id_, thai = costs[0]
        if _likeness(thai, latin) < MIN_UNCLEAR_LIKENESS:
            return None
        if any(other <= cost + MIN_MARGIN and fuzz.ratio(shape(name), shape(id_)) < MIN_LIKENESS for other, name, _ in costs):
            return None
        if any(
            sound(thai, rival) < cost and _latin_likeness(rival.name, latin.name) < MIN_LATIN_LIKENESS
            for rival in self._neighbours(thai, self.latin)
        ):
            return None
        return cost, id_

    def names(self, latin: Node) -> list[Node]:
        """The Thai names in the articles of a Latin one and of the same events."""
        return self._neighbours(latin, self.thai)

    def _neighbours(self, node: Node, others: Mapping[str, Sequence[Node]]) -> list[Node]:
        """The names of the other script in the articles of a name and of the same events."""
        found: dict[str, Node] = {}
        for record in node.records:
            for each in (record, *self.of_event[record]):
                if len(self.thai[each]) + len(self.latin[each]) <= MAX_NAMES:
                    found |= {other.id: other for other in others.get(each, ())}
        return list(found.values())


class _Index:
    """Thai names by office, and by the consonants of given name and surname."""

    def __init__(self, thai: Sequence[Node], latin: Sequence[Node]) -> None:
        self.by_post: dict[Post, list[Node]] = defaultdict(list)
        self.by_given: dict[str, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        for node in thai:
            for post in node.posts:
                self.by_post[post].append(node)
            for family in dict.fromkeys((node.words[-1], node.words[-1].rpartition("-")[2])):
                self.by_given[consonants(node.words[0])][consonants(family)].append(node)
        words = list(dict.fromkeys(latin_consonants(word) for node in latin for word in (node.words[0], node.words[-1])))
        self.near = _near_words(words, list(self.by_given), strict=True)
        self.families = _near_words(words, list(dict.fromkeys(chain.from_iterable(self.by_given.values()))))

    def candidates(self, latin: Node) -> list[Node]:
        """Thai names that may match a Latin one: those with about the same consonants, and those in its office."""
        found: dict[str, Node] = {}
        first, last = latin.words[0], latin.words[-1]
        for given, family in ((first, last), (last, first)):
            families = self.families[latin_consonants(family)]
            for each in self.near[latin_consonants(given)]:
                named = self.by_given[each]
                for other in sorted(named.keys() & families.keys()):
                    found |= {node.id: node for node in named[other]}
        for post in latin.posts:
            if holders(post[0]) == "one":
                found |= {
                    node.id: node for node in self.by_post.get(post, ()) if near(node.posts[post], latin.posts[post], TERM)
                }
        return list(found.values())


def _near_words(latin: Sequence[str], thai: Sequence[str], *, strict: bool = False) -> dict[str, dict[str, None]]:
    """The Thai words near each Latin word, all given by their consonants; ``strict`` also limits by the Latin word's length."""
    lengths = np.array([len(word) for word in thai], np.int64)
    found = {}
    for start in range(0, len(latin), _BATCH):
        some = latin[start : start + _BATCH]
        for one, row in zip(some, process.cdist(some, thai, scorer=Levenshtein.distance, dtype=np.uint8), strict=True):
            most = np.maximum(1, (lengths + len(one)) // 4)
            near = row <= (np.minimum(most, max(1, (len(one) + 1) // 2)) if strict else most)
            found[one] = dict.fromkeys(thai[n] for n in np.flatnonzero(near).tolist())
    return found


@lru_cache(maxsize=100_000)
def latin_consonants(word: str) -> str:
    """The classes of a Latin word's consonants, in order.

    Examples
    --------
    >>> latin_consonants("Somchai") == consonants("สมชา")
    True
    """
    clusters, single = _latin_classes()
    letters = latin_letters(word)
    for spelt, one in clusters:
        letters = letters.replace(spelt, one)
    return "".join(letter if letter.isupper() else single.get(letter, "") for letter in letters)


@cache
def _latin_classes() -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    rows = [(spelt, row["class"]) for row in read_csv("across/consonants.csv") for spelt in row["latin"].split()]
    clusters = sorted((row for row in rows if len(row[0]) > 1), key=lambda row: (-len(row[0]), row))
    return tuple(clusters), dict(row for row in rows if len(row[0]) == 1)
