"""Bodies: one ministry, department or company across its names, abbreviations and languages, and what became of it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from newsextract.across import words
from newsextract.across.decisions import NONE, Decisions
from newsextract.across.harvest import Harvest
from newsextract.across.joining import Groups, by_count
from newsextract.across.names import key, shape
from newsextract.data import read_csv

#: an English name or abbreviation belongs to a Thai one in so many records, and in so large a share of those that give it one
GLOSSED, SHARE = 2, 0.7
#: letters of a name below which a slip of the pen is not told from another name
LONG = 14
_BRACKETS = re.compile(r"\s*\([^()]*\)?\s*$")
_COMPANY = re.compile(
    r"^(?:บริษัท|บมจ\.|บจก\.)\s*|\s*(?:จำกัด|,?\s*(?:Public\s+)?(?:Company\s+Limited|Co\.?,?\s*Ltd\.?))\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Known:
    """A body that the shipped tables know."""

    th: str
    en: str | None
    names: tuple[str, ...]
    successor: str | None = None
    since: str | None = None


@dataclass(slots=True)
class Body:
    """One body.

    Attributes
    ----------
    id
        Its first mention, ``record#entity``.
    name
        The name that most records use, in each language.
    forms
        Every written name, the most frequent first.
    records
        The records that name it, in the order of their days.
    successor, since
        Id of the body that took its place, and the day of that.
    glossed
        The records that give its name in both languages.
    """

    id: str
    name: dict[str, str | None]
    forms: list[str]
    records: list[str]
    successor: str | None = None
    since: str | None = None
    glossed: list[str] = field(default_factory=list, repr=False)
    mentions: list[tuple[str, str]] = field(default_factory=list, repr=False)


@cache
def known() -> dict[str, Known]:
    """The bodies of the shipped tables by their Thai name."""
    found = {}
    for row in read_csv("across/bodies.csv"):
        every = [row["th"], *_split(row["also"]), *_split(row["en"]), *_split(row["abbr"])]
        first = next(iter(_split(row["en"])), None)
        found[row["th"]] = Known(row["th"], first, tuple(every), row["successor"] or None, row["since"] or None)
    for row in read_csv("gazetteers/agencies.csv"):
        english = _split(row["en"])
        before = found.get(row["th"]) or next((one for one in found.values() if row["th"] in one.names), None)
        names = (row["th"], *_split(row["abbr"]), *english)
        th = before.th if before else row["th"]
        en, more = (before.en, before.names) if before else (next(iter(english), None), ())
        new = before or Known(th, en, ())
        found[th] = Known(th, en, (*more, *names), new.successor, new.since)
    return found


def _split(text: str) -> list[str]:
    return [part for part in text.split("|") if part]


@cache
def _table() -> dict[str, str]:
    """The Thai name of each known body, by the key of each of its names; of a name that two have, the first."""
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


#: what :func:`body_key` has made so far, so that it can be kept from one run of a program to the next
keys: dict[str, str] = {}
_KEPT = 500_000


def body_key(name: str) -> str:
    """A body's name for looking up: no white space, no company form, no abbreviation in brackets behind it.

    Examples
    --------
    >>> body_key("บริษัท ว่าวไทย จำกัด (มหาชน)") == body_key("ว่าวไทย")
    True
    """
    if name not in keys:
        if len(keys) >= _KEPT:
            keys.clear()
        bare = _bare(name)
        keys[name] = key(bare if bare == name else _bare(bare))
    return keys[name]


def _bare(name: str) -> str:
    return _COMPANY.sub("", _BRACKETS.sub("", name)) or name


def canonical(name: str) -> str | None:
    """The Thai name of a body that the shipped tables know, by any of its names.

    Examples
    --------
    >>> canonical("รง."), canonical("Ministry of Labour"), canonical("กระทรวงว่าว")
    ('กระทรวงแรงงาน', 'กระทรวงแรงงาน', None)
    """
    return _table().get(body_key(name))


def of_field(field_of: str) -> str | None:
    """The ministry of a field, as it stands behind "minister of".

    Examples
    --------
    >>> of_field("แรงงาน"), of_field("Labour"), of_field("รง."), of_field("ว่าว")
    ('กระทรวงแรงงาน', 'กระทรวงแรงงาน', 'กระทรวงแรงงาน', None)
    """
    found = canonical(field_of)
    if found and found.startswith(tuple(words.of("field"))):
        return found
    for prefix in words.of("field"):
        joint = " " if prefix.isascii() else ""
        if named := canonical(f"{prefix}{joint}{field_of}"):
            return named
    return _short().get(body_key(field_of)) or found


@cache
def _short() -> dict[str, str]:
    return {
        body_key(short): canonical(row["th"]) or row["th"]
        for row in read_csv("gazetteers/agencies.csv")
        for short in _split(row["short"])
    }


def at(name: str, day: str | None) -> str:
    """The body that had a known body's tasks on a day: itself, or what followed it.

    Examples
    --------
    >>> at("กระทรวงวิทยาศาสตร์และเทคโนโลยี", "2018-01-01"), at("กระทรวงวิทยาศาสตร์และเทคโนโลยี", "2020-01-01")
    ('กระทรวงวิทยาศาสตร์และเทคโนโลยี', 'กระทรวงการอุดมศึกษา วิทยาศาสตร์ วิจัยและนวัตกรรม')
    """
    one = known().get(name)
    while day and one and one.successor and one.since and one.since <= day:
        name = one.successor
        one = known().get(name)
    return name


def find(harvests: Sequence[Harvest], decided: Decisions = NONE) -> list[Body]:
    """The bodies of records, in order of their first mention.

    Parameters
    ----------
    harvests
        In order of their days.
    decided
        What a user has decided.
    """
    mentions = list(_named(harvests))
    owner = _owners(mentions, decided)
    groups: dict[str, list[_Mention]] = defaultdict(list)
    for one in mentions:
        groups[owner.of(one.node)].append(one)
    found = {group: _body(group, some) for group, some in groups.items()}
    by_name = {body.name["th"]: body for body in found.values() if body.name["th"] in known()}
    for name, body in by_name.items():
        shipped = known()[name or ""]
        if shipped.successor:
            follower = by_name.get(shipped.successor)
            body.successor, body.since = (follower.id if follower else None), shipped.since
    return list(found.values())


#: a body's names in one article: Thai, English, abbreviation
_Written = tuple[str | None, str | None, str | None]


class _Mention(NamedTuple):
    record: str
    entity: str
    th: str | None
    en: str | None
    abbr: str | None
    node: str  # key of the name that the article itself gives
    glossed: bool


def _named(harvests: Iterable[Harvest]) -> Iterator[_Mention]:
    nodes: dict[tuple[str | None, ...], str] = {}
    for one in harvests:
        for entity, th, en, abbr, source in one.bodies:
            names = th, en, abbr, source
            if (node := nodes.get(names)) is None:
                node = nodes[names] = _node(*names)
            if node:
                yield _Mention(one.id, entity, th, en, abbr, node, bool(th and en and not source))


def _node(th: str | None, en: str | None, abbr: str | None, source: str) -> str:
    """The key of the name that an article itself gives, else of the one that a table adds; "" without any."""
    written = (th if source != "th" else None, en if source != "en" else None, abbr, th, en)
    return next(filter(None, map(body_key, filter(None, written))), "")


def _owners(mentions: Sequence[_Mention], decided: Decisions) -> Groups[str]:
    """The group of each written name: with the known body of that name, else with the Thai name that articles give beside it."""
    glosses = _glosses(mentions)
    counts = Counter(one.node for one in mentions)
    at = {f"{one.record}#{one.entity}": one.node for one in mentions} if decided else {}
    groups = Groups((at.get(a, body_key(a)), at.get(b, body_key(b))) for a, b in decided.pairs("body", "two"))
    for a, b in decided.pairs("body", "one"):
        groups.join(at.get(a, body_key(a)), at.get(b, body_key(b)))
    shapes: dict[str, str] = {}
    for node in by_count(counts):
        if (owner := _owner(node, glosses.get(node))) is not None:
            groups.join(owner, node)
        if len(node) >= LONG:  # the most frequent of one shape gives the group
            groups.join(shapes.setdefault(shape(node), node), node)
    return groups


def _glosses(mentions: Iterable[_Mention]) -> dict[str, Counter[str]]:
    """The Thai names beside which articles give each other name."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in mentions:
        if one.th and (one.en or one.abbr) and (named := body_key(one.th)):
            for other in filter(None, (one.en, one.abbr)):
                found[body_key(other)][named] += 1
    return found


