"""A session on top of requests: one request and its response at a time, as they were sent and received."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from newsextract.errors import ConfigError, FetchError, InputError, ModelMissingError
from newsextract.fetch.addresses import Address, parse, resolve
from newsextract.page import charset_of
from newsextract.printable import redacted
from newsextract.warc import bodies

if TYPE_CHECKING:
    import requests

    from newsextract.fetch.transport import ExchangeState

#: a number, or the same number again in a repeated header
_LENGTH = re.compile(r"([0-9]{1,18})(?:\s*,\s*\1)*")
#: environment variables that name other certificate authorities to requests and OpenSSL
_CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
_PIECE = 1 << 16
_OPERATOR = "tell the site's operator"


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the HTTP client.

    Attributes
    ----------
    contact
        An email or web address at which site operators can reach you; required for live pages.
    delay
        Minimum seconds between two requests to a host.
    connect_timeout, read_timeout, deadline
        Timeouts in seconds: to connect, between two pieces of a response, and for a whole request with its response.
    tries
        Maximum attempts for a page; retries of its redirects and of its site's robots.txt count, too.
    max_bytes
        Maximum bytes of a body, as sent and decoded.
    max_redirects
        Maximum redirects in a chain.
    allow_private
        Whether hosts with private IP addresses may be fetched from.
    archive
        WARC file to which everything fetched is written, and from which it is read again.
    refresh
        Whether to revalidate archived pages with conditional requests.
    proxy
        ``http://[user:password@]host:port``; proxies of the environment are not used. The proxy then resolves the host names,
        so it is for the proxy to keep them out of private networks.
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
    proxy: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its response."""

    url: str  # the URL that answered, without user name and password
    request: bytes  # request line and headers as sent, through the blank line; without ``Authorization`` and cookies
    head: bytes  # status line and headers as received, through the blank line: their order and case are kept
    raw: bytes  # the body with the transfer coding removed and the content coding kept
    status: int
    headers: dict[str, str]  # names in lower case
    content: bytes  # the decoded body
    fetched: str  # time of the response, ISO 8601 in UTC
    ip: str | None  # IP address of the server; None behind a proxy
    truncated: bool = False  # whether the body was truncated at a limit

    @property
    def encoding(self) -> str | None:
        """The charset of the Content-Type header, if any."""
        return charset_of(self.headers.get("content-type", ""))


