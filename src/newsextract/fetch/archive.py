"""Everything fetched, kept in one WARC file, and found there again."""

from __future__ import annotations

import io
import os
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any


@dataclass(frozen=True, slots=True)
class Stored:
    """A response as the archive keeps it.

    Attributes
    ----------
    url
        The address that answered.
    status
        HTTP status.
    headers
        Header names in lower case.
    content
        The decoded body.
    fetched
        ISO 8601, UTC.
    """

    url: str
    status: int
    headers: dict[str, str]
    content: bytes
    fetched: str


@dataclass(slots=True)
class WarcStore:
    """A WARC file that grows by what is fetched.

    Parameters
    ----------
    path
        ``….warc.gz``; made when missing. A last record that was cut off (the process was killed) is dropped on opening.
    """

    path: Path
    _at: dict[str, int] = field(default_factory=dict)
    _opened: bool = False

    def _open(self) -> None:
        if self._opened:
            return
        self._opened = True
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._append(
                lambda writer: writer.create_warcinfo_record(
                    self.path.name, {"software": "newsextract", "format": "WARC File Format 1.1"}
                )
            )
            return
        with self.path.open("rb+") as file:
            file.truncate(whole_members(file))
        self._index()

    def _index(self) -> None:
        """Find where each address's newest response stands."""
        from warcio.archiveiterator import ArchiveIterator

        with self.path.open("rb") as file:
            records = ArchiveIterator(file)
            for record in records:
                url = record.rec_headers.get_header("WARC-Newsextract-Asked") or record.rec_headers.get_header(
                    "WARC-Target-URI"
                )
                if record.rec_type == "response" and url:
                    self._at[url] = records.get_record_offset()

    def get(self, url: str) -> Stored | None:
        """Find the newest response kept for an address."""
        self._open()
        offset = self._at.get(url)
        if offset is None:
            return None
        from warcio.archiveiterator import ArchiveIterator

        with self.path.open("rb") as file:
            file.seek(offset)
            record = next(iter(ArchiveIterator(file)))
            headers = {name.lower(): value for name, value in record.http_headers.headers}
            return Stored(
                url=record.rec_headers.get_header("WARC-Target-URI"),
                status=int(record.http_headers.get_statuscode()),
                headers=headers,
                content=record.content_stream().read(),
                fetched=record.rec_headers.get_header("WARC-Date"),
            )

    def put(self, asked: str, stored: Stored) -> None:
        """Keep a response under the address that was asked for."""
        self._open()
        from warcio.statusandheaders import StatusAndHeaders

        dropped = {"content-encoding", "transfer-encoding", "content-length", "connection"}
        headers = [(name, value) for name, value in stored.headers.items() if name not in dropped]
        headers.append(("content-length", str(len(stored.content))))
        http = StatusAndHeaders(str(stored.status), headers, protocol="HTTP/1.1")
        extra = {"WARC-Date": stored.fetched, "WARC-Newsextract-Asked": asked}

        def make(writer: Any) -> Any:
            body, size = io.BytesIO(stored.content), len(stored.content)
            return writer.create_warc_record(
                stored.url, "response", payload=body, length=size, http_headers=http, warc_headers_dict=extra
            )

        self._at[asked] = self._append(make)

    def _append(self, make: Any) -> int:
        from warcio.warcwriter import WARCWriter

        packed = io.BytesIO()
        writer = WARCWriter(packed, gzip=True)
        writer.write_record(make(writer))
        with self.path.open("ab") as file:
            offset = file.tell()
            file.write(packed.getvalue())
            file.flush()
            os.fsync(file.fileno())
        return offset


def now() -> str:
    """Give the time as WARC-Date writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def whole_members(file: IO[bytes]) -> int:
    """Give the offset at which the last complete gzip member of a file ends.

    Parameters
    ----------
    file
        Seekable, at any position.

    Returns
    -------
    int
        Less than the file's size when its last member was cut off.

    Examples
    --------
    >>> import gzip
    >>> first, second = gzip.compress(b"one"), gzip.compress(b"two")
    >>> whole_members(io.BytesIO(first + second[:-3])) == len(first)
    True
    """
    file.seek(0)
    end = at = 0
    unpack = zlib.decompressobj(wbits=31)
    while piece := file.read(1 << 16):
        while piece:
            try:
                unpack.decompress(piece)
            except zlib.error:
                return end
            at += len(piece) - len(unpack.unused_data)
            piece = unpack.unused_data
            if unpack.eof:
                end = at
                unpack = zlib.decompressobj(wbits=31)
    return end
