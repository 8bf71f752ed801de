"""Train the ranker of left boundaries and the acceptance model.

Reads ../shared/data/terms/train.jsonl and data/annotations/terms.jsonl (ids, offsets, labels; texts come from the shared
corpus), never the gold. WORK is the output folder of training.mine_halves and training.reader. Writes terms.npz and
terms_forest.npz in src/newsextract/data/models.

    python -m training.terms WORK
    python -m training.terms_calibrate WORK   # then: calibrate the posterior
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from rich.console import Console
from rich.progress import track
from sklearn.linear_model import LogisticRegression

from newsextract.layers.names.find import spans
from newsextract.layers.terms import ranker
from newsextract.layers.terms.acceptance import PAIR_FEATURES, pair_features
from newsextract.layers.terms.candidates import find_candidates
from newsextract.layers.terms.competition import Aligned
from newsextract.layers.terms.features import START_FEATURES, align, expanded, start_features
from newsextract.layers.terms.reader import MIN_LOG_PROB
from newsextract.layers.terms.window import Place, left_window
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice, softmax
from newsextract.models.trees import Trees
from newsextract.thai.tokens import tokenize
from training.boosting import Settings, grow
from training.fit import conditional_logit, log_odds, out_of_fold
from training.shared import MODELS, load_result, run, save_result, texts
from training.terms_data import Lookup, cross_fitted_lookup, labels, start_probabilities

TERMS, FOREST = MODELS / "terms.npz", MODELS / "terms_forest.npz"
#: stratum of the candidates that were labelled because an earlier version was unsure of them
UNSURE_STRATUM = "unsure"
#: files in WORK: the reader's out-of-fold probabilities for every label, and the input of training.terms_calibrate
OUT_OF_FOLD, CALIBRATION = "reader_out_of_fold.npz", "calibration.npz"
#: weight of the forest, and then of the reader, when combined with the ranking so far
FOREST_SHARE, READER_SHARE = 0.5, 0.6
#: share of pairs that may be rejected for the sake of fewer false glosses (pair F1 is flat from 0.005 to 0.02)
MAX_REJECTED_SHARE = 0.02
#: article → spans of its entities
Entities = dict[int, list[tuple[int, int]]]


@dataclass
class Hyperparameters:
    """Folds, L2 penalty, starts kept after the first fit, L-BFGS iterations, seeds, the forest's settings."""

    folds: int = 5
    l2: float = 10.0
    starts: int = 20
    iterations: int = 150
    seeds: int = 2
    forest: Settings = field(default_factory=lambda: Settings(trees=250, min_leaf=20, l2=6.0))


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
    forest_rows: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    kept: list[int] = field(default_factory=list)

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


def entities_of(articles: dict[int, str], work: Path) -> Entities:
    """The entity spans of labelled articles, cached in WORK."""
    path = work / "entities.pkl"
    found: Entities = load_result(path) if path.exists() else {}
    missing = sorted(set(articles) - set(found))
    for number in track(missing, "entities", console=Console(stderr=True)):
        found[number] = sorted((e.start, e.end) for e in spans(articles[number]))
    if missing:
        save_result(path, found)
    return found


def examples(
    rows: list[dict[str, Any]], articles: dict[int, str], lookup: Lookup, entities: Entities | None = None
) -> list[Example]:
    """The candidates of the rules for the labelled rows, with features, including those of ``entities`` if given."""
    there = [row for row in rows if row["id"] in articles]
    found = (_example(row, articles[row["id"]], lookup, (entities or {}).get(row["id"], [])) for row in there)
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
    place, known = Place(c, window, near_by), lookup(row["id"]).known
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


def shortlists(data: list[Example], first: list[np.ndarray], lookup: Lookup) -> None:
    """Set every example's shortlist, by the (out-of-fold) first ranking, and its features for the forest."""
    for e, p in zip(data, first, strict=True):
        mined, e.kept = lookup(e.article), ranker.shortlist(p)
        scored = ranker.Scored(e.rows, p, e.kept, e.aligned)
        e.forest_rows = ranker.forest_features(e.text, e.place, scored, mined.known, mined.corpus)


def forest(data: list[Example], params: Hyperparameters = SHIPPED) -> Trees:
    """Fit forests with different seeds on the shortlists, and return them as one whose score is their mean."""
    usable = [e for e in data if e.gold in e.kept and not e.fixed and len(e.kept) > 1]
    rows = np.vstack([e.forest_rows for e in usable])
    target = np.concatenate([e.target(e.kept) for e in usable])
    sizes = np.array([len(e.kept) for e in usable])
    forests = [grow(rows, target, sizes, replace(params.forest, seed=seed)) for seed in range(params.seeds)]
    features, thresholds, leaves = (
        np.vstack([getattr(f, part) for f in forests]) for part in ("features", "thresholds", "leaves")
    )
    return Trees(features, thresholds, leaves / len(forests))


def rerank(data: list[Example], first: list[np.ndarray], params: Hyperparameters = SHIPPED) -> list[np.ndarray]:
    """Out-of-fold probabilities of both rankings combined."""

    def predict(trees: Trees, given: tuple[Example, np.ndarray]) -> np.ndarray:
        e, p = given
        if len(e.kept) < 2 or e.fixed:
            return p
        return ranker.combine_rankings(p, e.kept, trees.scores(e.forest_rows), FOREST_SHARE)

    pairs = list(zip(data, first, strict=True))
    return out_of_fold(pairs, articles_of(data), params.folds, lambda some: forest([e for e, _ in some], params), predict)


