"""Corrections of participants, statements and whole events."""

from __future__ import annotations

from typing import cast, get_args

from newsextract.desk import entities
from newsextract.desk.corrections import Correction, EntityRef, EventRef, Target, Value
from newsextract.desk.targets import MisfitError, event_of, find_entity, find_event, find_statement, participant_of
from newsextract.records import Event, EventType, Mention, Part, Participant, Record, Statement, Warning_

_QUOTES = frozenset("“\"'‘«")


def change_participant(record: Record, one: Correction) -> None:
    """Add, change, replace or remove a participant, or make it the main actor."""
    target = one.target
    if one.action == "reject":
        _remove_participant(record, target)
        return
    event = event_of(record, target.event)
    held = participant_of(event, find_entity(record, target.entity))
    if target.slot == "first":
        if held is None:
            raise MisfitError("this entity takes no part in the event: add it")
        event.participants = [held, *(other for other in event.participants if other is not held)]
    elif target.slot == "entity" and one.now:
        _replace_participant(record, event, held, one.now)
    else:
        _set_participant(record, event, target.entity, one.now or Value())
    _update_actor_slot(event)


def _remove_participant(record: Record, target: Target) -> None:
    event = find_event(record, target.event)
    held = participant_of(event, find_entity(record, target.entity)) if event else None
    if event and held:
        event.participants = [other for other in event.participants if other is not held]
        _update_actor_slot(event)


def _update_actor_slot(event: Event) -> None:
    """Set the words of the slot ``actor`` to those of the first participant."""
    at = event.participants[0].mention if event.participants else None
    if at:
        event.slots["actor"] = [at]  # in its place: the order of the slots is no correction
    else:
        event.slots.pop("actor", None)
    if not event.participants:
        event.confidence.pop("actor", None)


def _set_participant(record: Record, event: Event, ref: EntityRef | None, given: Value) -> None:
    """Make an entity a participant with a part and words, or change the participant it is; keep what is not given."""
    words = next(iter(given.words), None)
    entity = find_entity(record, ref) or (words and entities.by_words(record, words)) or entities.find_or_add(record, ref)
    held = participant_of(event, entity)
    if held is None:
        held = Participant(entity=entity.id, part="participant", mention=next(iter(ref.at if ref else ()), None))
        event.participants.append(held)
    if given.value in get_args(Part):
        held.part = cast("Part", given.value)
    held.mention = words or held.mention
    held.confidence = 1.0


def _replace_participant(record: Record, event: Event, held: Participant | None, given: Value) -> None:
    """Make another entity the participant."""
    entity = entities.find_or_add(record, given.entity)
    if any(other.entity == entity.id for other in event.participants if other is not held):
        raise MisfitError("the other entity takes part already: reject this one")
    if held is None:
        raise MisfitError("the entity that it stood for takes no part in the event")
    held.entity, held.confidence = entity.id, 1.0
    at = given.words or (given.entity.at if given.entity else [])
    held.mention = at[0] if at else held.mention


def change_statement(record: Record, one: Correction) -> None:
    """Add, change or remove a statement, or set its speaker; None if the article names nobody."""
    at, given = one.target.statement, one.now or Value()
    found = find_statement(record, at)
    if one.target.slot == "speaker":
        if found is None:
            raise MisfitError("the record no longer has this statement")
        named = given.entity is not None and one.action != "reject"
        found.speaker = entities.find_or_add(record, given.entity).id if named else None
    elif one.action == "reject":
        record.statements = [other for other in record.statements if other is not found]
    elif at:
        words = next(iter(given.words), at)
        if found is None:
            found = _new_statement(record.text, words)
            record.statements.append(found)
        found.start, found.end, found.text = words.start, words.end, words.text
        record.statements.sort(key=lambda said: (said.start, said.end))
        if given.entity:
            found.speaker = entities.find_or_add(record, given.entity).id


def _new_statement(text: str, words: Mention) -> Statement:
    before = text[max(0, words.start - 1) : words.start + 1]
    return Statement(**dict(words), kind="direct" if _QUOTES & set(before) else "reported")


def set_event(record: Record, ref: EventRef, given: Value) -> None:
    """Set the type of an event, or add the event with its type and the words that say what it was about."""
    kind = cast("EventType | None", given.value if given.value in get_args(EventType) else None)
    known = find_event(record, ref)
    if known:
        known.type = kind or known.type
        return
    about = given.words[0] if given.words else ref.about
    if kind is None or about is None:
        raise MisfitError("choose the type of the event, and mark the words that say what it was about")
    event = Event(id=_next_id(record), main=ref.main, type=kind, about=about, trigger=ref.trigger)
    event.slots["about"], event.evidence = [about], [about]
    record.events.insert(0 if ref.main else len(record.events), event)
    if ref.main:
        record.warnings = [w for w in record.warnings if w.code != "no_event"]


def _next_id(record: Record) -> str:
    numbers = [int(number) for one in record.events if (number := one.id.rpartition("#")[2]).isdecimal()]
    return f"{record.id}#{max(numbers, default=0) + 1}"


def remove_event(record: Record, ref: EventRef) -> None:
    """Remove an event, and note it if it was the main event."""
    gone = find_event(record, ref)
    if gone is None:
        return
    record.events = [event for event in record.events if event is not gone]
    for event in record.events:
        event.part_of = None if event.part_of == gone.id else event.part_of
    if gone.main:
        record.warnings.append(Warning_(code="no_event", message="a reviewer found no event in the article"))
