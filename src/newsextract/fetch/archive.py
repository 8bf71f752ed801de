"""A WARC file that stores everything fetched and is read again as a cache."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit, urlunsplit

from newsextract._version import __version__
from newsextract.atomic import real_path, sync_folder, to_disk
from newsextract.errors import ConfigError, FetchError, InputError, ModelMissingError, os_errors_as
from newsextract.fetch.addresses import resolve_reference
from newsextract.fetch.session import Exchange, now
from newsextract.opening import open_regular
from newsextract.printable import one_line, writable
from newsextract.warc import writing
from newsextract.warc.bodies import Message, decode, parse
from newsextract.warc.records import Damage, Record, Records

#: status codes of redirects
REDIRECTS = {301, 302, 303, 307, 308}
_MAX_REDIRECTS = 20
#: maximum bytes of a body read back, decoded
_BODY_BYTES = 200_000_000
#: seconds to wait for another process's lock
LOCK_WAIT = 10.0
_OTHER_NAME = "give --warc another name"
_INFO = {
    "software": f"newsextract/{__version__}",
    "format": "WARC File Format 1.1",
    "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
}


class WarcStore:
    """A WARC file (``NAME.warc.gz``) to which everything fetched is appended.

    Reading never changes the file. A file that is not a complete WARC file, compressed record by record, is refused with the
    offset and left as it is. Only the incomplete record of a stopped process is removed when the next page is stored: during
    each write, a file beside the archive (``NAME.warc.gz.writing``) says where it began.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._at: dict[str, int] = {}
        self._end = 0
        self._refused: ConfigError | None = None
        with self._refusing():
            real = real_path(path)
        self._mark = real.with_name(f"{real.name}.writing")

    def get(self, url: str) -> Exchange | None:
        """Return the newest response stored for a URL, after following redirects; None if there is none."""
        with self._refusing():
            if not self._end and self.path.exists():
                with open_locked(self.path) as file:
                    self._catch_up(file)
        at = _key(url)
        seen: set[str] = set()
        try:
            while at in self._at and at not in seen and len(seen) <= _MAX_REDIRECTS:
                seen.add(at)
                found = self._find(self._at[at])
                message = parse(found.block)
                target = message.headers.get("location")
                if message.status not in REDIRECTS or not target:
                    return _exchange(at, found, message)
                at = _key(_joined(found.url or at, target))
        except InputError as error:
            raise FetchError(error.what, where=at, fix="give --warc another name to fetch it again") from error
        except ModelMissingError as error:
            error.where = error.where or at
            raise
        return None

    def put(self, asked: str, exchanges: Sequence[Exchange]) -> None:
        """Store the exchanges for a URL: the chain of redirects in its order, the final response last."""
        data = b"".join(_records(asked if number == 0 else exchange.url, exchange) for number, exchange in enumerate(exchanges))
        with self._refusing(), open_locked(self.path, write=True) as file:
            self._catch_up(file)
            file.truncate(self._end)
            with self._mark.open("wb") as mark:
                _write(mark, str(self._end).encode())
            sync_folder(self._mark.parent)
            begin = b"" if self._end else writing.info(one_line(writable(self.path.name)), now(), _INFO)
            file.seek(self._end)
            _write(file, begin + data)
            self._mark.unlink()
            self._catch_up(file)

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Keep refusing a file that was refused once; turn an OS error into a ConfigError."""
        if self._refused:
            raise self._refused
        fix = "check the disk and the permissions"
        with os_errors_as(ConfigError, "the archive cannot be written", where=self.path, fix=fix):
            try:
                yield
            except ConfigError as error:
                self._refused = error
                raise

    def _catch_up(self, file: IO[bytes]) -> None:
        """Read the records appended since the last call, and index the newest response of each URL."""
        records = Records(file, self.path.name, lambda _: 0, start=self._end, packing="gzip")
        if records.size < self._end:
            raise self._error(records.size, "the file became shorter while it was in use")
        for found in records:
            if isinstance(found, Damage):
                if not found.cut or found.offset < self._write_begun():
                    raise self._error(found.offset, found.reason)
                self._end = found.offset
                return
            self._index(found)
        if records.end != records.size:
            raise self._error(records.end, "what follows is not a record")
        self._end = records.end

    def _index(self, record: Record) -> None:
        if record.kind == "response" and record.is_rereadable:
            for url in (record.url, record.headers.get("warc-newsextract-asked")):
                if url:
                    self._at[_key(url)] = record.offset

    def _write_begun(self) -> float:
        """The offset from which on a stopped process was writing; infinite if none was."""
        try:
            return int(self._mark.read_bytes())
        except (OSError, ValueError):
            return inf

    def _find(self, offset: int) -> Record:
        with self._refusing(), open_locked(self.path) as file:
            found = next(iter(Records(file, self.path.name, lambda _: _BODY_BYTES, start=offset)), None)
            if not isinstance(found, Record):
                raise self._error(offset, found.reason if found else "the record is not there any more")
            return found

    def _error(self, offset: int, reason: str) -> ConfigError:
        what = f"the archive is damaged, or not a .warc.gz file, at byte {offset} ({reason}); it was left as it is"
        return ConfigError(what, where=str(self.path), fix="give --warc a whole archive, or another name")


def _records(asked: str, exchange: Exchange) -> bytes:
    url = _key(exchange.url)
    fields = [
        ("WARC-IP-Address", exchange.ip),
        ("WARC-Truncated", "length" if exchange.truncated else None),
        # responses are found by WARC-Target-URI; this field is for a URL that the client spelt differently
        ("WARC-Newsextract-Asked", _key(asked) if _key(asked) != url else None),
    ]
    return writing.request_response_records(url, exchange.fetched, exchange.request, (exchange.head, exchange.raw), fields)


def _exchange(url: str, record: Record, message: Message) -> Exchange:
    content = decode(message, _BODY_BYTES)
    if len(content) > _BODY_BYTES or record.length > _BODY_BYTES:
        raise FetchError(f"the archived page has more than {_BODY_BYTES:,} bytes", where=url)
    headers = dict(message.headers)
    if coding := headers.pop("x-orig-transfer-encoding", None):  # renamed by writing.request_response_records
        headers["transfer-encoding"] = coding
    return Exchange(
        url=record.url or url,
        request=b"",
        head=message.head,
        raw=message.body,
        status=message.status,
        headers=headers,
        content=content,
        fetched=record.headers.get("warc-date", ""),
        ip=record.headers.get("warc-ip-address"),
        truncated="warc-truncated" in record.headers,
    )


def _key(url: str) -> str:
    """Normalise a URL for the archive: without credentials and fragment, and escaped for a header."""
    url = writing.header_url(writable(url))
    try:
        parts = urlsplit(url)
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))
    except ValueError:
        return url


def _joined(base: str, target: str) -> str:
    try:
        return resolve_reference(base, target)
    except ValueError:
        return target


@contextmanager
def open_locked(path: Path, *, write: bool = False) -> Iterator[IO[bytes]]:
    """Open an archive and lock it, exclusively for writing or shared for reading."""
    new = write and not path.exists()
    with os_errors_as(ConfigError, "the archive cannot be opened", where=path, fix=_OTHER_NAME):
        if new:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            file = open_regular(path, str(path), write=write)
        except InputError as error:
            raise ConfigError(f"the archive cannot be opened: {error.what}", where=str(path), fix=_OTHER_NAME) from error
        if new:
            sync_folder(path.parent)
    with file:
        _lock(file, path, shared=not write)
        yield file


def _lock(file: IO[bytes], path: Path, *, shared: bool) -> None:
    end = time.monotonic() + LOCK_WAIT
    while True:
        try:
            _try_lock(file, shared=shared)
        except OSError as error:
            if time.monotonic() > end:
                fix = "wait until it has finished, or give --warc another name"
                raise ConfigError("another process is writing to the archive", where=str(path), fix=fix) from error
            time.sleep(0.02)
        else:
            return


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes], *, shared: bool) -> None:
        file.seek(0x7FFF_0000)  # beyond the content: a lock there does not prevent reading
        msvcrt.locking(file.fileno(), msvcrt.LK_NBRLCK if shared else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[bytes], *, shared: bool) -> None:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def _write(file: IO[bytes], data: bytes) -> None:
    file.write(data)
    to_disk(file)
