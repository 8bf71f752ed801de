"""Join neighbouring pieces into one expression: วันนี้ (25 ก.พ. 63) เวลา 08.45 น., ranges, elided lists."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable

from newsextract.layers.times.lexicon import DASH
from newsextract.layers.times.pieces import Form, Piece, Point, borrow_year

_DASH = rf"{DASH}{{1,2}}"
_DAY_LEAD = r"(?:เมื่อ|ตรงกับ|คือ|หรือ)?[ ]?(?:วันที่|ที่)?[ ]{0,4}"
_OPEN = re.compile(rf"[ ]{{0,3}}\n?[ ]{{0,3}}[(（][ ]{{0,3}}{_DAY_LEAD}")
_CLOSE = re.compile(r"[ ]{0,3}[)）]")
_BESIDE = re.compile(r"[ ,]{0,4}(?:วันที่|ที่)?[ ]{0,4}")
_CLOCK_GAP = re.compile(
    r"""
      [ ,]{0,4}
    | [ ]{0,2}:[ ]{0,2}
    | [ ,]{0,4}\n?[ ]{0,3}
      (?:เมื่อ|ตั้งแต่|ใน|ณ|ช่วง|ระหว่าง|เริ่ม(?:ตั้งแต่)?|ภายใน|ก่อน|โดย|ตอน|ประมาณ)? (?:ช่วง)?[ ]?
      (?:เวลา)? (?:[ ]?(?:ประมาณ|ราว|ตั้งแต่))? [ ]{0,4}
    | ,?[ ](?:at|from|between)[ ](?:about[ ])?
    """,
    re.VERBOSE,
)
_RANGE_GAP = re.compile(
    rf"""
    [ ]{{0,6}}\n?[ ]{{0,6}}
    (?: {_DASH} | (?:ต่อเนื่อง|เรื่อย)?(?:ไป)?(?:จน)?(?:กระทั่ง)?ถึง | to|until|till|through )
    [ ]{{0,3}}\n?[ ]{{0,3}} (?:วันที่|เดือน|ที่|เวลา|วัน)? [ ]{{0,4}}
    """,
    re.VERBOSE,
)
_LIST_GAP = re.compile(r"[ ]{0,4}(?:,|และ|กับ|หรือ|/|&|,?[ ]?and)[ ]{0,4}(?:เมื่อ|ใน)?(?:วันที่|เดือน|ที่)?[ ]{0,4}")
_PAIR_GAP = re.compile(rf"[ ]?(?:{_DASH}|และ|ถึง)[ ]?(?:วัน)?")
_OF_GAP = re.compile(r"[ ]{0,2}(?:ของ|ใน|of)?[ ]{0,2}")
_AND = re.compile(r",?[ ]{1,2}(?:and|&)[ ]{1,2}")
#: "and" behind these words joins the ends of a range: during July and August
_BETWEEN = re.compile(r"\b(?:[Dd]uring|[Bb]etween)[ ](?:the[ ](?:periods?|months?)[ ])?(?:of[ ])?\Z")
#: "of" makes one expression of a time and its date; with "on" they stay two, and the time still gets the day
_OF_DAY = re.compile(r",?[ ]of[ ]")
#: A line that begins with a dash is a list item or a dateline, not the end of a range.
_ITEM = re.compile(rf"[ ]{{0,4}}\n\s{{0,4}}{_DASH}")
_IN_ITEM = re.compile(rf"(?:\A|\n)[ ]{{0,4}}{_DASH}[^\n]{{0,40}}\Z")
_MAX_GAP = 44
#: A relative year this long does not belong to the expression before it.
_MAX_YEAR_WORD = 20


def combine(text: str, pieces: Iterable[Piece]) -> list[Piece]:
    """Join neighbouring pieces, and fill what the ends of ranges and lists lack from each other; pieces are changed in place."""
    out: list[Piece] = []
    for piece in pieces:
        out.append(piece)
        while len(out) > 1 and _join(text, out):
            pass
        _close(text, out[-1])
    return _settle(text, out)


def _settle(text: str, pieces: list[Piece]) -> list[Piece]:
    for piece in pieces:
        if piece.opened is not None:
            # the bracket holds more than the date: the date stands alone
            piece.start, piece.opened = piece.opened, None
    _lend_back(text, pieces)
    return [p for p in pieces if p.form != "weekday"]


def _close(text: str, piece: Piece) -> None:
    if piece.opened is not None and (bracket := _CLOSE.match(text, piece.end)):
        piece.end, piece.opened, piece.closed = bracket.end(), None, True


def _join(text: str, out: list[Piece]) -> bool:
    """Join the last two pieces if a rule applies; return whether one did."""
    a, b = out[-2:]
    rules = _RULES.get((a.form, b.form))
    if rules is None or b.start - a.end > _MAX_GAP:
        return False
    gap = _gap(text, a, b)
    if _ITEM.match(gap) and (
        b.anchor is not None or b.form == "relative" or _IN_ITEM.search(text, max(0, a.start - 60), a.start)
    ):
        return False
    joined = next((piece for rule in rules if (piece := rule(gap, a, b)) is not None), None)
    if joined is not None:
        out[-2:] = [joined]
    return joined is not None


def _gap(text: str, a: Piece, b: Piece) -> str:
    """The text between two pieces; the "and" of "between … and" is a "to", unless the second month is before the first."""
    gap, first, last = text[a.end : b.start], a.first, b.first
    if not (_AND.fullmatch(gap) and _BETWEEN.search(text, max(0, a.start - 40), a.start)):
        return gap
    reversed_months = first.year and last.year and (first.year, first.month or 0) > (last.year, last.month or 0)
    return gap if reversed_months else " to "


def _names_a_day(piece: Piece) -> bool:
    return piece.form == "weekday" or piece.label == "day" or piece.label.startswith("weekday")


def _explained(gap: str, a: Piece, b: Piece) -> Piece | None:
    """วันนี้ (25 ก.พ. 63), วันจันทร์ 11 กันยายน 2562: one piece with both spans; of วันนี้ 11 กันยายน 2562 only the date's span is kept."""
    in_brackets = _OPEN.fullmatch(gap) is not None
    beside = b.last is None and not a.first.clock and _BESIDE.fullmatch(gap)
    if not (_names_a_day(a) and b.first.month and (in_brackets or beside)):
        return None
    b.first.weekday = b.first.weekday or a.first.weekday
    if a.label == "day":
        b.anchor = a.number
    if in_brackets:
        b.opened = b.start
    if in_brackets or a.form == "weekday":
        b.start = a.start
    return b


