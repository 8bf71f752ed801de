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

from newsextract.cli import reading
from newsextract.cli.output import print_table, say
from newsextract.printable import json_text, one_line, visible

#: lists the tables and views with their numbers of rows and their columns
_TABLES = """
    SELECT names.name AS "table", names.rows, string_agg(columns.column_name, ', ' ORDER BY columns.column_index) AS columns
    FROM (SELECT table_name AS name, estimated_size AS rows FROM duckdb_tables()
          UNION ALL SELECT view_name, NULL FROM duckdb_views() WHERE NOT internal) AS names
    JOIN duckdb_columns() AS columns ON columns.table_name = names.name
    GROUP BY names.name, names.rows ORDER BY names.rows IS NULL, names.name
"""
#: maximum width counted per column; if the table is still wider than the terminal, one value is printed per line
_COLUMN_WIDTH = 40
#: maximum number of characters shown of a cell
_MAX_CELL_CHARS = 5000
#: bytes of address space for Python, libraries and the rows being read, in addition to twice DuckDB's limit
_OVERHEAD_BYTES = 1_500_000_000


def query(
    base: Annotated[
        Path,
        typer.Argument(
            metavar="DATABASE", help="A DuckDB database that `newsextract store` wrote, a run's folder, or a file of records."
        ),
    ],
    sql: Annotated[str | None, typer.Argument(metavar="SQL", help="One SQL query; without one, the tables are listed.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print all rows as CSV.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print all rows as JSON, one object per line.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="Maximum rows of the printed table.")] = 50,
    memory: Annotated[float, typer.Option(min=0.1, help="Memory limit, in gigabytes.")] = 2.0,
    timeout: Annotated[float, typer.Option(min=0.1, help="Time limit, in seconds.")] = 60.0,
    corrections: reading.Corrections = None,
) -> None:
    """Run an SQL query on a DuckDB store, which is opened read-only; rows too wide for the terminal are shown one below another.

    Example: newsextract query news.duckdb "SELECT type, count(*) FROM events GROUP BY type"
    """
    from newsextract.stores import duck

    def stuck() -> None:
        say(f"newsextract: the query took longer than {timeout:g} s; ask for less, or raise --timeout")
        os._exit(2)

    if as_csv and as_json:
        raise typer.BadParameter("give --csv or --json, not both")
    with _database(base, reading.Corrector(corrections)) as path, _memory_limit(memory):
        found = duck.query(path, sql or _TABLES, memory=memory, timeout=timeout, stuck=stuck)
        names = [str(name) for name in next(found)]
        if as_csv:
            _print_csv(names, found)
        elif as_json:
            for row in found:
                typer.echo(json_text(dict(zip(names, row, strict=True)), default=str))
        else:
            _print_table(names, found, limit)


@contextmanager
def _database(base: Path, corrector: reading.Corrector) -> Iterator[Path]:
    """Path of the database; for a run's folder, a file of records, or with corrections, a temporary one."""
    from newsextract.stores import form_of, write

    holds_records = base.is_dir() or form_of(base) == "jsonl" or base.suffix == ".json"
    if not holds_records and not corrector.replay:
        yield base
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder, "run.duckdb")
        write(corrector.read(base), path)
        corrector.report()
        yield path


def _mapped_bytes() -> int:
    """Bytes of address space that the process has mapped, which may be much more than it uses."""
    import resource

    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@contextmanager
def _memory_limit(memory: float) -> Iterator[None]:
    """Limit the address space of the process: DuckDB's own limit does not count a single long value."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    wanted = int(_mapped_bytes() + 2e9 * memory + _OVERHEAD_BYTES)
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

    def printable(value: Any) -> Any:
        value = cell(value)
        return visible(value) if isinstance(value, str) and sys.stdout.isatty() else value

    out = csv.writer(sys.stdout)
    out.writerow([printable(name) for name in names])
    out.writerows([printable(value) for value in row] for row in rows)


def _print_table(names: list[str], rows: Iterator[tuple[Any, ...]], limit: int) -> None:
    from rich.cells import cell_len
    from rich.console import Console
    from rich.text import Text

    heads = [one_line(name) for name in names]
    cells = [[_cell(value) for value in row] for row in islice(rows, limit)]
    needed = sum(3 + max(min(_COLUMN_WIDTH, cell_len(text)) for text in column) for column in zip(heads, *cells, strict=True))
    if needed > Console().width and len(heads) > 1:
        _print_blocks(heads, cells)
    else:
        print_table(map(Text, heads), (map(Text, row) for row in cells), header_style="bold")
    if more := sum(1 for _ in rows):
        say(f"{more:,} more rows: --limit, --csv or --json shows them")


def _print_blocks(heads: list[str], cells: list[list[str]]) -> None:
    """Print each row as a block, one value per line."""
    from rich.console import Console
    from rich.rule import Rule
    from rich.table import Table
    from rich.text import Text

    console = Console()
    for number, row in enumerate(cells, 1):
        console.print(Rule(f"row {number}", align="left"))
        block = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        for head, value in zip(heads, row, strict=True):
            if value:
                block.add_row(Text(head, "bold"), Text(value))
        console.print(block)


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return visible(text if len(text) <= _MAX_CELL_CHARS else f"{text[:_MAX_CELL_CHARS]}… ({len(text):,} characters)")
