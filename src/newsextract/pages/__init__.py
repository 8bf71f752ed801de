"""Parse the bytes of a page into an article."""

from __future__ import annotations

from newsextract.pages.decode import decode
from newsextract.pages.parse import MAX_BYTES, parse, parse_as

__all__ = ["MAX_BYTES", "decode", "parse", "parse_as"]
