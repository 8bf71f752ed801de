"""When the event happened: one of the article's times, or none."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from operator import attrgetter

from newsextract.layers.events import zones
from newsextract.layers.events.context import Context
from newsextract.layers.events.rank import choose, model
from newsextract.layers.events.when_features import CLOCKS, day_of, features
from newsextract.layers.events.words import changes_subject, in_circumstance
from newsextract.records import EventType, Mention, Place, Precision, Time, Warning_

#: maximum candidate days of headline and lead; maximum characters from a day to its clock time, and to one in a later sentence
MAX_DAYS, MAX_CLOCK_GAP, MAX_HOUR_GAP = 9, 70, 1200
#: maximum candidate days after the lead; length of an ISO 8601 date; characters of the anchor searched for a city
MAX_LATE, DATE_LENGTH, CITY_REACH = 3, 10, 600
#: characters after the lead whose times count as the lead's
LEAD_MARGIN = 500
#: minimum characters of the body before the day on which an article was written, and maximum characters after it
MIN_ABOVE, MAX_BELOW = 200, 350
#: kinds of candidate times in the headline; those of several days; kinds in the lead that give a month, or a clock time with its day
_DAYS = frozenset({"date", "datetime", "datetime_range", "range", "relative"})
_RANGES = frozenset({"range", "datetime_range"})
_MONTHS = CLOCKS | {"month", "month_range"}
#: event types that may last several days; the day of the others is when somebody spoke or decided
LASTING = frozenset({"meeting", "ceremony", "visit", "talks", "programme", "training", "disaster"})
#: types that publication follows: one of 763 annotated ones is still to come; a coming day is that of what they tell of
SAID = frozenset({"statement", "report"})
#: "today" in both languages, and the distance in days from publication that makes it a conflict
TODAY_WORDS, CONFLICT_DAYS = ("วันนี้", "today"), 20
#: distance in days from publication, give or take, of a suspect year
YEAR, SLIP = 365, 5
#: a year seems a slip if its day in the year of publication is that near (in January, if it is the year before, NEAR_NEW) and
#: it is at most so many years away, told as today's, or so many ahead: annotators corrected 17 of 18 such starts
NEAR, NEAR_NEW, MAX_YEARS_AWAY, YEARS_AHEAD = 2, 10, 2, 20
#: behind a clock time: somebody tells what a body decided earlier; 12 of 17 such decisions are annotated with the day alone
_TOLD = re.compile(
    r"[^\n]{0,220}?(?:disclosed|said|announced|เปิดเผย|แถลง|กล่าว)[^\n]{0,40}?(?:\bthe (?:cabinet|Government)\b|คณะรัฐมนตรี|ครม\.|ที่ประชุม)"
)
#: before a range of days: the week that a report or notice is about, its day in 4 of 5 annotated ones without another
_WEEKLY = frozenset({"report", "notice"})
_WEEK = re.compile(r"(?:สัปดาห์|\bweek\b)[^\n]{0,30}\Z")
#: behind a day: somebody tells of something on it, and has not just done it; before the day to come of what is told
_TELLS = re.compile(
    r"(?:(?!ประธาน|หลัง|ลงพื้นที่|เยี่ยม|เยือน|ร่วม|ประชุม|\bafter\b)[^\n]){0,260}?(?:disclosed|announced|\bsaid\b|เปิดเผย|แถลง|กล่าวว่า)"
    r"(?!\s?(?:ภาย)?หลัง|\s?after\b)"
)
_HELD_ON = re.compile(r"(?:ระหว่าง|(?<!เนื่อง)ใน|\bon|\bduring|\bfrom|\bbetween)\s*(?:วันที่)?\s*\Z")
#: between a telling and the one day of an occasion, on which nothing else need be held
_OCCASION = re.compile(r"(?:โอกาส(?!นี้)|วาระ)[^\n]{0,150}\Z")
#: before the day to come of an event that the article only announces
_PLANNED = re.compile(
    r"(?:\b(?:to|will) (?:be held|take place)|\b(?:is|are) (?:scheduled|slated)|กำหนดจัด|จะจัดขึ้น)[^\n.]{0,80}\Z"
)
#: types of what is told beforehand: the day to come is theirs in 8 of 9 annotated articles
_ANNOUNCED = frozenset({"visit", "talks", "meeting", "ceremony", "agreement", "programme"})
#: probabilities of the day of such a week and of such a day to come
OF_WEEK, TO_COME = 0.8, 0.85
#: before a day to come: what comes next, what others do meanwhile, or what is prepared (ก่อนเปิดลานว่าวในวันที่ …)
_BESIDES = re.compile(r"(?:ขณะที่[^\n]{0,60}|(?:และ|ส่วน|จากนั้น)(?:ใน)[ ]?|ก่อน(?!หน้า)[^\s]{2,40}ใน(?:วันที่)?[ ]?)\Z")
#: maximum years from publication to a start; a later year is a slip (3020)
MAX_YEARS_AHEAD = 100
#: maximum characters from an event's day to the range of days that gives its end; further on, a cabinet summary tells of others
MAX_RANGE_GAP = 8000


@dataclass(frozen=True, slots=True)
class When:
    """When an event happened, the words that say so and the calibrated confidence.

    It is ``widened`` if its end comes from a range of days elsewhere, named by the last mention, and ``due`` if that is a deadline.
    """

    start: str | None
    end: str | None
    mentions: list[Mention]
    confidence: float
    widened: bool = False
    due: bool = False

    def without_added_end(self) -> When:
        """The time before it was widened."""
        return replace(self, end=None, mentions=self.mentions[:-1], widened=False) if self.widened else self


def candidates(context: Context) -> list[Time]:
    """Candidate times: days of the lead and one of the headline, then months or hours of the lead, then days after it."""
    start, end = context.lead
    stop = min(len(context.text), end + LEAD_MARGIN)
    days = [t for t in context.dated if start <= t.start < stop]
    head = (t for t in context.times if t.start < start and t.value and t.kind in _DAYS)
    rest = [t for t in context.times_in(start, stop) if _month_or_hour(t)]
    found = [*days[: MAX_DAYS - 1], *islice(head, 1), *rest[:2], *islice(_late(context, stop), MAX_LATE)]
    unfit = (_is_aside, _is_day_of_writing, is_too_late)
    found = [time for time in found if not any(rule(context, time) for rule in unfit)]
    return [*found, *_hour_of_day(context, found, stop)]


def is_too_late(context: Context, time: Time) -> bool:
    """Whether a time is so long after publication that its year must be a slip."""
    year, published = (time.value or "")[:4], (context.published or "")[:4]
    return year.isdigit() and published.isdigit() and int(year) > int(published) + MAX_YEARS_AHEAD


def _is_coming(context: Context, time: Time) -> bool:
    """Whether a time is after the day of publication; "today" is not, even if its date has a slip."""
    value = (time.value or "")[:DATE_LENGTH]
    return value > (context.published or "9")[: len(value)] and not is_today(time)


def is_today(time: Time | Mention) -> bool:
    """Whether a time is told as today's."""
    return time.text.casefold().startswith(TODAY_WORDS)


