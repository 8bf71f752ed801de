"""How far reviewers agree: of each slot the share of values that they decided alike, and Krippendorff's alpha."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from newsextract.desk.corrections import Correction, Target
from newsextract.desk.forms import write_rows
from newsextract.pipeline.entities import squeezed
from newsextract.stores.optional import need

#: a value that two reviewers decided: the record, the slot, and what it is a slot of
Unit = tuple[str, str, str]
#: what a reviewer says of it, by slot, the item's own value under ""; None where nothing stands
_Said = dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement on one slot.

    Attributes
    ----------
    slot
        ``start``, ``participants``, ``entities`` …
    units
        Values that two or more reviewers decided.
    agreed
        Share of them on which all reviewers decided alike.
    alpha
        Krippendorff's alpha, nominal; None where all decisions are one and the same.
    """

    slot: str
    units: int
    agreed: float
    alpha: float | None


def decisions(corrections: Iterable[Correction]) -> dict[Unit, dict[str, str]]:
    """Each value that was decided, with what every reviewer says of it in the end.

    Parameters
    ----------
    corrections
        Those of :attr:`newsextract.desk.Log.standing`, of reviewers who worked apart (``--blind``).
    """
    found: dict[Unit, dict[str, _Said]] = defaultdict(dict)
    for one in corrections:
        by_reviewer = found[one.record, _slot(one.target), _item(one.target)]
        by_reviewer[one.who] = _decided(one, by_reviewer.get(one.who))
    return {unit: {who: _shown(said) for who, said in by_reviewer.items()} for unit, by_reviewer in found.items()}


def _slot(target: Target) -> str:
    if target.layer != "events":
        return target.layer
    return target.slot or ("type" if target.event and target.event.main else "events")


def _item(target: Target) -> str:
    """What a decision is about, told so that two reviewers' words for it are the same."""
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


def _decided(one: Correction, before: _Said) -> _Said:
    """What a reviewer says of an item after one more decision: what is other than it was, by slot."""
    slot, value = one.target.slot, squeezed(one.shown)
    if one.target.layer == "events" or (slot is None and one.action == "reject"):
        return None if one.action == "reject" or not value else {"": value}
    if slot is None and one.target.layer != "participants":
        return before or {}
    return (before or {}) | {_part(one): value}


def _part(one: Correction) -> str:
    """What of a participant, an entity or a statement a decision is about; of mentions, which."""
    slot = one.target.slot
    if slot == "words":
        return f"words {next((given.words[0].start for given in (one.was, one.now) if given and given.words), '')}"
    return "" if slot in {None, "part"} else str(slot)


def _shown(said: _Said) -> str:
    """A decision in words; empty where nothing stands."""
    if said is None:
        return ""
    parts = (f"{slot}: {value or 'nothing'}" if slot else value for slot, value in sorted(said.items()))
    return ", ".join(parts) or "right"


def agreement(corrections: Iterable[Correction]) -> list[Agreement]:
    """The agreement of the reviewers, slot by slot, and over all slots last.

    Raises
    ------
    ModelMissingError
        When the library that computes alpha is not installed.

    Examples
    --------
    >>> agreement([])
    []
    """
    by_slot: dict[str, list[list[str]]] = defaultdict(list)
    for (_, slot, _), said in sorted(decisions(corrections).items()):
        if len(said) > 1:
            by_slot[slot].append(list(said.values()))
    rows = [measured(slot, units) for slot, units in sorted(by_slot.items())]
    every = [[f"{slot}: {value}" for value in unit] for slot, units in by_slot.items() for unit in units]
    return [*rows, measured("all", every)] if every else []


def measured(slot: str, units: list[list[str]]) -> Agreement:
    """The agreement on a slot, of what two or more reviewers said of each value."""
    agreed = sum(len(set(unit)) == 1 for unit in units) / len(units)
    return Agreement(slot, len(units), agreed, _alpha(units))


def _alpha(units: list[list[str]]) -> float | None:
    krippendorff = need("krippendorff", "'newsextract[review]'")
    values = sorted({value for unit in units for value in unit})
    if len(values) < 2:
        return None
    counts = [[Counter(unit)[value] for value in values] for unit in units]
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def disagreements(corrections: Iterable[Correction]) -> list[tuple[str, str, str, str, str]]:
    """The values that reviewers decided differently: record, slot, item, reviewer, decision; a row a reviewer."""
    return [
        (*unit, who, value or "nothing")
        for unit, said in sorted(decisions(corrections).items())
        if len(set(said.values())) > 1
        for who, value in sorted(said.items())
    ]


def write_disagreements(corrections: Iterable[Correction], path: Path) -> int:
    """Write :func:`disagreements` as CSV, safe for spreadsheets; return how many rows."""
    rows = disagreements(corrections)
    write_rows(path, ("record", "slot", "item", "who", "decision"), rows)
    return len(rows)
