"""``newsextract link``: which records are one release, as groups.jsonl."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsextract.cli import reading
from newsextract.cli.output import check_not_input, say
from newsextract.printable import one_line


def link(
    records: Annotated[
        list[Path], typer.Argument(metavar="RECORDS", help="Files of records, stores or runs' folders.", exists=True)
    ],
    to: Annotated[Path, typer.Option("--to", help="Folder to write groups.jsonl to; made if it is not there.")],
    unchecked: reading.Unchecked = False,
    corrections: reading.Corrections = None,
    misfits: reading.Misfits = None,
) -> None:
    """Find releases that were put up more than once: the same text again, or a version of it.

    Example: newsextract link records/ --to links/
    """
    from newsextract.across import duplicates
    from newsextract.errors import ConfigError

    target = to / "groups.jsonl"
    if to.exists() and not to.is_dir():
        raise ConfigError("this is a file", where=str(to), fix="give --to a folder")
    check_not_input(target, records, "--to")
    corrected = reading.Corrected(corrections, misfits)
    with reading.progress() as bar:
        releases = []
        for number, release in enumerate(duplicates.releases_of(records, check=not unchecked, through=corrected), 1):
            bar.say(f"{reading.counted(number, 'record')} read")
            releases.append(release)
        bar.say(f"comparing {reading.counted(len(releases), 'record')}")
        groups = duplicates.find(releases)
    try:
        to.mkdir(parents=True, exist_ok=True)
        duplicates.write(groups, target)
    except OSError as error:
        raise ConfigError(f"cannot be written ({error.strerror})", where=str(target), fix="give --to another folder") from error
    surplus = sum(len(group.records) - 1 for group in groups)
    found = f"{reading.counted(len(groups), 'group')}, {reading.counted(surplus, 'surplus record')}"
    say(f"{one_line(str(target))}: {found} of {len(releases):,}")
    corrected.report()
