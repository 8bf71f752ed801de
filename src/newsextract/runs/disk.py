"""Files that are there as a whole or not at all, also after a power cut."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from newsextract.atomic import replacing, sync_folder
from newsextract.errors import WorkerError
from newsextract.runs.extraction import MEND
from newsextract.stores.seals import written


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Say it when a folder cannot be written.

    Raises
    ------
    WorkerError
        The run can go on when the folder can be written again.
    """
    try:
        yield
    except OSError as error:
        what = f"the folder cannot be written ({error.strerror})"
        raise WorkerError(what, where=str(root), fix=MEND) from error


def write_whole(path: Path, text: str | Iterable[str]) -> None:
    """Write a whole file or nothing, also when the machine stops.

    Parameters
    ----------
    path
        The file.
    text
        Its text, or its lines without their line breaks.
    """
    with writing(path.parent), replacing(path) as part, part.open("wb") as out:
        out.writelines([text.encode("utf-8", "backslashreplace")] if isinstance(text, str) else map(written, text))


def remove(path: Path) -> None:
    """Remove a file, if it is there, for good."""
    with writing(path.parent):
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


def to_disk(out: IO[bytes]) -> None:
    """Bring what was written to disk."""
    out.flush()
    os.fsync(out.fileno())
