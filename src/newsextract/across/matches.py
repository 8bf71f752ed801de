"""Pairs of names that are one person's, each with what speaks for it: glosses, tables, slips of the pen, sound and office."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from rapidfuzz import fuzz

from newsextract.across import sounding
from newsextract.across.names import bare, consonants, gaps, is_thai, key, shape
from newsextract.across.nodes import TERM, Mention, Node, Post, near
from newsextract.across.offices import holders
from newsextract.across.sounding import ALIKE, IN_OFFICE, LONG, MEETING, OFTEN, latin_words, sound
from newsextract.thai.sounds import latin_letters

#: cost of a Latin name above which an article that gives it beside a Thai one is not believed alone
GLOSSED = 2.05
#: articles that give two names beside each other, for them to be believed whatever their sound
TWICE = 2
#: days between spellings of one name
SPELT = 1100
#: people compared in one office at most, those next to each other by name
REACH = 40
#: likeness (0 to 100) of the words of two spellings of a foreign name in one office
WORD_ALIKE = 60


class Match(NamedTuple):
    """Two names that may be one person's; the surest (the least ``cost``) are joined first."""

    cost: float
    a: str
    b: str
    why: str


def find(found: Sequence[Mention], nodes: Mapping[str, Node], events: Iterable[tuple[str, str]] = ()) -> list[Match]:
    """The pairs of names that are one person's, the surest first; ``events`` are pairs of records that report one."""
    heard = (Match(1 + cost, thai, latin, "sound") for cost, thai, latin in sounding.find(nodes, events))
    pairs = [*_given(found, nodes), *_turned(nodes), *_slips(nodes), *_in_office(nodes), *heard]
    best: dict[tuple[str, str], Match] = {}
    for match in sorted(pairs):
        best.setdefault((min(match.a, match.b), max(match.a, match.b)), match)
    return sorted(best.values())


def _given(found: Iterable[Mention], nodes: Mapping[str, Node]) -> Iterator[Match]:
    """Names that an article or the names table gives beside each other."""
    for (a, b, why), often in sorted(_side_by_side(found, nodes).items()):
        short = min(len(key(nodes[name].name)) for name in (a, b)) < LONG  # "Wang Yi" is a minister's name and an official's
        cost = _beside(sound(nodes[a], nodes[b]), why, often)
        if cost is not None and not (short and nodes[a].apart(nodes[b]) > SPELT):
            yield Match(cost, a, b, why)


def _side_by_side(found: Iterable[Mention], nodes: Mapping[str, Node]) -> Counter[tuple[str, str, str]]:
    """How many mentions give two names, and whether an article or the table does; a Latin one in whatever order of its words."""
    turned: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for node in nodes.values():
        if " " in node.name and not is_thai(node.name):
            turned[latin_words(node.name)].append(node.id)
    beside: Counter[tuple[str, str, str]] = Counter()
    for one in found:
        if one.th and one.en and not one.node.startswith("*"):
            latin = bare(one.en)
            others = dict.fromkeys((key(bare(one.th)), key(latin), *turned.get(latin_words(latin), ())))
            why = "table" if one.known else "gloss"
            beside.update((one.node, other, why) for other in others if other != one.node and other in nodes)
    return beside


def _beside(alike: float, why: str, often: int) -> float | None:
    """The cost of a pair that stands side by side; None where the names do not sound alike and are seldom so."""
    if why == "table":
        return 0.1 if alike <= IN_OFFICE else None
    return min(alike, GLOSSED) / 10 if alike <= GLOSSED or often >= TWICE else None


def _turned(nodes: Mapping[str, Node]) -> Iterator[Match]:
    """The words of a name in another order, and a full name without its middle ones."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for node in nodes.values():
        for parts in _orders(node):
            groups[parts].append(node.id)
    for ids in groups.values():
        for a, b in pairwise(ids):
            if nodes[a].shares_office(nodes[b]) or nodes[a].apart(nodes[b]) <= MEETING:
                yield Match(0.2, a, b, "order of words")


def _orders(node: Node) -> Iterator[tuple[str, ...]]:
    """The sorted words of a full name, and of a Latin one the first and the last."""
    thai = is_thai(node.name)
    parts = tuple(sorted(word for word in map(key, node.words) if len(word) > 1)) if thai else latin_words(node.name)
    if len(parts) > 1 and not node.id.startswith("*"):
        yield parts
        if len(node.words) > 2 and not thai:
            yield latin_words(f"{node.words[0]} {node.words[-1]}")


def _slips(nodes: Mapping[str, Node]) -> Iterator[Match]:
    """Spellings of one name that a letter parts, or letters of one sound."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for node in nodes.values():
        if node.is_full and "@" not in node.id:
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
    if one.shares_office(other):
        return 0.4
    rare, often = sorted((one, other), key=lambda node: node.count)
    if (
        apart > TERM
        or len(rare.id) < 10
        or rare.count > max(2, often.count // 10)
        or (rare.posts and not one.shares_body(other))
    ):
        return None
    same_given = key(one.words[0]) == key(other.words[0])
    return 0.5 if same_given and (often.count >= 10 or one.shares_body(other)) else None


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
                    and near(nodes[a].posts[post], nodes[b].posts[post], TERM)
                    and _spelt_alike(a, b, nodes)
                    and not _follow(nodes[a].posts[post], nodes[b].posts[post])
                ):
                    yield Match(0.6, a, b, "office")


def _follow(some: list[int], others: list[int]) -> bool:
    """Whether two names that are each met often in an office follow each other: Li Keqiang, then Li Qiang."""
    return min(len(some), len(others)) >= OFTEN and (some[-1] < others[0] or others[-1] < some[0])


def _holders(nodes: Mapping[str, Node]) -> dict[Post, list[str]]:
    """The full names met in each office of one holder."""
    found: dict[Post, list[str]] = defaultdict(list)
    for node in nodes.values():
        if node.is_full:
            for post in node.posts:
                if holders(post[0]) == "one":
                    found[post].append(node.id)
    return found


def _spelt_alike(a: str, b: str, nodes: Mapping[str, Node]) -> bool:
    first, second = (([shape(key(word)) for word in nodes[node].words]) for node in (a, b))
    if fuzz.ratio(shape(a), shape(b)) < ALIKE:
        return False
    return all(fuzz.ratio(one, other) >= WORD_ALIKE for one, other in ((first[0], second[0]), (first[-1], second[-1])))
