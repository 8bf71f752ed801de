"""The shards of a run on disk: whole and sealed or not there, one manifest row per item, in input order.

Every shard but the last holds the same number of items, so an item's number says where it belongs, and a shard that was
damaged is made anew in its place.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO

from newsextract.atomic import replacing, sync_folder, to_disk
from newsextract.errors import ConfigError, Failure, WorkerError, os_errors_as
from newsextract.page import Page
from newsextract.runs.extraction import MEND, Extracted, Streak
from newsextract.stores.run_folder import shard_count, summary_file
from newsextract.stores.seals import KINDS, Shard, Tally, lines_of, look, name_of, rows_of, written

#: items in one shard: the work that a kill can cost, at most
SHARD = 500

_MISSING = Shard(0, frozenset(), ("it is missing",))

Runner = Callable[[Iterable[Page | Failure]], Generator[Extracted | Failure]]


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One item of the input and what became of it."""

    #: its place in what was read, from 0
    n: int
    #: its name
    input: str
    #: address (the page's own word when the input gave none), capture time and digest of the bytes; None for a failure
    url: str | None
    captured: str | None
    sha256: str | None
    #: SHA-256 over address, capture time and digest: the same page read twice has the same key
    key: str
    #: ``record``, ``error`` or ``duplicate`` (of an earlier item with the same key)
    outcome: str

    @classmethod
    def of(cls, n: int, item: Page | Failure) -> ManifestRow:
        """Make the row of an item whose outcome is not known yet."""
        digest, key = item_key(item)
        if isinstance(item, Failure):
            return cls(n, item.input, item.url, None, None, key, "error")
        return cls(n, item.name, item.url, item.archive.captured if item.archive else None, digest, key, "record")


def writing(root: Path) -> AbstractContextManager[None]:
    """Say it when a folder cannot be written; the run can be resumed when it can."""
    return os_errors_as(WorkerError, "the folder cannot be written", where=root, fix=MEND)


def write_whole(path: Path, text: str | Iterable[str]) -> None:
    """Write a whole file or nothing: its text, or its lines without their line breaks."""
    with writing(path.parent), replacing(path) as part, part.open("wb") as out:
        out.writelines([text.encode("utf-8", "backslashreplace")] if isinstance(text, str) else map(written, text))


def remove(path: Path) -> None:
    """Remove a file, if it is there, for good."""
    with writing(path.parent):
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


@dataclass(slots=True)
class Summary:
    """What a run has done, earlier sessions included."""

    records: int = 0
    errors: int = 0
    duplicates: int = 0
    #: items that an earlier session had done
    skipped: int = 0
    #: errors by reason
    reasons: Counter[str] = field(default_factory=Counter)


