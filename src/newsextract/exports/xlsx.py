"""Records for spreadsheets: events as one CSV table, or an Excel workbook with one sheet per table, without the full text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from newsextract.atomic import replacing
from newsextract.errors import InputError
from newsextract.exports.files import put, write_csv_table
from newsextract.optional import need
from newsextract.printable import repaired
from newsextract.records import Record
from newsextract.stores.columns import rows, table_of

#: sheet → table
SHEETS = {
    "events": "flat",
    "participants": "participants",
    "people": "people",
    "statements": "statements",
    "warnings": "warnings",
}
#: Excel's maximum number of rows per sheet and of characters per cell
_MAX_ROWS, _MAX_CELL_CHARS = 1_048_576, 32_767
#: control characters that a workbook cannot hold
CONTROL_CHARS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_table(records: Iterable[Record], path: Path) -> None:
    """Write the events as CSV, one per row, with the columns of the ``flat`` frame."""
    found = (row.values() for number, record in enumerate(records, 1) for row in rows(record, "flat", number))
    write_csv_table(path, (column.name for column in table_of("flat").columns), found)


def write(records: Iterable[Record], path: Path) -> None:
    """Write the workbook."""
    book = need("openpyxl").Workbook(write_only=True)
    try:
        _fill(book, records, path)
        with replacing(path) as part:
            save(book, part)
    except BaseException:
        for sheet in book.worksheets:  # each may still be open, and have a temporary file
            with suppress(Exception):
                sheet.close()
            with suppress(OSError):
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
                if sizes[name] > _MAX_ROWS:
                    what = f"a sheet of Excel holds {_MAX_ROWS:,} rows, and there are more {name}"
                    raise InputError(what, where=str(path), fix="export fewer records, or use the format table")
                book[name].append([_cell(book[name], value) for value in row.values()])


def _cell(sheet: Any, value: Any) -> Any:
    """The value of a cell; strings are marked as text, so that none is run as a formula."""
    if isinstance(value, (list, tuple)):
        value = ";".join(map(str, value))
    if not isinstance(value, str):
        return value
    cell = need("openpyxl.cell").WriteOnlyCell(sheet, CONTROL_CHARS.sub("\ufffd", repaired(value))[:_MAX_CELL_CHARS])
    cell.data_type = "s"
    return cell


def save(book: Any, path: Path) -> None:
    """Save with fixed timestamps, so that the same records give the same bytes."""
    buffer = io.BytesIO()
    book.properties.created = book.properties.modified = datetime(1980, 1, 1)  # noqa: DTZ001  openpyxl takes no zone
    book.save(buffer)
    with ZipFile(buffer) as workbook, ZipFile(path, "w", ZIP_DEFLATED) as out:
        for name in workbook.namelist():
            content = workbook.read(name)
            if name == "docProps/core.xml":  # openpyxl writes the current time into it
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", content)
            put(out, name, content)
