"""Rules on the parts that the models chose: who gives or issues is no recipient, and who takes no part in another event."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from newsextract.layers.events.participant_features import Span, search_span
from newsextract.layers.events.parties import Parties, Spot, classes
from newsextract.records import Part

#: parts of those who bring an event about
ACTORS = frozenset[Part]({"agent", "organiser", "host", "chair"})
#: what stands right before the giver of a thing and before the issuer of a rule; เกียรติจาก, เนื่องจาก and the like have no giver
_GIVEN = re.compile(r"(?<!เกียรติ)(?<!อำนาจ)(?<!เนื่อง)(?<!หลัง)(?<!นอก)จาก[ \xa0]*(?:ผู้แทน|คณะ|กลุ่ม)?\Z")
_RULE = re.compile(r"(?<!ร่าง)(?:ประกาศ|ระเบียบ|คำสั่ง|ข้อบังคับ)[ \xa0]?")
#: what may stand between a subject and its verb; verbs whose subject is not the one who acts
_AUXILIARY = re.compile(r"(?:[\sฯ)]|(?:พร้อม(?:ด้วย)?|และ)คณะ|จึง|ก็|ได้|ยัง|จะ|มีกำหนด|มี|ร่วมกัน|ร่วม|ต้อง|เคย)*")
_PASSIVE = re.compile(r"ได้รับ|ให้ดำรง")
#: a speaker who acts together with the one named next (ผมและ…)
_WITH_ME = re.compile(r"(?:ผม|ตน|ข้าพเจ้า)(?:เอง)?[ ]?(?:และ|กับ|พร้อม)[^\n]{0,40}\Z")
#: characters before a mention in which these words are looked for
_REACH = 60


class Taking(NamedTuple):
    """One who takes part in another event: the mention nearest to it, and the part."""

    spot: Spot
    part: Part


def no_recipient(parties: Parties, spot: Spot, chance: Mapping[str, float]) -> Mapping[str, float]:
    """The probabilities of the parts, without that of the recipient for one who gives a thing or issues a rule."""
    gives = _GIVEN.search(parties.context.text, max(0, spot.start - _REACH), spot.start)
    return {**chance, "recipient": 0.0} if gives or _is_issuer(parties, spot) else chance


def is_publication(parties: Parties, party: int) -> bool:
    """Whether a candidate is a publication such as the Royal Gazette, which takes no part in what it publishes."""
    return any(pattern.search(name) for _, pattern in classes("thing") for name in parties.referents[party].names)


def issuer_first(parties: Parties, first: int) -> int:
    """Index of the main actor: the issuer of a rule rather than the publication that prints it."""
    if not is_publication(parties, parties.main_candidates[first]):
        return first
    issuers = (k for k, party in enumerate(parties.main_candidates) if _is_issuer(parties, parties.key_spots[party]))
    return next(issuers, first)


def _is_issuer(parties: Parties, spot: Spot) -> bool:
    """Whether a mention names the body right behind the word for its rule (ประกาศกรม…)."""
    rules = _RULE.finditer(parties.context.text, max(0, spot.start - _REACH), spot.start)
    return parties.referents[spot.party].type == "ORGANIZATION" and any(rule.end() == spot.start for rule in rules)


def take_part(parties: Parties, at: Span, taking: Sequence[Taking]) -> list[bool]:
    """Whether each of those chosen for another event takes part in it.

    Parameters
    ----------
    at
        The span that names or tells the event.
    """
    if _happens_by_itself(parties, at):
        return [one.part not in ACTORS for one in taking]
    opening = _RULE.match(parties.context.text, at[0], at[1])
    issuers = [one for one in taking if opening and opening.end() == one.spot.start and _is_issuer(parties, one.spot)]
    return [not _is_out(parties, at, one, taking, issuers) for one in taking]


def _happens_by_itself(parties: Parties, at: Span) -> bool:
    """Whether the words of an event tell a natural happening or an accident (เกิดแผ่นดินไหว) and nothing that anyone does."""
    events = dict(classes("event"))
    text = parties.context.text[at[0] : at[1]]
    return events["happening"].match(text) is not None and not events["deed"].search(text)


def _is_out(parties: Parties, at: Span, one: Taking, taking: Sequence[Taking], issuers: Sequence[Taking]) -> bool:
    """Whether one is a publication, acts beside the issuer of the rule that an event's words name, or has been replaced."""
    if is_publication(parties, one.spot.party) or (issuers and one not in issuers and one.part == "agent"):
        return True
    return _is_replaced(parties, at, one, taking)


def _is_replaced(parties: Parties, at: Span, one: Taking, taking: Sequence[Taking]) -> bool:
    """Whether somebody acts who is named far away, while the subject right before the event's words has the same part."""
    start, end = search_span(parties.context, at)
    if one.part not in ACTORS or start <= one.spot.start < end or _PASSIVE.match(parties.context.text, at[0]):
        return False
    return any(other.part == one.part and _is_subject(parties, at, other.spot) for other in taking)


def _is_subject(parties: Parties, at: Span, spot: Spot) -> bool:
    """Whether a mention, no body inside an office (รมว.ทส.), stands right before an event's words, and no speaker joins it."""
    text = parties.context.text
    if spot.in_office or text[spot.start - 1 : spot.start] == "." or spot.end > at[0] or is_publication(parties, spot.party):
        return False
    if not _AUXILIARY.fullmatch(text, min(spot.reach, at[0]), at[0]):
        return False
    return not _WITH_ME.search(text, max(0, spot.start - _REACH), spot.start)
