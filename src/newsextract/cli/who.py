"""``newsextract who``: who held an office on a day, or which offices a person held."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from newsextract.cli.output import say


def who(
    office: Annotated[
        str | None, typer.Argument(help='The office, in Thai or English, also abbreviated: "รมว.สธ.", "Minister of Finance".')
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help="The day, as 2021-06-01; without it, every holder.")
    ] = None,
    person: Annotated[str | None, typer.Option("--person", metavar="NAME", help="A person's offices instead.")] = None,
    links: Annotated[
        Path, typer.Option("--links", help="The folder that `newsextract link` wrote, or a DuckDB store with links.")
    ] = Path("linked"),
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Say who held an office, or which offices a person held, by the articles that say so.

    Example: newsextract who "รัฐมนตรีว่าการกระทรวงการคลัง" --on 2021-06-01 --links links/
    """
    from newsextract.across import who as offices
    from newsextract.stores.linked import source

    _check(office, on, person, links)
    rows = source(links)
    answers = offices.person(rows, person) if person else offices.office(rows, office or "", on)
    if as_json:
        for one in answers:
            typer.echo(json.dumps(asdict(one), ensure_ascii=False))
    else:
        others = {other for one in answers for other in one.overlaps}
        names = {row["person"]: row["name_th"] or row["name_en"] for row in rows("persons") if row["person"] in others}
        for line in offices.lines(answers, names):
            typer.echo(line)
    if not answers:
        say("no article says so")


def _check(office: str | None, on: str | None, person: str | None, links: Path) -> None:
    from newsextract.errors import ConfigError, InputError

    if (office is None) == (person is None):
        raise typer.BadParameter("give an office, or a person with --person")
    if on is not None:
        try:
            date.fromisoformat(on)
        except ValueError as error:
            raise ConfigError(f"{on!r} is not a day", where="--on", fix="write it as 2021-06-01") from error
    if not links.exists():
        fix = "make it with `newsextract link RECORDS --to linked`, or give --links"
        raise InputError("there is no such folder or store", where=str(links), fix=fix)
