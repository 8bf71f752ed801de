"""Pairs of names that are one person's, each with what speaks for it: glosses, tables, slips of the pen, sound and office."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from newsextract.across.names import consonants, gaps, is_thai, key, shape
from newsextract.across.nodes import Mention, Node, Post
from newsextract.across.offices import kinds
from newsextract.data import read_csv
from newsextract.thai.sounds import distance, latin_letters

#: cost of a Latin name for a Thai one above which they do not sound alike, by what else speaks for the pair
GLOSSED, IN_OFFICE, TOGETHER, ALONE = 1.6, 1.45, 1.45, 0.82
#: days on which two names must meet to be one person's though others sound like them
OFTEN = 3
#: letters of a Latin name, at least, that is told by sound alone: short names of Asia sound alike
LONG = 10
_BATCH = 500
#: the dearer of given name and surname costs so much more at most
UNEVEN = 0.4
#: how much dearer the next Thai name must be where sound is all there is
AHEAD = 0.2
#: days: of one event's releases, of one office, between spellings of one name
MEETING, TERM, SPELT = 3, 400, 1100
#: people compared in one office at most, those next to each other by name
REACH = 40
#: likeness of two spellings (0 to 100) of a foreign name in one office
ALIKE, WORD_ALIKE = 78, 60


class Match(NamedTuple):
    """Two names that may be one person's; the surest (the least ``cost``) are joined first."""

    cost: float
    a: str
    b: str
    why: str


def find(found: Sequence[Mention], nodes: Mapping[str, Node]) -> list[Match]:
    """The pairs of names that are one person's, the surest first."""
    pairs = [*_given(found, nodes), *_turned(nodes), *_slips(nodes), *_in_office(nodes), *_by_sound(nodes)]
    best: dict[tuple[str, str], Match] = {}
    for match in sorted(pairs):
        best.setdefault((min(match.a, match.b), max(match.a, match.b)), match)
    return sorted(best.values())


def _given(found: Iterable[Mention], nodes: Mapping[str, Node]) -> Iterator[Match]:
    """Names that an article or the names table gives beside each other."""
    beside: Counter[tuple[str, str, str]] = Counter()
    for one in found:
        others = [key(one.th), key(one.en)] if one.th and one.en and not one.node.startswith("*") else []
        for other in others:
            if other != one.node and other in nodes:
                beside[one.node, other, "table" if one.known else "gloss"] += 1
    for (a, b, why), often in sorted(beside.items()):
        cost = _beside(sound(nodes[a], nodes[b]), why, often)
        if cost is not None:
            yield Match(cost, a, b, why)


def _beside(alike: float, why: str, often: int) -> float | None:
    """The cost of a pair that stands side by side; None where the names do not sound alike and are seldom so."""
    if why == "table":
        return 0.1 if alike <= IN_OFFICE else None
    return min(alike, GLOSSED) / 10 if alike <= GLOSSED or often >= OFTEN else None


def _turned(nodes: Mapping[str, Node]) -> Iterator[Match]:
    """The words of a name in another order, and a full name without its middle ones."""
    groups: dict[str, list[str]] = defaultdict(list)
    for node in nodes.values():
        parts = [key(word) for word in node.words if len(key(word)) > 1]
        if len(parts) > 1 and not node.id.startswith("*"):
            groups[" ".join(sorted(parts))].append(node.id)
            if len(parts) > 2 and not is_thai(node.name):
                groups[" ".join(sorted((parts[0], parts[-1])))].append(node.id)
    for ids in groups.values():
        for a, b in pairwise(ids):
            if _share_office(nodes[a], nodes[b]) or nodes[a].apart(nodes[b]) <= MEETING:
                yield Match(0.2, a, b, "order of words")


