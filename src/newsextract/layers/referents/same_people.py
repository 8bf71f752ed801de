"""Coreference of people by name: a part alone, a typo, another script."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache

from newsextract.data import read_csv
from newsextract.layers.drafts import Referent
from newsextract.layers.referents.same import MAX_COMPARED, Pair, changes
from newsextract.thai import people_names
from newsextract.thai.romanise import romanise

#: minimum letters of a name that stands alone
_MIN_LETTERS = 3
#: minimum letters of a first name that may have a typo where it stands alone
_MIN_MISPRINTED = 5
#: minimum similarity of two spellings of one name
_MIN_SIMILARITY = 0.7
#: English names of kings and their houses, by the person's key
_ROYAL_NAMES = {row["person"]: row["en"] for row in read_csv("across/people.csv") if row["match"] == "contains" and row["en"]}


def pairs(referents: Sequence[Referent]) -> Iterator[Pair]:
    """Yield the pairs of referents that are one person."""
    those = [one for one in referents if one.type == "PERSON" and one.mentions]
    if len(those) <= MAX_COMPARED:
        yield from _known(those)
        yield from _persons(those)
        yield from _spelt(those)


@cache
def _known_by() -> dict[str, dict[str, str]]:
    """Nicknames (บิ๊กตู่) and words of royal names, each with the person's key, by how they match."""
    found: dict[str, dict[str, str]] = {"alias": {}, "contains": {}}
    for row in read_csv("across/people.csv"):
        if row["match"] in found and not row["from"] and not row["until"]:
            found[row["match"]] |= dict.fromkeys(row["words"].replace(" ", "").split("|"), row["person"])
            found["alias"] |= {row["th"].replace(" ", ""): row["person"]} if row["match"] == "alias" else {}
    return found


def royal_name(name: str) -> str | None:
    """The English name of the king or member of a royal house whose Thai name is part of a name; None if not exactly one is.

    Examples
    --------
    >>> royal_name("พระบาทสมเด็จพระจุลจอมเกล้าเจ้าอยู่หัว"), royal_name("สมชาย ใจดี")
    ('King Chulalongkorn', None)
    """
    written = re.sub(r"\s", "", name)
    found = {key for words, key in _known_by()["contains"].items() if words in written}
    return _ROYAL_NAMES.get(found.pop()) if len(found) == 1 else None


def _known(those: Sequence[Referent]) -> Iterator[Pair]:
    """People with the same nickname or royal name, or with the same name apart from an honorific."""
    first: dict[str, Referent] = {}
    for one in those:
        forms = [re.sub(r"\s", "", form) for form in (*(m.text for m in one.mentions), *one.names)]
        keys = [_known_by()["alias"].get(form) for form in forms]
        keys += [key for words, key in _known_by()["contains"].items() if any(words in form for form in forms)]
        for key in filter(None, dict.fromkeys([*keys, _bare(one.names[0] if one.names else forms[0])])):
            known = first.setdefault(key, one)
            if known is not one:
                yield known, one


def _persons(those: Sequence[Referent]) -> Iterator[Pair]:
    """Names that share a part: a part alone, the last names, or full names with a typo in the other part."""
    full = [(one, _bare(name).casefold().split()) for one in those for name in one.names[:1]]
    yield from _by_part(full)
    yield from _by_last(full)
    for k, (one, name) in enumerate(full):
        for other, theirs in full[k + 1 :]:
            titles = {x.title for x in (one, other) if x.title}
            if len(titles) < 2 and len(name) == len(theirs) == 2 and _one_slip(name, theirs):
                yield one, other


def _bare(name: str) -> str:
    """A name without the honorific before it."""
    return name.removeprefix("เจ้าประคุณ").removeprefix("ท่าน")


