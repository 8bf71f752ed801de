"""Provinces, districts and countries named in a span of text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from newsextract.data import read_csv
from newsextract.layers.events.words import begins, scanner
from newsextract.records import Language
from newsextract.thai.text import any_of, joined

BANGKOK = "TH-10"
#: the district of a province's capital, without the province's name
_CAPITAL = re.compile(r"เมือง(?=ฯ|จ\.|จังหวัด|[^\u0e01-\u0e4e]|\Z)")
_ENGLISH_DISTRICT = re.compile(r"\b[A-Z][a-z]+(?:[ ][A-Z][a-z]+){0,2}[ ][Dd]istrict\b")
_DISTRICT_MARK = re.compile(r"(?:อำเภอ|อ\.|(?<!วิทยา)เขต)\s?")


@dataclass(frozen=True, slots=True)
class Named:
    """The span of a place's name, with the ISO code of its province or country."""

    start: int
    end: int
    code: str


@cache
def province_names() -> dict[str, str]:
    """ISO 3166-2 code to canonical Thai name."""
    return {row["iso"]: row["th"] for row in read_csv("gazetteers/provinces.csv")}


@cache
def _provinces(language: Language) -> tuple[re.Pattern[str], dict[str, str]]:
    codes = {row[language]: row["iso"] for row in read_csv("gazetteers/provinces.csv")}
    others = read_csv("gazetteers/province_names.csv")
    codes |= {row["name"]: row["iso"] for row in others if row["name"].isascii() == (language == "en")}
    if language == "en":
        codes |= {"Pattaya": "TH-20", "Hua Hin": "TH-77"}
        pattern = rf"\b{any_of(spelling for name in codes for spelling in _spellings(name))}\b"
        return re.compile(pattern), {joined(name): code for name, code in codes.items()}
    codes |= {"กรุงเทพ": BANGKOK, "กทม": BANGKOK, "เมืองพัทยา": "TH-20", "หัวหิน": "TH-77", "หาดใหญ่": "TH-90"}
    clear = [name for name in codes if len(name) > 4]
    short = [name for name in codes if len(name) <= 4]
    pattern = (
        begins([*codes, "จ", "เ", "ภ", "แ"]) + r"(?:(?:จังหวัด|จ\.)\s?(?P<marked>" + any_of(codes) + r")"
        r"|(?P<clear>" + any_of([*clear, "กทม"]) + r")(?!นครินทร์)"
        r"|(?:เมือง|ภูเก็|แขวงทางหลวง)(?P<short>" + any_of(short) + r")(?=[\s)]))"
    )
    return re.compile(pattern), codes


def provinces(text: str, start: int, end: int, language: Language) -> list[Named]:
    """Provinces named in ``text[start:end]``; short names ("เลย", "ตาก") only where จังหวัด or จ. marks them; Chonburi is Chon Buri.

    Examples
    --------
    >>> [named.code for named in provinces("ที่ จ.เลย และกรุงเทพฯ", 0, 21, "th")]
    ['TH-42', 'TH-10']
    """
    pattern, codes = _provinces(language)
    read = joined if language == "en" else str
    return [Named(m.start(), m.end(), codes[read(m[m.lastgroup or 0])]) for m in pattern.finditer(text, start, end)]


def _spellings(name: str) -> Iterator[str]:
    """The ways to join the parts of an English name: Chon Buri, Chon-buri, Chonburi."""
    first, *parts = re.split("[ -]", name)
    ways = ([f"{joint}{one}" for joint in ("", " ", "-") for one in (part.lower(), part.capitalize())] for part in parts)
    return map("".join, product([first], *ways))


@cache
def _districts() -> tuple[dict[str, str], int]:
    """Lookup table from district to province code, empty if the name is ambiguous, and the length of the longest name."""
    codes: dict[str, str] = {}
    for row in read_csv("gazetteers/districts.csv"):
        for name in (row["th"], row["th"].removeprefix("เขต")):
            if codes.setdefault(name, row["province"]) != row["province"]:
                codes[name] = ""
    codes |= {f"เมือง{row['th']}": row["iso"] for row in read_csv("gazetteers/provinces.csv")}
    return codes, max(map(len, codes))


def districts(text: str, start: int, end: int) -> list[Named]:
    """Districts marked as such in ``text[start:end]``, each with its province's code where the name is unique.

    Examples
    --------
    >>> [named.code for named in districts("อ.เมืองเลย อำเภอเฉลิมพระเกียรติ เขตร้อน อ.เมือง", 0, 47)]
    ['TH-42', '', '']
    """
    codes, longest = _districts()
    found = []
    at = start
    while mark := _DISTRICT_MARK.search(text, at, end):
        name = text[mark.end() : min(end, mark.end() + longest)]
        while name and name not in codes:
            name = name[:-1]
        if not name and _CAPITAL.match(text, mark.end(), end):
            name = "เมือง"
        at = mark.end() + len(name) if name else mark.start() + 1
        if name and (not mark[0].startswith("เขต") or codes.get(name) == BANGKOK):  # only Bangkok's are called so
            found.append(Named(mark.start(), at, codes.get(name, "")))
    return found or [Named(m.start(), m.end(), "") for m in _ENGLISH_DISTRICT.finditer(text, start, end)]


@cache
def _country_codes(language: Language) -> dict[str, str]:
    rows = read_csv("gazetteers/countries.csv")
    return {row["name"]: row["iso"] for row in rows if row["language"] == language and len(row["name"]) > 2}


def _finder(codes: Mapping[str, str]) -> Callable[[str, int, int], list[Named]]:
    """A function that finds names in ``text[start:end]``, each with its code."""
    scan = scanner(codes)
    return lambda text, start, end: [Named(start + a, start + b, code) for a, b, code in scan(text[start:end])]


_ENGLISH_COUNTRY, _thai_countries = re.compile(rf"\b(?:{any_of(_country_codes('en'))})\b"), _finder(_country_codes("th"))
#: foreign cities with their countries' codes, and landmarks whose province articles leave out (ทำเนียบรัฐบาล) with its code
cities = _finder({row["name"]: row["country"] for row in read_csv("events/cities.csv")})
landmarks = _finder({row["name"]: row["iso"] for row in read_csv("events/venues.csv")})


def countries(text: str, start: int, end: int, language: Language) -> list[Named]:
    """Countries named in ``text[start:end]``."""
    if language == "th":
        return _thai_countries(text, start, end)
    codes = _country_codes("en")
    return [Named(m.start(), m.end(), codes[m[0]]) for m in _ENGLISH_COUNTRY.finditer(text, start, end)]
