"""Train the choice of a background event's venue, of its name, and of the events told, from the annotated frames.

    python -m training.background        # writes data/models/background_choice.npz

Names, times and tagged words are those that the shipped models find: the features tell little more of them than where they
stand. A value that no candidate has teaches nothing, but counts as not found in the figures printed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from newsextract.layers.drafts import Event
from newsextract.layers.events import background
from newsextract.layers.events import background_names as names
from newsextract.layers.events import background_places as venues
from newsextract.layers.events import happening_slots as slots
from newsextract.layers.events.context import Context
from newsextract.layers.events.happening_times import choose_time, is_decision
from newsextract.layers.events.happenings import Stretch, weights
from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.naming import name_with_gloss
from newsextract.layers.names import crf
from newsextract.models import artifact, choice
from newsextract.records import EventType
from training.fit import Case, calibrated, fit_choice, held_out
from training.happenings import Sample, event_stretches, sample_of
from training.readings import readings
from training.shared import MODELS, run, scorer

#: strength of the L2 penalty and minimum cases with a feature, by slot; weight of an event annotated as optional
L2, MIN_CASES, OPTIONAL = {"venue": 1.0, "name": 2.0, "told": 5.0}, {"venue": 10, "name": 4, "told": 8}, 0.5
#: minimum likeness of a value to the annotated one, as in the scorer; of a name that is right as a whole
ALIKE, WHOLE = 0.8, 0.92


def cases() -> dict[str, list[Case]]:
    """The cases of both slots, one for each annotated background event, and of the events that may be told."""
    found: dict[str, list[Case]] = {"venue": [], "name": [], "told": []}
    for reading in readings(until="statements", names=crf.model()):
        context = Context.of(reading.article, reading.findings)
        sample = sample_of(reading, context)
        found["told"] += _told_cases(sample)
        for words, told in event_stretches(sample):
            if told.event["main"]:
                continue
            part = weights()["part"].probability(slots.part_features(context, words, sample.main))
            kinds = weights()["type"].class_probabilities(slots.kind_features(context, words, sample.main))
            kind: EventType = "decision" if is_decision(context, words) else max(TYPES, key=kinds.__getitem__)
            when = choose_time(context, words, sample.main, part)
            telling = venues.Telling(words, when, part)
            weight = OPTIONAL if told.event["optional"] else 1.0
            found["venue"].append(_venue_case(context, telling, sample.main, told.event, reading.id, weight))
            found["name"].append(_name_case(context, words, kind, told.event, reading.id, weight))
    return found


def _told_cases(sample: Sample) -> list[Case]:
    """One case for each event that may be told; those annotated as optional are left out."""
    found = background.drafts(sample.context, sample.main)
    told = dict.fromkeys(range(len(found)), False)
    left = {k: event.model_dump() for k, (event, _) in enumerate(found)}
    for event in sorted((one.event for one in sample.events if not one.event["main"]), key=lambda event: event["optional"]):
        first = next((k for k, one in left.items() if scorer("frames").meets(sample.context.text, event, one)), None)
        if first is not None:
            del left[first]
            told[first] = True
            if event["optional"]:
                del told[first]
    return [Case([found[k][1], {}], [1 - right], sample.reading.id) for k, right in told.items()]


def _venue_case(context: Context, one: venues.Telling, main: Event, event: dict[str, Any], article: int, weight: float) -> Case:
    found = venues.candidates(context, one.words, main)
    texts = [context.text[venue.start : venue.end] for venue in found]
    right = [k for k, text in enumerate(texts) if event["venue"] and scorer("frames").alike(event["venue"], text, ALIKE)]
    rows = venues.features(context, one, found, main)

    def pick(chances: Sequence[float]) -> tuple[float, int | None]:
        return venues.likeliest(found, chances)

    return Case(rows, right or ([] if event["venue"] else [len(found)]), article, weight, note=(event, pick))


def _name_case(context: Context, words: Stretch, kind: EventType, event: dict[str, Any], article: int, weight: float) -> Case:
    found = names.candidates(context, words)
    given = [name_with_gloss(context, one.start, one.end)[0].model_dump() for one in found]
    right = [k for k, name in enumerate(given) if _same(event["name"], name, WHOLE)]
    right = right or [k for k, name in enumerate(given) if _same(event["name"], name, ALIKE)]
    rows = names.features(context, words, kind, found)

    def pick(chances: Sequence[float]) -> tuple[float, int | None]:
        return 1 - chances[-1], names.likeliest(context, found, chances)

    return Case(rows, right or ([] if event["name"] else [len(found)]), article, weight, note=(event, pick))


def _same(want: dict[str, str] | None, name: dict[str, str], least: float) -> bool:
    """Whether a name is like the annotated one in a language."""
    both = [(want.get(side), name[side]) for side in ("th", "en")] if want else []
    return any(scorer("frames").alike(a, b, least) for a, b in both if a and b)


def _fitter(slot: str) -> Callable[[list[Case]], choice.Choice]:
    """What fits the model of a slot, uncalibrated."""
    return partial(fit_choice, l2=L2[slot], min_count=MIN_CASES[slot])


def fit_slot(slot: str, every: list[Case], least: float) -> choice.Choice:
    """Evaluate the model of a slot out of fold and calibrate it, then train it on every case."""
    fit = _fitter(slot)
    told, right, filled, wanted = [], [], [], 0
    for case, chances in zip(every, held_out(every, fit), strict=True):
        event, pick = case.note
        if event["optional"]:
            continue
        chance, best = pick(chances)
        given = best is not None and chance >= least
        told.append(chance if given else 1 - chance)
        right.append(best in case.right if given else not event[slot])
        filled.append(given)
        wanted += bool(event[slot])
    hits, count = int(np.sum(np.array(right) & np.array(filled))), sum(filled)
    print(f"{slot}: precision {hits / max(1, count):.3f}, recall {hits / wanted:.3f}, F1 {2 * hits / (count + wanted):.3f}")
    return calibrated(fit(every), told, right, filled=filled)


def fit_told(every: list[Case]) -> choice.Choice:
    """Calibrate the model of the events told out of fold, and train it on every case."""
    fit = _fitter("told")
    chances = [one for one, *_ in held_out(every, fit)]
    return calibrated(fit(every), chances, [case.right == [0] for case in every])


def main() -> None:
    """Train the models on every annotated article and write them."""
    least = {"venue": venues.MIN_PROBABILITY, "name": names.MIN_PROBABILITY}
    every = cases()
    models = {slot: fit_slot(slot, every[slot], least[slot]) for slot in least} | {"told": fit_told(every["told"])}
    artifact.write(MODELS / "background_choice.npz", "choice", "training/background.py", choice.arrays(models))


if __name__ == "__main__":
    run(main)
