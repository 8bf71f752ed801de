"""People, joined across articles, spellings, titles and languages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from newsextract.across import matches, nodes
from newsextract.across.decisions import NO_DECISIONS, Decisions
from newsextract.across.joining import Groups, by_count
from newsextract.across.names import bare, is_thai, key, shape
from newsextract.across.nodes import Mention, Node

#: minimum likeness (0 to 100) of two Thai names of one person, even if one English name matches both
MIN_LIKENESS = 62


@dataclass(slots=True)
class Person:
    """A person across articles."""

    id: str  # first mention, ``record#entity``
    name: dict[str, str | None]  # most frequent name in each language
    forms: list[str]  # written names, most frequent first
    records: list[str]  # ids of the records that name the person, in order of date
    mentions: list[Mention] = field(default_factory=list, repr=False)  # with the offices that the articles give


def find(found: Sequence[Mention], decided: Decisions = NO_DECISIONS, events: Iterable[tuple[str, str]] = ()) -> list[Person]:
    """Join mentions, in order of date, into people by first mention; ``events`` are pairs of records that report one event."""
    at = {f"{one.record}#{one.entity}": one for one in found} if decided else {}
    for a, b in decided.pairs("person", "two"):
        if a in at and b in at and at[a].node == at[b].node:  # two people of one name
            at[b].node = f"{at[b].node}@{b}"
    known = nodes.nodes(found)
    groups = _joined(found, known, at, decided, events)
    people: dict[str, list[Mention]] = defaultdict(list)
    for one in found:
        people[groups.root(one.node)].append(one)
    return [_person(some) for some in people.values()]


def _joined(
    found: Sequence[Mention],
    known: Mapping[str, Node],
    at: Mapping[str, Mention],
    decided: Decisions,
    events: Iterable[tuple[str, str]],
) -> Groups[str]:
    def node(name: str) -> str:
        return at[name].node if name in at else nodes.royal(name, None) or key(name)

    groups, leader = decided.groups("person", node), _Leaders(known)
    for match in matches.find(found, known, events):
        one, other = groups.root(match.a), groups.root(match.b)
        if one != other and leader.may_join(one, other) and groups.join(one, other):
            leader.join(one, other)
    return groups


class _Leaders:
    """The most frequent Thai name of each group, and the sexes that its titles tell."""

    def __init__(self, known: Mapping[str, Node]) -> None:
        self.thai: dict[str, Node] = {node.id: node for node in known.values() if is_thai(node.name)}
        self.sexes: dict[str, Counter[str]] = {node.id: node.sexes.copy() for node in known.values()}

    def may_join(self, a: str, b: str) -> bool:
        """Whether two groups contradict each other neither in sex nor in Thai names."""
        one, other = self.sexes.get(a), self.sexes.get(b)
        if one and other and by_count(one)[0] != by_count(other)[0]:
            return False
        first, second = self.thai.get(a), self.thai.get(b)
        return first is None or second is None or _likeness(first, second) >= MIN_LIKENESS

    def join(self, a: str, b: str) -> None:
        """Merge what is known of group ``b`` into group ``a``."""
        self.sexes[a] = self.sexes.get(a, Counter()) + self.sexes.pop(b, Counter())
        both = [node for node in (self.thai.get(a), self.thai.get(b)) if node]
        if both:
            self.thai[a] = min(both, key=lambda node: (-node.count, node.id))


def _likeness(one: Node, other: Node) -> float:
    """Likeness of two Thai names, 0 to 100, in any order of their words."""
    turned = [" ".join(sorted(shape(key(word)) for word in node.words)) for node in (one, other)]
    return max(fuzz.ratio(shape(one.id), shape(other.id)), fuzz.ratio(*turned))


def _person(some: list[Mention]) -> Person:
    names: dict[str, Counter[str]] = {"th": Counter(), "en": Counter()}
    forms: Counter[str] = Counter()
    for one in some:
        forms[one.name] += 1
        names["th" if is_thai(one.name) else "en"][one.name] += 2
        for tag, other in (("th", one.th), ("en", one.en)):
            if other and other != one.name:  # the name in the other language, of the article or a table, counts half
                names[tag][bare(other)] += 1
    known = nodes.royal_names().get(next((one.node for one in some if one.node.startswith("*")), ""), (None, None))
    name = {tag: given or _best(names[tag]) for tag, given in zip(("th", "en"), known, strict=True)}
    first = some[0]
    return Person(
        f"{first.record}#{first.entity}", name, by_count(forms), list(dict.fromkeys(one.record for one in some)), some
    )


def _best(names: Counter[str]) -> str | None:
    """The most frequent name; a single word only if there is no other."""
    return min(names, key=lambda name: (" " not in name, -names[name], name)) if names else None
