"""``newsextract check``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsextract.cli import reading


def check(folder: Annotated[Path, typer.Argument(help="The folder of a run.")]) -> None:
    """Compare every file of a run with its checksum; list what is missing, cut short or altered.

    Example: newsextract check records/
    """
    import json

    from newsextract.stores import run_folder

    if not run_folder.is_run(folder):
        raise typer.BadParameter(f"{folder} is not the folder of a run")
    found = list(run_folder.problems(folder))
    for problem in found:
        typer.echo(f"{folder}: {problem}; {run_folder.how_to_fix(problem)}", err=True)
    if found:
        raise typer.Exit(1)
    if unfinished := run_folder.unfinished(folder):
        typer.echo(f"{folder}: {unfinished}; its files so far match their checksums", err=True)
        raise typer.Exit(1)
    counts = json.loads((folder / "summary.json").read_bytes())
    records, shards = reading.counted(counts["records"], "record"), reading.counted(counts["shards"], "shard")
    typer.echo(f"{records} and {counts['errors']:,} errors in {shards}: all checksums match", err=True)
