"""Overlapping spans of a record, cut into pieces with constant labels; the filled slots of an event, the values of other layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from newsextract.records import Entity, Event, Mention, Participant, Record, Statement, Term, Time
from newsextract.view.labels import Say, english


class Style(NamedTuple):
    """Name of a label, and its rich style in the terminal."""

    name: str
    terminal: str


#: Wide layers come first: where labels overlap, the later style shows. The styles in HTML are in ``view/fragment.css``: translucent
#: backgrounds, so that text keeps its contrast on a page of any colour, and lines for readers who cannot tell the hues apart.
LABELS = {
    "PERSON": Style("person", "black on bright_cyan"),
    "ORGANIZATION": Style("organisation", "black on bright_blue"),
    "LOCATION": Style("location", "black on bright_green"),
    "FACILITY": Style("facility", "black on green"),
    "EVENT": Style("named event", "black on bright_magenta"),
    "TIME": Style("time", "black on bright_yellow"),
    "TERM": Style("bilingual term", "underline"),
    "TRIGGER": Style("event word", "bold"),
    "STATEMENT": Style("statement", "italic"),
}


@dataclass(frozen=True, slots=True)
class DisplaySpan:
    """A span to draw."""

    start: int
    end: int
    label: str  # an entity type, ``TIME``, ``TERM``, ``STATEMENT`` or ``TRIGGER``
    note: str  # tooltip: the value behind the words


def display_spans(record: Record) -> list[DisplaySpan]:
    """Collect the spans of a record, the widest layers first."""
    return [DisplaySpan(words.start, words.end, label, note) for words, label, note in _marks(record)]


def _marks(record: Record) -> Iterator[tuple[Mention, str, str]]:
    for said in record.statements:
        speaker = record.entity(said.speaker)
        yield said, "STATEMENT", f"{said.kind}, {speaker.label if speaker else 'speaker unknown'}"
    for term in record.terms:
        yield from ((side, "TERM", _term_note(term)) for side in sides(term))
    for entity in record.entities:
        note = joined((entity.type, entity.name.th, entity.name.en, entity.iso), " · ")
        yield from ((mention, entity.type, note) for mention in entity.mentions if mention.form != "office")
    for time in record.times:
        yield time, "TIME", f"{time.kind}: {time_value(time)}"
    for event in record.events:
        if event.trigger:
            sure = ", ".join(f"{slot} {value:.2f}" for slot, value in event.confidence.items())
            yield event.trigger, "TRIGGER", f"{event.type} ({event.status}) {sure}".strip()


def sides(term: Term) -> list[Mention]:
    """The Thai and the English side of a term and its abbreviation, as far as the text has them."""
    return [side for side in (term.th, term.en, term.abbr) if side]


def _term_note(term: Term) -> str:
    gloss = joined((*(side.text for side in sides(term)), term.known_th, term.known_en), " · ")
    return f"{term.rel}: {gloss}" + (f" ({term.posterior:.2f})" if term.posterior is not None else "")


def joined(parts: Iterable[str | None], by: str) -> str:
    """Join the parts that are not empty with a separator."""
    return by.join(part for part in parts if part)


def time_value(time: Time) -> str:
    """The value of a time expression as one string.

    Examples
    --------
    >>> time_value(Time(start=0, end=1, text="x", kind="fiscal_year", value="2020-10-01", end_value="2021-09-30"))
    '2020-10-01/2021-09-30'
    """
    if time.values:
        return ", ".join(time.values)
    if time.value is None:
        return "no value"
    return f"{time.value}/{time.end_value}" if time.end_value not in {None, "", time.value} else time.value


def pieces(text: str, spans: list[DisplaySpan]) -> Iterator[tuple[str, list[DisplaySpan]]]:
    """Cut a text where any span begins or ends; yield each piece with the spans that cover it.

    Examples
    --------
    >>> [(piece, [s.label for s in on]) for piece, on in pieces("abcd", [DisplaySpan(0, 3, "A", ""), DisplaySpan(1, 2, "B", "")])]
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


@dataclass(frozen=True, slots=True)
class Slot:
    """A filled slot of an event, or an item of another layer."""

    name: str  # as in :attr:`newsextract.records.Event.slots` if the slot has words of its own there
    value: str
    confidence: float | None  # calibrated probability that the value is right; None where the layer gives none
    words: tuple[Mention, ...]  # the mentions that state it; empty only if nothing in the text does
    note: str = ""


