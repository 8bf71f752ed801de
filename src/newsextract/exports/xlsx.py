"""Records for spreadsheets: events as one CSV table, or an Excel workbook with a sheet a table, without the full text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from newsextract.atomic import replacing
from newsextract.errors import InputError
from newsextract.exports.files import csv_file, put
from newsextract.printable import repaired
from newsextract.records import Record
from newsextract.stores.columns import table_of
from newsextract.stores.optional import need
from newsextract.stores.tables import rows

#: sheet → table
SHEETS = {
    "events": "flat",
    "participants": "participants",
    "people": "people",
    "statements": "statements",
    "warnings": "warnings",
}
#: the most rows and characters of a cell that Excel reads
_ROWS, _CELL = 1_048_576, 32_767
#: control characters that a workbook cannot hold
UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_table(records: Iterable[Record], path: Path) -> None:
    """Write the events, a row each, with the columns of the ``flat`` frame."""
    found = (row.values() for number, record in enumerate(records, 1) for row in rows(record, "flat", number))
    csv_file(path, (column.name for column in table_of("flat").columns), found)


def write(records: Iterable[Record], path: Path) -> None:
    """Write the workbook."""
    book = need("openpyxl").Workbook(write_only=True)
    try:
        _fill(book, records, path)
        with replacing(path) as part:
            _save(book, part)
    except BaseException:
        for sheet in book.worksheets:  # each has a temporary file
            sheet.close()
            sheet._writer.cleanup()  # noqa: SLF001  openpyxl has no public way
        raise


def _fill(book: Any, records: Iterable[Record], path: Path) -> None:
    for name, layer in SHEETS.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        sheet.append([column.name for column in table_of(layer).columns])
    sizes = dict.fromkeys(SHEETS, 1)
    for number, record in enumerate(records, 1):
        for name, layer in SHEETS.items():
            for row in rows(record, layer, number):
                sizes[name] += 1
                if sizes[name] > _ROWS:
                    what = f"a sheet of Excel holds {_ROWS:,} rows, and there are more {name}"
                    raise InputError(what, where=str(path), fix="export fewer records, or use the format table")
                book[name].append([_cell(book[name], value) for value in row.values()])


def _cell(sheet: Any, value: Any) -> Any:
    """A value; text is always text, so that no cell is run as a formula."""
    if isinstance(value, (list, tuple)):
        value = ";".join(map(str, value))
    if not isinstance(value, str):
        return value
    cell = need("openpyxl.cell").WriteOnlyCell(sheet, UNHELD.sub("\ufffd", repaired(value))[:_CELL])
    cell.data_type = "s"
    return cell


def _save(book: Any, path: Path) -> None:
    """Save without a clock: the same records give the same bytes."""
    kept = io.BytesIO()
    book.properties.created = book.properties.modified = datetime(1980, 1, 1)  # noqa: DTZ001  openpyxl takes no zone
    book.save(kept)
    with ZipFile(kept) as made, ZipFile(path, "w", ZIP_DEFLATED) as out:
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":  # openpyxl writes the hour into it when it saves
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", content)
            put(out, name, content)
