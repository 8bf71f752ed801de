"""``newsextract agreement``: how far reviewers agree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsextract.cli.output import check_not_input, print_table, say
from newsextract.printable import one_line


def agreement(
    corrections: Annotated[list[Path], typer.Argument(help="Files of corrections by two or more reviewers.", exists=True)],
    disagreements: Annotated[
        Path | None, typer.Option("--disagreements", help="Write what was decided differently as CSV.")
    ] = None,
) -> None:
    """Print how far reviewers agree: per slot the values that two or more decided, the share decided alike, and Krippendorff's alpha.

    Example: newsextract agreement nida.jsonl somchai.jsonl
    """
    from newsextract.desk import read
    from newsextract.desk.agreement import agreement as measure
    from newsextract.desk.agreement import disagreements as decided_differently
    from newsextract.desk.forms import write_rows
    from newsextract.errors import InputError

    check_not_input(disagreements, corrections, "--disagreements")
    log = read(*corrections)
    for line in log.torn:
        say(line)
    found = measure(log.standing)
    if not found:
        where = ", ".join(map(str, corrections))
        raise InputError(
            "no value was decided by two reviewers", where=where, fix="give files of two reviewers on the same records"
        )
    rows = ((x.slot, f"{x.units:,}", f"{x.agreed:.1%}", "–" if x.alpha is None else f"{x.alpha:.2f}") for x in found)
    print_table(("slot", "values", "agreed", "alpha"), rows, header_style="bold")
    if disagreements:
        left = decided_differently(log.standing)
        write_rows(disagreements, ("record", "slot", "item", "who", "decision"), left)
        say(f"{one_line(str(disagreements))}: {len(left):,} rows")
