"""Romanise Thai names by the Royal Thai General System, where their spelling is unambiguous.

How a consonant without a vowel sign is read depends on the word (รัตน: rattana, not rat), so a name is split into parts of
names with a known reading; a name with an unknown part has no reading.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newsextract.data import read_csv

_MAX_PART = 10
#: a Thai name has more letters per part than this on average; a foreign name (โยชิคาวะ) splits into shorter parts
_MIN_LETTERS_PER_PART = 2.4
#: stands for an ambiguous or unknown reading
_UNREAD = "?"
#: each part's reading inside a word and at its end; "" if ambiguous
_READINGS = {row["thai"]: (row["inside"], row["end"]) for row in read_csv("people/readings.csv")}
#: the end of a part and the beginning of the next that may be read as one: a cluster after เ แ โ, a doubled ต
_DOUBTFUL = re.compile(r"(?: [เแโ][กขคตปผพห] \| [รลวนมยงญ] | .*[ิุ] \| ตร | .*ิต \| ย )", re.VERBOSE)
_UNCLEAR = re.compile(r"[a-z]\|[aeiou] | [aeiou]\|ng | [tkp]\|h", re.VERBOSE)


@lru_cache(maxsize=20_000)
def romanise(name: str) -> str | None:
    """Romanise a Thai name; None if any part of it is ambiguous or unknown.

    Examples
    --------
    >>> romanise("สมหมาย ใจดี")
    'Sommai Chaidi'
    >>> romanise("แปลกแท้ ใจดี") is None
    True
    """
    words = [_word(word) for word in name.split()]
    read = [reading.capitalize() for reading, _ in words if reading != _UNREAD]
    parts = sum(parts for _, parts in words)
    return " ".join(read) if len(read) == len(words) and len(name) > _MIN_LETTERS_PER_PART * parts > 0 else None


def _word(word: str) -> tuple[str, int]:
    """Reading of a word split into the fewest parts, and their number; unread if two splits differ or a part is ambiguous."""
    known, size = _READINGS, len(word)
    ways: dict[int, tuple[int, set[str]]] = {0: (0, {""})}  # by end offset: number of parts, and their readings
    for start in range(size):
        if start not in ways:
            continue
        parts, before = ways[start]
        for end in range(start + 1, min(size, start + _MAX_PART) + 1):
            part = word[start:end]
            if part not in known:
                continue
            reading = known[part][end == size]
            if _DOUBTFUL.match(f"{part}|{word[end : end + 2]}"):
                reading = ""
            fewest, others = ways.get(end, (size + 1, set()))
            if parts + 1 <= fewest:
                ways[end] = parts + 1, {_join(left, reading) for left in before} | (others if parts + 1 == fewest else set())
    parts, found = ways.get(size, (0, {_UNREAD}))
    return (min(found), parts) if len(found) == 1 else (_UNREAD, parts)


def _join(left: str, reading: str) -> str:
    """Join two readings, with a hyphen if the syllable boundary would be unclear; an ambiguous reading stays ambiguous."""
    if not reading or left == _UNREAD:
        return _UNREAD
    return f"{left}-{reading}" if _UNCLEAR.search(f"{left}|{reading}") else left + reading
