"""Where bytes come from: one file a kind of input, each yields :class:`~newsextract.page.Page`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, cast

from newsextract.errors import Failure, NewsExtractError
from newsextract.sources.base import Options

if TYPE_CHECKING:
    from newsextract.page import Page
    from newsextract.sources.base import Source

#: the kinds of input, first match wins; the last takes whatever is left
KINDS = ("stdin", "wayback", "urls", "warc", "jsonl", "folder", "files")


def open_source(spec: str, options: Options | None = None) -> Iterator[Page | Failure]:
    """Read an input of any kind.

    Parameters
    ----------
    spec
        What the user gave: a path, a folder, an address, a list of addresses, a WARC file, ``-``.
    options
        How inputs are read.

    Yields
    ------
    Page or Failure
        In the input's own order.

    Examples
    --------
    >>> [item.reason for item in open_source("no/such/file.html")]
    ['unreadable']
    """
    for name in KINDS:
        source = cast("Source", import_module(f"newsextract.sources.{name}"))
        if source.accepts(spec):
            try:
                yield from source.pages(spec, options or Options())
            except NewsExtractError as error:
                yield Failure.of(error, spec, "read")
            return
