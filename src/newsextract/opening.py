"""Opening what a user names, and nothing that blocks or never ends."""

from __future__ import annotations

import gzip
import lzma
import os
import stat
from typing import IO, cast

from newsextract.errors import InputError


def open_regular(path: str | os.PathLike[str], name: str, *, write: bool = False) -> IO[bytes]:
    """Open a file, but nothing that only looks like one: a pipe or a device may block, or never end.

    Parameters
    ----------
    path
        The file; links are followed.
    name
        Name of the input.
    write
        Whether to write to it, too; it is made when missing.

    Raises
    ------
    InputError
        When it is missing, may not be opened, or is a pipe, a socket, a device or a file of the system's own.
    """
    # a pipe without a writer must not block; what is checked is what was opened
    flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | (os.O_RDWR | os.O_CREAT if write else os.O_RDONLY)
    try:
        number = os.open(path, flags, 0o666)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"the file cannot be read ({reason})", where=name, fix="check the path") from error
    try:
        found = os.fstat(number)
        if stat.S_ISREG(found.st_mode) and found.st_dev not in _system_devices():
            return os.fdopen(number, "rb+" if write else "rb")
        what = "this is not a regular file but a pipe, a device or the like"
        raise InputError(what, where=name, fix="save its content to a file, or pipe it into `newsextract extract -`")
    except BaseException:
        os.close(number)
        raise


def _system_devices() -> set[int]:
    """The file systems in which the kernel makes files up while they are read."""
    return {os.stat(root).st_dev for root in ("/proc", "/sys") if os.path.ismount(root)}  # noqa: PTH116


def unpacked(file: IO[bytes], ending: str) -> IO[bytes]:
    """Unpack a file that is being read, as the ending of its name says (``.gz``, ``.xz``)."""
    if ending.lower() == ".gz":
        return cast("IO[bytes]", gzip.GzipFile(fileobj=file, mode="rb"))
    return cast("IO[bytes]", lzma.LZMAFile(file)) if ending.lower() == ".xz" else file
