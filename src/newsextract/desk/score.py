"""What judgements say of the records: precision and recall of each slot with intervals, the confidence to filter at, coders' agreement."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from newsextract.desk.agreement import Agreement, measured
from newsextract.desk.coders import by_coder
from newsextract.desk.intervals import Share, stratified
from newsextract.desk.reviewed import Judgement
from newsextract.desk.sample import read_plan
from newsextract.desk.strata import LEAST, Stratum, join
from newsextract.errors import InputError

#: thresholds tried for a wanted precision
_STEPS = tuple(step / 100 for step in (0, *range(30, 100, 5), 96, 97, 98, 99))
#: judged values below which no threshold is named
FEWEST = 20


@dataclass(frozen=True, slots=True)
class Judged:
    """A row of the sheet with its judgement."""

    row: str
    record: str
    stratum: tuple[str, ...]
    slot: str
    kind: str
    confidence: float | None
    judgement: str
    missed: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """A confidence to filter at: values at or above it are as precise as wanted.

    Attributes
    ----------
    confidence
        The threshold.
    precision
        Of the values at or above it.
    kept
        Share of all values that are, weighted.
    """

    confidence: float
    precision: Share
    kept: float


@dataclass(frozen=True, slots=True)
class SlotScore:
    """What the judgements say of a slot.

    Attributes
    ----------
    precision
        Share of the values that are right; None where none was judged.
    recall
        Share of what the articles say that the records have; None where empty slots were not judged.
    at
        The lowest threshold whose precision is the wanted one by the estimate; None where there is none, or no confidence.
    surely
        The lowest whose interval lies above it.
    """

    slot: str
    precision: Share | None
    recall: Share | None
    judged: int
    unsure: int
    at: Threshold | None = None
    surely: Threshold | None = None


@dataclass(slots=True)
class Scores:
    """The outcome of a sheet.

    Attributes
    ----------
    plan
        How it was drawn.
    rows, judged, unsure
        Rows of the sheet, those with a judgement, and those judged unsure.
    complete
        Records of which every row is judged.
    missing
        Share of all records in strata of which nothing was judged: they are counted with the strata most like them.
    slots
        Slot by slot.
    coders
        Each coder with the number of rows that count by their judgement: that of the first who judged the row.
    agreement
        With two coders or more; over all slots last.
    apart
        Rows judged differently: row and each coder's judgement, empty where there is none.
    """

    plan: dict[str, Any]
    wanted: float
    rows: int
    judged: int
    unsure: int
    records: int
    complete: int
    missing: float
    slots: list[SlotScore]
    coders: dict[str, int]
    agreement: list[Agreement] = field(default_factory=list)
    apart: list[tuple[str, ...]] = field(default_factory=list)


def score(folder: Path, sources: Sequence[Path] = (), *, wanted: float = 0.95) -> Scores:
    """Score a sheet.

    Parameters
    ----------
    folder
        What ``newsextract sample`` wrote.
    sources
        Judged sheets, and files of corrections from ``newsextract review``; by default those in the folder. Each sheet and each
        reviewer is a coder. What the first of them says of a row counts.
    wanted
        The precision to find thresholds for.

    Raises
    ------
    InputError
        When a file is missing or damaged, a row is unknown or twice there, or a judgement is not understood; the message
        names the row.
    """
    plan, values = read_plan(folder)
    coders = by_coder(folder, values, sources)
    given: dict[str, Judgement] = {}
    for own in coders.values():
        given = {**own, **given}
    sizes = {tuple(one["stratum"]): int(one["records"]) for one in plan["strata"]}
    asked = [_judged(value, *given.get(key, ("", 0))) for key, value in values.items()]
    every, sizes, missing = _joined([*asked, *_unasked(plan, asked)], sizes)
    rows = every[: len(asked)]
    done = [row for row in rows if row.judgement]
    if not done:
        raise InputError(
            "no row is judged",
            where=str(folder),
            fix="fill the column 'judgement' (right, wrong, none, missed or unsure), or `newsextract review` the folder",
        )
    found = Scores(
        plan=plan,
        wanted=wanted,
        rows=len(rows),
        judged=len(done),
        unsure=sum(map(_is_unsure, done)),
        records=len(_records(rows)),
        complete=len(_records(rows) - _records(row for row in rows if not row.judgement)),
        missing=missing,
        slots=[_slot(slot, every, sizes, wanted) for slot in dict.fromkeys(row.slot for row in rows)],
        coders=_counted(coders),
    )
    if len(coders) > 1:
        found.agreement, found.apart = _agreement(values, list(coders.values()))
    return found


def _is_unsure(row: Judged) -> bool:
    return row.judgement == "unsure"


def _records(rows: Iterable[Judged]) -> set[str]:
    return {row.record for row in rows}


def _unasked(plan: Mapping[str, Any], rows: Sequence[Judged]) -> list[Judged]:
    """A row for each record of which nothing is asked: it has no values, and counts as far as others of its stratum are judged."""
    found = []
    for one in plan["strata"]:
        stratum = tuple(one["stratum"])
        here = [row for row in rows if row.stratum == stratum]
        asked, judged = len(_records(here)), len(_records(row for row in here if row.judgement))
        count = round((one["drawn"] - asked) * (judged / asked if asked else 1))
        found += [Judged("", f"{stratum} {number}", stratum, "", "", None, "right", 0) for number in range(count)]
    return found


def _joined(rows: Sequence[Judged], sizes: Mapping[Stratum, int]) -> tuple[list[Judged], dict[Stratum, int], float]:
    """The rows with strata of which fewer than two records are judged joined with others; the sizes; the share of those without any."""
    of_record = {row.record: row.stratum for row in rows if row.judgement}
    judged = Counter(of_record.values())
    into = join(
        {stratum: judged[stratum] for stratum in sizes}, lambda counts: {s for s, count in counts.items() if count < LEAST}
    )
    totals: Counter[Stratum] = Counter()
    for stratum, size in sizes.items():
        totals[into[stratum]] += size
    missing = sum(size for stratum, size in sizes.items() if not judged[stratum]) / sum(sizes.values())
    return [replace(row, stratum=into[row.stratum]) for row in rows], dict(totals), missing


def _judged(value: Mapping[str, Any], judgement: str, missed: int) -> Judged:
    stratum = tuple(value["stratum"])
    return Judged(value["row"], value["record"], stratum, value["slot"], value["kind"], value["confidence"], judgement, missed)


@dataclass(frozen=True)
class _Sums:
    """The judged rows of a slot, of which shares are asked; every judged record counts, also one without such a value."""

    rows: Sequence[Judged]
    records: Mapping[str, tuple[str, ...]]
    sizes: Mapping[Any, int]

    def share(self, counted: Callable[[Judged], int], right: Callable[[Judged], int]) -> Share | None:
        """The share of what is right in what is counted."""
        sums = {record: [0, 0] for record in self.records}
        for row in self.rows:
            sums[row.record][0] += right(row)
            sums[row.record][1] += counted(row)
        return stratified(((self.records[record], y, m) for record, (y, m) in sums.items()), self.sizes)

    def total(self, counted: Callable[[Judged], int]) -> float:
        """How much is counted, weighted by stratum."""
        judged = Counter(self.records.values())
        return sum(counted(row) * self.sizes[row.stratum] / judged[row.stratum] for row in self.rows)


def _is_value(row: Judged) -> int:
    return int(row.kind == "value")


def _is_right(row: Judged) -> int:
    return int(row.kind == "value" and row.judgement == "right")


def _is_said(row: Judged) -> int:
    """What the article says: right values, wrong ones that stand for another, and what was missed."""
    return int(row.kind == "value" and row.judgement in {"right", "wrong"}) + row.missed


def _slot(slot: str, every: Sequence[Judged], sizes: Mapping[Any, int], wanted: float) -> SlotScore:
    own = [row for row in every if row.slot == slot]
    judged = [row for row in own if row.judgement]
    sure = [row for row in judged if row.judgement != "unsure"]
    sums = _Sums(sure, {row.record: row.stratum for row in every if row.judgement}, sizes)
    at, surely = _thresholds(sums, wanted)
    return SlotScore(
        slot=slot,
        precision=sums.share(_is_value, _is_right),
        recall=sums.share(_is_said, _is_right) if slot != "status" and _asked(own) else None,
        judged=len(judged),
        unsure=len(judged) - len(sure),
        at=at,
        surely=surely,
    )


def _asked(own: Sequence[Judged]) -> bool:
    """Whether something is known of what was missed: every empty slot is in the sheet, but the coder may have passed them over."""
    empty = [row for row in own if row.kind != "value"]
    return not empty or any(row.judgement for row in empty)


def _thresholds(sums: _Sums, wanted: float) -> tuple[Threshold | None, Threshold | None]:
    """The lowest threshold with the wanted precision at it and at all above it, by the estimate and by the lower limit."""
    at = surely = None
    every = sums.total(_above(0.0))
    for step in reversed(_STEPS):
        above = _above(step)
        if sum(map(above, sums.rows)) < FEWEST:
            continue
        one = sums.share(above, lambda row, above=above: above(row) and row.judgement == "right")  # type: ignore[misc]
        if one is None or one.value < wanted:
            break
        at = Threshold(step, one, sums.total(above) / every)
        if one.low >= wanted:
            surely = at
    return at, surely


def _above(step: float) -> Callable[[Judged], int]:
    return lambda row: int(row.kind == "value" and row.confidence is not None and row.confidence >= step)


def _counted(coders: dict[str, dict[str, Judgement]]) -> dict[str, int]:
    first = {key: name for name in reversed(coders) for key in coders[name]}
    counts = Counter(first.values())
    return {name: counts[name] for name in coders}


def _agreement(
    values: Mapping[str, Mapping[str, Any]], coders: Sequence[Mapping[str, Judgement]]
) -> tuple[list[Agreement], list[tuple[str, ...]]]:
    by_slot: dict[str, list[list[str]]] = defaultdict(list)
    apart = []
    for key, value in values.items():
        said = [own[key][0] if key in own else "" for own in coders]
        unit = list(filter(None, said))
        if len(unit) > 1:
            by_slot[value["slot"]].append(unit)
            if len(set(unit)) > 1:
                apart.append((key, *said))
    every = [unit for units in by_slot.values() for unit in units]
    return [*(measured(slot, units) for slot, units in by_slot.items()), measured("all", every)] if every else [], apart
