"""Counts of a linked folder, or of a store's tables of one, for a report: repeated releases, twins, shared events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsextract.errors import InputError
from newsextract.stores import linked


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
    where, found = folder or source, Linked()
    held = linked.tables_of(where)
    if folder and not (folder.is_dir() and held):
        what = "there is nothing linked in it" if folder.is_dir() else "this is not a folder"
        raise InputError(what, where=str(folder), fix="give the folder that `newsextract link` wrote")
    if held:
        _count(found, held, linked.source(where))
    return found


def _count(found: Linked, held: set[str], rows: Callable[[str], Iterator[dict[str, Any]]]) -> None:
    groups, links, clusters = (rows(name) if name in held else iter(()) for name in ("groups", "links", "clusters"))
    for row in groups:
        (found.groups if row["first"] else found.repeats)[row["kind"]] += 1
    found.links.update(row["kind"] for row in links)
    sizes = [size for size in Counter(row["cluster"] for row in clusters).values() if size > 1]
    found.clusters, found.clustered = len(sizes), sum(sizes)
