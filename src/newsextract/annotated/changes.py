"""What an annotator changed: the regions that came back beside those that were exported, as corrections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from newsextract.annotated.corrections import Correction, entity_ref, event_ref, words
from newsextract.exports.regions import Layer, Region, event_key, regions
from newsextract.records import Entity, Event, Mention, Record, Statement

#: layers whose changes corrections can say; of the others a change is only reported
_JUDGED: tuple[Layer, ...] = ("entity", "event", "slot", "part", "statement")
#: slots of an event that can be corrected
_SLOTS = frozenset({"name", "start", "end", "venue", "province", "country", "mode", "about", "attendance"})
#: share of the characters of two regions that they have in common when one is the other, moved
_SAME = 0.5
#: characters between two of a slot's words that are read as one
_APART = 30


class Change(NamedTuple):
    """A region that was, and what stands instead; None where there was, or is, none."""

    was: Region | None
    now: Region | None


class Changes(NamedTuple):
    """The corrections that an annotator's work amounts to, and what of it cannot be said as one."""

    corrections: list[Correction]
    left: list[str]


def compare(record: Record, returned: Iterable[Region]) -> Changes:
    """Compare what came back with what was exported of the record."""
    exported, _ = regions(record)
    main = next((event.id for event in record.events if event.main), None)
    held = {f"@{event_key(record, event.id)}": event.id for event in record.events}
    found = list(changed([_owned(one, held, main) for one in exported], [_owned(one, held, main) for one in returned]))
    teller = _Teller(record, found)
    for layer in _JUDGED:  # names first: participants and speakers refer to them
        for change in found:
            one = change.now or change.was
            if one and one.layer == layer:
                getattr(teller, layer)(change)
    for change in found:
        one = change.now or change.was
        if one and one.layer not in _JUDGED:
            teller.leave(one, f"a change of the {one.layer} is not taken over")
    # an event is known by what it was about and by its name: those change last
    teller.made.sort(key=lambda made: made.layer == "events" and made.slot in {"about", "name"})
    return Changes(teller.made, teller.left)


def _owned(one: Region, held: dict[str, str], main: str | None) -> Region:
    """The region with the id of its event; None for the main one, whose values need no link to it."""
    of = held.get(one.of or "", one.of)
    return replace(one, of=None if of == main else of) if one.layer in {"slot", "part"} else one


def changed(exported: list[Region], returned: list[Region]) -> Iterator[Change]:
    """Pair the regions: the same, then those of the same key, then those that share most of their characters."""
    same: dict[tuple[Any, ...], list[Region]] = defaultdict(list)
    for one in returned:
        same[_face(one)].append(one)
    kept: set[int] = set()
    gone: list[Region] = []
    for one in exported:
        if again := same[_face(one)]:
            kept.add(id(again.pop(0)))
        else:
            gone.append(one)
    new = [one for one in returned if id(one) not in kept]
    by_key = {(one.layer, one.key): one for one in new if one.key}
    left: list[Region] = []
    for one in gone:
        moved = by_key.get((one.layer, one.key))
        if moved is not None and any(moved is other for other in new):
            new = [other for other in new if other is not moved]
            yield Change(one, moved)
        else:
            left.append(one)
    for one in left:
        near = next((other for other in new if other.layer == one.layer and _share(one, other) >= _SAME), None)
        new = [other for other in new if other is not near]
        yield Change(one, near)
    yield from (Change(None, one) for one in new)


def _face(one: Region) -> tuple[Any, ...]:
    # an event's own id and a name's form are not what an annotator judges
    return one.layer, one.label, one.start, one.end, None if one.layer in {"event", "cue", "time"} else one.of


def _share(one: Region, other: Region) -> float:
    shared = max(0, min(one.end, other.end) - max(one.start, other.start))
    return shared / max(1, max(one.end, other.end) - min(one.start, other.start))


def _at(one: Region) -> Mention:
    return Mention(start=one.start, end=one.end, text=one.text)


