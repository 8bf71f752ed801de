"""Pacing of the requests to each host: the larger of our delay and its Crawl-delay, longer after a 429."""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: seconds to wait after a 429 without Retry-After: an archive blocks the IP address for an hour if asked sooner
PAUSE_AFTER_429 = 60.0
#: longest Retry-After in seconds that a run waits for; a longer one raises a retriable error
LONGEST_PAUSE = 3600.0
#: longest Crawl-delay in seconds that is kept: a page a minute is slow enough for any server, and 1,000 pages take a day
LONGEST_CRAWL_DELAY = 60.0


@dataclass(slots=True)
class Pacer:
    """Spaces out the requests to each host, identified by its :attr:`~newsextract.fetch.addresses.Address.netloc`."""

    delay: float = 1.0  # minimum seconds between two requests to a host
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: dict[str, float] = field(default_factory=dict)
    _delays: dict[str, float] = field(default_factory=dict)

    def slow_down(self, host: str, delay: float) -> None:
        """Keep at least ``delay`` seconds between requests to a host (its Crawl-delay), up to a minute."""
        asked = min(delay, LONGEST_CRAWL_DELAY) if delay > 0 else 0.0  # false for NaN
        if asked != delay and host not in self._delays:
            words = "%s asks for a Crawl-delay of %g s; %g s are kept between two requests"
            logging.getLogger("newsextract").warning(words, host, delay, max(self.delay, asked))
        self._delays[host] = max(self.delay, asked)

    def delay_of(self, host: str) -> float:
        """Seconds between two requests to a host."""
        return self._delays.get(host, self.delay)

    def wait(self, host: str) -> None:
        """Sleep until a request to the host is allowed, and count it as sent."""
        pause = self._next.get(host, 0.0) - self.clock()
        if pause > 0:
            self.sleep(pause)
        self._next[host] = self.clock() + self.delay_of(host)

    def pause(self, host: str, seconds: float) -> None:
        """Hold back requests to a host for a number of seconds."""
        self._next[host] = max(self._next.get(host, 0.0), self.clock() + seconds)


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Parse a Retry-After header into seconds; None if it is absent or invalid.

    Examples
    --------
    >>> retry_after("120"), retry_after("soon")
    (120.0, None)
    """
    value = (value or "").strip()
    if re.fullmatch("[0-9]+", value):
        return float(value)
    try:
        when = parsedate_to_datetime(value)
        if when.tzinfo is None:
            when = when.replace(tzinfo=UTC)
        return max(0.0, (when - (now or datetime.now(UTC))).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):  # what the parser raises for an invalid date
        return None


def backoff(attempt: int, base: float) -> float:
    """Seconds before the next attempt: doubling from ``base``, with full jitter over the second half.

    Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 ("equal jitter").
    """
    whole = base * 2.0**attempt
    return whole / 2 + random.uniform(0, whole / 2)  # noqa: S311  jitter, no secret
