"""robots.txt of each host, read as RFC 9309 says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from newsextract.errors import FetchError

#: RFC 9309, 2.5: a crawler reads at least 500 kibibytes
ROBOTS_BYTES = 512_000


@dataclass(slots=True)
class Rules:
    """What a host allows.

    Attributes
    ----------
    parsed
        The parsed file; None when the host has none.
    unreachable
        Why it could not be read: then nothing is allowed (RFC 9309, 2.3.1.4).
    """

    parsed: Any = None
    unreachable: str | None = None

    def allows(self, url: str, agent: str) -> bool:
        """Whether a page may be fetched."""
        if self.unreachable:
            return False
        return self.parsed is None or bool(self.parsed.can_fetch(url, agent))

    def crawl_delay(self, agent: str) -> float:
        """Seconds between requests that the host asks for."""
        return float((self.parsed and self.parsed.crawl_delay(agent)) or 0.0)


@dataclass(slots=True)
class Robots:
    """Reads and keeps the rules of each host.

    Attributes
    ----------
    get
        Fetches a URL without asking robots; gives status and text.
    """

    get: Callable[[str], tuple[int, str]]
    _rules: dict[str, Rules] = field(default_factory=dict)

    def rules(self, url: str) -> Rules:
        """Give the rules for a URL's host, fetched on first use."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = self._read(f"{origin}/robots.txt")
        return self._rules[origin]

    def _read(self, url: str) -> Rules:
        from protego import Protego

        try:
            status, text = self.get(url)
        except FetchError as error:
            return Rules(unreachable=f"the site's robots.txt cannot be read: {error.what}")
        if status >= 500 or status == 429:
            return Rules(unreachable=f"the site's robots.txt answers {status}")
        if status >= 400:
            return Rules()
        return Rules(parsed=Protego.parse(text))
