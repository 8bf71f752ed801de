"""Decode the corpus with rankings that have each seen one half of the labelled articles, and count what they decode.

Starts from the shipped statistics. Labelled articles of the half itself are read, with their labels in the place of what the
ranking says; those of the other half are not. `training.terms` looks up for each label what was made of the other half.

    python -m training.mine_evidence count WORK      # first: neighbouring words
    python -m training.mine_halves WORK [--half 0]   # both halves, or one (they can run side by side)
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Option

from newsextract.layers.terms.tables import Weights, corpus_evidence, tables, tables_of
from newsextract.models import artifact
from training.mine_evidence import decoded, write_evidence
from training.mine_terms import write_statistics
from training.shared import run, texts
from training.terms import cross_validate, examples, fit, forest, scale_of, shortlists, start_model
from training.terms_data import EVIDENCE, HALVES, STATISTICS, folder, half, labels, measured, shipped

#: the forest's share when the corpus is decoded
SHARE = 0.5


def mine(number: int, work: Path) -> None:
    """Train on one half, decode with it, and write its statistics."""
    place = folder(work, number)
    place.mkdir(parents=True, exist_ok=True)
    rows = [row for row in labels() if half(row["id"]) == number]
    skip = measured() | {row["id"] for row in labels() if half(row["id"]) != number}
    data = examples(rows, texts({row["id"] for row in rows}), shipped())
    shortlists(data, cross_validate(data), shipped())
    scale = scale_of(data)
    learned = Weights(start=start_model(fit(data, scale), scale), forest=forest(data), share=SHARE)
    candidates = list(decoded(tables(), learned, corpus_evidence(), skip))
    write_statistics(candidates, place / STATISTICS, skip)
    known = tables_of(artifact.read(place / STATISTICS, "lookup"))
    write_evidence(candidates, work, place / EVIDENCE, known, skip)


def main(work: Path, half: Annotated[int | None, Option(min=0, max=HALVES - 1)] = None) -> None:
    """Run one half or both."""
    for number in range(HALVES) if half is None else (half,):
        mine(number, work)


if __name__ == "__main__":
    run(main)
