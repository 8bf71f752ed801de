"""Streamed downloads of all rows of a selection; a failure aborts the response, so that a partial file never looks complete."""

from __future__ import annotations

import asyncio
import codecs
import csv
import io
import json
import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

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
_RECORD = "record"
#: arguments of a table's URL that a download ignores: paging and display
_PAGING = re.compile("_(?:next|size|nocol|col|facet|facet_size|labels|label|shape|nl|json|dl|stream)")
_PIECE = 1 << 16
_ARROW = {"INTEGER": "int64", "REAL": "float64", "TEXT": "string"}
#: the LIMIT with which Datasette ends the SQL of a table
_LIMIT = re.compile(r" limit \d+\s*\Z")

Row = Sequence[Any]
Pages = AsyncIterator[tuple[list[str], list[Row]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class RefusedError(Exception):
    """The download cannot be given in full."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass
class Download:
    """A response that is sent while it is produced; an error after its start aborts it."""

    parts: AsyncIterator[bytes]
    kind: str
    name: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    async def asgi_send(self, send: Send) -> None:
        """Send the headers, then each part as it is produced."""
        headers = [[b"content-type", self.kind.encode()]]
        if self.name:
            headers.append([b"content-disposition", f'attachment; filename="{self.name}"'.encode()])
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        async for part in self.parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _ask(datasette: Any, path: str, arguments: list[tuple[str, str]]) -> dict[str, Any]:
    answer = await datasette.client.get(
        f"{path}?{urlencode([*arguments, ('_shape', 'arrays')])}", headers={"host": "127.0.0.1"}
    )
    kind = answer.headers.get("content-type", "")
    found = answer.json() if kind.startswith("application/json") else {}
    if answer.status_code != 200 or "rows" not in found:
        said = answer.text.strip() if kind.startswith("text/plain") else found.get("error")
        raise RefusedError(max(answer.status_code, 400), str(said or "there is nothing to download here"))
    return dict(found)


async def _rows(datasette: Any, path: str, query: str) -> Pages:
    """Yield the columns with a batch of rows at a time, from a single query, in the order of the page."""
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not _PAGING.fullmatch(name)]
    found = await _ask(datasette, path, [*kept, ("_size", "0"), ("_nofacet", "1"), ("_nocount", "1")])
    base = datasette.get_database("news").connect()
    base.create_function("found_articles", 1, datasette.state.found_articles, deterministic=True)
    try:
        sql = with_ties(_LIMIT.sub("", found["query"]["sql"]))
        cursor = await asyncio.to_thread(base.execute, sql, found["query"]["params"])
        while rows := await asyncio.to_thread(cursor.fetchmany, ROWS_AT_ONCE):
            yield found["columns"], rows
        yield found["columns"], []
    finally:
        base.close()


async def _with_first_page(pages: Pages) -> Pages:
    """Read the first batch before the response starts, so that a refusal can have its own status."""
    first = await anext(pages)

    async def all_pages() -> Pages:
        yield first
        async for page in pages:
            yield page

    return all_pages()


async def _csv(pages: Pages, *, mark: bool) -> AsyncIterator[bytes]:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    first = True
    async for columns, rows in pages:
        if first:
            writer.writerow([cell(name) for name in columns])
        writer.writerows([cell(value) for value in row] for row in rows)
        # without a byte order mark Excel does not read the file as UTF-8
        yield (codecs.BOM_UTF8 if mark and first else b"") + out.getvalue().encode("utf-8")
        out.seek(0)
        out.truncate()
        first = False


async def _json(pages: Pages) -> AsyncIterator[bytes]:
    before = "["
    async for columns, rows in pages:
        for row in rows:
            yield f"{before}{json.dumps(dict(zip(columns, row, strict=True)))}".encode()
            before = ",\n"
    yield b"[]" if before == "[" else b"]"


async def _parquet(pages: Pages) -> AsyncIterator[bytes]:
    pa, files = need("pyarrow"), need("pyarrow.parquet")
    types = {column.name: _ARROW[column.type.split()[0]] for column in RECORDS}
    with tempfile.TemporaryFile() as file:
        writer = None
        async for columns, rows in pages:
            schema = pa.schema([(name, getattr(pa, types[name])()) for name in columns])
            writer = writer or files.ParquetWriter(file, schema)
            held = [dict(zip(columns, row, strict=True)) for row in rows]
            writer.write_table(pa.Table.from_pylist(held, schema=schema))
        if writer:
            writer.close()
        file.seek(0)
        while part := file.read(_PIECE):
            yield part


async def selection(request: Any, datasette: Any) -> Any:
    """All records of a selection: their columns as CSV, JSON or Parquet, or the whole records as JSON Lines."""
    form, state = request.url_vars["form"], datasette.state
    query = Query.of(request.args)
    pages = await _with_first_page(_selected(state, query, (_RECORD,) if form == "jsonl" else None))
    if form == "csv":
        return Download(_csv(pages, mark=True), "text/csv; charset=utf-8", "records.csv")
    if form == "json":
        return Download(_json(pages), "application/json; charset=utf-8", "records.json")
    if form == "jsonl":
        return Download(_lines(pages), "application/jsonl; charset=utf-8", "records.jsonl")
    return Download(_parquet(pages), "application/vnd.apache.parquet", "records.parquet")


async def _selected(state: SiteState, query: Query, columns: Sequence[str] | None) -> Pages:
    """Yield the rows of a selection in its order, a batch at a time; with ``columns``, the whole records."""
    names = list(columns or [column.name for column in RECORDS])
    chosen = await asyncio.to_thread(lambda: state.selections.of(query).order)
    articles = state.shelf.columns.articles[chosen].tolist()
    size = RECORDS_AT_ONCE if columns else ROWS_AT_ONCE
    read = _records if columns else _rows_of
    for at in range(0, len(articles), size):
        yield names, await asyncio.to_thread(read, state, articles[at : at + size])
    yield names, []


def _rows_of(state: SiteState, articles: list[int]) -> list[Row]:
    names = ", ".join(f'r."{column.name}"' for column in RECORDS)
    # json_each keeps the order of the selection, and is not bound by the limit on placeholders
    sql = f"SELECT {names} FROM json_each(?) e JOIN records r ON r.article = e.value ORDER BY e.key"  # noqa: S608  our own columns
    return [tuple(row) for row in state.shelf.base.execute(sql, (json.dumps(articles),))]


def _records(state: SiteState, articles: list[int]) -> list[Row]:
    found = state.shelf.lines(articles)
    return [(found[article],) for article in articles if article in found]


async def _lines(pages: Pages) -> AsyncIterator[bytes]:
    async for _, rows in pages:
        yield "".join(f"{line}\n" for (line,) in rows).encode()


async def table_csv(request: Any, datasette: Any) -> Any:
    """All rows of a table as CSV; it replaces Datasette's own export, which may end early without saying so."""
    table = request.url_vars["table"]
    return _as_csv(request, await _with_first_page(_rows(datasette, f"/news/{table}.json", request.query_string)), table)


async def query_csv(request: Any, datasette: Any) -> Any:
    """All rows of a query as CSV; a query with more rows than the site reads at once is refused."""
    query = parse_qsl(request.query_string, keep_blank_values=True)
    found = await _ask(datasette, "/news.json", [(n, v) for n, v in query if n not in {"_shape", "_dl", "_size"}])
    if found.get("truncated"):
        most = datasette.setting("max_returned_rows")
        raise RefusedError(400, f"the query has more than {most:,} rows; add a LIMIT, or use `newsextract query --csv`")

    async def pages() -> Pages:
        yield found["columns"], found["rows"]

    return _as_csv(request, pages(), "query")


def _as_csv(request: Any, pages: Pages, name: str) -> Download:
    wanted = bool(request.args.get("_dl"))
    kind = "text/csv; charset=utf-8" if wanted else "text/plain; charset=utf-8"
    return Download(_csv(pages, mark=wanted), kind, f"{name}.csv" if wanted else None)
