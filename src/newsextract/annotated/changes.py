"""What an annotator changed: the regions that came back beside those that were exported, as corrections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from newsextract._version import build
from newsextract.annotated.pairing import Change, changed
from newsextract.desk.corrections import Action, Correction, EntityRef, EventRef, Target, Value, digest_of
from newsextract.desk.corrections import Layer as Judged
from newsextract.exports.regions import Layer, Region, event_key, regions
from newsextract.records import Entity, Event, Mention, Name, Participant, Record, Statement

#: layers whose changes corrections can say; of the others a change is only reported
_JUDGED: tuple[Layer, ...] = ("entity", "event", "slot", "part", "statement")
#: slots of an event that can be corrected
_SLOTS = frozenset({"name", "start", "end", "venue", "province", "country", "mode", "about", "attendance"})
#: characters between two of a slot's words that are read as one
_APART = 30


class Changes(NamedTuple):
    """The corrections that an annotator's work amounts to, and what of it cannot be said as one."""

    corrections: list[Correction]
    left: list[str]


def compare(record: Record, returned: Iterable[Region], who: str = "", when: str = "") -> Changes:
    """Compare what came back with what was exported of the record; ``who`` and ``when`` are the annotator and the time of the work."""
    exported, _ = regions(record)
    main = next((event.id for event in record.events if event.main), None)
    held = {f"@{event_key(record, event.id)}": event.id for event in record.events}
    found = list(changed([_owned(one, held, main) for one in exported], [_owned(one, held, main) for one in returned]))
    teller = _Teller(record, found, who, when)
    for layer in _JUDGED:  # names first: participants and speakers refer to them
        for change in found:
            if change.one.layer == layer:
                getattr(teller, layer)(change)
    for change in found:
        if change.one.layer not in _JUDGED:
            teller.leave(change.one, f"a change of the {change.one.layer} is not taken over")
    # an event is known by what it was about and by its name: those change last
    teller.made.sort(key=lambda made: made.target.layer == "events" and made.target.slot in {"about", "name"})
    return Changes(teller.made, teller.left)


def _owned(one: Region, held: dict[str, str], main: str | None) -> Region:
    """The region with the id of its event; None for the main one, whose values need no link to it."""
    of = held.get(one.of or "", one.of)
    return replace(one, of=None if of == main else of) if one.layer in {"slot", "part"} else one


def _at(one: Region | Mention) -> Mention:
    """The words alone, without what a layer says of them."""
    return Mention(start=one.start, end=one.end, text=one.text)


