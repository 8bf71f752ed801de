"""Rules on the parts that the models chose: by the words beside a mention, between two mentions, and of another event."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from newsextract.data import read_csv
from newsextract.layers.events.participant_features import search_span
from newsextract.layers.events.parties import CLASSES, HEADS, Chance, Parties, Span, Spot, best_part, moved, pattern
from newsextract.records import Part

#: characters before a mention in which words are looked for
REACH = 100
#: parts of one who delegates and of the one who comes instead; of one who has partners; those mistaken for a partner's
_DELEGATED = frozenset({"chair", "agent"})
_HAS_PARTNERS = frozenset({"organiser", "agent"})
_MISTAKEN_FOR_PARTNER = ("organiser", "agent", "participant")
#: parts of those who bring an event about
ACTORS = frozenset[Part]({"agent", "organiser", "host", "chair"})
#: a speaker who acts together with the one named next (ผมและ…)
_WITH_ME = re.compile(r"(?:ผม|ตน|ข้าพเจ้า)(?:เอง)?[ ]?(?:และ|กับ|พร้อม)[^\n]{0,40}\Z")
#: what shows whose an event is if it stands at the start of the event's words, right before a body, and the part of that body
_OWN: dict[str, Part] = {"rule": "agent", "meeting": "organiser"}


class Beside(NamedTuple):
    """Words right before and behind a mention of a type, the parts that they exclude, and the part that they show instead.

    ``where`` is the mention: the nearest to the event, which is the key mention for the main event; the same, but for the
    main event only ("main"), or only if that is a deed and not words ("deed"), or for another one only if its own words tell
    that something is received ("receipt"); or any.
    """

    type: str
    where: str
    before: re.Pattern[str]
    behind: re.Pattern[str]
    parts: tuple[str, ...]
    to: str | None

    def stand_at(self, parties: Parties, spot: Spot) -> bool:
        """Whether the words stand beside a mention."""
        text = parties.context.text
        if not self.behind.match(text, spot.reach):
            return False
        return self.before.search(text, max(0, spot.start - REACH), spot.start) is not None


_BESIDE = [
    Beside(
        row["type"],
        row["where"],
        re.compile(row["before"]),
        re.compile(row["behind"]),
        CLASSES if row["from"] == "all" else tuple(row["from"].split()),
        row["to"] or None,
    )
    for row in read_csv("events/beside.csv")
]
#: the rules for those who witness a signing, alone or with those named next
_WITNESS = [rule for rule in _BESIDE if "สักขีพยาน" in rule.behind.pattern]


@cache
def _rules(kind: str, main: bool, deed: bool, receipt: bool) -> tuple[Beside, ...]:
    """The rules for candidates of a type in the main event, which may be a deed, or another one, which may be a receipt."""
    left_out = {"main": not main, "deed": not deed, "receipt": not (main or receipt)}
    return tuple(rule for rule in _BESIDE if rule.type in {"", kind} and not left_out.get(rule.where))


def by_words_beside(
    parties: Parties, spot: Spot, chance: Chance, *, main: bool, deed: bool = False, receipt: bool = False
) -> Chance:
    """The probabilities of a candidate's parts in the main event or another one, by the words beside its mention."""
    for rule in _rules(parties.referents[spot.party].type, main, deed, receipt):
        spots = parties.spots_of[spot.party] if rule.where == "anywhere" else (spot,)
        if any(rule.stand_at(parties, one) for one in spots):
            chance = moved(chance, rule.parts, rule.to)
    return moved(chance, ("recipient",), None) if is_issuer(parties, spot) else chance


def is_witness(parties: Parties, spot: Spot) -> bool:
    """Whether a mention names a person who is said to witness a signing."""
    return parties.referents[spot.party].type == "PERSON" and any(rule.stand_at(parties, spot) for rule in _WITNESS)


def is_issuer(parties: Parties, spot: Spot) -> bool:
    """Whether a mention names the body right behind the word for its rule (ประกาศกรม…)."""
    rules = pattern("event", "rule").finditer(parties.context.text, max(0, spot.start - REACH), spot.start)
    return parties.referents[spot.party].type == "ORGANIZATION" and any(rule.end() == spot.start for rule in rules)


def is_publication(parties: Parties, party: int) -> bool:
    """Whether a candidate is a publication such as the Royal Gazette, which takes no part in what it publishes."""
    return any(pattern("thing", "publication").search(name) for name in parties.referents[party].names)


def partners(
    parties: Parties, within: Span, spots: Sequence[Spot], chances: Sequence[Chance], chosen: Sequence[int]
) -> list[Chance]:
    """The probabilities of the parts, where a body named in a span right behind one that acts and "ร่วมกับ" is its partner."""
    found, index = list(chances), {spot.party: k for k, spot in enumerate(spots)}
    for k in chosen:
        if parties.referents[spots[k].party].type != "ORGANIZATION" or best_part(found[k]) not in _HAS_PARTNERS:
            continue
        near = (one for one in parties.spots_of[spots[k].party] if within[0] <= one.start < within[1])
        for j in _named_behind(parties, near, index, "partner"):
            if best_part(found[j]) in _MISTAKEN_FOR_PARTNER:
                found[j] = moved(found[j], _MISTAKEN_FOR_PARTNER, "partner")
    return found