def _is_aside(context: Context, time: Time) -> bool:
    """Whether a time dates something else: a line that changes the subject, a clause on what came before, or what comes next."""
    if changes_subject(context, time.start):
        return True
    if _is_coming(context, time) and _BESIDES.search(context.text, context.line(time.start)[0], time.start):
        return True
    lasting = time.kind in _RANGES or is_today(time)
    return not lasting and in_circumstance(context, time.start)


def _late(context: Context, stop: int) -> Iterator[Time]:
    """The days after the lead, except relative ones (วันนี้)."""
    behind = islice(context.dated, bisect_left(context.dated, stop, key=attrgetter("start")), None)
    return (t for t in behind if t.kind != "relative")


def _month_or_hour(time: Time) -> bool:
    """Whether a time gives a month, or a clock time with its day."""
    return time.kind in _MONTHS and not (time.value or "T").startswith("T")


def _is_day_of_writing(context: Context, time: Time) -> bool:
    """Whether a day stands alone on a late line: the day of writing in 31 of 34 annotated articles that name it only there."""
    if time.start < context.body + MIN_ABOVE or len(context.text) - time.end > MAX_BELOW:
        return False
    low, high = context.line(time.start)
    return context.text[low:high].strip(" \xa0\u200b/.*_-") == context.text[time.start : time.end].strip()


