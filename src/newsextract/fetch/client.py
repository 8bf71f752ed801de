"""A polite HTTP client built on requests."""

from __future__ import annotations

from newsextract.errors import ConfigError, FetchError, NewsExtractError, NotAllowedError
from newsextract.fetch.addresses import Address, join, parse
from newsextract.fetch.archive import REDIRECTS, WarcStore
from newsextract.fetch.pacing import LONGEST_PAUSE, PAUSE_AFTER_429, Pacer, backoff, retry_after
from newsextract.fetch.robots import ROBOTS_BYTES, Robots, check_within
from newsextract.fetch.session import Exchange, Session, Settings
from newsextract.printable import command, redacted

_NO_CONTACT = "give --contact with your email or web address; in Python, newsextract.fetch.Settings(contact=...)"
_RETRY_STATUSES = {408, 425, 429, 500, 502, 503, 504}


class Client:
    """Fetches pages one at a time, obeys robots.txt and paces the requests to each host.

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
        self._session = Session(settings, self.agent)
        #: retries and seconds of waiting that the page has left
        self._tries, self._seconds = 0, LONGEST_PAUSE

    @property
    def agent(self) -> str:
        """The User-Agent header: product, version and contact."""
        from newsextract._version import __version__

        contact = self.settings.contact
        if not contact:
            return f"newsextract/{__version__}"
        return f"newsextract/{__version__} (+{'mailto:' if '@' in contact and ':' not in contact else ''}{contact})"

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def get(self, url: str, *, robots: bool = True) -> Exchange:
        """Fetch a page, or read it from the archive; a page that cannot be fetched raises a FetchError.

        ``robots=False`` skips robots.txt: it is only for the endpoints of a web archive, which publishes rate limits instead.
        """
        kept = self._archived(url)
        if kept and not self.settings.refresh:
            return _checked(kept, url)
        exchanges = self._fetch_live(url, kept, robots=robots)
        status = exchanges[-1].status
        if status == 304 and kept:
            return _checked(kept, url)
        if self.store and status < 500 and status not in _RETRY_STATUSES:
            self.store.put(url, exchanges)
        return _checked(exchanges[-1], url)

    def _archived(self, url: str) -> Exchange | None:
        parse(url)
        return self.store.get(url) if self.store else None

    def _fetch_live(self, url: str, kept: Exchange | None, *, robots: bool) -> list[Exchange]:
        """Return the chain of redirects, the final response last; that may be a 304 for the archived page."""
        address = parse(url)
        if robots and not self.settings.contact:
            raise ConfigError("live fetching needs a contact", where=redacted(url), fix=_NO_CONTACT)
        self._tries, self._seconds = self.settings.tries - 1, LONGEST_PAUSE
        self._session.forget()
        try:
            return self._follow(address, robots=robots, extra=_conditions(kept) if kept else {})
        except (NewsExtractError, MemoryError):
            raise
        except Exception as error:  # any other exception is an error of this URL alone
            what = f"the page cannot be fetched ({type(error).__name__}: {redacted(str(error))[:200]})"
            raise FetchError(what, where=redacted(url), fix="please report this address") from error

    def _follow(self, address: Address, *, robots: bool, extra: dict[str, str]) -> list[Exchange]:
        chain: list[Exchange] = []
        while True:
            self._session.resolve(address)
            if robots:
                self._ask_robots(address)
            chain.append(self._try(address, extra))
            target = self._redirect(chain[-1])
            if target is None:
                return chain
            if not robots:
                check_within(chain[0].url, target)
            if target.url in {exchange.url for exchange in chain} or len(chain) > self.settings.max_redirects:
                raise FetchError(f"too many redirects ({len(chain)})", where=redacted(chain[0].url), fix="check the address")
            address = target

    def _redirect(self, exchange: Exchange) -> Address | None:
        """Return the target of a redirect; None for any other response."""
        location = exchange.headers.get("location", "").strip()
        if exchange.status not in REDIRECTS or not location:
            return None
        target = parse(join(exchange.url, location))
        if target.scheme == "http" and parse(exchange.url).scheme == "https":
            what = f"the https page redirects to {target.url[:200]}, which anyone on the way can read and change"
            raise FetchError(what, where=redacted(exchange.url), fix="give the http address itself if you trust it")
        return target

    def _ask_robots(self, address: Address) -> None:
        url = address.url
        rules = self.robots.rules(url)
        if not rules.allows(address.sent):
            if rules.unreachable:
                raise FetchError(f"not fetched: {rules.unreachable}", where=url, fix="try again later", retriable=True)
            archived = command("newsextract", "extract", "--archive", "nearest", url)
            fix = f"read an archived capture instead: {archived}"
            raise NotAllowedError("not fetched: robots.txt of the site disallows it", where=url, fix=fix)
        self.pacer.slow_down(address.netloc, rules.delay)

    def _robots_txt(self, url: str) -> tuple[int, bytes]:
        address = parse(url)
        for _ in range(self.settings.max_redirects + 1):
            self._session.resolve(address)
            exchange = self._try(address, {}, limit=ROBOTS_BYTES, cut=True)
            target = self._redirect(exchange)
            if target is None:
                return exchange.status, exchange.content
            address = target
        return 404, b""

    def _try(self, address: Address, extra: dict[str, str], *, limit: int | None = None, cut: bool = False) -> Exchange:
        """Send a request, with retries while they may help and the page's retry budget lasts."""
        attempt = 0
        while True:
            self.pacer.wait(address.netloc)
            wait = backoff(attempt, self.settings.delay)
            try:
                exchange = self._session.get(address, extra, limit or self.settings.max_bytes, cut=cut)
            except FetchError as error:
                if not error.retriable:
                    raise
                problem = error
            else:
                if exchange.status not in _RETRY_STATUSES:
                    return exchange
                wait, problem = _refused(exchange, wait)
            self.pacer.pause(address.netloc, min(wait, LONGEST_PAUSE))
            self._tries -= 1
            self._seconds -= wait
            if self._tries < 0 or self._seconds < 0:
                raise problem
            attempt += 1


def _refused(exchange: Exchange, wait: float) -> tuple[float, FetchError]:
    """Return how long to wait before retrying a response, and the error to raise if that is too long."""
    what = f"the server answers {exchange.status}"
    asked = retry_after(exchange.headers.get("retry-after"))
    if asked is not None and asked > LONGEST_PAUSE:
        what += f" and asks to wait {asked:.0f} s"
    error = FetchError(what, where=redacted(exchange.url), fix="try again later", retriable=True)
    return asked if asked is not None else PAUSE_AFTER_429 if exchange.status == 429 else wait, error


def _conditions(kept: Exchange) -> dict[str, str]:
    pairs = {"If-None-Match": kept.headers.get("etag"), "If-Modified-Since": kept.headers.get("last-modified")}
    return {name: value for name, value in pairs.items() if value}


def _checked(exchange: Exchange, asked: str) -> Exchange:
    # 206 is partial content, which was not requested
    if not 200 <= exchange.status < 300 or exchange.status == 206:
        retriable = exchange.status in _RETRY_STATUSES
        raise FetchError(f"the server answers {exchange.status}", where=asked, fix="check the address", retriable=retriable)
    return exchange
