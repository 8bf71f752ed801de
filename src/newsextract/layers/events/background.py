"""Other events that the article mentions: dated or named, before or after the main one."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from newsextract.data import read_csv
from newsextract.layers.drafts import Event
from newsextract.layers.events.context import Context
from newsextract.layers.events.when import iso, precision
from newsextract.layers.events.words import any_of, longest_of
from newsextract.records import EventType, Language, Mention, Name, Place, Time

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

#: maximum number of events; maximum distance between trigger and date; clause lengths
MOST, ROOM, CLAUSE = 12, 110, 130
#: maximum characters between a time and the event's name after it
LONGEST = 300

_KINDS = frozenset(
    {
        "date",
        "datetime",
        "datetime_range",
        "range",
        "month",
        "month_range",
        "year",
        "year_range",
        "list",
        "relative",
        "fiscal_year",
        "quarter",
    }
)
_YEARS = frozenset({"year", "year_range", "fiscal_year", "academic_year", "quarter"})
#: a year that belongs to the title of a law, a report or an award
_TITLE_YEAR = re.compile(
    r"(?:ประจำ|(?:พระราชบัญญัติ|พ\.ร\.บ\.|พระราชกำหนด|กฎกระทรวง|ประมวล|รัฐธรรมนูญ|ระเบียบ|ข้อบังคับ)[^\s\n]*[ \xa0]*(?:\([^()\n]{1,30}\)[ \xa0]*)?)\Z"
)
_POINTLESS = re.compile(r"(?:วันนี้|ปัจจุบัน|today|Today|ปีนี้|เดือนนี้|this year|ขณะนี้)$")
_AGAIN = re.compile(r"[\s\xa0]*(?:ครั้งนี้|ในครั้งนี้|ในวันนี้|นี้|ดังกล่าว)")
_EDGE = re.compile(
    r"[\n“”\"•]|(?<=\s)(?:โดย|ซึ่ง|และ|พร้อม|ทั้งนี้|นอกจากนี้|อีกทั้ง|รวมทั้ง|เพื่อ|อย่างไรก็ตาม|ต่อมา|จากนั้น|where|which|and|following|after|while)(?=[\s\u0e01-\u0e5b])|[.;:]\s"
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """The words that name an event or say that it happened; weak ones do so only beside a month or a day."""

    start: int
    end: int
    kind: EventType
    weak: bool


@cache
def _kinds(language: Language) -> dict[str, tuple[EventType, bool]]:
    kinds: dict[str, tuple[EventType, bool]] = {}
    for row in read_csv("events/triggers.csv"):
        if row["language"] == language:
            for word in row["words"].split("|"):
                kinds.setdefault(word, (row["type"], row["needs"] == "month"))  # type: ignore[arg-type]
    return kinds


@cache
def _english_words() -> re.Pattern[str]:
    return re.compile(rf"\b(?P<stem>{any_of(_kinds('en'))})(?:e?s|e?d|ing|ions?|e?ments?|al|ations?|ure|e)?\b", re.IGNORECASE)


@cache
def _thai_words() -> tuple[AhoCorasick, list[tuple[EventType, bool]]]:
    kinds = _kinds("th")
    return longest_of(kinds), list(kinds.values())


def triggers(context: Context, start: int, end: int) -> list[Trigger]:
    """The triggers in ``text[start:end]``; in Thai where a word begins (กล่าว, but not ดังกล่าว)."""
    if context.language == "en":
        kinds = _kinds("en")
        found = _english_words().finditer(context.text, start, end)
        return [Trigger(m.start(), m.end(), *kinds[m["stem"].lower()]) for m in found]
    scan, listed = _thai_words()
    places = scan.find_matches_as_indexes(context.text[start:end])
    stems = [Trigger(start + a, start + b, *listed[k]) for k, a, b in places]
    return [one for one in stems if _a_word(context, one)]


def _a_word(context: Context, one: Trigger) -> bool:
    tokens = context.tokens
    k = bisect_left(tokens.starts, one.start)
    if k == len(tokens) or tokens.starts[k] != one.start:
        return False
    return not one.weak or tokens.ends[bisect_left(tokens.ends, one.end)] == one.end


def background(context: Context, main: Event, number: int, article_id: str) -> list[Event]:
    """The other events, in order of the text: what is part of the main one is not repeated, and ids go on from ``number``.

    Type, trigger, start and end, name and evidence are found; nothing else is claimed of them.
    """
    taken = [(m.start, m.end) for name in ("name", "start") for m in main.slots.get(name, [])]
    found = list(islice(_all_named(context, main, taken), MOST))
    found += _all_dated(context, main, taken, sorted(map(_at, found)))
    found.sort(key=_at)
    return [e.model_copy(update={"id": f"{article_id}#{number + k}"}) for k, e in enumerate(found[:MOST])]


def _all_named(context: Context, main: Event, taken: list[tuple[int, int]]) -> Iterator[Event]:
    """The events with a name other than the main one's."""
    names = {_bare(name) for name in (main.name.th, main.name.en) if name}
    for entity in context.within(context.body, len(context.text), "EVENT"):
        bare = _bare(entity.text)
        again = _AGAIN.match(context.text, entity.end) or any(bare in name or name in bare for name in names)
        if again or _hit(taken, entity.start, entity.end):
            continue
        names.add(bare)
        time = _time_near(context, entity.start, entity.end)
        taken += [(one.start, one.end) for one in (time, entity) if one]
        yield _named(context, entity.start, entity.end, time)


