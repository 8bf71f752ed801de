"""A store under review: its records with the reviewers' decisions, and the file of corrections, one writer at a time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any

from newsextract._version import build
from newsextract.desk import log, sheet
from newsextract.desk.apply import Applied, Outcome, apply
from newsextract.desk.corrections import EVENT_SLOTS, Correction
from newsextract.desk.deciding import Maker
from newsextract.desk.sheet import Row
from newsextract.desk.targets import MisfitError
from newsextract.errors import InputError
from newsextract.optional import need
from newsextract.records import Record
from newsextract.stores.duck import brief, opened
from newsextract.stores.jsonl import parse

#: maximum records cached in memory
_MAX_CACHED = 32
#: each article with the number of its main events and of their participants
_ARTICLES = """
    SELECT a.article, a.article_id, count(DISTINCT e.event_id), count(p.n)
    FROM articles a LEFT JOIN events e ON e.article = a.article AND e.main
    LEFT JOIN participants p ON p.article = a.article AND p.event_id = e.event_id
    GROUP BY a.article, a.article_id ORDER BY a.article
"""


class ChangedError(Exception):
    """The decisions on the record have changed since the page was loaded."""


@dataclass(frozen=True, slots=True)
class ReviewedRecord:
    """A record with the decisions applied, and its rows."""

    record: Record
    rows: list[Row]
    #: digest of the decisions on the record
    state: str
    #: decisions that do not fit the record
    misfits: list[Outcome]
    decided: Sequence[Correction]

    def row(self, key: str) -> Row | None:
        """The row of a key; None if there is none."""
        return next((row for row in self.rows if row.key == key), None)

    @property
    def left(self) -> int:
        """Number of rows that the reviewer still has to decide."""
        return len(sheet.undecided(self.rows))


@dataclass
class Book:
    """A store under review by ``who``: the DuckDB file, and the path of the file of corrections."""

    store: Path
    path: Path
    who: str
    #: whether other reviewers' decisions are neither shown nor applied
    blind: bool = False
    ids: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lock = RLock()
        self._reader = log.Reader(self.path)
        self._line = lru_cache(_MAX_CACHED)(self._read)  # a record is read before and after each decision
        self._last: tuple[str, list[str], Applied] | None = None  # a record's id, its decisions' ids, and what they made of it
        self._done: dict[str, bool] = {}
        self._by_record: dict[str, list[Correction]] = {}
        self._value_counts: dict[str, int] = {}
        for number, key, mains, parties in self._rows("the tables", _ARTICLES):
            if key not in self.numbers:  # of two captures of a page, only the first
                self.numbers[key] = number
                self.ids.append(key)
                self._value_counts[key] = len(EVENT_SLOTS) + parties if mains else 1
        self.refresh()

    @property
    def torn(self) -> list[str]:
        """Warnings about a line that a killed writer left unfinished."""
        return self._reader.torn

    def refresh(self) -> None:
        """Read the decisions that this or another program has added to the file."""
        with self._lock:
            if self._reader.shrunk():  # the file was replaced
                self._reader, self._by_record, self._done = log.Reader(self.path), {}, {}
            if not self.path.exists():
                return
            for one in self._reader.read_new():
                held = self._by_record.setdefault(one.record, [])
                self._done.pop(one.record, None)
                if one.action == "withdraw" and one.now:
                    held[:] = [other for other in held if other.id != one.now.correction]
                else:
                    held.append(one)

    def decisions(self, record_id: str) -> list[Correction]:
        """The standing decisions on a record; only the reviewer's own in a blind review."""
        return [one for one in self._by_record.get(record_id, ()) if not self.blind or one.who == self.who]

    def record(self, record_id: str) -> Record | None:
        """A record as stored; None if it is not in the store."""
        number = self.numbers.get(record_id)
        line = None if number is None else self._line(number)
        return None if line is None else parse(line, record_id)

    def _read(self, number: int) -> str | None:
        found = self._rows(f"article {number}", "SELECT record FROM articles WHERE article = ?", number)
        return str(found[0][0]) if found else None

    def _rows(self, what: str, sql: str, *values: int) -> list[Any]:
        duckdb = need("duckdb")
        try:
            with opened(self.store) as base:
                found: list[Any] = base.execute(sql, values).fetchall()
        except duckdb.Error as error:
            fix = "make it again with `newsextract store`"
            raise InputError(f"{what} cannot be read ({brief(error)})", where=str(self.store), fix=fix) from error
        return found

    def reviewed_record(self, record_id: str) -> ReviewedRecord | None:
        """A record with the decisions applied, and its rows; None if it is not in the store."""
        self.refresh()
        record = self.record(record_id)
        if record is None:
            return None
        decided = self.decisions(record_id)
        found = self._apply(record, decided)
        shown = sheet.rows(found.record, [one.correction for one in found.applied], self.who)
        state = hashlib.sha256("".join(one.id for one in decided).encode()).hexdigest()[:16]
        made = ReviewedRecord(found.record, shown, state, found.not_applied, decided)
        if any(one.who == self.who for one in decided):
            self._done[record_id] = made.left == 0
        return made

    def _apply(self, record: Record, decided: Sequence[Correction]) -> Applied:
        """Apply a record's decisions; those that were applied the last time are not applied again."""
        last, ids = self._last, [one.id for one in decided]
        key, done, found = last or ("", [], Applied(record, [], []))
        if key != record.id or done != ids[: len(done)]:
            done, found = [], Applied(record, [], [])
        more = apply(found.record, decided[len(done) :])
        found = Applied(more.record, found.applied + more.applied, found.not_applied + more.not_applied)
        self._last = record.id, ids, found
        return found

    def decide(self, record_id: str, state: str, make: Callable[[ReviewedRecord, Maker], list[Correction]]) -> ReviewedRecord:
        """Make decisions on a record and append them to the file, unless the record has changed since the page was loaded.

        Nothing is written if a decision does not fit the record.
        """
        with self._lock, log.locked(self.path):
            reviewed = self.reviewed_record(record_id)
            if reviewed is None:
                raise MisfitError("this record is not in the store")
            if reviewed.state != state:
                raise ChangedError
            when = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
            made = make(reviewed, Maker(reviewed.record, self.who, when, build()))
            found = apply(reviewed.record, [one for one in made if one.action != "withdraw"])
            if found.not_applied:
                raise found.not_applied[0].misfit or MisfitError("it does not fit")
            log.append_locked(self.path, made)
            changed = self.reviewed_record(record_id)
        return changed or reviewed

    def is_done(self, record_id: str) -> bool:
        """Whether the reviewer has decided every value of the main event, judging by the decisions alone."""
        if record_id not in self._by_record:
            return False
        if record_id not in self._done:
            mine = [one for one in self._by_record[record_id] if one.who == self.who]
            decided = {place: one for one in mine if (place := _place(one))}
            none = "type" in decided and decided["type"].no_event  # without a main event nothing is left to decide
            self._done[record_id] = none or len(decided) >= self._value_counts.get(record_id, 1)
        return self._done[record_id]

    def progress(self) -> tuple[int, int, int]:
        """Number of records reviewed, of records begun, and of all records."""
        mine = [
            key for key, made in self._by_record.items() if key in self.numbers and any(one.who == self.who for one in made)
        ]
        done = sum(map(self.is_done, mine))
        return done, len(mine) - done, len(self.ids)

    def beside(self, record_id: str, step: int, *, unreviewed: bool = False, order: Sequence[str] | None = None) -> str | None:
        """The next or previous record (``step``) in an order, by default the store's; ``unreviewed`` skips reviewed ones."""
        ids = self.ids if order is None else order
        at = ids.index(record_id) if record_id in ids else -1
        left = ids[at + 1 :] if step > 0 else ids[: max(at, 0)][::-1]
        return next((key for key in left if not (unreviewed and self.is_done(key))), None)


def _place(one: Correction) -> str:
    """The value of the main event that a decision is about; empty if it is about something else or adds a participant."""
    target = one.target
    if target.event is None or not target.event.main or (target.layer == "participants" and one.action == "add"):
        return ""
    if target.layer == "events":
        return target.slot or "type"
    at = target.entity.at if target.entity else []
    return f"participant {at[0].start}" if at else ""


def default_path(store: str | os.PathLike[str]) -> Path:
    """Default path of the file of corrections, beside the store.

    Examples
    --------
    >>> default_path("news.duckdb").name
    'news.corrections.jsonl'
    """
    where = Path(store)
    return where.with_name(f"{where.stem}.corrections.jsonl")
