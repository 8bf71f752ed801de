"""A run over many pages into a folder of shards, errors and a manifest; after a kill at any moment it can be resumed.

The input is read in its own order and cut into shards of a fixed number of items. A shard's files are written under
temporary names and renamed when complete, the manifest last: a shard is done when its manifest exists. Unfinished shards
and shards damaged since are written again, so that the output is byte-identical to that of an undisturbed run.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from newsextract.config import Config, settings_of
from newsextract.errors import ConfigError, Failure, InputError, os_errors_as
from newsextract.page import Page
from newsextract.printable import json_text, writable
from newsextract.runs.extraction import check_config
from newsextract.runs.shards import SHARD_SIZE, Pass, Runner, Summary, write_whole
from newsextract.runs.workers import Pool
from newsextract.stores.run_folder import Part, errors_left, settings_in, whole_retries
from newsextract.stores.seals import BINDING, LAYOUT, binding, seal_of, settings_seal

#: an input that is no file: an address, or standard input
_ADDRESS = re.compile(r"https?://|-\Z", re.IGNORECASE)
_OTHER_TO = "give another --to"
#: what binds a run to its folder, as messages name it
_NAMES = {"layout": "layout", "inputs": "inputs", "reading": "options", "shard": "--shard", "made_by": "version or models"}


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
    shard: int = SHARD_SIZE,
    runner: Runner | None = None,
    progress: Callable[[Summary], None] | None = None,
) -> Summary:
    """Extract all items into a folder, or resume an earlier call.

    Parameters
    ----------
    folder
        Where ``records-NNNNN.jsonl``, ``manifest-NNNNN.jsonl``, ``errors.jsonl``, ``run.json`` and, at the end,
        ``summary.json`` go.
    items
        Pages in a stable order; a call that resumes must give the same items again, and may add more at the end. Their inputs
        may lie in another folder.
    inputs, reading, fetch
        The inputs as the user gave them, the options of reading that affect the pages, and the options of fetching; kept
        in ``run.json``. A call that resumes may fetch in another way.
    config, workers, timeout
        Settings, number of processes, and timeout in seconds per page.
    shard
        Items per shard.
    runner
        Another function that maps pages to results in order (:mod:`newsextract.runs.ray`).
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
        when another process is writing to the folder; before the folder is created, when a gazetteer cannot be read.
    WorkerError
        When the machine is at fault: no page can be extracted, workers do not start, page after page fails alike, or the
        disk is full. Finished shards stay, and the same call resumes.
    """
    root = Path(folder)
    part = Part(root)
    settings = settings_of(config)
    check_config(settings)
    wanted = _settings(inputs, dict(reading or {}), dict(fetch or {}), settings, shard)
    _check_settings(root, wanted)
    check_writable(root)
    with page_runner(runner, settings, workers, timeout, idle=part.summary.exists()) as work, locked(root):
        first = _check_settings(root, wanted)
        if first is None:
            first = wanted
            write_whole(root / "run.json", json_text(first, indent=1) + "\n")
        run = binding(first)
        retries = whole_retries(root, run)
        session = Pass(part, work, run, shard=shard, progress=progress, recorded=recorded_keys(retries))
        summary = session.go(under_first_names(items, inputs, first["inputs"]))
        if first.get("places", first["inputs"]) != inputs:  # the items were found to be the same
            write_whole(root / "run.json", json_text(_sealed(first | {"places": inputs}), indent=1) + "\n")
        write_whole(root / "errors.jsonl", errors_left(root, retries))
        write_whole(part.summary, part.summary_text())
    return summary


@contextmanager
def page_runner(runner: Runner | None, config: Config, workers: int, timeout: float, *, idle: bool = False) -> Iterator[Runner]:
    """Yield the runner that extracts the pages: the caller's, or a pool of processes on this machine.

    A single worker is a separate process too, so that a page that kills it does not end the run. Unless there may be
    nothing to do (``idle``), a process must first prove that a page can be extracted.
    """
    if runner is not None:
        yield runner
        return
    with Pool(config, workers, timeout) as pool:
        if not idle:
            pool.start()
        yield pool.extract


def recorded_keys(parts: Iterable[Part]) -> set[bytes]:
    """Return the keys (first 16 bytes) of the pages with a record in these passes, whose shards must be whole."""
    return {bytes.fromhex(row["key"])[:16] for part in parts for row in part.rows() if row["outcome"] == "record"}


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Lock a run's folder against other processes; it is created if missing."""
    from filelock import FileLock, Timeout

    with os_errors_as(ConfigError, "the folder cannot be made", where=root, fix=_OTHER_TO):
        root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / ".lock", timeout=0)
    with os_errors_as(ConfigError, "the folder cannot be written", where=root, fix=_OTHER_TO):
        try:
            lock.acquire()
        except Timeout as error:
            fix = f"wait, or {_OTHER_TO}"
            raise ConfigError("another run is writing to this folder", where=str(root), fix=fix) from error
    try:
        yield
    finally:
        lock.release()


