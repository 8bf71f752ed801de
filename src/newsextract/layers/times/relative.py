"""Relative words and parts of a year: วันนี้, สัปดาห์หน้า, ไตรมาสก่อนหน้า, ครึ่งปีแรก."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from newsextract.layers.times.context import Context, as_date, shift_month
from newsextract.layers.times.pieces import Piece

_MONTH_UNIT = "เดือน"
#: How close a year must be named, and how soon after their end the first months of a year are reported on.
_NAMED_CLOSE, _REPORTED_WITHIN = 60, 3
_COMPARED = re.compile(r"(?:ช่วงเดียวกัน|เดือนเดียวกัน|ไตรมาสเดียวกัน|ระยะเดียวกัน)(?:ของ|กับ|ใน)?[ ]?\Z")


#: ปี 2567 ขยายตัวจากปีก่อนหน้า: before the year that grew, not before today.
_GROWN = re.compile(
    r"(?:ขยายตัว|เพิ่มขึ้น|ลดลง|เติบโต|หดตัว|เทียบ|สูงขึ้น|สูงกว่า|ต่ำกว่า|มากกว่า|น้อยกว่า)[^\n]{0,20}?(?:จาก|กับ|กว่า|เทียบ)?[ ]?(?:ช่วง)?[ ]?\Z"
)


def resolve_relative(context: Context, piece: Piece) -> bool:
    """Give a relative word its value; False when nothing says what it is relative to."""
    today, unit, offset = context.today, piece.label, piece.number
    if unit.startswith("same_"):
        return _resolve_anaphor(context, piece)
    if today is None:
        return False
    piece.kind = "relative"
    if unit == "day":
        point = piece.first
        day = today + timedelta(days=offset)
        for p in piece.points():
            p.year, p.month, p.day, p.basis = day.year, day.month, day.day, "published"
        piece.form = "day"
        if point.clock is not None:
            piece.kind = None
        return True
    piece.form = "fixed"
    if unit.startswith("weekday"):
        piece.value = _weekday_near(today, int(unit[-1]), offset).isoformat()
    elif unit == "week":
        monday = today - timedelta(days=today.isoweekday() - 1) + timedelta(days=7 * offset)
        piece.value, piece.end_value = monday.isoformat(), (monday + timedelta(days=6)).isoformat()
    else:
        _relative_span(context, piece, today)
    return True


def _weekday_near(today: date, weekday: int, offset: int) -> date:
    """วันศุกร์นี้ is the next to come, วันศุกร์ที่ผ่านมา the last gone by, วันศุกร์หน้า next week's."""
    if offset < 0:
        return today - timedelta(days=(today.isoweekday() - weekday) % 7 or 7)
    day = today - timedelta(days=today.isoweekday() - weekday) + timedelta(days=7 * offset)
    return day + timedelta(days=7) if offset == 0 and day < today else day


