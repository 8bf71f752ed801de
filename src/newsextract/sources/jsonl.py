"""JSON Lines (plain, .gz, .xz): one article per line, ``text`` or ``html``, with ``url``, ``title``, ``published``, ``id``, ``section``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from newsextract.errors import Failure, InputError
from newsextract.opening import open_regular, unpacked
from newsextract.page import Page
from newsextract.sources.base import FailureLimiter, Options, by_suffix, check_size, line_count, numbered_lines
from newsextract.sources.rows import columns_of, page_or_failure

accepts = by_suffix(".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.xz", ".ndjson.xz")
#: number of non-blank lines; None for a compressed file
count = line_count
#: maximum consecutive lines without page and URL with an error line each
_MAX_FAILURES = 1000


def pages(spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the page of each line."""
    path = Path(spec)
    with open_regular(path, spec) as file, unpacked(file, path.suffix) as stream:
        yield from read_lines(stream, name=spec, uri=path.name, options=options)


def read_lines(stream: IO[bytes], *, name: str, uri: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the page of each line of an open stream.

    A line that is not a page yields a failure, as does the place where a compressed stream breaks off; a stream of records
    yields a single failure.
    """
    limiter = FailureLimiter(_MAX_FAILURES, "lines that are not pages", "get the file again")
    number = 0
    error: InputError | None = None
    try:
        for number, line in numbered_lines(stream, 8 * options.max_bytes + 65_536):
            if number == 1 and _is_record(line):
                fix = "`newsextract store` turns it into other forms, `newsextract show` shows it; give extract the pages"
                error = InputError("this is already a file of records", fix=fix)
                break
            if line.strip():
                item = _page(line, f"{name}:{number}", f"{uri}#L{number}", options)
                if isinstance(item, Page) or item.url is not None:
                    yield from limiter.flush(name, f"line {number}")
                    yield item
                elif limiter.admit():
                    yield item
    except InputError as broken:
        error = broken
    yield from limiter.flush(name, f"line {number + 1}")
    if number == 0 and not error:
        error = InputError("the file is empty", fix="give one JSON object a line")
    if error:
        yield Failure.of(error, name, "read")


def _is_record(line: bytes) -> bool:
    """Whether a line is a record of ``newsextract extract``: extracting from its text would give a worse record."""
    if b'"schema_version"' not in line:
        return False
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and {"schema_version", "source", "provenance"} <= row.keys()


def _page(line: bytes, name: str, uri: str, options: Options) -> Page | Failure:
    try:
        row = _row(line, options.max_bytes)
    except Exception as error:  # noqa: BLE001  one bad line must not end the file
        return Failure.of(error, name, "read")
    columns = columns_of(row, {field: key for field, key in options.columns.items() if key in row}, text=False)
    return page_or_failure(row, columns, name=name, uri=uri, max_bytes=options.max_bytes)


def _row(line: bytes, max_bytes: int) -> dict[str, Any]:
    if len(line) > 8 * max_bytes:
        check_size(len(line), max_bytes)
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"the line is not JSON ({error})", fix="give one JSON object a line") from error
    if not isinstance(row, dict):
        raise InputError("the line is not a JSON object", fix='write {"url": …, "html": …} or {"url": …, "text": …}')
    return row
