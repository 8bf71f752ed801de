"""Write WARC 1.1 records, each as one gzip member, with the HTTP bytes as sent and received."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import uuid
from collections.abc import Iterable

_TRANSFER = re.compile(rb"^Transfer-Encoding(?=[ \t]*:)", re.IGNORECASE | re.MULTILINE)
_UNSAFE = re.compile(r"[\x00-\x20\x7f]")

Fields = Iterable[tuple[str, str | None]]


def info(filename: str, date: str, fields: dict[str, str]) -> bytes:
    """Return the warcinfo record of a file: its name, when it was begun (ISO 8601 in UTC), and what software wrote it."""
    block = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
    named = [("WARC-Filename", filename), ("Content-Type", "application/warc-fields")]
    return _record("warcinfo", record_id(), date, block, named)


def request_response_records(url: str, date: str, request: bytes, response: tuple[bytes, bytes], more: Fields = ()) -> bytes:
    """Return the records of a request and its response, each as one gzip member.

    The response's head is written as received, except that ``Transfer-Encoding``, which was removed from the body, becomes
    ``X-Orig-Transfer-Encoding``.
    """
    head, body = response
    head = _TRANSFER.sub(b"X-Orig-Transfer-Encoding", head)
    asked, answered = record_id(), record_id()
    target = ("WARC-Target-URI", header_url(url))
    first = [target, ("WARC-Concurrent-To", answered), ("Content-Type", "application/http; msgtype=request")]
    second = [target, ("WARC-Payload-Digest", digest(body)), ("Content-Type", "application/http; msgtype=response"), *more]
    return _record("request", asked, date, request, first) + _record("response", answered, date, head + body, second)


def header_url(url: str) -> str:
    """Percent-encode the characters of a URL that a header cannot hold."""
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", url)


def record_id() -> str:
    """Return a new WARC-Record-ID."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def digest(content: bytes) -> str:
    """Return the SHA-1 digest of content as WARC files write it.

    Examples
    --------
    >>> digest(b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    return f"sha1:{base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()}"


def _record(kind: str, name: str, date: str, block: bytes, fields: Fields) -> bytes:
    whole = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", name),
        ("WARC-Date", date),
        *fields,
        ("WARC-Block-Digest", digest(block)),
        ("Content-Length", str(len(block))),
    ]
    head = "".join(f"{field}: {value}\r\n" for field, value in whole if value is not None)
    return gzip.compress(f"WARC/1.1\r\n{head}\r\n".encode("utf-8", "backslashreplace") + block + b"\r\n\r\n", mtime=0)
