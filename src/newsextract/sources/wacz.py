"""Web archive collections (.wacz): WARC files in a ZIP file."""

from __future__ import annotations

import io
import os
import tempfile
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO

from newsextract.errors import Failure, InputError
from newsextract.opening import BROKEN, open_regular
from newsextract.page import Page
from newsextract.printable import one_line
from newsextract.sources import warc
from newsextract.sources.base import FailureLimiter, Options, by_suffix

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
    with open_regular(spec, spec) as file:
        try:
            collection = zipfile.ZipFile(file)
        except Exception as error:  # a damaged central directory can raise almost anything
            what = f"the collection cannot be read ({one_line(str(error))[:100]})"
            raise InputError(what, fix="get the file again") from error
        with collection, ExitStack() as temporary:
            yield from _members(collection, file, temporary, spec, options)


def _members(
    collection: zipfile.ZipFile, file: IO[bytes], temporary: ExitStack, spec: str, options: Options
) -> Iterator[Page | Failure]:
    infos = sorted(collection.infolist(), key=lambda info: info.filename)
    members = [info for info in infos if warc.accepts(info.filename)]
    if not members:
        raise InputError("the collection holds no WARC file", fix="give a .wacz with archive/*.warc.gz")
    overlapping = _overlapping(collection.infolist())
    originals = warc.Originals(options.earlier)
    limiter = FailureLimiter(_MAX_FAILURES, "members that cannot be read", _FIX)
    for number, info in enumerate(members):
        shown = one_line(info.filename)
        shown = shown if len(shown) <= _LONGEST_MEMBER_NAME else f"{shown[:_LONGEST_MEMBER_NAME]}...{number}"
        name = f"{spec}!{shown}"
        try:
            if id(info) in overlapping:
                raise InputError("the member shares its bytes with another one", fix=_FIX)
            stream = _stream(collection, file, info, temporary)
        except Exception as error:  # noqa: BLE001  the rest of the collection is read
            if limiter.admit():
                what = f"the member cannot be read ({one_line(str(error))[:100]})"
                yield Failure.of(error if isinstance(error, InputError) else InputError(what, fix=_FIX), name, "read")
            continue
        reopen = partial(_opened, spec, info)
        yield from warc.Reader(stream, reopen, name, f"{Path(spec).name}!{shown}", options, originals).pages()
        if info.compress_type != zipfile.ZIP_STORED and stream.seek(0, os.SEEK_END) < info.file_size:
            yield Failure.of(InputError("the member is damaged: it ends before its stated size", fix=_FIX), name, "read")
    yield from limiter.flush(spec, "end")
    originals.finish()


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
def _opened(spec: str, info: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    with open_regular(spec, spec) as file, zipfile.ZipFile(file) as collection, ExitStack() as temporary:
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