def _slips(nodes: Mapping[str, Node]) -> Iterator[Match]:
    """Spellings of one name that a letter parts, or letters of one sound."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for node in nodes.values():
        if len(node.words) > 1 and "@" not in node.id and not node.id.startswith("*"):
            for gap in gaps(shape(node.id)):
                blocks[gap].append(node.id)
    seen: set[tuple[str, str]] = set()
    for ids in blocks.values():
        for a, b in combinations(ids[:REACH], 2):
            if (a, b) not in seen and (b, a) not in seen:
                seen.add((a, b))
                if (cost := _slip(nodes[a], nodes[b])) is not None:
                    yield Match(cost, a, b, "spelling")


def _slip(one: Node, other: Node) -> float | None:
    """The cost of a slip; None where the names may as well be two people's."""
    apart = one.apart(other)
    if apart > SPELT:
        return None
    if shape(one.id) == shape(other.id):
        return 0.3
    if _share_office(one, other):
        return 0.4
    rare, often = sorted((one, other), key=lambda node: node.count)
    if (
        apart > TERM
        or len(rare.id) < 10
        or rare.count > max(2, often.count // 10)
        or (rare.posts and not _share_body(one, other))
    ):
        return None
    same_given = key(one.words[0]) == key(other.words[0])
    return 0.5 if same_given and (often.count >= 10 or _share_body(one, other)) else None


def _in_office(nodes: Mapping[str, Node]) -> Iterator[Match]:
    """Spellings of a name in an office that one person holds: foreign names have several in Thai."""
    for post, ids in _holders(nodes).items():
        ordered = sorted(
            ids, key=lambda node: (not is_thai(node), consonants(node) if is_thai(node) else latin_letters(node), node)
        )
        for n, a in enumerate(ordered):
            for b in ordered[n + 1 : n + 1 + REACH]:
                if (
                    is_thai(a) == is_thai(b)
                    and _near(nodes[a].posts[post], nodes[b].posts[post], TERM)
                    and _spelt_alike(a, b, nodes)
                ):
                    yield Match(0.6, a, b, "office")


def _holders(nodes: Mapping[str, Node]) -> dict[Post, list[str]]:
    """The full names met in each office of one holder."""
    found: dict[Post, list[str]] = defaultdict(list)
    for node in nodes.values():
        if len(node.words) > 1 and not node.id.startswith("*"):
            for post in node.posts:
                if post[0] in kinds() and kinds()[post[0]].holders == "one":
                    found[post].append(node.id)
    return found


def _spelt_alike(a: str, b: str, nodes: Mapping[str, Node]) -> bool:
    first, second = (([shape(key(word)) for word in nodes[node].words]) for node in (a, b))
    if fuzz.ratio(shape(a), shape(b)) < ALIKE:
        return False
    return all(fuzz.ratio(one, other) >= WORD_ALIKE for one, other in ((first[0], second[0]), (first[-1], second[-1])))


def _near(some: list[int], others: list[int], days: int) -> bool:
    """Whether a day of one list is near one of the other."""
    for day in some if len(some) <= len(others) else others:
        longer = others if len(some) <= len(others) else some
        at = bisect_left(longer, day - days)
        if at < len(longer) and longer[at] <= day + days:
            return True
    return False


def _share_office(one: Node, other: Node, days: int = TERM) -> bool:
    """Whether two names are met in one office within some days."""
    fewer, more = (one, other) if len(one.posts) <= len(other.posts) else (other, one)
    return any(post in more.posts and _near(when, more.posts[post], days) for post, when in fewer.posts.items())


def _share_body(one: Node, other: Node) -> bool:
    bodies = {body for _, body in one.posts if body}
    return any(body in bodies for _, body in other.posts)


def sound(one: Node, other: Node) -> float:
    """The cost of a Latin name for a Thai one, given names and surnames apart; of two in one script, high."""
    thai, latin = (one, other) if is_thai(one.name) else (other, one)
    return sound_of(thai.name, latin.name) if is_thai(thai.name) and not is_thai(latin.name) else 9.0


@lru_cache(maxsize=400_000)
def sound_of(thai: str, latin: str) -> float:
    """The cost of a Latin name for a Thai one.

    Examples
    --------
    >>> sound_of("สมชาย ใจดี", "Somchai Jaidee") < 1 < sound_of("สมชาย ใจดี", "Prayut Chan-o-cha")
    True
    """
    one, other = thai.split(" "), latin.split(" ")
    if len(one) < 2 or len(other) < 2:
        return distance("".join(one), "".join(other))
    ways = [_apart(one, other[0], " ".join(other[1:]))]
    if ways[0] > GLOSSED:
        ways.append(_apart(one, other[-1], " ".join(other[:-1])))  # family name first
        if len(other) > 2:
            ways.append(_apart(one, other[0], other[-1]))
        if len(one) > 2 or len(other) > 2:
            ways.append(distance("".join(one), "".join(other)))
    return min(ways)


def _apart(thai: Sequence[str], given: str, family: str) -> float:
    """The cost of a given name and a surname; the dearer of the two counts most."""
    first = distance(thai[0], given)
    if first - UNEVEN > GLOSSED:
        return first
    last = distance(" ".join(thai[1:]), family)
    return max((first + last) / 2, max(first, last) - UNEVEN)


def _by_sound(nodes: Mapping[str, Node]) -> Iterator[Match]:
    """The Thai name of each Latin one that is met with it, or in its office, or that alone sounds like it."""
    named = [node for node in nodes.values() if len(node.words) > 1 and not node.id.startswith("*")]
    latin = [node for node in named if not is_thai(node.name)]
    index = _Index([node for node in named if is_thai(node.name)], latin)
    for one in latin:
        heard = sorted((sound(one, other), other.id) for other in index.candidates(one))
        if heard and heard[0][0] <= TOGETHER:
            yield from _accepted(one, heard, nodes)


def _accepted(latin: Node, heard: list[tuple[float, str]], nodes: Mapping[str, Node]) -> Iterator[Match]:
    best, first = heard[0]
    for cost, id_ in heard:
        thai = nodes[id_]
        if cost > TOGETHER or (cost > best + AHEAD and not _share_office(latin, thai)):
            continue
        if fuzz.ratio(shape(id_), shape(first)) < ALIKE and id_ != first:
            continue
        others = [other for other, name in heard if fuzz.ratio(shape(name), shape(id_)) < ALIKE]
        if cost <= _limit(latin, thai, clear=not others or min(others) > cost + AHEAD):
            yield Match(1 + cost, id_, latin.id, "sound")


def _limit(latin: Node, thai: Node, *, clear: bool) -> float:
    """How dear a name may be, by what else speaks for it; ``clear`` where no other name sounds as much like it."""
    if _share_office(latin, thai):
        return IN_OFFICE
    if sum(_near([day], thai.days, MEETING) for day in dict.fromkeys(latin.days)) >= OFTEN:
        return TOGETHER
    if not clear:
        return 0.0
    apart = latin.apart(thai)
    if apart <= MEETING:
        return TOGETHER
    return ALONE if len(latin_letters(latin.name)) >= LONG else 0.0


class _Index:
    """Thai names by office, and by the consonants of their given names."""

    def __init__(self, thai: Sequence[Node], latin: Sequence[Node]) -> None:
        self.by_post: dict[Post, list[Node]] = defaultdict(list)
        self.by_given: dict[str, list[tuple[str, Node]]] = defaultdict(list)
        for node in thai:
            for post in node.posts:
                self.by_post[post].append(node)
            self.by_given[consonants(node.words[0])].append((consonants(node.words[-1]), node))
        self.near = _near_words([word for node in latin for word in (node.words[0], node.words[-1])], list(self.by_given))

    def candidates(self, latin: Node) -> list[Node]:
        """Thai names that may be a Latin one's: those whose consonants are about the same, and those of its office."""
        found: dict[str, Node] = {}
        first, last = latin.words[0], latin.words[-1]
        for given, family in ((first, last), (last, first)):
            letters = latin_consonants(family)
            for each in self.near[latin_consonants(given)]:
                found |= {node.id: node for other, node in self.by_given[each] if _alike(other, letters)}
        for post in latin.posts:
            if post[0] in kinds() and kinds()[post[0]].holders == "one":
                found |= {
                    node.id: node for node in self.by_post.get(post, ()) if _near(node.posts[post], latin.posts[post], TERM)
                }
        return list(found.values())


def _near_words(latin: Iterable[str], thai: list[str]) -> dict[str, list[str]]:
    """For the consonants of each Latin word the Thai words' that are about the same."""
    wanted = list(dict.fromkeys(map(latin_consonants, latin)))
    lengths = np.array([len(word) for word in thai], np.int64)
    found = {}
    for start in range(0, len(wanted), _BATCH):
        some = wanted[start : start + _BATCH]
        for one, row in zip(some, process.cdist(some, thai, scorer=Levenshtein.distance, dtype=np.uint8), strict=True):
            most = np.maximum(1, (lengths + len(one)) // 4)  # as _alike: the distance is known already
            near = (row <= most) & (abs(lengths - len(one)) <= most) & (row <= max(1, (2 * len(one) + 2) // 4))
            found[one] = [thai[n] for n in np.flatnonzero(near).tolist()]
    return found


def _alike(thai: str, latin: str) -> bool:
    """Whether the consonants of two words are about the same: a quick look before sounds are aligned."""
    most = max(1, (len(thai) + len(latin)) // 4)
    return abs(len(thai) - len(latin)) <= most and Levenshtein.distance(thai, latin, score_cutoff=most) <= most


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
