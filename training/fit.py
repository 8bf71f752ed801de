"""Shared by all training programs: the conditional logit, cross-validation by article, intervals, and calibration tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, TypeVar

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.isotonic import IsotonicRegression

from newsextract.models.choice import Choice

Example = TypeVar("Example")
Model = TypeVar("Model")
Prediction = TypeVar("Prediction")

#: folds of the cross-validation, and bootstrap samples for the intervals
FOLDS, BOOTSTRAP_SAMPLES = 5, 2000
#: weights whose absolute value is not above this are dropped
MIN_WEIGHT = 0.01


def id_hash(article: int) -> int:
    """A hash of an article's id, so that folds do not depend on its date."""
    return article * 2654435761 % 2**32


def folds(articles: Sequence[int], count: int) -> np.ndarray:
    """The fold of each example; the examples of an article share a fold."""
    return np.array([id_hash(article) % count for article in articles], dtype=int)


def out_of_fold(
    examples: Sequence[Example],
    articles: Sequence[int],
    count: int,
    fit: Callable[[list[Example]], Model],
    predict: Callable[[Model, Example], Prediction],
) -> list[Prediction]:
    """Out-of-fold predictions, with folds by article; ``count`` is the number of folds."""
    fold = folds(articles, count)
    found: dict[int, Prediction] = {}
    for held in np.unique(fold):
        model = fit([example for example, k in zip(examples, fold, strict=True) if k != held])
        found |= {i: predict(model, examples[i]) for i in np.flatnonzero(fold == held).tolist()}
    return [found[i] for i in range(len(examples))]


def interval(counts: np.ndarray, figure: Callable[[np.ndarray], np.ndarray], dice: np.random.Generator) -> np.ndarray:
    """A figure of summed counts, and the ends of its 95 % interval: a bootstrap over the rows, one for each article."""
    drawn = counts[dice.integers(0, len(counts), (BOOTSTRAP_SAMPLES, len(counts)))].sum(axis=1)
    return np.stack([figure(counts.sum(axis=0)), *np.percentile(figure(drawn), [2.5, 97.5], axis=0)])


def f1(sums: np.ndarray) -> np.ndarray:
    """F1 from hits, misses and extras, the last axis."""
    found: np.ndarray = 2 * sums[..., 0] / np.maximum(2 * sums[..., 0] + sums[..., 1] + sums[..., 2], 1)
    return found


def conditional_logit(
    rows: Any,
    target: np.ndarray,
    sizes: np.ndarray,
    l2: float,
    *,
    classes: int = 1,
    any_of: bool = False,
    start: np.ndarray | None = None,
    rounds: int = 300,
) -> np.ndarray:
    """Fit weights by maximum likelihood with an L2 penalty of ``l2`` times the sum of their squares.

    ``rows`` has the features of each candidate, dense or sparse; the candidates of a group, ``sizes`` of them, are consecutive.
    ``target`` is the target probability of each candidate, times the weight of its group; with ``any_of``, the total probability
    of the candidates with a positive target is maximised instead. With ``classes``, these are the candidates of each group, which
    has one row; each class has its own weights, and the result the shape (features, classes).
    """
    offsets = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    group = np.repeat(np.arange(len(sizes)), sizes)
    mass = np.add.reduceat(target, offsets)
    transposed = rows.T.tocsr() if isinstance(rows, csr_matrix) else rows.T

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        scores = np.asarray(rows @ flat.reshape(-1, classes).astype(rows.dtype), np.float64).ravel()
        scores -= np.maximum.reduceat(scores, offsets)[group]
        raised = np.exp(scores)
        total = np.add.reduceat(raised, offsets)
        wanted = target
        if any_of:
            good = np.add.reduceat(np.where(target > 0, raised, 0.0), offsets)
            value = -mass @ np.log(good / total)
            wanted = np.where(target > 0, raised / good[group] * mass[group], 0.0)
        else:
            value = -target @ (scores - np.log(total)[group])
        slope = (raised / total[group] * mass[group] - wanted).astype(rows.dtype).reshape(-1, classes)
        return float(value + l2 * (flat @ flat)), np.asarray(transposed @ slope, np.float64).ravel() + 2 * l2 * flat

    initial = np.zeros(rows.shape[1] * classes) if start is None else start
    found: np.ndarray = minimize(loss, initial, jac=True, method="L-BFGS-B", options={"maxiter": rounds}).x
    return found if classes == 1 else found.reshape(-1, classes)


@dataclass(slots=True)
class Case:
    """A training example of a choice: the features of each candidate, "none" last; with classes, one row.

    ``right`` has the indices of the right candidates, or of the class; :func:`fit_choice` skips a case without any. ``note`` is
    what the trainer keeps with the case.
    """

    rows: list[dict[str, float]]
    right: list[int]
    article: int
    weight: float = 1.0
    note: Any = None


def held_out(cases: Sequence[Case], fit: Callable[[list[Case]], Choice]) -> list[Any]:
    """Out-of-fold probabilities of each case's candidates or, by their name, of the classes."""

    def predict(model: Choice, case: Case) -> Any:
        return model.class_probabilities(case.rows[0]) if model.classes else model.probabilities(case.rows)

    return out_of_fold(cases, [case.article for case in cases], FOLDS, fit, predict)


