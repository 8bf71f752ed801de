"""Candidate venues: spans after ณ, ที่, "at the", whose end a trained model chooses."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from newsextract.layers.events.context import Context
from newsextract.layers.events.marks import PLACED, edge_features, marks
from newsextract.layers.events.rank import model
from newsextract.layers.events.words import changes_subject

#: maximum venues after the lead, candidate ends of a venue, and characters of a venue
MAX_LATE, MAX_ENDS, MAX_LENGTH = 6, 14, 230
#: minimum characters of a venue; maximum characters of a mark between two places
MIN_LENGTH, MARK_REACH = 3, 16
#: types of entity that a venue may be or contain
PLACES = ("FACILITY", "LOCATION", "ORGANIZATION")

_MARK = re.compile(
    r"""
    (?= [ณทภใบพจแลเตข\s\xa0กA-Z] ) (?:
      (?P<na> (?<=[\s)\]”"'’ฯๆ]) ณ\.?+ (?! [\s\xa0]* (?:ตอนนี้|ขณะนี้|ปัจจุบัน|สิ้น(?:เดือน|ปี|ไตรมาส)|วันที่|เวลา) ) [\s\xa0]* | (?<=น\.) ณ [\s\xa0]*
          | ณ [\s\xa0]+ (?=วัด|ห้อง|โรงแรม|อาคาร|ศูนย์|โรงเรียน|มหาวิทยาลัย|สำนักงาน|ลาน|ศาลา|หอ|บริเวณ) )
    | (?P<thi> (?<=[\s)\]”"'’]) (?:ที่|ภายใน|ในพื้นที่|บริเวณ|พื้นที่) [\s\xa0]* (?=[ก-ฮเ-ไA-Z“"]) (?!ปรึกษา|ประสบ|ดำเนิน|ผ่านมา|เกี่ยวข้อง|ประชุม(?!จังหวัด)|ได้|มี|จะ|เป็น|ดี|สำคัญ|อยู่|ต้อง|ทาง|เกิด|ว่า|ไม่|เข้า|ป่วย|ปี|คือ|กำลัง)
          | (?:จาก|และ) (?=ห้องประชุม) | จัดขึ้นที่ [\s\xa0]* (?=[ก-ฮเ-ไA-Z“"]) )
    | (?P<visit> (?<!ผู้) (?:ลงพื้นที่|เดินทางไปยัง|เดินทางไป|ตรวจเยี่ยมชม|ตรวจเยี่ยม|เยี่ยมชม|ตรวจราชการ|เดินทางลงพื้นที่|ตรวจติดตาม\S{0,30}?|เดินทางมายัง|เข้าเยี่ยม) (?:(?:ผล)?(?:ความ|การ) (?:ก้าวหน้า|คืบหน้า|ดำเนิน(?:งาน|การ|กิจการ)|ให้บริการ|ก่อสร้าง|ปฏิบัติงาน|จัดการเรียนการสอน|เตรียมความพร้อม) | โครงการก่อสร้าง | (?<=[มว])กิจการ(?=ของ) | ของ){0,4} [\s\xa0]* (?:ที่|ณ|ใน|พื้นที่|ยัง|ราชการ)?+ [\s\xa0]*+ (?!ตรวจ|สำรวจ|ติดตาม|พบ|เพื่อ|รับ(?:ฟัง|เรื่อง)|มอบ|เยี่ยม|และ|ให้|การ|กรณี|งานและ|ความ|ทำความ|บุก|คือ|ได้แก่|พร้อม|ดูงาน|ทำงาน|นำ|บูรณาการ) )
    | (?P<dateline> ^ [\s\xa0]* (?=จ\.|จังหวัด|กรุงเทพ|[A-Z][a-z]+\s*[–:,-]) )
    )
    """,
    re.VERBOSE | re.MULTILINE,
)
_ENGLISH_MARK = re.compile(
    r"(?P<na>(?:(?:,|\bhrs|\bhours|\d|\))\s*,?\s+|\))(?:at|in)\s+(?:the\s+)?(?=[A-Z]|\d+(?:st|nd|rd|th)\s[A-Z]|(?:lawn|area|front)\b))"
    r"|(?P<thi>\b(?:at|in)\s+(?:the\s+)?(?=[A-Z]|\d+(?:st|nd|rd|th)\s[A-Z]))"
    r"|(?P<visit>\b(?:visit(?:s|ed|ing)?(?:\s+to)?|inspect(?:s|ed)|tour(?:s|ed)|travel(?:s|ed)\s+to|arriv(?:es|ed)\s+(?:at|in))\s+(?:the\s+)?(?=[A-Z]|\d+(?:st|nd|rd|th)\s[A-Z]))"
    r"|(?P<dateline>^[\s\xa0]*(?=[A-Z][A-Za-z]+(?:,\s[A-Z][\w. ]+)?\s*(?:[–—:,-]|\(\d)))",
    re.MULTILINE,
)
#: what no place's name begins with, behind ที่ or a word for visiting: none of 7,333 annotated venues does
_NO_PLACE = re.compile(
    r"ร่วม(?:กับ|กิจกรรม|งาน|พิธี|ประชุม)|เปิด|จับกุม|สักการะ|พัก(?:ผ่อน|พิง)|ด้าน(?!หน้า|หลัง|ข้าง|ล่าง|บน|นอก|ใน)|ผู้|ประชาชน|ปฏิบัติหน้าที่|เน้น|เร่ง|ทรงพระ|ถูก"
    r"|ไป(?!รษณีย์)|ได้|มุ่ง|พร้อม|พัด(?!ล)|ทีม|ผ่านการ|จัด(?:ทำ|การ|งาน|สรร|ตั้ง|ขึ้น)|ขอ(?!น|ง)|ปลูก|เลี้ยง|สำรวจ|อัตลักษณ์|เป้าหมาย|นิทรรศการ|นายก|ห่างจาก|เกษตรกร|กิจกรรม|นำ(?:ไป|ร่อง|มา)|พบ(?!พระ)|ผลิต|วันนี้"
    r"|สถานการณ์|ช่วยเหลือ|ส่งเสริม|สนับสนุน|แก้ไข|ป้องกัน|ให้กำลังใจ|ลงนาม|(?:ท่องเที่ยว|แข่งขัน)(?=ที่|ใน)"
)
#: words between such a mark and the place
_LED = re.compile(r"(?:ตั้งอยู่|อาศัยอยู่|ไปยัง|จุดที่[ \xa0]?\d+)[ \xa0]?(?:ที่|ใน|บริเวณ|ใกล้)?[ \xa0]*")
HEAD = re.compile(
    r"ห้อง|โรงแรม|อาคาร|ตึก|ศูนย์|ทำเนียบ|สำนักงาน|กระทรวง|กรม|วัด|ศาลา|หอ|สถาบัน|โรงเรียน|มหาวิทยาลัย|สนาม|ท่าอากาศยาน|สวน|ลาน|โรงพยาบาล|เรือนจำ|จังหวัด|จ\.|อำเภอ|อ\.|ตำบล|ต\.|กรุง|ชุมชน|เทศบาล|บ้าน|หมู่บ้าน|สถานี|ด่าน|เขื่อน|ถนน|พิพิธภัณฑ์|อุทยาน|ตลาด|นิคม|โรงงาน|เมือง|มณฑล|พระ|บริษัท|ไบเทค|อิมแพ็ค|รัฐสภา|ห้าง|ศาล|แยก|สาธารณรัฐ|ประเทศ|ท่าเรือ|ค่าย|องค์การ|เวที|วิทยาลัย|บริเวณ|ชั้น|สะพาน"
)
#: ที่ before a venue, or ณ, not as the particle of a surname (ประเสริฐ ณ นคร)
_NEXT_MARK = re.compile(
    rf"(?<=[\s\xa0])(?:(?<!โรงแรม[\s\xa0])ณ[\s\xa0](?!กรุง|นคร|ป้อมเพ|ถลาง|บางช้าง|ตะกั่วทุ่ง|อยุธยา)|ที่(?={HEAD.pattern}))"
)
#: signs of places that a resolution is about, not where it was passed
MANY = re.compile(r"\bprovinces\b|[’']s\s[A-Z]")
_CUT = re.compile(
    r"[\s\xa0]+|(?<=[^\s])(?=โดยมี|โดย(?!สาร)|เพื่อ|ซึ่ง|พร้อม|เมื่อวัน|ระหว่าง|จำนวน|เป็นประธาน|ได้แก่|ว่า\s|นาย(?!แพทย์|ก|เรือ|อำเภอ)[ก-ฮ]|นางสาว|และ|ให้การต้อนรับ|เข้าร่วม|ในวัน|วันที่|ตั้งแต่|จัดโดย|ของ|\()"
)
#: a clause, which no venue contains: one of 7,333 annotated ones
_CLAUSE = re.compile(
    r"[\s\xa0](?:โดย(?!สาร)|ซึ่ง(?!ตั้ง)|ไป(?:ยัง|ตรวจ)|ได้(?!แก่)|ในโอกาส|ร่วมกับ|แต่|พร้อม|เป็น|ให้|จะ|ทั้งนี้|เพื่อ(?!น)|มอบ|พบ(?!พระ)"
    r"|อาทิ(?!ตย์)|เช่น|ก่อน|นอกจาก|รวมทั้ง|ทำ(?:การ|ให้)|เปิดเผย|สั่งการ|สังเกต|จัด|คณะผู้|ลงพื้นที่|เข้า(?!ว)|ตรวจ|เยี่ยม|ติดตาม|ประชุม|กำหนด|เนื่อง|สำหรับ|ว่า(?=\s)|ผ่าน|เมื่อ|และ(?:ร่วม|ติดตาม|ตรวจ)|ที่จะ)"
    r"|[\s\xa0]?และ(?:จะ|ได้(?!แก่)|เยี่ยม|พบ|มอบ|รับฟัง|ให้)|\sto\s(?!the\b)(?=[a-z])|,\sfrom\s(?:his|her)\s"
)
#: English words that no venue contains but in a name (the Centre for …), and what leads from an event or country to the venue
_ENGLISH_CLAUSE = re.compile(
    r"\s(?:for|from|before|after|or|by|has|have|had|will|was|were|is|are|with|hosted)\s|,?\sand\s(?!the\s)(?=[a-z\d])"
)
_LEADS_ON = {"EVENT": re.compile(r"\s(?:at|in)\s(?:the\s)?(?=[A-Z])"), "LOCATION": re.compile(r"\sat\s(?:the\s)?(?=[A-Z])")}
_ENGLISH_CUT = re.compile(r"(?=[,;:(]|[.](?:\s|$))|\s+(?=[a-z–—-]|Prime\b|Minister\b|Deputy\b|Government\b|H\.E|Mr|Gen\b|Dr\b)")
#: a bracket that tells by whose clock an hour is, before the venue: at 1015hrs (Davos local time), Davos, Switzerland
_CLOCK = re.compile(r"\([^()\n]*local time\)(?=,?\s+(?:(?:at|in)\s|[A-Z]\w+,\s[A-Z]))")
#: kinds of time that a venue's name may contain (อาคารสารนิเทศ 50 ปี)
_KINDS_IN_NAMES = frozenset({"year", "fiscal_year", "duration", "recurring"})
#: kinds of mark that count after the lead too
_LATE_MARKS = frozenset({"na", "thi"})
#: a noun that the person right behind it gives a name to (อาคารสมเด็จพระมหาวีรวงศ์, บ้านนายว่าว)
_NAMED_AFTER = re.compile(r"(?:อาคาร|ตึก|บ้าน(?:พัก)?|ห้อง(?:ประชุม)?|หอ(?:ประชุม)?|ศาลา|ลาน|สวน|อนุสาวรีย์)\Z")
#: continuations of a place's name (อาคารสารนิเทศ 50 ปี, ฮอลล์ 5 และ 6, สำนักงานพื้นที่ 5)
_CONTINUATION = re.compile(r"(?:\s[0-9๐-๙]+|(?<=[0-9๐-๙]))\s(?:ปี|พรรษา)|(?:(?<=[0-9๐-๙])\s?และ|\s?พื้นที่)\s?[0-9๐-๙]")
#: a word at the end that needs more
_LEFT_OPEN = re.compile(r"(?:(?<!เชียง)(?<!สิ่ง)(?<!ขาย)ของ|[\s\xa0](?:ใน|จัด|และ|of|and|this))\Z")
_TAIL = " \xa0\n,:;–-—"
_OPEN = {"(": ")", "“": "”"}
#: what stands before a lone closing sign: (เวลาท้องถิ่นเมืองลม) โรงว่าว, “ร้านลม บ้านว่าว” ตลาดว่าว
_LONE = re.compile(r"(?:[^()]*\)|[^“”]*”)[\s\xa0]+")
_ENGLISH_LONE = re.compile(r"[^()]*\),\s(?:(?:located\s)?(?:at|in)\s(?:the\s)?)?(?=[A-Z])")
_SIGNS, _SPACES, _LINE_ENDS = "()“”", frozenset(" \xa0"), frozenset(["", "\n"])


@dataclass(frozen=True, slots=True)
class Venue:
    """A candidate venue: its span, the kind of mark before it ("na" for ณ), and the probability of its end."""

    start: int
    end: int
    mark: str
    end_probability: float = 1.0


#: from a venue's start, mark and candidate ends to the probability of each end
EndProbabilities = Callable[[int, str, list[int]], list[float]]


def venues(context: Context, end_probabilities: EndProbabilities | None = None) -> list[Venue]:
    """The candidate venues in order, each with its likeliest end, by ``end_probabilities`` or else by the shipped model."""
    found: list[Venue] = []
    for at, mark in starts(context):
        if found and at < found[-1].end and not _may_be_inside(context, at, mark, found[-1]):
            continue
        venue = venue_at(context, at, mark, end_probabilities)
        if venue:
            found.append(venue)
    return found


def _may_be_inside(context: Context, at: int, mark: str, other: Venue) -> bool:
    """Whether a candidate with a mark may begin inside another one: behind ณ, or if only a name begins the other.

    The words behind ที่ or บริเวณ right behind a place are more of that place.
    """
    if mark == "na" or mark not in {"thi", "visit"} or other.mark not in {"facility", "location"}:
        return mark == "na"
    places = context.entities_in(other.start, at, *PLACES)
    return mark == "visit" or not any(at - MARK_REACH <= one.end <= at for one in places)


def venue_at(context: Context, at: int, mark: str, end_probabilities: EndProbabilities | None = None) -> Venue | None:
    """The candidate venue that begins at an offset, with its likeliest end."""
    possible = ends(context, at)
    if not possible or not (mark == "na" or _is_place(context, at, possible[-1])):
        return None
    if end_probabilities:
        chances = end_probabilities(at, mark, possible)
    else:
        chances = model("venue end").probabilities(end_features(context, at, mark, possible))
    best = max(range(len(chances)), key=chances.__getitem__)
    if mark != "na" and not _is_place(context, at, possible[best]):
        return None
    return Venue(*_balanced(context.text, at, possible[best]), mark, chances[best])


def tidied(context: Context, venue: Venue) -> Venue:
    """A chosen venue from where the event or country before it leads on to it, up to a clause: the Kite Forum in | Osaka | after …."""
    if context.language != "en":
        return venue
    start, end, text = venue.start, venue.end, context.text
    lone = _ENGLISH_LONE.match(text, start, end)
    start = lone.end() if lone else start
    for name in context.entities_in(start, start + 1, *_LEADS_ON):
        led = _LEADS_ON[name.type].match(text, name.end, end)
        start = led.end() if led else start
    names = context.entities_in(start, end)
    clauses = (clause.start() for clause in _ENGLISH_CLAUSE.finditer(text, start + MIN_LENGTH, end))
    end = next((at for at in clauses if not any(name.start < at < name.end for name in names)), end)
    return replace(venue, start=start, end=_trimmed_end(text, start, end))


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """A venue with the bracket or quotation mark right beside it whose partner it contains, without a lone bracket and its words."""
    opened = text.count("(", start, end) - text.count(")", start, end)
    if opened > 0:
        end = end + 1 if text[end : end + 1] == ")" else _trimmed_end(text, start, text.rindex("(", start, end))
    end -= opened < 0 and text[end - 1] == ")"
    closed = text.find("”", start, end)
    mark = text.rfind("“", max(0, start - 2), start) if closed >= 0 and "“" not in text[start:closed] else -1
    if mark >= 0 and not text[mark + 1 : start].strip():
        return mark, end
    lone = _LONE.match(text, start, end)
    return lone.end() if lone and lone.end() + MIN_LENGTH <= end else start, end


def starts(context: Context) -> list[tuple[int, str]]:
    """The candidate starts of a venue in the headline, in the lead and some after it, each with the kind of its mark."""
    lead = context.lead[1]
    found = _marked_starts(context, lead)
    for entity in context.entities_in(0, lead, "FACILITY", "LOCATION"):
        if found.keys().isdisjoint((entity.start - 1, entity.start)):
            found[entity.start] = entity.type.lower()
    clocks = [match.span() for match in _CLOCK.finditer(context.text)] if context.language == "en" else []
    possible = [(at, mark) for at, mark in sorted(found.items()) if at < lead or mark in _LATE_MARKS]
    return [(at, mark) for at, mark in possible if not any(start < at < end for start, end in clocks)]


def marked_starts(context: Context, low: int, high: int) -> Iterator[tuple[int, int, str]]:
    """Yield the offsets of the marks in a span and of what follows each, where a token begins, with the mark's kind."""
    pattern = _MARK if context.language == "th" else _ENGLISH_MARK
    for match in pattern.finditer(context.text, low, high):
        mark, at = match.lastgroup or "thi", match.end()
        if mark != "na" and context.language == "th":
            led = _LED.match(context.text, at)
            at = led.end() if led else at
            if _NO_PLACE.match(context.text, at):
                continue
        if at in context.tokens.start_set:
            yield match.start(), at, mark


def _marked_starts(context: Context, lead: int) -> dict[int, str]:
    """The offsets right after a mark, each with the mark's kind; at most ``MAX_LATE`` of them after the lead."""
    found: dict[int, str] = {}
    late = 0
    for start, end, mark in marked_starts(context, 0, len(context.text)):
        if not changes_subject(context, start):
            late += end >= lead and mark in _LATE_MARKS
            if late > MAX_LATE:
                break
            found.setdefault(end, mark)
    return found


def _is_place(context: Context, start: int, end: int) -> bool:
    return any(e.start < end for e in context.entities_in(start, end, *PLACES)) or bool(HEAD.match(context.text, start))


def ends(context: Context, at: int) -> list[int]:
    """The candidate ends of a venue, in order: before spaces, punctuation and cut words, and at the ends of entities."""
    text, limit = context.text, _limit(context, at)
    pattern = _CUT if context.language == "th" else _ENGLISH_CUT
    found = {limit, *(e.end for e in context.entities_in(at, limit, *PLACES) if e.end <= limit)}
    found.update(match.start() for match in pattern.finditer(text, at + MIN_LENGTH, limit))
    tidy = sorted(end for end in {_trimmed_end(text, at, end) for end in found} if end - at >= MIN_LENGTH)
    whole = [end for end in tidy if not _CONTINUATION.match(text, end)]
    return (whole or tidy)[:MAX_ENDS]


def _limit(context: Context, at: int) -> int:
    """The last candidate end of a venue: where its line ends, or where a person, a time, a clause or another ณ begins."""
    limit = min(_line_end(context, at), at + MAX_LENGTH)
    times = [t.start for t in context.times_in(at + 1, limit) if t.kind not in _KINDS_IN_NAMES]
    mark = _NEXT_MARK.search(context.text, at, limit)
    limit = min([limit, *_person_starts(context, at, limit)[:1], *times[:1], *([mark.start()] if mark else [])])
    clause = _CLAUSE.search(context.text, at + MIN_LENGTH, limit)
    return min([limit, *_ends_at_province(context, at, limit), *([clause.start()] if clause else [])])


def _ends_at_province(context: Context, at: int, limit: int) -> Iterator[int]:
    """Where a province ends a venue before an organisation that acts there; 1 of 3,212 annotated venues includes the latter."""
    for place in context.entities_in(at, limit, "LOCATION"):
        behind = place.end + 1
        if (place.iso or "").startswith("TH-") and any(
            e.start == behind for e in context.entities_in(behind, behind + 1, "ORGANIZATION")
        ):
            yield place.end


def _line_end(context: Context, at: int) -> int:
    """End of the line, or of the next one if a place's name continues there (ชั้น ๒, then อาคาร on a line of its own)."""
    end = context.line(at)[1]
    return context.line(end + 1)[1] if at >= context.body and HEAD.match(context.text, end + 1) else end


def _trimmed_end(text: str, start: int, end: int) -> int:
    """An end without signs, spaces and a word that needs more (สวนของ, Socialist Republic of Vietnam of)."""
    while end > start and text[end - 1] in _TAIL:
        end -= 1
    left_open = _LEFT_OPEN.search(text, max(start, end - 6), end)
    return _trimmed_end(text, start, left_open.start()) if left_open else end


def _person_starts(context: Context, at: int, limit: int) -> list[int]:
    """Offsets at which people are named in a span, but not in a place's name (สำนักงานปลัดกระทรวง…, อาคารสมเด็จ…)."""
    places = context.entities_in(at, limit, "FACILITY", "ORGANIZATION")
    people = (s.start for s in context.spots_in(at + 1, limit) if not any(e.start < s.start < e.end for e in places))
    return [start for start in people if not _NAMED_AFTER.search(context.text, at, start)]


def end_features(context: Context, at: int, mark: str, possible: list[int]) -> list[list[str]]:
    """Features of each candidate end of a venue: the words before and after it, the entities that it ends or cuts."""
    text, stop = context.text, possible[-1] + 12
    near = context.entities_in(at, stop)
    begins, ends_of = context.edges(at, stop)
    starts, words = context.words
    first, last = bisect_left(starts, at), bisect_left(starts, stop + 40)
    head = words[first] if first < last else ""
    marked = any(sign in text[at:stop] for sign in _SIGNS)
    rows, read = [], marks(context)
    for k, end in enumerate(possible):
        after = end
        while text[after : after + 1] in _SPACES:
            after += 1
        here = bisect_left(starts, end, first, last)
        coming = words[here : min(here + 2, last)] if text[after : after + 1] not in _LINE_ENDS else []
        chunk = bisect_left(starts, max(text.rfind(" ", at, end), text.rfind("\xa0", at, end)) + 1 or at, first, last)
        opening = words[chunk] if chunk < last else ""
        cut = (one.type for one in near if one.start < end < one.end)
        row = [
            *_shape(mark, head, min(k, 6), (end - at) // 8),
            *_beside(tuple(words[max(first, here - 2) : here]), tuple(coming), after > end),
            f"chunk {opening}",
            f"chunk {opening}|{coming[0] if coming else '$'}",
            f"ends {ends_of.get(end)}",
            f"cuts {next(cut, None)}",
            f"begins {begins.get(after)} {after > end}",
            *edge_features(read, PLACED, after),
        ]
        rows.append(row + _unbalanced(text, at, end) if marked else row)
    return rows


def _unbalanced(text: str, at: int, end: int) -> list[str]:
    return ["open" for opened, closed in _OPEN.items() if text.count(opened, at, end) != text.count(closed, at, end)]


@lru_cache(maxsize=4096)
def _shape(mark: str, head: str, k: int, eights: int) -> tuple[str, ...]:
    return f"n {k}", f"{mark} n {k}", f"long {min(eights, 16)}", f"{head} long {min(eights // 2, 6)}"


@lru_cache(maxsize=16_384)
def _beside(last: tuple[str, ...], coming: tuple[str, ...], gap: bool) -> tuple[str, ...]:
    """Features of the words before and after an end."""
    before, behind = last[-1] if last else "", coming[0] if coming else "$"
    return (
        f"next {behind} {gap}",
        f"next {behind}",
        f"next two {' '.join(coming)}",
        f"last {before}",
        f"last {before}|{gap}",
        f"last two {' '.join(last)}",
    )
