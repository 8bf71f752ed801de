"""Days: a number or a list of numbers with a month, in Thai, in English, in figures or in ISO order."""

from __future__ import annotations

import re
from dataclasses import replace

from newsextract.layers.times import lexicon as lex
from newsextract.layers.times.lexicon import COUNTED, DASH, ENGLISH_MONTH, ERA, GAP, month_number
from newsextract.layers.times.pieces import Piece, Point, set_year

#: A two-digit year: not a count, a decimal or a clock time.
YEAR2 = rf"\d\d(?![\d%]|[.,:/][ ]?\d|[ ]?[-–][ ]?\d\d?[ ]?(?:{COUNTED})|[ ]?(?:{COUNTED}))"
#: what follows such a noun where it is not counted: 65 รายที่ 3, 65 ครั้งที่สอง, 65 วันละ, 65 รายงาน
_NOT_COUNTED = "(?!ที่|ละ|เดียว|งาน|ได้)"
#: After a day and month, 50 to 79 is a year whatever noun follows ("1 ก.ค. 65 จังหวัด…"), except the nouns listed here.
_YEAR_50_TO_79 = (
    r"[5-7]\d(?![\d%]|[.,:/][ ]?\d|[ ]?[-–][ ]?\d"
    rf"|[ ]?(?:(?:{lex.words('counted_after_month')}){_NOT_COUNTED}|น\.(?!ส\.)))"
)
#: 9 สิงหาคม 25 …: a year that was cut short, unless a bracket closes right after it.
CUT_YEAR = r"25(?![\d)])"
#: 9 สิงหาคม 25  62: a year with spaces inside.
BROKEN_YEAR = rf"25[ ]{{1,2}}[5-7]\d(?![\d%]|[.,:/][ ]?\d|[ ]?(?:{COUNTED}))"
TOUCHING_YEAR = r"[5-7]\d(?![\d%]|[.,:/][ ]?\d)"
# a two-digit year is on the same line, since on the next it is a table cell; digits that touch the month are never a count
_YEAR = rf"""
    (?: {GAP}(?:(?P<era>{ERA})[ ]{{0,3}})?(?=\d{{4}}(?!\d|[.,]\d))
      | [ ]{{0,6}}(?!{CUT_YEAR})(?={YEAR2})
      | [ ]{{1,3}}(?={_YEAR_50_TO_79})
      | (?={TOUCHING_YEAR})
      | [ ]{{1,6}}(?={BROKEN_YEAR})
    )
    (?<![\d]) (?P<year>\d{{4}}|{BROKEN_YEAR}|\d\d)
"""
_BETWEEN = rf"""(?>
    {GAP} (?:{DASH}{{1,2}}|,|&|และ|กับ|หรือ|(?:ไป)?(?:จน)?ถึง|to\b|and\b) [ ]{{0,4}}
    (?:เมื่อ|ถึง)? (?:(?:วัน)?(?:{lex.THAI_WEEKDAY})?[ ]?ที่?[ ]{{0,4}}|วันที่[ ]{{0,4}})?
)"""

