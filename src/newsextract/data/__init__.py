"""Knowledge as data: gazetteers and word lists that a researcher can edit, and trained models (read by :mod:`newsextract.models`).

Each file's source, licence and making are in NOTICE.md beside it.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent
#: folders that no value of a record comes from, and that of the models, which are told apart
_APART = frozenset({"__pycache__", "across", "corpora", "desk", "models", "stores", "view"})


def read_text(name: str) -> str:
    """The text of a shipped data file, unpacked.

    Examples
    --------
    >>> read_text("NOTICE.md").startswith("#")
    True
    """
    content = files(__name__).joinpath(name).read_bytes()
    return (gzip.decompress(content) if name.endswith(".gz") else content).decode()


@cache
def read_lines(name: str) -> tuple[str, ...]:
    """The lines of a word list, without blank lines and ``#`` comments."""
    return tuple(line for raw in read_text(name).splitlines() if (line := raw.strip()) and not line.startswith("#"))


@cache
def read_csv(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV file as dictionaries keyed by its header."""
    return tuple(csv.DictReader(read_text(name).splitlines()))


@cache
def read_toml(name: str) -> dict[str, Any]:
    """The tables of a TOML file."""
    return tomllib.loads(read_text(name))


@cache
def digests() -> dict[str, str]:
    """SHA-256 of each trained model, and of each folder of data that decides what a record says; computed once in a process.

    Examples
    --------
    >>> sorted(digests())[:3]
    ['entities', 'events', 'gazetteers']
    >>> "models/events" in digests()
    True
    """
    folders = sorted(path for path in ROOT.iterdir() if path.is_dir() and path.name not in _APART)
    found = {folder.name: digest(folder, without=".md") for folder in folders}
    models = sorted((ROOT / "models").glob("*.npz"))
    return found | {f"models/{path.stem}": hashlib.sha256(path.read_bytes()).hexdigest() for path in models}


def digest(folder: Path, *, without: str | None = None) -> str:
    """SHA-256 over a folder's files: the path and the bytes of each, in the order of their paths.

    Parameters
    ----------
    folder
        Python's caches in it do not count.
    without
        Suffix of the files that do not count either.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts and p.suffix != without):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
