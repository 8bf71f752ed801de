"""Relative words and parts of a year: วันนี้, สัปดาห์หน้า, ไตรมาสก่อนหน้า, ครึ่งปีแรก."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from newsextract.layers.times import lexicon as lex
from newsextract.layers.times.context import Context, as_date, shift_month, week_of
from newsextract.layers.times.pieces import Piece, Point

_MONTH_UNIT = "เดือน"
#: For bare "first months": maximum characters back to their year, and maximum months since they ended.
_MAX_YEAR_GAP, _MAX_MONTHS_SINCE = 60, 3
_COMPARED = re.compile(rf"{lex.words('compared')}(?:ของ|กับ|ใน)?[ ]?\Z")
#: ปี 2567 ขยายตัวจากปีก่อนหน้า: the year before 2567, not before the present one.
_GROWN = re.compile(rf"{lex.words('grown')}[^\n]{{0,20}}?(?:จาก|กับ|กว่า|เทียบ)?[ ]?(?:ช่วง)?[ ]?\Z")
#: First month of the fiscal year, which is named after the calendar year in which it ends.
_FISCAL_START = 10
#: Maximum characters back to the day, month or year that an expression counts from.
_MAX_GAP = 600


def resolve_relative(context: Context, piece: Piece) -> bool:
    """Give a relative word its value; return False if there is nothing to count from."""
    unit = piece.label.split()[0]  # of "weekday 3"
    if unit.startswith("same"):
        piece.value = _counted_from_named(context, piece)
        piece.kind, piece.form = "relative", "fixed"
        return piece.value is not None
    if context.today is None:
        return False
    piece.kind = "relative"
    if unit == "day":
        _resolve_day_word(piece, context.today + timedelta(days=piece.number))
    else:
        piece.form = "fixed"
        piece.value, piece.end_value = _SPANS[unit](context, piece, context.today)
    return True


def _resolve_day_word(piece: Piece, day: date) -> None:
    for point in piece.points():
        point.set_day(day)
        point.basis = "published"
    piece.form = "day"
    if piece.first.clock is not None:
        piece.kind = None


_Span = tuple[str, str | None]


def _weekday(context: Context, piece: Piece, today: date) -> _Span:  # noqa: ARG001  every unit has one signature
    """วันศุกร์นี้ is the coming Friday, วันศุกร์ที่ผ่านมา the last one, วันศุกร์หน้า next week's."""
    weekday, offset = int(piece.label[-1]), piece.number
    if offset < 0:
        day = today - timedelta(days=(today.isoweekday() - weekday) % 7 or 7)
    else:
        day = week_of(today, offset) + timedelta(days=weekday - 1)
        if offset == 0 and day < today:
            day += timedelta(weeks=1)
    return day.isoformat(), None


def _week(context: Context, piece: Piece, today: date) -> _Span:  # noqa: ARG001
    monday = week_of(today, piece.number)
    return monday.isoformat(), (monday + timedelta(days=6)).isoformat()


def _month(context: Context, piece: Piece, today: date) -> _Span:
    """เดือนก่อน counts from the month last named, if there is one nearby, else from today."""
    before = piece.number < 0 and "ก่อน" in context.text[piece.start : piece.end]
    counted = _month_after(context.near(context.month, piece, _MAX_GAP), piece.number) if before else None
    return counted or _month_value(*shift_month(today.year, today.month, piece.number)), None


def _month_after(named: Piece | None, by: int) -> str | None:
    """The month ``by`` months after a named one, or None if that is incomplete."""
    point = named.final() if named is not None else Point()
    return _month_value(*shift_month(point.year, point.month, by)) if point.year and point.month else None


def _month_value(year: int, month: int) -> str:
    return f"{year:04d}-{month:02d}"


def _year(context: Context, piece: Piece, today: date) -> _Span:
    base = _compared_year(context, piece, today) if piece.number < 0 else None
    return f"{(today.year if base is None else base) + piece.number:04d}", None


def _compared_year(context: Context, piece: Piece, today: date) -> int | None:
    """The year that "the year before" counts from where a comparison names it; None otherwise."""
    if _COMPARED.search(context.text, max(0, piece.start - 20), piece.start):
        near = context.year_within(piece, 399)
        return near if near is not None and abs(near - today.year) <= 2 else None
    if not _GROWN.search(context.text, max(0, piece.start - 60), piece.start):
        return None
    near = context.year_within(piece, 199, same_line=True)
    return near if near in {today.year, today.year - 1} else None


def _fiscal(context: Context, piece: Piece, today: date) -> _Span:  # noqa: ARG001
    end = _fiscal_year(today) + piece.number
    return f"{end - 1:04d}-10-01", f"{end:04d}-09-30"


