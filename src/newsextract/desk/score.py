"""Scores from judgements: precision and recall by slot with intervals, confidence thresholds, and the coders' agreement."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from newsextract.desk.agreement import Agreement, by_slots
from newsextract.desk.coders import by_coder
from newsextract.desk.intervals import Share, stratified
from newsextract.desk.reviewed import Judgement
from newsextract.desk.sample import read_plan
from newsextract.desk.strata import MIN_DRAWN, Stratum, join, totals
from newsextract.errors import InputError

#: confidence thresholds tried
_STEPS = tuple(step / 100 for step in (0, *range(30, 100, 5), 96, 97, 98, 99))
#: minimum judged values for a threshold
MIN_JUDGED = 20


@dataclass(frozen=True, slots=True)
class Judged:
    """A row of the sheet with its judgement."""

    record: str
    stratum: tuple[str, ...]
    slot: str
    kind: str
    confidence: float | None
    judgement: str
    missed: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """A confidence threshold that gives the wanted precision."""

    confidence: float
    precision: Share  # of the values at or above it
    kept: float  # weighted share of the values that are at or above it


@dataclass(frozen=True, slots=True)
class SlotScore:
    """The scores of a slot."""

    slot: str
    precision: Share | None  # share of the values that are right; None if none was judged
    #: share of the values in the articles that the records have; None if empty slots were not judged, and for the status
    recall: Share | None
    judged: int
    unsure: int
    at: Threshold | None = None  # the lowest whose estimated precision reaches the wanted one; None without confidences
    surely: Threshold | None = None  # the lowest whose interval lies above the wanted precision


@dataclass(slots=True)
class Scores:
    """The scores of a sheet."""

    plan: dict[str, Any]  # how the sample was drawn
    wanted: float  # precision that thresholds were searched for
    rows: int  # rows in the sheet, rows judged, and rows judged unsure
    judged: int
    unsure: int
    records: int  # records in the sheet, and records with every row judged
    complete: int
    missing: float  # share of all records in strata without a judgement; these are joined with the strata most like them
    slots: list[SlotScore]
    coders: dict[str, int]  # number of rows that count by each coder's judgement; the first coder to judge a row counts
    agreement: list[Agreement] = field(default_factory=list)  # by slot, all slots last; empty with a single coder
    apart: list[tuple[str, ...]] = field(default_factory=list)  # rows judged differently: key and each coder's judgement or ""


def score(
    folder: str | Path,
    sources: Sequence[str | Path] = (),
    *,
    wanted: float = 0.95,
    say: Callable[[str], None] = lambda _: None,
) -> Scores:
    """Score a judged sheet.

    Parameters
    ----------
    folder
        The folder that ``newsextract sample`` wrote.
    sources
        Judged sheets, and corrections files from ``newsextract review``; by default those in the folder. Each sheet and each
        reviewer is a coder. The first coder's judgement of a row counts.
    wanted
        The precision to search thresholds for.
    say
        Called with a message for each unfinished last line of a corrections file, which is left out.

    Raises
    ------
    InputError
        When a file is missing or damaged, a row is unknown or duplicate, or a judgement is not understood; the message
        names the row.
    """
    plan, values = read_plan(Path(folder))
    coders = by_coder(Path(folder), values, list(map(Path, sources)), say)
    given: dict[str, Judgement] = {}
    for own in coders.values():
        given = {**own, **given}
    sizes = {tuple(one["stratum"]): int(one["records"]) for one in plan["strata"]}
    asked = [
        Judged(one["record"], tuple(one["stratum"]), one["slot"], one["kind"], one["confidence"], *given.get(key, ("", 0)))
        for key, one in values.items()
    ]
    every, sizes, missing = _joined([*asked, *_unasked(plan, asked)], sizes)
    rows = every[: len(asked)]
    counts = Counter(row.judgement for row in rows)
    if counts[""] == len(rows):
        raise InputError(
            "no row is judged",
            where=str(folder),
            fix="fill the column 'judgement' (right, wrong, none, missed or unsure), or `newsextract review` the folder",
        )
    found = Scores(
        plan=plan,
        wanted=wanted,
        rows=len(rows),
        judged=len(rows) - counts[""],
        unsure=counts["unsure"],
        records=len(_records(rows)),
        complete=len(_records(rows) - _records(row for row in rows if not row.judgement)),
        missing=missing,
        slots=[_slot(slot, every, sizes, wanted) for slot in dict.fromkeys(row.slot for row in rows)],
        coders=_rows_by_coder(coders),
    )
    if len(coders) > 1:
        found.agreement, found.apart = _agreement(values, list(coders.values()))
    return found


def _records(rows: Iterable[Judged]) -> set[str]:
    return {row.record for row in rows}


def _unasked(plan: Mapping[str, Any], rows: Sequence[Judged]) -> list[Judged]:
    """Rows for drawn records without questions: they have no values, and count by the share of their stratum that is judged."""
    found = []
    for one in plan["strata"]:
        stratum = tuple(one["stratum"])
        here = [row for row in rows if row.stratum == stratum]
        asked, judged = len(_records(here)), len(_records(row for row in here if row.judgement))
        count = round((one["drawn"] - asked) * (judged / asked if asked else 1))
        found += [Judged(f"{stratum} {number}", stratum, "", "", None, "right", 0) for number in range(count)]
    return found


def _joined(rows: Sequence[Judged], sizes: Mapping[Stratum, int]) -> tuple[list[Judged], dict[Stratum, int], float]:
    """Join strata with fewer than two judged records: the rows, the sizes, and the share of records in strata without any."""
    of_record = {row.record: row.stratum for row in rows if row.judgement}
    judged = Counter(of_record.values())
    into = join({stratum: judged[stratum] for stratum in sizes}, MIN_DRAWN)
    missing = sum(size for stratum, size in sizes.items() if not judged[stratum]) / sum(sizes.values())
    return [replace(row, stratum=into[row.stratum]) for row in rows], totals(into, sizes), missing


@dataclass(frozen=True)
class _Sums:
    """The judged rows of a slot, and the strata of all judged records, with or without such a row."""

    rows: Sequence[Judged]
    records: Mapping[str, tuple[str, ...]]
    sizes: Mapping[Any, int]

    def share(self, counted: Callable[[Judged], int], right: Callable[[Judged], int]) -> Share | None:
        """The share of right values among the counted ones."""
        sums = {record: [0, 0] for record in self.records}
        for row in self.rows:
            sums[row.record][0] += right(row)
            sums[row.record][1] += counted(row)
        return stratified(((self.records[record], y, m) for record, (y, m) in sums.items()), self.sizes)

    def total(self, counted: Callable[[Judged], int]) -> float:
        """The number of counted values, weighted by stratum."""
        judged = Counter(self.records.values())
        return sum(counted(row) * self.sizes[row.stratum] / judged[row.stratum] for row in self.rows)


def _is_right(row: Judged) -> int:
    return int(row.kind == "value" and row.judgement == "right")


def _is_in_article(row: Judged) -> int:
    """Number of values in the article: right values, wrong values that stand for another, and missed values."""
    return int(row.kind == "value" and row.judgement in {"right", "wrong"}) + row.missed


def _slot(slot: str, every: Sequence[Judged], sizes: Mapping[Any, int], wanted: float) -> SlotScore:
    own = [row for row in every if row.slot == slot]
    judged = [row for row in own if row.judgement]
    certain = [row for row in judged if row.judgement != "unsure"]
    sums = _Sums(certain, {row.record: row.stratum for row in every if row.judgement}, sizes)
    at, surely = _thresholds(sums, wanted)
    return SlotScore(
        slot=slot,
        precision=sums.share(lambda row: int(row.kind == "value"), _is_right),
        recall=sums.share(_is_in_article, _is_right) if slot != "status" and _has_recall(own) else None,
        judged=len(judged),
        unsure=len(judged) - len(certain),
        at=at,
        surely=surely,
    )


def _has_recall(own: Sequence[Judged]) -> bool:
    """Whether recall is known: the sheet asks about every empty slot, but the coder may have skipped them."""
    empty = [row for row in own if row.kind != "value"]
    return not empty or any(row.judgement for row in empty)


def _thresholds(sums: _Sums, wanted: float) -> tuple[Threshold | None, Threshold | None]:
    """The lowest threshold down to which all have the wanted precision, and the lowest whose lower limit has it too."""
    at = surely = None
    every = sums.total(_above(0.0))
    for step in reversed(_STEPS):
        above = _above(step)
        if sum(map(above, sums.rows)) < MIN_JUDGED:
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


def _rows_by_coder(coders: dict[str, dict[str, Judgement]]) -> dict[str, int]:
    counts = Counter({key: name for name in reversed(coders) for key in coders[name]}.values())
    return {name: counts[name] for name in coders}


def _agreement(
    values: Mapping[str, Mapping[str, Any]], coders: Sequence[Mapping[str, Judgement]]
) -> tuple[list[Agreement], list[tuple[str, ...]]]:
    by_slot: dict[str, list[list[str]]] = defaultdict(list)
    apart = []
    for key, value in values.items():
        judgements = [own[key][0] if key in own else "" for own in coders]
        unit = list(filter(None, judgements))
        if len(unit) > 1:
            by_slot[value["slot"]].append(unit)
            if len(set(unit)) > 1:
                apart.append((key, *judgements))
    return by_slots(by_slot, [unit for units in by_slot.values() for unit in units]), apart
