"""Data files: gazetteers and word lists that a researcher can edit, and trained models (read by :mod:`newsextract.models`).

NOTICE.md gives the source and licence of each file, and how it was made.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

ROOT = Path(__file__).parent
#: folders that decide no value of a record, and the models, whose files have a digest each
_NOT_IN_DIGESTS = frozenset({"__pycache__", "across", "corpora", "desk", "models", "stores", "templates", "view"})


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
def templates() -> Environment:
    """The Jinja environment of the folder ``templates``; the lines of HTML and of TEI are joined, so that they can be indented."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

    def source(name: str) -> str:
        text = read_text(f"templates/{name}")
        return "".join(map(str.strip, text.splitlines())) if name.endswith((".html", ".xml")) else text

    made = Environment(
        loader=FunctionLoader(source),
        autoescape=select_autoescape(disabled_extensions=("md", "txt"), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["number"] = lambda n: f"{n:,}"
    return made


@cache
def digests() -> dict[str, str]:
    """SHA-256 of each trained model and of each data folder that decides values of a record; cached.

    Examples
    --------
    >>> sorted(digests())[:3]
    ['entities', 'events', 'gazetteers']
    >>> "models/events" in digests()
    True
    """
    folders = sorted(path for path in ROOT.iterdir() if path.is_dir() and path.name not in _NOT_IN_DIGESTS)
    found = {folder.name: digest(folder, without=".md") for folder in folders}
    models = sorted((ROOT / "models").glob("*.npz"))
    return found | {f"models/{path.stem}": hashlib.sha256(path.read_bytes()).hexdigest() for path in models}


def digest(folder: Path, *, without: str | None = None) -> str:
    """SHA-256 over the paths and bytes of a folder's files, in the order of their paths.

    Parameters
    ----------
    folder
        The folder; ``__pycache__`` in it is skipped.
    without
        Suffix of files to skip.

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
