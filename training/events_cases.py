"""The cases that the stages of the events layer learn from: each slot's candidates in annotated articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from newsextract.layers.events import bodies, kinds, name_features, name_spans, naming, when, when_features, where, who
from newsextract.layers.events.context import Context
from newsextract.layers.events.geography import province_names
from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.venues import Venue, venues
from newsextract.records import EventType
from training.events_data import Example, alike, bare_name, iso_equal, tidy
from training.fit import Case

#: ends of a name that are so near to the best are right too
NEAR = 0.02


def type_cases(examples: Sequence[Example]) -> list[Case]:
    """The headline's and the lead's features with the type."""
    return [Case([kinds.features(e.context)], [TYPES.index(e.event["type"])], e.id, e.weight) for e in examples]


def start_cases(examples: Sequence[Example], said: Sequence[EventType]) -> list[Case]:
    """The times of the lead; right are those that give the annotated start."""
    found = []
    for example, kind in zip(examples, said, strict=True):
        times = when.candidates(example.context)
        rows = when_features.features(example.context, kind, times)
        want = example.event.get("start")
        values = [when.read(example.context, time).start for time in times]
        right = [k for k, value in enumerate(values) if want is not None and iso_equal(want, value)]
        found.append(Case(rows, right if want is not None else [len(times)], example.id, note=(want, values)))
    return found


def actor_cases(examples: Sequence[Example], said: Sequence[EventType]) -> list[Case]:
    """People and bodies; right is the first annotated actor."""
    found = []
    for example, kind in zip(examples, said, strict=True):
        people = who.candidates(example.context)
        rows = who.features(example.context, kind, people)
        want = (example.event.get("actor") or [])[:1]
        right = [
            k
            for k, one in enumerate(people)
            if want and (bare_name(want[0]) == bare_name(one.name) or alike(want[0], one.name, 0.85))
        ]
        names = [one.name for one in people]
        found.append(Case(rows, right if want else [len(people)], example.id, note=(want, people, names)))
    return found


def venue_cases(examples: Sequence[Example], said: Sequence[EventType]) -> list[Case]:
    """The stretches after ณ and the like."""
    found = []
    for example, kind in zip(examples, said, strict=True):
        spans = venues(example.context)
        rows = where.features(example.context, kind, spans)
        want = example.event.get("venue")
        right = [k for k, v in enumerate(spans) if want and alike(want, example.context.text[v.start : v.end], 0.7)]
        texts = [example.context.text[v.start : v.end] for v in spans]
        found.append(Case(rows, right if want else [len(spans)], example.id, note=(want, spans, texts)))
    return found


def province_cases(examples: Sequence[Example], said: Sequence[EventType], places: Sequence[Venue | None]) -> list[Case]:
    """The provinces that the venue, the lead and the headline name."""
    names = province_names()
    found = []
    for example, kind, venue in zip(examples, said, places, strict=True):
        provinces = where.province_candidates(example.context, venue)
        rows = where.province_features(example.context, kind, venue, provinces)
        want = example.event.get("province")
        right = [k for k, code in enumerate(provinces) if want and tidy(names[code]) == tidy(want)]
        found.append(Case(rows, right if want else [len(provinces)], example.id, note=(want, [names[c] for c in provinces])))
    return found


def country_cases(
    examples: Sequence[Example],
    said: Sequence[EventType],
    places: Sequence[Venue | None],
    provinces: Sequence[str | None],
    sure: Sequence[tuple[float, float]],
) -> list[Case]:
    """Thailand, the countries of the lead, or none."""
    found = []
    for example, kind, venue, province, some in zip(examples, said, places, provinces, sure, strict=True):
        codes, rows, _ = where.country_features(example.context, kind, venue, province, some)
        right = [k for k, code in enumerate(codes) if (code or "") == (example.event.get("country") or "")]
        found.append(Case(rows, right, example.id, note=(example.event.get("country"), codes)))
    return found


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


def named(examples: Sequence[Example], said: Sequence[EventType]) -> list[Named]:
    """Every place where a name may begin and end."""
    found = []
    for example, kind in zip(examples, said, strict=True):
        context, gold = example.context, example.event.get("name") or {}
        want, headline = gold.get("th") or gold.get("en"), name_features.squeezed(context.title)
        one = Named(example, kind, want, headline, [], [], [], [])
        for start in name_spans.starts(context):
            possible = name_spans.ends(context, start)
            if not possible:
                continue
            one.starts.append(start)
            one.ends.append(possible)
            ends = name_features.end_features(context, start, possible, headline)
            one.rows.append([dict.fromkeys(names, 1.0) for names in ends])
            one.like.append([_likeness(context, want, bool(gold.get("th")), start.at, end) for end, _ in possible])
        found.append(one)
    return found


def _likeness(context: Context, want: str | None, thai: bool, start: int, end: int) -> float:
    """How like the annotated name a span is, 0 where scoring would not take it for right."""
    if want is None:
        return 0.0
    name, _ = naming.both(context, start, name_spans.trimmed(context.text, start, end))
    got = (name.th if thai else name.en) or name.th or name.en
    if not alike(want, got):
        return 0.0
    return SequenceMatcher(None, tidy(want), tidy(got), autojunk=False).ratio()


def name_end_cases(articles: Sequence[Named]) -> list[Case]:
    """The ends of each start; right are the ends that come nearest to the annotated name."""
    found = []
    for one in articles:
        for rows, like in zip(one.rows, one.like, strict=True):
            best = max(like)
            right = [k for k, value in enumerate(like) if best and value >= best - NEAR]
            found.append(Case(rows, right, one.example.id))
    return found


def name_cases(articles: Sequence[Named], ends: Sequence[list[float]]) -> list[Case]:
    """Names, each a start with its likeliest end, and having none."""
    found, chances = [], iter(ends)
    for one in articles:
        text = one.example.context.text
        likely = [next(chances) for _ in one.starts]
        best = [max(range(len(p)), key=p.__getitem__) for p in likely]
        spans = [(start, possible[k][0]) for start, possible, k in zip(one.starts, one.ends, best, strict=True)]
        given = [(start, end, max(p)) for (start, end), p in zip(spans, likely, strict=True)]
        rows = name_features.name_features(one.example.context, one.kind, given, one.headline)
        right = [k for k, (like, at) in enumerate(zip(one.like, best, strict=True)) if like[at]]
        names = [text[start.at : name_spans.trimmed(text, start.at, end)] for start, end in spans]
        found.append(Case(rows, right if one.want else [len(names)], one.example.id, note=(one.want, names)))
    return found


def body_cases(
    examples: Sequence[Example], said: Sequence[EventType], actors: Sequence[int | None], places: Sequence[Venue | None]
) -> list[Case]:
    """Each organisation of the lead by itself: whether it takes part."""
    found = []
    for example, kind, actor, venue in zip(examples, said, actors, places, strict=True):
        wanted = list(example.event.get("organisations") or [])
        span = (venue.start, venue.end) if venue else None
        for k, body in enumerate(bodies.bodies(example.context)):
            hit = next((w for w in wanted if alike(w, body.name, 0.85)), None)
            if hit is not None:
                wanted.remove(hit)
            row = bodies.features(example.context, kind, body, actor, span, k)
            found.append(Case([row, {}], [0 if hit is not None else 1], example.id))
    return found
