"""Fill what the text leaves out: years, months, relative words, the day of a clock time; check weekdays."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice

from newsextract.layers.times.clock_day import resolve_clock, take_day_that_follows
from newsextract.layers.times.context import Context, as_date, shift_month
from newsextract.layers.times.holidays import resolve_holiday
from newsextract.layers.times.pieces import Piece, Point, borrow_year
from newsextract.layers.times.relative import resolve_period, resolve_relative

_LEAD_START = re.compile(r"(?:\A|\n)[ ]{0,6}(?:เมื่อ|ใน|On |Today,? )?[ ]?(?:วันที่)?[ ]{0,4}\Z")
#: How many days the lead's date may lie before and after the header's to be taken for today.
_LEAD_BEFORE, _LEAD_AFTER = 21, 1
_NEAR = 160
#: How far apart the days of one list may stand.
_CHAIN = 300
#: A date so close to the header's is of its year, whatever weekday stands beside it: the weekday is the slip.
_CLOSE = 75
#: Among how many expressions what day today is must be said; no article has half as many.
_OPENING = 5000


def resolve(text: str, pieces: Iterable[Piece], reference: date | None) -> Iterator[Piece]:
    """Resolve the pieces in place and leave out those that mean nothing here.

    Parameters
    ----------
    text
        The normalised text.
    pieces
        As combined, left to right.
    reference
        The date on which the text was published.

    Yields
    ------
    Piece
        Each as soon as nothing that follows can change it.
    """
    context = Context(text, reference, None)
    stream = iter(pieces)
    opening = deque(islice(stream, _OPENING))
    written = _written_today(text, opening, reference)
    context.told = written is not None
    context.today = written or reference or _first_day(opening)
    return take_day_that_follows(text, _resolve_each(context, opening, stream))


def _resolve_each(context: Context, opening: deque[Piece], stream: Iterator[Piece]) -> Iterator[Piece]:
    while piece := opening.popleft() if opening else next(stream, None):
        if _resolve_one(context, piece):
            _remember(context, piece)
            yield piece


def _written_today(text: str, pieces: Iterable[Piece], reference: date | None) -> date | None:
    """The date in brackets after วันนี้, else the lead's."""
    for piece in pieces:
        if piece.anchor is None or piece.last is not None:
            continue
        _fill_year(piece.first, reference)
        day = as_date(piece.first)
        if day is not None and reference is not None and abs((day - reference).days) > 3650:
            day = _two_digits_of_the_common_era(piece.first, reference) or day
        if day is not None and (reference is None or abs((day - reference).days) <= 40):
            return day - timedelta(days=piece.anchor)
    for piece in pieces:
        if piece.form != "day" or piece.last is not None or piece.items or piece.first.year is None:
            continue
        day = as_date(piece.first)
        rest = text[piece.end : piece.end + 24].lstrip(" )")
        # a day alone on its line heads a list or a broadcast; with a clock time it opens the story
        if day is None or ("\n" in rest and not piece.first.clock) or len(rest) < 12:
            continue
        if reference is not None and not -_LEAD_BEFORE <= (day - reference).days <= _LEAD_AFTER:
            continue
        if _LEAD_START.search(text, max(0, piece.start - 24), piece.start):
            return day
    return None


def _two_digits_of_the_common_era(point: Point, reference: date) -> date | None:
    """วันนี้ (11 ก.ค. 23) in 2023: the two digits cannot be a Buddhist year."""
    if point.be is None:
        return None
    day = as_date(Point(2000 + point.be % 100, point.month, point.day))
    if day is None or abs((day - reference).days) > 40:
        return None
    point.year, point.be, point.era = day.year, None, "CE"
    return day


def _first_day(pieces: Iterable[Piece]) -> date | None:
    return next((day for p in pieces if p.form == "day" and (day := as_date(p.first)) is not None), None)


