"""Organisations of the lead, each once by its fullest name, and which of them take part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from newsextract.layers.drafts import Actor, Entity
from newsextract.layers.events.context import Context
from newsextract.layers.events.rank import holding, model
from newsextract.records import EventType, Part

#: characters of the body searched for organisations, and their maximum number
REACH, MOST = 2600, 26

_NAMES = (
    ("cabinet", re.compile(r"^(?:คณะรัฐมนตรี|ครม\.?|[Cc]abinet|ที่ประชุมคณะรัฐมนตรี)$")),
    ("short", re.compile(r"^[ก-ฮ]{1,5}\.(?:[ก-ฮ]{1,4}\.?)*$|^[A-Z]{2,8}$")),
    ("ministry", re.compile(r"^(?:กระทรวง|Ministry)")),
    ("department", re.compile(r"^(?:กรม|สำนักงาน|Department|Office)")),
    ("committee", re.compile(r"^(?:คณะกรรมการ|คณะอนุ|Commission|Board)|Committee")),
    ("company", re.compile(r"^(?:บริษัท|ธนาคาร|มหาวิทยาลัย|สมาคม|มูลนิธิ|สภา|หอการค้า)")),
)
_MARKS: tuple[tuple[str, Part, re.Pattern[str]], ...] = (
    (
        "together",
        "organiser",
        re.compile(r"(?:ความร่วมมือระหว่าง|ความร่วมมือของ|จัดโดย|จัดขึ้นโดย|ซึ่งจัดโดย|organi[sz]ed by|hosted by|จัดทำโดย|ดำเนินการโดย)\s*$"),
    ),
    ("by", "organiser", re.compile(r"(?:โดย|นำโดย|\bby)\s*(?:the\s+)?$")),
    ("with", "partner", re.compile(r"(?:ร่วมกับ|จับมือ|พร้อมด้วย|ผนึกกำลัง|กับ|\bwith|together with|cooperation with)\s*(?:the\s+)?$")),
    ("between", "signatory", re.compile(r"(?:ระหว่าง|\bbetween)\s*(?:the\s+)?$")),
    ("to", "recipient", re.compile(r"(?:ให้แก่|แก่|ให้กับ|มอบให้|\bto)\s*(?:the\s+)?$")),
    ("from", "participant", re.compile(r"(?:จาก|ผู้แทน|\bfrom)\s*(?:the\s+)?$")),
    ("of", "participant", re.compile(r"(?:ของ|ใน|สังกัด|\bof)\s*(?:the\s+)?$")),
    ("assigned", "participant", re.compile(r"(?:มอบหมายให้|สั่งการให้|ให้|กำชับ)\s*$")),
    (
        "role",
        "participant",
        re.compile(
            r"(?:รัฐมนตรีว่าการ|รัฐมนตรีช่วยว่าการ|ปลัด|อธิบดี|เลขาธิการ|โฆษก|ผู้อำนวยการ|รมว\.|รมช\.|ผู้จัดการ|ประธาน|ผู้ว่าการ|ผู้บริหาร|เลขานุการ|ผู้ตรวจราชการ|Minister of|Minister|Secretary of|Secretary-General of|President of|Director of|Governor of)\s?(?:the\s+)?$"
        ),
    ),
    ("list", "participant", re.compile(r"(?:และ|,|\band|ได้แก่|อาทิ|ประกอบด้วย|เช่น)\s*(?:the\s+)?$")),
)

#: traits with a weight of their own for each type of event
_WITH_KIND = frozenset({"role", "headline", "cabinet", "together", "with", "between", "short"})


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation: its fullest name, its first mention that counts, how often it is named, and its traits."""

    name: str
    start: int
    end: int
    count: int
    traits: frozenset[str]
    part: Part
    mentions: tuple[tuple[int, int], ...]


def bodies(context: Context) -> list[Body]:
    """The organisations of the headline and the body's first part, in order of their first mention in the body."""
    return context.once("bodies", lambda: _bodies(context))


def _bodies(context: Context) -> list[Body]:
    start, end = context.body, min(len(context.text), context.body + REACH)
    groups: dict[str, list[Entity]] = {}
    full = _written_out(context)
    for entity in (*context.within(0, start, "ORGANIZATION"), *context.within(start, end, "ORGANIZATION")):
        key = _key(entity)
        groups.setdefault(full.get(key, key), []).append(entity)
    thai: dict[str, str] = {}
    for term in context.terms:
        if term.th:
            thai.setdefault("".join(term.th.text.split()), term.th.text)
    found = [_body(context, thai.get(key), group) for key, group in groups.items()]
    return sorted(found, key=lambda body: body.start)[:MOST]


def _key(entity: Entity) -> str:
    return "คณะรัฐมนตรี" if entity.text in {"ครม.", "ครม", "คณะรัฐมนตรี"} else "".join(entity.text.split())


