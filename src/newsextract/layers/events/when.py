"""When the event happened: one of the lead's times, or none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from newsextract.layers.events.context import Context
from newsextract.layers.events.rank import calibrated, probabilities
from newsextract.records import EventType, Mention, Time

Precision = Literal["year", "month", "day", "minute"]

#: times looked at; how far apart a date and its clock time may stand, and a date and the hour that a later sentence gives
CANDIDATES, CLOCK_GAP, HOUR_GAP = 9, 70, 1200

_BEFORE = {
    "on": re.compile(r"(?:เมื่อ|\b[Oo]n)\s*$"),
    "until": re.compile(r"(?:ถึง|ภายใน|ก่อน|จนถึง|\bby|\buntil|\bbefore)\s*$"),
    "between": re.compile(r"(?:ระหว่าง|ตั้งแต่|ช่วง|\bfrom|\bduring)\s*$"),
    "in": re.compile(r"(?:ใน|ประจำ|\bin)\s*$"),
    "will": re.compile(r"(?:จะ|กำหนด|เตรียม|เริ่ม|\bwill|\bto be|scheduled)[^\n]{0,30}$"),
    "said": re.compile(r"(?:ว่า|\bthat)\s*$"),
    "of": re.compile(r"(?:พ\.ศ\.|ฉบับ|มติ|ลง|ประกาศ|นับจาก|ผ่านมา|อดีต|เดิม|ปี|ครั้ง)[^\n]{0,12}$"),
    "cabinet": re.compile(r"(?:คณะรัฐมนตรี|ครม\.?|cabinet|Cabinet)[^\n]{0,40}$"),
    "as of": re.compile(r"(?:^|[\s(])(?:ข้อมูล)?\s?ณ\s*$"),
    "held": re.compile(r"(?:จัดขึ้น|จัดงาน|ประชุม|\bheld)[^\n]{0,16}$"),
}
#: what opens one of the last clauses before a time: something else may be dated there
_CLAUSE = re.compile(r"(ทั้งนี้|อย่างไรก็ตาม|สำหรับ|โดย|นอกจากนี้|นอกจากนั้น|ซึ่ง|จาก|ตามที่|ที่ผ่านมา|ส่วน|ต่อมา|ก่อนหน้า|ในการ|เนื่องจาก|ภายใต้|หลัง)")
_CLAUSES, _NEAR = 3, 70
#: a date line of its own before a radio programme is the day of the broadcast
_BROADCAST = re.compile(r"[\s\xa0]*(?:Your browser does not[^\n]*\s*)?(?:ต่อจากนี้ไป|ขอเชิญรับฟัง|[^\n]{0,40}ไทยคู่ฟ้า)")
#: "วันที่" stands between what says how a day is meant (เมื่อ, ถึง, ระหว่าง) and the day
_DAY = re.compile(r"วันที่[ \xa0]*$")
#: what stands before a clock time that has no date beside it
_HOUR = re.compile(
    r"""
      (?: (?P<by>โดย(?:ใน|ตั้งแต่)?|ซึ่ง|พร้อม) | (?P<begins>เริ่ม\S{0,8}) | (?P<item>[-•▪*]|[Aa]t)
        | (?P<then>จากนั้น\S{0,4}|ต่อมา\S{0,4}|หลังจาก\S{0,6}|ก่อน\S{0,4}|และ) )
      \s*(?:ใน|ตั้งแต่)?\s*(?:เวลา\s*){0,2}$
    """,
    re.VERBOSE,
)
_CLOCKS = frozenset({"time", "time_range"})
_AFTER = {
    "clock": re.compile(r"[\s,]*(?:เมื่อ)?\s?(?:เวลา|at\s\d|ช่วง)"),
    "place": re.compile(r"[\s,:-]*(?:ณ|ที่|at\s+the|at\s+[A-Z])"),
    "person": re.compile(r"[\s,:-]*(?:นาย|นาง|พล|ดร\.|น\.ส\.|ศ\.|ว่าที่|[A-Z][a-z]+\s)"),
    "cabinet": re.compile(r"[\s,)]*(?:คณะรัฐมนตรี|ครม|ที่ประชุม|the\s+[Cc]abinet|มีมติ|ได้มีมติ|เห็นชอบ|อนุมัติ)"),
    "past": re.compile(r"\s*(?:ที่ผ่านมา|last)"),
    "coming": re.compile(r"\s*(?:นี้|เป็นต้นไป)"),
}


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
        if start <= t.start < stop and t.kind in {"month", "month_range", *_CLOCKS} and t.value and t.value[:1] != "T"
    ]
    found = days[: CANDIDATES - 1] + head[:1] + rest[:2]
    return [*found, *_hour_of_day(context, found, stop)]


def _hour_of_day(context: Context, found: list[Time], stop: int) -> Iterator[Time]:
    """The first day of the lead with the hour that only a later sentence gives (โดยในเวลา 12.30 น. …, At 1845hrs, …)."""
    if any(t.kind in _CLOCKS for t in found):
        return
    day = next(
        (
            t
            for t in found
            if t.start >= context.lead[0] and t.kind in {"date", "relative"} and _whole_day(t.value or "", t.end_value)
        ),
        None,
    )
    if day is None or "T" in (read(context, day).start or ""):
        return
    for clock in context.times_in(day.end, min(stop, day.end + HOUR_GAP)):
        if clock.kind in _CLOCKS and clock.value and clock.value[:1] == "T":
            value = f"{(day.value or '')[:10]}{clock.value[:6]}"
            yield clock.model_copy(update={"value": value, "end_value": None, "kind": "time"})
            return


def _whole_day(value: str, end: str | None) -> bool:
    return len(value) == 10 and end in {None, value}


def features(context: Context, kind: EventType, times: list[Time]) -> list[dict[str, float]]:
    """The features of each time and, last, of "the text does not say"."""
    rows = [_features(context, kind, time, k, times) for k, time in enumerate(times)]
    clocks = sorted((k for k, t in enumerate(times) if t.kind in _CLOCKS), key=lambda k: times[k].start)
    for k in clocks:
        rows[k] |= _of_hour(context, kind, times[k], times)
        rows[k]["clock first" if k == clocks[0] else "clock later"] = 1.0
    none = {"none": 1.0, f"none|{kind}": 1.0, f"none|{min(len(times), 3)} times": 1.0}
    if times and times[0].start > context.anchor[1]:
        none["none|late"] = 1.0
    if context.dated and context.dated[0].start - context.anchor[0] <= 12:
        none["none|dateline"] = 1.0
    if any("broadcast" in row for row in rows):
        none["none|broadcast"] = 1.0
    return [*rows, none]


def _features(context: Context, kind: EventType, time: Time, k: int, times: list[Time]) -> dict[str, float]:
    text = context.text
    seen = {f"order {min(k, 4)}": 1.0, f"kind {time.kind}": 1.0}
    line = context.line(time.start)[0]
    before, after = _DAY.sub("", text[max(line, time.start - 48) : time.start]), text[time.end : time.end + 32]
    seen.update((f"before {name}", 1.0) for name, pattern in _BEFORE.items() if pattern.search(before))
    seen.update((f"after {name}", 1.0) for name, pattern in _AFTER.items() if pattern.match(after))
    seen.update((f"clause {opening}", 1.0) for opening in _openings(text[max(line, time.start - _NEAR) : time.start]))
    if time.start < context.body:
        seen["headline"] = 1.0
    else:
        seen["dateline" if time.start - line <= 14 else "inside"] = 1.0
        seen["anchor" if context.anchor[0] <= time.start < context.anchor[1] else "beside"] = 1.0
        seen[f"at {min((time.start - context.anchor[0]) // 150, 4) if time.start >= context.anchor[0] else 'first'}"] = 1.0
        if text[time.end : time.end + 1] == "\n" and _BROADCAST.match(text, time.end):
            seen["broadcast"] = 1.0
    seen[_distance(context.published, time)] = 1.0
    if text[time.start : time.start + 6] in ("วันนี้", "เมื่อวา") or text.startswith("วานนี้", time.start):
        seen["today"] = 1.0
    if any(s.start <= time.start < s.end for s in context.statements[:6]):
        seen["said"] = 1.0
    seen.update(
        {
            f"{kind}|{name}": 1.0
            for name in (
                *[n for n in seen if n.startswith(("before cab", "after cab", "far", "future", "order 0", "dateline", "said"))],
            )
        }
    )
    if sum(t.value is not None and time.value is not None and t.value[:10] == time.value[:10] for t in times) > 1:
        seen["again"] = 1.0
    return seen


def _of_hour(context: Context, kind: EventType, clock: Time, times: list[Time]) -> dict[str, float]:
    """How a clock time follows the day that it belongs to."""
    text = context.text
    before = _HOUR.search(text[max(context.line(clock.start)[0], clock.start - 24) : clock.start])
    seen = {f"clock {before.lastgroup if before else 'other'}": 1.0, f"{kind}|clock": 1.0}
    day = _day_of(context.body, clock, times)
    if day is None:
        seen["clock alone"] = 1.0
    else:
        seen[f"clock lines {min(3, text.count(chr(10), day.end, clock.start))}"] = 1.0
        seen[f"clock far {min(4, (clock.start - day.end) // 200)}"] = 1.0
    return seen


def _day_of(body: int, clock: Time, times: Sequence[Time]) -> Time | None:
    """The first time before a clock time that names its day."""
    day = (clock.value or "")[:10]
    return next((t for t in times if body <= t.start < clock.start and (t.value or "")[:10] == day), None)


def _openings(left: str) -> Iterator[str]:
    for part in left.split()[-_CLAUSES:]:
        opening = _CLAUSE.match(part)
        if opening:
            yield opening[1]


def _distance(published: str | None, time: Time) -> str:
    try:
        days = (date.fromisoformat((time.value or "")[:10]) - date.fromisoformat((published or "")[:10])).days
    except ValueError:
        return "distance unknown"
    for name, low, high in (
        ("far past", -99999, -31),
        ("past", -31, -8),
        ("week before", -8, -2),
        ("day before", -2, -1),
        ("same day", -1, 0),
        ("day after", 0, 1),
        ("future", 1, 60),
    ):
        if low < days <= high:
            return name
    return "far future"


def when(context: Context, kind: EventType) -> When:
    """The time that the lead gives the event.

    Parameters
    ----------
    context
        The article.
    kind
        The main event's type.

    Returns
    -------
    When
        ``start`` is None when the text does not say; the publish date is never put in its place.
    """
    times = candidates(context)
    chances = probabilities("start", features(context, kind, times))
    best = max(range(len(chances)), key=chances.__getitem__)
    confidence = calibrated("start", chances[best])
    if best == len(times):
        return When(None, None, None, confidence, [])
    return read(context, times[best], confidence)


def read(context: Context, time: Time, confidence: float = 0.0) -> When:
    """What a time says of an event: its start, with the clock time that stands behind it."""
    value, end = time.value or "", time.end_value
    mentions = [context.mention(time.start, time.end)]
    day = _day_of(context.body, time, context.dated) if time.kind in _CLOCKS else None
    if day:
        mentions.insert(0, context.mention(day.start, day.end))
    if time.kind == "list" and time.values:
        value, end = min(time.values), max(time.values)
    if _whole_day(value, end):
        clock = next(
            (
                t
                for t in context.times_in(time.end, time.end + CLOCK_GAP + 1)
                if t.kind in _CLOCKS and "\n" not in context.text[time.end : t.start]
            ),
            None,
        )
        if clock and clock.value and "T" in clock.value:
            value = f"{value}T{clock.value.split('T')[1][:5]}"
            end = f"{value[:10]}T{clock.end_value.split('T')[1][:5]}" if clock.end_value and "T" in clock.end_value else None
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
