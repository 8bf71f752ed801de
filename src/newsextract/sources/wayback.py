"""Mementos of the Wayback Machine: the original bytes of a capture, and lists of captures from its CDX server.

The endpoints are those of the Internet Archive's Wayback CDX server documentation. It allows 24 CDX queries and 480
mementos a minute; we stay below both.
"""

from __future__ import annotations

import io
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from newsextract.errors import Failure, FetchError, InputError
from newsextract.fetch.addresses import parse
from newsextract.fetch.robots import in_internet_archive
from newsextract.page import Page
from newsextract.printable import redacted
from newsextract.records import Archive
from newsextract.sources.base import Options

#: seconds between two CDX queries: 20 a minute
CDX_DELAY = 3.0
#: consecutive responses without a new capture after which a listing is given up: 200,000 captures, a minute's queries
IDLE_ANSWERS = 20
#: maximum lines without a capture at the beginning of a response; with more, it is not a list of captures
_ODD_LINES = 100

_ADDRESS = re.compile("https?://[^\\s\ufffd]+", re.IGNORECASE)
_MEMENTO = re.compile("(?P<base>https?://[^/]+)/web/(?P<time>[0-9]{1,14})(?:[a-z]{2}_)?/(?P<url>[^\\s\ufffd]+)", re.IGNORECASE)
_ROW = re.compile(rb"[0-9]+ \S")


class EndlessListError(FetchError):
    """The archive's list of captures repeats itself, or continues without new captures."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One line of a CDX response: timestamp (up to 14 digits, UTC), original URL, and the archive's digest of the body."""

    timestamp: str
    url: str
    digest: str


def is_capture(url: str, options: Options) -> bool:
    """Whether a URL is that of a memento, in the Internet Archive or in the archive that the options name.

    Examples
    --------
    >>> is_capture("http://arc.example/web/2020id_/https://a.example/1", Options(wayback="http://arc.example"))
    True
    """
    if not _MEMENTO.fullmatch(url) or not is_address(url):
        return False
    host = parse(url).netloc
    return in_internet_archive(host) or host == parse(options.wayback).netloc


def is_address(text: str) -> bool:
    """Whether a text is one valid web address, without whitespace and without U+FFFD, left by invalid UTF-8.

    Examples
    --------
    >>> is_address("https://example.go.th/ข่าว?id=1"), is_address("https://[bad"), is_address("https://a b")
    (True, False, False)
    """
    try:
        return bool(_ADDRESS.fullmatch(text) and parse(text))
    except FetchError:
        return False


def memento(url: str, name: str, options: Options) -> Page:
    """Fetch the original bytes of a capture.

    For an original URL, the capture nearest to ``options.archive`` is fetched. The page has the original URL, and the
    capture time in ``archive.captured``.
    """
    asked = _MEMENTO.fullmatch(url) if is_capture(url, options) else None
    if asked:
        original = asked["url"]
        address = f"{asked['base']}/web/{asked['time']}id_/{original}"
    else:
        original = url
        address = f"{options.wayback}/web/{timestamp(options.archive or '')}id_/{url}"
    found = options.client.get(address, robots=False)
    landed = _MEMENTO.fullmatch(found.url) if is_address(found.url) else None
    if landed is None:
        fix = "look for other captures with `newsextract wayback`"
        raise FetchError("the archive has no capture of this page", where=name, fix=fix)
    uri = f"{landed['base']}/web/{landed['time']}/{landed['url']}"
    archive = Archive(kind="wayback", uri=uri, captured=iso(landed["time"]))
    return Page(found.content, name=name, url=original, kind="html", encoding=found.encoding, archive=archive)


def timestamp(when: str) -> str:
    """Convert a year, month, day or time to a CDX timestamp; an empty string gives the far future, for the newest capture.

    Examples
    --------
    >>> timestamp("2020-02-25"), timestamp("2020")
    ('20200225', '2020')
    """
    if not when:
        return "99991231235959"
    digits = re.sub(r"[-T:Z ]", "", when)
    if not re.fullmatch(r"[0-9]{4}(?:[0-9]{2}){0,5}", digits) or not _is_time(digits):
        raise InputError(f"{when!r} is not a valid date or time", fix="write 2020, 2020-02 or 2020-02-25")
    if "2400" < digits < "2700":  # the archive would take it for the far future: its newest capture, or none
        raise InputError(f"{when!r} is a year of the Buddhist era", fix=f"write {int(digits[:4]) - 543}{when[4:]}")
    return digits


