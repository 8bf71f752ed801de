"""What a script says when the folder ``shared`` (articles, gold files, scorer) is not beside the project: one line, exit code 1."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


def explain_absence() -> None:
    """Say a missing file of the shared folder in one line; every other error keeps its traceback."""
    sys.excepthook = _said


def absent(error: BaseException) -> str | None:
    """The line for a file of the shared folder that is not there, None for any other error.

    Examples
    --------
    >>> absent(FileNotFoundError(2, "No such file", "../shared/gold/no.jsonl")).partition(":")[0]
    '../shared/gold/no.jsonl is not there'
    >>> absent(FileNotFoundError(2, "No such file", "other.jsonl")), absent(ValueError())
    (None, None)
    """
    name = str(getattr(error, "filename", None) or error)
    if isinstance(error, FileNotFoundError) and SHARED.name in Path(name).parts:
        return f"{name} is not there: the project's articles and annotations are not shipped; see docs/methods.md"
    return None


def _said(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    line = absent(error)
    if line is None:
        sys.__excepthook__(kind, error, trace)
    else:
        print(line, file=sys.stderr)
