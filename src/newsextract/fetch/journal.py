"""A client that remembers across runs what could not be fetched, beside the WARC file that holds what could."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

from newsextract.compact import Names
from newsextract.errors import ConfigError, FetchError, NotAllowedError, os_errors_as
from newsextract.fetch.client import Client
from newsextract.fetch.exchange import Exchange
from newsextract.fetch.pacing import Pacer
from newsextract.fetch.session import Settings
from newsextract.printable import json_text, shown

_KINDS = {kind.reason: kind for kind in (FetchError, NotAllowedError)}
_MODIFIER = re.compile(r"(?<=/web/)(\d{1,14})(?:[a-z]{2}_)?/")
_FIX = "delete the line, or the file to ask for all failed pages again"


class JournalClient(Client):
    """Fetches like :class:`~newsextract.fetch.client.Client`; what failed once fails in the same way again, unasked.

    A run that was killed and is resumed would otherwise ask for every page that failed before, and find the input changed.
    Failures are kept in a file, one line each: a million take 180 MB there, and 115 MB in memory, which knows only where
    each line begins. The addresses (of pages or of mementos) in ``retry`` are asked for again.
    """

    def __init__(self, settings: Settings, path: Path, *, retry: Iterable[str] = (), pacer: Pacer | None = None) -> None:
        super().__init__(settings, pacer)
        self.path = path
        self._retry = Names(map(_plain, retry))
        self._lines: dict[int, int] = {}  # where the newest line of an address begins, by its hash
        self._begun = 0  # where the failures of this session begin
        self._cut = False  # whether a last line that was cut off stands there
        if path.exists():
            with os_errors_as(ConfigError, "the file cannot be read", where=path, fix=_FIX):
                self._load()

    def get(self, url: str, *, robots: bool = True) -> Exchange:
        """Fetch a page, find it in the archive, or raise again what it raised before."""
        if known := self._known(url):
            raise known
        try:
            return super().get(url, robots=robots)
        except FetchError as error:
            if shown(url) == url:  # any other is refused before it is asked for
                self._note(url, error)
            raise

    def _kept(self, url: str) -> Exchange | None:
        """Find a page in the archive, but not the refusal of one that is retried."""
        found = super()._kept(url)
        return None if found and found.status >= 400 and self._is_retried(url) else found

    def _is_retried(self, url: str) -> bool:
        plain = _plain(url)
        return plain in self._retry or plain.partition("/web/")[2].partition("/")[2] in self._retry

    def _known(self, url: str) -> FetchError | None:
        at = self._lines.get(hash(url))
        if at is None or (at < self._begun and self._is_retried(url)):
            return None
        with self.path.open("rb") as lines:
            lines.seek(at)
            row = _row(lines.readline())
        return row[1] if row and row[0] == url else None

    def _note(self, url: str, error: FetchError) -> None:
        row = [url, error.reason, error.what, error.where, error.fix, error.retriable]
        with self.path.open("ab") as out:
            if self._cut:
                out.truncate(self._begun)  # a line that was cut off by a kill: its page was asked for again
                self._cut = False
            self._lines[hash(url)] = out.seek(0, os.SEEK_END)
            out.write(json_text(row).encode() + b"\n")

    def _load(self) -> None:
        """Read the failures; the last line may be cut off, everything else must be whole."""
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
    """Read the address and the error of a line; None when it does not hold them."""
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
