"""Look up who held an office on a day, and which offices a person held, in the tables that ``link`` makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from newsextract.across import bodies, offices
from newsextract.across.names import bare, key, shape

Rows = Callable[[str], Iterable[Mapping[str, Any]]]
#: maximum days before or after its articles at which a spell is still an answer, if no other holder is nearer
MAX_AWAY = 183


@dataclass(frozen=True, slots=True)
class Answer:
    """A spell that answers a question; what is not explained here is as in the membership."""

    person: str  # id
    name: tuple[str | None, str | None]  # in Thai and English
    office: str
    start: str | None
    end: str | None
    acting: bool
    articles: int
    evidence: tuple[str, ...]
    overlaps: tuple[str, ...]
    away: int = 0  # number of days between the day asked for and the spell; 0 within it
    gap: int = 0  # number of days between the last article of the spells before and the start; 0 if they overlap

    @property
    def shown(self) -> str:
        """The name in both languages as far as known, else the person's id."""
        return " / ".join(filter(None, self.name)) or self.person


def office(rows: Rows, words: str, day: str | None = None) -> list[Answer]:
    """Find who held an office: on a day, likeliest first, or at any time, earliest first.

    Parameters
    ----------
    rows
        Function that gives the rows of a table by its name, such as ``newsextract.stores.linked.source("linked")``.
    words
        The office in Thai or English, in full or abbreviated.
    day
        ISO 8601 date; a body that had a successor by then is replaced by it.
    """
    wanted = {
        one.label if one.kind == offices.OTHER else offices.label(one.kind, bodies.body_in_charge(one.body, day))
        for one in offices.parse(words)
    }
    found = sorted(
        _answers(rows, lambda row: row["office"] in wanted), key=lambda one: (one.start or "", one.end or "", one.person)
    )
    return _with_gaps(found) if day is None else _on(found, day)


def person(rows: Rows, name: str) -> list[Answer]:
    """Find the offices of the people with a name, in order of their start.

    Parameters
    ----------
    rows
        Function that gives the rows of a table by its name.
    name
        A name in Thai or English as any article writes it; titles, tones and hyphens do not matter.
    """
    wanted = key(bare(name))
    ids = {row["person"] for row in rows("persons") if any(key(form) == wanted for form in _names(row))}
    if not ids:
        ids = {row["person"] for row in rows("persons") if any(shape(key(form)) == shape(wanted) for form in _names(row))}
    return sorted(_answers(rows, lambda row: row["person"] in ids), key=lambda one: (one.start or "", one.office, one.person))


def _names(row: Mapping[str, Any]) -> Iterator[str]:
    yield from filter(None, (row["name_th"], row["name_en"], *row["forms"]))


def _answers(rows: Rows, wanted: Callable[[Mapping[str, Any]], bool]) -> list[Answer]:
    spells = [row for row in rows("memberships") if wanted(row)]
    asked = {row["person"] for row in spells}
    names = {row["person"]: (row["name_th"], row["name_en"]) for row in rows("persons") if row["person"] in asked}
    return [
        Answer(
            row["person"], names.get(row["person"], (None, None)), row["office"], row["start"], row["end"], bool(row["acting"]),
            int(row["articles"]), tuple(row["evidence"] or ()), tuple(row["overlaps"] or ()),
        )
        for row in spells
    ]  # fmt: skip


def _on(found: list[Answer], day: str) -> list[Answer]:
    """The holders on a day; if no article says who it was, the nearest before and after, with the days between."""
    asked = date.fromisoformat(day).toordinal()
    dated = [(one, _away(one, asked)) for one in found if one.start and one.end]
    inside = [one for one, away in dated if not away]
    if any(not one.acting for one in inside):
        return sorted(inside, key=lambda one: (one.acting, -one.articles, one.person))
    return _nearest(dated, day) + sorted(inside, key=lambda one: one.person)


def _nearest(dated: Iterable[tuple[Answer, int]], day: str) -> list[Answer]:
    """The last holder before a day and the first after it, the nearer first."""
    near = [replace(one, away=away) for one, away in dated if 0 < away <= MAX_AWAY and not one.acting]
    before = [one for one in near if str(one.end) < day]
    after = [one for one in near if str(one.start) > day]
    nearest = [min(some, key=lambda one: (one.away, -one.articles)) for some in (before, after) if some]
    return sorted(nearest, key=lambda one: (one.away, one.person))


def _away(one: Answer, day: int) -> int:
    first, last = (date.fromisoformat(str(when)).toordinal() for when in (one.start, one.end))
    return max(first - day, day - last, 0)


def _with_gaps(found: Iterable[Answer]) -> list[Answer]:
    """Set the gap of each spell: the days since the last article of those before it."""
    ordered = []
    last: str | None = None
    for one in found:
        gap = 0
        if last and one.start and one.start > last:
            gap = date.fromisoformat(one.start).toordinal() - date.fromisoformat(last).toordinal()
        ordered.append(replace(one, gap=gap))
        last = max(filter(None, (last, one.end)), default=None)
    return ordered


def lines(answers: Iterable[Answer], names: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield answers as lines of text: first and last day, name, office, number of articles, and notes."""
    for one in answers:
        notes = [f"{one.articles:,} article{'s' * (one.articles != 1)}"]
        notes += ["acting"] * one.acting
        notes += [f"{one.away} days from the day asked for"] * bool(one.away)
        notes += [f"{one.gap} days after the one before"] * bool(one.gap > 1)
        if one.overlaps:
            others = ", ".join((names or {}).get(other, other) for other in one.overlaps[:3])
            notes.append(f"in the same days: {others}{' …' * (len(one.overlaps) > 3)}")
        first = f"; see {one.evidence[0]}" if one.evidence else ""
        yield f"{one.start or '?'} – {one.end or '?'}  {one.shown}  {one.office}  ({', '.join(notes)}{first})"
