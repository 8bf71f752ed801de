"""``newsextract report``: a run's summary as one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsextract.cli import reading
from newsextract.cli.output import check_not_input, say
from newsextract.printable import one_line


def report(
    source: reading.Source,
    output: Annotated[Path, typer.Option("--output", "-o", help="The HTML file to write.")],
    errors: Annotated[Path | None, typer.Option("--errors", help="Error file; by default the one in the folder.")] = None,
    linked: Annotated[
        Path | None,
        typer.Option("--linked", help="A folder that `newsextract link` wrote; by default the links of the folder or store."),
    ] = None,
    unchecked: reading.Unchecked = False,
    corrections: reading.Corrections = None,
    misfits: reading.Misfits = None,
) -> None:
    """Write a self-contained HTML page with a run's counts, coverage, confidence, plots, duplicates, errors by reason, models and sample records.

    Example: newsextract report records/ -o report.html
    """
    from newsextract.report import write_report

    check_not_input(output, [source, errors or ""], "-o")
    corrector = reading.Corrector(corrections, misfits)
    size = write_report(source, output, errors, check=not unchecked, linked=linked, through=corrector)
    say(f"{one_line(str(output))}: {size / 1000:,.0f} kB")
    corrector.report()
