"""Tables that users write themselves, as Excel and LibreOffice save them: CSV or a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile

from newsextract.errors import InputError
from newsextract.optional import need
from newsextract.sources.tables import encoding_of, is_separator_line, separator_of


def named_cells(path: Path, columns: Sequence[str], needed: Sequence[str] = (), fix: str = "") -> Iterator[dict[str, str]]:
    """Yield the stripped cells of some columns for each row that has any, and ``line``: its file and line number.

    The table must have the columns ``needed``, by default all; ``fix`` tells what to do if it does not.
    """
    table = _workbook(path) if path.suffix.lower() in {".xlsx", ".xlsm"} else _separated(path)
    header = [" ".join(name.lower().replace("_", " ").split()) for name in next(table, ([], 0))[0]]
    if missing := [name for name in needed or columns if name not in header]:
        fix = fix or f"begin the file with the line {','.join(columns).replace(' ', '_')}"
        raise InputError(f"the table has no column {missing[0]!r}", where=str(path), fix=fix)
    for cells, line in table:
        named = dict(reversed(list(zip(header, cells, strict=False))))  # of two columns with one name, the first counts
        row = {name: named.get(name, "").strip() for name in columns}
        row[columns[0]] = row[columns[0]].removeprefix("'")
        if any(row.values()):
            yield {**row, "line": f"{path}:{line}"}


def _separated(path: Path) -> Iterator[tuple[list[str], int]]:
    """Yield cells and line number of each row of a CSV file."""
    try:
        data = path.read_bytes()
        encoding = encoding_of(data)
        text = data.decode(encoding).lstrip("\ufeff")
        csv.field_size_limit(max(1 << 30, csv.field_size_limit()))
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text))
        for cells in reader:
            if reader.line_num > 1 or not is_separator_line(cells):
                yield cells, reader.line_num
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            f"the table cannot be read ({error})", where=str(path), fix="save it as CSV in UTF-8, or as XLSX"
        ) from error


def _workbook(path: Path) -> Iterator[tuple[list[str], int]]:
    """Yield cells and line number of each row of the sheet Coding, else of the first sheet."""
    openpyxl = need("openpyxl", '"newsextract[excel]"')
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = book["Coding"] if "Coding" in book.sheetnames else book.worksheets[0]
        rows = [list(map(_text, row)) for row in sheet.iter_rows(values_only=True)]
        book.close()
    except (OSError, KeyError, ValueError, IndexError, BadZipFile) as error:
        raise InputError(
            f"the workbook cannot be read ({error})", where=str(path), fix="save it again as XLSX, or as CSV"
        ) from error
    yield from zip(rows, range(1, len(rows) + 1), strict=True)


def _text(value: object) -> str:
    """A cell as text; values that Excel turned into dates or numbers are written as they were.

    Examples
    --------
    >>> _text(datetime(2024, 3, 12)), _text(datetime(2024, 3, 12, 9, 30)), _text(2.0), _text(None)
    ('2024-03-12', '2024-03-12T09:30', '2', '')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute) else value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
