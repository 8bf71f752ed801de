"""A folder of saved pages and corpus text files, read in the order of their names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from newsextract.errors import Failure, InputError
from newsextract.page import Page
from newsextract.sources import files, jsonl
from newsextract.sources.base import Options

SUFFIXES = {".html", ".htm", ".xhtml", ".txt"}


def accepts(spec: str) -> bool:
    """Take folders."""
    return Path(spec).is_dir()


def pages(spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the pages of a folder and of the folders in it.

    Raises
    ------
    InputError
        When the folder holds no page.
    """
    root = Path(spec)
    paths = sorted(p for p in root.rglob("*") if p.is_file() and (p.suffix.lower() in SUFFIXES or jsonl.accepts(str(p))))
    if not paths:
        endings = ", ".join(sorted(SUFFIXES | set(jsonl.SUFFIXES)))
        raise InputError("the folder holds no pages", where=spec, fix=f"give a folder with files ending in {endings}")
    for path in paths:
        if jsonl.accepts(str(path)):
            yield from jsonl.pages(str(path), options)
            continue
        try:
            page = files.read_one(path, options.max_bytes)
        except InputError as error:
            yield Failure.of(error, str(path), "read")
        else:
            yield page
