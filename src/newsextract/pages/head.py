"""Read the head of a page: titles, canonical URL, machine-readable dates."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from bs4 import BeautifulSoup, Tag

from newsextract.pages.chars import one_line
from newsextract.pages.dates import find_dates
from newsextract.pages.html_text import elements_of
from newsextract.pages.profiles import host_of

_HEAD_END = re.compile(r"</head\s*>|<body[\s>]", re.IGNORECASE)
# maximum characters searched for the end of the head
_HEAD_LIMIT = 200_000
_JSON_LD = re.compile(r"<script[^>]{0,200}application/ld\+json[^>]{0,200}>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
_JSON_LIMIT = 60_000
# excludes "x-default", which is not a language
_LANGUAGE = re.compile(r"\s*([a-z]{2,3})(?:[-_]|\s*$)", re.IGNORECASE)
_TRANSLATIONS = 50
_NOT_ARTICLES = frozenset(("Comment", "ImageObject", "ItemList", "VideoObject", "Event", "Review", "Product"))
_PUBLISHED_KEYS = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date.published",
    "publishdate",
    "publish_date",
    "pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "date",
)


@dataclass(frozen=True, slots=True)
class Head:
    """Titles (most trusted first), canonical URL, machine-readable date, site name, and translations (language, URL)."""

    titles: tuple[str, ...]
    url: str | None
    published: date | None
    site_name: str | None
    translations: tuple[tuple[str, str], ...] = ()


def read_head(html: str) -> Head:
    """Read a page's head; Buddhist years in machine-readable dates are converted to the common era.

    Examples
    --------
    >>> read_head('<title>ข่าว</title><meta property="article:published_time" content="2563-02-25T08:00">').published
    datetime.date(2020, 2, 25)
    """
    end = _HEAD_END.search(html, 0, _HEAD_LIMIT)
    top = html[: end.start()] if end else html[:_HEAD_LIMIT]
    soup = elements_of(top, lambda tag, _: tag in {"title", "meta", "link"})
    metas = _metas(soup)
    title = soup.find("title")
    titles = [metas.get("og:title", ""), title.get_text() if isinstance(title, Tag) else "", metas.get("twitter:title", "")]
    return Head(
        titles=tuple(t for raw in titles if (t := one_line(raw))),
        url=_own_url(soup, metas),
        published=_published(metas, html),
        site_name=one_line(metas.get("og:site_name", "")) or None,
        translations=tuple(_translations(soup)),
    )


def _metas(soup: BeautifulSoup) -> dict[str, str]:
    metas: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        key = tag.get("property") or tag.get("name") or tag.get("itemprop")
        if key and (value := tag.get("content")):
            metas.setdefault(str(key).lower(), str(value))
    return metas


def _own_url(soup: BeautifulSoup, metas: dict[str, str]) -> str | None:
    """The canonical URL, unless it is the front page's, which careless templates put on every page."""
    canonical = soup.find("link", rel="canonical")
    candidates = [str(canonical.get("href") or "") if isinstance(canonical, Tag) else "", metas.get("og:url", "")]
    for url in candidates:
        url = url.strip()  # noqa: PLW2901
        if url.startswith(("http://", "https://")) and host_of(url) and len(url.rstrip("/").split("/")) > 3:
            return url
    return None


def _translations(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """Yield language (ISO 639, without region) and URL of each link to the page in another language."""
    for tag in soup.find_all("link", rel="alternate", hreflang=True, limit=_TRANSLATIONS):
        if language := _LANGUAGE.match(str(tag["hreflang"])):
            yield language[1].lower(), str(tag.get("href") or "").strip()


def _published(metas: dict[str, str], html: str) -> date | None:
    values = [metas[key] for key in _PUBLISHED_KEYS if key in metas]
    for value in [*values, *_json_ld_dates(html)]:
        if found := machine_date(value):
            return found
    return None


def machine_date(value: str) -> date | None:
    """The day of a machine-readable date; a Buddhist year is converted to the common era.

    Examples
    --------
    >>> machine_date("2019-01-22T17:50:00+07:00")
    datetime.date(2019, 1, 22)
    """
    dates = find_dates(value[:60].upper().replace("T", " ").strip())
    return next((d.value for d in dates if d.value), None)


def _json_ld_dates(html: str) -> Iterator[str]:
    for data in json_scripts(html, _JSON_LD, _JSON_LIMIT):
        for item in json_objects(data, _NOT_ARTICLES):
            if isinstance(item.get("datePublished"), str):
                yield item["datePublished"]


def json_scripts(html: str, opening: re.Pattern[str], limit: int) -> Iterator[Any]:
    """Yield the data of each script with such an opening tag that holds JSON of at most ``limit`` characters."""
    start = opening.search(html)
    while start and (end := _SCRIPT_END.search(html, start.end())):
        with suppress(ValueError, RecursionError):
            if end.start() - start.end() <= limit:
                yield json.loads(html[start.end() : end.start()])
        start = opening.search(html, end.end())


def json_objects(data: Any, skipped: Container[str] = ()) -> Iterator[dict[str, Any]]:
    """Yield the objects in JSON data, outermost first; breadth-first with a queue, because pages nest without limit.

    Objects of the ``skipped`` types, and what they hold, are left out: videos, comments and the like have other dates.
    """
    queue = [data]
    for item in queue:
        if isinstance(item, list):
            queue.extend(item)
        elif isinstance(item, dict) and str(item.get("@type")) not in skipped:
            yield item
            queue.extend(item.values())
