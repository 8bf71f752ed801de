"""The pages of a person, of a body, and of an event that several articles report."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, unquote

from newsextract.explorer.front import charts_of, label_in, label_of, names_of
from newsextract.explorer.pages import Visit
from newsextract.explorer.results import page_of, record_url
from newsextract.explorer.selection import Query, Selection
from newsextract.explorer.values import event_cells
from newsextract.records import Record
from newsextract.stores.jsonl import parse
from newsextract.view.html import anchor

#: number of latest results on a name's page
MAX_LATEST = 10
#: maximum articles of an event that are shown side by side
MAX_SIDES = 8
#: maximum offices of a person taken from the articles, most frequent first
MAX_OFFICES = 12
_KINDS = ("person", "body")


def name_url(kind: str, key: str) -> str:
    """The URL of the page of a person or body.

    Examples
    --------
    >>> name_url("person", "Ann/Lee")
    '/person/Ann%2FLee'
    """
    return f"/{kind}/{quote(key, safe='')}"


def name_page(visit: Visit) -> Any:
    """The page of a person or a body: name forms, offices, timeline, people in the same articles, latest records."""
    kind, key = visit.request.url_vars["kind"], unquote(visit.request.url_vars["key"])
    found = visit.state.shelf.rows("SELECT * FROM names WHERE kind = ? AND key = ?", (kind, key)) if kind in _KINDS else []
    if not found:
        return visit.not_found(key)
    name = found[0]
    query = Query(chosen=((kind, key),))
    selection = visit.state.selections.of(query)
    label = label_in(visit, name)
    forms = visit.state.shelf.rows("SELECT written FROM forms WHERE name = ? ORDER BY form", (name["number"],))
    return visit.html(
        "named.html",
        kind=kind,
        name=name,
        label=label,
        other=next((one for one in (name["th"], name["en"]) if one and one != label), None),
        forms=[row["written"] for row in forms if row["written"] not in (name["th"], name["en"])],
        offices=_offices(visit, key, name["number"]) if kind == "person" else [],
        successor=_successor(visit, name["about"]),
        beside=_named_together(visit, selection, name["number"]),
        charts=charts_of(visit, selection, provinces=False),
        results=page_of(selection, [int(at) for at in selection.heads[:MAX_LATEST]]),
        total=len(selection.order),
        query=query,
    )


def _offices(visit: Visit, key: str, number: int) -> list[dict[str, Any]]:
    """The offices of a person, with links to the articles that say so: as `newsextract link` found them, else the articles' roles."""
    found = visit.state.shelf.rows("SELECT * FROM offices WHERE person = ? ORDER BY coalesce(start, ''), rowid", (key,))
    if found:
        return [dict(row) | {"body": label_of(visit, "body", row["body"] or ""), "evidence": _evidence(row)} for row in found]
    rows = visit.state.shelf.rows(
        'SELECT links.role AS office, min(date) AS start, max(date) AS "end", count(*) AS n, min(id) AS id '
        "FROM links JOIN records USING (article) WHERE name = ? AND links.role != '' GROUP BY 1 ORDER BY n DESC, 1 LIMIT ?",
        (number, MAX_OFFICES),
    )
    return [dict(row) | {"evidence": [(record_url(row["id"]), f"× {row['n']:,}")]} for row in rows]


def _evidence(row: Any) -> list[tuple[str, str]]:
    """URL and link text of each article that names an office."""
    said = sorted(json.loads(row["evidence"]), key=lambda one: str(one["day"]))
    return [
        (f"{record_url(one['record'])}#{anchor(one['record'], one['char_start'], one['char_end'])}", str(one["day"]))
        for one in said
    ]


def _successor(visit: Visit, about: str | None) -> tuple[str, str, str] | None:
    """The successor of a body: its label, the URL of its page, and since when."""
    if not about:
        return None
    said = json.loads(about)
    return label_of(visit, "body", said["successor"]), name_url("body", said["successor"]), str(said["since"] or "")


def _named_together(visit: Visit, selection: Selection, own: int) -> list[tuple[str, str, int]]:
    """The persons named most often in the same articles; for a body, its people."""
    pairs = [(number, n) for number, n in selection.counts("person", 13) if number != own][:12]
    known = names_of(visit, [number for number, _ in pairs])
    return [(known[number][1], name_url("person", known[number][0]), n) for number, n in pairs if number in known]


def event_page(visit: Visit) -> Any:
    """The page of an event that several articles report: what each says, side by side."""
    cluster = unquote(visit.request.url_vars["cluster"])
    rows = visit.state.shelf.rows("SELECT * FROM records WHERE cluster = ? ORDER BY published, article", (cluster,))
    if not rows:
        return visit.not_found(cluster)
    lines = visit.state.shelf.lines([row["article"] for row in rows[:MAX_SIDES]])
    records = [parse(lines[row["article"]], row["id"]) for row in rows[:MAX_SIDES]]
    values = [_main_values(visit, record) for record in records]
    names = dict.fromkeys(name for side in values for name in side)
    return visit.html(
        "event.html",
        rows=rows,
        sides=records,
        table=[(visit.say(name), [side.get(name, "") for side in values]) for name in names],
        cluster=cluster,
    )


def _main_values(visit: Visit, record: Record) -> dict[str, str]:
    """The values of a record's main event, by slot."""
    main = next((number for number, event in enumerate(record.events) if event.main), None)
    return {} if main is None else {cell.path.rpartition(".")[2]: cell.value for cell in event_cells(record, main, visit.say)}
