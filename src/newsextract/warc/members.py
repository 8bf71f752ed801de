"""Compressed members of a file, unpacked in small pieces however large they grow."""

from __future__ import annotations

import re
import zlib
from types import ModuleType
from typing import IO, Literal, Protocol

from newsextract.errors import ModelMissingError

Packing = Literal["gzip", "zstd", "none"]

#: bytes read and unpacked at once
_READ, _UNPACK = 1 << 13, 1 << 16
#: longest dictionary of a .warc.zst file
_DICTIONARY = 1 << 24
_ZSTD = b"\x28\xb5\x2f\xfd"
_DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"


class DamagedError(Exception):
    """What stands in the file is not what should.

    Attributes
    ----------
    cut
        Whether the file ends too early, all before being well.
    """

    def __init__(self, reason: str, *, cut: bool = False) -> None:
        super().__init__(reason)
        self.cut = cut


class UnreadableError(Exception):
    """The file itself gives no more bytes."""


class _Unpacker(Protocol):
    eof: bool
    unused_data: bytes

    def feed(self, data: bytes) -> bytes:
        """Unpack, but give a piece at a time; what is left comes when fed nothing."""
        ...


class _Gzip:
    eof = False
    unused_data = b""

    def __init__(self) -> None:
        self._unpack = zlib.decompressobj(wbits=31)

    def feed(self, data: bytes) -> bytes:
        out = self._unpack.decompress(self._unpack.unconsumed_tail + data, _UNPACK)
        self.eof, self.unused_data = self._unpack.eof, self._unpack.unused_data
        return out


class _Zstd:
    eof = False
    unused_data = b""

    def __init__(self, dictionary: bytes | None) -> None:
        zstd = zstd_module()
        self._unpack = zstd.ZstdDecompressor(zstd.ZstdDict(dictionary) if dictionary else None)

    def feed(self, data: bytes) -> bytes:
        out: bytes = self._unpack.decompress(data, _UNPACK)
        self.eof, self.unused_data = self._unpack.eof, self._unpack.unused_data
        return out


class Member:
    """A compressed member that begins at an offset, or the plain bytes from there to the end of the file.

    Parameters
    ----------
    file
        Seekable; buffered, as members are read again from where one ended.
    at
        Where the member begins.
    packing
        How it is compressed.
    dictionary
        The zstd dictionary of the file.
    """

    def __init__(self, file: IO[bytes], at: int, packing: Packing, dictionary: bytes | None = None) -> None:
        self._file = file
        self._unpacker: _Unpacker | None = None
        if packing != "none":
            self._unpacker = _Gzip() if packing == "gzip" else _Zstd(dictionary)
        self._buffer = b""
        self._start = 0
        self._over = False
        #: offset in the file of what has not been read from it
        self.reached = at
        #: bytes unpacked
        self.unpacked = 0
        seek(file, at)

    def tell(self) -> int:
        """How many unpacked bytes were given."""
        return self.unpacked - (len(self._buffer) - self._start)

    def read(self, size: int) -> bytes:
        """Give up to ``size`` bytes; none at the end of the member, whose checksum then holds."""
        if self._start == len(self._buffer):
            self._fill()
        piece = self._buffer[self._start : self._start + size]
        self._start += len(piece)
        return piece

    def readline(self, limit: int = 1 << 16) -> bytes:
        """Give a line with its end, or its first ``limit`` bytes."""
        seen = self._start
        while (end := self._buffer.find(b"\n", seen)) < 0 and len(self._buffer) - self._start < limit:
            seen = len(self._buffer) - self._start
            if not self._fill():
                break
        return self.read(min(end - self._start + 1, limit) if end >= 0 else limit)

    def skip_to(self, mark: re.Pattern[bytes]) -> bool:
        """Go to the next place that matches, which may be 32 bytes long with what stands before it; False when there is none."""
        while not (found := mark.search(self._buffer, self._start)):
            self._start = max(self._start, len(self._buffer) - 32)
            if not self._fill():
                self._start = len(self._buffer)
                return False
        self._start = found.start()
        return True

    def _fill(self) -> bool:
        self._buffer = self._buffer[self._start :]
        self._start = 0
        more = b"" if self._over else self._more()
        self._buffer += more
        self.unpacked += len(more)
        self._over = not more
        return bool(more)

    def _more(self) -> bytes:
        if self._unpacker is None:
            return self._raw()
        pending = self.unpacked > 0  # an unpacker that gave a whole piece may hold more
        while not self._unpacker.eof:
            data = b"" if pending else self._raw()
            try:
                out = self._unpacker.feed(data)
            except Exception as error:
                raise DamagedError(str(error)) from error  # zlib and zstd raise their own
            if self._unpacker.eof:
                self.reached -= len(self._unpacker.unused_data)
            if out:
                return out
            if not data and not pending and not self._unpacker.eof:
                raise DamagedError("the file ends inside the record", cut=True)
            pending = False
        return b""

    def _raw(self) -> bytes:
        data = read(self._file, _READ)
        self.reached += len(data)
        return data


