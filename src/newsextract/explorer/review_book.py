"""A store under review: its records in the explorer's index with the reviewers' decisions, and the file of corrections."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock

from newsextract._version import build
from newsextract.desk import log, sheet
from newsextract.desk.apply import Applied, Outcome, apply
from newsextract.desk.corrections import EVENT_SLOTS, Correction
from newsextract.desk.deciding import Maker
from newsextract.desk.sheet import Row
from newsextract.desk.targets import MisfitError
from newsextract.errors import InputError
from newsextract.explorer.shelf import Shelf
from newsextract.records import Record
from newsextract.stores.jsonl import parse


class ChangedError(Exception):
    """The decisions on the record have changed since the page was loaded."""


@dataclass(frozen=True, slots=True)
class ReviewedRecord:
    """A record with the decisions applied, and its rows."""

    record: Record
    rows: list[Row]
    state: str  # digest of the decisions on the record
    misfits: list[Outcome]  # decisions that do not fit the record

    def row(self, key: str) -> Row | None:
        """The row of a key; None if there is none."""
        return next((row for row in self.rows if row.key == key), None)

    @property
    def left(self) -> int:
        """Number of rows that the reviewer still has to decide."""
        return len(sheet.undecided(self.rows))


@dataclass
class Book:
    """A store under review by ``who``: its index, and the path of the file of corrections."""

    index: Path
    path: Path
    who: str
    blind: bool = False  # whether other reviewers' decisions are neither shown nor applied

    def __post_init__(self) -> None:
        self._lock = RLock()
        self._reader = log.Reader(self.path)
        self._last: tuple[str, list[str], Applied] | None = None  # a record's id, its decisions' ids, and what they made of it
        self._done: dict[str, bool] = {}
        self._by_record: dict[str, list[Correction]] = {}
        self._shelf = Shelf(self.index)
        try:  # of two captures of a page, only the first
            found = self._shelf.rows("SELECT id, min(article) FROM records GROUP BY id ORDER BY 2")
        except sqlite3.DatabaseError as error:
            what, fix = f"the search index is damaged ({error})", "delete it and start the review again"
            raise InputError(what, where=str(self.index), fix=fix) from error
        self.numbers: dict[str, int] = {row[0]: row[1] for row in found}
        self.ids = list(self.numbers)
        self.refresh()

    @property
    def torn(self) -> list[str]:
        """Warnings about a line that a killed writer left unfinished."""
        return self._reader.torn

    @property
    def elsewhere(self) -> int:
        """Number of standing decisions on records that the store does not have, of another run for example."""
        return sum(len(made) for key, made in self._by_record.items() if key not in self.numbers)

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
        stored = self._shelf.stored(record_id)
        return parse(stored[1], record_id) if stored else None

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
        made = ReviewedRecord(found.record, shown, state, found.not_applied)
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
            self._done[record_id] = none or len(decided) >= self._needed(record_id)
        return self._done[record_id]

    def _needed(self, record_id: str) -> int:
        """The number of values to decide, from the JSON: the first page asks for all records begun, and parsing them is slow."""
        stored = self._shelf.stored(record_id)
        events = json.loads(stored[1])["events"] if stored else []
        main = next((event for event in events if event["main"]), None)
        return len(EVENT_SLOTS) + len(main["participants"]) if main else 1

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
