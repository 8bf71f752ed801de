"""Read CSV files that users write: check their columns, and give each line with its place for messages."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from newsextract.errors import InputError


def rows(path: Path, columns: Sequence[str], name: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the place (``path:line``) of each line of a UTF-8 file, and its stripped values in the order of ``columns``.

    ``name`` is that of the contents, for messages. Columns that are not required are ignored.

    Raises
    ------
    InputError
        If the file cannot be read or lacks a column.
    """
    try:
        reader = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the {name} cannot be read ({error})", where=str(path), fix="give a UTF-8 CSV file") from error
    if set(columns) - set(reader.fieldnames or ()):
        raise InputError("columns are missing", where=str(path), fix=f"begin the file with the line {','.join(columns)}")
    for row in reader:
        yield f"{path}:{reader.line_num}", [(row[column] or "").strip() for column in columns]
