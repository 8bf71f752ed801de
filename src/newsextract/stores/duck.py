"""Records as a DuckDB database: one table per layer, and views that join them to their articles."""

from __future__ import annotations

import os
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from newsextract.atomic import replacing
from newsextract.data import read_text
from newsextract.errors import ConfigError, InputError
from newsextract.optional import need
from newsextract.records import Record
from newsextract.stores import parquet
from newsextract.stores.column import Batch, Row, Table, pour
from newsextract.stores.columns import TABLES, batches
from newsextract.stores.frames import DAYS
from newsextract.stores.jsonl import parse

TYPES = {"text": "VARCHAR", "int": "BIGINT", "float": "DOUBLE", "bool": "BOOLEAN", "texts": "VARCHAR[]"}
_VIEW = """CREATE VIEW article_{0} AS SELECT t.*, {1} a.url, a.title AS headline, a.section, a.published
           FROM {0} t JOIN articles a ON a.article = t.article;
           """

#: seconds that an interrupted query has to stop
STOP_TIMEOUT = 5.0
#: memory limit of a writer: DuckDB would keep what it has written in up to four fifths of the machine's memory
_MEMORY = "512MB"
#: rows held uncompressed until a row group is full; DuckDB's own 122,880 would be all articles of a large corpus
_GROUP = 4096
#: what DuckDB, and Windows, say of a database that is open for writing, and where it is open
_BUSY = re.compile("lock on file|file handle conflict|used by another process")
_HOLDER = re.compile(r"held in (.+? \(PID \d+\))")


def write(records: Iterable[Record], path: Path) -> int:
    """Write a database, which gets its name when it is complete; return the number of records."""
    duckdb = need("duckdb")
    with replacing(path) as part:
        part.unlink(missing_ok=True)
        try:
            with writing(part) as base:
                count = fill(base, TABLES, batches(records, parquet.BATCH), _views())["articles"]
        except duckdb.Error as error:
            fix = "give a path in a folder that exists, on a disk with room"
            raise InputError(f"the database cannot be written ({brief(error)})", where=str(path), fix=fix) from error
        finally:
            part.with_name(f"{part.name}.wal").unlink(missing_ok=True)
    return count


def fill(base: Any, tables: Mapping[str, Table], found: Iterable[Batch], views: str) -> Counter[str]:
    """Create or replace tables, and create the views over them; return the number of rows by table."""
    for name, table in tables.items():
        described = ", ".join(f'"{column.name}" {TYPES[column.type]}' for column in table.columns)
        base.execute(f"CREATE OR REPLACE TABLE {name} ({described})")
        for column in table.columns:
            base.execute(f'COMMENT ON COLUMN {name}."{column.name}" IS {quoted(column.about)}')
    schemas = {name: parquet.schema(table) for name, table in tables.items()}

    def insert(name: str, rows: list[Row]) -> None:
        base.register("batch", need("pyarrow").Table.from_pylist(rows, schemas[name]))
        base.execute(f"INSERT INTO {name} SELECT * FROM batch")  # noqa: S608  our own table names
        base.unregister("batch")

    counts = pour(found, insert)
    base.execute(views)
    base.execute("CHECKPOINT")
    return counts


def _views() -> str:
    names = (name for name in TABLES if name not in {"articles", "participants"})
    days = {name: f"TRY_CAST(left(t.{column}, 10) AS DATE) AS day," for name, column in DAYS.items()}
    return "".join(_VIEW.format(name, days.get(name, "")) for name in names) + read_text("stores/views.sql")


@contextmanager
def writing(path: Path) -> Iterator[Any]:
    """Open a database for writing in little memory; use it to add tables too, or DuckDB merges the existing row groups."""
    config = {"memory_limit": _MEMORY, "temp_directory": f"{path}.tmp"}
    with need("duckdb").connect(config=config) as base:
        base.execute(f"ATTACH {quoted(str(path))} AS store (ROW_GROUP_SIZE {_GROUP}); USE store")
        yield base


