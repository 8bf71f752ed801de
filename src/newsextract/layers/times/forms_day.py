"""Days: a number (or a list of numbers) with a month, in Thai, English, figures or ISO order."""

from __future__ import annotations

import re

from newsextract.layers.times.lexicon import (
    ABBREVIATION,
    COUNTED,
    ENGLISH_MONTH,
    THAI_MONTH_NAME,
    THAI_WEEKDAY,
    WEEKDAYS,
    month_number,
)
from newsextract.layers.times.pieces import Piece, Point, set_year

# possessive: two ways to share out the spaces, thirty times over, would be exponential
GAP = r"[ ]{0,9}+(?:\n[ ]{0,9}+)?+"
ERA = (
    r"(?:พ\.?[ ]?ศ\.?|ค\.?[ ]?ศ\.?|พุทธศักราช|คริสต์ศักราช|คริสตศักราช|ร\.[ ]?ศ\.|รัตนโกสินทร์?ศก|ฮ\.[ ]?ศ\.|"
    r"ฮิจเราะห์ศักราช|ฮิจเราะฮฺศักราช|ฮิจเราะฮ์ศักราช|B\.?E\.?|A\.?D\.?|C\.?E\.?)"
)
#: A two-digit year: nothing that is counted, no decimal, no clock time.
YEAR2 = rf"\d\d(?![\d%]|[.,:/][ ]?\d|[ ]?[-–][ ]?\d\d?[ ]?(?:{COUNTED})|[ ]?(?:{COUNTED}))"
#: After the month of a day 50 to 79 is a year, whatever noun begins next ("1 ก.ค. 65 จังหวัด…"), short of these.
_LIKELY_YEAR = (
    r"[5-7]\d(?![\d%]|[.,:/][ ]?\d|[ ]?[-–][ ]?\d|[ ]?(?:คน|ราย|บาท|ล้าน|ไร่|ตัน|แห่ง|ครั้ง|วัน|ปี|เดือน|ชั่วโมง|นาที|น\.(?!ส\.)))"
)
#: 9 สิงหาคม 25 …: the year was cut short; a bracket that closes right after says it was not.
CUT_YEAR = r"25(?![\d)])"
#: 9 สิงหาคม 25  62: a year with spaces inside.
BROKEN_YEAR = rf"25[ ]{{1,2}}[5-7]\d(?![\d%]|[.,:/][ ]?\d|[ ]?(?:{COUNTED}))"
TOUCHING_YEAR = r"[5-7]\d(?![\d%]|[.,:/][ ]?\d)"
# a two-digit year stands on the same line: on the next one it is a table's cell; one that touches the month counts nothing
_YEAR = rf"(?:{GAP}(?:(?P<era>{ERA})[ ]{{0,3}})?(?=\d{{4}}(?!\d|[.,]\d))|[ ]{{0,6}}(?!{CUT_YEAR})(?={YEAR2})|[ ]{{1,3}}(?={_LIKELY_YEAR})|(?={TOUCHING_YEAR})|[ ]{{1,6}}(?={BROKEN_YEAR}))(?<![\d])(?P<year>\d{{4}}|{BROKEN_YEAR}|\d\d)"
_DASH = r"[-–—−‒―~]"
_BETWEEN = rf"(?>{GAP}(?:{_DASH}{{1,2}}|,|&|และ|กับ|หรือ|(?:ไป)?(?:จน)?ถึง|to\b|and\b)[ ]{{0,4}}(?:เมื่อ|ถึง)?(?:(?:วัน)?(?:{THAI_WEEKDAY})?[ ]?ที่?[ ]{{0,4}}|วันที่[ ]{{0,4}})?)"
DAYS = rf"(?P<days>\d{{1,2}}(?:{_BETWEEN}\d{{1,2}}(?!\d)){{0,30}})"

