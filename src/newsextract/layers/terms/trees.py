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

    features: npt.NDArray[np.int32]
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
    >>> one = Trees(np.array([[0]], dtype=np.int32), np.array([[0.5]]), np.array([[-1.0, 2.0]]))
    >>> forest_scores(np.array([[0.0], [1.0]]), one)
    array([-1.,  2.])
    """
    count, inner = trees.features.shape
    base = (np.arange(count) * inner).astype(np.int32)
    features, thresholds = trees.features.ravel(), trees.thresholds.ravel()
    at = np.zeros((len(rows), count), dtype=np.int32)
    row = (np.arange(len(rows)) * rows.shape[1]).astype(np.int32)[:, None]
    values = rows.ravel()
    for _ in range(trees.depth):
        node = base + at
        at = 2 * at + 1 + (values.take(row + features.take(node)) > thresholds.take(node))
    result: npt.NDArray[np.float64] = trees.leaves[np.arange(count), at - inner].sum(axis=1)
    return result
