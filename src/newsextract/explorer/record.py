"""The page of a record: its events with every value linked to its words, its text, its neighbours in the selection."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Response

from newsextract.explorer.pages import Visit
from newsextract.explorer.results import record_url, rows_of
from newsextract.explorer.selection import Query
from newsextract.explorer.values import check, citation, event_cells, layer_cells, permalink, read_cited
from newsextract.records import Record
from newsextract.stores.jsonl import parse
from newsextract.view import html


def row(visit: Visit) -> Any:
    """Redirect from a row of the table to its record's page."""
    number = visit.request.url_vars["article"]
    found = visit.state.shelf.rows("SELECT id FROM records WHERE article = ?", (int(number[:18]),))
    return Response.redirect(record_url(found[0]["id"])) if found else visit.not_found(number)


def record_json(visit: Visit) -> Any:
    """A record's JSON as stored."""
    wanted = unquote(visit.request.url_vars["id"])
    stored = visit.state.shelf.stored(wanted)
    return visit.not_found(wanted) if stored is None else Response(stored[1], content_type="application/json; charset=utf-8")


def record_page(visit: Visit) -> Any:
    """The page of a record."""
    wanted = unquote(visit.request.url_vars["id"])
    stored = visit.state.shelf.stored(wanted)
    if stored is None:
        return visit.not_found(wanted)
    article, line = stored
    record = parse(line, wanted)
    say, site, query = visit.say, f"http://{visit.request.headers.get('host', '')}", Query.of(visit.request.args)
    events = [(event, event_cells(record, number, say)) for number, event in enumerate(record.events)]
    context = {
        "record": record,
        "main": [pair for pair in events if pair[0].main],
        "background": [pair for pair in events if not pair[0].main],
        "layers": layer_cells(record, say),
        "cite": lambda cell: citation(cell, record, site),
        "permalink": lambda cell: permalink(cell, record),
        "view": html.fragments(),
        "words_html": html.words_html,
        "review": record_url(record.id, query, page="review") if visit.state.review else None,
        "cited": _cited(visit, record),
        **_surroundings(visit, article, record, query),
    }
    return visit.html("record.html", **context)


def _cited(visit: Visit, record: Record) -> dict[str, Any] | None:
    cited = read_cited(visit.request.args.get("cite") or "")
    if cited is None:
        return None
    message, place, value = check(record, cited, visit.say)
    at = f"#{html.anchor(record.id, *place)}" if place else None
    words = record.text[slice(*place)] if place else ""
    return {"message": message, "path": cited.path, "value": value, "at": at, "words": words}


def _surroundings(visit: Visit, article: int, record: Record, query: Query) -> dict[str, Any]:
    """Template context: neighbours in the selection, other articles of the event, related articles, names."""
    shelf = visit.state.shelf
    selection = visit.state.selections.of(query)
    position = int(shelf.columns.positions([article])[0])
    place, *beside = selection.neighbours(position)
    before, after = (None if at is None else record_url(rows_of(shelf, [at])[0]["id"], query) for at in beside)
    (own,) = rows_of(shelf, [position])
    event = shelf.rows(
        "SELECT id, headline, language, published, copy FROM records WHERE cluster = ? AND article != ? ORDER BY article LIMIT 20",
        (own["cluster"], article),
    )
    related = shelf.rows(
        "SELECT DISTINCT r.id, r.headline, r.language, r.published FROM related l JOIN records r ON r.id = l.other "
        "WHERE l.record = ? AND l.kind = 'related' ORDER BY l.probability DESC, r.article LIMIT 10",
        (record.id,),
    )
    named = shelf.rows(
        "SELECT n.kind, n.key, n.th, n.en, n.articles FROM links l JOIN names n ON n.number = l.name "
        "WHERE l.article = ? AND n.kind != 'ministry' ORDER BY n.kind DESC, n.articles DESC, n.number LIMIT 40",
        (article,),
    )
    return {
        "place": place,
        "total": len(selection.order),
        "before": before,
        "after": after,
        "back": query.address(),
        "everything": query.everything,
        "same_event": event,
        "cluster": own["cluster"],
        "related": related,
        "people": named,
    }
