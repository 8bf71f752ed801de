"""Gradient boosting of complete trees for a listwise choice: softmax over each group of rows.

A small histogram booster in numpy; the training data are a few thousand rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from newsextract.models.trees import Trees


@dataclass(frozen=True)
class Settings:
    """Hyperparameters of a forest."""

    trees: int = 300
    depth: int = 4
    rate: float = 0.06
    columns: float = 0.3
    rows: float = 0.7
    min_leaf: int = 12
    l2: float = 3.0
    bins: int = 32
    seed: int = 0


def edges_of(rows: np.ndarray, bins: int) -> list[np.ndarray]:
    """The candidate split values of each column."""
    found = []
    for column in rows.T:
        values = np.unique(column)
        if len(values) > bins:
            found.append(np.unique(np.quantile(column, np.linspace(0, 1, bins + 1)[1:-1])))
        else:
            found.append((values[1:] + values[:-1]) / 2)
    return found


def grow(rows: np.ndarray, target: np.ndarray, sizes: np.ndarray, settings: Settings) -> Trees:
    """Fit a forest to rows whose groups are consecutive and have these sizes.

    ``target`` is the target probability of each row, times the weight of its group.
    """
    random = np.random.default_rng(settings.seed)
    edges = edges_of(rows, settings.bins)
    binned = np.column_stack([np.searchsorted(e, c, side="left") for e, c in zip(edges, rows.T, strict=True)])
    width = max(len(e) for e in edges) + 1
    offsets = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    group = np.repeat(np.arange(len(sizes)), sizes)
    mass = np.add.reduceat(target, offsets)[group]
    scores = np.zeros(len(rows))
    features, thresholds, leaves = [], [], []
    for _ in range(settings.trees):
        raised = np.exp(scores - np.maximum.reduceat(scores, offsets)[group])
        p = raised / np.add.reduceat(raised, offsets)[group]
        slope, curvature = p * mass - target, np.maximum(p * (1 - p), 1e-3) * mass
        used = random.random(len(sizes))[group] < settings.rows
        columns = np.sort(random.choice(rows.shape[1], max(1, int(settings.columns * rows.shape[1])), replace=False))
        tested, cut, at = _tree(binned, columns, width, np.stack([slope, curvature, np.ones(len(rows))]), used, settings)
        slopes, curvatures = (np.bincount(at[used], part[used], minlength=2**settings.depth) for part in (slope, curvature))
        value = -settings.rate * slopes / (curvatures + settings.l2)
        scores += value[at]
        features.append(tested)
        thresholds.append([edges[f][c] if c < len(edges[f]) else np.inf for f, c in zip(tested, cut, strict=True)])
        leaves.append(value)
    return Trees(np.array(features, dtype=np.int32), np.array(thresholds), np.array(leaves))


def _tree(
    binned: np.ndarray, columns: np.ndarray, width: int, parts: np.ndarray, used: np.ndarray, settings: Settings
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fit a tree: the column and bin of each inner node, and each row's leaf; ``parts`` are gradient, Hessian and count."""
    inner = 2**settings.depth - 1
    tested, cut = np.zeros(inner, dtype=np.int64), np.full(inner, width)
    at = np.zeros(len(binned), dtype=np.int64)
    chosen = np.flatnonzero(used)
    part = binned[np.ix_(chosen, columns)] + np.arange(len(columns)) * width
    flat_size = len(columns) * width
    for level in range(settings.depth):
        nodes = 2**level
        cells = (part + at[chosen][:, None] * flat_size).ravel()
        slopes, curvatures, size = (
            np.bincount(cells, np.repeat(values[chosen], len(columns)), minlength=nodes * flat_size)
            .reshape(nodes, len(columns), width)
            .cumsum(axis=2)
            for values in parts
        )
        total_slope, total_curvature, total_size = slopes[:, :, -1:], curvatures[:, :, -1:], size[:, :, -1:]
        gain = (
            slopes**2 / (curvatures + settings.l2)
            + (total_slope - slopes) ** 2 / (total_curvature - curvatures + settings.l2)
            - total_slope**2 / (total_curvature + settings.l2)
        )
        gain[(size < settings.min_leaf) | (total_size - size < settings.min_leaf)] = -np.inf
        for node, best in enumerate(gain.reshape(nodes, -1).argmax(axis=1).tolist()):
            column, place = divmod(best, width)
            if np.isfinite(gain[node, column, place]) and gain[node, column, place] > 0:
                tested[nodes - 1 + node], cut[nodes - 1 + node] = columns[column], place
        feature, place = tested[nodes - 1 + at], cut[nodes - 1 + at]
        at = 2 * at + (binned[np.arange(len(binned)), feature] > place)
    return tested, cut, at
