"""One HTTP request and its response, as they were sent and received."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its response.

    Attributes
    ----------
    url
        The address asked, without user name and password.
    request
        Request line and headers as sent, through the blank line; without ``Authorization`` and cookies.
    head
        Status line and headers as received, through the blank line: their order and case are kept.
    raw
        The body with the transfer coding removed and the content coding kept.
    status
        HTTP status.
    headers
        Header names in lower case.
    content
        The decoded body.
    fetched
        ISO 8601, UTC.
    ip
        The address of the server; None behind a proxy.
    truncated
        Whether the body was cut at a limit.
    """

    url: str
    request: bytes
    head: bytes
    raw: bytes
    status: int
    headers: dict[str, str]
    content: bytes
    fetched: str
    ip: str | None
    truncated: bool = False
