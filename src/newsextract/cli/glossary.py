"""``newsextract glossary``: the Thai-English names of many records as CSV or TBX."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsextract.cli import reading


def glossary(
    records: reading.Sources,
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write: .csv, or .tbx (ISO 30042).")],
    least: Annotated[int, typer.Option("--least", min=1, help="Leave out names seen in fewer articles than this.")] = 1,
    posterior: Annotated[
        float, typer.Option("--posterior", min=0, max=1, help="Leave out pairs less probable than this.")
    ] = 0.3,
) -> None:
    """Collect the Thai and English names of many records, with variants, abbreviations, dates and examples.

    Example: newsextract glossary records/ -o glossary.csv
    """
    from newsextract.across.glossary import build, read_records, to_tbx, write_csv
    from newsextract.errors import ConfigError

    kind = output.suffix.lower()
    if kind not in {".csv", ".tbx"}:
        raise ConfigError("unknown glossary format", where=str(output), fix="end the file's name in .csv or .tbx")
    entries = build(read_records(records), least=least, posterior=posterior)
    if kind == ".csv":
        with output.open("w", encoding="utf-8-sig", newline="") as file:  # Excel reads Thai in CSV only with a BOM
            write_csv(entries, file)
    else:
        output.write_text(to_tbx(entries), encoding="utf-8")
    typer.echo(f"{reading.counted(len(entries), 'name')} written to {output}", err=True)
