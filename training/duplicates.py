"""Train what tells copies of a release from forms filled anew, from annotated pairs.

    python -m training.duplicates runs      # on how many days long runs are met: reads the corpus, two minutes
    python -m training.duplicates pairs     # the trees, and their figures out of fold
    python -m training.duplicates test      # the figures on pairs that were kept for measuring

Pairs are in data/annotations: duplicates.jsonl teaches, test-duplicates.jsonl measures; ids and labels by the guide
DUPLICATES.md. Pairs that share less than sketches.LEAST of their wording are never linked: they
count as missed or as right, and teach nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from newsextract.across.duplicates import KINDS, Judge, Release, body_of, is_linked, judge, table
from newsextract.across.likeness import DATA, features, long_runs, read
from newsextract.across.sketches import LEAST, shared, sketch
from newsextract.errors import NoArticleError
from newsextract.models import artifact
from newsextract.thai.view import normalise
from training.boosting import Settings, grow
from training.fit import out_of_fold, reliability
from training.readings import article_of
from training.shared import ANNOTATIONS, corpus, lines, run

OUT, RUNS = DATA / "duplicates.npz", DATA / "duplicate_runs.npz"
PAIRS, TEST = ANNOTATIONS / "duplicates.jsonl", ANNOTATIONS / "test-duplicates.jsonl"
FOLDS = 8
GROWTH = Settings(trees=400, depth=4, rate=0.05)
#: what a pair counts that its reader was not sure of
UNSURE = 0.5
#: days on which a long run is met, for it to be kept
DAYS = 3


@dataclass
class Pair:
    """An annotated pair: its label, whether its reader was sure, whether it was drawn at random, whether the texts are equal, its numbers."""

    first: int
    label: str
    sure: bool
    random: bool
    same: bool
    shared: float
    row: dict[str, float]

    @property
    def one(self) -> bool:
        """Whether the two are one release."""
        return self.label in KINDS

    @property
    def weight(self) -> float:
        """What it counts."""
        return 1.0 if self.sure else UNSURE


def releases(wanted: Any = None) -> Iterator[tuple[int, Release]]:
    """The articles of the corpus, all or those with some ids, as they are compared."""
    for row in corpus(wanted):
        try:
            article = article_of(row)
        except NoArticleError:
            continue
        body = body_of(article.text, article.title)
        yield int(row["id"]), Release(article.id, article.title, body, article.published, article.section)


def pairs_of(path: Path) -> list[Pair]:
    """The annotated pairs of a file."""
    rows = list(lines(path))
    found = dict(releases({row[side] for row in rows for side in "ab"}))
    readings = {key: read(one.title, one.body, one.published, one.section) for key, one in found.items()}
    runs = {key: sketch(one.body).runs for key, one in found.items()}
    pairs = []
    for row in rows:
        a, b = row["a"], row["b"]
        share = shared(runs[a], runs[b])
        numbers = features(readings[a], readings[b], share)
        same = found[a].mark == found[b].mark
        pairs.append(Pair(min(a, b), row["label"], row["sure"], row.get("draw") != "unsure", same, share, numbers))
    return pairs


def fit(pairs: Sequence[Pair]) -> Judge:
    """Trees that tell pairs that are one release from a pair of which every number is naught, as often as readers do."""
    names = sorted({name for pair in pairs for name in pair.row})
    rows = table([row for pair in pairs for row in (pair.row, {})], names)
    target = np.array([share * pair.weight for pair in pairs for share in (pair.one, not pair.one)])
    return Judge(names, grow(rows, target, np.full(len(pairs), 2), GROWTH))


def figures(pairs: Sequence[Pair], chances: Sequence[float]) -> str:
    """Precision and recall of pairs that are one release, and the share of templates taken for that."""
    alike = [
        pair.same or (pair.shared >= LEAST and is_linked(chance, pair.shared))
        for pair, chance in zip(pairs, chances, strict=True)
    ]
    linked = np.array(alike)
    right = np.array([pair.one for pair in pairs])
    template = np.array([pair.label == "template" for pair in pairs])
    sure = np.array([pair.sure for pair in pairs])

    def shown(among: np.ndarray) -> str:
        hits = int((linked & right & among).sum())
        parts = (hits, int((linked & among).sum())), (hits, int((right & among).sum()))
        taken = int((linked & template & among).sum()), int((template & among).sum())
        names = ("precision", "recall", "templates taken")
        return ", ".join(f"{n} {a}/{b} = {a / max(1, b):.3f}" for n, (a, b) in zip(names, (*parts, taken), strict=True))

    return f"all: {shown(sure | ~sure)}\nsure: {shown(sure)}"


def pairs() -> None:
    """Grow the trees; print their figures out of fold."""
    every = pairs_of(PAIRS)
    used = [pair for pair in every if pair.shared >= LEAST]
    found = out_of_fold(used, [pair.first for pair in used], FOLDS, fit, lambda model, pair: model.chances([pair.row])[0])
    chances = {id(pair): chance for pair, chance in zip(used, found, strict=True)}
    print(len(every), "pairs,", len(used), "alike enough; out of fold")
    for name, some in (("drawn at random", [pair for pair in every if pair.random]), ("with those drawn as unsure", every)):
        print(f"{name}\n{figures(some, [chances.get(id(pair), 0.0) for pair in some])}")
    print(reliability(found, [pair.one for pair in used]))
    grown = fit(used)
    artifact.write(OUT, "trees", "training.duplicates", grown.trees.arrays(), pairs=len(every), names=grown.names)


def test() -> None:
    """Print the shipped trees' figures on pairs that were kept for measuring."""
    every = pairs_of(TEST)
    print(figures(every, judge().chances([pair.row for pair in every])))


def runs() -> None:
    """Write on how many days the long runs of releases are met."""
    found = []
    for _, one in releases():
        if one.published:
            day = date.fromisoformat(one.published[:10]).toordinal()
            found.append(long_runs(normalise(one.body).text).astype(np.uint64) << np.uint64(32) | np.uint64(day))
    keys, days = np.unique(np.unique(np.concatenate(found)) >> np.uint64(32), return_counts=True)
    kept = days >= DAYS
    print(int(kept.sum()), "of", len(keys), "runs")
    arrays = {
        "steps": np.diff(keys[kept].astype(np.uint32), prepend=np.uint32(0)),
        "days": np.minimum(days[kept], 255).astype(np.uint8),
    }
    artifact.write(RUNS, "lookup", "training.duplicates", arrays, runs=int(kept.sum()))


if __name__ == "__main__":
    run(runs, pairs, test)