THAI_DAY = re.compile(
    rf"""
    (?P<days> \d{{1,2}} (?:{_BETWEEN}\d{{1,2}}(?!\d)){{0,30}} )      # 25   12-14   4 และ 7
    (?P<gap>{GAP}) (?:เดือน[ ]{{0,3}})?
    (?P<month> {lex.THAI_MONTH_NAME} | {lex.ABBREVIATION}
      | [\u0e01-\u0e4e]{{4,13}}(?=[ ]{{0,3}}(?:พ\.ศ\.[ ]?)?25[3-8]\d)
      | [\u0e01-\u0e4e]{{3,9}}(?:{lex.words("month_ending")}|าม)
    )
    (?: (?:[ ]{{0,3}}(?:(?:ของ|ใน)?ปี|นี้)(?=[ ]{{0,3}}(?:{ERA})?[ ]{{0,3}}[12]\d{{3}}(?!\d)))? {_YEAR} )?
    """,
    re.VERBOSE,
)
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
ENGLISH_DAY = re.compile(
    rf"""
    (?P<days> {_NTH} (?:(?>{GAP}(?:{DASH}|,|&|to\b|and\b)[ ]{{0,4}}){_NTH}){{0,12}} )
    (?P<gap>[ ]{{0,3}}) (?:day[ ])?(?:of[ ])?
    (?P<month>{ENGLISH_MONTH})
    (?:,?{GAP}(?:(?P<era>{ERA})[ ]{{0,3}})?(?P<year>[12]\d{{3}})(?![\d]))?
    """,
    re.VERBOSE,
)
ENGLISH_MONTH_DAY = re.compile(
    rf"""
    (?P<month>{ENGLISH_MONTH}) [ ]{{0,3}}
    (?P<days> {_NTH} (?![\d:.]\d|\d|%)
      (?: [ ]?(?:{DASH}|,|&|to\b|and\b|,[ ]and\b)[ ]{{0,3}}
          {_NTH} (?!\d|[:.]\d|[ ]?(?:{ENGLISH_MONTH}|hrs|a\.m|p\.m|[ap]m\b)) ){{0,12}} )
    (?:,?{GAP}(?:(?P<era>{ERA})[ ]{{0,3}})?(?P<year>[12]\d{{3}})(?!\d))?
    """,
    re.VERBOSE,
)
FIGURES = re.compile(r"(?P<d>\d{1,2})(?P<s>[/-])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4}|\d\d)(?![\d/-]|\.\d)")
DAY_MONTH_FIGURES = re.compile(r"(?:(?<=วันที่)|(?<=วันที่ ))(?<!ครั้งวันที่)(?<!ครั้งวันที่ )(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![\d/-]|\.\d)")
ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?:[T ](?P<clock>\d\d:\d\d)(?::\d\d)?)?(?![\d-])")
NUMBERED_DAY = re.compile(
    rf"""
    วัน (?:{lex.THAI_WEEKDAY})? [ ]? ที่ [ ]{{0,4}}
    (?P<days> \d{{1,2}} (?!\d) (?:{_BETWEEN}\d{{1,2}}(?!\d)){{0,30}} )
    (?![\d/]|[.,-]\d|[ ]?(?:{COUNTED}))
    """,
    re.VERBOSE,
)

_NUMBER = re.compile(r"\d{1,2}")
_RANGE_SIGN = re.compile(rf"{DASH}|ถึง|\bto\b")
_THAI_WEEKDAY = re.compile(lex.THAI_WEEKDAY)
_NOT_A_DAY = re.compile(rf"{lex.words('not_a_day')}[ ]?\Z|\d[.,:/]\Z")
_DATE_WORD = re.compile(rf"{lex.words('date_before')}[ ]{{0,3}}\Z")
_SERIES_DAY = re.compile(rf"[ ]?{lex.words('series')}")
_OF_MONTH = re.compile(r"[ ]?ของ(?:ทุก)?(?:ๆ[ ]?)?เดือน(?:ถัดไป|นั้น|ก่อนหน้า)?")


def _days(days: str, at: int, model: Point) -> list[Piece]:
    """The days and ranges of days of an elided list at offset ``at``, with the month, year and era of ``model``."""
    pieces: list[Piece] = []
    last = 0
    for match in _NUMBER.finditer(days):
        between = days[last : match.start()]
        last = match.end()
        weekday = _THAI_WEEKDAY.search(between)
        point = replace(model, day=int(match[0]), weekday=lex.WEEKDAYS[weekday[0]] if weekday else None)
        if pieces and pieces[-1].last is None and _RANGE_SIGN.search(between):
            pieces[-1].last, pieces[-1].end = point, at + last
        else:
            pieces.append(Piece(at + match.start(), at + last, "day", first=point))
    return pieces


def spread(start: int, end: int, days: str, days_at: int, model: Point) -> list[Piece]:
    """Make the pieces of an elided list of days; empty if one is no day of a month."""
    pieces = _days(days, days_at, model)
    if not all(point.day and point.day <= 31 for piece in pieces for point in piece.points()):
        return []
    if len(pieces) > 1 and all(piece.last is None for piece in pieces):
        points = [piece.first for piece in pieces]
        return [Piece(start, end, "day", first=points[0], last=points[-1], items=points)]
    pieces[0].start = min(start, pieces[0].start)
    pieces[-1].end = max(end, pieces[-1].end)
    return pieces


