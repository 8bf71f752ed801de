"""The organisations and events of the shipped tables: their Thai names by their abbreviations, English and short names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from newsextract.data import read_csv

_ONE_STOP = re.compile(r"[ก-ฮ]{2,5}\.")
_OF_HEAD = re.compile(r"(?:กระทรวง|กรม)\s?((?:[ก-ฮ]{1,5}\.)+)")


def in_ministry(name: str) -> str | None:
    """The full name of the abbreviation after กระทรวง or กรม (กระทรวงสธ.)."""
    short = _OF_HEAD.fullmatch(name)
    return tables().get(short[1]) if short else None


def known_as(name: str) -> str | None:
    """The Thai name of the organisation or event of :func:`tables` with an abbreviation or English name, in its spelling."""
    return tables().get(name.strip().removesuffix("ฯ").replace("’", "'"))


@cache
def whole_names() -> frozenset[str]:
    """Thai names of the organisations in the shipped tables, without whitespace: none is a longer one cut short."""
    rows = (*read_csv("gazetteers/agencies.csv"), *read_csv("across/bodies.csv"))
    return frozenset(re.sub(r"\s", "", row["th"]) for row in rows)


@cache
def tables() -> dict[str, str]:
    """Thai names of organisations and events by their abbreviations and English names, where the shipped tables are certain."""
    bodies = (
        (name, row["th"])
        for row in read_csv("across/bodies.csv")
        for column in ("abbr", "en", "also")
        for name in row[column].split("|")
    )
    terms = (
        (name, row["th"])
        for row in read_csv("terms/glossary.csv")
        if row["kind"] in {"organisation", "event"} and row["th"] and row["read"] != "unread"
        for name in (row["abbr"], row["en"])
    )
    found: dict[str, str] = {}
    for name, th in (*_agencies(), *unambiguous(bodies).items(), *terms):
        found.setdefault(name, th)
    found.pop("", None)
    return {name[:-1]: th for name, th in found.items() if _ONE_STOP.fullmatch(name)} | found


def _agencies() -> Iterator[tuple[str, str]]:
    """The abbreviations, English and short names of agencies, each with the agency's Thai name."""
    for row in read_csv("gazetteers/agencies.csv"):
        short = row["short"].split("|")
        ministry = [
            head + name for name in filter(None, short) for head in ("กระทรวง", "ก.") if row["th"].startswith("กระทรวง")
        ]
        for name in (*row["abbr"].split("|"), *row["en"].split("|"), *short, *ministry):
            yield name.removesuffix("ฯ"), row["th"]  # no mention ends with it


def unambiguous(meanings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The meanings of the names that have only one."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, meaning in meanings:
        found[name].add(meaning)
    return {name: meaning for name, (meaning, *others) in found.items() if not others}
