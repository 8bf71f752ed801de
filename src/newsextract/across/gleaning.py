"""Records read for what ``link`` needs of them, file by file, in several processes; a file that stands as it did is not read."""

from __future__ import annotations

import gc
import hashlib
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from newsextract.across import cache, duplicates, lines
from newsextract.across.duplicates import Kept, Release
from newsextract.across.event_release import event_release_of
from newsextract.across.event_shelf import Card
from newsextract.across.harvest import glean
from newsextract.across.sketches import Sketch, sketch
from newsextract.errors import InputError


class Source(NamedTuple):
    """What a record gave, and its release, which has the digest of its line for a name."""

    entry: cache.Entry
    release: Kept


class Block(NamedTuple):
    """A file of records: the digest of its bytes, its lines if it was read, and what the new ones among them gave.

    ``stamp`` tells the file as it was before it was read.
    """

    digest: str
    stamp: cache.Stamp | None
    rows: list[cache.Row] | None = None
    entries: dict[str, cache.Entry] = {}  # noqa: RUF012 - never changed
    sketches: dict[str, Sketch] = {}  # noqa: RUF012 - never changed


def sources(
    paths: Iterable[Path], kept: cache.Cache, *, check: bool, workers: int, say: Callable[[str], None]
) -> Iterator[Source]:
    """What every record of files, runs' folders and stores gave; what is new is added to what is kept.

    Parameters
    ----------
    paths
        What ``newsextract`` wrote.
    kept
        What is known of records by their digests, and of files by theirs.
    check
        Refuse a run's folder in which a file is not what was written.
    workers
        Number of processes that read.
    say
        Called with a line of progress.
    """
    plain: list[Path] = []
    others: list[Path] = []
    for path in paths:
        files = lines.files(path, check=check)
        packed = [file for file in files if not lines.is_plain(file)]
        plain += [file for file in files if lines.is_plain(file)]
        others += packed if files else [path]
    number = 0
    seen = {}
    stamps = {}
    for path, block in zip(plain, _blocks(plain, kept, workers), strict=True):
        if isinstance(block, InputError):
            raise block
        kept.entries |= block.entries
        kept.sketches |= block.sketches
        rows = kept.files[block.digest] if block.rows is None else block.rows
        seen[block.digest] = rows
        if block.stamp:
            stamps[str(path.absolute())] = block.stamp, block.digest
        for digest, start, size in rows:
            yield _kept(digest, kept.entries[digest], path, start, size)
        number += len(rows)
        say(f"{number:,} records read")
    kept.files, kept.stamps = seen, stamps
    yield from read(lines.read(others, check=check), kept)


def read(found: Iterable[lines.Line], kept: cache.Cache) -> Iterator[Source]:
    """What lines gave, read one after the other."""
    for line in found:
        entry = kept.entries.get(line.digest)
        if entry and line.file:
            yield _kept(line.digest, entry, line.file, line.start, len(line.text))
        else:
            record = line.record()
            release = release_of(record)
            yield Source(entry or _entry(record, release), release.kept(line.digest))


def release_of(record: dict[str, Any]) -> Release:
    """What is compared of a record."""
    title = record["title"]["text"]
    section = (record.get("source") or {}).get("section")
    return Release(record["id"], title, duplicates.body_of(record["text"], title), record.get("published"), section)


def _entry(record: dict[str, Any], release: Release) -> cache.Entry:
    return cache.Entry.of(glean(record), release.mark, Card.of(event_release_of(record)))


def _kept(digest: str, entry: cache.Entry, path: Path, start: int, size: int) -> Source:
    load = partial(_loaded, path, start, size)
    return Source(entry, Kept(digest, entry.harvest.id, entry.harvest.day, entry.mark, load))


def _loaded(path: Path, start: int, size: int) -> Release:
    return release_of(lines.parsed(lines.again(path, start, size), str(path)))


def _blocks(files: Sequence[Path], kept: cache.Cache, workers: int) -> Iterator[Block | InputError]:
    """What stands in files; what is kept of records is read while the workers read the new files."""
    known = _Known(frozenset(kept.digests), kept.files.keys())
    same = _unchanged(files, kept)
    others = [file for file in files if file not in same]
    beside = workers > 1 and (len(others) > 1 or bool(others and same))
    with _pool(known, min(workers, len(others))) if beside else nullcontext() as pool:
        read: Iterator[Block | InputError] = pool.map(_block, others) if pool else map(known.block, others)
        kept.fill()
        for file in files:
            block = same[file] if file in same else next(read)
            yield block if _is_known(block, kept) else _Known(frozenset(), ()).block(file)


def _pool(known: _Known, workers: int) -> ProcessPoolExecutor:
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    given = known.records, frozenset(known.files)
    return ProcessPoolExecutor(workers, context, initializer=_begin, initargs=given)


def _unchanged(files: Iterable[Path], kept: cache.Cache) -> dict[Path, Block]:
    """The files that stand as they did when they were read."""
    found = {}
    for path in files:
        stamp, digest = kept.stamps.get(str(path.absolute()), (None, ""))
        if stamp and digest in kept.files and stamp == cache.Stamp.of(path):
            found[path] = Block(digest, stamp)
    return found


def _is_known(block: Block | InputError, kept: cache.Cache) -> bool:
    """Whether every record of a file is there: what was kept may be damaged."""
    if isinstance(block, InputError):
        return True
    rows = kept.files[block.digest] if block.rows is None else block.rows
    return all(digest in kept.entries or digest in block.entries for digest, _, _ in rows)


class _Known(NamedTuple):
    """The digests of records and of files that need not be read."""

    records: Collection[str]
    files: Collection[str]

    def block(self, path: Path) -> Block | InputError:
        """Read a file, unless it is known."""
        try:
            stamp, digest = cache.Stamp.of(path), digest_of(path)
            return Block(digest, stamp) if digest in self.files else self._read(path, digest, stamp)
        except InputError as error:
            return error

    def _read(self, path: Path, digest: str, stamp: cache.Stamp | None) -> Block:
        rows: list[cache.Row] = []
        entries: dict[str, cache.Entry] = {}
        sketches: dict[str, Sketch] = {}
        for line in lines.of_file(path):
            rows.append((line.digest, line.start, len(line.text)))
            if line.digest not in self.records:
                record = line.record()
                release = release_of(record)
                entries[line.digest] = _entry(record, release)
                sketches[line.digest] = sketch(release.body)
        return Block(digest, stamp, rows, entries, sketches)


_known = _Known((), ())


def _begin(records: Collection[str], files: Collection[str]) -> None:
    """What a process starts with."""
    global _known  # noqa: PLW0603 - one value a process, set when it begins
    gc.disable()
    _known = _Known(records, files)


def _block(path: Path) -> Block | InputError:
    return _known.block(path)


def digest_of(path: Path) -> str:
    """The digest of a file's bytes."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        what = f"the file cannot be read ({error})"
        raise InputError(what, where=str(path), fix="give a JSON Lines file of records") from error
