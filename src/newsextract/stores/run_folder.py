"""Read and check the folder of a run: the run itself and its retries (passes), and the error lines that remain."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from newsextract.compact import Names
from newsextract.errors import InputError
from newsextract.stores.seals import KINDS, binding, difference, lines_of, seal_of, settings_seal

_SHARD = re.compile(r"(?P<kind>records|errors|manifest)-(?P<tag>r\d{3,}-)?(?P<number>\d{5,})\.jsonl", re.ASCII)
_FOREIGN = " is not a file of this run"
_RETRY = re.compile(r"(?:(?:records|errors|manifest|summary)-r|retry-)(\d{3,})(?:-\d+)?\.jsonl?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shard:
    """The state of a shard on disk."""

    items: int  # number of input items; 0 if the manifest is not whole
    problems: tuple[str, ...]  # one line for each file that does not match the seal


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """The files of one pass in a run's folder: of the run itself, or of one of its retries."""

    root: Path
    retry: int = 0  # number of the retry; 0 for the run itself

    @property
    def tag(self) -> str:
        """The tag in the file names of a retry; empty for the run itself."""
        return f"r{self.retry:03}-" if self.retry else ""

    @property
    def summary(self) -> Path:
        """The summary, which exists only when the pass is finished."""
        return self.root / (f"summary-r{self.retry:03}.json" if self.retry else "summary.json")

    @property
    def asked(self) -> Path:
        """The list of the inputs that a retry was asked to try."""
        return self.root / f"retry-{self.retry:03}.jsonl"

    def file(self, kind: str, number: int) -> Path:
        """A file of a shard: ``records``, ``errors`` or ``manifest``."""
        return self.root / f"{kind}-{self.tag}{number:05}.jsonl"

    def numbers(self, kinds: Iterable[str] = ("manifest",)) -> list[int]:
        """Sorted numbers of the shards that have a file of these kinds."""
        wanted = set(kinds)
        found = (_SHARD.fullmatch(path.name) for path in self.root.glob(f"*-{self.tag}*.jsonl"))
        return sorted({int(m["number"]) for m in found if m and (m["tag"] or "") == self.tag and m["kind"] in wanted})

    def count(self) -> int:
        """The number of shards that there should be, by the summary and the manifests."""
        sealed, stated = self.numbers(), 0
        with suppress(OSError, ValueError, TypeError, KeyError):
            stated = min(int(json.loads(self.summary.read_bytes())["shards"]), 10_000_000)
        return max(stated, sealed[-1] + 1 if sealed else 0)

    def rows(self, *numbers: int) -> Iterator[dict[str, Any]]:
        """Yield the manifest rows of these shards, of all without numbers; their manifests must be whole."""
        for number in numbers or self.numbers():
            yield from (row for row in map(json.loads, lines_of(self.file("manifest", number))) if "seal" not in row)

    def errors(self, *numbers: int) -> Iterator[str]:
        """Yield the error lines of these shards, of all without numbers."""
        for number in numbers or self.numbers():
            yield from lines_of(self.file("errors", number))

    def check(self, number: int, run: str) -> Shard:
        """Compare the files of a shard with its seal."""
        manifest = self.file("manifest", number)
        seal = seal_of(manifest)
        if seal is None:
            what = "is cut short or altered: its last line is not a seal" if manifest.exists() else "is missing"
            return Shard(0, (f"{manifest.name} {what}",))
        if (seal["seal"], seal.get("run")) != (f"{self.tag}{number:05}", run):
            return Shard(0, (f"{manifest.name} belongs to another shard, or to another run",))
        problems = {kind: difference(self.file(kind, number), seal) for kind in KINDS}
        items = 0 if problems["manifest"] else seal["rows"]["lines"]
        return Shard(items, tuple(filter(None, problems.values())))

    def problems(self, run: str) -> Iterator[str]:
        """Yield the problems of the pass, one line each."""
        count = self.count()
        found = [line for number in range(count) for line in self.check(number, run).problems]
        yield from found
        yield from self._left_over(count)
        if self.summary.exists() and not found and not _same_lines(self.summary, self.summary_text().split("\n")[:-1]):
            yield f"{self.summary.name} does not agree with the shards"
        if self.retry and (problem := difference(self.asked, seal_of(self.asked) or {})):
            yield problem

    def _left_over(self, count: int) -> Iterator[str]:
        """Yield files after the last shard; an unfinished pass may have one partial shard, from a stop between two renames."""
        first = count if self.summary.exists() else count + 1
        for number in self.numbers(KINDS):
            files = (self.file(kind, number) for kind in KINDS if number >= first)
            yield from (f"{path.name}{_FOREIGN}" for path in files if path.exists())

    def summary_text(self) -> str:
        """The text of the summary, from the seals and error lines of whole shards."""
        records = errors = rows = 0
        seals = hashlib.sha256()
        numbers = self.numbers()
        for number in numbers:
            seal = seal_of(self.file("manifest", number)) or {}
            seals.update(json.dumps(seal, sort_keys=True).encode())
            records += seal["records"]["lines"]
            errors += seal["errors"]["lines"]
            rows += seal["rows"]["lines"]
        reasons = Counter(json.loads(line)["reason"] for line in self.errors(*numbers))
        counts = {"records": records, "errors": errors, "duplicates": rows - records - errors}
        more = {"reasons": dict(sorted(reasons.items())), "shards": len(numbers), "sha256": seals.hexdigest()}
        return json.dumps(counts | more, ensure_ascii=False, indent=1) + "\n"

    def names(self) -> Iterator[str]:
        """Yield the names of the inputs that a retry was asked to try."""
        if problem := difference(self.asked, seal_of(self.asked) or {}):
            fix = f"remove the files of this retry (*{self.tag[1:-1]}*), and retry again"
            raise InputError(problem, where=str(self.root), fix=fix)
        yield from (name for name in map(json.loads, lines_of(self.asked)) if isinstance(name, str))


