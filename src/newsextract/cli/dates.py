"""``newsextract dates``."""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated

import typer

from newsextract.printable import json_text


def dates(
    published: Annotated[
        str | None,
        typer.Option(
            "--published",
            "-p",
            metavar="YYYY-MM-DD",
            help="Day of publication, for วันนี้ and missing years; years of the Buddhist era are converted.",
        ),
    ] = None,
    edtf: Annotated[bool, typer.Option("--edtf", help="Add the EDTF string and the ISO 8601 interval.")] = False,
    timex3: Annotated[bool, typer.Option("--timex3", help="Add the TIMEX3 element.")] = False,
) -> None:
    """Read text on standard input and print one JSON line per date or time expression."""
    from newsextract.layers.times import search, to_edtf, to_interval, to_timex3

    day = _day(published) if published else None
    for number, time in enumerate(search(_text(sys.stdin.buffer.read()), day), 1):
        row = time.model_dump()
        if edtf:
            row |= {"edtf": to_edtf(time), "interval": to_interval(time)}
        if timex3:
            row["timex3"] = to_timex3(time, f"t{number}")
        typer.echo(json_text(row))


def _day(written: str) -> date:
    from newsextract.layers.times import DateError, parse

    try:
        found = parse(written)
    except DateError as error:
        raise typer.BadParameter(f"--published {error}; write a day as 2020-02-25") from error
    if found.kind != "date" or not found.value:
        raise typer.BadParameter(f"--published {written}: not a single day; write a day as 2020-02-25")
    if found.era == "BE":
        typer.echo(f"--published: {written} is read as {found.value} (Buddhist era)", err=True)
    return date.fromisoformat(found.value)


def _text(content: bytes) -> str:
    """The text of standard input; an encoding other than UTF-8 is reported."""
    from newsextract.pages.decode import decode

    if not content.strip():
        return ""
    read = decode(content, where="standard input")
    notes = [warning.message for warning in read.warnings]
    if read.encoding != "utf-8" and not notes:
        notes.append(f"read as {read.encoding}")
    for note in notes:
        typer.echo(f"standard input: {note}", err=True)
    return read.text
