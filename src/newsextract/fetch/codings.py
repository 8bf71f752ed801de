"""Content codings of HTTP bodies: gzip and deflate, and brotli and zstd where their packages are installed."""

from __future__ import annotations

import io

#: what servers write that mean no coding at all
_NONE = {"", "identity", "none", "utf-8"}


def supported() -> list[str]:
    """Give the codings that can be decoded here, for Accept-Encoding."""
    import urllib3

    brotli = getattr(urllib3.response, "brotli", None)
    # Brotli below 1.2 has no limit to what a few bytes unpack to
    bounded = brotli is not None and hasattr(brotli.Decompressor, "can_accept_more_data")
    known = set(urllib3.HTTPResponse.CONTENT_DECODERS) - (set() if bounded else {"br"})
    return [coding for coding in ("gzip", "deflate", "br", "zstd") if coding in known]


def decode(raw: bytes, content_encoding: str, limit: int) -> bytes:
    """Undo the content codings of a body.

    Parameters
    ----------
    raw
        The body as it was received, without its transfer coding.
    content_encoding
        The header.
    limit
        At most one byte more is decoded: the caller sees that the body is too long.

    Raises
    ------
    ValueError
        When a coding is not known, or the body does not have it. The message names the coding.

    Examples
    --------
    >>> import gzip
    >>> decode(gzip.compress(b"page"), "gzip", 100)
    b'page'
    """
    import urllib3

    codings = [part.strip().removeprefix("x-") for part in content_encoding.lower().split(",") if part.strip() not in _NONE]
    if not codings:
        return raw[: limit + 1]
    for coding in codings:
        if coding not in supported():
            raise ValueError(f"the body has the content coding {coding[:40]!r}, which cannot be decoded here")
    body = urllib3.HTTPResponse(io.BytesIO(raw), headers={"content-encoding": ", ".join(codings)}, preload_content=False)
    content = bytearray()
    try:
        while len(content) <= limit and (piece := body.read(min(1 << 16, limit + 1 - len(content)), decode_content=True)):
            content += piece
    except urllib3.exceptions.HTTPError as error:
        raise ValueError(f"the body is not valid {', '.join(codings)}") from error
    return bytes(content)
