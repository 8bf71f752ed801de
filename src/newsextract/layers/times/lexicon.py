"""Calendar vocabulary from data/times, as lookup tables and regular-expression alternations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from newsextract.data import read_csv, read_toml
from newsextract.thai.text import any_of

_TABLES = read_toml("times/words.toml")


def words(name: str) -> str:
    """A regular-expression alternation of a word list in data/times/words.toml."""
    return any_of(_TABLES["words"][name])


def _inverted(name: str) -> dict[str, str]:
    return {word: label for label, listed in _TABLES[name].items() for word in listed}


ERAS = _inverted("eras")
#: Kind of year by the word before it (ปีงบประมาณ: fiscal_year).
YEAR_LEADS = _inverted("year_leads")
ORDINALS: dict[str, int] = _TABLES["ordinals"]
LUNAR_MONTHS: dict[str, int] = _TABLES["lunar_months"]
WEEKDAY_OFFSETS: dict[str, int] = _TABLES["weekday_offsets"]
TODAY: frozenset[str] = frozenset(_TABLES["words"]["today"])
PARTS: list[str] = _TABLES["words"]["part"]
NUMERALS: list[str] = _TABLES["words"]["numeral"]
BECOMES: tuple[str, ...] = tuple(_TABLES["words"]["becomes"])
ROUND_NUMBERS: frozenset[str] = frozenset(_TABLES["words"]["round_number"])
UNITS_OR_WORDS: frozenset[str] = frozenset(_TABLES["words"]["unit_or_word"])

_MONTH_ROWS = read_csv("times/months.csv")


def _months(kind: str) -> dict[str, int]:
    return {row["name"]: int(row["month"]) for row in _MONTH_ROWS if row["kind"].startswith(kind)}


THAI_MONTHS = _months("full")
DOTTED_MONTHS = _months("abbr")
THAI_ABBREVIATIONS = {name.replace(".", ""): month for name, month in DOTTED_MONTHS.items()}
ENGLISH_MONTHS = {name.casefold(): month for name, month in _months("en").items()}
_WEEKDAY_ROWS = read_csv("times/weekdays.csv")
WEEKDAYS = {row["name"].casefold(): int(row["iso"]) for row in _WEEKDAY_ROWS}
RELATIVE = {row["name"]: (row["unit"], int(row["offset"])) for row in read_csv("times/relative.csv")}
UNITS = {row["name"]: row["designator"] for row in read_csv("times/units.csv")}
HOLIDAYS = {row["name"]: row["rule"] for row in read_csv("times/holidays.csv")}

#: Nouns that are counted, each without the continuations that make it another word (โรง, but not โรงพยาบาล).
COUNTED = "|".join(
    re.escape(row["word"]) + (f"(?!{'|'.join(map(re.escape, row['unless'].split()))})" if row["unless"] else "")
    for row in read_csv("times/counted.csv")
)


def table_words(table: str, **which: str) -> str:
    """An alternation of a table's words, longest first, without the prefixes that make one another word (งบ before ประมาณ)."""
    rows = [row for row in read_csv(f"times/{table}.csv") if which.items() <= row.items()]
    rows.sort(key=lambda row: -len(row["word"]))
    return f"(?:{'|'.join(_word(row['word'], row.get('unless', '').split()) for row in rows)})"


def _word(word: str, unless: Sequence[str]) -> str:
    """A word's pattern, without the prefixes ``unless``; [Aa] for either case lets the engine skip most positions at once."""
    letters = (f"[{letter.upper()}{letter}]" if "a" <= letter <= "z" else re.escape(letter) for letter in word)
    return "".join(letters) + "".join(f"(?<!{re.escape(one + word)})" for one in unless)


#: Words before, and words after, four bare digits that are not a year.
NOT_YEAR_BEFORE, NOT_YEAR_AFTER = (
    any_of(row["word"] for row in read_csv("times/not_years.csv") if row["side"] == side) for side in ("before", "after")
)


def _loosely_dotted(name: str) -> str:
    """A pattern of an abbreviation whose dots may be wrong or missing; without the last dot it must end the word."""
    *parts, last = name.removesuffix(".").split(".")
    return "".join(f"{part}(?:[.,][ ]?)?" for part in parts) + last + r"(?:[ ]?\.|(?![\u0e01-\u0e4e.]))"


NOT_AN_OFFICE = r"(?![รอศช]\.)"
#: Abbreviated Thai month with its dots complete, wrong or missing; never the beginning of an office's abbreviation (ก.พ.ร.).
ABBREVIATION = f"(?:{'|'.join(map(_loosely_dotted, sorted(DOTTED_MONTHS, key=len, reverse=True)))}){NOT_AN_OFFICE}"
#: Abbreviated Thai month with every dot in place: safe to match without a day before it.
FULL_ABBREVIATION = any_of(DOTTED_MONTHS) + NOT_AN_OFFICE
# กันยายนยน 2566: an ending typed twice before the year
THAI_MONTH_NAME = any_of(THAI_MONTHS) + r"(?:(?:ยน|คม|น|ม)(?=[ ]{0,3}[12]\d{3}))?"
ENGLISH_MONTH = any_of(_months("en")) + r"\b\.?"
THAI_WEEKDAY = any_of(row["name"] for row in _WEEKDAY_ROWS if row["language"] == "th")
ENGLISH_WEEKDAY = any_of(row["name"] for row in _WEEKDAY_ROWS if row["language"] == "en") + r"\b\.?"
UNIT = any_of(UNITS)

DASH = r"[-–—−‒―~]"
# possessive: two ways to split the spaces, up to thirty times over, would take exponential time
GAP = r"[ ]{0,9}+(?:\n[ ]{0,9}+)?+"
ERA = (
    r"(?:พ\.?[ ]?ศ\.?|ค\.?[ ]?ศ\.?|พุทธศักราช|คริสต์ศักราช|คริสตศักราช|ร\.[ ]?ศ\.|รัตนโกสินทร์?ศก|ฮ\.[ ]?ศ\.|"
    r"ฮิจเราะห์ศักราช|ฮิจเราะฮฺศักราช|ฮิจเราะฮ์ศักราช|B\.?E\.?|A\.?D\.?|C\.?E\.?)"
)


def touches(text: str, at: int, signs: str = "") -> bool:
    """Whether a digit, a Latin letter or one of ``signs`` stands right before an offset."""
    before = text[at - 1 : at]
    return bool(before) and (before in signs or before.isdigit() or (before.isascii() and before.isalpha()))


_SEPARATORS = re.compile(r"[., ]")


@lru_cache(maxsize=4096)
def month_number(word: str) -> int | None:
    """The month that a word names in full, abbreviated, in English or misspelt by up to two characters; None if there is none.

    Examples
    --------
    >>> month_number("ก.พ."), month_number("กรกฏาคม"), month_number("เมยายน"), month_number("Sept."), month_number("ประจำปี")
    (2, 7, 4, 9, None)
    """
    if word in THAI_MONTHS:
        return THAI_MONTHS[word]
    bare = _SEPARATORS.sub("", word)
    if bare in THAI_ABBREVIATIONS:
        return THAI_ABBREVIATIONS[bare]
    if bare.casefold() in ENGLISH_MONTHS:
        return ENGLISH_MONTHS[bare.casefold()]
    near = sorted((OSA.distance(word, name), month) for name, month in THAI_MONTHS.items())
    if len(word) >= 4 and near[0][0] <= 2 and near[0][0] < near[1][0]:
        return near[0][1]
    return None
