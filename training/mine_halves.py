"""Decode the corpus with rankings that have each seen one half of the labelled articles, and count what they decode.

Starts from the shipped statistics. Labelled articles of the half itself are read, with their labels in the place of what the
ranking says; those of the other half are not. `training.terms` looks up for each label what was made of the other half.

    python -m training.mine_evidence count WORK      # first: neighbouring words
    python -m training.mine_halves WORK [--half 0]   # both halves, or one (they can run side by side)
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from newsextract.layers.terms.tables import Weights, corpus_evidence, tables, tables_of
from newsextract.models import artifact
from training.mine_evidence import decode, write
from training.mine_terms import estimate, labels, measured
from training.mined import EVIDENCE, HALVES, STATISTICS, folder, half, shipped
from training.shared import texts
from training.terms import cross_validate, examples, fit, forest, merged, scale_of, shortlists, start_model

#: the forest's share when the corpus is decoded: less than in articles, since what it looks up is what is made here
SHARE = 0.5


def decoded_by(number: int, work: Path) -> None:
    """Train on one half, decode with it, and write its statistics."""
    place = folder(work, number)
    place.mkdir(parents=True, exist_ok=True)
    look, skip = shipped(), measured() | {row["id"] for row in labels() if half(row["id"]) != number}
    rows = [row for row in labels() if half(row["id"]) == number]
    data = examples(rows, texts({row["id"] for row in rows}), look)
    shortlists(data, cross_validate(data), look)
    scale = scale_of(data)
    learned = Weights(start=start_model(fit(data, scale), scale), forest=merged(forest(data)), share=SHARE)
    decode(place, tables(), learned, corpus_evidence(), skip)
    shutil.copy(work / "ngram.pkl", place / "ngram.pkl")
    estimate(place, True, place / STATISTICS, skip)
    known = tables_of(artifact.read(place / STATISTICS, "lookup"))
    write(place, place / EVIDENCE, known, skip)


def main() -> None:
    """Run one half or both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--half", type=int, choices=range(HALVES))
    args = parser.parse_args()
    for number in range(HALVES) if args.half is None else (args.half,):
        decoded_by(number, args.work)


if __name__ == "__main__":
    main()