THAI_DAY = re.compile(
    rf"""
    {DAYS}                                                    # 25   12-14   4 และ 7
    (?P<gap>{GAP}) (?:เดือน[ ]{{0,3}})?
    (?P<month>{THAI_MONTH_NAME}|{ABBREVIATION}|[\u0e01-\u0e4e]{{4,13}}(?=[ ]{{0,3}}(?:พ\.ศ\.[ ]?)?25[3-8]\d)|[\u0e01-\u0e4e]{{3,9}}(?:าคม|ายน|ยน|พันธ์|พันธุ์|าม))
    (?:(?:[ ]{{0,3}}(?:ปี|นี้)(?=[ ]{{0,3}}(?:{ERA})?[ ]{{0,3}}[12]\d{{3}}(?!\d)))?{_YEAR})?
    """,
    re.VERBOSE,
)
ENGLISH_DAY = re.compile(
    rf"""
    (?P<days>\d{{1,2}}(?:st|nd|rd|th)?(?:(?>{GAP}(?:{_DASH}|,|&|to\b|and\b)[ ]{{0,4}})\d{{1,2}}(?:st|nd|rd|th)?){{0,12}})
    (?P<gap>[ ]{{0,3}}) (?:day[ ])?(?:of[ ])?
    (?P<month>{ENGLISH_MONTH})
    (?:,?{GAP}(?:(?P<era>{ERA})[ ]{{0,3}})?(?P<year>[12]\d{{3}})(?![\d]))?
    """,
    re.VERBOSE,
)
ENGLISH_MONTH_DAY = re.compile(
    rf"""
    (?P<month>{ENGLISH_MONTH}) [ ]{{0,3}}
    (?P<days>\d{{1,2}}(?:st|nd|rd|th)?(?![\d:.]\d|\d|%)
       (?:[ ]?(?:{_DASH}|,|&|to\b|and\b|,[ ]and\b)[ ]{{0,3}}\d{{1,2}}(?:st|nd|rd|th)?(?!\d|[:.]\d|[ ]?(?:{ENGLISH_MONTH}|hrs|a\.m|p\.m|[ap]m\b))){{0,12}})
    (?:,?{GAP}(?:(?P<era>{ERA})[ ]{{0,3}})?(?P<year>[12]\d{{3}})(?!\d))?
    """,
    re.VERBOSE,
)
FIGURES = re.compile(r"(?P<d>\d{1,2})(?P<s>[/-])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4}|\d\d)(?![\d/-]|\.\d)")
DAY_MONTH_FIGURES = re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![\d/-]|\.\d)")
ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?:[T ](?P<clock>\d\d:\d\d)(?::\d\d)?)?(?![\d-])")
NUMBERED_DAY = re.compile(
    rf"วัน(?:{THAI_WEEKDAY})?[ ]?ที่[ ]{{0,4}}(?P<days>\d{{1,2}}(?!\d)(?:{_BETWEEN}\d{{1,2}}(?!\d)){{0,30}})(?![\d/]|[.,-]\d|[ ]?(?:{COUNTED}))"
)

_NUMBER = re.compile(r"\d{1,2}")
_RANGE_SIGN = re.compile(rf"{_DASH}|ถึง|\bto\b")
_THAI_WEEKDAY = re.compile(THAI_WEEKDAY)
_NOT_A_DAY = re.compile(r"(?:ครั้งที่|พื้นที่|ชุดที่|รุ่นที่|งวดที่|ระยะที่|ช่วงที่|รอบที่|กลุ่มที่|ลำดับที่|ข้อที่?|ฉบับที่|ภาคที่|เฟสที่?)[ ]?\Z|\d[.,:/]\Z")


def _day_points(days: str) -> list[list[Point]]:
    """The numbers of an elided list as groups: a group of two is a range."""
    groups: list[list[Point]] = []
    last = 0
    for match in _NUMBER.finditer(days):
        between = days[last : match.start()]
        last = match.end()
        weekday = _THAI_WEEKDAY.search(between)
        point = Point(day=int(match[0]), weekday=WEEKDAYS[weekday[0]] if weekday else None)
        if groups and _RANGE_SIGN.search(between) and len(groups[-1]) == 1:
            groups[-1].append(point)
        else:
            groups.append([point])
    return groups


def spread(start: int, end: int, days: str, days_at: int, model: Point) -> list[Piece]:
    """Pieces for an elided list of days that share a month and a year.

    Parameters
    ----------
    start, end
        The whole expression.
    days, days_at
        The list as written and its offset.
    model
        The shared month and year.
    """
    groups = _day_points(days)
    for group in groups:
        for point in group:
            point.year, point.month, point.era, point.be, point.flags = (
                model.year,
                model.month,
                model.era,
                model.be,
                model.flags,
            )
            if point.day is None or not 1 <= point.day <= 31:
                return []
    if all(len(group) == 1 for group in groups) and len(groups) > 1:
        points = [group[0] for group in groups]
        return [Piece(start, end, "day", first=points[0], last=points[-1], items=points)]
    if len(groups) == 1:
        return [_group_piece(start, end, groups[0])]
    pieces = []
    spans = [m.span() for m in _NUMBER.finditer(days)]
    at = 0
    for group in groups:
        left, right = spans[at][0], spans[at + len(group) - 1][1]
        at += len(group)
        pieces.append(_group_piece(days_at + left, days_at + right, group))
    pieces[0].start = min(start, pieces[0].start)
    pieces[-1].end = max(end, pieces[-1].end)
    return pieces


def _group_piece(start: int, end: int, group: list[Point]) -> Piece:
    return Piece(start, end, "day", first=group[0], last=group[1] if len(group) > 1 else None)


def _alone_on_line(text: str, match: re.Match[str]) -> bool:
    """A table's cell: the number fills its line, the month begins the next."""
    before = text[max(0, match.start() - 1) : match.start()]
    return "\n" in match["gap"] and before in {"", "\n"}


