"""What judgements say of the records: precision and recall of each slot with intervals, the confidence to filter at, coders' agreement."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from newsextract.data import read_toml
from newsextract.desk import forms
from newsextract.desk.intervals import Share, stratified
from newsextract.desk.sample import CSV, PLAN, VALUES, XLSX
from newsextract.desk.strata import LEAST, Stratum, join
from newsextract.errors import ConfigError, InputError, ModelMissingError

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


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two coders agree on a slot: the share of rows with the same judgement, and Krippendorff's alpha.

    ``alpha`` is None where all judgements are one and the same.
    """

    slot: str
    rows: int
    agreed: float
    alpha: float | None


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
    agreement
        With two sheets; over all slots last.
    apart
        Rows judged differently: row and both judgements.
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
    agreement: list[Agreement] = field(default_factory=list)
    apart: list[tuple[str, str, str]] = field(default_factory=list)


def score(folder: Path, sheets: Sequence[Path] = (), *, wanted: float = 0.95) -> Scores:
    """Score a sheet.

    Parameters
    ----------
    folder
        What ``newsextract sample`` wrote.
    sheets
        Judged sheets, one a coder; the first is scored. By default the one in the folder that has judgements.
    wanted
        The precision to find thresholds for.

    Raises
    ------
    InputError
        When a file is missing or damaged, a row is unknown or twice there, or a judgement is not understood; the message
        names the row.
    """
    plan, values = _plan(folder)
    given = [_judgements(path, values) for path in sheets] or [_own(folder, values)]
    sizes = {tuple(one["stratum"]): int(one["records"]) for one in plan["strata"]}
    rows, sizes, missing = _joined(_rows(values, given[0]), sizes)
    done = [row for row in rows if row.judgement]
    if not done:
        raise InputError(
            "no row is judged", where=str(folder), fix="fill the column 'judgement': right, wrong, none, missed or unsure"
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
        slots=[_slot(slot, rows, sizes, wanted) for slot in dict.fromkeys(row.slot for row in rows)],
    )
    if len(given) > 1:
        found.agreement, found.apart = _agreement(values, given[0], given[1])
    return found


def _rows(values: Mapping[str, Mapping[str, Any]], given: Mapping[str, tuple[str, int]]) -> list[Judged]:
    return [_judged(value, *given.get(key, ("", 0))) for key, value in values.items()]


def _is_unsure(row: Judged) -> bool:
    return row.judgement == "unsure"


def _records(rows: Iterable[Judged]) -> set[str]:
    return {row.record for row in rows}


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


def _plan(folder: Path) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    try:
        plan = json.loads((folder / PLAN).read_text(encoding="utf-8"))
        lines = (folder / VALUES).read_text(encoding="utf-8").splitlines()
        values = {value["row"]: value for value in map(json.loads, lines)}
        _ = plan["strata"], plan["records"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        fix = f"give the folder that `newsextract sample` wrote, with its {PLAN} and {VALUES}"
        raise InputError(f"the plan of the sheet cannot be read ({error})", where=str(folder), fix=fix) from error
    return plan, values


@cache
def _words() -> dict[str, str]:
    """What may stand under judgement, and what each means."""
    return {word: said for said, words in read_toml("desk/judgements.toml").items() for word in words}


def _own(folder: Path, values: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    """The judgements of the sheet in the folder, CSV or workbook, whichever was filled in."""
    found = {path: _judgements(path, values) for path in (folder / XLSX, folder / CSV) if path.exists()}
    filled = {path: given for path, given in found.items() if given}
    if len(filled) > 1:
        names = " and ".join(path.name for path in filled)
        raise ConfigError(f"{names} both have judgements", where=str(folder), fix="name the one that counts with --coder")
    return next(iter(filled.values()), {})


def _judgements(path: Path, values: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    """The judgement of each row that has one, and how many values it says were missed."""
    found: dict[str, tuple[str, int]] = {}
    for row in forms.read(path):
        key, said = row[forms.KEY], row[forms.JUDGEMENT].lower().removeprefix("'")
        if not said:
            continue
        if key not in values:
            raise InputError(
                f"the sheet has no row {key!r}",
                where=row["line"],
                fix="give the sheet of this folder, with the column 'row' as it was",
            )
        if said not in _words():
            raise InputError(
                f"the judgement {said!r} is not understood", where=row["line"], fix="write right, wrong, none, missed or unsure"
            )
        if key in found:
            raise InputError(f"the row {key} is there twice", where=row["line"], fix="delete one of the two")
        found[key] = _checked(_words()[said], row, values[key])
    return found


def _checked(said: str, row: Mapping[str, str], value: Mapping[str, Any]) -> tuple[str, int]:
    """A judgement that fits its row; of an empty slot, wrong is missed and none is right."""
    if value["kind"] == "value":
        if said == "missed":
            raise InputError("there is a value in this row, it cannot be missed", where=row["line"], fix="write wrong, or none")
        return said, 0
    said = {"wrong": "missed", "none": "right"}.get(said, said)
    if value["kind"] == "empty" or said != "missed":
        return said, int(said == "missed")
    number = row[forms.CORRECT] or "1"
    if not number.isdecimal():
        raise InputError(
            f"{number!r} is not how many are missing", where=row["line"], fix="write a number under 'correct value'"
        )
    return ("missed", int(number)) if int(number) else ("right", 0)


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
    for step in reversed(_STEPS):
        above = _above(step)
        if sum(map(above, sums.rows)) < FEWEST:
            continue
        one = sums.share(above, lambda row, above=above: above(row) and row.judgement == "right")  # type: ignore[misc]
        kept = sums.share(_above(0.0), above)
        if one is None or kept is None or one.value < wanted:
            break
        at = Threshold(step, one, kept.value)
        if one.low >= wanted:
            surely = at
    return at, surely


def _above(step: float) -> Callable[[Judged], int]:
    return lambda row: int(row.kind == "value" and row.confidence is not None and row.confidence >= step)


def _agreement(
    values: Mapping[str, Mapping[str, Any]], one: Mapping[str, tuple[str, int]], other: Mapping[str, tuple[str, int]]
) -> tuple[list[Agreement], list[tuple[str, str, str]]]:
    by_slot: dict[str, list[tuple[str, str]]] = defaultdict(list)
    apart = []
    for key, value in values.items():
        if key in one and key in other:
            pair = one[key][0], other[key][0]
            by_slot[value["slot"]].append(pair)
            if pair[0] != pair[1]:
                apart.append((key, *pair))
    every = [pair for pairs in by_slot.values() for pair in pairs]
    if not every:
        raise InputError("the two sheets have no judged row in common", fix="let both coders judge the same records")
    return [*(_agreed(slot, pairs) for slot, pairs in by_slot.items()), _agreed("all", every)], apart


def _agreed(slot: str, pairs: Sequence[tuple[str, str]]) -> Agreement:
    same = sum(a == b for a, b in pairs) / len(pairs)
    return Agreement(slot, len(pairs), same, _alpha(pairs))


def _alpha(pairs: Sequence[tuple[str, str]]) -> float | None:
    try:
        import krippendorff
    except ImportError as error:
        raise ModelMissingError("krippendorff is not installed", fix="pip install 'newsextract[review]'") from error
    kinds = sorted({said for pair in pairs for said in pair})
    if len(kinds) < 2:
        return None
    counts = [[Counter(pair)[kind] for kind in kinds] for pair in pairs]
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))
