"""Where a background event happened: its venue, and the province and country of that, of its words or of the main event."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from newsextract.layers.drafts import Entity, Event
from newsextract.layers.events.context import Context, per_article
from newsextract.layers.events.countries import of_venue
from newsextract.layers.events.geography import province_names
from newsextract.layers.events.happening_slots import DISTANCE_BINS, day
from newsextract.layers.events.happenings import Stretch, stretches
from newsextract.layers.events.provinces import in_venue, is_elsewhere
from newsextract.layers.events.rank import models_of, true_traits
from newsextract.layers.events.venues import HEAD, Venue, marked_starts, tidied, venue_at
from newsextract.layers.events.when import When
from newsextract.layers.events.where import NAMED_ABROAD, Where
from newsextract.layers.events.words import cues_within, words_of
from newsextract.records import Mention, Place

#: characters before and behind an event's words in which a venue begins; maximum of such starts on each side
REACH, MAX_BESIDE = 260, 4
#: characters before and behind a venue or an event whose words are features; characters from a time to its venue
WORDS_REACH, BEHIND_TIME = 40, 60
#: characters between two names of one place (a hall, its district, its province)
MAX_GAP = 12
#: minimum probability that an event has the venue
MIN_PROBABILITY = 0.5
_PLACES = ("FACILITY", "LOCATION")
_BETWEEN = " \xa0,"
#: characters behind an event's words searched for its province
PROVINCE_REACH = 60
#: share of right ones in the 3,364 background events of training articles that match an annotated one, none given counted as
#: wrong: a country (2,568 of 2,821), a province named in venue or words (669 of 799), the main event's province (130 of 202)
COUNTRY, NAMED, INHERITED = 0.91, 0.84, 0.64
#: characters behind an event's words searched for a country abroad; share of right ones (22 of 27)
ABROAD_REACH, ABROAD = 50, 0.81
#: share of right ones of the main event's foreign country (44 of 50)
WITH_MAIN = 0.88
#: what stands before the country, or the city before the country, in which an event happens; the same in English (18 of 20)
_INSIDE = re.compile(
    r"(?:เยือน|ณ|(?<!สิ่ง)(?<!ประเทศ)ที่|ใน)\s?(?:(?:กรุง|เมือง|นคร)[ก-๎]+\s)?(?:ประเทศ|สาธารณรัฐ[ก-๎]*|ราชอาณาจักร|สหพันธรัฐ)?\s?\Z"
)
_VISITS = r"[Vv]isit(?:s|ed)?(?: to)?"
_IN, _VISIT = (re.compile(rf"\b(?:{words}) (?:the )?\Z") for words in (f"[Ii]n|{_VISITS}", _VISITS))

#: the shipped models of background events' venues and names, written by training/background.py
models = partial(models_of, "background_choice")


@dataclass(frozen=True, slots=True)
class Telling:
    """What is known of an event before its venue: its words, its time, the chance of being an item of the programme."""

    words: Stretch
    when: When
    part: float


def choose_venue(context: Context, one: Telling, main: Event) -> tuple[Venue | None, float]:
    """The venue of a background event, and the confidence in it or in there being none.

    The probabilities of the candidates that overlap the likeliest one are added: they differ only in how much of one place
    they include.
    """
    found = candidates(context, one.words, main)
    chances = models()["venue"].probabilities(features(context, one, found, main))
    chance, best = likeliest(found, chances)
    if best is None or chance < MIN_PROBABILITY:
        return None, models()["venue"].calibrated(1 - chance, filled=False)
    return tidied(context, found[best]), models()["venue"].calibrated(chance)


def likeliest(found: Sequence[Venue], chances: Sequence[float]) -> tuple[float, int | None]:
    """The index of the likeliest candidate, and the probability of it and those that overlap it."""
    best = max(range(len(found)), key=chances.__getitem__, default=None)
    if best is None:
        return 0.0, None
    start, end = found[best].start, found[best].end
    return sum(p for p, one in zip(chances, found, strict=False) if one.start < end and start < one.end), best


def candidates(context: Context, words: Stretch, main: Event) -> list[Venue]:
    """The candidate venues of an event: those near its words, in text order, and the main event's if it is not near."""
    near: dict[tuple[int, int], Venue] = {}
    for at, mark in _starts_near(context, words):
        for venue in _venues_at(context, at, mark):
            near.setdefault((venue.start, venue.end), venue)
    found = sorted(near.values(), key=lambda venue: (venue.start, -venue.end))
    if not any(is_of(main, one, context) for one in found):
        found += [Venue(m.start, m.end, "main") for m in main.slots.get("venue", [])[:1]]
    return found


