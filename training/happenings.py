"""Train what finds every happening of an article from the annotated frames.

    python -m training.happenings        # writes data/models/happenings_choice.npz

The encoder (training/marks.py) marks words that tell the main event or another one; a linear model weighs each stretch that it
marks; others choose a stretch's type, time, status, and whether it is an item of the main event's programme. Each is trained on
what the ones before it find in articles that they have not seen. What readers called optional is neither right nor wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from types import ModuleType
from typing import Any
from unittest.mock import patch

import numpy as np

from newsextract.layers.drafts import Event
from newsextract.layers.events import background, happenings
from newsextract.layers.events import happening_slots as slots
from newsextract.layers.events.context import Context
from newsextract.layers.events.find import main_event
from newsextract.layers.events.happenings import Stretch
from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.marks import Marks, marks
from newsextract.models import artifact, choice
from newsextract.records import Time
from training.fit import Case, calibrated, fit_choice, fit_classes, folds, out_of_fold
from training.readings import Reading, Span, context_of, readings
from training.shared import MODELS, run, scorer

FOLDS = 5
#: how far from the annotated words a stretch may stand, as the scorer has it
SLACK = 12
#: strength of the penalty, by choice
L2 = {"other": 3.0, "type": 0.5, "start": 1.0, "status": 1.5, "part": 4.0}
#: how much a type counts that would do as well
ALTERNATIVE = 0.4
Rows = list[dict[str, float]]
STATUSES = ("occurred", "ongoing", "scheduled", "cancelled")


@dataclass
class Told:
    """One annotated event, and where the article tells it."""

    event: dict[str, Any]
    abouts: list[Span]
    names: list[Span]

    @property
    def places(self) -> list[Span]:
        """Every place that tells it."""
        return self.abouts + self.names

    @property
    def asked(self) -> bool:
        """Whether it counts: not the main event, and not an optional one."""
        return not self.event["main"] and not self.event["optional"]


@dataclass
class Sample:
    """One annotated article as the models meet it."""

    reading: Reading
    context: Context
    main: Event
    told: list[Told]
    marks: Marks = field(init=False)
    stretches: list[Stretch] = field(init=False)
    rows: list[dict[str, float]] = field(init=False)

    def __post_init__(self) -> None:
        self.marks = marks(self.context)
        self.stretches = happenings.stretches(self.context, self.marks)
        told = happenings.main_tellings(self.context, self.marks)
        self.rows = happenings.features(self.context, self.marks, self.stretches, told)


def samples() -> Iterator[Sample]:
    """The annotated articles in which the layers find an event."""
    for reading in readings(until="statements"):
        context = context_of(reading.article, reading.findings, reading.id)
        told = [_told(reading, event) for event in reading.frame["events"]]
        yield Sample(reading, context, main_event(context, reading.article.id)[0], told)


def _told(reading: Reading, event: dict[str, Any]) -> Told:
    name = event["name"] or {}
    names = [place for side in ("th", "en") for place in reading.places(name.get(side))]
    return Told(event, reading.places(event["about"]), names)


def met(one: Stretch, places: Sequence[Span]) -> bool:
    """Whether a stretch stands where an event is told, as the scorer has it."""
    return any(one.start < end + SLACK and start - SLACK < one.end for start, end in places)


def _overlap(one: Stretch, places: Sequence[Span]) -> int:
    return max(min(one.end, end) - max(one.start, start) for start, end in places)


def verdicts(sample: Sample) -> list[int]:
    """Of each stretch 1 where it is the best of an event that is asked for, -1 where it tells one that is not asked, else 0."""
    found = [0] * len(sample.stretches)
    for one in sorted(sample.told, key=lambda one: one.asked):
        if one.event["main"]:
            continue
        near = [k for k, stretch in enumerate(sample.stretches) if met(stretch, one.places)]
        if not one.asked:
            for k in near:
                found[k] = -1
        elif near:
            found[max(near, key=lambda k: (_overlap(sample.stretches[k], one.places), sample.stretches[k].likely))] = 1
    return found


def weighed(every: Sequence[Sample]) -> list[Case]:
    """Each stretch that is right or wrong as a case: it, or no event."""
    return [
        Case([row, {}], [1 - verdict], sample.reading.id)
        for sample in every
        for row, verdict in zip(sample.rows, verdicts(sample), strict=True)
        if verdict >= 0
    ]


def chances(every: Sequence[Sample]) -> list[list[float]]:
    """The chance of each stretch of each article, by a model that has not seen it."""
    articles = [sample.reading.id for sample in every]
    return out_of_fold(
        every,
        articles,
        FOLDS,
        lambda some: fit_choice(weighed(some), L2["other"], 3),
        lambda model, one: [model.probability(row) for row in one.rows],
    )


def tellings(sample: Sample) -> Iterator[tuple[Stretch, Told]]:
    """Each annotated event where it is told: the stretch that was found there, or else the annotated words."""
    for one in sample.told:
        if not one.places:
            continue
        near = [stretch for stretch in sample.stretches if not one.event["main"] and met(stretch, one.places)]
        best = max(near, key=lambda stretch: _overlap(stretch, one.places), default=None)
        yield best or Stretch(*(one.abouts or one.names)[0], 1.0, 1.0), one


def cases(every: Sequence[Sample]) -> tuple[dict[str, list[Case]], list[list[float]]]:
    """The cases of each choice, and the probabilities of those of "part" out of fold; the main event's words teach types only."""
    found: dict[str, list[Case]] = {slot: [] for slot in L2 if slot != "other"}
    for sample in every:
        context, main, article = sample.context, sample.main, sample.reading.id
        for one, told in tellings(sample):
            event, weight = told.event, 1.0 if told.asked else 0.5
            rows = [slots.kind_features(context, one, main)]
            found["type"].append(Case(rows, [TYPES.index(event["type"])], article, weight, note=event))
            if event["type_alt"]:
                other = event | {"optional": True}  # another type that would do teaches, but is not counted
                found["type"].append(Case(rows, [TYPES.index(event["type_alt"])], article, weight * ALTERNATIVE, note=other))
            if event["main"]:
                continue
            rows = [slots.status_features(context, one, event["start"], event["end"])]
            found["status"].append(Case(rows, [STATUSES.index(event["status"])], article, weight, note=event))
            rows = [slots.part_features(context, one, main), {}]
            found["part"].append(Case(rows, [0 if event["part_of_main"] else 1], article, weight, note=event))
            times = slots.times_of(context, one)

            def start_rows(part: float, one: Stretch = one, times: Sequence[Time] = times, sample: Sample = sample) -> Rows:
                return slots.time_features(sample.context, one, times, sample.main, sample.stretches, part)

            right = _right_times(times, main, event)
            found["start"].append(Case([], right, article, weight, note=event | {"rows": start_rows}))
    parts = held_out("part", found["part"])
    dated = zip(found["start"], parts, strict=True)
    found["start"] = [replace(case, rows=case.note["rows"](part[0])) for case, part in dated if case.right]
    return found, parts


