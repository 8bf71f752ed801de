"""Words that make up an office: heads, words before heads, words that continue it, words that end it."""

from __future__ import annotations

from functools import cache

from newsextract.data import read_csv


@cache
def words(language: str, kind: str) -> frozenset[str]:
    """The words of a class.

    Examples
    --------
    >>> "อธิบดี" in words("th", "head")
    True
    """
    return frozenset(
        word
        for row in read_csv("people/roles.csv")
        if row["language"] == language and row["class"] == kind
        for word in row["words"].split()
    )
