"""That a record agrees with itself: what two of its statements may not say, and how each such pair is settled.

Names are settled where they are made (:mod:`newsextract.layers.referents`); the events of an article are settled here, before
their record is written, by one rule for each kind. :func:`contradictions` looks a whole record over and is what the tests hold.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from newsextract.layers import drafts
from newsextract.layers.referents.same import tidy
from newsextract.records import Event, Mention, Name, Place, Record, Term

Span = tuple[int, int]
Provinces = Callable[[Mention], Sequence[tuple[str, str]]]
Happening = TypeVar("Happening", drafts.Event, Event)

#: a term less probable than this contradicts nothing
SURE = 0.7
#: words on both sides of which a name stands by itself
_ALONE = (r"(?<![^\s(“\"\[])", r"(?![^\s)”\".,\]])")
_THERE = re.compile(r"[^\n]{0,12}เวลาท้องถิ่น|[^\n]{0,25}local time")
_HERE = re.compile(r"ประเทศไทย|Thailand")
_ZONE = "+07:00"
_ROOM = 60
#: a name of so few characters may mean something else where it stands again
_SHORT = 3


class Contradiction(NamedTuple):
    """Two statements of a record that cannot both be true.

    Attributes
    ----------
    code
        Its kind.
    words
        The words that show it.
    """

    code: str
    words: str


class Names:
    """The spans of an article's names, and of those that its terms name."""

    def __init__(self, text: str, spans: Iterable[Span], terms: Iterable[Term]) -> None:
        self.text = text
        self.spans = sorted(spans)
        self.terms = sorted((term.th.start, term.th.end) for term in terms if term.th)
        self._ends = [end for _, end in self.spans]

    def around(self, start: int, end: int) -> bool:
        """Whether a stretch lies within a name or a term."""
        return any(s <= start and end <= e for s, e in (*self.cut(start, end), *self.terms))

    def cut(self, start: int, end: int) -> list[Span]:
        """The names that share a character with a stretch."""
        k = bisect_left(self._ends, start + 1)
        found = []
        while k < len(self.spans) and self.spans[k][0] < end:
            found.append(self.spans[k])
            k += 1
        return found


def settle(names: Names, events: Sequence[Happening], provinces: Provinces) -> list[Happening]:
    """The events without what cannot be true beside the names and each other.

    - A trigger that cuts a name ends before it or begins behind it; one that lies within it is the whole name.
    - A year inside a name or a term is no event's date.
    - A local time of a place abroad has no offset.
    - The province is that of the venue's own place, where this names one.
    - A background event that says neither its name nor what it is about is left out, and so is one told twice.

    Parameters
    ----------
    names
        The article's names.
    events
        The main event first.
    provinces
        The name and the ISO 3166-2 code of each province that words name.
    """
    whole = [_placed(_timed(_aimed(event, names), names), provinces) for event in events]
    kept: list[Happening] = []
    first: dict[str, Happening] = {}
    for event in whole:
        mark = _mark(event)
        known = first.setdefault(mark, event)
        if event.main or (known is event and (_said(event) or _named(event))):
            kept.append(event)
    return _renumbered(kept, {event.id: first[_mark(event)].id for event in whole})


def _aimed(event: Happening, names: Names) -> Happening:
    at = event.trigger
    if at is None:
        return event
    start, end = _apart(at.start, at.end, names)
    if (start, end) == (at.start, at.end):
        return event
    return event.model_copy(update={"trigger": Mention.of(names.text, start, end)})


def _apart(start: int, end: int, names: Names) -> Span:
    """A stretch that cuts no name."""
    for s, e in names.cut(start, end):
        if s <= start and end <= e:
            return s, e
        if s < start:
            start = e + len(names.text[e:end]) - len(names.text[e:end].lstrip())
        elif end < e:
            end = start + len(names.text[start:s].rstrip())
    return (start, end) if start < end else names.cut(start, start + 1)[0]


def _timed(event: Happening, names: Names) -> Happening:
    words = event.slots.get("start", [])
    kept = [m for m in words if not names.around(m.start, m.end)]
    changed: dict[str, Any] = {}
    if len(kept) < len(words):
        slots = {slot: kept if slot == "start" else found for slot, found in event.slots.items()}
        changed = {"slots": slots}
        if not kept:
            del slots["start"]
            changed |= {"start": None, "end": None, "precision": None}
    elif event.start and event.start.endswith(_ZONE) and any(_elsewhere(event, names.text, m) for m in words):
        changed = {"start": event.start.removesuffix(_ZONE)}
    return event.model_copy(update=changed) if changed else event


