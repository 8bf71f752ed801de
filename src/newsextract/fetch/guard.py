"""Resolve host names once, and check their IP addresses before anything connects to them."""

from __future__ import annotations

import ipaddress
import socket

from newsextract.errors import FetchError, NotAllowedError
from newsextract.fetch.addresses import Address
from newsextract.printable import redacted

#: family, type, protocol, canonical name and socket address, as getaddrinfo returns them
Endpoint = tuple[
    socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]
]

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
