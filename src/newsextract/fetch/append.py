"""Open archives under a lock, append to them, and set aside the incomplete record that a stopped process left."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import IO

from newsextract.atomic import sync_folder, to_disk
from newsextract.errors import ConfigError, InputError, os_errors_as
from newsextract.opening import open_regular

#: seconds to wait for another process's lock
LOCK_WAIT = 10.0
_OTHER_NAME = "give --warc another name"


@contextmanager
def open_locked(path: Path, *, write: bool = False) -> Iterator[IO[bytes]]:
    """Open an archive and lock it, exclusively for writing or shared for reading."""
    new = write and not path.exists()
    with os_errors_as(ConfigError, "the archive cannot be opened", where=path, fix=_OTHER_NAME):
        if new:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            file = open_regular(path, str(path), write=write)
        except InputError as error:
            raise ConfigError(f"the archive cannot be opened: {error.what}", where=str(path), fix=_OTHER_NAME) from error
        if new:
            sync_folder(path.parent)
    with file:
        _lock(file, path, shared=not write)
        yield file


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
        file.seek(0x7FFF_0000)  # beyond the content: a lock there does not prevent reading
        msvcrt.locking(file.fileno(), msvcrt.LK_NBRLCK if shared else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[bytes], *, shared: bool) -> None:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def append(file: IO[bytes], data: bytes) -> None:
    """Append complete gzip members to an archive that is open and locked for writing."""
    file.seek(0, os.SEEK_END)
    _write(file, data)


def set_aside(path: Path, file: IO[bytes], offset: int) -> None:
    """Save everything after an offset in a separate file (``NAME.cut-OFFSET``), then truncate the archive there."""
    file.seek(offset)
    tail = file.read()
    for number in count():
        kept = path.with_name(f"{path.name}.cut-{offset}" + (f"-{number}" if number else ""))
        with suppress(FileExistsError), kept.open("xb") as out:
            _write(out, tail)
            break
    file.truncate(offset)


def _write(file: IO[bytes], data: bytes) -> None:
    file.write(data)
    to_disk(file)
