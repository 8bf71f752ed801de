"""The review pages: a Datasette plugin that serves them to one reviewer, who has the token of this start.

Every page requires the token, first in the URL, then in a cookie that requests from other sites do not carry. A decision must
also come from one of these pages: same origin, JSON, and the page's key in a header.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlencode

from datasette import hookimpl
from datasette.utils.asgi import Response

from newsextract.desk import sheet
from newsextract.desk.corrections import Correction
from newsextract.desk.deciding import Maker
from newsextract.desk.sheet import Row
from newsextract.desk.targets import MisfitError
from newsextract.explorer import review_html
from newsextract.explorer.pages import Visit, page
from newsextract.explorer.results import record_url
from newsextract.explorer.review_book import Book, ChangedError, ReviewedRecord
from newsextract.explorer.selection import Query

#: maximum bytes of a decision
MAX_DECISION_BYTES = 20_000
_KEY_HEADER = "x-newsextract-key"
_NO_REVIEW = "this site has no review: start `newsextract review`"
_FOREIGN = "open the address that `newsextract review` printed when it started"
_ELSEWHERE = "decisions are taken from this site's own pages only"


@dataclass
class Review:
    """A review that a site serves: its book, its port and the secret token of this start."""

    book: Book
    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    key: str = field(default_factory=lambda: secrets.token_hex(16))  # key that a page of this review sends with each decision

    @property
    def cookie(self) -> str:
        """The cookie's name; it holds the port because cookies are shared between ports."""
        return f"newsextract_review_{self.port}"

    @property
    def address(self) -> str:
        """The URL at which the reviewer starts."""
        return f"http://127.0.0.1:{self.port}/review?token={self.token}"


def _same(given: str | None, wanted: str) -> bool:
    return hmac.compare_digest((given or "").encode(), wanted.encode())


def _refused(visit: Visit, message: str, status: int = 403) -> Any:
    return visit.refused(status, visit.say(message))


def _has_cookie(visit: Visit) -> bool:
    review: Review = visit.state.review
    return _same(visit.request.cookies.get(review.cookie), review.token)


@page
def home(visit: Visit) -> Any:
    """Move the token from the URL into a cookie, then redirect to the first record that is not reviewed."""
    review: Review | None = visit.state.review
    if review is None:
        return _refused(visit, _NO_REVIEW, 404)
    if _same(visit.request.args.get("token"), review.token):
        answer = Response.redirect("/review")
        answer.set_cookie(review.cookie, review.token, path="/review", httponly=True, samesite="strict")
        return answer
    if not _has_cookie(visit):
        return _refused(visit, _FOREIGN)
    book = review.book
    book.refresh()
    first = next((key for key in book.ids if not book.is_done(key)), next(iter(book.ids), None))
    return Response.redirect(record_url(first, page="review")) if first else _refused(visit, "the store has no records", 404)


async def record_page(request: Any, datasette: Any) -> Any:
    """The review page of a record, or one of its forms; a POST request is a decision."""
    visit = Visit(request, datasette.state)
    if visit.state.review is None:
        return _refused(visit, _NO_REVIEW, 404)
    if not _has_cookie(visit):
        return _refused(visit, _FOREIGN)
    if request.method == "POST":
        return await _decide(visit, visit.state.review)
    return await asyncio.to_thread(_shown, visit, visit.state.review)


def _shown(visit: Visit, review: Review) -> Any:
    record_id, asked = unquote(visit.request.url_vars["id"]), visit.request.args
    reviewed = review.book.reviewed_record(record_id)
    if reviewed is None:
        return visit.refused(404, visit.say("{id} is not in this store").format(id=record_id))
    if form := asked.get("form"):
        return _form(visit, reviewed, form)
    if go := asked.get("go"):
        return _go(visit, review, record_id, go)
    return visit.html("review.html", **_context(visit, review, reviewed))


def _go(visit: Visit, review: Review, record_id: str, wanted: str) -> Any:
    query = Query.of(visit.request.args)
    step, unreviewed = (-1 if wanted.startswith("previous") else 1), wanted.endswith("-unreviewed")
    found = review.book.beside(record_id, step, unreviewed=unreviewed, order=_order(review.book, visit.state, query))
    return Response.redirect(record_url(found or record_id, query, page="review"))


