"""Replay corrections on records of any version, and report the outcome of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from newsextract.desk.apply import Outcome, Status, apply
from newsextract.desk.corrections import Correction
from newsextract.desk.forms import write_rows
from newsextract.desk.log import Log
from newsextract.desk.targets import MisfitError
from newsextract.records import Record

_STATUS_ORDER: tuple[Status, ...] = ("applied", "already so", "not fitting")
NO_RECORD = "there is no record of this id"


@dataclass
class Replay:
    """Applies the corrections of a log to records as they pass through, and keeps the outcome of each.

    Two captures of a page may share an id: a correction counts as applied if it fits one of them.
    """

    log: Log
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_record = self.log.by_record()

    def __contains__(self, record: object) -> bool:
        """Whether the record with this id has corrections."""
        return record in self._by_record

    def __call__(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield the corrected records."""
        for record in records:
            wanted = self._by_record.get(record.id)
            if not wanted:
                yield record
                continue
            found = apply(record, wanted, self.log.sha256)
            for one in (*found.applied, *found.not_applied):
                known = self.outcomes.get(one.correction.id)
                if known is None or _STATUS_ORDER.index(one.status) < _STATUS_ORDER.index(known.status):
                    self.outcomes[one.correction.id] = one
            yield found.record

    def account(self) -> list[Outcome]:
        """The outcome of every standing correction, in the log's order."""
        return [self.outcomes.get(one.id) or Outcome(one, "not fitting", MisfitError(NO_RECORD)) for one in self.log.standing]

    def summary(self) -> str:
        """The number of corrections by outcome, in one line.

        Examples
        --------
        >>> Replay(Log((), "")).summary()
        'no corrections'
        """
        counts = Counter(one.status for one in self.account())
        parts = [f"{counts[status]:,} {status}" for status in _STATUS_ORDER if counts[status]]
        total = sum(counts.values())
        return f"{total:,} correction{'' if total == 1 else 's'}: {', '.join(parts)}" if total else "no corrections"

    def misfits(self) -> list[tuple[Correction, str]]:
        """The corrections that do not fit, each with the reason."""
        return [(one.correction, one.reason or "") for one in self.account() if one.status == "not fitting"]


def write_misfits(misfits: Iterable[tuple[Correction, str]], path: Path) -> None:
    """Write corrections that do not fit as CSV, with the reasons."""
    columns = ("record", "target", "action", "who", "when", "value", "why it does not fit", "correction")
    rows = ((m.record, m.path, m.action, m.who, m.when, m.shown, why, m.line()) for m, why in misfits)
    write_rows(path, columns, rows)


def replay(records: Iterable[Record], log: Log) -> tuple[list[Record], Replay]:
    """Apply a log to records that fit into memory."""
    made = Replay(log)
    return list(made(records)), made
