"""Train the model that tells copies of a release from a template filled in again, from annotated pairs.

    python -m training.duplicates runs      # counts the days of each long run: reads the corpus, two minutes
    python -m training.duplicates pairs     # trains the trees, prints their out-of-fold figures
    python -m training.duplicates test      # evaluates the shipped trees on the held-out pairs

Pairs are in data/annotations: duplicates.jsonl for training, test-duplicates.jsonl for evaluation; ids and labels by the guide
DUPLICATES.md. Pairs that share less than sketches.MIN_SHARED of their wording are never linked: they count in the figures, but are
not trained on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

from newsextract.across.duplicates import KINDS, Judge, Release, body_of, is_linked, judge, table
from newsextract.across.likeness import DATA, features, long_runs, read
from newsextract.across.sketches import MIN_SHARED, shared, sketch
from newsextract.errors import NoArticleError
from newsextract.models import artifact
from newsextract.models.trees import Trees
from newsextract.thai.view import normalise
from training.fit import out_of_fold, reliability
from training.readings import article_of
from training.shared import ANNOTATIONS, corpus, lines, run

OUT, RUNS = DATA / "duplicates.npz", DATA / "duplicate_runs.npz"
PAIRS, TEST = ANNOTATIONS / "duplicates.jsonl", ANNOTATIONS / "test-duplicates.jsonl"
FOLDS = 8
DEPTH = 4
TREE_SETTINGS = {"n_estimators": 400, "learning_rate": 0.05, "min_samples_leaf": 12, "max_features": 0.3, "random_state": 0}
#: weight of a pair whose annotator was unsure
UNSURE_WEIGHT = 0.5
#: minimum days on which a long run of characters occurs, for it to be kept
MIN_DAYS = 3


@dataclass
class Pair:
    """An annotated pair; ``same`` says whether the texts are equal, ``shared`` is the share of wording, ``row`` the features."""

    first: int
    label: str
    sure: bool
    random: bool
    same: bool
    shared: float
    row: dict[str, float]

    @property
    def is_copy(self) -> bool:
        """Whether the two are the same release."""
        return self.label in KINDS

    @property
    def weight(self) -> float:
        """Weight of the pair in training."""
        return 1.0 if self.sure else UNSURE_WEIGHT


def releases(wanted: Any = None) -> Iterator[tuple[int, Release]]:
    """Yield the articles of the corpus, all or those with the wanted ids, prepared for comparison."""
    for row in corpus(wanted):
        try:
            article = article_of(row)
        except NoArticleError:
            continue
        body = body_of(article.text, article.title)
        yield int(row["id"]), Release(article.id, article.title, body, article.published, article.section)


def pairs_of(path: Path) -> list[Pair]:
    """Read the annotated pairs of a file."""
    rows = list(lines(path))
    found = dict(releases({row[side] for row in rows for side in "ab"}))
    readings = {key: read(one.title, one.body, one.published, one.section) for key, one in found.items()}
    runs = {key: sketch(one.body).runs for key, one in found.items()}
    pairs = []
    for row in rows:
        a, b = row["a"], row["b"]
        share = shared(runs[a], runs[b])
        numbers = features(readings[a], readings[b], share)
        same = found[a].text_digest == found[b].text_digest
        pairs.append(Pair(min(a, b), row["label"], row["sure"], row.get("draw") != "unsure", same, share, numbers))
    return pairs


def fit(pairs: Sequence[Pair]) -> Judge:
    """Fit trees that tell pairs of one release from others."""
    names = sorted({name for pair in pairs for name in pair.row})
    model = GradientBoostingClassifier(max_depth=DEPTH, **TREE_SETTINGS)
    weights = [pair.weight for pair in pairs]
    return Judge(names, trees_of(model.fit(table([pair.row for pair in pairs], names), [p.is_copy for p in pairs], weights)))


def trees_of(model: GradientBoostingClassifier) -> Trees:
    """The trees of a model, made complete: where one has a leaf higher up, all rows go left; the prior is in the first tree."""
    count, inner = model.n_estimators, 2**DEPTH - 1
    found = Trees(np.zeros((count, inner), np.int32), np.full((count, inner), np.inf), np.zeros((count, inner + 1)))
    for k, tree in enumerate(one.tree_ for one in model.estimators_[:, 0]):
        nodes = [0]
        for at in range(inner):
            node = nodes[at]
            left, right = tree.children_left[node], tree.children_right[node]
            if left != right:  # not a leaf
                found.features[k, at], found.thresholds[k, at] = tree.feature[node], tree.threshold[node]
            nodes += [left, right] if left != right else [node, node]
        found.leaves[k] = model.learning_rate * tree.value[nodes[inner:], 0, 0]
    wrong, right = model.init_.class_prior_
    found.leaves[0] += np.log(right / wrong)
    return found


def figures(pairs: Sequence[Pair], chances: Sequence[float]) -> str:
    """Precision and recall of the linked pairs, and the share of templates that are linked."""
    judged = [
        (pair, pair.same or (pair.shared >= MIN_SHARED and is_linked(chance, pair.shared)))
        for pair, chance in zip(pairs, chances, strict=True)
    ]

    def shown(some: Sequence[tuple[Pair, bool]]) -> str:
        hits, copies = sum(linked and pair.is_copy for pair, linked in some), sum(pair.is_copy for pair, _ in some)
        templates = [linked for pair, linked in some if pair.label == "template"]
        shares = (hits, sum(linked for _, linked in some)), (hits, copies), (sum(templates), len(templates))
        names = ("precision", "recall", "templates taken")
        return ", ".join(f"{n} {a}/{b} = {a / max(1, b):.3f}" for n, (a, b) in zip(names, shares, strict=True))

    return f"all: {shown(judged)}\nsure: {shown([one for one in judged if one[0].sure])}"


def pairs() -> None:
    """Train the trees; print their out-of-fold figures."""
    every = pairs_of(PAIRS)
    used = [pair for pair in every if pair.shared >= MIN_SHARED]
    found = out_of_fold(used, [pair.first for pair in used], FOLDS, fit, lambda model, pair: model.chances([pair.row])[0])
    chances = {id(pair): chance for pair, chance in zip(used, found, strict=True)}
    print(len(every), "pairs,", len(used), "alike enough; out of fold")
    for name, some in (("drawn at random", [pair for pair in every if pair.random]), ("with those drawn as unsure", every)):
        print(f"{name}\n{figures(some, [chances.get(id(pair), 0.0) for pair in some])}")
    print(*reliability(found, [pair.is_copy for pair in used]), sep="\n")
    grown = fit(used)
    artifact.write(OUT, "trees", "training.duplicates", grown.trees.arrays(), pairs=len(every), names=grown.names)


def test() -> None:
    """Evaluate the shipped trees on the held-out pairs."""
    every = pairs_of(TEST)
    print(figures(every, judge().chances([pair.row for pair in every])))


def runs() -> None:
    """Count the days on which each long run of characters occurs, and write the table."""
    found = []
    for _, one in releases():
        if one.published:
            day = date.fromisoformat(one.published[:10]).toordinal()
            found.append(long_runs(normalise(one.body).text).astype(np.uint64) << np.uint64(32) | np.uint64(day))
    keys, days = np.unique(np.unique(np.concatenate(found)) >> np.uint64(32), return_counts=True)
    kept = days >= MIN_DAYS
    print(int(kept.sum()), "of", len(keys), "runs")
    arrays = {
        "steps": np.diff(keys[kept].astype(np.uint32), prepend=np.uint32(0)),
        "days": np.minimum(days[kept], 255).astype(np.uint8),
    }
    artifact.write(RUNS, "lookup", "training.duplicates", arrays, runs=int(kept.sum()))


if __name__ == "__main__":
    run(runs, pairs, test)
