"""Releases of one event as ``link`` needs them: what a record gives, as JSON keeps it, and the links and clusters made of that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from newsextract.across import events
from newsextract.across.duplicates import Group
from newsextract.across.event_memory import Memory
from newsextract.across.events import EventRelease, Link


def glean(record: Mapping[str, Any]) -> dict[str, Any]:
    """What is needed of a record, as JSON keeps it."""
    return asdict(events.event_release_of(dict(record)))


def links(
    releases: Iterable[dict[str, Any] | None], memory: Memory | None = None, named: Mapping[str, str] | None = None
) -> tuple[list[Link], Memory]:
    """The links between releases of which :func:`glean` gave this, and what to remember for the next time."""
    known = (EventRelease(**{name: _tupled(value) for name, value in one.items()}) for one in releases if one)
    return events.find_again(known, memory, named)


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def clusters(found: Sequence[Link], groups: Sequence[Group], apart: Sequence[tuple[str, str]] = ()) -> list[list[str]]:
    """Releases of one event: those of a group, and those that ``same`` links join; pairs that are ``apart`` never meet."""
    return [list(one.records) for one in events.clusters(found, groups, apart)]
