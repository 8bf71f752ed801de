"""``newsextract sample``: a stratified draw of records as a coding sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from newsextract.cli import reading
from newsextract.cli.output import say
from newsextract.printable import one_line


def sample(
    records: reading.Source,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write; made if it is not there.")],
    by: Annotated[
        str,
        typer.Option(
            "--by",
            help="Strata: any of type, own_type, status, province, country, year, month, language, site, section, joined by commas.",
        ),
    ] = "",
    n: Annotated[int, typer.Option("--n", min=1, help="Number of records to draw.")] = 200,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the random draw.")] = 1,
    allocation: Annotated[
        Literal["proportional", "equal"],
        typer.Option("--allocation", help="Draw in proportion to the strata, or equally many from each."),
    ] = "proportional",
    slots: Annotated[
        str | None,
        typer.Option(
            "--slots",
            help="What to judge, joined by commas: type, status, name, about, start, end, venue, province, country, mode, attendance, actor, own_type, participants, events, statements.",
        ),
    ] = None,
    codebook: reading.Codebook = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing sheet.")] = False,
    unchecked: reading.Unchecked = False,
) -> None:
    """Draw records at random and write a sheet to judge them, and the list of their pages for `newsextract review`.

    Example: newsextract sample news.duckdb --by type,year --n 200 -o sheet/
    """
    from newsextract import stores
    from newsextract.desk import sample as drawing
    from newsextract.desk.questions import DEFAULT_SLOTS
    from newsextract.errors import ConfigError

    if not codebook and "own_type" in {*_parts(by), *_parts(slots or "")}:
        raise ConfigError("records have no types of your own", where="own_type", fix="give your codebook with --codebook")
    if output.exists() and (not output.is_dir() or (any(output.iterdir()) and not force)):
        raise ConfigError("this is there already", where=str(output), fix="give -o another folder, or --force")
    with reading.progress() as bar:
        bar.say("reading the records")
        drawn = drawing.draw(
            lambda: reading.apply_codebook(stores.read(records, check=not unchecked), codebook),
            by=_parts(by),
            n=n,
            seed=seed,
            allocation=allocation,
            slots=_parts(slots) if slots else DEFAULT_SLOTS,
        )
        bar.say("writing the sheet")
        sheets = drawing.write(drawn, output)
    plan = drawn.plan
    say(
        f"{plan['drawn']:,} of {reading.counted(plan['records'], 'record')}, {reading.counted(len(plan['strata']), 'stratum', 'strata')}, {plan['allocation']}, seed {plan['seed']}"
    )
    folder = one_line(str(output))
    say(f"judge {one_line(str(sheets[0]))}, or the record pages: newsextract review {folder}")
    say(f"then: newsextract score {folder}")
    if len(sheets) == 1:
        say("for a workbook with the articles beside: pip install 'newsextract[excel]'")


def _parts(given: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))
