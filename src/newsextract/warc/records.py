"""Read the records of a WARC file: each is checked before it is yielded, and reading resumes after a damaged stretch."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from newsextract.warc.members import (
    DamagedError,
    Member,
    Packing,
    UnreadableError,
    dictionary_of,
    packing_of,
    read_at,
    skippable,
)

_VERSION = re.compile(rb"WARC/\d\.\d{1,3}[ \t]{0,9}\r?\n")
_VERSION_MARK = re.compile(rb"(?<=\n)WARC/\d\.\d{1,3}[ \t]{0,9}\r?\n")
_MARKS = {"gzip": re.compile(rb"\x1f\x8b\x08[\x00-\x1f]"), "zstd": re.compile(rb"\x28\xb5\x2f\xfd"), "none": _VERSION_MARK}
#: maximum bytes of a mark with its look-behind
_MARK_BYTES = 32
_MAX_BLANK_LINES = 1000
#: maximum consecutive malformed records in one member
_MAX_MALFORMED = 20
#: maximum bytes and lines of a record's headers
_HEADER_BYTES, _HEADER_LINES = 1 << 18, 1000
#: maximum bytes read again after damage: a constant, plus a multiple of the size of the file
_REREAD_BYTES, _REREAD_TIMES = 1 << 26, 4

Headers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """One complete record."""

    offset: int  # offset of its member or, in an uncompressed file, of the record itself
    place: str  # the offset, with ``+`` and the position inside the member for all but its first record
    headers: Headers  # names in lower case; repeated values joined by a comma
    block: bytes  # the content block, up to the number of bytes to keep
    length: int  # bytes of the whole content block

    @property
    def kind(self) -> str:
        """The WARC-Type in lower case: ``response``, ``request``, ..."""
        return self.headers.get("warc-type", "").lower()

    @property
    def url(self) -> str | None:
        """The WARC-Target-URI, if any."""
        found = self.headers.get("warc-target-uri")
        return found.strip("<>") if found else None  # early versions of Wget write angle brackets

    @property
    def is_rereadable(self) -> bool:
        """Whether it can be read again by its offset."""
        return "+" not in self.place


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch without a readable record; with ``cut``, the file ends too early."""

    offset: int
    reason: str
    cut: bool = False


