"""Thai names in Latin letters by the Royal Thai General System, where their spelling leaves no doubt.

How a consonant without a vowel sign is read depends on the word (รัตน: rattana, not rat), so a name is read by the parts that
names are made of, each of one known reading; a name with another part has no reading here.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from newsextract.data import read_csv

_LONGEST_PART = 10
#: letters of a part of a Thai name, on average, more than: a foreign one (โยชิคาวะ) is made of shorter ones
_THAI_PART = 2.4
#: what stands for a reading that is in doubt
_UNREAD = "?"
#: where the end of one part and the beginning of the next may be read together: a cluster behind เ แ โ, a doubled ต
_DOUBTFUL = re.compile(r"(?: [เแโ][กขคตปผพห] \| [รลวนมยงญ] | .*[ิุ] \| ตร | .*ิต \| ย )", re.VERBOSE)
_UNCLEAR = re.compile(r"[a-z]\|[aeiou] | [aeiou]\|ng | [tkp]\|h", re.VERBOSE)


@lru_cache(maxsize=20_000)
def romanise(name: str) -> str | None:
    """A Thai name in Latin letters, or None where any of it may be read in more than one way.

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
    return " ".join(read) if len(read) == len(words) and len(name) > _THAI_PART * parts > 0 else None


@cache
def _readings() -> dict[str, tuple[str, str]]:
    """Each part's reading inside a word and at its end; "" where it has several."""
    return {row["thai"]: (row["inside"], row["end"]) for row in read_csv("people/readings.csv")}


def _word(word: str) -> tuple[str, int]:
    """One word, by the fewest parts that make it, and how many; unread where two such ways differ or one has a doubtful part."""
    known, size = _readings(), len(word)
    ways: dict[int, tuple[int, set[str]]] = {0: (0, {""})}  # to each place: how many parts, and what they read
    for start in range(size):
        if start not in ways:
            continue
        parts, before = ways[start]
        for end in range(start + 1, min(size, start + _LONGEST_PART) + 1):
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
    """Two readings as one, with a hyphen where the syllables could be parted otherwise; doubt stays."""
    if not reading or left == _UNREAD:
        return _UNREAD
    return f"{left}-{reading}" if _UNCLEAR.search(f"{left}|{reading}") else left + reading
