"""The shards of a run on disk: whole and sealed or absent, with one manifest row per item, in input order.

Every shard but the last holds the same number of items, so that an item's number determines its shard, and a damaged shard is
rewritten in its place.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO

from newsextract.atomic import replacing, sync_folder, to_disk
from newsextract.errors import ConfigError, Failure, WorkerError, os_errors_as
from newsextract.page import Page
from newsextract.runs.extraction import MACHINE_FIX, Extracted, Streak
from newsextract.stores.run_folder import Part, Shard
from newsextract.stores.seals import KINDS, Tally, encode_line, lines_of

#: items in one shard: the most work that a kill can cost
SHARD_SIZE = 500

_MISSING = Shard(0, ("it is missing",))

Runner = Callable[[Iterable[Page | Failure]], Generator[Extracted | Failure]]


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """An item of the input and its outcome."""

    n: int  # position in the input, from 0
    input: str
    #: URL (the page's own if the input gave none), capture time and SHA-256 of the bytes; a failure may have only a URL
    url: str | None
    captured: str | None
    sha256: str | None
    #: SHA-256 over URL, capture time, digest and what was given with the page, so that the same page read twice has the same key
    key: str
    outcome: str  # ``record``, ``error`` or ``duplicate`` (of an earlier item with the same key)

    @classmethod
    def of(cls, n: int, item: Page | Failure) -> ManifestRow:
        """Make the row of an item with its outcome as far as known: ``record`` or ``error``."""
        digest, key = item_key(item)
        if isinstance(item, Failure):
            return cls(n, item.input, item.url, None, None, key, "error")
        return cls(n, item.name, item.url, item.archive.captured if item.archive else None, digest, key, "record")


def writing(root: Path) -> AbstractContextManager[None]:
    """Turn an OS error under ``root`` into a WorkerError that says how to resume."""
    return os_errors_as(WorkerError, "the folder cannot be written", where=root, fix=MACHINE_FIX)


def write_whole(path: Path, text: str | Iterable[str]) -> None:
    """Write a file atomically, from its text or from its lines without line breaks."""
    with writing(path.parent), replacing(path) as part, part.open("wb") as out:
        out.writelines([text.encode("utf-8", "backslashreplace")] if isinstance(text, str) else map(encode_line, text))


def remove(path: Path) -> None:
    """Remove a file if it exists, and sync its folder."""
    with writing(path.parent):
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


@dataclass(slots=True)
class Summary:
    """Counts of a run, earlier sessions included."""

    records: int = 0
    errors: int = 0
    duplicates: int = 0
    skipped: int = 0  # items done in an earlier session
    reasons: Counter[str] = field(default_factory=Counter)  # errors by reason


def item_key(item: Page | Failure) -> tuple[str | None, str]:
    """Return an item's content digest (None for a failure) and its key."""
    if isinstance(item, Failure):
        return None, _sha256(f"{item.input}\n{item.reason}")
    digest = hashlib.sha256(item.content).hexdigest()
    captured = item.archive.captured if item.archive else None
    given = [item.title, item.published, item.section, item.id]  # a corrected date in a table makes another record
    return digest, _sha256(f"{item.url or item.name}\n{captured or ''}\n{digest}" + (f"\n{given}" if any(given) else ""))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class _Writer:
    """Writes the shards of a pass under temporary names, and moves them into place on :meth:`release`."""

    def __init__(self, part: Part, size: int, run: str) -> None:
        self.part, self.root, self.size, self.run = part, part.root, size, run
        self.number = -1
        self.files: list[IO[bytes]] = []
        self.tallies: list[Tally] = []
        #: sealed shards that are not yet in place
        self.sealed: list[int] = []
        #: number of a whole last shard that may grow
        self.growing = -1
        self.unfinished = False

    def add(self, row: ManifestRow, line: str | None) -> None:
        """Write a manifest row, and the line of its record or error if there is one."""
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
        """Seal the open shard, if there is one."""
        if not self.files:
            return
        records, errors, rows = (tally.sealed() for tally in self.tallies)
        seal = {"seal": f"{self.part.tag}{self.number:05}", "run": self.run, "records": records, "errors": errors, "rows": rows}
        with writing(self.root):
            self.files[-1].write(json.dumps(seal).encode() + b"\n")
            for out in self.files:
                to_disk(out)
        self.sealed.append(self.number)
        self.close()

    def release(self) -> None:
        """Move every sealed shard into place: the old manifest is removed first, the new one comes last."""
        for number in self.sealed:
            if not self.unfinished:
                remove(self.part.summary)  # the run is no longer finished
                if not self.part.retry:
                    remove(self.root / "errors.jsonl")
                self.unfinished = True
            *files, manifest = (self.part.file(kind, number) for kind in KINDS)
            with writing(self.root):
                manifest.unlink(missing_ok=True)
                for path in files:
                    _part_of(path).replace(path)
                sync_folder(self.root)
                _part_of(manifest).replace(manifest)
                sync_folder(self.root)
        self.sealed.clear()

    def close(self) -> None:
        for out in self.files:
            with suppress(OSError):  # on a full disk, of a file that is not sealed; the error that stopped the run is told
                out.close()
        self.files = []
        self.number = -1

    def _open(self, number: int) -> None:
        self.finish()
        self.number = number
        paths = [self.part.file(kind, number) for kind in KINDS]
        self.files = [_part_of(path).open("wb") for path in paths]
        self.tallies = [Tally() for _ in KINDS]
        if number == self.growing:
            for place, path in enumerate(paths):
                for line in lines_of(path):
                    if place < 2 or '"seal"' not in line[:8]:
                        self._line(place, line)

    def _line(self, place: int, line: str) -> None:
        self.files[place].write(self.tallies[place].add(encode_line(line)))