def is_of(main: Event, venue: Venue, context: Context) -> bool:
    """Whether a venue has the words of the main event's."""
    return main.place.venue is not None and context.text[venue.start : venue.end] == main.place.venue


def _starts_near(context: Context, words: Stretch) -> list[tuple[int, str]]:
    """The nearest marks and names of places before and behind the beginning of an event's words, on its line and those beside it."""
    low, high = context.line(words.start)
    low, high = context.line(max(0, low - 1))[0], context.line(min(len(context.text), high + 1))[1]
    low, high = max(low, words.start - REACH), min(high, words.end + REACH)
    named = {e.start: e.type.lower() for e in context.entities_in(low, high, *_PLACES)}
    every = sorted((named | {at: mark for _, at, mark in marked_starts(context, low, high)}).items())
    here = bisect_left(every, (words.start, ""))
    return every[max(0, here - MAX_BESIDE) : here + MAX_BESIDE]


@per_article
def _venues_at(context: Context, at: int, mark: str) -> list[Venue]:
    """The venues that begin at an offset: with the likeliest end, as the name alone, and as it with the places behind it."""
    venue = venue_at(context, at, mark)
    found = [venue] if venue else []
    for entity in context.entities_in(at, at + 1, *_PLACES):
        ends = {entity.end, _end_of_places(context, entity)}
        found += [Venue(at, end, f"name {mark}", 0.0) for end in sorted(ends)]
    return found


def _end_of_places(context: Context, entity: Entity) -> int:
    """The end of the last of the places that directly follow a name."""
    end = entity.end
    for then in context.entities_in(end, end + MAX_GAP, *_PLACES):
        if not context.text[end : then.start].strip(_BETWEEN):
            end = then.end
    return end


def features(context: Context, one: Telling, found: Sequence[Venue], main: Event) -> list[dict[str, float]]:
    """Features of each candidate venue and, last, of none."""
    telling = _of_telling(context, one.words)
    others = [s.start for s in stretches(context) if s.end <= one.words.start or one.words.end <= s.start]
    order = "none" if not one.when.start else "same" if day(one.when.start) == day(main.start) else "other"
    of_main = [f"day {order}", f"main {main.type}", f"part {int(one.part * 4)}", f"day {order} {int(one.part * 4)}", *telling]
    rows = []
    for venue in found:
        row = {} if venue.mark == "main" else _of_venue(context, one, venue, found, others)
        if is_of(main, venue, context):
            row |= dict.fromkeys([f"of main, {name}" for name in ("any", *of_main)], 1.0)
        rows.append(row)
    near = sum(venue.mark != "main" for venue in found)
    none = ("any", f"near {min(near, 3)}", f"main venue {bool(main.place.venue)}", *of_main)
    return [*rows, dict.fromkeys([f"none, {name}" for name in none], 1.0)]


def _of_telling(context: Context, words: Stretch) -> list[str]:
    """What an event's words and those around them tell."""
    own = words_of(context, words.start, words.end)
    before = words_of(context, max(0, words.start - WORDS_REACH), words.start)[-3:]
    behind = words_of(context, words.end, words.end + WORDS_REACH)[:2]
    traits = {"said": context.in_statement(words.start), "headline": words.end <= context.body, context.language: True}
    return [
        *(f"cue {name}" for name in sorted(set(cues_within(context, words.start, words.end)))),
        *(f"first {word}" for word in own[:1]),
        *(f"word {word}" for word in own[1:4]),
        *(f"last {word}" for word in own[-1:]),
        *(f"before {word}" for word in before),
        *(f"behind {word}" for word in behind),
        *true_traits(traits),
    ]


