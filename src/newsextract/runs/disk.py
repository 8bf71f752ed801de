"""Files that are there as a whole or not at all, also after a power cut."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from newsextract.atomic import replacing, sync_folder
from newsextract.errors import WorkerError, os_errors_as
from newsextract.runs.extraction import MEND
from newsextract.stores.seals import written


def writing(root: Path) -> AbstractContextManager[None]:
    """Say it when a folder cannot be written; the run can be resumed when it can."""
    return os_errors_as(WorkerError, "the folder cannot be written", where=root, fix=MEND)


def write_whole(path: Path, text: str | Iterable[str]) -> None:
    """Write a whole file or nothing: its text, or its lines without their line breaks."""
    with writing(path.parent), replacing(path) as part, part.open("wb") as out:
        out.writelines([text.encode("utf-8", "backslashreplace")] if isinstance(text, str) else map(written, text))


def remove(path: Path) -> None:
    """Remove a file, if it is there, for good."""
    with writing(path.parent):
        path.unlink(missing_ok=True)
        sync_folder(path.parent)
