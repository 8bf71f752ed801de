"""The province of an event, one of those named in the venue, the lead and the headline."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from newsextract.layers.events import geography as geo
from newsextract.layers.events.context import Context
from newsextract.layers.events.venues import Venue
from newsextract.records import EventType, Mention
from newsextract.thai.provinces import other_name

#: words that mark a province
_MARK = re.compile(r"จังหวัด|จ\.")
#: what stands before a place whose time is compared (ซึ่งช้ากว่ากรุงเทพฯ 5 ชั่วโมง), to which a road leads, of a number plate, or
#: that is excepted; characters searched for it
_ELSEWHERE = re.compile(
    r"(?:(?:ช้า|เร็ว)กว่า(?:เวลา)?(?:ที่|ใน)?|ขา(?:ขึ้น|ล่อง|เข้า|ออก)|มุ่งหน้า(?:สู่|ไป)?|ทะเบียน[^\n]{0,8}\d|ยกเว้น|นอกจาก|\bexcept)\s?\Z"
)
ELSEWHERE_REACH = 24
#: weight of the word before a province
WORD_BEFORE = 0.7
#: maximum characters from the beginning of an organisation's name to a province in it
BODY = 60


def named(context: Context, start: int, end: int) -> list[geo.Named]:
    """The provinces named in ``text[start:end]``, not as part of other names (ห้องประชุมกำแพงเพชร, people)."""
    people = [(e.start, e.end) for e in context.entities_in(start, end, "PERSON")]
    return [
        one
        for one in geo.provinces(context.text, start, end, context.language)
        if (_MARK.match(context.text, one.start) or not other_name(context.text, one.start, one.end))
        and not any(low < one.start < high for low, high in people)
        and one.start in context.tokens.start_set  # ห้องประชุมพร does not name ชุมพร
        and not is_elsewhere(context, one.start)
    ]


def is_elsewhere(context: Context, at: int) -> bool:
    """Whether the words before a place show that the event is not there (ขาขึ้นกรุงเทพฯ, except Phuket): 7 of 8."""
    return _ELSEWHERE.search(context.text, max(0, at - ELSEWHERE_REACH), at) is not None


def in_venue(context: Context, venue: Venue) -> Iterator[tuple[str, str, int, int]]:
    """Yield the provinces that a venue names or that are known from its district or a landmark: code, how it is known, span."""
    text = context.text
    inside = named(context, venue.start, venue.end)
    for k, one in enumerate(inside):
        yield one.code, "venue" if k == len(inside) - 1 else "venue, not last", one.start, one.end
    for one in geo.districts(text, venue.start, venue.end):
        if one.code:
            yield one.code, "district", one.start, one.end
    for one in geo.landmarks(text, venue.start, venue.end):
        yield one.code, "known", one.start, one.end


def candidates(context: Context, venue: Venue | None) -> dict[str, tuple[dict[str, float], Mention]]:
    """The candidate provinces by code, each with its features and its first mention."""
    found: dict[str, tuple[dict[str, float], Mention]] = {}

    def add(code: str, name: str, start: int, end: int) -> None:
        seen = found.setdefault(code, ({}, context.mention(start, end)))[0]
        seen[name] = 1.0

    if venue:
        for code, how, first, last in in_venue(context, venue):
            add(code, how, first, last)
        for one in named(context, venue.end, min(context.line(venue.end)[1], venue.end + 220))[:1]:
            add(one.code, "after venue", one.start, one.end)
    start, end = context.lead
    for one in named(context, start, min(end, start + 1200))[:6]:
        add(one.code, "lead", one.start, one.end)
    for one in named(context, 0, context.body)[:3]:
        add(one.code, "headline", one.start, one.end)
    if len(found) == 1:
        next(iter(found.values()))[0]["only"] = 1.0
    inside = named(context, 0, end)
    for code, (seen, _) in found.items():
        seen.update(_mention_features(context, [one for one in inside if one.code == code]))
    return found


def _mention_features(context: Context, places: list[geo.Named]) -> dict[str, float]:
    """Features of a province's mentions: inside organisations (ธนาคารกรุงศรีอยุธยา, Bangkok Airways), word before the first."""
    if not places:
        return {}
    within = [
        any(b.start < one.start and one.end <= b.end for b in context.entities_in(one.start - BODY, one.end, "ORGANIZATION"))
        for one in places
    ]
    tokens = context.tokens
    before = bisect_left(tokens.starts, places[0].start) - 1
    return {
        "in a body" if all(within) else "in a body, too" if any(within) else "in no body": 1.0,
        f"behind {tokens.norms[before].lower() if before >= 0 else ''}": WORD_BEFORE,
    }


def features(
    kind: EventType, venue: Venue | None, found: dict[str, tuple[dict[str, float], Mention]], abroad: bool
) -> list[dict[str, float]]:
    """Features of each province and, last, of "none"."""
    has = "venue" if venue else "no venue"
    known = [sorted({"venue", "known", "district"} & seen.keys()) for seen, _ in found.values()]
    rows = [
        seen | dict.fromkeys((f"order {min(k, 2)}", has, f"{has}|{'+'.join(known[k])}", f"{kind}|{has}"), 1.0)
        for k, (seen, _) in enumerate(found.values())
    ]
    return [
        *rows,
        {"none": 1.0, f"none|{has}": 1.0, f"none|{kind}": 1.0, f"none|{any(known)}": 1.0, f"none|abroad {abroad}": 1.0},
    ]
