"""The site: Datasette over the index, with our plugins and settings that suit one reader on one machine; it can hold a review."""

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
    """The Datasette site: ``.app()`` is the ASGI application, ``.client`` asks it without a network."""
    try:
        from datasette.app import Datasette
        from datasette.plugins import pm
    except ImportError as error:
        raise ModelMissingError("Datasette is not installed", fix="pip install 'datasette<1'") from error
    from newsextract.explorer import pages, plugin
    from newsextract.explorer.base import Base

    if not pm.is_registered(plugin):
        pm.register(plugin, name="newsextract-explorer")
        # it prints a traceback whatever ours does; ours calls it where it has nothing to say
        pm.unregister(name="datasette.handle_exception")
    site = Datasette(
        files=[],
        metadata=_metadata(store),
        template_dir=str(pages.TEMPLATES),
        static_mounts=[("assets", str(Path(__file__).parent / "static")), ("vega", str(ROOT / "view" / "vega"))],
        settings=_SETTINGS,
    )
    site.desk = pages.Desk(store.resolve(), index)
    site.remove_database("_memory")  # which Datasette adds where there is no other
    site.add_database(Base(site, path=str(index.resolve()), is_mutable=False), name=plugin.NAME)
    return site


def make_review_site(book: Book, index: Path, port: int) -> Any:
    """The explorer's site with a review; its address with the token is ``site.review.address``."""
    try:
        from datasette.plugins import pm
    except ImportError as error:
        raise ModelMissingError("Datasette is not installed", fix="pip install 'newsextract[explore]'") from error
    from newsextract.explorer import review

    if not pm.is_registered(review):
        pm.register(review, name="newsextract-review")
    site = make_site(book.store, index)
    site.review = review.Review(book, port)
    site.desk.review = True
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
    """Refuse a port that is in use or not allowed."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((HOST, port))
        except OSError as error:
            what = f"port {port} cannot be used ({error.strerror})"
            raise ConfigError(what, where=HOST, fix="give another with --port") from error


def serve(store: Path, index: Path, port: int = 8001, *, open_browser: bool = False) -> None:
    """Serve the site to this machine until interrupted."""
    from newsextract.explorer.selection import Query

    check_port(port)
    site = make_site(store, index)
    with contextlib.suppress(sqlite3.Error):  # a damaged index: its pages say so
        site.desk.selections.of(Query())  # the first reader need not wait for what is read once
    _run(site, port, f"http://{HOST}:{port}/" if open_browser else None)


def serve_review(
    book: Book, index: Path, port: int, *, open_browser: bool = False, ready: Callable[[str], None] | None = None
) -> None:
    """Serve a review to this machine until interrupted; ``ready`` is told the address to begin at."""
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
