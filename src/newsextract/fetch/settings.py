"""How the client fetches."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


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
        Seconds for the connection, between two pieces of an answer, and for a whole request with its answer.
    tries
        How often a page is asked for before it is given up, its redirects and its site's robots.txt included.
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
    proxy
        ``http://[user:password@]host:port``; proxies that the environment names are not used. Names are then resolved
        by the proxy: which of them lead into private networks is for the proxy to check.
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
