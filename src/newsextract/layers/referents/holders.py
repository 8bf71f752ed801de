"""Who holds which office in an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from newsextract.layers.drafts import Referent
from newsextract.layers.referents.posts import Key, Post

#: maximum holders listed for an office; only a single one counts as certain
_MAX_HOLDERS = 3
#: the division of a spokesperson, which is left out where it is plain
_POLITICAL = "ฝ่ายการเมือง"
#: the office that one person holds at home
_SOLE = "Prime Minister"
#: ISO code of a country or province
_CODE = re.compile(r"[a-z]{2}(?:-[0-9a-z]+)?")
#: minimum letters of an organisation's name that may be part of a longer one (Development Minister)
_MIN_LETTERS = 5


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
        """The holders of an office; if it leaves out the organisation (ปลัดฯ), the holders of any office with its head.

        If nobody holds it under this name, the holders of the office in an organisation with a longer or a shorter name.
        """
        found: dict[int, Referent] = {}
        for head, body in post.keys:
            known = self._by_head.get(head, {}) if body is None else self._by_key.get((head, body), {})
            found |= dict(islice((known if body else self._at_home(head, known)).items(), _MAX_HOLDERS))
        return list(found.values()) or list({id(one): one for key in post.keys for one in self._in_similar_body(*key)}.values())

    def _at_home(self, head: str, holders: dict[int, Referent]) -> dict[int, Referent]:
        """The holders of an office who do not also hold it abroad ("Prime Minister Kaito", the Prime Minister of Japan), else all.

        Of several prime ministers in English, only the one named first: the host.
        """
        if len(holders) < 2:
            return holders
        abroad = [those for (of, body), those in self._by_key.items() if of == head and body and _CODE.fullmatch(body)]
        home = {key: one for key, one in holders.items() if not any(key in those for those in abroad)} or holders
        return dict(islice(home.items(), 1)) if head == _SOLE else home

    def _in_similar_body(self, head: str, body: str | None) -> list[Referent]:
        """Holders of the office in an organisation whose name contains the given one or is contained in it."""
        several = [(key[1] or "", those) for key, those in self._by_key.items() if key[0].removesuffix(_POLITICAL) == head]
        return [one for other, those in several if _nested(other, body or "") for one in islice(those.values(), _MAX_HOLDERS)]

    def with_head(self, head: str) -> Sequence[Referent]:
        """The holders of offices with a head, in any organisation."""
        return list(islice(self._by_head.get(head, {}).values(), _MAX_HOLDERS))


def _nested(one: str, other: str) -> bool:
    """Whether one organisation's name contains the other; not if they differ by a country code (the office abroad)."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _MIN_LETTERS and short in long and not _CODE.fullmatch(long.replace(short, ""))