def _by_part(named: Sequence[tuple[Referent, list[str]]]) -> Iterator[Pair]:
    """A part of a name alone, and the only full name it is part of, typos aside; of several, the nearest of its title."""
    full: dict[str, list[tuple[Referent, list[str]]]] = defaultdict(list)
    for one, name in named:
        for part in {*name} if len(name) > 1 else ():
            full[part].append((one, name))
    for one, name in named:
        if len(name) != 1 or len(name[0]) < _MIN_LETTERS + (not _title(one)):
            continue
        wholes = _nearest(full.get(name[0]) or _misprinted(name[0], full), one)
        if wholes and all(len(theirs) == 2 and _one_slip(wholes[0][1], theirs) for _, theirs in wholes[1:]):
            yield wholes[0][0], one


def _nearest(wholes: list[tuple[Referent, list[str]]], one: Referent) -> list[tuple[Referent, list[str]]]:
    """Of several full names, the nearest of the title that stands with a part alone; all if it has none."""
    title = _title(one)
    if len(wholes) < 2 or not title:
        return wholes
    titled = [whole for whole in wholes if _title(whole[0]).endswith(title)]
    return sorted(titled, key=lambda whole: _distance(whole[0], one.first))[:1]


def _misprinted(first: str, full: Mapping[str, list[tuple[Referent, list[str]]]]) -> list[tuple[Referent, list[str]]]:
    """The full name whose first name differs from a first name alone by one letter, if there is exactly one."""
    alike = [part for part in full if len(part) >= _MIN_MISPRINTED and part[0] == first[0] and changes(first, part) == 1]
    wholes = [whole for part in alike for whole in full[part] if whole[1][0] == part]
    return wholes if len(wholes) == 1 else []


def _distance(one: Referent, at: int) -> tuple[bool, int]:
    """Sort key of how far before an offset a person is mentioned; those only mentioned after it come last."""
    before = [m.start for m in one.mentions if m.start < at]
    return not before, at - max(before) if before else one.first


def _title(one: Referent) -> str:
    return one.title or ""


def _by_last(named: Sequence[tuple[Referent, list[str]]]) -> Iterator[Pair]:
    """Names of which one has all words of the other and begins like it, and names in Latin letters with the same last two words."""
    first: dict[str, tuple[Referent, list[str]]] = {}
    for one, name in named:
        if len(name) > 1:
            latin = (" ".join(name[-2:]), f"{name[0]} … {name[-1]}") if name[-1].isascii() else ()
            for key in (*latin, f"{name[0]} {name[1]} …"):
                known, others = first.setdefault(key, (one, name))
                within = {*name} <= {*others} or {*others} <= {*name}
                if known is not one and ("…" not in key or within):
                    yield known, one


def _one_slip(name: list[str], other: list[str]) -> bool:
    """Whether one of the two parts of a name is equal and the other has a typo."""
    if name[-1].isdigit():  # Rama 4, Rama 7
        return False
    return any(name[i] == other[i] and len(name[i]) > 3 and changes(name[1 - i], other[1 - i]) <= 2 for i in (0, 1))


def _spelt(those: Sequence[Referent]) -> Iterator[Pair]:
    """A name in Latin letters, and the Thai name that sounds most like it."""
    named = [(one, name) for one in those for name in one.names[:1] if " " in name]
    thai = [(one, latin) for one, name in named if not name.isascii() and (latin := _in_latin(name))]
    for other, name in named if thai else ():
        if name.isascii():
            closest, one = max((_similarity(latin, name), k) for k, (_, latin) in enumerate(thai))
            if closest >= _MIN_SIMILARITY:
                yield thai[one][0], other


def _in_latin(name: str) -> str | None:
    """A Thai name in Latin letters, from the shipped table or else romanised."""
    return people_names.load().english.get(people_names.key(name)) or romanise(name)


def _similarity(first: str, then: str) -> float:
    a, b = (re.sub(r"[^a-z]", "", name.casefold()) for name in (first, then))
    return SequenceMatcher(None, a, b, autojunk=False).ratio()