def fit_choice(cases: Sequence[Case], l2: float, min_count: int = 2) -> Choice:
    """Fit a choice among candidates; features of fewer than ``min_count`` cases are dropped."""
    used = [case for case in cases if case.right]
    names, matrix = _matrix(used, min_count)
    sizes = np.array([len(case.rows) for case in used])
    target = np.zeros(int(sizes.sum()))
    for start, case in zip(np.cumsum(sizes) - sizes, used, strict=True):
        target[[start + k for k in case.right]] = case.weight / len(case.right)
    return _rounded(Choice(names, conditional_logit(matrix, target, sizes, l2, any_of=True)[:, None]))


def fit_classes(cases: Sequence[Case], classes: Sequence[str], l2: float, min_count: int) -> Choice:
    """Fit a choice among the same classes in every case; features of fewer than ``min_count`` cases are dropped."""
    names, matrix = _matrix(cases, min_count)
    target = np.zeros((len(cases), len(classes)))
    target[np.arange(len(cases)), [case.right[0] for case in cases]] = [case.weight for case in cases]
    sizes = np.full(len(cases), len(classes))
    weights = conditional_logit(matrix, target.ravel(), sizes, l2, classes=len(classes), rounds=150)
    return _rounded(Choice(names, weights, classes))


def _matrix(cases: Sequence[Case], min_count: int) -> tuple[list[str], csr_matrix]:
    counts = Counter(chain.from_iterable(set(chain.from_iterable(case.rows)) for case in cases))
    names = sorted(name for name, count in counts.items() if count >= min_count)
    index = {name: k for k, name in enumerate(names)}
    given = chain.from_iterable(case.rows for case in cases)
    rows = [{index[name]: value for name, value in row.items() if name in index} for row in given]
    data, columns = (list(chain.from_iterable(parts)) for parts in (map(dict.values, rows), rows))
    return names, csr_matrix((data, columns, np.cumsum([0, *map(len, rows)])), shape=(len(rows), len(names)))


def _rounded(model: Choice) -> Choice:
    """The model with weights rounded to three decimals, without features of negligible weight."""
    weights = np.where(np.abs(model.weights) > MIN_WEIGHT, np.round(model.weights, 3), 0.0)
    kept = np.flatnonzero(weights.any(axis=1)).tolist()
    return replace(model, names=[model.names[k] for k in kept], weights=weights[kept] if model.classes else weights[kept, 0])


def calibrated(
    model: Choice, chances: Sequence[float], right: Sequence[bool], min_size: int = 12, filled: Sequence[bool] | None = None
) -> Choice:
    """The model with a calibration table: from the probability of a choice to the share of such choices that are right.

    Isotonic regression; bins of fewer than ``min_size`` examples are merged, and each rate is shrunk to the mean by two
    pseudo-examples, so that a small bin is not trusted too far. If ``filled`` says which choices are a value and which are
    "none", each of the two gets its own table.

    Examples
    --------
    >>> found = calibrated(Choice((), np.zeros(0)), [0.2] * 20 + [0.9] * 20, [False] * 20 + [True] * 20)
    >>> found.edges, found.rates
    ([0.9], [0.045, 0.955])
    """
    values, hits = np.asarray(chances, dtype=float), np.asarray(right, dtype=float)
    is_value = np.ones(len(values), dtype=bool) if filled is None else np.asarray(filled, dtype=bool)
    edges, rates = _table(values[is_value], hits[is_value], min_size)
    silent_edges, silent_rates = _table(values[~is_value], hits[~is_value], min_size)
    return replace(model, edges=edges, rates=rates, silent_edges=silent_edges, silent_rates=silent_rates)


def _table(values: np.ndarray, hits: np.ndarray, min_size: int) -> tuple[list[float], list[float]]:
    """The edges between the bins of a calibration table, and the rate of each bin; empty without values."""
    if not len(values):
        return [], []
    base = float(hits.mean())
    steps, step = np.unique(IsotonicRegression().fit_transform(values, hits), return_inverse=True)
    blocks: list[list[float]] = []  # hits, size, lowest value
    for k in range(len(steps)):
        here = step == k
        block = [float(hits[here].sum()), float(here.sum()), float(values[here].min())]
        if blocks and min(block[1], blocks[-1][1]) < min_size:
            blocks[-1][0] += block[0]
            blocks[-1][1] += block[1]
        else:
            blocks.append(block)
    rates = [round((hit + 2 * base) / (size + 2), 3) for hit, size, _ in blocks]
    return [round(low, 4) for _, _, low in blocks[1:]], np.maximum.accumulate(rates).tolist()


def reliability(chances: Sequence[float], right: Sequence[bool]) -> list[dict[str, float]]:
    """For each tenth of the probability: the number of cases, the mean probability, and the share that are right."""
    given, hits = np.array(chances), np.array(right)
    rows = []
    for tenth in range(10):
        here = np.minimum(given * 10, 9).astype(int) == tenth
        if here.any():
            means = {"mean": float(given[here].mean()), "right": float(hits[here].mean())}
            rows.append({"from": tenth / 10, "n": int(here.sum()), **means})
    return rows
