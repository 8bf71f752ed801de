"""Search results: what, when, who, where, and the text around the hit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from newsextract.desk.reading import country_names, province_names
from newsextract.explorer.search import Search
from newsextract.explorer.selection import Query, Selection
from newsextract.explorer.shelf import Shelf
from newsextract.explorer.tables import LEAD_LENGTH
from newsextract.thai.text import is_joined
from newsextract.thai.view import normalise
from newsextract.view.labels import Say, english
from newsextract.view.spans import joined

#: maximum characters of text before and after a hit
CONTEXT = 110
#: maximum other articles of the same event that a result lists
FOLDED = 6
_RESULT_COLUMNS = "article, id, date, published, type, status, headline, actor, role, venue, province, iso, language, lead, confidence, cluster, copy"


def record_url(record_id: str, query: Query | None = None, *, page: str = "record") -> str:
    """The stable URL of a record's page, or of its review page, with the selection that it was opened from.

    Examples
    --------
    >>> record_url("thaigov:26729"), record_url("thaigov:26729", page="review")
    ('/record/thaigov:26729', '/review/thaigov:26729')
    """
    path = f"/{page}/{quote(record_id, safe=':')}"
    return query.address(path) if query else path


def place_name(code: str, say: Say) -> str:
    """The name of a country or province in the page's language; the code itself if there is none.

    Examples
    --------
    >>> place_name("TH-10", english), place_name("JP", english), place_name("?", english)
    ('Bangkok', 'Japan', '?')
    """
    names = province_names().get(code) or country_names().get(code)
    return names[say("en") == english("en")] if names else code


def where(row: Any, say: Say) -> str:
    """Venue and province of a result, the province in the page's language, unless the venue names it in either."""
    venue, code, province = row["venue"] or "", row["iso"], row["province"]
    names = "|".join(map(re.escape, province_names().get(code, (province or "",))))
    if not province or re.search(f"(?<![A-Za-z])(?:{names})(?![A-Za-z])", venue):
        return venue
    return joined((venue, place_name(code, say) if code else province), ", ")


def rows_of(shelf: Shelf, positions: Iterable[int], columns: str = _RESULT_COLUMNS) -> list[Any]:
    """The rows of the records at these positions, in the order of the positions."""
    articles = [int(shelf.columns.articles[at]) for at in positions]
    marks = ",".join("?" * len(articles))
    found = shelf.rows(f"SELECT {columns} FROM records WHERE article IN ({marks})", articles)  # noqa: S608  marks only
    by_article = {row["article"]: row for row in found}
    return [by_article[article] for article in articles if article in by_article]


def page_of(selection: Selection, positions: Sequence[int]) -> list[dict[str, Any]]:
    """The results for some positions of a selection, each with the other articles of its event, as their template shows them."""
    shelf = selection.shelf
    pattern = hits(selection.search)
    rows = rows_of(shelf, positions)
    lines = shelf.lines([row["article"] for row in rows]) if pattern else {}
    made = []
    for at, row in zip(positions, rows, strict=True):
        others = selection.folded(at)
        found = snippet(json.loads(lines[row["article"]])["text"], row["headline"] or "", pattern) if pattern else None
        made.append(
            {
                "row": row,
                "headline": marked(row["headline"] or row["id"], pattern),
                "snippet": _lead(row) if found is None else found,
                "folded": rows_of(shelf, others[:FOLDED]) if len(others) else [],
                "more": len(others),
            }
        )
    return made


def _lead(row: Any) -> Markup:
    """The sentence that reports the event; empty if the headline contains it."""
    said = " ".join((row["lead"] or "").split())
    if not said or said in " ".join((row["headline"] or "").split()):
        return Markup("")
    if len(row["lead"]) < LEAD_LENGTH:
        return escape(said)
    return escape(said[: _edge(f"{said} ", 0, len(said), last=True)]) + " …"


def hits(search: Search) -> re.Pattern[str] | None:
    """The pattern of what is highlighted in the results of a search; None if there are no terms."""
    terms = [re.escape(term).replace(r"\ ", r"\s+") for term in search.terms]
    return re.compile("|".join(terms), re.IGNORECASE) if terms else None


def marked(text: str, pattern: re.Pattern[str] | None) -> Markup:
    """Escape a text and highlight what a pattern matches in its normalised form.

    Examples
    --------
    >>> marked("<b> flood", re.compile("flood"))
    Markup('&lt;b&gt; <mark>flood</mark>')
    """
    if pattern is None:
        return escape(text)
    view, at, parts = normalise(text), 0, []
    for found in pattern.finditer(view.text):
        left, right = view.source(*found.span())
        if left >= at and left < right:
            parts += [escape(text[at:left]), Markup("<mark>{}</mark>").format(text[left:right])]
            at = right
    return Markup("").join([*parts, escape(text[at:])])


def snippet(text: str, headline: str, pattern: re.Pattern[str]) -> Markup | None:
    """The text around the first hit after the headline, highlighted; None if there is no hit."""
    first = len(headline) if text.startswith(headline) else 0
    hit = _first_hit(text, first, pattern)
    if hit is None:
        return None
    left, right = hit
    start, end = _edge(text, max(first, left - CONTEXT), left), _edge(text, right, min(len(text), right + CONTEXT), last=True)
    body = marked(text[start:end], pattern)
    return Markup("{}{}{}").format("… " if start > first else "", body, " …" if end < len(text) else "")


def _first_hit(text: str, start: int, pattern: re.Pattern[str]) -> tuple[int, int] | None:
    """Span of the first match in the text as it stands, else in its normalised form."""
    if found := pattern.search(text, start):
        return found.span()
    view = normalise(text)
    found = pattern.search(view.text, view.at(start))
    return view.source(*found.span()) if found else None


def _edge(text: str, start: int, end: int, *, last: bool = False) -> int:
    """Where to cut between two offsets: at a space, else where no vowel or tone mark is separated from its consonant."""
    if not last:
        if start == 0:
            return 0
        space = text.find(" ", start, (start + end) // 2)
        if space >= 0:
            return space + 1
        return next((at for at in range(start, end) if not is_joined(text, at)), end)
    if end == len(text):
        return end
    space = text.rfind(" ", (start + end) // 2, end)
    return space if space >= 0 else next((at for at in range(end, start, -1) if not is_joined(text, at)), end)
