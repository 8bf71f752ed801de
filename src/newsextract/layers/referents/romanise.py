"""Thai names in Latin letters, by the Royal Institute's rules as pythainlp applies them."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from newsextract.thai.words import cut

#: what is used of pythainlp's rules
_RULES = ("_normalize", "_VOWELS", "_CONSONANTS", "_replace_consonants", "_should_add_syllable_separator")
_THAI = re.compile("[\u0e01-\u0e5b]")


@lru_cache(maxsize=20_000)
def romanise(name: str) -> str | None:
    """A Thai name romanised word by word, or None where nothing Thai is in it or the rules leave some of it in Thai.

    Examples
    --------
    >>> romanise("ใจดี")
    'Chaidi'
    """
    if not any("\u0e01" <= letter <= "\u0e2e" for letter in name):
        return None
    latin = " ".join(_word(word).capitalize() for word in name.split())
    return None if _THAI.search(latin) else latin


def _word(word: str) -> str:
    """One word of a name.

    pythainlp's own ``romanize`` cuts the word with a dictionary that takes two seconds to build and that nothing else here
    needs; its rules for one piece are private, so a version that has moved them gets the whole word instead.
    """
    from pythainlp.transliterate import royin

    if not all(hasattr(royin, name) for name in _RULES):
        return str(royin.romanize(word))
    linked = royin._should_add_syllable_separator  # noqa: SLF001
    found: list[str] = []
    last = ""
    for part in cut(word):
        latin = _piece(part)
        if found and latin and len(part) == 2 and linked(last, part, found[-1]):  # false where it is not two consonants
            latin = "a" + latin
        found.append(latin)
        last = part
    return "".join(found)


@lru_cache(maxsize=20_000)
def _piece(part: str) -> str:
    """One piece by pythainlp's rules; of the fifty that write vowels, only those whose letters it has are tried."""
    from pythainlp.transliterate import royin

    if part == "ห":
        return ""
    part = royin._normalize(part)  # noqa: SLF001
    there = set(part)
    for letters, pattern, latin in _vowels():
        if letters <= there:
            part = pattern.sub(latin, part)
    consonants = "".join(letter for letter in part if letter in royin._CONSONANTS)  # noqa: SLF001
    if len(part) == len(consonants) == 2:
        part = f"{part[0]}o{part[1]}"
    return str(royin._replace_consonants(part, consonants))  # noqa: SLF001


@cache
def _vowels() -> list[tuple[set[str], re.Pattern[str], str]]:
    """The letters that each rule needs, what it replaces, and by what."""
    from pythainlp.transliterate import royin

    rules = royin._VOWELS  # noqa: SLF001
    return [(set(re.sub(r"\(\[.*?\]\)", "", thai)), re.compile(thai), latin) for thai, latin in rules]
