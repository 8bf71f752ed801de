"""A folder of saved pages and corpus text files, read in the order of their names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from newsextract.errors import Failure, InputError
from newsextract.page import Page
from newsextract.sources import files, jsonl, tables
from newsextract.sources.base import Options, pages_or_failure

SUFFIXES = {".html", ".htm", ".xhtml", ".txt"}


def accepts(spec: str) -> bool:
    """Accept folders."""
    return os.path.isdir(spec)  # noqa: PTH112  Path.is_dir raises for a name that is too long


def count(spec: str) -> int | None:
    """Number of pages in its files; None if one of them cannot be counted."""
    kinds = ((kind, str(path)) for path, problem in _walk(Path(spec)) if not problem for kind in [_source_of(path)])
    counts: list[int | None] = [kind.count(name) for kind, name in kinds]
    return None if None in counts else sum(one or 0 for one in counts)


def pages(spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the pages of a folder and its subfolders; a link to a folder or an unreadable entry yields a failure."""
    found = sorted(_walk(Path(spec)), key=lambda entry: entry[0])
    if not found:
        endings = ", ".join(sorted(SUFFIXES | {*jsonl.SUFFIXES, *tables.SUFFIXES}))
        raise InputError("the folder holds no pages", where=spec, fix=f"give a folder with files ending in {endings}")
    for path, problem in found:
        if problem:
            yield Failure.of(problem, str(path), "read")
        else:
            source = _source_of(path)
            yield from pages_or_failure(lambda path=path, source=source: source.pages(str(path), options), str(path))  # type: ignore[misc]


def _source_of(path: Path) -> ModuleType:
    return next(kind for kind in (jsonl, tables, files) if kind.accepts(path.name))


def _walk(root: Path) -> Iterator[tuple[Path, Exception | None]]:
    """Yield the files with a known suffix, and the entries that cannot be read with their error."""
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            yield folder, error
            continue
        for entry in entries:
            path = folder / entry.name
            if entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif os.path.isdir(path):  # noqa: PTH112
                yield path, InputError("links to folders are not followed", fix="give that folder as an input")
            elif path.suffix.lower() in files.DOCUMENTS:
                yield path, files.unsupported_format(path.suffix)
            elif path.suffix.lower() in SUFFIXES or jsonl.accepts(entry.name) or tables.accepts(entry.name):
                yield path, None
