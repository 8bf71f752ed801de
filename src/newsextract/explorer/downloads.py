"""Streamed downloads of all rows of a selection; a failure aborts the response, so that a partial file never looks complete."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import Base400

from newsextract.explorer.base import with_ties
from newsextract.explorer.pages import SiteState
from newsextract.explorer.selection import Query
from newsextract.explorer.tables import RECORDS
from newsextract.optional import need
from newsextract.stores.csvs import cell

#: rows held in memory at once
ROWS_AT_ONCE = 10_000
#: whole records held in memory at once
RECORDS_AT_ONCE = 500
#: arguments of a table's URL that a download ignores: paging and display
_PAGING = re.compile("_(?:next|size|nocol|col|facet|facet_size|labels|label|shape|nl|json|dl|stream)")
_PIECE = 1 << 16
_ARROW = {"INTEGER": "int64", "REAL": "float64", "TEXT": "string"}
#: the LIMIT with which Datasette ends the SQL of a table
_LIMIT = re.compile(r" limit \d+\s*\Z")
_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}

#: rows, as many at a time as are held in memory
Batches = Iterable[list[Any]]


class RefusedError(Base400):  # type: ignore[misc]  # Datasette has no types
    """The download cannot be given in full."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass
class Download:
    """A response that is sent while it is produced; an error after its first part aborts it."""

    parts: Iterator[bytes]
    kind: str
    name: str | None = None

    async def asgi_send(self, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        """Send the headers, then each part as it is produced; a failure before the first part has its own status."""
        part = await asyncio.to_thread(next, self.parts, b"")
        headers = [[b"content-type", self.kind.encode()]]
        if self.name:
            headers.append([b"content-disposition", f'attachment; filename="{self.name}"'.encode()])
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        while part:
            await send({"type": "http.response.body", "body": part, "more_body": True})
            part = await asyncio.to_thread(next, self.parts, b"")
        await send({"type": "http.response.body", "body": b""})


def _csv(columns: Sequence[str], batches: Batches, *, mark: bool = True) -> Iterator[bytes]:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    out.write("\ufeff" * mark)  # without a byte order mark Excel does not read the file as UTF-8
    writer.writerow(map(cell, columns))
    for rows in batches:
        writer.writerows(map(cell, row) for row in rows)
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
    yield out.getvalue().encode()


def _json(columns: Sequence[str], batches: Batches) -> Iterator[bytes]:
    before = "["
    for rows in batches:
        yield (before + ",\n".join(json.dumps(dict(zip(columns, row, strict=True))) for row in rows)).encode()
        before = ",\n"
    yield b"[]" if before == "[" else b"]"


def _parquet(columns: Sequence[str], batches: Batches) -> Iterator[bytes]:
    pa, files = need("pyarrow"), need("pyarrow.parquet")
    types = {column.name: _ARROW[column.type.split()[0]] for column in RECORDS}
    schema = pa.schema([(name, getattr(pa, types[name])()) for name in columns])
    with tempfile.TemporaryFile() as file:
        with files.ParquetWriter(file, schema) as writer:
            for rows in batches:
                held = [dict(zip(columns, row, strict=True)) for row in rows]
                writer.write_table(pa.Table.from_pylist(held, schema=schema))
        file.seek(0)
        while part := file.read(_PIECE):
            yield part


async def selection(request: Any, datasette: Any) -> Any:
    """All records of a selection: their columns as CSV, JSON or Parquet, or the whole records as JSON Lines."""
    form, state, query = request.url_vars["form"], datasette.state, Query.of(request.args)
    columns = [column.name for column in RECORDS]
    parts: Iterator[bytes]
    if form == "jsonl":
        found = await asyncio.to_thread(_selected, state, query, _lines, RECORDS_AT_ONCE)
        parts = ("".join(f"{line}\n" for line in lines).encode() for lines in found)
    else:
        rows = await asyncio.to_thread(_selected, state, query, _rows, ROWS_AT_ONCE)
        parts = {"csv": _csv, "json": _json, "parquet": _parquet}[form](columns, rows)
    return Download(parts, _KINDS[form], f"records.{form}")


def _selected(state: SiteState, query: Query, read: Callable[[SiteState, list[int]], list[Any]], size: int) -> Batches:
    """Yield what is read of the articles of a selection, in its order."""
    articles = state.shelf.columns.articles[state.selections.of(query).order].tolist()
    return (read(state, articles[at : at + size]) for at in range(0, len(articles), size))


def _rows(state: SiteState, articles: list[int]) -> list[Any]:
    names = ", ".join(f'r."{column.name}"' for column in RECORDS)
    # json_each keeps the order of the selection, and is not bound by the limit on placeholders
    sql = f"SELECT {names} FROM json_each(?) e JOIN records r ON r.article = e.value ORDER BY e.key"  # noqa: S608  our own columns
    return [tuple(row) for row in state.shelf.base.execute(sql, (json.dumps(articles),))]


def _lines(state: SiteState, articles: list[int]) -> list[str]:
    found = state.shelf.lines(articles)
    return [found[article] for article in articles if article in found]


async def table_csv(request: Any, datasette: Any) -> Any:
    """All rows of a table as CSV, in the order of its page; Datasette's own export may end early without saying so."""
    table = request.url_vars["table"]
    kept = [(name, value) for name, value in _arguments(request) if not _PAGING.fullmatch(name)]
    found = await _ask(datasette, f"/news/{table}.json", [*kept, ("_size", "0"), ("_nofacet", "1"), ("_nocount", "1")])
    return _as_csv(request, found["columns"], _table_rows(datasette, **found["query"]), table)


def _table_rows(datasette: Any, sql: str, params: dict[str, Any]) -> Batches:
    with closing(datasette.get_database("news").connect()) as base:
        base.create_function("found_articles", 1, datasette.state.found_articles, deterministic=True)
        cursor = base.execute(with_ties(_LIMIT.sub("", sql)), params)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield rows


async def query_csv(request: Any, datasette: Any) -> Any:
    """All rows of a query as CSV; a query with more rows than the site reads at once is refused."""
    found = await _ask(datasette, "/news.json", [pair for pair in _arguments(request) if pair[0] not in {"_dl", "_size"}])
    if found.get("truncated"):
        most = datasette.setting("max_returned_rows")
        raise RefusedError(400, f"the query has more than {most:,} rows; add a LIMIT, or use `newsextract query --csv`")
    return _as_csv(request, found["columns"], [found["rows"]], "query")


def _arguments(request: Any) -> list[tuple[str, str]]:
    return [pair for pair in parse_qsl(request.query_string, keep_blank_values=True) if pair[0] != "_shape"]


async def _ask(datasette: Any, path: str, arguments: list[tuple[str, str]]) -> dict[str, Any]:
    """What Datasette's own JSON says of a table or a query."""
    query = urlencode([*arguments, ("_shape", "arrays")])
    answer = await datasette.client.get(f"{path}?{query}", headers={"host": "127.0.0.1"})
    kind = answer.headers.get("content-type", "")
    found = answer.json() if kind.startswith("application/json") else {}
    if answer.status_code != 200 or "rows" not in found:
        said = answer.text.strip() if kind.startswith("text/plain") else found.get("error")
        raise RefusedError(max(answer.status_code, 400), str(said or "there is nothing to download here"))
    return dict(found)


def _as_csv(request: Any, columns: Sequence[str], batches: Batches, name: str) -> Download:
    wanted = bool(request.args.get("_dl"))
    kind = _KINDS["csv"] if wanted else "text/plain; charset=utf-8"
    return Download(_csv(columns, batches, mark=wanted), kind, f"{name}.csv" if wanted else None)
