"""A user's decisions that two names, mentions or releases are one or two; they override the results at every run."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Literal

from newsextract.across.joining import Groups
from newsextract.errors import InputError
from newsextract.sources.user_tables import named_cells

KINDS = ("person", "body", "release")
COLUMNS = ("kind", "a", "b", "decision")
Answer = Literal["one", "two"]


class Decisions(dict[tuple[str, str], list[tuple[str, str]]]):
    """A user's pairs by kind and decision: of names or mentions (``record#entity``), or of record ids of releases."""

    def pairs(self, kind: str, answer: Answer) -> list[tuple[str, str]]:
        """The pairs of a kind with this decision, in the order of the file."""
        return self.get((kind, answer), [])

    def groups(self, kind: str, node: Callable[[str], str]) -> Groups[str]:
        """The names of a kind joined and kept apart as decided; ``node`` gives the key of a name or mention."""
        groups = Groups((node(a), node(b)) for a, b in self.pairs(kind, "two"))
        for a, b in self.pairs(kind, "one"):
            groups.join(node(a), node(b))
        return groups

    def without_record(self, records: Collection[str]) -> list[str]:
        """The releases and mentions whose record is not among these, which the decisions therefore do not reach."""
        named = {one: one.rpartition("#")[0] for pairs in self.values() for pair in pairs for one in pair if "#" in one}
        named |= {one: one for answer in ("one", "two") for pair in self.pairs("release", answer) for one in pair}
        return sorted(one for one, record in named.items() if record not in records)


NO_DECISIONS = Decisions()


def read(path: Path | None) -> Decisions:
    """Read a CSV file or a workbook with the columns kind, a, b, decision.

    InputError names a line that is not a decision, or that contradicts an earlier one.
    """
    found, made = Decisions(), dict[tuple[str, frozenset[str]], str]()
    for row in named_cells(path, COLUMNS) if path else ():
        kind, a, b, decision = values = [row[name] for name in COLUMNS]
        if kind not in KINDS or decision not in {"one", "two"} or not (a and b):
            fix = "write person, body or release, the two of them, and one or two"
            raise InputError(f"{','.join(values)} is not a decision", where=row["line"], fix=fix)
        if made.setdefault((kind, frozenset((a, b))), decision) != decision:
            raise InputError(f"{','.join(values)} contradicts an earlier line", where=row["line"], fix="delete one of the two")
        found.setdefault((kind, decision), []).append((a, b))
    return found
