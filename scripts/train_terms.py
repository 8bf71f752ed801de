"""Train the ranker of left boundaries and the acceptance model.

Reads ../shared/data/terms/train.jsonl and data/annotations/terms.jsonl (ids, offsets, labels; texts come from the shared
corpus), never the gold. WORK is where scripts/mine_halves.py and scripts/train_reader.py have written. Writes
src/newsextract/data/terms/ranker.json and forest.npz.

    python scripts/train_terms.py WORK
    python scripts/calibrate_terms.py WORK   # then: what the posterior says
"""

from __future__ import annotations

import argparse
import io
import json
import pickle
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from rich.console import Console
from rich.progress import track
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from mine_terms import ROOT, labels, spread, texts
from newsextract.layers.entities.find import spans
from newsextract.layers.terms.acceptance import PAIR_NAMES, pair_features
from newsextract.layers.terms.candidates import find_candidates
from newsextract.layers.terms.features import NAMES, expanded, start_features
from newsextract.layers.terms.ranker import FIXED, closer_features, combined, read_too, shortlist, softmax, unsure
from newsextract.layers.terms.reader import LOWEST
from newsextract.layers.terms.trees import Trees, forest_scores
from newsextract.layers.terms.window import left_window
from newsextract.thai.tokens import tokenize
from terms_mined import Look, without_echo
from terms_trees import Settings, grow

FOLDS = 5
L2 = 10.0
KEPT = 20
ROUNDS = 150
RANKER = ROOT / "src/newsextract/data/terms/ranker.json"
FOREST = ROOT / "src/newsextract/data/terms/forest.npz"
SETTINGS = Settings(trees=250, least=20, l2=6.0)
SEEDS = 2
SHARE = 0.5
READER_SHARE = 0.6
#: the stratum of candidates that were labelled because the version of the time was unsure of them
UNSURE = "unsure"
#: article → spans of its entities
Named = dict[int, list[tuple[int, int]]]
#: what scripts/train_reader.py says of every label, in WORK
OUT_OF_FOLD = "reader_out_of_fold.npz"
#: what calibrate_terms.py reads, in WORK
CALIBRATION = "calibration.npz"
#: the share of pairs that may be lost for the sake of fewer notes taken for glosses (pair F1 is flat from 0.005 to 0.02)
LOST = 0.02


@dataclass
class Example:
    """One labelled candidate with its features."""

    article: int
    text: str
    candidate: Any
    window: Any
    rows: np.ndarray
    gold: int | None
    alternatives: list[int]
    pair: bool
    hard: bool
    closer: np.ndarray | None = None
    kept: list[int] = field(default_factory=list)


def named(articles: dict[int, str], work: Path) -> Named:
    """The spans of the entities of labelled articles, found once and kept in WORK."""
    kept = work / "entities.pkl"
    found: dict[int, list[tuple[int, int]]] = pickle.load(kept.open("rb")) if kept.exists() else {}  # noqa: S301  our own file
    missing = sorted(set(articles) - set(found))
    for number in track(missing, "entities", console=Console(stderr=True)):
        text = articles[number]
        thai = sum("\u0e00" < letter < "\u0e7f" for letter in text) * 3 > len(text)
        found[number] = sorted((e.start, e.end) for e in spans(text, "th" if thai else "en"))
    if missing:
        pickle.dump(found, kept.open("wb"))
    return found


def examples(rows: list[dict[str, Any]], articles: dict[int, str], look: Look, entities: Named | None = None) -> list[Example]:
    """Candidates that the rules find for the labelled rows, with features; those of entities where they are given."""
    found = []
    for row in rows:
        text = articles.get(row["id"])
        if text is None:
            continue
        near = [c for c in find_candidates(text) if c.start < row["cand_end"] and row["cand_start"] < c.end]
        if not near:
            continue
        c = near[0]
        window = left_window(text, c, tokenize(text))
        if not window.possible:
            continue
        at = {window.starts[i]: k for k, i in enumerate(window.possible)}
        gold = at.get(row["th_start"]) if row["is_pair"] else None
        others = [at[a] for a in row["alt_th_starts"] if a in at] if row["is_pair"] else []
        near_by = [(a, b) for a, b in (entities or {}).get(row["id"], ()) if window.starts[0] <= a < window.end]
        features = start_features(text, c, window, look(row["id"]).known, near_by)
        found.append(Example(row["id"], text, c, window, features, gold, others, row["is_pair"], row.get("stratum") == UNSURE))
    return found


