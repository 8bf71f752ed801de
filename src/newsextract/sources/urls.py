"""Web addresses, and files that list them one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from newsextract.errors import Failure, InputError, NewsExtractError
from newsextract.page import Page
from newsextract.sources import wayback
from newsextract.sources.base import Options

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_LISTS = (".txt", ".urls", ".lst")


def accepts(spec: str) -> bool:
    """Take addresses, and text files whose first line is one."""
    if _ADDRESS.fullmatch(spec):
        return True
    path = Path(spec)
    return path.suffix.lower() in _LISTS and path.is_file() and next(_lines(path), None) is not None


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the addresses of a list with their line numbers; nothing when the first line is no address."""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        first = True
        for number, raw in enumerate(lines, 1):
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            if first and not _ADDRESS.fullmatch(line):
                return
            first = False
            yield number, line


def pages(spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the page of each address."""
    if _ADDRESS.fullmatch(spec):
        yield _page(spec, spec, options)
        return
    for number, url in _lines(Path(spec)):
        yield _page(url, f"{spec}:{number}", options)


def _page(url: str, name: str, options: Options) -> Page | Failure:
    try:
        if not _ADDRESS.fullmatch(url):
            raise InputError("the line is no web address", where=name, fix="write one http or https address a line")
        if options.archive is not None or wayback.is_capture(url, options):
            return wayback.memento(url, name, options)
        found = options.client.get(url)
        return Page(found.content, name=name, url=url, kind="html", encoding=found.encoding)
    except NewsExtractError as error:
        return Failure.of(error, name, "fetch", url)
