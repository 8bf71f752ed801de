"""The plugin: what Datasette asks us for."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette import handle_exception as datasettes_own
from datasette import hookimpl
from datasette.filters import FilterArguments
from datasette.utils import path_with_added_args
from datasette.utils.asgi import BadRequest, Response
from markupsafe import Markup

from newsextract.errors import InputError, NewsExtractError
from newsextract.explorer import downloads, pages
from newsextract.explorer.facets import MOST, ChartFacet, LinkFacet
from newsextract.explorer.index import LINKS
from newsextract.explorer.safety import guarded
from newsextract.explorer.search import parse
from newsextract.view import charts
from newsextract.view.html import style_html

#: it prints a traceback with every local variable for each wrong address, and fails where no exception is on its way
datasettes_own.rich = None

NAME = "news"
TABLE = "records"
#: filters in one address: SQLite nests only so many conditions
MOST_ARGUMENTS = 200


@hookimpl  # type: ignore[untyped-decorator]
def register_facet_classes() -> list[type]:
    """Facets over linked names, and the counts of the charts."""
    return [LinkFacet, ChartFacet]


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """The front page, the page of a record, the downloads."""
    return [
        (r"^/$", pages.home),
        (r"^/record/(?P<id>.+)\.json$", pages.record_json),
        (r"^/record/(?P<id>.+)$", pages.record_page),
        (rf"^/{NAME}/{TABLE}/(?P<article>\d+)$", pages.row),
        (r"^/-/selection\.(?P<form>csv|json|parquet)$", downloads.selection),
        (rf"^/{NAME}\.csv$", downloads.query_csv),
        (rf"^/{NAME}/(?P<table>[^/.]+)\.csv$", downloads.table_csv),
    ]


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Any) -> None:
    """Let SQL search the texts, a reader's own queries too."""
    if database == NAME:
        conn.create_function("found_articles", 1, datasette.found_articles, deterministic=True)


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper() -> Any:
    """Guard every response of the site."""
    return guarded


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """One line for a wrong request and for a store or index that cannot be read; Datasette shows all other errors."""
    if isinstance(exception, BadRequest):
        return Response.text(f"{exception}\n", status=400)
    if isinstance(exception, downloads.RefusedError):
        return Response.text(f"{exception}\n", status=exception.status)
    if isinstance(exception, NewsExtractError):
        return Response.text(f"{exception}\n", status=500)
    if isinstance(exception, sqlite3.DatabaseError) and not isinstance(exception, sqlite3.OperationalError):
        return Response.text(f"the search index is damaged ({exception}); delete it and start the explorer again\n", status=500)
    return datasettes_own.handle_exception(datasette, request, exception)


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def filters_from_request(request: Any, database: str, table: str, datasette: Any) -> Any:
    """Search in Thai and English, and keep the articles of a person or a ministry."""
    if (database, table) != (NAME, TABLE):
        return None
    if len(parse_qsl(request.query_string)) > MOST_ARGUMENTS:
        raise BadRequest(f"an address takes {MOST_ARGUMENTS} filters at most")

    async def inner() -> FilterArguments:
        where, params, said = [], {}, []
        typed = request.args.get("_search") or ""
        try:
            search = parse(typed)
        except InputError as error:
            raise BadRequest(str(error)) from error
        if search.match or search.short:
            await asyncio.to_thread(datasette.found_articles, typed)  # SQL would not say what went wrong
            where.append("article in (select value from json_each(found_articles(:search)))")
            params["search"] = typed
            said.append(f"contains {typed}" + (" (terms of one or two letters: in the headline)" if search.short else ""))
        for argument, linked in LINKS.items():
            for number, name in enumerate(request.args.getlist(f"_{argument}")):
                where.append(f"article in (select article from {linked} where name = :nx_{argument}{number})")  # noqa: S608  names from LINKS
                params[f"nx_{argument}{number}"] = name
                said.append(f"{argument} = {name}")
        return FilterArguments(where, params, said, {"supports_search": True, "search": typed})

    return inner


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    """Link ids and headlines to their record's page, names to the records that mention them."""
    if table == "names" and column == "name" and value and "kind" in row.keys():  # noqa: SIM118  a sqlite3.Row is asked for its columns
        return Markup('<a href="{}">{}</a>').format(f"/{NAME}/{TABLE}?{urlencode({'_' + row['kind']: value})}", value)
    if table != TABLE or not value:
        return None
    if column in {"id", "headline"} and "id" in row.keys():  # noqa: SIM118  a sqlite3.Row is asked for its columns
        return Markup('<a href="{}">{}</a>').format(pages.record_url(row["id"]), value)
    return None


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(request: Any, database: str | None, table: str | None) -> dict[str, Any]:
    """The charts and the downloads of the selection, for the table's template."""
    common: dict[str, Any] = {"nx_style": Markup(style_html()), "nx_most": MOST, "nx_names": pages.NAMES}  # noqa: S704  our own style sheet
    if (database, table) != (NAME, TABLE):
        return common

    def chart(name: str, counts: list[dict[str, Any]]) -> Markup:
        known = {item["value"]: item["count"] for item in counts}

        def link(value: str) -> str:
            return str(path_with_added_args(request, [(name, value), ("_next", None)]))

        drawn = charts.timeline(known, link) if name == "month" else charts.tile_map(known, link)
        return Markup(drawn)  # noqa: S704  the charts escape what they draw

    return common | {"nx_chart": chart, "nx_downloads": pages.downloads(request)}
