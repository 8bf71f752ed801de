"""The rows of a record's review page: values and items to judge, with the reviewers' decisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from newsextract.desk import slots
from newsextract.desk.corrections import EVENT_SLOTS, Correction, EntityRef, EventRef, Target, Value, plain
from newsextract.desk.targets import Item, item_of, main_event
from newsextract.records import Entity, Event, Mention, Participant, Record

#: key of the main event's type in a record without a main event
NO_EVENT = "events|main|type"


@dataclass(slots=True)
class Row:
    """A value or an item that can be judged."""

    key: str  # unique within the corrected record
    group: str  # ``main``, an event's id, ``entities``, ``statements`` or ``gone``
    kind: str  # ``slot``, ``event``, ``participant``, ``entity``, ``statement`` or ``gone``
    label: str
    value: str  # for display; empty if there is none
    target: Target
    was: Value | None
    words: Sequence[Mention] = ()
    confidence: float | None = None
    needed: bool = False  # whether it must be decided for the record to count as reviewed
    mine: Correction | None = None  # the reviewer's own last decision
    others: list[Correction] = field(default_factory=list)  # the last decision of each other reviewer


def rows(record: Record, decided: Sequence[Correction] = (), who: str = "") -> list[Row]:
    """The rows of a record with the decisions in ``decided`` applied, in order; those by ``who`` are the reviewer's own."""
    by_key = {row.key: row for row in _rows(record)}
    for one in decided:
        row = by_key.get(_row_key(item_of(record, one), one))
        if row is None and NO_EVENT in by_key and one.target.event and one.target.event.main:
            continue  # removed with the main event
        if row is None:
            row = by_key.setdefault(f"gone|{one.target.key}", _removed_row(one))
        if one.who == who:
            row.mine = one
        else:
            row.others = [other for other in row.others if other.who != one.who] + [one]
    return list(by_key.values())


def _rows(record: Record) -> Iterator[Row]:
    if main_event(record) is None:
        target = Target(layer="events", slot="type", event=EventRef(main=True))
        yield Row(NO_EVENT, "main", "slot", "type", "", target, None, needed=True)
    for event in record.events:
        yield from _event_rows(record, event)
    for entity in record.entities:
        yield _entity_row(entity)
    for statement in record.statements:
        at = plain(statement)
        speaker = record.entity(statement.speaker)
        was = Value(words=[at], entity=EntityRef.of(speaker) if speaker else None)
        label = speaker.label if speaker else "nobody named"
        target = Target(layer="statements", statement=at)
        yield Row(f"statements|{at.start}-{at.end}", "statements", "statement", label, statement.text, target, was, [at])


def _event_rows(record: Record, event: Event) -> Iterator[Row]:
    ref, group = EventRef.of(event), "main" if event.main else event.id
    if not event.main:
        yield _whole_event(event, ref)
    for slot in EVENT_SLOTS:
        was = slots.current(event, slot)
        target = Target(layer="events", slot=slot, event=ref)
        confidence = event.confidence.get(slot) if was else None
        words = was.words if was else []
        key = f"events|{event.id}|{slot}"
        yield Row(key, group, "slot", slot, _shown(was), target, was, words, confidence, needed=event.main)
    for number, one in enumerate(event.participants):
        entity = record.entity(one.entity)
        if entity:
            label = f"{one.part}, main actor" if number == 0 and event.main else one.part
            yield _participant(event, one, entity, label)


def _whole_event(event: Event, ref: EventRef) -> Row:
    about = event.about or event.trigger
    was = Value(value=event.type, words=[about] if about else [])
    value = f"{event.type}: {about.text if about else event.name.th or event.name.en or ''}"
    target, confidence = Target(layer="events", event=ref), event.confidence.get("about")
    return Row(f"events|{event.id}", event.id, "event", "this event", value, target, was, was.words, confidence)


def _participant(event: Event, one: Participant, entity: Entity, label: str) -> Row:
    words = [one.mention] if one.mention else []
    target = Target(layer="participants", event=EventRef.of(event), entity=EntityRef.of(entity))
    return Row(
        key=f"participants|{event.id}|{entity.id}",
        group="main" if event.main else event.id,
        kind="participant",
        label=label,
        value=f"{entity.label}, {entity.role}" if entity.role else entity.label,
        target=target,
        was=Value(value=one.part, words=words),
        words=words,
        confidence=one.confidence,
        needed=event.main,
    )


def _shown(value: Value | None) -> str:
    if value is None:
        return ""
    return f"{value.value:,} {value.unit or ''}".strip() if isinstance(value.value, int) else str(value.value)


def _entity_row(entity: Entity) -> Row:
    words = list(map(plain, entity.mentions))
    other = entity.name.en if entity.name.en and entity.name.en != entity.label else None
    value = f"{entity.label} / {other}" if other else entity.label
    target = Target(layer="entities", entity=EntityRef.of(entity))
    was = Value(value=entity.type, name=entity.name, words=words[:1])
    return Row(f"entities|{entity.id}", "entities", "entity", entity.type, value, target, was, words)


def _row_key(item: Item, one: Correction) -> str:
    """The key of the row that a decision is about; empty if the row is gone."""
    target, ids = one.target, item.ids(one.target.layer)
    if target.layer == "events":
        return _event_key(ids, target)
    if target.layer == "entities" and item.entity and one.action == "reject" and target.slot is None:
        at = {(m.start, m.end) for m in (target.entity.at if target.entity else ())}
        if at.isdisjoint((m.start, m.end) for m in item.entity.mentions):
            return ""  # it was removed, and another entity has its name
    return "|".join([target.layer, *ids]) if ids else ""


def _event_key(ids: list[str], target: Target) -> str:
    main = target.event is not None and target.event.main
    slot = target.slot or ("type" if main else "")  # a main event has no row of its own
    if not ids:
        return NO_EVENT if main and slot == "type" else ""
    return "|".join(["events", *ids, *filter(None, [slot])])


def _removed_row(one: Correction) -> Row:
    """The row of a removed item."""
    words = list(one.was.words) if one.was else []
    value = " ".join(words[0].text.split()) if words else one.path
    return Row(f"gone|{one.target.key}", "gone", "gone", one.path.partition("[")[0], value, one.target, one.was, words)


def undecided(found: Sequence[Row]) -> list[Row]:
    """The needed rows that the reviewer has not decided."""
    return [row for row in found if row.needed and row.mine is None]
