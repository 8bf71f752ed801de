"""A folder of saved pages, texts, tables and WARC files, read in the order of their names."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Container, Iterator
from pathlib import Path
from types import ModuleType

from newsextract.errors import Failure, InputError
from newsextract.opening import BROKEN, unpacked_by_content
from newsextract.page import Page
from newsextract.printable import one_line
from newsextract.sources import files, jsonl, tables, wacz, warc
from newsextract.sources.base import Options, is_page, pages_or_failure

SUFFIXES = {".html", ".htm", ".xhtml", ".txt"}
#: suffixes of a mirror's other files and of backup copies, which may hold an error page or an older page
_NO_PAGES = {".css", ".js", ".json", ".xml", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".ico", ".orig", ".bak", ".tmp", ".part"}
#: beginnings of the names of files that Excel and macOS lay beside the user's
_COMPANIONS = ("~$", "._")
#: ending of a file that is still being written
_UNFINISHED = ".part"
#: maximum kinds of other files in a message
_MAX_KINDS = 8
#: the kinds of its files, in order of precedence; the last accepts whatever is left
_KINDS = (warc, wacz, jsonl, tables, files)


def accepts(spec: str) -> bool:
    """Accept folders."""
    return os.path.isdir(spec)  # noqa: PTH112  Path.is_dir raises for a name that is too long


def count(spec: str) -> int | None:
    """Number of pages in its files; None if one of them cannot be counted."""
    kinds = [(_source_of(path), str(path)) for path, problem in _walk(Path(spec)) if not problem]
    if any(kind in (warc, wacz) for kind, _ in kinds):
        return None
    counts: list[int | None] = [kind.count(name) for kind, name in kinds]
    return None if None in counts else sum(one or 0 for one in counts)


def pages(spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the pages of a folder and its subfolders; a link to a folder or an unreadable entry yields a failure.

    A note counts the files that are no pages, by suffix.
    """
    others: Counter[str] = Counter()
    found = sorted(_walk(Path(spec), others, options.outputs), key=lambda entry: entry[0])
    if others:
        kinds = ", ".join(
            f"{count:,} {one_line(suffix) or 'without a suffix'}" for suffix, count in others.most_common(_MAX_KINDS)
        )
        number = others.total()
        noun = "file that is no page is" if number == 1 else "files that are no pages are"
        options.note(f"{spec}: {number:,} {noun} left out ({kinds})")
    if not found:
        fix = "give a folder of HTML, text, JSON Lines, CSV, Excel, Parquet or WARC files"
        raise InputError("the folder holds no pages", where=spec, fix=fix)
    for path, problem in found:
        if problem:
            yield Failure.of(problem, str(path), "read")
        else:
            source = _source_of(path)
            yield from pages_or_failure(lambda path=path, source=source: source.pages(str(path), options), str(path))  # type: ignore[misc]


def _source_of(path: Path) -> ModuleType:
    return next(kind for kind in _KINDS if kind.accepts(path.name))


def _walk(
    root: Path, others: Counter[str] | None = None, outputs: Container[str] = ()
) -> Iterator[tuple[Path, Exception | None]]:
    """Yield the pages and files with a known suffix, and the entries that cannot be read with their error; count the others."""
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            entries = _entries(folder, outputs)
        except OSError as error:
            yield folder, error
            continue
        names = {entry.name for entry in entries}
        for entry in entries:
            path = folder / entry.name
            if entry.is_dir(follow_symlinks=False):
                if not _is_part_of_page(entry.name, names):
                    waiting.append(path)
            elif os.path.isdir(path):  # noqa: PTH112
                yield path, InputError("links to folders are not followed", fix="give that folder as an input")
            elif entry.name.startswith(_COMPANIONS):
                continue
            elif (problem := files.unsupported_format(path)) or _holds_pages(path):
                yield path, problem
            elif others is not None:
                others[path.suffix.lower()] += 1


def _entries(folder: Path, outputs: Container[str]) -> list[os.DirEntry[str]]:
    """What a folder holds, without the command's outputs and files still being written."""
    real = os.path.realpath(folder)
    found = (entry for entry in os.scandir(folder) if not entry.name.endswith(_UNFINISHED))
    return [entry for entry in found if os.path.join(real, entry.name) not in outputs]  # noqa: PTH118  a Path for each is slow


def _is_part_of_page(name: str, beside: set[str]) -> bool:
    """Whether a folder holds the pictures and frames of a page that a browser saved as "web page, complete"."""
    page = name.removesuffix("_files")
    return page != name and not beside.isdisjoint((f"{page}.html", f"{page}.htm"))


def _holds_pages(path: Path) -> bool:
    """Whether a file is an input by its suffix or its content."""
    return files.unpacked_suffix(path) in SUFFIXES or _source_of(path) is not files or _begins_as_page(path)


def _begins_as_page(path: Path) -> bool:
    """Whether a file is a page by its content: wget keeps names such as ``view.php?id=7``."""
    try:
        if files.unpacked_suffix(path) in _NO_PAGES or not path.is_file():
            return False
        with path.open("rb") as file:
            return is_page(unpacked_by_content(file).read(512))
    except BROKEN:
        return False
