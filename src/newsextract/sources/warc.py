"""WARC files (.warc, .warc.gz) and web archive collections (.wacz)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from newsextract.errors import Failure, InputError
from newsextract.page import Page, charset_of
from newsextract.records import Archive
from newsextract.sources.base import Options, too_large

SUFFIXES = (".warc", ".warc.gz", ".wacz")
_MARKUP = ("text/html", "application/xhtml+xml")
_TYPES = {"response", "revisit", "resource"}


def accepts(spec: str) -> bool:
    """Take files that end as web archives do."""
    return spec.lower().endswith(SUFFIXES)


def pages(spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the HTML pages of an archive, in its order; damaged records become failures with their offset.

    Raises
    ------
    InputError
        When the file cannot be opened.
    """
    path = Path(spec)
    try:
        if spec.lower().endswith(".wacz"):
            with zipfile.ZipFile(path) as collection:
                members = sorted(n for n in collection.namelist() if n.lower().endswith((".warc", ".warc.gz")))
                if not members:
                    raise InputError("the collection holds no WARC file", where=spec, fix="give a .wacz with archive/*.warc.gz")
                for member in members:
                    with collection.open(member) as stream:
                        yield from _Reader(stream, f"{spec}!{member}", f"{path.name}!{member}", options).pages()
            return
        with path.open("rb") as file:
            yield from _Reader(file, spec, path.name, options).pages()
    except (OSError, zipfile.BadZipFile) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(
            f"the archive cannot be read ({reason})", where=spec, fix="check the path, or get the file again"
        ) from error


class _Reader:
    """One WARC stream; after a damaged record it looks for the next that can be read."""

    def __init__(self, stream: IO[bytes], name: str, uri: str, options: Options) -> None:
        self.stream = stream
        self.name = name
        self.uri = uri
        self.options = options
        self.packed = name.lower().endswith(".gz")
        self.originals: dict[str, int] = {}

    def pages(self) -> Iterator[Page | Failure]:
        from warcio.archiveiterator import ArchiveIterator

        start = 0
        while True:
            self.stream.seek(start)
            records = ArchiveIterator(self.stream)
            try:
                for record in records:
                    item = self._page(record, records.offset)
                    _read_rest(record)
                    if item is not None:
                        yield item
            except Exception as error:  # noqa: BLE001  zlib, gzip and warcio each raise their own on damaged data
                at = records.offset
                problem = InputError(
                    f"the record at offset {at} is damaged ({_plain(error)})", where=self.name, fix="get the archive again"
                )
                yield Failure.of(problem, f"{self.name}@{at}", "read")
                start = self._next_record(at + 1)
                if start < 0:
                    return
                continue
            return

    def _next_record(self, at: int) -> int:
        """Offset of the next record's first bytes, or -1."""
        mark = b"\x1f\x8b\x08" if self.packed else b"WARC/1."
        self.stream.seek(at)
        before = b""
        while piece := self.stream.read(1 << 20):
            found = (before + piece).find(mark)
            if found >= 0:
                return at - len(before) + found
            at += len(piece)
            before = piece[-(len(mark) - 1) :]
        return -1

    def _page(self, record: Any, at: int) -> Page | Failure | None:
        url = record.rec_headers.get_header("WARC-Target-URI")
        if record.rec_type not in _TYPES or not url or not url.startswith(("http://", "https://")):
            return None
        name = f"{self.name}@{at}"
        captured = record.rec_headers.get_header("WARC-Date")
        digest = record.rec_headers.get_header("WARC-Payload-Digest")
        http = record.http_headers
        if http is not None and record.rec_type == "response" and http.get_statuscode() != "200":
            return None
        kind = (http.get_header("Content-Type") if http else record.rec_headers.get_header("Content-Type")) or ""
        try:
            if record.rec_type == "revisit":
                content, kind = self._original(digest, kind)
            else:
                content = record.content_stream().read(self.options.max_bytes + 1)
                if digest:
                    self.originals.setdefault(digest, at)
            if not _is_markup(kind, content):
                return None
            if len(content) > self.options.max_bytes:
                raise too_large(len(content), name, self.options.max_bytes)
            if not content.strip():
                raise InputError("the page is empty", where=name, fix="look for another capture")
        except InputError as error:
            return Failure.of(error, name, "read", url)
        archive = Archive(kind="warc", uri=f"{self.uri}@{at}", captured=captured)
        return Page(content, name=name, url=url, kind="html", encoding=charset_of(kind), archive=archive)

    def _original(self, digest: str | None, kind: str) -> tuple[bytes, str]:
        """The body that a revisit record points to, read again from where it stood."""
        from warcio.archiveiterator import ArchiveIterator

        at = self.originals.get(digest or "")
        if at is None:
            what = "the revisit record points to a capture that is not in this file"
            raise InputError(what, where=self.name, fix="add the archive that holds the first capture")
        here = self.stream.tell()
        self.stream.seek(at)
        record = next(iter(ArchiveIterator(self.stream)))
        content = record.content_stream().read(self.options.max_bytes + 1)
        kind = (record.http_headers.get_header("Content-Type") if record.http_headers else None) or kind
        self.stream.seek(here)
        return content, kind


def _plain(error: Exception) -> str:
    """Give an error's words without the bytes that it quotes."""
    words = "".join(c if c.isascii() and c.isprintable() else "?" for c in str(error))[:60]
    return f"{type(error).__name__}: {words}"


def _read_rest(record: Any) -> None:
    """Read a record to its stated end; what breaks off before it is damaged."""
    while record.raw_stream.read(1 << 16):
        pass
    if record.raw_stream.limit > 0:
        raise EOFError(f"{record.raw_stream.limit:,} bytes are missing")


def _is_markup(kind: str, content: bytes) -> bool:
    stated = kind.partition(";")[0].strip().lower()
    if stated in {"", "application/octet-stream"}:
        return content[:512].lstrip().lower().startswith((b"<!doctype html", b"<html"))
    return stated in _MARKUP
