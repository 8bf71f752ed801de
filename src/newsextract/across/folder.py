"""The folder of ``link``: one JSON Lines file each for groups, people, bodies, offices and links; exports as Popolo or a network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_json

from newsextract.across import network, popolo
from newsextract.across.aside import in_child
from newsextract.across.bodies import Body
from newsextract.across.duplicates import Group
from newsextract.across.events import Cluster, Link
from newsextract.across.linking import Linked
from newsextract.across.memberships import Membership
from newsextract.across.persons import Person
from newsextract.atomic import replacing
from newsextract.pipeline.collector import gc_paused
from newsextract.stores.linked import lines

#: class of the rows of each file; the fields that its ``repr`` leaves out are not written
_ROWS: dict[str, type[Any]] = {
    "groups": Group,
    "links": Link,
    "clusters": Cluster,
    "persons": Person,
    "bodies": Body,
    "memberships": Membership,
}
#: file of mentions → what is mentioned, and the column of its id
_MENTIONS = {"person_mentions": ("persons", "person"), "body_mentions": ("bodies", "body")}
#: names of the files, without suffix
FILES = (*_ROWS, *_MENTIONS)


def rows(found: Linked, name: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file."""
    if name in _MENTIONS:
        mentioned, column = _MENTIONS[name]
        for one in getattr(found, mentioned):
            for mention in one.mentions:
                yield {column: one.id, "record": mention.record, "entity": mention.entity}
    else:
        columns = [field.name for field in fields(_ROWS[name]) if field.repr]
        for one in getattr(found, name):
            yield {column: getattr(one, column) for column in columns}


def write(found: Linked, folder: str | Path, *, workers: int = 1) -> None:
    """Write the files; each appears only when it is complete."""
    folder = Path(folder)
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
    """What was written to a folder, without mentions; InputError if ``link`` did not write it or a line cannot be read."""
    made: dict[str, Any] = {
        name: list(map(TypeAdapter(row).validate_python, lines(folder, name))) for name, row in _ROWS.items()
    }
    return Linked(**made)


def _export(form: Callable[[Linked, Path], None], folder: Path, path: Path) -> int:
    """Write a folder in another form; return the number of people."""
    found = read(folder)
    form(found, path)
    return len(found.persons)


#: people, bodies and memberships as Popolo, and the network of who appears with whom
write_popolo = partial(_export, popolo.write)
write_gexf, write_graphml = (partial(_export, partial(network.write, ending=ending)) for ending in network.ENDINGS)