def _hour_of_day(context: Context, found: list[Time], stop: int) -> Iterator[Time]:
    """The first day of the lead with a clock time that only a later sentence gives (โดยในเวลา 12.30 น. …, At 1845hrs, …)."""
    day = _day_alone(context, found)
    if day is None:
        return
    for clock in _clocks(context, day.end, min(stop, day.end + MAX_HOUR_GAP)):
        hour = clock.value or ""
        if hour.startswith("T"):
            yield clock.model_copy(update={"value": f"{day.value}{hour[:6]}", "end_value": None, "kind": "time"})
            return


def _day_alone(context: Context, found: list[Time]) -> Time | None:
    """The first whole day of the lead, if no candidate has a clock time."""
    if any(t.kind in CLOCKS for t in found):
        return None
    days = (t for t in found if t.start >= context.lead[0] and t.kind in {"date", "relative"})
    day = next((t for t in days if _whole_day(t.value or "", t.end_value)), None)
    return day if day and "T" not in (read(context, day).start or "") else None


def _clocks(context: Context, start: int, end: int) -> Iterator[Time]:
    """The clock times that begin in ``text[start:end]``."""
    return (t for t in context.times_in(start, end) if t.kind in CLOCKS)


def _clock_behind(context: Context, day: Time) -> Time | None:
    """The clock time right after a day, on the same line."""
    clock = next(_clocks(context, day.end, day.end + MAX_CLOCK_GAP + 1), None)
    return clock if clock and _hour(clock.value) and "\n" not in context.text[day.end : clock.start] else None


def _hour(value: str | None) -> str:
    """The clock time of an ISO 8601 value, empty if it has none."""
    return (value or "").partition("T")[2][:5]


def _whole_day(value: str, end: str | None) -> bool:
    return len(value) == DATE_LENGTH and end in {None, value}


def when(context: Context, kind: EventType) -> When:
    """The time that the article gives for the main event, or none; the publication date never stands in for it."""
    times = [time for time in candidates(context) if not (kind in SAID and _is_coming(context, time))]
    best, confidence, _ = choose("start", features(context, kind, times))
    if best == len(times):
        day, chance = (_week(context, times), OF_WEEK) if kind in _WEEKLY else (_planned(context, kind, times), TO_COME)
        return span(context, kind, day, model("start").calibrated(chance)) if day else When(None, None, [], confidence)
    announced = _announced(context, times, times[best]) if kind in _ANNOUNCED else None
    return span(context, kind, announced or times[best], model("start").calibrated(TO_COME) if announced else confidence)


def _week(context: Context, times: list[Time]) -> Time | None:
    """The days of the week that a report is about (ประจำสัปดาห์ ระหว่างวันที่ 1-7 เม.ย.), if it is not to come."""
    weeks = (t for t in times if t.kind == "range" and _WEEK.search(context.text, context.line(t.start)[0], t.start))
    return next((t for t in weeks if not _is_coming(context, t)), None)


def _planned(context: Context, kind: EventType, times: list[Time]) -> Time | None:
    """The first day to come on which what is told beforehand is to take place (will be held in Bangkok on 5 May)."""
    coming = (t for t in times if kind in _ANNOUNCED and t.start >= context.body and _is_day_to_come(context, t))
    return next((t for t in coming if _PLANNED.search(context.text, context.line(t.start)[0], t.start)), None)


