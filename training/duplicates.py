"""Train what tells copies of a release from forms filled anew, from annotated pairs.

    python -m training.duplicates forms     # phrases of forms: reads the corpus, three minutes
    python -m training.duplicates pairs     # the model, and its figures out of fold
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

from newsextract.across.duplicates import CLASSES, Release, body_of, is_linked
from newsextract.across.likeness import DATA, PHRASE, features, form_of, key_of, phrases_of, read
from newsextract.across.sketches import LEAST, shared, sketch
from newsextract.errors import NoArticleError
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from newsextract.thai.view import normalise
from training.fit import Case, fit_classes, out_of_fold, reliability
from training.readings import article_of
from training.shared import ANNOTATIONS, corpus, lines, run

OUT, FORMS = DATA / "duplicates.npz", DATA / "duplicate_forms.npz"
PAIRS, TEST = ANNOTATIONS / "duplicates.jsonl", ANNOTATIONS / "test-duplicates.jsonl"
FOLDS = 8
L2 = 3.0
#: what a pair counts that its reader was not sure of
UNSURE = 0.5
#: a phrase is a form's when releases of so many days have it, from the first to the last so many days apart
DAYS, SPAN = 5, 21


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
    def case(self) -> Case:
        """The pair as an example of its class."""
        return Case([self.row], [self.number], self.first, 1.0 if self.sure else UNSURE)

    @property
    def number(self) -> int:
        """The number of its class."""
        return CLASSES.index(self.label) if self.label in CLASSES else CLASSES.index("neither")


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


def fit(cases: Sequence[Case]) -> Choice:
    """The model."""
    return fit_classes(cases, CLASSES, L2, 2)


def figures(pairs: Sequence[Pair], chances: Sequence[float]) -> str:
    """Precision and recall of pairs that are one release, and the share of templates taken for that."""
    alike = [
        pair.same or (pair.shared >= LEAST and is_linked(chance, pair.shared))
        for pair, chance in zip(pairs, chances, strict=True)
    ]
    linked = np.array(alike)
    right = np.array([pair.label in CLASSES for pair in pairs])
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
    """Train the model; print its figures out of fold."""
    every = pairs_of(PAIRS)
    used = [pair for pair in every if pair.shared >= LEAST]
    cases = [pair.case for pair in used]
    found = out_of_fold(cases, [case.article for case in cases], FOLDS, fit, lambda m, c: m.class_probabilities(c.rows[0]))
    chances = {id(pair): 1 - one["neither"] for pair, one in zip(used, found, strict=True)}
    print(len(every), "pairs,", len(used), "alike enough; out of fold")
    for name, some in (("drawn at random", [pair for pair in every if pair.random]), ("with those drawn as unsure", every)):
        print(f"{name}\n{figures(some, [chances.get(id(pair), 0.0) for pair in some])}")
    print(reliability([chances[id(pair)] for pair in used], [pair.label in CLASSES for pair in used]))
    artifact.write(OUT, "choice", "training.duplicates", choice.arrays({"pair": fit(cases)}), pairs=len(every))


def test() -> None:
    """Print the shipped model's figures on pairs that were kept for measuring."""
    model = choice.of(artifact.read(OUT, "choice"))["pair"]
    every = pairs_of(TEST)
    print(figures(every, [1 - model.class_probabilities(pair.row)["neither"] for pair in every]))


def forms() -> None:
    """Write the phrases that releases of many days have, figures aside."""
    found = []
    for _, one in releases():
        if one.published:
            day = date.fromisoformat(one.published[:10]).toordinal()
            phrases = phrases_of(normalise(one.body).text)
            found.append(np.array([key_of(form_of(phrase)) << 32 | day for phrase in phrases], np.uint64))
    every = np.unique(np.concatenate(found))
    keys, first, days = np.unique(every >> np.uint64(32), return_index=True, return_counts=True)
    last = every[first + days - 1] & np.uint64(0xFFFFFFFF)
    span = last - (every[first] & np.uint64(0xFFFFFFFF))
    chosen = np.sort(keys[(days >= DAYS) & (span >= SPAN)]).astype(np.uint32)
    print(len(chosen), "of", len(keys), "phrases of", PHRASE, "characters or more")
    artifact.write(
        FORMS, "lookup", "training.duplicates", {"steps": np.diff(chosen, prepend=np.uint32(0))}, phrases=len(chosen)
    )


if __name__ == "__main__":
    run(forms, pairs, test)
