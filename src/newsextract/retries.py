"""The second try of what failed in a run: recovered records become further shards, what still fails stays in the file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsextract.config import Config
from newsextract.errors import ConfigError, Failure, InputError
from newsextract.page import Page
from newsextract.printable import writable
from newsextract.runs import gathered_errors, locked, processes
from newsextract.shards import Pass, Runner, Summary, lines_of, write_whole


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run's folder says of how it was made.

    Attributes
    ----------
    inputs
        What the user gave.
    reading
        How it was read.
    config
        Settings of the extraction.
    fetch
        How it was fetched: ``allow_private``, ``delay``, ``warc``; empty when the run did not say.
    """

    inputs: list[str]
    reading: dict[str, str | None]
    config: Config
    fetch: dict[str, Any]


def settings_of(folder: str | os.PathLike[str]) -> Settings:
    """Read a run's settings.

    Raises
    ------
    ConfigError
        When the folder holds no finished run, or one of another version or configuration.
    """
    from newsextract.pipeline import provenance

    root = Path(folder)
    try:
        found: dict[str, Any] = json.loads((root / "run.json").read_text(encoding="utf-8"))
        given = found["settings"]
        config = Config(gazetteers=tuple(given["gazetteers"]), max_bytes=given["max_bytes"])
        settings = Settings(found["inputs"], found["reading"], config, dict(given.get("fetch") or {}))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            "there is no run in this folder", where=str(root), fix="give the errors.jsonl in a run's folder"
        ) from error
    if not (root / "summary.json").exists():
        raise ConfigError("the run is not finished", where=str(root), fix="give its own command again first")
    if found["made_by"] != provenance(config).model_dump():
        raise ConfigError(
            "the run was made by another version or configuration", where=str(root), fix="run it again into another --to"
        )
    return settings


def retry(
    folder: str | os.PathLike[str],
    errors: str | os.PathLike[str],
    read: Callable[[str], Iterator[Page | Failure]],
    *,
    workers: int = 1,
    timeout: float = 120.0,
    runner: Runner | None = None,
    progress: Callable[[Summary], None] | None = None,
) -> Summary:
    """Do again what failed; killed at any moment, the same call goes on where it was.

    Parameters
    ----------
    folder
        A finished run.
    errors
        Its ``errors.jsonl``, or a file with some of those lines.
    read
        Reads one input of :attr:`Settings.inputs`; only the inputs that the failures name are read.
    workers, timeout, runner, progress
        As in :func:`newsextract.runs.run_to`.

    Returns
    -------
    Summary
        Counts of this retry: ``records`` are those recovered, ``errors`` what still fails.

    Raises
    ------
    ConfigError
        When the folder holds no finished run, or another process is writing to it.
    InputError
        When the error file cannot be read.
    """
    root = Path(folder)
    settings = settings_of(root)
    with locked(root):
        number, names = _begin(root, Path(errors))
        tag = f"r{number:03}-"
        session = Pass(
            root,
            runner or processes(settings.config, workers, timeout),
            progress=progress,
            tag=tag,
            seen=_recorded(root, tag),
        )
        summary = session.go(_again(settings.inputs, names, read))
        write_whole(root / "errors.jsonl", gathered_errors(root, also=number))
        write_whole(root / f"summary-{tag[:-1]}.json", summary.to_json())
    return summary


def failed(errors: str | os.PathLike[str]) -> list[Failure]:
    """Read an error file.

    Raises
    ------
    InputError
        When it cannot be read, or a line is no failure.
    """
    path = Path(errors)
    if not path.is_file():
        raise InputError("there is no such error file", where=str(path), fix="give the errors.jsonl in a run's folder")
    found = []
    for number, line in enumerate(lines_of(path), 1):
        try:
            found.append(Failure(**json.loads(line)))
        except (ValueError, TypeError) as error:
            raise InputError(
                "this is no line of an error file", where=f"{path}:{number}", fix="give a run's errors.jsonl"
            ) from error
    return found


def _begin(root: Path, errors: Path) -> tuple[int, set[str]]:
    """Number and inputs of the retry that was left unfinished, or of a new one."""
    before = sorted(root.glob("retry-*.json"))
    number = len(before)
    if before and not (root / f"summary-r{number:03}.json").exists():
        return number, set(json.loads(before[-1].read_text(encoding="utf-8")))
    names = sorted({failure.input for failure in failed(errors)})
    write_whole(root / f"retry-{number + 1:03}.json", json.dumps(names, ensure_ascii=False, indent=1) + "\n")
    return number + 1, set(names)


def _recorded(root: Path, tag: str) -> set[bytes]:
    """Keys of the pages that have their record, this retry's own apart: it counts those while it skips them."""
    others = [path for path in root.glob("manifest-*.jsonl") if not path.name.startswith(f"manifest-{tag}")]
    rows = (json.loads(line) for path in others for line in lines_of(path))
    return {bytes.fromhex(row["key"])[:16] for row in rows if row["outcome"] == "record"}


def _again(inputs: list[str], names: set[str], read: Callable[[str], Iterator[Page | Failure]]) -> Iterator[Page | Failure]:
    for spec in inputs:
        shown = writable(spec)  # as failures name it
        whole = shown in names
        if not whole and not any(name.startswith(shown) for name in names):
            continue
        for item in read(spec):
            if whole or (item.input if isinstance(item, Failure) else item.name) in names:
                yield item
