"""What ``link`` keeps from run to run: of each record what it gave, and of each pair of releases what was found.

Everything is known by the digest of the record's line and holds for one version of the program and its data; another
version, or a damaged file, means that all is read anew. The groups themselves are always made anew.

What a record gave never changes, so it stands in segments: a run writes what is new as one more and leaves the others, as a
search engine does. What is known of pairs, files, offices and names is small and written whole.
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
from pydantic_core import from_json as from_line
from pydantic_core import to_json

from newsextract._version import build
from newsextract.across import bodies, offices, sounding
from newsextract.across.event_memory import Looked, Memory
from newsextract.across.event_shelf import Card
from newsextract.across.harvest import Harvest, from_json
from newsextract.across.offices import Office
from newsextract.across.sketches import Sketch
from newsextract.atomic import replacing
from newsextract.data import ROOT, digest

FOLDER = "cache"
_SEGMENT = "segment-"
_LAYOUT = 7
#: segments at most, and one in how many of their records may be gone; beyond that all is written as one
_SEGMENTS, _GONE = 8, 4
#: the parts of what the search for events remembers
_LOOKED = ("across", "thai")
_PARTS = ("pairs", "rows", "chances")
#: the numbers of a card
_WORDS = ("words", "title_words", "facts")
#: what is known of pairs of releases
_OF_PAIRS = ("shares", "chances")

#: a line of a file: its digest, where it begins, and its length
Row = tuple[str, int, int]
#: nanoseconds within which a file may change again without another time
_TICK = 2_000_000_000


class Stamp(NamedTuple):
    """What the system says of a file: its size, when it was changed, and which one it is.

    A file with the same stamp has the same bytes, as for git.
    """

    size: int
    changed: int
    touched: int
    number: int

    @classmethod
    def of(cls, path: Path) -> Stamp | None:
        """The stamp of a file; None where it may change again without another one, or cannot be read."""
        with suppress(OSError):
            found = path.stat()
            if max(found.st_mtime_ns, found.st_ctime_ns) < time.time_ns() - _TICK:
                return cls(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
        return None


class Entry(NamedTuple):
    """What a record gave: people and bodies, the mark of its words, and what tells its event.

    ``line`` has the first two as they are kept.
    """

    harvest: Harvest
    mark: str
    event: Card
    line: bytes

    @classmethod
    def of(cls, harvest: Harvest, mark: str, event: Card) -> Entry:
        """Make an entry."""
        line = json.dumps([mark, harvest], ensure_ascii=False, separators=(",", ":")).encode()
        return cls(harvest, mark, event, line)


@dataclass(slots=True)
class Cache:
    """What is known of files, records and pairs, by digests.

    ``segments`` are those of the folder, each with the digests of its records, and ``sketched`` is how many sketches they hold;
    ``stamps`` are those of the files by their paths, each with the digest.
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
        """Read what the folder keeps of records and pairs, a matter of seconds; nothing where that cannot be read."""
        try:
            if self.folder:
                _fill(self, self.folder)
        except _DAMAGED:
            self.entries, self.sketches, self.shares, self.chances, self.events = {}, {}, {}, {}, None
            self.segments, self.sketched = {}, 0


#: what a damaged file raises
_DAMAGED = (OSError, ValueError, KeyError, TypeError, IndexError)


@cache
def made_with() -> str:
    """What a cache was made with."""
    data = "".join(digest(ROOT / name, without=".md") for name in ("across", "people", "gazetteers", "terms"))
    return f"{_LAYOUT} {build()} {blake2b(data.encode(), digest_size=12).hexdigest()}"


def read(folder: Path) -> Cache:
    """What a folder keeps of files; nothing where it was made with another version or cannot be read."""
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
        for name, line, event in zip(names, _lines(segment / "records.jsonl"), _cards(segment), strict=True):
            mark, harvest = from_line(line)
            found.entries[name] = Entry(from_json(harvest), mark, event, line)
        with np.load(segment / "sketches.npz", allow_pickle=False) as arrays:
            runs = _parted(arrays, "runs")
            for number, numbers, some in zip(arrays["who"].tolist(), arrays["numbers"], runs, strict=True):
                found.sketches[digests[number]] = Sketch(numbers, some)
    found.sketched = len(found.sketches)
    sounding.heard.update({(thai, latin): cost for thai, latin, cost in from_line((kept / "sounds.json").read_bytes())})
    offices.parsed.update(_roles(kept))
    bodies.keys.update(from_line((kept / "bodies.json").read_bytes()))
    with np.load(kept / "pairs.npz", allow_pickle=False) as arrays:
        for name in _OF_PAIRS:
            pairs = zip(arrays[f"{name} of"].tolist(), arrays[name].tolist(), strict=True)
            getattr(found, name).update({(digests[a], digests[b]): value for (a, b), value in pairs})
    with np.load(kept / "events.npz", allow_pickle=False) as arrays:
        names = [digests[number] for number in arrays["names"].tolist()]
        found.events = Memory(names, *(Looked(*(arrays[f"{name} {part}"] for part in _PARTS)) for name in _LOOKED))


