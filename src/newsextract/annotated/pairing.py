"""Pair the returned regions with the exported ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from newsextract.exports.regions import Region

#: minimum overlap of a region and its moved version: shared characters / characters from the first to the last
_MIN_OVERLAP = 0.5


class Change(NamedTuple):
    """A region before and after the annotation; None if there was, or is, none."""

    was: Region | None
    now: Region | None

    @property
    def region(self) -> Region:
        """The region after the annotation, or before it if it was removed."""
        found = self.now or self.was
        if found is None:
            raise ValueError("a change is of something")
        return found


def changed(exported: list[Region], returned: list[Region]) -> Iterator[Change]:
    """Pair the regions that differ: first those with the same key, then those that share most of their characters."""
    was, now = _different(exported, returned)
    tests: tuple[Callable[[Region, Region], bool], ...] = (_same_key, _overlaps)
    for test in tests:
        left: list[Region] = []
        for one in was:
            other = next((other for other in now if one.layer == other.layer and test(one, other)), None)
            if other is None:
                left.append(one)
            else:
                now.remove(other)
                yield Change(one, other)
        was = left
    yield from (Change(one, None) for one in was)
    yield from (Change(None, one) for one in now)


def _different(exported: list[Region], returned: list[Region]) -> tuple[list[Region], list[Region]]:
    """The exported regions that were not returned unchanged, and the returned regions that are new or changed."""
    same: dict[tuple[Any, ...], list[Region]] = defaultdict(list)
    for one in returned:
        same[_compared_fields(one)].append(one)
    gone = []
    for one in exported:
        if again := same[_compared_fields(one)]:
            again.pop(0)
        else:
            gone.append(one)
    return gone, [one for left in same.values() for one in left]


def _compared_fields(one: Region) -> tuple[Any, ...]:
    # annotators do not judge the owner in these layers
    return one.layer, one.label, one.start, one.end, None if one.layer in {"event", "cue", "time"} else one.owner


def _same_key(one: Region, other: Region) -> bool:
    return bool(one.key) and one.key == other.key


def _overlaps(one: Region, other: Region) -> bool:
    shared = max(0, min(one.end, other.end) - max(one.start, other.start))
    return shared / max(1, max(one.end, other.end) - min(one.start, other.start)) >= _MIN_OVERLAP
