"""The names of people (nodes), each with its days, offices and titles."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from newsextract.across import offices
from newsextract.across.harvest import Harvest, Role, ordinal
from newsextract.across.names import bare, is_thai, key, words_of
from newsextract.across.offices import Office
from newsextract.data import read_csv

#: maximum days between a name of one word and a full name in the same office that are one person's
NEAR = 400
#: maximum days between two names in one office that may be one person's
TERM = 400
#: minimum mentions with the rarer sex, and their minimum share, for a name to be two people's
MIN_MENTIONS, MIN_SHARE = 2, 0.15
#: minimum letters of a Thai name of one word that identifies a person by itself
MIN_LETTERS = 12
_ABBREVIATED = re.compile(r"^(?:[ก-ฮ]{1,4}\.\s*)+(?=[ก-ฮเ-ไ])")

Post = tuple[str, str]


@dataclass(slots=True)
class Mention:
    """A person of one record; ``node`` is the name that is compared."""

    record: str
    entity: str
    day: int | None
    node: str
    name: str
    th: str | None
    en: str | None
    known: str
    sex: str
    offices: tuple[tuple[Office, Role], ...]


@dataclass(slots=True)
class Node:
    """A name and where it occurs."""

    id: str
    name: str  # most frequent spelling; full names count double
    count: int  # mentions
    days: list[int]  # sorted ordinals
    posts: dict[Post, list[int]]  # sorted days in each office
    sexes: Counter[str] = field(default_factory=Counter)  # mentions by the sex that the title tells
    records: list[str] = field(default_factory=list)  # ids in order, without repeats
    others: list[str] = field(default_factory=list)  # names in the other language beside it, from articles or the names table

    @property
    def words(self) -> list[str]:
        """The words of the name."""
        return self.name.split(" ")

    @property
    def is_full(self) -> bool:
        """Whether it is a full name, and not the node of a person in ``across/people.csv``."""
        return " " in self.name and not self.id.startswith("*")

    def days_between(self, other: Node) -> int:
        """Number of days between the periods in which two names occur; 0 if they overlap."""
        if not self.days or not other.days:
            return 0
        return max(self.days[0] - other.days[-1], other.days[0] - self.days[-1], 0)

    def shares_office(self, other: Node) -> bool:
        """Whether two names occur in one office within :data:`TERM` days."""
        fewer, more = (self, other) if len(self.posts) <= len(other.posts) else (other, self)
        return any(post in more.posts and near(when, more.posts[post], TERM) for post, when in fewer.posts.items())

    def shares_body(self, other: Node) -> bool:
        """Whether both have an office of the same body."""
        bodies = {body for _, body in self.posts if body}
        return any(body in bodies for _, body in other.posts)


def near(some: list[int], others: list[int], days: int) -> bool:
    """Whether two sorted lists have days that are at most ``days`` apart."""
    fewer, more = sorted((some, others), key=len)
    for day in fewer:
        at = bisect_left(more, day - days)
        if at < len(more) and more[at] <= day + days:
            return True
    return False


def mentions(harvests: Sequence[Harvest]) -> list[Mention]:
    """The people of all records with their nodes; a name of one word gets the node of the only full name that it can mean."""
    found = [mention for harvest in harvests for mention in _of_record(harvest)]
    full = _FullNames(found)
    for one in found:
        one.node = full.node(one)
    _split_by_sex(found)
    return found


def nodes(found: Sequence[Mention]) -> dict[str, Node]:
    """Group mentions by node."""
    grouped: dict[str, list[Mention]] = defaultdict(list)
    for one in found:
        grouped[one.node].append(one)
    return {node: _node(node, some) for node, some in grouped.items()}


def _node(node: str, some: list[Mention]) -> Node:
    names = Counter(one.name for one in some)
    name = min(names, key=lambda name: (-names[name] * (1 + (" " in name)), name))
    days = sorted(one.day for one in some if one.day)
    sexes = Counter(one.sex for one in some if one.sex)
    records = list(dict.fromkeys(one.record for one in some))
    others = (bare(name) for one in some for name in (one.th, one.en) if name and name != one.name)
    return Node(node, name, len(some), days, _posts(some), sexes, records, list(dict.fromkeys(others)))


def _posts(some: Iterable[Mention]) -> dict[Post, list[int]]:
    """The sorted days in each office."""
    posts: dict[Post, list[int]] = defaultdict(list)
    for one in some:
        for office, _ in one.offices:
            for post in filter(None, (office.post, offices.foreign_post(*office.post))):
                posts[post].append(one.day or 0)
    return {post: sorted(filter(None, when)) for post, when in posts.items()}


def _of_record(harvest: Harvest) -> Iterator[Mention]:
    day = ordinal(harvest.day)
    for person in harvest.people:
        own = (person.th, person.en) if person.known != "th" else (person.en, person.th)
        name = _written(next(filter(None, own)))
        if len(key(name)) > 1:
            held = tuple(
                (office, role) for role in person.roles for office in offices.parse(role.text, role.organisation, role.acting)
            )
            node = royal(name, harvest.day) or key(name)
            yield Mention(
                harvest.id, person.entity, day, node, name, person.th, person.en, person.known, sex_of(person.title), held
            )


@lru_cache(maxsize=200_000)
def _written(name: str) -> str:
    """The name that an article writes, without titles."""
    return bare(_ABBREVIATED.sub("", name))


@lru_cache(maxsize=5_000)
def sex_of(title: str | None) -> str:
    """The sex that a title tells, ``female`` or ``male``; "" if none.

    Examples
    --------
    >>> sex_of("พันเอกหญิง"), sex_of("นายแพทย์"), sex_of("ดร."), sex_of("H.E. Mrs.")
    ('female', 'male', '', 'female')
    """
    parts = [part.strip(".") for part in re.split(r"\s+", title or "") if part]
    for sex in ("female", "male"):
        marks = {word.strip(".") for word in words_of(sex)}
        thai = tuple(sorted(filter(is_thai, marks)))
        if any(part in marks or part.startswith(thai) or (sex == "female" and part.endswith(thai)) for part in parts):
            return sex
    return ""


@cache
def _royal() -> tuple[tuple[str, str, str, str, str], ...]:
    return tuple(
        (key(word), row["match"], key(row["th"]) if row["match"] == "alias" else f"*{row['person']}", row["from"], row["until"])
        for row in read_csv("across/people.csv")
        for word in row["words"].split("|")
    )


@lru_cache(maxsize=200_000)
def _royal_rows(name: str) -> tuple[tuple[str, str, str, str, str], ...]:
    """The rows of ``across/people.csv`` that match a name; nearly always none."""
    squeezed = key(name)
    return tuple(row for row in _royal() if (row[0] in squeezed if row[1] == "contains" else squeezed == row[0]))


def royal(name: str, day: str | None) -> str | None:
    """The node of a name in ``across/people.csv``: kings and their houses, former names and nicknames; None for other names.

    Examples
    --------
    >>> royal("พระปรมินทรมหาภูมิพลอดุลยเดช", None) == royal("King Bhumibol Adulyadej", None)
    True
    """
    for _, _, person, since, until in _royal_rows(name):
        if (not since or (day or "") >= since) and (not until or (day or "9") <= until):
            return person
    return None


@cache
def royal_names() -> dict[str, tuple[str | None, str | None]]:
    """The Thai and English names of kings and their houses, by node."""
    rows = [row for row in read_csv("across/people.csv") if row["match"] == "contains"]
    return {f"*{row['person']}": (row["th"] or None, row["en"] or None) for row in rows}


class _FullNames:
    """Index of full names, to resolve names of one word."""

    def __init__(self, found: Sequence[Mention]) -> None:
        self.in_record: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.in_post: dict[tuple[Post, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        alone = {one.node for one in found if " " not in one.name}
        for one in found:
            if " " not in one.name or one.node.startswith("*"):
                continue
            first, *_, last = map(key, one.name.split(" "))
            for part in {first, last} & alone:
                self.in_record[one.record, part].add(one.node)
            if first in alone and one.day:
                for office, _ in one.offices:
                    self.in_post[office.post, first][one.node].append(one.day)
        self.whole = {one.node for one in found if " " in one.name}

    def node(self, one: Mention) -> str:
        """The node of a mention; a name of one word that is not resolved has that of its office, else of its record."""
        if " " in one.name or one.node.startswith("*") or one.node in self.whole:
            return one.node
        meant = self.in_record.get((one.record, one.node)) or self._in_office(one)
        if len(meant) == 1:
            return min(meant)
        if len(one.node) >= MIN_LETTERS and is_thai(one.node):
            return one.node
        post = next((office.post for office, _ in one.offices if office.kind != offices.OTHER), None)
        return f"{one.node}@{'/'.join(post) if post else one.record}"

    def _in_office(self, one: Mention) -> set[str]:
        """The full names that begin with a name of one word and occur in its office within :data:`NEAR` days."""
        found: set[str] = set()
        for office, _ in one.offices:
            named = self.in_post.get((office.post, one.node), {})
            found |= {node for node, days in named.items() if one.day and any(abs(day - one.day) <= NEAR for day in days)}
        return found


def _split_by_sex(found: Sequence[Mention]) -> None:
    """Split the node of a name that men and women have; a single odd title is taken for a mistake."""
    sexes: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        if one.sex:
            sexes[one.node][one.sex] += 1
    for one in found:
        counts = sexes.get(one.node)
        if not counts or len(counts) < 2 or one.node.startswith("*"):
            continue
        fewer = min(counts, key=lambda sex: (counts[sex], sex))
        if counts[fewer] >= max(MIN_MENTIONS, MIN_SHARE * counts.total()) and one.sex == fewer:
            one.node = f"{one.node}@{fewer}"