def slots(event: Event, say: Say = english) -> list[Slot]:
    """Return the filled slots of an event with the mentions that state them; ``say`` gives the codes in a page's language.

    Examples
    --------
    >>> event = Event(id="x#1", main=True, type="meeting", start="2024-03-12", trigger=Mention(start=0, end=6, text="ประชุม"))
    >>> [(slot.name, slot.value, len(slot.words)) for slot in slots(event)]
    [('type', 'meeting, occurred', 1), ('start', '2024-03-12', 0)]
    """
    chief = event.participants[0] if event.participants else None
    doers = [p for p in event.actors if p is chief or p.who.type != "ORGANIZATION"]
    parties = {"actor": doers, "counterparts": event.counterparts, "organisations": event.organisations}
    words = {name: [p.mention for p in those if p.mention] for name, those in parties.items()}
    return [
        Slot(name, value, event.confidence.get(name), _words(event, name, words.get(name) or event.slots.get(name, [])))
        for name, value in _values(event, doers, say).items()
        if value
    ]


def _values(event: Event, doers: Sequence[Participant], say: Say) -> dict[str, str | None]:
    place = event.place
    return {
        "type": f"{say(event.type)}, {say(event.status)}" + ("" if event.main else f" ({say('background')})"),
        "name": joined((event.name.th, event.name.en), " / "),
        "start": joined((event.start, event.end), " – "),
        "venue": place.venue,
        "district": place.district,
        "province": joined((place.province, place.iso_3166_2), " "),
        "country": place.country,
        "mode": place.mode and say(place.mode),
        "actor": joined((_named(party, say) for party in doers), "; "),
        "counterparts": joined((_named(party, say) for party in event.counterparts), "; "),
        "organisations": joined((f"{body.name} ({say(body.part)})" for body in event.organisations), "; "),
        "about": event.about.text if event.about else None,
        "countries": ", ".join(event.countries),
        "attendance": _attendance(event),
    }


def _attendance(event: Event) -> str:
    return "" if event.attendance is None else joined((f"{event.attendance:,}", event.attendance_unit), " ")


def _named(party: Participant, say: Say) -> str:
    return f"{party.name} ({joined((say(party.part), party.role), ', ')})"


def _words(event: Event, name: str, said: Sequence[Mention]) -> tuple[Mention, ...]:
    if not said and name == "type" and event.trigger:
        said = [event.trigger]
    return tuple({(m.start, m.end): m for m in said}.values())


#: label key of each entity type
ENTITY_TYPES = {
    "PERSON": "person",
    "ORGANIZATION": "body",
    "LOCATION": "location",
    "FACILITY": "facility",
    "EVENT": "named event",
}


def layer_values(record: Record, say: Say = english) -> dict[str, list[Slot]]:
    """The items of each layer other than the events, with the mentions that state them; ``say`` as in :func:`slots`."""
    return {
        "entities": [_entity(entity, record, say) for entity in record.entities],
        "times": [Slot(say("time"), time_value(time), None, (time,), time_note(time, say)) for time in record.times],
        "terms": [_term(term, say) for term in record.terms],
        "statements": [_statement(said, record, say) for said in record.statements],
    }


def time_note(time: Time, say: Say = english) -> str:
    """What a time expression is: its kind, its era, whether its weekday is right, its warnings; ``say`` as in :func:`slots`."""
    weekday = time.calendar_check and f"weekday {time.calendar_check}"
    return joined((say(time.kind).lower(), *(say(code) for code in (time.era, weekday, *time.flags) if code)), ", ")


def _entity(entity: Entity, record: Record, say: Say) -> Slot:
    name = joined((entity.title, joined((entity.name.th, entity.name.en), " / ") or entity.abbr), " ")
    body = record.entity(entity.roles[0].organisation) if entity.roles else None
    note = joined((entity.role, body.label if body else None, entity.abbr, entity.iso), " · ")
    return Slot(say(ENTITY_TYPES[entity.type]), name, None, tuple(entity.mentions), note)


def _term(term: Term, say: Say) -> Slot:
    check = say("abbreviation does not match") if term.check == "abbr_mismatch" else None
    known = joined((term.known_th, term.known_en), ", ")
    note = joined((say(term.rel), check, known and f"{say('glossary')}: {known}"), " · ")
    value = joined((side.text for side in sides(term)), " = ")
    return Slot(say("bilingual term"), value, term.posterior, tuple(sides(term)), note)


def _statement(said: Statement, record: Record, say: Say) -> Slot:
    speaker = record.entity(said.speaker)
    note = joined((say(said.kind), said.cue.text if said.cue else None), " · ")
    return Slot(say("statement"), (speaker.label if speaker else "") or "–", None, (said,), note)
