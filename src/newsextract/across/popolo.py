"""People, bodies, offices and memberships as Popolo JSON (popoloproject.com), with ids from a user's file."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newsextract.across.bodies import body_key
from newsextract.across.linking import Linked
from newsextract.across.names import bare, key
from newsextract.atomic import replacing
from newsextract.errors import InputError
from newsextract.sources.user_tables import named_cells

COLUMNS = ("kind", "name", "scheme", "identifier")
Identifiers = Mapping[tuple[str, str], list[dict[str, str]]]


def identifiers(path: Path | None) -> Identifiers:
    """Read external ids from a CSV file or a workbook with the columns kind (person or body), name, scheme and identifier.

    InputError names a line without an identifier.
    """
    found: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in named_cells(path, COLUMNS) if path else ():
        kind, name, scheme, identifier = (row[column] for column in COLUMNS)
        if kind not in {"person", "body"} or not (name and identifier):
            fix = "give kind (person or body), name, scheme and identifier"
            raise InputError("the line gives no identifier", where=row["line"], fix=fix)
        found[kind, _key(kind, name)].append({"scheme": scheme, "identifier": identifier})
    return found


def _key(kind: str, name: str) -> str:
    return body_key(name) if kind == "body" else key(bare(name))


def of(found: Linked, known: Identifiers | None = None) -> dict[str, list[dict[str, Any]]]:
    """The result of ``link`` as lists of Popolo objects, by class, with the external ids of :func:`identifiers`."""
    ids = known or {}
    posts = {spell.office: spell.organisation for spell in found.memberships}
    return {
        "persons": [_thing("person", one.id, one.name, one.forms, ids) for one in found.persons],
        "organizations": [
            _thing("body", one.id, one.name, one.forms, ids) | {"dissolution_date": one.since, "superseded_by": one.successor}
            for one in found.bodies
        ],
        "posts": [{"id": f"post:{office}", "label": office, "organization_id": body} for office, body in sorted(posts.items())],
        "memberships": [
            {
                "person_id": one.person,
                "post_id": f"post:{one.office}",
                "organization_id": one.organisation,
                "role": one.office,
                "label": "acting" if one.acting else None,
                "start_date": one.start,
                "end_date": one.end,
                "sources": [{"note": f"{words.record}:{words.start}-{words.end}"} for words in one.evidence],
            }
            for one in found.memberships
        ],
    }


def _thing(kind: str, id_: str, name: Mapping[str, str | None], forms: list[str], known: Identifiers) -> dict[str, Any]:
    names = [text for text in (name["th"], name["en"]) if text]
    best = next(iter(names), forms[0])
    others = [form for form in dict.fromkeys([*names, *forms]) if form != best]
    keys = dict.fromkeys(_key(kind, form) for form in [*names, *forms])
    ids = [one for each in keys for one in known.get((kind, each), ())]
    return {"id": id_, "name": best, "other_names": [{"name": form} for form in others], "identifiers": ids}


def write(found: Linked, path: Path, known: Identifiers | None = None) -> None:
    """Write the data as one JSON object; empty values are left out."""
    data = {
        kind: [{k: v for k, v in one.items() if v not in (None, [])} for one in some] for kind, some in of(found, known).items()
    }
    with replacing(path) as part:
        part.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
