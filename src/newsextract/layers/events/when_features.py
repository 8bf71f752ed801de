"""Features of the lead's times: which of them dates the event."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date

from newsextract.layers.events.context import Context
from newsextract.layers.events.marks import DATED, marks, of_none, of_span
from newsextract.layers.events.rank import holding
from newsextract.layers.events.words import cues_of
from newsextract.records import EventType, Time

CLOCKS = frozenset({"time", "time_range"})
#: weights of the first and second word on each side of a time, and their maximum distance
_BESIDE, _NEXT = (0.7, 0.5), 30
#: weights of the nearest cue on each side of a time, of a cue of a type, and of any other
_NEAREST, _OF_TYPE, _ANY = 0.8, 0.6, 0.6
#: characters searched for cues before and after a time, and their maximum number
_BACK, _ON = (120, 5), (160, 12)

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
#: characters before a time in which a name that holds it begins
_NAME = 160
#: what ties a later clause to the event of the lead
_TIED = re.compile(r"ดังกล่าว|(?:โดย|ซึ่ง|ทั้งนี้)[^\n]{0,24}(?:จัดขึ้น|จัดงาน|กำหนดจัด|ระหว่าง)|จะจัด|\b(?:will be|was|is) held\b")
_TODAY = ("วันนี้", "วานนี้")
#: features with a weight of their own for each type of event
_BY_TYPE = ("before cab", "after cab", "far", "future", "order 0", "dateline", "said")
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
_AFTER = {
    "clock": re.compile(r"[\s,]*(?:เมื่อ)?\s?(?:เวลา|at\s\d|ช่วง)"),
    "place": re.compile(r"[\s,:-]*(?:ณ|ที่|at\s+the|at\s+[A-Z])"),
    "person": re.compile(r"[\s,:-]*(?:นาย|นาง|พล|ดร\.|น\.ส\.|ศ\.|ว่าที่|[A-Z][a-z]+\s)"),
    "cabinet": re.compile(r"[\s,)]*(?:คณะรัฐมนตรี|ครม|ที่ประชุม|the\s+[Cc]abinet|มีมติ|ได้มีมติ|เห็นชอบ|อนุมัติ)"),
    "past": re.compile(r"\s*(?:ที่ผ่านมา|last)"),
    "coming": re.compile(r"\s*(?:นี้|เป็นต้นไป)"),
}


def features(context: Context, kind: EventType, times: list[Time]) -> list[dict[str, float]]:
    """The features of each time and, last, of "the text does not say"."""
    read = marks(context)
    rows = [
        _features(context, kind, time, k, times)
        | _words_beside(context, time)
        | _cues_beside(context, kind, time)
        | of_span(read, DATED, time.start, time.end)
        for k, time in enumerate(times)
    ]
    _coming(context, kind, times, rows)
    clocks = sorted((k for k, t in enumerate(times) if t.kind in CLOCKS), key=lambda k: times[k].start)
    for k in clocks:
        rows[k] |= _of_hour(context, kind, times[k], times)
        rows[k]["clock first" if k == clocks[0] else "clock later"] = 1.0
    none = {"none": 1.0, f"none|{kind}": 1.0, f"none|{min(len(times), 3)} times": 1.0} | of_none(read, DATED)
    if times and times[0].start > context.anchor[1]:
        none["none|late"] = 1.0
    if context.dated and context.dated[0].start - context.anchor[0] <= 12:
        none["none|dateline"] = 1.0
    if any("broadcast" in row for row in rows):
        none["none|broadcast"] = 1.0
    return [*rows, none]


def _features(context: Context, kind: EventType, time: Time, k: int, times: list[Time]) -> dict[str, float]:
    text = context.text
    line = context.line(time.start)[0]
    before, after = _DAY.sub("", text[max(line, time.start - 48) : time.start]), text[time.end : time.end + 32]
    names = [
        f"order {min(k, 4)}",
        f"kind {time.kind}",
        *(f"before {name}" for name, pattern in _BEFORE.items() if pattern.search(before)),
        *(f"after {name}" for name, pattern in _AFTER.items() if pattern.match(after)),
        *(f"clause {opening}" for opening in _openings(text[max(line, time.start - _NEAR) : time.start])),
        *_standing(context, time, line),
        _distance(context.published, time),
    ]
    names += holding({"today": text.startswith(_TODAY, time.start), "said": context.in_statement(time.start, 40)})
    names += [f"mod {time.mod}"] * bool(time.mod) + ["deadline"] * time.deadline + _named_after(context, time)
    names += [f"{kind}|{name}" for name in names if name.startswith(_BY_TYPE)]
    days = [t.value[:10] for t in times if t.value is not None]
    if time.value is not None and days.count(time.value[:10]) > 1:
        names.append("again")
    return dict.fromkeys(names, 1.0)


def _named_after(context: Context, time: Time) -> list[str]:
    """Whether a time is part of a name: an entity, or the Thai side of a term."""
    inside = any(e.start <= time.start and time.end <= e.end for e in context.within(max(0, time.start - _NAME), time.end))
    return ["in a name"] if inside else []


def _standing(context: Context, time: Time, line: int) -> Iterator[str]:
    """Where a time stands, given where its line begins."""
    if time.start < context.body:
        yield "headline"
        return
    beyond = time.start - context.anchor[0]
    yield "dateline" if time.start - line <= 14 else "inside"
    yield "anchor" if context.in_anchor(time.start) else "beside"
    yield f"at {min(beyond // 150, 4) if beyond >= 0 else 'first'}"
    if time.start >= context.lead[1]:
        yield "behind the lead"
        yield f"behind the lead, tied {bool(_TIED.search(context.text, max(line, time.start - 120), time.start))}"
    if context.text.startswith("\n", time.end) and _BROADCAST.match(context.text, time.end):
        yield "broadcast"


def _coming(context: Context, kind: EventType, times: Sequence[Time], rows: Sequence[dict[str, float]]) -> None:
    """Mark days after publication that stand behind an earlier day on which somebody said so (December 13: a visit on December 15)."""
    days, published = [(time.value or "")[:10] for time in times], (context.published or "9999")[:10]
    told = [(time.start, day) for time, day, row in zip(times, days, rows, strict=True) if "then say" in row]
    ahead = 0
    for time, day, row in sorted(zip(times, days, rows, strict=True), key=lambda one: one[0].start):
        if day <= published:
            continue
        if any(start < time.start and earlier < day for start, earlier in told):
            row.update(dict.fromkeys(("coming, as said", f"{kind}|coming, as said", f"coming, as said, {min(2, ahead)}"), 1.0))
        ahead += 1


def _words_beside(context: Context, time: Time) -> dict[str, float]:
    """The two words before and the two behind a time, within its line."""
    low, high = context.line(time.start)
    first, last = max(low, time.start - _NEXT), min(high, time.end + _NEXT)
    sides = (("before", context.words_in(first, time.start)[:-3:-1]), ("behind", context.words_in(time.end, last)[:2]))
    return {f"{side} {k} {word}": _BESIDE[k] for side, words in sides for k, word in enumerate(words)}


def _cues_beside(context: Context, kind: EventType, time: Time) -> dict[str, float]:
    """What is said to happen right before and right behind a time."""
    cues = cues_of(context)
    here = bisect_left(cues, (time.start,))
    before = [name for at, _, name in reversed(cues[max(0, here - _BACK[1]) : here]) if at > time.start - _BACK[0]]
    there = bisect_left(cues, (time.end,))
    behind = [name for at, _, name in cues[there : there + _ON[1]] if at <= time.end + _ON[0]]
    seen = dict.fromkeys((f"prior {name}" for name in before), _ANY) | dict.fromkeys((f"then {name}" for name in behind), _ANY)
    if before:
        seen[f"nearest prior {before[0]}"] = _NEAREST
    if behind:
        seen |= {f"nearest then {behind[0]}": _NEAREST, f"{kind}|nearest then {behind[0]}": _OF_TYPE}
    return seen


def _of_hour(context: Context, kind: EventType, clock: Time, times: list[Time]) -> dict[str, float]:
    """How a clock time follows the day that it belongs to."""
    text = context.text
    before = _HOUR.search(text[max(context.line(clock.start)[0], clock.start - 24) : clock.start])
    seen = {f"clock {before.lastgroup if before else 'other'}": 1.0, f"{kind}|clock": 1.0}
    day = day_of(context.body, clock, times)
    if day is None:
        seen["clock alone"] = 1.0
    else:
        seen[f"clock lines {min(3, text.count(chr(10), day.end, clock.start))}"] = 1.0
        seen[f"clock far {min(4, (clock.start - day.end) // 200)}"] = 1.0
    return seen


def day_of(body: int, clock: Time, times: Sequence[Time]) -> Time | None:
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
