"""Linear models: a choice among candidates, among classes, or between yes and no.

A score is the weighted sum of the features; probabilities are the softmax of the scores, or the logistic function of a
single score (conditional logit, multinomial logit, logistic regression). A calibration table maps the probability of a
choice to the share of such choices that were right.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from itertools import accumulate, chain, repeat
from math import exp
from operator import add as plus
from operator import mul as times
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsextract.models.artifact import Artifact

_SUM_COMPENSATES = sys.version_info >= (3, 12)
Doubles = NDArray[np.float64]
#: values by the names of the features, or the names of binary features
Features = Mapping[str, float]
Names = list[str] | tuple[str, ...]


def logistic(score: float) -> float:
    """The logistic function of a score, clipped to ±30.

    Examples
    --------
    >>> logistic(0.0)
    0.5
    """
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


def softmax(scores: NDArray[Any]) -> NDArray[Any]:
    """The softmax along the last axis.

    Examples
    --------
    >>> softmax(np.array([0.0, 0.0]))
    array([0.5, 0.5])
    """
    raised = np.exp(scores - np.ascontiguousarray(scores.T).max(axis=0)[..., None])  # numpy is slow along short rows
    result: NDArray[Any] = raised / raised.sum(axis=-1, keepdims=True)
    return result


def add(values: Iterable[float]) -> float:
    """The sum from left to right; since Python 3.12 ``sum`` compensates for rounding, which changes the last digits.

    Examples
    --------
    >>> add([1e16, 1.0, -1e16])
    0.0
    """
    return reduce(plus, values, 0.0) if _SUM_COMPENSATES else sum(values, 0.0)


def softmax_list(scores: Sequence[float]) -> list[float]:
    """The softmax of a few numbers, for which arrays are slower.

    Examples
    --------
    >>> softmax_list([0.0, 0.0])
    [0.5, 0.5]
    """
    top = max(scores)
    raised = [exp(score - top) for score in scores]
    total = add(raised)
    return [value / total for value in raised]


@dataclass(frozen=True)
class Choice:
    """A linear model, with a calibration table."""

    names: Sequence[str]  # of the features
    weights: Doubles  # shape (features,), or (features, classes)
    classes: Sequence[str] = ()
    mean: Doubles = field(default_factory=lambda: np.zeros(0))  # by which features given as arrays are standardised, and scale
    scale: Doubles = field(default_factory=lambda: np.zeros(0))
    edges: Sequence[float] = ()  # upper edge of each bin of the probability but the last
    rates: Sequence[float] = ()  # share of right choices in each bin
    silent_edges: Sequence[float] = ()  # the same for the choice of "none", if it has its own table
    silent_rates: Sequence[float] = ()

    @cached_property
    def by_name(self) -> dict[str, float]:
        """The weight of each feature."""
        return dict(zip(self.names, self.weights.tolist(), strict=True))

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.names)}

    def score(self, features: Features | Names) -> float:
        """The weighted sum of a candidate's features, or of its binary features given by name; unknown ones count 0."""
        if isinstance(features, (list, tuple)):
            return add(filter(None, map(self.by_name.get, features)))
        return add(map(times, features.values(), map(self.by_name.get, features, repeat(0.0))))

    def probabilities(self, candidates: Sequence[Features | Names]) -> list[float]:
        """The probability of each candidate."""
        return softmax_list([self.score(features) for features in candidates])

    def probability(self, features: Features | Names) -> float:
        """The probability that a yes-or-no candidate is right."""
        return logistic(self.score(features))

    def scores(self, rows: Doubles) -> Doubles:
        """The score of each row of an array whose columns are in the order of ``names``."""
        result: Doubles = ((rows - self.mean) / self.scale) @ self.weights
        return result

    def class_probabilities(self, features: Features) -> dict[str, float]:
        """The probability of each class."""
        rows = np.fromiter(map(self._rows.get, features, repeat(-1)), np.intp, len(features))
        known = rows >= 0
        values = np.fromiter(features.values(), np.float64, len(rows))
        scores = values[known] @ self.weights.take(rows[known], axis=0)
        return dict(zip(self.classes, softmax_list(scores.tolist()), strict=True))

    def all_class_probabilities(self, rows: Sequence[Features]) -> list[dict[str, float]]:
        """The class probabilities of many candidates at once; each must have at least one feature."""
        if not rows:
            return []
        numbers = list(map(self._rows.get, chain.from_iterable(rows), repeat(len(self.names))))
        values = np.fromiter(chain.from_iterable(features.values() for features in rows), np.float64, len(numbers))
        starts = list(accumulate(map(len, rows[:-1]), initial=0))
        scores = np.add.reduceat(self._padded.take(numbers, axis=0) * values[:, None], starts)
        return [dict(zip(self.classes, chances, strict=True)) for chances in softmax(scores).tolist()]

    @cached_property
    def _padded(self) -> Doubles:
        """The weights with a row of zeros at the end, for unknown features."""
        return np.vstack([self.weights, np.zeros((1, self.weights.shape[1]))])

    def class_weight(self, name: str, feature: str) -> float:
        """The weight of a feature for a class; 0 for an unknown feature."""
        row = self._rows.get(feature)
        return 0.0 if row is None else float(self.weights[row, self.classes.index(name)])

    def calibrated(self, probability: float, filled: bool = True) -> float:
        """The share of choices with this probability that are right; ``filled`` is False for the choice of "none"."""
        silent = self.silent_rates and not filled
        edges, rates = (self.silent_edges, self.silent_rates) if silent else (self.edges, self.rates)
        if not rates:
            return round(probability, 3)
        return rates[min(len(rates) - 1, bisect_right(edges, probability))]


