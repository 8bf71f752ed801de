"""Parse HTTP responses, and decode their bodies up to a limit: gzip, deflate, and brotli and zstd where installed."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from newsextract.errors import InputError, ModelMissingError
from newsextract.warc.members import DamagedError, Member, Packing, zstd_module
from newsextract.warc.records import add_header

#: maximum bytes and lines of status line and headers
_HEAD_BYTES, _HEADER_LINES = 1 << 20, 1000
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})(?: |\r|\n|\Z)")
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,12})[ \t]*(?:;[^\n]{0,1000})?\r?\n")
_CHUNK_END = re.compile(rb"\r?\n|\Z")
#: values that servers send for no coding at all
_NONE = {"", "identity", "none", "utf-8"}
_MAX_CODINGS = 5
_FIX = "look for another capture"


@dataclass(frozen=True, slots=True)
class Message:
    """An HTTP response, with the body as stored in the record."""

    status: int
    head: bytes
    headers: dict[str, str]  # names in lower case; repeated values joined by a comma
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


def supported() -> list[str]:
    """Return the supported codings, for Accept-Encoding."""
    found = ["gzip", "deflate"]
    for name, module in (("br", _brotli_module), ("zstd", zstd_module)):
        try:
            module()
        except ModelMissingError:
            continue
        found.append(name)
    return found


def names_of(header: str) -> list[str]:
    """Parse a Content-Encoding or Transfer-Encoding header into coding names.

    Examples
    --------
    >>> names_of("identity, X-GZip")
    ['gzip']
    """
    names = (name.strip().lower().removeprefix("x-") for name in header.split(","))
    return [name for name in names if name not in _NONE]


def undo(names: list[str], body: bytes, limit: int, *, lenient: bool = False) -> bytes:
    """Undo codings, the last one first, and return at most one byte more than ``limit``.

    With ``lenient``, markup that lacks a coding is returned as it is: crawlers keep the header and decode the body.

    Examples
    --------
    >>> import gzip
    >>> undo(["gzip"], gzip.compress(b"page"), 100)
    b'page'
    """
    if len(names) > _MAX_CODINGS:
        raise InputError(f"the body has {len(names)} content encodings ({', '.join(names)[:40]}...)", fix=_FIX)
    for left in range(len(names) - 1, -1, -1):
        name = names[left]
        if name not in _DECODERS:
            raise InputError(f"the content encoding {name[:40]!r} is not known", fix=_FIX)
        try:
            # a body with codings left may be a little longer than the decoded one
            body = _DECODERS[name](body, limit + limit // 256 + 4096 if left else limit) if body else body
        except ModelMissingError as error:
            raise ModelMissingError(f"support for the content encoding {name!r} is not installed", fix=error.fix) from error
        except Exception as error:  # every package raises its own errors
            if not (lenient and body[:256].lstrip().startswith(b"<")):
                raise InputError(f"the body is damaged ({name}: {str(error)[:80]})", fix=_FIX) from error
    return body[: limit + 1]


def _members(packing: Packing, magic: bytes, body: bytes, limit: int) -> bytes:
    """Unpack consecutive members; trailing bytes are ignored, and the last member may be truncated."""
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
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, limit + 1)  # raw, as many servers send it


def _brotli(body: bytes, limit: int) -> bytes:
    unpack = _brotli_module().Decompressor()
    out = bytearray(unpack.process(body, output_buffer_limit=limit + 1))
    while len(out) <= limit and (piece := unpack.process(b"", output_buffer_limit=limit + 1 - len(out))):
        out += piece
    return bytes(out)


def _brotli_module() -> Any:
    fix = 'pip install "newsextract[warc]"'
    try:
        import brotli
    except ImportError as error:
        raise ModelMissingError("brotli support is not installed", fix=fix) from error
    if not hasattr(brotli.Decompressor, "can_accept_more_data"):
        raise ModelMissingError("the installed brotli has no limit to what a few bytes unpack to", fix=fix)
    return brotli


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": partial(_members, "gzip", b"\x1f\x8b"),
    "deflate": _deflate,
    "br": _brotli,
    "zstd": partial(_members, "zstd", b"\x28\xb5\x2f\xfd"),
}
