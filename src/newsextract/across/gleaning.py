"""Read what ``link`` needs of records, file by file, in several processes; an unchanged file is not read again."""

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
from newsextract.across.duplicates import LazyRelease, Release
from newsextract.across.event_release import event_release_of
from newsextract.across.event_shelf import IndexedRelease
from newsextract.across.harvest import glean
from newsextract.across.sketches import Sketch, sketch
from newsextract.errors import InputError


class Source(NamedTuple):
    """The cache entry of a record, and its release, named by the digest of the record's line."""

    entry: cache.Entry
    release: LazyRelease


class Block(NamedTuple):
    """A file of records: the digest of its bytes, its lines if it was read, and the entries and sketches of new records.

    ``stamp`` is the stamp of the file before it was read.
    """

    digest: str
    stamp: cache.Stamp | None
    rows: list[cache.Row] | None = None
    entries: dict[str, cache.Entry] = {}  # noqa: RUF012 - never changed
    sketches: dict[str, Sketch] = {}  # noqa: RUF012 - never changed


def sources(
    paths: Iterable[Path], cached: cache.Cache, *, check: bool, workers: int, say: Callable[[str], None]
) -> Iterator[Source]:
    """Yield the source of every record in files, run folders and stores, adding new entries to the cache.

    With ``check``, a run folder in which a file is not what was written is refused; ``say`` is called with a line of progress.
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
    for path, block in zip(plain, _blocks(plain, cached, workers), strict=True):
        cached.entries |= block.entries
        cached.sketches |= block.sketches
        rows = cached.files[block.digest] if block.rows is None else block.rows
        seen[block.digest] = rows
        if block.stamp:
            stamps[str(path.absolute())] = block.stamp, block.digest
        for digest, start, size in rows:
            yield _source(digest, cached.entries[digest], path, start, size)
        number += len(rows)
        say(f"{number:,} records read")
    cached.files, cached.stamps = seen, stamps
    yield from read(lines.read(others, check=check), cached)


def read(found: Iterable[lines.Line], cached: cache.Cache) -> Iterator[Source]:
    """Yield the source of each line."""
    for line in found:
        entry = cached.entries.get(line.digest)
        if entry and line.file:
            yield _source(line.digest, entry, line.file, line.start, len(line.text))
        else:
            record = line.record()
            release = release_of(record)
            yield Source(entry or _entry(record, release), release.lazy(line.digest))


def release_of(record: dict[str, Any]) -> Release:
    """The release of a record, given as its JSON object."""
    title = record["title"]["text"]
    section = (record.get("source") or {}).get("section")
    return Release(record["id"], title, duplicates.body_of(record["text"], title), record.get("published"), section)


def _entry(record: dict[str, Any], release: Release) -> cache.Entry:
    return cache.Entry.of(glean(record), release.text_digest, IndexedRelease.of(event_release_of(record)))


def _source(digest: str, entry: cache.Entry, path: Path, start: int, size: int) -> Source:
    load = partial(_load, path, start, size)
    return Source(entry, LazyRelease(digest, entry.harvest.id, entry.harvest.day, entry.text_digest, load))


def _load(path: Path, start: int, size: int) -> Release:
    return release_of(lines.parsed(lines.reread(path, start, size), str(path)))


def _blocks(files: Sequence[Path], cached: cache.Cache, workers: int) -> Iterator[Block]:
    """Yield the block of each file; the cache is loaded while the workers read the new files."""
    known = _Known(frozenset(cached.digests), cached.files.keys())
    same = _unchanged(files, cached)
    others = [file for file in files if file not in same]
    beside = workers > 1 and (len(others) > 1 or bool(others and same))
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    given = known.records, frozenset(known.files)
    processes = partial(ProcessPoolExecutor, min(workers, len(others)), context, _init_worker, given)
    with processes() if beside else nullcontext() as pool:
        read: Iterator[Block] = pool.map(_block, others) if pool else map(known.block, others)
        cached.fill()
        for file in files:
            block = same[file] if file in same else next(read)
            yield block if _is_known(block, cached) else _Known(frozenset(), ()).block(file)


def _unchanged(files: Iterable[Path], cached: cache.Cache) -> dict[Path, Block]:
    """Blocks of the files that have not changed since they were read."""
    found = {}
    for path in files:
        stamp, digest = cached.stamps.get(str(path.absolute()), (None, ""))
        if stamp and digest in cached.files and stamp == cache.Stamp.of(path):
            found[path] = Block(digest, stamp)
    return found


def _is_known(block: Block, cached: cache.Cache) -> bool:
    """Whether the entries of all records of a file are there: the cache may be damaged."""
    rows = cached.files[block.digest] if block.rows is None else block.rows
    return all(digest in cached.entries or digest in block.entries for digest, _, _ in rows)


class _Known(NamedTuple):
    """Digests of the records and files that need not be read."""

    records: Collection[str]
    files: Collection[str]

    def block(self, path: Path) -> Block:
        """Read a file unless its digest is known."""
        stamp, digest = cache.Stamp.of(path), digest_of(path)
        if digest in self.files:
            return Block(digest, stamp)
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


def _init_worker(records: Collection[str], files: Collection[str]) -> None:
    global _known  # noqa: PLW0603 - one value a process, set when it begins
    gc.disable()
    _known = _Known(records, files)


def _block(path: Path) -> Block:
    return _known.block(path)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        what = f"the file cannot be read ({error})"
        raise InputError(what, where=str(path), fix="give a JSON Lines file of records") from error