def iso(stamp: str) -> str:
    """Convert a CDX timestamp to ISO 8601.

    Examples
    --------
    >>> iso("20200225031500")
    '2020-02-25T03:15:00Z'
    """
    full = stamp + "00000101000000"[len(stamp) :]
    return f"{full[:4]}-{full[4:6]}-{full[6:8]}T{full[8:10]}:{full[10:12]}:{full[12:14]}Z"


def _is_time(stamp: str) -> bool:
    try:
        return bool(datetime.fromisoformat(iso(stamp)))
    except ValueError:
        return False


def captures(
    pattern: str, options: Options, *, since: str | None = None, until: str | None = None
) -> Iterator[Capture | Failure]:
    """Yield the captures of a URL or, if it ends with ``*``, of a URL prefix; each body of a page once.

    Only successful HTML captures are listed, in the archive's order; a line without a valid time and URL is a failure.
    ``options.client`` keeps :data:`CDX_DELAY` seconds between queries.
    """
    pattern = redacted(pattern)
    query = {
        "url": pattern.removesuffix("*"),
        "matchType": "prefix" if pattern.endswith("*") else "exact",
        "filter": ["statuscode:200", "mimetype:text/html"],
        "collapse": "urlkey" if pattern.endswith("*") else "digest",
        "fl": "timestamp,original,digest,length",
        "showResumeKey": "true",
        "limit": "10000",
    }
    query |= _period(since, until)
    host = parse(options.wayback).netloc
    seen: set[tuple[str, str]] = set()
    keys: set[str] = set()
    key: str | None = None
    idle = 0
    while True:
        options.client.pacer.slow_down(host, CDX_DELAY)
        extra = {"resumeKey": key} if key else {}
        address = f"{options.wayback}/cdx/search/cdx?{urlencode(query | extra, doseq=True, quote_via=quote)}"
        before = len(seen)
        try:
            content = options.client.get(address, robots=False).content
        except FetchError as error:
            error.where = f"the captures of {pattern} in {options.wayback}"  # shorter than the query's address
            raise
        key = yield from _read(content, address, pattern, seen)
        if not key:
            return
        idle = 0 if len(seen) > before else idle + 1
        _check_end(address, idle, again=key in keys)
        keys.add(key)


def _period(since: str | None, until: str | None) -> dict[str, str]:
    """The parameters of a query for a period, which must not end before it begins; a year lasts until its end."""
    found = {name: timestamp(value) for name, value in (("from", since), ("to", until)) if value}
    if len(found) == 2 and found["from"][: len(found["to"])] > found["to"][: len(found["from"])]:
        raise InputError("the first day is later than the last", where="--from, --to", fix="exchange the two")
    return found


def _check_end(address: str, idle: int, *, again: bool) -> None:
    if again or idle == IDLE_ANSWERS:
        what = "the archive's list leads back to itself" if again else f"{idle} answers in a row list nothing new"
        fix = "try again later, or list less at once with --from and --to"
        raise EndlessListError(what, where=address, fix=fix, retriable=True)


def _read(
    content: bytes, address: str, pattern: str, seen: set[tuple[str, str]]
) -> Generator[Capture | Failure, None, str | None]:
    """Yield the new captures of a response; return the resume key that follows a blank line."""
    odd: list[Failure] = []
    listing = False
    lines = map(bytes.strip, io.BytesIO(content))
    for line in iter(lambda: next(lines, b""), b""):
        listing = listing or bool(_ROW.match(line))
        row = _row(line)
        if row is None:
            what = f"the archive lists a capture that cannot be read: {_shown(line[:200])}"
            odd.append(Failure.of(InputError(what, fix="it is left out"), pattern, "fetch"))
        if not listing:
            if len(odd) > _ODD_LINES:
                break
            continue
        yield from odd
        odd.clear()
        if row and (row.url, row.digest) not in seen:
            seen.add((row.url, row.digest))
            yield row
    if odd:
        what = f"the archive's answer is not a list of captures: {_shown(content.lstrip()[:80])}"
        raise FetchError(what, where=address, fix="try again later", retriable=True)
    return next(filter(None, lines), b"").decode("utf-8", "replace") or None


def _shown(content: bytes) -> str:
    return repr(redacted(content.decode("utf-8", "replace")))


def is_list(content: bytes) -> bool:
    """Whether a response begins like a list of captures, or is empty."""
    return not content.strip() or bool(_ROW.match(content.lstrip()))


def _row(line: bytes) -> Capture | None:
    fields = line.decode("utf-8", "replace").split(" ")
    if len(fields) != 4 or not re.fullmatch("[0-9]{4,14}", fields[0]) or not re.fullmatch("[0-9]+|-", fields[3]):
        return None
    stamp, url, digest, _ = fields
    return Capture(stamp, url, digest) if _is_time(stamp) and is_address(url) else None
