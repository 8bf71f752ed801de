"""The cache that ``link`` keeps from run to run: what it needs of each record, and its results for pairs of releases.

Entries are keyed by the digest of the record's line and hold for one version of the program and its data; with another
version, or a damaged file, all records are read again. The groups themselves are computed in every run.

Entries of records never change, so they are stored in segments, as in a search engine: a run adds a segment for the new
records and leaves the others. The data on pairs, files, offices and names is small and written as a whole.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pydantic import TypeAdapter
from pydantic_core import from_json as from_line
from pydantic_core import to_json

from newsextract._version import build
from newsextract.across import bodies, offices, sounding
from newsextract.across.event_memory import Memory, ScoredPairs
from newsextract.across.event_shelf import IndexedRelease
from newsextract.across.harvest import Harvest
from newsextract.across.offices import Office
from newsextract.across.sketches import Sketch
from newsextract.atomic import replacing
from newsextract.data import ROOT, digest

FOLDER = "cache"
_SEGMENT = "segment-"
_LAYOUT = 7
#: all segments are merged when there are this many, or when more than one in ``_GONE`` of their records is gone
_SEGMENTS, _GONE = 8, 4
#: fields of :class:`Memory`, and of each :class:`ScoredPairs` in it
_MEMORY_FIELDS = ("across", "thai")
_PARTS = ("pairs", "rows", "chances")
#: fields of an :class:`IndexedRelease` that are arrays
_ARRAY_FIELDS = ("words", "title_words", "facts")
#: fields of :class:`Cache` keyed by pairs of releases
_PAIR_DATA = ("shares", "chances")

#: a line of a file: its digest, offset and length in bytes
Row = tuple[str, int, int]
#: the line of an :class:`Entry`
_LINE = TypeAdapter(tuple[str, Harvest])
#: nanoseconds within which a file may change again and keep its timestamps
_TICK = 2_000_000_000


class Stamp(NamedTuple):
    """Size, modification time, change time and inode of a file; as in git, the same stamp means the same bytes."""

    size: int
    changed: int
    touched: int
    number: int

    @classmethod
    def of(cls, path: Path) -> Stamp | None:
        """The stamp of a file; None if the file cannot be read, or is so new that it may change and keep its stamp."""
        with suppress(OSError):
            found = path.stat()
            if max(found.st_mtime_ns, found.st_ctime_ns) < time.time_ns() - _TICK:
                return cls(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
        return None


class Entry(NamedTuple):
    """What ``link`` needs of a record: people and bodies, the digest of its text, and its indexed release.

    ``line`` holds the first two as JSON, as they are stored.
    """

    harvest: Harvest
    text_digest: str
    event: IndexedRelease
    line: bytes

    @classmethod
    def of(cls, harvest: Harvest, text_digest: str, event: IndexedRelease) -> Entry:
        """Make an entry and its line."""
        line = json.dumps([text_digest, harvest], ensure_ascii=False, separators=(",", ":")).encode()
        return cls(harvest, text_digest, event, line)


@dataclass(slots=True)
class Cache:
    """Cached data on files, records and pairs, keyed by digest.

    ``segments`` maps each stored segment to the digests of its records, and ``sketched`` is the number of stored sketches;
    ``stamps`` maps the path of each file to its stamp and digest.
    """

    folder: Path | None = None
    segments: dict[Path, list[str]] = field(default_factory=dict)
    sketched: int = 0
    files: dict[str, list[Row]] = field(default_factory=dict)
    stamps: dict[str, tuple[Stamp, str]] = field(default_factory=dict)

    entries: dict[str, Entry] = field(default_factory=dict)
    sketches: dict[str, Sketch] = field(default_factory=dict)
    shares: dict[tuple[str, str], float] = field(default_factory=dict)
    chances: dict[tuple[str, str], float] = field(default_factory=dict)
    events: Memory | None = None

    @property
    def digests(self) -> list[str]:
        """The digests of the records that the folder keeps."""
        return list(chain.from_iterable(self.segments.values()))

    def fill(self) -> None:
        """Load records and pairs from the folder, which takes seconds; the cache stays empty if they cannot be read."""
        try:
            if self.folder:
                _fill(self, self.folder)
        except _DAMAGED:
            self.entries, self.sketches, self.shares, self.chances, self.events = {}, {}, {}, {}, None
            self.segments, self.sketched = {}, 0


#: exceptions that a damaged file raises
_DAMAGED = (OSError, ValueError, KeyError, TypeError, IndexError)


@cache
def made_with() -> str:
    """The versions of cache layout, program and data that a cache depends on."""
    data = "".join(digest(ROOT / name, without=".md") for name in ("across", "people", "gazetteers", "terms"))
    return f"{_LAYOUT} {build()} {blake2b(data.encode(), digest_size=12).hexdigest()}"


def read(folder: Path) -> Cache:
    """Open the cache of a folder, without its records; an empty one if another version made it or it cannot be read."""
    kept = folder / FOLDER
    with suppress(*_DAMAGED):
        if (kept / "version.txt").read_text(encoding="utf-8").strip() == made_with():
            return _read(kept)
    return Cache()


def _read(kept: Path) -> Cache:
    found = Cache(kept)
    for segment in sorted(kept.glob(f"{_SEGMENT}*")):
        found.segments[segment] = (segment / "digests.txt").read_text(encoding="ascii").split()
    digests = found.digests
    for name, (numbers, starts, sizes) in from_line((kept / "files.json").read_bytes()).items():
        found.files[name] = list(zip([digests[number] for number in numbers], starts, sizes, strict=True))
    stamps = from_line((kept / "stamps.json").read_bytes())
    found.stamps = {path: (Stamp(*stamp), digest) for path, (stamp, digest) in stamps.items()}
    return found


def _fill(found: Cache, kept: Path) -> None:
    digests = found.digests
    for segment, names in found.segments.items():
        for name, line, event in zip(names, _lines(segment / "records.jsonl"), _indexed_releases(segment), strict=True):
            text_digest, harvest = _LINE.validate_json(line)
            found.entries[name] = Entry(harvest, text_digest, event, line)
        with np.load(segment / "sketches.npz", allow_pickle=False) as arrays:
            runs = _split_rows(arrays, "runs")
            for number, numbers, some in zip(arrays["who"].tolist(), arrays["numbers"], runs, strict=True):
                found.sketches[digests[number]] = Sketch(numbers, some)
    found.sketched = len(found.sketches)
    sounding.sound_memo.update({(thai, latin): cost for thai, latin, cost in from_line((kept / "sounds.json").read_bytes())})
    roles = from_line((kept / "offices.json").read_bytes())
    offices.parse_memo.update({(*role,): tuple(map(Office._make, some)) for *role, some in roles})
    bodies.key_memo.update(from_line((kept / "bodies.json").read_bytes()))
    with np.load(kept / "pairs.npz", allow_pickle=False) as arrays:
        for name in _PAIR_DATA:
            pairs = zip(arrays[f"{name} of"].tolist(), arrays[name].tolist(), strict=True)
            getattr(found, name).update({(digests[a], digests[b]): value for (a, b), value in pairs})
    with np.load(kept / "events.npz", allow_pickle=False) as arrays:
        names = [digests[number] for number in arrays["names"].tolist()]
        found.events = Memory(names, *(ScoredPairs(*(arrays[f"{name} {part}"] for part in _PARTS)) for name in _MEMORY_FIELDS))


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().split(b"\n")[:-1]


def _indexed_releases(segment: Path) -> Iterator[IndexedRelease]:
    """The indexed release of each record."""
    rest = _lines(segment / "events.jsonl")
    with np.load(segment / "words.npz", allow_pickle=False) as arrays:
        ids, english, days = (arrays[name].tolist() for name in ("ids", "english", "days"))
        numbers = [_split_rows(arrays, name) for name in _ARRAY_FIELDS]
    for id_, is_english, day, words, titles, facts, more in zip(ids, english, days, *numbers, rest, strict=True):
        yield IndexedRelease(id_, "en" if is_english else "th", day, words, titles, facts, more)


def write(folder: Path, found: Cache, entries: Mapping[str, Entry]) -> None:
    """Write records and pairs; the cache is valid once :func:`write_memos` has written the rest.

    ``found`` is the cache as read with the additions of this run, ``entries`` the entry of every current record by digest.
    """
    kept = folder / FOLDER
    kept.mkdir(parents=True, exist_ok=True)
    (kept / "version.txt").unlink(missing_ok=True)
    known = _unchanged_digests(found, entries)
    before = frozenset(known)
    new = {name: entry for name, entry in entries.items() if name not in before}
    at = {name: number for number, name in enumerate([*known, *new])}
    sketches = {at[n]: one for n, one in islice(found.sketches.items(), found.sketched if known else 0, None) if n in at}
    segments = list(found.segments) if known else []
    if new or sketches:
        segments.append(kept / f"{_SEGMENT}{len(segments)}")
        _write_segment(segments[-1], new, sketches)
    for other in set(kept.glob(f"{_SEGMENT}*")).difference(segments):
        shutil.rmtree(other)
    _pack(kept / "pairs.npz", _pairs(found, at))
    _pack(kept / "events.npz", _memory(found, at))
    _write_json(kept / "files.json", _rows(found, at))
    _write_json(kept / "stamps.json", found.stamps)


def _unchanged_digests(found: Cache, entries: Mapping[str, Entry]) -> list[str]:
    """The digests of the segments if they stay as they are; empty if all records are to be merged into one segment."""
    digests = found.digests
    gone = sum(digest not in entries for digest in digests)
    return digests if len(found.segments) < _SEGMENTS and gone * _GONE <= len(digests) else []


def _write_segment(segment: Path, entries: Mapping[str, Entry], sketches: Mapping[int, Sketch]) -> None:
    segment.mkdir(exist_ok=True)
    releases = [entry.event for entry in entries.values()]
    _write(segment / "digests.txt", (name.encode() for name in entries))
    _write(segment / "records.jsonl", (entry.line for entry in entries.values()))
    _write(segment / "events.jsonl", (release.rest for release in releases))
    _pack(segment / "words.npz", _words(releases))
    _pack(segment / "sketches.npz", _sketches(sketches))


def write_memos(folder: Path) -> None:
    """Write the memos of body keys, parsed offices and compared names, then the version, which makes the cache valid."""
    kept = folder / FOLDER
    _write_json(kept / "bodies.json", bodies.key_memo)
    _write_json(kept / "offices.json", [[*role, some] for role, some in offices.parse_memo.items()])
    _write_json(kept / "sounds.json", [[*names, cost] for names, cost in sounding.sound_memo.items()])
    _write(kept / "version.txt", [made_with().encode()])


def _rows(found: Cache, at: Mapping[str, int]) -> dict[str, list[Any]]:
    """For each file whose records are all known, the numbers, offsets and lengths of its lines."""
    whole = {name: rows for name, rows in found.files.items() if all(digest in at for digest, _, _ in rows)}
    return {name: [[at[row[0]] for row in rows], *([row[n] for row in rows] for n in (1, 2))] for name, rows in whole.items()}


def _write_json(path: Path, value: object) -> None:
    _write(path, [to_json(value)])


def _pack(path: Path, arrays: dict[str, Any]) -> None:
    with replacing(path) as part, part.open("wb") as packed:
        np.savez(packed, **arrays)


def _write(path: Path, lines: Iterable[bytes]) -> None:
    with replacing(path) as part, part.open("wb") as file:
        file.writelines(line + b"\n" for line in lines)


def _concatenated(name: str, rows: Sequence[Any], kind: Any) -> dict[str, Any]:
    """Concatenate rows into one array, with the end of each row."""
    ends = np.cumsum([len(row) for row in rows], dtype=np.int64)
    return {name: np.concatenate([np.zeros(0, kind), *rows]), f"{name} ends": ends}


def _split_rows(arrays: Any, name: str) -> list[Any]:
    """Split the array that :func:`_concatenated` made into its rows."""
    values = arrays[name]
    return [values[start:end] for start, end in pairwise([0, *arrays[f"{name} ends"].tolist()])]


def _words(releases: Sequence[IndexedRelease]) -> dict[str, Any]:
    arrays: dict[str, Any] = {
        "ids": np.array([release.id for release in releases]),
        "english": np.array([release.language == "en" for release in releases]),
        "days": np.array([release.day for release in releases], np.int64),
    }
    for name in _ARRAY_FIELDS:
        arrays |= _concatenated(name, [getattr(release, name) for release in releases], np.int64)
    return arrays


def _sketches(known: Mapping[int, Sketch]) -> dict[str, Any]:
    return {
        "who": np.array(list(known), np.int64),
        "numbers": np.array([one.numbers for one in known.values()], np.uint32),
        **_concatenated("runs", [one.runs for one in known.values()], np.uint32),
    }


def _pairs(found: Cache, at: Mapping[str, int]) -> dict[str, Any]:
    arrays: dict[str, Any] = {}
    for name in _PAIR_DATA:
        pairs = {(at[a], at[b]): value for (a, b), value in getattr(found, name).items() if a in at and b in at}
        arrays |= {f"{name} of": np.array(list(pairs), np.int64).reshape(-1, 2), name: np.array(list(pairs.values()))}
    return arrays


def _memory(found: Cache, at: Mapping[str, int]) -> dict[str, Any]:
    memory = found.events or Memory()
    arrays: dict[str, Any] = {"names": np.array([at[name] for name in memory.names], np.int64)}
    for name in _MEMORY_FIELDS:
        scored: ScoredPairs = getattr(memory, name)
        arrays |= {f"{name} {part}": getattr(scored, part) for part in _PARTS}
    return arrays
