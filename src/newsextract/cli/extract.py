"""``newsextract extract``."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsextract.atomic import replacing
from newsextract.cli import reading
from newsextract.cli.output import check_not_input, exit_on_interrupt, say
from newsextract.cli.page_options import PageOptions, with_page_options
from newsextract.errors import ConfigError, Failure, os_errors_as
from newsextract.printable import command, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import IO

    from rich.table import Table

    from newsextract.runs.extraction import Extracted

#: maximum rows of the table
MAX_ROWS = 40
#: maximum characters of a place in the table
_MAX_PLACE = 20


@with_page_options
def extract(
    options: PageOptions,
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="HTML or text files, folders of them, JSON Lines, CSV, Excel, Parquet, WARC, addresses, lists of them, or -",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="Write the records to this file (.gz and .xz are compressed) instead of standard output."
        ),
    ] = None,
    errors: Annotated[
        Path | None,
        typer.Option(help="Write a JSON line for each input that gave no record, instead of printing a message."),
    ] = None,
    force: reading.Force = False,
    workers: reading.Workers = 1,
) -> None:
    """Extract one record per article, as JSON Lines in input order; on a terminal, print a table of what was found.

    Example: newsextract extract saved_pages/ -o records.jsonl
    """
    from newsextract.runs.workers import run

    config = options.config()
    check_not_input(output, inputs, "-o")
    if output:
        _check_output(output, force=force)
    check_not_input(errors, [*inputs, output or ""], "--errors")
    sources = options.sources(options.fetch_settings())
    sources.outputs = frozenset(os.path.realpath(path) for path in (output, errors) if path)
    pages = reading.items(inputs, sources)
    results = run(pages, config=config, workers=workers, timeout=options.timeout)
    with exit_on_interrupt("stopped; `newsextract run` keeps what is done and goes on from there"):
        done, failed, messages = _write(results, output, errors, inputs)
    for message in messages:
        say(one_line(message))
    where = f" (see {one_line(str(errors))})" if errors and failed else ""
    say(f"{reading.counted(done, 'record')}, {failed:,} failed{where}")
    raise typer.Exit(1 if failed else 0)


def _write(
    results: Iterable[Extracted | Failure], output: Path | None, errors: Path | None, inputs: list[str]
) -> tuple[int, int, list[str]]:
    """Write the results, or print a table on a terminal; return the counts and the messages not written to a file."""
    import sys

    done = failed = 0
    messages: list[str] = []
    lines: list[str] = []
    as_table = output is None and sys.stdout.isatty()
    with ExitStack() as stack:
        out: IO[bytes] = stack.enter_context(_writable(output)) if output else sys.stdout.buffer
        error_file = stack.enter_context(_writable(errors)) if errors else None
        advance = stack.enter_context(reading.progress(inputs))
        for result in results:
            if isinstance(result, Failure):
                failed += 1
                if error_file:
                    error_file.write(result.to_json().encode() + b"\n")
                else:
                    messages.append(result.message)
            else:
                done += 1
                if not as_table:
                    out.write(result.line.encode() + b"\n")
                elif len(lines) < MAX_ROWS:
                    lines.append(result.line)
            advance(done, failed)
        out.flush()
    if as_table:
        show_table(lines, done)
    return done, failed, messages


def _check_output(path: Path, *, force: bool) -> None:
    """Refuse a name that is not a JSON Lines file's and, without ``force``, a file that has content."""
    from newsextract.stores import check_name, form_of

    then = {".csv": "export table records.jsonl -o", ".xlsx": "export xlsx records.jsonl -o"}.get(path.suffix.lower())
    if then or form_of(path) == "duckdb":
        fix = f"write records.jsonl, then `{command('newsextract', *(then or 'store records.jsonl').split(), path)}`"
        raise ConfigError("extract writes JSON Lines", where=str(path), fix=fix)
    check_name(path)
    if path.is_file() and path.stat().st_size and not force:
        raise ConfigError(f"{one_line(str(path))} exists already", fix="give another name, or --force to replace it")


@contextmanager
def _writable(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that appears when it is complete; a device or a pipe is written to at once."""
    from newsextract.stores.jsonl import packed_writer

    special = path.exists() and not path.is_file()
    with ExitStack() as stack:
        with os_errors_as(ConfigError, "cannot be written", where=path, fix="give a path in a folder that exists"):
            part = path if special else stack.enter_context(replacing(path))
            out = stack.enter_context(packed_writer(part))
        yield out


def show_table(lines: Sequence[str], count: int) -> None:
    """Print the first of ``count`` records as a table; the number of the others and how to get whole records on standard error."""
    from rich.console import Console

    if lines:
        Console().print(table(row(json.loads(line)) for line in lines))
    if count > len(lines):
        typer.echo(f"… and {count - len(lines):,} more", err=True)
    typer.echo("the whole records: -o records.jsonl (or a pipe), then `newsextract show records.jsonl -n 1`", err=True)


def row(record: dict[str, Any]) -> tuple[str, ...]:
    """Return a record's row: day of publication, type, start and place of the main event, headline.

    Examples
    --------
    >>> event = {"main": True, "type": "visit", "start": "2024-03-12T09:30+07:00", "place": {"venue": None, "province": "เลย"}}
    >>> row({"published": "2024-03-13", "title": {"text": "ตรวจเยี่ยม"}, "events": [event]})
    ('2024-03-13', 'visit', '2024-03-12 09:30', 'เลย', 'ตรวจเยี่ยม')
    """
    event: dict[str, Any] = next((e for e in record["events"] if e["main"]), {})
    place = event.get("place") or {}
    start = (event.get("start") or "").replace("T", " ")[:16]
    where = place.get("province") or place.get("venue") or place.get("country") or ""
    return record["published"] or "", event.get("type") or "", start, where, record["title"]["text"]


def table(rows: Iterable[tuple[str, ...]]) -> Table:
    """The rows as a rich table, which cuts its widest columns to the width of the terminal: the headlines first."""
    from rich.table import Table
    from rich.text import Text

    names = ("published", "event", "start", "where", "headline")
    result = Table(*names, box=None, header_style="bold", padding=(0, 2, 0, 0), pad_edge=False)
    for row in rows:
        cells = [Text(one_line(value), no_wrap=True, overflow="ellipsis") for value in row]
        cells[3].truncate(_MAX_PLACE, overflow="ellipsis")
        result.add_row(*cells)
    return result
