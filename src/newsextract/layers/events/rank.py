"""The trained models of the events layer, one for each slot.

Each candidate of a slot has named features, and "none" is a candidate too: see :mod:`newsextract.models.choice`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from newsextract.models import artifact, choice


@cache
def models_of(name: str) -> dict[str, choice.Choice]:
    """The models of an artifact."""
    return choice.of(artifact.load(name, "choice"))


def model(slot: str) -> choice.Choice:
    """The trained model of a slot, with its weights and its calibration.

    Examples
    --------
    >>> model("type").classes[:2]
    ['meeting', 'ceremony']
    """
    return models_of("events")[slot]


def choose(slot: str, rows: Sequence[choice.Features]) -> tuple[int, float, list[float]]:
    """Index of the most probable candidate, its calibrated confidence, and the probabilities of all candidates."""
    chances = model(slot).probabilities(rows)
    best = max(range(len(chances)), key=chances.__getitem__)
    return best, model(slot).calibrated(chances[best], best < len(rows) - 1), chances


def true_traits(traits: Mapping[str, object]) -> dict[str, float]:
    """The traits that hold, as features.

    Examples
    --------
    >>> true_traits({"said": True, "late": False})
    {'said': 1.0}
    """
    return {name: 1.0 for name, holds in traits.items() if holds}
