"""A record as rows of the tables in :mod:`newsextract.stores.columns`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from newsextract.records import Record
from newsextract.stores.column import Item
from newsextract.stores.columns import TABLES, table_of

Row = dict[str, Any]


@cache
def _readers(layer: str) -> tuple[tuple[str, Callable[[Item], Any]], ...]:
    return tuple((column.name, column.reader()) for column in table_of(layer).columns)


def rows(record: Record, layer: str, number: int = 1) -> Iterator[Row]:
    """Yield a record's rows of one table.

    Parameters
    ----------
    record
        The record.
    layer
        Name of a table in :data:`newsextract.stores.columns.TABLES`, or ``flat``.
    number
        Number of the article in the store, from 1.

    Yields
    ------
    dict
        Every column of the table, in order.

    Raises
    ------
    ConfigError
        When there is no such table.
    """
    readers = _readers(layer)
    for item in table_of(layer).items(record):
        yield {name: read(item) for name, read in readers} | {"article": number}


def batches(records: Iterable[Record], size: int) -> Iterator[dict[str, list[Row]]]:
    """Yield the rows of all tables, some records at a time, so that memory stays flat.

    Parameters
    ----------
    records
        The records; they are numbered from 1.
    size
        Records in one batch.
    """
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
