"""Thai names in Latin letters, by the Royal Institute's rules as pythainlp applies them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from newsextract.thai.words import cut

_THAI = re.compile("[\u0e01-\u0e5b]")


@lru_cache(maxsize=20_000)
def romanise(name: str) -> str | None:
    """A Thai name romanised word by word, or None where nothing Thai is in it or the rules leave some of it in Thai.

    Parameters
    ----------
    name
        A name without its title.

    Returns
    -------
    str or None
        Each word with a capital, vowels and consonants as the rules render them: a reading aid, not how its bearer writes it.

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
    piece, linked = _rules()
    if piece is None or linked is None:
        from pythainlp.transliterate import royin

        return str(royin.romanize(word))
    found: list[str] = []
    last = ""
    for part in cut(word):
        latin = piece(part)
        if found and latin and len(part) == 2 and linked(last, part, found[-1]):  # false where it is not two consonants
            latin = "a" + latin
        found.append(latin)
        last = part
    return "".join(found)


@cache
def _rules() -> tuple[Callable[[str], str] | None, Callable[[str, str, str], bool] | None]:
    """The rules of pythainlp for one piece, with their answers kept, and whether an "a" stands before a piece."""
    from pythainlp.transliterate import royin

    piece = getattr(royin, "_romanize", None)
    return piece and lru_cache(maxsize=20_000)(piece), getattr(royin, "_should_add_syllable_separator", None)
