"""Records as JSON Lines, plain or compressed."""

from __future__ import annotations

import gzip
import json
import lzma
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

from pydantic import ValidationError

from newsextract._version import __version__
from newsextract.atomic import replacing
from newsextract.errors import InputError, problem_of
from newsextract.opening import open_regular, unpacked
from newsextract.records import SCHEMA_VERSION, Record
from newsextract.sources.base import numbered_lines


def packed_writer(path: Path) -> IO[bytes]:
    """Open for writing, compressed by suffix; gzip without a timestamp, so that the same records give the same bytes."""
    ending = Path(path.name.removesuffix(".part")).suffix.lower()
    if ending == ".gz":
        packed = gzip.GzipFile(filename="", mode="wb", fileobj=path.open("wb"), mtime=0)
        packed.myfileobj = packed.fileobj  # type: ignore[assignment]  # closes the file with the stream
        return cast("IO[bytes]", packed)
    return cast("IO[bytes]", lzma.open(path, "wb") if ending == ".xz" else path.open("wb"))


def read(path: str | os.PathLike[str]) -> Iterator[Record]:
    """Read records from a JSON Lines file.

    Examples
    --------
    >>> for record in read("records.jsonl"):  # doctest: +SKIP
    ...     print(record.id, record.title.text)
    """
    where = Path(path)
    with open_regular(where, str(where)) as file, unpacked(file, where.suffix) as stream:
        for number, line in numbered_lines(stream, where=str(where)):
            if line.strip():
                yield parse(line, f"{where}:{number}")


def parse(line: bytes | str, where: str) -> Record:
    """Parse a line as a record; ``where`` names the line in messages."""
    try:
        return Record.model_validate_json(line)
    except ValidationError as error:
        version = _version(line)
        if version not in {None, "", SCHEMA_VERSION}:
            what = f"this is a record of version {version}; newsextract {__version__} reads {SCHEMA_VERSION}"
            raise InputError(what, where=where, fix="extract the pages again") from error
        fix = "`newsextract schema` prints what a record has to be"
        if version == "":  # an object without one is most likely an article
            fix = "`newsextract extract` makes records of articles"
        raise InputError(f"this is not a record: {problem_of(error)}", where=where, fix=fix) from error


def _version(line: bytes | str) -> str | None:
    try:
        row = json.loads(line)
    except (TypeError, ValueError, RecursionError):
        return None
    return str(row.get("schema_version", "")) if isinstance(row, dict) else None


def write(records: Iterable[Record], path: str | os.PathLike[str]) -> int:
    """Write records as JSON Lines; return the number of records."""
    count = 0
    with replacing(Path(path)) as part, packed_writer(part) as out:
        for record in records:
            out.write(record.to_json().encode() + b"\n")
            count += 1
    return count