class _Teller:
    """Says changes as corrections, layer by layer."""

    def __init__(self, record: Record, found: list[Change]) -> None:
        self.record = record
        self.made: list[Correction] = []
        self.left: list[str] = []
        self.drawn = {change.now.key: change.now for change in found if change.now and change.now.key}
        self.slots_done: set[tuple[str | None, str]] = set()
        self.changes = found
        self.by_key = {event_key(record, event.id): event for event in record.events}
        self.by_id = {event.id: event for event in record.events}
        away = {c.was.key for c in found if c.was and c.was.layer == "event" and c.now is None}
        self.away = {event.id for key, event in self.by_key.items() if key in away}

    def leave(self, one: Region, why: str) -> None:
        """Note what cannot be said."""
        self.left.append(f"{one.layer} {one.label} at {one.start} to {one.end}: {why}")

    def say(self, layer: Any, slot: str | None, action: Any, target: dict[str, Any], **values: Any) -> None:
        """Add a correction."""
        self.made.append(Correction(layer, slot, action, target, **values))

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
                    self.say("entities", None, "reject", {"entity": entity_ref(held)}, was={"value": held.type})
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
            others = [c for c in self.changes if c.was and c.was.layer == "entity" and c.was.of == held.id]
            first = next(c.was for c in others if c.was and c.now and c.now.label != c.was.label)
            if first.key == was.key:
                ref = {"entity": entity_ref(held)}
                self.say("entities", "type", "correct", ref, was={"value": held.type}, now={"value": now.label})
                if len(others) < len(held.mentions):
                    self.leave(now, f"the type is that of all {len(held.mentions)} mentions of the entity")

    def _all_gone(self, held: Entity) -> bool:
        gone = sum(c.was.of == held.id for c in self.changes if c.was and c.was.layer == "entity" and c.now is None)
        return gone >= len(held.mentions)

    def _moved(self, held: Entity, was: Mention | None, now: Mention | None) -> None:
        action = "correct" if was and now else "add" if now else "reject"
        values = {"was": {"words": words(was)} if was else None, "now": {"words": words(now)} if now else None}
        self.say("entities", "words", action, {"entity": entity_ref(held)}, **values)

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
            ref = {"entity": {"type": now.label, "at": words(_at(now))}}
            self.say("entities", None, "add", ref, now={"value": now.label, "words": words(_at(now))})

    def _who(self, of: str | None, at: Region | None = None) -> dict[str, Any] | None:
        """How to name an entity: one of the record, or the words of a name that was drawn."""
        if of and (held := self.record.entity(of)):
            return entity_ref(held)
        drawn = self.drawn.get(of.removeprefix("@")) if of else None
        if drawn is None and at:
            held = next((e for e in self.record.entities for m in e.mentions if at.start <= m.start and m.end <= at.end), None)
            if held:
                return entity_ref(held)
            named = (c.now for c in self.changes if c.now and c.now.layer == "entity")
            drawn = next((one for one in named if at.start <= one.start and one.end <= at.end), None)
        return {"type": drawn.label, "at": words(_at(drawn))} if drawn else None

    # events

    def event(self, change: Change) -> None:
        """An event that was taken out, drawn, or given another type."""
        was, now = change
        if was is None and now:
            ref = {"event": {"main": not self.record.events, "about": words(_at(now))[0]}}
            self.say("events", None, "add", ref, now={"value": now.label, "words": words(_at(now))})
            return
        held = self.by_key.get(was.key) if was else None
        if was is None or held is None:
            return
        ref = {"event": event_ref(held)}
        if now is None:
            self.say("events", None, "reject", ref, was={"value": held.type})
            return
        if was.label != now.label:
            self.say("events", "type", "correct", ref, was={"value": was.label}, now={"value": now.label})
        if (was.start, was.end) != (now.start, now.end):
            self.leave(now, "the words of an event cannot be moved: mark what it was about as a value")

    def _event_of(self, one: Region) -> tuple[dict[str, Any], Event | None] | None:
        """The event that a region belongs to, and how a correction names it."""
        held = self.by_id.get(one.of) if one.of else next((event for event in self.record.events if event.main), None)
        if held:  # with an event that was taken out goes all that it has
            return None if held.id in self.away else ({"event": event_ref(held)}, held)
        drawn = self.drawn.get(one.of.removeprefix("@")) if one.of else None
        if drawn and drawn.layer == "event":
            return {"event": {"main": False, "about": words(_at(drawn))[0]}}, None
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
        stood = list(held.slots.get(slot, ())) if held else []
        mine = [c for c in self.changes if any(r and r.layer == "slot" and (r.of, r.label) == (of, slot) for r in c)]
        gone = {(c.was.start, c.was.end) for c in mine if c.was and (c.was.of, c.was.label) == (of, slot)}
        now = [m for m in stood if (m.start, m.end) not in gone]
        new = [_at(c.now) for c in mine if c.now and (c.now.of, c.now.label) == (of, slot)]
        now = _read_together(self.record, [*now, *new], new) if slot != "name" else [*now, *new]
        was = _standing(held, slot, stood) if held else None
        if now:
            self.say("events", slot, "correct" if was else "add", ref, was=was, now=_said(slot, now))
        elif was:
            self.say("events", slot, "reject", ref, was=was)

    def part(self, change: Change) -> None:
        """A participant that was taken out, drawn, moved, or given another part."""
        was, now = change
        one = was or now
        owner = self._event_of(one) if one else None
        if one is None or owner is None:
            return
        ref, held = owner
        stood = (
            next((p for p in held.participants if _same(p.mention, was) and p.part == was.label), None)
            if was and held
            else None
        )
        who = self._who(stood.entity) if stood else self._who(None, one)
        if who is None:
            self.leave(one, "nobody is named there: mark the name, too")
            return
        ref = ref | {"entity": who}
        before = {"value": was.label, "words": words(_at(was))} if was else None
        if now is None:
            self.say("participants", None, "reject", ref, was=before)
        elif was is None or (was.start, was.end) != (now.start, now.end):
            after = {"value": now.label, "words": words(_at(now))}
            self.say("participants", None, "correct" if was else "add", ref, was=before, now=after)
        elif was.label != now.label:
            self.say("participants", "part", "correct", ref, was={"value": was.label}, now={"value": now.label})

    # statements

    def statement(self, change: Change) -> None:
        """A statement that was taken out, drawn, moved, or given another speaker."""
        was, now = change
        if was is None and now:
            said = {"words": words(_at(now)), "entity": self._who(now.of)}
            self.say("statements", None, "add", {"statement": words(_at(now))[0]}, now=said)
            return
        held = next((s for s in self.record.statements if was and (s.start, s.end) == (was.start, was.end)), None)
        if was is None or held is None:
            return
        ref = {"statement": words(held)[0]}
        if now is None:
            self.say("statements", None, "reject", ref, was={"words": words(held)})
            return
        if was.of != now.of:
            self._spoken(held, ref, now)
        if was.label != now.label:
            self.leave(now, "whether a statement is direct is not taken over")
        if (was.start, was.end) != (now.start, now.end):
            self.say("statements", "words", "correct", ref, was={"words": words(held)}, now={"words": words(_at(now))})

    def _spoken(self, held: Statement, ref: dict[str, Any], now: Region) -> None:
        before, after = self._who(held.speaker), self._who(now.of)
        was = {"entity": before} if before else None
        if after:
            self.say("statements", "speaker", "correct" if was else "add", ref, was=was, now={"entity": after})
        elif now.of:
            self.leave(now, "its speaker is no name of the record")
        else:
            self.say("statements", "speaker", "reject", ref, was=was)


