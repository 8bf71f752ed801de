"""The explorer's site: Datasette over the index, with our plugins and settings for one local reader, and optionally a review."""

from __future__ import annotations

import contextlib
import json
import socket
import sqlite3
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newsextract.data import ROOT
from newsextract.errors import ConfigError
from newsextract.explorer.review_book import Book
from newsextract.optional import need

HOST = "127.0.0.1"


def make_site(store: Path, index: Path, book: Book | None = None, port: int = 0) -> Any:
    """Make the Datasette site: ``.app()`` is the ASGI application, ``.client`` sends it requests without a network.

    With a ``book``, it also has its review pages; ``.state.review.address`` is their start address with its token.
    """
    pm = need("datasette.plugins", '"newsextract[explore]"').pm
    from datasette.app import Datasette

    from newsextract.explorer import pages, plugin, review
    from newsextract.explorer.base import Base

    if not pm.is_registered(plugin):
        pm.register(plugin, name="newsextract-explorer")
        pm.register(review, name="newsextract-review")
        # Datasette's handler prints a traceback even when ours has answered; ours calls it for all other errors
        pm.unregister(name="datasette.handle_exception")
    given = json.loads((pages.TEMPLATES / "datasette.json").read_text(encoding="utf-8"))
    site = Datasette(
        files=[],
        metadata={"title": f"newsextract: {store.name}", "databases": {plugin.NAME: {"tables": given["tables"]}}},
        template_dir=str(pages.TEMPLATES),
        static_mounts=[("assets", str(Path(__file__).parent / "static")), ("view", str(ROOT / "view"))],
        settings=given["settings"],
    )
    site.state = pages.SiteState(store.resolve(), index)
    site.remove_database("_memory")  # Datasette adds it when it is given no database
    site.add_database(Base(site, path=str(index.resolve()), is_mutable=False), name=plugin.NAME)
    if book:
        site.state.review = review.Review(book, port)
    return site


def check_port(port: int) -> None:
    """Raise a ConfigError if the port is in use or not allowed."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((HOST, port))
        except OSError as error:
            what = f"port {port} cannot be used ({error.strerror})"
            raise ConfigError(what, where=HOST, fix="give another with --port") from error


def serve(
    store: Path,
    index: Path,
    port: int = 8001,
    *,
    book: Book | None = None,
    open_browser: bool = False,
    ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve the site on this machine until interrupted; ``ready`` is called with the start address."""
    import uvicorn

    from newsextract.explorer.selection import Query

    check_port(port)
    site = make_site(store, index, book, port)
    start = site.state.review.address if book else f"http://{HOST}:{port}/"
    ready(start)
    with contextlib.suppress(sqlite3.Error):  # the pages report a damaged index
        site.state.selections.of(Query())  # load the arrays now, so that the first request need not wait
    if open_browser:
        threading.Timer(1.0, webbrowser.open, [start]).start()
    uvicorn.run(site.app(), host=HOST, port=port, log_level="warning", lifespan="on", workers=None)
