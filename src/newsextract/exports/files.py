"""Writers of export files: atomic, one record at a time, without timestamps."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from newsextract.atomic import replacing
from newsextract.printable import json_text
from newsextract.records import Record
from newsextract.stores.csvs import cell

#: characters that XML 1.0 cannot hold
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@contextmanager
def text_file(path: Path, *, encoding: str = "utf-8") -> Iterator[IO[str]]:
    """Open a text file for writing; it gets its name when it is complete."""
    with replacing(path) as part, part.open("w", encoding=encoding, newline="", errors="replace") as out:
        yield out


def write_csv_table(path: Path, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """Write a CSV table with a byte order mark, which spreadsheet programs need to read Thai."""
    with text_file(path, encoding="utf-8-sig") as out:
        table = csv.writer(out)
        table.writerow(header)
        table.writerows(map(cell, row) for row in rows)


def write_json_list(
    records: Iterable[Record], path: Path, items: Callable[[Record], Iterable[Any]], *, before: str = "", after: str = ""
) -> None:
    """Write the items of all records as one JSON list, one item per line, inside the JSON ``before`` and ``after`` it."""
    with text_file(path) as out:
        out.write(before)
        separator = "[\n"
        for record in records:
            for item in items(record):
                out.write(separator + json_text(item))
                separator = ",\n"
        out.write(("[]" if separator == "[\n" else "\n]") + f"{after}\n")


def put(archive: ZipFile, name: str, content: bytes) -> None:
    """Add a file to an open zip file with a fixed timestamp, so that the same contents give the same bytes."""
    info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, content)


def xml_text(text: str) -> str:
    r"""Replace each character that XML cannot hold by U+FFFD; offsets stay.

    Examples
    --------
    >>> xml_text("ข่าว\x00ด่วน")
    'ข่าว\ufffdด่วน'
    """
    return _NOT_XML.sub("\ufffd", text)


@lru_cache(maxsize=50_000)
def xml_id(text: str) -> str:
    """Turn an id into an XML id; characters other than ASCII letters, digits, ``.`` and ``-`` become hexadecimal codes.

    Examples
    --------
    >>> xml_id("thaigov:97748#1")
    'thaigov_3a97748_231'
    """
    name = re.sub("[^A-Za-z0-9.-]", lambda match: f"_{ord(match[0]):x}", text)
    return name if name[:1].isalpha() else f"_{name}"
