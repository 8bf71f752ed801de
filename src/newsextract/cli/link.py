"""``newsextract link``: link releases, people, bodies and offices across records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsextract.cli import reading
from newsextract.cli.output import check_not_input, say
from newsextract.printable import one_line

if TYPE_CHECKING:
    from newsextract.across.linking import Linked

Decided = Annotated[
    Path | None,
    typer.Option(
        "--decisions", help="CSV of your own: kind,a,b,decision; whether a and b are one or two.", exists=True, dir_okay=False
    ),
]


def link(
    records: reading.Sources,
    to: Annotated[Path, typer.Option("--to", help="Folder to write the links to; made if it is not there.")],
    decided: Decided = None,
    learn: Annotated[
        Path | None, typer.Option("--learn", help="Also write the names of these records in both languages, as CSV.")
    ] = None,
    popolo: Annotated[
        Path | None, typer.Option("--popolo", help="Also write people, bodies and offices as Popolo JSON.")
    ] = None,
    ids: Annotated[
        Path | None,
        typer.Option("--ids", help="CSV of your own for --popolo: kind,name,scheme,identifier.", exists=True, dir_okay=False),
    ] = None,
    network: Annotated[
        Path | None, typer.Option("--network", help="Also write who appears with whom: people.gexf or people.graphml.")
    ] = None,
    workers: reading.Workers = 1,
    unchecked: reading.Unchecked = False,
    corrections: reading.Corrections = None,
    misfits: reading.Misfits = None,
) -> None:
    """Link records: releases published more than once, people, bodies, and who held which office when.

    Example: newsextract link records/ --to links/
    """
    from newsextract.across import decisions, folder, linking
    from newsextract.errors import ConfigError, os_errors_as
    from newsextract.pipeline.collector import gc_paused

    if to.exists() and not to.is_dir():
        raise ConfigError("this is a file", where=str(to), fix="give --to a folder")
    for name in folder.FILES:
        check_not_input(to / f"{name}.jsonl", records, "--to")
    answers = decisions.read(decided)
    corrector = reading.Corrector(corrections, misfits)
    with gc_paused():
        failed = os_errors_as(ConfigError, "cannot be written", where=to, fix="give --to another folder")
        with reading.progress() as bar, failed:
            found = linking.link(
                records,
                folder=to,
                decided=answers,
                corrected=corrector if corrections else None,
                check=not unchecked,
                workers=workers,
                say=bar.say,
            )
            folder.write(found, to, workers=workers)
        _write_optional(found, records, learn=learn, popolo=popolo, ids=ids, network=network)
        what = _counts(found)
        del found  # free it before the garbage collector runs again and scans it
    say(f"{one_line(str(to))}: {what}")
    corrector.report()


def _counts(found: Linked) -> str:
    """The counts to print at the end."""
    surplus = sum(len(group.records) - 1 for group in found.groups)
    releases = (
        f"{reading.counted(len(found.groups), 'group')}, {reading.counted(surplus, 'surplus record')} of {found.records:,}"
    )
    counts = (
        reading.counted(len(found.persons), "person", "people"),
        reading.counted(len(found.bodies), "body", "bodies"),
        reading.counted(len(found.memberships), "spell"),
    )
    return f"{releases}; {', '.join(counts)}"


def _write_optional(
    found: Linked, records: list[Path], *, learn: Path | None, popolo: Path | None, ids: Path | None, network: Path | None
) -> None:
    """Write the optional outputs: names, Popolo, network."""
    for path, option in ((learn, "--learn"), (popolo, "--popolo"), (network, "--network")):
        check_not_input(path, records, option)
    if learn:
        from newsextract.across import learn as names

        table = names.rows(found)
        names.write(table, learn)
        say(f"{one_line(str(learn))}: {reading.counted(len(table), 'name')}")
    if popolo:
        from newsextract.across import popolo as data

        data.write(found, popolo, data.identifiers(ids))
    if network:
        from newsextract.across import network as graph

        graph.write(found, network)