def _weekday_pair(gap: str, a: Piece, b: Piece) -> Piece | None:
    """วันเสาร์-อาทิตย์ที่ 9-10 สิงหาคม: each weekday goes with its own day."""
    if len(b.points()) < 2 or not _PAIR_GAP.fullmatch(gap):
        return None
    first, last = b.points()[0], b.final()
    last.weekday, first.weekday = first.weekday, a.first.weekday
    b.start = a.start
    return b


def _clock(gap: str, a: Piece, b: Piece) -> Piece | None:
    """A date directly followed by a time is one datetime."""
    if a.items or a.final().clock or not _CLOCK_GAP.fullmatch(gap):
        return None
    if a.last is not None and (a.first.clock is None or a.opened is not None or b.last is not None):
        return None
    a.final().clock = b.first.clock
    if b.last is not None:
        a.last = Point(a.first.year, a.first.month, a.first.day, b.last.clock, era=a.first.era, be=a.first.be)
    a.end = b.end
    return a


def _clock_of_day(gap: str, a: Piece, b: Piece) -> Piece | None:
    """1000hrs of August 28, 2024: a time directly followed by its date is one datetime."""
    if not (a.single and b.single and b.first.month) or b.first.clock or b.opened is not None or not _OF_DAY.fullmatch(gap):
        return None
    b.first.clock, b.start = a.first.clock, a.start
    return b


def _relative_clock(gap: str, a: Piece, b: Piece) -> Piece | None:
    """วันนี้ เวลา 09.00 น.: a day word and a time with เวลา or "at" between them."""
    return _clock(gap, a, b) if a.label == "day" and ("เวลา" in gap or " at " in gap) else None


def _range(gap: str, a: Piece, b: Piece) -> Piece | None:
    """1 ก.ค. - 13 พ.ย. 63; the end that has a month or a year lends it to the other."""
    if not _are_ends(gap, a, b):
        return None
    a.last, a.end = b.first, b.end
    lend(a.first, b.first)
    return a


def _day_range(gap: str, a: Piece, b: Piece) -> Piece | None:
    """A range of days: at least one has a month, and the first has a time if the last has one."""
    if not (a.first.month or b.first.month) or (b.first.clock and a.first.clock is None):
        return None
    return _range(gap, a, b)


def _month_and_day(gap: str, a: Piece, b: Piece) -> Piece | None:
    """เดือนกุมภาพันธ์ ถึง 6 มิถุนายน 2563: from the month's first day, or to its last."""
    if b.anchor is not None or "\n" in gap or not (a.first.month and b.first.month and _are_ends(gap, a, b)):
        return None
    if a.form == "day" and not (a.first.year or b.first.year):
        return None
    lend(a.first, b.first)
    if a.form == "month":
        a.first.day = 1
    else:
        b.first.day = monthrange(b.first.year or 1, b.first.month)[1]
    a.form, a.last, a.end = "day", b.first, b.end
    return a


def _are_ends(gap: str, a: Piece, b: Piece) -> bool:
    """Whether two pieces are single points with a range sign between them."""
    return a.single and b.single and a.opened is None and _RANGE_GAP.fullmatch(gap) is not None


def lend(first: Point, last: Point) -> None:
    """Fill the month and year that one end of a range lacks from the other."""
    first.month = first.month if first.month is not None else last.month
    last.month = last.month if last.month is not None else first.month
    crosses = int(bool(first.month and last.month and first.month > last.month))
    if first.year is None and last.year is not None:
        borrow_year(first, last, -crosses)
        first.basis = "text"
    elif last.year is None and first.year is not None:
        borrow_year(last, first, crosses)
        last.basis = "text"


