"""Other forms of what a reader typed: the same thing in the other language, its abbreviation, its full name."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from functools import cache

from newsextract.data import read_csv
from newsextract.explorer.search import SHORTEST, searchable

#: forms that are added to one term
MOST = 8
_APART = re.compile(r"[\s.\-’']+")


def key_of(form: str) -> str:
    """What forms that a reader takes for the same have in common.

    Examples
    --------
    >>> key_of("Chon Buri") == key_of("chonburi")
    True
    """
    return _APART.sub("", searchable(form).casefold())


def _concepts() -> Iterator[tuple[str, ...]]:
    for row in read_csv("view/topics.csv"):
        yield (*row["en"].split("|"), *row["th"].split("|"))
    for row in read_csv("gazetteers/provinces.csv"):
        yield row["th"], row["en"]
    for row in read_csv("gazetteers/agencies.csv"):
        yield (row["th"], *row["en"].split("|"), *(abbr for abbr in row["abbr"].split("|") if len(abbr) > SHORTEST))
    names: dict[str, list[str]] = {}
    for row in read_csv("gazetteers/countries.csv"):
        names.setdefault(row["iso"], []).append(row["name"])
    yield from map(tuple, names.values())
    for row in read_csv("terms/glossary.csv"):
        yield row["th"], row["en"], row["abbr"]
    for row in read_csv("people/names.csv"):
        yield row["th"], row["en"]


@cache
def _shipped() -> dict[str, tuple[str, ...]]:
    """The forms of each shipped concept by the keys of its forms."""
    found: dict[str, dict[str, None]] = {}
    for concept in _concepts():
        forms = [form for form in concept if form]
        for form in forms:
            found.setdefault(key_of(form), {}).update(dict.fromkeys(forms))
    return {key: tuple(forms) for key, forms in found.items()}


def other_forms(typed: str, base: sqlite3.Connection | None = None, without: Iterable[str] = ()) -> tuple[str, ...]:
    """The other forms of a term: by the shipped glossary, gazetteers and topics, and by the names that a store's index holds.

    Parameters
    ----------
    typed
        A term or several that stand together.
    base
        The index.
    without
        Forms that the reader took away.

    Examples
    --------
    >>> other_forms("chonburi"), other_forms("drought")
    (('ชลบุรี', 'Chon Buri'), ('ภัยแล้ง',))
    """
    said, away = searchable(typed).lower(), set(map(key_of, without))
    found = dict.fromkeys(_shipped().get(key_of(typed), ()))
    if base is not None:
        found |= dict.fromkeys(_named(base, said))
    forms = [form for form in map(searchable, found) if len(form) >= SHORTEST and key_of(form) not in away]
    # a form that contains what was typed finds nothing more
    return tuple(form for form in forms if said not in form.lower())[:MOST]


def _named(base: sqlite3.Connection, form: str) -> Iterator[str]:
    """The names of persons and bodies of the store that a form stands for."""
    found = base.execute(
        "SELECT n.th, n.en FROM forms f JOIN names n ON n.number = f.name WHERE f.form = ? ORDER BY n.articles DESC, n.number LIMIT 3",
        [form],
    )
    for names in found:
        yield from filter(None, names)