def _roles(kept: Path) -> dict[Any, tuple[Office, ...]]:
    """The offices of roles that were read."""
    rows = from_line((kept / "offices.json").read_bytes())
    return {(*role,): tuple(map(Office._make, some)) for *role, some in rows}


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().split(b"\n")[:-1]


def _cards(segment: Path) -> Iterator[Card]:
    """What tells the event of each record."""
    rest = _lines(segment / "events.jsonl")
    with np.load(segment / "words.npz", allow_pickle=False) as arrays:
        ids, english, days = (arrays[name].tolist() for name in ("ids", "english", "days"))
        numbers = [_parted(arrays, name) for name in _WORDS]
    for id_, is_english, day, words, titles, facts, more in zip(ids, english, days, *numbers, rest, strict=True):
        yield Card(id_, "en" if is_english else "th", day, words, titles, facts, more)


def write(folder: Path, found: Cache, entries: Mapping[str, Entry]) -> None:
    """Keep what is known of records and releases; it counts once :func:`write_heard` has added the rest.

    Parameters
    ----------
    folder
        Of the links.
    found
        What was read of the folder, and what has become known since.
    entries
        What every record of now gave, by its digest.
    """
    kept = folder / FOLDER
    kept.mkdir(parents=True, exist_ok=True)
    (kept / "version.txt").unlink(missing_ok=True)
    known = _lasting(found, entries)
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


def _lasting(found: Cache, entries: Mapping[str, Entry]) -> list[str]:
    """The digests of the segments that stay as they are; none where all is to be written as one."""
    digests = found.digests
    gone = sum(digest not in entries for digest in digests)
    return digests if len(found.segments) < _SEGMENTS and gone * _GONE <= len(digests) else []


def _write_segment(segment: Path, entries: Mapping[str, Entry], sketches: Mapping[int, Sketch]) -> None:
    segment.mkdir(exist_ok=True)
    cards = [entry.event for entry in entries.values()]
    _write(segment / "digests.txt", (name.encode() for name in entries))
    _write(segment / "records.jsonl", (entry.line for entry in entries.values()))
    _write(segment / "events.jsonl", (card.rest for card in cards))
    _pack(segment / "words.npz", _words(cards))
    _pack(segment / "sketches.npz", _sketches(sketches))


def write_heard(folder: Path) -> None:
    """Keep the offices and bodies that were read and the names that were compared, and say with which version."""
    kept = folder / FOLDER
    _write_json(kept / "bodies.json", bodies.keys)
    _write_json(kept / "offices.json", [[*role, some] for role, some in offices.parsed.items()])
    _write_json(kept / "sounds.json", [[*names, cost] for names, cost in sounding.heard.items()])
    _write(kept / "version.txt", [made_with().encode()])


def _rows(found: Cache, at: Mapping[str, int]) -> dict[str, list[Any]]:
    """Of each file whose records are all known the number, the beginning and the length of each line."""
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


def _joined(name: str, rows: Sequence[Any], kind: Any) -> dict[str, Any]:
    """Rows of numbers as one array, and where each ends."""
    ends = np.cumsum([len(row) for row in rows], dtype=np.int64)
    return {name: np.concatenate([np.zeros(0, kind), *rows]), f"{name} ends": ends}


def _parted(arrays: Any, name: str) -> list[Any]:
    """The rows that :func:`_joined` put together."""
    values = arrays[name]
    return [values[start:end] for start, end in pairwise([0, *arrays[f"{name} ends"].tolist()])]


def _words(cards: Sequence[Card]) -> dict[str, Any]:
    arrays: dict[str, Any] = {
        "ids": np.array([card.id for card in cards]),
        "english": np.array([card.language == "en" for card in cards]),
        "days": np.array([card.day for card in cards], np.int64),
    }
    for name in _WORDS:
        arrays |= _joined(name, [getattr(card, name) for card in cards], np.int64)
    return arrays


def _sketches(known: Mapping[int, Sketch]) -> dict[str, Any]:
    return {
        "who": np.array(list(known), np.int64),
        "numbers": np.array([one.numbers for one in known.values()], np.uint32),
        **_joined("runs", [one.runs for one in known.values()], np.uint32),
    }


def _pairs(found: Cache, at: Mapping[str, int]) -> dict[str, Any]:
    arrays: dict[str, Any] = {}
    for name in _OF_PAIRS:
        pairs = {(at[a], at[b]): value for (a, b), value in getattr(found, name).items() if a in at and b in at}
        arrays |= {f"{name} of": np.array(list(pairs), np.int64).reshape(-1, 2), name: np.array(list(pairs.values()))}
    return arrays


def _memory(found: Cache, at: Mapping[str, int]) -> dict[str, Any]:
    memory = found.events or Memory()
    arrays: dict[str, Any] = {"names": np.array([at[name] for name in memory.names], np.int64)}
    for name in _LOOKED:
        looked: Looked = getattr(memory, name)
        arrays |= {f"{name} {part}": getattr(looked, part) for part in _PARTS}
    return arrays
