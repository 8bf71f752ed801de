"""``newsextract explore``: a local site to search, filter and read a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsextract.cli import reading
from newsextract.cli.output import say
from newsextract.printable import one_line


def explore(
    store: Annotated[Path, typer.Argument(help="A DuckDB database that `newsextract store` wrote.")],
    port: reading.Port = 8001,
    index: reading.Index = None,
    prepare: Annotated[bool, typer.Option("--prepare", help="Only build the search index, for a later start.")] = False,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the site in the browser.")] = False,
) -> None:
    """Search, filter and read a store in the browser. The first start builds a search index; later ones reuse it.

    Example: newsextract explore news.duckdb
    """
    from newsextract import explorer

    if not prepare:
        explorer.check_port(port)
    where = ensure_index(store, index)
    if prepare:
        say(f"the search index is at {one_line(str(where))}")
        return
    say(f"http://127.0.0.1:{port}/  (this machine only, read-only; Ctrl-C ends it)")
    explorer.serve(store, where, port, open_browser=open_browser)


def ensure_index(store: Path, index: Path | None) -> Path:
    """Path of a store's search index, which is built if it is missing or out of date."""
    from newsextract import explorer
    from newsextract.errors import InputError
    from newsextract.stores import duck, form_of

    if store.exists() and form_of(store) == "jsonl":
        fix = f"make a database of it: `newsextract store {store} news.duckdb`"
        raise InputError("this is a file of records", where=str(store), fix=fix)
    where = index or explorer.index_path(store)
    duck.opened(store).close()
    if not explorer.is_fresh(store, where):
        _build(store, where)
    return where


def _build(store: Path, where: Path) -> None:
    from rich.console import Console
    from rich.progress import Progress

    from newsextract import explorer

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("building the search index (once)")
        explorer.build(store, where, lambda done, of: bar.update(task, completed=done, total=of))
