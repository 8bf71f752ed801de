"""Who holds which office in an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from newsextract.layers.drafts import Referent
from newsextract.layers.referents.posts import Key, Post

#: maximum holders listed for an office; only a single one counts as certain
_MAX_HOLDERS = 3
#: the office that one person holds at home
_SOLE = "Prime Minister"
#: ISO code of a country or province
_CODE = re.compile(r"[a-z]{2}(?:-[0-9a-z]+)?")


class OfficeHolders:
    """The known holders of an article's offices."""

    def __init__(self) -> None:
        self._by_key: dict[Key, dict[int, Referent]] = {}
        self._by_head: dict[str, dict[int, Referent]] = {}

    def add(self, post: Post, holder: Referent) -> None:
        """Record that a person holds an office."""
        for head, body in post.keys:
            self._by_key.setdefault((head, body), {})[id(holder)] = holder
            self._by_head.setdefault(head, {})[id(holder)] = holder

    def of(self, post: Post) -> Sequence[Referent]:
        """The holders of an office; if it leaves out the organisation (ปลัดฯ), the holders of any office with its head."""
        found: dict[int, Referent] = {}
        for head, body in post.keys:
            known = self._by_head.get(head, {}) if body is None else self._by_key.get((head, body), {})
            found |= dict(islice((known if body else self._at_home(head, known)).items(), _MAX_HOLDERS))
        return list(found.values())

    def _at_home(self, head: str, holders: dict[int, Referent]) -> dict[int, Referent]:
        """The holders of an office who do not also hold it abroad ("Prime Minister Kaito", the Prime Minister of Japan), else all.

        Of several prime ministers in English, only the one named first: the host.
        """
        if len(holders) < 2:
            return holders
        abroad = [those for (of, body), those in self._by_key.items() if of == head and body and _CODE.fullmatch(body)]
        home = {key: one for key, one in holders.items() if not any(key in those for those in abroad)} or holders
        return dict(islice(home.items(), 1)) if head == _SOLE else home

    def with_head(self, head: str) -> Sequence[Referent]:
        """The holders of offices with a head, in any organisation."""
        return list(islice(self._by_head.get(head, {}).values(), _MAX_HOLDERS))
