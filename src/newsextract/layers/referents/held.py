"""Who holds which office in an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from newsextract.layers.drafts import Referent
from newsextract.layers.referents.posts import Key, Post

#: of so many holders none is plain
_MANY = 3
#: the code of a country or a province
_CODE = re.compile(r"[a-z]{2}(?:-[0-9a-z]+)?")
#: fewest letters of a body's name that tell it though more of it is written elsewhere (Development Minister)
_TELLING = 5


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
        """Those who hold an office; where its body is left out (ปลัดฯ), those who hold one with its head.

        Of an office that nobody holds by its words, those who hold one of a body with a longer or a shorter name.
        """
        found: dict[int, Referent] = {}
        for head, body in post.keys:
            known = self._by_head.get(head, {}) if body is None else self._by_key.get((head, body), {})
            found |= dict(islice(known.items(), _MANY))
        return list(found.values()) or list({id(one): one for key in post.keys for one in self._nearly(*key)}.values())

    def _nearly(self, head: str, body: str | None) -> list[Referent]:
        """Those who hold an office of a body whose name holds another, or is held by it."""
        several = [(key[1] or "", those) for key, those in self._by_key.items() if key[0] == head]
        return [one for other, those in several if _one_in_other(other, body or "") for one in islice(those.values(), _MANY)]

    def heading(self, head: str) -> Sequence[Referent]:
        """Those who hold an office with a head, of whatever body."""
        return list(islice(self._by_head.get(head, {}).values(), _MANY))


def _one_in_other(one: str, other: str) -> bool:
    """Whether a body's name holds another's, and no more than words: with a country's code it is the same body abroad."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _TELLING and short in long and not _CODE.fullmatch(long.replace(short, ""))


def unnamed(posts: Iterable[tuple[Post, Referent]]) -> list[Referent]:
    """One referent for each office that nobody holds, of the posts with what stands for each."""
    found: dict[Key, Referent] = {}
    for post, one in posts:
        known = found.setdefault(post.keys[0], one)
        if known is not one:
            known.offices += one.offices
    return list(found.values())
