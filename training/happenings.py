"""Train the models that find every event of an article, from the annotated frames.

    python -m training.happenings        # writes data/models/happenings_choice.npz

The encoder (training/marks.py) tags words that tell the main event or another one; a linear model scores each span that it
tags; others choose a span's type, time, status, and whether it is an item of the main event's programme. Each is trained on
out-of-fold predictions of the models before it. Events annotated as optional count as neither right nor wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from newsextract.layers.drafts import Event
from newsextract.layers.events import happening_slots as slots
from newsextract.layers.events import happenings
from newsextract.layers.events.context import Context
from newsextract.layers.events.find import main_event
from newsextract.layers.events.happenings import Stretch
from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.status import STATUSES
from newsextract.models import artifact, choice
from newsextract.records import Time
from training.fit import FOLDS, Case, calibrated, fit_choice, fit_classes, held_out, out_of_fold
from training.readings import Reading, Span, context_of, readings
from training.shared import MODELS, run

#: tolerance, in characters, between a span and the annotated words, as in the scorer
SLACK = 12
#: strength of the L2 penalty, by choice
L2 = {"other": 3.0, "type": 3.0, "start": 1.0, "status": 1.5, "part": 1.0}
#: minimum cases with a feature
MIN_CASES = 3
#: weight of the annotated alternative type
ALTERNATIVE = 0.4


@dataclass
class AnnotatedEvent:
    """An annotated event, and the spans of the words that tell or name it."""

    event: dict[str, Any]
    abouts: list[Span]
    names: list[Span]

    @property
    def places(self) -> list[Span]:
        """Every span that tells or names it."""
        return self.abouts + self.names

    @property
    def scored(self) -> bool:
        """Whether it is scored: neither the main event nor optional."""
        return not self.event["main"] and not self.event["optional"]


@dataclass
class Sample:
    """An annotated article with the input of the models."""

    reading: Reading
    context: Context
    main: Event
    events: list[AnnotatedEvent]
    stretches: list[Stretch]
    rows: list[dict[str, float]]


def samples() -> Iterator[Sample]:
    """Yield the annotated articles, each with the main event that the layers find."""
    for reading in readings(until="statements"):
        yield sample_of(reading, context_of(reading.article, reading.findings, reading.id))


def sample_of(reading: Reading, context: Context) -> Sample:
    """An annotated article with the main event found in it."""
    told = [AnnotatedEvent(e, reading.places(e["about"]), reading.name_places(e)) for e in reading.frame["events"]]
    main = main_event(context, reading.article.id)[0]
    return Sample(reading, context, main, told, happenings.stretches(context), happenings.features(context))


def overlaps(one: Stretch, places: Sequence[Span]) -> bool:
    """Whether a span overlaps one of ``places``, give or take SLACK characters, by the rule of the scorer."""
    return any(one.start < end + SLACK and start - SLACK < one.end for start, end in places)


def _overlap(one: Stretch, places: Sequence[Span]) -> int:
    return max(min(one.end, end) - max(one.start, start) for start, end in places)


def labels(sample: Sample) -> list[int]:
    """The label of each span: 1 for the best span of a scored event, -1 if it tells an optional one, else 0."""
    found = [0] * len(sample.stretches)
    for one in sorted(sample.events, key=lambda one: one.scored):
        if one.event["main"]:
            continue
        near = [k for k, stretch in enumerate(sample.stretches) if overlaps(stretch, one.places)]
        if not one.scored:
            for k in near:
                found[k] = -1
        elif near:
            found[max(near, key=lambda k: (_overlap(sample.stretches[k], one.places), sample.stretches[k].peak))] = 1
    return found


def fit_stretches(every: Sequence[Sample]) -> choice.Choice:
    """Fit the model that scores spans, from those that are right or wrong: this event, or none."""
    cases = [
        Case([row, {}], [1 - label], sample.reading.id)
        for sample in every
        for row, label in zip(sample.rows, labels(sample), strict=True)
        if label >= 0
    ]
    return fit_choice(cases, L2["other"], MIN_CASES)


def chances(every: Sequence[Sample]) -> list[list[float]]:
    """Out-of-fold probabilities of each article's spans."""
    articles = [sample.reading.id for sample in every]
    return out_of_fold(every, articles, FOLDS, fit_stretches, lambda model, one: [model.probability(row) for row in one.rows])


def event_stretches(sample: Sample) -> Iterator[tuple[Stretch, AnnotatedEvent]]:
    """Yield each annotated event with the span found there, or else that of the annotated words."""
    for one in sample.events:
        if not one.places:
            continue
        near = [stretch for stretch in sample.stretches if not one.event["main"] and overlaps(stretch, one.places)]
        best = max(near, key=lambda stretch: _overlap(stretch, one.places), default=None)
        yield best or Stretch(*(one.abouts or one.names)[0], 1.0, 1.0), one


