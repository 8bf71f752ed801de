"""What the event is called, in Thai and in English, as the article writes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsextract.layers.events.context import Context
from newsextract.layers.events.rank import calibrated, probabilities
from newsextract.layers.events.words import any_of, begins
from newsextract.records import EventType, Mention, Name

#: names looked at, the longest, and how far into the anchor
CANDIDATES, LONGEST, REACH = 8, 210, 900
#: what the probability of having no name counts: out of fold, F1 is the same from 0.5 to 1, and recall better at 0.5
NONE = 0.5

_HEADS = "การประชุม|ประชุม|พิธี|งาน|โครงการ|มหกรรม|นิทรรศการ|เทศกาล|การสัมมนา|สัมมนา|การเสวนา|เสวนา|กิจกรรม|การแข่งขัน|หลักสูตร|การอบรม|การฝึกอบรม|แคมเปญ|ปฏิบัติการ|การฝึก|เวที|ปาฐกถา|การแสดง|รายการ|มาตรการ"
_VERBS = "เป็นประธาน|ประธาน|เปิด|ร่วม|จัด|ในพิธี|เข้าร่วม|แถลงข่าว|ภายใต้|ใน|ดำเนิน|เปิดตัว|หลัง|ผ่าน"
_PHRASE = re.compile(
    rf"{begins(f'{_VERBS}|{_HEADS}'.split('|'))}(?P<verb>{_VERBS})?(?P<name>{any_of(_HEADS.split('|'))}(?!กระทรวง|ราชการ|ของ|ที่|เข้า|จะ|ได้|ดังกล่าว|นี้|ใน(?!ห|น|ภ)))"
)
_STOP = re.compile(
    r"[\s\xa0]+(?!\d+/|ครั้งที่|ครั้ง|ประจำ|ปี|พ\.ศ|ระดับ|เรื่อง|หัวข้อ|ภายใต้หัวข้อ|ชุด|สมัย|รุ่น|ระยะ|[“\"‘(A-Z]|\d{1,4}(?!\s?(?:คน|ราย|น\.|[ก-ฮ]\.))|[–-]|ๆ|ฯ|และ(?!นาย|นาง|ผู้|คณะ|มี)|แห่งชาติ|เนื่องใน|เพื่อเฉลิมพระเกียรติ|เฉลิม|สมเด็จ|พระบาทสมเด็จ|สู่|สมัย|ฉบับที่|วัน)|(?<=[”\"’])(?:โดย|ซึ่ง|ขึ้น|และ|ที่)|โดยมี|โดย(?=\s)|ซึ่ง|เพื่อ(?=ติดตาม|พิจารณา|หารือ|รับทราบ|ให้|เป็น|สร้าง)|ณ\s|\n|ให้แก่|พร้อมทั้ง|พร้อมด้วย|ระหว่างวันที่|ที่จัดขึ้น|ร่วมกับ|ว่า\s"
)
_RELATED = re.compile(r"\s+and\s+(?:its\s+|other\s+)?[Rr]elated\s+(?:[Mm]eetings?|[Ss]ummits?)")
_INNER = re.compile(rf"พิธี(?:เปิด|ปิด)(?=(?:{_HEADS})|การเสวนา|การฝึก)")
_ENGLISH = re.compile(
    r"\b(?P<name>(?:(?!(?:the|an?|and|in|of)\s)[A-Za-z-]+(?:\s[a-z-]+)?\s)?(?:laying|signing|groundbreaking|ground-breaking|opening|closing|award|awarding|handover|merit-making|alms[- ]giving"
    r"|foundation|inauguration|welcoming|farewell)\s(?:ceremony|rite)(?:\s(?:for|of)\s(?:the\s)?[^,.\n]{4,90}?(?=[,.\n]|\s(?:at|on|in|to|with)\s))?)"
)


@dataclass(frozen=True, slots=True)
class Called:
    """A candidate: a span, where it came from (entity, phrase), its head word and the verb before it."""

    start: int
    end: int
    source: str
    head: str
    verb: str


def candidates(context: Context) -> list[Called]:
    """The names that the lead and the headline give, each once."""
    start = context.body
    stop = min(len(context.text), context.anchor[0] + REACH)
    found: dict[tuple[int, int], Called] = {}
    for e in (*context.within(start, stop, "EVENT"), *context.within(0, start, "EVENT")):
        related = _RELATED.match(context.text, e.end)
        end = related.end() if related else e.end
        source = "entity" if e.start >= start else "entity headline"
        found.setdefault((e.start, end), Called(e.start, end, source, _head(e.text), _verb(context.text, e.start)))
    if context.language == "th":
        for match in _PHRASE.finditer(context.text, context.anchor[0], min(stop, context.anchor[1])):
            inner = _INNER.match(context.text, match.start("name"))
            at = inner.end() if inner else match.start("name")
            end = _phrase_end(context, at, match.end("name"))
            if 12 <= end - at <= LONGEST and not any(c.start <= at < c.end for c in found.values() if c.source == "phrase"):
                head = f"เปิด {_head(context.text[at:end])}" if inner else match["name"]
                found.setdefault((at, end), Called(at, end, "phrase", head, match["verb"] or ""))
            if len(found) >= CANDIDATES:
                break
    else:
        for match in _ENGLISH.finditer(context.text, context.anchor[0], min(stop, context.anchor[1])):
            found.setdefault(match.span(), Called(*match.span(), "phrase", "ceremony", _verb(context.text, match.start())))
    return sorted(found.values(), key=lambda c: (c.start < start, c.start))[:CANDIDATES]


def _head(text: str) -> str:
    match = re.match(rf"(?:{_HEADS}|วัน|ครบรอบ)", text)
    if match:
        return match[0]
    match = re.search(r"Meeting|Summit|Conference|Forum|Ceremony|Day|Festival|Statement", text)
    return match[0] if match else "other"


def _verb(text: str, at: int) -> str:
    match = re.search(
        r"(เป็นประธาน|ประธาน|เปิด|ร่วม|จัด|ในพิธี|เข้าร่วม|แถลงข่าว|เนื่องใน|ภายใน|ระหว่าง|attended|chaired|opened|at|of|on)[^\n]{0,14}$",
        text[max(0, at - 26) : at],
    )
    return match[1] if match else ""


def _phrase_end(context: Context, at: int, after: int) -> int:
    """Where a name that begins with a head noun ends: at the next clause, person or time, quotations kept whole."""
    text = context.text
    limit = min(context.line(at)[1], at + LONGEST + 1)
    limit = min(
        [
            limit,
            *[s.start for s in context.spots if after < s.start < limit][:1],
            *[t.start for t in context.times_in(after + 1, limit) if t.kind not in {"year", "year_range", "fiscal_year"}][:1],
        ]
    )
    end = after
    while True:
        stop = _STOP.search(text, end, limit)
        end = stop.start() if stop else limit
        piece = text[at:end]
        opened = [
            (mark, close) for mark, close in (("“", "”"), ("(", ")"), ("‘", "’")) if piece.count(mark) > piece.count(close)
        ]
        opened += [('"', '"')] if piece.count('"') % 2 else []
        if not opened:
            break
        close = text.find(opened[0][1], end, limit)
        if close < 0:
            break
        end = close + 1
    while end > at and (text[end - 1].isspace() or text[end - 1] in ",:–-"):
        end -= 1
    return end


def features(context: Context, kind: EventType, found: list[Called]) -> list[dict[str, float]]:
    """The features of each name and, last, of "it has none"."""
    rows = []
    bare = re.sub(r"\s+", "", context.title)
    for k, called in enumerate(found):
        text = context.text[called.start : called.end]
        seen = {
            called.source: 1.0,
            f"{called.source} order {min(k, 3)}": 1.0,
            f"{called.source}|{called.head}": 1.0,
            f"verb {called.verb}": 1.0,
            f"{kind}|{called.source}": 1.0,
            f"{kind}|{called.head}": 1.0,
        }
        if re.search(r"[“\"‘]", text):
            seen["quoted"] = 1.0
        if re.search(r"ครั้งที่|\d+(?:st|nd|rd|th)|/25", text):
            seen["numbered"] = 1.0
        if re.search(r"ประจำปี|25\d\d|20\d\d|พ\.ศ\.", text):
            seen["year"] = 1.0
        if re.search(r"[A-Za-z]{4}", text) and context.language == "th":
            seen["latin"] = 1.0
        seen[f"long {min(len(text) // 22, 5)}"] = 1.0
        if called.start >= context.body:
            seen[f"at {min(max(0, called.start - context.anchor[0]) // 160, 4)}"] = 1.0
        if re.sub(r"\s+", "", text)[:30] in bare and called.start >= context.body:
            seen["headline too"] = 1.0
        if any(s.start <= called.start < s.end for s in context.statements[:5]):
            seen["said"] = 1.0
        if any(o is not called and o.start <= called.start and called.end <= o.end for o in found):
            seen["inside another"] = 1.0
        rows.append(seen)
    return [
        *rows,
        {
            "none": 1.0,
            f"none|{kind}": 1.0,
            f"none|{min(len(found), 3)}": 1.0,
            f"none|entities {min(sum(c.source != 'phrase' for c in found), 2)}": 1.0,
        },
    ]


def pick(chances: Sequence[float], names: Sequence[str]) -> tuple[int, float]:
    """The index of the choice and its probability; a name that is written twice has the probability of both.

    "None" (the last) is chosen when it is more than twice as probable as each name.

    Examples
    --------
    >>> pick([0.2, 0.3, 0.5], ["a b", "a  b"])
    (1, 0.5)
    """
    keys = ["".join(name.split()) for name in names]
    total: dict[str, float] = {}
    for key, chance in zip(keys, chances, strict=False):
        total[key] = total.get(key, 0.0) + chance
    none = len(keys)
    if not keys or max(total.values()) < NONE * chances[none]:
        return none, chances[none]
    best = max(total, key=lambda key: total[key])
    return max((k for k in range(none) if keys[k] == best), key=lambda k: chances[k]), total[best]


def called(context: Context, kind: EventType) -> tuple[Name, float, list[Mention]]:
    """The event's name in both languages, as written; empty when it has none.

    Parameters
    ----------
    context
        The article.
    kind
        The main event's type.

    Returns
    -------
    name, confidence, mentions
        The English name comes from a gloss that the terms layer found over the name.
    """
    found = candidates(context)
    chances = probabilities("name", features(context, kind, found))
    best, chance = pick(chances, [context.text[c.start : c.end] for c in found])
    confidence = calibrated("name", chance)
    if best == len(found):
        return Name(), confidence, []
    start, end = found[best].start, found[best].end
    name, mentions = both(context, start, end)
    return name, confidence, mentions


def both(context: Context, start: int, end: int) -> tuple[Name, list[Mention]]:
    """The name that a span writes, with its gloss in the other language."""
    text = re.sub(r"\s+", " ", context.text[start:end]).strip()
    mentions = [context.mention(start, end)]
    if not re.search(r"[\u0e01-\u0e5b]", text):
        return Name(en=text), mentions
    gloss = _gloss(context, start, end)
    if gloss is None:
        return Name(th=text), mentions
    cut = text.find("(") if gloss.start < end else -1
    thai = text[:cut].strip() if cut > 8 else text
    return Name(th=thai, en=gloss.text), [context.mention(start, min(end, gloss.start)), gloss]


def _gloss(context: Context, start: int, end: int) -> Mention | None:
    """The English name of the term that is this name, or ends it."""
    for term in context.terms:
        if term.th and term.en and term.th.start < end and start < term.th.end:
            shared = min(end, term.th.end) - max(start, term.th.start)
            if shared >= 0.6 * (term.th.end - term.th.start) and shared >= 0.5 * (min(end, term.en.start) - start):
                return term.en
    return None
