"""Overlapping spans of a record, cut into pieces that each carry the same labels throughout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from newsextract.records import Event, Mention, Participant, Record


@dataclass(frozen=True, slots=True)
class Drawn:
    """A span to draw.

    Attributes
    ----------
    label
        What it is: an entity type, ``TIME``, ``TERM``, ``STATEMENT``, ``TRIGGER``.
    note
        What a reader sees on asking: the value behind the words.
    """

    start: int
    end: int
    label: str
    note: str


def drawn(record: Record) -> list[Drawn]:
    """Collect the spans of a record, the widest layers first."""
    names = {entity.id: entity.label for entity in record.entities}
    spans = [
        Drawn(s.start, s.end, "STATEMENT", f"{s.kind}, {names.get(s.speaker or '', 'speaker unknown')}")
        for s in record.statements
    ]
    for term in record.terms:
        gloss = " · ".join(filter(None, (*(p.text for p in (term.th, term.en, term.abbr) if p), term.known_th, term.known_en)))
        sure = f" ({term.posterior:.2f})" if term.posterior is not None else ""
        spans += [Drawn(p.start, p.end, "TERM", f"{term.rel}: {gloss}{sure}") for p in (term.th, term.en, term.abbr) if p]
    spans += [
        Drawn(m.start, m.end, e.type, " · ".join(filter(None, (e.type, e.name.th, e.name.en, e.iso))))
        for e in record.entities
        for m in e.mentions
        if m.form != "office"
    ]
    spans += [Drawn(t.start, t.end, "TIME", f"{t.kind}: {time_value(t.value, t.end_value, t.values)}") for t in record.times]
    for event in record.events:
        if event.trigger:
            sure = ", ".join(f"{slot} {value:.2f}" for slot, value in event.confidence.items())
            spans.append(
                Drawn(event.trigger.start, event.trigger.end, "TRIGGER", f"{event.type} ({event.status}) {sure}".strip())
            )
    return spans


def time_value(value: str | None, end_value: str | None, values: list[str] | None) -> str:
    """Write a time's value in one string.

    Examples
    --------
    >>> time_value("2020-10-01", "2021-09-30", None)
    '2020-10-01/2021-09-30'
    """
    if values:
        return ", ".join(values)
    if value is None:
        return "no value"
    return f"{value}/{end_value}" if end_value and end_value != value else value


def pieces(text: str, spans: list[Drawn]) -> Iterator[tuple[str, list[Drawn]]]:
    """Cut a text where any span begins or ends.

    Examples
    --------
    >>> [(piece, [s.label for s in on]) for piece, on in pieces("abcd", [Drawn(0, 3, "A", ""), Drawn(1, 2, "B", "")])]
    [('a', ['A']), ('b', ['A', 'B']), ('c', ['A']), ('d', [])]
    """
    cuts = sorted({0, len(text), *(s.start for s in spans), *(s.end for s in spans)})
    opening: dict[int, list[int]] = {}
    for number, span in enumerate(spans):
        opening.setdefault(span.start, []).append(number)
    active: list[int] = []
    for start, end in pairwise(cuts):
        active = sorted([n for n in active if spans[n].end > start] + opening.get(start, []))
        yield text[start:end], [spans[n] for n in active]


def event_rows(event: Event, separator: str) -> list[tuple[str, str]]:
    """Give the filled slots of an event as a reader wants them."""
    place = event.place
    rows = {
        "event": f"{event.type}, {event.status}" + ("" if event.main else " (background)"),
        "name": " / ".join(filter(None, (event.name.th, event.name.en))),
        "when": " – ".join(filter(None, (event.start, event.end))),
        "where": ", ".join(filter(None, (place.venue, place.district, place.province, place.country))),
        "actors": separator.join(_named(p) for p in event.actors if p.who.type != "ORGANIZATION" or p is event.participants[0]),
        "with": separator.join(a.name for a in event.counterparts),
        "bodies": separator.join(f"{o.name} ({o.part})" for o in event.organisations),
        "countries": " ".join(event.countries),
        "attendance": "" if event.attendance is None else f"{event.attendance:,} {event.attendance_unit or ''}".strip(),
        "confidence": ", ".join(f"{slot} {value:.2f}" for slot, value in event.confidence.items()),
    }
    return [(name, value) for name, value in rows.items() if value]


@dataclass(frozen=True, slots=True)
class Slot:
    """A filled slot of an event.

    Attributes
    ----------
    name
        The slot's name, as in :attr:`newsextract.records.Event.slots` where words carry it.
    value
        What it says.
    confidence
        Calibrated probability that the value is right; None where the layer gives none.
    words
        The mentions that say it; empty only where nothing in the text does.
    """

    name: str
    value: str
    confidence: float | None
    words: tuple[Mention, ...]


def slots(event: Event) -> list[Slot]:
    """Give every filled slot of an event with the words that say it.

    Examples
    --------
    >>> event = Event(id="x#1", main=True, type="meeting", start="2024-03-12", trigger=Mention(start=0, end=6, text="ประชุม"))
    >>> [(slot.name, slot.value, len(slot.words)) for slot in slots(event)]
    [('type', 'meeting, occurred', 1), ('start', '2024-03-12', 0)]
    """
    place = event.place
    values = {
        "type": f"{event.type}, {event.status}" + ("" if event.main else " (background)"),
        "name": " / ".join(filter(None, (event.name.th, event.name.en))),
        "start": " – ".join(filter(None, (event.start, event.end))),
        "venue": place.venue or "",
        "district": place.district or "",
        "province": " ".join(filter(None, (place.province, place.iso_3166_2))),
        "country": place.country or "",
        "mode": (place.mode or "").replace("_", " "),
        "actor": _list(_named(p) for p in event.actors if p.who.type != "ORGANIZATION" or p is event.participants[0]),
        "counterparts": _list(map(_named, event.counterparts)),
        "organisations": _list(f"{o.name} ({o.part})" for o in event.organisations),
        "about": event.about.text if event.about else "",
        "countries": ", ".join(event.countries),
        "attendance": "" if event.attendance is None else f"{event.attendance:,} {event.attendance_unit or ''}".strip(),
    }
    return [Slot(name, value, event.confidence.get(name), _words(event, name)) for name, value in values.items() if value]


def _named(party: Participant) -> str:
    return f"{party.name} ({party.part}{', ' + party.role if party.role else ''})"


def _list(items: Iterable[str]) -> str:
    return "; ".join(items)


def _words(event: Event, name: str) -> tuple[Mention, ...]:
    said = event.slots.get(name, [])
    if not said and name == "type" and event.trigger:
        said = [event.trigger]
    return tuple({(m.start, m.end): m for m in said}.values())
