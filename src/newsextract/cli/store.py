"""``newsextract store``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from newsextract.cli import reading
from newsextract.cli.output import check_not_input, say
from newsextract.printable import one_line

if TYPE_CHECKING:
    from newsextract.stores import Form


def store(
    records: Annotated[Path, typer.Argument(help="A run's folder, a file of records, or another store.")],
    target: Annotated[Path, typer.Argument(help="news.duckdb, records.jsonl(.gz, .xz), or a folder for Parquet or CSV.")],
    form: Annotated[
        Literal["jsonl", "parquet", "duckdb", "csv"] | None,
        typer.Option("--as", help="Format of the target; by default its extension, Parquet for a folder."),
    ] = None,
    links: Annotated[
        Path | None, typer.Option("--links", help="Add the tables of this folder that `newsextract link` wrote.", exists=True)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing target.")] = False,
    unchecked: reading.Unchecked = False,
    corrections: reading.Corrections = None,
    misfits: reading.Misfits = None,
    codebook: reading.Codebook = None,
) -> None:
    """Turn records into a DuckDB database, Parquet, CSV or JSON Lines, and back.

    Example: newsextract store records/ news.duckdb
    """
    from newsextract import stores
    from newsextract.errors import ConfigError
    from newsextract.stores import linked

    chosen = form or _default_form(target)
    if links:
        next(linked.lines(links, "groups"), None)
        if chosen == "jsonl":
            raise ConfigError("JSON Lines have no tables", where="--links", fix="store to DuckDB, Parquet or CSV")
    if chosen == "jsonl":
        stores.check_name(target)
    target_name = one_line(str(target))
    if _has_content(target) and not force:
        raise typer.BadParameter(f"{target_name} is there already; give another name, or --force")
    if not records.exists():
        raise typer.BadParameter(f"{one_line(str(records))} is not there; give a run's folder or a file of records")
    check_not_input(target, [records, *(corrections or ())], "target")
    corrector = reading.Corrector(corrections, misfits)
    if not target.resolve().parent.is_dir():
        raise typer.BadParameter(f"{target_name}: give a path in a folder that exists")
    check_not_input(target, [codebook or ""], "target")
    coded = reading.apply_codebook(corrector.read(records, check=not unchecked), codebook)
    with reading.progress() as bar:
        count = stores.write(bar.counting(coded), target, chosen)
    if links:
        linked.add(links, target, chosen)
    say(f"{reading.counted(count, 'record')} in {target_name}")
    corrector.report()


def _default_form(target: Path) -> Form:
    from newsextract.errors import ConfigError
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


def _has_content(target: Path) -> bool:
    return any(target.iterdir()) if target.is_dir() else target.exists()
