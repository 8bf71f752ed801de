"""Other forms of a search term: its name in the other language, its abbreviation, its full name."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from functools import cache

from newsextract.data import read_csv
from newsextract.explorer.search import MIN_TERM_LENGTH, searchable

#: maximum forms added to one term
MAX_FORMS = 8
_SEPARATORS = re.compile(r"[\s.\-’']+")


def key_of(form: str) -> str:
    """The key of a form, which ignores case, whitespace, dots, hyphens and apostrophes.

    Examples
    --------
    >>> key_of("Chon Buri") == key_of("chonburi")
    True
    """
    return _SEPARATORS.sub("", searchable(form).casefold())


def _concepts() -> Iterator[tuple[str, ...]]:
    for row in read_csv("view/topics.csv"):
        yield (*row["en"].split("|"), *row["th"].split("|"))
    for row in read_csv("gazetteers/provinces.csv"):
        yield row["th"], row["en"]
    for row in read_csv("gazetteers/agencies.csv"):
        yield (row["th"], *row["en"].split("|"), *(abbr for abbr in row["abbr"].split("|") if len(abbr) > MIN_TERM_LENGTH))
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
    """All forms of each shipped concept, by the key of each form."""
    found: dict[str, dict[str, None]] = {}
    for concept in _concepts():
        forms = [form for form in concept if form]
        for form in forms:
            found.setdefault(key_of(form), {}).update(dict.fromkeys(forms))
    return {key: tuple(forms) for key, forms in found.items()}


def other_forms(typed: str, base: sqlite3.Connection | None = None, without: Iterable[str] = ()) -> tuple[str, ...]:
    """The other forms of a term, from the shipped glossary, gazetteers and topics, and from the names in a store's index.

    Several adjacent terms are joined by spaces; ``without`` are forms that the reader removed.

    Examples
    --------
    >>> other_forms("chonburi"), other_forms("drought")
    (('ชลบุรี', 'Chon Buri'), ('ภัยแล้ง',))
    """
    term, removed = searchable(typed).lower(), set(map(key_of, without))
    found = dict.fromkeys(_shipped().get(key_of(typed), ()))
    if base is not None:
        found |= dict.fromkeys(_named(base, term))
    forms = [form for form in map(searchable, found) if len(form) >= MIN_TERM_LENGTH and key_of(form) not in removed]
    # a form that contains the typed term would find nothing more
    return tuple(form for form in forms if term not in form.lower())[:MAX_FORMS]


def _named(base: sqlite3.Connection, form: str) -> Iterator[str]:
    """The Thai and English names of the persons and bodies in the index that have a form."""
    found = base.execute(
        "SELECT n.th, n.en FROM forms f JOIN names n ON n.number = f.name WHERE f.form = ? ORDER BY n.articles DESC, n.number LIMIT 3",
        [form],
    )
    for names in found:
        yield from filter(None, names)
