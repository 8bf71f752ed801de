"""Standard input: JSON Lines, or one page."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import cast

from newsextract.errors import Failure, InputError
from newsextract.page import Page
from newsextract.sources.base import Options, page_of
from newsextract.sources.jsonl import read_lines

_FIX = "pipe a page, a corpus text or JSON Lines into it"


def accepts(spec: str) -> bool:
    """Accept ``-``."""
    return spec == "-"


def pages(spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the pages of standard input: JSON Lines if it begins with ``{``, else one page."""
    if sys.stdin is None:
        raise InputError("standard input is closed", fix=_FIX)
    stream = io.BufferedReader(cast("io.RawIOBase", sys.stdin.buffer))
    try:
        if stream.peek(1).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
            yield from read_lines(stream, name="stdin", uri="stdin", options=options)
            return
        content = stream.read(options.max_bytes + 1)
    finally:
        stream.detach()
    if not content.strip():
        raise InputError("standard input is empty", fix=_FIX)
    yield page_of(content, spec, "stdin", options.max_bytes)
