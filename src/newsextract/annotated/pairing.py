"""Which of the regions that came back is which of those that were exported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from newsextract.exports.regions import Region

#: share of the characters of two regions that they have in common when one is the other, moved
_SAME = 0.5


class Change(NamedTuple):
    """A region that was, and what stands instead; None where there was, or is, none."""

    was: Region | None
    now: Region | None

    @property
    def one(self) -> Region:
        """The region as it is now; as it was, where it is gone."""
        found = self.now or self.was
        if found is None:
            raise ValueError("a change is of something")
        return found


def changed(exported: list[Region], returned: list[Region]) -> Iterator[Change]:
    """Pair the regions that differ: first those of the same key, then those that share most of their characters."""
    was, now = _different(exported, returned)
    tests: tuple[Callable[[Region, Region], bool], ...] = (_same_key, _near)
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
    """Those of either side that the other side has not."""
    same: dict[tuple[Any, ...], list[Region]] = defaultdict(list)
    for one in returned:
        same[_face(one)].append(one)
    gone = []
    for one in exported:
        if again := same[_face(one)]:
            again.pop(0)
        else:
            gone.append(one)
    return gone, [one for left in same.values() for one in left]


def _face(one: Region) -> tuple[Any, ...]:
    # an event's own id and a name's form are not what an annotator judges
    return one.layer, one.label, one.start, one.end, None if one.layer in {"event", "cue", "time"} else one.of


def _same_key(one: Region, other: Region) -> bool:
    return bool(one.key) and one.key == other.key


def _near(one: Region, other: Region) -> bool:
    shared = max(0, min(one.end, other.end) - max(one.start, other.start))
    return shared / max(1, max(one.end, other.end) - min(one.start, other.start)) >= _SAME
