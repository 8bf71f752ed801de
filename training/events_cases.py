"""The cases that the stages of the events layer learn from: each slot's candidates in one annotated article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from newsextract.layers.events import kinds, name_features, name_spans, naming, when, when_features, where
from newsextract.layers.events.context import Context
from newsextract.layers.events.geography import province_names
from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.venues import Venue, venues
from newsextract.records import EventType
from training.events_data import Example, alike, iso_equal, tidy
from training.fit import Case

#: ends of a name that are so near to the best are right too
NEAR = 0.02


def _case(example: Example, rows: list[dict[str, float]], want: Any, right: list[int], *values: list[Any]) -> Case:
    """A case whose last candidate, "none", is right where nothing is annotated."""
    return Case(rows, right if want else [len(rows) - 1], example.id, note=(want, *values))


def type_case(example: Example) -> Case:
    """The headline's and the lead's features with the type."""
    return Case([kinds.features(example.context)], [TYPES.index(example.event["type"])], example.id, example.weight)


def start_case(example: Example, kind: EventType) -> Case:
    """The times of the lead; right are those that give the annotated start."""
    times, want = when.candidates(example.context), example.event.get("start")
    values = [when.read(example.context, time).start for time in times]
    right = [k for k, value in enumerate(values) if iso_equal(want, value)]
    return _case(example, when_features.features(example.context, kind, times), want, right, values)


def venue_case(example: Example, kind: EventType) -> Case:
    """The stretches after ณ and the like."""
    spans, want = venues(example.context), example.event.get("venue")
    texts = [example.context.text[v.start : v.end] for v in spans]
    right = [k for k, text in enumerate(texts) if want and alike(want, text, 0.7)]
    return _case(example, where.features(example.context, kind, spans), want, right, spans, texts)


def province_case(example: Example, kind: EventType, venue: Venue | None) -> Case:
    """The provinces that the venue, the lead and the headline name."""
    provinces, want = where.province_candidates(example.context, venue), example.event.get("province")
    names = [province_names()[code] for code in provinces]
    right = [k for k, name in enumerate(names) if want and tidy(name) == tidy(want)]
    return _case(example, where.province_features(example.context, kind, venue, provinces), want, right, names)


def country_case(
    example: Example, kind: EventType, venue: Venue | None, province: str | None, sure: tuple[float, float]
) -> Case:
    """Thailand, the countries of the lead, or none; ``sure`` are the probabilities that there is a venue and a province."""
    codes, rows, _ = where.country_features(example.context, kind, venue, province, sure)
    want = example.event.get("country")
    return Case(rows, [k for k, code in enumerate(codes) if (code or "") == (want or "")], example.id, note=(want, codes))


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
        possible = name_spans.ends(context, start)
        if possible:
            one.starts.append(start)
            one.ends.append(possible)
            ends = name_features.end_features(context, start, possible, headline)
            one.rows.append([dict.fromkeys(names, 1.0) for names in ends])
            one.like.append([_likeness(context, want, bool(gold.get("th")), start.at, end) for end, _ in possible])
    return one


def _likeness(context: Context, want: str | None, thai: bool, start: int, end: int) -> float:
    """How like the annotated name a span is, 0 where scoring would not take it for right."""
    if want is None:
        return 0.0
    name, _ = naming.both(context, start, name_spans.trimmed(context.text, start, end))
    got = (name.th if thai else name.en) or name.th or name.en
    return SequenceMatcher(None, tidy(want), tidy(got), autojunk=False).ratio() if alike(want, got) else 0.0


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
