"""Train the models that link releases of one event, from English releases whose Thai releases annotators searched for.

    python -m training.link_words gather WORK RECORDS…   # first: prepares the records for comparison
    python -m training.links pairs WORK                  # trains the models, prints their out-of-fold figures
    python -m training.links test WORK                   # evaluates the shipped models on the held-out English releases

Judgements are in data/annotations/links.jsonl: ids, by the guide LINKS.md. Thai releases judged for one English release also
form pairs: two of its `same` are one event, one of its `same` and one of its `related` are related, one of its `same` and any
other of the window are neither. The pairs of links-thai.jsonl, sampled by the predictions of a first model, and those of
duplicates.jsonl count too: copies are of one event, templates are not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from newsextract.across import events
from newsextract.across.event_features import Features
from newsextract.across.event_index import Chances, IndexedRelease, ReleaseIndex, best_across, best_among_thai
from newsextract.across.event_release import EventRelease
from newsextract.across.likeness import DATA
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from training.fit import Case, calibrated, fit_classes, held_out, interval, reliability
from training.link_words import GATHERED
from training.shared import ANNOTATIONS, SHARED, lines, load_result, run

OUT = DATA / "events.npz"
LINKS, TEST = ANNOTATIONS / "links.jsonl", SHARED / "gold/links.jsonl"
THAI_PAIRS = ANNOTATIONS / "duplicates.jsonl", ANNOTATIONS / "links-thai.jsonl"
L2 = 1.0
#: weight of an article whose annotator was unsure
UNSURE_WEIGHT = 0.5
#: maximum confidence of a link: 180 pairs that are all right support no more
MAX_CONFIDENCE = 0.985
#: class of each label of duplicates.jsonl
COPY_CLASSES = {"duplicate": "same", "version": "same", "same_event": "same", "template": "neither", "different": "neither"}
PAIR_CLASSES = COPY_CLASSES | {label: label for label in events.CLASSES}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of releases ``a`` and ``b`` by index: the article it was judged for, its features, and its class if judged."""

    article: int
    a: int
    b: int
    row: Features
    label: str | None
    weight: float

    @property
    def case(self) -> Case:
        """The pair as a training case."""
        return Case([self.row], [events.CLASSES.index(self.label or "neither")], self.article, self.weight)


@dataclass
class JudgedReleases:
    """The judged English releases, with pairs across languages and within Thai; unlabelled pairs are rivals of labelled ones."""

    articles: dict[int, Row]
    thai: ReleaseIndex
    across: list[Pair]
    inside: list[Pair]


def read_judgements(work: Path, path: Path) -> JudgedReleases:
    """Read the judgements of a file, and pair the releases."""
    releases: list[EventRelease] = load_result(work / GATHERED)
    english, thai = events.release_indexes(map(IndexedRelease.of, releases))
    present = {number_of(one) for one in english.releases}
    articles = {row["en"]: row for row in lines(path) if row["en"] in present}
    known = {number_of(one) for one in thai.releases}
    for row in articles.values():
        row["same"] = [number for number in row["same"] if number in known]  # without articles that could not be read
    across = list(_across(english, thai, articles))
    return JudgedReleases(articles, thai, across, list(_inside(thai, articles, across)))


def number_of(one: IndexedRelease) -> int:
    """An article's number in the corpus."""
    return int(one.id.rpartition(":")[2])


def _weight(row: Row) -> float:
    return 1.0 if row["sure"] else UNSURE_WEIGHT


def _label(row: Row, number: int) -> str:
    return next((name for name in ("same", "related") if number in row[name]), "neither")


def _across(english: ReleaseIndex, thai: ReleaseIndex, articles: dict[int, Row]) -> Iterable[Pair]:
    """Yield the pairs of judged English releases, and those of other English releases with the same Thai ones (rivals)."""
    found = list(best_across(english, thai).candidates())
    read = {one.b for one in found if number_of(english.releases[one.a]) in articles}
    for one, features in events.rows_of((one for one in found if one.b in read), english, thai):
        article = number_of(english.releases[one.a])
        row = articles.get(article)
        label = _label(row, number_of(thai.releases[one.b])) if row else None
        yield Pair(article, one.a, one.b, features, label, _weight(row) if row else 0.0)


def _inside(thai: ReleaseIndex, articles: dict[int, Row], across: Sequence[Pair]) -> Iterable[Pair]:
    """Yield the pairs of Thai releases that were judged for one English release, or directly."""
    articles_of: dict[int, set[int]] = defaultdict(set)
    for pair in across:
        if pair.label:
            articles_of[pair.b].add(pair.article)
    copies = {tuple(sorted((row["a"], row["b"]))): row for path in THAI_PAIRS for row in lines(path)}
    for one, features in events.rows_of(best_among_thai(thai).candidates(), thai, thai):
        numbers = [number_of(thai.releases[number]) for number in (one.a, one.b)]
        copy = copies.get(tuple(sorted(numbers)))
        if copy:
            yield Pair(min(numbers), one.a, one.b, features, PAIR_CLASSES[copy["label"]], _weight(copy))
            continue
        for article in sorted(articles_of[one.a] & articles_of[one.b]):
            row = articles[article]
            yield Pair(article, one.a, one.b, features, _label_inside(row, numbers), _weight(row))


def _label_inside(row: Row, numbers: Iterable[int]) -> str | None:
    """The class of two Thai releases, derived from their labels for the English one; None if neither is `same`."""
    labels = {_label(row, number) for number in numbers}
    if "same" not in labels:
        return None
    return next(name for name in ("neither", "related", "same") if name in labels)