def read_out_of_fold(data: list[Example], probabilities: list[np.ndarray], work: Path) -> list[np.ndarray]:
    """The probabilities combined with the reader's out-of-fold ones."""
    with np.load(work / OUT_OF_FOLD) as raw:
        rows = {(int(a), int(s)): row for a, s, row in zip(raw["article"], raw["start"], raw["log_probs"], strict=True)}
    found = []
    for e, p in zip(data, probabilities, strict=True):
        if not ranker.needs_reader(e.place.candidate, p, e.kept):
            found.append(p)
            continue
        row, window = rows[e.article, e.place.candidate.start], e.place.window
        at = [len(window.norms) - 1 - window.possible[k] for k in e.kept]
        mine = np.array([row[i] if i < len(row) else MIN_LOG_PROB for i in at], dtype=np.float64)
        log_probs = np.maximum(mine - np.logaddexp.reduce(mine), MIN_LOG_PROB)
        found.append(ranker.combine_with_reader(p, e.kept, log_probs, READER_SHARE))
    return found


def calibration_table(posterior: np.ndarray, good: np.ndarray) -> list[dict[str, float]]:
    """For each tenth of the posterior: the number of candidates, the mean posterior, and the share that are right."""
    table = []
    for low in np.arange(0, 1, 0.1):
        here = (posterior >= low) & (posterior < low + 0.1 + 1e-9)
        if here.any():
            means = {"mean": float(posterior[here].mean()), "right": float(good[here].mean())}
            table.append({"from": round(float(low), 1), "n": int(here.sum()), **means})
    return table


def start_model(weights: np.ndarray, scale: np.ndarray) -> Choice:
    """The log-linear ranker as a model."""
    names = [*START_FEATURES, *(f"abbr:{n}" for n in START_FEATURES), *(f"th_abbr:{n}" for n in START_FEATURES)]
    return Choice(names, np.round(weights, 4), mean=np.zeros(len(scale)), scale=np.round(scale, 5).astype(np.float64))


def posterior_of(views: np.ndarray, good: np.ndarray, weight: np.ndarray | None = None) -> tuple[Choice, LogisticRegression]:
    """Fit the posterior on the log-odds of start and pair; return it as shipped (rounded) and as fitted."""
    fitted = LogisticRegression(C=10.0).fit(views, good, weight)
    weights = np.round([fitted.intercept_[0], *fitted.coef_[0]], 4)
    return Choice(("bias", "start", "pair"), weights), fitted


def acceptance(
    data: list[Example], probabilities: list[np.ndarray], drawn: np.ndarray, lookup: Lookup
) -> tuple[Choice, np.ndarray, float]:
    """Fit the acceptance model (gloss or not); return it with its out-of-fold probabilities and the acceptance threshold."""
    given = zip(data, probabilities, strict=True)
    matrix = np.vstack([pair_features(e.text, e.place, e.rows, p, lookup(e.article).known) for e, p in given])
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


def main(work: Path) -> None:
    """Cross-validate, train and write the models."""
    rows, lookup = labels(), cross_fitted_lookup(work)
    articles = texts({r["id"] for r in rows})
    data = examples(rows, articles, lookup, entities_of(articles, work))
    first = cross_validate(data)
    shortlists(data, first, lookup)
    ranked = rerank(data, first)
    probabilities = read_out_of_fold(data, ranked, work)
    drawn, truth = np.array([not e.hard for e in data]), np.array([e.pair for e in data])
    stages = stages_of(data, drawn, {"log-linear ranking": first, "and forest": ranked, "and reader": probabilities})
    pair, chances, threshold = acceptance(data, probabilities, drawn, lookup)
    start = np.array([ranker.FIXED if e.fixed else p.max() for e, p in zip(data, probabilities, strict=True)])
    good = np.array([e.right(p)[0] for e, p in zip(data, probabilities, strict=True)])
    views = np.column_stack([log_odds(start), log_odds(chances)])
    np.savez(work / CALIBRATION, views=views[drawn], good=good[drawn])
    posterior, fitted = posterior_of(views[drawn], good[drawn])
    sure = fitted.predict_proba(views)[drawn, 1] >= 0.7
    figures = {
        "candidates": len(data),
        "pairs": int(truth.sum()),
        "drawn": int(drawn.sum()),
        "stages": stages,
        "reachable": float(np.mean([e.gold is not None for e in data if e.pair])),
        "negatives_taken": float((chances[~truth & drawn] >= threshold).mean()),
        "sure_precision": float(good[drawn][sure].mean()),
        "sure_recall": float((good[drawn] & sure).sum() / (truth & drawn).sum()),
    }
    print(figures)
    scale = scale_of(data)
    artifact.write(FOREST, "trees", "training/terms.py", forest(data).arrays())
    models = choice.arrays({"start": start_model(fit(data, scale), scale), "pair": pair, "posterior": posterior})
    facts = {"share": FOREST_SHARE, "reader_share": READER_SHARE, "threshold": round(threshold, 4), "cross_validation": figures}
    artifact.write(TERMS, "choice", "training/terms.py", models, **facts)


if __name__ == "__main__":
    run(main)
