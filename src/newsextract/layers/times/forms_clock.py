"""Clock times: 09.30 น., 9 นาฬิกา, 0950hrs, 10 a.m., ตีห้า, บ่ายสองโมง, สองทุ่ม, เที่ยงคืน."""

from __future__ import annotations

import re

from newsextract.layers.times.forms_day import GAP
from newsextract.layers.times.lexicon import (
    COUNTED,
    FULL_ABBREVIATION,
    NOT_YEAR_AFTER,
    NUMBER_WORD,
    THAI_MONTH_NAME,
)
from newsextract.layers.times.pieces import Piece, Point
from newsextract.thai.digits import number

_MARK = r"(?:น\.(?!ส\.)|น(?![\u0e01-\u0e4e.])|นาฬิกา|hrs?\b\.?|hours\b)"
_TO = rf"{GAP}(?:[-–—−‒―~]{{1,2}}|(?:จน|ไปจน)?ถึง|to\b|until\b)[ ]{{0,3}}(?:เวลา)?{GAP}"
CLOCK = re.compile(
    rf"""
    (?P<h>\d{{1,2}}) [.:] (?P<m>\d\d) (?:[.:]\d\d)? (?!\d)
    (?:[ ]{{0,3}}(?P<mark1>{_MARK}))?
    (?: {_TO} (?P<h2>\d{{1,2}}) [.:] (?P<m2>\d\d) (?!\d) (?:[ ]{{0,3}}(?P<mark2>{_MARK}))? )?
    """,
    re.VERBOSE,
)
HOUR = re.compile(
    r"(?P<h>\d{1,2})(?:[ ]?[-–][ ]?(?P<h2>\d{1,2}))?[ ]{0,2}(?:นาฬิกา(?:[ ]?(?P<m>\d{1,2})[ ]?นาที)?|น\.(?!ส\.)(?=[ \n,)]|$))"
)
MILITARY = re.compile(
    r"(?P<h>[012]\d)(?P<m>[0-5]\d)(?:[ ]?[-–][ ]?(?P<h2>[012]\d)(?P<m2>[0-5]\d))?[ ]?(?:(?:hrs?|hours|H)\b\.?|น\.(?!ส\.)|นาฬิกา)"
)
#: Four figures alone: a time after เวลา, after เมื่อ when they are no year, or after a date and a colon.
BARE = re.compile(rf"(?P<h>[012]\d)(?P<m>[0-5]\d)(?!\d|[.,:/-]\d|%|[ ]?(?:{COUNTED}|{NOT_YEAR_AFTER}|ปี))")
_BARE_LEAD = re.compile(
    rf"(?:เวลา(?:ประมาณ|ราว)?|(?P<when>เมื่อ)|(?:{THAI_MONTH_NAME}|{FULL_ABBREVIATION})[ ]?\d{{2,4}}[ ]{{0,2}}:)[ ]{{0,2}}\Z"
)
AM_PM = re.compile(r"(?P<h>\d{1,2})(?:[.:](?P<m>\d\d))?[ ]?(?P<ap>[ap])\.?m\b\.?", re.IGNORECASE)
SPOKEN = re.compile(
    rf"""
      ตี[ ]?(?P<small>[1-5](?![\d.,])|หนึ่ง|สอง|สาม|สี่|ห้า)
    | บ่าย[ ]?(?P<noon>[1-5](?![\d.,])|หนึ่ง|สอง|สาม|สี่|ห้า)?[ ]?โมง(?:ตรง)?
    | (?P<hour>\d{{1,2}}|{NUMBER_WORD})[ ]?โมง(?P<part>เช้า|เย็น)?(?:ตรง)?
    | (?P<evening>[1-6]|หนึ่ง|สอง|สาม|สี่|ห้า|หก)[ ]?ทุ่ม(?:ตรง)?
    | เที่ยง(?P<mid>คืน|วัน|ตรง)
    """,
    re.VERBOSE,
)
#: Units that make 4.45 an amount, where no น. says that it is a time.
_NO_CLOCK_AFTER = re.compile(
    r"[ ]{0,3}(?:ชั่วโมง|ชม\.|บาท|%|ล้าน|ร้อย|หน่วย|[Bb]aht|THB|USD|US\$|[mb]illion|per[ ]?cent|points?\b|(?:kilo)?met(?:er|re)s?|km\b|GHz|to[ ]\d)"
)
_TIME_WORD = re.compile(r"เวลา(?:ประมาณ|ราว)?[ ]{0,4}$|\b(?:at|from|until)[ ]\Z")


def _clock(hour: str | int, minute: str | int | None) -> str | None:
    h, m = int(hour), int(minute or 0)
    return f"{h:02d}:{m:02d}" if (h < 24 and m < 60) or (h == 24 and m == 0) else None


