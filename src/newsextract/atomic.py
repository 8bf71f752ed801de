"""Atomic writes: a file is complete or not there at all, even after a power cut."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from time import time
from typing import IO

#: seconds after which a part file that nobody has written to is taken for a killed process's: a day
_LEFT = 86_400


def to_disk(file: IO[bytes]) -> None:
    """Flush an open file to the disk."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk; a renamed file could otherwise have its old name after a power cut."""
    if os.name != "posix":  # elsewhere a folder cannot be opened
        return
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


def real_path(path: Path) -> Path:
    """Follow symbolic links; a loop of them raises OSError, as everywhere else, not the RuntimeError of ``Path.resolve``."""
    real = Path(os.path.realpath(path))
    if os.path.islink(real):  # noqa: PTH114  Path.is_symlink raises for a name that is too long
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return real


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Write a file under a temporary name of its own, which ends in ``.part``, and rename it when it is complete.

    An existing file is replaced only then; if an error ends the block, it is kept. Of two processes that write the same file,
    the last to end wins. What a killed process left is removed when it is :data:`_LEFT` seconds old. Behind a symbolic link, the
    file is replaced and the link kept; a device or a pipe raises OSError, as the superuser could replace it, too.
    """
    path = real_path(path) if path.is_symlink() else path
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(errno.EINVAL, "this is a device or a pipe, not a file", str(path))
    start, ending = path.stem[:40], f"{path.suffix}.part"
    for left in path.parent.glob(f"{escape(start)}.????????{escape(ending)}"):
        with suppress(FileNotFoundError):  # another process removed it
            if time() - left.stat().st_mtime > _LEFT:
                left.unlink()
    part = path.with_name(f"{start}.{secrets.token_hex(4)}{ending}")
    try:
        yield part
        with part.open("rb+") as file:
            to_disk(file)
        part.replace(path)
        sync_folder(path.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
