"""When the event happened: one of the lead's times, or none."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from operator import attrgetter

from newsextract.layers.events import zones
from newsextract.layers.events.context import Context
from newsextract.layers.events.rank import choose
from newsextract.layers.events.when_features import CLOCKS, day_of, features
from newsextract.layers.events.words import aside
from newsextract.records import EventType, Mention, Place, Precision, Time, Warning_

#: maximum times; maximum characters between a date and its clock time, and between a date and an hour given by a later sentence
CANDIDATES, CLOCK_GAP, HOUR_GAP = 9, 70, 1200
#: maximum days behind the lead; length of a whole day as ISO 8601; characters of the lead in which a city may be named
LATE, DAY, AROUND = 3, 10, 600
#: characters behind the lead whose times count as its own
BEHIND = 500
#: characters of the body above the day on which an article was written, and what may stand below it
ABOVE, BELOW = 200, 350
#: kinds of times in a headline that may be the event's; kinds in the lead that say a month, or an hour with its day
_DAYS = frozenset({"date", "datetime", "datetime_range", "range", "relative"})
_MONTHS = CLOCKS | {"month", "month_range"}
#: types of event that last: of the others the day is that on which somebody spoke or decided
LASTING = frozenset({"meeting", "ceremony", "visit", "talks", "programme", "training", "disaster"})
#: today in both languages, and the days by which it may not differ from the day of publication
TODAY, FAR = ("วันนี้", "today"), 20
#: a day so far from the day of publication, give or take: of 13 such starts readers mended the year of ten
YEAR, SLIP = 365, 5


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
    stop = min(len(context.text), end + BEHIND)
    days = [t for t in context.dated if start <= t.start < stop]
    head = (t for t in context.times if t.start < start and t.value and t.kind in _DAYS)
    rest = [t for t in context.times if start <= t.start < stop and _month_or_hour(t)]
    found = [*days[: CANDIDATES - 1], *islice(head, 1), *rest[:2], *islice(_late(context, stop), LATE)]
    found = [time for time in found if not aside(context, time.start) and not _stamped(context, time)]
    return [*found, *_hour_of_day(context, found, stop)]


def _late(context: Context, stop: int) -> Iterator[Time]:
    """The days behind the lead, but for those that lean on the day of publication."""
    behind = islice(context.dated, bisect_left(context.dated, stop, key=attrgetter("start")), None)
    return (t for t in behind if t.kind != "relative")


def _stamped(context: Context, time: Time) -> bool:
    """Whether a day stands alone on a line at the end: the day of writing, in 31 of 34 annotated articles that name it there only."""
    if time.start < context.body + ABOVE or len(context.text) - time.end > BELOW:
        return False
    low, high = context.line(time.start)
    return context.text[low:high].strip(" \xa0\u200b/.*_-") == context.text[time.start : time.end].strip()


def _month_or_hour(time: Time) -> bool:
    """Whether a time says a month, or an hour with its day."""
    return time.kind in _MONTHS and bool(time.value) and not (time.value or "T").startswith("T")


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
    """The time that the article gives the event; none when it does not say, never the publish date in its place."""
    times = candidates(context)
    best, confidence, _ = choose("start", features(context, kind, times))
    if best == len(times):
        return When(None, None, None, confidence, [])
    return span(context, kind, times[best], confidence)


def span(context: Context, kind: EventType, time: Time, confidence: float = 0.0) -> When:
    """What a time says of an event, with the end that a range of days elsewhere in the article gives it."""
    found = read(context, time, confidence)
    return _until(context, found) if kind in LASTING and not found.end else found


def _until(context: Context, found: When) -> When:
    """The time with the end of the first range of days that begins on its day (วันนี้ (13 ส.ค.) …, จัดระหว่างวันที่ 13-15 ส.ค.)."""
    day = (found.start or "")[:10]
    spans = (t for t in context.times if t.kind in {"range", "datetime_range"} and (t.value or "")[:10] == day)
    longer = next((t for t in spans if t.end_value and t.end_value[:10] > day), None)
    if len(day) < DAY or longer is None:
        return found
    mentions = [*found.mentions, context.mention(longer.start, longer.end)]
    return replace(found, end=iso((longer.end_value or "")[:10]), mentions=mentions)


def local(context: Context, found: When, place: Place) -> tuple[When, list[Warning_]]:
    """The time as the clock stands where the event is held, with a warning where that is not known."""
    if "T" not in (found.start or "") or not found.mentions:
        return found, []
    first, last = found.mentions[0].start, found.mentions[-1].end
    offset = next((t.zone for t in context.times_in(first, last) if t.zone), None)
    if offset is None:
        said = zones.said(context.text, first, last)
        if said == "TH" or place.country == "TH" or said is place.country is None:
            return found, []
        offset = _offset(context, found, place)
    found = replace(found, start=_shifted(found.start, offset), end=_shifted(found.end, offset))
    if offset:
        return found, []
    at = found.mentions[-1]
    message = f"{at.text!r}: the place's UTC offset is not known; the time stands without one"
    return found, [Warning_(code="local_time_unknown", message=message, start=at.start, end=at.end)]


def _offset(context: Context, found: When, place: Place) -> str | None:
    """The UTC offset of an event's place, by its country and the city that the venue, the lead or the headline names."""
    if place.country is None:
        return None
    start, end = context.anchor
    words = f"{place.venue or ''} {context.text[start:end][:AROUND]} {context.title}"
    return zones.offset_of(place.country, words, found.start or "")


def conflicts(context: Context, found: When) -> list[Warning_]:
    """A warning where "today" stands beside a date far from the day of publication, or the start is a year from it.

    The start stays as written.
    """
    first = found.mentions[0] if found.mentions else None
    if first is None:
        return []
    try:
        day, published = date.fromisoformat((found.start or "")[:DAY]), date.fromisoformat((context.published or "")[:DAY])
    except ValueError:  # one of them is not known to the day
        return []
    away = abs((day - published).days)
    if first.text.casefold().startswith(TODAY) and away >= FAR:
        message = f"{first.text!r}: today is far from the day of publication, {published}"
    elif abs(away - YEAR) <= SLIP:
        message = f"{first.text!r}: a year from the day of publication, {published}; the year may be a slip"
    else:
        return []
    return [Warning_(code="date_conflict", message=message, start=first.start, end=first.end)]


def _shifted(value: str | None, offset: str | None) -> str | None:
    """A time with the offset of another place, or with none."""
    return value.replace(zones.HOME, offset or "") if value and "T" in value else value


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
