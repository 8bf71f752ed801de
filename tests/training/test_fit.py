"""The fitting code that the trainers share, on cases with known answers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.sparse import csr_matrix

from training.fit import Case, calibrated, conditional_logit, fit_choice, fit_classes, out_of_fold, reliability

ROWS = np.random.default_rng(3).normal(size=(9, 2))
SIZES = np.array([2, 3, 4])
TARGET = np.array([1, 0, 0.5, 0.5, 0, 0, 0, 0.7, 0])


def objective(w: np.ndarray, any_of: bool) -> float:
    value, at = 0.1 * float(w @ w), 0
    for size in SIZES:
        scores, target = ROWS[at : at + size] @ w, TARGET[at : at + size]
        p = np.exp(scores) / np.exp(scores).sum()
        value -= target.sum() * np.log(p[target > 0].sum()) if any_of else target @ np.log(p)
        at += size
    return float(value)


@pytest.mark.parametrize("any_of", [False, True])
@pytest.mark.parametrize("rows", [ROWS, csr_matrix(ROWS)])
def test_the_gradient_is_zero_at_the_fitted_weights(rows: object, any_of: bool) -> None:
    found = conditional_logit(rows, TARGET, SIZES, 0.1, any_of=any_of)
    assert approx_fprime(found, lambda w: objective(w, any_of)) == pytest.approx([0, 0], abs=1e-3)


def test_classes_are_candidates_with_weights_of_their_own() -> None:
    """The same model written out: a column for each feature of each class."""
    right = np.array([0, 1, 2, 1, 0, 2, 2, 1, 0])
    target = np.eye(3)[right].ravel()
    sizes = np.full(9, 3)
    found = conditional_logit(ROWS, target, sizes, 0.1, classes=3)
    spread = np.kron(ROWS, np.eye(3))
    assert found == pytest.approx(conditional_logit(spread, target, sizes, 0.1).reshape(2, 3), abs=1e-3)


def test_no_example_is_predicted_by_a_model_that_saw_its_article() -> None:
    articles = [k // 3 for k in range(60)]
    seen = out_of_fold(articles, articles, 5, set, lambda model, article: article in model)
    assert seen == [False] * 60


def test_a_choice_learns_what_is_always_right_and_drops_rare_features() -> None:
    cases = [Case([{"good": 1.0, f"once {k}": 1.0}, {"bad": 1.0}, {}], [0], k) for k in range(20)]
    model = fit_choice([*cases, Case([{"bad": 1.0}, {}], [], 99)], 0.1)
    assert list(model.names) == ["bad", "good"]
    assert model.by_name["good"] > 1 > -1 > model.by_name["bad"] - 1
    assert model.probabilities([{"good": 1.0}, {"bad": 1.0}])[0] > 0.9


def test_classes_learn_from_their_features() -> None:
    cases = [Case([{name: 1.0, "all": 1.0}], [k % 2], k) for k, name in enumerate(["kite", "balloon"] * 9)]
    model = fit_classes(cases, ["K", "B"], 0.1, 3)
    assert model.class_probabilities({"kite": 1.0})["K"] > 0.8
    assert model.weights.shape == (len(model.names), 2)


def test_calibrated_rates_rise_and_no_bin_is_small() -> None:
    dice = np.random.default_rng(1)
    said = dice.random(400)
    model = calibrated(fit_choice([Case([{"a": 1.0}, {}], [0], 1)] * 3, 1.0), said.tolist(), (dice.random(400) < said).tolist())
    assert list(model.rates) == sorted(model.rates)
    assert len(model.rates) == len(model.edges) + 1
    counts = np.bincount(np.searchsorted(model.edges, said, side="right"))
    assert counts.min() >= 11  # edges are rounded
    assert abs(model.calibrated(0.95) - 0.95) < 0.15


def test_values_and_none_are_calibrated_separately() -> None:
    chances, right = [0.9] * 30 + [0.95] * 30, [True] * 29 + [False] + [False] * 29 + [True]
    model = calibrated(fit_choice([Case([{"a": 1.0}, {}], [0], 1)] * 3, 1.0), chances, right, filled=[True] * 30 + [False] * 30)
    assert model.calibrated(0.9) > 0.9
    assert model.calibrated(0.95, filled=False) < 0.1
    assert model.calibrated(0.95) == model.calibrated(0.9)


def test_the_mean_of_each_tenth_is_compared_with_what_is_right() -> None:
    found = reliability([0.05, 0.31, 0.39, 1.0], [False, False, True, True])
    assert [(row["from"], row["n"], row["right"]) for row in found] == [(0.0, 1, 0.0), (0.3, 2, 0.5), (0.9, 1, 1.0)]
    assert found[1]["mean"] == pytest.approx(0.35)
