"""Records as CSV for spreadsheets: one file per table, with a byte order mark, and no cell that runs as a formula."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from newsextract.errors import InputError
from newsextract.records import Record
from newsextract.stores.column import Batch, Table, new_files, pour
from newsextract.stores.columns import TABLES, batches
from newsextract.stores.jsonl import parse

#: first characters of a formula in a spreadsheet (OWASP, "CSV Injection"), the full-width forms included
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BATCH = 200
#: maximum characters of a cell that is read; records of long articles are long
_MAX_CELL = 1 << 30


def cell(value: Any) -> Any:
    """Convert a value so that no spreadsheet takes it for a formula; a list is joined with ``;``.

    Text that could be a formula gets an apostrophe before it, which spreadsheets do not show.

    Examples
    --------
    >>> cell("=HYPERLINK(1)"), cell(-3), cell(["TH", "LA"]), cell(True)
    ("'=HYPERLINK(1)", -3, 'TH;LA', 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        value = ";".join(map(str, value))
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def write(records: Iterable[Record], folder: Path) -> int:
    """Write a folder of CSV files; return the number of records."""
    return fill(folder, TABLES, batches(records, _BATCH))["articles"]


def fill(folder: Path, tables: Mapping[str, Table], found: Iterable[Batch]) -> Counter[str]:
    """Write a file for each table; return the number of rows by table."""
    with new_files(folder, "csv", tables) as parts, ExitStack() as stack:
        writers = {}
        for name, part in parts.items():
            writers[name] = csv.writer(stack.enter_context(part.open("w", encoding="utf-8-sig", newline="")))
            writers[name].writerow([column.name for column in tables[name].columns])
        return pour(found, lambda name, rows: writers[name].writerows(map(cell, row.values()) for row in rows))


def read(folder: Path) -> Iterator[Record]:
    """Yield the records of a folder that :func:`write` made."""
    path = folder / "articles.csv"
    # never lowered again: another reader may be under way
    csv.field_size_limit(max(_MAX_CELL, csv.field_size_limit()))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 1):
                yield parse(row.get("record") or "", f"{path}:{number}")
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise InputError(f"the file cannot be read ({error})", where=str(path), fix="write the store again") from error
