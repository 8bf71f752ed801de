"""Where a background event happened: its venue, and the province and country of that, of its words or of the main event."""

from __future__ import annotations

import re

from newsextract.layers.drafts import Entity, Event
from newsextract.layers.events.background_venues import Telling, choose_venue, is_of
from newsextract.layers.events.context import Context
from newsextract.layers.events.countries import of_venue
from newsextract.layers.events.geography import province_names
from newsextract.layers.events.happening_slots import day
from newsextract.layers.events.provinces import in_venue, is_elsewhere
from newsextract.layers.events.venues import Venue
from newsextract.layers.events.where import NAMED_ABROAD, Where
from newsextract.records import Mention, Place

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
_IN = re.compile(r"\b(?:[Ii]n|[Vv]isit(?:s|ed)?(?: to)?) (?:the )?\Z")


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
    if there.place.province or _provinces(around) or (main.place.country == "TH" and not _foreign(around)):
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
