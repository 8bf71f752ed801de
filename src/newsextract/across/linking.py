"""Link all records: releases published more than once, releases of one event, people, bodies and offices."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from newsextract.across import bodies, cache, duplicates, events, gleaning, lines, memberships, nodes, persons
from newsextract.across.aside import in_child
from newsextract.across.decisions import NO_DECISIONS, Decisions
from newsextract.across.duplicates import Group, LazyRelease
from newsextract.across.event_index import Memory
from newsextract.across.events import Cluster, Link
from newsextract.across.joining import Groups
from newsextract.pipeline.collector import gc_paused


@dataclass(slots=True)
class Linked:
    """The result of :func:`link`."""

    records: int = 0  # number
    groups: list[Group] = field(default_factory=list)  # releases published more than once
    persons: list[persons.Person] = field(default_factory=list)
    bodies: list[bodies.Body] = field(default_factory=list)
    memberships: list[memberships.Membership] = field(default_factory=list)  # who held which office when
    links: list[Link] = field(default_factory=list)  # releases of one event, in pairs
    clusters: list[Cluster] = field(default_factory=list)  # and together
    days: dict[str, str | None] = field(default_factory=dict)  # date of each record
    #: record, Thai name and English name of each place that an article names in both languages
    places: list[tuple[str, str, str]] = field(default_factory=list)


def link(
    paths: Sequence[str | Path],
    *,
    folder: str | Path | None = None,
    decided: Decisions = NO_DECISIONS,
    corrected: lines.Corrected | None = None,
    check: bool = True,
    workers: int = 1,
    say: Callable[[str], None] = lambda _: None,
) -> Linked:
    """Link the records of files, run folders and stores.

    Parameters
    ----------
    paths
        A list of them, in any order: the result is the same.
    folder
        Folder that keeps a cache for the next run; None for no cache. ``newsextract.across.folder.write(found, folder)``
        writes the links to it.
    decided
        The user's decisions.
    corrected
        Corrections that are applied to the records first.
    check
        Refuse a run folder in which a file is not what was written.
    workers
        Number of processes; the result is the same.
    say
        Called with a line of progress.
    """
    if isinstance(paths, (str, os.PathLike)):
        raise TypeError("link takes a list of paths: link([…])")
    sources, folder = list(map(Path, paths)), Path(folder) if folder else None
    with gc_paused():
        cached = cache.read(folder) if folder else cache.Cache()
        if corrected:
            found = gleaning.read(lines.corrected(lines.read(sources, check=check), corrected), cached)
        else:
            found = gleaning.sources(sources, cached, check=check, workers=workers, say=say)
        return _link(_unique(found), cached, folder, decided, workers, say)


_Numbers = dict[tuple[str, str], float]
_ReleaseResults = tuple[list[Group], list[Link], list[Cluster], tuple[_Numbers, _Numbers, Memory]]


def _link(
    releases: Sequence[LazyRelease],
    cached: cache.Cache,
    folder: Path | None,
    decided: Decisions,
    workers: int,
    say: Callable[[str], None],
) -> Linked:
    known = Linked(len(releases))
    cached.entries = {one.name: cached.entries[one.name] for one in releases}  # of the current records, in their order
    harvests = [entry.harvest for entry in cached.entries.values()]
    known.days = {one.id: one.day for one in harvests}
    known.places = [(one.id, th, en) for one in harvests for th, en in one.places]
    say("releases and events")
    results = in_child(partial(_release_results, releases, cached, decided), workers)
    say("bodies")
    known.bodies = bodies.find(harvests, decided)
    say("people")
    mentions = nodes.mentions(harvests)
    known.groups, known.links, known.clusters, pairs = results()
    cached.shares, cached.chances, cached.events = pairs  # the child process has added to its own copy
    writing = in_child(partial(cache.write, folder, cached), workers) if folder else None
    known.persons = persons.find(mentions, decided, ((link.a, link.b) for link in known.links if link.kind == "same"))
    say("offices")
    known.memberships = memberships.find(known.persons, known.bodies)
    if folder and writing:
        writing()
        cache.write_memos(folder)
    return known


def _release_results(releases: Sequence[LazyRelease], cached: cache.Cache, decided: Decisions) -> _ReleaseResults:
    """Groups, links and clusters, and the data on pairs that the cache keeps."""
    groups = duplicates.Pairs(releases, cached.shares, cached.chances).groups()
    if decided:
        groups = _with_decisions(groups, decided, {one.id: number for number, one in enumerate(releases)})
    named = {one.id: one.name for one in releases}
    links, memory = events.find_with_memory((entry.event for entry in cached.entries.values()), cached.events, named)
    apart = decided.pairs("release", "two")
    denied = set(map(frozenset, apart))
    stated = events.add_stated(links, [entry.harvest for entry in cached.entries.values()])
    links = [link for link in stated if frozenset((link.a, link.b)) not in denied]
    clusters = events.clusters(links, groups, apart)
    return groups, links, clusters, (cached.shares, cached.chances, memory)


def _unique(every: Iterable[LazyRelease]) -> list[LazyRelease]:
    """The releases in order of date; of several with the same id, the one whose line has the lowest digest."""
    found: dict[str, LazyRelease] = {}
    for one in every:
        before = found.get(one.id)
        if before is None or one.name < before.name:
            found[one.id] = one
    return sorted(found.values(), key=duplicates.sort_key)


def _with_decisions(groups: Iterable[Group], decided: Decisions, at: Mapping[str, int]) -> list[Group]:
    """Apply the user's decisions to groups: join pairs that are one, and take out the second release of pairs that are two."""
    joined: Groups[str] = Groups(decided.pairs("release", "two"))
    pairs = [(a, b, "version") for a, b in decided.pairs("release", "one") if a in at and b in at]
    pairs += [(group.group, record, group.kind) for group in groups for record in group.records[1:]]
    versions: set[str] = set()  # releases with another version in their group
    for a, b, kind in pairs:
        if joined.join(a, b) and kind == "version":
            versions.add(b)
    several = sorted((sorted(members, key=at.__getitem__) for members in joined.larger_groups()), key=lambda some: at[some[0]])
    return [Group(some[0], "duplicate" if versions.isdisjoint(some) else "version", some) for some in several]
