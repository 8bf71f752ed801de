"""The trained choices of the events layer, one for each slot.

Each slot's candidates carry named features, and "none" is a candidate too: see :mod:`newsextract.models.choice`.
"""

from __future__ import annotations

from functools import cache

from newsextract.models import artifact, choice


@cache
def _models() -> dict[str, choice.Choice]:
    return choice.of(artifact.load("events", "choice"))


def model(slot: str) -> choice.Choice:
    """The trained choice of a slot: its weights, and how often what it chooses is right.

    Examples
    --------
    >>> model("type").classes[:2]
    ['meeting', 'ceremony']
    """
    return _models()[slot]
