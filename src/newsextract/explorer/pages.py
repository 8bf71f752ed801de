"""What every page of ours has: its templates, its language, its selection."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import Response
from jinja2 import Environment, FileSystemLoader

from newsextract.explorer.selection import Query, Selections
from newsextract.explorer.shelf import Shelf
from newsextract.view.labels import LANGUAGES, Say, say_in

TEMPLATES = Path(__file__).parent / "templates"
#: bytes of pages that are kept
KEPT = 32_000_000
_COOKIE = "newsextract_language"


class Desk:
    """What the pages of one site share."""

    def __init__(self, store: Path, index: Path) -> None:
        self.store = store
        self.shelf = Shelf(index)
        self.selections = Selections(self.shelf)
        self.answers = Answers()
        #: whether records can be reviewed: then their pages link to ``/review/ID``
        self.review = False

    def found_articles(self, typed: str) -> str:
        """The articles that a search finds, as a JSON array: what SQL calls as ``found_articles(:search)``."""
        found = self.selections.of(Query(q=typed)).order
        return json.dumps(self.shelf.columns.articles[found].tolist())

    @cached_property
    def templates(self) -> Environment:
        """The templates; everything is escaped."""
        made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
        made.filters["number"] = lambda n: f"{n:,}"
        return made


class Answers:
    """The pages last asked for: an index does not change, so each is made once, however many ask at once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, asyncio.Task[Any]] = {}
        self._size = 0

    async def of(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The answer for a key, made in a thread, so that no reader waits for another's."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        task = self._making.get(key)
        if task is None:
            task = self._making[key] = asyncio.create_task(asyncio.to_thread(make))
            task.add_done_callback(lambda done: self._made(key, done))
        return await asyncio.shield(task)  # a reader who goes away leaves it to the others

    def _made(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        del self._making[key]
        if task.cancelled() or task.exception() or task.result().status != 200:
            return
        self._kept[key] = task.result()
        self._size += len(task.result().body)
        while self._size > KEPT:
            self._size -= len(self._kept.popitem(last=False)[1].body)


@dataclass(frozen=True)
class Visit:
    """A request for one of our pages."""

    request: Any
    desk: Desk

    @cached_property
    def language(self) -> str:
        """The language that the address or else the cookie asks for."""
        asked = (self.request.args.get("lang"), self.request.cookies.get(_COOKIE))
        return next((one for one in asked if one in LANGUAGES), LANGUAGES[0])

    @cached_property
    def say(self) -> Say:
        """Gives the words in that language."""
        return say_in(self.language)

    def in_language(self, language: str) -> str:
        """The address of this page in a language."""
        kept = [(name, value) for name, value in parse_qsl(self.request.query_string, keep_blank_values=True) if name != "lang"]
        return f"{self.request.path}?{urlencode([*kept, ('lang', language)])}"

    def html(self, template: str, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any) -> Any:
        """A page made by a template."""
        language = self.language
        common = {
            "language": language,
            "say": self.say,
            "languages": [(one, self.in_language(one)) for one in LANGUAGES],
            "store": self.desk.store.name,
            "host": self.request.headers.get("host", ""),
        }
        body = self.desk.templates.get_template(template).render(common | context)
        response = Response.html(body, status=status, headers=dict(headers or {}))
        if self.request.args.get("lang") in LANGUAGES:
            response.set_cookie(_COOKIE, language, httponly=True, samesite="lax")
        return response

    def missing(self, what: str) -> Any:
        """Say that something is not here."""
        return self.refused(404, what, self.say("not found hint"))

    def refused(self, status: int, what: str, fix: str = "", headers: Mapping[str, str] | None = None) -> Any:
        """What is wrong with a request and what to do: a page for a browser, a line for a program."""
        if "text/html" in self.request.headers.get("accept", ""):
            title = self.say({404: "not found", 403: "not allowed", 500: "failed"}.get(status, "not understood"))
            return self.html("problem.html", status, headers, title=title, what=what, fix=fix)
        return Response.text("; ".join(filter(None, (what, fix))) + "\n", status=status, headers=dict(headers or {}))


def page(make: Callable[[Visit], Any]) -> Callable[..., Any]:
    """A view of Datasette's from a function that makes the page."""

    async def view(request: Any, datasette: Any) -> Any:
        visit = Visit(request, datasette.desk)
        asked = (request.path, request.query_string, request.host, visit.language, request.headers.get("accept"))
        return await visit.desk.answers.of((*asked, visit.desk.review), lambda: make(visit))

    return view
