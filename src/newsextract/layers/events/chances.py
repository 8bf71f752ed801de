"""The probabilities of a candidate's parts in an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from newsextract.records import Part

#: the parts in order of precedence; ``CLASSES`` adds none
PARTS: tuple[Part, ...] = (
    *("chair", "agent", "speaker", "host", "guest", "counterpart"),
    *("signatory", "organiser", "partner", "recipient", "participant"),
)
CLASSES = (*PARTS, "none")

Chance = Mapping[str, float]


def best_part(chance: Chance) -> Part:
    """The most probable part, ignoring none.

    Examples
    --------
    >>> best_part(dict.fromkeys(CLASSES, 0.0) | {"host": 0.2, "none": 0.8})
    'host'
    """
    return max(PARTS, key=chance.__getitem__)


def moved(chance: Chance, parts: Iterable[str], to: str | None) -> Chance:
    """The probabilities without those of some parts, which are added to another one, if given.

    Examples
    --------
    >>> moved({"guest": 0.5, "host": 0.25, "none": 0.25}, ["guest"], "host")
    {'guest': 0.0, 'host': 0.75, 'none': 0.25}
    """
    gone = dict.fromkeys(parts, 0.0)
    found = {**chance, **gone}
    return found | {to: found[to] + sum(map(chance.__getitem__, gone))} if to else found
