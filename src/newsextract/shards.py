"""The shards of a run on disk: complete or not there, one manifest row an item, in input order."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO

from newsextract.batch import Extracted
from newsextract.errors import ConfigError, Failure
from newsextract.page import Page

#: items in one shard: the work that a kill can cost, at most
SHARD = 500

Runner = Callable[[Iterable[Page | Failure]], Generator[Extracted | Failure]]


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One item of the input and what became of it.

    Attributes
    ----------
    n
        Its place in what was read, from 0.
    input
        How the input is called.
    url, captured, sha256
        Address (the page's own word when the input gave none), capture time and digest of the bytes; null for what
        could not be read.
    key
        SHA-256 over address, capture time and digest: the same page read twice has the same key.
    outcome
        ``record``, ``error`` or ``duplicate`` (of an earlier item with the same key).
    """

    n: int
    input: str
    url: str | None
    captured: str | None
    sha256: str | None
    key: str
    outcome: str

    @classmethod
    def of(cls, n: int, item: Page | Failure) -> ManifestRow:
        """Make the row of an item whose outcome is not known yet."""
        digest, key = item_key(item)
        if isinstance(item, Failure):
            return cls(n, item.input, item.url, None, None, key, "error")
        return cls(n, item.name, item.url, item.archive.captured if item.archive else None, digest, key, "record")


@dataclass(slots=True)
class Summary:
    """What a run has done.

    Attributes
    ----------
    records, errors, duplicates
        Counts over the whole output, earlier sessions included.
    skipped
        Items that an earlier session had done.
    reasons
        Errors by reason.
    """

    records: int = 0
    errors: int = 0
    duplicates: int = 0
    skipped: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def to_json(self) -> str:
        """Give the counts that do not depend on how often the run was stopped."""
        counts = {"records": self.records, "errors": self.errors, "duplicates": self.duplicates}
        return json.dumps(counts | {"reasons": dict(sorted(self.reasons.items()))}, ensure_ascii=False, indent=1) + "\n"


def write_whole(path: Path, text: str | Iterable[str]) -> None:
    """Write a whole file or nothing, also when the machine stops.

    Parameters
    ----------
    path
        The file.
    text
        Its text, or its lines without their line breaks.
    """
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="\n") as out:
        if isinstance(text, str):
            out.write(text)
        else:
            out.writelines(f"{line}\n" for line in text)
        _to_disk(out)
    part.replace(path)


def _to_disk(out: IO[str]) -> None:
    out.flush()
    os.fsync(out.fileno())


def item_key(item: Page | Failure) -> tuple[str | None, str]:
    """Give an item's content digest (None for a failure) and its key.

    Parameters
    ----------
    item
        A page, or a failure of the source.

    Returns
    -------
    (str or None, str)
        SHA-256 of the bytes, and SHA-256 over address, capture and that.
    """
    if isinstance(item, Failure):
        return None, hashlib.sha256(f"{item.input}\n{item.reason}".encode("utf-8", "surrogatepass")).hexdigest()
    digest = hashlib.sha256(item.content).hexdigest()
    captured = item.archive.captured if item.archive else None
    where = item.url or item.name
    return digest, hashlib.sha256(f"{where}\n{captured or ''}\n{digest}".encode("utf-8", "surrogatepass")).hexdigest()


def lines_of(path: Path) -> Iterator[str]:
    """Yield the lines of a file; none when it is not there.

    Only line feeds end a line: JSON strings may hold the other line separators of Unicode.
    """
    with suppress(FileNotFoundError), path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield line.removesuffix("\n")


def shard_files(root: Path, what: str, tag: str = "") -> list[Path]:
    """Give the shards of a pass in order.

    Parameters
    ----------
    root
        The run's folder.
    what
        ``records``, ``errors`` or ``manifest``.
    tag
        Empty for the run itself, ``r001-`` for its first retry.
    """
    digits = len(f"{what}-{tag}")
    found = [p for p in root.glob(f"{what}-{tag}*.jsonl") if p.stem[digits:].isdigit()]
    return sorted(found, key=lambda p: int(p.stem[digits:]))


