"""``newsextract run``."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from newsextract.cli import reading
from newsextract.cli.output import exit_on_interrupt, say
from newsextract.printable import one_line

if TYPE_CHECKING:
    from newsextract.fetch import Settings
    from newsextract.runs.shards import Summary
    from newsextract.sources.base import Options

#: suffix of the keys under which a run stores the columns of its input tables
_COLUMN = " column"
_CORES = os.cpu_count() or 1


def run(
    ctx: typer.Context,
    inputs: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="INPUT",
            help="An input: a list of addresses, a folder, a table, a WARC file, JSON Lines … May be repeated.",
        ),
    ] = None,
    to: Annotated[Path | None, typer.Option("--to", help="Folder for records, errors and manifest.")] = None,
    text_column: reading.TextColumn = None,
    title_column: reading.TitleColumn = None,
    date_column: reading.DateColumn = None,
    url_column: reading.UrlColumn = None,
    id_column: reading.IdColumn = None,
    workers: reading.Workers = _CORES,
    engine: Annotated[
        Literal["processes", "ray"], typer.Option("--engine", help="Run on processes of this machine, or on a Ray cluster.")
    ] = "processes",
    retry_errors: Annotated[
        Path | None, typer.Option("--retry-errors", help="Retry the inputs in this error file of a finished run.")
    ] = None,
    gazetteer: reading.Gazetteers = None,
    profile: reading.SiteProfiles = None,
    max_bytes: reading.MaxBytes = reading.MAX_BYTES,
    keep_doubtful: reading.KeepDoubtful = False,
    names: reading.Names = None,
    timeout: reading.Timeout = 120,
    shard: Annotated[int, typer.Option("--shard", min=1, help="Number of items per file of records.")] = 500,
    archive: reading.ArchiveTime = None,
    contact: reading.Contact = None,
    delay: reading.Delay = 1.0,
    warc: reading.Warc = None,
    refresh: reading.Refresh = False,
    allow_private: reading.AllowPrivate = False,
    proxy: reading.Proxy = None,
    wayback: reading.Wayback = reading.WAYBACK,
) -> None:
    """Extract a large input into a folder. If it is stopped, give the same command again to resume.

    Example: newsextract run --from saved_pages/ --to out/
    """
    from newsextract.runs.retries import settings_of

    folder = _folder(inputs, to, retry_errors)
    given = inputs or []
    previous = settings_of(folder) if retry_errors else None
    previous_fetch = previous.fetch if previous else {}
    own_delay = getattr(ctx.get_parameter_source("delay"), "name", "") != "DEFAULT"
    fetch = reading.fetch_settings(
        contact=contact,
        delay=delay if own_delay else float(previous_fetch.get("delay", delay)),
        warc=warc or (Path(previous_fetch["warc"]) if previous_fetch.get("warc") else folder / "fetched.warc.gz"),
        refresh=refresh,
        allow_private=allow_private or bool(previous_fetch.get("allow_private")),
        proxy=proxy,
        max_bytes=max_bytes,
    )
    stored_fetch = {"allow_private": allow_private, "delay": delay, "warc": str(warc) if warc else None}
    with exit_on_interrupt("stopped; give the same command again to resume"), reading.progress(given) as bar:
        config = (
            previous.config
            if previous
            else reading.config(gazetteer, max_bytes, profiles=profile, keep_doubtful=keep_doubtful, names=names)
        )
        kwargs: dict[str, Any] = {"workers": workers, "timeout": timeout, "runner": None}
        if engine == "ray":
            from newsextract.runs.ray import ray_runner

            kwargs["runner"] = ray_runner(config, workers=workers, timeout=timeout)
        kwargs["progress"] = lambda summary: bar(summary.records, summary.errors)
        if retry_errors:
            summary = _retry(folder, retry_errors, fetch, kwargs)
        else:
            when = reading.archive_time(archive)
            reading.check_inputs(given)
            options = _options(folder, fetch, when, wayback, max_bytes)
            options.columns = reading.columns(text_column, title_column, date_column, url_column, id_column)
            summary = _run(folder, given, options, kwargs | {"config": config, "shard": shard, "fetch": stored_fetch})
    _report(summary, folder, retried=bool(retry_errors))


def _folder(inputs: list[str] | None, to: Path | None, retry_errors: Path | None) -> Path:
    if retry_errors:
        if inputs:
            raise typer.BadParameter("--retry-errors takes its inputs from the run's folder: leave out --from")
        return to or retry_errors.parent
    if not inputs or not to:
        raise typer.BadParameter("give --from INPUT and --to FOLDER, or --retry-errors FOLDER/errors.jsonl")
    return to


def _options(
    folder: Path, fetch: Settings, archive: str | None, wayback: str, max_bytes: int, retry: Iterable[str] = ()
) -> Options:
    from newsextract.fetch.journal import JournalClient
    from newsextract.sources.base import Options

    options = Options(max_bytes=max_bytes, fetch=fetch, archive=archive, wayback=wayback, note=say)
    options.client = JournalClient(fetch, folder / "fetch-failures.jsonl", retry=retry)
    return options


def _run(folder: Path, inputs: list[str], options: Options, more: dict[str, Any]) -> Summary:
    from newsextract.runs import run_to

    settings = {"archive": options.archive, "wayback": options.wayback}
    settings |= {f"{field}{_COLUMN}": column for field, column in options.columns.items()}
    return run_to(folder, reading.items(inputs, options), inputs=inputs, reading=settings, **more)


def _retry(folder: Path, errors: Path, fetch: Settings, more: dict[str, Any]) -> Summary:
    from dataclasses import replace

    from newsextract.runs import retries

    previous = retries.settings_of(folder)
    asked = (failure.url for failure in retries.read_failures(folder, errors) if failure.url)
    settings = replace(fetch, max_bytes=previous.config.max_bytes)
    wayback = previous.reading.get("wayback") or reading.WAYBACK
    options = _options(folder, settings, previous.reading.get("archive"), wayback, previous.config.max_bytes, asked)
    columns = {name.removesuffix(_COLUMN): column for name, column in previous.reading.items() if name.endswith(_COLUMN)}
    options.columns = {field: column for field, column in columns.items() if column}
    return retries.retry(folder, errors, lambda spec: reading.items([spec], options), **more)


def _report(summary: Summary, folder: Path, *, retried: bool) -> None:
    failed = f"{summary.errors:,} {'still fail' if retried else 'failed'}"
    where = f" (see {folder / 'errors.jsonl'})" if summary.errors else ""
    duplicates = f", {summary.duplicates:,} skipped as duplicates" if summary.duplicates else ""
    skipped = f", {summary.skipped:,} of them done before" if summary.skipped else ""
    typer.echo(f"{reading.counted(summary.records, 'record')}, {failed}{duplicates}{skipped}{where}", err=True)
    for reason, count in summary.reasons.most_common():
        typer.echo(f"  {count:,} × {reason}", err=True)
    if summary.errors and _may_succeed(folder / "errors.jsonl"):
        say(f"some may succeed later: newsextract run --retry-errors {one_line(str(folder / 'errors.jsonl'))}")
    raise typer.Exit(1 if summary.errors else 0)


def _may_succeed(errors: Path) -> bool:
    """Whether an error file has a failure that a retry may mend."""
    if not errors.is_file():
        return False
    with errors.open(encoding="utf-8") as lines:
        return any('"retriable": true' in line for line in lines)
