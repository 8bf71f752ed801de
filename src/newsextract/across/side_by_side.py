"""Compare the releases of one event: what each adds to the earlier ones, and where two of them disagree, with quotes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from typing import Literal

from newsextract.across.event_release import figure_of, name_words
from newsextract.data import read_csv
from newsextract.records import Entity, Event, Mention, Record
from newsextract.thai.people_names import key
from newsextract.thai.text import any_of

Slot = Literal["start", "venue", "attendance", "figure"]
#: characters of a text whose figures are compared; figures further on are about other things
LEAD = 1500
#: maximum relative difference between two figures of one unit that count as one figure, rounded
ROUNDED = 0.02
#: length of a day as ISO 8601
_DAY = 10


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a release, with their offsets in the record's text."""

    record: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A value on which two releases of one event disagree."""

    slot: Slot  # a ``figure`` is of the same unit in both
    a: str  # the value in each release
    b: str
    said_a: Quote  # the words that give it
    said_b: Quote


@dataclass(frozen=True, slots=True)
class Added:
    """The names and figures that no earlier release has, each at its first place in the release."""

    record: str
    people: list[Quote] = field(default_factory=list)
    bodies: list[Quote] = field(default_factory=list)
    figures: list[Quote] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The releases of an event in order, what each adds, and where they disagree."""

    records: list[str]
    added: list[Added]
    disagreements: list[Disagreement]


def side_by_side(records: Sequence[Record]) -> SideBySide:
    """Compare the releases of one event.

    Parameters
    ----------
    records
        The records of a cluster, in any order; they are sorted by publication, then by id.
    """
    ordered = sorted(records, key=lambda record: (record.published or "9999", record.id))
    differ = [one for a, b in combinations(ordered, 2) for one in _differences(a, b)]
    return SideBySide([record.id for record in ordered], list(_added(ordered)), differ)


def _added(records: Sequence[Record]) -> Iterator[Added]:
    seen: dict[str, set[str]] = defaultdict(set)
    for record in records:
        found = Added(record.id)
        parts = (
            ("people", found.people, ((_keys(one) | _latin(one), _named(one)) for one in record.people)),
            ("bodies", found.bodies, ((_keys(one), _named(one)) for one in record.entities if one.type == "ORGANIZATION")),
            ("figures", found.figures, (({value}, mention) for value, _, mention in _figures(record))),
        )
        for name, kept, values in parts:
            fresh: set[str] = set()
            for keys, mention in values:
                if not keys & (seen[name] | fresh):
                    kept.append(_quote(record, mention))
                fresh |= keys
            seen[name] |= fresh
        yield found


def _named(entity: Entity) -> Mention:
    """The first mention by name; without one, the first mention (an office alone is not a name)."""
    return next((mention for mention in entity.mentions if mention.form == "name"), entity.mentions[0])


def _latin(person: Entity) -> set[str]:
    return set(name_words(person.name.th, person.name.en or person.romanised))


def _keys(entity: Entity) -> set[str]:
    return {key(name) for name in (entity.name.th, entity.name.en, entity.abbr) if name} | {entity.mentions[0].text}


def _figures(record: Record) -> Iterator[tuple[str, str, Mention]]:
    """Yield the figures of the lead, each with its unit and mention."""
    for match in _figure_pattern().finditer(record.text[:LEAD]):
        if value := figure_of(match["figure"]):
            yield value, _units()[match["unit"].casefold()], Mention(start=match.start(), end=match.end(), text=match[0])


@cache
def _figure_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![0-9.,/:])(?P<figure>[0-9][0-9,]*(?:\.[0-9]+)?)\s{{0,2}}(?P<unit>{any_of(_units())})", re.IGNORECASE
    )


@cache
def _units() -> dict[str, str]:
    """The unit of each way of writing it, in either language."""
    return {row["words"]: row["unit"] for row in read_csv("across/units.csv")}


def _quote(record: Record, mention: Mention) -> Quote:
    return Quote(record.id, mention.start, mention.end, mention.text)


def _differences(a: Record, b: Record) -> Iterator[Disagreement]:
    mains = [event for record in (a, b) for event in record.events if event.main]
    for slot, value, against in _slots_apart(*mains) if len(mains) > 1 else ():
        words = [event.slots.get(slot) for event in mains]
        if words[0] and words[1]:
            yield Disagreement(slot, value, against, _quote(a, words[0][0]), _quote(b, words[1][0]))
    yield from _of_figures(a, b)


def _slots_apart(one: Event, other: Event) -> Iterator[tuple[Slot, str, str]]:
    """The slots on which two main events disagree, with their values."""
    start, other_start = one.start or "", other.start or ""
    days = start[:_DAY], other_start[:_DAY]
    known = min(map(len, days)) == _DAY
    if known and (days[0] != days[1] or _differ(start[11:16], other_start[11:16])):
        yield "start", start, other_start
    here, there = one.place, other.place  # names of venues alone differ from language to language
    apart = _differ(here.country, there.country) or _differ(here.iso_3166_2, there.iso_3166_2)
    if apart and here.venue and there.venue:
        yield "venue", here.venue, there.venue
    if _differ(one.attendance, other.attendance):
        yield "attendance", str(one.attendance), str(other.attendance)


def _differ(one: object, other: object) -> bool:
    """Whether two values are given and not the same."""
    return bool(one and other and one != other)


def _of_figures(a: Record, b: Record) -> Iterator[Disagreement]:
    """Figures that differ, of units with exactly one figure in each release."""
    one, other = _by_unit(a), _by_unit(b)
    for unit in one:
        if unit in other and len(one[unit]) == len(other[unit]) == 1:
            [(value, said)], [(against, said_b)] = one[unit].items(), other[unit].items()
            if abs(float(value) - float(against)) > ROUNDED * max(float(value), float(against)):
                yield Disagreement("figure", value, against, _quote(a, said), _quote(b, said_b))


def _by_unit(record: Record) -> dict[str, dict[str, Mention]]:
    found: dict[str, dict[str, Mention]] = defaultdict(dict)
    for value, unit, mention in _figures(record):
        found[unit].setdefault(value, mention)
    return found
