"""Parse offices from the words of articles, so that one office is the same in whatever words and language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from newsextract.across import bodies
from newsextract.across.names import key, words_of
from newsextract.data import read_csv

#: kind of an office that is not in data/across/offices.csv and is known by its words
OTHER = "other"
_SPACE = re.compile(r"\s+")


class Office(NamedTuple):
    """An office."""

    kind: str  # in data/across/offices.csv, or ``other``
    body: str  # its ministry, department or province, or code of its country; "" for Thailand's own
    acting: bool  # whether it is held for somebody else
    label: str  # the office in full, in Thai if known

    @property
    def post(self) -> tuple[str, str]:
        """Identity of the office, acting or not: kind and body."""
        return self.kind, self.body


@lru_cache(maxsize=50_000)
def foreign_post(kind: str, body: str) -> tuple[str, str] | None:
    """The kind and country of a foreign office; None unless the words of its body name another country."""
    if kind == OTHER or kinds()[kind]["body"] in {"country", "mission", "none"}:
        return None
    match = _foreign_countries().search(body)
    country = country_of(match.group()) if match else None
    return (f"{kind} of", country) if country else None


@cache
def kinds() -> dict[str, dict[str, str]]:
    """The rows of data/across/offices.csv by kind of office."""
    return {row["office"]: row for row in read_csv("across/offices.csv")}


def holders(kind: str) -> str:
    """``one`` or ``several``: how many hold an office of this kind at a time; ``several`` for an unknown kind."""
    return kinds()[kind]["holders"] if kind in kinds() else "several"


@cache
def _heads() -> re.Pattern[str]:
    heads = sorted(_kind_of(), key=lambda word: (-len(word), word))
    return re.compile(
        "|".join(re.escape(word) + (r"(?![A-Za-z])" if word[-1].isascii() and word[-1].isalpha() else "") for word in heads)
    )


@cache
def _kind_of() -> dict[str, str]:
    return {word: kind for kind, row in kinds().items() for word in row["words"].split("|")}


@cache
def _leading_words(kind: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{'|'.join(map(re.escape, words_of(kind)))})\s*")


@cache
def _office_boundary() -> re.Pattern[str]:
    """Pattern of the boundary between two offices."""
    joint, acting = ("|".join(map(re.escape, words_of(kind))) for kind in ("joint", "acting"))
    joined = rf"\s*(?:[,/]|(?<![A-Za-z])(?:{joint})(?![A-Za-z]))\s*(?=(?:(?:{acting})\s*)*(?:{_office_start()}))"
    return re.compile(rf"{joined}|\s*(?=(?:(?:{acting})\s*)+(?:{_office_start()}))")


@cache
def _office_start() -> str:
    """Pattern of the words with which an office begins."""
    return "|".join([_heads().pattern, *map(re.escape, _renamed())])


@cache
def _renamed() -> dict[str, str]:
    """Offices written in another form ("Defence Minister"), mapped to office and field."""
    rows = read_csv("people/posts.csv")
    return {row["head"]: row["full"] for row in rows if row["head"] != row["full"] and row["head"] not in _kind_of()}


@cache
def _english_heads() -> tuple[re.Pattern[str], dict[str, str]]:
    """Pattern of the English words for offices in any case, and each in the case of the tables."""
    cased = {head.lower(): head for head in (*_kind_of(), *_renamed()) if head.isascii()}
    longest_first = sorted(cased, key=lambda head: (-len(head), head))
    return re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, longest_first))})(?![a-z])", re.IGNORECASE), cased


def _cased(text: str) -> str:
    """The text with "deputy prime minister" as the tables write it."""
    pattern, cased = _english_heads()
    return pattern.sub(lambda match: cased[match.group().lower()], text)


@cache
def _tail() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{'|'.join(map(re.escape, words_of('tail')))}).*$", re.DOTALL)


#: memo of :func:`parse`, which ``link`` keeps from run to run
parse_memo: dict[tuple[str, str | None, bool], tuple[Office, ...]] = {}


def parse(text: str, organisation: str | None = None, acting: bool = False) -> tuple[Office, ...]:
    """Parse the offices in the words of a role; former offices are skipped.

    ``organisation`` is the body that the article gives the role, used if the words name none; ``acting`` says whether the
    record tells that the office is held for somebody else.

    Examples
    --------
    >>> [(one.kind, one.label) for one in parse("รองนายกรัฐมนตรีและรัฐมนตรีว่าการกระทรวงสาธารณสุข")]
    [('deputy_prime_minister', 'รองนายกรัฐมนตรี'), ('minister', 'รัฐมนตรีว่าการกระทรวงสาธารณสุข')]
    >>> parse("Minister of Public Health")[0].post == parse("รมว.สธ.")[0].post
    True
    >>> parse("อดีตนายกรัฐมนตรี")
    ()
    """
    role = text, organisation, acting
    if role not in parse_memo:
        parse_memo[role] = tuple(dict.fromkeys(_read(*role)))
    return parse_memo[role]


def _read(text: str, organisation: str | None, acting: bool) -> Iterator[Office]:
    for part in _parts(_cased(_SPACE.sub(" ", text).strip())):
        is_acting, rest = _without(part, "acting")
        if _without(rest, "former")[0]:
            continue
        rest = next((full + rest[len(head) :] for head, full in _renamed().items() if rest.startswith(head)), rest)
        match = _heads().match(rest)
        # the record's flag is for the whole role, which may be two offices: the words tell which of them is acting
        office = _office(match, rest, organisation, is_acting) if match else _other(rest, organisation, is_acting or acting)
        if office:
            yield office


def _without(text: str, kind: str) -> tuple[bool, str]:
    """Whether words of a kind come first, and the text without them."""
    found = False
    while match := _leading_words(kind).match(text):
        found, text = True, text[match.end() :]
    return found, text


def _parts(text: str) -> Iterator[str]:
    """Split the words of a role into those of each office."""
    start = 0
    for match in _office_boundary().finditer(text):
        if match.start() > start:
            yield text[start : match.start()]
            start = match.end()
    yield text[start:]


def _office(match: re.Match[str], text: str, organisation: str | None, acting: bool) -> Office | None:
    kind = _kind_of()[match.group()]
    rest = _tail().sub("", text[match.end() :]).strip(" .,-")
    rest = _without(rest, "before")[1] if rest and not bodies.canonical(rest) else rest
    found = _body(kind, rest, organisation)
    if found is None:
        return None
    kind, body = found
    return Office(kind, body, acting, label(kind, body))


def label(kind: str, body: str) -> str:
    """An office in full, in Thai."""
    row = kinds()[kind]
    if row["body"] == "province":
        return row["th"] + ("" if body in words_of("capital") else words_of("province")[0]) + body
    if not body or row["body"] == "none":
        return row["th"]
    if row["body"] in {"country", "mission"}:
        return row["th"] + "-".join(_country_names().get(code, code) for code in body.split("-"))
    return row["th"] + " " * body.isascii() + body


def _body(kind: str, rest: str, organisation: str | None) -> tuple[str, str] | None:
    """The kind, which the body may change, and the body's name; None if the office needs a body and none is named."""
    body_kind = kinds()[kind]["body"]
    name = rest or organisation or ""
    if body_kind == "none":
        return kind, ""
    if body_kind == "country":
        return _of_country(kind, rest)
    if body_kind == "mission":
        return kind, _mission(name)
    if body_kind == "province":
        return _of_province(kind, name)
    return _of_ministry(kind, name, body_kind) if name else None


