"""Records as a DuckDB database: a table a layer, and views that join them to their articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from newsextract.data import read_text
from newsextract.errors import ConfigError, InputError
from newsextract.records import Record
from newsextract.stores import parquet
from newsextract.stores.columns import COLUMNS, Column
from newsextract.stores.jsonl import parse
from newsextract.stores.optional import need
from newsextract.stores.tables import batches

_TYPES = {"text": "VARCHAR", "int": "BIGINT", "float": "DOUBLE", "bool": "BOOLEAN", "texts": "VARCHAR[]"}


def write(records: Iterable[Record], path: Path) -> int:
    """Write a database; it appears under its name when it is complete.

    Parameters
    ----------
    records
        The records.
    path
        Replaced when it is there.

    Returns
    -------
    int
        How many records were written.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    duckdb = need("duckdb")
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        base = duckdb.connect(str(part))
    except duckdb.Error as error:
        raise InputError(
            f"the database cannot be written ({error})", where=str(path), fix="give a path in a folder that exists"
        ) from error
    count = 0
    with base:
        for name, columns in COLUMNS.items():
            base.execute(f"CREATE TABLE {name} ({', '.join(map(_definition, columns))})")
            for column in columns:
                base.execute(f"COMMENT ON COLUMN {name}.{column.name} IS '{column.about.replace(chr(39), chr(39) * 2)}'")
        for batch in batches(records, parquet.BATCH):
            count += len(batch["articles"])
            for name, rows in batch.items():
                base.register("batch", parquet.arrow(rows, name))
                base.execute(f"INSERT INTO {name} SELECT * FROM batch")  # noqa: S608  our own table names
                base.unregister("batch")
        base.execute(read_text("stores/views.sql"))
        base.execute("CHECKPOINT")
    part.replace(path)
    with suppress(FileNotFoundError):
        part.with_name(f"{part.name}.wal").unlink()
    return count


def _definition(column: Column) -> str:
    return f"{column.name} {_TYPES[column.type]}"


def read(path: Path) -> Iterator[Record]:
    """Yield the records of a database that :func:`write` made.

    Raises
    ------
    InputError
        When the file is no such database.
    """
    with _opened(path) as base:
        duckdb = need("duckdb")
        try:
            found = base.execute("SELECT article, record FROM articles ORDER BY article")
        except duckdb.Error as error:
            raise InputError(
                f"this holds no articles ({error})", where=str(path), fix="give what `newsextract store` wrote"
            ) from error
        while some := found.fetchmany(200):
            for number, line in some:
                yield parse(line, f"{path}: article {number}")


def _opened(path: Path) -> Any:
    """Open for reading alone: the database cannot be changed, nor any other file read or written by what is asked of it."""
    duckdb = need("duckdb")
    if not path.is_file():
        raise InputError("there is no such database", where=str(path), fix="make it with `newsextract store`")
    config = {"enable_external_access": "false", "lock_configuration": "true"}
    try:
        return duckdb.connect(str(path), read_only=True, config=config)
    except duckdb.Error as error:
        raise InputError(
            f"the database cannot be read ({error})", where=str(path), fix="give what `newsextract store` wrote"
        ) from error


def query(path: Path, sql: str) -> Iterator[tuple[Any, ...]]:
    """Ask a database; it is opened for reading alone.

    Parameters
    ----------
    path
        The database.
    sql
        One query.

    Yields
    ------
    tuple
        First the names of the columns, then each row.

    Raises
    ------
    InputError
        When the file cannot be read.
    ConfigError
        When the query is wrong, or would change something.

    Examples
    --------
    >>> list(query(Path("news.duckdb"), "SELECT count(*) AS n FROM events"))  # doctest: +SKIP
    [('n',), (1204,)]
    """
    duckdb = need("duckdb")
    with _opened(path) as base:
        try:
            found = base.execute(sql)
            if found is None:
                raise ConfigError("the query is empty", fix="give one SQL query")
            yield tuple(column[0] for column in found.description or ())
            while some := found.fetchmany(1000):
                yield from some
        except duckdb.Error as error:
            # DuckDB's last line points at a place in the one above: nothing may follow on it
            what = f"{str(error).strip()}\n(docs/stores.md describes the tables and columns)"
            raise ConfigError(what, where="the query") from error
