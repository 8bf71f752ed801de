"""What a record says, as labelled stretches of its text and links between them: what annotation tools and stand-off formats show."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from newsextract.records import Entity, Event, Mention, Record
from newsextract.thai.tokens import tokenize

Layer = Literal["entity", "event", "slot", "part", "statement", "cue", "time", "role", "term", "evidence"]
#: slots whose words are those of the trigger and of the first participant
_SHOWN_ELSEWHERE = frozenset({"type", "actor"})


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of text with a label.

    Attributes
    ----------
    key
        Names it within its record.
    label
        The type, slot, part or kind.
    of
        Id of the entity that it mentions, or of the event that it belongs to.
    more
        What else there is to say of it, as text.
    """

    key: str
    layer: Layer
    label: str
    start: int
    end: int
    text: str
    of: str | None = None
    more: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one region to another, by their keys."""

    source: str
    target: str
    label: Literal["speaker", "of", "cue"]


def regions(record: Record, *, context: bool = False) -> tuple[list[Region], list[Link]]:
    """Give the regions of a record in the order of its layers, and the links between them.

    ``context`` adds roles, terms and evidence: they show where something is said twice, or cannot be changed in another tool.
    """
    found = [*_entities(record), *_events(record), *_statements(record), *_times(record)]
    if context:
        found += [*_roles(record), *_terms(record), *_evidence(record)]
    # a record that another program has changed may point beside its text
    found = [one for one in found if 0 <= one.start < one.end <= len(record.text)]
    return found, list(_links(record, found))


def _region(key: str, layer: Layer, label: str, at: Mention, of: str | None = None, **more: str | None) -> Region:
    kept = {name: value for name, value in more.items() if value}
    return Region(key, layer, label, at.start, at.end, at.text, of, kept)


def _entities(record: Record) -> Iterator[Region]:
    for entity in record.entities:
        for n, mention in enumerate(entity.mentions, 1):
            yield _region(f"{entity.id}.{n}", "entity", entity.type, mention, entity.id, form=mention.form)


def anchor(record: Record, event: Event) -> Mention:
    """The words that stand for an event: its trigger, what it was about, any that say it, or else the headline."""
    said = (event.trigger, event.about, *(m for words in event.slots.values() for m in words), *event.evidence)
    return next(filter(None, said), None) or Mention.of(record.text, 0, len(record.text.partition("\n")[0]))


def event_key(record: Record, event_id: str) -> str:
    """The key of an event's region: Label Studio cuts an id at ``#``."""
    return event_id.removeprefix(record.id).replace("#", "ev")


def _events(record: Record) -> Iterator[Region]:
    for event in record.events:
        key = event_key(record, event.id)
        main = None if event.main else "background"
        yield _region(key, "event", event.type, anchor(record, event), event.id, main=main, status=event.status)
        for slot, words in event.slots.items():
            if slot not in _SHOWN_ELSEWHERE:
                for n, mention in enumerate(words, 1):
                    yield _region(f"{key}.{slot}.{n}", "slot", slot, mention, event.id, value=_value(event, slot))
        for n, participant in enumerate(event.participants, 1):
            if participant.mention:
                yield _region(
                    f"{key}.part.{n}", "part", participant.part, participant.mention, event.id, entity=participant.entity
                )


def _value(event: Event, slot: str) -> str | None:
    """The value of a slot where it is not its words."""
    if slot == "province":
        return event.place.iso_3166_2
    if slot in {"country", "mode"}:
        return getattr(event.place, slot, None)
    if slot in {"start", "end", "attendance"}:
        value = getattr(event, slot)
        return None if value is None else str(value)
    return None


def _statements(record: Record) -> Iterator[Region]:
    for n, said in enumerate(record.statements, 1):
        yield _region(f"s{n}", "statement", said.kind, said, said.speaker)
        if said.cue:
            yield _region(f"s{n}.cue", "cue", "cue", said.cue)


def _times(record: Record) -> Iterator[Region]:
    for n, time in enumerate(record.times, 1):
        yield _region(f"t{n}", "time", "time", time, value=time.value, end=time.end_value, kind=time.kind)


def _roles(record: Record) -> Iterator[Region]:
    for entity in record.entities:
        for n, role in enumerate(entity.roles, 1):
            yield _region(f"{entity.id}.role.{n}", "role", "role", role, entity.id, organisation=role.organisation)


def _terms(record: Record) -> Iterator[Region]:
    for n, term in enumerate(record.terms, 1):
        for name in ("th", "en", "abbr"):
            if at := getattr(term, name):
                yield _region(f"g{n}.{name}", "term", name, at, term.entity, term=f"g{n}", kind=term.kind, rel=term.rel)


def _evidence(record: Record) -> Iterator[Region]:
    for event in record.events:
        for n, at in enumerate(event.evidence, 1):
            yield _region(f"{event_key(record, event.id)}.evidence.{n}", "evidence", "evidence", at, event.id)


def nearest(entity: Entity | None, at: int) -> int | None:
    """The place, from 1, of the entity's mention nearest to a character; None where it has none."""
    if entity is None or not entity.mentions:
        return None
    far = [min(abs(m.start - at), abs(m.end - at)) for m in entity.mentions]
    return far.index(min(far)) + 1


def _links(record: Record, found: Iterable[Region]) -> Iterator[Link]:
    """Speakers and cues of statements, and what belongs to an event in the background; the rest is the main event's."""
    main = {event.id for event in record.events if event.main}
    for one in found:
        if one.layer == "statement" and one.of and (n := nearest(record.entity(one.of), one.start)):
            yield Link(one.key, f"{one.of}.{n}", "speaker")
        elif one.layer == "cue":
            yield Link(one.key, one.key.removesuffix(".cue"), "cue")
        elif one.layer in {"slot", "part", "evidence"} and one.of and one.of not in main:
            yield Link(one.key, event_key(record, one.of), "of")


def flat(found: Iterable[Region]) -> list[Region]:
    """The regions that lie in no other and cross none before them, in the order of the text."""
    kept: list[Region] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def tokens(record: Record, cuts: Iterable[Region]) -> list[tuple[int, int]]:
    """The record's words without white space, cut also where a region begins or ends, so that every region is whole tokens."""
    found = tokenize(record.text)
    edges = sorted({edge for one in cuts for edge in (one.start, one.end)})
    made: list[tuple[int, int]] = []
    for start, end, kind in zip(found.starts, found.ends, found.kinds, strict=True):
        if kind != "space":
            within = edges[bisect_right(edges, start) : bisect_left(edges, end)]
            made += pairwise([start, *within, end])
    return made
