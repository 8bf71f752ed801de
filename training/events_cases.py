"""The cases that the stages of the events layer learn from: each slot's candidates in one annotated article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from newsextract.layers.events import (
    countries,
    kinds,
    modes,
    name_features,
    name_spans,
    naming,
    provinces,
    status,
    venues,
    when,
    when_features,
    where,
    zones,
)
from newsextract.layers.events.context import Context
from newsextract.layers.events.geography import province_names
from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.venues import Venue
from newsextract.records import EventType
from training.events_data import Example, alike, iso_equal, tidy
from training.fit import Case

#: what leads teach apart about the start: there a day that is only "today" was not annotated
_APART = ("none", "today", "kind relative")
#: likeness of a venue or a name that is right
ENOUGH = 0.8
#: ends of a name that are so near to the best are right too
NEAR = 0.02


def _case(
    example: Example,
    rows: list[dict[str, float]],
    want: Any,
    right: list[int],
    *values: list[Any],
    apart: tuple[str, ...] = (),
) -> Case:
    """A case whose last candidate, "none", is right where nothing is annotated.

    In a lead the features of candidates that begin with ``apart`` count twice, once under a name of their own: silence
    there teaches no silence in the whole article.
    """
    if not example.whole:
        rows = [row | {f"lead|{name}": value for name, value in row.items() if name.startswith(apart)} for row in rows]
    return Case(rows, right if want else [len(rows) - 1], example.id, note=(want, *values))


def type_case(example: Example) -> Case:
    """The headline's and the lead's features with the type."""
    return Case([kinds.features(example.context)], [TYPES.index(example.event["type"])], example.id, example.weight)


def start_case(example: Example, kind: EventType) -> Case:
    """The times of the article; right are those that give the annotated start."""
    context, want = example.context, example.event.get("start")
    times = [time for time in when.candidates(context) if time.start < example.reach + when.BEHIND]
    values = [when.span(context, kind, time) for time in times]
    right = [k for k, value in enumerate(values) if _same_start(example, want, value.start)]
    rows = when_features.features(context, kind, times)
    return _case(example, rows, want, right, values, [value.start for value in values], apart=_APART)


def _same_start(example: Example, want: str | None, got: str | None) -> bool:
    if example.whole:
        return want is not None and got is not None and got.removesuffix(zones.HOME) == want
    return bool(iso_equal(want, got))


def status_case(example: Example, kind: EventType, found: when.When | None) -> Case:
    """What the article says of the event's time, and its status."""
    row = status.features(example.context, kind, found.start if found else None, found.end if found else None)
    return Case([row], [status.STATUSES.index(example.event["status"])], example.id, note=(example.event["status"],))


def mode_case(example: Example, kind: EventType, venue: Venue | None, province: str | None, sure: float) -> Case:
    """What headline and lead say of how people met, and the mode."""
    row = modes.features(example.context, kind, venue is not None, province is not None, sure)
    return Case([row], [modes.MODES.index(example.event["mode"] or "")], example.id, note=(example.event["mode"],))


@dataclass(slots=True)
class Placed:
    """Where an article's venue may begin: each start's offset, mark, ends and their cases."""

    example: Example
    cases: dict[int, Case]


def placed(example: Example) -> Placed:
    """Every place where a venue may begin and end; right are the ends that come nearest to the annotated venue."""
    context, want, found = example.context, example.event.get("venue"), dict[int, Case]()
    for at, mark in venues.starts(context):
        possible = venues.ends(context, at) if at < example.reach else []
        if possible:
            like = [_nearness(want, context.text[at:end]) for end in possible]
            right = [k for k, value in enumerate(like) if value and value == max(like)]
            rows = [dict.fromkeys(names, 1.0) for names in venues.end_features(context, at, mark, possible)]
            found[at] = Case(rows, right, example.id)
    return Placed(example, found)


def _nearness(want: str | None, got: str) -> float:
    """How like the annotated venue a span is, 0 where it is another."""
    if not want or not alike(want, got, 0.6):
        return 0.0
    return SequenceMatcher(None, tidy(want), tidy(got), autojunk=False).ratio()


