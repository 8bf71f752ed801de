"""Pair the annotated regions of a record, from any tool, with the exported ones, and turn the changes into corrections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from newsextract._version import build
from newsextract.desk.corrections import Action, Correction, EntityRef, EventRef, Target, Value, digest_of, plain
from newsextract.desk.reading import language_of
from newsextract.desk.slots import current
from newsextract.desk.targets import MIN_OVERLAP, overlap
from newsextract.exports.regions import Layer, Region, event_key, regions
from newsextract.records import Entity, Event, Mention, Name, Record

#: layers whose changes become corrections; changes in the others are only reported
_CORRECTED: tuple[Layer, ...] = ("entity", "event", "slot", "part", "statement")
#: slots of an event that can be corrected
_SLOTS = frozenset({"name", "start", "end", "venue", "province", "country", "mode", "about", "attendance"})
#: maximum characters between two mentions of a slot that are read together
_MAX_GAP = 30


@dataclass(frozen=True, slots=True)
class Returned:
    """One annotator's work on one record."""

    where: str  # the file and the place in it, for messages
    record: str  # the record's id
    text: str  # that was annotated
    who: str
    when: str  # as ISO 8601
    #: Offsets are in code points. ``key`` is that of the exported region if the tool kept it, else empty or the tool's own.
    #: ``owner`` is a name's entity, a statement's speaker, or the event of a value or participant (None: the main event); with
    #: ``@`` before it, it is the key of another region.
    regions: list[Region]


class Change(NamedTuple):
    """A region before and after the annotation; None if there was, or is, none."""

    was: Region | None
    now: Region | None

    @property
    def region(self) -> Region:
        """The region after the annotation, or before it if it was removed."""
        found = self.now or self.was
        if found is None:
            raise ValueError("a change is of something")
        return found


def changed(exported: list[Region], returned: list[Region]) -> Iterator[Change]:
    """Pair the regions that differ: first those with the same key, then those that share most of their characters."""
    was, now = _different(exported, returned)
    tests: tuple[Callable[[Region, Region], bool], ...] = (
        lambda one, other: bool(one.key) and one.key == other.key,
        lambda one, other: overlap(one, other) >= MIN_OVERLAP,
    )
    for test in tests:
        left: list[Region] = []
        for one in was:
            other = next((other for other in now if one.layer == other.layer and test(one, other)), None)
            if other is None:
                left.append(one)
            else:
                now.remove(other)
                yield Change(one, other)
        was = left
    yield from (Change(one, None) for one in was)
    yield from (Change(None, one) for one in now)


def _different(exported: list[Region], returned: list[Region]) -> tuple[list[Region], list[Region]]:
    """The exported regions that were not returned unchanged, and the returned regions that are new or changed."""
    same: dict[tuple[Any, ...], list[Region]] = defaultdict(list)
    for one in returned:
        same[_compared_fields(one)].append(one)
    gone = []
    for one in exported:
        if again := same[_compared_fields(one)]:
            again.pop(0)
        else:
            gone.append(one)
    return gone, [one for left in same.values() for one in left]


def _compared_fields(one: Region) -> tuple[Any, ...]:
    # annotators do not judge the owner in these layers
    return one.layer, one.label, one.start, one.end, None if one.layer in {"event", "cue", "time"} else one.owner


class Changes(NamedTuple):
    """The corrections from an annotator's work, and messages about the changes that cannot become a correction."""

    corrections: list[Correction]
    unconverted: list[str]


def compare(record: Record, returned: Iterable[Region], who: str = "", when: str = "") -> Changes:
    """Compare returned regions with those exported from the record; ``who`` and ``when`` are the annotator and the time."""
    exported, _ = regions(record)
    main = next((event.id for event in record.events if event.main), None)
    ids = {f"@{event_key(record, event.id)}": event.id for event in record.events}
    found = list(changed([_owned(one, ids, main) for one in exported], [_owned(one, ids, main) for one in returned]))
    maker = _CorrectionMaker(record, found, who, when)
    for layer in _CORRECTED:  # names first: participants and speakers refer to them
        for change in found:
            if change.region.layer == layer:
                getattr(maker, layer)(change)
    for change in found:
        if change.region.layer not in _CORRECTED:
            maker.report(change.region, f"a change of the {change.region.layer} is not taken over")
    # an event is found by what it was about and by its name, so those change last
    maker.corrections.sort(key=lambda made: made.target.layer == "events" and made.target.slot in {"about", "name"})
    return Changes(maker.corrections, maker.unconverted)


