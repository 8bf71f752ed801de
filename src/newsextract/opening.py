"""Open files that a user names, but nothing that blocks or never ends."""

from __future__ import annotations

import gzip
import lzma
import os
import stat
import zlib
from typing import IO, cast

from newsextract.errors import InputError

#: what reading an :func:`unpacked` file raises where its data breaks off
BROKEN = (OSError, EOFError, lzma.LZMAError, zlib.error)


#: how packed data begins, with its suffix
_PACKED = ((b"\x1f\x8b", ".gz"), (b"\xfd7zXZ\x00", ".xz"))


def open_regular(path: str | os.PathLike[str], name: str, *, write: bool = False) -> IO[bytes]:
    """Open a regular file, also behind a symbolic link; ``write`` opens it for writing too, and creates it if missing.

    Raise InputError, with the ``name`` of the input, for a file that cannot be opened, and for a pipe, a socket, a device or a file in
    ``/proc`` or ``/sys``, which may block or never end.
    """
    # a pipe without a writer must not block; the check is made on the opened file, not on its name
    flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | (os.O_RDWR | os.O_CREAT if write else os.O_RDONLY)
    try:
        descriptor = os.open(path, flags, 0o666)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"the file cannot be read ({reason})", where=name, fix="check the path") from error
    try:
        status = os.fstat(descriptor)
        if stat.S_ISREG(status.st_mode) and status.st_dev not in _system_devices():
            return os.fdopen(descriptor, "rb+" if write else "rb")
        if stat.S_ISDIR(status.st_mode):
            raise InputError("this is a folder, not a file", where=name, fix="check the path")
        what = "this is not a regular file but a pipe, a device or the like"
        raise InputError(what, where=name, fix="save its content to a file, or pipe it into `newsextract extract -`")
    except BaseException:
        os.close(descriptor)
        raise


def _system_devices() -> set[int]:
    """Device numbers of the kernel's virtual file systems, whose files are generated while they are read."""
    return {os.stat(root).st_dev for root in ("/proc", "/sys") if os.path.ismount(root)}  # noqa: PTH116


def unpacked(file: IO[bytes], ending: str) -> IO[bytes]:
    """Wrap an open file in the decompressor of its suffix (``.gz``, ``.xz``); other files are returned as they are."""
    if ending.lower() == ".gz":
        return cast("IO[bytes]", gzip.GzipFile(fileobj=file, mode="rb"))
    return cast("IO[bytes]", lzma.LZMAFile(file)) if ending.lower() == ".xz" else file


def unpacked_by_content(file: IO[bytes]) -> IO[bytes]:
    """Wrap an open file that begins as gzip or xz data in its decompressor; other files are returned as they are."""
    start = file.read(6)
    file.seek(0)
    return unpacked(file, next((ending for magic, ending in _PACKED if start.startswith(magic)), ""))
