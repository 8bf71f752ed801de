"""The one polite HTTP client: robots, pacing, retries, limits, and everything fetched kept in a WARC file."""

from __future__ import annotations

from newsextract.fetch.client import Client, Fetched, Settings

__all__ = ["Client", "Fetched", "Settings"]
