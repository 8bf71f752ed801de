"""The words of the calendar, from data/times, as lookup tables and regular-expression alternations."""

from __future__ import annotations

import re
from functools import lru_cache

from newsextract.data import read_csv
from newsextract.thai.digits import NUMBER_WORDS


def any_of(words: list[str]) -> str:
    """An alternation that prefers the longest word."""
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")"


_MONTH_ROWS = read_csv("times/months.csv")
THAI_MONTHS = {row["name"]: int(row["month"]) for row in _MONTH_ROWS if row["kind"] == "full"}
THAI_ABBREVIATIONS = {row["name"].replace(".", ""): int(row["month"]) for row in _MONTH_ROWS if row["kind"] == "abbr"}
ENGLISH_MONTHS = {row["name"].casefold(): int(row["month"]) for row in _MONTH_ROWS if row["kind"].startswith("en")}
_WEEKDAY_ROWS = read_csv("times/weekdays.csv")
WEEKDAYS = {row["name"].casefold(): int(row["iso"]) for row in _WEEKDAY_ROWS}
RELATIVE = {row["name"]: (row["unit"], int(row["offset"])) for row in read_csv("times/relative.csv")}
UNITS = {row["name"]: row["designator"] for row in read_csv("times/units.csv")}
HOLIDAYS = {row["name"]: row["rule"] for row in read_csv("times/holidays.csv")}

#: Nouns that a number counts, each with the continuations that make it another word (โรง, but not โรงพยาบาล).
COUNTED = "|".join(
    re.escape(row["word"]) + (f"(?!{'|'.join(map(re.escape, row['unless'].split()))})" if row["unless"] else "")
    for row in read_csv("times/counted.csv")
)
_NOT_YEARS = read_csv("times/not_years.csv")
#: Words after which, and before which, four bare digits are no year.
NOT_YEAR_BEFORE = any_of([row["word"] for row in _NOT_YEARS if row["side"] == "before"])
NOT_YEAR_AFTER = any_of([row["word"] for row in _NOT_YEARS if row["side"] == "after"])

_CLOCK_DAYS = read_csv("times/clock_days.csv")


def clock_day_words(role: str) -> str:
    """The words beside a bare clock time that play a role: "habit", "habit_after", "story", "told"."""
    return any_of([row["word"] for row in _CLOCK_DAYS if row["role"] == role])


_NOWADAYS = read_csv("times/nowadays.csv")


def nowadays_words(side: str) -> str:
    """The words that make วันนี้ these days, not this day, by where they stand; each with what it may not follow."""
    return "|".join(
        "".join(f"(?<!{re.escape(word)})" for word in row["unless"].split()) + re.escape(row["word"])
        for row in _NOWADAYS
        if row["side"] == side
    )


# a stray dot, comma or space inside an abbreviation is a slip; none at all needs a boundary after it
_DOTTED = "|".join(
    "".join(f"{part}(?:[.,][ ]?)?" for part in name[:-1].split(".")[:-1])
    + name[:-1].split(".")[-1]
    + r"(?:[ ]?\.|(?![\u0e01-\u0e4e.]))"
    for name in sorted((row["name"] for row in _MONTH_ROWS if row["kind"] == "abbr"), key=len, reverse=True)
)
#: Abbreviated Thai month with its dots complete, broken or missing; never the head of an office's abbreviation.
ABBREVIATION = rf"(?:{_DOTTED})(?![รอศช]\.)"
#: Abbreviated Thai month with every dot in place: safe where no day stands before it.
FULL_ABBREVIATION = "(?:" + "|".join(re.escape(row["name"]) for row in _MONTH_ROWS if row["kind"] == "abbr") + r")(?![รอศช]\.)"
# กันยายนยน 2566: an ending typed twice before the year
THAI_MONTH_NAME = any_of(list(THAI_MONTHS)) + r"(?:(?:ยน|คม|น|ม)(?=[ ]{0,3}[12]\d{3}))?"
ENGLISH_MONTH = "(?:" + any_of([row["name"] for row in _MONTH_ROWS if row["kind"].startswith("en")])[3:-1] + r")\b\.?"
THAI_WEEKDAY = any_of([row["name"] for row in _WEEKDAY_ROWS if row["language"] == "th"])
ENGLISH_WEEKDAY = any_of([row["name"] for row in _WEEKDAY_ROWS if row["language"] == "en"]) + r"\b\.?"
UNIT = any_of(list(UNITS))
NUMBER_WORD = NUMBER_WORDS

_SEPARATORS = re.compile(r"[., ]")


def _distance(a: str, b: str, most: int = 3) -> int:
    """Edit distance with transpositions, cut short above ``most``."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    older: list[int] = []
    old = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        new = [i]
        for j, y in enumerate(b, 1):
            cost = min(old[j] + 1, new[j - 1] + 1, old[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            new.append(cost)
        older, old = old, new
    return old[-1]


@lru_cache(maxsize=4096)
def month_number(word: str) -> int | None:
    """The month a word names: in full, abbreviated, in English, or misspelt by up to two characters.

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
    near = sorted((_distance(word, name), month) for name, month in THAI_MONTHS.items())
    if len(word) >= 4 and near[0][0] <= 2 and near[0][0] < near[1][0]:
        return near[0][1]
    return None