def item_key(item: Page | Failure) -> tuple[str | None, str]:
    """Give an item's content digest (None for a failure) and its key."""
    if isinstance(item, Failure):
        return None, _sha256(f"{item.input}\n{item.reason}")
    digest = hashlib.sha256(item.content).hexdigest()
    captured = item.archive.captured if item.archive else None
    return digest, _sha256(f"{item.url or item.name}\n{captured or ''}\n{digest}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class _Writer:
    """Writes the shards of a pass under temporary names, and puts them in place when told to."""

    def __init__(self, root: Path, tag: str, size: int, run: str) -> None:
        self.root, self.tag, self.size, self.run = root, tag, size, run
        self.number = -1
        self.files: list[IO[bytes]] = []
        self.tallies: list[Tally] = []
        #: sealed and not yet in place
        self.full: list[int] = []
        #: a last shard that is whole and may grow
        self.short = -1
        self.begun = False

    def add(self, row: ManifestRow, line: str | None) -> None:
        """Write a row, and the line of its record or error if it has one."""
        number = row.n // self.size
        with writing(self.root):
            if number != self.number:
                self._open(number)
            if line is not None:
                self._line(KINDS.index("errors" if row.outcome == "error" else "records"), line)
            self._line(KINDS.index("manifest"), json.dumps(asdict(row), ensure_ascii=False))
        if self.tallies[-1].lines == self.size:
            self.finish()

    def finish(self) -> None:
        """Seal the shard under way, if there is one."""
        if not self.files:
            return
        records, errors, rows = (tally.sealed() for tally in self.tallies)
        seal = {"seal": f"{self.tag}{self.number:05}", "run": self.run, "records": records, "errors": errors, "rows": rows}
        with writing(self.root):
            self.files[-1].write(json.dumps(seal).encode() + b"\n")
            for out in self.files:
                to_disk(out)
        self.full.append(self.number)
        self.close()

    def release(self) -> None:
        """Put every sealed shard in place: its manifest goes first and comes last."""
        for number in self.full:
            names = [name_of(kind, self.tag, number) for kind in KINDS]
            if not self.begun:
                remove(summary_file(self.root, self.tag))  # what was finished no longer is
                if not self.tag:
                    remove(self.root / "errors.jsonl")
                self.begun = True
            with writing(self.root):
                (self.root / names[-1]).unlink(missing_ok=True)
                for name in names:
                    if name == names[-1]:
                        sync_folder(self.root)
                    (self.root / f"{name}.part").replace(self.root / name)
                sync_folder(self.root)
        self.full.clear()

    def close(self) -> None:
        for out in self.files:
            out.close()
        self.files = []
        self.number = -1

    def _open(self, number: int) -> None:
        self.finish()
        self.number = number
        names = [name_of(kind, self.tag, number) for kind in KINDS]
        self.files = [(self.root / f"{name}.part").open("wb") for name in names]
        self.tallies = [Tally() for _ in KINDS]
        if number == self.short:
            for place, name in enumerate(names):
                for line in lines_of(self.root / name):
                    if place < 2 or '"seal"' not in line[:8]:
                        self._line(place, line)

    def _line(self, place: int, line: str) -> None:
        self.files[place].write(self.tallies[place].add(written(line)))


def _kept(root: Path, tag: str, number: int, shard: Shard) -> Iterator[tuple[ManifestRow, str | None]]:
    """Yield what is left of a shard: its rows, if they are whole, with those of its lines that are."""
    kinds = {"record": "records", "error": "errors"}
    lines = {one: lines_of(root / name_of(kind, tag, number)) for one, kind in kinds.items() if kind in shard.whole}
    for row in rows_of(root / name_of("manifest", tag, number)) if shard.items else ():
        kept = lines.get(row["outcome"])
        yield ManifestRow(**row), next(kept) if kept else None


@dataclass(slots=True)
class _Waiting:
    """An item whose row is to be written in its turn: with a line that is known, or with the next result."""

    row: ManifestRow
    line: str | None = None
    asked: bool = True


class Pass:
    """One way through the items: the run itself, or one retry of what failed; the caller holds the folder's lock.

    Pages are known by the first 16 bytes of their keys: those in ``seen`` are not done again, and one that succeeds now
    though its record is elsewhere (``recorded``) is a duplicate.
    """

    def __init__(
        self,
        root: Path,
        runner: Runner,
        run: str,
        *,
        shard: int = SHARD,
        progress: Callable[[Summary], None] | None = None,
        tag: str = "",
        seen: set[bytes] | None = None,
        recorded: set[bytes] | None = None,
    ) -> None:
        self.root, self.tag, self.run = root, tag, run
        self.runner = runner
        self.shard = shard
        self.progress = progress
        self.seen = set() if seen is None else seen
        self.recorded = set() if recorded is None else recorded
        self.summary = Summary()
        self.waiting: deque[_Waiting] = deque()
        self.streak = Streak()
        self.found: dict[int, Shard] = {}

    def go(self, items: Iterable[Page | Failure]) -> Summary:
        """Skip what is done, do what is left, and anew what is no longer what was written."""
        for part in self.root.glob("*.part"):
            remove(part)
        self.found = self._look()
        with (
            closing(_Writer(self.root, self.tag, self.shard, self.run)) as writer,
            closing(self.runner(self._feed(items, writer))) as results,
        ):
            for result in results:
                self._known(writer)
                self._write(writer, self.waiting.popleft(), result)
            self._known(writer)
            if self.waiting:
                raise RuntimeError(f"the runner gave no result for {self.waiting[0].row.input}")
            writer.finish()
            writer.release()
        return self.summary

    def _look(self) -> dict[int, Shard]:
        """Compare all shards with their seals, and log what is wrong."""
        count = shard_count(self.root, self.tag)
        found = {}
        for number in range(count):
            shard = look(self.root, self.tag, number, self.run)
            if not shard.problems and shard.items < self.shard and number < count - 1:
                shard = Shard(0, frozenset(), (f"shard {number} is too short",))
            found[number] = shard
            if shard.problems:
                logging.getLogger("newsextract").warning("%s: %s; made anew", self.root, "; ".join(shard.problems))
        return found

    def _feed(self, items: Iterable[Page | Failure], writer: _Writer) -> Iterator[Page | Failure]:
        """Yield what has to be worked on, and note the row of every item that is to be written."""
        kept: Iterator[tuple[ManifestRow, str | None]] = iter(())
        good, count = False, 0
        for n, item in enumerate(items):
            number, place = divmod(n, self.shard)
            if place == 0:
                shard = self.found.get(number, _MISSING)
                kept = _kept(self.root, self.tag, number, shard)
                good = not shard.problems
            if place == 0 and good:
                writer.short = number
                self._reasons(lines_of(self.root / name_of("errors", self.tag, number)))
            count = n + 1
            old = next(kept, None)
            if old and not _same(old[0], item):
                self._changed(old[0])
            if old and good:
                self._skip(old[0])
                continue
            entry = self._entry(n, item, old)
            self.waiting.append(entry)
            if entry.asked:
                yield item
        self._check_end(count)

    def _entry(self, n: int, item: Page | Failure, old: tuple[ManifestRow, str | None] | None) -> _Waiting:
        if old and (old[1] is not None or old[0].outcome == "duplicate"):
            self.seen.add(_short(old[0]))
            return _Waiting(old[0], old[1], asked=False)
        row = ManifestRow.of(n, item)
        if _short(row) in self.seen:
            return _Waiting(replace(row, outcome="duplicate"), asked=False)
        self.seen.add(_short(row))
        return _Waiting(row)

    def _check_end(self, count: int) -> None:
        """Refuse an input that has become shorter than what is done."""
        for number, shard in self.found.items():
            if shard.items and number * self.shard + shard.items > count:
                rows = (row for row, _ in _kept(self.root, self.tag, number, shard))
                self._changed(next(row for row in rows if row.n >= count))

    def _changed(self, row: ManifestRow) -> None:
        what = f"item {row.n} of the input was {row.input!r} and is another now"
        raise ConfigError(what, where=str(self.root), fix="give the same input, or another --to")

    def _known(self, writer: _Writer) -> None:
        """Write the rows before the next result that need none."""
        while self.waiting and not self.waiting[0].asked:
            entry = self.waiting.popleft()
            if entry.line is not None and entry.row.outcome == "error":
                self._reasons([entry.line])
            self._put(writer, entry.row, entry.line)

    def _write(self, writer: _Writer, entry: _Waiting, result: Extracted | Failure) -> None:
        self.streak.note(result)
        if not isinstance(result, Failure) and _short(entry.row) in self.recorded:
            self._put(writer, replace(entry.row, outcome="duplicate"), None)
            return
        if isinstance(result, Failure):
            self.summary.reasons[result.reason] += 1
        outcome, line = ("error", result.to_json()) if isinstance(result, Failure) else ("record", result.line)
        self._put(writer, replace(entry.row, outcome=outcome, url=entry.row.url or result.url), line)

    def _put(self, writer: _Writer, row: ManifestRow, line: str | None) -> None:
        writer.add(row, line)
        if not self.streak.length:
            writer.release()  # a row of equal errors may be the machine's: it is no verdict yet
        self._count(row.outcome)

    def _skip(self, row: ManifestRow) -> None:
        self.seen.add(_short(row))
        self.summary.skipped += 1
        self._count(row.outcome)

    def _reasons(self, lines: Iterable[str]) -> None:
        self.summary.reasons.update(json.loads(line)["reason"] for line in lines)

    def _count(self, outcome: str) -> None:
        self.summary.records += outcome == "record"
        self.summary.errors += outcome == "error"
        self.summary.duplicates += outcome == "duplicate"
        if self.progress:
            self.progress(self.summary)


def _short(row: ManifestRow) -> bytes:
    return bytes.fromhex(row.key)[:16]


def _same(row: ManifestRow, item: Page | Failure) -> bool:
    """Whether an item is the one that was done before; one that could not be read then or now counts by its name."""
    if isinstance(item, Failure):
        return item.input == row.input
    return item.name == row.input and (row.sha256 is None or item_key(item)[1] == row.key)
