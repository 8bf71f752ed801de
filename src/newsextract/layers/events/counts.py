"""Attendance: how many people took part in the main event."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsextract.layers.events.context import Context
from newsextract.records import EventType, Mention
from newsextract.thai.view import THAI_DIGITS

#: maximum candidate numbers, and characters searched after the lead
MAX_CANDIDATES, AFTER_LEAD = 8, 900
#: (right, all) of the rule on data/annotations/events.jsonl, where it gives a number and where it gives none
_NUMBER_RIGHT, _SILENCE_RIGHT = (4, 5), (166, 167)
_PARTICIPANTS = {"participants", "attendees", "delegates", "trainees"}

_COUNT = re.compile(
    r"""
    (?= [\d๐-๙] ) (?<! [\d๐-๙,.] ) (?P<number> [\d๐-๙]{1,3}(?:,[\d๐-๙]{3}){1,5} | [\d๐-๙]{1,6} ) [\s\xa0]*
    (?P<unit> คน | ราย | ท่าน | รูป | ผู้แทน | persons | people | participants | attendees | delegates | trainees
             | (?: local[ ] )? residents | students | representatives | guests | officials | volunteers )
    """,
    re.VERBOSE,
)
_LEAD = re.compile(
    r"(?:จำนวนทั้งสิ้น|จำนวนกว่า|จำนวน|กว่า|รวมทั้งสิ้น|รวม|ทั้งสิ้น|ประมาณ|ทั้งหมด|มากกว่า|over|more\s+than|some|about|approximately|total\s+of)[\s\xa0]*$"
)
_TOOK_PART = re.compile(
    r"เข้าร่วม|ร่วมงาน|ร่วมพิธี|ร่วมกิจกรรม|ร่วมประชุม|ร่วมรับ|ร่วมโครงการ|ร่วมสัมมนา|ผู้เข้าอบรม|ผู้เข้าสัมมนา|เข้าอบรม|เข้ารับการ|ร่วมเดิน|ร่วมวิ่ง|ให้การต้อนรับ|มาร่วม|attend|participat|took part|joined|accompanied|welcomed|present"
)
#: types of events that people gather for, and words for taking part right before or after a number
_GATHERINGS = {"meeting", "ceremony", "training"}
_BESIDE = re.compile(
    r"(?:ผู้(?:ที่)?เข้าร่วม\S{0,30}|ผู้ร่วมงาน|เข้าร่วม(?:งาน|ประชุม|การประชุม|สัมมนา|การสัมมนา|กิจกรรม|โครงการ|พิธี|รับฟัง|อบรม|การอบรม)\S{0,14})[\s\xa0]?\Z"
)
_BESIDE_AFTER = re.compile(r"[\s\xa0]?(?:เข้า)?ร่วม(?:งาน|ประชุม|การประชุม|สัมมนา|การสัมมนา|กิจกรรม|โครงการ|พิธี|รับฟัง|อบรม)")
#: the end of a list of those who took part
_AT_THE_END = re.compile(r"(?:สื่อมวลชน|ประชาชน(?:ทั่วไป)?|(?:ที่|ผู้)เกี่ยวข้อง|ผู้ทรงคุณวุฒิ|ประชาสังคม)[\s\xa0]?\Z")
_OTHER = re.compile(
    r"ผู้ป่วย|เสียชีวิต|บาดเจ็บ|ผู้ติดเชื้อ|ติดเชื้อ|ล้าน|ละ\s*$|ผู้ต้องหา|นักท่องเที่ยว|เกษตรกร|(?<!กระทรวง)(?<!สหภาพ)แรงงาน|ครัวเรือน|ต่อวัน|infected|killed|patients"
)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people with its unit, and its span."""

    value: int
    unit: str
    start: int
    end: int
    lead: str


def candidates(context: Context) -> list[Count]:
    """The numbers of people in the lead and ``AFTER_LEAD`` characters after it."""
    start, end = context.lead
    found = []
    for match in _COUNT.finditer(context.text, start, min(len(context.text), end + AFTER_LEAD)):
        value = int(match["number"].translate(THAI_DIGITS).replace(",", ""))
        if value >= 5:
            lead = _LEAD.search(context.text, max(0, match.start() - 24), match.start())
            found.append(
                Count(
                    value,
                    match["unit"],
                    lead.start() if lead else match.start(),
                    match.end(),
                    " ".join(lead[0].split()) if lead else "",
                )
            )
        if len(found) == MAX_CANDIDATES:
            break
    return found


def took_part(context: Context, count: Count, kind: EventType) -> bool:
    """Whether the words around a number say that the people took part, not that they fell ill or were arrested.

    A number that a statement gives is its topic, but statements may begin in the lead: right beside words for taking part in a
    gathering it counts (12 of 12 such numbers in random articles).
    """
    text = context.text
    before = text[max(0, count.start - 110) : count.start].split("\n")[-1]
    after = text[count.end : count.end + 34].split("\n")[0]
    if _OTHER.search(before[-40:]) or _OTHER.search(after[:14]):
        return False
    beside = _BESIDE.search(before) or _BESIDE_AFTER.match(after)
    if context.in_first_statements(count.start, 5) and not (beside and kind in _GATHERINGS):
        return False
    return (
        bool(beside)
        or _AT_THE_END.search(before) is not None
        or count.unit in _PARTICIPANTS
        or bool(_TOOK_PART.search(after) or _TOOK_PART.search(before))
    )


def attendance(context: Context, kind: EventType) -> tuple[int | None, str | None, float, list[Mention]]:
    """Find how many people took part, with the unit.

    Returns
    -------
    number, unit, confidence, mentions
        The number and the unit are None if the text does not say.
    """
    found = [count for count in candidates(context) if took_part(context, count, kind)]
    if not found:
        return None, None, _laplace(*_SILENCE_RIGHT), []
    best = next((count for count in found if "ทั้งสิ้น" in count.lead), found[0])
    return best.value, best.unit, _laplace(*_NUMBER_RIGHT), [context.mention(best.start, best.end)]


def _laplace(right: int, of: int) -> float:
    """The share that is right, shrunk towards a half for small samples (Laplace's rule of succession)."""
    return round((right + 1) / (of + 2), 3)
