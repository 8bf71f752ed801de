"""Addresses that a page on the web must not send us to."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from newsextract.errors import FetchError, NotAllowedError


def check_address(url: str) -> None:
    """Refuse addresses inside private networks, where a redirect could reach what is not public.

    Parameters
    ----------
    url
        The address about to be asked.

    Raises
    ------
    NotAllowedError
        When the host is, or resolves to, a private, loopback, link-local or reserved address.
    FetchError
        When the scheme is not http or https, or the name does not resolve.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise FetchError("only http and https addresses can be fetched", where=url, fix="give a full web address")
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 80, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(
            f"the host name does not resolve ({error})", where=url, fix="check the address", retriable=True
        ) from error
    for entry in found:
        address = ipaddress.ip_address(str(entry[4][0]).split("%")[0])
        if not address.is_global or address.is_multicast:
            what = f"{parts.hostname} is the private address {address}"
            raise NotAllowedError(what, where=url, fix="allow it with --allow-private if the server is yours")
