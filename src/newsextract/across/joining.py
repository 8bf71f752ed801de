"""Sorting by count, and joining into groups (union-find) with pairs that must stay apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


def by_count(counts: Mapping[str, int]) -> list[str]:
    """The keys by count, most frequent first, ties in alphabetical order.

    Examples
    --------
    >>> by_count({"b": 1, "a": 1, "c": 2})
    ['c', 'a', 'b']
    """
    return sorted(counts, key=lambda one: (-counts[one], one))


class Groups(Generic[T]):
    """Disjoint groups of items (union-find), of which the pairs ``apart`` are never joined; each item is alone at first.

    Examples
    --------
    >>> groups = Groups([("a", "c")])
    >>> groups.join("a", "b"), groups.join("b", "c"), groups.root("b")
    (True, False, 'a')
    """

    def __init__(self, apart: Iterable[tuple[T, T]] = ()) -> None:
        self._parent: dict[T, T] = {}
        self._members: dict[T, list[T]] = {}
        self._apart: dict[T, set[T]] = defaultdict(set)
        for a, b in apart:
            self._apart[a].add(b)
            self._apart[b].add(a)

    def root(self, one: T) -> T:
        """The representative of an item's group; a join keeps that of its first argument."""
        while (parent := self._parent.get(one, one)) != one:
            self._parent[one] = one = self._parent.get(parent, parent)
        return one

    def members(self, one: T) -> list[T]:
        """The items in an item's group."""
        top = self.root(one)
        return self._members.get(top, [top])

    def join(self, a: T, b: T) -> bool:
        """Join two groups; return False if a pair between them must stay apart."""
        one, other = self.root(a), self.root(b)
        if one == other:
            return True
        if self._apart and any(self.root(foe) == other for each in self.members(one) for foe in self._apart.get(each, ())):
            return False
        self._members.setdefault(one, [one]).extend(self._members.pop(other, [other]))
        self._parent[other] = one
        return True

    def larger_groups(self) -> list[list[T]]:
        """The groups of more than one item."""
        return list(self._members.values())
