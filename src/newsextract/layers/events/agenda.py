"""Programmes and other lists: which lines are items, and which day heads them on a line of its own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from newsextract.layers.events.context import Context
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


@dataclass(frozen=True, slots=True)
class Line:
    """A non-empty line of the body.

    Attributes
    ----------
    block
        Number of the run of items it belongs to; None if it is not an item.
    day
        The day in the heading above it.
    """

    start: int
    block: int | None
    day: Time | None


@dataclass(frozen=True, slots=True)
class Agenda:
    """The lines of an article's body, their offsets, and the number of items in each run."""

    lines: list[Line]
    starts: list[int]
    sizes: Counter[int | None]

    @classmethod
    def read(cls, context: Context) -> Agenda:
        """The agenda of an article, cached."""

        def find() -> Agenda:
            lines = list(_lines(context))
            return cls(lines, [line.start for line in lines], Counter(line.block for line in lines))

        return context.cached("agenda", find)

    def line(self, at: int) -> Line | None:
        """The line that contains an offset; None in the headline."""
        k = bisect_right(self.starts, at) - 1
        return self.lines[k] if k >= 0 else None


def _lines(context: Context) -> Iterator[Line]:
    text, at = context.text, context.body
    day: Time | None = None
    block, loose, listed = -1, 0, False
    while at < len(text):
        end = context.line(at)[1]
        if text[at:end].strip():
            heading = _heading(context, at, end)
            item = heading is None and end - at <= MAX_ITEM and _ITEM.match(text, at, end) is not None
            loose = 0 if heading or item else loose + 1
            day = heading or (day if loose <= MAX_LOOSE else None)
            block += item and not listed
            listed = item
            yield Line(at, block if item else None, None if heading else day)
        at = end + 1


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
