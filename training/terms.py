"""Train the ranker of left boundaries and the acceptance model, and calibrate the posterior: terms.npz.

Reads ../shared/data/terms/train.jsonl and data/annotations/terms.jsonl (ids, offsets, labels; texts come from the shared
corpus), never the gold. WORK is the output folder of training.mine_terms and training.reader.

Out-of-fold predictions alone are overconfident: a label's gloss occurs in other articles, too, and what earlier rankers decoded
there has gone into the counts. So half of the posterior's weight is on the first sample of labels never trained on
(data/annotations/terms-test-1.jsonl); the other two are left for evaluation.

    python -m training.terms WORK
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
from sklearn.linear_model import LogisticRegression

from newsextract.layers.names.find import spans
from newsextract.layers.terms import ranker
from newsextract.layers.terms.candidates import find_candidates
from newsextract.layers.terms.features import START_FEATURES, Aligned, align, expanded, start_features
from newsextract.layers.terms.ranker import PAIR_FEATURES, pair_features
from newsextract.layers.terms.reader import MIN_LOG_PROB
from newsextract.layers.terms.tables import Weights, tables
from newsextract.layers.terms.window import Place, left_window
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice, softmax
from newsextract.thai.tokens import tokenize
from training.fit import conditional_logit, out_of_fold, reliability
from training.shared import MODELS, lines, run, texts
from training.terms_data import TEST_LABELS, Lookup, cross_fitted_lookup, labels, shipped_lookup, start_probabilities

TERMS = MODELS / "terms.npz"
#: stratum of the candidates that were labelled because an earlier version was unsure of them
UNSURE_STRATUM = "unsure"
#: file in WORK: the reader's out-of-fold probabilities for every label
OUT_OF_FOLD = "reader_out_of_fold.npz"
#: weight of the reader when combined with the log-linear ranking: best on data/annotations/terms-test-1.jsonl
READER_SHARE = 0.5
#: share of pairs that may be rejected for the sake of fewer false glosses (pair F1 is flat from 0.005 to 0.02)
MAX_REJECTED_SHARE = 0.02
log_odds = np.vectorize(ranker.logit, otypes=[float])


@dataclass
class Hyperparameters:
    """Folds, L2 penalty, starts kept after the first fit, L-BFGS iterations."""

    folds: int = 5
    l2: float = 10.0
    starts: int = 20
    iterations: int = 150


SHIPPED = Hyperparameters()


@dataclass
class Example:
    """One labelled candidate with its features."""

    article: int
    text: str
    place: Place
    rows: np.ndarray
    gold: int | None
    alternatives: list[int]
    pair: bool
    hard: bool
    aligned: Aligned

    @property
    def fixed(self) -> bool:
        """Whether the rules fix the start."""
        return self.place.candidate.fixed >= 0

    @property
    def expanded(self) -> np.ndarray:
        """The features of the first ranking."""
        return expanded(self.rows, self.place.candidate.gloss.kind)

    def target(self, kept: list[int]) -> np.ndarray:
        """The target probabilities of the kept starts; accepted alternatives get a small share."""
        others = [kept.index(a) for a in self.alternatives if a in kept]
        return start_probabilities(len(kept), kept.index(cast("int", self.gold)), others)

    def right(self, p: np.ndarray) -> tuple[bool, bool]:
        """Whether the likeliest start is right, strictly and leniently (an accepted alternative counts)."""
        if not self.pair or self.gold is None:
            return False, False
        top = self.gold if self.fixed else int(p.argmax())
        return top == self.gold, top == self.gold or top in self.alternatives


def examples(rows: list[dict[str, Any]], articles: dict[int, str], lookup: Lookup, *, named: bool = False) -> list[Example]:
    """The candidates of the rules for the labelled rows, with features; ``named`` adds those of the names in each article."""
    there = [row for row in rows if row["id"] in articles]
    names = cache(lambda number: sorted((e.start, e.end) for e in spans(articles[number])) if named else [])
    found = (_example(row, articles[row["id"]], lookup, names(row["id"])) for row in there)
    return [example for example in found if example]


def _example(row: dict[str, Any], text: str, lookup: Lookup, entities: list[tuple[int, int]]) -> Example | None:
    c = next((c for c in find_candidates(text) if c.start < row["cand_end"] and row["cand_start"] < c.end), None)
    if c is None:
        return None
    window = left_window(text, c, tokenize(text))
    if not window.possible:
        return None
    at: dict[Any, int] = {window.starts[i]: k for k, i in enumerate(window.possible)} if row["is_pair"] else {}
    others = [at[a] for a in row.get("alt_th_starts", ()) if a in at]
    near_by = [(a, b) for a, b in entities if window.starts[0] <= a < window.end]
    place, known = Place(c, window, near_by), lookup(row["id"])
    aligned = align(text, place, known)
    features = start_features(text, place, known, aligned)
    hard = row.get("stratum") == UNSURE_STRATUM
    return Example(row["id"], text, place, features, at.get(row.get("th_start")), others, row["is_pair"], hard, aligned)


def fit(data: Sequence[Example], scale: np.ndarray, params: Hyperparameters = SHIPPED) -> np.ndarray:
    """Fit with an L2 penalty, first briefly on all starts, then on the ``params.starts`` likeliest and the right one."""
    usable = [e for e in data if e.gold is not None and not e.fixed]
    blocks = [(e.expanded / scale).astype(np.float32) for e in usable]

    def fit_starts(kept: list[np.ndarray], begin: np.ndarray | None, rounds: int) -> np.ndarray:
        rows = np.vstack([b[k] for b, k in zip(blocks, kept, strict=True)])
        target = np.concatenate([e.target(k.tolist()) for e, k in zip(usable, kept, strict=True)])
        return conditional_logit(rows, target, np.array([len(k) for k in kept]), params.l2 / 2, start=begin, rounds=rounds)

    first = fit_starts([np.arange(len(b)) for b in blocks], None, 12)
    near = [np.sort(np.argsort(-(b @ first))[: params.starts]) for b in blocks]
    near = [n if e.gold in n else np.sort(np.append(n, cast("int", e.gold))) for n, e in zip(near, usable, strict=True)]
    return fit_starts(near, first, params.iterations)


def scale_of(data: list[Example]) -> np.ndarray:
    """Standard deviation of each feature over all starts."""
    spread = np.vstack([e.expanded for e in data]).std(axis=0)
    return np.where(spread > 1e-6, spread, 1.0)


def articles_of(data: Sequence[Example]) -> list[int]:
    """The article of each example."""
    return [e.article for e in data]


def cross_validate(data: list[Example], params: Hyperparameters = SHIPPED) -> list[np.ndarray]:
    """Out-of-fold start probabilities of each example."""
    scale = scale_of(data)

    def predict(w: np.ndarray, e: Example) -> np.ndarray:
        return softmax((e.expanded / scale) @ w)

    return out_of_fold(data, articles_of(data), params.folds, lambda some: fit(some, scale, params), predict)


def read_out_of_fold(data: list[Example], probabilities: list[np.ndarray], work: Path) -> list[np.ndarray]:
    """The probabilities combined with the reader's out-of-fold ones."""
    with np.load(work / OUT_OF_FOLD) as raw:
        rows = {(int(a), int(s)): row for a, s, row in zip(raw["article"], raw["start"], raw["log_probs"], strict=True)}
    found = []
    for e, p in zip(data, probabilities, strict=True):
        kept = ranker.shortlist(p)
        if not ranker.needs_reader(e.place.candidate, p, kept):
            found.append(p)
            continue
        row, window = rows[e.article, e.place.candidate.start], e.place.window
        at = [len(window.norms) - 1 - window.possible[k] for k in kept]
        mine = np.array([row[i] if i < len(row) else MIN_LOG_PROB for i in at], dtype=np.float64)
        log_probs = np.maximum(mine - np.logaddexp.reduce(mine), MIN_LOG_PROB)
        found.append(ranker.combine_with_reader(p, kept, log_probs, READER_SHARE))
    return found


