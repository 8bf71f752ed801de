"""Mementos of the Wayback Machine: the original bytes of a capture, and lists of captures through CDX.

Source of the endpoints and of the documented pace (at most 24 CDX queries and 480 mementos a minute; ours is slower): the
Internet Archive's Wayback CDX server documentation, and the project's findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from newsextract.errors import FetchError, InputError
from newsextract.page import Page
from newsextract.records import Archive
from newsextract.sources.base import Options

#: seconds between two CDX queries: 20 a minute
CDX_DELAY = 3.0

_MEMENTO = re.compile(r"(?P<base>https?://[^/]+)/web/(?P<time>\d{1,14})(?:[a-z]{2}_)?/(?P<url>\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Capture:
    """One line of a CDX answer.

    Attributes
    ----------
    timestamp
        14 digits, UTC.
    url
        The original address.
    digest
        The archive's digest of the body.
    """

    timestamp: str
    url: str
    digest: str


def accepts(spec: str) -> bool:
    """Take addresses of the Internet Archive's mementos."""
    host = (urlsplit(spec).hostname or "") if _MEMENTO.fullmatch(spec) else ""
    return host == "archive.org" or host.endswith(".archive.org")


def is_capture(url: str, options: Options) -> bool:
    """Whether an address is a memento's, in the Internet Archive or in the archive that the options name.

    Examples
    --------
    >>> is_capture("http://arc.example/web/2020id_/https://a.example/1", Options(wayback="http://arc.example"))
    True
    """
    same = urlsplit(url).netloc.lower() == urlsplit(options.wayback).netloc.lower()
    return accepts(url) or (same and bool(_MEMENTO.fullmatch(url)))


def pages(spec: str, options: Options) -> Iterator[Page]:
    """Yield the memento's page."""
    yield memento(spec, spec, options)


def memento(url: str, name: str, options: Options) -> Page:
    """Fetch the original bytes of a capture.

    Parameters
    ----------
    url
        Address of a memento, or an original address: then the capture nearest to ``options.archive``.
    name
        How messages call it.
    options
        How inputs are read.

    Returns
    -------
    Page
        With the original address, and the time of the capture in ``archive.captured``.

    Raises
    ------
    FetchError
        When there is no capture, or the archive does not answer.
    """
    asked = _MEMENTO.fullmatch(url)
    if asked:
        address = f"{asked['base']}/web/{asked['time']}id_/{asked['url']}"
        original = asked["url"]
    else:
        original = url
        address = f"{options.wayback}/web/{timestamp(options.archive or '')}id_/{url}"
    found = options.client.get(address, robots=False)
    landed = _MEMENTO.fullmatch(found.url)
    if landed is None:
        raise FetchError(
            "the archive has no capture of this page", where=name, fix="look for other captures with `newsextract wayback`"
        )
    captured = iso(landed["time"])
    archive = Archive(kind="wayback", uri=f"{landed['base']}/web/{landed['time']}/{landed['url']}", captured=captured)
    return Page(found.content, name=name, url=original, kind="html", encoding=found.encoding, archive=archive)


def timestamp(when: str) -> str:
    """Write a time as the archive does; the far future when none is given, which means the newest capture.

    Raises
    ------
    InputError
        When it is no year, month, day or time.

    Examples
    --------
    >>> timestamp("2020-02-25"), timestamp("2020")
    ('20200225', '2020')
    """
    if not when:
        return "99991231235959"
    digits = re.sub(r"[-T:Z ]", "", when)
    if not re.fullmatch(r"\d{4}(?:\d{2}){0,5}", digits):
        raise InputError(
            f"{when!r} is no time", where="--archive", fix="write nearest=2020, nearest=2020-02 or nearest=2020-02-25"
        )
    return digits


def iso(stamp: str) -> str:
    """Write a CDX timestamp as ISO 8601.

    Examples
    --------
    >>> iso("20200225031500")
    '2020-02-25T03:15:00Z'
    """
    full = stamp + "00000101000000"[len(stamp) :]
    return f"{full[:4]}-{full[4:6]}-{full[6:8]}T{full[8:10]}:{full[10:12]}:{full[12:14]}Z"


def captures(pattern: str, options: Options, *, since: str | None = None, until: str | None = None) -> Iterator[Capture]:
    """List the captures of the pages under an address, each page's body once.

    Parameters
    ----------
    pattern
        An address, or the beginning of addresses followed by ``*``.
    options
        How inputs are read; ``options.client`` should keep :data:`CDX_DELAY` seconds between queries.
    since, until
        Year, month or day.

    Yields
    ------
    Capture
        Successful HTML captures in the archive's order; a body that was captured again is left out.

    Raises
    ------
    FetchError
        When the archive does not answer.
    """
    prefix = pattern.removesuffix("*")
    query = {
        "url": prefix,
        "matchType": "prefix" if pattern.endswith("*") else "exact",
        "filter": ["statuscode:200", "mimetype:text/html"],
        "collapse": "urlkey" if pattern.endswith("*") else "digest",
        "fl": "timestamp,original,digest,length",
        "showResumeKey": "true",
        "limit": "10000",
    }
    query |= {name: timestamp(value) for name, value in (("from", since), ("to", until)) if value}
    host = urlsplit(options.wayback).netloc
    seen: set[tuple[str, str]] = set()
    key: str | None = None
    while True:
        options.client.pacer.slow_down(host, CDX_DELAY)
        extra = {"resumeKey": key} if key else {}
        address = f"{options.wayback}/cdx/search/cdx?{urlencode(query | extra, doseq=True, quote_via=quote)}"
        lines = options.client.get(address, robots=False).content.decode("utf-8", "replace").splitlines()
        rows, key = _split(lines, address)
        for row in rows:
            if (row.url, row.digest) not in seen:
                seen.add((row.url, row.digest))
                yield row
        if not key:
            return


def _split(lines: list[str], address: str) -> tuple[list[Capture], str | None]:
    """Split an answer into its captures and the resume key that follows them after a blank line."""
    rows: list[Capture] = []
    for number, line in enumerate(lines):
        if not line.strip():
            rest = [tail.strip() for tail in lines[number + 1 :] if tail.strip()]
            return rows, rest[0] if rest else None
        fields = line.split(" ")
        if len(fields) < 3 or not fields[0].isdigit():
            raise FetchError(f"the archive's answer is not understood: {line[:80]!r}", where=address, retriable=True)
        rows.append(Capture(fields[0], fields[1], fields[2]))
    return rows, None
