"""Releases that were put up more than once: the same text again, or a version of it; forms filled anew are neither.

Pairs that share much of their wording come from :mod:`newsextract.across.sketches`; boosted trees over the numbers of
:mod:`newsextract.across.likeness` say how probably each pair is one release; pairs become groups here.
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
from newsextract.across.sketches import LEAST, Sketch, candidates, shared, sketch
from newsextract.models import artifact
from newsextract.models.trees import Trees
from newsextract.records import Record

if TYPE_CHECKING:
    from numpy.typing import NDArray

Kind = Literal["duplicate", "version"]
KINDS: tuple[Kind, ...] = ("duplicate", "version")
#: a pair is linked when it is so probably one release; one that shares less than ``FEW`` of its runs from the second on: of 33
#: such pairs, annotated and out of fold, 26 are copies, and the corpus holds far more that share so little
LINKED, LINKED_BY_FEW = 0.55, 0.85
FEW = 0.4
#: two releases are kept apart when they are less probably so, though a chain of links joins them
APART = 0.1
#: of the annotated pairs that are one release, this share of the wording parts duplicates from versions best (0.95 right)
SAME = 0.9
#: how many releases of each of two groups are compared before the groups become one
COMPARED = 5
#: a body of fewer characters is compared together with its headline
SHORT_BODY = 60
#: readings kept in memory, about 8 kB each
_KEPT = 40_000
_DIGITS = re.compile("([0-9]{1,18})")


def is_linked(chance: float, share: float) -> bool:
    """Whether a pair of that probability, which shares so much, counts as one release."""
    return chance >= (LINKED if share >= FEW else LINKED_BY_FEW)


@dataclass(frozen=True, slots=True)
class Release:
    """What is needed of a record.

    Attributes
    ----------
    id, title, published, section
        As in the record.
    body
        The text that is compared.
    """

    id: str
    title: str
    body: str
    published: str | None = None
    section: str | None = None

    @property
    def mark(self) -> str:
        """What is the same in two releases with the very same words: a digest of headline and body, white space aside."""
        return blake2b(f"{self.title}\0{''.join(self.body.split())}".encode(), digest_size=16).hexdigest()

    def kept(self, name: str) -> Kept:
        """The release as it is compared with others."""
        return Kept(name, self.id, self.published, self.mark, lambda: self)


class Kept(NamedTuple):
    """A release that stays where it is until its words are needed; ``name`` tells its very text, ``mark`` as of a release."""

    name: str
    id: str
    published: str | None
    mark: str
    load: Callable[[], Release]


@dataclass(frozen=True, slots=True)
class Group:
    """Releases that are one.

    Attributes
    ----------
    group
        Id of the first.
    kind
        ``duplicate`` when each has nearly the same text as another of them, else ``version``.
    records
        Their ids in order of publication.
    """

    group: str
    kind: Kind
    records: list[str]


def release_of(record: Record) -> Release:
    """What is needed of a record."""
    title = record.title.text
    return Release(record.id, title, body_of(record.text, title), record.published, record.source.section)


def body_of(text: str, title: str) -> str:
    """A text without its headline, unless there is hardly more."""
    head, _, body = text.partition("\n")
    return body if head.strip() == title.strip() and len(body) >= SHORT_BODY else text


@dataclass(frozen=True, slots=True)
class Judge:
    """Trees that say how probably two releases are one.

    Attributes
    ----------
    names
        The numbers of a pair that they look at.
    trees
        What they add is measured against a pair of which every number is naught.
    """

    names: Sequence[str]
    trees: Trees

    def chances(self, pairs: Sequence[Mapping[str, float]]) -> list[float]:
        """How probably each pair is one release."""
        scores = self.trees.scores(table([{}, *pairs], self.names))
        found: list[float] = (1 / (1 + np.exp(scores[0] - scores[1:]))).tolist()
        return found


def table(pairs: Sequence[Mapping[str, float]], names: Sequence[str]) -> NDArray[np.float64]:
    """Some numbers of pairs, a row for each."""
    return np.array([[pair.get(name, 0.0) for name in names] for pair in pairs])


@cache
def judge() -> Judge:
    """The shipped trees."""
    found = artifact.read(DATA / "duplicates.npz", "trees")
    return Judge(found.facts["names"], Trees.of(found))


def find(releases: Iterable[Release]) -> list[Group]:
    """The groups of releases that are one, in order of their first.

    Parameters
    ----------
    releases
        In any order; of several with one id one counts.

    Examples
    --------
    >>> text = "วันนี้สมาคมว่าวไทยเปิดงานว่าวนานาชาติที่สนามหลวง มีผู้ร่วมงานจากสิบสองประเทศ และมีการประกวดว่าวจุฬากับว่าวปักเป้า"
    >>> find([Release("a:2", "งานว่าว", text, "2024-02-02"), Release("a:1", "งานว่าว", text, "2024-02-01")])
    [Group(group='a:1', kind='duplicate', records=['a:1', 'a:2'])]
    """
    by_id: dict[str, Release] = {}
    for one in releases:
        kept = by_id.setdefault(one.id, one)
        if (one.title, one.body) < (kept.title, kept.body):  # which is read first must not matter
            by_id[one.id] = one
    return Pairs(sorted((one.kept(one.id) for one in by_id.values()), key=place)).groups()


def place(one: Kept) -> tuple[bool, str, tuple[str | int, ...]]:
    """Where a release stands: by its day, those without one last, and then by its id."""
    return one.published is None, (one.published or "")[:10], id_place(one.id)


@lru_cache(maxsize=200_000)
def id_place(key: str) -> tuple[str | int, ...]:
    """Where an id stands: the numbers in it as numbers.

    Examples
    --------
    >>> id_place("a:9") < id_place("a:10")
    True
    """
    return tuple(int(part) if k % 2 else part for k, part in enumerate(_DIGITS.split(key)))


@dataclass
class Pairs:
    """Releases in order of publication, and what is known of them by their names.

    Attributes
    ----------
    sketches
        Of releases; the missing ones are made.
    shares
        How much of its wording each pair shares.
    chances
        How probably each pair is one release.
    """

    releases: Sequence[Kept]
    sketches: dict[str, Sketch] = field(default_factory=dict)
    shares: dict[tuple[str, str], float] = field(default_factory=dict)
    chances: dict[tuple[str, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.first: dict[str, int] = {}  # the very same again is not compared: there may be thousands
        for number, one in enumerate(self.releases):
            self.first.setdefault(one.mark, number)
        for one in map(self.releases.__getitem__, self.first.values()):
            if one.name not in self.sketches:
                self.sketches[one.name] = sketch(one.load().body)
        self.reading = lru_cache(_KEPT)(self._read)

    def _read(self, number: int) -> Reading:
        one = self.releases[number].load()
        return read(one.title, one.body, one.published, one.section)

    def chance(self, a: int, b: int) -> float:
        """How probably a pair, the earlier first, is one release."""
        pair = self.releases[a].name, self.releases[b].name
        if pair not in self.chances:
            row = features(self.reading(a), self.reading(b), self.shared(a, b))
            self.chances[pair] = judge().chances([row])[0]
        return self.chances[pair]

    def shared(self, a: int, b: int) -> float:
        """Share of the runs of both that both have, the earlier first."""
        pair = self.releases[a].name, self.releases[b].name
        if pair not in self.shares:
            self.shares[pair] = shared(*(self.sketches[name].runs for name in pair))
        return self.shares[pair]

    def linked(self) -> list[tuple[float, int, int]]:
        """The pairs that are probably one release, most probable first."""
        found = []
        alone = list(self.first.values())
        for i, j in candidates([self.sketches[self.releases[number].name] for number in alone]):
            a, b = alone[i], alone[j]
            if (share := self.shared(a, b)) >= LEAST and is_linked(chance := self.chance(a, b), share):
                found.append((-chance, a, b))
        return sorted(found)

    def groups(self) -> list[Group]:
        """The connected pairs, cut where a chain holds two releases that are plainly apart."""
        joined: Groups[int] = Groups()
        versions: set[int] = set()  # releases of which another version is in their group
        for _, a, b in self.linked():
            one, other = sorted((joined.of(a), joined.of(b)))  # the first of each group
            if one != other and not self._apart(joined.members(one), joined.members(other), (a, b)):
                joined.join(one, other)
                if self.shared(a, b) < SAME:
                    versions.add(a)
        for number, release in enumerate(self.releases):
            joined.join(self.first[release.mark], number)
        return [self._group(members, versions) for members in sorted(map(sorted, joined.several()))]

    def _apart(self, one: list[int], other: list[int], link: tuple[int, int]) -> bool:
        pairs = ((min(a, b), max(a, b)) for a in sorted(one)[:COMPARED] for b in sorted(other)[:COMPARED])
        return any(self.chance(*pair) < APART for pair in pairs if pair != link)

    def _group(self, members: list[int], versions: set[int]) -> Group:
        records = [self.releases[number].id for number in members]
        return Group(records[0], "duplicate" if versions.isdisjoint(members) else "version", records)