def retries_of(root: Path) -> list[Part]:
    """The retries that have a file, in order."""
    found = (_RETRY.fullmatch(path.name) for path in root.glob("*-*.json*"))
    return [Part(root, number) for number in sorted({int(match[1]) for match in found if match})]


def settings_in(root: Path) -> dict[str, Any]:
    """Read ``run.json``."""
    path = root / "run.json"
    try:
        found = json.loads(path.read_bytes())
        if not isinstance(found, dict):
            raise TypeError("it holds no settings")
        if found.get("seal") != settings_seal(found):
            raise ValueError("it was altered")
    except (OSError, ValueError, TypeError) as error:
        what = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error})"
        raise InputError(f"run.json {what}", where=str(root), fix=how_to_fix("run.json")) from error
    return found


def whole_retries(root: Path, run: str) -> list[Part]:
    """The retries that are finished and intact."""
    return [part for part in retries_of(root) if part.summary.exists() and not any(part.problems(run))]


def errors_left(root: Path, retries: Iterable[Part]) -> Iterator[str]:
    """Yield the error lines that remain after these retries, in order."""
    lines = Part(root).errors()
    for part in retries:
        lines = _errors_after(lines, part)
    return lines


def _errors_after(lines: Iterator[str], part: Part) -> Iterator[str]:
    tried = Names(_tried(part))
    yield from (line for line in lines if json.loads(line)["input"] not in tried)
    yield from part.errors()


def _tried(part: Part) -> Iterator[str]:
    """Names of the inputs that a retry tried; an input that it could not find again (stdin, say) keeps its error line."""
    inputs = set(settings_in(part.root)["inputs"])
    asked = [name for name in part.names() if name in inputs]  # whole inputs that could not be read
    for row in part.rows():
        yield row["input"]
        for name in [one for one in asked if row["input"].startswith(one)]:
            asked.remove(name)
            yield name


def is_run(root: Path) -> bool:
    """Whether a run wrote the folder; a hand-made folder of JSON Lines is not a run."""
    return any((root / name).exists() for name in ("run.json", "summary.json")) or bool(Part(root).numbers())


def how_to_fix(problem: str) -> str:
    """How to fix a problem.

    Examples
    --------
    >>> how_to_fix("records-00001.jsonl is missing")
    'run the same command again to rebuild it'
    """
    if problem.endswith(_FOREIGN):
        return "remove it"
    again = "--retry-errors" if re.search(r"-r\d{3}|retry-", problem) else "the same command"
    return f"run {again} again to rebuild it"


def problems(root: Path) -> Iterator[str]:
    """Yield the missing, altered and foreign files of a run's folder, one line each."""
    run = binding(settings_in(root))
    found = [line for part in (Part(root), *retries_of(root)) for line in part.problems(run)]
    yield from found
    yield from _foreign_files(root)
    errors = root / "errors.jsonl"
    if not found and Part(root).summary.exists() and not _same_lines(errors, errors_left(root, whole_retries(root, run))):
        yield f"{errors.name} does not hold the error lines of the shards"


def unfinished(root: Path) -> str | None:
    """The pass that was stopped and not resumed, as text; None if all are finished."""
    if not Part(root).summary.exists():
        return "the run is not finished"
    left = [part.retry for part in retries_of(root) if not part.summary.exists()]
    return f"retry {left[0]} is not finished" if left else None


def counts(root: Path) -> dict[str, int]:
    """Numbers of records, shards and remaining errors of a finished run and its retries."""
    summaries = [json.loads(part.summary.read_bytes()) for part in (Part(root), *retries_of(root))]
    found = {noun: sum(one[noun] for one in summaries) for noun in ("records", "shards")}
    return found | {"errors": sum(1 for _ in lines_of(root / "errors.jsonl"))}


def _foreign_files(root: Path) -> Iterator[str]:
    """Yield files that are named like records but are not shards."""
    for path in sorted(root.glob("records-*.jsonl")):
        match = _SHARD.fullmatch(path.name)
        if not match or path != Part(root, int((match["tag"] or "r0-")[1:-1])).file("records", int(match["number"])):
            yield f"{path.name}{_FOREIGN}"


def _same_lines(path: Path, wanted: Iterable[str]) -> bool:
    with suppress(OSError, ValueError), path.open(encoding="utf-8", newline="\n") as found:
        return all(one == f"{other}\n" for one, other in zip_longest(found, wanted))
    return False


def record_files(root: Path, *, check: bool = True) -> list[Path]:
    """The record files of a run in order, then those of its retries; checked first unless ``check`` is false."""
    if not is_run(root):
        return sorted(root.glob("records-*.jsonl"))
    if check:
        found = list(problems(root))
        if found:
            more = f" ({len(found) - 1} more like this: `newsextract check`)" if len(found) > 1 else ""
            raise InputError(f"{found[0]}{more}", where=str(root), fix=how_to_fix(found[0]))
        if what := unfinished(root):
            logging.getLogger("newsextract").warning("%s: %s; this is what it has so far", root, what)
    kind = "manifest" if check else "records"
    parts = (Part(root), *retries_of(root))
    return [part.file("records", number) for part in parts for number in part.numbers([kind])]
