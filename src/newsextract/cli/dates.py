"""``newsextract dates``."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Annotated

import typer

_BUDDHIST = 543
#: years from here on are of the Buddhist era
_EARLIEST = 2400


def dates(
    published: Annotated[
        str | None,
        typer.Option(
            "--published",
            "-p",
            metavar="YYYY-MM-DD",
            help="The day the text was published, for วันนี้ and missing years; a year of the Buddhist era is converted.",
        ),
    ] = None,
    edtf: Annotated[bool, typer.Option("--edtf", help="Add the EDTF string and the ISO 8601 interval.")] = False,
    timex3: Annotated[bool, typer.Option("--timex3", help="Add the TIMEX3 element.")] = False,
) -> None:
    """Read text on standard input and print one JSON line per date or time expression."""
    from newsextract.layers.times import find, to_edtf, to_interval, to_timex3

    day = _day(published) if published else None
    for number, time in enumerate(find(_text(sys.stdin.buffer.read()), day), 1):
        row = time.model_dump()
        if edtf:
            row |= {"edtf": to_edtf(time), "interval": to_interval(time)}
        if timex3:
            row["timex3"] = to_timex3(time, f"t{number}")
        typer.echo(json.dumps(row, ensure_ascii=False))


def _day(written: str) -> date:
    year, _, rest = written.partition("-")
    common = int(year) - _BUDDHIST if year.isdecimal() and int(year) > _EARLIEST else None
    try:
        found = date.fromisoformat(f"{common}-{rest}" if common else written)
    except ValueError as error:
        raise typer.BadParameter(f"--published {written}: {error}; write a day as 2020-02-25") from error
    if common:
        typer.echo(f"--published: {written} is read as {found} (Buddhist era)", err=True)
    return found


def _text(content: bytes) -> str:
    """The text of standard input in whatever encoding; what is not plain UTF-8 is said."""
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
