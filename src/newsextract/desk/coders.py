"""Judgements by coder, read from where they gave them: coding sheets, and the decisions of a review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from newsextract.data import read_toml
from newsextract.desk import forms, log, reviewed
from newsextract.desk.reviewed import Judgement
from newsextract.desk.sample import CORRECTIONS, CSV, RECORDS, XLSX
from newsextract.errors import ConfigError, InputError
from newsextract.stores import jsonl

#: endings of a file of corrections
_LOGS = {".jsonl", ".ndjson"}
_Values = Mapping[str, Mapping[str, Any]]


def by_coder(folder: Path, values: _Values, sources: Sequence[Path] = ()) -> dict[str, dict[str, Judgement]]:
    """The judgements of each coder by row, in the order of the sources.

    Parameters
    ----------
    folder
        What ``newsextract sample`` wrote.
    values
        The rows of its sheet.
    sources
        Coding sheets, each one coder's, and files of corrections, of which each reviewer is a coder; by default the sheet in the
        folder that was filled in, and the corrections beside it.
    """
    found: dict[str, dict[str, Judgement]] = {}
    corrections = folder / CORRECTIONS
    for path in sources or [*filled(folder, values), *([corrections] if corrections.exists() else [])]:
        for name, given in _coders(folder, path, values):
            if name in found and path.suffix.lower() in _LOGS:  # one reviewer in two files: the later decision counts
                found[name] |= given
            else:
                found[str(path) if name in found else name] = given
    return found


def _coders(folder: Path, path: Path, values: _Values) -> Iterator[tuple[str, dict[str, Judgement]]]:
    if path.suffix.lower() not in _LOGS:
        yield path.name, _judgements(path, values)
        return
    drawn = list(jsonl.read(folder / RECORDS))
    names = dict.fromkeys(value["record"] for value in values.values())
    records = {name: drawn[int(name.removeprefix("r")) - 1] for name in names}  # of some nothing is asked
    yield from reviewed.judgements(records, values, log.read(path).standing).items()


def filled(folder: Path, values: _Values) -> list[Path]:
    """The sheet in a folder that was filled in, CSV or workbook, if any."""
    sheets = [path for path in (folder / XLSX, folder / CSV) if path.exists() and _judgements(path, values)]
    if len(sheets) > 1:
        names = " and ".join(path.name for path in sheets)
        raise ConfigError(f"{names} both have judgements", where=str(folder), fix="name the one that counts with --coder")
    return sheets


@cache
def _words() -> dict[str, str]:
    """What may stand under judgement, and what each means."""
    return {word: said for said, words in read_toml("desk/judgements.toml").items() for word in words}


def _judgements(path: Path, values: _Values) -> dict[str, Judgement]:
    return {row[forms.KEY]: said for row, said in judged(path, values)}


def judged(path: Path, values: _Values) -> Iterator[tuple[Mapping[str, str], Judgement]]:
    """Each row of a sheet that has a judgement, with that, and how many values it says were missed."""
    met = set()
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
        if key in met:
            raise InputError(f"the row {key} is there twice", where=row["line"], fix="delete one of the two")
        met.add(key)
        yield row, _checked(_words()[said], row, values[key])


def _checked(said: str, row: Mapping[str, str], value: Mapping[str, Any]) -> Judgement:
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
