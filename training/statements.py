"""Train the statements layer from the annotated articles: which cues hold, where words end, who says them.

    python -m training.statements            # writes src/newsextract/data/models/statements.npz

Both languages share the models: what stands around a cue is much the same, and the words tell the rest. The figures are out
of fold, by the rule of the scorer frames.py: a statement is found when it shares 0.6 of what the two cover together, and its
speaker is right when it is the annotated thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from newsextract.layers.drafts import Statement
from newsextract.layers.statements.cues import find_cues
from newsextract.layers.statements.find import read
from newsextract.layers.statements.scene import Scene
from newsextract.layers.statements.speakers import Speakers, Turn
from newsextract.layers.statements.starts import Features, Speech, yes
from newsextract.layers.statements.stops import Stops
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from training.fit import Case, fit_choice, out_of_fold
from training.readings import Reading, Span, readings
from training.shared import MODELS, run

OUT = MODELS / "statements.npz"
FOLDS = 5
#: strength of the penalty
L2 = {"yes": 3.0, "end": 1.2, "beside": 2.5, "speaker": 0.6}
#: cues that a feature of some models is seen at; there are many, and the rare ones tell little
OFTEN = 3
#: what a statement found shares with the annotated one at least, by the rule of the scorer
SAME = 0.6
#: a cue or an end is the annotated one when the stretch with it shares so much with the annotated stretch
NEAR = 0.65
#: ends that give so much of the annotated stretch are all right for the model that sees them beside each other
ALIKE = 0.8
#: drawn with replacement for the intervals
DRAWS = 2000


@dataclass
class Said:
    """An annotated statement: the places of its words, its speaker's number, and whether somebody is annotated."""

    places: list[Span]
    speaker: int | None


@dataclass
class Example:
    """An annotated article.

    Attributes
    ----------
    said
        Its statements.
    right
        For each cue that holds, the statement and its place.
    rows
        The features of each cue.
    """

    id: int
    speech: Speech
    said: list[Said]
    right: dict[int, tuple[Said, Span]]
    rows: list[Features]

    @property
    def scene(self) -> Scene:
        """The article."""
        return self.speech.scene


def shared(one: Span, other: Span) -> float:
    """What two stretches share of what they cover together.

    Examples
    --------
    >>> shared((0, 10), (5, 10))
    0.5
    """
    both = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, both) / max(1, max(one[1], other[1]) - min(one[0], other[0]))


def example(reading: Reading) -> Example:
    """An annotated article with its cues, and which of them hold."""
    scene = Scene.of(reading.article, reading.findings)
    cues = find_cues(scene)
    number = {id(one): k for k, one in enumerate(scene.referents)}
    said = [
        Said(places, number.get(id(reading.referents.get(one["speaker"]))))
        for one in reading.frame["statements"]
        if (places := reading.places(one["text"]))
    ]
    right: dict[int, tuple[Said, Span]] = {}
    for one in said:
        able = [
            (round(shared((cue.said, place[1]), place), 3), -abs(cue.said - place[0]), -k, place)
            for place in one.places
            for k, cue in enumerate(cues)
            if k not in right
        ]
        best = max(able, default=None)
        if best and best[0] >= NEAR:
            right[-best[2]] = one, best[3]
    speech = Speech(scene, cues)
    return Example(reading.id, speech, said, right, [yes(speech, k) for k in range(len(cues))])


def _ones(names: Features) -> dict[str, float]:
    """Features that are there, as the fit takes them."""
    return dict.fromkeys(names, 1.0)


def yes_cases(examples: Sequence[Example]) -> list[Case]:
    """Each cue: whether it holds."""
    return [Case([_ones(row), {}], [int(k not in one.right)], one.id) for one in examples for k, row in enumerate(one.rows)]


def _ends(examples: Sequence[Example], chances: Mapping[int, list[float]]) -> Iterator[tuple[int, list[Features], list[float]]]:
    """For each cue that holds: the article, the places where its words may end, and what each shares with the annotated words."""
    for one in examples:
        stops = Stops(one.speech, chances[one.id])
        for k, (_, place) in one.right.items():
            cue = one.speech.cues[k]
            ends = list(stops.rows(cue))
            fit = [shared((cue.said, end.at), place) for end, _ in ends]
            if max(fit, default=0.0) >= NEAR:
                yield one.id, [row for _, row in ends], fit


