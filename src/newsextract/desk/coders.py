"""Read judgements by coder, from coding sheets and from review decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from newsextract.data import read_toml
from newsextract.desk import forms, log, reviewed
from newsextract.desk.reviewed import Judgement
from newsextract.desk.sample import CHOICES, CORRECTIONS, CSV, RECORDS, XLSX
from newsextract.errors import ConfigError, InputError
from newsextract.stores import jsonl

#: suffixes of corrections files
_LOGS = {".jsonl", ".ndjson"}
_Values = Mapping[str, Mapping[str, Any]]


def by_coder(
    folder: Path, values: _Values, sources: Sequence[Path] = (), say: Callable[[str], None] = lambda _: None
) -> dict[str, dict[str, Judgement]]:
    """Each coder's judgements by row, with the coders in the order of the sources.

    Sources are coding sheets, one per coder, and corrections files, in which each reviewer is a coder; by default the sheet in
    the folder that has judgements, and the corrections beside it. ``values`` are the rows of the folder's sheet by key; ``say``
    is called with a message for each unfinished last line of corrections.
    """
    found: dict[str, dict[str, Judgement]] = {}
    corrections = folder / CORRECTIONS
    for path in sources or [*judged_sheets(folder, values), *([corrections] if corrections.exists() else [])]:
        for name, given in _coders(folder, path, values, say):
            if name in found and path.suffix.lower() in _LOGS:  # one reviewer in two files: the later file counts
                found[name] |= given
            else:
                found[str(path) if name in found else name] = given
    return found


def _coders(
    folder: Path, path: Path, values: _Values, say: Callable[[str], None]
) -> Iterator[tuple[str, dict[str, Judgement]]]:
    if path.suffix.lower() not in _LOGS:
        yield path.name, _judgements(path, values)
        return
    drawn = list(jsonl.read(folder / RECORDS))
    names = dict.fromkeys(value["record"] for value in values.values())
    records = {name: drawn[int(name.removeprefix("r")) - 1] for name in names}  # records without a row are left out
    made = log.read(path)
    for line in made.torn:
        say(line)
    yield from reviewed.judgements(records, values, made.standing).items()


def judged_sheets(folder: Path, values: _Values) -> list[Path]:
    """The sheet of a folder that has judgements, CSV or workbook; an empty list if neither has any."""
    sheets = [path for path in (folder / XLSX, folder / CSV) if path.exists() and _judgements(path, values)]
    if len(sheets) > 1:
        names = " and ".join(path.name for path in sheets)
        raise ConfigError(f"{names} both have judgements", where=str(folder), fix="name the one that counts with --coder")
    return sheets


@cache
def _entries() -> dict[str, str]:
    """Accepted entries of the column judgement, and the judgement that each stands for."""
    return {word: judgement for judgement, words in read_toml("desk/judgements.toml").items() for word in words}


def _judgements(path: Path, values: _Values) -> dict[str, Judgement]:
    return {row[forms.KEY]: judgement for row, judgement in judged_rows(path, values)}


def judged_rows(path: Path, values: _Values) -> Iterator[tuple[Mapping[str, str], Judgement]]:
    """Yield the judged rows of a sheet, each with its judgement."""
    seen = set()
    for row in forms.read(path):
        key, text = row[forms.KEY], row[forms.JUDGEMENT].lower().removeprefix("'")
        if not text:
            continue
        if key not in values:
            fix = "give the sheet of this folder, with the column 'row' as it was"
            raise InputError(f"the sheet has no row {key!r}", where=row["line"], fix=fix)
        if text not in _entries():
            fix = f"write {', '.join(CHOICES[:-1])} or {CHOICES[-1]}"
            raise InputError(f"the judgement {text!r} is not understood", where=row["line"], fix=fix)
        if key in seen:
            raise InputError(f"the row {key} occurs twice", where=row["line"], fix="delete one of the two")
        seen.add(key)
        yield row, _checked(_entries()[text], row, values[key])


def _checked(judgement: str, row: Mapping[str, str], value: Mapping[str, Any]) -> Judgement:
    """The judgement of a row, checked; in an empty slot, wrong means missed and none means right."""
    if value["kind"] == "value":
        if judgement == "missed":
            raise InputError("there is a value in this row, it cannot be missed", where=row["line"], fix="write wrong, or none")
        return judgement, 0
    judgement = {"wrong": "missed", "none": "right"}.get(judgement, judgement)
    if value["kind"] == "empty" or judgement != "missed":
        return judgement, int(judgement == "missed")
    number = row[forms.CORRECT] or "1"
    if not number.isdecimal():
        fix = "write a number under 'correct value'"
        raise InputError(f"{number!r} is not a number of missing values", where=row["line"], fix=fix)
    return ("missed", int(number)) if int(number) else ("right", 0)
