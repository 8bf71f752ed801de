"""Counts of a linked folder, or of a store's tables of one, for a report: repeated releases, twins, shared events."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsextract.errors import InputError
from newsextract.opening import open_regular

_FIX = "give the folder that `newsextract link` wrote"
#: queries of a store: kind and size of each group, kind of each link, size of each cluster
_TABLES = {
    "groups": 'SELECT min(kind), count(*) FROM groups GROUP BY "group"',
    "links": "SELECT kind, 1 FROM links",
    "clusters": "SELECT 'cluster', count(*) FROM clusters GROUP BY cluster",
}


@dataclass(slots=True)
class Linked:
    """Counts by kind."""

    #: groups of releases, and the releases in them beyond the first
    groups: Counter[str] = field(default_factory=Counter)
    repeats: Counter[str] = field(default_factory=Counter)
    #: pairs of releases: one event, or events that belong together
    links: Counter[str] = field(default_factory=Counter)
    #: number of events that several releases report, and of these releases
    clusters: int = 0
    clustered: int = 0

    def __bool__(self) -> bool:
        return bool(self.groups or self.links or self.clusters)


def linked_counts(source: Path, folder: Path | None = None) -> Linked:
    """Count groups, links and clusters by kind, in the files beside the records or the tables of their store.

    If a linked folder is given, it is read in their place; raise InputError if it holds no links or a line is damaged.
    """
    where = folder or source
    if where.is_dir():
        names = [name for name in _TABLES if (where / f"{name}.jsonl").is_file()]
        if folder and not names:
            raise InputError("there is nothing linked in it", where=str(folder), fix=_FIX)
        return _counted((name, *row) for name in names for row in _lines(where / f"{name}.jsonl", name))
    if folder:
        raise InputError("this is not a folder", where=str(folder), fix=_FIX)
    return _counted(_store_rows(source) if source.suffix.lower() in {".duckdb", ".ddb"} else ())


def _counted(rows: Iterable[tuple[str, str, int]]) -> Linked:
    found = Linked()
    for name, kind, size in rows:
        if name == "groups":
            found.groups[kind] += 1
            found.repeats[kind] += size - 1
        elif name == "links":
            found.links[kind] += 1
        elif size > 1:
            found.clusters += 1
            found.clustered += size
    return found


def _lines(path: Path, name: str) -> Iterator[tuple[str, int]]:
    with open_regular(path, str(path)) as lines:
        for number, line in enumerate(lines, 1):
            try:
                row: dict[str, Any] = json.loads(line)
                size = 1 if name == "links" else len(row["records"])
                yield str(row.get("kind", "cluster")), size
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise InputError("this is not a line of a linked folder", where=f"{path}:{number}", fix=_FIX) from error


def _store_rows(path: Path) -> Iterator[tuple[str, str, int]]:
    from newsextract.stores import duck

    tables = {row[0] for row in duck.query(path, "SELECT table_name FROM duckdb_tables()")}
    for name in _TABLES.keys() & tables:
        yield from ((name, str(kind), int(size)) for kind, size in list(duck.query(path, _TABLES[name]))[1:])
