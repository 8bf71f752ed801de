"""Tables of the releases, events, people, bodies and offices that ``newsextract link`` found, to add to a store of records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from newsextract.data import read_text
from newsextract.errors import ConfigError, InputError
from newsextract.optional import need
from newsextract.stores import csvs, duck, form_of, parquet
from newsextract.stores.column import Batch, Item, Row, read_tables

if TYPE_CHECKING:
    import pandas as pd

    from newsextract.stores import Form

_MAKE = "write it with `newsextract link RECORDS --to DIR`"
_BATCH = 20_000


def _members(line: Row) -> Iterator[Item]:
    """A row for each record of a group or cluster."""
    for n, record in enumerate(line["records"]):
        yield Item(line | {"first": n == 0}, record=record)


def _evidence(line: Row) -> Iterator[Item]:
    """A row for each mention that is evidence of a membership."""
    for one in line["evidence"]:
        yield Item(one, record=one["record"], owner=line)


_NAMES = "groups links clusters persons person_mentions bodies body_mentions memberships membership_evidence"
_ITEMS: dict[str, Callable[[Row], Iterator[Item]]] = {
    **dict.fromkeys(_NAMES.split(), lambda line: iter([Item(line, record=line.get("record"))])),
    "groups": _members,
    "clusters": _members,
    "membership_evidence": _evidence,
}
_FUNCTIONS: dict[str, Callable[[Item], object]] = {
    "records": lambda item: len(item.value["records"]),
    "evidence_records": lambda item: [one["record"] for one in item.value["evidence"]],
}
TABLES = read_tables(_ITEMS, _FUNCTIONS)
#: tables read from the file of another table
_FILES = {"membership_evidence": "memberships"}


def lines(folder: Path, name: str) -> Iterator[Row]:
    """Yield the lines of a file in a folder of links; none if there is no such file.

    Raises
    ------
    InputError
        When it is not a folder of links, or a line is not JSON.
    """
    if not (folder / "groups.jsonl").is_file():
        raise InputError("this is not a folder of links", where=str(folder), fix=_MAKE)
    path = folder / f"{name}.jsonl"
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise InputError("the line cannot be read", where=f"{path}:{number}", fix=_MAKE) from error


def rows(folder: Path, table: str) -> Iterator[Row]:
    """Yield the rows of a table."""
    name = _FILES.get(table, table)
    for number, line in enumerate(lines(folder, name), 1):
        try:
            yield from TABLES[table].rows(line)
        except (AttributeError, KeyError, TypeError) as error:
            where = f"{folder / name}.jsonl:{number}"
            raise InputError("this is not a line of a linked folder", where=where, fix=_MAKE) from error


def frame(folder: str | Path, table: str) -> pd.DataFrame:
    """A table as a data frame.

    Examples
    --------
    >>> frame("linked", "memberships")  # doctest: +SKIP
    """
    if table not in TABLES:
        raise ConfigError(f"there is no table {table!r}", fix=f"give one of {', '.join(TABLES)}")
    return need("pandas").DataFrame(rows(Path(folder), table), columns=[one.name for one in TABLES[table].columns])  # type: ignore[no-any-return]


def add(folder: Path, store: Path, form: Form) -> None:
    """Add the tables to an existing store."""
    found = _batches(folder)
    if form == "duckdb":
        with duck.writing(store) as base:
            duck.fill(base, TABLES, found, read_text("stores/linked_views.sql"))
    else:
        (csvs if form == "csv" else parquet).fill(store, TABLES, found)


def _batches(folder: Path) -> Iterator[Batch]:
    for name in TABLES:
        found = rows(folder, name)
        while batch := list(islice(found, _BATCH)):
            yield name, batch


def tables_of(path: Path) -> set[str]:
    """The tables of links that a folder or a DuckDB store has; none for any other file."""
    if path.is_dir():
        return {name for name in TABLES if (path / f"{name}.jsonl").is_file()}
    if form_of(path) != "duckdb":
        return set()
    with duck.opened(path) as base:
        return TABLES.keys() & {name for (name,) in base.execute("SELECT table_name FROM duckdb_tables()").fetchall()}


def source(path: str | Path) -> Callable[[str], Iterator[Row]]:
    """A function that yields the rows of a table, from a folder of links or a DuckDB store with links.

    Raises
    ------
    InputError
        When it is neither; for a store, when a table is read.
    """
    if (path := Path(path)).is_dir():
        next(lines(path, "groups"), None)
        return lambda table: rows(path, table)

    def read(table: str) -> Iterator[Row]:
        with duck.opened(path) as base:
            try:
                found = base.execute(f"SELECT * FROM {table}")  # noqa: S608  our own table names
            except need("duckdb").Error as error:
                fix = "write it with `newsextract store RECORDS news.duckdb --links DIR`"
                raise InputError("the store has no links", where=str(path), fix=fix) from error
            names = [one[0] for one in found.description]
            while batch := found.fetchmany(1000):
                yield from (dict(zip(names, values, strict=True)) for values in batch)

    return read