def _written_out(context: Context) -> dict[str, str]:
    """Short and English names to the key of the name that the article writes in full."""
    full: dict[str, str] = {}
    for term in context.terms:
        if term.th is None:
            continue
        key = "".join(term.th.text.split())
        for gloss in (term.en, term.abbr):
            if gloss is not None:
                full.setdefault("".join(gloss.text.split()), key)
    _add_aliases(context, full)
    for short, key in list(full.items()):
        full[short] = full.get(key, key)
    return full


def _add_aliases(context: Context, full: dict[str, str]) -> None:
    """Mentions that the entities layer gives one id go by the longest of them."""
    bodies_ = [entity for entity in context.entities if entity.id and entity.type == "ORGANIZATION"]
    longest: dict[str | None, Entity] = {}
    for entity in bodies_:
        if len(entity.text) > len(longest.setdefault(entity.id, entity).text):
            longest[entity.id] = entity
    for entity in bodies_:
        key = _key(longest[entity.id])
        full.setdefault(_key(entity), full.get(key, key))


@lru_cache(maxsize=4096)
def _mark(before: str) -> tuple[str, Part] | None:
    """What the words before an organisation say of it, and the part that gives it."""
    return next(((trait, part) for trait, part, pattern in _MARKS if pattern.search(before)), None)


def _body(context: Context, term: str | None, group: list[Entity]) -> Body:
    """An organisation, given its mentions and the term that writes it out."""
    inside = [e for e in group if e.start >= context.body]
    longest = max(group, key=lambda e: (len(e.text), e.start >= context.body))
    first = (inside or group)[0]
    name = term if term and (len(term) >= len(longest.text) or context.language == "th") else longest.text
    before = context.text[max(0, first.start - 26) : first.start]
    mark = _mark(before)
    traits, part = ({mark[0]}, mark[1]) if mark else (set[str](), "participant")
    traits.update(trait for trait, pattern in _NAMES if pattern.search(name.strip()))
    opens = first.start - context.line(first.start)[0] <= 6
    traits.update(holding({"headline": len(inside) < len(group), "headline only": not inside, "opens": opens}))
    return Body(name, first.start, first.end, len(group), frozenset(traits), part, tuple((e.start, e.end) for e in group))


_RANK: dict[Part, int] = {"organiser": 0, "partner": 1, "signatory": 2, "recipient": 3}
_LIST = re.compile(r"[\s,]*(?:\([^()\n]{0,80}\)[\s,]*){0,2}(?:\(|[^()\n]{0,2}\))?[\s:]*(?:และ|\band\b|ร่วมกับ)?[\s(]*(?:the\s+)?")


def _parts(context: Context, found: list[Body]) -> dict[str, Part]:
    """The part of each body: the weightiest that any of its mentions has; in a list all play the first one's part."""
    parts: dict[str, Part] = {}
    spans = sorted((start, end, body.name) for body in found for start, end in body.mentions if start >= context.body)
    before, here = -1, None
    for start, end, name in spans:
        mark = _mark(context.text[max(0, start - 26) : start])
        own = mark[1] if mark else None
        gap = context.text[before:start] if 0 <= before <= start else "\n"
        listed = len(gap) <= 60 and _LIST.fullmatch(gap) is not None
        here = here if listed and here in _RANK else own
        if here is not None and _RANK.get(here, 9) < _RANK.get(parts.get(name, "participant"), 9):
            parts[name] = here
        before = end
    return parts


def features(
    context: Context, kind: EventType, body: Body, actor: int | None, venue: tuple[int, int] | None, order: int
) -> dict[str, float]:
    """The features of "this organisation takes part"."""
    at = body.start - context.body
    seen = {
        "bias": 1.0,
        kind: 1.0,
        f"order {min(order, 6)}": 1.0,
        f"count {min(body.count, 4)}": 1.0,
        f"at {min(max(at, 0) // 250, 6)}": 1.0,
    }
    traits = sorted(body.traits)  # weights add up in the same order in every process
    seen.update((trait, 1.0) for trait in traits)
    seen.update((f"{kind}|{trait}", 1.0) for trait in traits if trait in _WITH_KIND)
    if actor is not None and 0 <= body.start - actor <= 170 and "\n" not in context.text[actor : body.start]:
        seen["actor's"] = 1.0
        seen[f"{kind}|actor's"] = 1.0
    seen |= holding(
        {
            "venue": venue and venue[0] <= body.start < venue[1],
            "said": context.in_statement(body.start, 8),
            "anchor": context.in_anchor(body.start),
            "late": body.start > context.lead[1],
        }
    )
    return seen


def organisations(
    context: Context, kind: EventType, actor: int | None, venue: tuple[int, int] | None
) -> tuple[list[Actor], list[Body]]:
    """The organisations that take part, in order, given where the main actor's name ends and the span of the venue."""
    found = bodies(context)
    parts = _parts(context, found)
    kept = [
        b for k, b in enumerate(found) if model("organisation").probability(features(context, kind, b, actor, venue, k)) >= 0.5
    ]
    names = [
        Actor(
            name=_one_line(b.name),
            part=parts.get(b.name, b.part if b.part not in _RANK else "participant"),
            kind="organisation",
            at=context.mention(b.start, b.end),
        )
        for b in kept
    ]
    return names, kept


def _one_line(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip()
