"""Neighbours that make one expression: วันนี้ (25 ก.พ. 63) เวลา 08.45 น., ranges, elided lists."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import replace

from newsextract.layers.times.pieces import Piece, Point, borrow_year

_DASH = r"[-–—−‒―~]{1,2}"
_DAY_LEAD = r"(?:เมื่อ|ตรงกับ|คือ|หรือ)?[ ]?(?:วันที่|ที่)?[ ]{0,4}"
_OPEN = re.compile(rf"[ ]{{0,3}}\n?[ ]{{0,3}}[(（][ ]{{0,3}}{_DAY_LEAD}")
_CLOSE = re.compile(r"[ ]{0,3}[)）]")
_BESIDE = re.compile(r"[ ,]{0,4}(?:วันที่|ที่)?[ ]{0,4}")
_CLOCK_GAP = re.compile(
    r"""
      [ ,]{0,4}
    | [ ]{0,2}:[ ]{0,2}
    | [ ,]{0,4}\n?[ ]{0,3}(?:เมื่อ|ตั้งแต่|ใน|ณ|ช่วง|ระหว่าง|เริ่ม(?:ตั้งแต่)?|ภายใน|ก่อน|โดย|ตอน|ประมาณ)?(?:ช่วง)?[ ]?(?:เวลา)?(?:[ ]?(?:ประมาณ|ราว|ตั้งแต่))?[ ]{0,4}
    | ,?[ ](?:at|from|between)[ ](?:about[ ])?
    """,
    re.VERBOSE,
)
_RANGE_GAP = re.compile(
    rf"[ ]{{0,6}}\n?[ ]{{0,6}}(?:{_DASH}|(?:ต่อเนื่อง|เรื่อย)?(?:ไป)?(?:จน)?(?:กระทั่ง)?ถึง|to|until|till|through)[ ]{{0,3}}\n?[ ]{{0,3}}(?:วันที่|เดือน|ที่|เวลา|วัน)?[ ]{{0,4}}"
)
_LIST_GAP = re.compile(r"[ ]{0,4}(?:,|และ|กับ|หรือ|/|&|,?[ ]?and)[ ]{0,4}(?:เมื่อ|ใน|ใน)?(?:วันที่|เดือน|ที่)?[ ]{0,4}")
_PAIR_GAP = re.compile(rf"[ ]?(?:{_DASH}|และ|ถึง)[ ]?(?:วัน)?")
_OF_GAP = re.compile(r"[ ]{0,2}(?:ของ|ใน)?[ ]{0,2}")
_TO = re.compile(rf"[ ]{{0,2}}(?:{_DASH}|(?:ไป)?(?:จน)?ถึง|to)[ ]{{0,2}}")
_AND = re.compile(r",?[ ]{1,2}(?:and|&)[ ]{1,2}")
#: A line that begins with a dash is an item or a dateline of its own, not the end of a range.
_ITEM = re.compile(rf"[ ]{{0,4}}\n\s{{0,4}}{_DASH}")
_IN_ITEM = re.compile(rf"(?:\A|\n)[ ]{{0,4}}{_DASH}[^\n]{{0,40}}\Z")
_SIMPLE_DURATION = re.compile(r"P(?P<unit>T?)(?P<n>\d+(?:\.\d+)?)(?P<letter>[YMWDHS])")
_LONGEST_GAP = 44
#: So many expressions side by side are a table, and so many of them may still join what follows.
_MOST_SIDE_BY_SIDE, _STILL_OPEN = 1000, 10
_FEBRUARY = 2


def combine(text: str, pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Join neighbours and let the ends of ranges and lists lend each other what they lack.

    Parameters
    ----------
    text
        The normalised text.
    pieces
        As scanned, left to right; changed in place.

    Yields
    ------
    Piece
        Each as soon as nothing that follows can change it.
    """
    out: list[Piece] = []
    for piece in pieces:
        out.append(piece)
        while len(out) > 1 and _join(text, out):
            pass
        _close(text, out[-1])
        settled = 0
        if len(out) > 1 and out[-1].start - out[-2].end > _LONGEST_GAP:
            settled = len(out) - 1
        elif len(out) > _MOST_SIDE_BY_SIDE:
            settled = len(out) - _STILL_OPEN
        if settled:
            yield from _settle(text, out[:settled])
            del out[:settled]
    yield from _settle(text, out)