def seek(file: IO[bytes], at: int) -> None:
    """Go to an offset.

    Raises
    ------
    UnreadableError
        When the file cannot.
    """
    try:
        file.seek(at)
    except Exception as error:
        raise UnreadableError(str(error)) from error


def read(file: IO[bytes], size: int) -> bytes:
    """Read from a file, whose bytes may come from a damaged collection or disk.

    Raises
    ------
    UnreadableError
        When it gives none.
    """
    try:
        return file.read(size)
    except Exception as error:
        raise UnreadableError(str(error)) from error


def packing_of(file: IO[bytes], name: str) -> Packing:
    """Tell by its first bytes how a file is compressed; by its name when they say nothing."""
    seek(file, 0)
    begin = read(file, 5)
    if begin.startswith(b"WARC/"):
        return "none"
    if begin.startswith(b"\x1f\x8b"):
        return "gzip"
    if begin.startswith(_ZSTD) or begin[1:4] == _DICTIONARY_MAGIC[1:]:
        return "zstd"
    return "gzip" if name.lower().endswith(".gz") else "zstd" if name.lower().endswith(".zst") else "none"


def skippable(file: IO[bytes], at: int) -> tuple[int, bool]:
    """Give the size of the skippable zstd frame at an offset (0 when there is none), and whether it holds the dictionary."""
    seek(file, at)
    head = read(file, 8)
    if len(head) < 8 or head[1:4] != _DICTIONARY_MAGIC[1:] or head[0] >> 4 != 5:
        return 0, False
    return 8 + int.from_bytes(head[4:], "little"), head.startswith(_DICTIONARY_MAGIC)


def dictionary_of(file: IO[bytes]) -> bytes | None:
    """Read the dictionary with which a .warc.zst file begins.

    Raises
    ------
    DamagedError
        When it cannot be read.
    """
    size, is_dictionary = skippable(file, 0)
    if not is_dictionary:
        return None
    if size > _DICTIONARY:
        raise DamagedError(f"its dictionary has {size:,} bytes")
    seek(file, 8)
    found = read(file, size - 8)
    if not found.startswith(_ZSTD):
        return found
    member, whole = Member(file, 8, "zstd"), bytearray()
    while piece := member.read(_UNPACK):
        whole += piece
        if len(whole) > _DICTIONARY:
            raise DamagedError("its dictionary does not end")
    return bytes(whole)


def zstd_module() -> ModuleType:
    """Import zstd support.

    Raises
    ------
    ModelMissingError
        When it is not installed; the message says how to get it.
    """
    try:
        from compression import zstd
    except ImportError:
        try:
            from backports import zstd
        except ImportError as error:
            raise ModelMissingError("zstd support is not installed", fix="pip install 'newsextract[warc]'") from error
    module: ModuleType = zstd
    return module
