"""The file of corrections: JSON Lines, only ever appended to, by one writer at a time, each line whole on the disk before the next."""

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
from newsextract.errors import ConfigError, InputError, os_errors_as
from newsextract.printable import one_line

#: seconds that a writer waits for another
PATIENCE = 10.0
#: ending of the file that keeps what was left of a line when a writer was killed
TORN = ".torn"
_STEP = 65_536
_NAME_IT = "name another file with --corrections"


@dataclass(frozen=True, slots=True)
class Log:
    """The decisions of one or more files.

    Attributes
    ----------
    corrections
        In the order in which they were made.
    sha256
        Of the files' bytes, as far as they were read.
    torn
        What is to be said of lines that a killed writer left unfinished.
    """

    corrections: tuple[Correction, ...]
    sha256: str
    torn: tuple[str, ...] = ()

    @property
    def standing(self) -> tuple[Correction, ...]:
        """The decisions that were not withdrawn."""
        gone = {one.now.correction for one in self.corrections if one.action == "withdraw" and one.now}
        return tuple(one for one in self.corrections if one.action != "withdraw" and one.id not in gone)

    def by_record(self) -> dict[str, list[Correction]]:
        """The standing decisions by their record's id."""
        found: dict[str, list[Correction]] = {}
        for one in self.standing:
            found.setdefault(one.record, []).append(one)
        return found


def read(*paths: str | os.PathLike[str]) -> Log:
    """Read files of corrections; those of several are put in the order in which they were made.

    Parameters
    ----------
    paths
        Files that :func:`append` wrote. A last line without its end, which a killed writer leaves, is passed over and reported.

    Raises
    ------
    InputError
        When a file cannot be read, or a line is not a correction; the message names the line.
    """
    readers = [Reader(Path(path)) for path in paths]
    made = [one for reader in readers for one in reader.more()]
    if len(paths) > 1:
        made.sort(key=lambda one: one.when)
    sums = [reader.sha256 for reader in readers]
    whole = sums[0] if len(sums) == 1 else hashlib.sha256("".join(sums).encode()).hexdigest()
    return Log(tuple(made), whole, tuple(line for reader in readers for line in reader.torn))


class Reader:
    """A file of corrections, read as it grows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.torn: list[str] = []
        self._offset = self._lines = 0
        self._sum = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The digest of the lines that were read."""
        return self._sum.hexdigest()

    def shrunk(self) -> bool:
        """Whether the file is shorter than what was read of it: another file."""
        try:
            return self.path.stat().st_size < self._offset
        except OSError:
            return self._offset > 0

    def more(self) -> list[Correction]:
        """The corrections that have come since; a last line without its end is left for later, and reported."""
        failed = os_errors_as(InputError, "the corrections cannot be read", where=self.path, fix="check the path")
        with failed, self.path.open("rb") as file:
            file.seek(self._offset)
            content = file.read()
        end = content.rfind(b"\n") + 1
        left = content[end:]
        if left and _is_whole(left):
            end, left = len(content), b""
        self.torn = [f"{one_line(str(self.path))}: the last line is unfinished ({len(left):,} bytes), left out"] if left else []
        lines = enumerate(content[:end].split(b"\n"), self._lines + 1)
        found = [_parse(line, f"{self.path}:{number}") for number, line in lines if line.strip()]
        self._sum.update(content[:end])
        self._offset += end
        self._lines += content[:end].count(b"\n")
        return found


def _parse(line: bytes, where: str) -> Correction:
    try:
        return Correction.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        what = f"this is not a correction: {'.'.join(map(str, first['loc'])) or 'the line'}: {first['msg']}"
        raise InputError(
            what, where=where, fix="mend the line or take it out; docs/review.md says what it has to be"
        ) from error


def append(path: Path, made: Sequence[Correction]) -> None:
    """Add decisions to a file; they are on the disk when this returns. A writer that is killed leaves whole lines and at most one torn.

    What is left of a line that a killed writer did not finish is moved to a file beside it, whose name ends in ``.torn``.

    Raises
    ------
    ConfigError
        When the file cannot be written, or another writer holds it too long.
    """
    with locked(path):
        append_locked(path, made)


def append_new(path: Path, made: Iterable[Correction]) -> int:
    """As :func:`append`, but for the decisions that the file has; return how many were new."""
    with locked(path):
        held = {one.id for one in read(path).corrections} if path.exists() else set()
        new = [one for key, one in {one.id: one for one in made}.items() if key not in held]
        append_locked(path, new)
    return len(new)


def append_locked(path: Path, made: Sequence[Correction]) -> None:
    """Add decisions to a file that the caller holds by :func:`locked`."""
    lines = "".join(f"{one.line()}\n" for one in made).encode()
    with os_errors_as(ConfigError, "the corrections cannot be written", where=path, fix=_NAME_IT):
        new = not path.exists()
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            end = _mended(file, path)
            _write(file, lines, end)
        finally:
            os.close(file)
        if new:
            sync_folder(path.parent)


def _mended(file: int, path: Path) -> int:
    """The end of the last whole line; what a killed writer left behind it is moved away."""
    size = end = os.lseek(file, 0, os.SEEK_END)
    tail = b""
    while end and b"\n" not in tail:  # read back from the end, not the whole file
        step = min(end, _STEP)
        end -= step
        os.lseek(file, end, os.SEEK_SET)
        tail = os.read(file, step) + tail
    end += tail.rfind(b"\n") + 1
    left = tail[tail.rfind(b"\n") + 1 :]
    if not left:
        return size
    if _is_whole(left):  # an editor left the last line break off
        _write(file, b"\n", size)
        return size + 1
    with path.with_name(path.name + TORN).open("ab") as kept:
        kept.write(left + b"\n")
        to_disk(kept)
    os.ftruncate(file, end)
    return end


def _is_whole(line: bytes) -> bool:
    try:
        Correction.model_validate_json(line)
    except ValidationError:
        return False
    return True


def _write(file: int, lines: bytes, end: int) -> None:
    """Write behind the last line; when the disk does not take all of it, take it back."""
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


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a file of corrections against other writers, of this process too."""
    from filelock import FileLock, Timeout

    with os_errors_as(ConfigError, "the corrections cannot be written", where=path, fix=_NAME_IT):
        lock = FileLock(path.with_name(f"{path.name}.lock"), timeout=PATIENCE, thread_local=False)
        try:
            lock.acquire()
        except Timeout as error:
            fix = "end the other program that writes to it"
            raise ConfigError("another program holds the corrections", where=str(path), fix=fix) from error
    try:
        yield
    finally:
        lock.release()