def _fill_year(point: Point, reference: date | None, near: int | None = None) -> None:
    """A missing year: a weekday that fits, then a year written nearby, then the header's."""
    if point.year is not None or point.month is None or (reference is None and near is None):
        return
    base = near if near is not None else reference.year  # type: ignore[union-attr]
    point.year, point.basis = base, "nearby" if near is not None else "published"
    if near is None and reference is not None and point.day is not None:
        # around the turn of the year the header's year is the wrong one
        if reference.month >= 11 and point.month <= 1:
            point.year += 1
        elif reference.month <= 1 and point.month >= 11:
            point.year -= 1
    if point.weekday is not None and point.day is not None:
        plain = as_date(point)
        close = plain is not None and reference is not None and abs((plain - reference).days) <= _CLOSE
        for step in (0,) if close else (0, 1, -1):
            day = as_date(Point(point.year + step, point.month, point.day))
            if day is not None and day.isoweekday() == point.weekday:
                if step:
                    point.basis = "weekday"
                point.year += step
                return


def _near_year(context: Context, piece: Piece) -> int | None:
    """A year written in the same sentence, close before."""
    if context.year is None or piece.start - context.year_end > _NEAR:
        return None
    between = context.text[context.year_end : piece.start]
    return None if "\n" in between else context.year


def _resolve_one(context: Context, piece: Piece) -> bool:
    form = piece.form
    if form == "day":
        return _resolve_day(context, piece)
    if form == "month":
        _resolve_month(context, piece)
    elif form == "relative":
        return resolve_relative(context, piece)
    elif form in {"quarter", "half", "months"}:
        return resolve_period(context, piece)
    elif form == "clock":
        resolve_clock(context, piece)
    elif form == "holiday":
        return resolve_holiday(piece, context.today or context.reference)
    return True


def _begin_today(context: Context, piece: Piece) -> None:
    """Write down the day on which a range that begins today begins."""
    if piece.since is None or piece.last is None:
        return
    if context.today is None:
        piece.first, piece.last = piece.last, None
        return
    day = context.today + timedelta(days=piece.since)
    piece.first = Point(day.year, day.month, day.day, basis="published")


def _resolve_day(context: Context, piece: Piece) -> bool:
    _begin_today(context, piece)
    points = piece.points()
    if points[-1].month is None and not _month_from_context(context, piece):
        return False
    if piece.year_offset is not None and context.today is not None:
        points[-1].year, points[-1].basis = context.today.year + piece.year_offset, "published"
    last = points[-1]
    near = _near_year_of_day(context, piece) if last.year is None else None
    if last.year is None:
        _fill_year(last, context.reference or context.today, near)
    for before, point in zip(reversed(points), reversed(points[:-1]), strict=False):
        if point.year is None and before.year is not None:
            borrow_year(point, before, -int(bool(point.month and before.month and point.month > before.month)))
            point.basis = before.basis
    for point in points:
        check_weekday(point)
    _check_order(piece)
    return True


def _check_order(piece: Piece) -> None:
    """22.00-04.00 น. ends on the next day; a range of days that ends before it begins is the author's slip."""
    first, last = piece.first, piece.last
    if last is None or piece.items:
        return
    start, end = as_date(first), as_date(last)
    if start is None or end is None:
        return
    if start == end and first.clock and last.clock and last.clock < first.clock:
        morrow = end + timedelta(days=1)
        last.year, last.month, last.day = morrow.year, morrow.month, morrow.day
    elif end < start:
        last.flag("date_conflict")


def _near_year_of_day(context: Context, piece: Piece) -> int | None:
    """The year of a list's earlier days, or the coming year that a heading close before names."""
    point, reference = piece.points()[-1], context.reference
    if reference is None or point.month is None or point.day is None:
        return None
    chain = context.chain
    if chain is not None and piece.start - context.chain_end <= _CHAIN and point.month >= (chain.month or 0):
        fits = as_date(Point(chain.year, point.month, point.day))
        if fits is not None and (point.weekday is None or fits.isoweekday() == point.weekday):
            return chain.year
    if context.year == reference.year + 1 and piece.start - context.year_end <= _CHAIN:
        plain = as_date(Point(reference.year, point.month, point.day))
        if plain is not None and (reference - plain).days > _CLOSE:
            return context.year
    return None