class _Teller:
    """Says changes as corrections, layer by layer."""

    def __init__(self, record: Record, found: list[Change], who: str, when: str) -> None:
        self.record = record
        self.made_by = {"who": who, "when": when, "record": record.id, "text_sha256": digest_of(record), "made_with": build()}
        self.made: list[Correction] = []
        self.left: list[str] = []
        self.drawn = {change.now.key or f"drawn {n}": change.now for n, change in enumerate(found) if change.now}
        self.slots_done: set[tuple[str | None, str]] = set()
        self.changes = found
        self.by_key = {event_key(record, event.id): event for event in record.events}
        self.by_id = {event.id: event for event in record.events}
        away = {c.was.key for c in found if c.was and c.was.layer == "event" and c.now is None}
        self.away = {event.id for key, event in self.by_key.items() if key in away}

    def leave(self, one: Region, why: str) -> None:
        """Note what cannot be said."""
        self.left.append(f"{one.layer} {one.label} at {one.start} to {one.end}: {why}")

    def say(
        self,
        layer: Judged,
        slot: str | None,
        action: Action,
        target: dict[str, Any],
        was: Value | None = None,
        now: Value | None = None,
    ) -> None:
        """Add a correction."""
        about = Target(layer=layer, slot=slot, **target)
        self.made.append(Correction(**self.made_by, target=about, action=action, was=was, now=now))

    # names

    def entity(self, change: Change) -> None:
        """A name that was moved, taken out, drawn, or given another type or entity."""
        was, now = change
        held = self.record.entity(was.of) if was else None
        if was is None and now:
            self._named(now)
        elif was and held and now is None:
            if self._all_gone(held):
                if was.key == f"{held.id}.1":
                    self.say("entities", None, "reject", {"entity": EntityRef.of(held)}, was=Value(value=held.type))
            else:
                self._moved(held, _at(was), None)
        elif was and now and held:
            self._changed_name(held, was, now)

    def _changed_name(self, held: Entity, was: Region, now: Region) -> None:
        if now.of and now.of != was.of and self.record.entity(now.of):
            self._moved(held, _at(was), None)
            self._named(now)
            return
        if (was.start, was.end) != (now.start, now.end):
            self._moved(held, _at(was), _at(now))
        if was.label != now.label:
            self._retyped(held, was, now)

    def _retyped(self, held: Entity, was: Region, now: Region) -> None:
        """Another type, once an entity, whichever of its mentions say it."""
        same = [c for c in self.changes if c.was and c.was.layer == "entity" and c.was.of == held.id]
        told = [c.was for c in same if c.was and c.now and c.now.label != c.was.label]
        if told[0].key != was.key:
            return
        ref = {"entity": EntityRef.of(held)}
        self.say("entities", "type", "correct", ref, was=Value(value=held.type), now=Value(value=now.label))
        if len(told) < len(held.mentions):
            self.leave(now, f"the type is that of all {len(held.mentions)} mentions of the entity")

    def _all_gone(self, held: Entity) -> bool:
        gone = sum(c.was.of == held.id for c in self.changes if c.was and c.was.layer == "entity" and c.now is None)
        return gone >= len(held.mentions)

    def _moved(self, held: Entity, was: Mention | None, now: Mention | None) -> None:
        action: Action = "correct" if was and now else "add" if now else "reject"
        values = (Value(words=[one]) if one else None for one in (was, now))
        self.say("entities", "words", action, {"entity": EntityRef.of(held)}, *values)

    def _named(self, now: Region) -> None:
        """A name that was drawn: another mention of an entity that is named alike, or a new entity."""
        alike = (
            entity
            for entity in self.record.entities
            if entity.type == now.label and any(m.text == now.text for m in entity.mentions)
        )
        held = self.record.entity(now.of) or next(alike, None)
        if held:
            self._moved(held, None, _at(now))
        else:
            ref = {"entity": _drawn_ref(now)}
            self.say("entities", None, "add", ref, now=Value(value=now.label, words=[_at(now)]))

    def _who(self, of: str | None) -> EntityRef | None:
        """How to name an entity: one of the record, or a name that was drawn."""
        if of and (held := self.record.entity(of)):
            return EntityRef.of(held)
        drawn = self.drawn.get(of.removeprefix("@")) if of else None
        return _drawn_ref(drawn) if drawn else None

    def _named_in(self, at: Region) -> EntityRef | None:
        """How to name the entity that some words mention."""
        for entity in self.record.entities:
            if any(at.start <= m.start and m.end <= at.end for m in entity.mentions):
                return EntityRef.of(entity)
        drawn = [one for one in self.drawn.values() if one.layer == "entity"]
        return next((_drawn_ref(one) for one in drawn if at.start <= one.start and one.end <= at.end), None)

    # events

    def event(self, change: Change) -> None:
        """An event that was taken out, drawn, or given another type."""
        was, now = change
        if was is None and now:
            ref = {"event": EventRef(main=not self.record.events, about=_at(now))}
            self.say("events", None, "add", ref, now=Value(value=now.label, words=[_at(now)]))
            return
        held = self.by_key.get(was.key) if was else None
        if was is None or held is None:
            return
        ref = {"event": EventRef.of(held)}
        if now is None:
            self.say("events", None, "reject", ref, was=Value(value=held.type))
            return
        if was.label != now.label:
            self.say("events", "type", "correct", ref, was=Value(value=was.label), now=Value(value=now.label))
        if (was.start, was.end) != (now.start, now.end):
            self.leave(now, "the words of an event cannot be moved: mark what it was about as a value")

    def _event_of(self, one: Region) -> tuple[dict[str, Any], Event | None] | None:
        """The event that a region belongs to, and how a correction names it."""
        held = self.by_id.get(one.of) if one.of else next((event for event in self.record.events if event.main), None)
        if held:  # with an event that was taken out goes all that it has
            return None if held.id in self.away else ({"event": EventRef.of(held)}, held)
        drawn = self.drawn.get(one.of.removeprefix("@")) if one.of else None
        if drawn and drawn.layer == "event":
            return {"event": EventRef(main=False, about=_at(drawn))}, None
        self.leave(one, "it belongs to no event of the record")
        return None

    def slot(self, change: Change) -> None:
        """A slot's words: all that stand there now, once a slot."""
        for one in filter(None, change):
            if one.label not in _SLOTS:
                self.leave(one, "this value follows from others and is not taken over")
            elif one.label == "mode" and one is change.now:
                self.leave(one, "words do not say which mode it is: choose it in the review")
            elif (one.of, one.label) not in self.slots_done and (owner := self._event_of(one)):
                self.slots_done.add((one.of, one.label))
                self._filled(one.label, one.of, *owner)

    def _filled(self, slot: str, of: str | None, ref: dict[str, Any], held: Event | None) -> None:
        stood = held.slots.get(slot, []) if held else []
        now = self._words_now(slot, of, stood)
        was = _standing(held, slot, stood)
        if now:
            self.say("events", slot, "correct" if was else "add", ref, was=was, now=_said(slot, now))
        elif was:
            self.say("events", slot, "reject", ref, was=was)

    def _words_now(self, slot: str, of: str | None, stood: list[Mention]) -> list[Mention]:
        gone = [_at(c.was) for c in self.changes if c.was and _is(c.was, slot, of)]
        new = [_at(c.now) for c in self.changes if c.now and _is(c.now, slot, of)]
        return _read_together(self.record, slot, [m for m in stood if m not in gone], new)

    def part(self, change: Change) -> None:
        """A participant that was taken out, drawn, moved, or given another part."""
        was, now = change
        one = was or now
        owner = self._event_of(one) if one else None
        if one is None or owner is None:
            return
        ref, held = owner
        stood = _standing_part(held, was) if was and held else None
        who = self._who(stood.entity) if stood else self._named_in(one)
        if who is None:
            self.leave(one, "nobody is named there: mark the name, too")
        else:
            self._taken_part(ref | {"entity": who}, was, now)

    def _taken_part(self, ref: dict[str, Any], was: Region | None, now: Region | None) -> None:
        before = Value(value=was.label, words=[_at(was)]) if was else None
        if now is None:
            self.say("participants", None, "reject", ref, was=before)
        elif was is None or (was.start, was.end) != (now.start, now.end):
            after = Value(value=now.label, words=[_at(now)])
            self.say("participants", None, "correct" if was else "add", ref, was=before, now=after)
        elif was.label != now.label:
            self.say("participants", "part", "correct", ref, was=Value(value=was.label), now=Value(value=now.label))

    # statements

    def statement(self, change: Change) -> None:
        """A statement that was taken out, drawn, moved, or given another speaker."""
        was, now = change
        if was is None and now:
            said = Value(words=[_at(now)], entity=self._who(now.of))
            self.say("statements", None, "add", {"statement": _at(now)}, now=said)
            return
        held = next((s for s in self.record.statements if was and (s.start, s.end) == (was.start, was.end)), None)
        if was is None or held is None:
            return
        ref = {"statement": _at(held)}
        if now is None:
            self.say("statements", None, "reject", ref, was=Value(words=[_at(held)]))
            return
        if was.of != now.of:
            self._spoken(held, ref, now)
        if was.label != now.label:
            self.leave(now, "whether a statement is direct is not taken over")
        if (was.start, was.end) != (now.start, now.end):
            self.say("statements", "words", "correct", ref, was=Value(words=[_at(held)]), now=Value(words=[_at(now)]))

    def _spoken(self, held: Statement, ref: dict[str, Any], now: Region) -> None:
        before, after = self._who(held.speaker), self._who(now.of)
        was = Value(entity=before) if before else None
        if after:
            self.say("statements", "speaker", "correct" if was else "add", ref, was=was, now=Value(entity=after))
        elif now.of:
            self.leave(now, "its speaker is no name of the record")
        else:
            self.say("statements", "speaker", "reject", ref, was=was)


