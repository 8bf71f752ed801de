"""Releases that were put up more than once: the same text again, or a version of it; forms filled anew are neither.

Pairs that share much of their wording come from :mod:`newsextract.across.sketches`; a linear model over the numbers of
:mod:`newsextract.across.likeness` says what each pair is, with a probability; pairs become groups here.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from newsextract.across.likeness import DATA, Reading, features, read
from newsextract.across.sketches import Sketch, candidates, shared, sketch
from newsextract.atomic import replacing
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from newsextract.records import Record

Kind = Literal["duplicate", "version"]
CLASSES = ("duplicate", "version", "neither")
#: a pair is linked when it is so probably a duplicate or a version
LINKED = 0.5
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
    def text(self) -> tuple[str, str]:
        """What is the same in two releases with the very same words: headline and body, white space aside."""
        return self.title, "".join(self.body.split())


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


@cache
def model() -> Choice:
    """The shipped model."""
    return choice.of(artifact.read(DATA / "duplicates.npz", "choice"))["pair"]


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
    return Pairs(sorted(by_id.values(), key=_place)).groups()


def _place(one: Release) -> tuple[bool, str, list[str | int]]:
    """Where a release stands: by its day, those without one last, and then by its id, the numbers in it as numbers."""
    parts = enumerate(_DIGITS.split(one.id))
    return one.published is None, (one.published or "")[:10], [int(part) if k % 2 else part for k, part in parts]


@dataclass
class Pairs:
    """Releases in order of publication, and what each pair that was looked at is."""

    releases: Sequence[Release]
    judged: dict[tuple[int, int], dict[str, float]] = field(default_factory=dict)
    twins: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        seen: dict[tuple[str, str], int] = {}
        for number, one in enumerate(self.releases):  # the very same again is not compared: there may be thousands
            kept = seen.setdefault(one.text, number)
            if kept != number:
                self.twins[number] = kept
        self.alone = [number for number in range(len(self.releases)) if number not in self.twins]
        self.sketches: dict[int, Sketch] = {number: sketch(self.releases[number].body) for number in self.alone}
        self.reading = lru_cache(_KEPT)(self._read)

    def _read(self, number: int) -> Reading:
        one = self.releases[number]
        return read(one.title, one.body, one.published, one.section)

    def judge(self, a: int, b: int, share: float | None = None) -> dict[str, float]:
        """The probability of each class for a pair."""
        pair = (a, b) if a < b else (b, a)
        if pair not in self.judged:
            share = self.shared(a, b) if share is None else share
            self.judged[pair] = model().class_probabilities(features(self.reading(pair[0]), self.reading(pair[1]), share))
        return self.judged[pair]

    def shared(self, a: int, b: int) -> float:
        """Share of the runs of both that both have."""
        return shared(self.sketches[a].runs, self.sketches[b].runs)

    def linked(self) -> list[tuple[float, int, int]]:
        """The pairs that are probably one release, most probable first."""
        found = []
        for i, j, share in candidates([self.sketches[number] for number in self.alone]):
            a, b = sorted((self.alone[i], self.alone[j]))
            chance = 1 - self.judge(a, b, share)["neither"]
            if chance >= LINKED:
                found.append((-chance, a, b))
        return sorted(found)

    def groups(self) -> list[Group]:
        """The connected pairs, cut where a chain holds two releases that are plainly apart."""
        of = {number: [number] for number in self.alone}
        kinds: dict[int, set[Kind]] = defaultdict(set)  # by the first of each group
        for _, a, b in self.linked():
            one, other = sorted((of[a], of[b]), key=lambda members: members[0])
            if one is other or self._apart(one, other, (a, b)):
                continue
            kinds[one[0]] |= kinds.pop(other[0], set())
            kinds[one[0]].add("duplicate" if self.shared(a, b) >= SAME else "version")
            one[:] = sorted(one + other)
            for number in one:
                of[number] = one
        for number, kept in self.twins.items():
            of[kept].append(number)
            kinds[of[kept][0]].add("duplicate")
        return [self._group(members, kinds[n]) for n, members in of.items() if members[0] == n and len(members) > 1]

    def _apart(self, one: list[int], other: list[int], link: tuple[int, int]) -> bool:
        pairs = ((a, b) for a in one[:COMPARED] for b in other[:COMPARED] if {a, b} != set(link))
        return any(1 - self.judge(a, b)["neither"] < APART for a, b in pairs)

    def _group(self, members: list[int], kinds: set[Kind]) -> Group:
        records = [self.releases[number].id for number in sorted(members)]
        return Group(records[0], "version" if "version" in kinds else "duplicate", records)


def releases_of(
    paths: Iterable[Path], *, check: bool = True, through: Callable[[Iterable[Record]], Iterable[Record]] = iter
) -> Iterator[Release]:
    """The releases of files of records, runs' folders and stores, whose records may go through something first, such as corrections."""
    from newsextract.stores import read as records_of

    for path in paths:
        yield from map(release_of, through(records_of(path, check=check)))


def write(groups: Iterable[Group], path: Path) -> None:
    """Write groups as JSON Lines."""
    with replacing(path) as part:
        part.write_text("".join(json.dumps(asdict(group), ensure_ascii=False) + "\n" for group in groups), encoding="utf-8")
