"""Releases published more than once: the same text again or a version of it, but not a form that was filled in again.

Candidate pairs come from :mod:`newsextract.across.sketches`; boosted trees over the features of
:mod:`newsextract.across.likeness` give the probability that a pair is one release; linked pairs are grouped here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from newsextract.across.joining import Groups
from newsextract.across.likeness import DATA, Reading, features, read
from newsextract.across.sketches import MIN_SHARED, Sketch, candidates, shared, sketch
from newsextract.models import artifact
from newsextract.models.trees import Trees

if TYPE_CHECKING:
    from numpy.typing import NDArray

Kind = Literal["duplicate", "version"]
KINDS: tuple[Kind, ...] = ("duplicate", "version")
#: minimum probability to link a pair, and to link a pair that shares less than ``FEW`` of its runs: of 52 annotated pairs linked
#: by the latter, 42 are copies (out of fold), and the corpus holds far more pairs that share so little
LINKED, LINKED_BY_FEW = 0.6, 0.85
FEW = 0.4
#: probability below which two releases keep their groups apart, even if a chain of links joins them
APART = 0.1
#: minimum share of runs in a duplicate, below which it is a version: the best cut on the annotated pairs (0.95 right)
SAME = 0.9
#: number of releases of each of two groups that are compared before the groups are joined
COMPARED = 5
#: minimum characters of a body; a shorter body is compared together with its headline
SHORT_BODY = 60
#: readings kept in memory, about 8 kB each
_READINGS_KEPT = 40_000
_DIGITS = re.compile("([0-9]{1,18})")


def is_linked(chance: float, share: float) -> bool:
    """Whether a pair with this probability and share of common runs counts as one release."""
    return chance >= (LINKED if share >= FEW else LINKED_BY_FEW)


@dataclass(frozen=True, slots=True)
class Release:
    """The fields of a record that are compared; ``body`` is the text without its headline, see :func:`body_of`."""

    id: str
    title: str
    body: str
    published: str | None = None
    section: str | None = None

    @property
    def text_digest(self) -> str:
        """A digest of the headline and of the body without whitespace, the same for releases with identical words."""
        return blake2b(f"{self.title}\0{''.join(self.body.split())}".encode(), digest_size=16).hexdigest()

    def lazy(self, name: str, made: Sketch) -> LazyRelease:
        """Make a :class:`LazyRelease` of the release, with this name and this sketch of its body."""
        return LazyRelease(name, self.id, self.published, self.text_digest, made, lambda: self)


class LazyRelease(NamedTuple):
    """A release whose text is loaded when needed; ``name`` identifies its exact text, ``text_digest`` is the release's."""

    name: str
    id: str
    published: str | None
    text_digest: str
    sketch: Sketch
    load: Callable[[], Release]


@dataclass(frozen=True, slots=True)
class Group:
    """Copies and versions of one release."""

    group: str  # id of the first release
    kind: Kind  # ``duplicate`` if each release has nearly the same text as another of the group, else ``version``
    records: list[str]  # ids of the releases in order of publication


def body_of(text: str, title: str) -> str:
    """A text without its headline, unless the rest is shorter than :data:`SHORT_BODY`."""
    head, _, body = text.partition("\n")
    return body if head.strip() == title.strip() and len(body) >= SHORT_BODY else text


@dataclass(frozen=True, slots=True)
class Judge:
    """Boosted trees over the features ``names`` that give the probability that two releases are one."""

    names: Sequence[str]
    trees: Trees

    def chances(self, pairs: Sequence[Mapping[str, float]]) -> list[float]:
        """The probability that each pair is one release."""
        found: list[float] = (1 / (1 + np.exp(-self.trees.scores(table(pairs, self.names))))).tolist()
        return found


def table(pairs: Sequence[Mapping[str, float]], names: Sequence[str]) -> NDArray[np.float64]:
    """The named features as a matrix, one row per pair; 0 where a pair lacks a feature."""
    return np.array([[pair.get(name, 0.0) for name in names] for pair in pairs])


@cache
def judge() -> Judge:
    """The shipped trees."""
    found = artifact.read(DATA / "duplicates.npz", "trees")
    return Judge(found.facts["names"], Trees.of(found))