def _of_ministry(kind: str, name: str, body_kind: str) -> tuple[str, str]:
    if body_kind == "ministry":
        # some articles write the prefix twice
        twice = next((prefix for prefix in words_of("field") if name.startswith(prefix * 2)), "")
        found = bodies.of_field(name) or bodies.canonical(name.removeprefix(twice)) or _leading_ministry(name)
    else:
        found = _department(kind, name)
    return kind, found or _SPACE.sub(" ", name)


def _department(kind: str, name: str) -> str | None:
    """A known body by its name; for a secretary, the office that serves a board."""
    first = _secretariat(name) if "secretary" in kind else None
    return first or bodies.canonical(name) or _secretariat(name)


def _leading_ministry(name: str) -> str | None:
    """The ministry at the start of words that run on into the sentence; None for a foreign ministry."""
    match = _ministries().match(_SPACE.sub("", name))
    rest = match.string[match.end() :] if match else ""
    if match is None or rest.startswith(words_of("joint")) or _foreign_countries().search(rest):
        return None
    return bodies.canonical(match.group())


@cache
def _ministries() -> re.Pattern[str]:
    known = {
        _SPACE.sub("", name) for one in bodies.known().values() for name in one.names if name.startswith(words_of("field"))
    }
    return re.compile("|".join(re.escape(name) for name in sorted(known, key=lambda name: (-len(name), name)) if len(name) > 8))


