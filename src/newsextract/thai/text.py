"""Small helpers for patterns over Thai text."""

from __future__ import annotations

import re
from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """A regular expression for any of some words, the longest that fits first.

    Examples
    --------
    >>> any_of(["ปี", "ปีงบ"])
    '(?:ปีงบ|ปี)'
    """
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"
