"""Input sources: one module per kind of input.

``accepts(spec)`` tells whether an argument is an input of the module's kind, and ``pages(spec, options)`` yields its pages;
a page that cannot be read yields a failure and does not end the input. ``count(spec)``, where there is one, is the number
of pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from newsextract.errors import Failure, InputError, NewsExtractError
from newsextract.sources.base import Options, pages_or_failure

if TYPE_CHECKING:
    from newsextract.page import Page

#: the kinds of input, in order of precedence; the last accepts whatever is left
KINDS = ("stdin", "folder", "urls", "warc", "wacz", "jsonl", "tables", "files")


def open_source(spec: str, options: Options | None = None) -> Iterator[Page | Failure]:
    """Read an input of any kind: a file, a folder, a URL, a list of URLs, a WARC file, ``-``.

    Pages are yielded in the input's own order; an input that cannot be read yields one failure.

    Examples
    --------
    >>> [item.reason for item in open_source("no/such/file.html")]
    ['unreadable']
    """
    options, undated = options or Options(), 0
    for item in pages_or_failure(lambda: _source(spec).pages(spec, options), spec):
        undated += any(warning.code == "published_uncertain" for warning in getattr(item, "warnings", ()))
        yield item
    if undated:
        what = "given dates of publication that are not understood and left out"
        options.note(f"{spec}: {what}: {undated:,} (warning published_uncertain); write them as 2024-03-15")


def count(spec: str) -> int | None:
    """Number of pages of an input, if it can be counted without parsing the pages; None otherwise.

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


def _source(spec: str) -> ModuleType:
    for name in KINDS:
        source = import_module(f"newsextract.sources.{name}")
        if source.accepts(spec):
            return source
    raise InputError("the input has no name", fix="give a file, a folder or an address")
