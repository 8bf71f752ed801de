"""``newsextract run``."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from newsextract.cli import reading
from newsextract.cli.output import check_not_input, exit_on_interrupt, say
from newsextract.cli.page_options import WAYBACK, PageOptions, with_page_options
from newsextract.printable import command, redacted

if TYPE_CHECKING:
    from newsextract.runs.retries import Settings
    from newsextract.runs.shards import Summary
    from newsextract.sources.base import Options as Sources

#: suffix of the keys under which a run stores the columns of its input tables
_COLUMN = " column"
_CORES = os.cpu_count() or 1


@with_page_options
def run(
    ctx: typer.Context,
    options: PageOptions,
    inputs: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="INPUT",
            help="An input: a list of addresses, a folder, a table, a WARC file, JSON Lines … May be repeated.",
        ),
    ] = None,
    to: Annotated[Path | None, typer.Option(help="Folder for records, errors and manifest.")] = None,
    workers: reading.Workers = _CORES,
    engine: Annotated[
        Literal["processes", "ray"], typer.Option(help="Run on processes of this machine, or on a Ray cluster.")
    ] = "processes",
    retry_errors: Annotated[Path | None, typer.Option(help="Retry the inputs in this error file of a finished run.")] = None,
    shard: Annotated[int, typer.Option(min=1, help="Number of items per file of records.")] = 500,
) -> None:
    """Extract a large input into a folder. If it is stopped, give the same command again to resume.

    Example: newsextract run --from saved_pages/ --to out/
    """
    from newsextract.runs import retries

    folder = _folder(inputs, to, retry_errors)
    before = retries.settings_of(folder) if retry_errors else None
    fetch = {"allow_private": options.allow_private, "delay": options.delay, "warc": options.warc and str(options.warc)}
    if before:
        options = _as_before(options, before, ctx)
    with exit_on_interrupt("stopped; give the same command again to resume"), reading.progress(inputs or ()) as bar:
        config = before.config if before else options.config()
        how: dict[str, Any] = {"workers": workers, "timeout": options.timeout}
        how["progress"] = lambda summary: bar(summary.records, summary.errors)
        if engine == "ray":
            from newsextract.runs.ray import ray_runner

            how["runner"] = ray_runner(config, workers=workers, timeout=options.timeout)
        if before and retry_errors:
            summary = _retry(before, retry_errors, options, how)
        else:
            summary = _run(folder, inputs or [], options, how | {"config": config, "shard": shard, "fetch": fetch})
    _report(summary, folder, options, retried=bool(retry_errors))


def _folder(inputs: list[str] | None, to: Path | None, retry_errors: Path | None) -> Path:
    if retry_errors:
        if inputs:
            raise typer.BadParameter("--retry-errors takes its inputs from the run's folder: leave out --from")
        return to or retry_errors.parent
    if not inputs or not to:
        raise typer.BadParameter("give --from INPUT and --to FOLDER, or --retry-errors FOLDER/errors.jsonl")
    return to


def _as_before(options: PageOptions, before: Settings, ctx: typer.Context) -> PageOptions:
    """The options of a retry: those of its run, unless it is asked to fetch in another way."""
    fetch, archive = before.fetch, before.reading.get("archive")
    own_delay = getattr(ctx.get_parameter_source("delay"), "name", "") != "DEFAULT"
    return replace(
        options,
        delay=options.delay if own_delay else float(fetch.get("delay", options.delay)),
        warc=options.warc or (Path(fetch["warc"]) if fetch.get("warc") else None),
        allow_private=options.allow_private or bool(fetch.get("allow_private")),
        max_bytes=before.config.max_bytes,
        archive=None if archive is None else f"nearest={archive}",
        wayback=before.reading.get("wayback") or WAYBACK,
    )


def _sources(options: PageOptions, folder: Path, retry: Iterable[str] = ()) -> Sources:
    """The options of the sources, with a client that keeps in the folder what it fetched and what failed."""
    from newsextract.fetch.journal import JournalClient

    settings = replace(options, warc=options.warc or folder / "fetched.warc.gz").fetch_settings()
    sources = options.sources(settings)
    sources.outputs = frozenset([os.path.realpath(folder)])
    sources.client = JournalClient(settings, folder / "fetch-failures.jsonl", retry=retry)
    return sources


def _run(folder: Path, inputs: list[str], options: PageOptions, how: dict[str, Any]) -> Summary:
    from newsextract.runs import run_to

    sources = _sources(options, folder)
    check_not_input(folder, inputs, "--to")
    reading.check_inputs(inputs)
    settings = {"archive": sources.archive, "wayback": sources.wayback}
    settings |= {f"{field}{_COLUMN}": column for field, column in sources.columns.items()}
    return run_to(folder, reading.items(inputs, sources), inputs=inputs, reading=settings, **how)


def _retry(before: Settings, errors: Path, options: PageOptions, how: dict[str, Any]) -> Summary:
    from newsextract.runs import retries

    failed = retries.read_failures(before.folder, errors)
    sources = _sources(options, before.folder, (failure.url for failure in failed if failure.url))
    columns = {name.removesuffix(_COLUMN): column for name, column in before.reading.items() if name.endswith(_COLUMN)}
    sources.columns = {field: column for field, column in columns.items() if column}
    return retries.retry(before, errors, lambda spec: reading.items([spec], sources), **how)


def _report(summary: Summary, folder: Path, options: PageOptions, *, retried: bool) -> None:
    failed = f"{summary.errors:,} {'still fail' if retried else 'failed'}"
    where = f" (see {folder / 'errors.jsonl'})" if summary.errors else ""
    duplicates = f", {summary.duplicates:,} skipped as duplicates" if summary.duplicates else ""
    skipped = f", {summary.skipped:,} of them done before" if summary.skipped else ""
    typer.echo(f"{reading.counted(summary.records, 'record')}, {failed}{duplicates}{skipped}{where}", err=True)
    for reason, count in summary.reasons.most_common():
        typer.echo(f"  {count:,} × {reason}", err=True)
    if summary.errors and _may_succeed(folder / "errors.jsonl"):
        say(f"some may succeed later: {_retry_command(folder / 'errors.jsonl', options)}")
    raise typer.Exit(1 if summary.errors else 0)


def _retry_command(errors: Path, options: PageOptions) -> str:
    """The command of a retry, with the options that a run's folder does not keep."""
    not_kept = {"--contact": options.contact, "--proxy": options.proxy and redacted(options.proxy)}
    given = [word for option in not_kept.items() if option[1] for word in option]
    return command("newsextract", "run", "--retry-errors", errors, *given)


def _may_succeed(errors: Path) -> bool:
    """Whether an error file has a failure that a retry may mend."""
    if not errors.is_file():
        return False
    with errors.open(encoding="utf-8") as lines:
        return any('"retriable": true' in line for line in lines)
