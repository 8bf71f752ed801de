"""Forms of names for comparison: bare names, keys, shapes without what is often misspelt, and consonant classes."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from newsextract.data import read_csv
from newsextract.layers.names import titles
from newsextract.thai.people_names import key

__all__ = ["bare", "consonants", "gaps", "is_thai", "key", "shape", "words_of"]

_THAI = re.compile("[ก-๛]")
_SILENT = re.compile("[ก-ฮ][ิุ]?์")
_BRACKETS = re.compile(r"\s*\(.*$")
#: silent letters, tone marks, and signs that are often omitted or added by mistake
_MARKS = re.compile("[ก-ฮ][ิุ]?์|[็-๎ฯๆ'’.,!-]")
#: maps letters of one sound to one of them
_SAME = str.maketrans("ศษฑฒธฏณญฎภฆฬฌขคีืูไ", "สสททททนยดพคลชคคิึุใ")


@cache
def words_of(kind: str) -> tuple[str, ...]:
    """The words of a kind around an office or a name, from data/across/office_words.csv, the longest first.

    Examples
    --------
    >>> "รักษาการ" in words_of("acting")
    True
    """
    found = (word for row in read_csv("across/office_words.csv") if row["kind"] == kind for word in row["words"].split("|"))
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=200_000)
def bare(name: str) -> str:
    """A person's name without titles, brackets and stray punctuation.

    Examples
    --------
    >>> bare("พล.ต.อ. สมหมาย  ใจดี (ใหม่)"), bare("H.E. Mr. Somchai Jaidee")
    ('สมหมาย ใจดี', 'Somchai Jaidee')
    >>> bare("The Honourable Somchai Jaidee MP"), bare("2025 Dr. Somchai Jaidee")
    ('Somchai Jaidee', 'Somchai Jaidee')
    """
    name = _BRACKETS.sub("", name) or name
    plain = _styles().sub("", name)
    parts = titles.split(plain if " " in plain else name)[1].split()
    for n in range(1, len(parts) - 1):  # "คลินิก นายแพทย์…": words before a title are not part of the name
        title, rest = titles.split(" ".join(parts[n:]))
        if title and is_thai(title) and " " in rest:
            return bare(rest)
    return " ".join(parts).strip(" .,-!:;\"'“”")


@cache
def _styles() -> re.Pattern[str]:
    """Pattern of the numbers and styles before a name, and of the numbers and post-nominal letters after it."""
    before, after = ("|".join(map(re.escape, words_of(kind))) for kind in ("style", "after"))
    return re.compile(rf"^(?:(?:\d+|{before})\s+)+(?=\S+\s+\S)|(?:\s+(?:\d+|{after}))+$")


@lru_cache(maxsize=200_000)
def is_thai(name: str) -> bool:
    """Whether a name contains Thai letters."""
    return _THAI.search(name) is not None


@lru_cache(maxsize=200_000)
def shape(name: str) -> str:
    """A key for spelling variants: without tone marks and silent letters, and with letters of one sound made equal.

    Examples
    --------
    >>> shape(key("ประยุทธ์ จันทร์โอชา")) == shape(key("ประยุทธ จันทรโอชา"))
    False
    >>> shape(key("ณรงค์ศักดิ์ โอสถธนากร")) == shape(key("ณรงศักดิ์ โอสถธนากร"))
    True
    """
    return _MARKS.sub("", name).translate(_SAME)


def gaps(word: str) -> set[str]:
    """A word and its forms with one letter dropped; two words that differ in one letter share at least one form."""
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}


@lru_cache(maxsize=200_000)
def consonants(word: str) -> str:
    """The classes of a Thai word's consonants, in order.

    Examples
    --------
    >>> consonants("สมชาย")
    'SMCY'
    """
    classes = _classes()
    return "".join(classes.get(letter, "") for letter in _SILENT.sub("", word))


@cache
def _classes() -> dict[str, str]:
    return {letter: row["class"] for row in read_csv("across/consonants.csv") for letter in row["thai"]}