class _Writer:
    """Writes the shards of a pass, one after the other."""

    def __init__(self, root: Path, tag: str, size: int, number: int) -> None:
        self.root = root
        self.tag = tag
        self.size = size
        self.number = number
        self.rows = 0
        self.files: list[IO[str]] = []

    def names(self) -> list[str]:
        return [f"{what}-{self.tag}{self.number:05}.jsonl" for what in ("records", "errors", "manifest")]

    def add(self, row: ManifestRow, result: Extracted | Failure | None) -> None:
        if not self.files:
            self.files = [(self.root / f"{name}.part").open("w", encoding="utf-8", newline="\n") for name in self.names()]
        records, errors, manifest = self.files
        if isinstance(result, Failure):
            errors.write(result.to_json() + "\n")
        elif result is not None:
            records.write(result.line + "\n")
        manifest.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
        self.rows += 1
        if self.rows == self.size:
            self.commit()

    def commit(self) -> None:
        """Finish the shard under way, if there is one; the manifest is renamed last."""
        if not self.files:
            return
        for out in self.files:
            _to_disk(out)
        self.close()
        for name in self.names():
            (self.root / f"{name}.part").replace(self.root / name)
        self.number += 1
        self.rows = 0

    def close(self) -> None:
        for out in self.files:
            out.close()
        self.files = []


class Pass:
    """One way through the items: the run itself, or one retry of what failed.

    Parameters
    ----------
    root
        The run's folder; the caller holds its lock.
    runner
        Maps pages to results, in order.
    tag
        Put before the number of each shard.
    seen
        Keys (their first 16 bytes) of pages that have their record already.
    """

    def __init__(
        self,
        root: Path,
        runner: Runner,
        *,
        shard: int = SHARD,
        progress: Callable[[Summary], None] | None = None,
        tag: str = "",
        seen: set[bytes] | None = None,
    ) -> None:
        self.root = root
        self.runner = runner
        self.shard = shard
        self.progress = progress
        self.tag = tag
        self.seen = set() if seen is None else seen
        self.summary = Summary()
        self.waiting: deque[ManifestRow] = deque()

    def go(self, items: Iterable[Page | Failure]) -> Summary:
        """Skip what is done, do what is left."""
        numbered = enumerate(items)
        done = shard_files(self.root, "manifest", self.tag)
        for path in done:
            self._skip(path, numbered)
        with (
            closing(_Writer(self.root, self.tag, self.shard, len(done))) as writer,
            closing(self.runner(self._feed(numbered))) as results,
        ):
            for result in results:
                self._duplicates(writer)
                self._write(writer, self.waiting.popleft(), result)
            self._duplicates(writer)
            if self.waiting:
                raise RuntimeError(f"the runner gave no result for {self.waiting[0].input}")
            writer.commit()
        return self.summary

    def _feed(self, numbered: Iterator[tuple[int, Page | Failure]]) -> Iterator[Page | Failure]:
        """Yield what has to be worked on, and note the row of every item."""
        for n, item in numbered:
            row = ManifestRow.of(n, item)
            key = bytes.fromhex(row.key)[:16]
            if key in self.seen:
                self.waiting.append(replace(row, outcome="duplicate"))
                continue
            self.seen.add(key)
            self.waiting.append(row)
            yield item

    def _duplicates(self, writer: _Writer) -> None:
        while self.waiting and self.waiting[0].outcome == "duplicate":
            self._write(writer, self.waiting.popleft(), None)

    def _write(self, writer: _Writer, row: ManifestRow, result: Extracted | Failure | None) -> None:
        if result is not None:
            outcome = "error" if isinstance(result, Failure) else "record"
            row = replace(row, outcome=outcome, url=row.url or result.url)
        writer.add(row, result)
        self._count(row.outcome)
        if isinstance(result, Failure):
            self.summary.reasons[result.reason] += 1
        if self.progress:
            self.progress(self.summary)

    def _skip(self, manifest: Path, numbered: Iterator[tuple[int, Page | Failure]]) -> None:
        for line in lines_of(manifest):
            row = ManifestRow(**json.loads(line))
            _, item = next(numbered, (None, None))
            if item is None or not _same(row, item):
                what = f"item {row.n} of the input was {row.input!r} and is another now"
                raise ConfigError(what, where=str(self.root), fix="give the same input, or another --to")
            self.seen.add(bytes.fromhex(row.key)[:16])
            self._count(row.outcome)
            self.summary.skipped += 1
            if self.progress:
                self.progress(self.summary)
        for line in lines_of(manifest.with_name(manifest.name.replace("manifest", "errors", 1))):
            self.summary.reasons[json.loads(line)["reason"]] += 1

    def _count(self, outcome: str) -> None:
        self.summary.records += outcome == "record"
        self.summary.errors += outcome == "error"
        self.summary.duplicates += outcome == "duplicate"


def _same(row: ManifestRow, item: Page | Failure) -> bool:
    """Whether an item is the one that was done before; one that could not be read then or now counts by its name."""
    if isinstance(item, Failure):
        return item.input == row.input
    return item.name == row.input and (row.sha256 is None or item_key(item)[1] == row.key)