def _read_together(record: Record, said: list[Mention], new: list[Mention]) -> list[Mention]:
    """The words of a slot that stand together, with those that are new: a date that is said twice is read once."""
    groups: list[list[Mention]] = []
    for one in sorted(said, key=lambda m: (m.start, m.end)):
        between = record.text[groups[-1][-1].end : one.start] if groups else ""
        if groups and len(between) <= _APART and "\n" not in between:
            groups[-1].append(one)
        else:
            groups.append([one])
    return next((group for group in groups if any(one in new for one in group)), groups[0] if groups else [])


def _same(mention: Mention | None, one: Region) -> bool:
    return mention is not None and (mention.start, mention.end) == (one.start, one.end)


def _standing(event: Event, slot: str, stood: list[Mention]) -> dict[str, Any] | None:
    """What stands in a slot, as the contract writes it; None where it is empty."""
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
    more = (
        {"name": event.name.model_dump()} if slot == "name" else {"unit": event.attendance_unit} if slot == "attendance" else {}
    )
    return {"value": value, "words": words(*stood), **more}


def _said(slot: str, now: list[Mention]) -> dict[str, Any]:
    """Words for a slot: they are read when the correction is applied; of a name in two languages each by its script."""
    said: dict[str, Any] = {"words": words(*now)}
    if slot == "name" and len(now) > 1:
        thai = next((m.text for m in now if _is_thai(m.text)), None)
        english = next((m.text for m in now if not _is_thai(m.text)), None)
        said["name"] = {"th": thai, "en": english}
    return said


def _is_thai(text: str) -> bool:
    return any("\u0e01" <= char <= "\u0e5b" for char in text)