def _month_from_context(context: Context, piece: Piece) -> bool:
    """วันที่ 21 after a day of the same sentence: its month and year; otherwise no date."""
    known = context.day
    if known is None or piece.start - context.day_end > 200 or "\n" in context.text[context.day_end : piece.start]:
        return False
    months = [(known.year, known.month)]
    if context.today is not None:
        months += [shift_month(context.today.year, context.today.month, by) for by in (0, 1, -1)]
    for year, month in months:
        if year is None or month is None or not _weekdays_fit(piece, year, month):
            continue
        for point in piece.points():
            point.year, point.month, point.basis = year, month, "nearby"
        return True
    return False


def _weekdays_fit(piece: Piece, year: int, month: int) -> bool:
    days = [(p.weekday, as_date(Point(year, month, p.day))) for p in piece.points()]
    return all(day is not None and (weekday is None or day.isoweekday() == weekday) for weekday, day in days)


def check_weekday(point: Point) -> None:
    """Flag an impossible day and a weekday that does not fit; the value stays as written."""
    if point.year is None or point.month is None or point.day is None:
        return
    day = as_date(point)
    if day is None:
        point.flag("impossible_date")
    elif point.weekday is not None and day.isoweekday() != point.weekday:
        point.flag("date_conflict")


_JUST_PAST = re.compile(r"[ ]?(?:ที่ผ่านมา|ที่แล้ว|ก่อน(?!หน้านี้)|last)")


def _resolve_month(context: Context, piece: Piece) -> None:
    points = piece.points()
    last = points[-1]
    today = context.today
    if last.year is None and piece.year_offset is not None and today is not None:
        last.year, last.basis = today.year + piece.year_offset, "published"
    if last.year is None and last.month is not None:
        past = bool(_JUST_PAST.match(context.text, piece.end))
        near = None if past else _near_year(context, piece)
        if near is not None:
            known = context.month.month if context.month is not None and context.month.year == near else None
            last.year, last.basis = near + _turn(known, last.month), "nearby"
        elif today is not None:
            last.basis = "published"
            last.year = today.year - (last.month > today.month) if past else today.year + _turn(today.month, last.month)
    first = points[0]
    if first.year is None and last.year is not None:
        borrow_year(first, last, -int(bool(first.month and last.month and first.month > last.month)))
        first.basis = last.basis


def _turn(known: int | None, month: int) -> int:
    """January spoken of in November is next year's, November in January last year's."""
    if known is None:
        return 0
    return int(known >= 11 and month <= 2) - int(known <= 2 and month >= 11)


def _remember(context: Context, piece: Piece) -> None:
    """Keep what later expressions may lean on."""
    if piece.form == "day":
        last = piece.final()
        context.day, context.single = last, piece.last is None
        if last.basis in {"weekday", "nearby"} or (last.basis == "published" and last.month in range(3, 11)):
            context.chain, context.chain_end = last, piece.end
        context.day_end = piece.end
        if last.basis in {None, "text"} and last.year is not None:
            context.month, context.month_end = last, piece.end
            context.name_year(last.year, piece.end)
    elif piece.form == "month":
        last = piece.final()
        context.month, context.month_end = last, piece.end
        if last.basis in {None, "text"} and last.year is not None:
            context.name_year(last.year, piece.end)
    elif piece.form == "year":
        context.name_year(piece.final().year, piece.end, piece.label)
        if context.text.startswith("ปีบัญชี", piece.start):
            context.name_account(piece.end)
    elif piece.form in {"quarter", "half", "months"}:
        context.period = piece
        if piece.first.year is not None and piece.first.basis is None:
            context.name_year(piece.first.year, piece.end, piece.label)
