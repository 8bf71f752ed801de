"""The other side: whom the main actor talked with, visited, received or signed with; and the countries concerned."""

from __future__ import annotations

import re
from itertools import islice
from operator import attrgetter

from newsextract.layers.drafts import Actor
from newsextract.layers.events.bodies import Body
from newsextract.layers.events.context import Context
from newsextract.layers.events.geography import countries
from newsextract.layers.events.nations import listed, named
from newsextract.layers.events.who import Who
from newsextract.records import EventType, Mention, Part

#: kinds of event that have another side
SIDED = frozenset({"talks", "agreement", "visit", "statement", "meeting", "ceremony"})
#: maximum number of people of the other side
MOST = 4

_TOWARDS = re.compile(
    r"(?:กับ|คารวะ|เข้าพบ|พบปะ|พบ|พบหารือ|ต้อนรับ|หารือ|ระหว่าง|เข้าเยี่ยม|มอบให้|ร่วมกับ|ให้แก่|โทรศัพท์|\bwith|\bcall\s+on|\bcalled\s+on|\bmet|\bwelcomed?|\breceived|\bfrom|\bbetween|\bto)[\s\xa0]*(?:the\s+)?(?P<role>[^\n.]{0,60})$"
)
_PAYS = re.compile(r"เยี่ยมคารวะ|เข้าคารวะ|เข้าพบ|เข้าอำลา|เข้าเยี่ยม|ขอเข้า|paid?\s+(?:a|an|his|her)\s|courtesy\s+call|called\s+on")
#: maximum characters between two people joined by "and", the first one's office included
BESIDE = 130
#: what an organisation of the other side has
_OPPOSITE = frozenset({"with", "between", "list", "from", "opens", "headline", "of"})
_AND = re.compile(r"^[^\n]*(?:และ|\band\s)[\s\xa0]*$")
_STATE_VISIT = re.compile(r"เยือน|[Oo]fficial [Vv]isit|[Ss]tate [Vv]isit|[Ii]ntroductory [Vv]isit")
_ABROAD = re.compile(
    r"เอกอัครราชทูต|ประธานาธิบดี|อุปทูต|[Aa]mbassador|สาธารณรัฐ|ราชอาณาจักร|Republic|Kingdom|ประจำประเทศไทย|H\.E\.|สหประชาชาติ|ญี่ปุ่น|จีน"
)


def counterparts(
    context: Context, kind: EventType, actors: list[Who], everybody: list[Who], taking_part: list[Body]
) -> list[Actor]:
    """The other side of talks, visits and agreements, people first, given the main actors and whom they were chosen from.

    Empty where the event has one side.
    """
    if kind not in SIDED or not actors:
        return []
    main = actors[0]
    others = sorted((who for who in everybody if who.person and who.name != main.name), key=attrgetter("start"))
    sides = [
        Actor(name=who.name, role=who.role, part=_part(context, main, who), at=context.mention(who.start, who.end))
        for who in _facing(context, kind, main, others, taking_part)[:MOST]
    ]
    if kind == "agreement" or (kind == "talks" and not sides):
        sides += _other_bodies(context, kind, main, taking_part)[: MOST - len(sides)]
    return sides or _country(context, kind)


def _facing(context: Context, kind: EventType, main: Who, others: list[Who], taking_part: list[Body]) -> list[Who]:
    """Those of some people, in order of the text, that are the other side."""
    found = [who for who in others if _faces(context, kind, main, who)]
    if kind in {"talks", "agreement", "statement"}:
        found = [who for who in others if who in found or _beside(context, found, who)]
    if kind == "talks":  # talks have another side: with nobody marked as such, the next person of the lead who heads a body
        return found or [who for who in others if context.in_anchor(who.start) and _heads(who, taking_part)][:1]
    return found


def _other_bodies(context: Context, kind: EventType, main: Who, taking_part: list[Body]) -> list[Actor]:
    """The bodies that sign, or talk with the main actor's."""
    part: Part = "signatory" if kind == "agreement" else "participant"
    return [
        Actor(name=body.name, part=part, kind="organisation", at=context.mention(body.start, body.end))
        for body in taking_part
        if not _heads(main, [body]) and body.name != main.name and (kind == "agreement" or body.traits & _OPPOSITE)
    ]


def _country(context: Context, kind: EventType) -> list[Actor]:
    """The first foreign country of the anchor or before it: the other side of talks and of state visits."""
    if kind != "talks" and not (kind == "visit" and _STATE_VISIT.search(context.text, 0, context.anchor[1])):
        return []
    abroad = (c for c in named(context, 0, min(context.anchor[1], context.anchor[0] + 500)) if c.code != "TH")
    found = [context.mention(one.start, one.end) for one in islice(abroad, 1)]
    return [Actor(name=at.text, part="participant", kind="country", at=at) for at in found]


def _faces(context: Context, kind: EventType, main: Who, who: Who) -> bool:
    if not context.lead[0] <= who.start < context.lead[1]:
        return False
    line = context.line(who.start)[0]
    towards = bool(_TOWARDS.search(context.text[max(line, who.start - 90) : who.start]))
    pays = 0 < main.start - who.end < 400 and _PAYS.search(context.text, who.end, main.start) is not None
    abroad = _abroad(context, who)
    if kind == "talks":
        return any((pays, towards, abroad, who.does == "courtesy"))
    if kind == "agreement":
        return abroad or (towards and who.does in {"sign", None, "witness"})
    return pays or (abroad and (towards or kind in {"meeting", "visit"}))


def _heads(who: Who, bodies: list[Body]) -> bool:
    """Whether somebody's office names one of the bodies that take part."""
    role = "".join((who.role or "").split())
    return any("".join(body.name.split()) in role for body in bodies)


def _beside(context: Context, found: list[Who], who: Who) -> bool:
    """Whether somebody is named right after one of the people found, joined by "and"."""
    return any(0 <= who.start - one.end <= BESIDE and _AND.search(context.text[one.end : who.start]) for one in found)


def _abroad(context: Context, who: Who) -> bool:
    """Whether somebody acts for another country: by office, by a country in the office, in a Thai article by a Latin name."""
    role = who.role or ""
    if _ABROAD.search(role) or _ABROAD.search(context.text, who.start, who.end + 60):
        return True
    if context.language == "th" and re.fullmatch(r"[A-Za-z .'’-]+", who.name):
        return True
    return any(one.code != "TH" for one in countries(role, 0, len(role), context.language))


def _part(context: Context, main: Who, who: Who) -> Part:
    return (
        "guest"
        if who.start < main.start
        or _PAYS.search(context.text[main.end : who.start][:200] if who.start > main.end else "") is None
        else "host"
    )


def nations(context: Context, place: str | None, kind: EventType) -> tuple[list[str], list[Mention]]:
    """Codes of the countries that take part: those of lists in the lead, those of both sides, the event's own.

    Examples
    --------
    A list ("กัมพูชา อินโดนีเซีย ลาว …") counts each of its countries.
    """
    start, end = context.lead
    found = listed(context, start, end)
    if kind in {"talks", "agreement", "visit"} or found:
        found += named(context, 0, context.body) + named(context, context.anchor[0], min(end, context.anchor[0] + 700))
    codes: dict[str, Mention] = {}
    for one in found:
        codes.setdefault(one.code, context.mention(one.start, one.end))
    if place and codes and place not in codes:
        return [*codes, place], list(codes.values())
    return ([place] if place and not codes else list(codes)), list(codes.values())
