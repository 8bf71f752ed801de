"""The inputs: one module for each kind, which yields :class:`~newsextract.page.Page` objects."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, cast

from newsextract.errors import Failure, InputError, NewsExtractError
from newsextract.sources.base import Options, contained

if TYPE_CHECKING:
    from newsextract.page import Page
    from newsextract.sources.base import Source

#: the kinds of input, first match wins; the last takes whatever is left
KINDS = ("stdin", "wayback", "urls", "warc", "wacz", "jsonl", "tables", "folder", "files")


def open_source(spec: str, options: Options | None = None) -> Iterator[Page | Failure]:
    """Read an input of any kind: a path, a folder, an address, a list of addresses, a WARC file, ``-``.

    Pages come in the input's own order; an input that cannot be read is one failure.

    Examples
    --------
    >>> [item.reason for item in open_source("no/such/file.html")]
    ['unreadable']
    """
    yield from contained(lambda: _source(spec).pages(spec, options or Options()), spec)


def count(spec: str) -> int | None:
    """How many pages an input has, where that can be told without reading it through; None where it cannot.

    Examples
    --------
    >>> count("https://www.example.go.th/1"), count("archive.warc.gz")
    (1, None)
    """
    try:
        counted = getattr(_source(spec), "count", None)
        return counted(spec) if counted else None
    except (NewsExtractError, OSError):
        return None


def _source(spec: str) -> Source:
    for name in KINDS:
        source = cast("Source", import_module(f"newsextract.sources.{name}"))
        if source.accepts(spec):
            return source
    raise InputError("the input has no name", fix="give a file, a folder or an address")
