"""What ``link`` needs of each record: people with their offices, and bodies; small enough to cache.

It is read from the plain JSON: building typed records would take four times as long, and nothing here needs their checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple


class Role(NamedTuple):
    """An office as an article writes it: its words with their offsets, the body that the article gives it, whether acting."""

    text: str
    start: int
    end: int
    organisation: str | None
    acting: bool


class Person(NamedTuple):
    """A person of one article, by the id of its entity.

    A name is None if neither the article nor the names table has one; ``known`` is the language of that from the table, or "".
    """

    entity: str
    th: str | None
    en: str | None
    known: str
    title: str | None
    roles: tuple[Role, ...]


class Body(NamedTuple):
    """A body of one article; ``known`` is as in :class:`Person`."""

    entity: str
    th: str | None
    en: str | None
    abbr: str | None
    known: str


class Harvest(NamedTuple):
    """What is kept of a record.

    ``places`` holds the Thai and English name of each place that the article names in both languages, ``translations`` the
    language and id of each page linked as a translation.
    """

    id: str
    day: str | None
    language: str
    people: tuple[Person, ...]
    bodies: tuple[Body, ...]
    places: tuple[tuple[str, str], ...] = ()
    translations: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=50_000)
def ordinal(day: str | None) -> int | None:
    """The ordinal of an ISO 8601 date; None if it is not a valid date.

    Examples
    --------
    >>> ordinal("1970-01-02") - ordinal("1970-01-01")
    1
    """
    try:
        return date.fromisoformat(day).toordinal() if day else None
    except ValueError:
        return None


def glean(record: Mapping[str, Any]) -> Harvest:
    """Take what ``link`` needs from a record, given as its JSON object.

    Examples
    --------
    >>> name = {"th": "สมหมาย ใจดี", "en": None}
    >>> person = {"id": "e1", "type": "PERSON", "name": name, "name_from": {"th": "article", "en": None}, "title": "นาย"}
    >>> glean({"id": "a:1", "published": "2024-01-02", "language": "th", "entities": [person]}).people[0].th
    'สมหมาย ใจดี'
    """
    entities = record["entities"]
    day = (record["published"] or "")[:10]
    places = tuple(filter(None, map(_place, entities)))
    people, bodies = tuple(_people(entities)), tuple(_bodies(entities))
    linked = (record.get("source") or {}).get("translations") or ()
    translations = tuple((one["language"], one["id"]) for one in linked)
    return Harvest(record["id"], day or None, record["language"], people, bodies, places, translations)


def _people(entities: Sequence[Mapping[str, Any]]) -> Iterator[Person]:
    named = {entity["id"]: _label(entity) for entity in entities}
    for entity in entities:
        th, en = _names(entity)
        if entity["type"] == "PERSON" and not entity.get("post") and (th or en):
            yield Person(entity["id"], th, en, _known(entity), entity.get("title"), tuple(_roles(entity, named)))


def _bodies(entities: Sequence[Mapping[str, Any]]) -> Iterator[Body]:
    for entity in entities:
        if entity["type"] == "ORGANIZATION" and _label(entity):
            yield Body(entity["id"], *_names(entity), entity.get("abbr"), _known(entity))


def _names(entity: Mapping[str, Any]) -> tuple[str | None, str | None]:
    name = entity.get("name") or {}
    return name.get("th"), name.get("en")


def _label(entity: Mapping[str, Any]) -> str | None:
    return next(filter(None, (*_names(entity), entity.get("abbr"))), None)


def _known(entity: Mapping[str, Any]) -> str:
    """The language of the name that is from a shipped table and not from the article; "" if there is none."""
    return next((tag for tag, source in (entity.get("name_from") or {}).items() if source not in {None, "article"}), "")


def _roles(entity: Mapping[str, Any], named: Mapping[str, str | None]) -> Iterator[Role]:
    for role in entity.get("roles") or ():
        body = named.get(role.get("organisation") or "")
        yield Role(role["text"], role["start"], role["end"], body, bool(role.get("acting")))


def _place(entity: Mapping[str, Any]) -> tuple[str, str] | None:
    name, source = entity.get("name") or {}, entity.get("name_from") or {}
    own = source.get("th") == source.get("en") == "article"
    return (name["th"], name["en"]) if own and entity["type"] in {"LOCATION", "FACILITY"} else None
