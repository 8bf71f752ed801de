"""Small helpers for Thai text and patterns over it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsextract.thai.view import ZERO_WIDTH

SPACE = " \t\r\n\xa0" + ZERO_WIDTH


def any_of(words: Iterable[str]) -> str:
    """A regular-expression alternation of words, longest first.

    Examples
    --------
    >>> any_of(["ปี", "ปีงบ"])
    '(?:ปีงบ|ปี)'
    """
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


def trim(text: str, start: int, end: int, drop: str = SPACE) -> tuple[int, int]:
    """Strip the characters in ``drop`` (whitespace by default) from both ends of a span."""
    while start < end and text[start] in drop:
        start += 1
    while end > start and text[end - 1] in drop:
        end -= 1
    return start, end


def is_unit(full: str, name: str) -> bool:
    """Whether an English name in brackets after another one is a part of that body: Ministry of Kites (Department of Strings)."""
    return full.isascii() and name.isascii() and " of " in name
