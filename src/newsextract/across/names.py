"""Names as they are compared: keys, shapes without what is often misspelt, and the words of a name."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from newsextract.across import words
from newsextract.data import read_csv
from newsextract.layers.names import titles
from newsextract.thai.people_names import key

__all__ = ["bare", "consonants", "gaps", "is_thai", "key", "shape"]

_THAI = re.compile("[ก-๛]")
_SILENT = re.compile("[ก-ฮ][ิุ]?์")
_BRACKETS = re.compile(r"\s*\(.*$")
#: silent letters, tones, and marks that are left out or added by mistake
_MARKS = re.compile("[ก-ฮ][ิุ]?์|[็-๎ฯๆ'’.,!-]")
#: letters of one sound
_SAME = str.maketrans("ศษฑฒธฏณญฎภฆฬฌขคีืูไ", "สสททททนยดพคลชคคิึุใ")


@lru_cache(maxsize=200_000)
def bare(name: str) -> str:
    """A person's name without titles, brackets and stray marks.

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
    for n in range(1, len(parts) - 1):  # "คลินิก นายแพทย์…": what stands before a title is none of the name
        title, rest = titles.split(" ".join(parts[n:]))
        if title and is_thai(title) and " " in rest:
            return bare(rest)
    return " ".join(parts).strip(" .,-!:;\"'“”")


@cache
def _styles() -> re.Pattern[str]:
    """Numbers and styles before a name, numbers and letters after it."""
    before, after = ("|".join(map(re.escape, words.of(kind))) for kind in ("style", "after"))
    return re.compile(rf"^(?:(?:\d+|{before})\s+)+(?=\S+\s+\S)|(?:\s+(?:\d+|{after}))+$")


@lru_cache(maxsize=200_000)
def is_thai(name: str) -> bool:
    """Whether a name is written in Thai letters."""
    return _THAI.search(name) is not None


@lru_cache(maxsize=200_000)
def shape(name: str) -> str:
    """A key without tones, silent letters and the choice among letters of one sound: what the spellings of a name share.

    Examples
    --------
    >>> shape(key("ประยุทธ์ จันทร์โอชา")) == shape(key("ประยุทธ จันทรโอชา"))
    False
    >>> shape(key("ณรงค์ศักดิ์ โอสถธนากร")) == shape(key("ณรงศักดิ์ โอสถธนากร"))
    True
    """
    return _MARKS.sub("", name).translate(_SAME)


def gaps(word: str) -> set[str]:
    """A word and what is left when one letter of it is dropped: two words that a slip parts share one of these."""
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