def cases(every: Sequence[Sample]) -> tuple[dict[str, list[Case]], list[list[float]]]:
    """The cases of each choice, and out-of-fold probabilities for "part"; the main event is used for types only."""
    found: dict[str, list[Case]] = {slot: [] for slot in L2 if slot != "other"}
    dated: list[tuple[Sample, Stretch]] = []
    for sample in every:
        context, main, article = sample.context, sample.main, sample.reading.id
        for one, told in event_stretches(sample):
            event, weight = told.event, 1.0 if told.scored else 0.5
            rows = [slots.kind_features(context, one, main)]
            found["type"].append(Case(rows, [TYPES.index(event["type"])], article, weight, note=event))
            if event["type_alt"]:
                other = event | {"optional": True}  # the alternative type is trained on, but not scored
                found["type"].append(Case(rows, [TYPES.index(event["type_alt"])], article, weight * ALTERNATIVE, note=other))
            if event["main"]:
                continue
            rows = [slots.status_features(context, one, event["start"], event["end"])]
            found["status"].append(Case(rows, [STATUSES.index(event["status"])], article, weight, note=event))
            rows = [slots.part_features(context, one, main), {}]
            found["part"].append(Case(rows, [0 if event["part_of_main"] else 1], article, weight, note=event))
            dated.append((sample, one))
    parts = held_out(found["part"], partial(fit_slot, "part"))
    for (sample, one), case, part in zip(dated, found["part"], parts, strict=True):
        times = slots.times_of(sample.context, one)
        if right := _right_times(times, sample.main, case.note):
            rows = slots.time_features(sample.context, one, times, sample.main, part[0])
            found["start"].append(replace(case, rows=rows, right=right))
    return found, parts


def _right_times(times: Sequence[Time], main: Event, event: dict[str, Any]) -> list[int]:
    """Indices of the candidates (times, the main event's day, none) that give the annotated day; empty if none does."""
    want = slots.day(event["start"])
    if not want:
        return [len(times) + 1]
    days = [*(slots.span_of(time)[0] for time in times), main.start]
    return [k for k, value in enumerate(days) if slots.day(value) == want]


def fit_slot(slot: str, some: Sequence[Case]) -> choice.Choice:
    """Fit the model of one choice."""
    classes = {"type": TYPES, "status": STATUSES}.get(slot)
    return fit_classes(some, classes, L2[slot], MIN_CASES) if classes else fit_choice(some, L2[slot], MIN_CASES)


def fit_slots(given: dict[str, list[Case]], parts: list[list[float]]) -> dict[str, choice.Choice]:
    """Fit all choices: each is evaluated and calibrated out of fold, then trained on every article."""
    found = {}
    for slot, some in given.items():
        predicted = parts if slot == "part" else held_out(some, partial(fit_slot, slot))
        predicted = [list(p.values()) if isinstance(p, dict) else p for p in predicted]
        picks = [max(range(len(p)), key=p.__getitem__) for p in predicted]
        scored = [k for k, case in enumerate(some) if not (case.note["main"] or case.note["optional"])]
        right = [_is_right(slot, some[k], picks[k]) for k in scored]
        print(f"{slot:8s} right {np.mean(right):.3f} of {len(right)}")
        found[slot] = calibrated(fit_slot(slot, some), [predicted[k][picks[k]] for k in scored], right)
    return found


def _is_right(slot: str, case: Case, pick: int) -> bool:
    """Whether a choice is right; the annotated alternative type counts, too."""
    return pick in case.right or (slot == "type" and TYPES[pick] == case.note["type_alt"])


def calibration(every: Sequence[Sample], given: Sequence[Sequence[float]]) -> dict[str, choice.Choice]:
    """The model that scores spans, and a bare calibration table for the spans that tell the main event."""
    none = choice.Choice(["bias"], np.zeros(1))
    pairs = [
        (p, v > 0) for sample, row in zip(every, given, strict=True) for p, v in zip(row, labels(sample), strict=True) if v >= 0
    ]
    firsts = []
    for sample in every:
        told = next((one for one in sample.events if one.event["main"]), None)
        first = happenings.main_stretches(sample.context)[:1]
        firsts += [(one.peak, any(one.start < end and start < one.end for start, end in told.places)) for one in first if told]
    return {
        "other": calibrated(fit_stretches(every), *zip(*pairs, strict=True)),  # type: ignore[arg-type]
        "about": calibrated(none, *zip(*firsts, strict=True)),  # type: ignore[arg-type]
    }


def main() -> None:
    """Train on every annotated article and write the models."""
    every = list(samples())
    given, parts = cases(every)
    models = fit_slots(given, parts) | calibration(every, chances(every))
    artifact.write(MODELS / "happenings_choice.npz", "choice", "training/happenings.py", choice.arrays(models))


if __name__ == "__main__":
    run(main)
