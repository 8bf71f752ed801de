"""What our own pages share: the site's state, the request with its language, the templates."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import Response
from jinja2 import Environment, FileSystemLoader

from newsextract.explorer.results import record_url, where
from newsextract.explorer.selection import Query, Selections
from newsextract.explorer.shelf import Shelf
from newsextract.view.labels import LANGUAGES, Say, say_in

TEMPLATES = Path(__file__).parent / "templates"
_COOKIE = "newsextract_language"


class SiteState:
    """State shared by the pages of a site."""

    def __init__(self, store: Path, index: Path) -> None:
        self.store = store
        self.shelf = Shelf(index)
        self.selections = Selections(self.shelf)
        #: the :class:`~newsextract.explorer.review.Review` that the site serves; with one, records link to ``/review/ID``
        self.review: Any = None

    def found_articles(self, typed: str) -> str:
        """The articles that a search finds, as a JSON array; SQL calls this as ``found_articles(:search)``."""
        found = self.selections.of(Query(q=typed)).order
        return json.dumps(self.shelf.columns.articles[found].tolist())

    @cached_property
    def templates(self) -> Environment:
        """The Jinja environment, with autoescaping."""
        made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
        made.filters["number"] = lambda n: f"{n:,}"
        made.globals |= {"record_url": record_url, "where_of": where}
        return made


@dataclass(frozen=True)
class Visit:
    """A request for one of our pages."""

    request: Any
    state: SiteState

    @cached_property
    def language(self) -> str:
        """The language given in the query string, else in the cookie, else the default."""
        asked = (self.request.args.get("lang"), self.request.cookies.get(_COOKIE))
        return next((one for one in asked if one in LANGUAGES), LANGUAGES[0])

    @cached_property
    def say(self) -> Say:
        """The lookup function for texts in that language."""
        return say_in(self.language)

    def html(self, template: str, status: int = 200, **context: Any) -> Any:
        """Render a template as a response."""
        language = self.language
        kept = [(name, value) for name, value in parse_qsl(self.request.query_string, keep_blank_values=True) if name != "lang"]
        common = {
            "language": language,
            "say": self.say,
            "languages": [(one, f"{self.request.path}?{urlencode([*kept, ('lang', one)])}") for one in LANGUAGES],
            "store": self.state.store.name,
        }
        body = self.state.templates.get_template(template).render(common | context)
        response = Response.html(body, status=status)
        if self.request.args.get("lang") in LANGUAGES:
            response.set_cookie(_COOKIE, language, httponly=True, samesite="lax")
        return response

    def not_found(self, what: str) -> Any:
        """Respond that something was not found."""
        return self.refused(404, what, self.say("not found hint"))

    def refused(self, status: int, what: str, fix: str = "") -> Any:
        """Respond with what is wrong and how to fix it: a page for a browser, a line of text for a program."""
        if "text/html" in self.request.headers.get("accept", ""):
            title = self.say({404: "not found", 403: "not allowed", 500: "failed"}.get(status, "not understood"))
            return self.html("problem.html", status, title=title, what=what, fix=fix)
        return Response.text("; ".join(filter(None, (what, fix))) + "\n", status=status)


def page(make: Callable[[Visit], Any]) -> Callable[..., Any]:
    """Make a Datasette view from a function that makes the page, in a thread so that other requests need not wait."""

    async def view(request: Any, datasette: Any) -> Any:
        return await asyncio.to_thread(make, Visit(request, datasette.state))

    return view
