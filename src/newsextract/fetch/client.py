"""One polite HTTP client over requests."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from newsextract.errors import ConfigError, FetchError, NotAllowedError
from newsextract.fetch.archive import Stored, WarcStore, now
from newsextract.fetch.guard import check_address
from newsextract.fetch.pacing import LONGEST_PAUSE, PAUSE_AFTER_429, Pacer, backoff, retry_after
from newsextract.fetch.robots import ROBOTS_BYTES, Robots
from newsextract.page import charset_of

if TYPE_CHECKING:
    import requests

_REDIRECTS = {301, 302, 303, 307, 308}
_NO_CONTACT = "give --contact with your email or web address; in Python, newsextract.fetch.Settings(contact=...)"
_TRY_AGAIN = {408, 425, 500, 502, 503, 504}


@dataclass(frozen=True, slots=True)
class Settings:
    """How to fetch.

    Attributes
    ----------
    contact
        An email or web address by which the operator of a site reaches you; needed for live pages.
    delay
        Seconds between two requests to a host, at least.
    connect_timeout, read_timeout, deadline
        Seconds for the connection, between two pieces of an answer, and for the whole answer.
    tries
        How often a page is asked for before it is given up.
    max_bytes
        Longest body, decoded.
    max_redirects
        Longest chain of redirects.
    allow_private
        Whether private addresses may be asked.
    archive
        WARC file to which everything fetched is written, and in which it is found again.
    refresh
        Ask again, conditionally, for what the archive has.
    """

    contact: str | None = None
    delay: float = 1.0
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    deadline: float = 120.0
    tries: int = 4
    max_bytes: int = 20_000_000
    max_redirects: int = 5
    allow_private: bool = False
    archive: Path | None = None
    refresh: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it was fetched.

    Attributes
    ----------
    url
        The address that answered, after redirects.
    headers
        Header names in lower case.
    fetched
        ISO 8601, UTC.
    """

    url: str
    status: int
    headers: dict[str, str]
    content: bytes
    fetched: str

    @property
    def encoding(self) -> str | None:
        """The charset that the server named."""
        return charset_of(self.headers.get("content-type", ""))


