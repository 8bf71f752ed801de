"""The word lists of data/terms/words.toml, and the signs that several files of the layer ask for."""

from __future__ import annotations

from newsextract.data import read_toml
from newsextract.thai.text import any_of

TABLES = read_toml("terms/words.toml")
WORDS: dict[str, tuple[str, ...]] = {name: tuple(listed) for name, listed in TABLES["words"].items()}
QUOTES = frozenset('“”"‘’')
#: small words of English names, which give an abbreviation no letter
SMALL = frozenset({"of", "and", "the", "for", "on", "in", "to", "a", "an", "at", "by", "with", "from", "or"})


def words(name: str) -> str:
    """A pattern for any word of a list."""
    return any_of(WORDS[name])