def _since_today(gap: str, a: Piece, b: Piece) -> Piece | None:
    """วันนี้ – 11 ธ.ค. 65: a range that begins today."""
    if a.label != "day" or a.first.clock or not (b.single and b.first.month and _RANGE_GAP.fullmatch(gap)):
        return None
    b.first, b.last, b.since, b.start = Point(), b.first, a.number, a.start
    return b


def _english_list(gap: str, a: Piece, b: Piece) -> Piece | None:
    """July 15 and August 31, 2024: a list whose last day lends its year."""
    if not (a.single and b.single and _AND.fullmatch(gap)) or a.first.clock or b.first.clock:
        return None
    if not a.first.month or not b.first.month or a.first.year is not None or b.first.year is None:
        return None
    lend(a.first, b.first)
    a.items, a.last, a.end = [a.first, b.first], b.first, b.end
    return a


def _year_after_bracket(gap: str, a: Piece, b: Piece) -> Piece | None:
    """วันนี้ (27 พฤษภาคม) 2565: the year written after the bracket."""
    if gap.strip() or not a.closed or a.final().year is not None or b.last or b.label != "year":
        return None
    for point in a.points():
        borrow_year(point, b.first)
    a.end = b.end
    return a


def _lacks_year(gap: str, piece: Piece) -> bool:
    return piece.final().year is None and _OF_GAP.fullmatch(gap) is not None


def _of_relative_year(gap: str, a: Piece, b: Piece) -> Piece | None:
    """7 กรกฎาคมปีหน้า, ไตรมาส 4 ของปีนี้, the third quarter of this year."""
    if b.label not in {"year", "fiscal"} or b.end - b.start >= _MAX_YEAR_WORD or not _lacks_year(gap, a):
        return None
    a.year_offset, a.end = b.number, b.end
    if b.label == "fiscal":
        a.label = "fiscal_year"
    return a


def _of_every_year(gap: str, a: Piece, b: Piece) -> Piece | None:
    """เมษายนของทุกปี: a day or month that recurs every year."""
    if b.value != "P1Y" or a.items or not _lacks_year(gap, a) or not all(point.month for point in a.points()):
        return None
    values = [f"XXXX-{p.month:02d}" + (f"-{p.day:02d}" if p.day else "") for p in a.points()]
    a.form, a.kind, a.value, a.end_value = "fixed", "recurring", values[0], values[1] if a.last else None
    a.end = b.end
    return a


def _fiscal_quarter(gap: str, a: Piece, b: Piece) -> None:
    """ปีงบประมาณ พ.ศ. 2566 ไตรมาสที่ 1: the quarter belongs to the fiscal year before it."""
    if a.label == "fiscal_year" and a.last is None and b.first.year is None and not gap.strip(" ()"):
        borrow_year(b.first, a.first)
        b.label = "fiscal_year"


def _same_kind_of_year(gap: str, a: Piece, b: Piece) -> None:
    """ปีงบประมาณ 2562 และ 2563: the second is a fiscal year too."""
    if b.label == "year" and b.bare and _LIST_GAP.fullmatch(gap):
        b.label = a.label


#: Rules for joining two neighbours, by their forms; the first that joins them wins. Rules that return None only set a label.
_RULES: dict[tuple[Form, Form], tuple[Callable[[str, Piece, Piece], Piece | None], ...]] = {
    ("weekday", "day"): (_explained, _weekday_pair),
    ("relative", "day"): (_explained, _since_today),
    ("day", "clock"): (_clock,),
    ("relative", "clock"): (_relative_clock,),
    ("clock", "day"): (_clock_of_day,),
    ("day", "day"): (_day_range, _english_list),
    ("month", "month"): (_range,),
    ("clock", "clock"): (_range,),
    ("day", "month"): (_month_and_day,),
    ("month", "day"): (_month_and_day,),
    ("day", "year"): (_year_after_bracket,),
    ("year", "year"): (_same_kind_of_year,),
}
for _form in ("day", "month", "quarter", "half", "months"):
    _RULES[_form, "relative"] = (_of_relative_year,)
    _RULES[_form, "quarter"] = _RULES["year", "quarter"] = (_fiscal_quarter,)
_RULES["day", "fixed"] = _RULES["month", "fixed"] = (_of_every_year,)


def _lend_back(text: str, pieces: list[Piece]) -> None:
    """วันที่ 31 มีนาคม และ 30 เมษายน 2564: a list's last day lends its year (and month) to the days before."""
    for i in range(len(pieces) - 2, -1, -1):
        a, b = pieces[i], pieces[i + 1]
        if a.form != b.form or a.form not in {"day", "month"} or a.final().year is not None or b.first.year is None:
            continue
        if b.start - a.end > _MAX_GAP or not _LIST_GAP.fullmatch(text[a.end : b.start]):
            continue
        for point in reversed(a.points()):
            lend(point, b.first)
