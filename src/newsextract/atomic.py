"""Files that are there whole or not at all, also after the machine stopped."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


def to_disk(file: IO[bytes]) -> None:
    """Bring what was written to an open file to the disk."""
    file.flush()
    os.fsync(file.fileno())


def commit(part: Path, path: Path) -> None:
    """Give a complete file its name; both the file and its name are on the disk when this returns.

    Parameters
    ----------
    part
        The complete file, closed.
    path
        Its name, in the same folder; a file of that name is replaced.
    """
    with part.open("rb+") as file:
        to_disk(file)
    part.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk: a renamed file could otherwise have its old name after a power cut."""
    if os.name != "posix":  # elsewhere a folder cannot be opened
        return
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Write a file under another name, and give it its own when it is complete.

    Parameters
    ----------
    path
        The file. One that is there stays as it is until the new one is complete, and for good when an error ends the block.

    Yields
    ------
    Path
        Where to write; the name ends in ``.part``.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        yield part
        commit(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
