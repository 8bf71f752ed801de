"""Train what finds every happening of an article from the annotated frames.

    python -m training.happenings        # writes data/models/happenings.npz and happenings_choice.npz

A tagger (python-crfsuite) marks words that tell the main event or another one; a linear model weighs each stretch that it
marks; others choose a stretch's type, time, status, and whether it is an item of the main event's programme. Each is trained on
what the ones before it find in articles that they have not seen. What readers called optional is neither right nor wrong.
"""

from __future__ import annotations

import tempfile
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from typer import Option

from newsextract.layers.drafts import Event
from newsextract.layers.events import happening_slots as slots
from newsextract.layers.events import happenings
from newsextract.layers.events.clauses import OFFSETS, Tokens, symbols_of, tokens_of
from newsextract.layers.events.context import Context
from newsextract.layers.events.find import main_event
from newsextract.layers.events.happenings import MAIN, OTHER, Stretch
from newsextract.layers.events.kinds import TYPES
from newsextract.models import artifact, choice, tagger
from newsextract.models.channels import ChannelTagger, attributes
from newsextract.records import Time
from training import crf
from training.fit import Case, calibrated, fit_choice, fit_classes, out_of_fold
from training.readings import Reading, Span, readings
from training.shared import MODELS, keep, kept, run

FOLDS = 5
#: python-crfsuite: L1 and L2 penalties and L-BFGS iterations
SETTINGS = {"c1": 0.05, "c2": 2.0, "max_iterations": 50, "feature.minfreq": 2, "feature.possible_transitions": True}
#: weights of the tagger smaller than this are left out
LEAST = 0.02
#: how far from the annotated words a stretch may stand, as the scorer has it
SLACK = 12
#: strength of the penalty, by choice
L2 = {"other": 3.0, "type": 0.5, "start": 1.0, "status": 1.5, "part": 4.0}
#: how much a type counts that would do as well
ALTERNATIVE = 0.4
Rows = list[dict[str, float]]
STATUSES = ("occurred", "ongoing", "scheduled", "cancelled")
WORK = Path(tempfile.gettempdir()) / "newsextract-happenings"


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
    def learnt(self) -> list[Span]:
        """The places that the tagger learns: the main event's name is not among them, another layer finds it."""
        return self.abouts if self.event["main"] else self.places

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
    tokens: Tokens
    marks: happenings.Marks = field(init=False)
    stretches: list[Stretch] = field(default_factory=list)
    rows: list[dict[str, float]] = field(default_factory=list)

    def annotated(self) -> list[tuple[int, int, str]]:
        """The places that the tagger learns, without overlaps: the main event's, then the others', the longest first."""
        every = [(not one.event["main"], a - b, a, b) for one in self.told for a, b in one.learnt]
        found: list[tuple[int, int, str]] = []
        for other, _, start, end in sorted(set(every)):
            if not any(a < end and start < b for a, b, _ in found):
                found.append((start, end, OTHER if other else MAIN))
        return sorted(found)


def samples() -> Iterator[Sample]:
    """The annotated articles in which the layers find an event."""
    for reading in readings(until="statements"):
        context = Context.of(reading.article, reading.findings)
        told = [_told(reading, event) for event in reading.frame["events"]]
        yield Sample(reading, context, main_event(context, reading.article.id)[0], told, tokens_of(context))


def _told(reading: Reading, event: dict[str, Any]) -> Told:
    name = event["name"] or {}
    names = [place for side in ("th", "en") for place in reading.places(name.get(side))]
    return Told(event, reading.places(event["about"]), names)


def labels(tokens: Tokens, spans: Sequence[tuple[int, int, str]]) -> list[list[str]]:
    """The label of each token of each line.

    Examples
    --------
    >>> from newsextract.models.channels import Lines
    >>> labels(Tokens([0, 3, 6], [3, 6, 9], [0, 2], Lines([], [2, 1], {})), [(3, 6, "E")])
    [['O', 'B-E'], ['O']]
    """
    found = ["O"] * len(tokens.starts)
    for start, end, kind in spans:
        first = bisect_left(tokens.ends, start + 1)
        for k in range(first, bisect_left(tokens.starts, end)):
            found[k] = f"{'I' if k > first else 'B'}-{kind}"
    return [found[first:end] for first, end in pairwise([*tokens.firsts, len(found)])]


