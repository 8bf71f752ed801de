"""Linear models with weights set by hand."""

from __future__ import annotations

from math import exp
from pathlib import Path

import numpy as np
import pytest

from newsextract.models import artifact, choice
from newsextract.models.choice import Choice, logistic, softmax, softmax_list

KITES = Choice(["red", "long"], np.array([1.0, -0.5]), edges=[0.5, 0.8], rates=[0.2, 0.6, 0.9])
KINDS = Choice(["red", "long"], np.array([[1.0, 0.0, 0.0], [0.0, 2.0, 0.0]]), ["kite", "balloon", "none"])
PAIR = Choice(["red", "long"], np.array([1.0, 2.0]), mean=np.array([1.0, 0.0]), scale=np.array([2.0, 1.0]))


def test_a_score_is_the_sum_over_known_features() -> None:
    assert KITES.score({"red": 2.0, "long": 1.0, "unknown": 9.0}) == 1.5
    assert KITES.probabilities([{"red": 1.0}, {}]) == pytest.approx([exp(1) / (exp(1) + 1), 1 / (exp(1) + 1)])
    assert KITES.probabilities([["red", "unknown"], []]) == KITES.probabilities([{"red": 1.0}, {}])
    assert KITES.probability({"red": 1.0}) == logistic(1.0) == pytest.approx(1 / (1 + exp(-1)))


def test_each_class_has_weights_of_its_own() -> None:
    chances = KINDS.class_probabilities({"long": 1.0})
    assert list(chances) == ["kite", "balloon", "none"]
    assert chances["balloon"] == pytest.approx(exp(2) / (exp(2) + 2))
    assert set(KINDS.class_probabilities({"unknown": 1.0}).values()) == {1 / 3}
    assert (KINDS.class_weight("balloon", "long"), KINDS.class_weight("kite", "unknown")) == (2.0, 0.0)


def test_arrays_are_standardised_first() -> None:
    assert PAIR.scores(np.array([[3.0, 1.0], [1.0, 0.0]])).tolist() == [3.0, 0.0]


@pytest.mark.parametrize(("said", "right"), [(0.0, 0.2), (0.49, 0.2), (0.5, 0.6), (0.8, 0.9), (1.0, 0.9)])
def test_a_probability_is_looked_up_in_the_calibration_table(said: float, right: float) -> None:
    assert KITES.calibrated(said) == right
    assert PAIR.calibrated(0.12345) == 0.123


def test_large_scores_do_not_overflow() -> None:
    assert 0 < logistic(-1e9) < logistic(1e9) < 1
    assert softmax_list([1e9, 0.0]) == softmax(np.array([1e9, 0.0])).tolist() == [1.0, 0.0]


def test_models_are_read_as_they_were_written(tmp_path: Path) -> None:
    models = {"kites": KITES, "kinds": KINDS, "pair": PAIR}
    artifact.write(tmp_path / "some.npz", "choice", "a test", choice.arrays(models))
    found = choice.of(artifact.read(tmp_path / "some.npz", "choice"))
    assert list(found) == list(models)
    for name, model in models.items():
        for part in model.__dataclass_fields__:
            assert list(map(str, getattr(found[name], part))) == list(map(str, getattr(model, part))), (name, part)


def test_weights_of_three_decimals_take_two_bytes_each_and_come_back_the_same(tmp_path: Path) -> None:
    weights = np.round(np.linspace(-3, 3, 41), 3).astype(np.float32)
    fine = np.array([0.12345, 40.0])
    models = {"a": Choice([str(k) for k in range(41)], weights.astype(np.float64)), "b": Choice(["x", "y"], fine)}
    packed = choice.arrays(models)
    assert (packed["a/weights"].dtype, packed["b/weights"].dtype) == (np.int16, np.float32)
    artifact.write(tmp_path / "m.npz", "choice", "a test", packed)
    again = choice.of(artifact.read(tmp_path / "m.npz", "choice"))
    assert np.array_equal(again["a"].weights, weights.astype(np.float64))
    assert np.array_equal(again["b"].weights, fine.astype(np.float32))
