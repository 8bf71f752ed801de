"""A user's decisions: these two are one, or two; they win over what is found, and survive a rerun."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from newsextract.errors import InputError

KINDS = ("person", "body", "release")
COLUMNS = ("kind", "a", "b", "decision")
Answer = Literal["one", "two"]


class Decision(NamedTuple):
    """That two are one or two; ``a`` and ``b`` are names or mentions (``record#entity``), of releases the records' ids."""

    kind: str
    a: str
    b: str
    decision: str


class Decisions(tuple[Decision, ...]):
    """A user's decisions, in the order of the file."""

    __slots__ = ()

    def pairs(self, kind: str, answer: Answer) -> list[tuple[str, str]]:
        """The pairs of a kind that were decided so."""
        return [(row.a, row.b) for row in self if row.kind == kind and row.decision == answer]


NONE = Decisions()


def read(path: Path | None) -> Decisions:
    """Read a CSV file with the columns kind, a, b, decision.

    Raises
    ------
    InputError
        With the line and what is wrong in it.
    """
    if path is None:
        return NONE
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the decisions cannot be read ({error})", where=str(path), fix="give a UTF-8 CSV file") from error
    reader = csv.DictReader(lines)
    if set(COLUMNS) - set(reader.fieldnames or ()):
        raise InputError("columns are missing", where=str(path), fix=f"begin the file with the line {','.join(COLUMNS)}")
    return Decisions(_rows(reader, path))


def _rows(reader: csv.DictReader[str], path: Path) -> Iterator[Decision]:
    for row in reader:
        one = Decision(*((row[name] or "").strip() for name in COLUMNS))
        if one.kind not in KINDS or one.decision not in {"one", "two"} or not (one.a and one.b):
            what = f"{','.join(one)} is not a decision"
            fix = "write person, body or release, the two of them, and one or two"
            raise InputError(what, where=f"{path}:{reader.line_num}", fix=fix)
        yield one
