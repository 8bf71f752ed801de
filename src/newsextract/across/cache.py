"""The cache that ``link`` keeps from run to run: what it needs of each record, and its results for pairs of releases.

Entries are keyed by the digest of the record's line and hold for one version of the program and its data; with another
version, or a damaged file, all records are read again. The groups themselves are computed in every run.
"""

from __future__ import annotations

import io
import json
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from newsextract._version import build
from newsextract.across import bodies, offices, sounding
from newsextract.across.event_index import IndexedRelease, Memory, Pairs
from newsextract.across.harvest import Harvest
from newsextract.across.offices import Office
from newsextract.across.sketches import Sketch
from newsextract.data import ROOT, digest

FILE = "cache.sqlite"
_LAYOUT = 9
_TABLES = {
    "records": """digest TEXT PRIMARY KEY, text_digest TEXT, harvest BLOB, numbers BLOB, runs BLOB,
                  id TEXT, language TEXT, day INTEGER, words BLOB, title_words BLOB, facts BLOB, rest BLOB""",
    "pairs": "a TEXT, b TEXT, share REAL, chance REAL",
    "others": "name TEXT PRIMARY KEY, value BLOB",
}
#: seconds to wait for another run that reads or writes the same cache
_WAIT = 60
_PARTS = ("pairs", "rows", "chances")
_HARVEST = TypeAdapter(Harvest)
#: nanoseconds within which a file may change again and keep its timestamps
_TICK = 2_000_000_000
#: exceptions that a damaged file raises
_DAMAGED = (OSError, EOFError, BadZipFile, ValueError, KeyError, TypeError, IndexError)

#: a line of a file: its digest, offset and length in bytes
Row = tuple[str, int, int]


def stamp_of(path: Path) -> list[int] | None:
    """Size, modification time, change time and inode of a file; as in git, the same stamp means the same bytes.

    None if the file cannot be read, or is so new that it may change and keep its stamp.
    """
    with suppress(OSError):
        found = path.stat()
        if max(found.st_mtime_ns, found.st_ctime_ns) < time.time_ns() - _TICK:
            return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
    return None


class Entry(NamedTuple):
    """What ``link`` needs of a record: people and bodies, the digest and the sketch of its text, and its indexed release."""

    harvest: Harvest
    text_digest: str
    sketch: Sketch
    event: IndexedRelease


@dataclass(slots=True)
class Cache:
    """Cached data on files, records and pairs: ``files`` has stamp and lines by path, the others are keyed by digest.

    ``kept`` says whether it was read from its file.
    """

    kept: bool = False
    files: dict[str, tuple[list[int], list[Row]]] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    shares: dict[tuple[str, str], float] = field(default_factory=dict)
    chances: dict[tuple[str, str], float] = field(default_factory=dict)
    events: Memory | None = None


@cache
def made_with() -> str:
    """The versions of cache layout, program and data that a cache depends on."""
    data = "".join(digest(ROOT / name, without=".md") for name in ("across", "people", "gazetteers", "terms"))
    return f"{_LAYOUT} {build()} {blake2b(data.encode(), digest_size=12).hexdigest()}"


@contextmanager
def _transaction(folder: Path, kind: str = "DEFERRED") -> Iterator[sqlite3.Connection]:
    """A transaction that sees nothing of another run's; of kind ``IMMEDIATE``, no other run writes beside it."""
    try:
        with closing(sqlite3.connect(folder / FILE, _WAIT, isolation_level=None)) as base, base:
            base.execute(f"BEGIN {kind}")
            yield base
    except sqlite3.Error as error:
        raise OSError(f"{folder / FILE}: {error}") from error


def read(folder: Path) -> Cache:
    """Read the cache of a folder; an empty one if another version made it or it cannot be read."""
    if (folder / FILE).is_file():
        with suppress(*_DAMAGED), _transaction(folder) as base:
            others = dict(base.execute("SELECT name, value FROM others"))
            if others["version"] == made_with().encode():
                return _read(base, others)
    return Cache()


