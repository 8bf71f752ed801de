"""The Datasette plugin of the explorer: routes, an SQL function, protection from hostile pages, error pages, links in tables."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from datasette import handle_exception as datasettes_own
from datasette import hookimpl
from datasette.utils.asgi import Base400, NotFound
from markupsafe import Markup

from newsextract.errors import ConfigError, NewsExtractError
from newsextract.explorer import downloads, front, named, record
from newsextract.explorer.pages import Visit, page
from newsextract.explorer.results import record_url

#: with rich, Datasette prints a traceback with all local variables for every wrong URL, and fails outside an except block
datasettes_own.rich = None

NAME = "news"
TABLE = "records"

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Callable[[], Awaitable[Message]], Send], Awaitable[None]]

#: names of this machine; any other host means that a foreign page sent the request (DNS rebinding)
_HOST = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?")
_POLICY = (
    "default-src 'none'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; style-src 'self'"
)
#: our pages run only the scripts that the package ships, and no inline scripts
_OURS = " 'unsafe-inline'; script-src 'self'"
#: review pages also send decisions to this site, and have nothing inline
_REVIEWS = "; script-src 'self'; connect-src 'self'"
#: Datasette's own pages have inline scripts
_DATASETTES = " 'unsafe-inline'; script-src 'self' 'unsafe-inline'; connect-src 'self'"
_DATASETTES_PATHS = ("/news", "/-/")


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


def guarded(app: App) -> App:
    """Wrap an application: refuse requests for other hosts, and add headers that keep pages from loading foreign content."""

    async def inside(scope: Scope, receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *_headers(scope["path"])]}
            await send(message)

        if scope["type"] != "http":
            await app(scope, receive, send)
        elif _HOST.fullmatch(dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()):
            await app(scope, receive, send_guarded)
        else:
            await send({"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"this site answers only to 127.0.0.1 and localhost\n"})

    return inside


def _headers(path: str) -> list[tuple[bytes, bytes]]:
    reviews = path == "/review" or path.startswith("/review/")
    policy = _POLICY + (_DATASETTES if path.startswith(_DATASETTES_PATHS) else _REVIEWS if reviews else _OURS)
    return [
        *([(b"cache-control", b"no-store")] if reviews else []),
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"x-frame-options", b"DENY"),
    ]
