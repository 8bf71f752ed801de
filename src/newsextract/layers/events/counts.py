"""Attendance: how many people took part in the main event."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from newsextract.layers.events.context import Context
from newsextract.records import EventType, Mention
from newsextract.thai.view import THAI_DIGITS

#: maximum candidate numbers; characters searched after the lead, and for a number right beside words for taking part
MAX_CANDIDATES, AFTER_LEAD, BESIDE_REACH = 8, 900, 5000
#: minimum number of people; characters before it searched for a sign that it is only expected
MIN_VALUE, EXPECTED_REACH = 5, 40
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
#: types without attendance: in none of 395 annotated ones
_NOT_ATTENDED = {"decision", "report"}
_BESIDE = re.compile(
    r"(?:ผู้(?:ที่)?เข้าร่วม\S{0,30}|ผู้ร่วมงาน|เข้าร่วม(?:งาน|ประชุม|การประชุม|สัมมนา|การสัมมนา|กิจกรรม|โครงการ|พิธี|รับฟัง|อบรม|การอบรม)\S{0,14})[\s\xa0]?\Z"
)
_BESIDE_AFTER = re.compile(
    r"[\s\xa0]?(?:เข้า)?ร่วม(?:งาน|ประชุม|การประชุม|สัมมนา|การสัมมนา|กิจกรรม|โครงการ|พิธี|ในพิธี|รับฟัง|อบรม|เป็นเกียรติ)"
)
#: words for a gathering, not a project, among those; a number that is only expected or allowed
_GATHERED = re.compile(r"(?!.*โครงการ).*(?:งาน|ประชุม|สัมมนา|พิธี|กิจกรรม|อบรม|รับฟัง|เป็นเกียรติ)", re.DOTALL)
_GATHERED_AFTER = re.compile(rf"{_BESIDE_AFTER.pattern}(?![ก-๎])")
_EXPECTED = re.compile(r"คาดว่า|เป้าหมาย|ไม่เกิน")
#: before the number of those who joined a project, or of those who a rule is about
_QUALIFIED = re.compile(r"(?:เข้าร่วมโครงการ(?:แล้ว|เกือบ|กว่า)[^\s\d]{0,8}|ตั้งแต่)[\s\xa0]?\Z")
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


def candidates(context: Context, reach: int = AFTER_LEAD) -> Iterator[Count]:
    """The numbers of people in the lead and some characters after it."""
    start, end = context.lead
    for match in _COUNT.finditer(context.text, start, min(len(context.text), end + reach)):
        value = int(match["number"].translate(THAI_DIGITS).replace(",", ""))
        if value < MIN_VALUE:
            continue
        lead = _LEAD.search(context.text, max(0, match.start() - 24), match.start())
        words = " ".join(lead[0].split()) if lead else ""
        yield Count(value, match["unit"], lead.start() if lead else match.start(), match.end(), words)


def took_part(context: Context, count: Count, kind: EventType) -> bool:
    """Whether the words around a number say that the people took part, not that they fell ill or were arrested.

    A number that a statement gives is its topic, but statements may begin in the lead: right beside words for taking part in a
    gathering it counts (12 of 12 such numbers in random articles).
    """
    text = context.text
    if gathered(context, count, kind):
        return True
    before, after = _around(context, count)
    low = count.start - len(before)
    if _OTHER.search(text, max(low, count.start - 40), count.start) or _OTHER.search(after[:14]):
        return False
    if kind != "training" and _QUALIFIED.search(before):
        return False
    beside = _BESIDE.search(before) or _BESIDE_AFTER.match(after)
    if context.in_first_statements(count.start, 5) and not (beside and kind in _GATHERINGS):
        return False
    signs = (beside, _AT_THE_END.search(before), _TOOK_PART.search(after), _TOOK_PART.search(before))
    return count.unit in _PARTICIPANTS or any(signs)


def gathered(context: Context, count: Count, kind: EventType) -> bool:
    """Whether a number stands right beside words for taking part in a gathering, and is not only expected."""
    before, after = _around(context, count)
    beside = _BESIDE.search(before) or _GATHERED_AFTER.match(after)
    if kind not in _GATHERINGS or beside is None or not _GATHERED.match(beside[0]):
        return False
    return not _EXPECTED.search(before[-EXPECTED_REACH:])


def _around(context: Context, count: Count) -> tuple[str, str]:
    """The text before and after a number, on its line."""
    before = context.text[max(0, count.start - 110) : count.start].split("\n")[-1]
    return before, context.text[count.end : count.end + 34].split("\n")[0]


def attendance(context: Context, kind: EventType) -> tuple[int | None, str | None, float, list[Mention]]:
    """Find how many people took part, with the unit.

    Returns
    -------
    number, unit, confidence, mentions
        The number and the unit are None if the text does not say.
    """
    near = islice(candidates(context), MAX_CANDIDATES) if kind not in _NOT_ATTENDED else ()
    found = [count for count in near if took_part(context, count, kind)]
    if not found and kind in _GATHERINGS:
        found = [count for count in candidates(context, BESIDE_REACH) if gathered(context, count, kind)]
    if not found:
        return None, None, _laplace(*_SILENCE_RIGHT), []
    best = next((count for count in found if "ทั้งสิ้น" in count.lead), found[0])
    return best.value, best.unit, _laplace(*_NUMBER_RIGHT), [context.mention(best.start, best.end)]


def _laplace(right: int, of: int) -> float:
    """The share that is right, shrunk towards a half for small samples (Laplace's rule of succession)."""
    return round((right + 1) / (of + 2), 3)
