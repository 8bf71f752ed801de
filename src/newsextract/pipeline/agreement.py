"""Consistency of a record: remove contradictions between events and names, and find those in a finished record.

:mod:`newsextract.layers.referents` keeps names consistent; :func:`settle` makes the events of an article consistent before the
record is built, by one rule for each kind of contradiction. :func:`contradictions` checks a whole record, and tests use it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from newsextract.layers import drafts
from newsextract.layers.events import geography, zones
from newsextract.layers.referents.same import tidy
from newsextract.records import Event, Mention, Name, Place, Record, Term

Span = tuple[int, int]
Provinces = Callable[[Mention], Sequence[tuple[str, str]]]
Happening = TypeVar("Happening", drafts.Event, Event)

#: minimum probability of a term that can contradict a name
MIN_POSTERIOR = 0.7
#: minimum confidence of a venue that gives the province of an event without one
MIN_VENUE = 0.9
#: match where a name that stands by itself may begin, and where it may end
_BEGINS, _ENDS = re.compile(r"(?<![^\s(“\"\[])"), re.compile(r"(?![^\s)”\".,\]])")
_MARKED = re.compile(r"จังหวัด|จ\.|กรุงเทพ(?:มหานคร|ฯ)")
_AND_MORE = re.compile(r"(?:มหานคร|ฯ)?\s?และ")
#: maximum characters of a name that may mean something else elsewhere
_SHORT = 3


class Contradiction(NamedTuple):
    """Two values of a record that cannot both be right: the kind of contradiction, and the text that shows it."""

    code: str
    words: str


class Names:
    """The spans of an article's names, and of the Thai sides of its terms."""

    def __init__(self, text: str, spans: Iterable[Span], terms: Iterable[Term]) -> None:
        self.text = text
        self.spans = sorted(spans)
        self.terms = sorted((term.th.start, term.th.end) for term in terms if term.th)
        self._ends = [end for _, end in self.spans]

    def covers(self, start: int, end: int) -> bool:
        """Whether a span lies within a name or a term."""
        return any(s <= start and end <= e for s, e in (*self.overlapping(start, end), *self.terms))

    def overlapping(self, start: int, end: int) -> list[Span]:
        """The spans of the names that overlap a span."""
        k = bisect_left(self._ends, start + 1)
        found = []
        while k < len(self.spans) and self.spans[k][0] < end:
            found.append(self.spans[k])
            k += 1
        return found


def settle(names: Names, events: Sequence[Happening], provinces: Provinces) -> list[Happening]:
    """Remove the events' contradictions to the names and to each other.

    - A trigger that cuts a name ends before it or begins after it; a trigger inside a name becomes the whole name.
    - A year inside a name or a term does not date an event.
    - A local time abroad has no UTC offset.
    - The province is the one named in the venue, if there is one.
    - A background event with neither a name nor an ``about`` is dropped, and so is a repeated one.

    The main event comes first; ``provinces`` gives the name and the ISO 3166-2 code of each province named in a mention.
    """
    whole = [_with_valid_time(_with_whole_trigger(event, names), names) for event in events]
    whole = [_with_venue_province(event, names.text, provinces) for event in whole]
    kept: list[Happening] = []
    first: dict[str, Happening] = {}
    for event in whole:
        key = _event_key(event)
        same = first.setdefault(key, event)
        if event.main or (same is event and (_about_text(event) or _name_of(event))):
            kept.append(event)
    return _renumbered(kept, {event.id: first[_event_key(event)].id for event in whole})


def _with_whole_trigger(event: Happening, names: Names) -> Happening:
    at = event.trigger
    if at is None:
        return event
    start, end = _uncut_span(at.start, at.end, names)
    if (start, end) == (at.start, at.end):
        return event
    return event.model_copy(update={"trigger": Mention.of(names.text, start, end)})


def _uncut_span(start: int, end: int, names: Names) -> Span:
    """The span adjusted so that it cuts no name."""
    for s, e in names.overlapping(start, end):
        if s <= start and end <= e:
            return s, e
        if s < start:
            start = e + len(names.text[e:end]) - len(names.text[e:end].lstrip())
        elif end < e:
            end = start + len(names.text[start:s].rstrip())
    return (start, end) if start < end else names.overlapping(start, start + 1)[0]


def _with_valid_time(event: Happening, names: Names) -> Happening:
    words = event.slots.get("start", [])
    kept = [m for m in words if not names.covers(m.start, m.end)]
    changed: dict[str, Any] = {}
    if len(kept) < len(words):
        slots = {slot: kept if slot == "start" else found for slot, found in event.slots.items()}
        changed = {"slots": slots}
        if not kept:
            del slots["start"]
            changed |= {"start": None, "end": None, "precision": None}
    elif (
        event.start
        and event.start.endswith(zones.HOME)
        and any(zones.own_clock(names.text, m.start, m.end) == "local" for m in words)
    ):
        changed = {"start": event.start.removesuffix(zones.HOME)}
    return event.model_copy(update=changed) if changed else event


def _with_venue_province(event: Happening, text: str, provinces: Provinces) -> Happening:
    """The event with the province that its venue names: a name marked as a province's in a sure venue fills an empty one."""
    venues = event.slots.get("venue", [])
    place: Place = event.place
    if not place.iso_3166_2 and event.confidence.get("venue", 1.0) < MIN_VENUE:
        return event
    named = [province for m in venues for province in provinces(m)] if place.iso_3166_2 else []
    found = named or _marked_provinces(text, venues)
    if not found or any(code == place.iso_3166_2 for _, code in found):
        return event
    name, code = found[0]
    return event.model_copy(update={"place": place.model_copy(update={"province": name, "iso_3166_2": code, "country": "TH"})})


