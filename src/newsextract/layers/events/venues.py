"""Stretches of the lead that may be the venue: what follows ณ, ที่, "at the", for as long as it looks like a place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsextract.layers.events.context import Context

#: maximum number of venues, and maximum characters of one
CANDIDATES, LONGEST = 8, 190
#: types of entity that a venue may be or contain
PLACES = ("FACILITY", "LOCATION", "ORGANIZATION")

_MARK = re.compile(
    r"""
    (?= [ณทภใบพจแลเต\s\xa0กA-Z] ) (?:
      (?P<na> (?<=[\s)\]”"'’ฯๆ]) ณ (?! [\s\xa0]* (?:ตอนนี้|ขณะนี้|ปัจจุบัน|สิ้น(?:เดือน|ปี|ไตรมาส)|วันที่|เวลา) ) [\s\xa0]* | (?<=น\.) ณ [\s\xa0]*
          | ณ [\s\xa0]+ (?=วัด|ห้อง|โรงแรม|อาคาร|ศูนย์|โรงเรียน|มหาวิทยาลัย|สำนักงาน|ลาน|ศาลา|หอ) )
    | (?P<thi> (?<=[\s)\]”"'’]) (?:ที่|ภายใน|ในพื้นที่|บริเวณ|พื้นที่) [\s\xa0]* (?=[ก-ฮเ-ไA-Z“"]) (?!ปรึกษา|ประสบ|ดำเนิน|ผ่านมา|เกี่ยวข้อง|ประชุม(?!จังหวัด)|ได้|มี|จะ|เป็น|ดี|สำคัญ|อยู่|ต้อง|ทาง|เกิด|ว่า|ไม่|เข้า)
          | (?:จาก|และ) (?=ห้องประชุม) )
    | (?P<visit> (?<!ผู้) (?:ลงพื้นที่|เดินทางไปยัง|เดินทางไป|ตรวจเยี่ยมชม|ตรวจเยี่ยม|เยี่ยมชม|ตรวจราชการ|เดินทางลงพื้นที่|ตรวจติดตาม\S{0,30}?|เดินทางมายัง|เข้าเยี่ยม) [\s\xa0]* (?:ที่|ณ|ใน|พื้นที่|ยัง|ราชการ)? [\s\xa0]* (?!ตรวจ|สำรวจ|ติดตาม|พบ|เพื่อ|รับฟัง|มอบ|เยี่ยม) )
    | (?P<dateline> ^ [\s\xa0]* (?=จ\.|จังหวัด|กรุงเทพ|[A-Z][a-z]+\s*[–:,-]) )
    )
    """,
    re.VERBOSE | re.MULTILINE,
)
_ENGLISH_MARK = re.compile(
    r"(?P<na>(?:,|\bhrs|\bhours|\d)\s*,?\s+(?:at|in)\s+(?:the\s+)?(?=[A-Z]|\d+(?:st|nd|rd|th)\s[A-Z]|(?:lawn|area|front)\b))"
    r"|(?P<thi>\b(?:at|in)\s+(?:the\s+)?(?=[A-Z]|\d+(?:st|nd|rd|th)\s[A-Z]))"
    r"|(?P<visit>\b(?:visit|trip|travel(?:l?ed|l?ing)?|departed|departs)\s+(?:to|for)\s+(?:the\s+)?(?=[A-Z]))"
)
#: what a resolution is about, and not where it was taken
_MANY = re.compile(r"\bprovinces\b|’s\s[A-Z]")
_GOES_ON = re.compile(
    r"""
    [\s\xa0]+ (?:
        (?: จ\. | อ\. | ต\. | ถ\. | ซ\. | ม\.\d | จังหวัด | อำเภอ | ตำบล | แขวง | เขต(?!ตรวจ) | ถนน | ซอย | ชั้น | ห้อง | อาคาร | ตึก | กรุงเทพ | กทม | หมู่ | เลขที่
          | โรงแรม | ศูนย์ | โรงพยาบาล | มหาวิทยาลัย | ทำเนียบ | สำนักงาน | กระทรวง | กรม | วัด | ศาลา | หอ | สถาบัน | โรงเรียน | บ้าน | สนาม | เทศบาล | ประเทศ | สาธารณรัฐ
          | กรุง | นคร | รัฐ | เมือง | สปป | สวน | ท่าอากาศยาน | สะพาน | เกาะ | ภายใน | บริเวณ | สำนัก | สหราชอาณาจักร | ราชอาณาจักร | เซ็นเตอร์ | แกรนด์ )
      | [A-Z(“"] | \d+ (?!\s?(?:คน|ราย|น\.)) | (?:และ|–|-|,|แห่งใหม่|ที่) [\s\xa0]? (?=จ\.|จังหวัด|อ\.|อำเภอ|[A-Z\d(])
    )
    """,
    re.VERBOSE,
)
_STOPS = re.compile(
    r"(?<=[^\s])(?:โดยมี|โดย(?!สาร)|เพื่อ(?!การ|เศรษฐกิจ|สังคม|ความ|เกษตร|พัฒนา|คน|ชีวิต|อุตสาหกรรม|ประชาชน|ผู้|สุขภาพ)|ซึ่ง|พร้อมด้วย|เมื่อวัน|ระหว่างวัน|จำนวน|เป็นประธาน|ได้แก่|โดยนาย|ว่า\s|นาย(?!แพทย์|ก|เรือ|อำเภอ)[ก-ฮ]|นางสาว|และ(?:นาย|นาง)|ให้การต้อนรับ|เข้าร่วม)"
)
_ENGLISH_CHUNK = re.compile(
    r"Building|House|Room|Hotel|Province|District|Cent(?:er|re)|Hall|Bangkok|Palace|Airport|Park|Floor|University|Road|Square|Resort|Ministry|Parliament|Campus|Stadium|Office|Headquarters|Temple|Hospital|School|Base|Museum|Port|Tower|Club|Plaza|Arena|City|Pavilion|Thailand|Republic|People"
)


@dataclass(frozen=True, slots=True)
class Venue:
    """A candidate: the span after its mark ("ณ"), and the mark's kind."""

    start: int
    end: int
    mark: str


def venues(context: Context) -> list[Venue]:
    """The stretches of the lead that may be the venue, in order."""
    start, end = context.lead
    pattern = _MARK if context.language == "th" else _ENGLISH_MARK
    found: list[Venue] = []
    for match in pattern.finditer(context.text, start, min(end, start + 1800)):
        at = match.end()
        if found and at < found[-1].end:
            continue
        stop = _reach(context, at) if context.language == "th" else _english_reach(context, at)
        mark = match.lastgroup or "thi"
        if _MANY.search(context.text, at, stop):
            continue
        if 3 <= stop - at <= LONGEST and (mark == "na" or _placelike(context, at, stop)):
            found.append(Venue(at, stop, mark))
        if len(found) == CANDIDATES:
            break
    return found


def _placelike(context: Context, start: int, end: int) -> bool:
    return any(e.start < end for e in context.within(start, end, *PLACES)) or bool(HEAD.match(context.text, start))


HEAD = re.compile(
    r"ห้อง|โรงแรม|อาคาร|ตึก|ศูนย์|ทำเนียบ|สำนักงาน|กระทรวง|กรม|วัด|ศาลา|หอ|สถาบัน|โรงเรียน|มหาวิทยาลัย|สนาม|ท่าอากาศยาน|สวน|ลาน|โรงพยาบาล|เรือนจำ|จังหวัด|จ\.|อำเภอ|อ\.|ตำบล|ต\.|กรุง|ชุมชน|เทศบาล|บ้าน|หมู่บ้าน|สถานี|ด่าน|เขื่อน|ถนน|พิพิธภัณฑ์|อุทยาน|ตลาด|นิคม|โรงงาน|เมือง|มณฑล|พระ|บริษัท|ไบเทค|อิมแพ็ค|รัฐสภา|ห้าง|ศาล|แยก|สาธารณรัฐ|ประเทศ|ท่าเรือ|ค่าย|องค์การ|เวที"
)


def _reach(context: Context, at: int) -> int:
    """Where a Thai venue ends: chunks follow each other over spaces for as long as they look like places."""
    text = context.text
    limit = min(context.line(at)[1], at + LONGEST)
    people = _names(context, at, limit)
    times = [t.start for t in context.times_in(at + 1, limit) if t.kind not in {"year", "fiscal_year"}]
    limit = min([limit, *people[:1], *times[:1]])
    end = _chunk(context, at, limit)
    while end < limit:
        goes_on = _GOES_ON.match(text, end)
        inside = next((e for e in context.within(end, end + 3, *PLACES) if not text[end : e.start].strip()), None)
        if not goes_on and not inside:
            break
        after = inside.start if inside else end
        step = _chunk(context, after, limit)
        if step <= end:
            break
        end = step
    return _tidy(text, at, end)


def _names(context: Context, at: int, limit: int) -> list[int]:
    """Where people are named in a stretch; an office inside a place's name (สำนักงานปลัดกระทรวง…) is no person."""
    places = context.within(at, limit, "FACILITY", "ORGANIZATION")
    return [s.start for s in context.spots if at < s.start < limit and not any(e.start < s.start < e.end for e in places)]


def _chunk(context: Context, at: int, limit: int) -> int:
    """The end of the run of text without space that begins at ``at``, widened to entities and brackets it cuts."""
    text = context.text
    while at < limit and text[at] in " \xa0":
        at += 1
    end = at
    while end < limit and text[end] not in " \xa0\n":
        end += 1
    for entity in context.within(at, end, *PLACES):
        end = max(end, min(entity.end, limit))
    for opened, closed in ("()", "“”"):
        if text.count(opened, at, end) > text.count(closed, at, end):
            end = text.find(closed, end, limit) + 1 or end
    stop = _STOPS.search(text, at, end)
    places = context.within(at, end, *PLACES)
    return stop.start() if stop and not any(e.start < stop.start() < e.end for e in places) else end


def _english_reach(context: Context, at: int) -> int:
    text = context.text
    limit = min(context.line(at)[1], at + LONGEST)
    limit = min([limit, *_names(context, at, limit)[:1]])
    end = _comma(text, at, limit)
    while end < limit and text[end] == ",":
        after = end + 1
        while after < limit and text[after] == " ":
            after += 1
        step = _comma(text, after, limit)
        chunk = text[after:step]
        placed = any(e.start - after <= 4 for e in context.within(after, step, "FACILITY", "LOCATION"))
        if (
            len(chunk) > 60
            or not (placed or _ENGLISH_CHUNK.search(chunk))
            or re.match(r"(?:Prime|Deputy|Minister|Permanent|Government\s+Spokes|H\.E|Mr|Ms|Gen|Dr|Governor)\b", chunk)
        ):
            break
        end = step
    return _tidy(text, at, end)


_ENGLISH_END = re.compile(
    r",|\s(?:to|for|on|with|following|where|while|and\s+(?:chaired|attended|met)|during|which|as|after|before|from|by|was|is|has|have|will|under|Prime|Minister|Deputy|Government|H\.E|Mr|Gen)\b|[.;:](?:\s|$)|\(|\n"
)


def _comma(text: str, at: int, limit: int) -> int:
    match = _ENGLISH_END.search(text, at, limit)
    return match.start() if match else limit


def _tidy(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in " \xa0\n,:;–-":
        end -= 1
    for tail in ("และ", "โดย", "ซึ่ง", "มี", "ที่"):
        if text[start:end].endswith(" " + tail):
            end -= len(tail) + 1
    return end
