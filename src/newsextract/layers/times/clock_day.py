"""The day of a bare clock time, when the text makes it plain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newsextract.layers.times.context import Context, as_date
from newsextract.layers.times.lexicon import clock_day_words
from newsextract.layers.times.pieces import Piece, Point

_TODAY_FOLLOWS = re.compile(r"[ ]{0,3}(?:ของ|ใน)?[ ]?(?:วันนี้|วันเดียวกัน)|,? today")
_DAY_FOLLOWS = re.compile(r"[ ,]{0,3}(?:ของ|ใน|เมื่อ|on[ ])?[ ]?(?:คืน)?(?:วันที่|วัน)?[ ]{0,4}")
_STORY_GOES_ON = re.compile(rf"(?:\A|\n)[ ]{{0,4}}{clock_day_words('story')}?[ ]?(?:เมื่อ|ใน)?(?:เวลา)?(?:ประมาณ)?[ ]{{0,3}}\Z")
#: A time that the story tells: "… when at 05.20", "then at 15.30", "before leaving at 15.30".
_TOLD_TIME = re.compile(rf"{clock_day_words('told')}[ ]?เวลา(?:ประมาณ)?[ ]{{0,3}}\Z")
#: What holds on any day: opening hours, curfews, timetables, programmes.
_HABIT = re.compile(clock_day_words("habit"))
_HABIT_AFTER = re.compile(rf"[ ]{{0,3}}(?:ของ)?{clock_day_words('habit_after')}")
#: How far back a day may stand in the line, and how far back when it is not near today.
_REACH, _REACH_FAR_DAY, _NEAR_TODAY = 500, 120, 45
_MIDNIGHT = "24:00"


def resolve_clock(context: Context, piece: Piece) -> None:
    """Give a bare time its day: the one day spoken of in the same line, today's where the story goes on, or none.

    Parameters
    ----------
    context
        What is known so far; its ``day`` is the last day read.
    piece
        A clock time or a range of them; changed in place.
    """
    day = _plain_day(context, piece)
    if day is None or as_date(day) is None or piece.first.clock == _MIDNIGHT:
        return
    _set_day(piece, day)


def _set_day(piece: Piece, day: Point) -> None:
    for point in piece.points():
        point.year, point.month, point.day = day.year, day.month, day.day


def _plain_day(context: Context, piece: Piece) -> Point | None:
    text, today = context.text, context.today
    this_day = Point(today.year, today.month, today.day) if today else None
    if _TODAY_FOLLOWS.match(text, piece.end) and this_day:
        return this_day
    line = max(0, piece.start - 60, text.rfind("\n", 0, piece.start))
    if _HABIT.search(text, line, piece.start) or _HABIT_AFTER.match(text, piece.end):
        return None
    if context.day is not None and piece.start - context.day_end < _REACH and "\n" not in text[context.day_end : piece.start]:
        return context.day if context.single and _is_near(context, piece) else None
    if not context.told or piece.last is not None:
        return None
    before = max(0, piece.start - 40)
    if _STORY_GOES_ON.search(text, before, piece.start) or _TOLD_TIME.search(text, before, piece.start):
        return this_day
    return None


def _is_near(context: Context, piece: Piece) -> bool:
    """Whether the day read last is still being spoken of: a licence's last day is not the day of the accident."""
    if piece.start - context.day_end <= _REACH_FAR_DAY or context.today is None or context.day is None:
        return True
    day = as_date(context.day)
    return day is not None and abs((day - context.today).days) <= _NEAR_TODAY


def take_day_that_follows(text: str, pieces: Iterable[Piece]) -> Iterator[Piece]:
    """09.30 น. วันที่ 12 พฤษภาคม 2565: the day written right after a time is the time's day.

    Parameters
    ----------
    text
        The normalised text.
    pieces
        Resolved, left to right; clock times are changed in place.
    """
    waiting: Piece | None = None
    for piece in pieces:
        if waiting is not None:
            if waiting.form == "clock" and _is_day_of(text, waiting, piece):
                _set_day(waiting, piece.first)
            yield waiting
        waiting = piece
    if waiting is not None:
        yield waiting


def _is_day_of(text: str, clock: Piece, following: Piece) -> bool:
    return (
        following.form == "day"
        and following.last is None
        and not following.first.clock
        and following.start - clock.end < 24
        and as_date(following.first) is not None
        and _DAY_FOLLOWS.fullmatch(text, clock.end, following.start) is not None
    )
