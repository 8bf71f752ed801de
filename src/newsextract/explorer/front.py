"""The front page: search, results, facets, timeline and map."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from markupsafe import Markup

from newsextract.explorer.pages import Visit
from newsextract.explorer.results import page_of, place_name
from newsextract.explorer.search import MIN_TERM_LENGTH
from newsextract.explorer.selection import FACETS, PAGE_SIZE, SORTS, Query, Selection
from newsextract.explorer.tables import KINDS
from newsextract.view import charts
from newsextract.view.charts import Chart

#: maximum values of a facet on the front page, and on its own page
MAX_VALUES, MAX_PAGE_VALUES = 8, 500
#: maximum alternatives of each kind that are tried after an empty result
MAX_HINTS = 5
#: facets with few and short values
_SHORT_FACETS = frozenset({"type", "year", "language", "confidence"})


def front(visit: Visit) -> Any:
    """The front page."""
    query = Query.of(visit.request.args)
    selection = visit.state.selections.of(query)
    pages = max(1, -(-len(selection.heads) // PAGE_SIZE))
    query = replace(query, page=min(query.page, pages))
    first = (query.page - 1) * PAGE_SIZE
    positions = [int(at) for at in selection.heads[first : first + PAGE_SIZE]]
    return visit.html(
        "front.html",
        query=query,
        results=page_of(selection, positions),
        total=len(selection.order),
        heads=len(selection.heads),
        first=first,
        pages=pages,
        hidden=hidden(query, "q", "sort"),
        hidden_days=hidden(query, "from", "to"),
        sorts=[sort for sort in SORTS if query.q or sort != "relevance"],
        short_terms=any(len(term) < MIN_TERM_LENGTH for term in selection.search.terms),
        hints=[] if positions else hints(visit, query, selection),
        chips=[(facet, value, without.address()) for facet, value, without in filters(visit, query)],
        added=selection.search.added,
        facets=[facet(visit, selection, query, name) for name in FACETS],
        charts=charts_of(visit, selection),
    )


def hidden(query: Query, *but: str) -> list[tuple[str, str]]:
    """Hidden fields of a form: all arguments except those that it asks for, and the page."""
    return [(name, value) for name, value in query.arguments() if name not in {*but, "page"}]


def charts_of(visit: Visit, selection: Selection, *, provinces: bool = True) -> dict[str, tuple[Chart, Markup, Markup]]:
    """The records of a selection per month, and per province: each chart with its specification as JSON and its table as HTML."""
    say, thai = visit.say, visit.language == "th"
    made = [charts.timeline(dict(selection.counts("month")), say("events per month"), say=say, buddhist=thai)]
    if provinces:
        made.append(charts.tile_map(dict(selection.counts("iso")), say("events per province"), say=say, thai=thai))
    # the charts escape their text
    return {one.name: (one, Markup(one.json()), Markup(one.table(200))) for one in made if one}  # noqa: S704


def facet(visit: Visit, selection: Selection, query: Query, name: str, most: int = MAX_VALUES) -> dict[str, Any]:
    """A facet for its template, its chosen values first, then the most frequent; ``more`` is the URL of the page with all."""
    chosen = [key for facet, key in query.chosen if facet == name]
    chosen_count = len(selection.order) if name in KINDS else 0
    counted = {key: (n, label) for key, n, label in _counted(visit, selection, name, most + 1)}
    counted |= {key: (chosen_count, None) for key in chosen if key not in counted}
    keys = sorted(counted, key=lambda key: key not in chosen)  # a stable sort: chosen values first
    values = [
        {
            "key": key,
            "label": counted[key][1] or label_of(visit, name, key),
            "count": counted[key][0],
            "url": query.toggled(name, key),
            "chosen": key in chosen,
        }
        for key in keys[:most]
    ]
    more = query.address(f"/facets/{name}") if len(keys) > most else None
    return {"name": name, "found": values, "chosen": bool(chosen), "short": name in _SHORT_FACETS, "more": more}


def _counted(visit: Visit, selection: Selection, name: str, most: int) -> list[tuple[str, int, str | None]]:
    """The values of a facet in display order: key, count, and label if the facet is one of names."""
    counts = selection.counts(name, most)
    if name in KINDS:  # counted by the numbers of names, most frequent first
        found = names_of(visit, [number for number, _ in counts])
        return [(key, n, label) for number, n in counts for key, label in [found[number]]]
    counts.sort(key=lambda pair: -float(pair[0]) if name in {"year", "confidence"} else (-pair[1], str(pair[0])))
    return [(str(value), n, None) for value, n in counts]


def names_of(visit: Visit, numbers: list[int]) -> dict[int, tuple[str, str]]:
    """Key and label of names, by number."""
    marks = ",".join("?" * len(numbers))
    rows = visit.state.shelf.rows(f"SELECT number, key, th, en FROM names WHERE number IN ({marks})", numbers)  # noqa: S608  marks only
    return {row["number"]: (row["key"], label_in(visit, row)) for row in rows}


def label_in(visit: Visit, row: Any) -> str:
    """The label of a name in the page's language, else in the other language, else its key."""
    first, second = (row["th"], row["en"]) if visit.language == "th" else (row["en"], row["th"])
    return str(first or second or row["key"])


