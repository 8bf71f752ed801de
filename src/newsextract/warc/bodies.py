"""Parse the HTTP messages in records, and decode their bodies up to a limit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsextract.errors import InputError
from newsextract.warc.codings import names_of, undo
from newsextract.warc.records import add_header

#: maximum bytes and lines of status line and headers
_HEAD_BYTES, _HEADER_LINES = 1 << 20, 1000
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})(?: |\r|\n|\Z)")
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,12})[ \t]*(?:;[^\n]{0,1000})?\r?\n")
_CHUNK_END = re.compile(rb"\r?\n|\Z")
_FIX = "look for another capture"


@dataclass(frozen=True, slots=True)
class Message:
    """An HTTP response, with the body as stored in the record."""

    status: int
    head: bytes
    #: names in lower case; repeated values joined by a comma
    headers: dict[str, str]
    body: bytes


def parse(block: bytes) -> Message:
    r"""Split a response into head and body.

    Examples
    --------
    >>> parse(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>").headers
    {'content-type': 'text/html'}
    """
    status = _STATUS.match(block)
    end = _HEAD_END.search(block, 0, _HEAD_BYTES)
    if not status or not end:
        raise InputError("the record holds no HTTP response", fix=_FIX)
    lines = block[: end.start()].decode("latin-1").split("\n")[1:]
    if len(lines) > _HEADER_LINES:
        raise InputError(f"the HTTP response has {len(lines):,} header lines", fix=_FIX)
    headers: dict[str, str] = {}
    name = ""
    for line in lines:
        name = add_header(headers, name, line) or ""
    return Message(int(status[1]), block[: end.end()], headers, block[end.end() :])


def decode(message: Message, limit: int) -> bytes:
    r"""Undo transfer and content codings; return at most one byte more than ``limit``.

    Examples
    --------
    >>> decode(parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n0\r\n\r\n"), 100)
    b'<p>'
    """
    body = message.body
    codings = names_of(message.headers.get("content-encoding", ""))
    transfer = names_of(message.headers.get("transfer-encoding", ""))
    if "chunked" in transfer:
        body = _dechunk(body)
        codings += [name for name in transfer if name != "chunked"]
    return undo(codings, body, limit, lenient=True)


def _dechunk(body: bytes) -> bytes:
    """Undo chunked coding; a body without chunks was joined by the crawler already, and a last chunk may be truncated."""
    out = bytearray()
    at = 0
    while at < len(body):
        size = _CHUNK.match(body, at)
        if not size and at == 0:
            return body
        length = int(size[1], 16) if size else 0
        if size and length == 0:
            break
        after = _CHUNK_END.match(body, min(size.end() + length, len(body))) if size else None
        if not size or not after:
            raise InputError("the chunked body is damaged", fix=_FIX)
        out += body[size.end() : size.end() + length]
        at = after.end()
    return bytes(out)
