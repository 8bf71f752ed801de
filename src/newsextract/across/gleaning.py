"""Read what ``link`` needs of records, file by file, in several processes; an unchanged file is not read again."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from newsextract.across import cache, duplicates, lines
from newsextract.across.duplicates import LazyRelease, Release
from newsextract.across.event_index import IndexedRelease
from newsextract.across.event_release import event_release_of
from newsextract.across.harvest import glean
from newsextract.across.sketches import sketch


class Block(NamedTuple):
    """A file of records: its stamp before it was read, its lines, and the entries of new records."""

    stamp: list[int] | None
    rows: list[cache.Row]
    entries: dict[str, cache.Entry]


def sources(
    paths: Iterable[Path], cached: cache.Cache, *, check: bool, workers: int, say: Callable[[str], None]
) -> Iterator[LazyRelease]:
    """Yield the release of every record in files, run folders and stores, named by the digest of the record's line.

    Entries of new records are added to the cache. With ``check``, a run folder in which a file is not what was written is
    refused; ``say`` is called with a line of progress.
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
    for path, block in zip(plain, _blocks(plain, cached, workers), strict=True):
        cached.entries |= block.entries
        if block.stamp:
            seen[str(path.absolute())] = block.stamp, block.rows
        for digest, start, size in block.rows:
            yield _lazy(digest, cached.entries[digest], path, start, size)
        number += len(block.rows)
        say(f"{number:,} records read")
    cached.files = seen
    yield from read(lines.read(others, check=check), cached)


def read(found: Iterable[lines.Line], cached: cache.Cache) -> Iterator[LazyRelease]:
    """Yield the release of each line, named by the line's digest, adding new entries to the cache."""
    for line in found:
        entry = cached.entries.get(line.digest)
        if entry and line.file:
            yield _lazy(line.digest, entry, line.file, line.start, len(line.text))
        else:
            record = line.record()
            release = release_of(record)
            entry = cached.entries[line.digest] = entry or _entry(record, release)
            yield release.lazy(line.digest, entry.sketch)


def release_of(record: dict[str, Any]) -> Release:
    """The release of a record, given as its JSON object."""
    title = record["title"]["text"]
    section = (record.get("source") or {}).get("section")
    return Release(record["id"], title, duplicates.body_of(record["text"], title), record.get("published"), section)


def _entry(record: dict[str, Any], release: Release) -> cache.Entry:
    event = IndexedRelease.of(event_release_of(record))
    return cache.Entry(glean(record), release.text_digest, sketch(release.body), event)


def _lazy(digest: str, entry: cache.Entry, path: Path, start: int, size: int) -> LazyRelease:
    load = partial(_load, path, start, size)
    return LazyRelease(digest, entry.harvest.id, entry.harvest.day, entry.text_digest, entry.sketch, load)


def _load(path: Path, start: int, size: int) -> Release:
    with path.open("rb") as file:
        file.seek(start)
        return release_of(lines.parsed(file.read(size), str(path)))


def _blocks(files: Sequence[Path], cached: cache.Cache, workers: int) -> Iterator[Block]:
    """Yield the block of each file; one that has not changed since an earlier run is not opened."""
    same = _unchanged(files, cached)
    others = [file for file in files if file not in same]
    read_block = partial(_read_block, known=frozenset(cached.entries))
    several = min(workers, len(others))
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(several, context, gc.disable) if several > 1 else nullcontext() as pool:
        found = iter((pool.map if pool else map)(read_block, others))
        for file in files:
            yield same[file] if file in same else next(found)


def _unchanged(files: Iterable[Path], cached: cache.Cache) -> dict[Path, Block]:
    """Blocks of the files that have not changed, and whose records are all in the cache."""
    found = {}
    for path in files:
        stamp, rows = cached.files.get(str(path.absolute()), (None, []))
        if stamp and stamp == cache.stamp_of(path) and all(digest in cached.entries for digest, _, _ in rows):
            found[path] = Block(stamp, rows, {})
    return found


def _read_block(path: Path, known: Container[str]) -> Block:
    """Read a file; ``known`` are the digests of records whose entries are there."""
    found = Block(cache.stamp_of(path), [], {})
    for line in lines.of_file(path):
        found.rows.append((line.digest, line.start, len(line.text)))
        if line.digest not in known:
            record = line.record()
            found.entries[line.digest] = _entry(record, release_of(record))
    return found