def _owned(one: Region, ids: dict[str, str], main: str | None) -> Region:
    """The region with ``owner`` as its event's id; None for the main event, whose values need no link."""
    of = ids.get(one.owner or "", one.owner)
    return replace(one, owner=None if of == main else of) if one.layer in {"slot", "part"} else one


class _CorrectionMaker:
    """Turns changes into corrections, with a method for each layer."""

    def __init__(self, record: Record, found: list[Change], who: str, when: str) -> None:
        self.record = record
        self.made_by = {"who": who, "when": when, "record": record.id, "text_sha256": digest_of(record), "made_with": build()}
        self.corrections: list[Correction] = []
        self.unconverted: list[str] = []
        self.drawn = {change.now.key or f"drawn {n}": change.now for n, change in enumerate(found) if change.now}
        self.slots_done: set[tuple[str | None, str]] = set()
        self.changes = found
        self.by_key = {event_key(record, event.id): event for event in record.events}
        self.by_id = {event.id: event for event in record.events}
        self.removed_events = {c.was.key for c in found if c.was and c.was.layer == "event" and c.now is None}

    def report(self, one: Region, why: str) -> None:
        """Report a change that cannot become a correction."""
        self.unconverted.append(f"{one.layer} {one.label} at {one.start} to {one.end}: {why}")

    def add(self, layer: str, slot: str | None, action: Action, target: dict[str, Any], **values: Value | None) -> None:
        """Add a correction; ``values`` are ``was`` and ``now``."""
        about = Target.model_validate({"layer": layer, "slot": slot, **target})
        self.corrections.append(Correction.model_validate({**self.made_by, "target": about, "action": action, **values}))

    # names

    def entity(self, change: Change) -> None:
        """Correct a name that was moved, removed, drawn, or given another type or entity."""
        was, now = change
        if was is None:
            self._add_name(change.region)
            return
        entity = next(one for one in self.record.entities if one.id == was.owner)
        if now:
            self._correct_name(entity, was, now)
        elif not self._all_removed(entity):
            self._correct_mention(entity, plain(was), None)
        elif was.key == f"{entity.id}.1":  # once for all its mentions
            self.add("entities", None, "reject", {"entity": EntityRef.of(entity)}, was=Value(value=entity.type))

    def _correct_name(self, entity: Entity, was: Region, now: Region) -> None:
        if now.owner and now.owner != was.owner and self.record.entity(now.owner):
            self._correct_mention(entity, plain(was), None)
            self._add_name(now)
            return
        if (was.start, was.end) != (now.start, now.end):
            self._correct_mention(entity, plain(was), plain(now))
        if was.label != now.label:
            self._correct_type(entity, was, now)

    def _correct_type(self, entity: Entity, was: Region, now: Region) -> None:
        """Correct an entity's type, once for all its mentions."""
        same = [c for c in self.changes if c.was and c.was.layer == "entity" and c.was.owner == entity.id]
        retyped = [c.was for c in same if c.was and c.now and c.now.label != c.was.label]
        if retyped[0].key != was.key:
            return
        ref = {"entity": EntityRef.of(entity)}
        self.add("entities", "type", "correct", ref, was=Value(value=entity.type), now=Value(value=now.label))
        if len(retyped) < len(entity.mentions):
            self.report(now, f"the type is that of all {len(entity.mentions)} mentions of the entity")

    def _all_removed(self, entity: Entity) -> bool:
        removed = sum(c.was.owner == entity.id for c in self.changes if c.was and c.was.layer == "entity" and c.now is None)
        return removed >= len(entity.mentions)

    def _correct_mention(self, entity: Entity, was: Mention | None, now: Mention | None) -> None:
        action: Action = "correct" if was and now else "add" if now else "reject"
        values = {name: Value(words=[one]) if one else None for name, one in (("was", was), ("now", now))}
        self.add("entities", "words", action, {"entity": EntityRef.of(entity)}, **values)

    def _add_name(self, now: Region) -> None:
        """Add a drawn name: a mention of an entity with the same type and name, or a new entity."""
        alike = (
            entity
            for entity in self.record.entities
            if entity.type == now.label and any(m.text == now.text for m in entity.mentions)
        )
        entity = self.record.entity(now.owner) or next(alike, None)
        if entity:
            self._correct_mention(entity, None, plain(now))
        else:
            ref = {"entity": _drawn_ref(now)}
            self.add("entities", None, "add", ref, now=Value(value=now.label, words=[plain(now)]))

    def _entity_ref(self, of: str | None) -> EntityRef | None:
        """Reference to an entity of the record, or to a drawn name."""
        if of and (entity := self.record.entity(of)):
            return EntityRef.of(entity)
        drawn = self.drawn.get(of.removeprefix("@")) if of else None
        return _drawn_ref(drawn) if drawn else None

    def _entity_in(self, at: Region) -> EntityRef | None:
        """Reference to the entity that some words mention, of the record or drawn."""
        for entity in self.record.entities:
            if any(at.start <= m.start and m.end <= at.end for m in entity.mentions):
                return EntityRef.of(entity)
        drawn = [one for one in self.drawn.values() if one.layer == "entity"]
        return next((_drawn_ref(one) for one in drawn if at.start <= one.start and one.end <= at.end), None)

    # events

    def event(self, change: Change) -> None:
        """Correct an event that was removed, drawn, or given another type."""
        was, now = change
        if was is None:
            about = plain(change.region)
            ref = {"event": EventRef(main=not self.record.events, about=about)}
            self.add("events", None, "add", ref, now=Value(value=change.region.label, words=[about]))
            return
        ref = {"event": EventRef.of(self.by_key[was.key])}
        if now is None:
            self.add("events", None, "reject", ref, was=Value(value=was.label))
            return
        if was.label != now.label:
            self.add("events", "type", "correct", ref, was=Value(value=was.label), now=Value(value=now.label))
        if (was.start, was.end) != (now.start, now.end):
            self.report(now, "the words of an event cannot be moved: mark what it was about as a value")

    def _event_of(self, one: Region) -> tuple[dict[str, Any], Event | None] | None:
        """The reference to the event that a region belongs to, and the event unless it was drawn; None if there is none."""
        event = self.by_id.get(one.owner) if one.owner else next((event for event in self.record.events if event.main), None)
        if event:  # a removed event takes its values with it
            removed = event_key(self.record, event.id) in self.removed_events
            return None if removed else ({"event": EventRef.of(event)}, event)
        drawn = self.drawn.get(one.owner.removeprefix("@")) if one.owner else None
        if drawn and drawn.layer == "event":
            return {"event": EventRef(main=False, about=plain(drawn))}, None
        self.report(one, "it belongs to no event of the record")
        return None

    def slot(self, change: Change) -> None:
        """Correct a slot to all of its present words, once per slot."""
        for one in filter(None, change):
            if one.label not in _SLOTS:
                self.report(one, "this value follows from others and is not taken over")
            elif one.label == "mode" and one is change.now:
                self.report(one, "words do not say which mode it is: choose it in the review")
            elif (one.owner, one.label) not in self.slots_done and (owner := self._event_of(one)):
                self.slots_done.add((one.owner, one.label))
                self._correct_slot(one.label, one.owner, *owner)

    def _correct_slot(self, slot: str, of: str | None, ref: dict[str, Any], event: Event | None) -> None:
        was = current(event, slot) if event else None
        gone = _words_of(slot, of, (change.was for change in self.changes))
        new = _words_of(slot, of, (change.now for change in self.changes))
        kept = [m for m in event.slots.get(slot, []) if m not in gone] if event else []
        now = _read_together(self.record, slot, kept, new)
        if now:
            self.add("events", slot, "correct" if was else "add", ref, was=was, now=_value_of_words(slot, now))
        elif was:
            self.add("events", slot, "reject", ref, was=was)

    def part(self, change: Change) -> None:
        """Correct a participant that was removed, drawn, moved, or given another part."""
        was, now = change
        one = was or change.region
        owner = self._event_of(one)
        if owner is None:
            return
        who = self._entity_ref(was.values["entity"]) if was else self._entity_in(one)
        if who is None:
            self.report(one, "nobody is named there: mark the name, too")
        else:
            self._correct_participant(owner[0] | {"entity": who}, was, now)

    def _correct_participant(self, ref: dict[str, Any], was: Region | None, now: Region | None) -> None:
        before = Value(value=was.label, words=[plain(was)]) if was else None
        if now is None:
            self.add("participants", None, "reject", ref, was=before)
        elif was is None or (was.start, was.end) != (now.start, now.end):
            after = Value(value=now.label, words=[plain(now)])
            self.add("participants", None, "correct" if was else "add", ref, was=before, now=after)
        elif was.label != now.label:
            self.add("participants", "part", "correct", ref, was=Value(value=was.label), now=Value(value=now.label))

    # statements

    def statement(self, change: Change) -> None:
        """Correct a statement that was removed, drawn, moved, or given another speaker."""
        was, now = change
        ref = {"statement": plain(was or change.region)}
        words = Value(words=[ref["statement"]])
        if was is None:
            words.entity = self._entity_ref(change.region.owner)
            self.add("statements", None, "add", ref, now=words)
        elif now is None:
            self.add("statements", None, "reject", ref, was=words)
        else:
            if was.owner != now.owner:
                self._correct_speaker(was.owner, ref, now)
            if was.label != now.label:
                self.report(now, "whether a statement is direct is not taken over")
            if (was.start, was.end) != (now.start, now.end):
                self.add("statements", "words", "correct", ref, was=words, now=Value(words=[plain(now)]))

    def _correct_speaker(self, speaker: str | None, ref: dict[str, Any], now: Region) -> None:
        before, after = self._entity_ref(speaker), self._entity_ref(now.owner)
        was = Value(entity=before) if before else None
        if after:
            self.add("statements", "speaker", "correct" if was else "add", ref, was=was, now=Value(entity=after))
        elif now.owner:
            self.report(now, "its speaker is not a name in the record")
        else:
            self.add("statements", "speaker", "reject", ref, was=was)


