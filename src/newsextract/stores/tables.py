"""A record as rows of the tables in :mod:`newsextract.stores.columns`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from newsextract.atomic import replacing
from newsextract.records import Record
from newsextract.stores.column import Item
from newsextract.stores.columns import TABLES, table_of

Row = dict[str, Any]


@cache
def _readers(layer: str) -> tuple[tuple[str, Callable[[Item], Any]], ...]:
    return tuple((column.name, column.reader()) for column in table_of(layer).columns)


def rows(record: Record, layer: str, number: int = 1) -> Iterator[Row]:
    """Yield a record's rows of one table."""
    readers = _readers(layer)
    for item in table_of(layer).items(record):
        yield {name: read(item) for name, read in readers} | {"article": number}


def batches(records: Iterable[Record], size: int) -> Iterator[dict[str, list[Row]]]:
    """The rows of all tables, ``size`` records at a time, so that memory stays flat."""
    batch: dict[str, list[Row]] = {name: [] for name in TABLES}
    number = 0
    for number, record in enumerate(records, 1):
        for name in TABLES:
            batch[name].extend(rows(record, name, number))
        if number % size == 0:
            yield batch
            batch = {name: [] for name in TABLES}
    if number % size or not number:
        yield batch


@contextmanager
def new_files(folder: Path, ending: str) -> Iterator[dict[str, Path]]:
    """A new file for each table; they get their names when all are complete.

    The articles are named last: without them the folder is not a store.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as whole:
        yield {name: whole.enter_context(replacing(folder / f"{name}.{ending}")) for name in TABLES}
