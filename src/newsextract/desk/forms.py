"""Write coding sheets and lists as CSV and XLSX, and read them as Excel and LibreOffice save them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from newsextract.atomic import replacing
from newsextract.errors import ConfigError, InputError, os_errors_as
from newsextract.exports.files import write_csv_table
from newsextract.exports.xlsx import CONTROL_CHARS, save
from newsextract.optional import need
from newsextract.sources.tables import encoding_of, separator_of
from newsextract.stores.csvs import cell

#: columns of a coding sheet and their widths in a workbook: what a coder needs fits a window 1,900 points wide
COLUMNS = {
    "row": 19,
    "record": 15,
    "headline": 24,
    "slot": 12,
    "value": 26,
    "words": 43,
    "question": 27,
    "question_th": 27,
    "judgement": 12,
    "correct value": 20,
    "note": 18,
    "published": 12,
    "url": 30,
    "archived": 30,
}
KEY, JUDGEMENT, CORRECT, NOTE = "row", "judgement", "correct value", "note"
#: maximum characters of a cell in a workbook
MAX_CELL = 32_000

Row = Mapping[str, str]


def cells_of(rows: Iterable[Row]) -> Iterator[list[str]]:
    """The cells of the sheet's rows, in the order of :data:`COLUMNS`."""
    return ([row.get(name, "") for name in COLUMNS] for row in rows)


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write rows as CSV that Excel opens as UTF-8, without cells that run as formulas."""
    with os_errors_as(ConfigError, "cannot be written", where=path, fix="give a path in a folder that exists"):
        write_csv_table(path, columns, rows)


def write_xlsx(
    path: Path,
    rows: Sequence[Row],
    choices: Sequence[str],
    help_: Sequence[str],
    codes: Sequence[Sequence[str]],
    articles: Sequence[Row],
) -> None:
    """Write a workbook: the rows with a drop-down list of judgements, the instructions, the codes, and the articles' texts.

    Each row has a cell by :data:`COLUMNS`, and ``article``: the place of its record in ``articles``, from 1. ``articles`` have
    ``record``, ``headline`` and ``text`` of each record; ``codes`` are rows of the codebook's tables.
    """
    openpyxl = need("openpyxl", '"newsextract[excel]"')
    styles, links = need("openpyxl.styles"), need("openpyxl.worksheet.hyperlink")
    own, other = styles.PatternFill("solid", fgColor="FFF4CC"), styles.PatternFill("solid", fgColor="F0F3F7")
    linked = styles.Font(underline="single", color="0563C1")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Coding"
    _fill(sheet, [list(COLUMNS), *cells_of(rows)], COLUMNS.values())
    for number, row in enumerate(rows, 2):
        article = int(row["article"])
        for place, name in enumerate(COLUMNS, 1):
            one = sheet.cell(number, place)
            if name in {JUDGEMENT, CORRECT, NOTE}:
                one.fill = own
            elif article % 2:
                one.fill = other
            if name == "record":
                one.hyperlink = links.Hyperlink(ref=one.coordinate, location=f"'Articles'!A{article + 1}")
                one.font = linked
    letter = openpyxl.utils.get_column_letter(list(COLUMNS).index(JUDGEMENT) + 1)
    rule = need("openpyxl.worksheet.datavalidation").DataValidation(
        type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=False
    )
    rule.add(f"{letter}2:{letter}{max(2, len(rows) + 1)}")
    sheet.add_data_validation(rule)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    _fill(book.create_sheet("How to judge"), [[line] for line in help_], [120])
    _fill(book.create_sheet("Codes"), codes, [18, 60, 60, 60])
    texts = [["record", "headline", "text"], *([row["record"], row["headline"], row["text"]] for row in articles)]
    _fill(book.create_sheet("Articles"), texts, [18, 40, 120])
    with replacing(path) as part:
        save(book, part)


def _fill(sheet: Any, rows: Iterable[Sequence[str]], widths: Iterable[int]) -> None:
    """Write rows as text cells; a text that begins like a formula stays text, also when the cell is edited."""
    styles = need("openpyxl.styles")
    top, bold = styles.Alignment(wrap_text=True, vertical="top"), styles.Font(bold=True)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            text = CONTROL_CHARS.sub("\ufffd", str(value))
            one = sheet.cell(number, column)
            one.value = text if len(text) <= MAX_CELL else f"{text[:MAX_CELL]}… (cut: see the address)"
            one.data_type = "s"
            one.alignment = top
            one.number_format = "@"
            if cell(text) != text:
                one.quotePrefix = True
            if number == 1:
                one.font = bold
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[need("openpyxl.utils").get_column_letter(column)].width = width


def read(path: Path) -> list[dict[str, str]]:
    """Read a coding sheet: CSV with commas, semicolons or tabs, in UTF-8 or Windows' Thai encoding, or a workbook.

    Returns
    -------
    list of dict
        ``row``, ``judgement``, ``correct value`` and ``note`` of each row, stripped, and ``line``: its file and line number.

    Raises
    ------
    InputError
        When the file cannot be read or lacks a column.
    """
    fix = "keep the first row of the sheet as `newsextract sample` wrote it"
    return list(named_cells(path, (KEY, JUDGEMENT, CORRECT, NOTE), needed=(KEY, JUDGEMENT), fix=fix))


def named_cells(path: Path, columns: Sequence[str], *, needed: Sequence[str], fix: str) -> Iterator[dict[str, str]]:
    """Yield the stripped cells of some columns for each row that has any, and ``line``: its file and line number."""
    table = _workbook(path) if path.suffix.lower() in {".xlsx", ".xlsm"} else _separated(path)
    places: dict[str, int] = {}
    for place, name in enumerate(next(table, ([], 0))[0]):
        places.setdefault(" ".join(name.lower().replace("_", " ").split()), place)
    if missing := [name for name in needed if name not in places]:
        raise InputError(f"the sheet has no column {missing[0]!r}", where=str(path), fix=fix)
    for cells, line in table:
        wanted = {name: places.get(name, len(cells)) for name in columns}
        row = {name: cells[place].strip() if place < len(cells) else "" for name, place in wanted.items()}
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
            yield cells, reader.line_num
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            f"the sheet cannot be read ({error})", where=str(path), fix="save it as CSV in UTF-8, or as XLSX"
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