def _drawn_ref(one: Region) -> EntityRef:
    return EntityRef.model_validate({"type": one.label, "at": [plain(one)]})


def _read_together(record: Record, slot: str, kept: list[Mention], new: list[Mention]) -> list[Mention]:
    """The first group of neighbouring mentions with a new one, as an article may repeat a date; all mentions of a name."""
    mentions = [*kept, *new]
    if slot == "name":
        return mentions
    groups: list[list[Mention]] = []
    for one in sorted(mentions, key=lambda m: (m.start, m.end)):
        between = record.text[groups[-1][-1].end : one.start] if groups else ""
        if groups and len(between) <= _MAX_GAP and "\n" not in between:
            groups[-1].append(one)
        else:
            groups.append([one])
    return next((group for group in groups if any(one in new for one in group)), groups[0] if groups else [])


def _words_of(slot: str, of: str | None, found: Iterable[Region | None]) -> list[Mention]:
    """The words of a slot of an event among some regions."""
    return [plain(one) for one in found if one and (one.layer, one.label, one.owner) == ("slot", slot, of)]


def _value_of_words(slot: str, now: list[Mention]) -> Value:
    """A value given by its words, which are parsed when the correction is applied; a name in two languages is split by script."""
    name = None
    if slot == "name" and len(now) > 1:
        name = Name(**{language_of(m.text): m.text for m in reversed(now)})
    return Value(words=[plain(one) for one in now], name=name)
