"""``newsextract query``."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator


def query(
    base: Annotated[Path, typer.Argument(metavar="DATABASE", help="What `newsextract store` wrote: news.duckdb.")],
    sql: Annotated[str, typer.Argument(help="One SQL query.")],
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, every row.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line, every row.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows of the table that is printed otherwise.")] = 50,
) -> None:
    """Ask a DuckDB store; it is opened for reading alone."""
    from newsextract.stores.duck import query as ask

    if as_csv and as_json:
        raise typer.BadParameter("give --csv or --json, not both")
    found = ask(base, sql)
    names = [str(name) for name in next(found)]
    if as_csv:
        _print_csv(names, found)
    elif as_json:
        _print_json(names, found)
    else:
        _print_table(names, found, limit)


def _print_csv(names: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    import csv
    import sys

    from newsextract.stores.csvs import cell

    out = csv.writer(sys.stdout)
    out.writerow([cell(name) for name in names])
    out.writerows([cell(value) for value in row] for row in rows)


def _print_json(names: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    import json

    for row in rows:
        typer.echo(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str))


def _print_table(names: list[str], rows: Iterator[tuple[Any, ...]], limit: int) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(header_style="bold")
    for name in names:
        table.add_column(Text(name))
    for row in islice(rows, limit):
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    Console().print(table)
    if more := sum(1 for _ in rows):
        typer.echo(f"{more:,} more rows: --limit, --csv or --json shows them", err=True)
