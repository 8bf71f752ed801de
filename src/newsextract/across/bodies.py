"""Bodies: ministries, departments and companies joined across names, abbreviations and languages, with their successors."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import NamedTuple

from newsextract.across.decisions import NO_DECISIONS, Decisions
from newsextract.across.harvest import Harvest
from newsextract.across.joining import Groups, by_count
from newsextract.across.names import key, shape, words_of
from newsextract.data import read_csv

#: minimum mentions that gloss an English name or abbreviation with one Thai name, and their minimum share of all that gloss it
MIN_GLOSSES, MIN_SHARE = 2, 0.7
#: minimum letters for joining names of one shape: a shorter name that differs may be another body's
LONG = 14
_BRACKETS = re.compile(r"\s*\([^()]*\)?\s*$")
_COMPANY = re.compile(
    r"^(?:บริษัท|บมจ\.|บจก\.)\s*|\s*(?:จำกัด|,?\s*(?:Public\s+)?(?:Company\s+Limited|Co\.?,?\s*Ltd\.?))\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class KnownBody:
    """A body of the shipped tables."""

    th: str
    en: str | None
    names: tuple[str, ...]
    successor: str | None = None
    since: str | None = None


class Mention(NamedTuple):
    """A body of one record; ``node`` is the name that is compared."""

    record: str
    entity: str
    th: str | None
    en: str | None
    abbr: str | None
    node: str
    glossed: bool  # whether the record gives its name in both languages


@dataclass(slots=True)
class Body:
    """A ministry, department, company or other organisation."""

    id: str  # first mention, ``record#entity``
    name: dict[str, str | None]  # most frequent name in each language; of a body in the shipped tables, the table's name
    forms: list[str]  # written names, most frequent first
    records: list[str]  # ids of the records that name it, in order of date
    successor: str | None = None  # id; None if no record names it
    since: str | None = None  # date of the change
    mentions: list[Mention] = field(default_factory=list, repr=False)


@cache
def known() -> dict[str, KnownBody]:
    """The bodies of the shipped tables by Thai name."""
    found = {}
    for row in read_csv("across/bodies.csv"):
        every = [row["th"], *_split(row["also"]), *_split(row["en"]), *_split(row["abbr"])]
        first = next(iter(_split(row["en"])), None)
        found[row["th"]] = KnownBody(row["th"], first, tuple(every), row["successor"] or None, row["since"] or None)
    for row in read_csv("gazetteers/agencies.csv"):
        english = _split(row["en"])
        one = found.get(row["th"]) or next((one for one in found.values() if row["th"] in one.names), None)
        one = one or KnownBody(row["th"], next(iter(english), None), ())
        found[one.th] = replace(one, names=(*one.names, row["th"], *_split(row["abbr"]), *english))
    return found


def _split(text: str) -> list[str]:
    return [part for part in text.split("|") if part]


@cache
def _table() -> dict[str, str]:
    """Lookup table from the key of each known name to the body's Thai name; of two bodies with one name, the first wins."""
    found: dict[str, str] = {}
    for one in known().values():
        for name in one.names:
            found.setdefault(body_key(name), one.th)
    for row in read_csv("terms/glossary.csv"):
        if row["read"] == "ok" and row["kind"] == "organisation":
            named = found.get(body_key(row["th"]), row["th"])
            found.setdefault(body_key(row["th"]), named)
            found.setdefault(body_key(row["abbr"]), named)
    return found


#: memo of :func:`body_key`, which ``link`` keeps from run to run
key_memo: dict[str, str] = {}


def body_key(name: str) -> str:
    """A body's name as a lookup key, without whitespace, company form and trailing abbreviation in brackets.

    Examples
    --------
    >>> body_key("บริษัท ว่าวไทย จำกัด (มหาชน)") == body_key("ว่าวไทย")
    True
    """
    if name not in key_memo:
        bare = _bare(name)
        key_memo[name] = key(bare if bare == name else _bare(bare))
    return key_memo[name]


def _bare(name: str) -> str:
    return _COMPANY.sub("", _BRACKETS.sub("", name)) or name


def canonical(name: str) -> str | None:
    """The Thai name of a body of the shipped tables, given any of its names; None if unknown.

    Examples
    --------
    >>> canonical("รง."), canonical("Ministry of Labour"), canonical("กระทรวงว่าว")
    ('กระทรวงแรงงาน', 'กระทรวงแรงงาน', None)
    """
    return _table().get(body_key(name))


def of_field(field_of: str) -> str | None:
    """The ministry of a field, as written after "minister of"; None if unknown.

    Examples
    --------
    >>> of_field("แรงงาน"), of_field("Labour"), of_field("รง."), of_field("ว่าว")
    ('กระทรวงแรงงาน', 'กระทรวงแรงงาน', 'กระทรวงแรงงาน', None)
    """
    found = canonical(field_of)
    if found and found.startswith(tuple(words_of("field"))):
        return found
    for prefix in words_of("field"):
        joint = " " if prefix.isascii() else ""
        if named := canonical(f"{prefix}{joint}{field_of}"):
            return named
    return _short_names().get(body_key(field_of)) or found