def deputies(parties: Parties, spots: Sequence[Spot], chances: Sequence[Chance], chosen: Sequence[int]) -> dict[int, int]:
    """Those who only delegate (X มอบหมายให้ Y) and say nothing, each with the one who comes instead.

    Both are persons with the same part: in 34 of 37 annotated events the first takes no part.
    """
    found, index = {}, {spot.party: k for k, spot in enumerate(spots)}
    for k in chosen:
        one = spots[k]
        if parties.referents[one.party].type != "PERSON" or one.party in parties.speakers:
            continue
        for j in _named_behind(parties, (one,), index, "deputy"):
            if j in chosen and best_part(chances[j]) == best_part(chances[k]) and best_part(chances[k]) in _DELEGATED:
                found[k] = j
    return found


def _named_behind(parties: Parties, mentions: Iterable[Spot], index: Mapping[int, int], words: str) -> Iterator[int]:
    """Indices of the other candidates of the same type that are named right behind a mention and some words."""
    for spot in mentions:
        link = pattern("between", words).match(parties.context.text, spot.reach)
        k = bisect_left(parties.starts, link.end()) if link else len(parties.spots)
        if link and k < len(parties.spots) and parties.starts[k] == link.end():
            party = parties.spots[k].party
            same = parties.referents[party].type == parties.referents[spot.party].type
            if same and party != spot.party and party in index:
                yield index[party]


class Taking(NamedTuple):
    """One who takes part in another event: the mention nearest to it, and the part."""

    spot: Spot
    part: Part


def _words(parties: Parties, name: str, start: int, end: int) -> bool:
    """Whether a stretch of the text ends with the words of a class."""
    return pattern("before", name).search(parties.context.text, max(start, end - REACH), end) is not None


def chairs(parties: Parties, at: Span, spot: Spot) -> bool:
    """Whether a person is said to chair the event, right before its words: 16 of 16 annotated are its chair."""
    if parties.referents[spot.party].type != "PERSON" or spot.end > at[0] or _words(parties, "company", 0, spot.start):
        return False
    return pattern("between", "chair").fullmatch(parties.context.text, min(spot.reach, at[0]), at[0]) is not None


def acts(parties: Parties, at: Span, spot: Spot) -> bool:
    """Whether a mention stands right before an event's words as the subject of a finite verb (X จะ…)."""
    text, start = parties.context.text, min(spot.reach, at[0])
    if not pattern("between", "finite").search(text, start, at[0]) or text.startswith("รับ", at[0]):
        return False
    before = text[max(0, spot.start - REACH) : spot.start].rstrip(" ")
    headed = before.endswith(tuple(HEADS)) or _words(parties, "no subject", 0, spot.start)
    return not headed and parties.referents[spot.party].type != "LOCATION" and _is_subject(parties, at, spot)


def take_part(parties: Parties, at: Span, taking: Sequence[Taking]) -> list[bool]:
    """Whether each of those chosen for another event, told at a span, takes part in it."""
    if _happens_by_itself(parties, at):
        return [one.part not in ACTORS for one in taking]
    own = {name: [one for one in taking if _is_own(parties, at, name, one)] for name in _OWN}
    return [not _is_out(parties, at, one, taking, own) for one in taking]


def _happens_by_itself(parties: Parties, at: Span) -> bool:
    """Whether the words of an event tell a natural happening or an accident (เกิดแผ่นดินไหว) and nothing that anyone does."""
    text = parties.context.text[at[0] : at[1]]
    return bool(pattern("event", "happening").match(text) and not pattern("event", "deed").search(text))


def _is_own(parties: Parties, at: Span, name: str, one: Taking) -> bool:
    """Whether an event's words begin with a rule or a meeting and the body whose it is."""
    opening = pattern("event", name).match(parties.context.text, at[0], at[1])
    return bool(opening and opening.end() == one.spot.start and parties.referents[one.spot.party].type == "ORGANIZATION")


def _is_out(parties: Parties, at: Span, one: Taking, taking: Sequence[Taking], own: dict[str, list[Taking]]) -> bool:
    """Whether one is a publication, acts beside the body whose rule or meeting the event is, or has been replaced."""
    if is_publication(parties, one.spot.party):
        return True
    beside = any(own[name] and one not in own[name] and one.part == part for name, part in _OWN.items())
    if beside and not _is_subject(parties, at, one.spot) and not _words(parties, "host", 0, at[0]):
        return True
    return _is_replaced(parties, at, one, taking)


def _is_replaced(parties: Parties, at: Span, one: Taking, taking: Sequence[Taking]) -> bool:
    """Whether one acts who is named far away, while the subject right before the event's words has the part or chairs it."""
    start, end = search_span(parties.context, at)
    passive = pattern("event", "passive").match(parties.context.text, at[0])
    if passive or one.part not in ACTORS or start <= one.spot.start < end:
        return False
    if one.part == "agent" and any(chairs(parties, at, other.spot) for other in taking):
        return True
    return any(other.part == one.part and _is_subject(parties, at, other.spot) for other in taking)


def _is_subject(parties: Parties, at: Span, spot: Spot) -> bool:
    """Whether a mention, no body inside an office (รมว.ทส.), stands right before an event's words, and no speaker joins it."""
    text = parties.context.text
    if spot.in_office or text[spot.start - 1 : spot.start] == "." or spot.end > at[0] or is_publication(parties, spot.party):
        return False
    if not pattern("between", "subject").fullmatch(text, min(spot.reach, at[0]), at[0]):
        return False
    return not _WITH_ME.search(text, max(0, spot.start - REACH), spot.start)
