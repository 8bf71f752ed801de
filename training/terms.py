"""Train the ranker of left boundaries and the acceptance model.

Reads ../shared/data/terms/train.jsonl and data/annotations/terms.jsonl (ids, offsets, labels; texts come from the shared
corpus), never the gold. WORK is where training.mine_halves and training.reader have written. Writes terms.npz and
terms_forest.npz in src/newsextract/data/models.

    python -m training.terms WORK
    python -m training.terms_calibrate WORK   # then: what the posterior says
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from rich.console import Console
from rich.progress import track
from sklearn.linear_model import LogisticRegression

from newsextract.layers.names.find import spans
from newsextract.layers.terms.acceptance import PAIR_NAMES, pair_features
from newsextract.layers.terms.candidates import find_candidates
from newsextract.layers.terms.features import NAMES, expanded, start_features
from newsextract.layers.terms.ranker import FIXED, closer_features, combined, read_too, shortlist, unsure
from newsextract.layers.terms.reader import LOWEST
from newsextract.layers.terms.window import left_window
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice, softmax
from newsextract.models.trees import Trees
from newsextract.thai.tokens import tokenize
from training.boosting import Settings, grow
from training.fit import conditional_logit, log_odds, out_of_fold
from training.mine_terms import labels, spread
from training.mined import Look, without_echo
from training.shared import MODELS, texts

FOLDS = 5
L2 = 10.0
KEPT = 20
ROUNDS = 150
TERMS, FOREST = MODELS / "terms.npz", MODELS / "terms_forest.npz"
SETTINGS = Settings(trees=250, least=20, l2=6.0)
SEEDS = 2
SHARE = 0.5
READER_SHARE = 0.6
#: the stratum of candidates that were labelled because the version of the time was unsure of them
UNSURE = "unsure"
#: article → spans of its entities
Named = dict[int, list[tuple[int, int]]]
#: what training.reader says of every label, in WORK
OUT_OF_FOLD = "reader_out_of_fold.npz"
#: what training.terms_calibrate reads, in WORK
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
        found[number] = sorted((e.start, e.end) for e in spans(articles[number]))
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


def fit(data: Sequence[Example], scale: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    """Maximum likelihood with L2; starts that a first, short fit leaves no chance are dropped before the second."""
    usable = [e for e in data if e.gold is not None and e.candidate.fixed < 0]
    blocks = [(expanded(e.rows, e.candidate.gloss.kind) / scale).astype(np.float32) for e in usable]
    if mask is not None:
        blocks = [b * mask.astype(np.float32) for b in blocks]

    def maximised(keep: list[np.ndarray], begin: np.ndarray | None, rounds: int) -> np.ndarray:
        rows = np.vstack([b[k] for b, k in zip(blocks, keep, strict=True)])
        target = np.concatenate([_target(e, k.tolist()) for e, k in zip(usable, keep, strict=True)])
        return conditional_logit(rows, target, np.array([len(k) for k in keep]), L2 / 2, start=begin, rounds=rounds)

    first = maximised([np.arange(len(b)) for b in blocks], None, 12)
    near = [np.sort(np.argsort(-(b @ first))[:KEPT]) for b in blocks]
    near = [n if e.gold in n else np.sort(np.append(n, cast("int", e.gold))) for n, e in zip(near, usable, strict=True)]
    return maximised(near, first, ROUNDS)


def _target(e: Example, kept: list[int]) -> np.ndarray:
    """What the kept starts should get: an accepted alternative counts a little."""
    return spread(len(kept), kept.index(cast("int", e.gold)), [kept.index(a) for a in e.alternatives if a in kept])


def scale_of(data: list[Example]) -> np.ndarray:
    """Standard deviation of each feature over all starts."""
    stacked = np.vstack([expanded(e.rows, e.candidate.gloss.kind) for e in data])
    spread = stacked.std(axis=0)
    return np.where(spread > 1e-6, spread, 1.0)


def articles_of(data: Sequence[Example]) -> list[int]:
    """The article of each example."""
    return [e.article for e in data]


def cross_validate(data: list[Example], mask: np.ndarray | None = None) -> list[np.ndarray]:
    """Out-of-fold start probabilities of each example."""
    scale = scale_of(data)

    def said(w: np.ndarray, e: Example) -> np.ndarray:
        return softmax((expanded(e.rows, e.candidate.gloss.kind) / scale) @ (w if mask is None else w * mask))

    return out_of_fold(data, articles_of(data), FOLDS, lambda some: fit(some, scale, mask), said)


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
    target = [_target(e, e.kept) for e in usable]
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

    def said(trees: Trees, given: tuple[Example, np.ndarray]) -> np.ndarray:
        e, p = given
        if len(e.kept) < 2 or e.candidate.fixed >= 0:
            return p
        rows = cast("np.ndarray", e.closer) if mask is None else cast("np.ndarray", e.closer) * mask
        return combined(p, e.kept, trees.scores(rows), SHARE)

    pairs = list(zip(data, first, strict=True))
    return out_of_fold(pairs, articles_of(data), FOLDS, lambda some: merged(forest([e for e, _ in some], mask)), said)


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


def start_model(weights: np.ndarray, scale: np.ndarray) -> Choice:
    """The log-linear ranking."""
    names = [*NAMES, *(f"abbr:{n}" for n in NAMES), *(f"th_abbr:{n}" for n in NAMES)]
    return Choice(names, np.round(weights, 4), mean=np.zeros(len(scale)), scale=np.round(scale, 5).astype(np.float64))


def posterior_model(fitted: LogisticRegression) -> Choice:
    """How the log-odds of start and pair make the posterior."""
    return Choice(("bias", "start", "pair"), np.round([fitted.intercept_[0], *fitted.coef_[0]], 4))


def acceptance(
    data: list[Example], probabilities: list[np.ndarray], drawn: np.ndarray, look: Look
) -> tuple[Choice, np.ndarray, float, float]:
    """What tells a gloss from a note: the model, its out-of-fold probabilities, the least one taken, and the share of drawn negatives taken."""
    matrix = pair_matrix(data, probabilities, look)
    mean, spread = matrix[drawn].mean(axis=0), matrix[drawn].std(axis=0)
    mean[0], spread[0] = 0.0, 1.0
    spread = np.where(spread > 1e-6, spread, 1.0)
    inputs = (matrix - mean) / spread
    truth = np.array([e.pair for e in data])

    def fitted(some: list[int]) -> LogisticRegression:
        return LogisticRegression(C=0.15, fit_intercept=False, max_iter=2000).fit(inputs[some], truth[some])

    rows = range(len(data))
    chances = np.array(
        out_of_fold(rows, articles_of(data), FOLDS, fitted, lambda model, k: model.predict_proba(inputs[k : k + 1])[0, 1])
    )
    threshold = float(np.quantile(chances[truth & drawn], LOST))
    taken = float((chances[~truth & drawn] >= threshold).mean())
    weights = np.round(fitted(list(rows)).coef_[0], 4)
    model = Choice(PAIR_NAMES, weights, mean=np.round(mean, 5), scale=np.asarray(np.round(spread, 5), np.float64))
    return model, chances, threshold, taken


def stages_of(data: list[Example], drawn: np.ndarray, rankings: dict[str, list[np.ndarray]]) -> dict[str, Any]:
    """How often the start is right after each stage, of the drawn examples and of the hard ones."""
    return {
        name: {whose: starts_right(data, found, these) for whose, these in (("drawn", drawn), ("hard", ~drawn))}
        for name, found in rankings.items()
    }


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
    stages = stages_of(data, drawn, {"log-linear ranking": first, "and forest": ranked, "and reader": probabilities})
    for name, by in stages.items():
        print(name, *(f"{whose}: strict {one:.3f}, lenient {two:.3f}" for whose, (one, two) in by.items()))
    pair, chances, threshold, taken = acceptance(data, probabilities, drawn, look)
    truth = np.array([e.pair for e in data])
    figures = {"candidates": len(data), "pairs": int(truth.sum()), "drawn": int(drawn.sum()), "stages": stages}
    figures |= {"reachable": float(np.mean([e.gold is not None for e in data if e.pair])), "negatives_taken": taken}

    sure = np.array([FIXED if e.candidate.fixed >= 0 else p.max() for e, p in zip(data, probabilities, strict=True)])
    good = np.array([right(e, p)[0] for e, p in zip(data, probabilities, strict=True)])
    views = np.column_stack([log_odds(sure), log_odds(chances)])
    np.savez(args.work / CALIBRATION, views=views[drawn], good=good[drawn])
    calibrator = LogisticRegression(C=10.0).fit(views[drawn], good[drawn])
    high = calibrator.predict_proba(views)[drawn, 1] >= 0.7
    figures |= {
        "sure_precision": float(good[drawn][high].mean()),
        "sure_recall": float((good[drawn] & high).sum() / (truth & drawn).sum()),
    }
    print(figures)

    scale = scale_of(data)
    artifact.write(FOREST, "trees", "training/terms.py", merged(forest(data)).arrays())
    models = {
        "start": start_model(fit(data, scale), scale),
        "pair": pair,
        "posterior": posterior_model(calibrator),
    }
    artifact.write(
        TERMS,
        "choice",
        "training/terms.py",
        choice.arrays(models),
        share=SHARE,
        reader_share=READER_SHARE,
        threshold=round(threshold, 4),
        cross_validation=figures,
    )


if __name__ == "__main__":
    main()