def _of_venue(context: Context, one: Telling, venue: Venue, found: Sequence[Venue], others: Sequence[int]) -> dict[str, float]:
    """Features of a venue: where it is from the event's words, what stands between and beside, its words and names."""
    words, start, end = one.words, venue.start, venue.end
    low, high = min(end, words.end), max(start, words.start)
    side = "within" if low > high else "before" if start < words.start else "behind"
    between = context.text[low:high]
    rank = sum(low <= other.start < high for other in found if other.mark != "main")
    head = HEAD.match(context.text, start)
    kind = "+".join(sorted({entity.type for entity in context.entities_in(start, end)}))
    traits = {
        f"{side} {bisect_left(DISTANCE_BINS, max(0, high - low))}": True,
        f"{side} {venue.mark}": True,
        f"{side} past {min(rank, 3)}": True,
        f"{side} past events {min(sum(low <= at < high for at in others), 2)}": True,
        f"{side} spaces {min(between.count(' '), 4)}": True,
        f"{side} {context.language}": True,
        f"{side} breaks": "\n" in between,
        "whole": side == "within" and start <= words.start + 2 and end >= words.end - 2,
        "ends it": side == "within" and end >= words.end - 2,
        f"{venue.mark} head {head[0] if head else ''}": True,
        f"head {head[0] if head else ''}": True,
        f"is {kind}": True,
        f"long {min((end - start) // 20, 4)}": True,
        "said": context.in_statement(start),
        "only one": len(found) == 1,
    }
    return true_traits(traits | _beside(context, one, venue, side)) | {"end": venue.end_probability}


def _beside(context: Context, one: Telling, venue: Venue, side: str) -> dict[str, object]:
    """Features of the words, times and people right before and behind a venue."""
    start, end = venue.start, venue.end
    ahead = words_of(context, max(context.line(start)[0], start - WORDS_REACH), start)[-3:]
    gaps = [start - at.end for at in one.when.mentions]
    return {
        **{f"ahead {k} {word}": True for k, word in enumerate(reversed(ahead))},
        **{f"{side} ahead {word}": True for word in ahead[-1:]},
        **{f"next {word}": True for word in words_of(context, end, end + WORDS_REACH)[:1]},
        "after time": any(0 <= start - t.end <= 14 for t in context.times_in(start - 90, start)),
        "before person": any(-3 <= end - s.start <= 0 for s in context.spots_in(end, end + 4)),
        "beside its time": any(0 <= gap <= 16 for gap in gaps),
        "behind its time": any(0 <= gap <= BEHIND_TIME for gap in gaps),
        "before its time": any(0 <= at.start - end <= 20 for at in one.when.mentions),
    }


def place_of(context: Context, main: Event, about: Mention, clause: Mention, one: Telling) -> Where:
    """Where a background event happened: its venue, and the province and country of the venue, its words or the main event."""
    venue, sure = choose_venue(context, one, main)
    there = Where(Place(), {"venue": sure})
    inside: dict[str, tuple[int, int]] = {}
    if venue:
        there.fill_venue(context, venue)
        inside = {code: (start, end) for code, _, start, end in in_venue(context, venue)}
    if venue and not inside and (abroad := of_venue(context, venue)):
        there.fill_country(*abroad, NAMED_ABROAD)
    else:
        near = context.entities_in(about.start, about.end + PROVINCE_REACH, "LOCATION")
        named = inside or _provinces([place for place in near if not is_elsewhere(context, place.start)])
        same = _is_item(main, one) or (venue is not None and is_of(main, venue, context))
        _fill_province(context, main, there, named, same=same)
        _fill_country(context, main, about, clause, there, _country_with(main, venue, one))
    return there


