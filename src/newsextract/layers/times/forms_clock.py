"""Clock times: 09.30 น., 9 นาฬิกา, 0950hrs, 10 a.m., ตีห้า, บ่ายสองโมง, สองทุ่ม, เที่ยงคืน."""

from __future__ import annotations

import re

from newsextract.layers.times import lexicon as lex
from newsextract.layers.times.lexicon import COUNTED, DASH, GAP, NOT_YEAR_AFTER
from newsextract.layers.times.pieces import Piece, Point
from newsextract.thai.digits import NUMBER_WORDS, number

_MARK = r"(?:น\.(?!ส\.)|น(?![\u0e01-\u0e4e.])|นาฬิกา|hrs?\b\.?|hours\b)"
_TO = rf"{GAP}(?:{DASH}{{1,2}}|(?:จน|ไปจน)?ถึง|to\b|until\b)[ ]{{0,3}}(?:เวลา)?{GAP}"
CLOCK = re.compile(
    rf"""
    (?P<h>\d{{1,2}}) [.:] (?P<m>\d\d) (?:[.:]\d\d)? (?!\d)
    (?:[ ]{{0,3}}(?P<mark1>{_MARK}))?
    (?: {_TO} (?P<h2>\d{{1,2}}) [.:] (?P<m2>\d\d) (?!\d) (?:[ ]{{0,3}}(?P<mark2>{_MARK}))? )?
    """,
    re.VERBOSE,
)
HOUR = re.compile(
    r"""
    (?P<h>\d{1,2}) (?:[ ]?[-–][ ]?(?P<h2>\d{1,2})(?P<m2>))? [ ]{0,2}
    (?: นาฬิกา(?:[ ]?(?P<m>\d{1,2})[ ]?นาที)? | น\.(?!ส\.)(?=[ \n,)]|$) )
    """,
    re.VERBOSE,
)
MILITARY = re.compile(
    r"""
    (?P<h>[012]\d) (?P<m>[0-5]\d) (?:[ ]?[-–][ ]?(?P<h2>[012]\d)(?P<m2>[0-5]\d))? [ ]?
    (?: (?:hrs?|hours|H(?!\.E))\b\.? | น\.(?!ส\.) | นาฬิกา )
    """,
    re.VERBOSE,
)
#: Four bare digits: a time after เวลา, after เมื่อ unless they are a year, or after a date and a colon.
BARE = re.compile(rf"(?P<h>[012]\d)(?P<m>[0-5]\d)(?!\d|[.,:/-]\d|%|[ ]?(?:{COUNTED}|{NOT_YEAR_AFTER}|ปี))")
_BARE_LEAD = re.compile(
    rf"""
    (?: เวลา(?:ประมาณ|ราว)? | (?P<when>เมื่อ)
      | (?:{lex.THAI_MONTH_NAME}|{lex.FULL_ABBREVIATION})[ ]?\d{{2,4}}[ ]{{0,2}}: )
    [ ]{{0,2}}\Z
    """,
    re.VERBOSE,
)
_HALF = r"[ ]?(?P<ap>[ap])\.?m\b\.?"
AM_PM = re.compile(rf"(?P<h>\d{{1,2}})(?:[.:](?P<m>\d\d)(?:{_TO}(?P<h2>\d{{1,2}})[.:](?P<m2>\d\d))?)?{_HALF}", re.IGNORECASE)
_AM_OR_PM = re.compile(_HALF, re.IGNORECASE)
_TO_FIVE = lex.words("numeral_to_five")
SPOKEN = re.compile(
    rf"""
      ตี[ ]?(?P<small>[1-5](?![\d.,])|{_TO_FIVE})
    | บ่าย[ ]?(?P<noon>[1-5](?![\d.,])|{_TO_FIVE})?[ ]?โมง(?:ตรง)?
    | (?P<hour>\d{{1,2}}|{NUMBER_WORDS})[ ]?โมง(?P<part>เช้า|เย็น)?(?:ตรง)?
    | (?P<evening>[1-6]|{_TO_FIVE}|หก)[ ]?ทุ่ม(?:ตรง)?
    | เที่ยง(?P<mid>คืน|วัน|ตรง)
    """,
    re.VERBOSE,
)
#: Units that make 4.45 an amount, unless น. marks it as a time.
_NO_CLOCK_AFTER = re.compile(
    rf"""
    [ ]{{0,3}}
    (?: {lex.words("amount_after")} | (?:[mb]|tr)illion | per[ ]?cent | points?\b | (?:kilo)?met(?:er|re)s? | km\b | GHz | to[ ]\d )
    """,
    re.VERBOSE,
)
_TIME_WORD = re.compile(r"เวลา(?:ประมาณ|ราว)?[ ]{0,4}$|\b(?:at|from|until)[ ]\Z")
_HALF_PAST = "ครึ่ง"


