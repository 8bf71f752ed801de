"""Tables with one article per row: CSV and TSV (.gz, .xz), Excel, Parquet."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, NamedTuple
from zipfile import ZipFile

from newsextract.errors import Failure, InputError, NewsExtractError
from newsextract.opening import open_regular, unpacked
from newsextract.optional import need
from newsextract.page import Page
from newsextract.pages.decode import guessed
from newsextract.printable import one_line
from newsextract.sources.base import Options, by_suffix, line_count, numbered_lines
from newsextract.sources.rows import columns_of, pages_of

TEXTS = (".csv", ".tsv", ".csv.gz", ".tsv.gz", ".csv.xz", ".tsv.xz")
accepts = by_suffix(*TEXTS, ".xlsx", ".xlsm", ".parquet")
#: bytes from which the encoding and the separator are detected
_HEAD = 1 << 20
_SEPARATORS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)
#: a letter with an accent inside a word, in windows-1252; Thai letters that stand alone are not beside Latin ones
_ACCENTED = re.compile(rb"[A-Za-z][\xc0-\xff]|[\xc0-\xff][A-Za-z]")
#: a first line that ends in a carriage return alone, as old versions of Excel for the Mac write it
_CARRIAGE_RETURN = re.compile(rb"[^\r\n]*\r(?!\n)")
#: maximum characters of the list of unused columns in a message
_UNUSED = 120
#: maximum characters of a message that lists sheets
_NOTE = 300
#: maximum rows above the names of the columns, as people write a title there
_MAX_TITLE_ROWS = 9
_PARQUET_BATCH_ROWS = 256
#: a range of merged cells in the XML of a sheet, with at least two rows in one column
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="(?P<column>[A-Z]{1,3})(?P<first>\d{1,7}):[A-Z]{1,3}(?P<last>\d{1,7})"')
#: maximum bytes of such a range
_MERGED_BYTES = 64


class _Sheet(NamedTuple):
    name: str  # empty for the first sheet of a workbook, and for any other table
    rows: Iterator[tuple[int, Sequence[Any]]]  # the rows that are not blank, each with its number in the sheet
    #: cells merged over several rows: first row → each column with the last row
    merged: Mapping[int, Sequence[tuple[int, int]]] = {}


def count(spec: str) -> int | None:
    """Number of rows of a Parquet file, or of a CSV file's lines (those inside cells count, too); None for other files."""
    name = spec.lower()
    if name.endswith(".parquet"):
        with open_regular(spec, spec) as file:
            return int(need("pyarrow.parquet", "pyarrow, or save the table as CSV").ParquetFile(file).metadata.num_rows)
    lines = line_count(spec) if name.endswith(TEXTS) else None
    return lines and lines - 1


