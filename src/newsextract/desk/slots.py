"""Read, fill and empty the slots of an event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from newsextract.desk import reading
from newsextract.desk.corrections import CODES, Value
from newsextract.desk.targets import MisfitError, names_of
from newsextract.layers.events import geography
from newsextract.layers.events.when import precision
from newsextract.pipeline.entities import places_in, squeezed
from newsextract.records import Event, Mention, Name, Record
from newsextract.view.spans import joined

#: slots that carry a confidence
SCORED = frozenset({"type", "status", "start", "name", "about", "attendance", "venue", "province", "country", "mode", "actor"})
#: slots of the place, each with the field of its value
_PLACE_FIELDS = {"venue": "venue", "province": "iso_3166_2", "country": "country", "mode": "mode"}
MAX_ATTENDANCE = 1_000_000_000

#: what was found out about a value, by the field of :class:`Value`
_Found = dict[str, Any]


def current(event: Event, slot: str) -> Value | None:
    """The value of a slot; None if it is empty."""
    words = event.slots.get(slot, [])
    if slot == "name":
        written = joined((event.name.th, event.name.en), " / ")
        return Value(value=written, name=event.name, words=words) if written else None
    if slot == "about":
        return Value(value=event.about.text, words=[event.about]) if event.about else None
    value = getattr(event.place, _PLACE_FIELDS[slot]) if slot in _PLACE_FIELDS else getattr(event, slot)
    unit = event.attendance_unit if slot == "attendance" else None
    return None if value is None else Value(value=value, unit=unit, words=words)


def same(one: Value | None, other: Value | None) -> bool:
    """Whether two values of a slot are the same, ignoring whitespace and case."""
    if one is None or other is None:
        return one is other
    if one.name and other.name:
        return one.name == other.name
    return squeezed(str(one.value)) == squeezed(str(other.value)) and (one.unit or None) == (other.unit or None)


def resolved(record: Record, event: Event, slot: str, given: Value) -> Value:
    """A value, completed with what its words say if only they are given: a code, a time, a name, a number."""
    words = given.words
    if (codes := CODES.get(("events", slot))) is not None:
        if given.value not in codes:
            raise MisfitError("{value!r} is not one of {codes}", value=given.value, codes=", ".join(codes))
        return given
    if given.value is None and not words and (given.name is None or slot != "name"):
        raise MisfitError("mark the words that say it, or give a value")
    span = _whole_span(record.text, words)
    if slot == "name":
        found = _name(record, event, given, span)
    elif slot in {"start", "end"}:
        found = _time_value(record, event, slot, given, span)
    else:
        found = _READERS[slot](given, span)
    return given.model_copy(update=found)


def _whole_span(text: str, words: list[Mention]) -> Mention | None:
    """The span from the first mention to the last; None if there are none."""
    return Mention.of(text, min(m.start for m in words), max(m.end for m in words)) if words else None


def _time_value(record: Record, event: Event, slot: str, given: Value, words: Mention | None) -> _Found:
    if words is None or given.value is not None:
        return {"value": reading.typed_time(record, str(given.value))}
    start, end = reading.time_of(record, event, words)
    return {"value": end or start if slot == "end" else start}


def _name(record: Record, event: Event, given: Value, words: Mention | None) -> _Found:
    name = given.name
    if name is None:
        if words is None:
            raise MisfitError("mark the words of the name")
        span = (words.start, words.end)
        whole = next((e for e in record.entities if e.type == "EVENT" for m in e.mentions if (m.start, m.end) == span), None)
        written = reading.name_of(words.text)
        name = whole.name if whole else Name(th=written.th or event.name.th, en=written.en or event.name.en)
    return {"name": name, "value": joined((name.th, name.en), " / ")}


def _words(_given: Value, words: Mention | None) -> _Found:
    if words is None:
        raise MisfitError("mark the words in the text")
    return {"value": words.text, "words": [words]}


def _province(given: Value, words: Mention | None) -> _Found:
    value = given.value or (words and reading.province_of(words))
    if value not in geography.province_names():
        raise MisfitError("{value!r} is not the ISO 3166-2 code of a Thai province", value=value)
    return {"value": value}


def _country(given: Value, words: Mention | None) -> _Found:
    value = given.value or (words and reading.country_of(words))
    if value not in reading.country_names():
        raise MisfitError("{value!r} is not the ISO 3166-1 code of a country", value=value)
    return {"value": value}


def _attendance(given: Value, words: Mention | None) -> _Found:
    value, unit = reading.count_of(words) if given.value is None and words else (given.value, None)
    try:
        number = int(str(value).replace(",", ""))
    except ValueError:
        number = -1
    if not 0 <= number <= MAX_ATTENDANCE:
        raise MisfitError("{value!r} is not a number of people", value=value)
    return {"value": number, "unit": given.unit or unit}


_READERS: dict[str, Callable[[Value, Mention | None], _Found]] = {
    "venue": _words,
    "about": _words,
    "province": _province,
    "country": _country,
    "attendance": _attendance,
}


def fill(record: Record, event: Event, slot: str, now: Value | None) -> None:
    """Set a slot, or empty it, and update the slots that depend on it."""
    value, words = (str(now.value), now.words) if now else (None, [])
    if slot == "status" and now is None:
        raise MisfitError("every event has a {slot}: correct it", slot=slot)
    if slot == "name":
        _rename(record, event, (now and now.name) or Name())
    elif slot in {"start", "end"}:
        _time(record, event, slot, value, words)
    elif slot == "about":
        event.about = next(iter(words), None)
    elif slot == "attendance":
        _count(event, now)
    elif slot in {"type", "status"}:
        setattr(event, slot, value)
    else:
        _place(event, slot, value, words)
    if words:
        event.slots[slot] = list(words)
    else:
        event.slots.pop(slot, None)
    _update_place_entities(record, event)


def _rename(record: Record, event: Event, name: Name) -> None:
    event.name, names = name, names_of(name)
    event.entity = next((e.id for e in record.entities if e.type == "EVENT" and names_of(e.name) & names), None)


def _time(record: Record, event: Event, slot: str, value: str | None, mentions: list[Mention]) -> None:
    if slot == "end":
        event.end = value
    else:
        event.start, event.precision = value, precision(value) if value else None
        words = _whole_span(record.text, mentions)
        if words and any(words.start <= t.start and t.end <= words.end and t.end_value for t in record.times):
            event.end = reading.time_of(record, event, words)[1]
    if event.end and (event.start is None or event.end[:10] < event.start[:10]):
        if slot == "end":
            raise MisfitError("it would end before it begins")
        event.end = None
        event.slots.pop("end", None)


def _count(event: Event, now: Value | None) -> None:
    event.attendance = int(now.value or 0) if now else None
    event.attendance_unit = now.unit or event.attendance_unit if now else None


def _place(event: Event, slot: str, value: str | None, words: list[Mention]) -> None:
    place = event.place
    if slot == "venue":
        _venue(event, value, words)
    elif slot == "province" and value:
        place.province, place.iso_3166_2 = geography.province_names()[value], value
        if place.country != "TH":
            place.country = "TH"
            event.slots["country"] = list(words)
    elif slot != "province":
        setattr(place, slot, value)
    abroad = slot == "country" and place.iso_3166_2 and value not in {None, "TH"}
    if abroad or (slot == "province" and not value):
        place.province = place.iso_3166_2 = place.district = None
        for name in ("province", "district"):
            event.slots.pop(name, None)


def _venue(event: Event, value: str | None, words: list[Mention]) -> None:
    event.place.venue = value
    found = [_part(at, one) for at in words for one in geography.districts(at.text, 0, len(at.text))][:1]
    event.place.district = found[0].text if found else None
    event.slots.pop("district", None)
    if found:
        event.slots["district"] = found
    _update_province(event, words)


def _update_province(event: Event, venue: list[Mention]) -> None:
    """Set the province to the first that the venue's words name, unless they name the current one or none."""
    named = [(one, at) for at in venue for one in geography.provinces(at.text, 0, len(at.text), reading.language_of(at.text))]
    if not named or any(one.code == event.place.iso_3166_2 for one, _ in named):
        return
    one, at = named[0]
    mention = _part(at, one)
    _place(event, "province", one.code, [mention])
    event.slots["province"] = [mention]


def _part(at: Mention, one: geography.Named) -> Mention:
    """The part of some words that names a place."""
    return Mention(start=at.start + one.start, end=at.start + one.end, text=at.text[one.start : one.end])


def _update_place_entities(record: Record, event: Event) -> None:
    """Update the entity ids of an event's place from its words."""
    at = {(m.start, m.end): entity for entity in record.entities for m in entity.mentions}
    event.place.entities = places_in(dict(sorted(at.items())), event.slots)


def mark(event: Event, slot: str) -> None:
    """Set a slot's confidence, or the silence of an empty slot, to 1."""
    if slot not in SCORED:
        return
    filled = bool(event.participants) if slot == "actor" else current(event, slot) is not None
    here, there = (event.confidence, event.silence) if filled else (event.silence, event.confidence)
    there.pop(slot, None)
    here[slot] = 1.0
