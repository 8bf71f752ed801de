"""A client that remembers failed fetches across runs, beside the WARC file with the successful ones."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

from newsextract.compact import Names
from newsextract.errors import ConfigError, FetchError, NotAllowedError, os_errors_as
from newsextract.fetch.client import Client
from newsextract.fetch.session import Exchange, Settings
from newsextract.printable import json_text, redacted

_KINDS = {kind.reason: kind for kind in (FetchError, NotAllowedError)}
_MODIFIER = re.compile(r"(?<=/web/)(\d{1,14})(?:[a-z]{2}_)?/")
_FIX = "delete the line, or the file to ask for all failed pages again"


class JournalClient(Client):
    """Fetches like :class:`~newsextract.fetch.client.Client`; a failed fetch fails again in the same way, without a request.

    Otherwise a run that is killed and resumed would request every failed page again, and find the input changed. Failures
    are kept in a file, one per line: a million take 180 MB on disk, and 115 MB in memory, which holds only the offset of
    each line. The URLs (of pages or of mementos) in ``retry`` are requested again.
    """

    def __init__(self, settings: Settings, path: Path, *, retry: Iterable[str] = ()) -> None:
        super().__init__(settings)
        self.path = path
        self._retry = Names(map(_plain, retry))
        self._lines: dict[int, int] = {}  # offset of the newest line of each URL, by the URL's hash
        self._begun = 0  # offset of the first failure of this session
        self._cut = False  # whether the file ends with a truncated line
        if path.exists():
            with os_errors_as(ConfigError, "the file cannot be read", where=path, fix=_FIX):
                self._load()

    def get(self, url: str, *, robots: bool = True) -> Exchange:
        """Fetch a page or read it from the archive; raise an earlier failure again."""
        if known := self._earlier_failure(url):
            raise known
        try:
            return super().get(url, robots=robots)
        except FetchError as error:
            if redacted(url) == url:  # any other URL is refused before a request is sent
                self._record_failure(url, error)
            raise

    def _archived(self, url: str) -> Exchange | None:
        """Read a page from the archive, except the error response of a page that is retried."""
        found = super()._archived(url)
        return None if found and found.status >= 400 and self._is_retried(url) else found

    def _is_retried(self, url: str) -> bool:
        plain = _plain(url)
        return plain in self._retry or plain.partition("/web/")[2].partition("/")[2] in self._retry

    def _earlier_failure(self, url: str) -> FetchError | None:
        at = self._lines.get(hash(url))
        if at is None or (at < self._begun and self._is_retried(url)):
            return None
        with self.path.open("rb") as lines:
            lines.seek(at)
            row = _row(lines.readline())
        return row[1] if row and row[0] == url else None

    def _record_failure(self, url: str, error: FetchError) -> None:
        row = [url, error.reason, error.what, error.where, error.fix, error.retriable]
        with self.path.open("ab") as out:
            if self._cut:
                out.truncate(self._begun)  # a line truncated by a kill: its page was requested again
                self._cut = False
            self._lines[hash(url)] = out.seek(0, os.SEEK_END)
            out.write(json_text(row).encode() + b"\n")

    def _load(self) -> None:
        """Read the failures; only the last line may be truncated."""
        with self.path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                self._cut = not line.endswith(b"\n")
                row = None if self._cut else _row(line)
                if row:
                    self._lines[hash(row[0])] = self._begun
                    self._begun += len(line)
                elif not self._cut or not line.startswith(b'["'[: len(line)]):
                    raise ConfigError(f"line {number} is not a failed fetch", where=str(self.path), fix=_FIX)


def _row(line: bytes) -> tuple[str, FetchError] | None:
    """Parse a line into URL and error; None if it is invalid."""
    try:
        url, reason, what, where, fix, retriable = json.loads(line)
    except (ValueError, TypeError, RecursionError):
        return None
    texts = all(isinstance(text, str) for text in (url, reason, what))
    others = all(text is None or isinstance(text, str) for text in (where, fix))
    if not texts or not others or not isinstance(retriable, bool):
        return None
    return url, _KINDS.get(reason, FetchError)(what, where=where, fix=fix, retriable=retriable)


def _plain(url: str) -> str:
    return _MODIFIER.sub(r"\1/", url, count=1)
