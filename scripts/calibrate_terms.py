"""Calibrate the posterior of the terms layer: out of fold, and on a draw of labels that nothing was trained on.

Out of fold alone it says too much: a label's gloss stands in other articles, too, and what the rankings of the time said of
them has gone into the counts. So half of the weight is with the first fresh draw (data/annotations/terms-test-1.jsonl);
the others are left to measure with. Runs after train_terms.py and rewrites the calibration in ranker.json.

    python scripts/calibrate_terms.py WORK
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from mine_terms import UNREAD, lines, texts
from newsextract.layers.terms.ranker import Place, judged, weighed
from newsextract.layers.terms.tables import read_weights, tables
from terms_mined import shipped
from train_terms import CALIBRATION, FOREST, RANKER, calibration_table, examples, logit, right


def views_of(rows: Path) -> tuple[np.ndarray, np.ndarray]:
    """For the labelled candidates that the layer accepts: log-odds of start and pair, and whether the start is right."""
    learned, known = read_weights(RANKER.read_text(encoding="utf-8"), FOREST.read_bytes()), tables()
    labels = list(lines(rows))
    found, good = [], []
    for e in examples(labels, texts({row["id"] for row in labels}), shipped()):
        place = Place(e.candidate, e.window)
        scored = weighed(e.text, [place], known, learned)[0]
        sure, pair = judged(e.text, place, scored, known, learned)
        if pair >= learned.threshold:
            found.append((logit(sure), logit(pair)))
            good.append(right(e, scored.probabilities)[0])
    return np.array(found), np.array(good)


def main() -> None:
    """Fit on both and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    args = parser.parse_args()
    with np.load(args.work / CALIBRATION) as raw:
        views, good = raw["views"], raw["good"]
    fresh, fresh_good = views_of(UNREAD[0])
    weight = np.concatenate([np.full(len(good), len(fresh_good) / len(good)), np.ones(len(fresh_good))])
    model = LogisticRegression(C=10.0).fit(np.vstack([views, fresh]), np.concatenate([good, fresh_good]), weight)
    learned = json.loads(RANKER.read_text(encoding="utf-8"))
    learned["calibration"] = [round(float(x), 4) for x in (model.intercept_[0], *model.coef_[0])]
    others = [views_of(rows) for rows in UNREAD[1:]]
    posterior = model.predict_proba(np.vstack([views for views, _ in others]))[:, 1]
    learned["calibration_table"] = calibration_table(posterior, np.concatenate([good for _, good in others]))
    for row in learned["calibration_table"]:
        print("{from:.1f}- n {n}, mean {mean:.2f}, right {right:.2f}".format(**row))
    RANKER.write_text(json.dumps(learned, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
