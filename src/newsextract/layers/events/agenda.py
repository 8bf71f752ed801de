"""Programmes and other lists: which day, on a line of its own, heads each item."""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter

from newsextract.layers.events.context import Context, per_article
from newsextract.records import Time

#: the beginning of an item: a bullet, a number, a clock time, a part of the day
_ITEM = re.compile(
    r"""
      [ \t\xa0]* (?: [-–—•▪▶✅✔*·] | \(?\d{1,2}[.)]\s?(?!\d) | [๑-๙][.)] | ช่วง(?:เช้า|บ่าย|เย็น|ค่ำ) | [Aa]t\s\d
      | (?:เวลา\s*)? \d{1,2}[.:]\d\d \s* (?:[-–]\s*\d{1,2}[.:]\d\d\s*)? (?:น\.|hrs|hours|[ap]\.?m) )
    """,
    re.VERBOSE,
)
#: maximum length of a heading, minimum share of its letters and digits that its day fills, maximum length of an item
MAX_HEADING, MIN_DAY_SHARE, MAX_ITEM = 70, 0.6, 400
#: kinds of time that name a day; length of an ISO 8601 date
_DAYS, DATE_LENGTH = frozenset({"date", "datetime"}), 10
#: maximum other lines between a heading and an item
MAX_LOOSE = 1


def heading_day(context: Context, at: int) -> Time | None:
    """The day in the heading above the line that contains an offset."""
    lines = _lines(context)
    k = bisect_right(lines, at, key=itemgetter(0)) - 1
    return lines[k][1] if k >= 0 else None


def are_items(context: Context, at: int, other: int) -> bool:
    """Whether two offsets are on different lines that are items of lists."""
    lines = {context.line(at), context.line(other)}
    return len(lines) > 1 and all(_ITEM.match(context.text, *line) for line in lines)


@per_article
def _lines(context: Context) -> list[tuple[int, Time | None]]:
    """The offset of each line of the body that is not empty, and the day in the heading above it."""
    found: list[tuple[int, Time | None]] = []
    text, at = context.text, context.body
    day: Time | None = None
    loose = 0
    while at < len(text):
        end = context.line(at)[1]
        if text[at:end].strip():
            heading = _heading(context, at, end)
            item = heading is None and end - at <= MAX_ITEM and _ITEM.match(text, at, end) is not None
            loose = 0 if heading or item else loose + 1
            day = heading or (day if loose <= MAX_LOOSE else None)
            found.append((at, None if heading else day))
        at = end + 1
    return found


def _heading(context: Context, start: int, end: int) -> Time | None:
    """The day that fills a line, without a clock time that the line below may give."""
    days = [time for time in context.times_in(start, end) if time.kind in _DAYS] if end - start <= MAX_HEADING else []
    if len(days) != 1:
        return None
    day, text = days[0], context.text
    stop = min(end, day.end)
    if sum(map(str.isalnum, text[day.start : stop])) < MIN_DAY_SHARE * sum(map(str.isalnum, text[start:end])):
        return None
    alone = {"end": stop, "text": text[day.start : stop], "kind": "date", "value": (day.value or "")[:DATE_LENGTH]}
    return day if day.kind == "date" else day.model_copy(update=alone)