def _owner(node: str, glosses: Counter[str] | None) -> str | None:
    """The known body that a written name is of, or the Thai name beside which articles give it."""
    if node in _table():
        return body_key(_table()[node])
    thai = _plain(glosses)
    return body_key(_table().get(thai, thai)) if thai and thai != node else None


def _plain(glosses: Counter[str] | None) -> str | None:
    """The Thai name that most articles give beside another, where they agree."""
    if not glosses:
        return None
    name = by_count(glosses)[0]
    return name if glosses[name] >= GLOSSED and glosses[name] >= SHARE * glosses.total() else None


def _body(group: str, mentions: list[_Mention]) -> Body:
    written = Counter([(one.th, one.en, one.abbr) for one in mentions])
    shipped = known().get(_table().get(group, ""))
    forms = _forms(written, _table().get(group))
    best = {"th": _most(written, 0), "en": _most(written, 1)}
    if shipped:
        best = {"th": shipped.th, "en": shipped.en or best["en"]}
    first = mentions[0]
    records = list(dict.fromkeys(one.record for one in mentions))
    glossed = list(dict.fromkeys(one.record for one in mentions if one.glossed))
    places = [(one.record, one.entity) for one in mentions]
    return Body(f"{first.record}#{first.entity}", best, by_count(forms), records, glossed=glossed, mentions=places)


def _most(written: Mapping[_Written, int], side: int) -> str | None:
    """The name that most mentions have on a side."""
    if len(written) == 1:
        return next(iter(written))[side] or None
    return next(iter(by_count(_tally((names[side], count) for names, count in written.items()))), None)


def _forms(written: Mapping[_Written, int], own: str | None) -> dict[str, int]:
    """How many mentions have each name; an abbreviation that the tables know to be another body's is none of a known one's."""
    each = ((name, count) for names, count in written.items() for name in {name for name in names if name})
    return _tally((name, count) for name, count in each if not own or _table().get(body_key(name), own) == own)


def _tally(counts: Iterable[tuple[str | None, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, count in counts:
        if name:
            found[name] = found.get(name, 0) + count
    return found
