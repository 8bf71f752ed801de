"""Calibrate the posterior of the terms layer on out-of-fold predictions and on a sample of labels never trained on.

Out-of-fold predictions alone are overconfident: a label's gloss occurs in other articles, too, and what earlier rankers decoded
there has gone into the counts. So half of the weight is on the first fresh sample (data/annotations/terms-test-1.jsonl); the
other two are left for evaluation. Runs after training.terms and rewrites the posterior in terms.npz.

    python -m training.terms_calibrate WORK
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from newsextract.layers.terms.ranker import posterior_inputs, score_all
from newsextract.layers.terms.tables import tables, weights
from newsextract.models import artifact, choice
from training.fit import log_odds
from training.shared import lines, run, texts
from training.terms import CALIBRATION, TERMS, calibration_table, examples, posterior_of
from training.terms_data import TEST_LABELS, shipped_lookup


def views_of(rows: Path) -> tuple[np.ndarray, np.ndarray]:
    """For the labelled candidates that the layer accepts: log-odds of start and pair, and whether the start is right."""
    learned, known = weights(), tables()
    labels = list(lines(rows))
    found, good = [], []
    for e in examples(labels, texts({row["id"] for row in labels}), shipped_lookup()):
        scored = score_all(e.text, [e.place], known, learned)[0]
        start, pair = posterior_inputs(e.text, e.place, scored, known, learned)
        if pair >= learned.threshold:
            found.append((start, pair))
            good.append(e.right(scored.probabilities)[0])
    return log_odds(np.array(found)), np.array(good)


def main(work: Path) -> None:
    """Fit the posterior on both and write it."""
    with np.load(work / CALIBRATION) as raw:
        views, good = raw["views"], raw["good"]
    fresh, fresh_good = views_of(TEST_LABELS[0])
    weight = np.concatenate([np.full(len(good), len(fresh_good) / len(good)), np.ones(len(fresh_good))])
    model, fitted = posterior_of(np.vstack([views, fresh]), np.concatenate([good, fresh_good]), weight)
    others = [views_of(rows) for rows in TEST_LABELS[1:]]
    posterior = fitted.predict_proba(np.vstack([views for views, _ in others]))[:, 1]
    table = calibration_table(posterior, np.concatenate([good for _, good in others]))
    for row in table:
        print("{from:.1f}- n {n}, mean {mean:.2f}, right {right:.2f}".format(**row))
    old = artifact.read(TERMS, "choice")
    models = choice.of(old) | {"posterior": model}
    artifact.write(TERMS, "choice", old.trained_by, choice.arrays(models), **{**old.facts, "calibration_table": table})


if __name__ == "__main__":
    run(main)