def _all_dated(context: Context, main: Event, taken: list[tuple[int, int]], places: list[int]) -> Iterator[Event]:
    """The events that other times date, as long as they may be among the first, given where those found already stand."""
    for time in context.times_in(context.body, len(context.text)):
        if len(places) >= MOST and time.start - ROOM > places[MOST - 1]:
            break
        other = time.kind in _KINDS and time.value and not _hit(taken, time.start, time.end) and not _same(time, main, context)
        event = _dated(context, time, taken) if other else None
        if event:
            taken.append((time.start, time.end))
            insort(places, _at(event))
            yield event


def _at(event: Event) -> int:
    return event.trigger.start if event.trigger else 0


def _bare(name: str) -> str:
    return re.sub(r"\s+", "", name)


def _hit(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in taken)


def _same(time: Time, main: Event, context: Context) -> bool:
    """Whether a time only says again when the main event was."""
    if _POINTLESS.search(time.text):
        return True
    if main.start is None or time.value is None:
        return time.value == context.published and time.start < context.lead[1]
    return time.value[:10] == main.start[:10] and time.start < context.lead[1]


def _time_near(context: Context, start: int, end: int) -> Time | None:
    line = context.line(start)
    times = context.times_in(max(line[0], start - LONGEST), min(line[1], end + 90))
    near = [t for t in times if t.value and t.kind in _KINDS and t.end > start - 60]
    return min(near, key=lambda t: max(start - t.end, t.start - end, 0)) if near else None


def _event(context: Context, kind: EventType, trigger: Mention, time: Time | None, evidence: Mention, name: Name) -> Event:
    value, end = (time.value, time.end_value) if time else (None, None)
    later = bool(value and context.published and value[:10] > context.published[: len(value[:10])])
    slots = (
        {"type": [trigger]}
        | ({"start": [context.mention(time.start, time.end)]} if time else {})
        | ({"name": [trigger]} if name.th or name.en else {})
    )
    return Event(
        id="",
        main=False,
        place=Place(),
        type=kind,
        status="scheduled" if later else "occurred",
        name=name,
        trigger=trigger,
        start=iso(value),
        end=iso(end) if end != value else None,
        precision=precision(value),
        evidence=[evidence],
        slots=slots,
    )


def _named(context: Context, start: int, end: int, time: Time | None) -> Event:
    mention = context.mention(start, end)
    near = triggers(context, start, min(len(context.text), end + 1))
    kind: EventType = near[0].kind if near else "other"
    thai = bool(re.search(r"[\u0e01-\u0e5b]", mention.text))
    return _event(
        context,
        kind,
        mention,
        time,
        _clause(context, start, end),
        Name(th=mention.text if thai else None, en=None if thai else mention.text),
    )


def _dated(context: Context, time: Time, taken: list[tuple[int, int]]) -> Event | None:
    """The event that a date dates: the clause around it, with the nearest trigger after, else before."""
    line = context.line(time.start)
    after = triggers(context, time.end, min(line[1], time.end + ROOM))
    before = triggers(context, max(line[0], time.start - ROOM), time.start)
    bare = time.kind in {"year", "relative"}
    if time.kind in _YEARS or precision(time.value) == "year":
        if _TITLE_YEAR.search(context.text, max(line[0], time.start - ROOM), time.start):
            return None
        after, before = [t for t in after if not t.weak], [t for t in before if not t.weak]
    free = [t for t in (*before[-1:], *after[:1]) if not (bare and _hit(taken, t.start, t.end))]
    if not free:
        return None
    trigger = min(free, key=lambda t: max(time.start - t.end, t.start - time.end))
    clause = _clause(context, min(trigger.start, time.start), max(trigger.end, time.end))
    return _event(context, trigger.kind, context.mention(trigger.start, trigger.end), time, clause, Name())


def _clause(context: Context, start: int, end: int) -> Mention:
    """The stretch around a span up to the next clause edges."""
    line = context.line(start)
    left, right = max(line[0], start - CLAUSE), min(line[1], end + CLAUSE)
    for match in _EDGE.finditer(context.text, left, start):
        left = match.end() if match[0].strip() in {"", "“", "”", '"', "•"} or match[0][:1] in ".;:\n" else match.start()
    edge = _EDGE.search(context.text, end, right)
    return context.mention(left, max(edge.start() if edge else right, end))