def _right_times(times: Sequence[Time], main: Event, event: dict[str, Any]) -> list[int]:
    """Which candidates give the annotated day: times, the main event's day, none; empty where it is not among them."""
    want = slots.day(event["start"])
    if not want:
        return [len(times) + 1]
    days = [*(slots.span_of(time)[0] for time in times), main.start]
    return [k for k, value in enumerate(days) if slots.day(value) == want]


def fit_slot(slot: str, some: Sequence[Case]) -> choice.Choice:
    """One choice."""
    classes = {"type": TYPES, "status": STATUSES}.get(slot)
    return fit_classes(some, classes, L2[slot], 3) if classes else fit_choice(some, L2[slot])


def likelihoods(slot: str, model: choice.Choice, case: Case) -> list[float]:
    """The probability of each candidate or class."""
    if slot in {"type", "status"}:
        return list(model.class_probabilities(case.rows[0]).values())
    return model.probabilities(case.rows)


def held_out(slot: str, some: Sequence[Case]) -> list[list[float]]:
    """The probabilities of each case's candidates by a model that has not seen its article."""
    articles = [case.article for case in some]
    return out_of_fold(
        some, articles, FOLDS, lambda part: fit_slot(slot, part), lambda model, case: likelihoods(slot, model, case)
    )


def fit_slots(given: dict[str, list[Case]], parts: list[list[float]]) -> dict[str, choice.Choice]:
    """All choices, each judged out of fold and calibrated by that, then trained on every article."""
    found = {}
    for slot, some in given.items():
        predicted = parts if slot == "part" else held_out(slot, some)
        picks = [max(range(len(p)), key=p.__getitem__) for p in predicted]
        asked = [k for k, case in enumerate(some) if not (case.note["main"] or case.note["optional"])]
        right = [_is_right(slot, some[k], picks[k]) for k in asked]
        print(f"{slot:8s} right {np.mean(right):.3f} of {len(right)}")
        found[slot] = calibrated(fit_slot(slot, some), [predicted[k][picks[k]] for k in asked], right)
    return found


