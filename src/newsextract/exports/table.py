"""Events as one CSV table, a row an event, with the columns of the ``flat`` frame."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from newsextract.exports.files import csv_file
from newsextract.records import Record
from newsextract.stores.columns import table_of
from newsextract.stores.tables import rows


def write(records: Iterable[Record], path: Path) -> None:
    """Write the table."""
    found = (row.values() for number, record in enumerate(records, 1) for row in rows(record, "flat", number))
    csv_file(path, (column.name for column in table_of("flat").columns), found)