def start_model(weights: np.ndarray, scale: np.ndarray) -> Choice:
    """The log-linear ranker as a model."""
    names = [*START_FEATURES, *(f"abbr:{n}" for n in START_FEATURES), *(f"th_abbr:{n}" for n in START_FEATURES)]
    return Choice(names, np.round(weights, 4), mean=np.zeros(len(scale)), scale=np.round(scale, 5).astype(np.float64))


def acceptance(
    data: list[Example], probabilities: list[np.ndarray], drawn: np.ndarray, lookup: Lookup
) -> tuple[Choice, np.ndarray, float]:
    """Fit the acceptance model (gloss or not); return it with its out-of-fold probabilities and the acceptance threshold."""
    given = zip(data, probabilities, strict=True)
    matrix = np.vstack([pair_features(e.text, e.place, e.rows, p, lookup(e.article)) for e, p in given])
    mean, spread = matrix[drawn].mean(axis=0), matrix[drawn].std(axis=0)
    mean[0], spread[0] = 0.0, 1.0
    spread = np.where(spread > 1e-6, spread, 1.0)
    scaled = (matrix - mean) / spread
    truth = np.array([e.pair for e in data])

    def fitted(some: list[int]) -> LogisticRegression:
        return LogisticRegression(C=0.15, fit_intercept=False, max_iter=2000).fit(scaled[some], truth[some])

    def predict(model: LogisticRegression, k: int) -> float:
        return float(model.predict_proba(scaled[k : k + 1])[0, 1])

    chances = np.array(out_of_fold(range(len(data)), articles_of(data), SHIPPED.folds, fitted, predict))
    threshold = float(np.quantile(chances[truth & drawn], MAX_REJECTED_SHARE))
    weights = np.round(fitted(list(range(len(data)))).coef_[0], 4)
    model = Choice(PAIR_FEATURES, weights, mean=np.round(mean, 5), scale=np.asarray(np.round(spread, 5), np.float64))
    return model, chances, threshold


