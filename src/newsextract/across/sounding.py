"""Latin names for Thai ones, by their sound and by where both are met."""

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
from newsextract.thai.sounds import count, distance, latin_letters

#: cost of a Latin name for a Thai one above which they do not sound alike
UNLIKE = 1.6
#: the same, by what else speaks for the pair: an office, an article or an event in common, days in common,
#: years in common, nothing
IN_OFFICE, BESIDE, TOGETHER, IN_TIME, ALONE = 1.45, 1.6, 1.45, 1.2, 0.82
#: days on which two names must meet to be one person's though others sound like them
OFTEN = 3
#: days between articles that are of one time
MEETING = 3
#: articles of a name, at most, for its days to tell as much: who is in the news daily is met with everybody
SELDOM = 15
#: letters of a Latin name, at least, that is told by sound alone: short names of Asia sound alike
LONG = 10
#: the same for names that no other comes near: cost, how much dearer the next name must be, days between articles
CLEAR = ((0.75, 0.5, 1100), (1.0, 0.8, 2500), (1.1, 0.65, 550))
#: the dearer of given name and surname costs so much more at most
UNEVEN = 0.4
#: how much dearer the next Thai name must be where sound is all there is
AHEAD = 0.2
#: likeness (0 to 100) of the spellings of one name: in Thai, in Latin letters, and the latter where the sound is not plain
ALIKE, LATIN_ALIKE, CLOSE = 78, 78, 85
#: full names of an article, at most, for two of them to be told by being in it
FEW = 40
_BATCH = 500


def sound(one: Node, other: Node) -> float:
    """The cost of a Latin name for a Thai one, given names and surnames apart; of two in one script, high."""
    thai, latin = (one, other) if is_thai(one.name) else (other, one)
    return sound_of(thai.name, latin.name) if is_thai(thai.name) and not is_thai(latin.name) else 9.0


#: what :func:`sound_of` has compared so far, so that it can be kept from one run of a program to the next
heard: dict[tuple[str, str], float] = {}
_KEPT = 1_000_000


def sound_of(thai: str, latin: str) -> float:
    """The cost of a Latin name for a Thai one.

    Examples
    --------
    >>> sound_of("สมชาย ใจดี", "Somchai Jaidee") < 1 < sound_of("สมชาย ใจดี", "Prayut Chan-o-cha")
    True
    """
    if (thai, latin) not in heard:
        if len(heard) >= _KEPT:
            heard.clear()
        heard[thai, latin] = _compared(thai.split(" "), latin.split(" "))
    return heard[thai, latin]


def _compared(one: Sequence[str], other: Sequence[str]) -> float:
    if len(one) < 2 or len(other) < 2:
        return distance("".join(one), "".join(other))
    ways = [_apart(one, other[0], " ".join(other[1:]))]
    if ways[0] > UNLIKE:
        ways.append(_apart(one, other[-1], " ".join(other[:-1])))  # family name first
        if len(other) > 2:
            ways.append(_apart(one, other[0], other[-1]))
        if len(one) > 2 or len(other) > 2:
            ways.append(distance("".join(one), "".join(other)))
    return min(ways)


def _apart(thai: Sequence[str], given: str, family: str) -> float:
    """The cost of a given name and a surname; the dearer of the two counts most."""
    first = distance(thai[0], given)
    if first - UNEVEN > UNLIKE:
        return first
    last = distance(" ".join(thai[1:]), family)
    return max((first + last) / 2, max(first, last) - UNEVEN)


def find(nodes: Mapping[str, Node], events: Iterable[tuple[str, str]] = ()) -> Iterator[tuple[float, str, str]]:
    """The Thai name of each Latin one that is met with it, or in its office, or that alone sounds like it, with the cost.

    Parameters
    ----------
    nodes
        The names.
    events
        Pairs of records that report one event.
    """
    thai, latin = _by_script(nodes.values())
    index = _Index(thai, latin)
    beside = _Beside(thai, latin, events)
    candidates = [index.candidates(one) for one in latin]
    _count((other, one) for one, some in zip(latin, candidates, strict=True) for other in (*some, *beside.met(one)))
    for one, some in zip(latin, candidates, strict=True):
        heard = sorted((sound(one, other), other.id) for other in some)
        if heard and heard[0][0] <= TOGETHER:
            yield from _accepted(one, heard, nodes)
        if (met := beside.best(one)) is not None:
            yield (*met, one.id)


def _count(pairs: Iterable[tuple[Node, Node]]) -> None:
    """Count at once what :func:`sound_of` will compare of Thai and Latin names."""
    new = dict.fromkeys((thai.name, latin.name) for thai, latin in pairs).keys() - heard
    names = [(thai.split(" "), latin.split(" ")) for thai, latin in sorted(new)]
    orders = [(one, *order) for one, other in names for order in ((other[0], other[1:]), (other[-1], other[:-1]))]
    count((one[0], given) for one, given, _ in orders)
    count((" ".join(one[1:]), " ".join(rest)) for one, given, rest in orders if distance(one[0], given) - UNEVEN <= UNLIKE)
    unlike = [
        (one, other)
        for one, other in names
        if len(one) + len(other) > 4 and _apart(one, other[0], " ".join(other[1:])) > UNLIKE
    ]
    count(("".join(one), "".join(other)) for one, other in unlike)


