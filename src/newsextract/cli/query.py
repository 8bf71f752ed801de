"""``newsextract query``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from newsextract.cli.output import say
from newsextract.printable import json_text, one_line, visible

#: characters of a cell that the table shows
_CELL = 5000
#: bytes of address space for Python, libraries and the rows being read, beside twice DuckDB's limit
_BESIDE = 1_500_000_000


def query(
    base: Annotated[Path, typer.Argument(metavar="DATABASE", help="A DuckDB database that `newsextract store` wrote.")],
    sql: Annotated[str, typer.Argument(help="One SQL query.")],
    as_csv: Annotated[bool, typer.Option("--csv", help="Print all rows as CSV.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print all rows as JSON, one object a line.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Maximum rows of the printed table.")] = 50,
    memory: Annotated[float, typer.Option("--memory", min=0.1, help="Memory limit, in gigabytes.")] = 2.0,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="Time limit, in seconds.")] = 60.0,
) -> None:
    """Run an SQL query on a DuckDB store, which is opened read-only."""
    from newsextract.stores import duck

    def stuck() -> None:
        say(f"newsextract: the query took longer than {timeout:g} s; ask for less, or raise --timeout")
        os._exit(2)

    if as_csv and as_json:
        raise typer.BadParameter("give --csv or --json, not both")
    with _bounded(memory):
        found = duck.query(base, sql, memory=memory, timeout=timeout, stuck=stuck)
        names = [str(name) for name in next(found)]
        if as_csv:
            _print_csv(names, found)
        elif as_json:
            _print_json(names, found)
        else:
            _print_table(names, found, limit)


@contextmanager
def _bounded(memory: float) -> Iterator[None]:
    """Limit the whole process: DuckDB's own limit does not count a single long value."""
    try:
        import resource
    except ImportError:  # not every system has such limits
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    wanted = int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 + 2e9 * memory + _BESIDE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (wanted if before[0] < 0 else min(wanted, before[0]), before[1]))
    try:
        yield
    finally:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, before)


def _print_csv(names: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    import csv

    from newsextract.stores.csvs import cell

    def shown(value: Any) -> Any:
        value = cell(value)
        return visible(value) if isinstance(value, str) and sys.stdout.isatty() else value

    out = csv.writer(sys.stdout)
    out.writerow([shown(name) for name in names])
    out.writerows([shown(value) for value in row] for row in rows)


def _print_json(names: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    for row in rows:
        typer.echo(json_text(dict(zip(names, row, strict=True)), default=str))


def _print_table(names: list[str], rows: Iterator[tuple[Any, ...]], limit: int) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(header_style="bold")
    for name in names:
        table.add_column(Text(one_line(name)))
    for row in islice(rows, limit):
        table.add_row(*(Text(_cell(value)) for value in row))
    Console().print(table)
    if more := sum(1 for _ in rows):
        say(f"{more:,} more rows: --limit, --csv or --json shows them")


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return visible(text if len(text) <= _CELL else f"{text[:_CELL]}… ({len(text):,} characters)")