def _is_right(slot: str, case: Case, pick: int) -> bool:
    """Whether a choice is annotated, for the type also as the second that a careful reader could take."""
    return pick in case.right or (slot == "type" and TYPES[pick] == case.note["type_alt"])


def calibration(every: Sequence[Sample], given: Sequence[Sequence[float]]) -> dict[str, choice.Choice]:
    """What weighs stretches, and of the main event's tellings how often one of some probability is right: a table only."""
    none = choice.Choice(["bias"], np.zeros(1))
    pairs = [
        (p, v > 0)
        for sample, row in zip(every, given, strict=True)
        for p, v in zip(row, verdicts(sample), strict=True)
        if v >= 0
    ]
    firsts = []
    for sample in every:
        told = next((one for one in sample.told if one.event["main"]), None)
        first = happenings.main_tellings(sample.context, sample.marks)[:1]
        firsts += [
            (one.likely, any(one.start < end and start < one.end for start, end in told.places)) for one in first if told
        ]
    return {
        "other": calibrated(fit_choice(weighed(every), L2["other"], 3), *zip(*pairs, strict=True)),  # type: ignore[arg-type]
        "about": calibrated(none, *zip(*firsts, strict=True)),  # type: ignore[arg-type]
    }


def end_to_end(every: Sequence[Sample], given: dict[str, list[Case]], least: Sequence[float]) -> Iterator[str]:
    """By the lowest chance of an event: precision, recall and F1 of other events, and F1 of those told whole, as the scorer counts.

    All is found by models that have not seen the article, but the main event.
    """
    sums = sum((_found(every, given, least, held) for held in range(FOLDS)), np.zeros((len(least), 4), int))
    for value, (hit, asked, said, whole) in zip(least, sums, strict=True):
        figures = (hit / max(1, said), hit / asked, 2 * hit / (asked + said), 2 * whole / (asked + said))
        yield f"other events, {value}: precision, recall, F1, F1 whole " + " ".join(f"{figure:.3f}" for figure in figures)


def _found(every: Sequence[Sample], given: dict[str, list[Case]], least: Sequence[float], held: int) -> np.ndarray:
    """The counts of one fold's articles, a row for each lowest chance."""
    rule = scorer("frames")
    fold = {sample.reading.id: int(k) for sample, k in zip(every, folds([one.reading.id for one in every], FOLDS), strict=True)}
    models = {slot: fit_slot(slot, [case for case in some if fold[case.article] != held]) for slot, some in given.items()}
    models["other"] = fit_choice(weighed([one for one in every if fold[one.reading.id] != held]), L2["other"], 3)
    sums = np.zeros((len(least), 4), int)
    with patch.object(happenings, "weights", lambda: models), patch.object(background, "weights", lambda: models):
        for sample, (k, value) in product([one for one in every if fold[one.reading.id] == held], enumerate(least)):
            with patch.object(background, "LIKELY", value):
                found = background.background(sample.context, sample.main, sample.marks, "")
            sums[k] += _tally(rule, sample, [one.model_dump() for one in found])
    return sums


def _tally(rule: ModuleType, sample: Sample, rest: list[dict[str, Any]]) -> tuple[int, int, int, int]:
    """Events found, asked for, given and told whole; what readers called optional is none of these."""
    hit = asked = whole = 0
    for event in sorted((one.event for one in sample.told), key=lambda event: event["optional"]):
        if event["main"]:
            continue
        k = next((k for k, one in enumerate(rest) if rule.meets(sample.context.text, event, one)), None)
        one = None if k is None else rest.pop(k)
        if event["optional"]:
            continue
        asked += 1
        if one:
            hit += 1
            same = slots.day(event["start"]) == slots.day(one["start"]) and one["type"] in {event["type"], event["type_alt"]}
            whole += same
    return hit, asked, hit + len(rest), whole


def main() -> None:
    """Train on every annotated article and write the models."""
    every = list(samples())
    given, parts = cases(every)
    print(*end_to_end(every, given, (0.18, 0.21, 0.24, 0.27, 0.3)), sep="\n")
    models = fit_slots(given, parts) | calibration(every, chances(every))
    artifact.write(MODELS / "happenings_choice.npz", "choice", "training/happenings.py", choice.arrays(models))


if __name__ == "__main__":
    run(main)