def _elsewhere(event: Happening, text: str, at: Mention) -> bool:
    """Whether words say a local time that is not Thailand's."""
    behind = text[at.end : at.end + _ROOM]
    abroad = event.place.country not in {None, "TH"} and re.search("เวลาท้องถิ่น|local time", text[at.end - 4 : at.end + _ROOM])
    return bool(abroad or (_THERE.match(behind) and not _HERE.search(behind)))


def _placed(event: Happening, provinces: Provinces) -> Happening:
    found = [province for m in event.slots.get("venue", []) for province in provinces(m)]
    place: Place = event.place
    if not found or not place.iso_3166_2 or any(code == place.iso_3166_2 for _, code in found):
        return event
    name, code = found[0]
    return event.model_copy(update={"place": place.model_copy(update={"province": name, "iso_3166_2": code})})


def _named(event: Happening) -> str | None:
    name: Name = event.name
    return name.th or name.en


def _said(event: Happening) -> str | None:
    about: Mention | None = getattr(event, "about", None)
    return about.text if about else None


def _mark(event: Happening) -> str:
    """What no two events of a record share: the name, or what it was, when, and the words that say so."""
    if name := _named(event):
        return f"name {tidy(name)}"
    return f"{event.type} {event.start} {_said(event) or (event.trigger and event.trigger.text)}"


def _renumbered(events: Sequence[Happening], same: dict[str, str]) -> list[Happening]:
    """The events with their ids in a row; an event is part of what stands for the event that it was part of."""
    ids = {event.id: f"{event.id.rpartition('#')[0]}#{number}" for number, event in enumerate(events, 1)}
    found = []
    for event in events:
        changed: dict[str, Any] = {"id": ids[event.id]}
        if whole := getattr(event, "part_of", None):
            changed["part_of"] = ids.get(same.get(whole, whole))
        found.append(event.model_copy(update=changed))
    return found


def contradictions(record: Record) -> Iterator[Contradiction]:
    """Every two statements of a record that cannot both be true.

    Names that a sure term cuts or parts, forms of two things, names that stand again unmarked, persons that share words; triggers
    that cut names, events told twice or saying nothing, dates inside names, and provinces that the venue denies.
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
        if term.th and (term.posterior or 0.0) >= SURE:
            yield from _of_term(record, names, at, term, term.th)


def _of_term(record: Record, names: Names, at: dict[Span, str], term: Term, thai: Mention) -> Iterator[Contradiction]:
    span = thai.start, thai.end
    for cut in names.cut(*span):
        entity = record.entity(at[cut])
        if entity and entity.type in {"ORGANIZATION", "EVENT"} and _cuts(cut, span, term.kind):
            yield Contradiction("cut name", thai.text)
    for side in filter(None, (term.en, term.abbr)):
        ids = {at[s] for s in (span, (side.start, side.end)) if s in at}
        if len(ids) > 1 and term.check != "abbr_mismatch":
            yield Contradiction("split identity", side.text)


def _cuts(cut: Span, whole: Span, kind: str) -> bool:
    """Whether a name crosses the Thai side of a term, or is one end of the name of a body or an event."""
    (s, e), (start, end) = cut, whole
    if s < start < e < end or start < s < end < e:
        return True
    return cut != whole and start <= s and e <= end and (s == start or e == end) and kind in {"organisation", "event"}


def unmarked(record: Record, names: Names) -> Iterator[Mention]:
    """Where a name's form stands again by itself, and no name is marked."""
    forms = {m.text for e in record.entities if e.type != "LOCATION" for m in e.mentions if m.form != "office"}
    for form in sorted(form for form in forms if len(form) > _SHORT):
        for match in re.finditer(_ALONE[0] + re.escape(form) + _ALONE[1], record.text):
            if not names.cut(*match.span()):
                yield Mention.of(record.text, *match.span())


def _of_events(record: Record, names: Names) -> Iterator[Contradiction]:
    seen: set[str] = set()
    for event in record.events:
        at = event.trigger
        if at and _apart(at.start, at.end, names) != (at.start, at.end):
            yield Contradiction("cut trigger", at.text)
        if not (event.main or _named(event) or _said(event)):
            yield Contradiction("hollow event", event.id)
        if (mark := _mark(event)) in seen:
            yield Contradiction("event twice", mark)
        seen.add(mark)
        if _timed(event, names) is not event:
            yield Contradiction(
                "local time" if (event.start or "").endswith(_ZONE) and not _dated(event, names) else "year of a name", event.id
            )


def _dated(event: Happening, names: Names) -> bool:
    return any(names.around(m.start, m.end) for m in event.slots.get("start", []))
