"""Choose among candidates: a log-linear model whose weights a reader can open and follow.

Each slot's candidates carry named features; a candidate's score is the sum of its features' weights, "none" is a
candidate too, and probabilities are the softmax of the scores. A calibration table maps the probability of what was
chosen to how often such a choice was right on annotated articles.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import repeat
from math import exp
from typing import Any

from newsextract.data import read_text

Features = Mapping[str, float]


@cache
def model() -> dict[str, Any]:
    """The trained weights and calibration tables, by slot."""
    loaded: dict[str, Any] = json.loads(read_text("events/model.json"))
    return loaded


def score(slot: str, features: Features) -> float:
    """The sum of the weights of a candidate's features."""
    get = weights(slot).get
    total = 0.0
    for name, value in features.items():
        weight = get(name)
        if weight is not None:
            total += value * weight
    return total


@cache
def weights(slot: str) -> dict[str, float]:
    """The weights of a slot's features by name."""
    found: dict[str, float] = model()["weights"].get(slot, {})
    return found


def softmax(scores: Sequence[float]) -> list[float]:
    """Scores to probabilities.

    Examples
    --------
    >>> softmax([0.0, 0.0])
    [0.5, 0.5]
    """
    top = max(scores)
    raised = [exp(score - top) for score in scores]
    total = sum(raised)
    return [value / total for value in raised]


def probabilities(slot: str, candidates: Sequence[Features]) -> list[float]:
    """The probability of each candidate of a slot."""
    return softmax([score(slot, features) for features in candidates])


def choice(slot: str, candidates: Sequence[Sequence[str]]) -> list[float]:
    """The probability of each candidate of a slot whose features are only there or not, given as their names."""
    get = weights(slot).get
    return softmax([sum(map(get, names, repeat(0.0))) for names in candidates])


def probability(slot: str, features: Features) -> float:
    """The probability that a single yes-or-no candidate holds."""
    value = score(slot, features)
    return 1 / (1 + exp(-max(-30.0, min(30.0, value))))


def calibrated(slot: str, probability: float) -> float:
    """How often a choice made with this probability is right, from the annotated articles."""
    table = model()["calibration"].get(slot)
    if not table:
        return round(probability, 3)
    edges, rates = table["edges"], table["rates"]
    return float(rates[min(len(rates) - 1, bisect_right(edges, probability))])
