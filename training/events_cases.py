"""Annotated articles for the events layer, and from them the training cases of its stages: each slot's candidates.

Leads (events.jsonl) show how a slot is written: null there means only that headline and lead have no value, and a country is
annotated only if they make it clear. Whole articles (frames.jsonl) show whether a slot has a value at all. The values are in
data/annotations, the text in the corpus beside the project.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import Any

from newsextract.layers.events import (
    countries,
    counts,
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
from newsextract.layers.names import crf
from newsextract.records import EventType
from training.fit import Case
from training.readings import article_of, context_of, findings_of, readings, unseen
from training.shared import ANNOTATIONS, corpus, lines, scorer

_SCORE = scorer()
alike, iso_equal, tidy = _SCORE.alike, _SCORE.iso_equal, _SCORE.tidy

#: slots trained on whole articles and leads together; a row annotated whole has them all
SHARED_SLOTS = frozenset({"name", "start", "venue", "province", "country"})
#: weight in training of a type if a second one would be right, too
OPEN_TYPE_WEIGHT = 0.5
#: prefixes of the start's features that are doubled in leads, in which a day that is only "today" was not annotated
_LEAD_PREFIXES = ("none", "today", "kind relative")
#: minimum similarity of a venue or a name that is right
MIN_SIMILARITY = 0.8
#: ends of a name whose similarity is this close to the best are right, too
SIMILARITY_MARGIN = 0.02


@dataclass(slots=True)
class Example:
    """An annotated article: the main event's values, and the findings of the layers below.

    ``weight`` is that of its type in training, ``slots`` are the annotated slots besides the type. The values hold for the
    ``whole`` article or for its lead alone, which may be that of an article that is ``also_whole`` annotated.
    """

    id: int
    event: dict[str, Any]
    context: Context
    weight: float = 1.0
    slots: frozenset[str] = SHARED_SLOTS
    whole: bool = False
    also_whole: bool = False

    @property
    def reach(self) -> int:
        """The offset at which the annotated text ends, or slightly after it."""
        return len(self.context.text) if self.whole else self.context.lead[1]


def context(row: dict[str, Any]) -> Context:
    """Run the layers below on a corpus article."""
    article = article_of(row)
    number = int(row["id"])
    return context_of(article, findings_of(article, "statements", unseen(number)), number)


def load_examples(part: int = 1) -> tuple[list[Example], list[Example]]:
    """Load the annotated leads (one in ``part``): those that report an event, and those that report none."""
    rows = {row["id"]: row for row in islice(lines(ANNOTATIONS / "events.jsonl"), 0, None, part)}
    found: tuple[list[Example], list[Example]] = ([], [])
    for article in corpus(rows):
        row = rows[article["id"]]
        slots = SHARED_SLOTS if row.get("whole", True) else frozenset(row.get("slots", ()))
        weight = OPEN_TYPE_WEIGHT if row.get("second") else 1.0
        found[row["event"] is None].append(Example(row["id"], row["event"] or {}, context(article), weight, slots))
    for examples in found:
        examples.sort(key=lambda example: example.id)
    return found


def load_frames() -> tuple[list[Example], list[Example]]:
    """Load the articles annotated whole: those that report an event, and those that report none."""
    found: tuple[list[Example], list[Example]] = ([], [])
    for one in readings(until="statements"):
        found[one.main is None].append(
            Example(one.id, one.main or {}, context_of(one.article, one.findings, one.id), whole=True)
        )
    return found


def load_as_shipped() -> Iterator[Example]:
    """Yield the articles annotated whole that report an event, as the shipped models read them."""
    for one in readings(until="statements", names=crf.model()):
        if one.main:
            yield Example(one.id, one.main, Context.of(one.article, one.findings), whole=True)


def load_reported() -> list[tuple[int, bool, Context]]:
    """Load articles annotated only for whether they report an event: id, whether they do, context."""
    rows = {row["id"]: row["event"] for row in lines(ANNOTATIONS / "reported.jsonl")}
    return sorted(((a["id"], rows[a["id"]], context(a)) for a in corpus(rows)), key=lambda one: one[0])


def _case(
    example: Example,
    rows: list[dict[str, float]],
    want: Any,
    right: list[int],
    values: list[Any],
    *,
    lead_prefixes: tuple[str, ...] = (),
) -> Case:
    """A case whose last candidate, "none", is right if nothing is annotated.

    In a lead, features whose names begin with ``lead_prefixes`` are doubled, with the prefix ``lead|``: a missing value in the
    lead does not mean that the whole article has none.
    """
    if not example.whole:
        rows = [row | {f"lead|{name}": value for name, value in row.items() if name.startswith(lead_prefixes)} for row in rows]
    return Case(rows, right if want else [len(rows) - 1], example.id, note=(want, values))


def type_case(example: Example) -> Case:
    """The case of the type, from the features of headline and lead."""
    return Case([kinds.features(example.context)], [TYPES.index(example.event["type"])], example.id, example.weight)


def start_case(example: Example, kind: EventType) -> Case:
    """The case of the start: the times of the article, of which those that give the annotated start are right."""
    context, want = example.context, example.event.get("start")
    times = [time for time in when.candidates(context) if time.start < example.reach + when.LEAD_MARGIN]
    values = [when.span(context, kind, time) for time in times]
    right = [k for k, value in enumerate(values) if _same_start(example, want, value.start)]
    rows = when_features.features(context, kind, times)
    return _case(example, rows, want, right, values, lead_prefixes=_LEAD_PREFIXES)


def _same_start(example: Example, want: str | None, got: str | None) -> bool:
    if example.whole:
        return want is not None and got is not None and got.removesuffix(zones.HOME) == want
    return bool(iso_equal(want, got))


def status_case(example: Example, kind: EventType, found: when.When | None) -> Case:
    """The case of the status, given the event's time."""
    row = status.features(example.context, kind, found.start if found else None, found.end if found else None)
    return Case([row], [status.STATUSES.index(example.event["status"])], example.id)


