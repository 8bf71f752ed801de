"""Web archive collections (.wacz): WARC files in a ZIP file."""

from __future__ import annotations

import io
import os
import tempfile
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from newsextract.errors import Failure, InputError
from newsextract.opening import BROKEN, open_regular
from newsextract.page import Page
from newsextract.printable import one_line
from newsextract.sources import warc
from newsextract.sources.base import FailureLimiter, Options, by_suffix, pages_or_failure

accepts = by_suffix(".wacz")
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
#: the central directory may state any size
_MAX_COMPRESSION_RATIO = 1 << 11
#: bytes unpacked at once
_PIECE = 1 << 20
#: what reading a damaged member raises
_DAMAGED = (*BROKEN, zipfile.BadZipFile, ValueError)
_LONGEST_MEMBER_NAME = 200
#: maximum consecutive unreadable members with an error line each
_MAX_FAILURES = 20
_FIX = "make the collection again with stored .warc.gz files"


def pages(spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the HTML pages of a collection, WARC file by WARC file; an unreadable WARC file yields a failure."""
    originals = warc.Originals(options.earlier)
    reopen = partial(open_regular, spec, spec)
    with reopen() as file, ExitStack() as temporary:
        yield from _Collection(file, reopen, spec, Path(spec).name, temporary).pages(options, originals)
        originals.finish()


@dataclass(frozen=True, slots=True)
class _Collection:
    """An open collection, called ``name`` in messages and ``uri`` in records; it may lie in another one."""

    file: IO[bytes]
    reopen: warc.Reopen
    name: str
    uri: str
    temporary: ExitStack  # closes the unpacked members at the end
    inner: bool = False

    def pages(self, options: Options, originals: warc.Originals) -> Iterator[Page | Failure]:
        try:
            collection = zipfile.ZipFile(self.file)
        except Exception as error:  # a damaged central directory can raise almost anything
            what = f"the collection cannot be read ({one_line(str(error))[:100]})"
            raise InputError(what, fix="get the file again") from error
        with collection:
            yield from self._members(collection, options, originals)

    def _members(self, collection: zipfile.ZipFile, options: Options, originals: warc.Originals) -> Iterator[Page | Failure]:
        infos = sorted(collection.infolist(), key=lambda info: info.filename)
        members = [info for info in infos if warc.accepts(info.filename) or accepts(info.filename)]
        if not members:
            raise InputError("the collection holds no WARC file", fix="give a .wacz with archive/*.warc.gz")
        overlapping = _overlapping(collection.infolist())
        limiter = FailureLimiter(_MAX_FAILURES, "members that cannot be read", _FIX)
        for number, info in enumerate(members):
            shown = one_line(info.filename)
            shown = shown if len(shown) <= _LONGEST_MEMBER_NAME else f"{shown[:_LONGEST_MEMBER_NAME]}...{number}"
            name, uri = f"{self.name}!{shown}", f"{self.uri}!{shown}"
            try:
                if id(info) in overlapping:
                    raise InputError("the member shares its bytes with another one", fix=_FIX)
                self._check_inner(info)
                stream = _stream(collection, self.file, info, self.temporary)
            except Exception as error:  # noqa: BLE001  the rest of the collection is read
                if limiter.admit():
                    what = f"the member cannot be read ({one_line(str(error))[:100]})"
                    yield Failure.of(error if isinstance(error, InputError) else InputError(what, fix=_FIX), name, "read")
                continue
            yield from self._pages_of(info, stream, name, uri, options, originals)
        yield from limiter.flush(self.name, "end")

    def _pages_of(
        self, info: zipfile.ZipInfo, stream: IO[bytes], name: str, uri: str, options: Options, originals: warc.Originals
    ) -> Iterator[Page | Failure]:
        """Yield the pages of an open member."""
        reopen = partial(_opened, self.reopen, info)
        if accepts(info.filename):
            inner = _Collection(stream, reopen, name, uri, self.temporary, inner=True)
            yield from pages_or_failure(partial(inner.pages, options, originals), name)
            return
        yield from warc.Reader(stream, reopen, name, uri, options, originals).pages()
        if info.compress_type != zipfile.ZIP_STORED and stream.seek(0, os.SEEK_END) < info.file_size:
            yield Failure.of(InputError("the member is damaged: it ends before its stated size", fix=_FIX), name, "read")

    def _check_inner(self, info: zipfile.ZipInfo) -> None:
        """Refuse a collection in this one that is compressed or holds further ones: a small file could unpack without end."""
        if accepts(info.filename) and (self.inner or info.compress_type != zipfile.ZIP_STORED):
            what = "a collection in another one is read only if it is stored in the outermost, uncompressed"
            raise InputError(what, fix="unpack it, and give the folder")


def _overlapping(members: list[zipfile.ZipInfo]) -> set[int]:
    """Find the members (by ``id()``) that overlap the next: a small file could hold the same bytes a thousand times."""
    found: set[int] = set()
    last: zipfile.ZipInfo | None = None
    for info in sorted(members, key=lambda info: info.header_offset):
        if last and info.header_offset == last.header_offset:
            found.add(id(info))
            continue
        if last and info.header_offset < last.header_offset + 30 + last.compress_size:
            found.add(id(last))
        last = info
    return found


@contextmanager
def _opened(reopen: warc.Reopen, info: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    with reopen() as file, zipfile.ZipFile(file) as collection, ExitStack() as temporary:
        yield _stream(collection, file, info, temporary)


def _stream(collection: zipfile.ZipFile, file: IO[bytes], info: zipfile.ZipInfo, temporary: ExitStack) -> IO[bytes]:
    """Open a member; a stored one is read in place, so that damage inside it costs only the damaged record."""
    if info.flag_bits & _ENCRYPTED:
        raise InputError("the member is encrypted", fix=_FIX)
    if info.compress_type not in _METHODS:
        raise InputError(f"the member is compressed by an unknown method ({info.compress_type})", fix=_FIX)
    if info.file_size == 0:
        raise InputError("the member is empty", fix=_FIX)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Overlapped entries")  # _overlapping has chosen one of them
        opened = collection.open(info)  # checks that the member's local header agrees with the central directory
    if info.compress_type != zipfile.ZIP_STORED:
        # kept to the end: a revisit record of another member may refer to it
        unpacked = temporary.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        return _unpack(opened, unpacked, min(info.file_size, info.compress_size * _MAX_COMPRESSION_RATIO))
    opened.close()
    if info.file_size != info.compress_size:
        raise InputError("the stated size of the member is wrong", fix=_FIX)
    file.seek(info.header_offset + 26)
    lengths = file.read(4)  # of the file name and the extra field, which end the local header
    begin = info.header_offset + 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    size = min(info.file_size, file.seek(0, os.SEEK_END) - begin)
    return io.BufferedReader(_Section(file, begin, size))


def _unpack(opened: IO[bytes], file: IO[bytes], size: int) -> IO[bytes]:
    """Unpack a compressed member; of a damaged one, what comes before the damage."""
    with opened:
        while piece := _read(opened, min(_PIECE, size - file.tell())):
            try:
                file.write(piece)
                file.flush()
            except OSError as error:
                with suppress(OSError):
                    file.close()  # makes room again
                what = f"the member cannot be unpacked ({error.strerror})"
                fix = "make room for temporary files, or set TMPDIR to another folder"
                raise InputError(what, fix=fix, retriable=True) from error
    return file


def _read(opened: IO[bytes], size: int) -> bytes:
    """Read on in a compressed member; nothing from where it is damaged."""
    with suppress(*_DAMAGED):
        return opened.read(size)
    return b""


class _Section(io.RawIOBase):
    """A part of a file."""

    def __init__(self, file: IO[bytes], begin: int, size: int) -> None:
        self._file, self._begin, self._size = file, begin, size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what io.BufferedReader gives
        self._file.seek(self._begin + self._at)
        piece = self._file.read(max(0, min(len(buffer), self._size - self._at)))
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
