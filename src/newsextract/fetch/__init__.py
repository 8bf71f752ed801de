"""The polite HTTP client: robots.txt, pacing, retries, limits, and everything fetched kept in a WARC file."""

from __future__ import annotations

from newsextract.fetch.client import Client
from newsextract.fetch.session import Settings

__all__ = ["Client", "Settings"]
