"""Read the JSON lines of records for a few of their values, four times as fast as typed records."""

from __future__ import annotations

import json
import lzma
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from newsextract.errors import InputError
from newsextract.opening import open_regular, unpacked
from newsextract.records import SCHEMA_VERSION, Record
from newsextract.stores import form_of, run_folder
from newsextract.stores import read as records_of
from newsextract.stores.jsonl import parse

_PACKED = (".gz", ".xz")


class Line(NamedTuple):
    """The JSON line of a record with a digest of its bytes and, for messages, its file and line number.

    It can be read again from ``file`` at ``start``; no file if it is in a compressed file or a store.
    """

    digest: str
    text: bytes
    where: str
    file: Path | None = None
    start: int = 0

    def record(self) -> dict[str, Any]:
        """Parse the record's values."""
        return parsed(self.text, self.where)


def parsed(text: bytes, where: str) -> dict[str, Any]:
    """Parse the values of a line; InputError if it is not a record of this schema version. Nested values are not checked."""
    with suppress(ValueError, KeyError, TypeError, RecursionError):
        row: dict[str, Any] = json.loads(text)
        strings = isinstance(row["id"], str) and isinstance(row["text"], str)
        if row["schema_version"] == SCHEMA_VERSION and strings and isinstance(row["entities"], list):
            return row
    return parse(text, where).model_dump(mode="json")  # raises the error that says what is wrong


def read(paths: Iterable[Path], *, check: bool = True) -> Iterator[Line]:
    """Yield the lines of record files, run folders and stores, in order.

    With ``check``, a run folder in which a file is not what was written is refused.
    """
    for path in paths:
        for file in files(path, check=check):
            yield from of_file(file)
        if not _is_lines(path):
            for number, record in enumerate(records_of(path, check=check), 1):
                yield _line(record.to_json().encode(), f"{path}:{number}")


class Corrected(Protocol):
    """Corrections: which records have any, and how they are applied."""

    def __contains__(self, record: object, /) -> bool: ...

    def __call__(self, records: Iterable[Record], /) -> Iterable[Record]:
        """Apply the corrections to records."""
        ...


def corrected(found: Iterable[Line], by: Corrected) -> Iterator[Line]:
    """Yield the lines, with corrected records written anew."""
    for line in found:
        if line.record()["id"] not in by:
            yield line
            continue
        for record in by([parse(line.text, line.where)]):
            yield _line(record.to_json().encode(), line.where)


def _is_lines(path: Path) -> bool:
    form = form_of(path)
    return form == "jsonl" or (form is None and path.is_file())


def files(path: Path, *, check: bool) -> list[Path]:
    """The record files at a path; empty for a store."""
    if not _is_lines(path):
        return []
    return run_folder.record_files(path, check=check) if path.is_dir() else [path]


def is_plain(path: Path) -> bool:
    """Whether a file is uncompressed, so that its lines can be read by offset."""
    return path.suffix.lower() not in _PACKED


def _line(text: bytes, where: str, file: Path | None = None, start: int = 0) -> Line:
    return Line(blake2b(text, digest_size=12).hexdigest(), text, where, file, start)


def of_file(path: Path) -> Iterator[Line]:
    """Yield the lines of a file, except blank ones."""
    offset = 0
    try:
        with open_regular(path, str(path)) as file, unpacked(file, path.suffix) as lines:
            for number, text in enumerate(lines, 1):
                bare = text.strip()
                if bare:
                    start = offset + len(text) - len(text.lstrip())
                    yield _line(bare, f"{path}:{number}", path if is_plain(path) else None, start)
                offset += len(text)
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        what = f"the file cannot be read ({error})"
        raise InputError(what, where=str(path), fix="give a JSON Lines file of records") from error