def mode_case(example: Example, kind: EventType, venue: Venue | None, province: str | None, sure: float) -> Case:
    """The case of the mode, given venue and province; ``sure`` is the probability of a venue."""
    row = modes.features(example.context, kind, venue is not None, province is not None, sure)
    return Case([row], [modes.MODES.index(example.event["mode"] or "")], example.id)


def attendance_case(example: Example, kind: EventType) -> Case:
    """The case of the attendance: the numbers of people in the article."""
    want, found = example.event.get("attendance"), counts.candidates(example.context)
    right = [k for k, count in enumerate(found) if count.value == want]
    return _case(example, counts.features(example.context, kind, found), want, right, found)


def venue_end_cases(example: Example) -> dict[int, Case]:
    """A case for each offset at which a venue may begin: its ends, of which those most similar to the venue are right."""
    context, want, found = example.context, example.event.get("venue"), dict[int, Case]()
    for at, mark in venues.starts(context):
        possible = venues.ends(context, at) if at < example.reach else []
        if possible:
            like = [_nearness(want, context.text[at:end], 0.6) for end in possible]
            right = [k for k, value in enumerate(like) if value and value == max(like)]
            rows = [dict.fromkeys(names, 1.0) for names in venues.end_features(context, at, mark, possible)]
            found[at] = Case(rows, right, example.id)
    return found


def _nearness(want: str | None, got: str | None, least: float) -> float:
    """The similarity of a value to the annotated one; 0 if the scorer would not accept it as ``least`` alike."""
    if not want or not got or not alike(want, got, least):
        return 0.0
    return SequenceMatcher(None, tidy(want), tidy(got), autojunk=False).ratio()


