"""Counts of a linked folder, or of a store's tables of one, for a report: repeated releases, twins, shared events."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
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
    """Counts by kind.

    Attributes
    ----------
    groups, repeats
        Groups of releases by kind, and the releases in them beyond the first.
    links
        Pairs of releases by kind: one event, or events that belong together.
    clusters, clustered
        Number of events that several releases report, and of these releases.
    """

    groups: Counter[str] = field(default_factory=Counter)
    repeats: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)
    clusters: int = 0
    clustered: int = 0

    def __bool__(self) -> bool:
        return bool(self.groups or self.links or self.clusters)


def linked_counts(source: Path, folder: Path | None = None) -> Linked:
    """Count groups, links and clusters by kind.

    Parameters
    ----------
    source
        The records' folder or store; counted are the files beside the records, or the store's tables.
    folder
        A linked folder; if given, ``source`` is not read.

    Raises
    ------
    InputError
        When ``folder`` holds no links, or a line of a file is damaged.
    """
    found = Linked()
    where = folder or source
    if where.is_dir():
        names = [name for name in _TABLES if (where / f"{name}.jsonl").is_file()]
        for name in names:
            for kind, size in _lines(where / f"{name}.jsonl", name):
                _add(found, name, kind, size)
        if folder and not names:
            raise InputError("there is nothing linked in it", where=str(folder), fix=_FIX)
    elif folder:
        raise InputError("this is not a folder", where=str(folder), fix=_FIX)
    elif source.suffix.lower() in {".duckdb", ".ddb"}:
        _count_store(found, source)
    return found


def _add(found: Linked, name: str, kind: str, size: int) -> None:
    if name == "groups":
        found.groups[kind] += 1
        found.repeats[kind] += size - 1
    elif name == "links":
        found.links[kind] += 1
    elif size > 1:
        found.clusters += 1
        found.clustered += size


def _lines(path: Path, name: str) -> Iterator[tuple[str, int]]:
    with open_regular(path, str(path)) as lines:
        for number, line in enumerate(lines, 1):
            try:
                row: dict[str, Any] = json.loads(line)
                size = 1 if name == "links" else len(row["records"])
                yield str(row.get("kind", "cluster")), size
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise InputError("this is not a line of a linked folder", where=f"{path}:{number}", fix=_FIX) from error


def _count_store(found: Linked, path: Path) -> None:
    from newsextract.stores import duck

    names = "SELECT table_name FROM duckdb_tables()"
    tables = {str(row[0]) for row in list(duck.query(path, names))[1:]}
    for name, sql in _TABLES.items():
        if name in tables:
            for kind, size in list(duck.query(path, sql))[1:]:
                _add(found, name, str(kind), int(size))