def _fill_province(context: Context, main: Event, there: Where, named: dict[str, tuple[int, int]], *, same: bool) -> None:
    """Fill in the only province of those named, or else the main event's, if the event is at the same place."""
    if len(named) == 1:
        code, span = named.popitem()
        there.fill_province(code, [context.mention(*span)])
        there.confidence["province"] = NAMED
    elif same and main.place.iso_3166_2:
        there.fill_province(main.place.iso_3166_2, main.slots.get("province", []))
        there.confidence["province"] = INHERITED


def _fill_country(context: Context, main: Event, about: Mention, clause: Mention, there: Where, abroad: str | None) -> None:
    """Fill in the country: where the venue or the province is, that which the event's words tell, or the main event's (``abroad``)."""
    around = context.entities_in(min(about.start, clause.start), max(about.end, clause.end), "LOCATION")
    home = _provinces(around) or (main.place.country == "TH" and not _foreign(around)) or _visits_thailand(context, about)
    if there.place.province or home or _ends_with_thailand(context, there):
        there.fill_country("TH", there.slots.get("province") or main.slots.get("country", []), COUNTRY)
    elif country := _country_abroad(context, about):
        there.fill_country(country.iso, [context.mention(country.start, country.end)], ABROAD)
    elif abroad and {place.iso for place in _foreign(around)} <= {abroad}:
        there.fill_country(abroad, main.slots.get("country", []), WITH_MAIN)


def _country_with(main: Event, venue: Venue | None, one: Telling) -> str | None:
    """The main event's foreign country, if an event that has no venue starts on one of its days."""
    start, first = day(one.when.start), day(main.start)
    along = bool(start and first) and first <= start <= (day(main.end) or first)
    return main.place.country if along and not venue and main.place.country != "TH" else None


def _is_item(main: Event, one: Telling) -> bool:
    """Whether an event belongs to the main event's programme and is on its day; decisions have no programme."""
    start = one.when.start
    return one.part >= 0.5 and main.type != "decision" and (not start or day(start) == day(main.start))


def _visits_thailand(context: Context, about: Mention) -> bool:
    """Whether an event's words in English are of a visit to Thailand."""
    places = context.entities_in(about.start, about.end, "LOCATION")
    return any(one.iso == "TH" and _VISIT.search(context.text, about.start, one.start) for one in places)


def _ends_with_thailand(context: Context, there: Where) -> bool:
    """Whether a venue is Thailand or ends with it (the Kite Museum, Thailand)."""
    venues = there.slots.get("venue", [])
    return any(
        one.iso == "TH" and one.end == at.end for at in venues for one in context.entities_in(at.start, at.end, "LOCATION")
    )


def _foreign(places: list[Entity]) -> list[Entity]:
    """The foreign countries among some places."""
    return [one for one in places if len(one.iso or "") == 2 and one.iso != "TH"]


def _provinces(places: list[Entity]) -> dict[str, tuple[int, int]]:
    """The spans of the provinces among some places, by code."""
    return {one.iso: (one.start, one.end) for one in places if one.iso and one.iso in province_names()}


def _country_abroad(context: Context, about: Mention) -> Entity | None:
    """The only foreign country in an event's words and right behind them, if they say that it happens there."""
    end = min(about.end + ABROAD_REACH, context.line(about.start)[1])
    places = context.entities_in(about.start, end, "LOCATION")
    foreign = _foreign(places)
    if len({one.iso for one in foreign}) != 1:
        return None
    if context.language == "en":
        return next(
            (one for one in foreign if one.start < about.end and _IN.search(context.text, about.start, one.start)), None
        )
    return next((one for one in foreign if _INSIDE.search(context.text, about.start, _with_city(places, one))), None)


def _with_city(places: list[Entity], country: Entity) -> int:
    """Where a country begins, or the city right before it."""
    return next((one.start for one in places if 0 <= country.start - one.end <= 1), country.start)