def fit(data: list[Example], scale: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    """Maximum likelihood with L2; starts that a first, short fit leaves no chance are dropped before the second."""
    usable = [e for e in data if e.gold is not None and e.candidate.fixed < 0]
    blocks = [(expanded(e.rows, e.candidate.gloss.kind) / scale).astype(np.float32) for e in usable]
    if mask is not None:
        blocks = [b * mask.astype(np.float32) for b in blocks]
    everything = [np.arange(len(b)) for b in blocks]
    first = _maximise(usable, blocks, everything, np.zeros(blocks[0].shape[1]), 12)
    near = [np.sort(np.argsort(-(b @ first))[:KEPT]) for b in blocks]
    near = [n if e.gold in n else np.sort(np.append(n, cast("int", e.gold))) for n, e in zip(near, usable, strict=True)]
    return _maximise(usable, blocks, near, first, ROUNDS)


def _maximise(
    usable: list[Example], blocks: list[np.ndarray], keep: list[np.ndarray], begin: np.ndarray, rounds: int
) -> np.ndarray:
    """One fit over the kept starts; an accepted alternative start counts a little."""
    stacked = np.vstack([b[k] for b, k in zip(blocks, keep, strict=True)])
    sizes = np.array([len(k) for k in keep])
    offsets = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    target = np.zeros(len(stacked))
    for e, k, offset in zip(usable, keep, offsets, strict=True):
        others = np.searchsorted(k, [a for a in e.alternatives if a in k])
        target[offset : offset + len(k)] = spread(len(k), int(np.searchsorted(k, cast("int", e.gold))), others.tolist())
    group = np.repeat(np.arange(len(sizes)), sizes)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        scores = stacked @ w.astype(np.float32)
        top = np.maximum.reduceat(scores, offsets)
        shifted = np.exp(scores - top[group])
        total = np.add.reduceat(shifted, offsets)
        logp = scores - top[group] - np.log(total)[group]
        value = -(target @ logp) + L2 / 2 * (w @ w)
        slope = (shifted / total[group] - target).astype(np.float32)
        return float(value), (slope @ stacked).astype(np.float64) + L2 * w

    fitted: np.ndarray = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": rounds}).x
    return fitted


def scale_of(data: list[Example]) -> np.ndarray:
    """Standard deviation of each feature over all starts."""
    stacked = np.vstack([expanded(e.rows, e.candidate.gloss.kind) for e in data])
    spread = stacked.std(axis=0)
    return np.where(spread > 1e-6, spread, 1.0)


def folds(data: list[Example]) -> list[int]:
    """Article-wise folds, seeded by the article id."""
    return [(e.article * 2654435761 % 2**32) % FOLDS for e in data]


def cross_validate(data: list[Example], mask: np.ndarray | None = None) -> list[np.ndarray]:
    """Out-of-fold start probabilities of each example."""
    scale, fold = scale_of(data), folds(data)
    found: list[np.ndarray] = [np.zeros(0)] * len(data)
    for k in range(FOLDS):
        w = fit([e for e, f in zip(data, fold, strict=True) if f != k], scale, mask)
        if mask is not None:
            w = w * mask
        for i, (e, f) in enumerate(zip(data, fold, strict=True)):
            if f == k:
                found[i] = softmax((expanded(e.rows, e.candidate.gloss.kind) / scale) @ w)
    return found


def shortlists(data: list[Example], first: list[np.ndarray], look: Look) -> None:
    """Give every example the starts that the (out-of-fold) first ranking leaves, and the forest's features."""
    for e, p in zip(data, first, strict=True):
        mined = look(e.article)
        e.kept = shortlist(p)
        e.closer = closer_features(e.text, e.candidate, e.window, e.rows, p, e.kept, mined.known, mined.corpus)


def forest(data: list[Example], mask: np.ndarray | None = None) -> list[Trees]:
    """The forests over the shortlists, one a seed."""
    usable = [e for e in data if e.gold in e.kept and e.candidate.fixed < 0 and len(e.kept) > 1]
    rows = np.vstack([cast("np.ndarray", e.closer) for e in usable])
    if mask is not None:
        rows = rows * mask
    target = []
    for e in usable:
        others = [e.kept.index(a) for a in e.alternatives if a in e.kept]
        target.append(spread(len(e.kept), e.kept.index(cast("int", e.gold)), others))
    sizes = np.array([len(e.kept) for e in usable])
    return [grow(rows, np.concatenate(target), sizes, replace(SETTINGS, seed=seed)) for seed in range(SEEDS)]


def merged(forests: list[Trees]) -> Trees:
    """Forests of different seeds as one whose score is their mean."""
    return Trees(
        np.vstack([f.features for f in forests]),
        np.vstack([f.thresholds for f in forests]),
        np.vstack([f.leaves for f in forests]) / len(forests),
    )


def both(data: list[Example], first: list[np.ndarray], mask: np.ndarray | None = None) -> list[np.ndarray]:
    """Out-of-fold probabilities of both rankings together."""
    fold = folds(data)
    found: list[np.ndarray] = list(first)
    for k in range(FOLDS):
        trees = merged(forest([e for e, f in zip(data, fold, strict=True) if f != k], mask))
        for i, (e, f) in enumerate(zip(data, fold, strict=True)):
            if f == k and len(e.kept) > 1 and e.candidate.fixed < 0:
                rows = cast("np.ndarray", e.closer) if mask is None else cast("np.ndarray", e.closer) * mask
                found[i] = combined(first[i], e.kept, forest_scores(rows, trees), SHARE)
    return found


def read_out_of_fold(data: list[Example], probabilities: list[np.ndarray], work: Path) -> list[np.ndarray]:
    """The probabilities with what readers say that have not seen the article's labels."""
    with np.load(work / OUT_OF_FOLD) as raw:
        said = {(int(a), int(s)): row for a, s, row in zip(raw["article"], raw["start"], raw["said"], strict=True)}
    found = []
    for e, p in zip(data, probabilities, strict=True):
        row = said[e.article, e.candidate.start]
        if unsure(e.candidate, p, e.kept):
            n = len(e.window.norms)
            at = [n - 1 - e.window.possible[k] for k in e.kept]
            mine = np.array([row[i] if i < len(row) else LOWEST for i in at], dtype=np.float64)
            mine = np.maximum(mine - np.logaddexp.reduce(mine), LOWEST)
            found.append(read_too(p, e.kept, mine, READER_SHARE))
        else:
            found.append(p)
    return found


def logit(p: np.ndarray | float) -> Any:
    """Log-odds, clipped."""
    p = np.clip(p, 1e-4, 1 - 1e-4)
    return np.log(p / (1 - p))


def pair_matrix(data: list[Example], probabilities: list[np.ndarray], look: Look) -> np.ndarray:
    """The acceptance model's inputs."""
    return np.vstack(
        [
            pair_features(e.text, e.candidate, e.window, e.rows, p, look(e.article).known)
            for e, p in zip(data, probabilities, strict=True)
        ]
    )


def right(e: Example, p: np.ndarray) -> tuple[bool, bool]:
    """Strictly and leniently right."""
    if not e.pair or e.gold is None:
        return False, False
    if e.candidate.fixed >= 0:
        return True, True
    top = int(p.argmax())
    return top == e.gold, top == e.gold or top in e.alternatives


def starts_right(data: list[Example], probabilities: list[np.ndarray], these: np.ndarray) -> tuple[float, float]:
    """The share of some examples' pairs whose start is right, strictly and leniently."""
    found = [right(e, p) for e, p, wanted in zip(data, probabilities, these, strict=True) if e.pair and wanted]
    return float(np.mean([one for one, _ in found])), float(np.mean([two for _, two in found]))


def calibration_table(posterior: np.ndarray, good: np.ndarray) -> list[dict[str, float]]:
    """How often each tenth of the posterior is right."""
    table = []
    for low in np.arange(0, 1, 0.1):
        here = (posterior >= low) & (posterior < low + 0.1 + 1e-9)
        if here.any():
            table.append(
                {
                    "from": round(float(low), 1),
                    "n": int(here.sum()),
                    "mean": float(posterior[here].mean()),
                    "right": float(good[here].mean()),
                }
            )
    return table


def write_forest(trees: Trees) -> None:
    """Write the shipped forest."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, features=trees.features.astype(np.int16), thresholds=trees.thresholds, leaves=trees.leaves)
    FOREST.write_bytes(buffer.getvalue())


def main() -> None:
    """Train, cross-validate, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    args = parser.parse_args()
    rows, look = labels(), without_echo(args.work)
    articles = texts({r["id"] for r in rows})
    data = examples(rows, articles, look, named(articles, args.work))
    first = cross_validate(data)
    shortlists(data, first, look)
    ranked = both(data, first)
    probabilities = read_out_of_fold(data, ranked, args.work)
    drawn = np.array([not e.hard for e in data])
    stages = {
        name: {whose: starts_right(data, found, these) for whose, these in (("drawn", drawn), ("hard", ~drawn))}
        for name, found in (("log-linear ranking", first), ("and forest", ranked), ("and reader", probabilities))
    }
    for name, by in stages.items():
        print(name, *(f"{whose}: strict {one:.3f}, lenient {two:.3f}" for whose, (one, two) in by.items()))
    strict, lenient = starts_right(data, probabilities, drawn)
    pairs = [e for e in data if e.pair]
    reachable = np.mean([e.gold is not None for e in pairs])
    print(f"{len(data)} candidates, {len(pairs)} pairs; start reachable {reachable:.3f}")

    matrix = pair_matrix(data, probabilities, look)
    mean, spread = matrix[drawn].mean(axis=0), matrix[drawn].std(axis=0)
    mean[0], spread[0] = 0.0, 1.0
    spread = np.where(spread > 1e-6, spread, 1.0)
    inputs = (matrix - mean) / spread
    truth = np.array([e.pair for e in data])
    fold = np.array(folds(data))
    accept = np.zeros(len(data))
    for k in range(FOLDS):
        model = LogisticRegression(C=0.15, fit_intercept=False, max_iter=2000).fit(inputs[fold != k], truth[fold != k])
        accept[fold == k] = model.predict_proba(inputs[fold == k])[:, 1]
    model = LogisticRegression(C=0.15, fit_intercept=False, max_iter=2000).fit(inputs, truth)
    threshold = float(np.quantile(accept[truth & drawn], LOST))
    taken = float((accept[~truth & drawn] >= threshold).mean())
    print(
        f"acceptance threshold {threshold:.3f} keeps {(accept[truth & drawn] >= threshold).mean():.3f} of the drawn pairs, takes {taken:.3f} of {int((~truth & drawn).sum())} negatives that pass the rules"
    )

    sure = np.array([FIXED if e.candidate.fixed >= 0 else p.max() for e, p in zip(data, probabilities, strict=True)])
    good = np.array([right(e, p)[0] for e, p in zip(data, probabilities, strict=True)])
    views = np.column_stack([logit(sure), logit(accept)])
    np.savez(args.work / CALIBRATION, views=views[drawn], good=good[drawn])
    calibrator = LogisticRegression(C=10.0).fit(views[drawn], good[drawn])
    posterior = calibrator.predict_proba(views)[drawn, 1]
    high = posterior >= 0.7
    precision, recall = float(good[drawn][high].mean()), float((good[drawn] & high).sum() / (truth & drawn).sum())
    print(f"posterior >= .7: precision {precision:.3f}, recall {recall:.3f}")

    scale = scale_of(data)
    weights = fit(data, scale)
    names = [*NAMES, *(f"abbr:{n}" for n in NAMES), *(f"th_abbr:{n}" for n in NAMES)]
    write_forest(merged(forest(data)))
    fresh = RANKER.with_suffix(".part")
    fresh.write_text(
        json.dumps(
            {
                "made_by": "scripts/train_terms.py",
                "start": {n: round(float(w), 4) for n, w in zip(names, weights, strict=True)},
                "scale": [round(float(x), 5) for x in scale],
                "pair": {n: round(float(w), 4) for n, w in zip(PAIR_NAMES, model.coef_[0], strict=True)},
                "pair_mean": [round(float(x), 5) for x in mean],
                "pair_scale": [round(float(x), 5) for x in spread],
                "calibration": [round(float(x), 4) for x in (calibrator.intercept_[0], *calibrator.coef_[0])],
                "threshold": round(threshold, 4),
                "forest_share": SHARE,
                "reader_share": READER_SHARE,
                "cross_validation": {
                    "candidates": len(data), "pairs": len(pairs), "drawn": int(drawn.sum()), "reachable": float(reachable), "strict": float(strict), "lenient": float(lenient),
                    "sure_precision": precision, "sure_recall": recall, "negatives_taken": taken, "stages": stages,
                },
            },
            ensure_ascii=False, indent=1,
        ) + "\n"
    )  # fmt: skip
    fresh.replace(RANKER)


if __name__ == "__main__":
    main()
