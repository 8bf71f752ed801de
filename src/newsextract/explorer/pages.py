"""The pages that Datasette does not have."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

from datasette.utils.asgi import Response
from markupsafe import Markup

from newsextract.errors import InputError
from newsextract.explorer.downloads import kept
from newsextract.explorer.index import LINKS, RECORDS
from newsextract.stores.duck import brief, opened
from newsextract.stores.jsonl import parse
from newsextract.stores.optional import need
from newsextract.view import html

PLUGIN = "newsextract"
_HIDDEN = [("_nocol", column.name) for column in RECORDS if not column.shown]
_START = f"/news/records?{urlencode([('_sort_desc', 'date'), *_HIDDEN])}"
#: where every name of a kind stands, the most frequent first
NAMES = {kind: f"/news/names?kind={kind}&_sort_desc=articles" for kind in LINKS}


async def home() -> Any:
    """Redirect to the table of records."""
    return Response.redirect(_START)


def downloads(request: Any) -> dict[str, str]:
    """The download addresses of the whole selection, by format."""
    chosen = urlencode(kept(request.query_string))
    return {name: f"/-/selection.{name.lower()}?{chosen}" for name in ("CSV", "JSON", "Parquet")}


async def _find(datasette: Any, sql: str, value: Any) -> tuple[int, str] | None:
    found = await datasette.get_database("news").execute(sql, [value])
    return (found.rows[0]["article"], found.rows[0]["id"]) if found.rows else None


async def _line(datasette: Any, record_id: str) -> str | None:
    found = await _find(datasette, "select article, id from records where id = ? order by article", record_id)
    if found is None:
        return None
    return await asyncio.to_thread(_read, Path(datasette.plugin_config(PLUGIN)["store"]), found[0])


def _read(store: Path, article: int) -> str | None:
    duckdb = need("duckdb")
    try:
        with opened(store) as base:
            found = base.execute("SELECT record FROM articles WHERE article = ?", [article]).fetchone()
    except duckdb.Error as error:
        fix = "make it again with `newsextract store`"
        raise InputError(f"article {article} cannot be read ({brief(error)})", where=str(store), fix=fix) from error
    return None if found is None else str(found[0])


def _missing(what: str) -> Any:
    return Response.text(f"{what} is not in this store\n", status=404)


async def row(request: Any, datasette: Any) -> Any:
    """Redirect from a row of the table to its record's page."""
    number = int(request.url_vars["article"][:18])
    found = await _find(datasette, "select article, id from records where article = ?", number)
    return Response.redirect(record_url(found[1])) if found else _missing(f"article {number}")


def record_url(record_id: str) -> str:
    """The stable address of a record's page.

    Examples
    --------
    >>> record_url("thaigov:26729")
    '/record/thaigov:26729'
    """
    return f"/record/{quote(record_id, safe=':')}"


async def record_json(request: Any, datasette: Any) -> Any:
    """A record as it was written."""
    wanted = unquote(request.url_vars["id"])
    line = await _line(datasette, wanted)
    return _missing(wanted) if line is None else Response(line, content_type="application/json; charset=utf-8")


async def record_page(request: Any, datasette: Any) -> Any:
    """A record: its events with every slot linked to its words, its text with the spans coloured."""
    wanted = unquote(request.url_vars["id"])
    line = await _line(datasette, wanted)
    if line is None:
        return _missing(wanted)
    record = parse(line, wanted)
    parts = {
        "head": html.link_html(record),
        "parts": html.events_html(record) + html.warnings_html(record),
        "legend": html.legend_html(record),
        "text": html.text_html(record),
        "layers": html.layers_html(record),
    }
    context: dict[str, Any] = {name: Markup(part) for name, part in parts.items()}  # noqa: S704  the view escapes what it draws
    context |= {"record": record, "json_url": f"{record_url(record.id)}.json"}
    return Response.html(await datasette.render_template("record.html", context, request=request))
