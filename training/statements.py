"""Train the statements layer from the annotated articles: which cues introduce statements, where these end, who speaks.

    python -m training.statements            # writes src/newsextract/data/models/statements.npz

Both languages share the models: the contexts of cues are much alike, and the words tell the rest. The figures are out of
fold, by the rule of the scorer frames.py: a statement is found if its intersection over union with an annotated one is at
least 0.6, and its speaker is right if it is the annotated thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from newsextract.layers.drafts import Statement
from newsextract.layers.statements.cues import find_cues
from newsextract.layers.statements.ends import Ends
from newsextract.layers.statements.find import read
from newsextract.layers.statements.scene import Scene
from newsextract.layers.statements.speakers import Speakers, Turn
from newsextract.layers.statements.starts import Features, Speech, cue_features
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from training.fit import FOLDS, Case, fit_choice, held_out, interval, out_of_fold
from training.readings import Reading, Span, readings
from training.shared import MODELS, run

#: strength of the L2 penalty, by model
L2 = {"yes": 3.0, "end": 1.2, "beside": 2.5, "speaker": 0.6}
#: minimum cases with a feature in some models, which have many rare features that tell little
MIN_COUNT = 3
#: minimum overlap of a found statement with the annotated one, by the rule of the scorer
MIN_OVERLAP = 0.6
#: minimum overlap with the annotated span for a cue or an end to be the annotated one
MIN_CUE_OVERLAP = 0.65
#: ends with this overlap are all right for the model that compares the ends of a cue
MIN_EQUIVALENT_OVERLAP = 0.8


@dataclass
class AnnotatedStatement:
    """An annotated statement: the spans of its words, and the index of its speaker among the referents, if found."""

    places: list[Span]
    speaker: int | None


@dataclass
class Example:
    """An annotated article: for each right cue the statement that it introduces and its span, and the features of each cue."""

    id: int
    speech: Speech
    statements: list[AnnotatedStatement]
    matches: dict[int, tuple[AnnotatedStatement, Span]]
    rows: list[Features]


def overlap(one: Span, other: Span) -> float:
    """The overlap of two spans, as intersection over union.

    Examples
    --------
    >>> overlap((0, 10), (5, 10))
    0.5
    """
    both = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, both) / max(1, max(one[1], other[1]) - min(one[0], other[0]))


def example(reading: Reading) -> Example:
    """Find the cues of an annotated article, and which of them are right."""
    scene = Scene.of(reading.article, reading.findings)
    cues = find_cues(scene)
    number = {id(one): k for k, one in enumerate(scene.referents)}
    statements = [
        AnnotatedStatement(places, number.get(id(reading.referents.get(one["speaker"]))))
        for one in reading.frame["statements"]
        if (places := reading.places(one["text"]))
    ]
    matches: dict[int, tuple[AnnotatedStatement, Span]] = {}
    for one in statements:
        candidates = [
            (round(overlap((cue.speech_start, place[1]), place), 3), -abs(cue.speech_start - place[0]), -k, place)
            for place in one.places
            for k, cue in enumerate(cues)
            if k not in matches
        ]
        best = max(candidates, default=None)
        if best and best[0] >= MIN_CUE_OVERLAP:
            matches[-best[2]] = one, best[3]
    speech = Speech(scene, cues)
    return Example(reading.id, speech, statements, matches, [cue_features(speech, k) for k in range(len(cues))])


def _ones(names: Features) -> dict[str, float]:
    """Binary features as a mapping for the fit."""
    return dict.fromkeys(names, 1.0)


def cue_cases(examples: Sequence[Example]) -> list[Case]:
    """One case per cue: whether it introduces a statement."""
    return [Case([_ones(row), {}], [int(k not in one.matches)], one.id) for one in examples for k, row in enumerate(one.rows)]


def _ends(examples: Sequence[Example], chances: Mapping[int, list[float]]) -> Iterator[tuple[int, list[Features], list[float]]]:
    """Yield for each right cue the article, the features of each possible end, and each end's overlap with the annotation."""
    for one in examples:
        stops = Ends(one.speech, chances[one.id])
        for k, (_, place) in one.matches.items():
            cue = one.speech.cues[k]
            ends = list(stops.rows(cue))
            fit = [overlap((cue.speech_start, end.at), place) for end, _ in ends]
            if max(fit, default=0.0) >= MIN_CUE_OVERLAP:
                yield one.id, [row for _, row in ends], fit


