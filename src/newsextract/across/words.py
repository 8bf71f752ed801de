"""Words around an office, by kind, from data/across/office_words.csv."""

from __future__ import annotations

from functools import cache

from newsextract.data import read_csv


@cache
def of(kind: str) -> tuple[str, ...]:
    """The words of a kind, the longest first.

    Examples
    --------
    >>> "รักษาการ" in of("acting")
    True
    """
    found = (word for row in read_csv("across/office_words.csv") if row["kind"] == kind for word in row["words"].split("|"))
    return tuple(sorted(found, key=lambda word: (-len(word), word)))
