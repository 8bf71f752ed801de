"""The word lists of data/terms/words.toml, and the signs that several files of the layer ask for."""

from __future__ import annotations

from newsextract.data import read_toml
from newsextract.thai.text import any_of
from newsextract.thai.view import ZERO_WIDTH

TABLES = read_toml("terms/words.toml")
WORDS: dict[str, tuple[str, ...]] = {name: tuple(listed) for name, listed in TABLES["words"].items()}
SPACE = " \t\r\n\u00a0" + ZERO_WIDTH
QUOTES = frozenset('“”"‘’')
#: small words of English names, which give an abbreviation no letter
SMALL = frozenset({"of", "and", "the", "for", "on", "in", "to", "a", "an", "at", "by", "with", "from", "or"})


def words(name: str) -> str:
    """A pattern for any word of a list."""
    return any_of(WORDS[name])


def trim(text: str, start: int, end: int, drop: str = SPACE) -> tuple[int, int]:
    """A span without some characters at both of its ends."""
    while start < end and text[start] in drop:
        start += 1
    while end > start and text[end - 1] in drop:
        end -= 1
    return start, end
