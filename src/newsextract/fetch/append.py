"""Appending to an archive so that a stop at any moment costs nothing: not a byte of it, nor what was being written.

What is to be written stands in ``NAME.journal`` before the archive is touched. A process that finds a journal whose
bytes the archive ends with, whole or in part, writes the rest of them.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal

from newsextract.atomic import sync_folder
from newsextract.errors import ConfigError

#: seconds that another process is waited for
LOCK_WAIT = 10.0
_MAGIC = b"newsextract archive journal"
_OTHER_NAME = "give --warc another name"


@contextmanager
def opened(path: Path, mode: Literal["rb", "rb+"]) -> Iterator[IO[bytes]]:
    """Open an archive and lock it: for all others when it is to be written, for writers when it is read.

    Raises
    ------
    ConfigError
        When it is no regular file, cannot be opened, or another process writes to it for too long.
    """
    try:
        number = _open(path, mode)
    except (OSError, ValueError) as error:
        what = f"the archive cannot be opened ({getattr(error, 'strerror', None) or error})"
        raise ConfigError(what, where=str(path), fix=_OTHER_NAME) from error
    try:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise ConfigError("the archive is not a regular file", where=str(path), fix=_OTHER_NAME)
        file = os.fdopen(number, mode)
    except BaseException:
        os.close(number)
        raise
    with file:
        _lock(file, path, shared=mode == "rb")
        yield file


def _open(path: Path, mode: Literal["rb", "rb+"]) -> int:
    flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe without a writer must not block
    if mode == "rb":
        return os.open(path, os.O_RDONLY | flags)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return os.open(path, os.O_RDWR | flags)
    number = os.open(path, os.O_RDWR | os.O_CREAT | flags, 0o666)
    sync_folder(path.parent)
    return number


def _lock(file: IO[bytes], path: Path, *, shared: bool) -> None:
    end = time.monotonic() + LOCK_WAIT
    while True:
        try:
            _try_lock(file, shared=shared)
        except OSError as error:
            if time.monotonic() > end:
                fix = "wait until it has finished, or give --warc another name"
                raise ConfigError("another process is writing to the archive", where=str(path), fix=fix) from error
            time.sleep(0.02)
        else:
            return


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes], *, shared: bool) -> None:
        file.seek(0x7FFF_0000)  # beyond the content: a lock there keeps nobody from reading it
        msvcrt.locking(file.fileno(), msvcrt.LK_NBRLCK if shared else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[bytes], *, shared: bool) -> None:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def append(path: Path, file: IO[bytes], data: bytes) -> int:
    """Append to an archive.

    Parameters
    ----------
    path
        The archive.
    file
        The same, open and locked for writing.
    data
        Whole members.

    Returns
    -------
    int
        Where they begin.
    """
    offset = file.seek(0, os.SEEK_END)
    journal = _journal(path)
    with journal.open("wb") as out:
        out.write(_MAGIC + f" {offset} {hashlib.sha256(data).hexdigest()}\n".encode() + data)
        out.flush()
        os.fsync(out.fileno())
    _write(file, data)
    journal.unlink()
    return offset


def unwritten(path: Path, file: IO[bytes]) -> tuple[int, bytes] | None:
    """Find what a stopped process was about to write.

    Returns
    -------
    tuple of int and bytes, or None
        Where it began to write, and what of it is not written yet; None when no process was stopped while writing.

    Raises
    ------
    ConfigError
        When a file that is no journal has its name.
    """
    try:
        content = _journal(path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _foreign(path) from error
    line, _, data = content.partition(b"\n")
    if not line.startswith(_MAGIC[: len(line)]):
        raise _foreign(path)
    fields = line.removeprefix(_MAGIC).split()
    if len(fields) != 2 or fields[1].decode("latin-1") != hashlib.sha256(data).hexdigest():
        return None  # the journal itself was cut off: the archive was not touched yet
    offset = int(fields[0])
    size = file.seek(0, os.SEEK_END)
    file.seek(min(offset, size))
    written = file.read(len(data) + 1)
    return (offset, data[len(written) :]) if offset <= size and data.startswith(written) else None


def finish(path: Path, file: IO[bytes]) -> bool:
    """Write what a stopped process left unwritten, drop its journal, and say whether there was anything to write."""
    stopped = unwritten(path, file)
    if stopped and stopped[1]:
        file.seek(0, os.SEEK_END)
        _write(file, stopped[1])
    _journal(path).unlink(missing_ok=True)
    return bool(stopped and stopped[1])


def set_aside(path: Path, file: IO[bytes], offset: int) -> None:
    """Cut off what follows an offset, once it is kept in a file of its own."""
    file.seek(offset)
    tail = file.read()
    number = 0
    while True:
        kept = path.with_name(f"{path.name}.cut-{offset}" + (f"-{number}" if number else ""))
        try:
            with kept.open("xb") as out:
                _write(out, tail)
        except FileExistsError:
            number += 1
        else:
            break
    file.truncate(offset)


def _write(file: IO[bytes], data: bytes) -> None:
    file.write(data)
    file.flush()
    os.fsync(file.fileno())


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}.journal")


def _foreign(path: Path) -> ConfigError:
    return ConfigError("this file stands where the archive's journal would be", where=str(_journal(path)), fix=_OTHER_NAME)
