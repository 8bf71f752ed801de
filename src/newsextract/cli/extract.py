"""``newsextract extract``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsextract.cli import reading

if TYPE_CHECKING:
    from typing import IO

    from newsextract.errors import Failure


def extract(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT…",
            help="HTML or corpus text files, folders of them, JSON Lines (.gz, .xz), WARC, addresses, lists of them, or -",
        ),
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write the records here; standard output otherwise.")
    ] = None,
    errors: Annotated[
        Path | None,
        typer.Option("--errors", help="Write a JSON line for each input that gave no record; else they are printed."),
    ] = None,
    workers: reading.Workers = 1,
    gazetteer: reading.Gazetteers = None,
    max_bytes: reading.MaxBytes = reading.MAX_BYTES,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, help="Seconds for one page (with two workers or more).")
    ] = 120,
    archive: reading.ArchiveTime = None,
    contact: reading.Contact = None,
    delay: reading.Delay = 1.0,
    warc: reading.Warc = None,
    refresh: reading.Refresh = False,
    allow_private: reading.AllowPrivate = False,
    wayback: reading.Wayback = reading.WAYBACK,
) -> None:
    """Extract one record per article, as JSON Lines in input order."""
    import contextlib
    import sys

    from newsextract.batch import run
    from newsextract.config import Config
    from newsextract.errors import Failure
    from newsextract.sources.base import Options

    config = Config(gazetteers=tuple(map(str, gazetteer or ())), max_bytes=max_bytes)
    config.digest()
    fetch = reading.fetch_settings(
        contact=contact, delay=delay, warc=warc, refresh=refresh, allow_private=allow_private, max_bytes=max_bytes
    )
    options = Options(max_bytes=max_bytes, fetch=fetch, archive=reading.archive_time(archive), wayback=wayback)
    done = 0
    failures: list[Failure] = []
    with contextlib.ExitStack() as stack:
        out: IO[bytes] = stack.enter_context(_writable(output)) if output else sys.stdout.buffer
        error_file = stack.enter_context(_writable(errors)) if errors else None
        advance = stack.enter_context(reading.progress())
        for result in run(reading.items(inputs, options), config=config, workers=workers, timeout=timeout):
            if isinstance(result, Failure):
                failures.append(result)
                if error_file:
                    error_file.write(result.to_json().encode() + b"\n")
            else:
                out.write(result.line.encode() + b"\n")
                done += 1
            advance(done, len(failures))
        out.flush()
    if not errors:
        for failure in failures:
            typer.echo(failure.message, err=True)
    where = f" (see {errors})" if errors and failures else ""
    typer.echo(f"{reading.counted(done, 'record')}, {len(failures):,} failed{where}", err=True)
    raise typer.Exit(1 if failures else 0)


def _writable(path: Path) -> IO[bytes]:
    try:
        return path.open("wb")
    except OSError as error:
        raise typer.BadParameter(
            f"{path}: cannot be written ({error.strerror}); give a path in a folder that exists"
        ) from error
