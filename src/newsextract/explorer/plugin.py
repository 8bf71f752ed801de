"""The Datasette plugin of the explorer: routes, an SQL function, security headers, error pages, links in tables."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import handle_exception as datasettes_own
from datasette import hookimpl
from datasette.utils.asgi import Base400, NotFound
from markupsafe import Markup

from newsextract.errors import ConfigError, NewsExtractError
from newsextract.explorer import downloads, front, named, record
from newsextract.explorer.pages import Visit, page
from newsextract.explorer.results import record_url
from newsextract.explorer.safety import guarded

#: with rich, Datasette prints a traceback with all local variables for every wrong URL, and fails outside an except block
datasettes_own.rich = None

NAME = "news"
TABLE = "records"


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """Routes of our pages and the downloads."""
    return [
        (r"^/$", page(front.front)),
        (r"^/facets/(?P<facet>[a-z]+)$", page(front.facet_page)),
        (r"^/record/(?P<id>.+)\.json$", page(record.record_json)),
        (r"^/record/(?P<id>.+)$", page(record.record_page)),
        (r"^/(?P<kind>person|body)/(?P<key>.+)$", page(named.name_page)),
        (r"^/event/(?P<cluster>.+)$", page(named.event_page)),
        (rf"^/{NAME}/{TABLE}/(?P<article>\d+)$", page(record.row)),
        (r"^/-/selection\.(?P<form>csv|json|jsonl|parquet)$", downloads.selection),
        (rf"^/{NAME}\.csv$", downloads.query_csv),
        (rf"^/{NAME}/(?P<table>[^/.]+)\.csv$", downloads.table_csv),
    ]


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Any) -> None:
    """Add the function with which a reader's own SQL can search the texts."""
    if database == NAME:
        conn.create_function("found_articles", 1, datasette.state.found_articles, deterministic=True)


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper() -> Any:
    """Check the host of every request and add security headers to every response."""
    return guarded


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """Explain a bad request or an unreadable store or index, and how to fix it; Datasette handles all other errors."""
    visit = Visit(request, datasette.state)
    if isinstance(exception, NewsExtractError):
        what = f"{exception.where}: {exception.what}" if exception.where else exception.what
        return visit.refused(400 if isinstance(exception, ConfigError) else 500, what, exception.fix or "")
    if isinstance(exception, sqlite3.DatabaseError) and not isinstance(exception, sqlite3.OperationalError):
        return visit.refused(500, f"the search index is damaged ({exception})", "delete it and start the explorer again")
    if isinstance(exception, NotFound) and not request.path.endswith(".json"):
        return visit.not_found(str(exception))
    if isinstance(exception, Base400):
        return visit.refused(exception.status, str(exception))
    return datasettes_own.handle_exception(datasette, request, exception)


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    """Link the ids and headlines in the table of records to the record's page."""
    if table != TABLE or not value:
        return None
    if column in {"id", "headline"} and "id" in row.keys():  # noqa: SIM118  a sqlite3.Row is asked for its columns
        return Markup('<a href="{}">{}</a>').format(record_url(row["id"]), value)
    return None
