"""The annotations of a record as labelled spans and links between them, for annotation tools and stand-off formats."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from newsextract.records import Entity, Event, Mention, Record
from newsextract.thai.tokens import tokenize

Layer = Literal["entity", "event", "slot", "part", "statement", "cue", "time", "role", "term", "evidence"]
#: slots whose spans are already shown as the trigger and the first participant
_SHOWN_ELSEWHERE = frozenset({"type", "actor"})


@dataclass(frozen=True, slots=True)
class Region:
    """A labelled span."""

    key: str  # unique within the record
    layer: Layer
    label: str  # the type, slot, part or kind
    start: int
    end: int
    text: str
    owner: str | None = None  # id of the entity that it mentions, or of the event that it belongs to
    values: dict[str, str] = field(default_factory=dict)  # further values by name, as text


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one region to another, by their keys."""

    source: str
    target: str
    label: Literal["speaker", "of", "cue"]


def regions(record: Record, *, context: bool = False) -> tuple[list[Region], list[Link]]:
    """Return the regions of a record in the order of its layers, and the links between them.

    ``context`` adds roles, terms and evidence, which repeat other regions or cannot be edited in another tool.
    """
    found = [*_layers(record), *(_context(record) if context else ())]
    # offsets of a record that another program has changed may lie outside the text
    found = [one for one in found if 0 <= one.start < one.end <= len(record.text)]
    return found, list(_links(record, found))


def _region(key: str, layer: Layer, label: str, at: Mention, owner: str | None = None, **values: str | None) -> Region:
    kept = {name: value for name, value in values.items() if value}
    return Region(key, layer, label, at.start, at.end, at.text, owner, kept)


def _layers(record: Record) -> Iterator[Region]:
    for entity in record.entities:
        for n, mention in enumerate(entity.mentions, 1):
            yield _region(f"{entity.id}.{n}", "entity", entity.type, mention, entity.id, form=mention.form)
    yield from _events(record)
    for n, statement in enumerate(record.statements, 1):
        yield _region(f"s{n}", "statement", statement.kind, statement, statement.speaker)
        if statement.cue:
            yield _region(f"s{n}.cue", "cue", "cue", statement.cue)
    for n, time in enumerate(record.times, 1):
        yield _region(f"t{n}", "time", "time", time, value=time.value, end=time.end_value, kind=time.kind)


def anchor(record: Record, event: Event) -> Mention:
    """The span that represents an event: its trigger, its topic, its first slot or evidence, or else the headline."""
    candidates = (event.trigger, event.about, *(m for words in event.slots.values() for m in words), *event.evidence)
    return next(filter(None, candidates), None) or Mention.of(record.text, 0, len(record.text.partition("\n")[0]))


def event_key(record: Record, event_id: str) -> str:
    """The key of an event's region, without ``#``, at which Label Studio cuts ids."""
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
    """The normalised value of a slot; None for a slot whose value is its text."""
    if slot == "province":
        return event.place.iso_3166_2
    if slot in {"country", "mode"}:
        return getattr(event.place, slot, None)
    value = getattr(event, slot) if slot in {"start", "end", "attendance"} else None
    return None if value is None else str(value)


def _context(record: Record) -> Iterator[Region]:
    """The roles, terms and evidence of a record."""
    for entity in record.entities:
        for n, role in enumerate(entity.roles, 1):
            yield _region(f"{entity.id}.role.{n}", "role", "role", role, entity.id, organisation=role.organisation)
    for n, term in enumerate(record.terms, 1):
        for name in ("th", "en", "abbr"):
            if said := getattr(term, name):
                yield _region(f"g{n}.{name}", "term", name, said, term.entity, term=f"g{n}", kind=term.kind, rel=term.rel)
    for event in record.events:
        for n, words in enumerate(event.evidence, 1):
            yield _region(f"{event_key(record, event.id)}.evidence.{n}", "evidence", "evidence", words, event.id)


def nearest(entity: Entity | None, at: int) -> int | None:
    """1-based index of the entity's mention nearest to an offset; None if it has no mention."""
    if entity is None or not entity.mentions:
        return None
    distances = [min(abs(m.start - at), abs(m.end - at)) for m in entity.mentions]
    return distances.index(min(distances)) + 1


def _links(record: Record, found: Iterable[Region]) -> Iterator[Link]:
    """Link statements to speakers, cues to statements, and regions of background events to them; the main event needs none."""
    main = {event.id for event in record.events if event.main}
    for one in found:
        if one.layer == "statement" and one.owner and (n := nearest(record.entity(one.owner), one.start)):
            yield Link(one.key, f"{one.owner}.{n}", "speaker")
        elif one.layer == "cue":
            yield Link(one.key, one.key.removesuffix(".cue"), "cue")
        elif one.layer in {"slot", "part", "evidence"} and one.owner and one.owner not in main:
            yield Link(one.key, event_key(record, one.owner), "of")


def non_overlapping(found: Iterable[Region]) -> list[Region]:
    """The outermost regions in text order, without those that overlap an earlier one."""
    kept: list[Region] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def tokens(record: Record, cuts: Iterable[Region]) -> list[tuple[int, int]]:
    """Spans of the record's tokens without whitespace, split where a region begins or ends, so that regions are whole tokens."""
    found = tokenize(record.text)
    edges = sorted({edge for one in cuts for edge in (one.start, one.end)})
    spans: list[tuple[int, int]] = []
    for start, end, kind in zip(found.starts, found.ends, found.kinds, strict=True):
        if kind != "space":
            within = edges[bisect_right(edges, start) : bisect_left(edges, end)]
            spans += pairwise([start, *within, end])
    return spans