def _clock_piece(start: int, end: int, first: str | None, last: str | None, *, ranged: bool) -> list[Piece]:
    if first is None or (ranged and last is None):
        return []
    piece = Piece(start, end, "clock", first=Point(clock=first))
    if ranged:
        piece.last = Point(clock=last)
    return [piece]


def _free(text: str, at: int) -> bool:
    """No digit, dot or Latin letter runs into the number from the left."""
    return at == 0 or not (
        text[at - 1] in ".,:/" or text[at - 1].isdigit() or (text[at - 1].isascii() and text[at - 1].isalpha())
    )


def read_clock(text: str, match: re.Match[str]) -> list[Piece]:
    """09.30 น., 08.30 - 16.30 น.; without น. only after เวลา."""
    start = match.start()
    if not _free(text, start):
        return []
    marked = bool(match["mark1"] or match["mark2"])
    if not marked and not _TIME_WORD.search(text, max(0, start - 16), start):
        return []
    ranged = match["h2"] is not None
    if ranged and not match["mark2"] and match["mark1"] and not _clock(match["h2"], match["m2"]):
        ranged = False
    if not marked and _NO_CLOCK_AFTER.match(text, match.end()):
        return []
    end = match.end() if ranged or not match["h2"] else match.end("mark1")
    first, last = _clock(match["h"], match["m"]), _clock(match["h2"], match["m2"]) if ranged else None
    return _clock_piece(start, end, first, last, ranged=ranged)


def read_hour(text: str, match: re.Match[str]) -> list[Piece]:
    """13 นาฬิกา 30 นาที, 18 น."""
    if not _free(text, match.start()):
        return []
    ranged = match["h2"] is not None
    return _clock_piece(
        match.start(),
        match.end(),
        _clock(match["h"], None if ranged else match["m"]),
        _clock(match["h2"], match["m"]) if ranged else None,
        ranged=ranged,
    )


def read_military(text: str, match: re.Match[str]) -> list[Piece]:
    """0950hrs, 1300-1500 hrs."""
    if not _free(text, match.start()):
        return []
    ranged = match["h2"] is not None
    last = _clock(match["h2"], match["m2"]) if ranged else None
    return _clock_piece(match.start(), match.end(), _clock(match["h"], match["m"]), last, ranged=ranged)


def read_bare_clock(text: str, match: re.Match[str]) -> list[Piece]:
    """เมื่อ 1120, 28 ส.ค. 62 : 1500; เมื่อ 2019 is a year."""
    lead = _BARE_LEAD.search(text, max(0, match.start() - 30), match.start())
    if lead is None or (lead["when"] and 19 <= int(match["h"]) <= 20):
        return []
    return _clock_piece(match.start(), match.end(), _clock(match["h"], match["m"]), None, ranged=False)


def _half_day(hour: str, half: str) -> int | None:
    h = int(hour)
    if not 1 <= h <= 12:
        return None
    return h % 12 + (12 if half.casefold() == "p" else 0)


def read_am_pm(text: str, match: re.Match[str]) -> list[Piece]:
    """10 a.m., 9.00 AM, 1-3 p.m."""
    start = match.start()
    if not _free(text, start) or text[max(0, start - 1) : start] in {"-", "–"}:
        return []
    first = _half_day(match["h"], match["ap"])
    return _clock_piece(start, match.end(), None if first is None else _clock(first, match["m"]), None, ranged=False)


def _spoken_hour(match: re.Match[str]) -> int | None:  # noqa: PLR0911  one return a form
    if match["mid"]:
        return 0 if match["mid"] == "คืน" else 12
    if match["small"]:
        return number(match["small"])
    if match["evening"]:
        return 18 + (number(match["evening"]) or 0)
    if match["hour"] is None:
        return 12 + (number(match["noon"]) if match["noon"] else 1)  # type: ignore[operator]
    hour = number(match["hour"])
    if hour is None or not 1 <= hour <= 12:
        return None
    if match["part"] == "เย็น":
        return hour + 12 if hour <= 6 else None
    # the old count begins at seven: one o'clock of the morning is seven
    return hour + 6 if match["part"] == "เช้า" and hour <= 5 else hour


def read_spoken(text: str, match: re.Match[str]) -> list[Piece]:
    """ตีห้า, บ่ายสองโมง, 10 โมงเช้า, สองทุ่มครึ่ง, เที่ยงคืน."""
    if match[0][0].isdigit() and not _free(text, match.start()):
        return []
    hour = _spoken_hour(match)
    if hour is None:
        return []
    end = match.end()
    half = text.startswith("ครึ่ง", end)
    return _clock_piece(match.start(), end + 5 * half, _clock(hour % 24, 30 * half), None, ranged=False)
