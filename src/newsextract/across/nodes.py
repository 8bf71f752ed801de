"""The names under which people are met, each with its days, offices and titles."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from newsextract.across import offices, words
from newsextract.across.harvest import Harvest, Role, number
from newsextract.across.names import bare, is_thai, key
from newsextract.across.offices import Office
from newsextract.data import read_csv

#: days within which a name of one word and a full name in the same office are one person's
NEAR = 400
#: days within which two names in one office may be one person's
TERM = 400
#: mentions of each sex, at least, and their share, for a name to be two people's
OF_EACH, SHARE = 2, 0.15
#: letters of a name of one word that is nobody else's
WHOLE = 12
_ABBREVIATED = re.compile(r"^(?:[ก-ฮ]{1,4}\.\s*)+(?=[ก-ฮเ-ไ])")

Post = tuple[str, str]


@dataclass(slots=True)
class Mention:
    """One person of one record under the name that is compared."""

    record: str
    entity: str
    day: int | None
    node: str
    name: str
    th: str | None
    en: str | None
    known: str
    sex: str
    held: tuple[tuple[Office, Role], ...]


@dataclass(slots=True)
class Node:
    """A name and where it is met.

    Attributes
    ----------
    name
        Its most frequent spelling.
    count
        Mentions.
    days
        Numbers of the days, sorted.
    posts
        Days in each office.
    sexes
        By the titles.
    records
        In order, each once.
    others
        Names in the other language that an article or the names table gives beside it.
    """

    id: str
    name: str
    count: int
    days: list[int]
    posts: dict[Post, list[int]]
    sexes: Counter[str] = field(default_factory=Counter)
    records: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """The words of the name."""
        return self.name.split(" ")

    @property
    def is_full(self) -> bool:
        """Whether it is a full name, and not that of a person whose names are data."""
        return " " in self.name and not self.id.startswith("*")

    def apart(self, other: Node) -> int:
        """Days between the times in which two names are met; 0 where these overlap."""
        if not self.days or not other.days:
            return 0
        return max(self.days[0] - other.days[-1], other.days[0] - self.days[-1], 0)

    def shares_office(self, other: Node) -> bool:
        """Whether two names are met in one office within some days."""
        fewer, more = (self, other) if len(self.posts) <= len(other.posts) else (other, self)
        return any(post in more.posts and near(when, more.posts[post], TERM) for post, when in fewer.posts.items())

    def shares_body(self, other: Node) -> bool:
        """Whether both have an office of one body."""
        bodies = {body for _, body in self.posts if body}
        return any(body in bodies for _, body in other.posts)


def near(some: list[int], others: list[int], days: int) -> bool:
    """Whether a day of one sorted list is near one of the other."""
    fewer, more = sorted((some, others), key=len)
    for day in fewer:
        at = bisect_left(more, day - days)
        if at < len(more) and more[at] <= day + days:
            return True
    return False


def mentions(harvests: Sequence[Harvest]) -> list[Mention]:
    """Every person of every record under the name that is compared: a full name, or a shorter one that only one can mean."""
    found = [mention for harvest in harvests for mention in _of_record(harvest)]
    full = _Full(found)
    for one in found:
        one.node = full.node(one)
    _part_by_sex(found)
    return found


def nodes(found: Sequence[Mention]) -> dict[str, Node]:
    """The names of mentions."""
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
    return Node(node, name, len(some), days, _posts(some), sexes, records, _others(some))


def _posts(some: Iterable[Mention]) -> dict[Post, list[int]]:
    """The sorted days in each office."""
    posts: dict[Post, list[int]] = defaultdict(list)
    for one in some:
        for office, _ in one.held:
            for post in filter(None, (office.post, office.abroad)):
                posts[post].append(one.day or 0)
    return {post: sorted(filter(None, when)) for post, when in posts.items()}


def _others(some: Iterable[Mention]) -> list[str]:
    names = (name for one in some for name in (one.th, one.en) if name and name != one.name)
    return list(dict.fromkeys(map(bare, names)))


def _of_record(harvest: Harvest) -> Iterator[Mention]:
    day = number(harvest.day)
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
    """The name that an article writes, without titles and offices."""
    name = bare(_ABBREVIATED.sub("", name))
    first, _, rest = name.partition(" ")
    return bare(rest) if " " in rest and offices.parse(first) and offices.parse(first)[0].kind != offices.OTHER else name


@lru_cache(maxsize=5_000)
def sex_of(title: str | None) -> str:
    """What a title says of the sex.

    Examples
    --------
    >>> sex_of("พันเอกหญิง"), sex_of("นายแพทย์"), sex_of("ดร."), sex_of("H.E. Mrs.")
    ('female', 'male', '', 'female')
    """
    parts = [part.strip(".") for part in re.split(r"\s+", title or "") if part]
    for sex in ("female", "male"):
        marks = {word.strip(".") for word in words.of(sex)}
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


@cache
def _royal_words() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(row[0]) for row in _royal()))


@lru_cache(maxsize=200_000)
def _royal_rows(name: str) -> tuple[tuple[str, str, str, str, str], ...]:
    """The data of those whom a name may be of: nearly always nobody's."""
    squeezed = key(name)
    if not _royal_words().search(squeezed):
        return ()
    return tuple(row for row in _royal() if (row[0] in squeezed if row[1] == "contains" else squeezed == row[0]))


def royal(name: str, day: str | None) -> str | None:
    """The node of a person whose names and titles are data: of kings and their houses, and of former names and nicknames.

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
def given() -> dict[str, tuple[str | None, str | None]]:
    """Names in both languages of the people whose names are data."""
    rows = [row for row in read_csv("across/people.csv") if row["match"] == "contains"]
    return {f"*{row['person']}": (row["th"] or None, row["en"] or None) for row in rows}


class _Full:
    """Full names, to find whom a name of one word means."""

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
                for office, _ in one.held:
                    self.in_post[office.post, first][one.node].append(one.day)
        self.whole = {one.node for one in found if " " in one.name}

    def node(self, one: Mention) -> str:
        """The name that a mention goes under."""
        if " " in one.name or one.node.startswith("*") or one.node in self.whole:
            return one.node
        meant = self.in_record.get((one.record, one.node)) or self._in_office(one)
        if len(meant) == 1:
            return min(meant)
        return one.node if len(one.node) >= WHOLE and is_thai(one.node) else _own(one)

    def _in_office(self, one: Mention) -> set[str]:
        """The full names that begin like a name of one word and are met in its office, near in time."""
        found: set[str] = set()
        for office, _ in one.held:
            near = self.in_post.get((office.post, one.node), {})
            found |= {node for node, days in near.items() if one.day and any(abs(day - one.day) <= NEAR for day in days)}
        return found


def _own(one: Mention) -> str:
    """The node of a name of one word that means nobody else: of its office, or of its record alone."""
    post = next((office.post for office, _ in one.held if office.kind != offices.OTHER), None)
    return f"{one.node}@{'/'.join(post) if post else one.record}"


def _part_by_sex(found: Sequence[Mention]) -> None:
    """Give a name that men and women have two nodes; one odd title is a mistake."""
    sexes: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        if one.sex:
            sexes[one.node][one.sex] += 1
    for one in found:
        counts = sexes.get(one.node)
        if not counts or len(counts) < 2 or one.node.startswith("*"):
            continue
        fewer = min(counts, key=lambda sex: (counts[sex], sex))
        if counts[fewer] >= max(OF_EACH, SHARE * counts.total()) and one.sex == fewer:
            one.node = f"{one.node}@{fewer}"
