"""``newsextract review``: confirm and correct the records of a store in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsextract.cli import reading
from newsextract.cli.output import say
from newsextract.printable import one_line


def review(
    store: Annotated[
        Path,
        typer.Argument(help="A DuckDB database that `newsextract store` wrote, or a folder that `newsextract sample` wrote."),
    ],
    corrections: Annotated[
        Path | None, typer.Option("--corrections", help="File to append decisions to; by default beside the store.")
    ] = None,
    who: Annotated[str | None, typer.Option("--who", help="Your name in the file; by default your user name.")] = None,
    blind: Annotated[
        bool, typer.Option("--blind", help="Neither show nor apply what others decided, to measure agreement.")
    ] = False,
    port: reading.Port = 8001,
    index: reading.Index = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Confirm, correct, reject or add values of a store's records, by mouse or keyboard; the store stays as it is.

    Example: newsextract review news.duckdb --who nida
    """
    from getpass import getuser

    from newsextract import explorer
    from newsextract.cli.explore import ensure_index
    from newsextract.errors import ConfigError
    from newsextract.explorer.review_book import Book, default_path

    name = (who or getuser()).strip()
    if not name or one_line(name) != name:
        raise ConfigError("a reviewer needs a name", fix="give it with --who")
    explorer.check_port(port)
    store = _of_sample(store) if store.is_dir() else store
    where = ensure_index(store, index)
    path = corrections or default_path(store)
    if not path.resolve().parent.is_dir():
        raise ConfigError("the folder is not there", where=str(path), fix="give --corrections a file in a folder that exists")
    book = Book(store, path, name, blind)
    for line in book.torn:
        say(line)

    def ready(address: str) -> None:
        say(f"{address}\n(this machine only; decisions go to {one_line(str(path))}; Ctrl-C ends it)")

    explorer.serve(store, where, port, book=book, open_browser=open_browser, ready=ready)


def _of_sample(folder: Path) -> Path:
    """Path of a sample's database, beside its records; created on first use."""
    from newsextract import stores
    from newsextract.desk.sample import RECORDS
    from newsextract.errors import InputError

    records = folder / RECORDS
    if not records.is_file():
        fix = "give a database, or a folder that `newsextract sample` wrote"
        raise InputError("this folder has no sample in it", where=str(folder), fix=fix)
    store = records.with_suffix(".duckdb")
    if not store.exists():
        stores.write(stores.read(records), store, "duckdb")
    return store