@cache
def _short_names() -> dict[str, str]:
    return {
        body_key(short): canonical(row["th"]) or row["th"]
        for row in read_csv("gazetteers/agencies.csv")
        for short in _split(row["short"])
    }


def body_in_charge(name: str, day: str | None) -> str:
    """The body in charge of a known body's tasks on a day: the body itself or its successor.

    Examples
    --------
    >>> body_in_charge("กระทรวงวิทยาศาสตร์และเทคโนโลยี", "2018-01-01"), body_in_charge("กระทรวงวิทยาศาสตร์และเทคโนโลยี", "2020-01-01")
    ('กระทรวงวิทยาศาสตร์และเทคโนโลยี', 'กระทรวงการอุดมศึกษา วิทยาศาสตร์ วิจัยและนวัตกรรม')
    """
    one = known().get(name)
    while day and one and one.successor and one.since and one.since <= day:
        name = one.successor
        one = known().get(name)
    return name


def find(harvests: Sequence[Harvest], decided: Decisions = NO_DECISIONS) -> list[Body]:
    """The bodies that records name, in order of first mention; ``harvests`` is in order of date."""
    mentions = list(_mentions(harvests))
    owner = _owners(mentions, decided)
    groups: dict[str, list[Mention]] = defaultdict(list)
    for one in mentions:
        groups[owner.root(one.node)].append(one)
    found = {group: _body(group, some) for group, some in groups.items()}
    by_name = {body.name["th"]: body for body in found.values() if body.name["th"] in known()}
    for name, body in by_name.items():
        shipped = known()[name or ""]
        if shipped.successor:
            follower = by_name.get(shipped.successor)
            body.successor, body.since = (follower.id if follower else None), shipped.since
    return list(found.values())


def _mentions(harvests: Iterable[Harvest]) -> Iterator[Mention]:
    for one in harvests:
        for entity, th, en, abbr, source in one.bodies:
            if node := _node(th, en, abbr, source):
                yield Mention(one.id, entity, th, en, abbr, node, bool(th and en and not source))


@lru_cache(maxsize=200_000)
def _node(th: str | None, en: str | None, abbr: str | None, source: str) -> str:
    """The key of the name in the article itself, else of the name that a table added; "" if there is none."""
    written = (th if source != "th" else None, en if source != "en" else None, abbr, th, en)
    return next(filter(None, map(body_key, filter(None, written))), "")


def _owners(mentions: Sequence[Mention], decided: Decisions) -> Groups[str]:
    """Group the written names: with the known body of that name, else with the Thai name that articles gloss it with."""
    glosses = _glosses(mentions)
    counts = Counter(one.node for one in mentions)
    at = {f"{one.record}#{one.entity}": one.node for one in mentions} if decided else {}
    groups = decided.groups("body", lambda name: at.get(name) or body_key(name))
    shapes: dict[str, str] = {}
    for node in by_count(counts):
        if (owner := _owner(node, glosses.get(node))) is not None:
            groups.join(owner, node)
        if len(node) >= LONG:  # the most frequent name of a shape owns the group
            groups.join(shapes.setdefault(shape(node), node), node)
    return groups


def _glosses(mentions: Iterable[Mention]) -> dict[str, Counter[str]]:
    """Count the Thai names that articles give with each English name or abbreviation."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in mentions:
        if one.th and (one.en or one.abbr) and (named := body_key(one.th)):
            for other in filter(None, (one.en, one.abbr)):
                found[body_key(other)][named] += 1
    return found


def _owner(node: str, glosses: Counter[str] | None) -> str | None:
    """The key of the known body with this name, else of the Thai name that articles gloss it with, if enough agree."""
    if node in _table():
        return body_key(_table()[node])
    if not glosses:
        return None
    thai = by_count(glosses)[0]
    agreed = glosses[thai] >= MIN_GLOSSES and glosses[thai] >= MIN_SHARE * glosses.total()
    return thai if agreed and thai != node else None


def _body(group: str, mentions: list[Mention]) -> Body:
    own = _table().get(group)
    shipped = known().get(own or "")
    best = {"th": _most_frequent(one.th for one in mentions), "en": _most_frequent(one.en for one in mentions)}
    if shipped:
        best = {"th": shipped.th, "en": shipped.en or best["en"]}
    first = mentions[0]
    records = list(dict.fromkeys(one.record for one in mentions))
    return Body(f"{first.record}#{first.entity}", best, _forms(mentions, own), records, mentions=mentions)


def _most_frequent(names: Iterable[str | None]) -> str | None:
    return next(iter(by_count(Counter(filter(None, names)))), None)


def _forms(mentions: Iterable[Mention], own: str | None) -> list[str]:
    """The names, most frequent first; names of a known body that the tables give to another body are dropped."""
    names = Counter(name for one in mentions for name in {one.th, one.en, one.abbr} if name)
    return by_count({name: n for name, n in names.items() if not own or _table().get(body_key(name), own) == own})