def _relative_span(context: Context, piece: Piece, today: date) -> None:
    unit, offset = piece.label, piece.number
    if unit == "month":
        before = offset < 0 and "ก่อน" in context.text[piece.start : piece.end]
        base = (_spoken_month(context, piece) if before else None) or (today.year, today.month)
        year, month = shift_month(*base, offset)
        piece.value = f"{year:04d}-{month:02d}"
    elif unit == "year":
        piece.value = f"{_base_year(context, piece, today) + offset:04d}"
    elif unit == "fiscal":
        end = today.year + (today.month >= 10) + offset
        piece.value, piece.end_value = f"{end - 1:04d}-10-01", f"{end:04d}-09-30"
    else:
        year, quarter = _spoken_quarter(context, piece) or (today.year, (today.month - 1) // 3 + 1)
        total = year * 4 + quarter - 1 + offset
        piece.value, piece.end_value = quarter_days(total // 4, total % 4 + 1)


def _base_year(context: Context, piece: Piece, today: date) -> int:
    """The same period of the year before is the year before the period spoken of, not before today."""
    compared = piece.number < 0 and _COMPARED.search(context.text, max(0, piece.start - 20), piece.start)
    if not compared and piece.number < 0 and _GROWN.search(context.text, max(0, piece.start - 60), piece.start):
        if context.account is not None and piece.start <= context.account_line:
            # a bank's year compares with its year before, whatever days are named in between
            return context.account
        near = context.year is not None and piece.start - context.year_end < 200
        if near and context.year in {today.year, today.year - 1} and "\n" not in context.text[context.year_end : piece.start]:
            return int(context.year or 0)
    if compared and context.year is not None and piece.start - context.year_end < 400 and abs(context.year - today.year) <= 2:
        return context.year
    return today.year


def _spoken_month(context: Context, piece: Piece) -> tuple[int, int] | None:
    known = context.month
    if known is None or known.year is None or known.month is None or piece.start - context.month_end > 600:
        return None
    return known.year, known.month


def _spoken_quarter(context: Context, piece: Piece) -> tuple[int, int] | None:
    known = context.period
    if (
        piece.number >= 0
        or known is None
        or known.form != "quarter"
        or known.first.year is None
        or piece.start - known.end > 1500
    ):
        return None
    return known.first.year, known.number


def _resolve_anaphor(context: Context, piece: Piece) -> bool:  # noqa: PLR0911  one return a unit
    """วันเดียวกัน, วันรุ่งขึ้น, ปีถัดไป: counted from what was last spoken of."""
    known = context.day if piece.label == "same_day" else context.month
    piece.kind, piece.form = "relative", "fixed"
    if piece.label == "same_year":
        if context.year is None or piece.start - context.year_end > 600:
            return False
        piece.value = f"{context.year + piece.number:04d}"
        return True
    if known is None or piece.start - context.day_end > 600:
        return False
    if piece.label == "same_day":
        day = as_date(known)
        if day is None:
            return False
        piece.value = (day + timedelta(days=piece.number)).isoformat()
        return True
    if known.year is None or known.month is None:
        return False
    year, month = shift_month(known.year, known.month, piece.number)
    piece.value = f"{year:04d}-{month:02d}"
    return True


def quarter_days(year: int, quarter: int) -> tuple[str, str]:
    """First and last day of a calendar quarter.

    Examples
    --------
    >>> quarter_days(2023, 1)
    ('2023-01-01', '2023-03-31')
    """
    month = 3 * quarter
    return f"{year:04d}-{month - 2:02d}-01", f"{year:04d}-{month:02d}-{monthrange(year, month)[1]:02d}"


def resolve_period(context: Context, piece: Piece) -> bool:
    """Give a quarter, half or run of months its days or months; False without any year."""
    point, today = piece.first, context.today
    if piece.bare and point.year is None and piece.year_offset is None and not _spoken_months(context, piece):
        piece.form, piece.kind, piece.value = "fixed", "duration", f"P{abs(piece.number)}M"
        if piece.number < 0:
            piece.end = context.text.index(_MONTH_UNIT, piece.start) + len(_MONTH_UNIT)
        return True
    if point.year is None and piece.year_offset is not None and today is not None:
        base = today.year + (piece.label == "fiscal_year" and today.month >= 10)
        point.year = base + piece.year_offset
    if point.year is None:
        near = context.year if context.year is not None and piece.start - context.year_end <= 400 else None
        if near is None and today is not None:
            near = today.year + (piece.label == "fiscal_year" and today.month >= 10)
        elif today is not None and near is not None and near > today.year + 1:
            near = today.year
        point.year, point.basis = near, "nearby" if near != (today.year if today else None) else "published"
    if point.year is None:
        return False
    year, fiscal = point.year, piece.label == "fiscal_year"
    first, last = _period_months(piece)
    if fiscal:
        first, last = first - 3, last - 3
    y1, m1 = shift_month(year, 1, first - 1)
    y2, m2 = shift_month(year, 1, last - 1)
    if piece.form == "months":
        piece.value, piece.end_value, piece.kind = f"{y1:04d}-{m1:02d}", f"{y2:04d}-{m2:02d}", "month_range"
    else:
        piece.value = f"{y1:04d}-{m1:02d}-01"
        piece.end_value = f"{y2:04d}-{m2:02d}-{monthrange(y2, m2)[1]:02d}"
        piece.kind = "quarter" if piece.form == "quarter" else "half"
    return True


def _spoken_months(context: Context, piece: Piece) -> bool:
    """Whether bare "first five months" are of a year: of a run named before, of a year named close by, or just gone by."""
    known, today, point = context.period, context.today, piece.first
    if known is not None and known.form == "months" and known.number == piece.number and known.first.year is not None:
        point.year, point.basis, piece.label = known.first.year, "nearby", known.label
        return True
    if context.year is not None and piece.start - context.year_end <= _NAMED_CLOSE:
        if "\n" in context.text[context.year_end : piece.start]:
            return False
        point.year, point.basis, piece.label = context.year, "nearby", context.year_label
        return True
    if today is None or piece.number < 0:
        return False
    gone_by = (today.month - piece.number) % 12
    if gone_by > _REPORTED_WITHIN:
        return False
    point.year, point.basis = today.year - (piece.number > today.month), "published"
    return True


def _period_months(piece: Piece) -> tuple[int, int]:
    """First and last month within the year, from 1."""
    if piece.form == "quarter":
        return 3 * piece.number - 2, 3 * (piece.number_to or piece.number)
    if piece.form == "half":
        return 6 * piece.number - 5, 6 * piece.number
    return (1, piece.number) if piece.number > 0 else (13 + piece.number, 12)