def pages(spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the page of each row; a row without text yields a failure, a table without a text column or rows raises InputError."""
    number = 0
    for number, page in enumerate(_pages(spec, options), 1):  # noqa: B007  it is 0 if there are none
        yield page
    if not number:
        what = "the table has no rows below the names of its columns"
        raise InputError(what, where=spec, fix="save it with its rows, or leave it out")


def _pages(spec: str, options: Options) -> Iterator[Page | Failure]:
    with open_regular(spec, spec) as file:
        if spec.lower().endswith(".parquet"):
            header, rows = _parquet(file, spec, options.max_bytes)
            yield from _pages_of_table(header, _Sheet("", enumerate(rows, 1)), spec, options)
            return
        sheets = _sheets_of(file, spec, options.max_bytes)
        yield from _pages_of_sheets(sheets, spec, options)


def rows_of(file: IO[bytes], spec: str, longest: int, sheet: str = "") -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the rows of a CSV file or workbook that are not blank, the header first, each with its number in the sheet.

    Of a workbook, these are the rows of the ``sheet`` with this name, or of the first. No line or cell may be longer than ``longest``.
    """
    sheets = _sheets_of(file, spec, longest)
    first = next(sheets, _Sheet("", iter(())))
    return _carried(next((one for one in sheets if one.name == sheet), first))


def _sheets_of(file: IO[bytes], spec: str, longest: int) -> Iterator[_Sheet]:
    """Yield the sheets of a workbook, or of a CSV file the only one."""
    if spec.lower().endswith((".xlsx", ".xlsm")):
        return _excel(file, spec, longest)
    return iter([_Sheet("", _separated(file, spec, longest))])


def _pages_of_sheets(sheets: Iterator[_Sheet], spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the pages of all sheets with a column of text; a note names the others, an error if there is none."""
    found, problem, left = False, None, []
    for sheet in sheets:
        header = _header((row for _, row in sheet.rows), options, spec)
        if isinstance(header, InputError):
            problem = problem or header
            left.append(one_line(sheet.name) or "the first")
        elif header:
            found = True
            yield from _pages_of_table(header, sheet, spec, options)
    if not found:
        raise problem or _empty(spec)
    if left:
        options.note(f"{spec}: sheets without a column that is clearly the text, not read: {', '.join(left)}"[:_NOTE])


def _header(rows: Iterator[Sequence[Any]], options: Options, spec: str) -> list[str] | InputError | None:
    """The names of the columns, below a few lines of title.

    If no row has the columns, the first row's error; None if there is no row.
    """
    problem = None
    for row in islice(rows, _MAX_TITLE_ROWS + 1):
        header = [str(name or "").strip() for name in row]
        try:
            columns_of(header, _asked(options), spec)
        except InputError as error:
            problem = problem or error
        else:
            return header
    return problem


def _asked(options: Options) -> dict[str, str]:
    return {field: column for field, column in options.columns.items() if column}


def _pages_of_table(header: Sequence[str], sheet: _Sheet, spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the page of each row; a text that is merged over several rows is the text of the first, and other values of all."""
    asked = _asked(options)
    within = f"!{one_line(sheet.name)}" if sheet.name else ""
    columns = columns_of(header, asked, spec)
    if columns_note := _columns_note(header, columns, asked):
        options.note(f"{spec}{within}: {columns_note}")
    texts = [header.index(columns[field]) for field in ("text", "html") if field in columns]
    name, uri = f"{spec}{within}", f"{Path(spec).name}{within}"
    for number, row in _carried(sheet, texts):
        if any(row[len(header) :]):
            yield _too_wide(row, header, f"{name}:{number}")
        else:
            named = number, dict(zip(header, row, strict=False))
            yield from pages_of([named], columns, name=name, uri=uri, max_bytes=options.max_bytes)


def _columns_note(header: Sequence[str], columns: Mapping[str, str], asked: Collection[str]) -> str:
    """Which columns were chosen by their names, and which are not used."""
    unused = ", ".join(repr(one_line(name)) for name in header if name and name not in columns.values())[:_UNUSED]
    chosen = ", ".join(f"{field} from column {one_line(name)!r}" for field, name in columns.items() if field not in asked)
    return "; ".join(filter(None, (chosen, unused and f"not used: {unused}")))


def _too_wide(row: Sequence[Any], header: Sequence[str], name: str) -> Failure:
    """The failure of a row with a separator inside its text, of which the first part alone would be read."""
    what = f"the row has {len(row):,} cells, the table {len(header):,} columns"
    fix = "put a text with the separator in it between quotation marks"
    return Failure.of(InputError(what, fix=fix), name, "read")


def _carried(sheet: _Sheet, except_columns: Collection[int] = ()) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield a sheet's rows with the value of a cell merged over several rows in each of them, not in the first alone."""
    held: dict[int, tuple[Any, int]] = {}
    for number, row in sheet.rows:
        held = {column: kept for column, kept in held.items() if kept[1] >= number}
        yield number, [held.get(column, (cell,))[0] for column, cell in enumerate(row)] if held else row
        merged = [pair for pair in sheet.merged.get(number, ()) if pair[0] < len(row) and pair[0] not in except_columns]
        held |= {column: (row[column], last) for column, last in merged}


def _separated(file: IO[bytes], spec: str, longest: int) -> Iterator[tuple[int, list[str]]]:
    with unpacked(file, Path(spec).suffix) as stream:
        buffered = io.BufferedReader(stream, _HEAD)  # type: ignore[type-var]  # both packed readers are raw enough
        head = buffered.peek(_HEAD)[:_HEAD]
        if not head.strip():
            raise _empty(spec)
        encoding = _encoding_of(head)
        separator = "\t" if ".tsv" in spec.lower() else _separator_of(head.decode(encoding, "replace"))
        # lines of bytes end in a line feed, and name the line that is not in the encoding
        other = encoding == "utf-16" or _CARRIAGE_RETURN.match(head)
        text: IO[Any] = io.TextIOWrapper(buffered, encoding) if other else buffered
        yield from _csv_rows(text, encoding, separator, spec, longest)


def _csv_rows(stream: IO[Any], encoding: str, separator: str, spec: str, longest: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV file that are not blank and do not name the separator, numbered as a spreadsheet does.

    Errors name the line.
    """
    csv.field_size_limit(longest)
    rows = csv.reader(_lines(stream, encoding, spec, longest), delimiter=separator, strict=True)
    begin, number = 1, 0
    try:
        for row in rows:
            names_separator = rows.line_num == 1 and "".join(row).lower() == "sep="
            begin, number = rows.line_num + 1, number + (not names_separator)
            if any(row) and not names_separator:
                yield number, row
    except csv.Error as error:
        if "field larger" in str(error):
            what = f"a cell of line {begin:,} is longer than {longest:,} characters: is a quotation mark not closed?"
        else:
            what = f"the quotation marks from line {begin:,} on are out of balance"
        raise InputError(what, where=spec, fix='double a mark inside a cell ("")') from error


def _lines(stream: IO[Any], encoding: str, spec: str, longest: int) -> Iterator[str]:
    number = 0
    try:
        for number, line in numbered_lines(stream, longest + 1, spec):
            if len(line) > longest:
                what = f"line {number:,} is longer than {longest:,} bytes"
                raise InputError(what, where=spec, fix="raise it with --max-bytes")
            text = line.decode(encoding) if isinstance(line, bytes) else line
            yield text.lstrip("\ufeff" if number == 1 else "")
    except UnicodeDecodeError as error:
        what = f"line {number:,} is not in {encoding}, as the lines before it are"
        raise InputError(what, where=spec, fix="save the whole table as UTF-8") from error


def _encoding_of(head: bytes) -> str:
    """Detect the encoding of a table: UTF-8 if it is valid, at least in its first half, else as of a page; UTF-16 by its byte order mark.

    Examples
    --------
    >>> _encoding_of("ข่าว".encode("cp874")), _encoding_of("ข่าว".encode())
    ('cp874', 'utf-8')
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    first = head.rpartition(b"\n")[0] or head
    try:
        first.decode()
    except UnicodeDecodeError as error:
        if error.start > len(first) // 2 and not first[: error.start].isascii():
            return "utf-8"
        guess = guessed(first)
        return "cp874" if guess == "cp1252" and not _ACCENTED.search(first) else guess
    return "utf-8"


def _separator_of(head: str) -> str:
    """The separator that the first line names (``sep=;``, for Excel), else the most frequent in it."""
    line = re.split(r"[\r\n]", head.lstrip("\ufeff"), maxsplit=1)[0]
    named = _SEPARATOR_LINE.fullmatch(line)
    return named[1] if named else max(_SEPARATORS, key=line.count)


def _empty(spec: str) -> InputError:
    return InputError("the table is empty", where=spec, fix="give a first row with the names of the columns")


def _too_long(where: str, longest: int, spec: str) -> InputError:
    what = f"{where} is longer than {longest:,} characters"
    return InputError(what, where=spec, fix="raise it with --max-bytes, or take the cell out")


def _check_cells(file: IO[bytes], spec: str, longest: int) -> None:
    """Refuse a workbook with an overlong cell before it is read: openpyxl holds all its strings in memory at once."""
    with ZipFile(file) as packed:
        for member in packed.infolist():
            if member.filename.endswith(".xml") and member.file_size > longest:
                with packed.open(member) as stream:
                    _check_texts(stream, spec, longest)
    file.seek(0)


def _check_texts(stream: IO[bytes], spec: str, longest: int) -> None:
    since = 0
    while chunk := stream.read(_HEAD):
        first, last = chunk.find(b"<"), chunk.rfind(b"<")
        if since + (len(chunk) if first < 0 else first) > longest:
            raise _too_long("a cell", longest, spec)
        since = since + len(chunk) if first < 0 else len(chunk) - last


def _excel(file: IO[bytes], spec: str, longest: int) -> Iterator[_Sheet]:
    openpyxl = need("openpyxl", "openpyxl, or save the table as CSV")
    with _damage(spec):
        _check_cells(file, spec, longest)
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    for number, sheet in enumerate(book.worksheets):
        with _damage(spec), book._archive.open(sheet._worksheet_path) as stream:  # noqa: SLF001  read-only sheets have no merged cells
            merged = _merged_cells(stream)
        yield _Sheet(sheet.title if number else "", _rows_of_sheet(sheet, spec), merged)


def _merged_cells(stream: IO[bytes]) -> dict[int, list[tuple[int, int]]]:
    """Find the cells that are merged over several rows in the XML of a sheet."""
    merged, tail = defaultdict(list), b""
    while chunk := stream.read(_HEAD):
        for found in _MERGED.finditer(tail + chunk):
            column = sum((letter - 64) * 26**place for place, letter in enumerate(reversed(found["column"]))) - 1
            merged[int(found["first"])].append((column, int(found["last"])))
        tail = chunk[-_MERGED_BYTES:]
    return merged


def _rows_of_sheet(sheet: Any, spec: str) -> Iterator[tuple[int, Sequence[Any]]]:
    with _damage(spec):
        rows = enumerate(sheet.iter_rows(values_only=True), 1)
        yield from ((line, row) for line, row in rows if any(cell is not None for cell in row))


@contextmanager
def _damage(spec: str) -> Iterator[None]:
    """Turn whatever a damaged workbook makes openpyxl raise into an InputError."""
    try:
        yield
    except (NewsExtractError, MemoryError):
        raise
    except Exception as error:
        what = "the file is not an Excel table, or damaged or protected by a password"
        raise InputError(what, where=spec, fix="save it again, or as CSV") from error


def _parquet(file: IO[bytes], spec: str, longest: int) -> tuple[list[str], Iterator[Sequence[Any]]]:
    parquet = need("pyarrow.parquet", "pyarrow, or save the table as CSV")
    try:
        table = parquet.ParquetFile(file)
    except (OSError, ValueError) as error:  # pyarrow raises both
        raise InputError("the file is not a Parquet table, or damaged", where=spec, fix="get the file again") from error
    names = list(table.schema_arrow.names)
    return names, chain.from_iterable(_rows_of(table, spec, longest))


def _rows_of(table: Any, spec: str, longest: int) -> Iterator[Iterator[Sequence[Any]]]:
    """Yield the rows of a Parquet file by batches; a row group with overlong cells is refused before it is unpacked."""
    for group in range(table.num_row_groups):  # by the metadata, without reading what may be a gigabyte
        about = table.metadata.row_group(group)
        for column in map(about.column, range(about.num_columns)):
            if column.total_uncompressed_size > (longest + 1) * max(1, column.num_values) + _HEAD:
                raise _too_long("a cell", longest, spec)
    row = 1
    for batch in table.iter_batches(_PARQUET_BATCH_ROWS):
        for column in batch.columns:
            if column.nbytes > longest and (at := _first_long(column, longest)) is not None:
                raise _too_long(f"a cell of row {row + at:,}", longest, spec)
        yield zip(*(column.to_pylist() for column in batch.columns), strict=True)
        row += batch.num_rows


def _first_long(column: Any, longest: int) -> int | None:
    kinds = need("pyarrow").types
    if not any(kind(column.type) for kind in (kinds.is_string, kinds.is_large_string, kinds.is_binary, kinds.is_large_binary)):
        return None
    sizes = need("pyarrow.compute").binary_length(column).to_pylist()
    return next((n for n, size in enumerate(sizes) if size and size > longest), None)
