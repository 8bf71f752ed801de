"""The folder that ``link`` writes: one JSON Lines file each for groups, people, bodies, offices and links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from newsextract.across import memberships
from newsextract.across.linking import Linked
from newsextract.atomic import replacing
from newsextract.pipeline.collector import uncollected

Row = dict[str, Any]


def _groups(found: Linked) -> Iterator[Row]:
    for group in found.groups:
        yield {"group": group.group, "kind": group.kind, "records": group.records}


def _links(found: Linked) -> Iterator[Row]:
    for one in found.links:
        yield {"a": one.a, "b": one.b, "kind": one.kind, "probability": one.probability}


def _clusters(found: Linked) -> Iterator[Row]:
    for records in found.clusters:
        yield {"cluster": records[0], "records": records}


def _persons(found: Linked) -> Iterator[Row]:
    for one in found.persons:
        yield {"id": one.id, "name": one.name, "forms": one.forms, "records": one.records}


def _bodies(found: Linked) -> Iterator[Row]:
    for one in found.bodies:
        row: Row = {"id": one.id, "name": one.name, "forms": one.forms, "records": one.records}
        yield row | {"successor": one.successor, "since": one.since}


def _memberships(found: Linked) -> Iterator[Row]:
    yield from map(memberships.to_json, found.memberships)


def _person_mentions(found: Linked) -> Iterator[Row]:
    for one in found.persons:
        for mention in one.mentions:
            yield {"person": one.id, "record": mention.record, "entity": mention.entity}


def _body_mentions(found: Linked) -> Iterator[Row]:
    for one in found.bodies:
        for record, entity in one.mentions:
            yield {"body": one.id, "record": record, "entity": entity}


#: the files, in the order in which they are written
FILES: dict[str, Callable[[Linked], Iterator[Row]]] = {
    "groups": _groups,
    "links": _links,
    "clusters": _clusters,
    "persons": _persons,
    "person_mentions": _person_mentions,
    "bodies": _bodies,
    "body_mentions": _body_mentions,
    "memberships": _memberships,
}


def write(found: Linked, folder: Path) -> None:
    """Write the files; each appears when it is complete."""
    folder.mkdir(parents=True, exist_ok=True)
    with uncollected():
        for name, rows in FILES.items():
            _write(rows(found), folder / f"{name}.jsonl")


def _write(rows: Iterable[Row], path: Path) -> None:
    with replacing(path) as part, part.open("wb") as file:
        file.writelines(to_json(row) + b"\n" for row in rows)