def label_of(visit: Visit, facet: str, value: str) -> str:
    """The label of a facet value in the page's language."""
    if facet in KINDS:
        rows = visit.state.shelf.rows("SELECT key, th, en FROM names WHERE kind = ? AND key = ?", (facet, value))
        return label_in(visit, rows[0]) if rows else value
    if facet == "iso":
        return place_name(value, visit.say)
    if facet == "confidence":
        return visit.say("at least {level}").format(level=value)
    return visit.say(value)


def filters(visit: Visit, query: Query) -> list[tuple[str, str, Query]]:
    """The active filters: facet, value, and the query without the filter."""
    made = []
    for facet, value in query.chosen:
        left = tuple(one for one in query.chosen if one != (facet, value))
        made.append((visit.say(facet), label_of(visit, facet, value), replace(query, chosen=left)))
    if query.since or query.until:
        made.append((visit.say("days"), f"{query.since or '…'} – {query.until or '…'}", replace(query, since="", until="")))
    return made


def hints(visit: Visit, query: Query, selection: Selection) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """Alternatives to a search with no result, with their counts: without a filter, with any of the words, with each word."""
    made = []
    without = [(f"{facet}: {value}", one) for facet, value, one in filters(visit, query)[:MAX_HINTS]]
    for title, tried in (("try without", without), *_with_fewer_words(query, selection)):
        counted = [(label, one.address(), len(visit.state.selections.of(one).order)) for label, one in tried]
        if found := [way for way in counted if way[2]]:
            made.append((title, found))
    return made


def _with_fewer_words(query: Query, selection: Selection) -> list[tuple[str, list[tuple[str, Query]]]]:
    words = [" ".join(group[0].terms) for group in selection.search.groups]
    if len(words) < 2:
        return []
    said = [f'"{word}"' if " " in word else word for word in words]
    any_of = " OR ".join(said)
    return [
        ("try any", [(any_of, replace(query, q=any_of))]),
        ("try each", [(word, replace(query, q=word)) for word in said[:MAX_HINTS]]),
    ]


def facet_page(visit: Visit) -> Any:
    """The page of a facet: up to :data:`MAX_PAGE_VALUES` values, with a box to filter them by name."""
    name = visit.request.url_vars["facet"]
    if name not in FACETS:
        return visit.not_found(name)
    query = Query.of(visit.request.args)
    shown = facet(visit, visit.state.selections.of(query), query, name, MAX_PAGE_VALUES)
    typed = (visit.request.args.get("find") or "").strip()
    found = [one for one in shown["found"] if typed.lower() in one["label"].lower() or typed.lower() in one["key"].lower()]
    return visit.html("facet.html", facet=shown | {"found": found}, typed=typed, hidden=hidden(query), back=query.address())
