"""Which people are one though their names are written differently: a part alone, a slip, another alphabet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache

from newsextract.data import read_csv
from newsextract.layers.drafts import Referent
from newsextract.layers.referents.same import MOST, Pair, changes
from newsextract.thai import people_names
from newsextract.thai.romanise import romanise

#: letters of a name that stands alone, at least
_FEW = 3
#: two spellings of one name share so much of their letters
_SOUNDS = 0.7


def pairs(referents: Sequence[Referent]) -> Iterator[Pair]:
    """People who are one, and by which rule."""
    those = [one for one in referents if one.type == "PERSON" and one.mentions]
    if len(those) <= MOST:
        yield from _known(those)
        yield from _persons(those)
        yield from _spelt(those)


@cache
def _known_by() -> dict[str, dict[str, str]]:
    """What people are called (บิ๊กตู่) and words of royal names, each with the person's key; by how they match."""
    found: dict[str, dict[str, str]] = {"alias": {}, "contains": {}}
    for row in read_csv("across/people.csv"):
        if row["match"] in found and not row["from"] and not row["until"]:
            found[row["match"]] |= dict.fromkeys(row["words"].replace(" ", "").split("|"), row["person"])
            found["alias"] |= {row["th"].replace(" ", ""): row["person"]} if row["match"] == "alias" else {}
    return found


def _known(those: Sequence[Referent]) -> Iterator[Pair]:
    """People whom a nickname or a royal name says, or the same name but for a word of respect."""
    first: dict[str, Referent] = {}
    for one in those:
        forms = [re.sub(r"\s", "", form) for form in (*(m.text for m in one.mentions), *one.names)]
        keys = [_known_by()["alias"].get(form) for form in forms]
        keys += [key for words, key in _known_by()["contains"].items() if any(words in form for form in forms)]
        for key in filter(None, dict.fromkeys([*keys, _bare(one.names[0] if one.names else forms[0])])):
            known = first.setdefault(key, one)
            if known is not one:
                yield known, one, "known"


def _persons(those: Sequence[Referent]) -> Iterator[Pair]:
    """Full names of which one part is the same and the other all but the same."""
    full = [(one, _bare(name).split()) for one in those for name in one.names[:1]]
    yield from _by_part(full)
    yield from _by_last(full)
    for k, (one, name) in enumerate(full):
        for other, theirs in full[k + 1 :]:
            titles = {x.person.title for x in (one, other) if x.person and x.person.title}
            if len(titles) < 2 and len(name) == len(theirs) == 2 and _one_slip(name, theirs):
                yield one, other, "person slip"


def _bare(name: str) -> str:
    """A name without the word of respect before it."""
    return name.removeprefix("เจ้าประคุณ").removeprefix("ท่าน")


def _by_part(named: Sequence[tuple[Referent, list[str]]]) -> Iterator[Pair]:
    """A part of a name alone and the only full one that it is of, slips aside; where several are, the one with the same title."""
    full: dict[str, list[tuple[Referent, list[str]]]] = defaultdict(list)
    for one, name in named:
        for part in {*name} if len(name) > 1 else ():
            full[part].append((one, name))
    for one, name in named:
        if len(name) != 1 or len(name[0]) < _FEW + (not _titled(one)):
            continue
        wholes = full.get(name[0], [])
        if len(wholes) > 1 and (title := _titled(one)):
            wholes = [(other, theirs) for other, theirs in wholes if _titled(other).endswith(title)]
        if wholes and all(len(theirs) == 2 and _one_slip(wholes[0][1], theirs) for _, theirs in wholes[1:]):
            yield wholes[0][0], one, "part of a name"


def _titled(one: Referent) -> str:
    return (one.person and one.person.title) or ""


def _by_last(named: Sequence[tuple[Referent, list[str]]]) -> Iterator[Pair]:
    """Names in Latin letters that end alike: with the same two words, or one with more words between (Samdech Techo HUN SEN)."""
    first: dict[str, tuple[Referent, list[str]]] = {}
    for one, name in named:
        if len(name) > 1 and name[-1].isascii():
            words = [part.casefold() for part in name]
            for key in (" ".join(words[-2:]), f"{words[0]} … {words[-1]}"):
                known, others = first.setdefault(key, (one, words))
                within = {*words} <= {*others} or {*others} <= {*words}
                if known is not one and ("…" not in key or within):
                    yield known, one, "last names"


def _one_slip(name: list[str], other: list[str]) -> bool:
    """Whether one of two parts of a name is the same, and the other has a slip."""
    if name[-1].isdigit():  # Rama 4, Rama 7
        return False
    return any(name[i] == other[i] and len(name[i]) > 3 and changes(name[1 - i], other[1 - i]) <= 2 for i in (0, 1))


def _spelt(those: Sequence[Referent]) -> Iterator[Pair]:
    """A person's Thai name, and the one in Latin letters that sounds most like it."""
    named = [(one, name) for one in those for name in one.names[:1] if " " in name]
    thai = [(one, latin) for one, name in named if not name.isascii() and (latin := _in_latin(name))]
    for other, name in named if thai else ():
        if name.isascii():
            closest, one = max((_alike(latin, name), k) for k, (_, latin) in enumerate(thai))
            if closest >= _SOUNDS:
                yield thai[one][0], other, "spelt"


def _in_latin(name: str) -> str | None:
    """A Thai name in Latin letters: as the shipped table has it, else as it sounds."""
    return people_names.load().english.get(people_names.key(name)) or romanise(name)


def _alike(first: str, then: str) -> float:
    a, b = (re.sub(r"[^a-z]", "", name.casefold()) for name in (first, then))
    return SequenceMatcher(None, a, b, autojunk=False).ratio()
