"""Records of invented people and bodies, with only the fields that ``link`` reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newsextract.across import folder
from newsextract.across.linking import Linked
from newsextract.across.memberships import Membership
from newsextract.across.persons import Person

VERSION = "2.0.0"
#: fields of every entity
REST: dict[str, Any] = {"iso": None, "mentions": [], "romanised": None}


def person(
    name: str | None = None,
    *roles: str,
    en: str | None = None,
    title: str | None = "นาย",
    known: str = "",
    organisation: str | None = None,
) -> dict[str, Any]:
    """A person as an entity; ``known`` is the language whose name comes from the table of names."""
    source = {tag: ("names" if tag == known else "article") if value else None for tag, value in (("th", name), ("en", en))}
    held = [{"start": 10, "end": 10 + len(role), "text": role, "organisation": organisation, "acting": False} for role in roles]
    known_of = {
        "type": "PERSON",
        "name": {"th": name, "en": en},
        "name_from": source,
        "title": title,
        "roles": held,
        "post": False,
    }
    return REST | {"abbr": None} | known_of


def body(th: str | None = None, *, en: str | None = None, abbr: str | None = None) -> dict[str, Any]:
    """An organisation as an entity."""
    source = {"th": "article" if th else None, "en": "article" if en else None}
    return REST | {"type": "ORGANIZATION", "name": {"th": th, "en": en}, "name_from": source, "abbr": abbr}


def record(
    id_: str, day: str | None, *entities: dict[str, Any], text: str | None = None, language: str = "th"
) -> dict[str, Any]:
    """A record as the JSON object of its line."""
    named = [{"id": f"e{n}"} | entity for n, entity in enumerate(entities, 1)]
    title = f"ข่าวว่าว {id_}"
    own = text or f"ลมพัดว่าวที่ {id_} " * 3 + " ".join(chr(0x0E01 + (hash_of(id_) * (n + 3) + n * n) % 44) * 3 for n in range(40))
    return {
        "schema_version": VERSION, "id": id_, "source": {"section": "ข่าว"}, "language": language,
        "title": {"text": title}, "published": day, "text": f"{title}\n{own}", "entities": named,
        "times": [], "terms": [], "statements": [], "events": [], "warnings": [],
    }  # fmt: skip


def asked(people: list[Person], spells: list[Membership]) -> Callable[[str], list[dict[str, Any]]]:
    """A function that returns the rows of a linked table, as ``who`` takes it."""
    held = folder.rows(Linked(memberships=spells), "memberships")
    names = [{"person": one.id, "name_th": one.name["th"], "name_en": one.name["en"], "forms": one.forms} for one in people]
    tables = {"persons": names, "memberships": [row | {"evidence": [one.record for one in row["evidence"]]} for row in held]}
    return tables.__getitem__


def hash_of(text: str) -> int:
    """A hash of a text that is the same in every process."""
    return sum(ord(letter) * (n + 1) for n, letter in enumerate(text))


def write(path: Path, records: list[dict[str, Any]]) -> Path:
    """Write records as JSON Lines."""
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records), encoding="utf-8")
    return path
