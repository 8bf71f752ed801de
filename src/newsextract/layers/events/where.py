"""Where the event happened: the maximal venue string, and the province and country that follow from it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from newsextract.layers.events import geography as geo
from newsextract.layers.events.context import Context
from newsextract.layers.events.nations import named as nations
from newsextract.layers.events.rank import choose, holding
from newsextract.layers.events.venues import HEAD, Venue, venues
from newsextract.layers.events.words import opening_words
from newsextract.records import EventType, Mention, Place

_ONLINE = re.compile(
    r"(?=[ผปวรทZWVvTtoM])(?:ผ่านระบบ|ประชุมทางไกล|วิดีโอคอนเฟอ|วีดีโอคอนเฟอ|วีดิทัศน์ทางไกล|วิดิทัศน์ทางไกล|รูปแบบออนไลน์|ระบบออนไลน์|ทางออนไลน์|Zoom|ZOOM|Webex"
    r"|[Vv]ideo\s?[Cc]onferenc|[Tt]eleconferenc|\bvirtual|\bonline (?:meeting|format|platform)|Microsoft Teams)"
)
_GROUND = re.compile(
    r"(?=[ทภใจ\dnapt])(?:ทั่วประเทศ|ทั่วไทย|ภาคใต้|ภาคเหนือ|ภาคกลาง|ภาคตะวันออก|ภาคอีสาน|ในพื้นที่|ในเขต|จังหวัดชายแดน|\d+ จังหวัด"
    r"|nationwide|across the country|\bprovinces|the (?:North|South|Northeast)\b)"
)
_ROOM = re.compile(r"(?:ห้อง|ห้องประชุม|อาคาร|ตึก)$")
_HELD = re.compile(r"จัดขึ้น|จัด|\bheld")
#: characters of the anchor that tell whether something happens nationwide
NEAR = 700
#: weight of a word of the lead relative to a trait, and of the word before a province
WORD, WORD_BEFORE = 0.5, 0.7
#: what a country's features are named after, unless it is a foreign one
_WHICH = {"TH": "TH", None: "none"}
#: characters of a body's name searched for a province
BODY = 60


@dataclass(slots=True)
class Where:
    """Where an event happened; confidences by slot, the words by slot."""

    place: Place
    confidence: dict[str, float]
    slots: dict[str, list[Mention]] = field(default_factory=dict)


def features(context: Context, kind: EventType, found: list[Venue]) -> list[dict[str, float]]:
    """The features of each venue and, last, of "no venue"."""
    rows = [_features(context, kind, venue, k) for k, venue in enumerate(found)]
    none = {"none": 1.0, f"none|{kind}": 1.0, f"none|{min(len(found), 2)}": 1.0}
    return [*rows, none | holding({"none|after time": any("after time" in row for row in rows)})]


def _features(context: Context, kind: EventType, venue: Venue, k: int) -> dict[str, float]:
    text, start, end = context.text, venue.start, venue.end
    names = [
        f"order {min(k, 3)}",
        f"mark {venue.mark}",
        f"{kind}|mark {venue.mark}",
        *sorted({f"has {entity.type}" for entity in context.within(start, end)}),
        "anchor" if context.in_anchor(start) else "beside",
        f"at {min(max(0, start - context.anchor[0]) // 200, 4)}",
        f"long {min((end - start) // 25, 4)}",
    ]
    said = context.in_statement(start, 6)
    traits = {
        "head": HEAD.match(text, start),
        "after time": any(0 <= start - t.end <= 14 for t in context.times[:12]),
        "held": _HELD.search(text[max(0, start - 26) : start]),
        "before person": any(0 <= s.start - end <= 3 for s in context.spots[:20]),
        "said": said,
        f"said {venue.mark}": said,
        "province": _provinces(context, start, end) or geo.known_venues()[0].search(text, start, end),
    }
    return dict.fromkeys(names, 1.0) | holding(traits)


def where(context: Context, kind: EventType) -> Where:
    """The place that the lead gives the event.

    The venue is as written, maximal; the province has its canonical Thai name; the country is there when they make it clear.
    """
    found = venues(context)
    best, sure, chances = choose("venue", features(context, kind, found))
    confidence = {"venue": sure}
    venue = found[best] if best < len(found) else None
    slots: dict[str, list[Mention]] = {}
    place = Place(mode=_mode(context, venue))
    if venue:
        place.venue = context.text[venue.start : venue.end]
        slots["venue"] = [context.mention(venue.start, venue.end)]
        _district(context, venue, place, slots)
    _province(context, kind, venue, place, confidence, slots, 1 - chances[-1])
    return Where(place, confidence, slots)


def _district(context: Context, venue: Venue, place: Place, slots: dict[str, list[Mention]]) -> None:
    for named in geo.districts(context.text, venue.start, venue.end)[:1]:
        place.district = context.text[named.start : named.end]
        slots["district"] = [context.mention(named.start, named.end)]


def _mode(context: Context, venue: Venue | None) -> Literal["in_person", "online", "hybrid"] | None:
    start, end = context.anchor
    online = _ONLINE.search(context.text, start, min(end, start + 700))
    if online:
        return "hybrid" if venue else "online"
    return "in_person" if venue else None


def _provinces(context: Context, start: int, end: int) -> list[geo.Named]:
    """The provinces named in ``text[start:end]``; headline and lead are read once."""
    reach = min(len(context.text), context.lead[1] + 230)
    known = context.once("provinces", lambda: _named(context, reach))
    return [one for one in known if start <= one.start and one.end <= end]


def _named(context: Context, reach: int) -> list[geo.Named]:
    """The gazetteer's provinces, without rooms (ห้องประชุมกำแพงเพชร) and people that are called like one."""
    people = [(e.start, e.end) for e in context.within(0, reach, "PERSON")]
    return [
        one
        for one in geo.provinces(context.text, 0, reach, context.language)
        if not _ROOM.search(context.text, max(0, one.start - 12), one.start)
        and not any(start < one.start < end for start, end in people)
    ]


