"""Thai names in Latin letters, by the Royal Institute's rules as pythainlp applies them."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=20_000)
def romanise(name: str) -> str | None:
    """A Thai name romanised word by word, or None where nothing Thai is in it.

    Examples
    --------
    >>> romanise("ใจดี")
    'Chaidi'
    """
    if not any("\u0e01" <= letter <= "\u0e2e" for letter in name):
        return None
    from pythainlp.transliterate import romanize

    return " ".join(romanize(word, engine="royin").capitalize() for word in name.split())
