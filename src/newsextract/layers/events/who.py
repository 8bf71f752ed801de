"""Who did it: the main actors of the lead, with the part they play."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from newsextract.data import read_csv
from newsextract.layers.drafts import Actor, Person
from newsextract.layers.events.bodies import Body, bodies
from newsextract.layers.events.context import Context, Spot
from newsextract.layers.events.rank import holding, model
from newsextract.layers.events.words import cues_of
from newsextract.records import EventType, Part

#: people looked at; how far after a name its verb may stand; the least probability of a further actor
CANDIDATES, VERB_ROOM, FURTHER = 9, 280, 0.12

_BEFORE = {
    "company": re.compile(r"(?:พร้อมด้วย|พร้อม|โดยมี|ประกอบด้วย|และ|,|\band|\bwith|อาทิ|ได้แก่)\s*$"),
    "with": re.compile(r"(?:กับ|ร่วมกับ|คารวะ|พบ|ต้อนรับ|หารือ|\bwith|\bon|\bmet)\s*$"),
    "by": re.compile(r"(?:โดย|นำโดย|\bby)\s*$"),
    "of": re.compile(r"(?:ของ|ให้|แก่|ต่อ|จาก|\bof|\bto|\bfrom|ถึง)\s*$"),
    "between": re.compile(r"(?:ระหว่าง|\bbetween)\s*$"),
    "assigned": re.compile(r"(?:มอบหมายให้|มอบหมาย)\s*$"),
    "that": re.compile(r"(?:ว่า|\bthat)\s*$"),
}
_ROLES = {
    "spokes": re.compile(r"โฆษก|[Ss]pokes"),
    "pm": re.compile(r"^(?:นายกรัฐมนตรี|Prime Minister)"),
    "minister": re.compile(r"^(?:รอง)?(?:นายกรัฐมนตรี|รัฐมนตรี|รมว|รมช)|^(?:Deputy )?(?:Prime )?Minister"),
    "head": re.compile(r"^(?:ปลัด|อธิบดี|เลขาธิการ|ผู้อำนวยการ|ผู้ว่าราชการ|Permanent|Director|Governor)"),
    "foreign": re.compile(r"เอกอัครราชทูต|ประธานาธิบดี|[Aa]mbassador|สาธารณรัฐ"),
}
_DOES: dict[str, Part] = {
    "chair": "chair",
    "chair_meeting": "chair",
    "preside_ceremony": "chair",
    "say": "speaker",
    "press": "speaker",
    "speech": "speaker",
    "sign": "signatory",
    "courtesy": "guest",
}


@dataclass(frozen=True, slots=True)
class Who:
    """A candidate: a person or a body, where it is first named in the lead, and what it does there."""

    name: str
    kind: Literal["person", "organisation", "office"]
    start: int
    end: int
    does: str | None
    person: Person | None = None
    body: Body | None = None

    @property
    def role(self) -> str | None:
        """A person's office."""
        return self.person.role if self.person else None


def candidates(context: Context) -> list[Who]:
    """The people and bodies of the lead, each once, in order of people, bodies, offices."""
    return context.once("who", lambda: _candidates(context))


def _candidates(context: Context) -> list[Who]:
    start, end = context.lead
    found: list[Who] = []
    seen: set[int] = set()
    spots = [s for s in context.spots if start <= s.start < end + 300]
    for spot in _at_anchor_first(spots, context.anchor):
        if id(spot.person) not in seen and len(seen) < CANDIDATES:
            seen.add(id(spot.person))
            found.append(Who(spot.person.name, "person", spot.start, spot.end, _does(context, spot), spot.person))
    found += [
        Who(b.name, "organisation", b.start, b.end, _verb(context, b.end, b.end + 120), None, b) for b in bodies(context)[:7]
    ]
    if not seen:
        office = _office(context)
        found += [office] if office else []
    return found


def _at_anchor_first(spots: list[Spot], anchor: tuple[int, int]) -> list[Spot]:
    return sorted(spots, key=lambda spot: not anchor[0] <= spot.start < anchor[1])


def _does(context: Context, spot: Spot) -> str | None:
    """The first cue after a name and before the next name that is not in its company."""
    stop = spot.end + VERB_ROOM
    for other in context.spots:
        if other.start > spot.end + 2 and not _BEFORE["company"].search(context.text[max(0, other.start - 14) : other.start]):
            stop = min(stop, other.start)
            break
    return _verb(context, spot.end, stop)


#: cues that say what somebody does
_ACTS = frozenset(next(row["words"].split() for row in read_csv("events/words.csv") if row["class"] == "act"))


def _verb(context: Context, start: int, end: int) -> str | None:
    """The first act in a stretch of one line."""
    end = min(end, context.line(start)[1])
    acts = context.once("acts", lambda: _acts(context))
    for at, _, name, stop in acts[bisect_left(acts, (start,)) :]:
        if at >= end:
            break
        if stop <= end:
            return name
    return None