def _in_venue(context: Context, venue: Venue, add: Callable[[str, str, int, int], None]) -> None:
    """The provinces that a venue names, by itself, by its district, by a landmark, or right behind it."""
    text = context.text
    named = _provinces(context, venue.start, venue.end)
    for k, one in enumerate(named):
        add(one.code, "venue" if k == len(named) - 1 else "venue, not last", one.start, one.end)
    for one in geo.districts(text, venue.start, venue.end):
        if one.code:
            add(one.code, "district", one.start, one.end)
    pattern, codes = geo.known_venues()
    for match in pattern.finditer(text, venue.start, venue.end):
        add(codes[match[0]], "known", match.start(), match.end())
    for one in _provinces(context, venue.end, min(context.line(venue.end)[1], venue.end + 220))[:1]:
        add(one.code, "after venue", one.start, one.end)


def province_candidates(context: Context, venue: Venue | None) -> dict[str, tuple[dict[str, float], Mention]]:
    """The provinces that may be the event's, by code, each with its features and the words."""
    found: dict[str, tuple[dict[str, float], Mention]] = {}

    def add(code: str, name: str, start: int, end: int) -> None:
        seen = found.setdefault(code, ({}, context.mention(start, end)))[0]
        seen[name] = 1.0

    if venue:
        _in_venue(context, venue, add)
    start, end = context.lead
    for one in _provinces(context, start, min(end, start + 1200))[:6]:
        add(one.code, "lead", one.start, one.end)
    for one in _provinces(context, 0, context.body)[:3]:
        add(one.code, "headline", one.start, one.end)
    if len(found) == 1:
        next(iter(found.values()))[0]["only"] = 1.0
    named = _provinces(context, 0, end)
    for code, (seen, _) in found.items():
        seen.update(_standing(context, [one for one in named if one.code == code]))
    return found


def _standing(context: Context, named: list[geo.Named]) -> dict[str, float]:
    """How a province's names stand: within the names of bodies (ธนาคารกรุงศรีอยุธยา, Bangkok Airways), behind which word."""
    if not named:
        return {}
    within = [
        any(
            body.start < one.start and one.end <= body.end for body in context.within(one.start - BODY, one.end, "ORGANIZATION")
        )
        for one in named
    ]
    tokens = context.tokens
    before = bisect_left(tokens.starts, named[0].start) - 1
    return {
        "in a body" if all(within) else "in a body, too" if any(within) else "in no body": 1.0,
        f"behind {tokens.norms[before].lower() if before >= 0 else ''}": WORD_BEFORE,
    }


def province_features(
    context: Context, kind: EventType, venue: Venue | None, found: dict[str, tuple[dict[str, float], Mention]]
) -> list[dict[str, float]]:
    """The features of each province and, last, of "none"."""
    has = "venue" if venue else "no venue"
    rows = []
    for k, (seen, _) in enumerate(found.values()):
        row = dict(seen) | {
            f"order {min(k, 2)}": 1.0,
            has: 1.0,
            f"{has}|{'+'.join(sorted(n for n in seen if n in {'venue', 'known', 'district'}))}": 1.0,
        }
        row[f"{kind}|{has}"] = 1.0
        rows.append(row)
    sure = any({"venue", "known", "district"} & set(seen) for seen, _ in found.values())
    abroad = bool(_abroad(context, venue))
    return [*rows, {"none": 1.0, f"none|{has}": 1.0, f"none|{kind}": 1.0, f"none|{sure}": 1.0, f"none|abroad {abroad}": 1.0}]


