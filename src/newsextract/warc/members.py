"""Compressed members of a file, unpacked in small pieces however large they grow."""

from __future__ import annotations

import re
import zlib
from types import ModuleType
from typing import IO, Any, Literal

from newsextract.errors import ModelMissingError

Packing = Literal["gzip", "zstd", "none"]

#: bytes read and unpacked at once
_READ, _UNPACK = 1 << 13, 1 << 16
#: longest dictionary of a .warc.zst file
_DICTIONARY = 1 << 24
_ZSTD = b"\x28\xb5\x2f\xfd"
_DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"


class DamagedError(Exception):
    """The file is damaged, or (``cut``) only ends too early."""

    def __init__(self, reason: str, *, cut: bool = False) -> None:
        super().__init__(reason)
        self.cut = cut


class UnreadableError(Exception):
    """The file itself gives no more bytes."""


class _Gzip:
    """zlib behind the interface that zstd has: what is left over comes when it is given nothing."""

    def __init__(self) -> None:
        self._unpack = zlib.decompressobj(wbits=31)
        self.eof = False
        self.unused_data = b""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        out = self._unpack.decompress(self._unpack.unconsumed_tail + data, max_length)
        self.eof, self.unused_data = self._unpack.eof, self._unpack.unused_data
        return out


def _unpacker(packing: Packing, dictionary: bytes | None) -> Any:
    if packing == "none":
        return None
    if packing == "gzip":
        return _Gzip()
    zstd = zstd_module()
    return zstd.ZstdDecompressor(zstd.ZstdDict(dictionary) if dictionary else None)


class Member:
    """A compressed member that begins at an offset of a seekable, buffered file, or the plain bytes from there to its end."""

    def __init__(self, file: IO[bytes], at: int, packing: Packing, dictionary: bytes | None = None) -> None:
        self._file = file
        self._unpacker = _unpacker(packing, dictionary)
        self._buffer = b""
        self._start = 0
        self._over = False
        #: offset in the file of what has not been read from it
        self.reached = at
        #: bytes unpacked
        self.unpacked = 0

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
        """Go to the next match, of at most 32 bytes with what it looks behind at; whether there is one."""
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
                out: bytes = self._unpacker.decompress(data, _UNPACK)
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
        data = read_at(self._file, self.reached, _READ)
        self.reached += len(data)
        return data


def read_at(file: IO[bytes], at: int, size: int) -> bytes:
    """Read from a file, whose bytes may come from a damaged collection or disk."""
    try:
        file.seek(at)
        return file.read(size)
    except Exception as error:
        raise UnreadableError(str(error)) from error


def packing_of(file: IO[bytes], name: str) -> Packing:
    """Tell by its first bytes how a file is compressed; by its name when they say nothing."""
    begin = read_at(file, 0, 5)
    if begin.startswith(b"WARC/"):
        return "none"
    if begin.startswith(b"\x1f\x8b"):
        return "gzip"
    if begin.startswith(_ZSTD) or begin[1:4] == _DICTIONARY_MAGIC[1:]:
        return "zstd"
    return "gzip" if name.lower().endswith(".gz") else "zstd" if name.lower().endswith(".zst") else "none"


def skippable(file: IO[bytes], at: int) -> tuple[int, bool]:
    """Give the size of the skippable zstd frame at an offset (0 when there is none), and whether it holds the dictionary."""
    head = read_at(file, at, 8)
    if len(head) < 8 or head[1:4] != _DICTIONARY_MAGIC[1:] or head[0] >> 4 != 5:
        return 0, False
    return 8 + int.from_bytes(head[4:], "little"), head.startswith(_DICTIONARY_MAGIC)


def dictionary_of(file: IO[bytes]) -> bytes | None:
    """Read the dictionary with which a .warc.zst file begins."""
    size, is_dictionary = skippable(file, 0)
    if not is_dictionary:
        return None
    if size > _DICTIONARY:
        raise DamagedError(f"its dictionary has {size:,} bytes")
    found = read_at(file, 8, size - 8)
    if not found.startswith(_ZSTD):
        return found
    member, whole = Member(file, 8, "zstd"), bytearray()
    while piece := member.read(_UNPACK):
        whole += piece
        if len(whole) > _DICTIONARY:
            raise DamagedError("its dictionary is too long")
    return bytes(whole)


def zstd_module() -> ModuleType:
    """Import zstd support, or say how to get it."""
    try:
        from compression import zstd
    except ImportError:
        try:
            from backports import zstd
        except ImportError as error:
            raise ModelMissingError("zstd support is not installed", fix="pip install 'newsextract[warc]'") from error
    module: ModuleType = zstd
    return module
