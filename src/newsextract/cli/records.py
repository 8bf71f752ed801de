"""The commands that read records: ``store``, ``export``, ``report``, ``show``, ``check``."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from newsextract.atomic import real_path
from newsextract.cli import reading
from newsextract.cli.output import check_new, say
from newsextract.errors import ConfigError
from newsextract.exports import FORMATS
from newsextract.printable import one_line

if TYPE_CHECKING:
    from newsextract.records import Record
    from newsextract.stores import Form


def store(
    records: reading.Source,
    target: Annotated[
        Path, typer.Argument(metavar="TARGET", help="news.duckdb, records.jsonl(.gz, .xz), or a folder for Parquet or CSV.")
    ],
    form: Annotated[
        Literal["jsonl", "parquet", "duckdb", "csv"] | None,
        typer.Option("--as", help="Format of the target; by default its extension, Parquet for a folder."),
    ] = None,
    links: Annotated[
        Path | None, typer.Option(help="Add the tables of this folder that `newsextract link` wrote.", exists=True)
    ] = None,
    force: reading.Force = False,
    unchecked: reading.Unchecked = False,
    corrections: reading.Corrections = None,
    misfits: reading.Misfits = None,
    codebook: reading.Codebook = None,
) -> None:
    """Turn records into a DuckDB database, Parquet, CSV or JSON Lines, and back.

    Example: newsextract store out/ news.duckdb
    """
    from newsextract import stores
    from newsextract.stores import linked

    chosen = form or _default_form(target)
    if links:
        next(linked.lines(links, "groups"), None)
        if chosen == "jsonl":
            raise ConfigError("JSON Lines have no tables", where="--links", fix="store to DuckDB, Parquet or CSV")
    if chosen == "jsonl":
        stores.check_name(target)
    target_name = one_line(str(target))
    check_new(target, [records, *(corrections or ()), codebook or ""], "target", force=force)
    corrector = reading.Corrector(corrections, misfits)
    if not real_path(target).parent.is_dir():
        raise typer.BadParameter(f"{target_name}: give a path in a folder that exists")
    coded = reading.apply_codebook(corrector.read(records, check=not unchecked), codebook)
    with reading.progress() as bar:
        count = stores.write(bar.counting(coded), target, chosen)
    if links:
        linked.add(links, target, chosen)
    say(f"{reading.counted(count, 'record')} in {target_name}")
    corrector.report()


def _default_form(target: Path) -> Form:
    from newsextract.stores import check_name, form_of

    if target.is_dir() or not target.suffix:
        found = form_of(target) if target.is_dir() else None
        return found if found == "csv" else "parquet"
    found = form_of(target)
    if found is None:
        check_name(target)
        raise ConfigError(
            f"the ending {target.suffix!r} is not known", where=str(target), fix="end it in .jsonl or .duckdb, or give --as"
        )
    return found


def _complete_format(prefix: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(prefix)]


def export(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="Name of the format.", autocompletion=_complete_format)],
    records: reading.Source,
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")],
    force: reading.Force = False,
    unchecked: reading.Unchecked = False,
    corrections: reading.Corrections = None,
    misfits: reading.Misfits = None,
) -> None:
    """Write records in another program's format."""
    from newsextract import exports

    chosen = exports.format_of(form)
    output_name = one_line(str(output))
    if output.is_dir():
        raise typer.BadParameter(f"{output_name} is a folder; give a file, as {output.name or 'news'}{chosen.suffix}")
    if corrections and chosen.source_kind != "records":
        what = f"{chosen.name} is made of links, which corrections do not change"
        raise ConfigError(what, where="--corrections", fix="apply them with `newsextract link --corrections`")
    corrector = reading.Corrector(corrections, misfits)
    check_new(output, [records, *(corrections or ())], force=force)
    with reading.progress() as bar:
        source = records if chosen.source_kind != "records" else bar.counting(corrector.read(records, check=not unchecked))
        count = exports.export(source, form, output)
    noun = "record" if chosen.source_kind == "records" else "linked person"
    say(f"{reading.counted(count, noun)} in {output_name}")
    corrector.report()


