"""Events as one CSV table, a row an event, with the columns of the ``flat`` frame."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from newsextract.exports.files import text_file
from newsextract.records import Record
from newsextract.stores.columns import table_of
from newsextract.stores.csvs import cell
from newsextract.stores.tables import rows


def write(records: Iterable[Record], path: Path) -> None:
    """Write the table."""
    with text_file(path, encoding="utf-8-sig") as out:  # Excel takes CSV for Thai only with the mark
        table = csv.writer(out)
        table.writerow([column.name for column in table_of("flat").columns])
        for number, record in enumerate(records, 1):
            table.writerows([cell(value) for value in row.values()] for row in rows(record, "flat", number))
