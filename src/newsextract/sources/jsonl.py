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
from newsextract.sources.base import Options, kind_of, too_large

SUFFIXES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.xz", ".ndjson.xz")
#: lines in a row without page and address that get an error line each: damaged packed data can unpack to any number of them
_LINES = 1000


def accepts(spec: str) -> bool:
    """Take files that end as JSON Lines do."""
    return spec.lower().endswith(SUFFIXES)


def pages(spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the page of each line.

    Raises
    ------
    InputError
        When the file cannot be opened.
    """
    path = Path(spec)
    with open_regular(path, spec) as file, unpacked(file, path.suffix) as stream:
        yield from read_lines(stream, name=spec, uri=path.name, max_bytes=options.max_bytes)


def read_lines(stream: IO[bytes], *, name: str, uri: str, max_bytes: int) -> Iterator[Page | Failure]:
    """Yield the page of each line of an open stream.

    Parameters
    ----------
    stream
        Bytes, one JSON object a line.
    name
        Its name in messages.
    uri
        The archive's ``uri``; the line's number is added.
    max_bytes
        Longest text or page.

    Yields
    ------
    Page or Failure
        A line that is no page gives a failure, as does the place where a packed stream breaks off; of more than a
        thousand lines in a row that hold neither page nor address, those beyond are counted in one; a stream of records,
        which are no pages any more, gives a single one.
    """
    number = odd = 0
    broken: InputError | None = None
    try:
        while line := stream.readline(8 * max_bytes + 65_536):
            number += 1
            if number == 1 and _is_record(line):
                yield Failure.of(_records(name), name, "read")
                return
            if line.strip():
                item = _page(line, f"{name}:{number}", f"{uri}#L{number}", max_bytes)
                if not (is_odd := isinstance(item, Failure) and item.url is None):
                    yield from _further(odd, name, number)
                odd = odd + 1 if is_odd else 0
                if odd <= _LINES:
                    yield item
            if not line.endswith(b"\n"):
                _skip_line(stream)
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        broken = InputError(f"the packed data breaks off after line {number} ({error})", where=name, fix="get the file again")
    yield from _further(odd, name, number + 1)
    if number == 0 and not broken:
        broken = InputError("the file is empty", where=name, fix="give one JSON object a line")
    if broken:
        yield Failure.of(broken, name, "read")


def _further(odd: int, name: str, end: int) -> Iterator[Failure]:
    """Count the lines before a line that got no error line of their own."""
    if odd > _LINES:
        what = f"further lines before line {end} that are no pages: {odd - _LINES:,}"
        yield Failure.of(InputError(what, where=name, fix="get the file again"), f"{name}:{end}:further", "read")


def _is_record(line: bytes) -> bool:
    """Whether a line is what ``newsextract extract`` writes: its text would give a worse record than it is."""
    if b'"schema_version"' not in line:
        return False
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and {"schema_version", "source", "provenance"} <= row.keys()


def _records(name: str) -> InputError:
    fix = "`newsextract store` turns it into other forms, `newsextract show` shows it; give extract the pages"
    return InputError("this is a file of records, made already", where=name, fix=fix)


def _skip_line(stream: IO[bytes]) -> None:
    while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
        pass


def _page(line: bytes, name: str, uri: str, max_bytes: int) -> Page | Failure:
    url: str | None = None
    try:
        row = _row(line, name, max_bytes)
        url = _string(row, "url", name)
        html, text = _string(row, "html", name), _string(row, "text", name)
        body = html if html is not None else text
        if body is None or not body.strip():
            raise InputError("the line has no text", where=name, fix="give it a 'text' or an 'html' key")
        content, warnings = _bytes(body)
        if len(content) > max_bytes:
            raise too_large(len(content), name, max_bytes)
        kind: PageKind = "html" if html is not None else ("corpus" if kind_of(content) == "corpus" else "text")
        archive = Archive(kind="corpus" if html is None else "file", uri=uri, captured=_captured(row, name))
        section = _string(row, "section", name) or _string(row, "category", name)
        return Page(
            content, name=name, url=url, kind=kind, encoding="utf-8", archive=archive, section=section, warnings=warnings
        )
    except Exception as error:  # noqa: BLE001  one bad line must not end the file
        return Failure.of(error, name, "read", url)


def _bytes(text: str) -> tuple[bytes, tuple[Warning_, ...]]:
    """The text as UTF-8, which cannot hold the half surrogate pairs that JSON can write."""
    try:
        return text.encode(), ()
    except UnicodeEncodeError:
        note = Warning_(code="encoding_repaired", message="half surrogate pairs were replaced")
        return repaired(text).encode(), (note,)


def _captured(row: dict[str, Any], name: str) -> str | None:
    """The time of capture; the 14 digits of web archives may come as a number."""
    if isinstance(row.get("captured"), int):
        row["captured"] = str(row["captured"])
    return _string(row, "captured", name)


def _row(line: bytes, name: str, max_bytes: int) -> dict[str, Any]:
    if len(line) > 8 * max_bytes:
        raise too_large(len(line), name, max_bytes)
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"the line is not JSON ({error})", where=name, fix="give one JSON object a line") from error
    if not isinstance(row, dict):
        raise InputError(
            "the line is not a JSON object", where=name, fix='write {"url": …, "html": …} or {"url": …, "text": …}'
        )
    return row


def _string(row: dict[str, Any], key: str, name: str) -> str | None:
    value = row.get(key)
    if value is None or isinstance(value, str):
        return value
    raise InputError(f"'{key}' is not a string", where=name, fix=f"give '{key}' as text")