def _read(base: sqlite3.Connection, others: Mapping[str, bytes]) -> Cache:
    found = Cache(kept=True, files=dict(json.loads(others["files"])))
    for name, text_digest, harvest, numbers, runs, id_, language, day, *keys, rest in base.execute("SELECT * FROM records"):
        sketch = Sketch(np.frombuffer(numbers, np.uint32), np.frombuffer(runs, np.uint32))
        words, titles, facts = (np.frombuffer(part, np.int64) for part in keys)
        event = IndexedRelease(id_, language, day, words, titles, facts, rest)
        found.entries[name] = Entry(_HARVEST.validate_json(harvest), text_digest, sketch, event)
    for a, b, share, chance in base.execute("SELECT * FROM pairs"):
        found.shares[a, b] = share
        if chance is not None:
            found.chances[a, b] = chance
    with np.load(io.BytesIO(others["events"]), allow_pickle=False) as arrays:
        both = (Pairs(*(arrays[f"{name} {part}"] for part in _PARTS)) for name in ("across", "thai"))
        found.events = Memory(arrays["names"].tolist(), *both)
    if "bodies" in others:
        bodies.key_memo.update(from_json(others["bodies"]))
        roles = from_json(others["offices"])
        offices.parse_memo.update({(*role,): tuple(map(Office._make, some)) for *role, some in roles})
        sounding.sound_memo.update({(thai, latin): cost for thai, latin, cost in from_json(others["sounds"])})
    return found


def write(folder: Path, found: Cache) -> None:
    """Write files, records and pairs; ``found`` is the cache as read with the additions of this run, and without old entries."""
    folder.mkdir(parents=True, exist_ok=True)
    if not found.kept and _is_damaged(folder / FILE):
        (folder / FILE).unlink()
    with _transaction(folder, "IMMEDIATE") as base:
        current = found.kept and _has_this_version(base)
        for table, columns in _TABLES.items():
            if not current:
                base.execute(f"DROP TABLE IF EXISTS {table}")
            base.execute(f"CREATE TABLE IF NOT EXISTS {table} ({columns})")
        _write(base, found)


def _is_damaged(path: Path) -> bool:
    """Whether a file is no whole database; a database is never removed, since another run may be writing it."""
    try:
        with closing(sqlite3.connect(path, _WAIT)) as base:
            return ("ok",) not in base.execute("PRAGMA quick_check(1)")
    except sqlite3.DatabaseError as error:
        return not isinstance(error, sqlite3.OperationalError)  # which says that it cannot be opened, or is locked


def _has_this_version(base: sqlite3.Connection) -> bool:
    """Whether the cache is still of this version, and not written anew by another since it was read."""
    with suppress(sqlite3.OperationalError):
        return (made_with().encode(),) in base.execute("SELECT value FROM others WHERE name = 'version'")
    return False


def _write(base: sqlite3.Connection, found: Cache) -> None:
    entries = found.entries
    stored = {name for (name,) in base.execute("SELECT digest FROM records")}
    base.executemany("DELETE FROM records WHERE digest = ?", ((name,) for name in stored - entries.keys()))
    new = ((name, entry) for name, entry in entries.items() if name not in stored)
    base.executemany(
        "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (_record(name, entry) for name, entry in new)
    )
    base.execute("DELETE FROM pairs")
    pairs = ((*pair, share, found.chances.get(pair)) for pair, share in found.shares.items() if entries.keys() >= {*pair})
    base.executemany("INSERT INTO pairs VALUES (?, ?, ?, ?)", pairs)
    whole = {path: one for path, one in found.files.items() if all(name in entries for name, _, _ in one[1])}
    _keep(base, version=made_with().encode(), files=json.dumps(whole).encode(), events=_memory(found.events or Memory()))


def _record(name: str, entry: Entry) -> tuple[object, ...]:
    event, sketch = entry.event, entry.sketch
    arrays = (part.tobytes() for part in (event.words, event.title_words, event.facts))
    own = (to_json(entry.harvest), sketch.numbers.tobytes(), sketch.runs.tobytes())
    return (name, entry.text_digest, *own, event.id, event.language, event.day, *arrays, event.rest)


def _memory(memory: Memory) -> bytes:
    packed = io.BytesIO()
    arrays: dict[str, Any] = {"names": np.array(memory.names, str)}
    for name, scored in (("across", memory.across), ("thai", memory.thai)):
        arrays |= {f"{name} {part}": getattr(scored, part) for part in _PARTS}
    np.savez(packed, **arrays)
    return packed.getvalue()


def _keep(base: sqlite3.Connection, **others: bytes) -> None:
    base.executemany("INSERT OR REPLACE INTO others VALUES (?, ?)", others.items())


def write_memos(folder: Path) -> None:
    """Write the memos of body keys, parsed offices and compared names, after :func:`write`."""
    roles = [[*role, some] for role, some in offices.parse_memo.items()]
    sounds = [[*names, cost] for names, cost in sounding.sound_memo.items()]
    with _transaction(folder) as base:
        _keep(base, bodies=to_json(bodies.key_memo), offices=to_json(roles), sounds=to_json(sounds))
