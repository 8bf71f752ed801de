"""Where the event happened: the maximal venue string, and the district, province, country and mode."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from newsextract.layers.events import countries, modes, provinces
from newsextract.layers.events import geography as geo
from newsextract.layers.events.context import Context
from newsextract.layers.events.marks import PLACED, marks, none_features, span_features
from newsextract.layers.events.rank import choose, model, true_traits
from newsextract.layers.events.venues import HEAD, MANY, PLACES, Venue, tidied, venue_at, venues
from newsextract.records import EventType, Mention, Place

#: characters after a venue searched for signs of several places
MANY_REACH = 24
_HELD = re.compile(r"จัดขึ้น|จัด|\bheld")
#: probability from which the place of a visit is taken though none is likelier, and what it begins with if not with an entity
MIN_VISITED, _PLACE = 0.25, re.compile(rf"(?:พื้นที่)?(?:{HEAD.pattern})")
#: what leads to a city with its country, for each type of event that is held there
_CITY = r"(?=[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,3}(?:,\s(?:the\s)?|\s\()[A-Z])"
_IN_CITY = re.compile(rf"(?:\bin\s+|\((?=[^()\n]{{4,40}} local time\))){_CITY}")
_CITIES = {"meeting": _IN_CITY, "talks": _IN_CITY, "visit": re.compile(rf"\btravel\sto\s+{_CITY}")}
#: probability of such a city
CITY_ABROAD = 0.9
#: probability that an event is in the foreign country that its venue ends with, if it names no other: all of 130 annotated ones
NAMED_ABROAD = 0.99
#: words that tie a later clause to the event of the lead, and words for another event still to come
_TIED = re.compile(r"ดังกล่าว|(?:โดย|ซึ่ง|ทั้งนี้)[^\n]{0,24}(?:จัดขึ้น|จัดงาน|กำหนดจัด)|\b(?:the event|will be held|was held|is held)\b")
_COMING = re.compile(r"จะ(?:จัด|มี|เดินทาง|เปิด)|กำหนดจัด|เตรียม|\bwill\b|scheduled")


@dataclass(slots=True)
class Where:
    """The place of an event, with confidences and mentions by slot."""

    place: Place
    confidence: dict[str, float]
    slots: dict[str, list[Mention]] = field(default_factory=dict)

    def fill_venue(self, context: Context, venue: Venue) -> None:
        """Fill in the venue, and the district that it names."""
        self.place.venue = context.text[venue.start : venue.end]
        self.slots["venue"] = [context.mention(venue.start, venue.end)]
        for named in geo.districts(context.text, venue.start, venue.end)[:1]:
            self.place.district = context.text[named.start : named.end]
            self.slots["district"] = [context.mention(named.start, named.end)]

    def fill_province(self, code: str, words: list[Mention]) -> None:
        """Fill in the province and its words."""
        self.place.province, self.place.iso_3166_2 = geo.province_names()[code], code
        self.slots["province"] = words

    def fill_country(self, code: str | None, words: list[Mention], sure: float) -> None:
        """Fill in the country with its words and the confidence in it."""
        self.place.country, self.slots["country"], self.confidence["country"] = code, words, sure


def features(context: Context, kind: EventType, found: list[Venue]) -> list[dict[str, float]]:
    """Features of each candidate venue and, last, of "no venue"."""
    rows = [_features(context, kind, venue, k) for k, venue in enumerate(found)]
    for k, row in enumerate(rows):
        if any(found[k].start <= one.start and one.end <= found[k].end for one in found[:k] + found[k + 1 :]):
            row["holds another"] = 1.0
    none = {"none": 1.0, f"none|{kind}": 1.0, f"none|{min(len(found), 2)}": 1.0}
    marked = {venue.mark for venue in found if venue.start < context.lead[1]}
    none |= true_traits(
        {"none|after time": any("after time" in row for row in rows), "none|no mark": not marked & {"na", "thi", "visit"}}
    )
    none |= true_traits({f"none|{mark}": mark in marked for mark in ("na", "thi", "visit", "dateline")})
    return [*rows, none | none_features(marks(context), PLACED)]


def _features(context: Context, kind: EventType, venue: Venue, k: int) -> dict[str, float]:
    start, end = venue.start, venue.end
    before = context.words_in(max(context.line(start)[0], start - 40), start)[-3:]
    names = [
        f"order {min(k, 3)}",
        f"mark {venue.mark}",
        f"{kind}|mark {venue.mark}",
        *sorted({f"has {entity.type}" for entity in context.entities_in(start, end)}),
        *_position(context, start),
        f"long {min((end - start) // 25, 4)}",
        *(f"word -{len(before) - k} {word}" for k, word in enumerate(before)),  # with its mark
    ]
    read = span_features(marks(context), PLACED, start, end)
    return dict.fromkeys(names, 1.0) | true_traits(_traits(context, venue)) | read | {"end": venue.end_probability}


def _traits(context: Context, venue: Venue) -> dict[str, object]:
    text, start, end = context.text, venue.start, venue.end
    said = context.in_first_statements(start, 40)
    head = HEAD.match(text, start)
    return {
        "head": head,
        f"head {head[0] if head else ''}": True,
        f"{venue.mark}|head {head[0] if head else ''}": True,
        "after time": any(0 <= start - t.end <= 14 for t in context.times_in(start - 90, start)),
        "held": _HELD.search(text[max(0, start - 26) : start]),
        "before person": any(-3 <= end - s.start <= 0 for s in context.spots_in(end, end + 4)),
        "said": said,
        f"said {venue.mark}": said,
        "province": provinces.named(context, start, end) or geo.landmarks(text, start, end),
        "many": MANY.search(text, start, min(context.line(start)[1], end + MANY_REACH)),
        "tied": _TIED.search(text[max(context.line(start)[0], start - 120) : start]),
        "coming": _COMING.search(text[max(context.line(start)[0], start - 90) : start]),
    }


def _position(context: Context, start: int) -> list[str]:
    """Position of a venue: the headline, the anchor, the rest of the lead, or after it."""
    if start < context.body:
        return ["headline"]
    beyond = start - context.anchor[0]
    names = ["anchor" if context.in_anchor(start) else "beside" if start < context.lead[1] else "later"]
    return [*names, f"at {min(beyond // 200, 4) if beyond >= 0 else 'first'}"]


def where(context: Context, kind: EventType, time: Sequence[Mention]) -> Where:
    """Find the place of the main event, whose time is given.

    The venue is the maximal string as written, the province its canonical Thai name; the country may be inferred.
    """
    found = venues(context)
    best, sure, chances = choose("venue", features(context, kind, found))
    if best == len(found) > 0 and kind == "visit" and (visited := _visited(context, found, chances)) is not None:
        best, sure = visited, model("venue").calibrated(chances[visited])
    venue = tidied(context, found[best]) if best < len(found) else None
    if venue is None and (venue := _city_abroad(context, kind)):
        sure = model("venue").calibrated(CITY_ABROAD)
    there = Where(Place(), {"venue": sure})
    if venue:
        there.fill_venue(context, venue)
    if abroad := countries.of_clock(context, time):
        abroad = (countries.of_venue(context, venue) if venue else None) or abroad
        there.confidence["province"] = model("country").calibrated(NAMED_ABROAD)
        there.fill_country(*abroad, model("country").calibrated(NAMED_ABROAD))
    else:
        _country(context, kind, venue, there, (1 - chances[-1], _province(context, kind, venue, there)))
    row = modes.features(context, kind, venue is not None, there.place.province is not None, 1 - chances[-1])
    hybrid = venue is not None and modes.is_hybrid(context, venue)
    there.place.mode, there.confidence["mode"] = modes.mode(row, hybrid=hybrid)
    return there


def _visited(context: Context, found: list[Venue], chances: list[float]) -> int | None:
    """The likeliest venue if it is a place behind a word for visiting and likely enough: right in 20 of 20 articles."""
    best = max(range(len(found)), key=chances.__getitem__)
    venue = found[best]
    if venue.mark != "visit" or chances[best] < MIN_VISITED:
        return None
    named = any(one.start == venue.start for one in context.entities_in(venue.start, venue.end, *PLACES))
    return best if named or _PLACE.match(context.text, venue.start) else None


def _city_abroad(context: Context, kind: EventType) -> Venue | None:
    """The first city of the lead that its foreign country follows (in Davos, Switzerland): 8 of 8 such annotated events."""
    city = _CITIES.get(kind) if context.language == "en" else None
    for mark in city.finditer(context.text, *context.lead) if city else ():
        venue = venue_at(context, mark.end(), "thi")
        if venue and {",", "("} & set(context.text[venue.start : venue.end]) and countries.of_venue(context, venue):
            return venue
    return None


def _province(context: Context, kind: EventType, venue: Venue | None, there: Where) -> float:
    """Fill in the province, and return the probability that there is one."""
    found = provinces.candidates(context, venue)
    rows = provinces.features(kind, venue, found, bool(countries.foreign_places(context, venue)))
    best, there.confidence["province"], chances = choose("province", rows)
    if best < len(found):
        code = list(found)[best]
        there.fill_province(code, [found[code][1]])
    return 1 - chances[-1]


def _country(context: Context, kind: EventType, venue: Venue | None, there: Where, sure: tuple[float, float]) -> None:
    place, slots = there.place, there.slots
    if venue and place.province is None and (abroad := countries.of_venue(context, venue)):
        there.fill_country(*abroad, model("country").calibrated(NAMED_ABROAD))
        return
    codes, rows, words = countries.features(context, kind, venue, place.province, sure)
    best, there.confidence["country"], _ = choose("country", rows)
    place.country = codes[best]
    mention = words[best]
    if mention:
        slots["country"] = [mention]
    elif place.country == "TH":
        slots["country"] = slots.get("province") or slots.get("venue") or []
