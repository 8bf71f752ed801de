"""``newsextract dates``."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Annotated

import typer


def dates(
    published: Annotated[
        datetime | None,
        typer.Option(
            "--published", "-p", formats=["%Y-%m-%d"], help="The day the text was published, for วันนี้ and missing years."
        ),
    ] = None,
    edtf: Annotated[bool, typer.Option("--edtf", help="Add the EDTF string and the ISO 8601 interval.")] = False,
    timex3: Annotated[bool, typer.Option("--timex3", help="Add the TIMEX3 element.")] = False,
) -> None:
    """Read text on standard input and print one JSON line per date or time expression."""
    from newsextract.layers.times import find, to_edtf, to_interval, to_timex3

    text = sys.stdin.read()
    for number, time in enumerate(find(text, published.date() if published else None), 1):
        row = time.model_dump()
        if edtf:
            row |= {"edtf": to_edtf(time), "interval": to_interval(time)}
        if timex3:
            row["timex3"] = to_timex3(time, f"t{number}")
        typer.echo(json.dumps(row, ensure_ascii=False))
