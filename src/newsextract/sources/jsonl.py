"""JSON Lines with ``html`` + ``url`` or ``text`` + ``url`` a line; plain, .gz or .xz."""

from __future__ import annotations

import json
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from newsextract.errors import Failure, InputError
from newsextract.opening import open_regular, unpacked
from newsextract.page import Page, PageKind
from newsextract.printable import repaired
from newsextract.records import Archive, Warning_
from newsextract.sources.base import Further, Options, check_size, kind_of, numbered_lines

SUFFIXES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.xz", ".ndjson.xz")
#: lines in a row without page and address that get an error line each
_LINES = 1000


def accepts(spec: str) -> bool:
    """Take files that end as JSON Lines do."""
    return spec.lower().endswith(SUFFIXES)


def pages(spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the page of each line."""
    path = Path(spec)
    with open_regular(path, spec) as file, unpacked(file, path.suffix) as stream:
        yield from read_lines(stream, name=spec, uri=path.name, max_bytes=options.max_bytes)


def read_lines(stream: IO[bytes], *, name: str, uri: str, max_bytes: int) -> Iterator[Page | Failure]:
    """Yield the page of each line of an open stream.

    A line that is not a page gives a failure, as does the place where a packed stream breaks off; a stream of records gives
    a single one.
    """
    further = Further(_LINES, "lines that are not pages", "get the file again")
    number = 0
    error: InputError | None = None
    try:
        for number, line in numbered_lines(stream, 8 * max_bytes + 65_536):
            if number == 1 and _is_record(line):
                fix = "`newsextract store` turns it into other forms, `newsextract show` shows it; give extract the pages"
                error = InputError("this is a file of records, made already", fix=fix)
                break
            if line.strip():
                item = _page(line, f"{name}:{number}", f"{uri}#L{number}", max_bytes)
                if isinstance(item, Page) or item.url is not None:
                    yield from further.end(name, f"line {number}")
                    yield item
                elif further.another():
                    yield item
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as broken:
        error = InputError(f"the packed data breaks off after line {number} ({broken})", fix="get the file again")
    yield from further.end(name, f"line {number + 1}")
    if number == 0 and not error:
        error = InputError("the file is empty", fix="give one JSON object a line")
    if error:
        yield Failure.of(error, name, "read")


def _is_record(line: bytes) -> bool:
    """Whether a line is what ``newsextract extract`` writes: its text would give a worse record than it is."""
    if b'"schema_version"' not in line:
        return False
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and {"schema_version", "source", "provenance"} <= row.keys()


def _page(line: bytes, name: str, uri: str, max_bytes: int) -> Page | Failure:
    url: str | None = None
    try:
        row = _row(line, max_bytes)
        url, html, text = _string(row, "url"), _string(row, "html"), _string(row, "text")
        body = html if html is not None else text
        if body is None or not body.strip():
            raise InputError("the line has no text", fix="give it a 'text' or an 'html' key")
        content, warnings = _bytes(body)
        check_size(len(content), max_bytes)
        kind: PageKind = "html" if html is not None else ("corpus" if kind_of(content) == "corpus" else "text")
        if isinstance(row.get("captured"), int):  # the 14 digits of web archives
            row["captured"] = str(row["captured"])
        archive = Archive(kind="corpus" if html is None else "file", uri=uri, captured=_string(row, "captured"))
        section = _string(row, "section") or _string(row, "category")
        return Page(content, name, url, kind, "utf-8", archive, section, warnings)
    except Exception as error:  # noqa: BLE001  one bad line must not end the file
        return Failure.of(error, name, "read", url)


def _bytes(text: str) -> tuple[bytes, tuple[Warning_, ...]]:
    """Encode a text as UTF-8, which cannot hold the half surrogate pairs that JSON can write."""
    try:
        return text.encode(), ()
    except UnicodeEncodeError:
        note = Warning_(code="encoding_repaired", message="half surrogate pairs were replaced")
        return repaired(text).encode(), (note,)


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


def _string(row: dict[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is None or isinstance(value, str):
        return value
    raise InputError(f"'{key}' is not a string", fix=f"give '{key}' as text")