def _by_script(every: Iterable[Node]) -> tuple[list[Node], list[Node]]:
    """The full names in Thai and in Latin letters."""
    thai: list[Node] = []
    latin: list[Node] = []
    for node in every:
        if node.is_full:
            (thai if is_thai(node.name) else latin).append(node)
    return thai, latin


def _accepted(latin: Node, heard: list[tuple[float, str]], nodes: Mapping[str, Node]) -> Iterator[tuple[float, str, str]]:
    best, first = heard[0]
    for cost, id_ in heard:
        thai = nodes[id_]
        if cost > TOGETHER or (cost > best + AHEAD and not latin.shares_office(thai)):
            continue
        if fuzz.ratio(shape(id_), shape(first)) < ALIKE and id_ != first:
            continue
        ahead = min((other for other, name in heard if fuzz.ratio(shape(name), shape(id_)) < ALIKE), default=9.0) - cost
        if cost <= _limit(latin, thai, ahead):
            yield cost, id_, latin.id


def _limit(latin: Node, thai: Node, ahead: float) -> float:
    """How dear a name may be, by what else speaks for it; ``ahead`` is how much dearer the next one is."""
    if latin.shares_office(thai):
        return IN_OFFICE
    alone = ALONE if ahead > AHEAD and len(latin_letters(latin.name)) >= LONG else 0.0
    alike = _likeness(thai, latin)
    if alike < CLOSE:
        return alone if alike >= LATIN_ALIKE else 0.0
    if sum(near([day], thai.days, MEETING) for day in dict.fromkeys(latin.days)) >= OFTEN:
        return TOGETHER
    return max(alone, _in_time(latin, thai, ahead)) if ahead > AHEAD else 0.0


def _in_time(latin: Node, thai: Node, ahead: float) -> float:
    """The same by the days between two names."""
    apart = latin.apart(thai)
    if apart <= MEETING:
        return TOGETHER if thai.count <= SELDOM and near(latin.days, thai.days, MEETING) else IN_TIME
    return max((cost for cost, least, days in CLEAR if ahead >= least and apart <= days), default=0.0)


def _likeness(thai: Node, latin: Node) -> float:
    """How alike a Latin name is to those that articles give beside a Thai one, from 0 to 100."""
    return max((_alike_latin(name, latin.name) for name in thai.others if not is_thai(name)), default=100.0)


def _alike_latin(one: str, other: str) -> float:
    """How alike two Latin names are, in whatever order their words stand and with or without middle names."""
    first, second = (" ".join(map(latin_letters, name.split(" "))) for name in (one, other))
    return max(fuzz.ratio(first, second), fuzz.token_set_ratio(first, second))


def latin_words(name: str) -> tuple[str, ...]:
    """The words of a Latin name, small, without marks and sorted: family names stand first or last."""
    return tuple(sorted(filter(None, map(latin_letters, name.split(" ")))))


class _Beside:
    """Which names are in one article, or in articles of one event, and which of them sound alike."""

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

    def best(self, latin: Node) -> tuple[float, str] | None:
        """The Thai name in the articles of a Latin one that sounds most like it, if no other of either does."""
        heard = sorted((sound(latin, thai), thai.id, thai) for thai in self.met(latin))
        if not heard or heard[0][0] > BESIDE:
            return None
        cost, id_, thai = heard[0]
        if _likeness(thai, latin) < CLOSE:
            return None
        if any(other <= cost + AHEAD and fuzz.ratio(shape(name), shape(id_)) < ALIKE for other, name, _ in heard):
            return None
        if any(
            sound(thai, rival) < cost and _alike_latin(rival.name, latin.name) < LATIN_ALIKE
            for rival in self._met(thai, self.latin)
        ):
            return None
        return cost, id_

    def met(self, latin: Node) -> list[Node]:
        """The Thai names in the articles of a Latin one and of the same events."""
        return self._met(latin, self.thai)

    def _met(self, node: Node, others: Mapping[str, Sequence[Node]]) -> list[Node]:
        """The names of the other script in the articles of a name and of the same events."""
        found: dict[str, Node] = {}
        for record in node.records:
            for each in (record, *self.of_event[record]):
                if len(self.thai[each]) + len(self.latin[each]) <= FEW:
                    found |= {other.id: other for other in others.get(each, ())}
        return list(found.values())


class _Index:
    """Thai names by office, and by the consonants of their given names."""

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
        """Thai names that may be a Latin one's: those whose consonants are about the same, and those of its office."""
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
    """For the consonants of each Latin word the Thai words' that are about the same; ``strict`` counts its own letters alone."""
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
    many, single = _latin_classes()
    letters = latin_letters(word)
    for spelt, one in many:
        letters = letters.replace(spelt, one)
    return "".join(letter if letter.isupper() else single.get(letter, "") for letter in letters)


@cache
def _latin_classes() -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    rows = [(spelt, row["class"]) for row in read_csv("across/consonants.csv") for spelt in row["latin"].split()]
    many = sorted((row for row in rows if len(row[0]) > 1), key=lambda row: (-len(row[0]), row))
    return tuple(many), dict(row for row in rows if len(row[0]) == 1)
