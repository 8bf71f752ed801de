"""Write coding sheets and lists as CSV and XLSX, and read them as Excel and LibreOffice save them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from newsextract.atomic import replacing
from newsextract.errors import ConfigError, os_errors_as
from newsextract.exports.files import write_csv_table
from newsextract.exports.xlsx import CONTROL_CHARS, save
from newsextract.optional import need
from newsextract.sources.user_tables import named_cells
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
    """Read a coding sheet, as :func:`named_cells` does: ``row``, ``judgement``, ``correct value`` and ``note`` of each row."""
    fix = "keep the first row of the sheet as `newsextract sample` wrote it"
    return list(named_cells(path, (KEY, JUDGEMENT, CORRECT, NOTE), (KEY, JUDGEMENT), fix))
