"""Offices as spells: who held which office from when to when, by the articles that say so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from newsextract.across import bodies, offices
from newsextract.across.offices import Office
from newsextract.across.persons import Person

#: evidence kept of a spell: the first, the last, and some between
KEPT = 20
#: articles that must speak for another holder before the office has changed hands
CHANGE = 1.5
#: share of the articles of a spell of an office with one holder that may name somebody else before the office counts as shared
SHARED = 0.25
#: days without an article after which a spell is two, of an office that others held in between or that is seldom named
GAP = 550
#: an office of several holders: one article is enough where the office is named with the person on so many others or by him alone
ENOUGH = 2


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """An article that gives a person an office, and its words."""

    record: str
    start: int
    end: int
    text: str
    day: str | None


@dataclass(slots=True)
class Membership:
    """A person in an office for a while.

    Attributes
    ----------
    person
        The person's id.
    office
        The office in full.
    organisation
        Id of its body; None where that is no body of the records.
    start, end
        First and last day of an article that says so; None without a day.
    acting
        Whether it was held for somebody else.
    evidence
        Articles that say so: the first, the last, and up to 18 between.
    articles
        How many there are.
    overlaps
        Ids of others whose spells in an office of one holder overlap this one.
    """

    person: str
    office: str
    organisation: str | None
    start: str | None
    end: str | None
    acting: bool
    evidence: list[Evidence]
    articles: int = 1
    overlaps: list[str] = field(default_factory=list)
    kind: str = field(default=offices.OTHER, repr=False)
    body: str = field(default="", repr=False)


class Held(NamedTuple):
    """One article's word for one person in one office."""

    day: int
    person: str
    office: Office
    evidence: Evidence


def find(people: Sequence[Person], known: Iterable[bodies.Body]) -> list[Membership]:
    """The spells of people in offices, by office and day.

    Parameters
    ----------
    people
        With their mentions.
    known
        The bodies of the same records, which give the organisations their ids.
    """
    ids = {bodies.body_key(form): body.id for body in known for form in [*body.forms, *filter(None, body.name.values())]}
    seats: dict[tuple[str, str, bool], list[Held]] = defaultdict(list)
    for one in _held(people):
        seats[(*one.office.post, one.office.acting)].append(one)
    found = [spell for seat in sorted(seats) for spell in _spells(sorted(seats[seat]))]
    for spell in found:
        name = spell.body.partition("@")[2] if spell.kind == offices.OTHER else spell.body
        spell.organisation = ids.get(bodies.body_key(name)) if name else None
    return found


def _held(people: Iterable[Person]) -> Iterator[Held]:
    for person in people:
        for one in person.mentions:
            day = _written_day(one.day) if one.day else None
            for office, role in one.held:
                yield Held(one.day or 0, person.id, office, Evidence(one.record, role.start, role.end, role.text, day))


@lru_cache(maxsize=50_000)
def _written_day(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _spells(seat: list[Held]) -> Iterator[Membership]:
    """The spells of one office, whose articles are given in order of their days."""
    office = seat[0].office
    if office.holders == "one" and not office.acting:
        right = [one for one, person in zip(seat, _holders(seat), strict=True) if one.person == person]
        runs = [list(run) for _, run in groupby(right, lambda one: one.person)]
    else:
        runs = _by_person(seat)
    spells = [_spell(part) for run in runs for part in _parted(run)]
    spells = [spell for spell in spells if _is_told(spell, seat, spells)]
    if office.holders == "one":
        _overlaps(spells)
    yield from spells


def _holders(seat: Sequence[Held]) -> list[str]:
    """The holder at each article: the fewest changes that explain most articles, so that one mistake is no change.

    A change costs :data:`CHANGE` articles that name somebody else. Several articles of one day count as one half more each.
    """
    persons = {one.person for one in seat}
    if len(persons) == 1:
        return [*persons] * len(seat)
    best, lowest = min(persons), 0.0
    costs: dict[str, float] = {}  # of the few who are not like the rest, whose cost is the same
    rest = 0.0
    before: list[tuple[str, bool, set[str]]] = []
    for one, weight in zip(seat, _weights(seat), strict=True):
        floor = lowest + CHANGE
        changed, all_change = {person for person, cost in costs.items() if cost > floor}, rest > floor
        before.append((best, all_change, costs.keys() - changed if all_change else changed))
        if all_change:
            costs, rest = {person: cost for person, cost in costs.items() if person not in changed}, floor
        else:
            costs |= dict.fromkeys(changed, floor)
        cost = costs.get(one.person, rest)
        costs = {person: cost + weight for person, cost in costs.items()} | {one.person: cost}
        rest += weight
        best = min(costs, key=lambda person: (costs[person], person))
        lowest = costs[best]
    return _traced(best, before)


def _traced(best: str, before: Sequence[tuple[str, bool, set[str]]]) -> list[str]:
    """The holder at each article, from the last one's back: whoever changed followed the one who was best before."""
    found = []
    for last, all_change, others in reversed(before):
        found.append(best)
        best = last if (best in others) != all_change else best
    return found[::-1]


def _weights(seat: Sequence[Held]) -> list[float]:
    """What each article counts: the first of a day for a person one, the others less."""
    seen: Counter[tuple[int, str]] = Counter()
    found = []
    for one in seat:
        seen[one.day, one.person] += 1
        found.append(1.0 / seen[one.day, one.person])
    return found


def _by_person(seat: Iterable[Held]) -> list[list[Held]]:
    found: dict[str, list[Held]] = defaultdict(list)
    for one in seat:
        found[one.person].append(one)
    return list(found.values())


def _parted(run: list[Held]) -> Iterator[list[Held]]:
    """A run cut where no article names the person in the office for long."""
    part: list[Held] = []
    for one in run:
        if part and one.day - part[-1].day > GAP:
            yield part
            part = []
        part.append(one)
    if part:
        yield part


def _spell(held: list[Held]) -> Membership:
    office = held[0].office
    days = [one.evidence.day for one in held if one.evidence.day]
    start, end = (days[0], days[-1]) if days else (None, None)
    step = max(1.0, (len(held) - 1) / (KEPT - 1))
    kept = [held[round(n * step)].evidence for n in range(min(KEPT, len(held)))]
    return Membership(
        held[0].person, office.label, None, start, end, office.acting, kept, len({one.evidence.record for one in held}),
        kind=office.kind, body=office.body,
    )  # fmt: skip


def _is_told(spell: Membership, seat: Sequence[Held], spells: Sequence[Membership]) -> bool:
    """Whether a spell is more than one article's mistake: another says the same, or nobody else is known in the office then."""
    if spell.articles >= ENOUGH or spell.kind == offices.OTHER:
        return True
    others = (one for one in spells if one is not spell and one.articles >= ENOUGH)
    return seat[0].office.holders != "one" or not any(_meet(spell, other, GAP // 2) for other in others)


def _meet(one: Membership, other: Membership, days: int = 0) -> bool:
    if not (one.start and one.end and other.start and other.end):
        return False
    first, last = (date.fromisoformat(day).toordinal() for day in (max(one.start, other.start), min(one.end, other.end)))
    return first <= last + days


def _overlaps(spells: Sequence[Membership]) -> None:
    for spell in spells:
        spell.overlaps = sorted({other.person for other in spells if other.person != spell.person and _meet(spell, other)})
