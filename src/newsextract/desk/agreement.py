"""Agreement between reviewers by slot: the share of values decided alike, and Krippendorff's alpha."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from newsextract.desk.corrections import Correction, Target
from newsextract.optional import need
from newsextract.pipeline.entities import squeezed

#: a value that reviewers decide: record id, slot, and the item that has the slot
Unit = tuple[str, str, str]
#: a reviewer's final values of an item by slot, the item's own value under ""; None if nothing is left of it
_ItemValues = dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement on one slot."""

    slot: str  # ``start``, ``participants``, ``entities`` …, or ``all``
    units: int  # number of values that two or more reviewers decided
    agreed: float  # share of these values that all reviewers decided alike
    alpha: float | None  # nominal Krippendorff's alpha; None if all decisions are the same


def decisions(corrections: Iterable[Correction]) -> dict[Unit, dict[str, str]]:
    """The final decision of each reviewer on each value, as text; the reviewers are to work independently (``--blind``)."""
    found: dict[Unit, dict[str, _ItemValues]] = defaultdict(dict)
    for one in corrections:
        by_reviewer = found[one.record, _slot(one.target), _item(one.target)]
        by_reviewer[one.who] = _decided(one, by_reviewer.get(one.who))
    return {unit: {who: _as_text(values) for who, values in by_reviewer.items()} for unit, by_reviewer in found.items()}


def _slot(target: Target) -> str:
    if target.layer != "events":
        return target.layer
    return target.slot or ("type" if target.event and target.event.main else "events")


def _item(target: Target) -> str:
    """A name for the item of a decision, the same for all reviewers who decide on it."""
    parts = []
    if target.event:
        at = target.event.trigger or target.event.about
        parts.append("main" if target.event.main else f"{at.start}-{at.end}" if at else str(target.event.name.th))
    if target.entity:
        first = min(target.entity.at, key=lambda m: m.start, default=None)
        parts.append(f"{first.start}" if first else str(target.entity.name.th or target.entity.name.en))
    if target.statement:
        parts.append(f"{target.statement.start}")
    return " ".join(parts)


def _decided(one: Correction, before: _ItemValues) -> _ItemValues:
    """A reviewer's values of an item, by slot, updated with a further decision."""
    slot, value = one.target.slot, one.shown
    if one.target.layer == "events" or (slot is None and one.action == "reject"):
        return None if one.action == "reject" or not value else {"": value}
    if slot is None and one.target.layer != "participants":
        return before or {}
    return (before or {}) | {_part(one): value}


def _part(one: Correction) -> str:
    """The slot of a participant, entity or statement that a decision is about; for ``words`` also the mention's offset."""
    slot = one.target.slot
    if slot == "words":
        return f"words {next((given.words[0].start for given in (one.was, one.now) if given and given.words), '')}"
    return "" if slot in {None, "part"} else str(slot)


def _as_text(values: _ItemValues) -> str:
    """A decision as text; empty if nothing is left of the item."""
    if values is None:
        return ""
    parts = (f"{slot}: {value or 'nothing'}" if slot else value for slot, value in sorted(values.items()))
    return ", ".join(parts) or "right"


def agreement(corrections: Iterable[Correction]) -> list[Agreement]:
    """The reviewers' agreement on each slot, then on all slots together.

    Raises
    ------
    ModelMissingError
        When krippendorff is not installed.

    Examples
    --------
    >>> agreement([])
    []
    """
    by_slot: dict[str, list[list[str]]] = defaultdict(list)
    for (_, slot, _), by_reviewer in sorted(decisions(corrections).items()):
        if len(by_reviewer) > 1:
            by_slot[slot].append([squeezed(value) for value in by_reviewer.values()])
    every = [[f"{slot}: {value}" for value in unit] for slot, units in by_slot.items() for unit in units]
    return by_slots(dict(sorted(by_slot.items())), every)


def by_slots(units: Mapping[str, list[list[str]]], every: list[list[str]]) -> list[Agreement]:
    """Agreement on each slot and on ``every`` value, given the decisions of two or more reviewers on each value."""
    return [_agreement_on(slot, own) for slot, own in {**units, "all": every}.items()] if every else []


def _agreement_on(slot: str, units: list[list[str]]) -> Agreement:
    krippendorff = need("krippendorff", '"newsextract[review]"')
    agreed = sum(len(set(unit)) == 1 for unit in units) / len(units)
    values = sorted({value for unit in units for value in unit})
    if len(values) < 2:
        return Agreement(slot, len(units), agreed, None)
    counts = [[Counter(unit)[value] for value in values] for unit in units]
    alpha = float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))
    return Agreement(slot, len(units), agreed, alpha)


def disagreements(corrections: Iterable[Correction]) -> list[tuple[str, str, str, str, str]]:
    """Values that reviewers decided differently, a row per reviewer: record, slot, item, reviewer, decision."""
    corrections = list(corrections)
    named = {(one.record, _item(one.target)): _named(one.target) for one in corrections}
    return [
        (record, slot, " ".join(filter(None, (item, named[record, item]))), who, value or "nothing")
        for (record, slot, item), by_reviewer in sorted(decisions(corrections).items())
        if len(set(map(squeezed, by_reviewer.values()))) > 1
        for who, value in sorted(by_reviewer.items())
    ]


def _named(target: Target) -> str:
    """What a reader calls the item of a decision; empty for a main event."""
    if target.entity:
        return target.entity.name.th or target.entity.name.en or ""
    event = target.event if target.event and not target.event.main else None
    words = target.statement or (event and (event.about or event.trigger))
    return words.text if words else ""
