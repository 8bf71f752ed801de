"""``newsextract export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsextract.cli import reading
from newsextract.cli.output import check_not_input, say
from newsextract.exports import FORMATS
from newsextract.printable import one_line


def _complete_format(prefix: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(prefix)]


def export(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="Name of the format.", autocompletion=_complete_format)],
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
    output_name = one_line(str(output))
    if not records.exists():
        raise InputError("there is no such file or folder", where=str(records), fix="check the path")
    if output.is_dir():
        raise typer.BadParameter(f"{output_name} is a folder; give a file, as {output.name or 'news'}{chosen.suffix}")
    check_not_input(output, [records, *(corrections or ())], "-o")
    if corrections and chosen.source_kind != "records":
        what = f"{chosen.name} is made of links, which corrections do not change"
        raise ConfigError(what, where="--corrections", fix="apply them with `newsextract link --corrections`")
    corrector = reading.Corrector(corrections, misfits)
    if output.exists() and not force:
        raise typer.BadParameter(f"{output_name} is there already; give another name, or --force")
    with reading.progress() as bar:
        source = records if chosen.source_kind != "records" else bar.counting(corrector.read(records, check=not unchecked))
        count = exports.export(source, form, output)
    noun = "record" if chosen.source_kind == "records" else "linked person"
    say(f"{reading.counted(count, noun)} in {output_name}")
    corrector.report()


def _help() -> str:
    """The command's help with the list of formats; typer reads it from the docstring."""
    wide = max(map(len, FORMATS))
    lines = "\n".join(f"  {one.name:{wide}}  {one.suffix:8}  {one.description}" for one in FORMATS.values())
    return f"{export.__doc__ or ''}\n\n\b\nFormats:\n{lines}\n\nExample: newsextract export tei records/ -o news.xml"


export.__doc__ = _help()
