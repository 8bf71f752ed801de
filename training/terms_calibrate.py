"""Calibrate the posterior of the terms layer: out of fold, and on a draw of labels that nothing was trained on.

Out of fold alone it is too sure: a label's gloss stands in other articles, too, and what the rankings of the time decoded
there has gone into the counts. So half of the weight is with the first fresh draw (data/annotations/terms-test-1.jsonl);
the others are left to measure with. Runs after training.terms and rewrites the posterior in terms.npz.

    python -m training.terms_calibrate WORK
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from newsextract.layers.terms.ranker import judged, score_all
from newsextract.layers.terms.tables import tables, weights
from newsextract.models import artifact, choice
from training.fit import log_odds
from training.shared import lines, run, texts
from training.terms import CALIBRATION, TERMS, calibration_table, examples, posterior_of
from training.terms_data import UNREAD, shipped


def views_of(rows: Path) -> tuple[np.ndarray, np.ndarray]:
    """For the labelled candidates that the layer accepts: log-odds of start and pair, and whether the start is right."""
    learned, known = weights(), tables()
    labels = list(lines(rows))
    found, good = [], []
    for e in examples(labels, texts({row["id"] for row in labels}), shipped()):
        scored = score_all(e.text, [e.place], known, learned)[0]
        start, pair = judged(e.text, e.place, scored, known, learned)
        if pair >= learned.threshold:
            found.append((start, pair))
            good.append(e.right(scored.probabilities)[0])
    return log_odds(np.array(found)), np.array(good)


def main(work: Path) -> None:
    """Fit on both and write."""
    with np.load(work / CALIBRATION) as raw:
        views, good = raw["views"], raw["good"]
    fresh, fresh_good = views_of(UNREAD[0])
    weight = np.concatenate([np.full(len(good), len(fresh_good) / len(good)), np.ones(len(fresh_good))])
    model, fitted = posterior_of(np.vstack([views, fresh]), np.concatenate([good, fresh_good]), weight)
    others = [views_of(rows) for rows in UNREAD[1:]]
    posterior = fitted.predict_proba(np.vstack([views for views, _ in others]))[:, 1]
    table = calibration_table(posterior, np.concatenate([good for _, good in others]))
    for row in table:
        print("{from:.1f}- n {n}, mean {mean:.2f}, right {right:.2f}".format(**row))
    old = artifact.read(TERMS, "choice")
    models = choice.of(old) | {"posterior": model}
    artifact.write(TERMS, "choice", old.trained_by, choice.arrays(models), **{**old.facts, "calibration_table": table})


if __name__ == "__main__":
    run(main)
