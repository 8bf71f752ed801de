"""The commands for more than one article: ``link``, ``who``, ``glossary``."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsextract.atomic import replacing
from newsextract.cli import reading
from newsextract.cli.output import check_new, check_not_input, say, say_some
from newsextract.errors import ConfigError, InputError, os_errors_as
from newsextract.printable import one_line

if TYPE_CHECKING:
    from newsextract.across.linking import Linked

Decided = Annotated[
    Path | None,
    typer.Option(
        "--decisions",
        help="Your own decisions (CSV: kind,a,b,decision): whether a and b are one or two.",
        exists=True,
        dir_okay=False,
    ),
]


def link(
    records: reading.Sources,
    to: Annotated[Path, typer.Option(help="Folder to write the links to; created if missing.")],
    decided: Decided = None,
    learn: Annotated[Path | None, typer.Option(help="Also write the names of these records in both languages, as CSV.")] = None,
    popolo: Annotated[Path | None, typer.Option(help="Also write people, bodies and offices as Popolo JSON.")] = None,
    ids: Annotated[
        Path | None,
        typer.Option(help="Your own identifiers for --popolo (CSV: kind,name,scheme,identifier).", exists=True, dir_okay=False),
    ] = None,
    network: Annotated[
        Path | None, typer.Option(help="Also write who appears with whom: people.gexf or people.graphml.")
    ] = None,
    workers: reading.Workers = 1,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file of --learn, --popolo or --network.")] = False,
    unchecked: reading.Unchecked = False,
    corrections: reading.Corrections = None,
    misfits: reading.Misfits = None,
) -> None:
    """Link records: releases published more than once, people, bodies, and who held which office when.

    Example: newsextract link out/ --to linked/
    """
    from newsextract.across import decisions, folder, linking
    from newsextract.across import learn as names
    from newsextract.across import network as graph
    from newsextract.across import popolo as data
    from newsextract.pipeline.collector import gc_paused

    if to.exists() and not to.is_dir():
        raise ConfigError("this is a file", where=str(to), fix="give --to a folder")
    for name in folder.FILES:
        check_not_input(to / f"{name}.jsonl", records, "--to")
    for path, option in ((learn, "--learn"), (popolo, "--popolo"), (network, "--network")):
        if path:
            check_new(path, records, option, force=force)
    answers = decisions.read(decided)
    corrector = reading.Corrector(corrections, misfits)
    with gc_paused():
        failed = os_errors_as(ConfigError, "cannot be written", where=to, fix="give --to another folder")
        with reading.progress() as bar, failed:
            found = linking.link(
                records,
                folder=to,
                decided=answers,
                corrected=corrector.replay,
                check=not unchecked,
                workers=workers,
                say=bar.say,
            )
            folder.write(found, to, workers=workers)
        if learn:
            table = names.rows(found)
            names.write(table, learn)
            say(f"{one_line(str(learn))}: {reading.counted(len(table), 'name')}")
        if popolo:
            data.write(found, popolo, data.identifiers(ids))
        if network:
            graph.write(found, network)
        left = answers.without_record(found.days)
        what = _counts(found)
        del found  # free it before the garbage collector runs again and scans it
    say_some([f"{decided}: {one} is in none of these records" for one in left], 5, " decided on that are not there")
    say(f"{one_line(str(to))}: {what}")
    corrector.report()


def _counts(found: Linked) -> str:
    """The counts to print at the end."""
    surplus = sum(len(group.records) - 1 for group in found.groups)
    releases = (
        f"{reading.counted(len(found.groups), 'group')}, {reading.counted(surplus, 'surplus record')} of {found.records:,}, "
        f"{reading.counted(len(found.links), 'link')}"
    )
    counts = (
        reading.counted(len(found.persons), "person", "people"),
        reading.counted(len(found.bodies), "body", "bodies"),
        reading.counted(len(found.memberships), "spell"),
    )
    return f"{releases}; {', '.join(counts)}"


def who(
    office: Annotated[
        str | None,
        typer.Argument(
            metavar="OFFICE", help='The office, in Thai or English, also abbreviated: "รมว.สธ.", "Minister of Finance".'
        ),
    ] = None,
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day, as 2021-06-01; without it, every holder.")] = None,
    person: Annotated[str | None, typer.Option(metavar="NAME", help="Show this person's offices instead.")] = None,
    links: Annotated[Path, typer.Option(help="The folder that `newsextract link` wrote, or a DuckDB store with links.")] = Path(
        "linked"
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")] = False,
) -> None:
    """Show who held an office, or which offices a person held, with the articles that say so.

    Example: newsextract who "รัฐมนตรีว่าการกระทรวงการคลัง" --on 2021-06-01
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


def glossary(
    records: reading.Sources,
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write: .csv, or .tbx (ISO 30042).", dir_okay=False)],
    force: reading.Force = False,
    least: Annotated[int, typer.Option(min=1, help="Leave out names seen in fewer articles than this.")] = 1,
    posterior: Annotated[float, typer.Option(min=0, max=1, help="Leave out pairs less probable than this.")] = 0.3,
) -> None:
    """Collect the Thai and English names of many records, with variants, abbreviations, dates and examples.

    Example: newsextract glossary out/ -o glossary.csv
    """
    from newsextract.across.glossary import build, to_tbx, write_csv
    from newsextract.stores import read

    kind = output.suffix.lower()
    if kind not in {".csv", ".tbx"}:
        raise ConfigError("unknown glossary format", where=str(output), fix="end the file's name in .csv or .tbx")
    check_new(output, records, force=force)
    entries = build((record for path in records for record in read(path)), least=least, posterior=posterior)
    failed = os_errors_as(
        ConfigError, "the glossary cannot be written", where=output, fix="give a path in a folder that exists"
    )
    with failed, replacing(output) as part:
        if kind == ".csv":
            with part.open("w", encoding="utf-8-sig", newline="") as file:  # Excel reads Thai in CSV only with a BOM
                write_csv(entries, file)
        else:
            part.write_text(to_tbx(entries), encoding="utf-8")
    say(f"{reading.counted(len(entries), 'name')} in {one_line(str(output))}")