def end_cases(examples: Sequence[Example], chances: Mapping[int, list[float]]) -> Iterator[Case]:
    """Each place where the words of a cue that holds may end, up to their end: whether they do."""
    for article, rows, fit in _ends(examples, chances):
        best = fit.index(max(fit))
        for order, row in enumerate(rows[: best + 1]):
            yield Case([_ones(row), {}], [int(order != best)], article)


def beside_cases(examples: Sequence[Example], chances: Mapping[int, list[float]]) -> Iterator[Case]:
    """Each cue that holds: at which of all places its words end."""
    for article, rows, fit in _ends(examples, chances):
        enough = min(ALIKE, max(fit))
        yield Case(list(map(_ones, rows)), [k for k, value in enumerate(fit) if value >= enough], article)


def speaker_cases(examples: Sequence[Example]) -> Iterator[Case]:
    """Each cue that holds: who speaks, given who spoke last."""
    for one in examples:
        speakers = Speakers(one.speech)
        previous: Turn | None = None
        for k, (said, _) in sorted(one.right.items()):
            cue = one.speech.cues[k]
            cast = speakers.cast(cue, previous)
            yield Case(list(map(_ones, cast.rows)), [n for n, who in enumerate(cast.who) if who == said.speaker], one.id)
            previous = previous if said.speaker is None else Turn(cue, said.speaker)


def train(examples: Sequence[Example]) -> dict[str, Choice]:
    """The models of some articles; where words end is learnt beside what a model that has not seen them says of the cues."""
    cases = yes_cases(examples)
    held_out = iter(
        out_of_fold(
            cases,
            [case.article for case in cases],
            FOLDS,
            lambda some: fit_choice(some, L2["yes"], OFTEN),
            lambda model, case: model.probability(case.rows[0]),
        )
    )
    chances = {one.id: [next(held_out) for _ in one.rows] for one in examples}
    return {
        "yes": fit_choice(cases, L2["yes"], OFTEN),
        "end": fit_choice(list(end_cases(examples, chances)), L2["end"]),
        "beside": fit_choice(list(beside_cases(examples, chances)), L2["beside"], OFTEN),
        "speaker": fit_choice(list(speaker_cases(examples)), L2["speaker"]),
    }


def tally(one: Example, found: Sequence[Statement]) -> tuple[int, int, int, int]:
    """Statements annotated, given, found, and found with their speaker."""
    left, hit, right = list(found), 0, 0
    for said in one.said:
        fit = [max(shared((s.start, s.end), place) for place in said.places) for s in left]
        best = max(range(len(fit)), key=fit.__getitem__, default=None)
        if best is not None and fit[best] >= SAME:
            speaker = left.pop(best).speaker
            hit += 1
            right += speaker is not None and said.speaker is not None and speaker is one.scene.referents[said.speaker]
    return len(one.said), len(found), hit, right


def figures(examples: Sequence[Example], tallies: np.ndarray) -> Iterator[tuple[str, float, float, float]]:
    """F1 of the statements and of those with their speaker, with 95 % intervals (bootstrap over articles)."""
    generator = np.random.default_rng(20200225)
    language = np.array([one.scene.language for one in examples])
    for name, rows in (("all", tallies), *((code, tallies[language == code]) for code in ("th", "en"))):
        drawn = rows[generator.integers(0, len(rows), (DRAWS, len(rows)))].sum(axis=1)
        whole = rows.sum(axis=0)
        for what, column in (("statements", 2), ("with speaker", 3)):
            value, values = (2 * t[..., column] / np.maximum(1, t[..., 0] + t[..., 1]) for t in (whole, drawn))
            low, high = np.percentile(values, [2.5, 97.5])
            yield f"{what}, {name}", float(value), float(low), float(high)


def main(out: Path = OUT) -> None:
    """Train on every annotated article and write the models."""
    examples = list(map(example, readings()))
    found = out_of_fold(examples, [one.id for one in examples], FOLDS, train, lambda trained, one: read(one.scene, trained))
    tallies = np.array([tally(one, given) for one, given in zip(examples, found, strict=True)])
    rows = list(figures(examples, tallies))
    print("out of fold")
    for what, value, low, high in rows:
        print(f"{what:20s} {value:.3f}  [{low:.3f}, {high:.3f}]")
    kept = [[what, *(round(v, 3) for v in values)] for what, *values in rows]
    artifact.write(out, "choice", "training/statements.py", choice.arrays(train(examples)), out_of_fold=kept)


if __name__ == "__main__":
    run(main)