def _settle(text: str, pieces: list[Piece]) -> list[Piece]:
    for piece in pieces:
        if piece.opened is not None:
            # the bracket goes on to say more: the date inside it stands by itself
            piece.start, piece.opened = piece.opened, None
    _lend_back(text, pieces)
    return [p for p in pieces if p.form != "weekday"]


def _close(text: str, piece: Piece) -> None:
    if piece.opened is not None and (bracket := _CLOSE.match(text, piece.end)):
        piece.end, piece.opened, piece.closed = bracket.end(), None, True


def _join(text: str, out: list[Piece]) -> bool:
    a, b = out[-2], out[-1]
    if b.start - a.end > _LONGEST_GAP:
        return False
    gap = text[a.end : b.start]
    if _ITEM.match(gap) and (
        b.anchor is not None or b.form == "relative" or _IN_ITEM.search(text, max(0, a.start - 60), a.start)
    ):
        return False
    return any(rule(gap, a, b, out) for rule in _RULES)


def _names_a_day(piece: Piece) -> bool:
    return piece.form == "weekday" or (piece.form == "relative" and (piece.label == "day" or piece.label.startswith("weekday")))


def _bracket(gap: str, a: Piece, b: Piece, out: list[Piece]) -> bool:
    """วันนี้ (25 ก.พ. 63): the span of the whole, the value of the date."""
    if not (_names_a_day(a) and b.form == "day" and b.first.month and _OPEN.fullmatch(gap)):
        return False
    if a.form == "weekday" and b.first.weekday is None:
        b.first.weekday = a.first.weekday
    if a.label == "day":
        b.anchor = a.number
    b.opened, b.start = b.start, a.start
    out.pop(-2)
    return True


def _beside(gap: str, a: Piece, b: Piece, out: list[Piece]) -> bool:
    """วันนี้ 11 กันยายน 2562: the date says it all."""
    if not (_names_a_day(a) and b.form == "day" and b.first.month and b.last is None and _BESIDE.fullmatch(gap)):
        return False
    if a.form == "weekday":
        if "\n" in gap:
            return False
        b.first.weekday, b.start = a.first.weekday, a.start
    elif a.first.clock:
        return False
    elif a.label == "day":
        b.anchor = a.number
    out.pop(-2)
    return True


def _weekday_pair(gap: str, a: Piece, b: Piece, out: list[Piece]) -> bool:
    """วันเสาร์-อาทิตย์ที่ 9-10 สิงหาคม: each weekday goes with its own day."""
    if a.form != "weekday" or b.form != "day" or len(b.points()) < 2 or not _PAIR_GAP.fullmatch(gap):
        return False
    first, last = b.points()[0], b.final()
    last.weekday, first.weekday = first.weekday, a.first.weekday
    b.start = a.start
    out.pop(-2)
    return True


def _clock(gap: str, a: Piece, b: Piece, out: list[Piece]) -> bool:
    """A date directly followed by a time is one datetime."""
    if b.form != "clock" or not (a.form == "day" or (a.form == "relative" and a.label == "day")) or a.items:
        return False
    if a.form == "relative" and "เวลา" not in gap and " at " not in gap:
        return False
    if a.final().clock or (a.last is not None and a.first.clock is None) or not _CLOCK_GAP.fullmatch(gap):
        return False
    if a.opened is not None and a.last is not None:
        return False
    a.final().clock = b.first.clock
    if b.last is not None:
        if a.last is not None:
            return False
        a.last = Point(a.first.year, a.first.month, a.first.day, b.last.clock, era=a.first.era, be=a.first.be)
    a.end = b.end
    out.pop()
    return True


