"""What flows between the rooms before a record exists: a page of bytes, and the article read from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import Message
from typing import Literal

from newsextract.records import Archive, Language, Warning_

PageKind = Literal["html", "corpus", "text"]


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of one page and where they came from.

    Attributes
    ----------
    content
        The bytes as they were read.
    name
        How messages call this input: a path, a URL, ``file:line``.
    url
        The page's original address, also when it was read from an archive.
    kind
        ``html``; ``corpus`` (a corpus text file: title line, header date, headline, body, source line); ``text``
        (plain text, first line the headline).
    encoding
        The encoding that came with the bytes (an HTTP header), if any.
    archive
        The archive it came from, if any.
    section
        The section that came with it, if any.
    """

    content: bytes
    name: str
    url: str | None = None
    kind: PageKind = "html"
    encoding: str | None = None
    archive: Archive | None = None
    section: str | None = None


@dataclass(slots=True)
class Article:
    """What a page says, before any layer has read it.

    Attributes
    ----------
    id
        Site profile, ``:``, the site's own number or a hash of the URL.
    text
        Headline, line break, body; all offsets of the record point here.
    body
        Offset of the body's first character in ``text``.
    published
        ISO 8601 date, or None.
    """

    id: str
    site: str
    title: str
    text: str
    body: int
    language: Language
    sha256: str
    url: str | None = None
    publisher: str | None = None
    section: str | None = None
    published: str | None = None
    archive: Archive | None = None
    warnings: list[Warning_] = field(default_factory=list)


def charset_of(content_type: str) -> str | None:
    """Read the charset that a Content-Type header names, in small letters.

    Examples
    --------
    >>> charset_of('text/html; Charset="TIS-620"')
    'tis-620'
    >>> charset_of("text/html") is None
    True
    """
    header = Message()
    header["Content-Type"] = content_type
    return (header.get_content_charset() or "").strip("' ") or None
