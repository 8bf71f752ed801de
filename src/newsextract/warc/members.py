"""Read the compressed members of a file in small pieces, however large they unpack."""

from __future__ import annotations

import re
import zlib
from types import ModuleType
from typing import IO, Any, Literal

from newsextract.errors import ModelMissingError

Packing = Literal["gzip", "zstd", "none"]

#: bytes read and unpacked at once
_READ, _UNPACK = 1 << 13, 1 << 16
_MAX_DICTIONARY_BYTES = 1 << 24
_ZSTD = b"\x28\xb5\x2f\xfd"
_DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"


class DamagedError(Exception):
    """The file is damaged or, with ``cut``, only ends too early."""

    def __init__(self, reason: str, *, cut: bool = False) -> None:
        super().__init__(reason)
        self.cut = cut


class UnreadableError(Exception):
    """Reading the file itself failed."""


class _Gzip:
    """zlib behind the interface of zstd: a call without data continues with the input left over."""

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
    """A compressed member at an offset of a seekable, buffered file, or the uncompressed bytes from there to its end."""

    def __init__(self, file: IO[bytes], at: int, packing: Packing, dictionary: bytes | None = None) -> None:
        self._file = file
        self._unpacker = _unpacker(packing, dictionary)
        self._buffer = b""
        self._start = 0
        self._over = False
        #: file offset of the first byte not yet consumed
        self.reached = at
        #: number of bytes unpacked
        self.unpacked = 0

    def tell(self) -> int:
        """Number of unpacked bytes returned so far."""
        return self.unpacked - (len(self._buffer) - self._start)

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes; empty at the end of the member, whose checksum has then been verified."""
        if self._start == len(self._buffer):
            self._fill()
        piece = self._buffer[self._start : self._start + size]
        self._start += len(piece)
        return piece

    def readline(self, limit: int = 1 << 16) -> bytes:
        """Return a line with its line end, or its first ``limit`` bytes."""
        seen = self._start
        while (end := self._buffer.find(b"\n", seen)) < 0 and len(self._buffer) - self._start < limit:
            seen = len(self._buffer) - self._start
            if not self._fill():
                break
        return self.read(min(end - self._start + 1, limit) if end >= 0 else limit)

    def skip_to(self, mark: re.Pattern[bytes]) -> bool:
        """Advance to the next match, of at most 32 bytes with its look-behind; return whether there is one."""
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
        pending = self.unpacked > 0  # an unpacker that returned a whole piece may hold more
        while not self._unpacker.eof:
            data = b"" if pending else self._raw()
            try:
                out: bytes = self._unpacker.decompress(data, _UNPACK)
            except Exception as error:
                raise DamagedError(str(error)) from error  # zlib and zstd raise their own errors
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
    """Read from a file at an offset; a damaged collection or disk raises UnreadableError."""
    try:
        file.seek(at)
        return file.read(size)
    except Exception as error:
        raise UnreadableError(str(error)) from error


def packing_of(file: IO[bytes], name: str) -> Packing:
    """Detect the compression of a file by its first bytes or, if they do not decide, by its name."""
    begin = read_at(file, 0, 5)
    if begin.startswith(b"WARC/"):
        return "none"
    if begin.startswith(b"\x1f\x8b"):
        return "gzip"
    if begin.startswith(_ZSTD) or begin[1:4] == _DICTIONARY_MAGIC[1:]:
        return "zstd"
    return "gzip" if name.lower().endswith(".gz") else "zstd" if name.lower().endswith(".zst") else "none"


def skippable(file: IO[bytes], at: int) -> tuple[int, bool]:
    """Return the size of the skippable zstd frame at an offset (0 if there is none), and whether it is the dictionary's."""
    head = read_at(file, at, 8)
    if len(head) < 8 or head[1:4] != _DICTIONARY_MAGIC[1:] or head[0] >> 4 != 5:
        return 0, False
    return 8 + int.from_bytes(head[4:], "little"), head.startswith(_DICTIONARY_MAGIC)


def dictionary_of(file: IO[bytes]) -> bytes | None:
    """Read the dictionary at the beginning of a .warc.zst file, if there is one."""
    size, is_dictionary = skippable(file, 0)
    if not is_dictionary:
        return None
    if size > _MAX_DICTIONARY_BYTES:
        raise DamagedError(f"its dictionary has {size:,} bytes")
    found = read_at(file, 8, size - 8)
    if not found.startswith(_ZSTD):
        return found
    member, whole = Member(file, 8, "zstd"), bytearray()
    while piece := member.read(_UNPACK):
        whole += piece
        if len(whole) > _MAX_DICTIONARY_BYTES:
            raise DamagedError("its dictionary is too long")
    return bytes(whole)


def zstd_module() -> ModuleType:
    """Import a zstd module; ModelMissingError says how to install it."""
    try:
        from compression import zstd
    except ImportError:
        try:
            from backports import zstd
        except ImportError as error:
            raise ModelMissingError("zstd support is not installed", fix='pip install "newsextract[warc]"') from error
    module: ModuleType = zstd
    return module
