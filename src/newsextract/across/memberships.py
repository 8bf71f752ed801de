"""Spells in office: who held which office from when to when, as articles say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import NamedTuple

import numpy as np

from newsextract.across import bodies, offices
from newsextract.across.offices import Office
from newsextract.across.persons import Person

#: maximum articles kept as evidence of a spell: the first, the last, and some between
MAX_EVIDENCE = 20
#: cost of a change of holder, in articles that name somebody else
CHANGE_COST = 1.5
#: maximum days without an article within a spell
MAX_GAP = 550
#: number of articles from which a spell is kept whatever the other spells say
MIN_ARTICLES = 2


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """An article that gives a person an office, with the words and their offsets."""

    record: str
    start: int
    end: int
    text: str
    day: str | None


@dataclass(slots=True)
class Membership:
    """A person's spell in an office."""

    person: str  # id
    office: str  # in full
    organisation: str | None  # id of its body; None if the records do not name it
    start: str | None  # date of the first article that says so; None if undated
    end: str | None  # and of the last
    acting: bool
    evidence: list[Evidence]  # the articles that say so: the first, the last, and up to 18 between
    articles: int = 1  # number of all articles that say so
    overlaps: list[str] = field(default_factory=list)  # in an office of one holder, ids of others with overlapping spells
    kind: str = field(default=offices.OTHER, repr=False)
    body: str = field(default="", repr=False)


class DatedEvidence(NamedTuple):
    """An article's evidence of one person in one office."""

    day: int
    person: str
    office: Office
    evidence: Evidence


def find(people: Sequence[Person], known: Iterable[bodies.Body]) -> list[Membership]:
    """The spells of people in offices, sorted by office; ``known`` are the bodies of the same records."""
    ids = {bodies.body_key(form): body.id for body in known for form in [*body.forms, *filter(None, body.name.values())]}
    seats: dict[tuple[str, str, bool], list[DatedEvidence]] = defaultdict(list)
    for one in _dated_evidence(people):
        seats[(*one.office.post, one.office.acting)].append(one)
    found = [spell for seat in sorted(seats) for spell in _spells(sorted(seats[seat]))]
    for spell in found:
        name = spell.body.partition("@")[2] if spell.kind == offices.OTHER else spell.body
        spell.organisation = ids.get(bodies.body_key(name)) if name else None
    return found


def _dated_evidence(people: Iterable[Person]) -> Iterator[DatedEvidence]:
    for person in people:
        for one in person.mentions:
            day = date.fromordinal(one.day).isoformat() if one.day else None
            for office, role in one.offices:
                yield DatedEvidence(one.day or 0, person.id, office, Evidence(one.record, role.start, role.end, role.text, day))


def _spells(seat: list[DatedEvidence]) -> Iterator[Membership]:
    """The spells of one office, given its evidence in order of date."""
    single = offices.holders(seat[0].office.kind) == "one"
    spells = [_spell(part) for run in _runs(seat, single) for part in _split_at_gaps(run)]
    spells = [spell for spell in spells if _is_reliable(spell, spells)]
    for spell in spells if single else ():
        spell.overlaps = sorted({one.person for one in spells if one.person != spell.person and _overlap(spell, one)})
    yield from spells


def _runs(seat: list[DatedEvidence], single: bool) -> list[list[DatedEvidence]]:
    """The evidence of each holder in turn or, where several hold the office at once, of each person."""
    if single and not seat[0].office.acting:
        right = [one for one, person in zip(seat, _holders(seat), strict=True) if one.person == person]
        return [list(run) for _, run in groupby(right, lambda one: one.person)]
    by_person: dict[str, list[DatedEvidence]] = defaultdict(list)
    for one in seat:
        by_person[one.person].append(one)
    return list(by_person.values())


def _holders(seat: Sequence[DatedEvidence]) -> list[str]:
    """The holder at each article: the sequence of lowest cost (Viterbi), so that one mistake is not a change of holder.

    A change costs :data:`CHANGE_COST`, and an article that names somebody else costs its weight: of the articles of one day for one
    person, 1 for the first, 1/2 for the second and so on.
    """
    persons = sorted({one.person for one in seat})
    number = {person: n for n, person in enumerate(persons)}
    costs = np.zeros(len(persons))
    before = []  # for each article the likeliest holder until then, and the persons who would have followed that holder
    seen: Counter[tuple[int, str]] = Counter()
    for one in seat:
        seen[one.day, one.person] += 1
        best = int(costs.argmin())
        floor = costs[best] + CHANGE_COST
        before.append((best, costs > floor))
        costs = np.minimum(costs, floor)
        kept = costs[number[one.person]]
        costs += 1.0 / seen[one.day, one.person]
        costs[number[one.person]] = kept
    found = [int(costs.argmin())]
    for last, changed in reversed(before[1:]):
        found.append(last if changed[found[-1]] else found[-1])
    return [persons[n] for n in reversed(found)]


def _split_at_gaps(run: list[DatedEvidence]) -> Iterator[list[DatedEvidence]]:
    """Split a run where no article names the person in the office for more than :data:`MAX_GAP` days."""
    part: list[DatedEvidence] = []
    for one in run:
        if part and one.day - part[-1].day > MAX_GAP:
            yield part
            part = []
        part.append(one)
    if part:
        yield part


def _spell(run: list[DatedEvidence]) -> Membership:
    office = run[0].office
    days = [one.evidence.day for one in run if one.evidence.day]
    start, end = (days[0], days[-1]) if days else (None, None)
    step = max(1.0, (len(run) - 1) / (MAX_EVIDENCE - 1))
    kept = [run[round(n * step)].evidence for n in range(min(MAX_EVIDENCE, len(run)))]
    return Membership(
        run[0].person, office.label, None, start, end, office.acting, kept, len({one.evidence.record for one in run}),
        kind=office.kind, body=office.body,
    )  # fmt: skip


def _is_reliable(spell: Membership, spells: Sequence[Membership]) -> bool:
    """Whether a spell is not one article's mistake: another article agrees, or nobody else is known in the office then."""
    if spell.articles >= MIN_ARTICLES or offices.holders(spell.kind) != "one":
        return True
    others = (one for one in spells if one is not spell and one.articles >= MIN_ARTICLES)
    return not any(_overlap(spell, other, MAX_GAP // 2) for other in others)


def _overlap(one: Membership, other: Membership, days: int = 0) -> bool:
    if not (one.start and one.end and other.start and other.end):
        return False
    first, last = (date.fromisoformat(day).toordinal() for day in (max(one.start, other.start), min(one.end, other.end)))
    return first <= last + days