def _announced(context: Context, times: list[Time], told: Time) -> Time | None:
    """The day to come of what somebody tells of on another day, in the same line (today … disclosed that … on 7 February)."""
    tells = _TELLS.match(context.text, told.end) if told.start >= context.body else None
    if tells is None or _is_coming(context, told):
        return None
    end = context.line(told.end)[1]
    return next((t for t in times if tells.end() < t.start < end and _is_held_on(context, t, tells.end())), None)


def _is_held_on(context: Context, time: Time, low: int) -> bool:
    """Whether a time is a day to come on which something is to be held, not the day of an occasion."""
    if time.kind != "range" and _OCCASION.search(context.text, low, time.start):
        return False
    return _is_day_to_come(context, time) and _HELD_ON.search(context.text, low, time.start) is not None


def _is_day_to_come(context: Context, time: Time) -> bool:
    """Whether a time is a day to come, not a deadline, an approximate day or part of a name."""
    if len(time.value or "") < DATE_LENGTH or time.mod == "APPROX" or time.deadline or context.in_name(time.start, time.end):
        return False
    return _is_coming(context, time)


def span(context: Context, kind: EventType, time: Time, confidence: float = 0.0) -> When:
    """Start and end of an event dated by a time; a range of days elsewhere in the article may give the end."""
    found = read(context, time, confidence)
    if kind == "decision" and "T" in (found.start or "") and _TOLD.match(context.text, found.mentions[-1].end):
        return replace(found, start=(found.start or "")[:DATE_LENGTH], end=None, mentions=found.mentions[:1])
    return _with_end(context, found) if kind in LASTING and not found.end else found


def _with_end(context: Context, found: When) -> When:
    """Add the end of the first range of days that begins on the same day (วันนี้ (13 ส.ค.) …, จัดระหว่างวันที่ 13-15 ส.ค.)."""
    day, stop = (found.start or "")[:DATE_LENGTH], found.mentions[-1].end + MAX_RANGE_GAP
    ranges = (t for t in context.times_in(0, stop) if t.kind in _RANGES and (t.value or "").startswith(day))
    longer = next((t for t in ranges if day < (t.end_value or "")[:DATE_LENGTH]), None)
    if len(day) < DATE_LENGTH or longer is None:
        return found
    mentions = [*found.mentions, context.mention(longer.start, longer.end)]
    return replace(found, end=iso((longer.end_value or "")[:DATE_LENGTH]), mentions=mentions, widened=True)


def with_local_offset(context: Context, found: When, place: Place) -> tuple[When, list[Warning_]]:
    """The time with the UTC offset of the event's place, and a warning if that offset is unknown."""
    if "T" not in (found.start or "") or not found.mentions:
        return found, []
    first, last = found.mentions[0].start, found.mentions[-1].end
    offset = next((t.zone for t in context.times_in(first, last) if t.zone), None)
    if offset is None:
        reference = zones.own_clock(context.text, first, last)
        if reference == "TH" or place.country == "TH" or reference is place.country is None:
            return found, []
        offset = _offset(context, found, place)
    found = replace(found, start=_with_offset(found.start, offset), end=_with_offset(found.end, offset))
    if offset:
        return found, []
    at = found.mentions[-1]
    message = f"{at.text!r}: the place's UTC offset is not known; the time stands without one"
    return found, [Warning_(code="local_time_unknown", message=message, start=at.start, end=at.end)]


def _offset(context: Context, found: When, place: Place) -> str | None:
    """The UTC offset of an event's place, from its country and a city named in the venue, beside the time, in lead or headline."""
    if place.country is None:
        return None
    start, end = context.anchor
    at = found.mentions[-1].end
    beside = context.text[at : min(context.line(at)[1], at + zones.BESIDE[1])]
    words = f"{place.venue or ''} {beside} {context.text[start:end][:CITY_REACH]} {context.title}"
    return zones.offset_of(place.country, words, found.start or "")


