"""Things counted, and joined step by step into groups, with pairs that must not meet in one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


def by_count(counts: Mapping[str, int]) -> list[str]:
    """What was counted, the most frequent first; of equals the first in order of the alphabet.

    Examples
    --------
    >>> by_count({"b": 1, "a": 1, "c": 2})
    ['c', 'a', 'b']
    """
    return sorted(counts, key=lambda one: (-counts[one], one))


class Groups(Generic[T]):
    """Groups of things; each thing is alone at first.

    Examples
    --------
    >>> groups = Groups([("a", "c")])
    >>> groups.join("a", "b"), groups.join("b", "c"), groups.of("b")
    (True, False, 'a')
    """

    def __init__(self, apart: Iterable[tuple[T, T]] = ()) -> None:
        self._parent: dict[T, T] = {}
        self._members: dict[T, list[T]] = {}
        self._apart: dict[T, set[T]] = defaultdict(set)
        for a, b in apart:
            self._apart[a].add(b)
            self._apart[b].add(a)

    def of(self, one: T) -> T:
        """The thing that stands for a group: of those joined, the first argument of the first join."""
        while (parent := self._parent.get(one, one)) != one:
            self._parent[one] = one = self._parent.get(parent, parent)
        return one

    def members(self, one: T) -> list[T]:
        """The things of a group."""
        root = self.of(one)
        return self._members.get(root, [root])

    def join(self, a: T, b: T) -> bool:
        """Make one group of two; False where a pair in it must stay apart."""
        one, other = self.of(a), self.of(b)
        if one == other:
            return True
        if self._apart and any(self.of(foe) == other for each in self.members(one) for foe in self._apart.get(each, ())):
            return False
        self._members.setdefault(one, [one]).extend(self._members.pop(other, [other]))
        self._parent[other] = one
        return True

    def several(self) -> list[list[T]]:
        """The groups of more than one."""
        return list(self._members.values())
