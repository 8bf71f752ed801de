"""HTTP messages as records hold them, and their bodies decoded, never further than a limit."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from newsextract.errors import InputError, ModelMissingError
from newsextract.warc.members import DamagedError, Member, Packing

#: most bytes and lines of status line and headers
_HEAD_BYTES, _HEADER_LINES = 1 << 20, 1000
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})(?: |\r|\n|\Z)")
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,12})[ \t]*(?:;[^\n]{0,1000})?\r?\n")
#: most codings, one upon the other
_CODINGS = 5
_TRY_AGAIN = "look for another capture"


@dataclass(frozen=True, slots=True)
class Message:
    """An HTTP response.

    Attributes
    ----------
    headers
        Names in lower case; repeated values joined by a comma.
    body
        As the record holds it.
    """

    status: int
    head: bytes
    headers: dict[str, str]
    body: bytes


def parse(block: bytes) -> Message:
    r"""Split a response into head and body.

    Raises
    ------
    InputError
        When it is none.

    Examples
    --------
    >>> parse(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>").headers
    {'content-type': 'text/html'}
    """
    status = _STATUS.match(block)
    end = _HEAD_END.search(block, 0, _HEAD_BYTES)
    if not status or not end:
        raise InputError("the record holds no HTTP response", fix=_TRY_AGAIN)
    headers: dict[str, str] = {}
    name = ""
    lines = block[: end.start()].decode("latin-1").split("\n")[1:]
    if len(lines) > _HEADER_LINES:
        raise InputError(f"the HTTP response has {len(lines):,} header lines", fix=_TRY_AGAIN)
    for line in lines:
        if line[:1] in {" ", "\t"} and name:
            headers[name] += " " + line.strip()
            continue
        name, colon, value = line.partition(":")
        name, value = name.strip().lower(), value.strip()
        if colon:
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        else:
            name = ""
    return Message(int(status[1]), block[: end.end()], headers, block[end.end() :])


def decode(message: Message, limit: int) -> bytes:
    r"""Undo transfer and content codings.

    Parameters
    ----------
    message
        The response.
    limit
        One byte more than this many is the most that is given.

    Raises
    ------
    InputError
        When the body is damaged or in a coding that nobody knows.
    ModelMissingError
        When the coding needs a package that is not installed.

    Examples
    --------
    >>> decode(parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n0\r\n\r\n"), 100)
    b'<p>'
    """
    body = message.body
    codings = _names(message.headers, "content-encoding")
    transfer = _names(message.headers, "transfer-encoding")
    if "chunked" in transfer:
        body = _dechunk(body)
        codings += [name for name in transfer if name != "chunked"]
    if len(codings) > _CODINGS:
        raise InputError(f"the body has {len(codings)} content encodings, one upon the other", fix=_TRY_AGAIN)
    for name in reversed(codings):
        body = _undo(name, body, limit)
    return body[: limit + 1]


def _names(headers: dict[str, str], header: str) -> list[str]:
    names = (name.strip().lower() for name in headers.get(header, "").split(","))
    return [name for name in names if name not in {"", "identity"}]


def _dechunk(body: bytes) -> bytes:
    """Undo the chunks; a body without them is one that the crawler has joined already, and a last chunk may be cut off."""
    out = bytearray()
    at = 0
    while at < len(body):
        size = _CHUNK.match(body, at)
        if not size:
            if at == 0:
                return body
            raise InputError("the chunked body is damaged", fix=_TRY_AGAIN)
        length = int(size[1], 16)
        if length == 0:
            break
        out += body[size.end() : size.end() + length]
        at = size.end() + length
        if body.startswith(b"\r\n", at):
            at += 2
        elif body.startswith(b"\n", at):
            at += 1
        elif at < len(body):
            raise InputError("the chunked body is damaged", fix=_TRY_AGAIN)
    return bytes(out)


def _undo(name: str, body: bytes, limit: int) -> bytes:
    undo = _DECODERS.get(name)
    if undo is None:
        raise InputError(f"the content encoding {name[:40]!r} is not known", fix=_TRY_AGAIN)
    if not body:
        return body
    try:
        return undo(body, limit)
    except ModelMissingError:
        raise
    except Exception as error:  # every package raises its own
        if body[:256].lstrip().startswith(b"<"):
            return body  # crawlers keep the header and decode the body
        raise InputError(f"the body is damaged ({name}: {str(error)[:80]})", fix=_TRY_AGAIN) from error


def _members(packing: Packing, magic: bytes, body: bytes, limit: int) -> bytes:
    """Unpack one member after the other; what follows them is left out, and the last may be cut off."""
    out = bytearray()
    at = 0
    while len(out) <= limit and (at == 0 or body.startswith(magic, at)):
        member = Member(io.BytesIO(body), at, packing)
        try:
            while len(out) <= limit and (piece := member.read(limit + 1 - len(out))):
                out += piece
        except DamagedError as error:
            if error.cut and out:
                break
            raise
        at = member.reached
    return bytes(out)


def _deflate(body: bytes, limit: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(body, limit + 1)
    except zlib.error:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, limit + 1)  # what many servers call deflate


def _brotli(body: bytes, limit: int) -> bytes:
    try:
        import brotli
    except ImportError as error:
        raise ModelMissingError("brotli support is not installed", fix="pip install 'newsextract[warc]'") from error
    unpack = brotli.Decompressor()
    out = bytearray(unpack.process(body, output_buffer_limit=limit + 1))
    while len(out) <= limit and (piece := unpack.process(b"", output_buffer_limit=limit + 1 - len(out))):
        out += piece
    return bytes(out[: limit + 1])


_gzip = partial(_members, "gzip", b"\x1f\x8b")
_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": partial(_members, "zstd", b"\x28\xb5\x2f\xfd"),
}
