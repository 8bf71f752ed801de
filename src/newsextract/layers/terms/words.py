"""The word lists of data/terms/words.toml, and constants that several files of the layer share."""

from __future__ import annotations

from newsextract.data import read_toml
from newsextract.thai.text import any_of

TABLES = read_toml("terms/words.toml")
WORDS: dict[str, tuple[str, ...]] = {name: tuple(listed) for name, listed in TABLES["words"].items()}
QUOTES = frozenset('“”"‘’')
#: function words of English names, which give an abbreviation no letter
FUNCTION_WORDS = frozenset({"of", "and", "the", "for", "on", "in", "to", "a", "an", "at", "by", "with", "from", "or"})


def words(name: str) -> str:
    """A regular expression for any word of a list."""
    return any_of(WORDS[name])
