"""Files that exports are written to: there whole or not at all, a record at a time, without a clock."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from newsextract.atomic import replacing
from newsextract.printable import json_text
from newsextract.records import Record
from newsextract.stores.csvs import cell

#: what XML 1.0 cannot hold
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@contextmanager
def text_file(path: Path, *, encoding: str = "utf-8") -> Iterator[IO[str]]:
    """Write a text file; it gets its name when it is complete."""
    with replacing(path) as part, part.open("w", encoding=encoding, newline="", errors="replace") as out:
        yield out


def csv_file(path: Path, head: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """Write a table for spreadsheets, whose programs take CSV for Thai only with a byte order mark."""
    with text_file(path, encoding="utf-8-sig") as out:
        table = csv.writer(out)
        table.writerow(head)
        table.writerows(map(cell, row) for row in rows)


def json_list(records: Iterable[Record], path: Path, items: Callable[[Record], Iterable[Any]]) -> None:
    """Write what records become as one JSON list, an item a line."""
    with text_file(path) as out:
        before = "[\n"
        for record in records:
            for item in items(record):
                out.write(before + json_text(item))
                before = ",\n"
        out.write("[]\n" if before == "[\n" else "\n]\n")


def put(archive: ZipFile, name: str, content: bytes) -> None:
    """Add a file to an open zip file: the same contents give the same bytes."""
    info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, content)


def xml_text(text: str) -> str:
    r"""Put U+FFFD for each character that XML cannot hold: offsets stay.

    Examples
    --------
    >>> xml_text("ข่าว\x00ด่วน")
    'ข่าว\ufffdด่วน'
    """
    return _NOT_XML.sub("\ufffd", text)


def xml_id(text: str) -> str:
    """Make an identifier of XML of an id: other characters than letters and digits become hexadecimal numbers.

    Examples
    --------
    >>> xml_id("thaigov:97748#1")
    'thaigov_3a97748_231'
    """
    name = re.sub("[^A-Za-z0-9.-]", lambda match: f"_{ord(match[0]):x}", text)
    return name if name[:1].isalpha() else f"_{name}"
