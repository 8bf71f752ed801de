"""The pages that Datasette does not have."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from datasette.utils.asgi import Response
from markupsafe import Markup

from newsextract.explorer.index import LINKS, open_store
from newsextract.records import Record
from newsextract.stores.optional import need
from newsextract.view import html

PLUGIN = "newsextract"
#: columns that the front page leaves out; a download has them all
_FOLDED = (
    "status",
    "name_th",
    "name_en",
    "start",
    "end",
    "iso",
    "country",
    "attendance",
    "published",
    "year",
    "month",
    "background",
    "warnings",
    "url",
)
_START = "/news/records?" + urlencode([("_sort_desc", "date"), *(("_nocol", column) for column in (*_FOLDED, "role"))])
#: where every name of a kind stands, the most frequent first
NAMES = {kind: f"/news/names?kind={kind}&_sort_desc=articles" for kind in LINKS}
#: what a download leaves out of the table's address: how the page is cut
_PAGING = ("_next", "_size", "_nocol", "_col", "_facet_size", "_labels")


async def home() -> Any:
    """Lead to the table of records."""
    return Response.redirect(_START)


def downloads(request: Any) -> dict[str, str]:
    """Give the addresses at which the whole selection is downloaded, by format."""
    kept = [(name, value) for name, value in parse_qsl(request.query_string, keep_blank_values=True) if name not in _PAGING]
    table = urlencode([*kept, ("_size", "max"), ("_nofacet", "1")])
    return {
        "CSV": f"/news/records.csv?{table}&_dl=1",
        "JSON": f"/news/records.json?{table}&_shape=array",
        "Parquet": f"/-/selection.parquet?{urlencode(kept)}",
    }


async def _find(datasette: Any, sql: str, value: Any) -> tuple[int, str] | None:
    found = await datasette.get_database("news").execute(sql, [value])
    return (found.rows[0]["article"], found.rows[0]["id"]) if found.rows else None


async def _line(datasette: Any, record_id: str) -> str | None:
    found = await _find(datasette, "select article, id from records where id = ? order by article", record_id)
    if found is None:
        return None
    return await asyncio.to_thread(_read, Path(datasette.plugin_config(PLUGIN)["store"]), found[0])


def _read(store: Path, article: int) -> str | None:
    with open_store(store) as base:
        found = base.execute("SELECT record FROM articles WHERE article = ?", [article]).fetchone()
    return None if found is None else str(found[0])


def _missing(what: str) -> Any:
    return Response.text(f"{what} is not in this store\n", status=404)


async def row(request: Any, datasette: Any) -> Any:
    """Lead from a row of the table to its record's page."""
    number = int(request.url_vars["article"][:18])
    found = await _find(datasette, "select article, id from records where article = ?", number)
    return Response.redirect(record_url(found[1])) if found else _missing(f"article {number}")


def record_url(record_id: str) -> str:
    """Give the stable address of a record's page.

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
    record = Record.model_validate_json(line)
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


async def parquet(request: Any, datasette: Any) -> Any:
    """The whole selection as one Parquet file."""
    query = f"{request.query_string}&_size=max&_nofacet=1&_nocount=1&_shape=array"
    answer = await datasette.client.get(f"/news/records.json?{query}", headers={"host": "127.0.0.1"})
    if answer.status_code != 200:
        return _missing("this selection")
    need("pyarrow")
    import pyarrow as pa
    from pyarrow import parquet as files

    out = io.BytesIO()
    files.write_table(pa.Table.from_pylist(answer.json()), out)
    headers = {"content-disposition": 'attachment; filename="records.parquet"'}
    return Response(out.getvalue(), headers=headers, content_type="application/vnd.apache.parquet")
