"""The words of pages in Thai and English: data, a file a language."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache

from newsextract.data import read_text

#: the languages that pages can be read in
LANGUAGES = ("en", "th")
#: gives the words for a key in a language
Say = Callable[[str], str]


def english(key: str) -> str:
    """The words of a key in English: those of the file, or the key itself.

    Examples
    --------
    >>> english("iso"), english("not a key")
    ('Province', 'not a key')
    """
    return labels("en").get(key, key)


def say_in(language: str) -> Say:
    """Give the words in a language; those that it lacks in English.

    Examples
    --------
    >>> say_in("th")("person")
    'บุคคล'
    """
    known = labels(language)

    def say(key: str) -> str:
        return known.get(key) or english(key)

    return say


@cache
def labels(language: str) -> dict[str, str]:
    """The words of a language by their keys."""
    found: dict[str, str] = json.loads(read_text(f"view/labels/{language if language in LANGUAGES else LANGUAGES[0]}.json"))
    return found
