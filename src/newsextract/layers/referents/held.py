"""Who holds which office in an article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from newsextract.layers.drafts import Referent
from newsextract.layers.referents.posts import Key, Post

#: of so many holders none is plain
_MANY = 3


class Held:
    """The holders of the offices that are written beside a name or as somebody's."""

    def __init__(self) -> None:
        self._by_key: dict[Key, dict[int, Referent]] = {}
        self._by_head: dict[str, dict[int, Referent]] = {}

    def add(self, post: Post, holder: Referent) -> None:
        """Note that somebody holds an office."""
        for head, body in post.keys:
            self._by_key.setdefault((head, body), {})[id(holder)] = holder
            self._by_head.setdefault(head, {})[id(holder)] = holder

    def of(self, post: Post) -> Sequence[Referent]:
        """Those who hold an office; where its body is left out (ปลัดฯ), those who hold one with its head."""
        found: dict[int, Referent] = {}
        for head, body in post.keys:
            known = self._by_head.get(head, {}) if body is None else self._by_key.get((head, body), {})
            found |= dict(islice(known.items(), _MANY))
        return list(found.values())

    def heading(self, head: str) -> Sequence[Referent]:
        """Those who hold an office with a head, of whatever body."""
        return list(islice(self._by_head.get(head, {}).values(), _MANY))


def unnamed(posts: Iterable[tuple[Post, Referent]]) -> list[Referent]:
    """One referent for each office that nobody holds, of the posts with what stands for each."""
    found: dict[Key, Referent] = {}
    for post, one in posts:
        known = found.setdefault(post.keys[0], one)
        if known is not one:
            known.offices += one.offices
    return list(found.values())