# typer reads the help, with the list of formats, from the docstring
_WIDE = max(map(len, FORMATS))
_FORMATS = "\n".join(f"  {one.name:{_WIDE}}  {one.suffix:8}  {one.description}" for one in FORMATS.values())
export.__doc__ = f"{export.__doc__ or ''}\n\n\b\nFormats:\n{_FORMATS}\n\nExample: newsextract export tei out/ -o news.xml"


def report(
    records: reading.Source,
    output: Annotated[Path, typer.Option("-o", "--output", help="The HTML file to write.", dir_okay=False)],
    force: reading.Force = False,
    errors: Annotated[Path | None, typer.Option(help="Error file; by default the one in the folder.")] = None,
    linked: Annotated[
        Path | None,
        typer.Option(
            "--links", "--linked", help="A folder that `newsextract link` wrote; by default the links of the folder or store."
        ),
    ] = None,
    unchecked: reading.Unchecked = False,
    corrections: reading.Corrections = None,
    misfits: reading.Misfits = None,
) -> None:
    """Write a self-contained HTML page with a run's counts, coverage, confidence, plots, duplicates, errors by reason, models and sample records.

    Example: newsextract report out/ -o report.html
    """
    from newsextract.report import write_report

    check_new(output, [records, errors or "", *(corrections or ())], force=force)
    corrector = reading.Corrector(corrections, misfits)
    size = write_report(records, output, errors, check=not unchecked, linked=linked, through=corrector)
    say(f"{one_line(str(output))}: {size / 1000:,.0f} kB")
    corrector.report()


def show(
    record: Annotated[
        Path,
        typer.Argument(metavar="RECORD", help="A file of records, a store, a run's folder, or one page to extract and show."),
    ],
    key: Annotated[
        str | None, typer.Argument(metavar="ID", help="Show only the record with this id, such as thaigov:97748.")
    ] = None,
    number: Annotated[int | None, typer.Option("-n", "--number", min=1, help="Show only the n-th record.")] = None,
) -> None:
    """Show records in the terminal: the text with its spans, ISO values beside the dates, and the events.

    Example: newsextract show news.duckdb
    """
    from rich.console import Console

    from newsextract.view.terminal import render

    console = Console()
    chosen = _chosen(record, key, number)
    shown = 0
    for shown, item in enumerate(chosen, 1):  # noqa: B007  the count
        console.print(render(item))
    if not shown:
        raise typer.BadParameter(f"{one_line(str(record))} has no {f'record {one_line(key)}' if key else 'records'}")


def _chosen(path: Path, key: str | None, number: int | None) -> Iterable[Record]:
    """The records of a file, store, folder or page: all, those with an id, or the n-th."""
    from newsextract.api import extract
    from newsextract.sources import jsonl
    from newsextract.stores import form_of, read

    holds_records = jsonl.accepts(str(path)) or path.suffix == ".json" or form_of(path) is not None
    records = read(path) if holds_records else iter([extract(path)])
    if key:
        records = (item for item in records if item.id == key)
    if not number:
        return records
    chosen = list(islice(records, number - 1, number))
    if not chosen:
        raise typer.BadParameter(f"{one_line(str(path))} has fewer than {number} records")
    return chosen


def check(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of a run.")]) -> None:
    """Compare every file of a run with its checksum; list what is missing, truncated or altered.

    Example: newsextract check out/
    """
    from newsextract.stores import run_folder

    if not run_folder.is_run(folder):
        raise typer.BadParameter(f"{folder} is not the folder of a run")
    found = list(run_folder.problems(folder))
    for problem in found:
        typer.echo(f"{folder}: {problem}; {run_folder.how_to_fix(problem)}", err=True)
    if found:
        raise typer.Exit(1)
    if unfinished := run_folder.unfinished(folder):
        typer.echo(f"{folder}: {unfinished}; its files so far match their checksums", err=True)
        raise typer.Exit(1)
    counts = run_folder.counts(folder)
    records, errors, shards = (reading.counted(counts[f"{noun}s"], noun) for noun in ("record", "error", "shard"))
    typer.echo(f"{records} and {errors} in {shards}: all checksums match", err=True)
