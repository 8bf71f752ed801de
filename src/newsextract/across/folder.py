"""The folder of ``link``: one JSON Lines file each for groups, people, bodies, offices and links; exports as Popolo or a network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from newsextract.across import network, popolo
from newsextract.across.aside import in_child
from newsextract.across.bodies import Body
from newsextract.across.duplicates import Group
from newsextract.across.linking import Linked
from newsextract.across.memberships import Evidence, Membership
from newsextract.across.persons import Person
from newsextract.atomic import replacing
from newsextract.pipeline.collector import gc_paused
from newsextract.stores.linked import lines

#: fields of the rows, in files whose rows are attributes of one object
_COLUMNS = {
    "groups": ("group", "kind", "records"),
    "links": ("a", "b", "kind", "probability"),
    "clusters": ("cluster", "records"),
    "persons": ("id", "name", "forms", "records"),
    "bodies": ("id", "name", "forms", "records", "successor", "since"),
    "memberships": ("person", "office", "organisation", "start", "end", "acting", "evidence", "articles", "overlaps"),
}
#: names of the files, without suffix
FILES = (*_COLUMNS, "person_mentions", "body_mentions")


def rows(found: Linked, name: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file."""
    if name == "person_mentions":
        for person in found.persons:
            for mention in person.mentions:
                yield {"person": person.id, "record": mention.record, "entity": mention.entity}
    elif name == "body_mentions":
        for body in found.bodies:
            for record, entity in body.mentions:
                yield {"body": body.id, "record": record, "entity": entity}
    else:
        for one in getattr(found, name):
            yield {column: getattr(one, column) for column in _COLUMNS[name]}


def write(found: Linked, folder: Path, *, workers: int = 1) -> None:
    """Write the files; each appears only when it is complete."""
    folder.mkdir(parents=True, exist_ok=True)
    bodies = [name for name in FILES if name.startswith("bod")]
    others = in_child(partial(_write, found, folder, bodies), workers)
    _write(found, folder, [name for name in FILES if name not in bodies])
    others()


def _write(found: Linked, folder: Path, names: Iterable[str]) -> None:
    with gc_paused():
        for name in names:
            with replacing(folder / f"{name}.jsonl") as part, part.open("wb") as file:
                file.writelines(to_json(row) + b"\n" for row in rows(found, name))


def read(folder: Path) -> Linked:
    """The people, bodies, offices and groups of a folder; InputError if ``link`` did not write it or a line cannot be read."""
    return Linked(
        groups=[Group(**row) for row in lines(folder, "groups")],
        persons=[Person(**row) for row in lines(folder, "persons")],
        bodies=[Body(**row) for row in lines(folder, "bodies")],
        memberships=[
            Membership(**row | {"evidence": [Evidence(**one) for one in row["evidence"]]})
            for row in lines(folder, "memberships")
        ],
    )


def _export(form: Callable[[Linked, Path], None], folder: Path, path: Path) -> int:
    """Write a folder in another form; return the number of people."""
    found = read(folder)
    form(found, path)
    return len(found.persons)


#: people, bodies and memberships as Popolo, and the network of who appears with whom
write_popolo = partial(_export, popolo.write)
write_gexf, write_graphml = (partial(_export, partial(network.write, ending=ending)) for ending in network.ENDINGS)
