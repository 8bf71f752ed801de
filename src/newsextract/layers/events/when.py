"""When the event happened: one of the lead's times, or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from newsextract.layers.events.context import Context
from newsextract.layers.events.rank import choose
from newsextract.layers.events.when_features import CLOCKS, day_of, features
from newsextract.records import EventType, Mention, Time

Precision = Literal["year", "month", "day", "minute"]

#: maximum times; maximum characters between a date and its clock time, and between a date and an hour given by a later sentence
CANDIDATES, CLOCK_GAP, HOUR_GAP = 9, 70, 1200


@dataclass(frozen=True, slots=True)
class When:
    """When an event happened."""

    start: str | None
    end: str | None
    precision: Precision | None
    confidence: float
    mentions: list[Mention]


def candidates(context: Context) -> list[Time]:
    """The times that may be the event's: those of the lead that name a day or more, then a month."""
    start, end = context.lead
    stop = min(len(context.text), end + 500)
    days = [t for t in context.dated if start <= t.start < stop]
    head = [
        t
        for t in context.times
        if t.start < start and t.value and t.kind in {"date", "datetime", "datetime_range", "range", "relative"}
    ]
    rest = [
        t
        for t in context.times
        if start <= t.start < stop and t.kind in {"month", "month_range", *CLOCKS} and t.value and t.value[:1] != "T"
    ]
    found = days[: CANDIDATES - 1] + head[:1] + rest[:2]
    return [*found, *_hour_of_day(context, found, stop)]


def _hour_of_day(context: Context, found: list[Time], stop: int) -> Iterator[Time]:
    """The first day of the lead with the hour that only a later sentence gives (โดยในเวลา 12.30 น. …, At 1845hrs, …)."""
    day = _day_alone(context, found)
    if day is None:
        return
    for clock in _clocks(context, day.end, min(stop, day.end + HOUR_GAP)):
        hour = clock.value or ""
        if hour.startswith("T"):
            yield clock.model_copy(update={"value": f"{day.value}{hour[:6]}", "end_value": None, "kind": "time"})
            return


def _day_alone(context: Context, found: list[Time]) -> Time | None:
    """The first whole day of the lead, where no time found has an hour."""
    if any(t.kind in CLOCKS for t in found):
        return None
    days = (t for t in found if t.start >= context.lead[0] and t.kind in {"date", "relative"})
    day = next((t for t in days if _whole_day(t.value or "", t.end_value)), None)
    return day if day and "T" not in (read(context, day).start or "") else None


def _clocks(context: Context, start: int, end: int) -> Iterator[Time]:
    """The clock times that begin in ``text[start:end]``."""
    return (t for t in context.times_in(start, end) if t.kind in CLOCKS)


def _clock_behind(context: Context, day: Time) -> Time | None:
    """The clock time right behind a day, on its line."""
    clock = next(_clocks(context, day.end, day.end + CLOCK_GAP + 1), None)
    return clock if clock and _hour(clock.value) and "\n" not in context.text[day.end : clock.start] else None


def _hour(value: str | None) -> str:
    """The clock time of an ISO 8601 value, empty where it has none."""
    return (value or "").partition("T")[2][:5]


def _whole_day(value: str, end: str | None) -> bool:
    return len(value) == 10 and end in {None, value}


def when(context: Context, kind: EventType) -> When:
    """The time that the lead gives the event; none when it does not say, never the publish date in its place."""
    times = candidates(context)
    best, confidence, _ = choose("start", features(context, kind, times))
    if best == len(times):
        return When(None, None, None, confidence, [])
    return read(context, times[best], confidence)


def read(context: Context, time: Time, confidence: float = 0.0) -> When:
    """What a time says of an event: its start, with the clock time that stands behind it."""
    value, end = time.value or "", time.end_value
    mentions = [context.mention(time.start, time.end)]
    day = day_of(context.body, time, context.dated) if time.kind in CLOCKS else None
    if day:
        mentions.insert(0, context.mention(day.start, day.end))
    if time.kind == "list" and time.values:
        value, end = min(time.values), max(time.values)
    clock = _clock_behind(context, time) if _whole_day(value, end) else None
    if clock:
        hour, until = _hour(clock.value), _hour(clock.end_value)
        value, end = f"{value}T{hour}", f"{value}T{until}" if until else None
        mentions.append(context.mention(clock.start, clock.end))
    return When(iso(value), iso(end) if end and end != value else None, precision(value), confidence, mentions)


def iso(value: str | None) -> str | None:
    """An ISO 8601 value as records write it: minutes carry the offset of Thailand, where the clock stands.

    Examples
    --------
    >>> iso("2020-02-25T08:45")
    '2020-02-25T08:45+07:00'
    """
    if value and "T" in value and "+" not in value:
        return f"{value[:16]}+07:00"
    return value


def precision(value: str | None) -> Precision | None:
    """How exact an ISO 8601 value is."""
    if not value:
        return None
    return "minute" if "T" in value else {4: "year", 7: "month"}.get(len(value), "day")  # type: ignore[return-value]
