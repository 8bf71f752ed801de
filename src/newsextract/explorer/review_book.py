"""What the review pages read and write: the store's records with the decisions on them, one writer at a time."""

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
from newsextract.desk.apply import Outcome, apply
from newsextract.desk.corrections import EVENT_SLOTS, Correction
from newsextract.desk.deciding import Maker
from newsextract.desk.sheet import Row
from newsextract.desk.targets import MisfitError
from newsextract.errors import InputError
from newsextract.records import Record
from newsextract.stores.duck import brief, opened
from newsextract.stores.jsonl import parse
from newsextract.stores.optional import need

#: records kept in memory
_KEPT = 32
#: each article with its main events, and those who take part in them
_ARTICLES = """
    SELECT a.article, a.article_id, count(DISTINCT e.event_id), count(p.n)
    FROM articles a LEFT JOIN events e ON e.article = a.article AND e.main
    LEFT JOIN participants p ON p.article = a.article AND p.event_id = e.event_id
    GROUP BY a.article, a.article_id ORDER BY a.article
"""


class ChangedError(Exception):
    """The record's decisions are others than those that the page showed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A record as it stands, with its rows.

    Attributes
    ----------
    state
        Changes with every decision on the record.
    misfits
        The decisions that do not fit it.
    """

    record: Record
    rows: list[Row]
    state: str
    misfits: list[Outcome]
    decided: Sequence[Correction]

    @property
    def left(self) -> int:
        """How many rows the reviewer has still to decide."""
        return len(sheet.undecided(self.rows))


@dataclass
class Book:
    """A store under review.

    Attributes
    ----------
    store, path
        The database, and the file of corrections.
    who
        The reviewer.
    blind
        Whether others' decisions are neither shown nor applied.
    """

    store: Path
    path: Path
    who: str
    blind: bool = False
    ids: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._guard = RLock()
        self._reader = log.Reader(self.path)
        self._line = lru_cache(_KEPT)(self._read)  # a page is read before and after each decision
        self._done: dict[str, bool] = {}
        self._by_record: dict[str, list[Correction]] = {}
        self._needed: dict[str, int] = {}
        for number, key, mains, parties in self._rows("the tables", _ARTICLES):
            if key not in self.numbers:  # two captures of a page: the first
                self.numbers[key] = number
                self.ids.append(key)
                self._needed[key] = len(EVENT_SLOTS) + parties if mains else 1
        self.refresh()

    @property
    def torn(self) -> list[str]:
        """What is to be said of a line that a killed writer left unfinished."""
        return self._reader.torn

    def refresh(self) -> None:
        """Read what another program, or this one, has added to the file."""
        with self._guard:
            if self._reader.shrunk():  # another file under the name
                self._reader, self._by_record, self._done = log.Reader(self.path), {}, {}
            if not self.path.exists():
                return
            for one in self._reader.more():
                held = self._by_record.setdefault(one.record, [])
                self._done.pop(one.record, None)
                if one.action == "withdraw" and one.now:
                    held[:] = [other for other in held if other.id != one.now.correction]
                else:
                    held.append(one)

    def decisions(self, record_id: str) -> list[Correction]:
        """The standing decisions on a record; only the reviewer's own where they work blind."""
        return [one for one in self._by_record.get(record_id, ()) if not self.blind or one.who == self.who]

    def record(self, record_id: str) -> Record | None:
        """A record as the store has it."""
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

    def sheet(self, record_id: str) -> Sheet | None:
        """A record with the decisions on it, and its rows."""
        self.refresh()
        record = self.record(record_id)
        if record is None:
            return None
        decided = self.decisions(record_id)
        found = apply(record, decided)
        shown = sheet.rows(found.record, [one.correction for one in found.applied], self.who)
        made = Sheet(found.record, shown, _state(decided), found.not_applied, decided)
        if any(one.who == self.who for one in decided):
            self._done[record_id] = made.left == 0
        return made

    def decide(self, record_id: str, state: str, make: Callable[[Sheet, Maker], list[Correction]]) -> Sheet:
        """Write the decisions that are made of a record as it stands.

        Raises
        ------
        ChangedError
            When the page was of another state.
        MisfitError
            When a decision does not fit the record; nothing is written then.
        """
        with self._guard, log.locked(self.path):
            held = self.sheet(record_id)
            if held is None:
                raise MisfitError("this record is not in the store")
            if held.state != state:
                raise ChangedError
            when = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
            made = make(held, Maker(held.record, self.who, when, build()))
            found = apply(held.record, [one for one in made if one.action != "withdraw"])
            if found.not_applied:
                raise found.not_applied[0].misfit or MisfitError("it does not fit")
            log.append_locked(self.path, made)
            changed = self.sheet(record_id)
        return changed or held

    def is_done(self, record_id: str) -> bool:
        """Whether the reviewer has decided every value of the main event, as far as the decisions alone tell."""
        if record_id not in self._by_record:
            return False
        if record_id not in self._done:
            mine = [one for one in self._by_record[record_id] if one.who == self.who]
            decided = {place: one for one in mine if (place := _place(one))}
            none = "type" in decided and decided["type"].no_event  # that was the last word on it
            self._done[record_id] = none or len(decided) >= self._needed.get(record_id, 1)
        return self._done[record_id]

    def progress(self) -> tuple[int, int, int]:
        """How many records are reviewed, how many are begun, and how many there are."""
        mine = [
            key for key, made in self._by_record.items() if key in self.numbers and any(one.who == self.who for one in made)
        ]
        done = sum(map(self.is_done, mine))
        return done, len(mine) - done, len(self.ids)

    def beside(self, record_id: str, step: int, *, unreviewed: bool = False, order: Sequence[str] | None = None) -> str | None:
        """The next record of an order (by default the store's) in a direction, or the next that is not reviewed."""
        ids = self.ids if order is None else order
        at = ids.index(record_id) if record_id in ids else -1
        left = ids[at + 1 :] if step > 0 else ids[: max(at, 0)][::-1]
        return next((key for key in left if not (unreviewed and self.is_done(key))), None)


def _place(one: Correction) -> str:
    """What of the main event a decision is about; empty where it is about something else, or about what was not there."""
    target = one.target
    if target.event is None or not target.event.main or (target.layer == "participants" and one.action == "add"):
        return ""
    if target.layer == "events":
        return target.slot or "type"
    at = target.entity.at if target.entity else []
    return f"participant {at[0].start}" if at else ""


def _state(decided: Sequence[Correction]) -> str:
    return hashlib.sha256("".join(one.id for one in decided).encode()).hexdigest()[:16]


def default_path(store: str | os.PathLike[str]) -> Path:
    """The file of corrections beside a store.

    Examples
    --------
    >>> default_path("news.duckdb").name
    'news.corrections.jsonl'
    """
    where = Path(store)
    return where.with_name(f"{where.stem}.corrections.jsonl")
