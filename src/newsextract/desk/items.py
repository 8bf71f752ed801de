"""Add, change and remove participants, statements and whole events."""

from __future__ import annotations

from typing import cast, get_args

from newsextract.desk import entities
from newsextract.desk.corrections import EntityRef, EventRef, Target, Value
from newsextract.desk.targets import MisfitError, event_of, find_entity, find_event, find_participant, find_statement
from newsextract.records import Event, EventType, Mention, Part, Participant, Record, Statement, Warning_

_QUOTES = frozenset("“\"'‘«")


def set_participant(record: Record, target: Target, given: Value | None) -> None:
    """Make an entity a participant with a part and words, or change the participant it is; keep what is not given."""
    event = event_of(record, target.event)
    words = given.words[0] if given and given.words else None
    one = find_participant(record, event, target.entity) or _find_or_add_participant(record, event, target.entity, words)
    if given and given.value in get_args(Part):
        one.part = cast("Part", given.value)
    if words:
        one.mention = words
    one.confidence = 1.0
    update_actor_slot(event)


def _find_or_add_participant(record: Record, event: Event, ref: EntityRef | None, words: Mention | None) -> Participant:
    """The participant for a reference or for the entity that the words name, added to the event if it is new."""
    entity = find_entity(record, ref) or (words and entities.by_words(record, words)) or entities.find_or_add(record, ref)
    one = next((p for p in event.participants if p.entity == entity.id), None)
    if one is None:
        one = Participant(entity=entity.id, part="participant", mention=ref.at[0] if ref and ref.at else None)
        event.participants.append(one)
    return one


def set_main_actor(record: Record, target: Target) -> None:
    """Make a participant the main actor."""
    event = event_of(record, target.event)
    one = find_participant(record, event, target.entity)
    if one is None:
        raise MisfitError("this entity takes no part in the event: add it")
    event.participants = [one, *(other for other in event.participants if other is not one)]
    update_actor_slot(event)


def replace_participant(record: Record, target: Target, given: Value) -> None:
    """Replace the entity of a participant."""
    event = event_of(record, target.event)
    one = find_participant(record, event, target.entity)
    entity = entities.find_or_add(record, given.entity)
    if any(other.entity == entity.id for other in event.participants if other is not one):
        raise MisfitError("the other entity takes part already: reject this one")
    if one is None:
        raise MisfitError("the entity that it stood for takes no part in the event")
    one.entity, one.confidence = entity.id, 1.0
    at = given.words or (given.entity.at if given.entity else [])
    one.mention = at[0] if at else one.mention
    update_actor_slot(event)


def remove_participant(record: Record, target: Target) -> None:
    """Remove an entity from an event's participants."""
    event = find_event(record, target.event)
    one = find_participant(record, event, target.entity) if event else None
    if event and one:
        event.participants = [other for other in event.participants if other is not one]
        update_actor_slot(event)


def update_actor_slot(event: Event) -> None:
    """Set the words of the slot ``actor`` to those of the first participant."""
    at = event.participants[0].mention if event.participants else None
    event.slots.pop("actor", None)
    if at:
        event.slots["actor"] = [at]
    if not event.participants:
        event.confidence.pop("actor", None)


def set_statement(record: Record, at: Mention, given: Value | None) -> None:
    """Add a statement, or change the words and speaker of the statement there."""
    words = given.words[0] if given and given.words else at
    found = find_statement(record, at)
    if found is None:
        before = record.text[max(0, words.start - 1) : words.start + 1]
        found = Statement(**dict(words), kind="direct" if _QUOTES & set(before) else "reported")
        record.statements.append(found)
    found.start, found.end, found.text = words.start, words.end, words.text
    record.statements.sort(key=lambda one: (one.start, one.end))
    if given and given.entity:
        found.speaker = entities.find_or_add(record, given.entity).id


def set_speaker(record: Record, at: Mention | None, given: Value | None) -> None:
    """Set the speaker of a statement; None if the article names none."""
    found = find_statement(record, at)
    if found is None:
        raise MisfitError("the record no longer has this statement")
    found.speaker = entities.find_or_add(record, given.entity).id if given and given.entity else None


def remove_statement(record: Record, at: Mention | None) -> None:
    """Remove a statement."""
    found = find_statement(record, at)
    record.statements = [one for one in record.statements if one is not found]


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