def now() -> str:
    """Return the current time in the format of WARC-Date."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Session:
    """Sends requests to checked IP addresses, each with a deadline; takes nothing from the environment but certificates."""

    def __init__(self, settings: Settings, agent: str) -> None:
        self.settings = settings
        self.agent = agent

    @cached_property
    def _state(self) -> ExchangeState:
        from newsextract.fetch.transport import ExchangeState

        return ExchangeState(self.settings)

    @cached_property
    def _requests(self) -> requests.Session:
        from newsextract.fetch.transport import Transport, Unredirected

        session = Unredirected()
        session.trust_env = False  # no proxies from the environment and no passwords from ~/.netrc
        session.verify = _certificates()
        session.headers.clear()
        session.headers["User-Agent"] = self.agent
        session.headers["Accept"] = "text/html,application/xhtml+xml,*/*;q=0.5"
        session.headers["Accept-Encoding"] = ", ".join(bodies.supported())
        if self.settings.proxy:
            session.proxies = dict.fromkeys(("http", "https"), self.settings.proxy)
        for scheme in ("http://", "https://"):
            session.mount(scheme, Transport(self._state))
        return session

    def close(self) -> None:
        """Close the connections; the next request opens new ones."""
        if "_requests" in self.__dict__:
            self._requests.close()
            del self._requests

    def forget(self) -> None:
        """Forget the resolved host names, at the beginning of a page."""
        self._state.endpoints.clear()

    def resolve(self, address: Address) -> None:
        """Resolve and check the host of a URL, or the proxy's host if there is one, once per page."""
        if self.settings.proxy:
            address = _proxy(self.settings.proxy)
        key = address.host, address.port
        if key not in self._state.endpoints:
            allow = self.settings.allow_private or bool(self.settings.proxy)
            self._state.endpoints[key] = resolve(address, allow_private=allow)

    def get(self, address: Address, headers: dict[str, str], limit: int, *, cut: bool = False) -> Exchange:
        """Send one request to a resolved host; with ``cut``, a body over ``limit`` bytes is truncated instead of refused."""
        import requests
        import urllib3

        where = redacted(address.url)
        self._state.start()
        try:
            with self._requests.get(
                address.sent, headers=headers, timeout=self.settings.read_timeout, stream=True, allow_redirects=False
            ) as response:
                return self._read(address, response, limit, cut=cut)
        except requests.exceptions.SSLError as error:
            what = f"the certificate is not valid ({_short(error)})"
            raise FetchError(what, where=where, fix=_OPERATOR) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            of_proxy = isinstance(error, requests.exceptions.ProxyError)
            what = f"the {'proxy' if of_proxy else 'connection'} failed ({_short(error)})"
            if self._state.expired:
                what = f"the answer took longer than {self.settings.deadline:g} s"
            raise FetchError(what, where=where, fix=self._connection_fix(), retriable=True) from error

    def _connection_fix(self) -> str:
        from urllib.request import getproxies

        if self.settings.proxy is None and {"http", "https", "all"} & set(getproxies()):
            return "if you need a proxy, give it with --proxy: those of the environment are not used"
        return "try again later" if self.settings.proxy is None else "check the proxy, or try again later"

    def _read(self, address: Address, response: requests.Response, limit: int, *, cut: bool) -> Exchange:
        from newsextract.fetch.transport import answer_of

        where = redacted(address.url)
        wire = answer_of(response)
        headers = {name.lower(): " ".join(value.split()) for name, value in response.headers.items()}
        _check_framing(headers, where, None if cut else limit)
        raw = bytearray()
        while len(raw) <= limit and (piece := response.raw.read(_PIECE, decode_content=False)):
            raw += piece
        try:
            content = bodies.undo(bodies.names_of(headers.get("content-encoding", "")), bytes(raw), limit)
        except (InputError, ModelMissingError) as error:
            raise FetchError(error.what, where=where, fix=_OPERATOR) from error
        if not cut and max(len(raw), len(content)) > limit:
            raise FetchError(f"the page has more than {limit:,} bytes", where=where, fix="raise the limit with --max-bytes")
        return Exchange(
            url=address.url,
            request=wire.request,
            head=wire.head,
            raw=bytes(raw[:limit]),
            status=response.status_code,
            headers=headers,
            content=content[:limit],
            fetched=now(),
            ip=wire.ip,
            truncated=len(raw) > limit,
        )


def _proxy(proxy: str) -> Address:
    from urllib3.util import parse_url

    try:
        found = parse(parse_url(proxy)._replace(auth=None).url)
    except (FetchError, ValueError):
        found = None
    if found is None or found.scheme != "http":
        raise ConfigError("the proxy is not an http address", where=redacted(proxy), fix="write http://host:port")
    return found


def _certificates() -> str | bool:
    """Return the file or folder of certificate authorities that the environment names, or True."""
    for name in _CA_VARIABLES:
        path = os.environ.get(name)
        if path and not Path(path).exists():
            raise ConfigError(f"{name} names {path!r}, which does not exist", fix=f"correct or unset {name}")
        if path:
            return path
    return True


def _check_framing(headers: dict[str, str], where: str, limit: int | None) -> None:
    """Refuse a body whose end cannot be determined, or whose Content-Length is over the limit."""
    coding, length = headers.get("transfer-encoding"), headers.get("content-length")
    if coding is not None:
        if coding.lower() != "chunked":
            raise FetchError(f"the transfer coding {coding[:40]!r} cannot be read", where=where, fix=_OPERATOR)
        return
    if length is None:
        return
    found = _LENGTH.fullmatch(length)
    if found is None:
        raise FetchError(f"Content-Length is not a size: {length[:40]!r}", where=where, fix=_OPERATOR)
    if limit is not None and int(found[1]) > limit:
        what = f"the page has {int(found[1]):,} bytes, the limit is {limit:,}"
        raise FetchError(what, where=where, fix="raise it with --max-bytes")


def _short(error: Exception) -> str:
    while nested := next((one for one in (getattr(error, "reason", None), *error.args) if isinstance(one, Exception)), None):
        error = nested
    words = str(error) or type(error).__name__
    return (words.partition("): ")[2] or words)[:200]  # urllib3 writes its connection object before the reason
