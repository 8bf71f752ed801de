"""Attendance: how many people took part in the main event."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from newsextract.layers.events.context import Context
from newsextract.layers.events.rank import model, true_traits
from newsextract.layers.events.words import words_of
from newsextract.records import EventType, Mention
from newsextract.thai.view import THAI_DIGITS

#: maximum candidate numbers, the first ones of the article
MAX_CANDIDATES = 14
#: minimum number of people, and minimum probability that so many took part
MIN_VALUE, MIN_PROBABILITY = 5, 0.35
#: characters before and behind a number whose words are features, and the maximum number of such words
BEFORE, WORDS_BEFORE, BEHIND, WORDS_BEHIND = 60, 4, 50, 3
#: weights of the words around a number, of the two beside it, and of words for taking part in a gathering right beside it (23 of
#: 23 such annotated numbers count)
AROUND, BESIDE, GATHERED = 0.7, 0.8, 4.0
#: characters behind the lead that still count as near it
NEAR_LEAD = 900

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

#: types of events that people gather for; words for taking part right before or behind a number; those for a gathering, not a
#: project, among them
_GATHERINGS = frozenset({"meeting", "ceremony", "training"})
_BEFORE = re.compile(
    r"(?:ผู้(?:ที่)?เข้าร่วม\S{0,30}|ผู้ร่วมงาน|เข้าร่วม(?:งาน|ประชุม|การประชุม|สัมมนา|การสัมมนา|กิจกรรม|พิธี|รับฟัง|อบรม|การอบรม)\S{0,14})[\s\xa0]?\Z"
)
_GATHERED = re.compile(r"(?!.*โครงการ).*(?:งาน|ประชุม|สัมมนา|พิธี|กิจกรรม|อบรม|รับฟัง|เป็นเกียรติ)", re.DOTALL)
_BEHIND = re.compile(r"[\s\xa0]?(?:เข้า)?ร่วม(?:งาน|ประชุม|การประชุม|สัมมนา|การสัมมนา|กิจกรรม|พิธี|ในพิธี|รับฟัง|อบรม|เป็นเกียรติ)(?![ก-๎])")
_TOOK_PART = re.compile(
    r"เข้าร่วม|ร่วม(?:งาน|พิธี|กิจกรรม|ประชุม|รับ|สัมมนา|เดิน|วิ่ง)|(?:เข้า|รับการ)อบรม|ต้อนรับ|attend|participat|joined|welcomed"
)
#: a number that is only expected or allowed
_EXPECTED = re.compile(r"คาดว่า|เป้าหมาย|ไม่เกิน")
#: characters before a number searched for words for taking part in a gathering, for those for taking part, and for these
PATTERN_REACH, TOOK_PART_REACH, EXPECTED_REACH = 110, 30, 40


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people with its unit, its span, and the word that leads to it (จำนวน, over)."""

    value: int
    unit: str
    start: int
    end: int
    lead: str


def candidates(context: Context) -> list[Count]:
    """The first numbers of people in an article that are not only expected or allowed: of 40 such annotated ones none counts."""
    found = (_count(context.text, match) for match in _COUNT.finditer(context.text))
    return [*islice((one for one in found if one.value >= MIN_VALUE and not _is_expected(context, one)), MAX_CANDIDATES)]


def _is_expected(context: Context, count: Count) -> bool:
    low = max(context.line(count.start)[0], count.start - EXPECTED_REACH)
    return _EXPECTED.search(context.text, low, count.start) is not None


def _count(text: str, match: re.Match[str]) -> Count:
    value = int(match["number"].translate(THAI_DIGITS).replace(",", ""))
    lead = _LEAD.search(text, max(0, match.start() - 24), match.start())
    words = " ".join(lead[0].split()) if lead else ""
    return Count(value, match["unit"], lead.start() if lead else match.start(), match.end(), words)


def features(context: Context, kind: EventType, found: Sequence[Count]) -> list[dict[str, float]]:
    """Features of each number and, last, of "nobody says"."""
    rows = [_features(context, kind, count, k, found) for k, count in enumerate(found)]
    return [*rows, dict.fromkeys(["none", f"none {kind}", f"none of {min(len(found), 4)}"], 1.0)]


def _features(context: Context, kind: EventType, count: Count, order: int, found: Sequence[Count]) -> dict[str, float]:
    low, high = context.line(count.start)
    before = words_of(context, max(low, count.start - BEFORE), count.start)[-WORDS_BEFORE:]
    joined = _BEFORE.search(context.text, max(low, count.start - PATTERN_REACH), count.start)
    gathered = (joined and _GATHERED.match(joined[0])) or _BEHIND.match(context.text, count.end)
    behind = words_of(context, count.end, min(high, count.end + BEHIND))[:WORDS_BEHIND]
    place, size = _place(context, count.start), f"size {len(str(count.value))}"
    traits = {
        "said": context.in_statement(count.start),
        "said in a first statement": context.in_first_statements(count.start, 5),
        "the only one": len(found) == 1,
        "ends the line": count.end >= high - 1,
        "took part before": _TOOK_PART.search(context.text, max(low, count.start - TOOK_PART_REACH), count.start),
        "took part behind": _TOOK_PART.search(context.text, count.end, min(high, count.end + TOOK_PART_REACH)),
    }
    names = [place, size, kind, f"{kind} {place}", f"{kind} {size}", f"unit {count.unit}", f"{kind} unit {count.unit}"]
    names += [f"lead {count.lead}", f"order {min(order, 4)}", f"{min(sum(o.value == count.value for o in found), 3)} times"]
    return (
        dict.fromkeys(names, 1.0)
        | true_traits(traits)
        | ({"gathered": GATHERED} if gathered and kind in _GATHERINGS else {})
        | dict.fromkeys([*(f"before {word}" for word in before), *(f"behind {word}" for word in behind)], AROUND)
        | dict.fromkeys([*(f"after {word}" for word in before[-1:]), *(f"next {word}" for word in behind[:1])], BESIDE)
    )


def _place(context: Context, at: int) -> str:
    """The headline, the lead, near it, or later."""
    end = context.lead[1]
    return "headline" if at < context.body else "lead" if at < end else "near" if at < end + NEAR_LEAD else "later"


def pick(found: Sequence[Count], chances: Sequence[float]) -> tuple[int, float]:
    """Index and probability of the likeliest number, or of none; the probabilities of equal numbers are added.

    Examples
    --------
    >>> pick([Count(50, "คน", 0, 5, ""), Count(50, "คน", 9, 14, "")], [0.3, 0.3, 0.4])
    (0, 0.6)
    """
    best = max(range(len(found)), key=chances.__getitem__, default=len(found))
    equal = sum(chance for count, chance in zip(found, chances, strict=False) if count.value == found[best].value)
    return (best, equal) if equal >= MIN_PROBABILITY else (len(found), 1 - equal)


def attendance(context: Context, kind: EventType) -> tuple[int | None, str | None, float, list[Mention]]:
    """How many people took part, the unit (both None if the text does not say), the confidence, and the words."""
    found = candidates(context)
    best, chance = pick(found, model("attendance").probabilities(features(context, kind, found)) if found else [1.0])
    if best == len(found):
        return None, None, model("attendance").calibrated(chance, filled=False), []
    count = found[best]
    return count.value, count.unit, model("attendance").calibrated(chance), [context.mention(count.start, count.end)]