def venue_case(example: Example, chances: dict[int, list[float]], kind: EventType) -> Case:
    """The case of the venue: the possible spans, each with its likeliest end."""
    context, want = example.context, example.event.get("venue")
    found = venues.venues(context, lambda at, _, possible: chances.get(at, [1.0] * len(possible)))
    spans = [venue for venue in found if venue.start < example.reach]
    texts = [context.text[venue.start : venue.end] for venue in spans]
    right = [k for k, text in enumerate(texts) if want and alike(want, text, MIN_SIMILARITY)]
    return _case(example, where.features(context, kind, spans), want, right, spans)


def province_case(example: Example, kind: EventType, venue: Venue | None) -> Case:
    """The case of the province: those named in the venue, the lead and the headline."""
    context, want = example.context, example.event.get("province")
    found = provinces.candidates(context, venue)
    names = [province_names()[code] for code in found]
    right = [k for k, name in enumerate(names) if want and tidy(name) == tidy(want)]
    rows = provinces.features(kind, venue, found, bool(countries.foreign_places(context, venue)))
    return _case(example, rows, want, right, names, lead_prefixes=("none",))


def country_case(
    example: Example, kind: EventType, venue: Venue | None, province: str | None, sure: tuple[float, float]
) -> Case:
    """The case of the country: Thailand, those of headline and lead, or none; ``sure``: probability of venue and province.

    A lead without a country is not trained on: by the guide, leads have one only if the words make it clear.
    """
    codes, rows, _ = countries.features(example.context, kind, venue, province, sure)
    want = example.event.get("country")
    right = [k for k, code in enumerate(codes) if code == want] if want or example.whole else []
    return Case(rows, right, example.id, note=(want, codes))


@dataclass(slots=True)
class Named:
    """The possible names of an event: starts, their ends with features, and the similarity of each to the annotated name."""

    example: Example
    kind: EventType
    want: str | None
    starts: list[name_spans.Start]
    ends: list[list[tuple[int, str]]]
    rows: list[list[dict[str, float]]]
    like: list[list[float]]


def named(example: Example, kind: EventType) -> Named:
    """Find the possible starts and ends of a name."""
    context, gold = example.context, example.event.get("name") or {}
    want = gold.get("th") or gold.get("en")
    one = Named(example, kind, want, [], [], [], [])
    for start in name_spans.starts(context, early=kind not in when.SAID):
        if start.at >= max(example.reach, context.anchor[1]):
            continue
        possible = name_spans.ends(context, start)
        if possible:
            one.starts.append(start)
            one.ends.append(possible)
            ends = name_features.end_features(context, start, possible)
            one.rows.append([dict.fromkeys(names, 1.0) for names in ends])
            given = [name_spans.trimmed(context.text, start.at, end) for end, _ in possible]
            found = [naming.name_with_gloss(context, start.at, end)[0] for end in given]
            sides = [((gold.get("th"), name.th), (gold.get("en"), name.en)) for name in found]
            one.like.append([max(_nearness(want, got, MIN_SIMILARITY) for want, got in both) for both in sides])
    return one


def name_end_cases(articles: Sequence[Named]) -> Iterator[Case]:
    """Yield a case for each start: its ends, of which those most similar to the annotated name are right."""
    for one in articles:
        for rows, like in zip(one.rows, one.like, strict=True):
            right = [k for k, value in enumerate(like) if max(like) and value >= max(like) - SIMILARITY_MARGIN]
            yield Case(rows, right, one.example.id)


def name_case(one: Named, ends: Sequence[list[float]]) -> Case:
    """The case of the name: each start with its likeliest end, and none."""
    text = one.example.context.text
    best = [max(range(len(p)), key=p.__getitem__) for p in ends]
    spans = [(start, possible[k][0]) for start, possible, k in zip(one.starts, one.ends, best, strict=True)]
    given = [(start, end, max(p)) for (start, end), p in zip(spans, ends, strict=True)]
    rows = name_features.name_features(one.example.context, one.kind, given)
    right = [k for k, (like, at) in enumerate(zip(one.like, best, strict=True)) if like[at]]
    names = [text[start.at : name_spans.trimmed(text, start.at, end)] for start, end in spans]
    return _case(one.example, rows, one.want, right, names)
