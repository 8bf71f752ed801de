"""Turn decisions on the review pages into judgements of a sheet's rows, by comparing decided values with the record's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from newsextract.desk import slots
from newsextract.desk.corrections import EVENT_SLOTS, Correction, Value
from newsextract.desk.targets import MisfitError, anchored, find_entity, find_event, find_statement, main_event
from newsextract.records import Event, Mention, Participant, Record

#: right, wrong, none, missed or unsure, and the number of missed values
Judgement = tuple[str, int]
_Layer = Literal["participants", "events", "statements"]


@dataclass
class _Decisions:
    """One reviewer's decisions on a record, after the last of them."""

    slots: dict[str, Value | None] = field(default_factory=dict)  # decided values of the main event's slots
    #: judgement of each decided item of the record, by layer and the item's key
    items: dict[_Layer, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    #: keys of the items that the reviewer added, by layer
    added: dict[_Layer, set[str]] = field(default_factory=lambda: defaultdict(set))
    first: str | None = None  # key of the main actor, if the reviewer chose one

    @property
    def no_event(self) -> bool:
        """Whether the reviewer decided that the article reports no event."""
        return self.slots.get("type", Value()) is None


def judgements(
    records: Mapping[str, Record], values: Mapping[str, Mapping[str, Any]], corrections: Iterable[Correction]
) -> dict[str, dict[str, Judgement]]:
    """Turn each reviewer's decisions into judgements of a sheet's rows.

    A confirmed value is right, a corrected value wrong, and a rejected value none; a filled slot or an added item is missed.
    That no participant is missing follows once every value of the main event is decided; that no background event or statement
    is missing, once all that the record has are decided. ``records`` are those of the sheet by their name in it, ``values`` its
    rows by key; decisions on other records are skipped.
    """
    made: dict[str, dict[str, list[Correction]]] = {}
    for one in corrections:
        made.setdefault(one.who, defaultdict(list))[one.record].append(one)
    return {who: _of_reviewer(records, values, by_record) for who, by_record in made.items()}


def _of_reviewer(
    records: Mapping[str, Record], values: Mapping[str, Mapping[str, Any]], made: Mapping[str, Sequence[Correction]]
) -> dict[str, Judgement]:
    decided = {name: _decided(record, made[record.id]) for name, record in records.items() if made.get(record.id)}
    found: dict[str, Judgement] = {}
    places: dict[tuple[str, str], int] = defaultdict(int)
    for key, value in values.items():
        name, slot = value["record"], value["slot"]
        place = places[name, slot]
        places[name, slot] += 1
        if name in decided and (judgement := _judged(records[name], decided[name], value, place)):
            found[key] = judgement
    return found


def _decided(record: Record, made: Iterable[Correction]) -> _Decisions:
    found = _Decisions()
    for one in made:
        if one.target.layer == "entities":  # the sheet has no questions about entities
            continue
        try:
            _READERS[one.target.layer](found, record, anchored(one, record))
        except MisfitError:  # the text has changed: the decision does not count
            continue
    return found


def _event(found: _Decisions, record: Record, one: Correction) -> None:
    ref, slot = one.target.event, one.target.slot
    if ref is None:
        return
    event = find_event(record, ref)
    if ref.main and slot in {None, "type"}:
        _type(found, one)
    if event is None:
        _add(found, "events", one, "main" if ref.main else _key(ref.about or ref.trigger))
    elif event.main and slot:
        found.slots[slot] = None if one.action == "reject" else one.now
    elif slot in {None, "type"}:
        found.items["events"][event.id] = _verdict(one, same=one.now is not None and one.now.value == event.type)


def _type(found: _Decisions, one: Correction) -> None:
    if one.now or one.no_event:
        found.slots["type"] = None if one.no_event else one.now


def _participant(found: _Decisions, record: Record, one: Correction) -> None:
    if not (one.target.event and one.target.event.main and one.target.entity):
        return
    event, entity = main_event(record), find_entity(record, one.target.entity)
    key = entity.id if entity else _key(next(iter(one.target.entity.at), None))
    held = next((p for p in event.participants if p.entity == key), None) if event else None
    if one.target.slot == "first":
        found.first = key
    elif held is None:
        _add(found, "participants", one, key)
    else:
        found.items["participants"][key] = _verdict(one, same=_same_party(record, one, held))


def _same_party(record: Record, one: Correction, held: Participant) -> bool:
    """Whether the decision agrees with the record's participant."""
    if one.target.slot == "entity":
        other = find_entity(record, one.now.entity) if one.now else None
        return other is not None and other.id == held.entity
    return one.now is None or one.now.value in {None, held.part}


def _statement(found: _Decisions, record: Record, one: Correction) -> None:
    statement = find_statement(record, one.target.statement)
    if statement is None:
        _add(found, "statements", one, _key(one.target.statement))
        return
    now = one.now or Value()
    speaker = find_entity(record, now.entity)
    same_words = not now.words or _key(now.words[0]) == _key(statement)
    same_speaker = now.entity is None or (speaker is not None and speaker.id == statement.speaker)
    no_speaker = one.target.slot == "speaker" and one.action == "reject"
    found.items["statements"][_key(statement)] = "wrong" if no_speaker else _verdict(one, same=same_words and same_speaker)


_READERS = {"events": _event, "participants": _participant, "statements": _statement}


def _add(found: _Decisions, layer: _Layer, one: Correction, key: str) -> None:
    if one.action == "add":
        found.added[layer].add(key)
    elif one.action == "reject":
        found.added[layer].discard(key)


def _key(at: Mention | None) -> str:
    return f"{at.start}-{at.end}" if at else ""


def _verdict(one: Correction, *, same: bool) -> str:
    return "none" if one.action == "reject" else "right" if same else "wrong"


def _judged(record: Record, decided: _Decisions, value: Mapping[str, Any], place: int) -> Judgement | None:
    """The judgement of a row, if the decisions settle it; ``place`` is the row's index among those of its slot."""
    slot, event = value["slot"], main_event(record)
    if decided.no_event and slot not in {"events", "statements"}:
        return ("none" if value["kind"] == "value" else "right"), 0
    if slot in {"participants", "events", "statements"}:
        names = _names(record, slot)
        judgement = decided.items[slot].get(names[place]) if value["kind"] == "value" else None
        return (judgement, 0) if judgement else _missed(record, decided, slot, names) if value["kind"] == "missed" else None
    if event is None:
        return ("missed", 1) if "main" in decided.added["events"] else None
    if slot == "actor":
        return _actor(record, event, decided)
    return _compared(slot, slots.current(event, slot), decided.slots[slot]) if slot in decided.slots else None


def _names(record: Record, layer: _Layer) -> list[str]:
    """Keys of the record's items of a layer, as in :class:`_Decisions`, in the order of the sheet."""
    event = main_event(record)
    if layer == "participants":
        return [one.entity for one in event.participants] if event else []
    return [e.id for e in record.events if not e.main] if layer == "events" else [_key(one) for one in record.statements]


def _compared(slot: str, was: Value | None, now: Value | None) -> Judgement:
    if was is None:
        return ("missed", 1) if now else ("right", 0)
    if now is None:
        return "none", 0
    finer = slot in {"start", "end"} and str(now.value).startswith(str(was.value))  # the same day with an hour
    return ("right" if finer or slots.same(was, now) else "wrong"), 0


def _actor(record: Record, event: Event, decided: _Decisions) -> Judgement | None:
    added = decided.added["participants"]
    if not event.participants:
        return ("missed", 1) if added else ("right", 0) if _is_complete(record, decided) else None
    chief = event.participants[0].entity
    judgement = decided.items["participants"].get(chief)
    if decided.first not in {None, chief}:
        return "wrong", 0
    if judgement == "none" and (added or len(event.participants) > 1):
        return "wrong", 0  # another participant becomes the main actor
    return (judgement, 0) if judgement else ("right", 0) if decided.first else None


def _missed(record: Record, decided: _Decisions, layer: _Layer, names: Sequence[str]) -> Judgement | None:
    """Judgement of a list's missing items; None while items are undecided, or if nothing shows that the reviewer looked."""
    missed = len(decided.added[layer] - {"main"})
    looked = _is_complete(record, decided) if layer == "participants" else bool(missed or names)
    if not looked or not set(names) <= decided.items[layer].keys():
        return None
    return ("missed", missed) if missed else ("right", 0)


def _is_complete(record: Record, decided: _Decisions) -> bool:
    """Whether every value of the main event is decided."""
    return decided.no_event or (
        set(EVENT_SLOTS) <= decided.slots.keys() and set(_names(record, "participants")) <= decided.items["participants"].keys()
    )