THOUSAND = 1000
#: fields of a model in a file: strings, arrays that are read as lists, and other arrays
_STRINGS, _LISTS, _ARRAYS = (
    ("names", "classes"),
    ("edges", "rates", "silent_edges", "silent_rates"),
    ("weights", "mean", "scale"),
)


def of(artifact: Artifact) -> dict[str, Choice]:
    """Read the models of a file, by name."""
    found: dict[str, dict[str, Any]] = {}
    for key, array in artifact.arrays.items():
        name, _, part = key.rpartition("/")
        if part in _STRINGS:
            value: Any = artifact.strings(key)
        else:
            value = array.tolist() if part in _LISTS else _unpacked(array).astype(np.float64, copy=False)
        found.setdefault(name, {})[part] = value
    return {name: Choice(**parts) for name, parts in found.items()}


def arrays(models: Mapping[str, Choice]) -> dict[str, NDArray[Any] | Sequence[str]]:
    """The arrays of some models for :func:`newsextract.models.artifact.write`, weights in single precision or in thousandths."""
    found: dict[str, NDArray[Any] | Sequence[str]] = {}
    for name, model in models.items():
        for part in (*_STRINGS, *_ARRAYS, *_LISTS):
            value = getattr(model, part)
            if len(value):
                if part not in _STRINGS:
                    value = _packed(value) if part == "weights" else np.asarray(value, np.float64)
                found[f"{name}/{part}"] = value
    return found


def _packed(weights: Doubles) -> NDArray[Any]:
    """Weights of three decimals as whole thousandths, which take half the space; others in single precision."""
    single = np.asarray(weights, np.float32)
    whole = np.round(np.asarray(weights) * THOUSAND)
    exact = np.abs(whole).max() <= np.iinfo(np.int16).max and np.array_equal(_unpacked(whole.astype(np.int16)), single)
    return whole.astype(np.int16) if exact else single


def _unpacked(array: NDArray[Any]) -> NDArray[Any]:
    """The numbers of an array that may be in thousandths."""
    return (array / THOUSAND).astype(np.float32) if array.dtype == np.int16 else array