def _range(gap: str, a: Piece, b: Piece, out: list[Piece]) -> bool:
    """1 ก.ค. - 13 พ.ย. 63; the end that has a month or a year lends it."""
    if (
        a.form != b.form
        or a.form not in {"day", "month", "clock"}
        or a.last
        or b.last
        or a.items
        or b.items
        or a.opened is not None
    ):
        return False
    if not _RANGE_GAP.fullmatch(gap) or (a.form == "day" and not (a.first.month or b.first.month)):
        return False
    if a.form == "day" and (a.first.clock is None) != (b.first.clock is None) and b.first.clock:
        return False
    a.last = b.first
    a.end = b.end
    lend(a.first, b.first)
    out.pop()
    return True


def _month_and_day(gap: str, a: Piece, b: Piece, out: list[Piece]) -> bool:
    """เดือนกุมภาพันธ์ ถึง 6 มิถุนายน 2563: from the month's first day, or to its last."""
    if {a.form, b.form} != {"day", "month"} or a.last or b.last or a.items or b.items or a.opened is not None:
        return False
    if "\n" in gap or not _RANGE_GAP.fullmatch(gap) or a.first.clock or b.first.clock or b.anchor is not None:
        return False
    first, last = replace(a.first), replace(b.first)
    if not first.month or not last.month:
        return False
    lend(first, last)
    if first.year is not None and last.year is not None and (first.year, first.month) > (last.year, last.month):
        return False
    if b.form == "month":
        if last.year is None and last.month == _FEBRUARY:
            return False
        last.day = monthrange(last.year or 2001, last.month)[1]
    else:
        first.day = 1
    a.form, a.first, a.last, a.end = "day", first, last, b.end
    out.pop()
    return True


def lend(first: Point, last: Point) -> None:
    """Fill what one end of a range lacks from the other."""
    if first.month is None:
        first.month = last.month
    if last.month is None:
        last.month = first.month
    crosses = bool(first.month and last.month and first.month > last.month)
    if first.year is None and last.year is not None:
        borrow_year(first, last, -int(crosses))
        first.basis = "text"
    elif last.year is None and first.year is not None:
        borrow_year(last, first, int(crosses))
        last.basis = "text"


def _since_today(gap: str, a: Piece, b: Piece, out: list[Piece]) -> bool:
    """วันนี้ – 11 ธ.ค. 65: a range that begins today."""
    if a.form != "relative" or a.label != "day" or a.first.clock or b.form != "day" or b.last or b.items:
        return False
    if not b.first.month or not _RANGE_GAP.fullmatch(gap):
        return False
    b.first, b.last, b.since, b.start = Point(), b.first, a.number, a.start
    out.pop(-2)
    return True


def _durations(gap: str, a: Piece, b: Piece, out: list[Piece]) -> bool:
    """หนึ่งปีถึงห้าปี: two durations of one unit that make a range of durations."""
    if a.kind != "duration" or b.kind != "duration" or not _TO.fullmatch(gap):
        return False
    first, last = _SIMPLE_DURATION.fullmatch(a.value or ""), _SIMPLE_DURATION.fullmatch(b.value or "")
    if (
        first is None
        or last is None
        or first.group("unit", "letter") != last.group("unit", "letter")
        or float(first["n"]) >= float(last["n"])
    ):
        return False
    a.value, a.end = f"{a.value}/{b.value}", b.end
    out.pop()
    return True