def read_thai_day(text: str, match: re.Match[str]) -> list[Piece]:
    """25 ก.พ. 2563, 12-14 มีนาคม, 4 และ 7 ก.ย. 63."""
    month = month_number(match["month"])
    if month is None or _alone_on_line(text, match):
        return []
    start = match.start()
    if _NOT_A_DAY.search(text, max(0, start - 12), start):
        return []
    end = match.end() if match["year"] else match.end("month")
    year = match["year"].replace(" ", "") if match["year"] else None
    model = set_year(Point(month=month), year, match["era"] or "")
    pieces = spread(start, end, match["days"], match.start("days"), model)
    if not pieces and len(match["days"]) > 2:
        return []
    return pieces


def read_english_day(text: str, match: re.Match[str]) -> list[Piece]:
    """7 June 2017, 7-9 June, June 7-9, 2017, Sep 28."""
    month = month_number(match["month"].rstrip("."))
    before = text[max(0, match.start() - 1) : match.start()]
    if month is None or (before and (before in ".,/:-" or before.isdigit())) or not match["month"][0].isupper():
        return []
    end = match.end() if match["year"] else max(match.end("month"), match.end("days"))
    model = set_year(Point(month=month), match["year"], match["era"] or "")
    return spread(match.start(), end, match["days"], match.start("days"), model)


_DATE_WORD = re.compile(r"(?:วันที่|ลงวันที่|ณ วันที่|เมื่อ|date[d]?:?|ระหว่าง|ถึง|ตั้งแต่)[ ]{0,3}\Z")


def read_figures(text: str, match: re.Match[str]) -> list[Piece]:
    """25/02/2563, 25-2-2563, 25/2/63, 10/01/2024: day first, as Thai officials write."""
    day, month, year = int(match["d"]), int(match["m"]), match["y"]
    before = text[max(0, match.start() - 1) : match.start()]
    if not (1 <= month <= 12 and 1 <= day <= 31) or (before and (before in "/-.,:" or (before.isalnum() and before.isascii()))):
        return []
    if len(year) == 2 and not (
        50 <= int(year) <= 80 and (match["s"] == "/" or _DATE_WORD.search(text, max(0, match.start() - 16), match.start()))
    ):
        return []
    if len(year) == 4 and not (2400 <= int(year) <= 2620 or 1900 <= int(year) <= 2100):
        return []
    return [Piece(match.start(), match.end(), "day", first=set_year(Point(month=month, day=day), year))]


def read_day_month_figures(text: str, match: re.Match[str]) -> list[Piece]:
    """วันที่ 11/11: a date only after วันที่."""
    day, month = int(match["d"]), int(match["m"])
    if not (1 <= month <= 12 and 1 <= day <= 31) or not re.search(
        r"(?<!ครั้ง)วันที่[ ]{0,3}\Z", text[max(0, match.start() - 14) : match.start()]
    ):
        return []
    return [Piece(match.start(), match.end(), "day", first=Point(month=month, day=day))]


def read_iso(text: str, match: re.Match[str]) -> list[Piece]:
    """2020-02-25, 2020-02-25T08:45."""
    before = text[max(0, match.start() - 1) : match.start()]
    month, day = int(match["m"]), int(match["d"])
    if (before and before in "-/.") or not (1 <= month <= 12 and 1 <= day <= 31):
        return []
    point = set_year(Point(month=month, day=day, clock=match["clock"]), match["y"])
    return [Piece(match.start(), match.end(), "day", first=point)]


_SERIES_DAY = re.compile(r"[ ]?(?:\(|ของ(?:การ|งาน|โครงการ|เทศกาล)|[:.]|ใน(?:การ|โครงการ))")
_OF_MONTH = re.compile(r"[ ]?ของ(?:ทุก)?(?:ๆ[ ]?)?เดือน(?:ถัดไป|นั้น|ก่อนหน้า)?")


def read_numbered_day(text: str, match: re.Match[str]) -> list[Piece]:
    """วันที่ 21 with its month elsewhere, and วันที่ 7 ของเดือนถัดไป, which recurs."""
    at = match.start("days")
    dated = THAI_DAY.match(text, at)
    if dated is not None and (pieces := read_thai_day(text, dated)):
        return pieces
    if text.endswith(("เป็น", "เข้าสู่", "ครบ"), 0, match.start()):
        # the twenty-eighth day of something, not of a month
        return []
    of_month = _OF_MONTH.match(text, match.end())
    groups = _day_points(match["days"])
    if any(p.day is None or not 1 <= p.day <= 31 for g in groups for p in g):
        return []
    if of_month and len(groups) == 1:
        values = [f"XXXX-XX-{p.day:02d}" for p in groups[0]]
        piece = Piece(match.start(), of_month.end(), "fixed", kind="recurring", value=values[0])
        piece.end_value = values[1] if len(values) > 1 else None
        return [piece]
    if _SERIES_DAY.match(text, match.end()):
        return []
    weekday = _THAI_WEEKDAY.search(match[0][: at - match.start()])
    start = match.start() if weekday else at
    pieces = spread(start, match.end(), match["days"], at, Point())
    if pieces and weekday:
        pieces[0].first.weekday = WEEKDAYS[weekday[0]]
    return pieces
