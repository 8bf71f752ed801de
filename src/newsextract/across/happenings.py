"""The seam to :mod:`newsextract.across.events`, which links releases of one event: without that module there are no links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from newsextract.across.duplicates import Group


class Link(NamedTuple):
    """Two releases whose main event is the same, or related."""

    a: str
    b: str
    kind: str
    probability: float


@cache
def module() -> Any:
    """The module, or None."""
    name = "newsextract.across.events"
    return import_module(name) if find_spec(name) else None


def glean(record: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is needed of a record, as JSON keeps it."""
    return asdict(module().event_release_of(record)) if module() else None


def links(
    releases: Iterable[dict[str, Any] | None], memory: Any = None, named: Mapping[str, str] | None = None
) -> tuple[list[Link], Any]:
    """The links between releases of which :func:`glean` gave this, and what to remember for the next time."""
    if not module():
        return [], None
    known = [module().EventRelease(**{name: _tupled(value) for name, value in one.items()}) for one in releases if one]
    found, memory = module().find_again(known, memory, named)
    return [Link(one.a, one.b, one.kind, one.probability) for one in found], memory


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def clusters(found: Sequence[Link], groups: Sequence[Group], apart: Sequence[tuple[str, str]] = ()) -> list[list[str]]:
    """Releases of one event: those of a group, and those that ``same`` links join; pairs that are ``apart`` never meet."""
    if not module():
        return [group.records for group in groups]
    return [list(one.records) for one in module().clusters(found, groups, apart)]