class Records:
    """The records of one WARC file, compressed or plain, in a seekable, buffered, binary file.

    Time is linear in the size of the file (unpacked), and memory bounded by ``keep``, whatever the file holds: given a record's
    headers, it returns how many bytes of the content to keep; the rest is only read and checked. The ``name`` decides the
    compression if the content does not, ``packing`` requires one, and ``start`` is the offset of the record to begin with.
    """

    def __init__(
        self,
        file: IO[bytes],
        name: str,
        keep: Callable[[Headers], int],
        *,
        start: int = 0,
        packing: Packing | None = None,
    ) -> None:
        self._file, self._name = file, name
        #: bytes of the file
        self.size = file.seek(0, os.SEEK_END)
        self._keep = keep
        self._reread_budget = _REREAD_BYTES + _REREAD_TIMES * self.size
        self._at = start
        self._seen = False  # whether the current stretch began like a record
        self._required = packing
        self._packing: Packing = "none"
        self._dictionary: bytes | None = None
        #: end offset of the last complete member
        self.end = start

    def __iter__(self) -> Iterator[Record | Damage]:
        try:
            self._begin()
        except (DamagedError, UnreadableError) as error:
            yield Damage(0, str(error))
            return
        recovering = False
        while (at := self._member_start(self._at)) < self.size:
            self._at = at
            self._seen = False
            member = Member(self._file, at, self._packing, self._dictionary)
            try:
                for item in self._records(member):
                    recovering = isinstance(item, Damage)
                    yield item
                if recovering and self._packing == "zstd":  # without a checksum it may have read on into the next frame
                    self._at = self._resume(member)
                else:
                    self._at = self.end = member.reached
            except DamagedError as error:
                if self._seen or not recovering:
                    yield Damage(self._at, str(error), error.cut)
                recovering = True
                self._at = self._resume(member)
            except UnreadableError as error:
                yield Damage(self._at, f"the file cannot be read any further: {error}")
                return
        if at > self.size:
            yield Damage(self._at, "the file ends inside a frame", cut=True)

    def _begin(self) -> None:
        self._packing = packing_of(self._file, self._name)
        if self._required not in {None, self._packing}:
            raise DamagedError(f"it is not compressed with {self._required}")
        if self._packing == "zstd":
            self._dictionary = dictionary_of(self._file)

    def _records(self, member: Member) -> Iterator[Record | Damage]:
        """Yield the records of a member; an uncompressed file is one long member, which ends at damage."""
        begin, wrong = self._at, 0
        plain = self._packing == "none"
        line, _ = _next_line(member)
        while line:
            position = member.tell() - len(line)
            if plain:
                self._at = begin + position
            try:
                headers, block, length, line = self._record(member, line)
            except _MalformedRecordError as error:
                wrong += 1
                if plain or wrong == _MAX_MALFORMED:
                    raise
                yield Damage(begin, str(error))
                line = member.readline() if member.skip_to(_VERSION_MARK) else b""
                continue
            wrong = 0
            yield Record(self._at, str(self._at) if plain or not position else f"{begin}+{position}", headers, block, length)
            if plain:
                self.end = begin + member.tell() - len(line)

    def _record(self, member: Member, line: bytes) -> tuple[Headers, bytes, int, bytes]:
        """Read the record that begins with ``line``; return its headers, block and length, and the first line after it."""
        if not _VERSION.fullmatch(line):
            raise _MalformedRecordError("there is no WARC record")
        self._seen = True
        headers = _read_headers(member)
        stated = headers.get("content-length", "")
        if not (stated.isascii() and stated.isdigit() and len(stated) < 16):
            raise _MalformedRecordError("its Content-Length is missing or not a number")
        length = left = int(stated)
        keep = self._keep(headers)
        block = bytearray()
        while left:
            piece = member.read(min(left, 1 << 16))
            if not piece:
                raise _MalformedRecordError(f"{left:,} of its {length:,} bytes are missing", cut=self._packing == "none")
            left -= len(piece)
            block += piece[: keep - len(block)]
        line, blank = _next_line(member)
        if line and blank < 2 and not _VERSION.fullmatch(line):
            raise _MalformedRecordError("its Content-Length is wrong")
        return headers, bytes(block), length, line

    def _member_start(self, at: int) -> int:
        """Skip zero padding and skippable zstd frames between members."""
        if self._packing == "none":
            return at
        try:
            while at < self.size:
                if self._packing == "zstd" and (size := skippable(self._file, at)[0]):
                    at += size
                    continue
                piece = read_at(self._file, at, 1 if self._at == at else 1 << 16)
                zeros = len(piece) - len(piece.lstrip(b"\0"))
                if zeros == 0:
                    return at
                at += zeros
        except UnreadableError:
            return at  # reading the member reports it
        return at

    def _resume(self, member: Member) -> int:
        """Find the next member or, in an uncompressed file, the next record.

        The search begins after the first byte of the damaged stretch, which may have swallowed whole records; once too much
        was read twice, it begins after the end of the stretch.
        """
        plain = self._packing == "none"
        cost = member.reached - self._at + (0 if plain else member.unpacked)
        if cost <= self._reread_budget:
            self._reread_budget -= cost
            at = self._at + (not plain)  # the mark in an uncompressed file includes the line break before it
        else:
            at = max(member.reached, self._at + 1)
        try:
            before, size = b"", 1 << 10  # the next mark is either near or far away
            while piece := read_at(self._file, at, size):
                size = 1 << 16
                if found := _MARKS[self._packing].search(before + piece):
                    return at - len(before) + found.start()
                at += len(piece)
                before = (before + piece)[-_MARK_BYTES:]
        except UnreadableError:
            pass
        return self.size


class _MalformedRecordError(DamagedError):
    """The bytes are intact, but they are not a record."""


def _read_headers(member: Member) -> Headers:
    headers: Headers = {}
    size = count = 0
    name: str | None = ""
    while line := member.readline():
        size += len(line)
        count += 1
        if size > _HEADER_BYTES or count > _HEADER_LINES:
            break
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if not text:
            return headers
        name = add_header(headers, name or "", text)
        if name is None or not line.endswith(b"\n"):
            raise _MalformedRecordError("its headers are damaged")
    raise _MalformedRecordError("its headers do not end")


def add_header(headers: Headers, last: str, line: str) -> str | None:
    """Add a header line, or a continuation of the ``last`` header; return the header's name, or None if it is not a header."""
    if line[:1] in {" ", "\t"} and last:
        headers[last] += " " + line.strip()
        return last
    name, colon, value = line.partition(":")
    if not colon:
        return None
    name, value = name.strip().lower(), value.strip()
    headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return name


def _next_line(member: Member) -> tuple[bytes, int]:
    """Return the next non-blank line (empty at the end of the member) and the number of blank lines before it."""
    blank = 0
    while (line := member.readline()) and not line.strip(b"\r\n"):
        blank += 1
        if blank > _MAX_BLANK_LINES:
            raise _MalformedRecordError("blank lines without end")
    return line, blank
