"""Shared code of the sources: each yields pages, and failures for what it could not read."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, AnyStr

from newsextract.errors import Failure, InputError
from newsextract.opening import BROKEN, unpacked_by_content
from newsextract.page import Page, PageKind
from newsextract.records import Archive

if TYPE_CHECKING:
    from newsextract.fetch import Client, Settings
    from newsextract.sources.warc import Pages

_CORPUS_LINE = re.compile("\\A(?:\ufeff)?รัฐบาลไทย-|\\nที่มา\\s*:\\s*https?://\\S+\\s*\\Z".encode())
_MARKUP = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<", re.ASCII)
_PAGE = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html)\b", re.ASCII | re.IGNORECASE)


@dataclass
class Options:
    """Options for reading inputs."""

    max_bytes: int = 20_000_000  # maximum bytes of a page; larger pages become failures
    fetch: Settings | None = None  # settings of the HTTP client; the defaults when None
    #: read the archived capture nearest to this time ("" for now, "2020", "2020-02-25"); fetch live when None
    archive: str | None = None
    wayback: str = "https://web.archive.org"  # base URL of the web archive
    #: column of a table, or key of JSON Lines, by field: text, html, title, published, url, id, section
    columns: Mapping[str, str] = field(default_factory=dict)
    note: Callable[[str], None] = lambda _: None  # called with messages for the user about how an input is read
    outputs: frozenset[str] = frozenset()  # real paths of what the command writes, which is no input although it lies in one
    #: the pages of the WARC files read so far, to which revisit records may refer
    earlier: list[Pages] = field(default_factory=list)

    @cached_property
    def client(self) -> Client:
        """The HTTP client for all URLs."""
        from newsextract.fetch import Client, Settings

        return Client(self.fetch or Settings(max_bytes=self.max_bytes))


def by_suffix(*suffixes: str) -> Callable[[str], bool]:
    """A source's ``accepts``, by the suffixes of its files.

    Examples
    --------
    >>> by_suffix(".warc", ".warc.gz")("A.WARC.GZ")
    True
    """
    return lambda spec: spec.lower().endswith(suffixes)


def kind_of(content: bytes) -> PageKind:
    """Distinguish markup, corpus text and plain text by how they begin and end.

    Examples
    --------
    >>> kind_of("รัฐบาลไทย-ข่าวทำเนียบรัฐบาล-หัวข่าว".encode())
    'corpus'
    """
    content = _as_utf8(content)
    if _MARKUP.match(content):
        return "html"
    return "corpus" if _CORPUS_LINE.search(content) else "text"


def is_page(start: bytes) -> bool:
    """Whether the first bytes of a file are those of an HTML page."""
    return _PAGE.match(_as_utf8(start)) is not None


def _as_utf8(content: bytes) -> bytes:
    """Recode UTF-16 with a byte order mark, as Notepad and Excel save "Unicode"; other content stays as it is."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace").encode("utf-8", "replace")
    return content


def pages_or_failure(pages: Callable[[], Iterator[Page | Failure]], name: str) -> Iterator[Page | Failure]:
    """Yield the pages of one input; an exception becomes a failure, so that the next input is still read."""
    try:
        yield from pages()
    except Exception as error:  # noqa: BLE001  one input must not end the run
        yield Failure.of(error, name, "read")


def page_of(content: bytes, name: str, uri: str, max_bytes: int) -> Page:
    """Make a page of the content of a whole file or of standard input, which may be packed."""
    check_size(len(content), max_bytes, name)
    try:
        content = unpacked_by_content(io.BytesIO(content)).read(max_bytes + 1)
    except BROKEN as error:
        raise InputError(f"the packed data is damaged ({error})", where=name, fix="get the file again") from error
    check_size(len(content), max_bytes, name)
    if not content.strip():
        raise InputError("the file is empty", where=name, fix="give a page with text")
    kind = kind_of(content)
    return Page(content, name=name, kind=kind, archive=Archive(kind="corpus" if kind == "corpus" else "file", uri=uri))


def numbered_lines(stream: IO[AnyStr], longest: int = -1, where: str | None = None) -> Iterator[tuple[int, AnyStr]]:
    """Yield the lines of a stream with their numbers, each truncated to ``longest``; InputError where packed data breaks off."""
    number = 0
    try:
        while line := stream.readline(longest):
            number += 1
            yield number, line
            while line and line[-1:] not in {"\n", b"\n"}:
                line = stream.readline(1 << 17)
    except BROKEN as error:
        what = f"the packed data breaks off after line {number} ({error})"
        raise InputError(what, where=where, fix="get the file again") from error


def line_count(path: str) -> int | None:
    """Number of non-blank lines of a text file; None if it is compressed or cannot be read."""
    if path.lower().endswith((".gz", ".xz")):
        return None
    try:
        with Path(path).open("rb") as file:
            return sum(1 for _, line in numbered_lines(file, 1 << 17) if line.strip())
    except (OSError, InputError):
        return None


def check_size(size: int, max_bytes: int, name: str | None = None) -> None:
    """Refuse a page over the limit."""
    if size > max_bytes:
        raise InputError(
            f"the page has {size:,} bytes, the limit is {max_bytes:,}", where=name, fix="raise it with --max-bytes"
        )


class FailureLimiter:
    """Limits the errors from damaged data, which can give any number: in a row, the first get a line each, the rest share one."""

    def __init__(self, max_count: int, what: str, fix: str) -> None:
        self._max, self._what, self._fix = max_count, what, fix
        self._count = 0

    def admit(self) -> bool:
        """Count an error; return whether it gets its own line."""
        self._count += 1
        return self._count <= self._max

    def flush(self, name: str, place: str) -> Iterator[Failure]:
        """Yield one failure for the errors without a line, if any, and end the row."""
        if self._count > self._max:
            error = InputError(f"{self._count - self._max:,} further {self._what} before {place}", where=name, fix=self._fix)
            yield Failure.of(error, f"{name}@{place}:further", "read")
        self._count = 0
