"""Train what tells releases of one event from others of the same days, from English releases whose Thai ones readers looked for.

    python -m training.link_words gather WORK RECORDS…   # first: what is compared of each record
    python -m training.links pairs WORK                  # the models, and their figures out of fold
    python -m training.links test WORK                   # the shipped models' figures on the English releases kept for measuring

Judgements are in data/annotations/links.jsonl: ids by the guide LINKS.md. Thai releases that were read for one English release
are pairs among themselves: two of its `same` are one event, one of its `same` and one of its `related` are related, one of its
`same` and any other of the window are neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from newsextract.across.event_features import Features, Said, features
from newsextract.across.event_index import Candidate, Shelf, across_languages, among_thai
from newsextract.across.event_release import EventRelease
from newsextract.across.event_words import shipped
from newsextract.across.events import CLASSES, MODELS, SAME
from newsextract.across.likeness import DATA
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from training.fit import Case, fit_classes, out_of_fold
from training.link_words import GATHERED, shelves
from training.shared import ANNOTATIONS, SHARED, kept, lines, run

OUT = DATA / "events.npz"
LINKS, TEST = ANNOTATIONS / "links.jsonl", SHARED / "gold/links.jsonl"
FOLDS = 5
L2 = 1.0
#: what an article counts that its reader was not sure of
UNSURE = 0.5


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair: the English article it was read for, its numbers, its class, and whether the reader was sure."""

    article: int
    a: str
    b: str
    row: Features
    label: str
    sure: bool

    @property
    def case(self) -> Case:
        """The pair as an example of its class."""
        return Case([self.row], [CLASSES.index(self.label)], self.article, 1.0 if self.sure else UNSURE)


@dataclass
class Reading:
    """The English releases that were read, by number, and the pairs of each."""

    articles: dict[int, dict[str, list[int]]]
    cross: list[Judged]
    thai: list[Judged]


def reading(work: Path, path: Path) -> Reading:
    """The pairs of the releases that a file judges."""
    releases: list[EventRelease] = kept(work / GATHERED)
    judged = {row["en"]: row for row in lines(path)}
    english, thai = shelves(releases, shipped())
    present = {number_of(one) for one in releases}
    articles = {key: row for key, row in judged.items() if key in present}
    cross = list(_cross(english, thai, articles))
    return Reading(articles, cross, list(_thai(thai, articles, cross)))


def number_of(one: EventRelease) -> int:
    """An article's number in the corpus."""
    return int(one.id.rpartition(":")[2])


def _cross(english: Shelf, thai: Shelf, articles: dict[int, dict[str, list[int]]]) -> Iterable[Judged]:
    for found in across_languages(english, thai):
        one, other = english.releases[found.a], thai.releases[found.b]
        row = articles.get(number_of(one))
        if row:
            yield _judged(number_of(one), one, other, found, _label(row, number_of(other)), bool(row["sure"]))


def _judged(article: int, one: EventRelease, other: EventRelease, found: Candidate, label: str, sure: bool) -> Judged:
    known = shipped()
    return Judged(article, one.id, other.id, features(Said.of(one, known), Said.of(other, known), found), label, sure)


def _label(row: dict[str, list[int]], number: int) -> str:
    return next((name for name in ("same", "related") if number in row[name]), "neither")


def _thai(thai: Shelf, articles: dict[int, dict[str, list[int]]], cross: Sequence[Judged]) -> Iterable[Judged]:
    """Pairs of Thai releases of which one at least is `same` for an English one and the other was looked at."""
    looked: dict[str, set[int]] = defaultdict(set)
    for pair in cross:
        looked[pair.b].add(pair.article)
    for found in among_thai(thai):
        one, other = thai.releases[found.a], thai.releases[found.b]
        for article in sorted(looked[one.id] & looked[other.id]):
            labels = {_label(articles[article], number_of(x)) for x in (one, other)}
            if "same" in labels:
                label = next((name for name in ("neither", "related") if name in labels), "same")
                yield _judged(article, one, other, found, label, bool(articles[article]["sure"]))


def fit(cases: Sequence[Case]) -> Choice:
    """A model."""
    return fit_classes(cases, CLASSES, L2, 3)


def predicted(judged: Sequence[Judged]) -> list[dict[str, float]]:
    """The probabilities of the classes out of fold."""
    cases = [pair.case for pair in judged]
    articles = [pair.article for pair in judged]
    return out_of_fold(cases, articles, FOLDS, fit, lambda model, case: model.class_probabilities(case.rows[0]))


def figures(articles: dict[int, dict[str, list[int]]], judged: Sequence[Judged], chances: Sequence[float], least: float) -> str:
    """Precision and recall of `same`, with 95 % intervals over articles."""
    found = defaultdict(set)
    for pair, chance in zip(judged, chances, strict=True):
        if chance >= least:
            found[pair.article].add(int(pair.b.rpartition(":")[2]))
    counts = np.array([(len(found[key] & set(row["same"])), len(found[key]), len(row["same"])) for key, row in articles.items()])
    draws = np.random.default_rng(7).integers(0, len(counts), (2000, len(counts)))
    parts = []
    for name, column in (("precision", 1), ("recall", 2)):
        drawn = counts[draws].sum(axis=1)
        low, high = np.quantile(drawn[:, 0] / np.maximum(1, drawn[:, column]), [0.025, 0.975])
        hits, total = counts[:, 0].sum(), counts[:, column].sum()
        parts.append(f"{name} {hits}/{total} = {hits / max(1, total):.3f} ({low:.3f} to {high:.3f})")
    return f"from {least:.2f}: " + ", ".join(parts)


def reliability(chances: Sequence[float], right: Sequence[bool]) -> str:
    """How often pairs of each step of the probability are of one event."""
    given, hits = np.array(chances), np.array(right)
    steps = []
    for low, high in pairwise((0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.01)):
        here = (low <= given) & (given < high)
        if here.any():
            steps.append(f"probability {low} to {high}: {here.sum()} pairs, {given[here].mean():.2f}, right {hits[here].mean():.2f}")
    return "\n".join(steps)


def pairs(work: Path) -> None:
    """Train the models; print their figures out of fold."""
    found = reading(work, LINKS)
    models = {}
    for name, judged in zip(MODELS, (found.cross, found.thai), strict=True):
        chances = [one["same"] for one in predicted(judged)]
        right = [pair.label == "same" for pair in judged]
        print(name, len(judged), "pairs,", sum(right), "of one event; out of fold")
        print(reliability(chances, right))
        models[name] = fit([pair.case for pair in judged])
        if name == MODELS[0]:
            print(len(found.articles), "English releases")
            print("\n".join(figures(found.articles, judged, chances, least) for least in (0.3, 0.4, SAME, 0.6, 0.7)))
    artifact.write(OUT, "choice", "training.links", choice.arrays(models), articles=len(found.articles))


def test(work: Path) -> None:
    """Print the shipped model's figures on the English releases kept for measuring."""
    found = reading(work, TEST)
    model = choice.of(artifact.read(OUT, "choice"))[MODELS[0]]
    chances = [model.class_probabilities(pair.row)["same"] for pair in found.cross]
    print(figures(found.articles, found.cross, chances, SAME))


if __name__ == "__main__":
    run(pairs, test)
