"""The annotated regions of a record, from any tool, paired with the exported ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from newsextract.desk.targets import MIN_OVERLAP, overlap
from newsextract.exports.regions import Region


@dataclass(frozen=True, slots=True)
class Returned:
    """One annotator's work on one record."""

    where: str  # the file and the place in it, for messages
    record: str  # the record's id
    text: str  # that was annotated
    who: str
    when: str  # as ISO 8601
    #: Offsets are in code points. ``key`` is that of the exported region if the tool kept it, else empty or the tool's own.
    #: ``owner`` is a name's entity, a statement's speaker, or the event of a value or participant (None: the main event); with
    #: ``@`` before it, it is the key of another region.
    regions: list[Region]


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
    tests: tuple[Callable[[Region, Region], bool], ...] = (
        lambda one, other: bool(one.key) and one.key == other.key,
        lambda one, other: overlap(one, other) >= MIN_OVERLAP,
    )
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
