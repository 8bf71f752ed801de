"""Read and check the folder of a run: the run itself and its retries (passes), and the error lines that remain."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path
from typing import Any

from newsextract.compact import Names
from newsextract.errors import InputError
from newsextract.stores.seals import (
    KINDS,
    binding,
    check_shard,
    difference,
    lines_of,
    name_of,
    rows_of,
    seal_of,
    settings_seal,
)

_SHARD = re.compile(r"(?P<kind>records|errors|manifest)-(?P<tag>r\d{3,}-)?(?P<number>\d{5,})\.jsonl", re.ASCII)
_FOREIGN = " is not a file of this run"
_RETRY = re.compile(r"(?:(?:records|errors|manifest|summary)-r|retry-)(\d{3,})(?:-\d+)?\.jsonl?", re.ASCII)


def shard_numbers(root: Path, tag: str = "", kinds: Iterable[str] = KINDS) -> list[int]:
    """Sorted numbers of the shards that have a file."""
    wanted = set(kinds)
    found = (_SHARD.fullmatch(path.name) for path in root.glob(f"*-{tag}*.jsonl"))
    return sorted({int(m["number"]) for m in found if m and (m["tag"] or "") == tag and m["kind"] in wanted})


def retries_of(root: Path) -> list[int]:
    """Sorted numbers of the retries that have a file."""
    found = (_RETRY.fullmatch(path.name) for path in root.glob("*-*.json*"))
    return sorted({int(match[1]) for match in found if match})


def tag_of(retry: int) -> str:
    """The tag in the file names of a retry; empty for 0, the run itself."""
    return f"r{retry:03}-" if retry else ""


def summary_file(root: Path, tag: str) -> Path:
    """The summary of a pass, which exists only when the pass is finished."""
    return root / (f"summary-{tag[:-1]}.json" if tag else "summary.json")


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


def summary_of(root: Path, tag: str) -> str:
    """The text of the summary, from the seals and error lines of a pass whose shards are whole."""
    records = errors = rows = 0
    reasons: Counter[str] = Counter()
    seals = hashlib.sha256()
    numbers = shard_numbers(root, tag, ["manifest"])
    for number in numbers:
        seal = seal_of(root / name_of("manifest", tag, number)) or {}
        seals.update(json.dumps(seal, sort_keys=True).encode())
        records += seal["records"]["lines"]
        errors += seal["errors"]["lines"]
        rows += seal["rows"]["lines"]
        reasons.update(json.loads(line)["reason"] for line in lines_of(root / name_of("errors", tag, number)))
    counts = {"records": records, "errors": errors, "duplicates": rows - records - errors}
    more = {"reasons": dict(sorted(reasons.items())), "shards": len(numbers), "sha256": seals.hexdigest()}
    return json.dumps(counts | more, ensure_ascii=False, indent=1) + "\n"


def pass_problems(root: Path, tag: str, run: str) -> Iterator[str]:
    """Yield the problems of a pass, one line each."""
    summary = summary_file(root, tag)
    count = shard_count(root, tag)
    found = [line for number in range(count) for line in check_shard(root, tag, number, run).problems]
    yield from found
    yield from _left_over(root, tag, count)
    if summary.exists() and not found and not _has_text(summary, summary_of(root, tag)):
        yield f"{summary.name} does not agree with the shards"
    if tag and (problem := _list_problem(root, tag)):
        yield problem


def _left_over(root: Path, tag: str, count: int) -> Iterator[str]:
    """Yield files after the last shard; an unfinished pass may have one partial shard, from a stop between two renames."""
    first = count if summary_file(root, tag).exists() else count + 1
    for number in shard_numbers(root, tag):
        files = (root / name_of(kind, tag, number) for kind in KINDS if number >= first)
        yield from (f"{path.name}{_FOREIGN}" for path in files if path.exists())


def _has_text(path: Path, text: str) -> bool:
    with suppress(OSError):
        return path.read_bytes() == text.encode()
    return False


def shard_count(root: Path, tag: str) -> int:
    """The number of shards that a pass should have, by its summary and its manifests."""
    sealed = shard_numbers(root, tag, ["manifest"])
    return max(_shards_in(summary_file(root, tag)), sealed[-1] + 1 if sealed else 0)


def _shards_in(summary: Path) -> int:
    with suppress(OSError, ValueError, TypeError, KeyError):
        return min(int(json.loads(summary.read_bytes())["shards"]), 10_000_000)
    return 0


def whole_retries(root: Path, run: str) -> list[int]:
    """The numbers of the retries that are finished and intact."""
    done = [n for n in retries_of(root) if summary_file(root, tag_of(n)).exists()]
    return [n for n in done if not any(pass_problems(root, tag_of(n), run))]


def errors_left(root: Path, retries: Iterable[int]) -> Iterator[str]:
    """Yield the error lines that remain after these retries, in order."""
    lines = _shard_lines(root, "")
    for number in retries:
        lines = _errors_after(root, lines, tag_of(number))
    return lines


def _shard_lines(root: Path, tag: str) -> Iterator[str]:
    for number in shard_numbers(root, tag, ["manifest"]):
        yield from lines_of(root / name_of("errors", tag, number))


def _errors_after(root: Path, lines: Iterator[str], tag: str) -> Iterator[str]:
    tried = Names(_tried(root, tag))
    yield from (line for line in lines if json.loads(line)["input"] not in tried)
    yield from _shard_lines(root, tag)


def _tried(root: Path, tag: str) -> Iterator[str]:
    """Names of the inputs that a retry tried; an input that it could not find again (stdin, say) keeps its error line."""
    inputs = set(settings_in(root)["inputs"])
    asked = [name for name in retry_names(root, tag) if name in inputs]  # whole inputs that could not be read
    for number in shard_numbers(root, tag, ["manifest"]):
        for row in rows_of(root / name_of("manifest", tag, number)):
            yield row["input"]
            for name in [one for one in asked if row["input"].startswith(one)]:
                asked.remove(name)
                yield name


def retry_names(root: Path, tag: str) -> Iterator[str]:
    """Yield the names of the inputs that a retry was asked to try."""
    if problem := _list_problem(root, tag):
        raise InputError(problem, where=str(root), fix=f"remove the files of this retry (*{tag[1:-1]}*), and retry again")
    path = root / f"retry-{tag[1:-1]}.jsonl"
    for line in lines_of(path):
        name = json.loads(line)
        if isinstance(name, str):
            yield name


def _list_problem(root: Path, tag: str) -> str | None:
    path = root / f"retry-{tag[1:-1]}.jsonl"
    return difference(path, seal_of(path) or {})


def is_run(root: Path) -> bool:
    """Whether a run wrote the folder; a hand-made folder of JSON Lines is not a run."""
    return (root / "run.json").exists() or bool(shard_numbers(root, "", ["manifest"])) or (root / "summary.json").exists()


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
    tags = [tag_of(number) for number in (0, *retries_of(root))]
    found = [line for tag in tags for line in pass_problems(root, tag, run)]
    yield from found
    yield from _foreign_files(root)
    errors = root / "errors.jsonl"
    if not found and summary_file(root, "").exists() and not _same_lines(errors, errors_left(root, whole_retries(root, run))):
        yield f"{errors.name} does not hold the error lines of the shards"


def unfinished(root: Path) -> str | None:
    """The pass that was stopped and not resumed, as text; None if all are finished."""
    if not summary_file(root, "").exists():
        return "the run is not finished"
    left = [number for number in retries_of(root) if not summary_file(root, tag_of(number)).exists()]
    return f"retry {left[0]} is not finished" if left else None


def _foreign_files(root: Path) -> Iterator[str]:
    """Yield files that are named like records but are not shards."""
    for path in sorted(root.glob("records-*.jsonl")):
        match = _SHARD.fullmatch(path.name)
        if not match or path.name != name_of("records", match["tag"] or "", int(match["number"])):
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
    tags = [tag_of(number) for number in (0, *retries_of(root))]
    return [root / name_of("records", tag, number) for tag in tags for number in shard_numbers(root, tag, [kind])]