def _form(visit: Visit, reviewed: ReviewedRecord, key: str) -> Any:
    context = review_html.form(reviewed.record, reviewed.row(key), key, visit.say)
    return visit.html("_review_form.html", **context) if context else _refused(visit, "there is no such form", 404)


def _order(book: Book, state: Any, query: Query) -> list[str]:
    """The ids of the records to go through: those of the selection that the reviewer came from, or all in the store."""
    if query.everything:
        return book.ids
    by_number = {number: key for key, number in book.numbers.items()}
    articles = state.shelf.columns.articles[state.selections.of(query).order]
    return [by_number[number] for number in map(int, articles) if number in by_number]


def _context(visit: Visit, review: Review, reviewed: ReviewedRecord) -> dict[str, Any]:
    query = Query.of(visit.request.args)
    order = _order(review.book, visit.state, query)
    return review_html.page(reviewed, visit.say) | {
        "book": review.book,
        "key": review.key,
        "query": query,
        "selected": urlencode(query.arguments()),
        "at": order.index(reviewed.record.id) + 1 if reviewed.record.id in order else 0,
        "among": len(order),
    }


def _forged(request: Any, review: Review) -> str | None:
    """Why a request is not a decision from one of our pages; None if it is."""
    headers = request.headers
    if headers.get("origin") != f"http://{headers.get('host', '')}":
        return _ELSEWHERE
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return _ELSEWHERE
    if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return "a decision is sent as application/json"
    if not _same(headers.get(_KEY_HEADER), review.key):
        return "the page is of an earlier start: load it again"
    return None


async def _decide(visit: Visit, review: Review) -> Any:
    if why := _forged(visit.request, review):
        return _refused(visit, why)
    given = await _read(visit.request)
    if given is None:
        return _refused(visit, "this is not a decision", 400)
    record_id = unquote(visit.request.url_vars["id"])
    try:
        saved = await asyncio.to_thread(
            review.book.decide, record_id, str(given.get("state")), lambda now, maker: _made(now, maker, given)
        )
    except ChangedError:
        return _refused(visit, "somebody decided on this record since you loaded it: load it again", 409)
    except MisfitError as misfit:
        return visit.refused(422, misfit.translated(visit.say))
    return await asyncio.to_thread(lambda: visit.html("_review_main.html", **_context(visit, review, saved)))


async def _read(request: Any) -> Mapping[str, Any] | None:
    try:
        size = int(request.headers.get("content-length", MAX_DECISION_BYTES + 1))
    except ValueError:
        return None
    if size > MAX_DECISION_BYTES:
        return None
    try:
        found = json.loads(await request.post_body())
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _made(reviewed: ReviewedRecord, maker: Maker, given: Mapping[str, Any]) -> list[Correction]:
    """The corrections that a page's request asks for."""
    action, key = given.get("action"), str(given.get("row"))
    if action == "confirm-rest":
        return [maker.confirm(row) for row in sheet.undecided(reviewed.rows)]
    if action == "add":
        layer, _, group = key.removeprefix("add|").partition("|")
        return [maker.add(layer, group, given)]
    row = reviewed.row(key)
    makers: dict[object, Callable[[Row], Correction]] = {
        "confirm": maker.confirm,
        "reject": maker.reject,
        "withdraw": maker.withdraw,
        "correct": lambda row: maker.correct(row, given),
    }
    if row is None or action not in makers:
        raise MisfitError("there is no such row")
    return [makers[action](row)]


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """Routes of the review pages."""
    return [(r"^/review$", home), (r"^/review/(?P<id>.+)$", record_page)]


@hookimpl  # type: ignore[untyped-decorator]
def skip_csrf(scope: Mapping[str, Any]) -> bool:
    """Skip Datasette's CSRF check: decisions carry a key of their own, which does not depend on a cookie."""
    return str(scope["path"]).startswith("/review/")
