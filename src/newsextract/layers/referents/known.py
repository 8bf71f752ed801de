"""The shipped tables: words of offices, organisations and events by their other names, countries by adjectives."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from newsextract.data import read_csv
from newsextract.thai.text import body_key

_ONE_STOP = re.compile(r"[ก-ฮ]{2,5}\.")
#: what may stand before the short name of a ministry, or before an abbreviation
_HEAD = re.compile(r"(?:กระทรวง|ก\.)\s?|กรม\s?(?=(?:[ก-ฮ]{1,5}\.)+$)")

#: country codes of the adjectives that share few letters with their country
_ADJECTIVES = {row["adjective"]: row["iso"] for row in read_csv("people/adjectives.csv")}
#: maximum letters of an adjective after those that it shares with its country
_MAX_ENDING = 4


@cache
def words(language: str, kind: str) -> frozenset[str]:
    """The words of a class that make up an office: heads, words before heads, words that continue it, words that end it.

    Examples
    --------
    >>> "อธิบดี" in words("th", "head")
    True
    """
    rows = (row for row in read_csv("people/roles.csv") if row["language"] == language and row["class"] == kind)
    return frozenset(word for row in rows for word in row["words"].split())


def known_as(name: str) -> str | None:
    """The Thai name of the organisation or event of :func:`tables` with an abbreviation, English or short name.

    Examples
    --------
    >>> known_as("คลัง"), known_as("กระทรวงสธ."), known_as("ว่าว")
    ('กระทรวงการคลัง', 'กระทรวงสาธารณสุข', None)
    """
    name = name.strip().removesuffix("ฯ")
    head = _HEAD.match(name)
    return tables().get(_plain(name)) or (tables().get(_plain(name[head.end() :])) if head else None)


@cache
def whole_names() -> frozenset[str]:
    """Thai names of the organisations in the shipped tables, without whitespace: none is a longer one cut short."""
    return frozenset(re.sub(r"\s", "", name) for name in tables().values())


@cache
def tables() -> dict[str, str]:
    """Thai names of organisations and events by their other names, where the shipped tables are certain."""
    terms = [row for row in read_csv("terms/glossary.csv") if row["kind"] in {"organisation", "event"} and row["th"]]
    every = [
        _names([row for row in terms if row["read"] != "unread"], "abbr", "en"),
        _names(read_csv("gazetteers/agencies.csv"), "abbr", "en", "short"),
        _names(read_csv("across/bodies.csv"), "abbr", "en", "also"),
    ]
    found: dict[str, str] = {}
    for names in every:  # what a later table says replaces the earlier one's, also that a name has several meanings
        told = {name for name, _ in names}
        found = {name: th for name, th in found.items() if name not in told} | unambiguous(names)
    return {name[:-1]: th for name, th in found.items() if _ONE_STOP.fullmatch(name)} | found


def _names(rows: Iterable[Mapping[str, str]], *columns: str) -> list[tuple[str, str]]:
    """The names in a table's columns, each with the Thai name."""
    names = ((name, row["th"]) for row in rows for column in columns for name in row[column].split("|"))
    return [(_plain(name.removesuffix("ฯ")), th) for name, th in names]  # no mention ends with it


def _plain(name: str) -> str:
    """A name as it is looked up; an abbreviation keeps its case (WHO)."""
    return body_key(name) if " " in name else name.replace("’", "'")


def unambiguous(meanings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The meanings of the names that have only one."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, meaning in meanings:
        found[name].add(meaning)
    return {name: meaning for name, (meaning, *others) in found.items() if not others}


@cache
def country_of(word: str) -> str | None:
    """The code of an English adjective's country, from the list of adjectives, else by their common prefix.

    Examples
    --------
    >>> country_of("Japanese"), country_of("Swiss"), country_of("Deputy")
    ('JP', 'CH', None)
    """
    best, code = 3, _ADJECTIVES.get(word)
    if code:
        return code
    for row in read_csv("gazetteers/countries.csv"):
        shared = next(
            (k for k, (a, b) in enumerate(zip(row["name"], word, strict=False)) if a != b), min(len(row["name"]), len(word))
        )
        if row["language"] == "en" and shared > best and len(word) - shared <= _MAX_ENDING:
            best, code = shared, row["iso"]
    return code
