"""Hints about the text of an element from its class, id and style."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache

from newsextract.data import read_text

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PARTS = re.compile(r"[a-z]+\d?|\d+")
_BOLD = re.compile(
    r"font-weight\s*:\s*(?:bold|[6-9]00)|font-size\s*:\s*(?:(?:x+-)?large|(?:1[8-9]|[2-4]\d)(?:\.\d+)?p[tx])", re.IGNORECASE
)
_BIG_FONT = re.compile(r"\+\d|[4-7]")
#: maximum characters of a class list; longer ones are a template's utility classes and say nothing about the text
_LONGEST = 400
_DATE_ATTRIBUTES = frozenset(("datetime", "itemprop", "property", "title"))
_DATE_PROPERTIES = frozenset(
    {"datepublished", "datecreated", "dc:date", "dc:created", "schema:datepublished", "dcterms:issued"}
)


@cache
def _roles() -> tuple[tuple[str, frozenset[str], str, frozenset[str]], ...]:
    data = tomllib.loads(read_text("pages/hints.toml"))
    return tuple(
        (role, frozenset(data[role]["parts"]), f" ({'|'.join(data[role]['phrases'])}) ", frozenset(data[role]["not"]))
        for role in ("hidden", "aside", "meta", "title")
    )


@lru_cache(maxsize=8192)
def role_of(name: str) -> str | None:
    """The role that a class or id names: ``hidden``, ``aside``, ``meta`` or ``title``; None for any other.

    Examples
    --------
    >>> [role_of(name) for name in ("entry-meta", "ctl00_lblTitle", "widget-area", "no-sidebar", "elementor-widget")]
    ['meta', 'title', 'aside', None, None]
    """
    parts = _PARTS.findall(_CAMEL.sub("-", name).lower())
    spaced = f" {' '.join(parts)} "
    for role, words, phrases, but in _roles():
        if re.search(phrases, spaced):
            return role
        if not words.isdisjoint(parts) and but.isdisjoint(parts):
            return role
    return None


@lru_cache(maxsize=8192)
def _first_role(names: str) -> str | None:
    """The role named by an element's classes and id; of several, the first in :func:`_roles`."""
    roles = [role_of(name) for name in names.split()] if len(names) <= _LONGEST else []
    return next((role for role, *_ in _roles() if role in roles), None)


def hints_of(tag: str, attributes: Mapping[str, str]) -> dict[str, str]:
    """The hints kept of an element's attributes: its role (``hint``) and machine-readable publication date (``datetime``)."""
    kept: dict[str, str] = {}
    if not attributes:
        return {"hint": "strong"} if tag in {"b", "strong"} else kept
    if datetime := _datetime(tag, attributes):
        kept["datetime"] = datetime
    if tag in {"html", "body", "main", "article"}:
        return kept
    if role := _first_role(f"{attributes.get('class', '')} {attributes.get('id', '')}"):
        kept["hint"] = role
    elif tag in {"b", "strong"} or _BOLD.search(attributes.get("style", "")) or _BIG_FONT.match(attributes.get("size", "")):
        kept["hint"] = "strong"
    return kept


def _datetime(tag: str, attributes: Mapping[str, str]) -> str | None:
    """The publication date in an attribute; None for an element that says when the page was changed."""
    if _DATE_ATTRIBUTES.isdisjoint(attributes):
        return None
    itemprop = attributes.get("itemprop", "").lower()
    if _is_modification_date(itemprop, attributes.get("class", "").split()):
        return None
    if tag == "time" and "datetime" in attributes:
        return attributes["datetime"]
    properties = {itemprop, *attributes.get("property", "").lower().split()}
    if not properties.isdisjoint(_DATE_PROPERTIES):
        return attributes.get("content") or attributes.get("datetime") or attributes.get("title")
    return attributes.get("title") if tag == "abbr" and "published" in attributes.get("class", "") else None


def _is_modification_date(itemprop: str, names: list[str]) -> bool:
    return itemprop == "datemodified" or ("updated" in names and "published" not in names and itemprop != "datepublished")