def _clock(hour: str | int, minute: str | int | None) -> str | None:
    """The time as "HH:MM", or None if it is not a valid time."""
    h, m = int(hour), int(minute or 0)
    return f"{h:02d}:{m:02d}" if (h < 24 and m < 60) or (h == 24 and m == 0) else None


def _ends(match: re.Match[str]) -> list[str | None]:
    """The time, or both ends of a time range."""
    return [_clock(match[hour], match[minute]) for hour, minute in (("h", "m"), ("h2", "m2")) if match[hour]]


def _pieces(start: int, end: int, *clocks: str | None) -> list[Piece]:
    """The piece of a time or a time range; empty if either end is not a valid time."""
    first, *last = [Point(clock=clock) for clock in clocks]
    return [Piece(start, end, "clock", first=first, last=last[0] if last else None)] if None not in clocks else []


def _free(text: str, at: int) -> bool:
    """Whether no digit, Latin letter or separator stands right before the number."""
    return not lex.touches(text, at, ".,:/")


def read_clock(text: str, match: re.Match[str]) -> list[Piece]:
    """09.30 น., 08.30 - 16.30 น.; without น. only after เวลา."""
    start = match.start()
    marked = bool(match["mark1"] or match["mark2"])
    if not _free(text, start) or not (marked or _is_time_without_mark(text, match)):
        return []
    first, *last = _ends(match)
    if last == [None] and match["mark1"] and not match["mark2"]:
        # 09.30 น. - 45.50: the second number is not a time
        return _pieces(start, match.end("mark1"), first)
    return _pieces(start, match.end(), first, *last)


def _is_time_without_mark(text: str, match: re.Match[str]) -> bool:
    time_word = _TIME_WORD.search(text, max(0, match.start() - 16), match.start())
    if time_word is None or _NO_CLOCK_AFTER.match(text, match.end()):
        return False
    # 9.30 a.m. is read with its half of the day, 13.30 p.m. as it stands
    return int(match["h"]) > 12 or _AM_OR_PM.match(text, match.end()) is None


def read_hour(text: str, match: re.Match[str]) -> list[Piece]:
    """13 นาฬิกา 30 นาที, 18 น., 0950hrs, 1300-1500 hrs."""
    return _pieces(*match.span(), *_ends(match)) if _free(text, match.start()) else []


def read_bare_clock(text: str, match: re.Match[str]) -> list[Piece]:
    """เมื่อ 1120, 28 ส.ค. 62 : 1500; เมื่อ 2019 is a year."""
    lead = _BARE_LEAD.search(text, max(0, match.start() - 30), match.start())
    if lead is None or (lead["when"] and 19 <= int(match["h"]) <= 20):
        return []
    return _pieces(*match.span(), _clock(match["h"], match["m"]))


def read_am_pm(text: str, match: re.Match[str]) -> list[Piece]:
    """10 a.m., 9.00 AM, 9.30-11.30 a.m., 11.30 to 1.30 p.m."""
    start, half = match.start(), 12 if match["ap"] in "pP" else 0
    hours = [int(match[group]) for group in ("h", "h2") if match[group]]
    if not _free(text, start) or text[start - 1 : start] in {"-", "–"} or not all(1 <= hour <= 12 for hour in hours):
        return []
    *first, last = [hour % 12 for hour in hours]
    ends = [_clock(last + half, match["m2"] if first else match["m"])]
    for hour in first:
        ends.insert(0, _clock(hour + (half if hour <= last else 12 - half), match["m"]))
    return _pieces(start, match.end(), *ends)


def _spoken_hour(match: re.Match[str]) -> int | None:
    """The hour, 0 to 24, counted from where the named part of the day begins."""
    for group, counted_from in (("small", 0), ("noon", 12), ("evening", 18)):
        if match[group]:
            return counted_from + (number(match[group]) or 0)
    if match["mid"]:
        return 0 if match["mid"] == "คืน" else 12
    # บ่ายโมง alone is one o'clock
    return 13 if match["hour"] is None else _hour_of_part(number(match["hour"]), match["part"])


def _hour_of_part(hour: int | None, part: str | None) -> int | None:
    if hour is None or not 1 <= hour <= 12:
        return None
    if part == "เย็น":
        return hour + 12 if hour <= 6 else None
    # in the old count the morning begins at seven: 1 โมงเช้า is 07:00
    return hour + 6 if part == "เช้า" and hour <= 5 else hour


def read_spoken(text: str, match: re.Match[str]) -> list[Piece]:
    """ตีห้า, บ่ายสองโมง, 10 โมงเช้า, สองทุ่มครึ่ง, เที่ยงคืน."""
    hour = _spoken_hour(match)
    if hour is None or (match[0][0].isdigit() and not _free(text, match.start())):
        return []
    half = text.startswith(_HALF_PAST, match.end())
    return _pieces(match.start(), match.end() + len(_HALF_PAST) * half, _clock(hour % 24, 30 * half))
