"""Fill in what the text leaves out (years, months, relative words, the day of a clock time) and check weekdays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from newsextract.layers.times.clock_day import attach_following_days, resolve_clock
from newsextract.layers.times.context import Context, as_date
from newsextract.layers.times.holidays import resolve_holiday
from newsextract.layers.times.lexicon import words
from newsextract.layers.times.pieces import Form, Piece, Point, borrow_year
from newsextract.layers.times.relative import resolve_period, resolve_relative

#: จังหวัดภูเก็ต – : a province before the day
_DATELINE = r"(?:(?:จ\.|จังหวัด|กรุงเทพ)[ ]?[\u0e01-\u0e4eฯ]{0,25}[ ]?[:–—-]?[ ]{0,3})?"
_LEAD_START = re.compile(
    rf"(?:\A|\n)[ ]{{0,6}}{_DATELINE}[(\[]?(?:เมื่อ|ใน|On |Today,? )?[ ]?(?:{words('daytime')}(?:ของ)?)?(?:วันที่)?[ ]{{0,4}}\Z"
)
_JUST_PAST = re.compile(r"[ ]?(?:ที่ผ่านมา|ที่แล้ว|ก่อน(?!หน้านี้)|last)")
#: Maximum days that the lead's date may be before and after publication to be taken for today.
_MAX_DAYS_BEFORE, _MAX_DAYS_AFTER = 21, 1
#: Maximum characters before the date that begins the lead.
_MAX_DATELINE = 60
#: Maximum days between the date written beside วันนี้ and publication.
_MAX_WRITTEN_DAYS = 40
#: Maximum characters back to a year on the same line, to a day that lends its month, and to the previous day of a list.
_MAX_YEAR_GAP, _MAX_MONTH_GAP, _MAX_LIST_GAP = 160, 200, 300
#: A date within this many days of publication is in the same year even if its weekday does not fit: the weekday is wrong.
_MAX_SAME_YEAR_DAYS = 75


def resolve(text: str, pieces: Sequence[Piece], reference: date | None) -> list[Piece]:
    """Resolve combined pieces in place, and return those that mean something here; ``reference`` is the publication date."""
    context = Context(text, reference, None)
    written = _written_today(pieces, reference) or _lead_today(text, pieces, reference)
    context.today_is_stated = written is not None
    first = next((day for p in pieces if p.form == "day" and (day := as_date(p.first)) is not None), None)
    context.today = written or reference or first
    kept = []
    for piece in pieces:
        if piece.form not in _RESOLVERS or _RESOLVERS[piece.form](context, piece):
            context.remember(piece)
            kept.append(piece)
    attach_following_days(text, kept)
    return kept


def _days_apart(day: date | None, other: date | None) -> int | None:
    return None if day is None or other is None else (day - other).days


def _written_today(pieces: Iterable[Piece], reference: date | None) -> date | None:
    """Today, by the date written beside a word like วันนี้."""
    for piece in pieces:
        if piece.anchor is None or piece.last is not None:
            continue
        _fill_year(piece.first, reference)
        day = _two_digit_ce_day(piece.first, reference) or as_date(piece.first)
        if day is not None and abs(_days_apart(day, reference) or 0) <= _MAX_WRITTEN_DAYS:
            return day - timedelta(days=piece.anchor)
    return None


def _lead_today(text: str, pieces: Iterable[Piece], reference: date | None) -> date | None:
    """Today, by the date that begins the lead."""
    for piece in pieces:
        if piece.form != "day" or not piece.single:
            continue
        point = replace(piece.first)
        if not _JUST_PAST.match(text, piece.end):
            _fill_year(point, reference)
        day = as_date(point)
        if day is None or not -_MAX_DAYS_BEFORE <= (_days_apart(day, reference) or 0) <= _MAX_DAYS_AFTER:
            continue
        rest = text[piece.end : piece.end + 24].lstrip(" )")
        # a day alone on its line heads a list or a broadcast; with a clock time it opens the story
        heads_a_list = ("\n" in rest and not piece.first.clock) or len(rest) < 12
        if not heads_a_list and _LEAD_START.search(text, max(0, piece.start - _MAX_DATELINE), piece.start):
            return day
    return None


def _two_digit_ce_day(point: Point, reference: date | None) -> date | None:
    """วันนี้ (11 ก.ค. 23) in 2023: two digits that cannot be a Buddhist year are read as Common Era."""
    apart = _days_apart(as_date(point), reference)
    if point.be is None or apart is None or reference is None or abs(apart) <= 3650:
        return None
    day = as_date(Point(2000 + point.be % 100, point.month, point.day))
    if day is None or abs((day - reference).days) > _MAX_WRITTEN_DAYS:
        return None
    point.year, point.be, point.era = day.year, None, "CE"
    return day


def _fill_year(point: Point, reference: date | None, near: int | None = None) -> None:
    """Fill a missing year with the one nearby, else that of publication; a weekday may move it by one."""
    if point.year is not None or point.month is None or (reference is None and near is None):
        return
    if near is not None:
        point.year, point.basis = near, "nearby"
    elif reference is not None:
        # around New Year the date may be in the year before or after publication
        offset = _year_offset(reference.month, point.month, last=1) if point.day is not None else 0
        point.year, point.basis = reference.year + offset, "published"
    if point.weekday is not None and point.day is not None:
        _fit_weekday(point, reference)


def _fit_weekday(point: Point, reference: date | None) -> None:
    """Move the year by one if only then the day falls on its weekday."""
    year = point.year or 0
    apart = _days_apart(as_date(point), reference)
    close = apart is not None and abs(apart) <= _MAX_SAME_YEAR_DAYS
    for step in (0,) if close else (0, 1, -1):
        if _falls_on(Point(year + step, point.month, point.day), point.weekday):
            point.year = year + step
            point.basis = "weekday" if step else point.basis
            return


def _falls_on(point: Point, weekday: int | None) -> bool:
    """Whether the point is a valid day and falls on the weekday, if one is given."""
    day = as_date(point)
    return day is not None and (weekday is None or day.isoweekday() == weekday)


def _begin_today(context: Context, piece: Piece) -> None:
    """Set the first day of a range that begins today; without today, keep only its end."""
    if piece.since is None or piece.last is None:
        return
    if context.today is None:
        piece.first, piece.last = piece.last, None
    else:
        piece.first.set_day(context.today + timedelta(days=piece.since))
        piece.first.basis = "published"


def _resolve_day(context: Context, piece: Piece) -> bool:
    _begin_today(context, piece)
    points = piece.points()
    last = points[-1]
    if last.month is None and not _month_from_context(context, piece):
        return False
    _take_year_offset(context, piece, last)
    if last.year is None:
        _fill_year(last, context.reference or context.today, _near_year_of_day(context, last, piece))
    _borrow_back(points)
    for point in points:
        check_weekday(point)
    _check_order(piece)
    return True


def _take_year_offset(context: Context, piece: Piece, point: Point) -> None:
    """7 กรกฎาคมปีหน้า: the year is counted from the present one."""
    if piece.year_offset is not None and context.today is not None:
        point.year, point.basis = context.today.year + piece.year_offset, "published"


def _borrow_back(points: Sequence[Point]) -> None:
    """Give each point without a year that of the next point; December before January is in the year before."""
    for following, point in pairwise(reversed(points)):
        if point.year is None and following.year is not None:
            borrow_year(point, following, -int(bool(point.month and following.month and point.month > following.month)))
            point.basis = following.basis


def _check_order(piece: Piece) -> None:
    """Let 22.00-04.00 น. end on the next day; flag a range of days that ends before it begins."""
    first, last = piece.first, piece.last
    if last is None or piece.items:
        return
    start, end = as_date(first), as_date(last)
    if start is None or end is None:
        return
    if start == end and first.clock and last.clock and last.clock < first.clock:
        last.set_day(end + timedelta(days=1))
    elif end < start:
        last.flag("date_conflict")


def _near_year_of_day(context: Context, point: Point, piece: Piece) -> int | None:
    """The year of earlier days in the same list, or next year if a heading just before names it."""
    reference = context.reference
    if reference is None or point.month is None or point.day is None:
        return None
    listed = context.near(context.chain, piece, _MAX_LIST_GAP)
    if listed is not None and point.month >= (listed.final().month or 0):
        year = listed.final().year
        if _falls_on(Point(year, point.month, point.day), point.weekday):
            return year
    if context.year == reference.year + 1 and piece.start - context.year_end <= _MAX_LIST_GAP:
        plain = as_date(Point(reference.year, point.month, point.day))
        return context.year if plain is not None and (reference - plain).days > _MAX_SAME_YEAR_DAYS else None
    return None


def _month_from_context(context: Context, piece: Piece) -> bool:
    """Give วันที่ 21 the month of a day named before it on the line; return False if there is none or it has no such day."""
    named, points = context.near(context.day, piece, _MAX_MONTH_GAP, same_line=True), piece.points()
    known = named.final() if named is not None else Point()
    if not all(_falls_on(Point(known.year, known.month, point.day), point.weekday) for point in points):
        return False
    for point in points:
        point.year, point.month, point.basis = known.year, known.month, "nearby"
    return True


def check_weekday(point: Point) -> None:
    """Flag an impossible day or a weekday that does not fit; the value stays as written."""
    if point.year is None or point.month is None or point.day is None:
        return
    if as_date(point) is None:
        point.flag("impossible_date")
    elif not _falls_on(point, point.weekday):
        point.flag("date_conflict")


def _resolve_month(context: Context, piece: Piece) -> bool:
    points = piece.points()
    last = points[-1]
    if last.year is None:
        _take_year_offset(context, piece, last)
    if last.year is None:
        _fill_year_of_month(context, piece, last, last.month or 0)
    _borrow_back([points[0], last])
    return True


def _fill_year_of_month(context: Context, piece: Piece, point: Point, month: int) -> None:
    """Fill a month's missing year: the month just past (ที่ผ่านมา), a year on the same line, or the year nearest today."""
    today, past = context.today, bool(_JUST_PAST.match(context.text, piece.end))
    near = None if past else context.year_within(piece, _MAX_YEAR_GAP, same_line=True)
    if near is not None:
        known = context.month.final() if context.month is not None else None
        point.year, point.basis = near + _year_offset(known.month if known and known.year == near else None, month), "nearby"
    elif today is not None:
        point.year = today.year + (-(month > today.month) if past else _year_offset(today.month, month))
        point.basis = "published"


def _year_offset(known: int | None, month: int, last: int = 2) -> int:
    """Year offset of a month: January named in November is next year's (1), November in January last year's (-1).

    Months up to ``last`` count as early in the year.
    """
    if known is None:
        return 0
    return int(known >= 11 and month <= last) - int(known <= last and month >= 11)


#: Resolver of each form: fills a piece in place and returns whether to keep it.
_RESOLVERS: dict[Form, Callable[[Context, Piece], bool]] = {
    "day": _resolve_day,
    "month": _resolve_month,
    "relative": resolve_relative,
    "quarter": resolve_period,
    "half": resolve_period,
    "months": resolve_period,
    "clock": resolve_clock,
    "holiday": resolve_holiday,
}
