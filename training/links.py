"""Train what tells releases of one event from others of the same days, from English releases whose Thai ones readers looked for.

    python -m training.link_words gather WORK RECORDS…   # first: what is compared of each record
    python -m training.links pairs WORK                  # the models, and their figures out of fold
    python -m training.links test WORK                   # the shipped models' figures on the English releases kept for measuring

Judgements are in data/annotations/links.jsonl: ids by the guide LINKS.md. Thai releases that were read for one English release
are pairs among themselves: two of its `same` are one event, one of its `same` and one of its `related` are related, one of its
`same` and any other of the window are neither. The pairs of links-thai.jsonl, drawn by what a first model made of them, and
those of duplicates.jsonl count too: copies are of one event, forms are not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from newsextract.across.event_features import Features
from newsextract.across.event_index import found_across, found_among
from newsextract.across.event_release import EventRelease
from newsextract.across.event_shelf import Card, Shelf
from newsextract.across.events import (
    ACROSS,
    CLASSES,
    RELATED,
    RIVALS,
    SAME,
    THAI,
    THAI_SAME,
    Judged,
    rivals,
    rows_of,
    settled,
    shelves,
    supported,
)
from newsextract.across.likeness import DATA
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from training.fit import Case, calibrated, fit_classes, out_of_fold, reliability
from training.link_words import GATHERED
from training.shared import ANNOTATIONS, SHARED, kept, lines, run

OUT = DATA / "events.npz"
LINKS, TEST = ANNOTATIONS / "links.jsonl", SHARED / "gold/links.jsonl"
THAI_PAIRS = ANNOTATIONS / "duplicates.jsonl", ANNOTATIONS / "links-thai.jsonl"
FOLDS = 5
L2 = 1.0
#: what an article counts that its reader was not sure of
UNSURE = 0.5
#: no link is given as surer: of 180 pairs that are all right no more can be said
SUREST = 0.985
#: what the labels of duplicates.jsonl are here
OF_COPIES = {"duplicate": "same", "version": "same", "same_event": "same", "template": "neither", "different": "neither"}
OF_PAIRS = OF_COPIES | {label: label for label in CLASSES}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of releases by their numbers: the article it was read for, its numbers, its class if it was read."""

    article: int
    a: int
    b: int
    row: Features
    label: str | None
    weight: float

    @property
    def case(self) -> Case:
        """The pair as an example of its class."""
        return Case([self.row], [CLASSES.index(self.label or "neither")], self.article, self.weight)


@dataclass
class Reading:
    """What readers judged: the English releases, and the pairs of each language; pairs without a label are rivals of those."""

    articles: dict[int, Row]
    english: Shelf
    thai: Shelf
    across: list[Pair]
    inside: list[Pair]


def reading(work: Path, path: Path) -> Reading:
    """The pairs of the releases that a file judges."""
    releases: list[EventRelease] = kept(work / GATHERED)
    english, thai = shelves(map(Card.of, releases))
    present = {number_of(one) for one in english.releases}
    articles = {row["en"]: row for row in lines(path) if row["en"] in present}
    known = {number_of(one) for one in thai.releases}
    for row in articles.values():
        row["same"] = [
            number for number in row["same"] if number in known
        ]  # an article that could not be read is not looked for
    across = list(_across(english, thai, articles))
    return Reading(articles, english, thai, across, list(_inside(thai, articles, across)))


def number_of(one: Card) -> int:
    """An article's number in the corpus."""
    return int(one.id.rpartition(":")[2])


def _weight(row: Row) -> float:
    return 1.0 if row["sure"] else UNSURE


def _label(row: Row, number: int) -> str:
    return next((name for name in ("same", "related") if number in row[name]), "neither")


def _across(english: Shelf, thai: Shelf, articles: dict[int, Row]) -> Iterable[Pair]:
    """Pairs of an English release that was read, or that is a rival of one."""
    found = list(found_across(english, thai).candidates())
    read = {one.b for one in found if number_of(english.releases[one.a]) in articles}
    for one, features in rows_of((one for one in found if one.b in read), english, thai):
        article = number_of(english.releases[one.a])
        row = articles.get(article)
        label = _label(row, number_of(thai.releases[one.b])) if row else None
        yield Pair(article, one.a, one.b, features, label, _weight(row) if row else 0.0)


def _inside(thai: Shelf, articles: dict[int, Row], across: Sequence[Pair]) -> Iterable[Pair]:
    """Pairs of Thai releases that were looked at for one English release, or by themselves."""
    looked: dict[int, set[int]] = defaultdict(set)
    for pair in across:
        if pair.label:
            looked[pair.b].add(pair.article)
    copies = {tuple(sorted((row["a"], row["b"]))): row for path in THAI_PAIRS for row in lines(path)}
    for one, features in rows_of(found_among(thai).candidates(), thai, thai):
        numbers = [number_of(thai.releases[number]) for number in (one.a, one.b)]
        copy = copies.get(tuple(sorted(numbers)))
        if copy:
            yield Pair(min(numbers), one.a, one.b, features, OF_PAIRS[copy["label"]], _weight(copy))
            continue
        for article in sorted(looked[one.a] & looked[one.b]):
            row = articles[article]
            yield Pair(article, one.a, one.b, features, _label_inside(row, numbers), _weight(row))


def _label_inside(row: Row, numbers: Iterable[int]) -> str | None:
    """What two Thai releases are to each other by what each is to the English one; unknown where neither is of its event."""
    labels = {_label(row, number) for number in numbers}
    if "same" not in labels:
        return None
    return next(name for name in ("neither", "related", "same") if name in labels)


