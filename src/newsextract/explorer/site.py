"""The explorer's site: Datasette over the index, with our plugins and settings for one local reader, and optionally a review."""

from __future__ import annotations

import contextlib
import socket
import sqlite3
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newsextract.data import ROOT
from newsextract.errors import ConfigError, ModelMissingError
from newsextract.explorer.review_book import Book

HOST = "127.0.0.1"
_SETTINGS = {
    "default_page_size": 20,
    "max_returned_rows": 200_000,
    "sql_time_limit_ms": 10_000,
    "facet_time_limit_ms": 3000,
    "default_facet_size": 12,
    "suggest_facets": False,
    "allow_download": False,
    "default_cache_ttl": 0,
}


def make_site(store: Path, index: Path) -> Any:
    """Make the Datasette site: ``.app()`` is the ASGI application, ``.client`` sends it requests without a network."""
    try:
        from datasette.app import Datasette
        from datasette.plugins import pm
    except ImportError as error:
        raise ModelMissingError("Datasette is not installed", fix="pip install 'datasette<1'") from error
    from newsextract.explorer import pages, plugin
    from newsextract.explorer.base import Base

    if not pm.is_registered(plugin):
        pm.register(plugin, name="newsextract-explorer")
        # Datasette's handler prints a traceback even when ours has answered; ours calls it for all other errors
        pm.unregister(name="datasette.handle_exception")
    site = Datasette(
        files=[],
        metadata=_metadata(store),
        template_dir=str(pages.TEMPLATES),
        static_mounts=[("assets", str(Path(__file__).parent / "static")), ("vega", str(ROOT / "view" / "vega"))],
        settings=_SETTINGS,
    )
    site.state = pages.SiteState(store.resolve(), index)
    site.remove_database("_memory")  # Datasette adds it when it is given no database
    site.add_database(Base(site, path=str(index.resolve()), is_mutable=False), name=plugin.NAME)
    return site


def make_review_site(book: Book, index: Path, port: int) -> Any:
    """Make the explorer's site with review pages; ``site.review.address`` is the start address with its token."""
    try:
        from datasette.plugins import pm
    except ImportError as error:
        raise ModelMissingError("Datasette is not installed", fix="pip install 'newsextract[explore]'") from error
    from newsextract.explorer import review

    if not pm.is_registered(review):
        pm.register(review, name="newsextract-review")
    site = make_site(book.store, index)
    site.review = review.Review(book, port)
    site.state.review = True
    return site


def _metadata(store: Path) -> dict[str, Any]:
    about = {
        "records": ("Records", "The main event of every article, with its confidences, its words and their offsets."),
        "names": (
            "Names",
            "Persons, bodies and ministries with the articles that name them, and the first and last of their dates.",
        ),
        "links": ("Links", "Which names each article is linked to."),
        "offices": ("Offices", "Offices of persons over time, where `newsextract link` found them."),
    }
    tables: dict[str, Any] = {name: {"title": title, "description": text} for name, (title, text) in about.items()}
    tables["records"]["sort_desc"] = "date"
    tables["names"]["sort_desc"] = "articles"
    tables |= {name: {"hidden": True} for name in ("built_from", "words", "lines", "forms", "related")}
    return {"title": f"newsextract: {store.name}", "databases": {"news": {"tables": tables}}}


def check_port(port: int) -> None:
    """Raise a ConfigError if the port is in use or not allowed."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((HOST, port))
        except OSError as error:
            what = f"port {port} cannot be used ({error.strerror})"
            raise ConfigError(what, where=HOST, fix="give another with --port") from error


def serve(store: Path, index: Path, port: int = 8001, *, open_browser: bool = False) -> None:
    """Serve the site on this machine until interrupted."""
    from newsextract.explorer.selection import Query

    check_port(port)
    site = make_site(store, index)
    with contextlib.suppress(sqlite3.Error):  # the pages report a damaged index
        site.state.selections.of(Query())  # load the arrays now, so that the first request need not wait
    _run(site, port, f"http://{HOST}:{port}/" if open_browser else None)


def serve_review(
    book: Book, index: Path, port: int, *, open_browser: bool = False, ready: Callable[[str], None] | None = None
) -> None:
    """Serve a review on this machine until interrupted; ``ready`` is called with the start address."""
    check_port(port)
    site = make_review_site(book, index, port)
    if ready:
        ready(site.review.address)
    _run(site, port, site.review.address if open_browser else None)


def _run(site: Any, port: int, to_open: str | None) -> None:
    import uvicorn

    if to_open:
        threading.Timer(1.0, webbrowser.open, [to_open]).start()
    uvicorn.run(site.app(), host=HOST, port=port, log_level="warning", lifespan="on", workers=None)
