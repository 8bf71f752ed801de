"""Who holds which office in an article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from newsextract.layers.drafts import Referent
from newsextract.layers.referents.posts import Key, Post


class Held:
    """The holders of the offices that are written beside a name or as somebody's."""

    def __init__(self) -> None:
        self._by_key: dict[Key, list[Referent]] = {}
        self._by_head: dict[str, list[Referent]] = {}

    def add(self, post: Post, holder: Referent) -> None:
        """Note that somebody holds an office."""
        for head, body in post.keys:
            for known in (self._by_key.setdefault((head, body), []), self._by_head.setdefault(head, [])):
                if not any(one is holder for one in known):
                    known.append(holder)

    def of(self, post: Post) -> Sequence[Referent]:
        """Those who hold an office; where its body is left out (ปลัดฯ), those who hold one with its head."""
        found: list[Referent] = []
        for head, body in post.keys:
            found += self._by_head.get(head, []) if body is None else self._by_key.get((head, body), [])
        return list({id(one): one for one in found}.values())

    def heading(self, head: str) -> Sequence[Referent]:
        """Those who hold an office with a head, of whatever body."""
        return self._by_head.get(head, [])


def unnamed(posts: Iterable[tuple[Post, Referent]]) -> list[Referent]:
    """One referent for each office that nobody holds, of the posts with what stands for each."""
    found: dict[Key, Referent] = {}
    for post, one in posts:
        known = found.setdefault(post.keys[0], one)
        if known is not one:
            known.offices += one.offices
    return list(found.values())
