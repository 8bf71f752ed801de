"""``newsextract dates``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from newsextract.printable import json_text, one_line


def dates(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A text file; standard input when there is none.")] = None,
    published: Annotated[
        str | None,
        typer.Option(
            "-p",
            "--published",
            metavar="YYYY-MM-DD",
            help="Day of publication, for วันนี้ and missing years; years of the Buddhist era are converted.",
        ),
    ] = None,
    edtf: Annotated[bool, typer.Option("--edtf", help="Add the EDTF string and the ISO 8601 interval.")] = False,
    timex3: Annotated[bool, typer.Option("--timex3", help="Add the TIMEX3 element.")] = False,
) -> None:
    """Print one JSON line per date or time expression of a text.

    Example: newsextract dates article.txt --published 2020-02-25
    """
    from newsextract.layers.times import search, to_edtf, to_interval, to_timex3

    day = _day(published) if published else None
    for number, time in enumerate(search(_text(*_content(file)), day), 1):
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
        raise typer.BadParameter(f"--published {written!r}: {error.what}; write a day as 2020-02-25") from error
    if found.kind != "date" or not found.value:
        raise typer.BadParameter(f"--published {written!r}: not a single day; write a day as 2020-02-25")
    if found.era == "BE":
        typer.echo(f"--published: {written} is read as {found.value} (Buddhist era)", err=True)
    return date.fromisoformat(found.value)


def _content(file: Path | None) -> tuple[bytes, str]:
    """The bytes of the input and its name."""
    from newsextract.opening import open_regular

    if file:
        with open_regular(file, str(file)) as opened:
            return opened.read(), one_line(str(file))
    if sys.stdin.isatty():
        typer.echo("reading from the terminal: type or paste a text, then Ctrl-D (Windows: Ctrl-Z and Enter)", err=True)
    return sys.stdin.buffer.read(), "standard input"


def _text(content: bytes, name: str) -> str:
    """The text of the input; an encoding other than UTF-8 is reported."""
    from newsextract.pages.decode import decode

    if not content.strip():
        return ""
    decoded = decode(content, where=name)
    notes = [warning.message for warning in decoded.warnings]
    if decoded.encoding != "utf-8" and not notes:
        notes.append(f"read as {decoded.encoding}")
    for note in notes:
        typer.echo(f"{name}: {note}", err=True)
    return decoded.text
