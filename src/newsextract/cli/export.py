"""``newsextract export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsextract.cli import reading
from newsextract.cli.output import check_not_input, say
from newsextract.exports import FORMATS
from newsextract.printable import one_line


def _names(begun: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(begun)]


def export(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="Name of the format.", autocompletion=_names)],
    records: reading.Source,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    unchecked: reading.Unchecked = False,
    corrections: reading.Corrections = None,
    misfits: reading.Misfits = None,
) -> None:
    """Write records in another program's format."""
    from newsextract import exports
    from newsextract.errors import ConfigError, InputError

    chosen = exports.format_of(form)
    shown = one_line(str(output))
    if not records.exists():
        raise InputError("there is no such file or folder", where=str(records), fix="check the path")
    if output.is_dir():
        raise typer.BadParameter(f"{shown} is a folder; give a file, as {output.name or 'news'}{chosen.ending}")
    check_not_input(output, [records, *(corrections or ())], "-o")
    if corrections and chosen.made_of != "records":
        what = f"{chosen.name} is made of links, which corrections do not change"
        raise ConfigError(what, where="--corrections", fix="apply them with `newsextract link --corrections`")
    corrected = reading.Corrected(corrections, misfits)
    if output.exists() and not force:
        raise typer.BadParameter(f"{shown} is there already; give another name, or --force")
    with reading.progress() as bar:
        source = records if chosen.made_of != "records" else bar.counting(corrected.read(records, check=not unchecked))
        count = exports.export(source, form, output)
    say(f"{reading.counted(count, chosen.counts)} in {shown}")
    corrected.report()


def _help() -> str:
    """The formats and an example; typer takes a command's help from its docstring."""
    wide = max(map(len, FORMATS))
    lines = "\n".join(f"  {one.name:{wide}}  {one.ending:8}  {one.about}" for one in FORMATS.values())
    return f"{export.__doc__ or ''}\n\n\b\nFormats:\n{lines}\n\nExample: newsextract export tei records/ -o news.xml"


export.__doc__ = _help()