def find(releases: Iterable[Release]) -> list[Group]:
    """Find duplicates and versions; the groups are in order of their first release.

    Parameters
    ----------
    releases
        In any order; of several with the same id only one is used.

    Examples
    --------
    >>> text = "วันนี้สมาคมว่าวไทยเปิดงานว่าวนานาชาติที่สนามหลวง มีผู้ร่วมงานจากสิบสองประเทศ และมีการประกวดว่าวจุฬากับว่าวปักเป้า"
    >>> find([Release("a:2", "งานว่าว", text, "2024-02-02"), Release("a:1", "งานว่าว", text, "2024-02-01")])
    [Group(group='a:1', kind='duplicate', records=['a:1', 'a:2'])]
    """
    # of several with one id, the first by title and words: the order of the input must not matter
    by_id = {one.id: one for one in sorted(releases, key=lambda one: (one.title, one.body), reverse=True)}
    return Pairs(sorted((one.lazy(one.id, sketch(one.body)) for one in by_id.values()), key=sort_key)).groups()


def sort_key(one: LazyRelease) -> tuple[bool, str, tuple[str | int, ...]]:
    """Sort key of a release: its day (releases without one come last), then its id."""
    return one.published is None, (one.published or "")[:10], id_sort_key(one.id)


@lru_cache(maxsize=200_000)
def id_sort_key(key: str) -> tuple[str | int, ...]:
    """Sort key of an id, whose digits compare as numbers.

    Examples
    --------
    >>> id_sort_key("a:9") < id_sort_key("a:10")
    True
    """
    return tuple(int(part) if k % 2 else part for k, part in enumerate(_DIGITS.split(key)))


@dataclass
class Pairs:
    """Releases in order of publication, with the shared runs and probabilities of pairs that are known by name."""

    releases: Sequence[LazyRelease]
    shares: dict[tuple[str, str], float] = field(default_factory=dict)
    chances: dict[tuple[str, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.first: dict[str, int] = {}  # identical releases are not compared: there may be thousands
        for number, one in enumerate(self.releases):
            self.first.setdefault(one.text_digest, number)
        self.reading = lru_cache(_READINGS_KEPT)(self._read)

    def _read(self, number: int) -> Reading:
        one = self.releases[number].load()
        return read(one.title, one.body, one.published, one.section)

    def chance(self, a: int, b: int) -> float:
        """The probability that a pair, the earlier first, is one release."""
        pair = self.releases[a].name, self.releases[b].name
        if pair not in self.chances:
            row = features(self.reading(a), self.reading(b), self.shared(a, b))
            self.chances[pair] = judge().chances([row])[0]
        return self.chances[pair]

    def shared(self, a: int, b: int) -> float:
        """The share of common runs (Jaccard) of a pair, the earlier first."""
        pair = self.releases[a].name, self.releases[b].name
        if pair not in self.shares:
            self.shares[pair] = shared(self.releases[a].sketch.runs, self.releases[b].sketch.runs)
        return self.shares[pair]

    def linked_pairs(self) -> list[tuple[float, int, int]]:
        """The linked pairs with their negated probability, most probable first."""
        found = []
        unique = list(self.first.values())
        for i, j in candidates([self.releases[number].sketch for number in unique]):
            a, b = unique[i], unique[j]
            if (share := self.shared(a, b)) >= MIN_SHARED and is_linked(chance := self.chance(a, b), share):
                found.append((-chance, a, b))
        return sorted(found)

    def groups(self) -> list[Group]:
        """The groups of linked pairs; two groups with a pair below :data:`APART` between them stay apart."""
        joined: Groups[int] = Groups()
        versions: set[int] = set()  # releases with another version in their group
        for _, a, b in self.linked_pairs():
            one, other = sorted((joined.root(a), joined.root(b)))  # the first of each group
            if one != other and not self._must_stay_apart(joined.members(one), joined.members(other), (a, b)):
                joined.join(one, other)
                if self.shared(a, b) < SAME:
                    versions.add(a)
        for number, release in enumerate(self.releases):
            joined.join(self.first[release.text_digest], number)
        return [self._group(members, versions) for members in sorted(map(sorted, joined.larger_groups()))]

    def _must_stay_apart(self, one: list[int], other: list[int], link: tuple[int, int]) -> bool:
        pairs = ((min(a, b), max(a, b)) for a in sorted(one)[:COMPARED] for b in sorted(other)[:COMPARED])
        return any(self.chance(*pair) < APART for pair in pairs if pair != link)

    def _group(self, members: list[int], versions: set[int]) -> Group:
        records = [self.releases[number].id for number in members]
        return Group(records[0], "duplicate" if versions.isdisjoint(members) else "version", records)
