"""A client that remembers across runs what could not be fetched, beside the WARC file that holds what could."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from newsextract.compact import Names
from newsextract.errors import ConfigError, FetchError, NotAllowedError
from newsextract.fetch.archive import WarcStore
from newsextract.fetch.client import Client, Fetched, Settings
from newsextract.fetch.exchange import Exchange
from newsextract.fetch.pacing import Pacer
from newsextract.printable import json_text, shown

Row = tuple[str, str, str | None, str | None, bool]

_KINDS = {kind.reason: kind for kind in (FetchError, NotAllowedError)}
_MODIFIER = re.compile(r"(?<=/web/)(\d{1,14})(?:[a-z]{2}_)?/")


class JournalClient(Client):
    """Fetches like :class:`~newsextract.fetch.client.Client`; what failed once fails in the same way again, unasked.

    A run that was killed and goes on would otherwise ask for every page that failed before, and find the input changed.

    Parameters
    ----------
    settings
        How to fetch.
    path
        Where the failures are kept, one line each; made when the first is.
    retry
        Addresses (of pages or of mementos) that are to be asked for again.
    pacer
        As for the client.
    """

    def __init__(self, settings: Settings, path: Path, *, retry: Iterable[str] = (), pacer: Pacer | None = None) -> None:
        super().__init__(settings, pacer)
        self.path = path
        self._retry = Names(map(_plain, retry))
        self._failed: dict[str, Row] = {}
        self._now: set[str] = set()
        self._whole: int | None = None  # where a last line begins that was cut off
        if settings.archive:
            self.store = _Store(settings.archive, hidden=self._is_retried)
        self._load()

    def get(self, url: str, *, robots: bool = True) -> Fetched:
        """Fetch a page, find it in the archive, or raise again what it raised before."""
        if url in self._failed and (url in self._now or not self._is_retried(url)):
            raise _made(self._failed[url])
        try:
            return super().get(url, robots=robots)
        except FetchError as error:
            self._note(url, error)
            raise

    def _is_retried(self, url: str) -> bool:
        plain = _plain(url)
        return plain in self._retry or plain.partition("/web/")[2].partition("/")[2] in self._retry

    def _note(self, url: str, error: FetchError) -> None:
        self._failed[url] = (error.reason, error.what, error.where, error.fix, error.retriable)
        self._now.add(url)
        row = [shown(url), *self._failed[url]]
        with self.path.open("ab") as out:
            if self._whole is not None:
                out.truncate(self._whole)  # a line that was cut off by a kill: its page was asked for again
                self._whole = None
            out.write(json_text(row).encode() + b"\n")

    def _load(self) -> None:
        """Read the failures; the last line may be cut off, everything else must be whole."""
        if not self.path.exists():
            return
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise self._damaged(f"the file cannot be read ({error.strerror})") from error
        *lines, last = content.split(b"\n")
        for number, line in enumerate(lines, 1):
            row = _row(line)
            if row is None:
                raise self._damaged(f"line {number} is not a failed fetch")
            self._failed[row[0]] = row[1]
        if not last.startswith(b'["'[: len(last)]):
            raise self._damaged(f"line {len(lines) + 1} is not a failed fetch")
        if last:
            self._whole = len(content) - len(last)

    def _damaged(self, what: str) -> ConfigError:
        return ConfigError(what, where=str(self.path), fix="delete the line, or the file to ask for all failed pages again")


class _Store(WarcStore):
    """A WARC file in which the refusals of retried addresses are not found."""

    def __init__(self, path: Path, hidden: Callable[[str], bool]) -> None:
        super().__init__(path)
        self.hidden = hidden

    def get(self, url: str) -> Exchange | None:
        found = super().get(url)
        if found and found.status >= 400 and self.hidden(url):
            return None
        return found


def _row(line: bytes) -> tuple[str, Row] | None:
    try:
        url, reason, what, where, fix, retriable = json.loads(line)
    except (ValueError, TypeError, RecursionError):
        return None
    texts = all(isinstance(text, str) for text in (url, reason, what))
    others = all(text is None or isinstance(text, str) for text in (where, fix))
    return (url, (reason, what, where, fix, retriable)) if texts and others and isinstance(retriable, bool) else None


def _made(row: Row) -> FetchError:
    reason, what, where, fix, retriable = row
    return _KINDS.get(reason, FetchError)(what, where=where, fix=fix, retriable=retriable)


def _plain(url: str) -> str:
    return _MODIFIER.sub(r"\1/", url, count=1)
