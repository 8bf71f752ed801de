"""Train the choice of a background event's venue, from the annotated frames.

    python -m training.venues        # writes data/models/background_venues.npz

Names, times and tagged words are those that the shipped models find: features tell of them only where names and marks stand.
An annotated venue that no candidate has teaches nothing, but counts as not found in the figures printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from newsextract.layers.drafts import Event
from newsextract.layers.events import background_venues as venues
from newsextract.layers.events import happening_slots as slots
from newsextract.layers.events.context import Context
from newsextract.layers.events.happening_times import choose_time
from newsextract.layers.events.happenings import Stretch, weights
from newsextract.layers.events.kinds import TYPES
from newsextract.layers.names import crf
from newsextract.models import artifact, choice
from training.fit import Case, calibrated, fit_choice, out_of_fold
from training.happenings import event_stretches, sample_of
from training.readings import readings
from training.shared import MODELS, run, scorer

FOLDS = 5
#: strength of the L2 penalty, minimum cases with a feature, weight of an event annotated as optional
L2, MIN_CASES, OPTIONAL = 1.0, 10, 0.5
#: minimum likeness of a venue to the annotated one, as in the scorer
ALIKE = 0.8


def cases() -> Iterator[Case]:
    """Yield one case for each annotated background event; the note holds the event and its candidates."""
    alike = scorer().alike
    for reading in readings(until="statements", names=crf.model()):
        context = Context.of(reading.article, reading.findings)
        sample = sample_of(reading, context)
        for words, told in event_stretches(sample):
            event = told.event
            if event["main"]:
                continue
            one = _telling(context, words, sample.main)
            found = venues.candidates(context, words, sample.main)
            texts = [context.text[venue.start : venue.end] for venue in found]
            none = [len(found)] if event["venue"] is None else []
            right = none or [k for k, text in enumerate(texts) if alike(event["venue"], text, ALIKE)]
            rows = venues.features(context, one, found, sample.main)
            yield Case(rows, right, reading.id, OPTIONAL if event["optional"] else 1.0, note=(event, found))


def _telling(context: Context, words: Stretch, main: Event) -> venues.Telling:
    """What the shipped models say of an event's time and of its being an item of the programme."""
    part = weights()["part"].probability(slots.part_features(context, words, main))
    kinds = weights()["type"].class_probabilities(slots.kind_features(context, words, main))
    when = choose_time(context, words, max(TYPES, key=kinds.__getitem__), main, part)
    return venues.Telling(words, when, part)


def fit(some: Sequence[Case]) -> choice.Choice:
    """Fit the model, uncalibrated."""
    return fit_choice(some, L2, MIN_CASES)


def main() -> None:
    """Evaluate the model out of fold, then train it on every annotated article and write it."""
    every = list(cases())
    predicted = out_of_fold(
        every, [case.article for case in every], FOLDS, fit, lambda model, case: model.probabilities(case.rows)
    )
    chances, right, filled, wanted = [], [], [], 0
    for case, found in zip(every, predicted, strict=True):
        event, candidates = case.note
        if event["optional"]:
            continue
        chance, best = venues.likeliest(candidates, found)
        given = best is not None and chance >= venues.MIN_PROBABILITY
        chances.append(chance if given else 1 - chance)
        right.append(best in case.right if given else event["venue"] is None)
        filled.append(given)
        wanted += event["venue"] is not None
    hits, count = int(np.sum(np.array(right) & np.array(filled))), sum(filled)
    print(f"venues: precision {hits / count:.3f}, recall {hits / wanted:.3f}, F1 {2 * hits / (count + wanted):.3f}")
    model = calibrated(fit(every), chances, right, filled=filled)
    artifact.write(MODELS / "background_venues.npz", "choice", "training/venues.py", choice.arrays({"venue": model}))


if __name__ == "__main__":
    run(main)
