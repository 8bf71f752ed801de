"""A forest small enough to walk by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from newsextract.models import artifact
from newsextract.models.trees import Trees


def test_forest_adds_the_leaves_that_a_row_reaches(tmp_path: Path) -> None:
    trees = Trees(
        np.array([[0, 1, 1], [1, 0, 0]]),
        np.array([[0.5, 0.5, 1.5], [2.0, np.inf, 0.0]]),
        np.array([[1.0, 2.0, 4.0, 8.0], [16.0, 32.0, 64.0, 128.0]]),
    )
    assert trees.depth == 2
    rows = np.array([[0.0, 0.0], [1.0, 2.0], [1.0, 3.0]])
    # by hand: left-left + left-left; right-right + left-left; right-right + right-right
    expected = [1.0 + 16.0, 8.0 + 16.0, 8.0 + 128.0]
    assert trees.scores(rows).tolist() == expected
    artifact.write(tmp_path / "some.npz", "trees", "a test", trees.arrays())
    assert Trees.of(artifact.read(tmp_path / "some.npz", "trees")).scores(rows).tolist() == expected
