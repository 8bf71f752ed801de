"""One HTTP request and its response, as they were sent and received."""

from __future__ import annotations

from dataclasses import dataclass

from newsextract.page import charset_of


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its response."""

    #: the URL that answered, without user name and password
    url: str
    #: request line and headers as sent, through the blank line; without ``Authorization`` and cookies
    request: bytes
    #: status line and headers as received, through the blank line: their order and case are kept
    head: bytes
    #: the body with the transfer coding removed and the content coding kept
    raw: bytes
    status: int
    #: names in lower case
    headers: dict[str, str]
    #: the decoded body
    content: bytes
    #: time of the response, ISO 8601 in UTC
    fetched: str
    #: IP address of the server; None behind a proxy
    ip: str | None
    #: whether the body was truncated at a limit
    truncated: bool = False

    @property
    def encoding(self) -> str | None:
        """The charset of the Content-Type header, if any."""
        return charset_of(self.headers.get("content-type", ""))
