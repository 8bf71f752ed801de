"""The day of a bare clock time, when the text makes it plain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from newsextract.layers.times.context import Context, as_date, set_day
from newsextract.layers.times.lexicon import listed
from newsextract.layers.times.pieces import Piece

_TODAY_FOLLOWS = re.compile(r"[ ]{0,3}(?:ของ|ใน)?[ ]?(?:วันนี้|วันเดียวกัน)|,? today")
_DAY_FOLLOWS = re.compile(r"[ ,]{0,3}(?:ของ|ใน|เมื่อ|on[ ])?[ ]?(?:คืน)?(?:วันที่|วัน)?[ ]{0,4}")
_STORY_GOES_ON = re.compile(
    rf"(?:\A|\n)[ ]{{0,4}}{listed('clock_days', role='story')}?[ ]?(?:เมื่อ|ใน)?(?:เวลา)?(?:ประมาณ)?[ ]{{0,3}}\Z"
)
#: A time that the story tells: "… when at 05.20", "then at 15.30", "before leaving at 15.30".
_TOLD_TIME = re.compile(rf"{listed('clock_days', role='told')}[ ]?เวลา(?:ประมาณ)?[ ]{{0,3}}\Z")
#: What holds on any day: opening hours, curfews, timetables, programmes.
_HABIT = re.compile(listed("clock_days", role="habit"))
_HABIT_AFTER = re.compile(rf"[ ]{{0,3}}(?:ของ)?{listed('clock_days', role='habit_after')}")
#: How far back a day may stand in the line, and how far back when it is not near today.
_REACH, _REACH_FAR_DAY, _NEAR_TODAY = 499, 120, 45
_MIDNIGHT = "24:00"


def resolve_clock(context: Context, piece: Piece) -> bool:
    """Give a bare time its day: the one day spoken of in the same line, today's where the story goes on, or none."""
    day = _plain_day(context, piece)
    if day is not None and piece.first.clock != _MIDNIGHT:
        _set_day(piece, day)
    return True


def _set_day(piece: Piece, day: date) -> None:
    for point in piece.points():
        set_day(point, day)


def _plain_day(context: Context, piece: Piece) -> date | None:
    if context.today and _TODAY_FOLLOWS.match(context.text, piece.end):
        return context.today
    if _holds_on_any_day(context.text, piece):
        return None
    if (named := context.near(context.day, piece, _REACH, same_line=True)) is not None:
        return as_date(named.final()) if named.last is None and _is_near(context, named, piece) else None
    return context.today if context.told and piece.last is None and _is_told(context.text, piece.start) else None


def _holds_on_any_day(text: str, piece: Piece) -> bool:
    line = max(0, piece.start - 60, text.rfind("\n", 0, piece.start))
    return bool(_HABIT.search(text, line, piece.start) or _HABIT_AFTER.match(text, piece.end))


def _is_told(text: str, at: int) -> bool:
    before = max(0, at - 40)
    return bool(_STORY_GOES_ON.search(text, before, at) or _TOLD_TIME.search(text, before, at))


def _is_near(context: Context, named: Piece, piece: Piece) -> bool:
    """Whether the day read last is still being spoken of: a licence's last day is not the day of the accident."""
    if piece.start - named.end <= _REACH_FAR_DAY or context.today is None:
        return True
    day = as_date(named.final())
    return day is not None and abs((day - context.today).days) <= _NEAR_TODAY


def take_day_that_follows(text: str, pieces: Iterable[Piece]) -> Iterator[Piece]:
    """09.30 น. วันที่ 12 พฤษภาคม 2565: the day written right after a time is the time's day; pieces are changed in place."""
    waiting: Piece | None = None
    for piece in pieces:
        if waiting is not None:
            day = _day_of(text, waiting, piece) if waiting.form == "clock" else None
            if day is not None:
                _set_day(waiting, day)
            yield waiting
        waiting = piece
    if waiting is not None:
        yield waiting


def _day_of(text: str, clock: Piece, following: Piece) -> date | None:
    """The day of a time, where what follows is one and close enough."""
    if following.form != "day" or following.last is not None or following.first.clock or following.start - clock.end >= 24:
        return None
    return as_date(following.first) if _DAY_FOLLOWS.fullmatch(text, clock.end, following.start) else None