def _province(
    context: Context,
    kind: EventType,
    venue: Venue | None,
    place: Place,
    confidence: dict[str, float],
    slots: dict[str, list[Mention]],
    held: float,
) -> None:
    found = province_candidates(context, venue)
    best, confidence["province"], chances = choose("province", province_features(context, kind, venue, found))
    if best < len(found):
        code = list(found)[best]
        place.province, place.iso_3166_2 = geo.province_names()[code], code
        slots["province"] = [found[code][1]]
    _country(context, kind, venue, place, confidence, slots, (held, 1 - chances[-1]))


def country_features(
    context: Context, kind: EventType, venue: Venue | None, province: str | None, sure: tuple[float, float]
) -> tuple[list[str | None], list[dict[str, float]], list[Mention | None]]:
    """The countries that may be the event's (Thailand, those of the venue and lead, none), with features and words.

    ``sure`` is how probable it is that the event has a venue, and a province, at all.
    """
    start, end = context.anchor
    inside = _abroad(context, venue)
    around = nations(context, start, min(end, start + 500))
    has = f"{'venue' if venue else 'no venue'}{', province' if province else ''}"
    home = {"TH": 1.0, f"TH|{has}": 1.0, f"TH|{kind}": 1.0, f"TH|abroad {bool(inside)}": 1.0, f"TH|{context.language}": 1.0}
    home.update((f"TH|w:{word}", WORD) for word in opening_words(context))
    found: dict[str | None, tuple[dict[str, float], Mention | None]] = {"TH": (home, None)}
    for one in [*inside[-1:], *_foreign(around)[:2]]:
        at = "foreign in venue" if one in inside[-1:] else "foreign around"
        names = (at, f"{at}|{has}", f"foreign|{kind}", f"{at}|{kind}")
        found.setdefault(one.code, (dict.fromkeys(names, 1.0), context.mention(one.start, one.end)))
    found[None] = ({"none": 1.0, f"none|{has}": 1.0, f"none|{kind}": 1.0}, None)
    traits = _ground(context, has[:5])
    for code, (row, _) in found.items():
        which = _WHICH.get(code, "foreign")
        row.update((f"{which}|{trait}", 1.0) for trait in traits)
        row.update({f"{which}|some venue": sure[0], f"{which}|some province": sure[1]})
    if inside and not province:  # a venue that names a foreign country or city is not in Thailand
        del found["TH"], found[None]
    return list(found), [row for row, _ in found.values()], [words for _, words in found.values()]


def _ground(context: Context, has: str) -> list[str]:
    """Provinces the lead names, whether the anchor names a place in Thailand, and whether it speaks of the whole land."""
    start, end = context.anchor
    stop = min(end, start + NEAR)
    near = any(not place.iso or place.iso.startswith("TH") for place in context.within(start, stop, "LOCATION"))
    provinces, places = f"provinces {min(len(_provinces(context, *context.lead)), 2)}", f"places {near}"
    ground = f"ground {bool(_GROUND.search(context.text, start, stop))}"
    return [provinces, f"{provinces}|{has}", places, f"{places}|{has}", ground]


def _abroad(context: Context, venue: Venue | None) -> list[geo.Named]:
    """Foreign countries and cities named in a venue, or right behind it."""
    if venue is None:
        return []
    end = min(context.line(venue.end)[1], venue.end + 40)
    found = [*geo.cities(context.text, venue.start, end), *nations(context, venue.start, venue.end)]
    return sorted(_foreign(found), key=lambda one: one.start)


def _foreign(named: list[geo.Named]) -> list[geo.Named]:
    return [one for one in named if one.code != "TH"]


def _country(
    context: Context,
    kind: EventType,
    venue: Venue | None,
    place: Place,
    confidence: dict[str, float],
    slots: dict[str, list[Mention]],
    sure: tuple[float, float],
) -> None:
    codes, rows, words = country_features(context, kind, venue, place.province, sure)
    best, confidence["country"], _ = choose("country", rows)
    place.country = codes[best]
    said = words[best]
    if said:
        slots["country"] = [said]
    elif place.country == "TH":
        slots["country"] = slots.get("province") or slots.get("venue") or []
