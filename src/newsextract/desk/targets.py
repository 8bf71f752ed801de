"""Find what a correction refers to in a record of any version."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from newsextract.desk.corrections import Correction, EntityRef, EventRef, Layer, digest_of
from newsextract.exports.regions import Region
from newsextract.pipeline.entities import squeezed
from newsextract.records import Entity, Event, Mention, Name, Participant, Record, Statement, mentions_in

#: minimum overlap of two mentions that count as the same: shared characters / characters from the first to the last
MIN_OVERLAP = 0.5


class MisfitError(Exception):
    """A correction does not fit a record; the message says why.

    It is an English text with format fields for the values; the review pages have a translation of it.

    Examples
    --------
    >>> str(MisfitError("{value!r} is not a number of people", value="many"))
    "'many' is not a number of people"
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message.format(**values))
        self.message, self.values = message, values

    def translated(self, say: Callable[[str], str]) -> str:
        """The message, translated by ``say``."""
        return say(self.message).format(**self.values)


def anchored(correction: Correction, record: Record) -> Correction:
    """Check that the words of a correction are in the text, and move them if the text has changed since.

    MisfitError if its words are not where it says, or are not exactly once in a changed text.
    """
    if digest_of(record) == correction.text_sha256:
        wrong = next((m for m in mentions_in(correction) if not m.text or record.text[m.start : m.end] != m.text), None)
        if wrong:
            raise MisfitError(
                "the words {words!r} are not at {start} to {end}", words=wrong.text[:40], start=wrong.start, end=wrong.end
            )
        return correction
    moved = correction.model_copy(deep=True)
    words = list(mentions_in(moved))
    if not words:
        raise MisfitError("the article's text has changed, and the correction quotes no words")
    text = _flat(record.text)
    for mention in words:
        at = text.find(_flat(mention.text)) if mention.text else -1
        if at < 0 or text.find(_flat(mention.text), at + 1) >= 0:
            gone = "the article's text has changed, and {words!r} is not in it"
            twice = "the article's text has changed, and {words!r} is in it more than once"
            raise MisfitError(gone if at < 0 else twice, words=mention.text[:40])
        mention.start, mention.end = at, at + len(mention.text)
        mention.text = record.text[mention.start : mention.end]
    return moved


def _flat(text: str) -> str:
    """A text on one line: another version may join lines of a page or keep them apart."""
    return text.replace("\n", " ")


def main_event(record: Record) -> Event | None:
    """The main event of a record."""
    return next((event for event in record.events if event.main), None)


def event_of(record: Record, ref: EventRef | None) -> Event:
    """The event of a reference; raise MisfitError if there is none."""
    found = find_event(record, ref)
    if found is None:
        main = ref is None or ref.main
        raise MisfitError("the record has no main event" if main else "the record no longer has this background event")
    return found


def find_event(record: Record, ref: EventRef | None) -> Event | None:
    """The event of a reference: the main event, or a background event by its words, then its name, then overlapping words."""
    if ref is None or ref.main:
        return main_event(record) if ref else None
    others = [event for event in record.events if not event.main]
    tests: tuple[Callable[[Event], bool], ...] = (
        lambda event: _same_span(event.trigger, ref.trigger) and _same_span(event.about, ref.about),
        lambda event: _same_span(event.about, ref.about),
        lambda event: _same_span(event.trigger, ref.trigger),
        lambda event: bool(names_of(event.name) & names_of(ref.name)),
        lambda event: overlap(event.about, ref.about) >= MIN_OVERLAP,
        lambda event: overlap(event.trigger, ref.trigger) >= MIN_OVERLAP,
    )
    for test in tests:
        found = [event for event in others if test(event)]
        if len(found) == 1:
            return found[0]
    return None


def entity_of(record: Record, ref: EntityRef | None) -> Entity:
    """The entity of a reference; raise MisfitError if there is none."""
    found = find_entity(record, ref)
    if found is None:
        raise MisfitError("the record no longer has this entity")
    return found


def find_entity(record: Record, ref: EntityRef | None) -> Entity | None:
    """The entity of a reference: by its mentions, else by type and name, else by type and overlapping mentions."""
    if ref is None:
        return None
    found = _by_mentions(record, ref)
    if found:
        return found
    own = [entity for entity in record.entities if entity.type == ref.type]
    named = [entity for entity in own if names_of(entity.name) & names_of(ref.name)]
    if len(named) == 1:
        return named[0]
    near = [entity for entity in own if _overlaps_any(entity, ref.at)]
    return near[0] if len(near) == 1 else None


def _by_mentions(record: Record, ref: EntityRef) -> Entity | None:
    spans = {(m.start, m.end) for m in ref.at}
    scores = {entity.id: sum((m.start, m.end) in spans for m in entity.mentions) for entity in record.entities}
    best = max(scores.values(), default=0)
    found = [entity for entity in record.entities if best and scores[entity.id] == best]
    return next((entity for entity in found if entity.type == ref.type), next(iter(found), None))


def _overlaps_any(entity: Entity, at: list[Mention]) -> bool:
    return any(overlap(m, one) >= MIN_OVERLAP for m in entity.mentions for one in at)


def participant_of(event: Event, entity: Entity | None) -> Participant | None:
    """An entity as a participant of an event; None if it takes no part."""
    return next((one for one in event.participants if entity and one.entity == entity.id), None)


def find_statement(record: Record, at: Mention | None) -> Statement | None:
    """The statement at some words, or the only one that overlaps them enough."""
    if at is None:
        return None
    exact = next((one for one in record.statements if (one.start, one.end) == (at.start, at.end)), None)
    near = [one for one in record.statements if overlap(one, at) >= MIN_OVERLAP]
    return exact or (near[0] if len(near) == 1 else None)


class Item(NamedTuple):
    """The event, entity and statement of a correction; None for each that the record does not have."""

    event: Event | None
    entity: Entity | None
    statement: Statement | None

    @property
    def participant(self) -> Participant | None:
        """The entity as a participant of the event."""
        return participant_of(self.event, self.entity) if self.event else None

    def ids(self, layer: Layer) -> list[str]:
        """The ids that name the item of a layer; empty if the record does not have it."""
        event, entity, at = self.event, self.entity, self.statement
        if layer == "statements":
            return [f"{at.start}-{at.end}"] if at else []
        items = {"events": (event,), "participants": (event, entity), "entities": (entity,)}[layer]
        return [one.id for one in items if one] if all(items) else []


def item_of(record: Record, one: Correction) -> Item:
    """The items of a correction in a record that it was applied to, found by the corrected words and participant."""
    target, now = one.target, one.now
    other = now.entity if now and (target.layer, target.slot) == ("participants", "entity") else None
    words = now.words[0] if now and now.words and target.statement else target.statement
    return Item(find_event(record, target.event), find_entity(record, other or target.entity), find_statement(record, words))


def _same_span(one: Mention | None, other: Mention | None) -> bool:
    return bool(one and other and (one.start, one.end) == (other.start, other.end))


def overlap(one: Mention | Region | None, other: Mention | Region | None) -> float:
    """Overlap of two mentions, 0 to 1."""
    if one is None or other is None:
        return 0.0
    shared = max(0, min(one.end, other.end) - max(one.start, other.start))
    return shared / max(1, max(one.end, other.end) - min(one.start, other.start)) if shared else 0.0


def names_of(name: Name) -> set[str]:
    """The Thai and the English name, without whitespace and in lower case."""
    return set(map(squeezed, filter(None, (name.th, name.en))))