def venue_case(one: Placed, chances: dict[int, list[float]], kind: EventType) -> Case:
    """The stretches that may be the venue, each with its likeliest end."""
    example = one.example
    context, want = example.context, example.event.get("venue")
    found = venues.venues(context, lambda at, _, possible: chances.get(at, [1.0] * len(possible)))
    spans = [venue for venue in found if venue.start < example.reach]
    texts = [context.text[venue.start : venue.end] for venue in spans]
    right = [k for k, text in enumerate(texts) if want and alike(want, text, ENOUGH)]
    return _case(example, where.features(context, kind, spans), want, right, spans, texts)


def province_case(example: Example, kind: EventType, venue: Venue | None) -> Case:
    """The provinces that the venue, the lead and the headline name."""
    context, want = example.context, example.event.get("province")
    found = provinces.candidates(context, venue)
    names = [province_names()[code] for code in found]
    right = [k for k, name in enumerate(names) if want and tidy(name) == tidy(want)]
    rows = provinces.features(kind, venue, found, bool(countries.abroad(context, venue)))
    return _case(example, rows, want, right, names, apart=("none",))


def country_case(
    example: Example, kind: EventType, venue: Venue | None, province: str | None, sure: tuple[float, float]
) -> Case:
    """Thailand, the countries of headline and lead, or none; ``sure``: how probable a venue is, and a province.

    A lead without a country teaches nothing: there the guide wants one only where the words make it clear.
    """
    codes, rows, _ = countries.features(example.context, kind, venue, province, sure)
    want = example.event.get("country")
    right = [k for k, code in enumerate(codes) if code == want] if want or example.whole else []
    return Case(rows, right, example.id, note=(want, codes))


@dataclass(slots=True)
class Named:
    """Where an article's event may be named: starts, their ends with features, and how like the annotated name each is."""

    example: Example
    kind: EventType
    want: str | None
    headline: str
    starts: list[name_spans.Start]
    ends: list[list[tuple[int, str]]]
    rows: list[list[dict[str, float]]]
    like: list[list[float]]


def named(example: Example, kind: EventType) -> Named:
    """Every place where a name may begin and end."""
    context, gold = example.context, example.event.get("name") or {}
    want, headline = gold.get("th") or gold.get("en"), name_features.squeezed(context.title)
    one = Named(example, kind, want, headline, [], [], [], [])
    for start in name_spans.starts(context):
        if start.at >= max(example.reach, context.anchor[1]):
            continue
        possible = name_spans.ends(context, start)
        if possible:
            one.starts.append(start)
            one.ends.append(possible)
            ends = name_features.end_features(context, start, possible, headline)
            one.rows.append([dict.fromkeys(names, 1.0) for names in ends])
            one.like.append([_likeness(context, gold, start.at, end) for end, _ in possible])
    return one


def _likeness(context: Context, gold: dict[str, str | None], start: int, end: int) -> float:
    """How like the annotated name a span is in either language, 0 where scoring would not take it for right."""
    name, _ = naming.both(context, start, name_spans.trimmed(context.text, start, end))
    sides = [(gold.get("th"), name.th), (gold.get("en"), name.en)]
    return max(
        (
            SequenceMatcher(None, tidy(want), tidy(got), autojunk=False).ratio()
            for want, got in sides
            if want and got and alike(want, got, ENOUGH)
        ),
        default=0.0,
    )


def name_end_cases(articles: Sequence[Named]) -> Iterator[Case]:
    """The ends of each start; right are the ends that come nearest to the annotated name."""
    for one in articles:
        for rows, like in zip(one.rows, one.like, strict=True):
            right = [k for k, value in enumerate(like) if max(like) and value >= max(like) - NEAR]
            yield Case(rows, right, one.example.id)


def name_case(one: Named, ends: Sequence[list[float]]) -> Case:
    """Names, each a start with its likeliest end, and having none."""
    text = one.example.context.text
    best = [max(range(len(p)), key=p.__getitem__) for p in ends]
    spans = [(start, possible[k][0]) for start, possible, k in zip(one.starts, one.ends, best, strict=True)]
    given = [(start, end, max(p)) for (start, end), p in zip(spans, ends, strict=True)]
    rows = name_features.name_features(one.example.context, one.kind, given, one.headline)
    right = [k for k, (like, at) in enumerate(zip(one.like, best, strict=True)) if like[at]]
    names = [text[start.at : name_spans.trimmed(text, start.at, end)] for start, end in spans]
    return _case(one.example, rows, one.want, right, names)
