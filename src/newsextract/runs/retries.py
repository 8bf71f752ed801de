"""Retries of the failures of a run: recovered records become further shards, what still fails stays in the error file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsextract.atomic import real_path
from newsextract.compact import Names
from newsextract.config import Config
from newsextract.errors import ConfigError, Failure, InputError
from newsextract.page import Page
from newsextract.printable import writable
from newsextract.runs.folder import check_writable, locked, page_runner, recorded_keys, under_first_names
from newsextract.runs.shards import Pass, Runner, Summary, write_whole
from newsextract.sources import folder, wacz, warc
from newsextract.stores import run_folder
from newsextract.stores.run_folder import Part
from newsextract.stores.seals import binding, lines_of, sealed_lines

_ERROR_FILE_FIX = "give the errors.jsonl in a run's folder, or the run's folder with --to"


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run was made, according to its ``run.json``."""

    folder: Path
    inputs: list[str]  # inputs as the user gave them
    places: list[str]  # where they are now
    reading: dict[str, str | None]  # options of reading that affect the pages
    config: Config
    fetch: dict[str, Any]  # options of fetching: ``allow_private``, ``delay``, ``warc``; empty if the run has none
    run: str  # digest that ties the shards to their run


def settings_of(folder: str | os.PathLike[str]) -> Settings:
    """Read the settings of a run; raise a ConfigError unless it is finished, whole, and of this version and configuration."""
    from newsextract.pipeline import differences, provenance

    root = Path(folder)
    if not (root / "run.json").exists():
        raise ConfigError("there is no run in this folder", where=str(root), fix=_ERROR_FILE_FIX)
    found = run_folder.settings_in(root)
    first = "give its own command again first"
    try:
        given = dict(found["settings"])
        fetch = given.pop("fetch", None) or {}
        config = Config.of(given)
        settings = Settings(
            root, found["inputs"], found.get("places", found["inputs"]), found["reading"], config, fetch, binding(found)
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"run.json lacks settings ({error})", where=str(root), fix=first) from error
    if not Part(root).summary.exists():
        raise ConfigError("the run is not finished", where=str(root), fix=first)
    now = provenance(config).model_dump(mode="json")
    if found["made_by"] != now:
        what = f"the run was made by another version or configuration ({differences(found['made_by'], now)})"
        raise ConfigError(what, where=str(root), fix="run it again into another --to")
    for problem in Part(root).problems(settings.run):
        raise ConfigError(problem, where=str(root), fix=first)
    return settings


def retry(
    settings: Settings,
    errors: str | os.PathLike[str],
    read: Callable[[str], Iterator[Page | Failure]],
    *,
    workers: int = 1,
    timeout: float = 120.0,
    runner: Runner | None = None,
    progress: Callable[[Summary], None] | None = None,
) -> Summary:
    """Retry the failures of a run; after a kill at any moment, the same call resumes.

    ``errors`` is the run's ``errors.jsonl`` or a file with some of its lines. ``read`` reads one of :attr:`Settings.inputs`, of
    which only those are read that the failures name; the other arguments are those of :func:`newsextract.runs.run_to`. The
    summary's ``records`` count the recovered pages, its ``errors`` those that still fail.
    """
    root = settings.folder
    check_writable(root)
    with page_runner(runner, settings.config, workers, timeout) as work, locked(root):
        done = run_folder.whole_retries(root, settings.run)
        part = _part_to_write(root, Path(errors), done)
        seen = recorded_keys([Part(root), *done])
        session = Pass(part, work, settings.run, progress=progress, seen=seen)
        summary = session.go(_items_again(settings, part, read))
        write_whole(root / "errors.jsonl", run_folder.errors_left(root, sorted([*done, part])))
        write_whole(part.summary, part.summary_text())
    return summary


def read_failures(folder: str | os.PathLike[str], errors: str | os.PathLike[str]) -> Iterator[Failure]:
    """Read an error file; the run's own is read from its shards, so that a lost or edited file does not matter."""
    root, path = Path(folder), Path(errors)
    if real_path(path) == (root / "errors.jsonl").resolve():
        lines = run_folder.errors_left(root, run_folder.whole_retries(root, binding(run_folder.settings_in(root))))
    elif path.is_file():
        lines = lines_of(path)
    else:
        raise InputError("there is no such error file", where=str(path), fix=_ERROR_FILE_FIX)
    number = 0
    try:
        for number, line in enumerate(lines, 1):  # noqa: B007  the message names it
            yield Failure(**json.loads(line))
    except (ValueError, TypeError) as error:
        raise InputError("this is not a line of an error file", where=f"{path}:{number}", fix=_ERROR_FILE_FIX) from error


def _part_to_write(root: Path, errors: Path, done: list[Part]) -> Part:
    """Return an unfinished or damaged retry, or a new one, whose list of names is written."""
    before = run_folder.retries_of(root)
    if left := [part for part in before if part not in done]:
        return left[0]
    part = Part(root, max((one.retry for one in before), default=0) + 1)
    names = (json.dumps(failure.input, ensure_ascii=False) for failure in read_failures(root, errors))
    write_whole(part.asked, sealed_lines(names, part.asked.stem))
    return part


def _items_again(settings: Settings, part: Part, read: Callable[[str], Iterator[Page | Failure]]) -> Iterator[Page | Failure]:
    inputs = settings.inputs
    names = Names(part.names())
    wanted: set[str] = set()
    shown = {spec: writable(spec) for spec in inputs}  # as failures name them
    for name in part.names():
        wanted.update(spec for spec in inputs if spec not in wanted and name.startswith(shown[spec]))
    wanted.update(_archives_before(inputs, wanted))
    for spec, place in zip(inputs, settings.places, strict=True):
        for item in under_first_names(read(place), [place], [spec]) if spec in wanted else ():
            if shown[spec] in names or (item.input if isinstance(item, Failure) else item.name) in names:
                yield item


def _archives_before(inputs: list[str], wanted: set[str]) -> list[str]:
    """The archives before the last one wanted, to whose captures its revisit records may refer."""
    archives = [spec for spec in inputs if any(kind.accepts(spec) for kind in (warc, wacz, folder))]
    return archives[: max((number for number, spec in enumerate(archives) if spec in wanted), default=0)]