def read_thai_day(text: str, match: re.Match[str]) -> list[Piece]:
    """25 ก.พ. 2563, 12-14 มีนาคม, 4 และ 7 ก.ย. 63."""
    month, start = month_number(match["month"]), match.start()
    # a table cell: the number is alone on its line and the month begins the next
    is_cell = "\n" in match["gap"] and text[start - 1 : start] in {"", "\n"}
    if month is None or is_cell or _NOT_A_DAY.search(text, max(0, start - 12), start):
        return []
    year = match["year"]
    model = set_year(Point(month=month), year and year.replace(" ", ""), match["era"] or "")
    return spread(start, match.end(), match["days"], match.start("days"), model)


def read_english_day(text: str, match: re.Match[str]) -> list[Piece]:
    """7 June 2017, 7-9 June, June 7-9, 2017, Sep 28."""
    month = month_number(match["month"].rstrip("."))
    before = text[match.start() - 1 : match.start()]
    if month is None or (before and (before in ".,/:-" or before.isdigit())) or not match["month"][0].isupper():
        return []
    model = set_year(Point(month=month), match["year"], match["era"] or "")
    return spread(*match.span(), match["days"], match.start("days"), model)


def _figures(match: re.Match[str]) -> Point | None:
    """Month and day of a date in figures, or None if they are out of range."""
    month, day = int(match["m"]), int(match["d"])
    return Point(month=month, day=day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def read_figures(text: str, match: re.Match[str]) -> list[Piece]:
    """25/02/2563, 25-2-2563, 25/2/63, 10/01/2024: day first, as Thai officials write."""
    point, start, year = _figures(match), match.start(), match["y"]
    if point is None or lex.touches(text, start, "/-.,:"):
        return []
    if len(year) == 2:
        dated = match["s"] == "/" or _DATE_WORD.search(text, max(0, start - 16), start) is not None
        plausible = dated and 50 <= int(year) <= 80
    else:
        plausible = 2400 <= int(year) <= 2620 or 1900 <= int(year) <= 2100
    return [Piece(start, match.end(), "day", first=set_year(point, year))] if plausible else []


def read_day_month_figures(_text: str, match: re.Match[str]) -> list[Piece]:
    """วันที่ 11/11; a date only after วันที่."""
    point = _figures(match)
    return [Piece(match.start(), match.end(), "day", first=point)] if point else []


def read_iso(text: str, match: re.Match[str]) -> list[Piece]:
    """2020-02-25, 2020-02-25T08:45."""
    point, before = _figures(match), text[match.start() - 1 : match.start()]
    if point is None or (before and before in "-/."):
        return []
    point.clock = match["clock"]
    return [Piece(match.start(), match.end(), "day", first=set_year(point, match["y"]))]


def _every_month(start: int, end: int, first: Point, last: Point | None) -> Piece:
    value, end_value = (f"XXXX-XX-{point.day:02d}" if point else None for point in (first, last))
    return Piece(start, end, "fixed", kind="recurring", value=value, end_value=end_value)


def read_numbered_day(text: str, match: re.Match[str]) -> list[Piece]:
    """วันที่ 21 without a month, and วันที่ 7 ของเดือนถัดไป, which recurs."""
    at = match.start("days")
    dated = THAI_DAY.match(text, at)
    if dated is not None and (pieces := read_thai_day(text, dated)):
        return pieces
    weekday = _THAI_WEEKDAY.search(match[0][: at - match.start()])
    pieces = spread(match.start() if weekday else at, match.end(), match["days"], at, Point())
    if not pieces or text.endswith(lex.BECOMES, 0, match.start()):
        return []
    of_month = _OF_MONTH.match(text, match.end())
    if of_month and len(pieces) == 1 and not pieces[0].items:
        return [_every_month(match.start(), of_month.end(), pieces[0].first, pieces[0].last)]
    if _SERIES_DAY.match(text, match.end()):
        return []
    if weekday:
        pieces[0].first.weekday = lex.WEEKDAYS[weekday[0]]
    return pieces
