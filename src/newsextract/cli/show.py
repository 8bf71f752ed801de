"""``newsextract show``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsextract.printable import one_line


def show(
    record: Annotated[
        Path, typer.Argument(help="A file of records, a store, a run's folder, or one page to extract and show.")
    ],
    key: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Show only the record of this id, as thaigov:97748.")
    ] = None,
    number: Annotated[int | None, typer.Option("--number", "-n", min=1, help="Show only the n-th record.")] = None,
) -> None:
    """Show records in the terminal: the text with its spans, ISO values beside the dates, and the events.

    Example: newsextract show news.duckdb
    """
    from itertools import islice

    from rich.console import Console

    from newsextract.api import extract
    from newsextract.sources import jsonl
    from newsextract.stores import form_of, read
    from newsextract.view.terminal import render

    console = Console()
    packed = jsonl.accepts(str(record)) or record.suffix == ".json" or form_of(record) is not None
    records = read(record) if packed else iter([extract(record)])
    if key:
        records = (item for item in records if item.id == key)
    chosen = list(islice(records, number - 1, number)) if number else records
    if number and not chosen:
        raise typer.BadParameter(f"{one_line(str(record))} has fewer than {number} records")
    shown = 0
    for shown, item in enumerate(chosen, 1):  # noqa: B007  the count
        console.print(render(item))
    if key and not shown:
        raise typer.BadParameter(f"{one_line(str(record))} has no record {one_line(key)}")
