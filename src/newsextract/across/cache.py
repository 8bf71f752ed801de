"""What ``link`` keeps from run to run: of each record what it gave, and of each pair of releases what was found.

Everything is known by the digest of the record's line and holds for one version of the program and its data; another
version, or a damaged file, means that all is read anew. The groups themselves are always made anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pydantic_core import from_json as from_line

from newsextract._version import build
from newsextract.across.duplicates import CLASSES
from newsextract.across.event_memory import Looked, Memory
from newsextract.across.event_shelf import Card
from newsextract.across.harvest import Harvest, from_json, to_json
from newsextract.across.sketches import Sketch
from newsextract.atomic import replacing
from newsextract.data import ROOT, digest
from newsextract.thai import sounds

FOLDER = "cache"
_LAYOUT = 3
#: the parts of what the search for events remembers
_LOOKED = ("across", "thai")
_PARTS = ("pairs", "rows", "chances")
#: the numbers of a card
_WORDS = ("words", "title_words", "facts")


#: a line of a file: its digest, where it begins, and its length
Row = tuple[str, int, int]


class Entry(NamedTuple):
    """What a record gave: people and bodies; of the release its section and the mark of its words; what tells its event.

    ``line`` has the first three as they are kept.
    """

    harvest: Harvest
    section: str | None
    mark: str
    event: Card
    line: bytes

    @classmethod
    def of(cls, harvest: Harvest, section: str | None, mark: str, event: Card) -> Entry:
        """Make an entry."""
        line = json.dumps([section, mark, to_json(harvest)], ensure_ascii=False, separators=(",", ":")).encode()
        return cls(harvest, section, mark, event, line)


@dataclass(slots=True)
class Cache:
    """What is known of files, records and pairs, by digests."""

    entries: dict[str, Entry] = field(default_factory=dict)
    sketches: dict[str, Sketch] = field(default_factory=dict)
    shares: dict[tuple[str, str], float] = field(default_factory=dict)
    judged: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)
    events: Memory | None = None
    files: dict[str, list[Row]] = field(default_factory=dict)


@cache
def stamp() -> str:
    """What a cache was made with."""
    data = "".join(digest(ROOT / name, without=".md") for name in ("across", "people", "gazetteers", "terms"))
    return f"{_LAYOUT} {build()} {blake2b(data.encode(), digest_size=12).hexdigest()}"


def read(folder: Path) -> Cache:
    """What a folder keeps; nothing where it was made with another version or cannot be read."""
    kept = folder / FOLDER
    with suppress(OSError, ValueError, KeyError, TypeError, IndexError):
        if (kept / "version.txt").read_text(encoding="utf-8") == stamp():
            return _read(kept)
    return Cache()


def _read(kept: Path) -> Cache:
    found = Cache()
    digests = (kept / "digests.txt").read_text(encoding="ascii").split()
    for name, line, event in zip(digests, _lines(kept / "records.jsonl"), _cards(kept), strict=True):
        section, mark, harvest = from_line(line)
        found.entries[name] = Entry(from_json(harvest), section, mark, event, line)
    sounds.counted.update({(thai, latin): cost for thai, latin, cost in json.loads((kept / "sounds.json").read_bytes())})
    with np.load(kept / "releases.npz", allow_pickle=False) as arrays:
        who, ends, numbers, runs = (arrays[name] for name in ("who", "ends", "numbers", "runs"))
        starts = [0, *ends[:-1].tolist()]
        for row, (one, start, end) in enumerate(zip(who.tolist(), starts, ends.tolist(), strict=True)):
            found.sketches[digests[one]] = Sketch(numbers[row], runs[start:end])
        for pair, share in zip(arrays["shared"].tolist(), arrays["shares"].tolist(), strict=True):
            found.shares[digests[pair[0]], digests[pair[1]]] = share
        for pair, chances in zip(arrays["judged"].tolist(), arrays["chances"].tolist(), strict=True):
            found.judged[digests[pair[0]], digests[pair[1]]] = dict(zip(CLASSES, chances, strict=True))
    for name, (numbers_, starts_, sizes) in json.loads((kept / "files.json").read_bytes()).items():
        found.files[name] = list(zip([digests[number] for number in numbers_], starts_, sizes, strict=True))
    with np.load(kept / "events.npz", allow_pickle=False) as arrays:
        names = [digests[number] for number in arrays["names"].tolist()]
        found.events = Memory(names, *(Looked(*(arrays[f"{name} {part}"] for part in _PARTS)) for name in _LOOKED))
    return found


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().split(b"\n")[:-1]


def _cards(kept: Path) -> Iterator[Card]:
    """What tells the event of each record."""
    rest = _lines(kept / "events.jsonl")
    with np.load(kept / "words.npz", allow_pickle=False) as arrays:
        ids, english, days = (arrays[name].tolist() for name in ("ids", "english", "days"))
        words, titles, facts = [np.split(arrays[name], arrays[f"{name} ends"][:-1]) for name in _WORDS]
    for id_, is_english, day, text, head, keys, more in zip(ids, english, days, words, titles, facts, rest, strict=True):
        yield Card(id_, "en" if is_english else "th", day, text, head, keys, more)


def write(folder: Path, found: Cache) -> None:
    """Keep what is known; the version is written last."""
    kept = folder / FOLDER
    kept.mkdir(parents=True, exist_ok=True)
    (kept / "version.txt").unlink(missing_ok=True)
    cards = [entry.event for entry in found.entries.values()]
    _write(kept / "digests.txt", (name.encode() for name in found.entries))
    _write(kept / "records.jsonl", (entry.line for entry in found.entries.values()))
    _write(kept / "events.jsonl", (card.rest for card in cards))
    for file, arrays in (("words", _words(cards)), ("releases", _arrays(found)), ("events", _memory(found))):
        with replacing(kept / f"{file}.npz") as part, part.open("wb") as packed:
            np.savez(packed, **arrays)
    costs = [[*words, cost] for words, cost in sounds.counted.items()]
    _write_text(kept / "files.json", json.dumps(_rows(found)))
    _write_text(kept / "sounds.json", json.dumps(costs, ensure_ascii=False))
    _write_text(kept / "version.txt", stamp())


def _rows(found: Cache) -> dict[str, list[Any]]:
    """Of each file whose records are all known the number, the beginning and the length of each line."""
    at = {name: number for number, name in enumerate(found.entries)}
    whole = {name: rows for name, rows in found.files.items() if all(digest in at for digest, _, _ in rows)}
    return {name: [[at[row[0]] for row in rows], *([row[n] for row in rows] for n in (1, 2))] for name, rows in whole.items()}


def _write_text(path: Path, text: str) -> None:
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8")


def _write(path: Path, lines: Iterable[bytes]) -> None:
    with replacing(path) as part, part.open("wb") as file:
        file.writelines(line + b"\n" for line in lines)


def _words(cards: Sequence[Card]) -> dict[str, Any]:
    arrays: dict[str, Any] = {
        "ids": np.array([card.id for card in cards]),
        "english": np.array([card.language == "en" for card in cards]),
        "days": np.array([card.day for card in cards], np.int64),
    }
    for name in _WORDS:
        rows = [getattr(card, name) for card in cards]
        ends = np.cumsum([len(row) for row in rows], dtype=np.int64)
        arrays |= {name: np.concatenate([np.zeros(0, np.int64), *rows]), f"{name} ends": ends}
    return arrays


def _arrays(found: Cache) -> dict[str, Any]:
    at = {name: number for number, name in enumerate(found.entries)}
    known = [(at[name], one) for name, one in found.sketches.items() if name in at]
    runs = [one.runs for _, one in known]
    return {
        "who": np.array([number for number, _ in known], np.int64),
        "ends": np.cumsum([len(one) for one in runs], dtype=np.int64),
        "numbers": np.stack([one.numbers for _, one in known]) if known else np.zeros((0, 0), np.uint32),
        "runs": np.concatenate(runs) if runs else np.zeros(0, np.uint32),
        "shared": _pairs(found.shares, at),
        "shares": np.array(list(found.shares.values()), np.float64),
        "judged": _pairs(found.judged, at),
        "chances": np.array([[one[name] for name in CLASSES] for one in found.judged.values()]).reshape(-1, len(CLASSES)),
    }


def _memory(found: Cache) -> dict[str, Any]:
    memory = found.events or Memory()
    at = {name: number for number, name in enumerate(found.entries)}
    arrays: dict[str, Any] = {"names": np.array([at[name] for name in memory.names], np.int64)}
    for name in _LOOKED:
        looked: Looked = getattr(memory, name)
        arrays |= {f"{name} {part}": getattr(looked, part) for part in _PARTS}
    return arrays


def _pairs(known: Mapping[tuple[str, str], Any], at: Mapping[str, int]) -> Any:
    return np.array([(at[a], at[b]) for a, b in known], np.int64).reshape(-1, 2)


def placed(known: Mapping[tuple[str, str], Any], at: Mapping[str, int]) -> Iterator[tuple[tuple[int, int], Any]]:
    """What is known of pairs, by the places of their records now."""
    for (a, b), value in known.items():
        if a in at and b in at:
            one, other = at[a], at[b]
            yield (one, other) if one < other else (other, one), value


def named(known: Mapping[tuple[int, int], Any], digests: Sequence[str]) -> dict[tuple[str, str], Any]:
    """The same by digests."""
    return {(digests[a], digests[b]): value for (a, b), value in known.items()}
