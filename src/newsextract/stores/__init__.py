"""Write records to files and read them back: JSON Lines, Parquet, DuckDB, CSV; and data frames."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from newsextract.errors import ConfigError, InputError, os_errors_as
from newsextract.records import Record
from newsextract.stores import jsonl, run_folder
from newsextract.stores.frames import only_records, to_frame

__all__ = ["Form", "check_name", "form_of", "read", "to_frame", "write"]

Form = Literal["jsonl", "parquet", "duckdb", "csv"]

_MODULES: dict[Form, str] = {"jsonl": "jsonl", "parquet": "parquet", "duckdb": "duck", "csv": "csvs"}
_JSON_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.xz", ".ndjson.xz")
_DATABASES = {".duckdb", ".ddb"}
#: suffixes under which JSON Lines are not written: other programs would fail to open the file
_OTHERS = {".csv", ".tsv", ".parquet", ".arrow", ".feather", ".xlsx", ".xls", ".ods", ".db", ".sqlite", ".sqlite3", ".zip"}
_FIX = "name it ….jsonl (.gz, .xz) or ….duckdb, or name a folder: Parquet by default, CSV with --as csv (form='csv'); `newsextract export` writes one CSV or Excel file"


def form_of(path: str | os.PathLike[str]) -> Form | None:
    """The format of a store, by its name or by the files in the folder; None if neither tells.

    Examples
    --------
    >>> form_of("news.duckdb"), form_of("records.jsonl.gz"), form_of("news.csv")
    ('duckdb', 'jsonl', None)
    """
    where = Path(path)
    if os.path.isdir(where):  # noqa: PTH112  Path.is_dir raises for a name that is too long
        for form in ("parquet", "csv"):
            if (where / f"articles.{form}").exists():
                return form
        return "jsonl" if run_folder.is_run(where) or any(where.glob("records-*.jsonl")) else None
    if where.suffix.lower() in _DATABASES:
        return "duckdb"
    return "jsonl" if where.name.lower().endswith(_JSON_LINES) else None


def check_name(path: str | os.PathLike[str]) -> None:
    """Refuse to write JSON Lines under the name of another kind of file.

    Examples
    --------
    >>> check_name("records.jsonl.gz")
    """
    where = Path(path)
    ending = where.suffix.lower()
    if not where.is_dir() and ending in _OTHERS:
        raise ConfigError(f"{ending!r} is not written as one file", where=str(path), fix=_FIX)


def read(path: str | os.PathLike[str], *, check: bool = True) -> Iterator[Record]:
    """Read records from a file or a folder.

    Parameters
    ----------
    path
        A JSON Lines file (``.gz`` and ``.xz`` are decompressed), the folder of a run, a DuckDB database, or a folder of
        Parquet or CSV files: whatever ``newsextract`` wrote.
    check
        Raise InputError if a file in the folder of a run does not match its checksum.

    Yields
    ------
    Record
        In the order in which they were written.

    Raises
    ------
    InputError
        When it cannot be read or a line is not a record; the message names the line.
    ModelMissingError
        When the store needs a library that is not installed.

    Examples
    --------
    >>> for record in read("records.jsonl"):  # doctest: +SKIP
    ...     print(record.id, record.title.text)
    """
    where = Path(path)
    form = form_of(where) or _form_of_file(where)
    if form == "jsonl" and where.is_dir():
        for shard in run_folder.record_files(where, check=check):
            yield from jsonl.read(shard)
    else:
        yield from _store(form).read(where)


def _form_of_file(where: Path) -> Form:
    """JSON Lines, for a file whose name does not tell the format; raise InputError if there is none or it is another kind."""
    if not os.path.exists(where):  # noqa: PTH110  Path.exists raises for a name that is too long
        raise InputError("there is no such file or folder", where=str(where), fix="check the path")
    if where.is_dir():
        fix = "give a run's folder, or one of Parquet or CSV files"
        raise InputError("the folder holds no records", where=str(where), fix=fix)
    if where.suffix.lower() in _OTHERS:
        fix = "give the folder that a CSV or Parquet store is, a .duckdb file, or JSON Lines"
        raise InputError(f"records are not read from a single {where.suffix} file", where=str(where), fix=fix)
    return "jsonl"


def _store(form: Form) -> Any:
    """Import the module that reads and writes a format."""
    return import_module(f"{__name__}.{_MODULES[form]}")


def write(records: Iterable[Record], path: str | os.PathLike[str], form: Form | None = None) -> int:
    """Write records.

    Parameters
    ----------
    records
        The records.
    path
        A file for JSON Lines (compressed with ``.gz`` or ``.xz``) or DuckDB (``.duckdb``), a folder for Parquet and CSV.
    form
        ``jsonl``, ``parquet``, ``duckdb`` or ``csv``; by default told by the path.

    Returns
    -------
    int
        Number of records written. Reading them back and writing them again as JSON Lines gives the same bytes.

    Raises
    ------
    ConfigError
        When the name is that of another kind of file, or there is no such form.
    InputError
        When the store cannot be written; an existing store stays as it was.
    ModelMissingError
        When the store needs a library that is not installed.
    TypeError
        When ``records`` is one record, or holds something else.
    """
    where = Path(path)
    chosen = form or form_of(where) or "jsonl"
    if chosen not in _MODULES:
        raise ConfigError(f"there is no form {chosen!r}", fix=f"give one of {', '.join(_MODULES)}")
    if chosen == "jsonl":
        check_name(where)
    fix = "give a path in a folder that exists, on a disk with room"
    with os_errors_as(InputError, "the store cannot be written", where=path, fix=fix):
        count: int = _store(chosen).write(only_records(records), where)
    return count
