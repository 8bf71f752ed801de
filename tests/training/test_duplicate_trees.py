"""Trees of scikit-learn in the library's form."""

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingClassifier

from training.duplicates import DEPTH, trees_of


def test_complete_trees_score_like_the_fitted_ones():
    dice = np.random.default_rng(0)
    rows = dice.integers(0, 8, (200, 3)).astype(float)
    model = GradientBoostingClassifier(n_estimators=5, max_depth=DEPTH, random_state=0)
    model.fit(rows, (rows[:, 0] > 3) & (rows[:, 1] < 5))
    found = trees_of(model)
    assert found.depth == DEPTH
    assert found.scores(rows) == pytest.approx(model.decision_function(rows))