def end_cases(examples: Sequence[Example], chances: Mapping[int, list[float]]) -> Iterator[Case]:
    """Yield a case for each possible end of a right cue, up to the right one: whether the statement ends there."""
    for article, rows, fit in _ends(examples, chances):
        best = fit.index(max(fit))
        for order, row in enumerate(rows[: best + 1]):
            yield Case([_ones(row), {}], [int(order != best)], article)


def ranking_cases(examples: Sequence[Example], chances: Mapping[int, list[float]]) -> Iterator[Case]:
    """Yield a case for each right cue: at which of the possible ends the statement ends."""
    for article, rows, fit in _ends(examples, chances):
        enough = min(MIN_EQUIVALENT_OVERLAP, max(fit))
        yield Case(list(map(_ones, rows)), [k for k, value in enumerate(fit) if value >= enough], article)


def speaker_cases(examples: Sequence[Example]) -> Iterator[Case]:
    """Yield a case for each right cue: who speaks, given the previous speaker."""
    for one in examples:
        speakers = Speakers(one.speech)
        previous: Turn | None = None
        for k, (statement, _) in sorted(one.matches.items()):
            cue, speaker = one.speech.cues[k], statement.speaker
            found = speakers.candidates(cue, previous)
            yield Case(list(map(_ones, found.values())), [n for n, who in enumerate(found) if who == speaker], one.id)
            previous = previous if speaker is None else Turn(cue, speaker)


def train(examples: Sequence[Example]) -> dict[str, Choice]:
    """Train the models; those of the ends use out-of-fold probabilities of the cues."""
    cases = cue_cases(examples)
    fit_cues = partial(fit_choice, l2=L2["yes"], min_count=MIN_COUNT)
    dealt = iter(held_out(cases, fit_cues))
    chances = {one.id: [next(dealt)[0] for _ in one.rows] for one in examples}
    return {
        "yes": fit_cues(cases),
        "end": fit_choice(list(end_cases(examples, chances)), L2["end"]),
        "beside": fit_choice(list(ranking_cases(examples, chances)), L2["beside"], MIN_COUNT),
        "speaker": fit_choice(list(speaker_cases(examples)), L2["speaker"]),
    }


def tally(one: Example, found: Sequence[Statement]) -> tuple[int, int, int, int]:
    """The number of statements annotated, predicted, found, and found with the right speaker."""
    left, hit, right = list(found), 0, 0
    for statement in one.statements:
        fit = [max(overlap((s.start, s.end), place) for place in statement.places) for s in left]
        best = max(range(len(fit)), key=fit.__getitem__, default=None)
        if best is not None and fit[best] >= MIN_OVERLAP:
            speaker = left.pop(best).speaker
            hit += 1
            right += (
                speaker is not None
                and statement.speaker is not None
                and speaker is one.speech.scene.referents[statement.speaker]
            )
    return len(one.statements), len(found), hit, right


def figures(examples: Sequence[Example], tallies: np.ndarray) -> Iterator[tuple[str, float, float, float]]:
    """Yield F1 of the statements, alone and with their speaker, with 95 % intervals (bootstrap over articles)."""
    dice = np.random.default_rng(20200225)
    language = np.array([one.speech.scene.language for one in examples])
    for name, rows in (("all", tallies), *((code, tallies[language == code]) for code in ("th", "en"))):
        found = interval(rows, lambda sums: 2 * sums[..., 2:] / np.maximum(1, sums[..., :1] + sums[..., 1:2]), dice)
        yield from ((f"{what}, {name}", *found[:, k].tolist()) for k, what in enumerate(("statements", "with speaker")))


def main() -> None:
    """Train on every annotated article and write the models."""
    examples = list(map(example, readings()))
    found = out_of_fold(
        examples, [one.id for one in examples], FOLDS, train, lambda trained, one: read(one.speech.scene, trained)
    )
    tallies = np.array([tally(one, given) for one, given in zip(examples, found, strict=True)])
    rows = list(figures(examples, tallies))
    print("out of fold")
    for what, value, low, high in rows:
        print(f"{what:20s} {value:.3f}  [{low:.3f}, {high:.3f}]")
    kept = [[what, *(round(v, 3) for v in values)] for what, *values in rows]
    artifact.write(
        MODELS / "statements.npz", "choice", "training/statements.py", choice.arrays(train(examples)), out_of_fold=kept
    )


if __name__ == "__main__":
    run(main)