def _part_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")


@dataclass(slots=True)
class Pass:
    """One pass over the items: the run itself, or one retry of its failures; the caller holds the folder's lock.

    Pages are identified by the first 16 bytes of their keys.
    """

    part: Part
    runner: Runner
    run: str  # digest that ties the shards to their run
    shard: int = SHARD_SIZE  # items per shard
    progress: Callable[[Summary], None] | None = None
    seen: set[bytes] = field(default_factory=set)  # pages that are not extracted again
    #: pages with a record in another pass: one that succeeds although it is here is a duplicate
    recorded: set[bytes] = field(default_factory=set)
    summary: Summary = field(default_factory=Summary)
    #: rows of the items on their way, in order; duplicates among them have no result
    waiting: deque[ManifestRow] = field(default_factory=deque)
    streak: Streak = field(default_factory=Streak)
    found: dict[int, Shard] = field(default_factory=dict)

    def go(self, items: Iterable[Page | Failure]) -> Summary:
        """Skip finished shards, process the remaining items, and rewrite damaged shards."""
        for path in self.part.root.glob("*.part"):
            remove(path)
        self.found = self._look()
        with (
            closing(_Writer(self.part, self.shard, self.run)) as writer,
            closing(self.runner(self._feed(items, writer))) as results,
        ):
            for result in results:
                self._write_duplicates(writer)
                self._write_result(writer, self.waiting.popleft(), result)
            self._write_duplicates(writer)
            if self.waiting:
                raise RuntimeError(f"the runner gave no result for {self.waiting[0].input}")
            writer.finish()
            writer.release()
        return self.summary

    def _look(self) -> dict[int, Shard]:
        """Compare all shards with their seals, and log any problems."""
        count = self.part.count()
        found = {}
        for number in range(count):
            shard = self.part.check(number, self.run)
            if not shard.problems and shard.items < self.shard and number < count - 1:
                shard = Shard(0, (f"shard {number} is too short",))
            found[number] = shard
            if shard.problems:
                logging.getLogger("newsextract").warning("%s: %s; written again", self.part.root, "; ".join(shard.problems))
        return found

    def _feed(self, items: Iterable[Page | Failure], writer: _Writer) -> Iterator[Page | Failure]:
        """Yield the items to extract, and queue the row of every item that is to be written."""
        rows: Iterator[ManifestRow] = iter(())
        whole, count = False, 0
        for count, item in enumerate(items, 1):
            number, place = divmod(count - 1, self.shard)
            if place == 0:
                rows = self._rows(number)
                whole = not self.found.get(number, _MISSING).problems
                if whole:
                    writer.growing = number
                    self.summary.reasons.update(json.loads(line)["reason"] for line in self.part.errors(number))
            old = next(rows, None)
            if old and not _same(old, item):
                self._refuse_changed(old)
            if old and whole:
                self.seen.add(_short_key(old))
                self.summary.skipped += 1
                self._count(old.outcome)
                continue
            row = ManifestRow.of(count - 1, item)
            if _short_key(row) in self.seen:
                self.waiting.append(replace(row, outcome="duplicate"))
                continue
            self.seen.add(_short_key(row))
            self.waiting.append(row)
            yield item
        self._check_end(count)

    def _rows(self, number: int) -> Iterator[ManifestRow]:
        """The rows of a shard; none if its manifest is not whole."""
        if self.found.get(number, _MISSING).items:
            yield from (ManifestRow(**row) for row in self.part.rows(number))

    def _check_end(self, count: int) -> None:
        """Refuse an input that is now shorter than the finished shards."""
        for number, shard in self.found.items():
            if shard.items and number * self.shard + shard.items > count:
                self._refuse_changed(next(row for row in self._rows(number) if row.n >= count))

    def _refuse_changed(self, row: ManifestRow) -> None:
        what = f"item {row.n} of the input was {row.input!r} and has changed"
        raise ConfigError(what, where=str(self.part.root), fix="give the same input, or another --to")

    def _write_duplicates(self, writer: _Writer) -> None:
        """Write the duplicates before the next item that has a result."""
        while self.waiting and self.waiting[0].outcome == "duplicate":
            self._put(writer, self.waiting.popleft(), None)

    def _write_result(self, writer: _Writer, row: ManifestRow, result: Extracted | Failure) -> None:
        self.streak.note(result)
        outcome, line = "duplicate", None
        if isinstance(result, Failure):
            self.summary.reasons[result.reason] += 1
            outcome, line = "error", result.to_json()
        elif _short_key(row) not in self.recorded:
            outcome, line = "record", result.line
        self._put(writer, replace(row, outcome=outcome, url=row.url or result.url), line)

    def _put(self, writer: _Writer, row: ManifestRow, line: str | None) -> None:
        writer.add(row, line)
        if not self.streak.length:
            writer.release()  # consecutive equal errors may be the machine's fault, so they are not final yet
        self._count(row.outcome)

    def _count(self, outcome: str) -> None:
        self.summary.records += outcome == "record"
        self.summary.errors += outcome == "error"
        self.summary.duplicates += outcome == "duplicate"
        if self.progress:
            self.progress(self.summary)


def _short_key(row: ManifestRow) -> bytes:
    return bytes.fromhex(row.key)[:16]


def _same(row: ManifestRow, item: Page | Failure) -> bool:
    """Whether an item is the one in a row; if it could not be read then or cannot be now, only the names are compared."""
    if isinstance(item, Failure):
        return item.input == row.input
    return item.name == row.input and (row.sha256 is None or item_key(item)[1] == row.key)
