"""The day of a bare clock time, where the text makes it clear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from newsextract.layers.times.context import Context, as_date
from newsextract.layers.times.lexicon import table_words
from newsextract.layers.times.pieces import Piece

_TODAY_AFTER = re.compile(r"[ ]{0,3}(?:ของ|ใน)?[ ]?(?:วันนี้|วันเดียวกัน)|,? today")
_DAY_GAP = re.compile(r"[ ,]{0,3}(?:ของ|ใน|เมื่อ|on[ ])?[ ]?(?:คืน)?(?:วันที่|วัน)?[ ]{0,4}")
_STORY_CONTINUATION = re.compile(
    rf"(?:\A|\n)[ ]{{0,4}}{table_words('clock_days', role='story')}?[ ]?(?:เมื่อ|ใน)?(?:เวลา)?(?:ประมาณ)?[ ]{{0,3}}\Z"
)
#: Words before the time of an event in the story: "… when at 05.20", "then at 15.30", "before leaving at 15.30".
_STORY_TIME = re.compile(rf"{table_words('clock_days', role='told')}[ ]?เวลา(?:ประมาณ)?[ ]{{0,3}}\Z")
#: Words before a time that holds on any day: opening hours, curfews, timetables, programmes.
_HABIT = re.compile(table_words("clock_days", role="habit"))
_HABIT_AFTER = re.compile(rf"[ ]{{0,3}}(?:ของ)?{table_words('clock_days', role='habit_after')}")
#: Maximum characters from a day to a time on the same line, the same for a day not near today, and the days that count as near.
_MAX_GAP, _MAX_GAP_FAR_DAY, _MAX_DAYS_FROM_TODAY = 499, 120, 45
_MIDNIGHT = "24:00"


def resolve_clock(context: Context, piece: Piece) -> bool:
    """Give a bare time its day: the single day last named on the same line, today where the story goes on, or none."""
    day = _inferred_day(context, piece)
    if day is not None and piece.first.clock != _MIDNIGHT:
        for point in piece.points():
            point.set_day(day)
    return True


def _inferred_day(context: Context, piece: Piece) -> date | None:
    if context.today and _TODAY_AFTER.match(context.text, piece.end):
        return context.today
    line = max(0, piece.start - 60, context.text.rfind("\n", 0, piece.start))
    if _HABIT.search(context.text, line, piece.start) or _HABIT_AFTER.match(context.text, piece.end):
        return None
    if (named := context.near(context.day, piece, _MAX_GAP, same_line=True)) is not None:
        return as_date(named.final()) if named.last is None and _is_near(context, named, piece) else None
    return context.today if context.today_is_stated and piece.last is None and _is_in_story(context.text, piece.start) else None


def _is_in_story(text: str, at: int) -> bool:
    before = max(0, at - 40)
    return bool(_STORY_CONTINUATION.search(text, before, at) or _STORY_TIME.search(text, before, at))


def _is_near(context: Context, named: Piece, piece: Piece) -> bool:
    """Whether the day last named is still the topic: a licence's expiry date is not the day of the accident."""
    if piece.start - named.end <= _MAX_GAP_FAR_DAY or context.today is None:
        return True
    day = as_date(named.final())
    return day is not None and abs((day - context.today).days) <= _MAX_DAYS_FROM_TODAY


def attach_following_days(text: str, pieces: Sequence[Piece]) -> None:
    """Give a time the day written right after it: 09.30 น. วันที่ 12 พฤษภาคม 2565."""
    for clock, following in pairwise(pieces):
        if clock.form == "clock" and (day := _following_day(text, clock, following)) is not None:
            for point in clock.points():
                point.set_day(day)


def _following_day(text: str, clock: Piece, following: Piece) -> date | None:
    """The single day written right after a clock time, without a time of its own; None otherwise."""
    if following.form != "day" or following.last is not None or following.first.clock or following.start - clock.end >= 24:
        return None
    return as_date(following.first) if _DAY_GAP.fullmatch(text, clock.end, following.start) else None
