"""The corrections file: JSON Lines, append-only, one writer at a time, synced to disk at each write."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from newsextract.atomic import sync_folder, to_disk
from newsextract.desk.corrections import Correction
from newsextract.errors import ConfigError, InputError, os_errors_as, problem_of
from newsextract.printable import one_line

#: timeout of the lock in seconds
LOCK_TIMEOUT = 10.0
#: suffix of the file that keeps an unfinished line of a killed writer
TORN = ".torn"
_FIX = "name another file in a folder that you may write to"


@dataclass(frozen=True, slots=True)
class Log:
    """The decisions of one or more files."""

    corrections: tuple[Correction, ...]  # in the order in which they were made
    sha256: str  # checksum of the lines read; of several files, of their checksums
    torn: tuple[str, ...] = ()  # messages about lines that a killed writer left unfinished

    @property
    def standing(self) -> tuple[Correction, ...]:
        """The decisions that were not withdrawn."""
        withdrawn = {one.now.correction for one in self.corrections if one.action == "withdraw" and one.now}
        return tuple(one for one in self.corrections if one.action != "withdraw" and one.id not in withdrawn)

    def by_record(self) -> dict[str, list[Correction]]:
        """The standing decisions by record id."""
        found: dict[str, list[Correction]] = {}
        for one in self.standing:
            found.setdefault(one.record, []).append(one)
        return found


def read(*paths: str | os.PathLike[str]) -> Log:
    """Read corrections files; decisions of several files are sorted by time.

    Parameters
    ----------
    paths
        Files that ``newsextract review`` or ``newsextract import`` wrote. An unfinished last line, left by a killed writer, is skipped and reported.

    Raises
    ------
    InputError
        When a file cannot be read, or a line is not a correction; the message names the line.
    """
    readers = [Reader(Path(path)) for path in paths]
    made = [one for reader in readers for one in reader.read_new()]
    if len(paths) > 1:
        made.sort(key=lambda one: one.when)
    sums = [reader.sha256 for reader in readers]
    whole = sums[0] if len(sums) == 1 else hashlib.sha256("".join(sums).encode()).hexdigest()
    return Log(tuple(made), whole, tuple(line for reader in readers for line in reader.torn))


class Reader:
    """Reads a corrections file as it grows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.torn: list[str] = []
        self._offset = self._lines = 0
        self._sum = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The checksum of the lines read so far."""
        return self._sum.hexdigest()

    def shrunk(self) -> bool:
        """Whether the file is shorter than the part already read, so that it must be another file."""
        try:
            return self.path.stat().st_size < self._offset
        except OSError:
            return self._offset > 0

    def read_new(self) -> list[Correction]:
        """Read the corrections added since the last call; an unfinished last line is reported and left for later."""
        failed = os_errors_as(InputError, "the corrections cannot be read", where=self.path, fix="check the path")
        with failed, self.path.open("rb") as file:
            file.seek(self._offset)
            content = file.read()
        whole, torn = _split(content)
        self.torn = [f"{one_line(str(self.path))}: the last line is unfinished ({len(torn):,} bytes), left out"] if torn else []
        lines = enumerate(whole.split(b"\n"), self._lines + 1)
        found = [_parse(line, f"{self.path}:{number}") for number, line in lines if line.strip()]
        self._sum.update(whole)
        self._offset += len(whole)
        self._lines += whole.count(b"\n")
        return found


def _split(content: bytes) -> tuple[bytes, bytes]:
    """The whole lines, and an unfinished last line; a last line that only lacks its line break is whole."""
    end = content.rfind(b"\n") + 1
    try:
        Correction.model_validate_json(content[end:])
    except ValidationError:
        return content[:end], content[end:]
    return content, b""


def _parse(line: bytes, where: str) -> Correction:
    try:
        return Correction.model_validate_json(line)
    except ValidationError as error:
        fix = "correct or remove the line; docs/review.md describes it"
        raise InputError(f"this is not a correction: {problem_of(error)}", where=where, fix=fix) from error


def append(path: Path, made: Sequence[Correction]) -> None:
    """Append decisions to a file; they are on disk when this returns.

    A killed writer leaves at most one unfinished line; the next writer moves it to a file beside it that ends in ``.torn``.

    Raises
    ------
    ConfigError
        When the file cannot be written, or another writer holds it too long.
    """
    with locked(path):
        append_locked(path, made)


def append_new(path: Path, made: Iterable[Correction]) -> int:
    """Append the decisions that the file does not have yet; return how many were new."""
    with locked(path):
        known = {one.id for one in read(path).corrections} if path.exists() else set()
        new = [one for key, one in {one.id: one for one in made}.items() if key not in known]
        append_locked(path, new)
    return len(new)


def append_locked(path: Path, made: Sequence[Correction]) -> None:
    """Append decisions to a file that the caller has locked with :func:`locked`."""
    lines = "".join(f"{one.line()}\n" for one in made).encode()
    with os_errors_as(ConfigError, "the corrections cannot be written", where=path, fix=_FIX):
        new = not path.exists()
        file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            whole, torn = _split(path.read_bytes())
            if torn:
                with path.with_name(path.name + TORN).open("ab") as kept:
                    kept.write(torn + b"\n")
                    to_disk(kept)
                os.ftruncate(file, len(whole))
            elif not whole.endswith(b"\n") and whole:  # an editor dropped the last line break
                lines = b"\n" + lines
            _write(file, lines, len(whole))
        finally:
            os.close(file)
        if new:
            sync_folder(path.parent)


def _write(file: int, lines: bytes, end: int) -> None:
    """Write after the last line and sync; truncate the file again if that fails."""
    try:
        os.lseek(file, end, os.SEEK_SET)
        left = memoryview(lines)
        while left:
            left = left[os.write(file, left) :]
        os.fsync(file)
    except BaseException:
        with suppress(OSError):
            os.ftruncate(file, end)
        raise


def check_writable(path: Path) -> None:
    """Raise a ConfigError if decisions could not be appended to a file."""
    with locked(path), os_errors_as(ConfigError, "the corrections cannot be written", where=path, fix=_FIX):
        if path.exists():
            os.close(os.open(path, os.O_WRONLY))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Lock a corrections file against other writers, also in this process."""
    from filelock import FileLock, Timeout

    with os_errors_as(ConfigError, "the corrections cannot be written", where=path, fix=_FIX):
        lock = FileLock(path.with_name(f"{path.name}.lock"), timeout=LOCK_TIMEOUT, thread_local=False)
        try:
            lock.acquire()
        except Timeout as error:
            fix = "end the other program that writes to it"
            raise ConfigError("another program holds the corrections", where=str(path), fix=fix) from error
    try:
        yield
    finally:
        lock.release()