def _acts(context: Context) -> list[tuple[int, int, str, int]]:
    """Every act that the lead and a little more name, in order, the longest first where two begin together."""
    end = min(len(context.text), context.lead[1] + 700)
    return [
        (at, less, name, at - less)
        for at, less, name in cues_of(context)
        if at >= context.body and at - less <= end and name in _ACTS
    ]


_OFFICE = re.compile(
    r"(?:รอง)?(?:นายกรัฐมนตรี|นายกฯ|รัฐมนตรี\S{0,60}|ปลัดกระทรวง\S{0,50}|อธิบดี\S{0,40}|โฆษก\S{0,40}|รมว\.\s?\S{1,20}|รมช\.\s?\S{1,20})|(?:The )?(?:Deputy )?(?:Prime Minister|Government Spokesperson|Minister of [A-Z]\w+)|\bPM\b"
)


def _office(context: Context) -> Who | None:
    match = _OFFICE.search(context.text, context.anchor[0], min(context.anchor[1], context.anchor[0] + 200)) or _OFFICE.search(
        context.text, 0, context.body
    )
    if not match:
        return None
    return Who(match[0].strip(), "office", match.start(), match.end(), _verb(context, match.end(), match.end() + 150))


def features(context: Context, kind: EventType, found: list[Who]) -> list[dict[str, float]]:
    """The features of each candidate and, last, of "nobody"."""
    people = sum(who.kind == "person" for who in found)
    rows = [_features(context, kind, who, k if k < people else k - people, people) for k, who in enumerate(found)]
    return [*rows, {"none": 1.0, f"none|{kind}": 1.0}]


def _features(context: Context, kind: EventType, who: Who, order: int, people: int) -> dict[str, float]:
    what, does, start = who.kind, f"does {who.does}", who.start
    before = context.text[max(0, start - 16) : start]
    names = [
        what,
        f"{what} order {min(order, 3)}",
        f"{kind}|{what}",
        f"{what}|{'people' if people else 'no people'}",
        does,
        f"{kind}|{does}",
        *(f"{what} before {name}" for name, pattern in _BEFORE.items() if pattern.search(before)),
        f"{what} {'anchor' if context.in_anchor(start) else 'beside'}",
    ]
    said = context.in_statement(start, 6)
    traits = {
        f"{what} opens": start - context.line(start)[0] <= 40,
        "after time": any(0 <= start - t.end <= 5 for t in context.times[:12]),
        f"{what} headline": _in_title(who, context.title),
        "said": said,
        f"{kind}|said": said,
    }
    own = _of_person(kind, who.person) if who.person else _of_body(kind, who.body) if who.body else []
    return dict.fromkeys(names, 1.0) | holding(traits) | dict.fromkeys(own, 1.0)


def _of_person(kind: EventType, person: Person) -> list[str]:
    role = person.role or ""
    roles = [name for name, pattern in _ROLES.items() if pattern.search(role)]
    named = [f"role {name}" for name in roles or ["other" if role else "none"]]
    return [*named, *(f"{kind}|role {name}" for name in roles), f"mentions {min(len(person.mentions), 4)}"]


def _of_body(kind: EventType, body: Body) -> list[str]:
    traits = [f"body {name}" for name in sorted(body.traits)]
    cabinet = [f"{kind}|body cabinet"] if "cabinet" in body.traits else []
    return [*traits, *cabinet, f"body mentions {min(body.count, 4)}"]


def _in_title(who: Who, title: str) -> bool:
    if who.body:
        return "headline" in who.body.traits
    return any(len(part) > 2 and part in title for part in who.name.split())


def actors(context: Context, kind: EventType) -> tuple[list[Actor], list[Who], float]:
    """The main actors, most probable first, the candidates that they are, and the confidence of the first."""
    found = candidates(context)
    chances = model("actor").probabilities(features(context, kind, found))
    order = sorted(range(len(chances)), key=lambda k: -chances[k])
    if order[0] == len(found):
        return [], [], model("actor").calibrated(chances[order[0]])
    main = order[0]
    chosen = [k for k in order if k < len(found) and (k == main or chances[k] >= FURTHER)][:4]
    picked = [found[k] for k in chosen]
    sure = min(1.0, chances[main] + (chances[chosen[1]] if len(chosen) > 1 else 0.0))
    return (
        [_actor(context, who, kind) for who in picked],
        picked,
        model("actor").calibrated(sure),
    )


def _actor(context: Context, who: Who, kind: EventType) -> Actor:
    part = _DOES.get(who.does or "", "agent")
    if kind == "agreement" and part == "agent":
        part = "signatory"
    if kind == "talks" and part in {"speaker", "guest"} and who.does != "courtesy":
        part = "agent"
    return Actor(name=who.name, role=who.role, part=part, kind=who.kind, at=context.mention(who.start, who.end))
