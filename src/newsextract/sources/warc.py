"""WARC files: .warc, .warc.gz, .warc.zst."""

from __future__ import annotations

import os
import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Container, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from newsextract.errors import Failure, InputError
from newsextract.opening import open_regular
from newsextract.page import Page, charset_of
from newsextract.printable import one_line
from newsextract.records import Archive, Warning_
from newsextract.sources.base import FailureLimiter, Options, by_suffix, check_size, is_page
from newsextract.warc.bodies import Message, decode, parse
from newsextract.warc.records import Damage, Headers, Record, Records

accepts = by_suffix(".warc", ".warc.gz", ".warc.zst")
_MARKUP = ("text/html", "application/xhtml+xml")
_TYPES = {"response", "revisit", "resource", "conversion"}
#: maximum consecutive damaged stretches with an error line each
_MAX_FAILURES = 20
#: bytes of a record allowed beyond those of the page, for its headers and codings
_OVERHEAD = 1 << 21
_FIX = "get the archive again"


def pages(spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the HTML pages of an archive, in its order; damaged records yield failures with their offset."""
    originals = Originals(options.earlier)
    reopen = partial(open_regular, spec, spec)
    with reopen() as file:
        if file.seek(0, os.SEEK_END) == 0:
            raise InputError("the archive is empty", fix="get the file again")
        yield from Reader(file, reopen, spec, Path(spec).name, options, originals).pages()
    originals.finish()


#: opens a WARC file again
Reopen = Callable[[], AbstractContextManager[IO[bytes]]]


class Originals:
    """Index of the captures that revisit records may refer to: in one file, or all files of a collection, and the ``earlier`` ones."""

    def __init__(self, earlier: list[Pages]) -> None:
        self._found: dict[int, tuple[Reader, int] | None] = {}  # by hash: an archive may have millions of records
        self._earlier = earlier

    def add(self, record: Record, reader: Reader | None) -> None:
        """Index a capture by digest, and by URL and date, with its reader; None if it is no page or cannot be read again."""
        for key in _keys(record.headers, "warc-payload-digest", "warc-target-uri", "warc-date"):
            self._found.setdefault(key, (reader, record.offset) if reader else None)

    def of(self, revisit: Record) -> Record | None:
        """Read again the capture that a revisit record refers to; None if there is no page to read."""
        for key in _keys(revisit.headers, "warc-payload-digest", "warc-refers-to-target-uri", "warc-refers-to-date"):
            if key in self._found:
                place = self._found[key]
                return place[0].read_again(place[1]) if place else None
            for pages in reversed(self._earlier):
                if found := pages.find(key):
                    return found
        what = "the revisit record points to a capture that is in no file read so far"
        raise InputError(what, fix="add the archive that holds the first capture, before this one")

    def finish(self) -> None:
        """Keep the places of the pages for the files of the run that are still to be read."""
        places: dict[Reader, list[tuple[int, int]]] = {}
        for key, place in self._found.items():
            if place:
                places.setdefault(place[0], []).append((key, place[1]))
        for reader, found in places.items():
            reader.finish()
            found.sort()
            self._earlier.append(Pages(reader, array("q", (key for key, _ in found)), array("q", (at for _, at in found))))


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a file that has been read: sorted hashes and their offsets, 16 bytes for each instead of 200."""

    reader: Reader
    keys: array[int]
    offsets: array[int]

    def find(self, key: int) -> Record | None:
        """Read the page with this key again, if there is one."""
        place = bisect_left(self.keys, key)
        found = place < len(self.keys) and self.keys[place] == key
        return self.reader.read_again(self.offsets[place]) if found else None


def _keys(headers: Headers, digest: str, url: str, date: str) -> list[int]:
    pair = headers.get(url, ""), headers.get(date, "")
    return [hash(name) for name in (pair if all(pair) else None, headers.get(digest)) if name]


class Reader:
    """Reads the pages of one WARC file, which is called ``name`` in messages and ``uri`` in records."""

    def __init__(self, file: IO[bytes], reopen: Reopen, name: str, uri: str, options: Options, originals: Originals) -> None:
        self._file = file
        self._opened: Reopen = lambda: nullcontext(file)
        self._reopen, self._name, self._uri = reopen, name, uri
        self._limit, self._note = options.max_bytes, options.note
        self._originals = originals

    def pages(self) -> Iterator[Page | Failure]:
        """Yield pages, and failures for records that cannot be read; a file without either is noted."""
        number = 0
        for number, item in enumerate(self._items(), 1):  # noqa: B007  it is 0 if there are none
            yield item
        if not number:
            self._note(f"{self._name}: the archive holds no HTML pages")

    def _items(self) -> Iterator[Page | Failure]:
        limiter = FailureLimiter(_MAX_FAILURES, "damaged stretches", _FIX)
        for found in self._records(self._file):
            if isinstance(found, Record):
                yield from limiter.flush(self._name, found.place)
                yield from self._page_or_failure(found)
            elif limiter.admit():
                what = f"the record at offset {found.offset} is damaged ({one_line(found.reason)[:100]})"
                error = InputError(what, where=self._name, fix=_FIX)
                yield Failure.of(error, f"{self._name}@{found.offset}", "read")
        yield from limiter.flush(self._name, "end")

    def finish(self) -> None:
        """Open the file for each record read again from now on."""
        self._opened = self._reopen

    def read_again(self, offset: int) -> Record | None:
        """Read the record at an offset again."""
        with self._opened() as file:
            found = next(self._records(file, offset), None)
        return found if isinstance(found, Record) else None

    def _records(self, file: IO[bytes], start: int = 0) -> Iterator[Record | Damage]:
        def keep(headers: Headers) -> int:
            return self._limit + _OVERHEAD if headers.get("warc-type", "").lower() in _TYPES else 0

        return iter(Records(file, self._name, keep, start=start))

    def _page_or_failure(self, record: Record) -> Iterator[Page | Failure]:
        """Yield the page of a record, if it has one; an exception becomes a failure."""
        url = record.url
        if record.kind not in _TYPES or not url or not url.lower().startswith(("http://", "https://")):
            return
        name = f"{self._name}@{record.place}"
        try:
            yield from self._page(record, url, name)
        except Exception as error:  # noqa: BLE001  one record must not end the archive
            yield Failure.of(error, name, "read", url)

    def _page(self, record: Record, url: str, name: str) -> Iterator[Page]:
        source: Record | None = record
        if record.kind == "revisit":
            if record.block and not _may_be_page(parse(record.block), (200, 304)):
                return
            source = self._originals.of(record)
        found = self._content(source, first=source is record) if source else None
        if found is None:
            return
        content, kind = found
        check_size(len(content), self._limit)
        if not content.strip():
            raise InputError("the page is empty", fix="look for another capture")
        archive = Archive(kind="warc", uri=f"{self._uri}@{record.place}", captured=record.headers.get("warc-date"))
        warnings = _cut(source.headers.get("warc-truncated")) if source else ()
        yield Page(content, name=name, url=url, kind="html", encoding=charset_of(kind), archive=archive, warnings=warnings)

    def _content(self, record: Record, *, first: bool) -> tuple[bytes, str] | None:
        """Return the decoded body and its Content-Type; None if it is not a page."""
        if "warc-segment-number" in record.headers:
            raise InputError("the record is one segment of several", fix="join the segments first")
        if record.kind == "response":
            message = parse(record.block)
        else:
            message = Message(200, b"", {"content-type": record.headers.get("content-type", "")}, record.block)
        wanted = _may_be_page(message)
        if first:
            self._originals.add(record, self if wanted and record.is_rereadable else None)
        if not wanted:
            return None
        content = decode(message, self._limit)
        if record.length > len(record.block) and len(content) <= self._limit:
            check_size(record.length, self._limit)
        if _media_type(message) in _MARKUP or is_page(content[:512]):
            return content, message.headers.get("content-type", "")
        return None


def _cut(reason: str | None) -> tuple[Warning_, ...]:
    """The warning about a page of which the crawler kept only the beginning, if it says so."""
    what = f"the archive holds only the beginning of the page ({one_line(reason or '')[:40]})"
    return (Warning_(code="text_truncated", message=what),) if reason else ()


def _may_be_page(message: Message, statuses: Container[int] = (200,)) -> bool:
    return message.status in statuses and _media_type(message) in {"", "application/octet-stream", *_MARKUP}


def _media_type(message: Message) -> str:
    return re.split("[;,]", message.headers.get("content-type", ""), maxsplit=1)[0].strip().lower()