def fit(cases: Sequence[Case]) -> Choice:
    """A model."""
    return fit_classes(cases, CLASSES, L2, 3)


def judged(pairs: Sequence[Pair]) -> tuple[list[Judged], Choice]:
    """The probabilities of the classes, out of fold where a reader judged, and the model of all."""
    read = [pair for pair in pairs if pair.label]
    model = fit([pair.case for pair in read])
    inside = dict(zip(map(id, read), _out_of_fold(read, fit), strict=True))
    rest = [pair for pair in pairs if not pair.label]
    outside = dict(zip(map(id, rest), model.all_class_probabilities([pair.row for pair in rest]), strict=True))
    return [Judged(pair.a, pair.b, (inside | outside)[id(pair)]) for pair in pairs], model


def given(pairs: Sequence[Pair], model: Choice) -> list[Judged]:
    """Pairs with the probabilities that a model gives them."""
    chances = model.all_class_probabilities([pair.row for pair in pairs])
    return [Judged(pair.a, pair.b, one) for pair, one in zip(pairs, chances, strict=True)]


def _out_of_fold(pairs: Sequence[Pair], train: Callable[[list[Case]], Choice]) -> list[dict[str, float]]:
    cases = [pair.case for pair in pairs]
    articles = [pair.article for pair in pairs]
    return out_of_fold(cases, articles, FOLDS, train, lambda model, case: model.class_probabilities(case.rows[0]))


def figures(articles: dict[int, Row], judged: Iterable[tuple[Pair, float]], thai: Shelf, least: float) -> str:
    """Precision and recall of `same`, with 95 % intervals over articles."""
    found = defaultdict(set)
    for pair, chance in judged:
        if chance >= least:
            found[pair.article].add(number_of(thai.releases[pair.b]))
    counts = np.array(
        [(len(found[key] & set(row["same"])), len(found[key]), len(row["same"])) for key, row in articles.items()]
    )
    draws = np.random.default_rng(7).integers(0, len(counts), (2000, len(counts)))
    drawn = counts[draws].sum(axis=1)
    parts = []
    for name, column in (("precision", 1), ("recall", 2)):
        low, high = np.quantile(drawn[:, 0] / np.maximum(1, drawn[:, column]), [0.025, 0.975])
        hits, total = counts[:, 0].sum(), counts[:, column].sum()
        parts.append(f"{name} {hits}/{total} = {hits / max(1, total):.3f} ({low:.3f} to {high:.3f})")
    return f"from {least:.2f}: " + ", ".join(parts)


def pairs(work: Path) -> None:
    """Train the models; print their figures out of fold."""
    found = reading(work, LINKS)
    across, first = judged(found.across)
    inside, thai = judged(found.inside)
    beside = [replace(pair, row=row) for pair, row in zip(found.across, rivals(across, inside), strict=True) if pair.label]
    alone = [Judged(pair.a, pair.b, chances) for pair, chances in zip(beside, _out_of_fold(beside, fit), strict=True)]
    together = supported(alone, inside)
    print(len(found.articles), "English releases,", sum(len(row["same"]) for row in found.articles.values()), "of one event")
    _print_across("alone", found, beside, [one for one, pair in zip(across, found.across, strict=True) if pair.label])
    _print_across("beside their rivals", found, beside, alone)
    _print_across("by the Thai ones of one event", found, beside, together)
    known = [(one.chances, pair.label) for pair, one in zip(found.inside, inside, strict=True) if pair.label]
    _print_inside(known)
    weighed = [(one.chances, pair.label) for one, pair in zip(together, beside, strict=True)]
    models = {
        ACROSS: first,
        THAI: _calibrated(thai, known, THAI_SAME),
        RIVALS: _calibrated(fit([pair.case for pair in beside]), weighed, SAME),
    }
    artifact.write(OUT, "choice", "training.links", choice.arrays(models), articles=len(found.articles))


def _print_across(name: str, found: Reading, read: Sequence[Pair], judged: Sequence[Judged]) -> None:
    print(name + ", out of fold")
    same = [one.chances["same"] for one in judged]
    for least in (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7):
        print(figures(found.articles, zip(read, same, strict=True), found.thai, least))
    print(reliability(same, [pair.label == "same" for pair in read]))


def _print_inside(known: Sequence[tuple[Mapping[str, float], str | None]]) -> None:
    print("two Thai releases, out of fold:", len(known), "pairs")
    print(reliability([one["same"] for one, _ in known], [label == "same" for _, label in known]))


def _calibrated(model: Choice, known: Sequence[tuple[Any, str | None]], least: float) -> Choice:
    """The model with how often its links are right: of one event in one table, of one series in the other."""
    chosen = [(one, label, one["same"] >= least) for one, label in known if one["same"] >= least or one["related"] >= RELATED]
    chances = [one["same"] if same else one["related"] for one, _, same in chosen]
    right = [label == "same" if same else label in {"same", "related"} for _, label, same in chosen]
    found = calibrated(model, chances, right, filled=[same for *_, same in chosen])
    return replace(found, rates=[min(SUREST, rate) for rate in found.rates])


def test(work: Path) -> None:
    """Print the shipped models' figures on the English releases kept for measuring."""
    found = reading(work, TEST)
    known = choice.of(artifact.read(OUT, "choice"))
    across, inside = (given(pairs, known[name]) for pairs, name in ((found.across, ACROSS), (found.inside, THAI)))
    weighed = settled(across, inside, known[RIVALS])
    read = [(pair, one.chances["same"]) for pair, one in zip(found.across, weighed, strict=True) if pair.label]
    print(len(found.articles), "English releases;", figures(found.articles, read, found.thai, SAME))


if __name__ == "__main__":
    run(pairs, test)