def conflicts(context: Context, found: When) -> list[Warning_]:
    """Warn if "today" is far from the day of publication, or the year seems a slip; the start stays as written."""
    try:
        day, published = (date.fromisoformat((value or "")[:DATE_LENGTH]) for value in (found.start, context.published))
    except ValueError:  # one of them is less precise than a day
        return []
    first = found.mentions[0]
    today, away, meant = is_today(first), abs((day - published).days), _meant(day, published)
    years = day.year - meant.year
    if years and (today or abs(years) <= MAX_YEARS_AWAY or years >= YEARS_AHEAD):
        told = f"the year does not fit the day of publication, {published}; {meant} may be meant"
    elif today and away >= CONFLICT_DAYS:
        told = f"today is far from the day of publication, {published}"
    elif abs(away - YEAR) <= SLIP:
        told = f"a year from the day of publication, {published}; the year may be a slip"
    else:
        return []
    return [Warning_(code="date_conflict", message=f"{first.text!r}: {told}", start=first.start, end=first.end)]


def _meant(day: date, published: date) -> date:
    """The day in the year of publication, or the one beside it, if that is near publication; else the day itself."""
    for year in range(published.year - 1, published.year + 2):
        near = NEAR_NEW if published.month == 1 and day.year == year - 1 else NEAR
        try:
            if abs((day.replace(year=year) - published).days) <= near:
                return day.replace(year=year)
        except ValueError:  # 29 February
            continue
    return day


def _with_offset(value: str | None, offset: str | None) -> str | None:
    """A time with Thailand's UTC offset replaced by another one, or removed."""
    return value.replace(zones.HOME, offset or "") if value and "T" in value else value


def read(context: Context, time: Time, confidence: float = 0.0) -> When:
    """Start and end that a time gives, with a clock time that follows it."""
    value, end = (
        (min(time.values), max(time.values)) if time.kind == "list" and time.values else (time.value or "", time.end_value)
    )
    mentions = [context.mention(time.start, time.end)]
    day = day_of(context.body, time, context.dated) if time.kind in CLOCKS else None
    if day:
        mentions.insert(0, context.mention(day.start, day.end))
    clock = _clock_behind(context, time) if len(value) == DATE_LENGTH else None
    if clock and (_hour(clock.end_value) or end in {None, value}):
        value, end = f"{value}T{_hour(clock.value)}", _until(end or value, clock)
        mentions.append(context.mention(clock.start, clock.end))
    return When(iso(value), iso(end) if end != value else None, mentions, confidence)


def _until(day: str, clock: Time) -> str | None:
    """The end of opening hours on their last day; those of a night end on the day after."""
    hour, until = _hour(clock.value), _hour(clock.end_value)
    if not until:
        return None
    return f"{day}T{until}" if until >= hour else f"{date.fromisoformat(day) + timedelta(days=1)}T{until}"


def iso(value: str | None) -> str | None:
    """An ISO 8601 value as records write it: clock times carry Thailand's UTC offset.

    Examples
    --------
    >>> iso("2020-02-25T08:45")
    '2020-02-25T08:45+07:00'
    >>> iso("2020-12-31T24:00")
    '2021-01-01T00:00+07:00'
    """
    if not value or "T" not in value or "+" in value:
        return value
    day, _, hour = value[:16].partition("T")
    if hour == "24:00" and day[:4].isdigit():  # most readers of ISO 8601 want 00:00 of the next day
        day, hour = f"{date.fromisoformat(day) + timedelta(days=1)}", "00:00"
    return f"{day}T{hour}{zones.HOME}"


def precision(value: str | None) -> Precision | None:
    """The precision of an ISO 8601 value."""
    if not value:
        return None
    return "minute" if "T" in value else {4: "year", 7: "month"}.get(len(value), "day")  # type: ignore[return-value]