def quoted(text: str) -> str:
    """A text as an SQL string literal.

    Examples
    --------
    >>> quoted("the article's")
    "'the article''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def brief(error: Exception) -> str:
    """The first line of a DuckDB error, without hints and stack trace."""
    return str(error).strip().partition("\n")[0][:300]


def read(path: Path) -> Iterator[Record]:
    """Yield the records of a database that :func:`write` made."""
    duckdb = need("duckdb")
    with opened(path) as base:
        try:
            found = base.execute("SELECT article, record FROM articles ORDER BY article")
            while batch := found.fetchmany(200):
                for number, line in batch:
                    yield parse(line, f"{path}: article {number}")
        except (duckdb.Error, UnicodeDecodeError) as error:
            fix = "give what `newsextract store` wrote, or write it again"
            raise InputError(f"the articles cannot be read ({brief(error)})", where=str(path), fix=fix) from error


def opened(path: Path, **limits: str) -> Any:
    """Open read-only: no query can change the database, or read or write any other file."""
    duckdb = need("duckdb")
    if not os.path.isfile(path):  # noqa: PTH113  Path.is_file raises for a name that is too long
        fix = "make it with `newsextract store records.jsonl news.duckdb`"
        raise InputError("there is no such database", where=str(path), fix=fix)
    try:
        base = duckdb.connect(config=limits)
        # attached, because a process cannot connect to one file twice with different configurations
        base.execute(f"ATTACH {quoted(str(path))} AS store (READ_ONLY, TYPE duckdb); USE store")
        base.execute("SET enable_external_access = false; SET lock_configuration = true")
    except duckdb.Error as error:
        what, fix = f"the database cannot be read ({brief(error)})", "give what `newsextract store` wrote"
        if _BUSY.search(str(error)):
            holder = _HOLDER.search(str(error))
            where = holder[1] if holder else "another program or connection"
            what, fix = f"the database is open for writing in {where}", "close it there, then try again"
        raise InputError(what, where=str(path), fix=fix) from error
    return base


class _Clock:
    """Interrupts a query after its timeout; the time between two fetches does not count."""

    def __init__(self, base: Any, seconds: float, stuck: Callable[[], None] | None) -> None:
        self.base, self.left, self.stuck = base, seconds, stuck

    @property
    def late(self) -> bool:
        return self.left <= 0

    def call(self, what: Callable[[], Any]) -> Any:
        """Do a part of the query's work; a TimeoutError says that no time is left for it."""
        if self.late:
            raise TimeoutError
        ended = threading.Event()
        watch = threading.Thread(target=self._interrupt_at_end, args=(ended,), daemon=True)
        begin = time.monotonic()
        watch.start()
        try:
            return what()
        finally:
            ended.set()
            self.left -= time.monotonic() - begin
            watch.join()

    def _interrupt_at_end(self, ended: threading.Event) -> None:
        """Interrupt the query again and again: DuckDB forgets an interrupt that comes before it executes."""
        if ended.wait(min(self.left, threading.TIMEOUT_MAX)):
            return
        last = time.monotonic() + STOP_TIMEOUT
        self.base.interrupt()
        while not ended.wait(0.05):
            self.base.interrupt()
            if self.stuck and time.monotonic() > last:
                self.stuck()


def query(
    path: Path, sql: str, *, memory: float = 2.0, timeout: float = 60.0, stuck: Callable[[], None] | None = None
) -> Iterator[tuple[Any, ...]]:
    """Query a database, opened read-only: first the names of the columns, then each row.

    ``memory`` is in gigabytes (nothing is spilled to disk), ``timeout`` in seconds. ``stuck`` is called when DuckDB does not stop
    after the timeout: some functions cannot be interrupted.

    Examples
    --------
    >>> list(query(Path("news.duckdb"), "SELECT count(*) AS n FROM events"))  # doctest: +SKIP
    [('n',), (1204,)]
    """
    duckdb = need("duckdb")
    limits = {"memory_limit": f"{round(memory * 1000)}MB", "temp_directory": ""}
    with opened(path, **limits) as base:
        clock = _Clock(base, timeout, stuck)
        try:
            if len(base.extract_statements(sql)) != 1:
                raise ConfigError("this is no query, or several", where="the query", fix="give one SQL query")
            found = clock.call(lambda: base.execute(sql))
            yield tuple(column[0] for column in found.description or ())
            while batch := clock.call(lambda: found.fetchmany(1000)):
                yield from batch
        except (duckdb.OutOfMemoryException, MemoryError) as error:
            what = f"the query needs more than {memory:g} GB of memory"
            raise ConfigError(what, fix="ask for fewer rows or columns, or raise --memory") from error
        except (duckdb.Error, UnicodeDecodeError, TimeoutError) as error:
            if clock.late:
                raise ConfigError(
                    f"the query took longer than {timeout:g} s", fix="ask for less, or raise --timeout"
                ) from error
            # DuckDB's last line points at a place in the line above, so nothing may follow on it
            message = str(error).strip().partition("\nStack Trace")[0].rstrip()
            raise ConfigError(f"{message}\n(docs/stores.md describes the tables and columns)", where="the query") from error
