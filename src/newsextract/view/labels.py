"""Interface texts in Thai and English, from a data file per language."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache

from newsextract.data import read_text

#: languages of the pages
LANGUAGES = ("en", "th")
#: returns the text of a key in a language
Say = Callable[[str], str]


def english(key: str) -> str:
    """The English text of a key, or the key itself if it has none.

    Examples
    --------
    >>> english("iso"), english("not a key")
    ('Province', 'not a key')
    """
    return labels("en").get(key, key)


def say_in(language: str) -> Say:
    """Return the lookup function of a language; texts that it lacks are in English.

    Examples
    --------
    >>> say_in("th")("person")
    'บุคคล'
    """
    known = labels(language)
    return lambda key: known.get(key) or english(key)


@cache
def labels(language: str) -> dict[str, str]:
    """The texts of a language by key."""
    found: dict[str, str] = json.loads(read_text(f"view/labels/{language if language in LANGUAGES else LANGUAGES[0]}.json"))
    return found