def _drawn_ref(one: Region) -> EntityRef:
    return EntityRef.model_validate({"type": one.label, "at": [_at(one)]})


def _read_together(record: Record, slot: str, kept: list[Mention], new: list[Mention]) -> list[Mention]:
    """The words of a slot that stand together, with those that are new: a date that is said twice is read once, a name twice."""
    said = [*kept, *new]
    if slot == "name":
        return said
    groups: list[list[Mention]] = []
    for one in sorted(said, key=lambda m: (m.start, m.end)):
        between = record.text[groups[-1][-1].end : one.start] if groups else ""
        if groups and len(between) <= _APART and "\n" not in between:
            groups[-1].append(one)
        else:
            groups.append([one])
    return next((group for group in groups if any(one in new for one in group)), groups[0] if groups else [])


def _is(one: Region, slot: str, of: str | None) -> bool:
    return one.layer == "slot" and (one.label, one.of) == (slot, of)


def _standing_part(event: Event, was: Region) -> Participant | None:
    """The participant that a region was made of."""
    at = _at(was)
    return next((p for p in event.participants if p.part == was.label and p.mention == at), None)


def _standing(event: Event | None, slot: str, stood: list[Mention]) -> Value | None:
    """What stands in a slot, as the contract writes it; None where it is empty."""
    if event is None:
        return None
    place = event.place
    value: Any = {
        "name": " / ".join(filter(None, (event.name.th, event.name.en))) or None,
        "about": event.about.text if event.about else None,
        "province": place.iso_3166_2,
        "venue": place.venue,
        "country": place.country,
        "mode": place.mode,
    }.get(slot, getattr(event, slot, None))
    if value is None:
        return None
    name, unit = event.name if slot == "name" else None, event.attendance_unit if slot == "attendance" else None
    return Value(value=value, words=[_at(one) for one in stood], name=name, unit=unit)


def _said(slot: str, now: list[Mention]) -> Value:
    """Words for a slot: they are read when the correction is applied; of a name in two languages each by its script."""
    name = None
    if slot == "name" and len(now) > 1:
        thai = next((m.text for m in now if _is_thai(m.text)), None)
        english = next((m.text for m in now if not _is_thai(m.text)), None)
        name = Name(th=thai, en=english)
    return Value(words=[_at(one) for one in now], name=name)


def _is_thai(text: str) -> bool:
    return any("\u0e01" <= char <= "\u0e5b" for char in text)
