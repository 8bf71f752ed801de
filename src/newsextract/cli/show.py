"""``newsextract show``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsextract.printable import one_line

if TYPE_CHECKING:
    from newsextract.records import Record


def show(
    record: Annotated[
        Path, typer.Argument(help="A file of records, a store, a run's folder, or one page to extract and show.")
    ],
    key: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Show only the record with this id, such as thaigov:97748.")
    ] = None,
    number: Annotated[int | None, typer.Option("--number", "-n", min=1, help="Show only the n-th record.")] = None,
) -> None:
    """Show records in the terminal: the text with its spans, ISO values beside the dates, and the events.

    Example: newsextract show news.duckdb
    """
    from rich.console import Console

    from newsextract.view.terminal import render

    console = Console()
    chosen = _chosen(record, key, number)
    shown = 0
    for shown, item in enumerate(chosen, 1):  # noqa: B007  the count
        console.print(render(item))
    if key and not shown:
        raise typer.BadParameter(f"{one_line(str(record))} has no record {one_line(key)}")


def _chosen(path: Path, key: str | None, number: int | None) -> Iterable[Record]:
    """The records of a file, store, folder or page: all, those with an id, or the n-th."""
    from itertools import islice

    from newsextract.api import extract
    from newsextract.sources import jsonl
    from newsextract.stores import form_of, read

    holds_records = jsonl.accepts(str(path)) or path.suffix == ".json" or form_of(path) is not None
    records = read(path) if holds_records else iter([extract(path)])
    if key:
        records = (item for item in records if item.id == key)
    if not number:
        return records
    chosen = list(islice(records, number - 1, number))
    if not chosen:
        raise typer.BadParameter(f"{one_line(str(path))} has fewer than {number} records")
    return chosen
