"""Standard input: JSON Lines, or one page."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import cast

from newsextract.errors import Failure, InputError
from newsextract.page import Page
from newsextract.records import Archive
from newsextract.sources.base import Options, kind_of, too_large
from newsextract.sources.jsonl import read_lines


def accepts(spec: str) -> bool:
    """Take ``-``."""
    return spec == "-"


def pages(spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield what standard input holds: JSON Lines when it begins with ``{``, else one page.

    Raises
    ------
    InputError
        When there is nothing on it, or more than ``max_bytes``.
    """
    if sys.stdin is None:
        raise InputError("standard input is closed", where=spec, fix="pipe a page, a corpus text or JSON Lines into it")
    stream = io.BufferedReader(cast("io.RawIOBase", sys.stdin.buffer))
    try:
        if stream.peek(1).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
            yield from read_lines(stream, name="stdin", uri="stdin", max_bytes=options.max_bytes)
            return
        content = stream.read(options.max_bytes + 1)
    finally:
        stream.detach()
    if len(content) > options.max_bytes:
        raise too_large(len(content), spec, options.max_bytes)
    if not content.strip():
        raise InputError("standard input is empty", where=spec, fix="pipe a page, a corpus text or JSON Lines into it")
    kind = kind_of(content)
    yield Page(content, name=spec, kind=kind, archive=Archive(kind="corpus" if kind == "corpus" else "file", uri="stdin"))
