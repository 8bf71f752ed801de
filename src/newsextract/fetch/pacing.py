"""When the next request to a host may go: the larger of our delay and theirs, longer after a 429."""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: seconds to wait after a 429 that names no time: an archive that is asked sooner blocks the address for an hour
PAUSE_AFTER_429 = 60.0
#: the longest Retry-After that a run waits for; a longer one ends in an error that can be retried
LONGEST_PAUSE = 3600.0
#: the longest Crawl-delay that is kept: a page a minute is slow enough for any server, and a thousand pages end in a day
LONGEST_CRAWL_DELAY = 60.0


@dataclass(slots=True)
class Pacer:
    """Keeps the time between the requests to each host, named by :attr:`~newsextract.fetch.addresses.Address.netloc`."""

    #: seconds between two requests to a host, at least
    delay: float = 1.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: dict[str, float] = field(default_factory=dict)
    _delays: dict[str, float] = field(default_factory=dict)

    def slow_down(self, host: str, delay: float) -> None:
        """Keep at least ``delay`` seconds between requests to a host (its Crawl-delay), up to a minute."""
        asked = min(delay, LONGEST_CRAWL_DELAY) if delay > 0 else 0.0  # nan is not
        if asked != delay and host not in self._delays:
            words = "%s asks for a Crawl-delay of %g s; %g s are kept between two requests"
            logging.getLogger("newsextract").warning(words, host, delay, max(self.delay, asked))
        self._delays[host] = max(self.delay, asked)

    def delay_of(self, host: str) -> float:
        """Seconds between two requests to a host."""
        return self._delays.get(host, self.delay)

    def wait(self, host: str) -> None:
        """Sleep until the host may be asked, and count this as a request to it."""
        pause = self._next.get(host, 0.0) - self.clock()
        if pause > 0:
            self.sleep(pause)
        self._next[host] = self.clock() + self.delay_of(host)

    def pause(self, host: str, seconds: float) -> None:
        """Ask a host nothing for a while."""
        self._next[host] = max(self._next.get(host, 0.0), self.clock() + seconds)


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Read a Retry-After header, in seconds; None when it is absent or unreadable.

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
    """Seconds before the next try: doubling from ``base``, with full jitter over the second half.

    Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 ("equal jitter").
    """
    whole = base * 2.0**attempt
    return whole / 2 + random.uniform(0, whole / 2)  # noqa: S311  jitter, no secret
