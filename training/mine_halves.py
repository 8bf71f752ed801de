"""Decode the corpus with two rankers, each trained on one half of the labelled articles, and count what they decode.

Starts from the shipped statistics. Labelled articles of the ranker's own half are decoded, too, with their labels instead of
its predictions; those of the other half are skipped. For each label, `training.terms` looks up the other half's statistics.

    python -m training.mine_halves WORK
"""

from __future__ import annotations

from pathlib import Path

from newsextract.layers.terms.tables import Weights, tables
from training.mine_terms import decoded_candidates, write_statistics
from training.shared import run, test_ids, texts
from training.terms import examples, fit, scale_of, start_model
from training.terms_data import HALVES, STATISTICS, half, half_folder, labels, shipped_lookup


def main(work: Path) -> None:
    """Train a ranker on each half, decode the corpus with it, and write the statistics."""
    for number in range(HALVES):
        place = half_folder(work, number)
        place.mkdir(parents=True, exist_ok=True)
        rows = [row for row in labels() if half(row["id"]) == number]
        skip = test_ids() | {row["id"] for row in labels() if half(row["id"]) != number}
        data = examples(rows, texts({row["id"] for row in rows}), shipped_lookup())
        scale = scale_of(data)
        learned = Weights(start=start_model(fit(data, scale), scale))
        write_statistics(list(decoded_candidates(tables(), learned, skip)), place / STATISTICS, skip)


if __name__ == "__main__":
    run(main)
