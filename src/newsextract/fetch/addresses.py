"""Parse web addresses, resolve their hosts once, and check the IP addresses before anything connects to them."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin

from newsextract.errors import FetchError, NotAllowedError
from newsextract.printable import redacted, writable

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_BEFORE_QUERY = re.compile(r"\A[^?#]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
#: maximum characters of a URL; servers accept 8 to 16 thousand bytes
_LONGEST = 65_536
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
#: family, type, protocol, canonical name and socket address, as getaddrinfo returns them
Endpoint = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]

# IANA, IPv4 Special-Purpose Address Registry, and multicast; 168.63.129.16 is Azure's services for its own virtual machines.
# Our own table: Python's is_global differs between versions.
_SPECIAL_4 = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
    192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
"""
# networks within 2000::/3 that are not public: IETF protocols with Teredo, documentation, 6to4 (which leads to any IPv4
# address), documentation; outside of 2000::/3, only NAT64 is public
_SPECIAL_6 = "2001::/23 2001:db8::/32 2002::/16 3fff::/20"
_SPECIAL = [ipaddress.ip_network(network) for network in f"{_SPECIAL_4} {_SPECIAL_6}".split()]
_UNICAST_6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of a URL that determine where to connect and what to request."""

    url: str  # the URL as it was given
    scheme: str  # ``http`` or ``https``
    host: str  # the normalised host: lower case, ASCII (IDNA), no final dot; IP addresses normalised, IPv6 without brackets
    port: int
    target: str  # path and query as they are sent

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


def is_public(ip: str) -> bool:
    """Whether an IP address is on the public internet.

    An IPv4 address inside an IPv6 one (mapped, NAT64) counts as that IPv4 address.

    Examples
    --------
    >>> is_public("1.1.1.1"), is_public("64:ff9b::1.1.1.1"), is_public("64:ff9b::10.0.0.1"), is_public("::1.1.1.1")
    (True, True, False, False)
    """
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None and address not in _NAT64:
            return address in _UNICAST_6 and not any(address in network for network in _SPECIAL)
        address = ipaddress.IPv4Address(address.packed[-4:])
    return not any(address in network for network in _SPECIAL)


def resolve(address: Address, *, allow_private: bool = False) -> list[Endpoint]:
    """Resolve the host of a URL, and refuse private IP addresses.

    Otherwise a redirect, or a host name whose owner changes its IP address, could reach a private network. Connect to the
    returned endpoints: a second look-up may give others. The look-up has no timeout but the system's own.
    """
    try:
        found: list[Endpoint] = list(socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError) as error:
        what = f"the host name {address.host} does not resolve"
        raise FetchError(
            what, where=redacted(address.url), fix="check the address and your connection", retriable=True
        ) from error
    for *_, sockaddr in found if not allow_private else ():
        if not is_public(str(sockaddr[0])):
            what = f"{address.host} is the private address {sockaddr[0]}"
            fix = "allow it with --allow-private if the server is yours"
            raise NotAllowedError(what, where=redacted(address.url), fix=fix)
    return found