def stages_of(data: list[Example], drawn: np.ndarray, rankings: dict[str, list[np.ndarray]]) -> dict[str, Any]:
    """Share of pairs whose start is right, strictly and leniently, after each stage: of the random and of the hard ones."""
    groups = {"drawn": drawn, "hard": ~drawn}
    pairs = np.array([e.pair for e in data])
    right = {name: np.array([e.right(p) for e, p in zip(data, found, strict=True)]) for name, found in rankings.items()}
    return {
        name: {group: tuple(r[these & pairs].mean(0).tolist()) for group, these in groups.items()} for name, r in right.items()
    }


def views_of(labels_file: Path, learned: Weights) -> tuple[np.ndarray, np.ndarray]:
    """For the labelled candidates that the layer accepts: log-odds of start and pair, and whether the start is right."""
    rows = list(lines(labels_file))
    found, good = [], []
    for e in examples(rows, texts({row["id"] for row in rows}), shipped_lookup()):
        scored = ranker.score_all(e.text, [e.place], tables(), learned)[0]
        start, pair = ranker.posterior_inputs(e.text, e.place, scored, tables(), learned)
        if pair >= learned.threshold:
            found.append((start, pair))
            good.append(e.right(scored.probabilities)[0])
    return log_odds(found), np.array(good)


def posterior_of(learned: Weights, views: np.ndarray, good: np.ndarray) -> tuple[Choice, list[dict[str, float]]]:
    """Fit the posterior on out-of-fold views and on the first sample; return it with the calibration table of the others."""
    fresh, fresh_good = views_of(TEST_LABELS[0], learned)
    weight = np.concatenate([np.full(len(good), len(fresh_good) / len(good)), np.ones(len(fresh_good))])
    fitted = LogisticRegression(C=10.0).fit(np.vstack([views, fresh]), np.concatenate([good, fresh_good]), weight)
    others = [views_of(rows, learned) for rows in TEST_LABELS[1:]]
    posterior = fitted.predict_proba(np.vstack([views for views, _ in others]))[:, 1]
    table = reliability(posterior.tolist(), np.concatenate([good for _, good in others]).tolist())
    return Choice(("bias", "start", "pair"), np.round([fitted.intercept_[0], *fitted.coef_[0]], 4)), table


def main(work: Path) -> None:
    """Cross-validate, train and write the models."""
    rows, lookup = labels(), cross_fitted_lookup(work)
    articles = texts({r["id"] for r in rows})
    data = examples(rows, articles, lookup, named=True)
    first = cross_validate(data)
    probabilities = read_out_of_fold(data, first, work)
    drawn, truth = np.array([not e.hard for e in data]), np.array([e.pair for e in data])
    pair, chances, threshold = acceptance(data, probabilities, drawn, lookup)
    figures = {
        "candidates": len(data),
        "pairs": int(truth.sum()),
        "drawn": int(drawn.sum()),
        "stages": stages_of(data, drawn, {"log-linear ranking": first, "and reader": probabilities}),
        "reachable": float(np.mean([e.gold is not None for e in data if e.pair])),
        "negatives_taken": float((chances[~truth & drawn] >= threshold).mean()),
    }
    scale = scale_of(data)
    learned = Weights(start_model(fit(data, scale), scale), pair, reader_share=READER_SHARE, threshold=round(threshold, 4))
    start = np.array([ranker.FIXED if e.fixed else p.max() for e, p in zip(data, probabilities, strict=True)])
    good = np.array([e.right(p)[0] for e, p in zip(data, probabilities, strict=True)])
    views = np.column_stack([log_odds(start), log_odds(chances)])
    posterior, calibration = posterior_of(learned, views[drawn], good[drawn])
    print(figures, *calibration, sep="\n")
    models = choice.arrays({"start": learned.start, "pair": pair, "posterior": posterior})
    facts = {"reader_share": READER_SHARE, "threshold": learned.threshold}
    artifact.write(
        TERMS, "choice", "training/terms.py", models, **facts, cross_validation=figures, calibration_table=calibration
    )


if __name__ == "__main__":
    run(main)
