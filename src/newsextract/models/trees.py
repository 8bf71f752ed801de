"""Boosted trees, all complete and of the same depth, so that a whole forest is evaluated level by level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray  # noqa: TC002

from newsextract.models.artifact import Artifact


@dataclass(frozen=True, slots=True)
class Trees:
    """A forest of complete trees."""

    features: NDArray[np.intp]  # column tested at each inner node, shape (trees, 2**depth - 1), in breadth-first order
    thresholds: NDArray[np.float64]  # a row whose value exceeds it goes right, same shape
    leaves: NDArray[np.float64]  # value of each leaf, shape (trees, 2**depth); a row's score is the sum over the trees

    @classmethod
    def of(cls, artifact: Artifact) -> Trees:
        """Load the forest from its artifact."""
        arrays = artifact.arrays
        return cls(arrays["features"].astype(np.intp), arrays["thresholds"], arrays["leaves"])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays of the forest for :func:`newsextract.models.artifact.write`."""
        return {"features": self.features.astype(np.int16), "thresholds": self.thresholds, "leaves": self.leaves}

    @property
    def depth(self) -> int:
        """Levels of inner nodes."""
        return int(self.leaves.shape[1]).bit_length() - 1

    def scores(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """The forest's score of each row.

        Examples
        --------
        >>> one = Trees(np.array([[0]]), np.array([[0.5]]), np.array([[-1.0, 2.0]]))
        >>> one.scores(np.array([[0.0], [1.0]]))
        array([-1.,  2.])
        """
        count, inner = self.features.shape
        base = np.arange(count) * inner
        features, thresholds = self.features.ravel(), self.thresholds.ravel()
        at = np.zeros((len(rows), count), dtype=np.intp)
        row = (np.arange(len(rows)) * rows.shape[1])[:, None]
        values = rows.ravel()
        for _ in range(self.depth):
            node = at + base
            tested = features.take(node)
            tested += row
            at += at
            at += 1
            at += values.take(tested) > thresholds.take(node)
        at += np.arange(count) * (inner + 1) - inner
        result: NDArray[np.float64] = self.leaves.ravel().take(at).sum(axis=1)
        return result
