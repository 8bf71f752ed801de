"""People's names in both languages, from the shipped table of those that the site's releases give in both."""

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

#: an English name means the Thai one that so many times as many articles have as any other with that English name
_PLAINLY = 5
_COLUMNS = {"th", "en", "forms", "articles"}
_FIX = "give what `newsextract link --learn` writes: th,en,forms,articles …"
_BLANK = re.compile(r"[\s\u200b\xa0]+")


class PeopleNames(NamedTuple):
    """The other language's name, by a squeezed name."""

    english: dict[str, str]
    thai: dict[str, str]


@lru_cache(maxsize=4)
def load(*paths: str) -> PeopleNames:
    """The shipped table and a user's own, of the same columns; the last one that has a name counts.

    Examples
    --------
    >>> load().english.get(key("ประยุทธ์  จันทร์โอชา"))
    'Prayut Chan-o-cha'
    """
    english: dict[str, str] = {}
    thai: dict[str, str] = {}
    for rows in (read_csv("people/names.csv"), *map(_read, paths)):
        english |= {key(row["th"]): row["en"] for row in rows}
        thai |= _plain(rows)
    return PeopleNames(english, thai)


def _read(path: str) -> tuple[dict[str, str], ...]:
    """The people of a user's table."""
    with os_errors_as(ConfigError, "the table of names cannot be read", where=path, fix=_FIX):
        reader = csv.DictReader(Path(path).read_text(encoding="utf-8-sig").splitlines())
    if _COLUMNS - set(reader.fieldnames or ()):
        raise ConfigError("columns of the table of names are missing", where=path, fix=_FIX)
    rows = tuple(row for row in reader if row.get("kind", "person") == "person")
    for row in rows:
        if not (row["th"] and row["en"] and row["articles"].isdecimal()):
            raise ConfigError(f"{row['th']!r} lacks a name or its number of articles", where=path, fix=_FIX)
    return rows


def _plain(rows: Iterable[dict[str, str]]) -> dict[str, str]:
    """The Thai name of each English one that is plainly one person's; misspellings of it do not count."""
    meant: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        for name in (row["en"], *filter(None, row["forms"].split("|"))):
            meant[key(name)][row["th"]] = int(row["articles"])
    found = {}
    for name, articles in meant.items():
        first, *others = sorted(articles, key=lambda th: (-articles[th], th))
        if not others or articles[first] >= _PLAINLY * articles[others[0]]:
            found[name] = first
    return found


@lru_cache(maxsize=200_000)
def key(name: str) -> str:
    """A name for looking up: normalised, in small letters, without white space, hyphens and full stops."""
    return _BLANK.sub("", normalise(name).text).casefold().replace("-", "").replace(".", "")