@cache
def _foreign_countries() -> re.Pattern[str]:
    """Pattern of the names of all countries but Thailand."""
    names = {row["name"] for row in read_csv("gazetteers/countries.csv") if row["iso"] != "TH" and len(row["name"]) > 2}
    return re.compile("|".join(map(re.escape, sorted(names))))


def _of_country(kind: str, rest: str) -> tuple[str, str] | None:
    if not rest or key(rest) in map(key, words_of("home")):
        return kind, ""
    country = country_of(rest)
    return (kind, country) if country else None


def _secretariat(name: str) -> str | None:
    """The office that serves a board."""
    return next(filter(None, (bodies.canonical(word + name) for word in words_of("secretariat"))), None)


def _mission(text: str) -> str:
    """Codes of an envoy's country and of the host country unless that is Thailand; the words if the country is unknown."""
    sender, *hosts = re.split("|".join(map(re.escape, words_of("posted"))), text, maxsplit=1)
    countries = [country_of(sender.strip()), *(country_of(host.strip()) for host in hosts)]
    if countries[0] is None:
        return _SPACE.sub(" ", text)
    return "-".join([countries[0], *(code for code in countries[1:] if code and code != "TH")])


@lru_cache(maxsize=20_000)
def country_of(text: str) -> str | None:
    """The ISO code of a country, given any of its names; None if unknown.

    Examples
    --------
    >>> country_of("สาธารณรัฐสังคมนิยมเวียดนาม"), country_of("Japan"), country_of("ว่าว")
    ('VN', 'JP', None)
    """
    name = _without(text, "before")[1]
    return _countries().get(key(name)) or _countries().get(key(_without(_without(name, "realm")[1], "before")[1]))


@cache
def _countries() -> dict[str, str]:
    return {key(row["name"]): row["iso"] for row in read_csv("gazetteers/countries.csv")}


@cache
def _country_names() -> dict[str, str]:
    """The first Thai name of each country."""
    return {row["iso"]: row["name"] for row in reversed(read_csv("gazetteers/countries.csv")) if row["language"] == "th"}


def _of_province(kind: str, name: str) -> tuple[str, str] | None:
    found = _provinces().get(key(name.removeprefix(words_of("province")[0]).strip()))
    return (kind, found) if found else None


@cache
def _provinces() -> dict[str, str]:
    rows = read_csv("gazetteers/provinces.csv")
    return {key(name): row["th"] for row in rows for name in (row["abbr"] + ".", row["abbr"], row["en"], row["th"]) if name}


def _other(text: str, organisation: str | None, acting: bool) -> Office | None:
    """An office of no known kind, identified by its words."""
    shown = _tail().sub("", text).strip(" .,-")
    if not shown:
        return None
    body = (bodies.canonical(organisation) or organisation) if organisation else ""
    return Office(OTHER, key(shown), acting, shown) if not body else Office(OTHER, f"{key(shown)}@{body}", acting, shown)