def check_writable(root: Path) -> None:
    """Refuse, before any work and without making it, a folder that cannot be written or that another run writes to."""
    if root.exists():
        with locked(root):
            return
    above = next(folder for folder in root.absolute().parents if folder.exists())
    if not (above.is_dir() and os.access(above, os.W_OK)):
        raise ConfigError(f"the folder cannot be made ({above} cannot be written)", where=str(root), fix=_OTHER_TO)


def _settings(inputs: list[str], reading: dict[str, Any], fetch: dict[str, Any], config: Config, shard: int) -> dict[str, Any]:
    from newsextract.pipeline import provenance

    whole: dict[str, Any] = {"layout": LAYOUT, "inputs": inputs, "reading": reading, "shard": shard}
    whole |= {"made_by": provenance(config).model_dump(mode="json"), "settings": config.given() | {"fetch": fetch}}
    return _sealed(whole)


def _sealed(settings: dict[str, Any]) -> dict[str, Any]:
    return settings | {"seal": settings_seal(settings)}


def _check_settings(root: Path, wanted: dict[str, Any]) -> dict[str, Any] | None:
    """Return the settings in the folder if it holds this run; raise a ConfigError if it holds another.

    Inputs may have moved: whether they are the same is seen from their items.
    """
    try:
        found = settings_in(root)
    except InputError as error:
        _check_shards(root, wanted, error)
        return None
    moved = may_have_moved(found.get("inputs"), wanted["inputs"])
    for key in BINDING:
        if found.get(key) != wanted[key] and not (key == "inputs" and moved):
            what = f"the folder holds a run with other {_change(found, wanted, key)}"
            raise ConfigError(what, where=str(root), fix=_OTHER_TO)
    return found if found["inputs"] == wanted["inputs"] or Part(root).numbers() else None


def _change(found: dict[str, Any], wanted: dict[str, Any], key: str) -> str:
    """What of a run is other, and how; of settings that are represented by a checksum, their values."""
    from newsextract.pipeline import differences

    name, before, now = _NAMES[key], found.get(key), wanted[key]
    if key == "made_by" and isinstance(before, dict) and before.get("config") != now["config"]:
        settings = (run.get("settings") or {} for run in (found, wanted))
        given = [{name: value for name, value in run.items() if name != "fetch"} for run in settings]
        if given[0] != given[1]:
            name, (before, now) = "settings", given
    return f"{name} ({differences(before, now)})"


def _check_shards(root: Path, wanted: dict[str, Any], error: InputError) -> None:
    """Refuse a folder without valid settings that is not empty, unless its shards belong to this run."""
    part = Part(root)
    manifests = [part.file("manifest", number) for number in part.numbers()]
    what = None
    if any((seal_of(path) or {}).get("run") != binding(wanted) for path in manifests):
        what = f"{error.what}, and the shards are another run's"
    elif not manifests and (root / "run.json").exists():
        what = error.what
    elif not manifests and any(root.glob("records-*.jsonl")):
        what = "the folder holds records but no run.json"
    if what:
        raise ConfigError(what, where=str(root), fix=_OTHER_TO) from error


def may_have_moved(before: object, now: Sequence[str]) -> bool:
    """Whether these may be the same inputs in another place: folders, and files of the same name.

    Examples
    --------
    >>> may_have_moved(["/a/urls.txt"], ["/b/urls.txt"]), may_have_moved(["/a/urls.txt"], ["/b/list.txt"])
    (True, False)
    """
    if not isinstance(before, list) or len(before) != len(now):
        return False
    return all(old == new or _same_file(old, new) for old, new in zip(before, now, strict=True))


def _same_file(before: str, now: str) -> bool:
    if _ADDRESS.match(before) or _ADDRESS.match(now):
        return False
    return Path(before).name == Path(now).name or Path(now).is_dir()


def under_first_names(items: Iterable[Page | Failure], now: Sequence[str], before: Sequence[str]) -> Iterator[Page | Failure]:
    """Yield items under the names that they had when the inputs ``now`` were ``before``."""
    moved = [pair for pair in zip(now, before, strict=True) if pair[0] != pair[1]]
    # items of a folder are named by its path without "./" and the like, lines of a file by the path as it was given
    names = {writable(form(new)): writable(form(old)) for form in (str, _plain) for new, old in moved}
    if not names:
        yield from items
        return
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    begins = re.compile(rf"(?P<place>{longest_first})(?=[/\\:!@]|\Z)")
    for item in items:
        old = item.input if isinstance(item, Failure) else item.name
        new = begins.sub(lambda match: names[match["place"]], old, count=1) if begins.match(old) else old
        if isinstance(item, Failure):
            message = new + item.message.removeprefix(old) if item.message.startswith(old) else item.message
            yield replace(item, input=new, message=message)
        else:
            yield replace(item, name=new)


def _plain(path: str) -> str:
    return str(Path(path))
