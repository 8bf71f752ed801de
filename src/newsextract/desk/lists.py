"""Lists for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from newsextract.atomic import replacing
from newsextract.errors import ConfigError, os_errors_as
from newsextract.stores.csvs import cell


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a list as CSV that no spreadsheet takes for formulas."""
    fix = "give a path in a folder that exists"
    with os_errors_as(ConfigError, "cannot be written", where=path, fix=fix), replacing(path) as part:
        file = part.open("w", encoding="utf-8-sig", newline="")
        with file:
            out = csv.writer(file)
            out.writerow(columns)
            out.writerows([cell(value) for value in row] for row in rows)