def follows(label: str, then: str) -> bool:
    """Whether a label may stand before another: what goes on must have begun."""
    return then[0] != "I" or label[2:] == then[2:]


def fit_tagger(some: Sequence[Sample], out: Path) -> ChannelTagger:
    """Train the tagger and write it."""
    samples = (
        pair
        for sample in some
        for pair in zip(
            attributes(sample.tokens.lines, symbols_of, OFFSETS), labels(sample.tokens, sample.annotated()), strict=True
        )
    )
    learnt = crf.fit(samples, SETTINGS)
    kept = {key: weight for key, weight in learnt.features.items() if abs(weight) >= LEAST}
    arrays = tagger.arrays(learnt.labels, kept, learnt.transitions, [0.0] * len(learnt.labels), follows)
    artifact.write(out, "tagger", "training/happenings.py", arrays)
    return ChannelTagger(artifact.read(out, "tagger"), symbols_of)


def mark_all(every: Sequence[Sample]) -> None:
    """Let taggers that have not seen an article mark it, and keep the marks."""

    def fitted(some: list[Sample]) -> ChannelTagger:
        with tempfile.TemporaryDirectory() as folder:
            return fit_tagger(some, Path(folder) / "happenings.npz")

    articles = [sample.reading.id for sample in every]
    found = out_of_fold(every, articles, FOLDS, fitted, lambda model, one: happenings.marks(one.context, model))
    for sample, marks in zip(every, found, strict=True):
        sample.marks = marks


def weigh_all(every: Sequence[Sample]) -> None:
    """The stretches of each article with their features."""
    for sample in every:
        sample.stretches = happenings.stretches(sample.context, sample.marks)
        told = happenings.main_tellings(sample.context, sample.marks)
        sample.rows = happenings.features(sample.context, sample.stretches, told)


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


def cases(every: Sequence[Sample]) -> dict[str, list[Case]]:
    """The cases of each choice; the main event's words teach types only."""
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
    return found


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


def fit_slots(every: Sequence[Sample]) -> dict[str, choice.Choice]:
    """All choices, each judged out of fold and calibrated by that, then trained on every article."""
    found, given = {}, cases(every)
    parts = held_out("part", given["part"])
    dated = zip(given["start"], parts, strict=True)
    given["start"] = [replace(case, rows=case.note["rows"](part[0])) for case, part in dated if case.right]
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


def f1(every: Sequence[Sample], given: Sequence[Sequence[float]], least: float) -> tuple[float, float, float]:
    """Precision, recall and F1 of the stretches that are likely enough, one to one, as the scorer has it."""
    hit = miss = extra = 0
    for sample, row in zip(every, given, strict=True):
        rest = [one for one, p in zip(sample.stretches, row, strict=True) if p >= least]
        for told in sorted(sample.told, key=lambda told: not told.asked):
            k = next((k for k, one in enumerate(rest) if met(one, told.places)), None)
            if told.event["main"]:
                continue
            if k is not None:
                rest.pop(k)
            hit += told.asked and k is not None
            miss += told.asked and k is None
        extra += len(rest)
    return hit / max(1, hit + extra), hit / max(1, hit + miss), 2 * hit / max(1, 2 * hit + miss + extra)


def main(
    again: Annotated[bool, Option(help="take the taggers' marks that an earlier run has kept")] = False,
) -> None:
    """Train on every annotated article and write the models."""
    every = list(samples())
    if again:
        for sample, marks in zip(every, kept(WORK / "marks"), strict=True):
            sample.marks = marks
    else:
        mark_all(every)
        keep(WORK / "marks", [sample.marks for sample in every])
        fit_tagger(every, MODELS / "happenings.npz")
    weigh_all(every)
    given = chances(every)
    for least in (0.18, 0.21, 0.24, 0.27, 0.3):
        print(f"other events, {least}: precision, recall, F1", *(f"{value:.3f}" for value in f1(every, given, least)))
    models = fit_slots(every) | calibration(every, given)
    artifact.write(MODELS / "happenings_choice.npz", "choice", "training/happenings.py", choice.arrays(models))


if __name__ == "__main__":
    run(main)
