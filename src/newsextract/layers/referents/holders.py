"""Who holds which office in an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from newsextract.layers.drafts import Referent
from newsextract.layers.referents.posts import STATE, Key, Post

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
        self._home: set[Key] = set()

    def add(self, post: Post, holder: Referent) -> None:
        """Record that a person holds an office."""
        for head, body in post.keys:
            self._by_key.setdefault((head, body), {})[id(holder)] = holder
            self._by_head.setdefault(head, {})[id(holder)] = holder

    def of(self, post: Post) -> Sequence[Referent]:
        """The holders of an office; if it leaves out the organisation (ปลัดฯ), the holders of any office with its head.

        If nobody holds it under this name, the holders of the office in an organisation with a longer or a shorter name, else
        the one whose given name stands in its place (รมช.สมศรี).
        """
        found: dict[int, Referent] = {}
        for head, body in post.keys:
            known = self._by_head.get(head, {}) if body is None else self._by_key.get((head, body), {})
            home = known if STATE.match(body or "") else self._at_home(head, body or "", known)
            found |= dict(islice(home.items(), _MAX_HOLDERS))
        found = found or {id(one): one for key in post.keys for one in self._in_similar_body(*key)}
        return list((found or self._abroad(post) or self._by_given_name(*post.keys[-1])).values())

    def _abroad(self, post: Post) -> dict[int, Referent]:
        """The only holder of an office abroad, if its country or its field is not named ("the Foreign Minister" of a visit).

        None if the office of Thailand is also named without its holder.
        """
        head, body = post.keys[0]
        if len(post.keys) > 1 or post.keys[0] in self._home or body is None or head == _SOLE:
            return {}
        same = [those for (of, there), those in self._by_key.items() if of == head and _is_abroad(body, there or "")]
        found = {id(one): one for those in same for one in those.values()}
        return found if len(found) == 1 else {}

    def read_unheld(self, free: Sequence[Post]) -> None:
        """Learn from the offices that nobody named beside them holds which are Thailand's, and whose country a holder's is.

        A country's only office (the Korean President) is that of the only holder without a country (President Kaito).
        """
        self._home.update(post.keys[0] for post in free if post.home)
        states: dict[str, set[str]] = {}
        for head, body in (key for post in free for key in post.keys):
            if body and STATE.fullmatch(body) and (head, body) not in self._by_key:
                states.setdefault(head, set()).add(body)
        for head, those in states.items():
            holders = self._by_key.get((head, None), {})
            if len(those) == 1 and len(holders) == len(self._by_head.get(head, {})) == 1:
                self._by_key[head, those.pop()] = holders

    def _at_home(self, head: str, field: str, holders: dict[int, Referent]) -> dict[int, Referent]:
        """The holders of an office who do not also hold it abroad ("Prime Minister Kaito", the Prime Minister of Japan), else all.

        Of several prime ministers in English, only the one named first: the host.
        """
        if len(holders) < 2:
            return holders
        abroad = [those for (of, body), those in self._by_key.items() if of == head and _is_abroad(field, body or "")]
        home = {key: one for key, one in holders.items() if not any(key in those for those in abroad)} or holders
        return dict(islice(home.items(), 1)) if head == _SOLE else home

    def _in_similar_body(self, head: str, body: str | None) -> list[Referent]:
        """Holders of the office in an organisation whose name contains the given one or is contained in it."""
        several = [(key[1] or "", those) for key, those in self._by_key.items() if key[0].removesuffix(_POLITICAL) == head]
        return [one for other, those in several if _nested(other, body or "") for one in islice(those.values(), _MAX_HOLDERS)]

    def _by_given_name(self, head: str, given: str | None) -> dict[int, Referent]:
        """Holders of an office with a head who have a given name."""
        known = self._by_head.get(head, {}) if given else {}
        return {key: one for key, one in known.items() if any(name.split(" ")[0] == given for name in one.names)}

    def with_head(self, head: str) -> Sequence[Referent]:
        """The holders of offices with a head, in any organisation."""
        return list(islice(self._by_head.get(head, {}).values(), _MAX_HOLDERS))


def _nested(one: str, other: str) -> bool:
    """Whether one organisation's name contains the other; not if they differ by a country code (the office abroad)."""
    short, long = sorted((one, other), key=len)
    if ":" in long and short.partition(":")[0] != long.partition(":")[0]:
        return False
    return len(short) >= _MIN_LETTERS and short in long and not _CODE.fullmatch(long.replace(short, ""))


def _is_abroad(body: str, there: str) -> bool:
    """Whether the second of two bodies of offices is a state, or one with a field, and the first leaves out the state or the field."""
    state, _, field = there.partition(":")
    if not STATE.fullmatch(state):
        return False
    return (body == state and field != "") or (field.startswith(body) if len(body) >= _MIN_LETTERS else body == field)
