"""Fitting for the events layer: conditional log-linear choice, logistic yes-or-no, calibration tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Features = dict[str, float]


@dataclass(slots=True)
class Choice:
    """One example: candidates with features, which of them are right, and the article it is from.

    Attributes
    ----------
    rows
        A feature dictionary a candidate; the last is "none" (or a class each, for the type).
    right
        Indices of the right candidates; empty when no candidate is (the example teaches nothing, but is counted).
    group
        The article's id: folds never split an article.
    weight
        How much the example counts.
    """

    rows: list[Features]
    right: list[int]
    group: int
    weight: float = 1.0
    note: Any = field(default=None)


def fit_choice(examples: Sequence[Choice], l2: float, least: int = 2) -> dict[str, float]:
    """Weights that maximise the probability of the right candidates, less ``l2`` times their squares.

    Parameters
    ----------
    examples
        Those without a right candidate are left out.
    l2
        Strength of the penalty.
    least
        Features of fewer examples are left out.
    """
    used = [example for example in examples if example.right]
    counts = Counter(name for example in used for name in {name for row in example.rows for name in row})
    names = sorted(name for name, count in counts.items() if count >= least)
    index = {name: k for k, name in enumerate(names)}
    matrix, starts = _matrix(used, index)
    sizes = np.array([len(example.rows) for example in used])
    right = np.zeros(int(sizes.sum()))
    for start, example in zip(starts, used, strict=True):
        right[[start + k for k in example.right]] = 1.0
    owner = np.repeat(np.arange(len(used)), sizes)
    weight = np.array([example.weight for example in used])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ w
        top = np.full(len(used), -np.inf)
        np.maximum.at(top, owner, scores)
        raised = np.exp(scores - top[owner])
        total = np.bincount(owner, raised)
        good = np.bincount(owner, raised * right)
        value = -(weight * (np.log(good) - np.log(total))).sum() + l2 * (w @ w)
        slope = raised / total[owner] - raised * right / good[owner]
        return value, matrix.T @ (slope * weight[owner]) + 2 * l2 * w

    result = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return {name: round(float(value), 3) for name, value in zip(names, result.x, strict=True) if abs(value) > 0.01}


def _matrix(examples: Sequence[Choice], index: dict[str, int]) -> tuple[csr_matrix, list[int]]:
    data, columns, pointers, starts = [], [], [0], []
    for example in examples:
        starts.append(len(pointers) - 1)
        for row in example.rows:
            for name, value in row.items():
                if name in index:
                    data.append(value)
                    columns.append(index[name])
            pointers.append(len(data))
    return csr_matrix((data, columns, pointers), shape=(len(pointers) - 1, len(index))), starts


def fit_logistic(rows: Sequence[Features], right: Sequence[bool], l2: float, least: int = 2) -> dict[str, float]:
    """Weights of a yes-or-no model over the same kind of features."""
    examples = [Choice([row, {}], [0 if ok else 1], 0) for row, ok in zip(rows, right, strict=True)]
    return fit_choice(examples, l2, least)


@dataclass(slots=True)
class Labelled:
    """One example of a class: its features, the index of its class, the article it is from, how much it counts."""

    row: Features
    label: int
    group: int
    weight: float = 1.0


def fit_classes(examples: Sequence[Labelled], names: Sequence[str], l2: float, least: int) -> dict[str, float]:
    """Weights ``class|feature`` of the same kind of model where every example has the same classes to choose from."""
    counts = Counter(name for example in examples for name in example.row)
    index = {name: k for k, name in enumerate(sorted(name for name, count in counts.items() if count >= least))}
    matrix, _ = _matrix([Choice([example.row], [0], example.group) for example in examples], index)
    label = np.array([example.label for example in examples])
    weight = np.array([example.weight for example in examples])
    rows = np.arange(len(examples))

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w = flat.reshape(len(index), len(names))
        scores = matrix @ w
        scores -= scores.max(axis=1, keepdims=True)
        raised = np.exp(scores)
        total = raised.sum(axis=1)
        value = -(weight * (scores[rows, label] - np.log(total))).sum() + l2 * (w * w).sum()
        slope = raised / total[:, None]
        slope[rows, label] -= 1.0
        return value, (matrix.T @ (slope * weight[:, None]) + 2 * l2 * w).ravel()

    result = minimize(loss, np.zeros(len(index) * len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 150})
    found = result.x.reshape(len(index), len(names))
    return {
        f"{name}|{feature}": round(float(found[k, j]), 3)
        for feature, k in index.items()
        for j, name in enumerate(names)
        if abs(found[k, j]) > 0.01
    }


def classes_out_of_fold(
    examples: Sequence[Labelled], names: Sequence[str], l2: float, least: int, count: int = 8
) -> list[np.ndarray]:
    """For each example the probabilities of the classes from a model that has not seen its article."""
    found: list[np.ndarray] = [np.zeros(0)] * len(examples)
    for held in folds([example.group for example in examples], count):
        weights = fit_classes([e for e in examples if e.group not in held], names, l2, least)
        for k, example in enumerate(examples):
            if example.group in held:
                found[k] = chances(weights, [{f"{name}|{f}": v for f, v in example.row.items()} for name in names])
    return found


def chances(weights: dict[str, float], rows: Sequence[Features]) -> np.ndarray:
    """The probability of each candidate."""
    scores = np.array([sum(value * weights.get(name, 0.0) for name, value in row.items()) for row in rows])
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum())


def folds(groups: Sequence[int], count: int) -> list[set[int]]:
    """Articles dealt out to folds, the same every time."""
    ordered = sorted(set(groups), key=lambda g: (g * 2654435761) % 2**32)
    return [set(ordered[k::count]) for k in range(count)]


def out_of_fold(examples: Sequence[Choice], l2: float, count: int = 8, least: int = 2) -> list[np.ndarray]:
    """For each example the probabilities that a model gives which has not seen its article."""
    found: list[np.ndarray] = [np.zeros(0)] * len(examples)
    for held in folds([example.group for example in examples], count):
        weights = fit_choice([e for e in examples if e.group not in held], l2, least)
        for k, example in enumerate(examples):
            if example.group in held:
                found[k] = chances(weights, example.rows)
    return found


def calibration(said: Sequence[float], right: Sequence[bool], smallest: int = 12) -> dict[str, list[float]]:
    """A monotone table from the probability of a choice to how often such a choice is right.

    Pool adjacent violators, then merge steps of fewer than ``smallest`` examples; each rate is drawn to the whole's
    by two examples, so that a short step is not trusted too far.
    """
    order = np.argsort(np.asarray(said), kind="stable")
    values, hits = np.asarray(said)[order], np.asarray(right, dtype=float)[order]
    base = float(hits.mean())
    blocks: list[list[float]] = []  # hits, size, lowest value
    for value, hit in zip(values, hits, strict=True):
        blocks.append([float(hit), 1.0, float(value)])
        while len(blocks) > 1 and (blocks[-2][0] / blocks[-2][1] >= blocks[-1][0] / blocks[-1][1] or blocks[-2][1] < smallest):
            last = blocks.pop()
            blocks[-1][0] += last[0]
            blocks[-1][1] += last[1]
    while len(blocks) > 1 and blocks[-1][1] < smallest:
        last = blocks.pop()
        blocks[-1][0] += last[0]
        blocks[-1][1] += last[1]
    rates = [round((hit + 2 * base) / (size + 2), 3) for hit, size, _ in blocks]
    return {"edges": [round(block[2], 4) for block in blocks[1:]], "rates": list(np.maximum.accumulate(rates).tolist())}