def fit(cases: Sequence[Case]) -> Choice:
    """Fit a model of the classes."""
    return fit_classes(cases, events.CLASSES, L2, 3)


def rate_out_of_fold(pairs: Sequence[Pair]) -> tuple[list[events.RatedPair], Choice]:
    """The class probabilities of pairs, out of fold for labelled ones, and the model of all labelled pairs."""
    read = [pair for pair in pairs if pair.label]
    model = fit([pair.case for pair in read])
    labelled = dict(zip(map(id, read), held_out([pair.case for pair in read], fit), strict=True))
    rest = [pair for pair in pairs if not pair.label]
    unlabelled = dict(zip(map(id, rest), model.all_class_probabilities([pair.row for pair in rest]), strict=True))
    return rated(pairs, [(labelled | unlabelled)[id(pair)] for pair in pairs]), model


def rated(pairs: Sequence[Pair], chances: Iterable[Chances]) -> list[events.RatedPair]:
    """Pairs with their class probabilities."""
    return [events.RatedPair(pair.a, pair.b, one) for pair, one in zip(pairs, chances, strict=True)]


def figures(articles: dict[int, Row], scored: Iterable[tuple[Pair, float]], thai: ReleaseIndex, least: float) -> str:
    """Precision and recall of `same`, with 95 % intervals (bootstrap over articles)."""
    found = defaultdict(set)
    for pair, chance in scored:
        if chance >= least:
            found[pair.article].add(number_of(thai.releases[pair.b]))
    counts = np.array(
        [(len(found[key] & set(row["same"])), len(found[key]), len(row["same"])) for key, row in articles.items()]
    )
    parts = []
    for name, column in (("precision", 1), ("recall", 2)):
        some = counts[:, [0, column]]
        value, low, high = interval(some, lambda sums: sums[..., 0] / np.maximum(1, sums[..., 1]), np.random.default_rng(7))
        hits, total = some.sum(axis=0)
        parts.append(f"{name} {hits}/{total} = {value:.3f} ({low:.3f} to {high:.3f})")
    return f"from {least:.2f}: " + ", ".join(parts)


def pairs(work: Path) -> None:
    """Train the models; print their out-of-fold figures."""
    found = read_judgements(work, LINKS)
    across, first = rate_out_of_fold(found.across)
    inside, thai = rate_out_of_fold(found.inside)
    beside = [
        replace(one, row=row) for one, row in zip(found.across, events.rival_features(across, inside), strict=True) if one.label
    ]
    alone = rated(beside, held_out([pair.case for pair in beside], fit))
    together = events.raise_by_support(alone, inside)
    print(len(found.articles), "English releases,", sum(len(row["same"]) for row in found.articles.values()), "of one event")
    _print_across("alone", found, beside, [one for one, pair in zip(across, found.across, strict=True) if pair.label])
    _print_across("beside their rivals", found, beside, alone)
    _print_across("by the Thai ones of one event", found, beside, together)
    known = [(one.chances, pair.label) for pair, one in zip(found.inside, inside, strict=True) if pair.label]
    _print_inside(known)
    rescored = [(one.chances, pair.label) for one, pair in zip(together, beside, strict=True)]
    models = {
        events.ACROSS: first,
        events.THAI: _calibrated(thai, known, events.THAI_SAME),
        events.RIVALS: _calibrated(fit([pair.case for pair in beside]), rescored, events.SAME),
    }
    artifact.write(OUT, "choice", "training.links", choice.arrays(models), articles=len(found.articles))


def _print_across(name: str, found: JudgedReleases, read: Sequence[Pair], scored: Sequence[events.RatedPair]) -> None:
    print(name + ", out of fold")
    same = [one.chances["same"] for one in scored]
    for least in (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7):
        print(figures(found.articles, zip(read, same, strict=True), found.thai, least))
    print(*reliability(same, [pair.label == "same" for pair in read]), sep="\n")


def _print_inside(known: Sequence[tuple[Chances, str | None]]) -> None:
    print("two Thai releases, out of fold:", len(known), "pairs")
    print(*reliability([one["same"] for one, _ in known], [label == "same" for _, label in known]), sep="\n")


def _calibrated(model: Choice, known: Sequence[tuple[Any, str | None]], least: float) -> Choice:
    """The model with calibrated links: `same` in one table, `related` in the other."""
    chosen = [
        (one, label, one["same"] >= least) for one, label in known if one["same"] >= least or one["related"] >= events.RELATED
    ]
    chances = [one["same"] if same else one["related"] for one, _, same in chosen]
    right = [label == "same" if same else label in {"same", "related"} for _, label, same in chosen]
    found = calibrated(model, chances, right, filled=[same for *_, same in chosen])
    return replace(found, rates=[min(MAX_CONFIDENCE, rate) for rate in found.rates])


def test(work: Path) -> None:
    """Evaluate the shipped models on the held-out English releases."""
    found = read_judgements(work, TEST)
    known = choice.of(artifact.read(OUT, "choice"))
    both = (found.across, events.ACROSS), (found.inside, events.THAI)
    across, inside = (rated(some, known[name].all_class_probabilities([one.row for one in some])) for some, name in both)
    rescored = events.rescore_beside_rivals(across, inside, known[events.RIVALS])
    read = [(pair, one.chances["same"]) for pair, one in zip(found.across, rescored, strict=True) if pair.label]
    print(len(found.articles), "English releases;", figures(found.articles, read, found.thai, events.SAME))


if __name__ == "__main__":
    run(pairs, test)
