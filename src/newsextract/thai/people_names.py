"""People's names in Thai and English, from the shipped table of names that the site's releases give in both."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from newsextract.data import read_csv
from newsextract.errors import ConfigError, os_errors_as
from newsextract.thai.view import normalise

#: an English name shared by several Thai names means the one that has this many times the articles of the next, if any has
_MIN_RATIO = 5
_COLUMNS = {"th", "en", "forms", "articles"}
_FIX = "give what `newsextract link --learn` writes: th,en,forms,articles …"
_BLANK = re.compile(r"[\s\u200b\xa0]+")


class PeopleNames(NamedTuple):
    """Names in the other language, by lookup key (see :func:`key`)."""

    english: dict[str, str]
    thai: dict[str, str]


@lru_cache(maxsize=4)
def load(*paths: str) -> PeopleNames:
    """Load the shipped table and any user tables with the same columns; later tables override earlier ones.

    Examples
    --------
    >>> load().english.get(key("ประยุทธ์  จันทร์โอชา"))
    'Prayut Chan-o-cha'
    """
    english: dict[str, str] = {}
    thai: dict[str, str] = {}
    for rows in (read_csv("people/names.csv"), *map(_read, paths)):
        english |= {key(row["th"]): row["en"] for row in rows}
        thai |= _unambiguous(rows)
    return PeopleNames(english, thai)


def _read(path: str) -> tuple[dict[str, str], ...]:
    """Read the people in a user's table."""
    with os_errors_as(ConfigError, "the table of names cannot be read", where=path, fix=_FIX):
        reader = csv.DictReader(Path(path).read_text(encoding="utf-8-sig").splitlines())
    if _COLUMNS - set(reader.fieldnames or ()):
        raise ConfigError("columns of the table of names are missing", where=path, fix=_FIX)
    rows = tuple(row for row in reader if row.get("kind", "person") == "person")
    for row in rows:
        if None in row.values() or not (row["th"] and row["en"] and row["articles"].isdecimal()):
            raise ConfigError(f"{row['th']!r} lacks a name, its number of articles or a cell", where=path, fix=_FIX)
    return rows


def _unambiguous(rows: Iterable[dict[str, str]]) -> dict[str, str]:
    """Thai name by key of each English name that is clearly one person's; rare Thai misspellings do not make it ambiguous."""
    meant: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        for name in (row["en"], *filter(None, row["forms"].split("|"))):
            meant[key(name)][row["th"]] = int(row["articles"])
    found = {}
    for name, articles in meant.items():
        first, *others = sorted(articles, key=lambda th: (-articles[th], th))
        if not others or articles[first] >= _MIN_RATIO * articles[others[0]]:
            found[name] = first
    return found


@lru_cache(maxsize=200_000)
def key(name: str) -> str:
    """Lookup key of a name: normalised, case-folded, without whitespace, hyphens and full stops."""
    return _BLANK.sub("", normalise(name).text).casefold().replace("-", "").replace(".", "")
