"""Knowledge as data: gazetteers and word lists that a researcher can edit, and trained models.

Each file's source, licence and making are in NOTICE.md beside it.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


def read_text(name: str) -> str:
    """The text of a shipped data file.

    Examples
    --------
    >>> read_text("NOTICE.md").startswith("#")
    True
    """
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def read_bytes(name: str) -> bytes:
    """The bytes of a shipped data file."""
    return files(__name__).joinpath(name).read_bytes()


@cache
def read_lines(name: str) -> tuple[str, ...]:
    """The lines of a word list, without blank lines and ``#`` comments."""
    return tuple(line for raw in read_text(name).splitlines() if (line := raw.strip()) and not line.startswith("#"))


@cache
def read_csv(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV file as dictionaries keyed by its header."""
    return tuple(csv.DictReader(read_text(name).splitlines()))
