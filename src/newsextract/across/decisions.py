"""A user's decisions that two names, mentions or releases are one or two; they override the results at every run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from newsextract.across import user_tables
from newsextract.errors import InputError

KINDS = ("person", "body", "release")
COLUMNS = ("kind", "a", "b", "decision")
Answer = Literal["one", "two"]


class Decision(NamedTuple):
    """Whether ``a`` and ``b`` are one or two: names or mentions (``record#entity``), or record ids of releases."""

    kind: str
    a: str
    b: str
    decision: str


class Decisions(tuple[Decision, ...]):
    """A user's decisions, in the order of the file."""

    __slots__ = ()

    def pairs(self, kind: str, answer: Answer) -> list[tuple[str, str]]:
        """The pairs of a kind with this decision."""
        return [(row.a, row.b) for row in self if row.kind == kind and row.decision == answer]


NO_DECISIONS = Decisions()


def read(path: Path | None) -> Decisions:
    """Read a CSV file with the columns kind, a, b, decision.

    Raises
    ------
    InputError
        If the file cannot be read or a line is not a decision; the message names the line.
    """
    return Decisions(_rows(path)) if path else NO_DECISIONS


def _rows(path: Path) -> Iterator[Decision]:
    for where, values in user_tables.rows(path, COLUMNS, "decisions"):
        one = Decision(*values)
        if one.kind not in KINDS or one.decision not in {"one", "two"} or not (one.a and one.b):
            fix = "write person, body or release, the two of them, and one or two"
            raise InputError(f"{','.join(one)} is not a decision", where=where, fix=fix)
        yield one
