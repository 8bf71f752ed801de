"""``newsextract import``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsextract.cli import reading
from newsextract.cli.output import check_not_input, say
from newsextract.printable import one_line

#: maximum number of changes listed that were not imported
_MAX_LISTED = 20


def import_(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="label-studio, cas or cas-json.")],
    file: Annotated[Path, typer.Argument(help="The annotated export: a JSON file, or XMI, a zip file or a folder of them.")],
    records: Annotated[
        Path, typer.Option("--records", help="The records that were exported: a file, a run's folder, a store.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="File of corrections to add to (JSON Lines).")],
    unchecked: reading.Unchecked = False,
) -> None:
    """Read what annotators changed in Label Studio or INCEpTION, as corrections; the records stay as they are.

    Example: newsextract import label-studio project.json --records records/ -o corrections.jsonl
    """
    from newsextract.annotated import corrections_of
    from newsextract.annotated import read as read_work
    from newsextract.desk.log import append_new
    from newsextract.stores import read

    check_not_input(output, [file, records], "-o")
    work = read_work(form, file)
    with reading.progress() as bar:
        bar.say("looking for the records")
        found = corrections_of(read(records, check=not unchecked), work)
    new = append_new(output, found.corrections)
    for why in found.left[:_MAX_LISTED]:
        say(one_line(why))
    if len(found.left) > _MAX_LISTED:
        say(f"… and {len(found.left) - _MAX_LISTED:,} more that were not imported")
    known = f", {len(found.corrections) - new:,} known before" if new < len(found.corrections) else ""
    say(f"{reading.counted(new, 'correction')} of {reading.counted(found.records, 'record')}{known} in {one_line(str(output))}")
    raise typer.Exit(1 if found.records < len({one.record for one in work}) else 0)
