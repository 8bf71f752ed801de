"""All that records say together: releases put up more than once, people, bodies, offices, and events where they are linked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from newsextract.across import bodies, cache, duplicates, events, gleaning, lines, memberships, nodes, persons, translations
from newsextract.across.aside import Aside
from newsextract.across.decisions import NONE, Decisions
from newsextract.across.duplicates import Group, Kept
from newsextract.across.event_memory import Memory
from newsextract.across.events import Cluster, Link
from newsextract.across.gleaning import Source
from newsextract.across.joining import Groups
from newsextract.across.sketches import Sketch
from newsextract.pipeline.collector import uncollected


@dataclass(slots=True)
class Linked:
    """What records say together.

    Attributes
    ----------
    records
        How many records there are.
    groups
        Releases put up more than once.
    persons, bodies, memberships
        People, bodies, and who held which office when.
    links, clusters
        Releases of one event.
    days, places
        The day of each record, and the places that articles give in both languages: record, Thai name, English name.
    """

    records: int = 0
    groups: list[Group] = field(default_factory=list)
    persons: list[persons.Person] = field(default_factory=list)
    bodies: list[bodies.Body] = field(default_factory=list)
    memberships: list[memberships.Membership] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    clusters: list[Cluster] = field(default_factory=list)
    days: dict[str, str | None] = field(default_factory=dict)
    places: list[tuple[str, str, str]] = field(default_factory=list)


def link(
    paths: Sequence[Path],
    *,
    folder: Path | None = None,
    decided: Decisions = NONE,
    corrected: lines.Corrected | None = None,
    check: bool = True,
    workers: int = 1,
    say: Callable[[str], None] = lambda _: None,
) -> Linked:
    """Link the records of files, runs' folders and stores.

    Parameters
    ----------
    paths
        The records, in any order: the result is the same.
    folder
        Where what each record gave is kept for the next time; None for nowhere.
    decided
        What a user has decided.
    corrected
        The corrections that records go through first.
    check
        Refuse a run's folder in which a file is not what was written.
    workers
        Number of processes; the result is the same.
    say
        Called with a line of progress.
    """
    with uncollected():
        kept = cache.read(folder) if folder else cache.Cache()
        if corrected:
            kept.fill()
            found = gleaning.read(lines.corrected(lines.read(paths, check=check), corrected), kept)
        else:
            found = gleaning.sources(paths, kept, check=check, workers=workers, say=say)
        return _link(_once(found), kept, folder, decided, workers, say)


class _Releases(NamedTuple):
    """What is found of releases, and what is to be kept of it: sketches that are new, and what is known of pairs."""

    groups: list[Group]
    links: list[Link]
    clusters: list[Cluster]
    sketches: dict[str, Sketch]
    shares: dict[tuple[str, str], float]
    chances: dict[tuple[str, str], float]
    events: Memory


def _link(
    sources: Sequence[Source],
    kept: cache.Cache,
    folder: Path | None,
    decided: Decisions,
    workers: int,
    say: Callable[[str], None],
) -> Linked:
    known = Linked(len(sources))
    harvests = [source.entry.harvest for source in sources]
    known.days = {one.id: one.day for one in harvests}
    known.places = [(one.id, th, en) for one in harvests for th, en in one.places]
    say("releases and events")
    releases = Aside(partial(_of_releases, sources, kept, decided), workers)
    say("bodies")
    known.bodies = bodies.find(harvests, decided)
    say("people")
    mentions = nodes.mentions(harvests)
    found = releases.result()
    known.groups, known.links, known.clusters = found.groups, found.links, found.clusters
    writing = Aside(partial(_keep, folder, sources, kept, found), workers)
    known.persons = persons.find(mentions, decided, ((link.a, link.b) for link in known.links if link.kind == "same"))
    say("offices")
    known.memberships = memberships.find(known.persons, known.bodies)
    writing.result()
    if folder:
        cache.write_heard(folder)
    return known


def _of_releases(sources: Sequence[Source], kept: cache.Cache, decided: Decisions) -> _Releases:
    before = len(kept.sketches)
    releases = [source.release for source in sources]
    groups = _grouped(releases, kept, decided)
    named = {one.id: one.name for one in releases}
    links, memory = events.find_again((source.entry.event for source in sources), kept.events, named)
    links = _undone(translations.added(links, [source.entry.harvest for source in sources]), decided)
    clusters = events.clusters(links, groups, decided.pairs("release", "two"))
    new = dict(islice(kept.sketches.items(), before, None))
    return _Releases(groups, links, clusters, new, kept.shares, kept.chances, memory)


def _keep(folder: Path | None, sources: Sequence[Source], kept: cache.Cache, found: _Releases) -> None:
    if folder:
        kept.sketches |= found.sketches
        kept.shares, kept.chances, kept.events = found.shares, found.chances, found.events
        cache.write(folder, kept, {source.release.name: source.entry for source in sources})


def _once(every: Iterable[Source]) -> list[Source]:
    """Every record in order of its day; of several with one id the one whose line has the lowest digest."""
    found: dict[str, Source] = {}
    for one in every:
        before = found.get(one.release.id)
        if before is None or one.release.name < before.release.name:
            found[one.release.id] = one
    return sorted(found.values(), key=lambda one: duplicates.place(one.release))


def _grouped(releases: Sequence[Kept], kept: cache.Cache, decided: Decisions) -> list[Group]:
    groups = duplicates.Pairs(releases, kept.sketches, kept.shares, kept.chances).groups()
    return _decided(groups, decided, {one.id: number for number, one in enumerate(releases)}) if decided else groups


def _undone(links: list[Link], decided: Decisions) -> list[Link]:
    """The links without those between releases that a user told apart."""
    two = {frozenset(pair) for pair in decided.pairs("release", "two")}
    return [link for link in links if frozenset((link.a, link.b)) not in two] if two else links


def _decided(groups: Iterable[Group], decided: Decisions, at: Mapping[str, int]) -> list[Group]:
    """The groups as a user decided: pairs that are one joined, the second of two that are two put out."""
    joined: Groups[str] = Groups(decided.pairs("release", "two"))
    pairs = [(a, b, "version") for a, b in decided.pairs("release", "one") if a in at and b in at]
    pairs += [(group.group, record, group.kind) for group in groups for record in group.records[1:]]
    versions: set[str] = set()  # releases of which another version is in their group
    for a, b, kind in pairs:
        if joined.join(a, b) and kind == "version":
            versions.add(b)
    several = sorted((sorted(members, key=at.__getitem__) for members in joined.several()), key=lambda some: at[some[0]])
    return [Group(some[0], "duplicate" if versions.isdisjoint(some) else "version", some) for some in several]