def _fiscal_year(day: date) -> int:
    return day.year + (day.month >= _FISCAL_START)


def _quarter(context: Context, piece: Piece, today: date) -> _Span:
    """ไตรมาสก่อนหน้า counts from the quarter last named, if there is one nearby, else from today."""
    year, quarter, known = today.year, (today.month - 1) // 3 + 1, context.period
    if piece.number < 0 and known is not None and known.form == "quarter" and known.first.year is not None:
        near = piece.start - known.end <= 1500
        year, quarter = (known.first.year, known.number) if near else (year, quarter)
    total = year * 4 + quarter - 1 + piece.number
    year, first_month = total // 4, total % 4 * 3 + 1
    return _days_of_months((year, first_month), (year, first_month + 2))


_SPANS: dict[str, Callable[[Context, Piece, date], _Span]] = {
    "weekday": _weekday,
    "week": _week,
    "month": _month,
    "year": _year,
    "fiscal": _fiscal,
    "quarter": _quarter,
}


def _counted_from_named(context: Context, piece: Piece) -> str | None:
    """วันเดียวกัน, วันรุ่งขึ้น, เดือนเดียวกัน, ปีเดียวกัน: counted from the day, month or year last named."""
    if piece.label == "same_month":
        return _month_after(context.near(context.month, piece, _MAX_GAP), piece.number)
    if piece.label == "same_year":
        year = context.year_within(piece, _MAX_GAP)
        return None if year is None else f"{year + piece.number:04d}"
    known = context.near(context.day, piece, _MAX_GAP)
    day = as_date(known.final()) if known is not None else None
    return None if day is None else (day + timedelta(days=piece.number)).isoformat()


def _days_of_months(first: tuple[int, int], last: tuple[int, int]) -> tuple[str, str]:
    return f"{_month_value(*first)}-01", f"{_month_value(*last)}-{monthrange(*last)[1]:02d}"


def resolve_period(context: Context, piece: Piece) -> bool:
    """Resolve a quarter, half or run of months (bare months may be a duration); return False if no year is known."""
    point = piece.first
    if point.year is None and piece.bare and piece.year_offset is None and not _take_year_of_months(context, piece):
        piece.form, piece.kind, piece.value = "fixed", "duration", f"P{abs(piece.number)}M"
        if piece.number < 0:
            piece.end = context.text.index(_MONTH_UNIT, piece.start) + len(_MONTH_UNIT)
        return True
    if point.year is None:
        _find_year(context, piece)
    if point.year is None:
        return False
    begins = 1 - 3 * (piece.label == "fiscal_year")
    first, last = (shift_month(point.year, begins, by - 1) for by in _period_months(piece))
    if piece.form == "months":
        piece.value, piece.end_value, piece.kind = _month_value(*first), _month_value(*last), "month_range"
    else:
        piece.value, piece.end_value = _days_of_months(first, last)
        piece.kind = "quarter" if piece.form == "quarter" else "half"
    return True


def _find_year(context: Context, piece: Piece) -> None:
    """Fill a period's missing year: by its offset from the present year, from a year named nearby, or with the present year."""
    point, today = piece.first, context.today
    present = None if today is None else _fiscal_year(today) if piece.label == "fiscal_year" else today.year
    if piece.year_offset is not None and present is not None:
        point.year = present + piece.year_offset
        return
    near = context.year_within(piece, 400)
    if near is None:
        near = present
    elif today is not None and near > today.year + 1:
        near = today.year
    point.year, point.basis = near, "published" if near == (today.year if today else None) else "nearby"


def _take_year_of_months(context: Context, piece: Piece) -> bool:
    """Set the year of bare "first five months" if it is an earlier run's, named close by or just past; return whether it is."""
    known, today, point = context.period, context.today, piece.first
    if known is not None and known.form == "months" and known.number == piece.number and known.first.year is not None:
        point.year, point.basis, piece.label = known.first.year, "nearby", known.label
        return True
    if context.year_within(piece, _MAX_YEAR_GAP) is not None:
        if not context.same_line(context.year_end, piece.start):
            return False
        point.year, point.basis, piece.label = context.year, "nearby", context.year_label
        return True
    if today is None or piece.number < 0 or (today.month - piece.number) % 12 > _MAX_MONTHS_SINCE:
        return False
    point.year, point.basis = today.year - (piece.number > today.month), "published"
    return True


def _period_months(piece: Piece) -> tuple[int, int]:
    """First and last month of a period within its year, counted from 1."""
    if piece.form == "quarter":
        return 3 * piece.number - 2, 3 * (piece.number_to or piece.number)
    if piece.form == "half":
        return 6 * piece.number - 5, 6 * piece.number
    return (1, piece.number) if piece.number > 0 else (13 + piece.number, 12)
