"""Parse and check web addresses in one place, and show them without the credentials that they may carry."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import quote, urljoin

from newsextract.errors import FetchError
from newsextract.printable import redacted, writable

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_BEFORE_QUERY = re.compile(r"\A[^?#]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
#: maximum characters of a URL; servers accept 8 to 16 thousand bytes
_LONGEST = 65_536
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of a URL that determine where to connect and what to request."""

    #: the URL as it was given
    url: str
    #: ``http`` or ``https``
    scheme: str
    #: the normalised host: lower case, ASCII (IDNA), no final dot; IP addresses normalised, IPv6 without brackets
    host: str
    port: int
    #: path and query as they are sent
    target: str

    @property
    def netloc(self) -> str:
        """Normalised host and port; the port only if it is not the scheme's default."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def sent(self) -> str:
        """The URL as it is passed to the HTTP client."""
        return f"{self.scheme}://{self.netloc}{self.target}"


def parse(url: str) -> Address:
    """Parse an http or https URL; a URL with a user name or password is refused like an invalid one.

    Examples
    --------
    >>> parse("HTTP://WWW.Example.ORG.:80/a?b#c").sent
    'http://www.example.org/a?b'
    >>> parse("http://0x7f.1/").host
    '127.0.0.1'
    """
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    if len(url) > _LONGEST:
        raise _invalid(f"{url[:200]}...", f"the address has more than {_LONGEST:,} characters")
    if redacted(url) != writable(url):
        raise _invalid(url, "addresses with a user name or password are not fetched", "remove them from the address")
    if _CONTROL.search(url) or writable(url) != url:
        raise _invalid(url, "the address has control characters or is not valid Unicode")
    try:
        parts = parse_url(url)
    except (LocationParseError, ValueError) as error:
        raise _invalid(url, "the host or port is not valid") from error
    scheme = parts.scheme or ""
    if scheme not in _DEFAULT_PORTS:
        raise _invalid(url, "only http and https addresses can be fetched", "give a full web address")
    host = _host(parts.host or "")
    if host is None:
        raise _invalid(url, "the address has no valid host name")
    port = _DEFAULT_PORTS[scheme] if parts.port is None else parts.port
    if not 1 <= port <= 65_535:
        raise _invalid(url, f"{port} is not a valid port")
    return Address(url, scheme, host, port, parts.request_uri)


def join(base: str, location: str) -> str:
    """Resolve a Location header, decoded as Latin-1 as HTTP libraries do, against the URL that sent it.

    Examples
    --------
    >>> join("http://a.example/b/c", "../d")
    'http://a.example/d'
    """
    content = location.strip().encode("latin-1", "replace")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = quote(content, safe=_PRINTABLE)
    try:
        if _CONTROL.search(text):  # urljoin would drop these
            raise ValueError
        target = resolve_reference(base, text)
        parse(target)
    except (FetchError, ValueError) as error:
        why = error.what if isinstance(error, FetchError) else "not a valid web address"
        raise _invalid(base, f"the server redirects to {redacted(text)[:200]!r}: {why}") from error
    return target


def resolve_reference(base: str, reference: str) -> str:
    r"""Resolve a URL reference as browsers do, which read backslashes before the query as slashes.

    Examples
    --------
    >>> resolve_reference("http://a.example/b/c", r"\\other.example\d")
    'http://other.example/d'
    """
    return urljoin(base, _BEFORE_QUERY.sub(lambda found: found[0].replace("\\", "/"), reference))


def _host(spelt: str) -> str | None:
    """Normalise a host; None when it is not valid."""
    if spelt.startswith("["):
        try:
            address = ipaddress.IPv6Address(spelt[1:-1])
            return None if address.scope_id else str(address.ipv4_mapped or address)
        except ValueError:
            return None
    host = spelt.lower().removesuffix(".")
    labels = host.split(".")
    if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        return None
    if not _NUMBER.fullmatch(labels[-1]):
        return host
    try:  # decimal, octal and hexadecimal forms, which a connection would accept
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None


def _invalid(url: str, what: str, fix: str = "check the address") -> FetchError:
    return FetchError(what, where=redacted(url), fix=fix)
