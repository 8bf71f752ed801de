"""Province and country of a background event, from the places in its words or from the main event."""

from __future__ import annotations

import re

from newsextract.layers.drafts import Entity, Event
from newsextract.layers.events.context import Context
from newsextract.layers.events.geography import province_names
from newsextract.layers.events.happening_slots import day
from newsextract.records import Mention, Place

#: characters behind an event's words searched for its province
PROVINCE_REACH = 60
#: share of right ones in the 2,077 background events of training articles that match an annotated one, none given counted as
#: wrong: a country (1,533 of 1,711), a named province (136 of 188), the main event's province (160 of 194)
COUNTRY, NAMED, INHERITED = 0.9, 0.72, 0.82
#: characters behind an event's words searched for a country abroad; share of right ones in 13 such countries looked at
ABROAD_REACH, ABROAD = 50, 0.77
#: what stands before the country, or the city before the country, in which an event happens
_INSIDE = re.compile(
    r"(?:เยือน|ณ|(?<!สิ่ง)(?<!ประเทศ)ที่|ใน)\s?(?:(?:กรุง|เมือง|นคร)[ก-๎]+\s)?(?:ประเทศ|สาธารณรัฐ[ก-๎]*|ราชอาณาจักร|สหพันธรัฐ)?\s?\Z"
)

Slots = dict[str, list[Mention]]


def place_of(
    context: Context, main: Event, about: Mention, clause: Mention, part: float, start: str | None
) -> tuple[Place, Slots, dict[str, float]]:
    """Where a background event happened, with mentions and confidences by slot; only its province and its country are told.

    Parameters
    ----------
    part
        The probability that it is an item of the main event's programme, which has the province of the main event.
    start
        Its time.
    """
    place, words, sure = Place(), Slots(), dict[str, float]()
    provinces = _provinces(context.entities_in(about.start, about.end + PROVINCE_REACH, "LOCATION"))
    if len(provinces) == 1:
        (code, named), sure["province"] = provinces.popitem(), NAMED
        place.province, place.iso_3166_2 = province_names()[code], code
        words["province"] = [context.mention(named.start, named.end)]
    elif main.place.province and _is_item(main, part, start):
        place.province, place.iso_3166_2, sure["province"] = main.place.province, main.place.iso_3166_2, INHERITED
        words["province"] = main.slots.get("province", [])
    around = context.entities_in(min(about.start, clause.start), max(about.end, clause.end), "LOCATION")
    if place.province or _provinces(around) or (main.place.country == "TH" and not _foreign(around)):
        place.country, sure["country"] = "TH", COUNTRY
        words["country"] = words.get("province") or main.slots.get("country", [])
    elif country := _country_abroad(context, about):
        place.country, sure["country"] = country.iso, ABROAD
        words["country"] = [context.mention(country.start, country.end)]
    return place, words, sure


def _is_item(main: Event, part: float, start: str | None) -> bool:
    """Whether an event belongs to the main event's programme and is on its day; decisions have no programme."""
    return part >= 0.5 and main.type != "decision" and (not start or day(start) == day(main.start))


def _foreign(places: list[Entity]) -> list[Entity]:
    """The foreign countries among some places."""
    return [one for one in places if len(one.iso or "") == 2 and one.iso != "TH"]


def _provinces(places: list[Entity]) -> dict[str, Entity]:
    """The provinces among some places, by code."""
    return {one.iso: one for one in places if one.iso and one.iso in province_names()}


def _country_abroad(context: Context, about: Mention) -> Entity | None:
    """The only foreign country in an event's words and right behind them, if they say that it happens there."""
    end = min(about.end + ABROAD_REACH, context.line(about.start)[1])
    places = context.entities_in(about.start, end, "LOCATION")
    foreign = _foreign(places)
    if len({one.iso for one in foreign}) != 1:
        return None
    return next((one for one in foreign if _INSIDE.search(context.text, about.start, _with_city(places, one))), None)


def _with_city(places: list[Entity], country: Entity) -> int:
    """Where a country begins, or the city right before it."""
    return next((one.start for one in places if 0 <= country.start - one.end <= 1), country.start)