def _marked_provinces(text: str, venues: Sequence[Mention]) -> list[tuple[str, str]]:
    """The name and code of the only province that the venues name as such (ศาลากลางจังหวัดน่าน); empty if they name several."""
    named = [one for m in venues for one in geography.provinces(text, m.start, m.end, "th") if _MARKED.match(text, one.start)]
    codes = {one.code for one in named}
    several = len(codes) > 1 or any(_AND_MORE.match(text, one.end) for one in named)
    return [] if several else [(geography.province_names()[code], code) for code in codes]


def _name_of(event: Happening) -> str | None:
    name: Name = event.name
    return name.th or name.en


def _about_text(event: Happening) -> str | None:
    about: Mention | None = getattr(event, "about", None)
    return about.text if about else None


def _event_key(event: Happening) -> str:
    """The key by which events are compared: the name, else the type, the start and the words."""
    if name := _name_of(event):
        return f"name {tidy(name)}"
    return f"{event.type} {event.start} {_about_text(event) or (event.trigger and event.trigger.text)}"


def _renumbered(events: Sequence[Happening], same: dict[str, str]) -> list[Happening]:
    """Number the events consecutively; ``part_of`` of a dropped duplicate becomes the event kept in its place."""
    ids = {event.id: f"{event.id.rpartition('#')[0]}#{number}" for number, event in enumerate(events, 1)}
    found = []
    for event in events:
        changed: dict[str, Any] = {"id": ids[event.id]}
        if whole := getattr(event, "part_of", None):
            changed["part_of"] = ids.get(same.get(whole, whole))
        found.append(event.model_copy(update=changed))
    return found


def contradictions(record: Record) -> Iterator[Contradiction]:
    """Find the contradictions in a record.

    Names cut or split by a reliable term, forms of two entities, unmarked repetitions of a name, overlapping persons; triggers
    that cut names, repeated or empty events, dates inside names, and local times abroad with Thailand's UTC offset.
    """
    marks = [((m.start, m.end), e) for e in record.entities for m in e.mentions if m.form != "office"]
    names = Names(record.text, (span for span, _ in marks), record.terms)
    at = {span: entity.id for span, entity in marks}
    yield from _of_terms(record, names, at)
    forms: dict[str, set[str]] = {}
    for (start, end), entity in marks:
        forms.setdefault(tidy(record.text[start:end]), set()).add(entity.id)
    yield from (Contradiction("form of two things", form) for form, ids in forms.items() if len(ids) > 1)
    yield from (Contradiction("missed repeat", at.text) for at in unmarked(record, names))
    yield from _of_persons(record)
    yield from _of_events(record, names)


def _of_persons(record: Record) -> Iterator[Contradiction]:
    persons = sorted((m.start, m.end, e.id) for e in record.people for m in e.mentions)
    for (_, end, one), (start, _, other) in pairwise(persons):
        if start < end and one != other:
            yield Contradiction("shared person", record.text[start:end])


def _of_terms(record: Record, names: Names, at: dict[Span, str]) -> Iterator[Contradiction]:
    for term in record.terms:
        if term.th and (term.posterior or 0.0) >= MIN_POSTERIOR:
            yield from _of_term(record, names, at, term, term.th)


def _of_term(record: Record, names: Names, at: dict[Span, str], term: Term, thai: Mention) -> Iterator[Contradiction]:
    span = thai.start, thai.end
    for cut in names.overlapping(*span):
        entity = record.entity(at[cut])
        if entity and entity.type in {"ORGANIZATION", "EVENT"} and _cuts(cut, span, term.kind):
            yield Contradiction("cut name", thai.text)
    for side in filter(None, (term.en, term.abbr)):
        ids = {at[s] for s in (span, (side.start, side.end)) if s in at}
        if len(ids) > 1 and term.check != "abbr_mismatch":
            yield Contradiction("split identity", side.text)


def _cuts(cut: Span, whole: Span, kind: str) -> bool:
    """Whether a name crosses the edge of a term's Thai side, or is one end of an organisation's or event's term."""
    (s, e), (start, end) = cut, whole
    if s < start < e < end or start < s < end < e:
        return True
    return cut != whole and start <= s and e <= end and (s == start or e == end) and kind in {"organisation", "event"}


def unmarked(record: Record, names: Names) -> Iterator[Mention]:
    """The places where a name's form stands by itself without being marked."""
    forms = {m.text for e in record.entities if e.type != "LOCATION" for m in e.mentions if m.form != "office"}
    for form in sorted(form for form in forms if len(form) > _SHORT):
        for start, end in _alone(record.text, form):
            if not names.overlapping(start, end):
                yield Mention.of(record.text, start, end)


def _alone(text: str, form: str) -> Iterator[Span]:
    """Where a form stands by itself in a text."""
    start = text.find(form)
    while start >= 0:
        end = start + len(form)
        alone = _BEGINS.match(text, start) and _ENDS.match(text, end)
        if alone:
            yield start, end
        start = text.find(form, end if alone else start + 1)


def _of_events(record: Record, names: Names) -> Iterator[Contradiction]:
    seen: set[str] = set()
    for event in record.events:
        at = event.trigger
        if at and _uncut_span(at.start, at.end, names) != (at.start, at.end):
            yield Contradiction("cut trigger", at.text)
        if not (event.main or _name_of(event) or _about_text(event)):
            yield Contradiction("hollow event", event.id)
        if (key := _event_key(event)) in seen:
            yield Contradiction("event twice", key)
        seen.add(key)
        if _with_valid_time(event, names) is not event:
            yield Contradiction(
                "local time" if (event.start or "").endswith(zones.HOME) and not _dated(event, names) else "year of a name",
                event.id,
            )


def _dated(event: Happening, names: Names) -> bool:
    return any(names.covers(m.start, m.end) for m in event.slots.get("start", []))