class Client:
    """Fetches pages: one connection, robots obeyed, every host at its own pace.

    Parameters
    ----------
    settings
        How to fetch.
    pacer
        Keeps the time between requests; replaceable in tests.

    Examples
    --------
    >>> client = Client(Settings(contact="me@example.org"))
    >>> client.agent
    'newsextract/0.1.0 (+mailto:me@example.org)'
    """

    def __init__(self, settings: Settings, pacer: Pacer | None = None) -> None:
        self.settings = settings
        self.pacer = pacer or Pacer(settings.delay)
        self.store = WarcStore(settings.archive) if settings.archive else None
        self.robots = Robots(self._robots_txt)
        self._session: requests.Session | None = None

    @property
    def agent(self) -> str:
        """The honest User-Agent."""
        from newsextract import __version__

        contact = self.settings.contact
        if not contact:
            return f"newsextract/{__version__}"
        return f"newsextract/{__version__} (+{'mailto:' if '@' in contact and ':' not in contact else ''}{contact})"

    def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def get(self, url: str, *, robots: bool = True) -> Fetched:
        """Fetch a page, or find it in the archive.

        Parameters
        ----------
        url
            Full address.
        robots
            Ask robots.txt first. Only the endpoints of a web archive, which publishes limits instead, are asked
            without.

        Returns
        -------
        Fetched
            A page with a status below 400.

        Raises
        ------
        NotAllowedError
            When robots.txt or the rule against private addresses forbids it.
        ConfigError
            When a live page is asked for without a contact.
        FetchError
            When the page cannot be had; ``retriable`` says whether later may help.
        """
        kept = self.store.get(url) if self.store else None
        if kept and not self.settings.refresh:
            return _checked(kept, url)
        if robots and not self.settings.contact:
            raise ConfigError("live fetching needs a contact", where=url, fix=_NO_CONTACT)
        conditional = _conditions(kept) if kept else {}
        stored = self._follow(url, robots=robots, extra=conditional)
        if stored.status == 304 and kept:
            return _checked(kept, url)
        if self.store and stored.status < 500 and stored.status not in {408, 425, 429}:
            self.store.put(url, stored)
        return _checked(stored, url)

    def _follow(self, url: str, *, robots: bool, extra: dict[str, str]) -> Stored:
        seen: list[str] = []
        at = url
        while True:
            if at in seen or len(seen) > self.settings.max_redirects:
                raise FetchError(f"the redirects do not end ({len(seen)} of them)", where=url, fix="check the address")
            seen.append(at)
            if not self.settings.allow_private:
                check_address(at)
            if robots:
                self._ask_robots(at)
            stored = self._try(at, extra)
            target = stored.headers.get("location")
            if stored.status not in _REDIRECTS or not target:
                return stored
            at = urljoin(at, target)

    def _ask_robots(self, url: str) -> None:
        rules = self.robots.rules(url)
        if not rules.allows(url, self.agent.split("/", maxsplit=1)[0]):
            why = rules.unreachable or "robots.txt of the site disallows it"
            fix = f"read an archived capture instead: newsextract extract --archive nearest {url}"
            raise NotAllowedError(f"not fetched: {why}", where=url, fix=fix, retriable=bool(rules.unreachable))
        self.pacer.slow_down(urlsplit(url).netloc, rules.crawl_delay(self.agent))

    def _robots_txt(self, url: str) -> tuple[int, str]:
        at = url
        for _ in range(self.settings.max_redirects + 1):
            if not self.settings.allow_private:
                check_address(at)
            stored = self._try(at, {}, limit=ROBOTS_BYTES, cut=True)
            target = stored.headers.get("location")
            if stored.status not in _REDIRECTS or not target:
                return stored.status, stored.content.decode("utf-8", "replace")
            at = urljoin(at, target)
        return 404, ""

    def _try(self, url: str, extra: dict[str, str], *, limit: int | None = None, cut: bool = False) -> Stored:
        host = urlsplit(url).netloc
        problem = FetchError("not tried", where=url)
        for attempt in range(self.settings.tries):
            self.pacer.wait(host)
            try:
                stored = self._once(url, extra, limit or self.settings.max_bytes, cut=cut)
            except FetchError as error:
                if not error.retriable:
                    raise
                problem = error
                self.pacer.pause(host, backoff(attempt, self.settings.delay))
                continue
            if stored.status != 429 and stored.status not in _TRY_AGAIN:
                return stored
            wait = retry_after(stored.headers.get("retry-after"))
            if wait is None:
                wait = PAUSE_AFTER_429 if stored.status == 429 else backoff(attempt, self.settings.delay)
            what = f"the server answers {stored.status}"
            problem = FetchError(what, where=url, fix="try again later", retriable=True)
            if wait > LONGEST_PAUSE:
                raise FetchError(f"{what} and asks to wait {wait:.0f} s", where=url, fix="try again later", retriable=True)
            self.pacer.pause(host, wait)
        raise problem

    def _once(self, url: str, extra: dict[str, str], limit: int, *, cut: bool) -> Stored:
        import requests
        import urllib3

        if self._session is None:
            self._session = requests.Session()
            self._session.headers.update({"User-Agent": self.agent, "Accept": "text/html,application/xhtml+xml,*/*;q=0.5"})
        timeout = (self.settings.connect_timeout, self.settings.read_timeout)
        try:
            with self._session.get(url, headers=extra, timeout=timeout, stream=True, allow_redirects=False) as response:
                content = self._body(response, url, limit, cut=cut)
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Stored(url, response.status_code, headers, content, now())
        except requests.exceptions.SSLError as error:
            raise FetchError(
                f"the certificate does not hold ({_short(error)})", where=url, fix="tell the site's operator"
            ) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise FetchError(
                f"the connection failed ({_short(error)})", where=url, fix="try again later", retriable=True
            ) from error

    def _body(self, response: requests.Response, url: str, limit: int, *, cut: bool) -> bytes:
        """Read a body piece by piece as it comes, so that neither a slow drip nor a bomb is waited for."""
        end = time.monotonic() + self.settings.deadline
        body = bytearray()
        announced = response.headers.get("Content-Length", "")
        if announced.isdigit() and int(announced) > limit and not cut:
            raise FetchError(
                f"the page has {int(announced):,} bytes, the limit is {limit:,}", where=url, fix="raise it with --max-bytes"
            )
        while piece := response.raw.read1(8192, decode_content=True):
            body += piece
            if len(body) > limit:
                if cut:
                    return bytes(body[:limit])
                raise FetchError(f"the page has more than {limit:,} bytes", where=url, fix="raise the limit with --max-bytes")
            if time.monotonic() > end:
                raise FetchError(
                    f"the answer took longer than {self.settings.deadline:g} s",
                    where=url,
                    fix="try again later",
                    retriable=True,
                )
        return bytes(body)


def _short(error: Exception) -> str:
    inner = error.args[0] if error.args else error
    reason = getattr(inner, "reason", inner)
    words = str(reason) or type(reason).__name__
    return (words.partition("): ")[2] or words)[:200]  # urllib3 writes its connection object before the reason


def _conditions(kept: Stored) -> dict[str, str]:
    pairs = {"If-None-Match": kept.headers.get("etag"), "If-Modified-Since": kept.headers.get("last-modified")}
    return {name: value for name, value in pairs.items() if value}


def _checked(stored: Stored, asked: str) -> Fetched:
    if stored.status >= 400:
        retriable = stored.status in _TRY_AGAIN or stored.status == 429
        raise FetchError(f"the server answers {stored.status}", where=asked, fix="check the address", retriable=retriable)
    return Fetched(stored.url, stored.status, stored.headers, stored.content, stored.fetched)
