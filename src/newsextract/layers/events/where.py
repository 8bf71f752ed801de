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
from newsextract.layers.events.rank import model
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
#: how much of the anchor says whether something goes on across the land
NEAR = 700
#: what a word of the lead weighs beside a trait, and the word before a province
WORD, WORD_BEFORE = 0.5, 0.7
#: how far into a body's name a province is looked for
BODY = 60


@dataclass(slots=True)
class Where:
    """Where an event happened; confidences by slot, the words by slot."""

    place: Place
    confidence: dict[str, float]
    slots: dict[str, list[Mention]] = field(default_factory=dict)


def features(context: Context, kind: EventType, found: list[Venue]) -> list[dict[str, float]]:
    """The features of each venue and, last, of "no venue"."""
    rows = []
    for k, venue in enumerate(found):
        text = context.text
        before = text[max(0, venue.start - 26) : venue.start]
        kinds = {e.type for e in context.within(venue.start, venue.end)}
        seen = {f"order {min(k, 3)}": 1.0, f"mark {venue.mark}": 1.0, f"{kind}|mark {venue.mark}": 1.0}
        seen.update((f"has {name}", 1.0) for name in kinds)
        if HEAD.match(text, venue.start):
            seen["head"] = 1.0
        time = any(0 <= venue.start - t.end <= 14 for t in context.times[:12])
        if time:
            seen["after time"] = 1.0
        if re.search(r"จัดขึ้น|จัด|\bheld", before):
            seen["held"] = 1.0
        seen["anchor" if context.anchor[0] <= venue.start < context.anchor[1] else "beside"] = 1.0
        seen[f"at {min(max(0, venue.start - context.anchor[0]) // 200, 4)}"] = 1.0
        seen[f"long {min((venue.end - venue.start) // 25, 4)}"] = 1.0
        if any(0 <= s.start - venue.end <= 3 for s in context.spots[:20]):
            seen["before person"] = 1.0
        if any(s.start <= venue.start < s.end for s in context.statements[:6]):
            seen["said"] = 1.0
            seen[f"said {venue.mark}"] = 1.0
        if _provinces(context, venue.start, venue.end) or geo.known_venues()[0].search(text, venue.start, venue.end):
            seen["province"] = 1.0
        rows.append(seen)
    none = {"none": 1.0, f"none|{kind}": 1.0, f"none|{min(len(found), 2)}": 1.0}
    if any("after time" in row for row in rows):
        none["none|after time"] = 1.0
    return [*rows, none]


def where(context: Context, kind: EventType) -> Where:
    """The place that the lead gives the event.

    Parameters
    ----------
    context
        The article.
    kind
        The main event's type.

    Returns
    -------
    Where
        ``place.venue`` as written, maximal; ``province`` with its canonical Thai name; ``country`` when the venue or
        province makes it clear.
    """
    found = venues(context)
    chances = model("venue").probabilities(features(context, kind, found))
    best = max(range(len(chances)), key=chances.__getitem__)
    confidence = {"venue": model("venue").calibrated(chances[best])}
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
    abroad = bool(venue and _abroad(context, venue))
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
    chances = model("province").probabilities(province_features(context, kind, venue, found))
    best = max(range(len(chances)), key=chances.__getitem__)
    confidence["province"] = model("province").calibrated(chances[best])
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
    inside = _abroad(context, venue) if venue else []
    around = [c for c in nations(context, start, min(end, start + 500)) if c.code != "TH"]
    has = f"{'venue' if venue else 'no venue'}{', province' if province else ''}"
    codes: list[str | None] = ["TH"]
    rows: list[dict[str, float]] = [
        {"TH": 1.0, f"TH|{has}": 1.0, f"TH|{kind}": 1.0, f"TH|abroad {bool(inside)}": 1.0, f"TH|{context.language}": 1.0}
    ]
    rows[0].update((f"TH|w:{word}", WORD) for word in opening_words(context))
    words: list[Mention | None] = [None]
    for one in [*inside[-1:], *around[:2]]:
        if one.code not in codes:
            at = "in venue" if inside and one is inside[-1] else "around"
            codes.append(one.code)
            rows.append({f"foreign {at}": 1.0, f"foreign {at}|{has}": 1.0, f"foreign|{kind}": 1.0, f"foreign {at}|{kind}": 1.0})
            words.append(context.mention(one.start, one.end))
    codes.append(None)
    rows.append({"none": 1.0, f"none|{has}": 1.0, f"none|{kind}": 1.0})
    words.append(None)
    ground = f"ground {bool(_GROUND.search(context.text, start, min(end, start + NEAR)))}"
    traits = _thai_places(context)
    for code, row in zip(codes, rows, strict=True):
        which = code if code == "TH" else "foreign" if code else "none"
        row.update(dict.fromkeys((f"{which}|{trait}{also}" for trait in traits for also in ("", f"|{has[:5]}")), 1.0))
        row.update({f"{which}|{ground}": 1.0, f"{which}|some venue": sure[0], f"{which}|some province": sure[1]})
    if inside and not province:  # a venue that names a foreign country or city is not in Thailand
        return codes[1:-1], rows[1:-1], words[1:-1]
    return codes, rows, words


def _thai_places(context: Context) -> tuple[str, str]:
    """How many Thai provinces the lead names, and whether the anchor names a place that is no foreign country."""
    start, end = context.anchor
    places = context.within(start, min(end, start + NEAR), "LOCATION")
    near = any(not place.iso or place.iso.startswith("TH") for place in places)
    return f"provinces {min(len(_provinces(context, *context.lead)), 2)}", f"places {near}"


def _abroad(context: Context, venue: Venue) -> list[geo.Named]:
    """Foreign countries and cities named in a venue, or right behind it."""
    end = min(context.line(venue.end)[1], venue.end + 40)
    found = [*geo.cities(context.text, venue.start, end), *nations(context, venue.start, venue.end)]
    return sorted((one for one in found if one.code != "TH"), key=lambda one: one.start)


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
    chances = model("country").probabilities(rows)
    best = max(range(len(chances)), key=chances.__getitem__)
    place.country = codes[best]
    confidence["country"] = model("country").calibrated(chances[best])
    said = words[best]
    if said:
        slots["country"] = [said]
    elif place.country == "TH":
        slots["country"] = slots.get("province") or slots.get("venue") or []
