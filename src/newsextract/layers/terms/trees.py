"""Boosted trees in numpy: every tree complete and of one depth, so that a whole forest is walked level by level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Trees:
    """A forest of complete trees.

    Attributes
    ----------
    features
        Column tested at each inner node, shape (trees, 2**depth - 1), in breadth-first order.
    thresholds
        A row whose value exceeds the threshold goes right, same shape.
    leaves
        What each leaf adds, shape (trees, 2**depth).
    """

    features: npt.NDArray[np.intp]
    thresholds: npt.NDArray[np.float64]
    leaves: npt.NDArray[np.float64]

    @property
    def depth(self) -> int:
        """Levels of inner nodes."""
        return int(self.leaves.shape[1]).bit_length() - 1


def forest_scores(rows: npt.NDArray[np.float64], trees: Trees) -> npt.NDArray[np.float64]:
    """The forest's score of each row.

    Parameters
    ----------
    rows
        Shape (rows, columns).
    trees
        The forest.

    Returns
    -------
    ndarray of shape (rows,)

    Examples
    --------
    >>> one = Trees(np.array([[0]]), np.array([[0.5]]), np.array([[-1.0, 2.0]]))
    >>> forest_scores(np.array([[0.0], [1.0]]), one)
    array([-1.,  2.])
    """
    count, inner = trees.features.shape
    base = np.arange(count) * inner
    features, thresholds = trees.features.ravel(), trees.thresholds.ravel()
    at = np.zeros((len(rows), count), dtype=np.intp)
    row = (np.arange(len(rows)) * rows.shape[1])[:, None]
    values = rows.ravel()
    for _ in range(trees.depth):
        node = at + base
        tested = features.take(node)
        tested += row
        at += at
        at += 1
        at += values.take(tested) > thresholds.take(node)
    at += np.arange(count) * (inner + 1) - inner
    result: npt.NDArray[np.float64] = trees.leaves.ravel().take(at).sum(axis=1)
    return result
