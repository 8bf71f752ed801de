"""A run over many pages into a folder: shards, errors, a manifest; killed at any moment, it goes on where it was.

The input is read in its own order and cut into shards of a fixed number of items. A shard's files are written under a
temporary name and renamed when they are complete, its manifest last: a shard is done when its manifest is there. What
was under way when a run was killed is done again, so the output is byte-identical to that of an undisturbed run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Self

from newsextract.batch import IN_FLIGHT, Extracted, check_config, ordered, start_worker
from newsextract.config import Config
from newsextract.errors import ConfigError, Failure
from newsextract.page import Page
from newsextract.printable import json_text
from newsextract.shards import SHARD, ManifestRow, Pass, Runner, Summary, item_key, lines_of, shard_files, write_whole
from newsextract.spawning import check_main

__all__ = ["ManifestRow", "Summary", "Workers", "gathered_errors", "item_key", "locked", "processes", "run_to"]


def run_to(
    folder: str | os.PathLike[str],
    items: Iterable[Page | Failure],
    *,
    inputs: list[str],
    reading: Mapping[str, str | None] | None = None,
    fetch: Mapping[str, Any] | None = None,
    config: Config | None = None,
    workers: int = 1,
    timeout: float = 120.0,
    shard: int = SHARD,
    runner: Runner | None = None,
    progress: Callable[[Summary], None] | None = None,
) -> Summary:
    """Extract all items into a folder, or go on with what an earlier call left.

    Parameters
    ----------
    folder
        Where ``records-NNNNN.jsonl``, ``manifest-NNNNN.jsonl``, ``errors.jsonl``, ``run.json`` and, at the end,
        ``summary.json`` go.
    items
        Pages in a stable order: the same call must read the same input again, longer at most.
    inputs
        What the user gave, kept in ``run.json``.
    reading
        How it was read, as far as the pages depend on it; kept in ``run.json``.
    fetch
        How it was fetched, kept in ``run.json`` for a retry; a call that goes on may fetch in another way.
    config, timeout
        As in :func:`newsextract.batch.run`.
    workers
        Processes. Also a single one is a process of its own, so that a page that kills it does not end the run.
    shard
        Items in one shard.
    runner
        Another function that maps pages to results in order (:mod:`newsextract.ray_runner`).
    progress
        Called after each item.

    Returns
    -------
    Summary
        Counts over the whole folder.

    Raises
    ------
    ConfigError
        When the folder holds a run of another input, version or configuration, when the input has changed since, or
        when another process is writing to it. Before the folder is made: when a gazetteer cannot be read, and when a
        script without a ``__main__`` guard asks for workers.
    """
    root = Path(folder)
    settings = config or Config()
    check_config(settings)
    if runner is None:
        check_main()
    with locked(root):
        _check_settings(root, inputs, dict(reading or {}), dict(fetch or {}), settings, shard)
        session = Pass(root, runner or processes(settings, workers, timeout), shard=shard, progress=progress)
        summary = session.go(items)
        write_whole(root / "errors.jsonl", gathered_errors(root))
        write_whole(root / "summary.json", summary.to_json())
    return summary


def processes(config: Config, workers: int, timeout: float) -> Runner:
    """Give the runner that works in processes, also when it is only one: a page that kills it must not end the run."""

    def extract(items: Iterable[Page | Failure]) -> Generator[Extracted | Failure]:
        with Workers(config, workers, timeout) as pool:
            yield from pool.extract(items)

    return extract


class Workers:
    """Processes with the models loaded, which may be given one input after the other.

    Parameters
    ----------
    config, timeout
        As in :func:`newsextract.batch.run`.
    count
        How many, at least one.

    Examples
    --------
    >>> with Workers(Config(), 2, 60.0) as pool:  # doctest: +SKIP
    ...     results = list(pool.extract(pages))
    """

    def __init__(self, config: Config, count: int, timeout: float) -> None:
        from pebble import ProcessPool

        check_main()
        self.config = config
        self.timeout = timeout
        self.count = max(1, count)
        self.pool = ProcessPool(self.count, initializer=start_worker, initargs=(config,), context=get_context("spawn"))

    def extract(self, items: Iterable[Page | Failure]) -> Iterator[Extracted | Failure]:
        """Yield the result of each item, in order."""
        yield from ordered(self.pool, items, self.config, self.count * IN_FLIGHT, self.timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.pool.close()  # type: ignore[no-untyped-call,unused-ignore]
        else:
            self.pool.stop()  # type: ignore[no-untyped-call,unused-ignore]
        self.pool.join()


class locked:  # noqa: N801  used like a function
    """Hold a run's folder, made when missing.

    Raises
    ------
    ConfigError
        When another process holds it, or it cannot be made.
    """

    def __init__(self, root: Path) -> None:
        from filelock import FileLock

        try:
            root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(
                f"the folder cannot be made ({error.strerror})", where=str(root), fix="give another --to"
            ) from error
        self.root = root
        self.lock = FileLock(root / ".lock", timeout=0)

    def __enter__(self) -> None:
        from filelock import Timeout

        try:
            self.lock.acquire()
        except Timeout as error:
            raise ConfigError(
                "another run is writing to this folder", where=str(self.root), fix="wait, or give another --to"
            ) from error

    def __exit__(self, *_: object) -> None:
        self.lock.release()


def _check_settings(
    root: Path, inputs: list[str], reading: dict[str, str | None], fetch: dict[str, Any], config: Config, shard: int
) -> None:
    from newsextract.pipeline import provenance, unlike

    made_by = provenance(config).model_dump()
    wanted = {"inputs": inputs, "reading": reading, "shard": shard, "made_by": made_by}
    path = root / "run.json"
    if path.exists():
        found = json.loads(path.read_text(encoding="utf-8"))
        for key, value in wanted.items():
            if found.get(key) != value:
                what = f"the folder holds a run with other {key} ({unlike(found.get(key), value)})"
                raise ConfigError(what, where=str(root), fix="give another --to")
    elif any(root.glob("records-*.jsonl")):
        raise ConfigError("the folder holds records but no run.json", where=str(root), fix="give another --to")
    else:
        settings = {"gazetteers": list(config.gazetteers), "max_bytes": config.max_bytes, "fetch": fetch}
        write_whole(path, json_text(wanted | {"settings": settings}, indent=1) + "\n")


def gathered_errors(root: Path, also: int = 0) -> list[str]:
    """Give the error lines that stand after every finished retry.

    Parameters
    ----------
    root
        The run's folder.
    also
        Number of a retry that counts although it has not been marked as finished.
    """
    lines = [line for path in shard_files(root, "errors") for line in lines_of(path)]
    for path in sorted(root.glob("retry-*.json")):
        number = int(path.stem.removeprefix("retry-"))
        tag = f"r{number:03}-"
        if number != also and not (root / f"summary-{tag[:-1]}.json").exists():
            continue
        tried = _tried(root, tag, json.loads(path.read_text(encoding="utf-8")))
        left = [line for part in shard_files(root, "errors", tag) for line in lines_of(part)]
        lines = [line for line in lines if json.loads(line)["input"] not in tried] + left
    return lines


def _tried(root: Path, tag: str, wanted: list[str]) -> set[str]:
    """Inputs that a retry met again; what it did not find any more (standard input, say) keeps its error line."""
    met = {json.loads(line)["input"] for part in shard_files(root, "manifest", tag) for line in lines_of(part)}
    return met | {name for name in wanted if name not in met and any(other.startswith(name) for other in met)}
