"""Pairs of names that are one person's, each with its evidence: gloss, names table, word order, misspelling, sound or office."""

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
from newsextract.across.sounding import MAX_COST_OFFICE, MIN_DAYS, MIN_LETTERS, MIN_LIKENESS, SAME_TIME_DAYS, latin_words, sound
from newsextract.thai.sounds import latin_letters

#: maximum cost of a Latin name for a Thai one if a single article gives them together
MAX_GLOSS_COST = 2.05
#: minimum number of articles that give two names together for the pair to count whatever their sound
MIN_ARTICLES = 2
#: maximum days between spellings of one name
MAX_SPELLING_DAYS = 1100
#: maximum names with which a name is compared in one office (its neighbours by spelling), and in one block of spellings
REACH = 40
#: minimum likeness (0 to 100) of first words and of last words in two spellings of a name in one office
WORD_ALIKE = 60


class Match(NamedTuple):
    """Two names that may be one person's; those with the lowest ``cost`` are joined first."""

    cost: float
    a: str
    b: str
    kind: str


def find(found: Sequence[Mention], nodes: Mapping[str, Node], events: Iterable[tuple[str, str]] = ()) -> list[Match]:
    """The pairs of names that are one person's, lowest cost first; ``events`` are pairs of records that report one event."""
    sounds = (Match(1 + cost, thai, latin, "sound") for cost, thai, latin in sounding.find(nodes, events))
    pairs = [*_glossed(found, nodes), *_reordered(nodes), *_misspelt(nodes), *_in_office(nodes), *sounds]
    best: dict[tuple[str, str], Match] = {}
    for match in sorted(pairs):
        best.setdefault((min(match.a, match.b), max(match.a, match.b)), match)
    return sorted(best.values())


def _glossed(found: Iterable[Mention], nodes: Mapping[str, Node]) -> Iterator[Match]:
    """Names that an article or the names table gives together."""
    for (a, b, kind), articles in sorted(_gloss_counts(found, nodes).items()):
        short = min(len(key(nodes[name].name)) for name in (a, b)) < MIN_LETTERS  # "Wang Yi": a minister, and an official
        cost = _gloss_cost(sound(nodes[a], nodes[b]), kind, articles)
        if cost is not None and not (short and nodes[a].days_between(nodes[b]) > MAX_SPELLING_DAYS):
            yield Match(cost, a, b, kind)


def _gloss_counts(found: Iterable[Mention], nodes: Mapping[str, Node]) -> Counter[tuple[str, str, str]]:
    """Count the mentions with two names, by gloss or names table; a Latin name matches in any order of its words."""
    by_words: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for node in nodes.values():
        if " " in node.name and not is_thai(node.name):
            by_words[latin_words(node.name)].append(node.id)
    counts: Counter[tuple[str, str, str]] = Counter()
    for one in found:
        if one.th and one.en and not one.node.startswith("*"):
            latin = bare(one.en)
            others = dict.fromkeys((key(bare(one.th)), key(latin), *by_words.get(latin_words(latin), ())))
            kind = "table" if one.known else "gloss"
            counts.update((one.node, other, kind) for other in others if other != one.node and other in nodes)
    return counts


def _gloss_cost(alike: float, kind: str, articles: int) -> float | None:
    """The cost of two names given together; None if they do not sound alike and are rarely given together."""
    if kind == "table":
        return 0.1 if alike <= MAX_COST_OFFICE else None
    return min(alike, MAX_GLOSS_COST) / 10 if alike <= MAX_GLOSS_COST or articles >= MIN_ARTICLES else None


def _reordered(nodes: Mapping[str, Node]) -> Iterator[Match]:
    """Names with the same words in another order, and Latin names without their middle names."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for node in nodes.values():
        for parts in _orders(node):
            groups[parts].append(node.id)
    for ids in groups.values():
        for a, b in pairwise(ids):
            if nodes[a].shares_office(nodes[b]) or nodes[a].days_between(nodes[b]) <= SAME_TIME_DAYS:
                yield Match(0.2, a, b, "order of words")


def _orders(node: Node) -> Iterator[tuple[str, ...]]:
    """The sorted words of a full name, and of a Latin name also its first and last word alone."""
    thai = is_thai(node.name)
    parts = tuple(sorted(word for word in map(key, node.words) if len(word) > 1)) if thai else latin_words(node.name)
    if len(parts) > 1 and not node.id.startswith("*"):
        yield parts
        if len(node.words) > 2 and not thai:
            yield latin_words(f"{node.words[0]} {node.words[-1]}")


def _misspelt(nodes: Mapping[str, Node]) -> Iterator[Match]:
    """Spellings of one name that differ in one letter or in letters of one sound."""
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
                if (cost := _misspelling_cost(nodes[a], nodes[b])) is not None:
                    yield Match(cost, a, b, "spelling")


def _misspelling_cost(one: Node, other: Node) -> float | None:
    """The cost of a misspelling; None if the names may as well be two people's."""
    apart = one.days_between(other)
    if apart > MAX_SPELLING_DAYS:
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
    """Spellings of a name in an office of one holder: foreign names have several spellings in Thai."""
    for post, ids in _holders(nodes).items():
        ordered = sorted(
            ids, key=lambda node: (not is_thai(node), consonants(node) if is_thai(node) else latin_letters(node), node)
        )
        for n, a in enumerate(ordered):
            for b in ordered[n + 1 : n + 1 + REACH]:
                if (
                    is_thai(a) == is_thai(b)
                    and near(nodes[a].posts[post], nodes[b].posts[post], TERM)
                    and _are_spelt_alike(a, b, nodes)
                    and not _are_successive(nodes[a].posts[post], nodes[b].posts[post])
                ):
                    yield Match(0.6, a, b, "office")


def _are_successive(some: list[int], others: list[int]) -> bool:
    """Whether two names that both occur often in an office follow each other: Li Keqiang, then Li Qiang."""
    return min(len(some), len(others)) >= MIN_DAYS and (some[-1] < others[0] or others[-1] < some[0])


def _holders(nodes: Mapping[str, Node]) -> dict[Post, list[str]]:
    """The full names that occur in each office of one holder."""
    found: dict[Post, list[str]] = defaultdict(list)
    for node in nodes.values():
        if node.is_full:
            for post in node.posts:
                if holders(post[0]) == "one":
                    found[post].append(node.id)
    return found


def _are_spelt_alike(a: str, b: str, nodes: Mapping[str, Node]) -> bool:
    first, second = (([shape(key(word)) for word in nodes[node].words]) for node in (a, b))
    if fuzz.ratio(shape(a), shape(b)) < MIN_LIKENESS:
        return False
    return all(fuzz.ratio(one, other) >= WORD_ALIKE for one, other in ((first[0], second[0]), (first[-1], second[-1])))