def _english_list(gap: str, a: Piece, b: Piece, out: list[Piece]) -> bool:
    """July 15 and August 31, 2024: a list whose last day lends its year."""
    if a.form != "day" or b.form != "day" or a.last or b.last or a.items or b.items or not _AND.fullmatch(gap):
        return False
    if (
        not (a.first.month and b.first.month)
        or a.first.year is not None
        or b.first.year is None
        or a.first.clock
        or b.first.clock
    ):
        return False
    lend(a.first, b.first)
    a.items, a.last, a.end = [a.first, b.first], b.first, b.end
    out.pop()
    return True


def _year_after_bracket(gap: str, a: Piece, b: Piece, out: list[Piece]) -> bool:
    """วันนี้ (27 พฤษภาคม) 2565: the year slipped out of the bracket."""
    if not a.closed or a.form != "day" or a.final().year is not None or b.form != "year" or b.last or b.label != "year":
        return False
    if gap.strip():
        return False
    for point in a.points():
        borrow_year(point, b.first)
    a.end = b.end
    out.pop()
    return True


def _of_year(gap: str, a: Piece, b: Piece, out: list[Piece]) -> bool:
    """7 กรกฎาคมปีหน้า, ไตรมาส 4 ของปีนี้, เมษายนของทุกปี, เดือนมกราคม ของปี 2565."""
    if a.form not in {"day", "month", "quarter", "half", "months"} or a.final().year is not None or not _OF_GAP.fullmatch(gap):
        return False
    if (
        b.form == "fixed"
        and b.value == "P1Y"
        and a.form in {"day", "month"}
        and not a.items
        and all(p.month for p in a.points())
    ):
        values = [f"XXXX-{p.month:02d}" + (f"-{p.day:02d}" if p.day else "") for p in a.points()]
        a.form, a.kind, a.value, a.end_value = "fixed", "recurring", values[0], values[1] if a.last else None
    elif b.form == "relative" and b.label in {"year", "fiscal"} and b.end - b.start < 20:
        a.year_offset = b.number
        if b.label == "fiscal":
            a.label = "fiscal_year"
    elif b.form == "year" and b.last is None and (gap.strip() or "day" not in a.form) and a.form in {"day", "month"}:
        for point in a.points():
            borrow_year(point, b.first)
    else:
        return False
    a.end = b.end
    out.pop()
    return True


def _fiscal_quarter(gap: str, a: Piece, b: Piece, out: list[Piece]) -> bool:  # noqa: ARG001  every rule has one signature
    """ปีงบประมาณ พ.ศ. 2566 ไตรมาสที่ 1: the quarter is of the fiscal year that stands before it."""
    if a.label == "fiscal_year" and a.last is None and b.form == "quarter" and b.first.year is None and not gap.strip(" ()"):
        borrow_year(b.first, a.first)
        b.label = "fiscal_year"
    return False


def _same_kind_of_year(gap: str, a: Piece, b: Piece, out: list[Piece]) -> bool:  # noqa: ARG001
    """ปีงบประมาณ 2562 และ 2563: the second is a fiscal year too."""
    if a.form == b.form == "year" and b.label == "year" and b.bare and _LIST_GAP.fullmatch(gap):
        b.label = a.label
    return False


_RULES = (
    _bracket,
    _weekday_pair,
    _beside,
    _clock,
    _range,
    _month_and_day,
    _since_today,
    _durations,
    _english_list,
    _year_after_bracket,
    _of_year,
    _fiscal_quarter,
    _same_kind_of_year,
)


def _lend_back(text: str, pieces: list[Piece]) -> None:
    """วันที่ 31 มีนาคม และ 30 เมษายน 2564: a list's last day lends its year (and month) to those before."""
    for i in range(len(pieces) - 2, -1, -1):
        a, b = pieces[i], pieces[i + 1]
        if a.form != b.form or a.form not in {"day", "month"} or a.final().year is not None or b.first.year is None:
            continue
        if b.start - a.end > _LONGEST_GAP or not _LIST_GAP.fullmatch(text[a.end : b.start]):
            continue
        for point in reversed(a.points()):
            lend(point, b.first)
