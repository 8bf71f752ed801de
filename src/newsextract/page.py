"""The input of an extraction: the bytes of a page, and the article read from them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from email.message import Message
from typing import Literal

from newsextract.printable import one_line, writable
from newsextract.records import Archive, Language, PublishedFrom, Translation, Warning_, WarningCode

PageKind = Literal["html", "corpus", "text"]


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of one page and where they came from.

    Attributes
    ----------
    content
        The bytes as they were read.
    name
        Name of the input: a path, a URL, ``file:line``.
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
    warnings
        Warnings about the input, for the record.
    title, published, id
        Headline, day of publication (ISO 8601) and number given by the caller; they override the page's.

    Notes
    -----
    Strings are escaped where UTF-8 cannot hold them. An invalid capture time or day of publication is left out, with a
    warning.
    """

    content: bytes
    name: str
    url: str | None = None
    kind: PageKind = "html"
    encoding: str | None = None
    archive: Archive | None = None
    section: str | None = None
    warnings: tuple[Warning_, ...] = ()
    title: str | None = None
    published: str | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        for name in ("name", "url", "section", "title", "id"):
            value: str | None = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, writable(value))
        if self.published is not None:
            day = _day(str(self.published)[:10])
            if day is None:
                given = one_line(str(self.published))[:40]
                self._warn("published_uncertain", f"the given date of publication {given!r} is not understood")
            object.__setattr__(self, "published", day)
        if self.archive and self.archive.captured is not None:
            time = capture_time(self.archive.captured)
            if time is None:
                self._warn("date_unreadable", f"the capture time {one_line(self.archive.captured)[:60]!r} is not a valid time")
            object.__setattr__(self, "archive", self.archive.model_copy(update={"captured": time}))

    def _warn(self, code: WarningCode, what: str) -> None:
        object.__setattr__(self, "warnings", (*self.warnings, Warning_(code=code, message=f"{what}; left out")))


@dataclass(slots=True)
class Article:
    """The article on a page, before any layer is run."""

    #: site profile, ``:``, the site's own number or a hash of the URL
    id: str
    site: str
    title: str
    #: headline, line break, body; all offsets of the record point here
    text: str
    #: offset of the body's first character in ``text``
    body: int
    language: Language
    sha256: str
    url: str | None = None
    publisher: str | None = None
    section: str | None = None
    #: ISO 8601 date, and where on the page it was found
    published: str | None = None
    published_from: PublishedFrom | None = None
    archive: Archive | None = None
    warnings: list[Warning_] = field(default_factory=list)
    #: language of the body's beginning if most of the body is in the other (a Thai release followed by its translation)
    lead: Language | None = None
    #: versions in other languages that the page links
    translations: list[Translation] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, *, body: int = 0, language: Language = "th", published: str | None = None) -> Article:
        r"""Make an article of a plain text, to call a single layer on it.

        Parameters
        ----------
        text
            Headline, line break, body; or running text without a headline.
        body, language, published
            As in the attributes.

        Examples
        --------
        >>> Article.of("ข่าวสั้น\nวันนี้ฝนตก", body=9).title
        'ข่าวสั้น'
        """
        return cls("text", "", text[:body].strip(), text, body, language, "", published=published)


#: a year, a month, a day or a time; the calendar and the clock are Python's, of which later versions know an hour 24
_TIME = r"T(?!24)\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d(?::?\d\d)?)?"
_ISO = re.compile(rf"\d{{4}}(?:-\d\d(?:-\d\d(?:{_TIME})?)?)?", re.ASCII)
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)", re.ASCII)


def capture_time(stated: str) -> str | None:
    """Normalise a capture time: ISO 8601 (a year, a month, a day or a time), or the 14 digits of web archives.

    Returns
    -------
    str or None
        ISO 8601; None if it has neither form, or is not in the calendar.

    Examples
    --------
    >>> capture_time("20200225031500"), capture_time("2020-02"), capture_time("2020-02-31"), capture_time("yesterday")
    ('2020-02-25T03:15:00Z', '2020-02', None, None)
    """
    iso = _STAMP.sub(r"\1-\2-\3T\4:\5:\6Z", stated) if _STAMP.fullmatch(stated) else stated
    if not _ISO.fullmatch(iso):
        return None
    whole = iso + "-01-01"[len(iso) - 4 :] if len(iso) < 10 else iso
    try:
        datetime.fromisoformat(whole.replace(":60", ":59"))  # Python knows no leap second
    except ValueError:
        return None
    return iso


def _day(written: str) -> str | None:
    try:
        day = date.fromisoformat(written).isoformat()
    except ValueError:
        return None
    return day if day == written else None  # "25670315" would be a day of the year 2567 CE


def charset_of(content_type: str) -> str | None:
    """Read the charset of a Content-Type header, in lower case.

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
