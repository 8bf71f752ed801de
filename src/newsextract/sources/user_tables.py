"""Tables that users write themselves, as Excel and LibreOffice save them: CSV or a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from newsextract.errors import InputError
from newsextract.opening import open_regular
from newsextract.sources.tables import rows_of

#: maximum characters of a cell
_LONGEST = 1 << 30


def named_cells(path: Path, columns: Sequence[str], needed: Sequence[str] = (), fix: str = "") -> Iterator[dict[str, str]]:
    """Yield the stripped cells of some columns for each row that has any, and ``line``: its file and line number.

    The table must have the columns ``needed``, by default all; ``fix`` tells what to do if it does not.
    """
    with open_regular(path, str(path)) as file:
        table = rows_of(file, str(path), _LONGEST, "Coding")
        header = [" ".join(_text(name).lower().replace("_", " ").split()) for name in next(table, (0, ()))[1]]
        if missing := [name for name in needed or columns if name not in header]:
            fix = fix or f"begin the file with the line {','.join(columns).replace(' ', '_')}"
            raise InputError(f"the table has no column {missing[0]!r}", where=str(path), fix=fix)
        for line, cells in table:
            named = dict(reversed(list(zip(header, cells, strict=False))))  # of two columns with one name, the first counts
            row = {name: _text(named.get(name)).strip() for name in columns}
            row[columns[0]] = row[columns[0]].removeprefix("'")
            if any(row.values()):
                yield {**row, "line": f"{path}:{line}"}


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
