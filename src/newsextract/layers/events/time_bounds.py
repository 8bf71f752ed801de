"""What the words before a time make of it for a background event: its start, its end, or neither."""

from __future__ import annotations

import re
from typing import Literal

from newsextract.layers.events.context import Context
from newsextract.layers.events.words import any_of, word_class
from newsextract.records import Time

Bound = Literal["start", "end"]

#: characters before a time that are searched
REACH = 70
#: characters behind the words of an event in which its deadline begins; characters before them that may say that it is done
DUE_REACH, DONE_REACH = 20, 16
#: maximum years from publication to a year by which something is going to happen
MAX_YEARS = 2
#: the fiscal year in a name, characters before it that are searched for it; what makes a day one of every year
_FISCAL, FISCAL_REACH = re.compile(r"ประจำปีงบประมาณ\s*(?:พ\.ศ\.)?\s*"), 24
_EVERY_YEAR = re.compile(r"\s?(?:of|in) (?:each|every) year\b")
_DONE = re.compile(r"(?<!จะ)(?<!ให้)ได้(?!\s?ภายใน)|\b(?:has|have|had|was|were)\b")
#: kinds of time that, as a deadline, are never a start: 1 of 56 annotated days after "by" is; of the months 3 are
_DAYS = frozenset({"date", "datetime"})
#: kinds of time that are the period of a figure, not its day
_RANGES = frozenset({"range", "datetime_range"})
#: words for the time itself, right before it
_UNIT = r"\s*(?:วันที่|เดือน|ปี|(?:วัน)?สิ้น(?:เดือน|ปี|ไตรมาส)?)?\s*\Z"
_UNTIL = re.compile(
    rf"(?:(?<!รวม)(?<!ระลึก)(?:จน)?ถึง|{any_of(word_class('ends'))}(?:ใน|ลง|เมื่อ)?){_UNIT}|\b(?:until|till|through)(?: the)?\s*\Z"
)
#: the day of a figure: of 66 such annotated times 3 are a start, and one of these is that of a promulgation
_AS_OF = re.compile(rf"(?<!ประมา)(?<!คุ)ณ{_UNIT}|(?<!ให้)ข้อมูล(?:ล่าสุด)?(?:\s?เมื่อ)?\s?วันที่\s*\Z|\b[Aa]s of\s*\Z")
_PROMULGATED = re.compile(rf"{any_of(word_class('promulgates'))}\s*ณ{_UNIT}")
#: a time with which another is compared, or the last one with a higher figure: of 120 annotated ones 1 is a start
_GROWN_FROM = rf"{any_of(word_class('grows'))}[^\n\d]{{0,8}}จาก"
_PERIOD = rf"(?:ช่วง|ของ|ใน|กับ|เวลา|เดียวกัน|ระยะ|ไตรมาส|ที่|จะ|{any_of(word_class('ends'))}|the|same|period|of|in|\s)*"
_SUPERLATIVE = r"(?:สูงสุด|ต่ำสุด|ที่สุด)\s?(?:ในรอบ[^\n]{1,12}|นับ)\s?(?:นับ)?ตั้งแต่"
_ENGLISH = (
    rf"\b(?:compared (?:to|with)|(?:more|higher|lower|less) than|{any_of(word_class('superlative'))}\b[^\n.]{{0,40}} since)"
)
_FROM_FIGURE = (
    r"(?:\bfrom [^\n.]{0,14}\d[\d.,]*%?(?: percent| million| billion| trillion)? in"
    r"|\b(?:up|down|r[io]se|increase|decrease|gr[eo]w|f[ae]ll|drop|decline)[a-z]*\b[^\n.]{0,40} from \d[\d.,]*(?: [a-z]+){1,3} in)"
)
_COMPARED = re.compile(
    rf"(?:{any_of(word_class('compares'))}|{_GROWN_FROM}|{_SUPERLATIVE}|{_ENGLISH}|{_FROM_FIGURE}){_PERIOD}{_UNIT}"
)


def bound_of(context: Context, time: Time) -> Bound | None:
    """Whether a time near a background event can be its start or its end; neither if it dates a figure or is only compared.

    A time after "before" or "after" (ก่อน, หลัง) is neither: of 14 such annotated ones none is a start.
    """
    low = max(context.line(time.start)[0], time.start - REACH)
    before = context.text[low : time.start]
    if time.mod in {"BEFORE", "AFTER"} or _COMPARED.search(before) or _is_yearly(context, time):
        return None
    if time.kind not in _RANGES and _AS_OF.search(before) and not _PROMULGATED.search(before):
        return None
    return "end" if (time.deadline and time.kind in _DAYS) or _UNTIL.search(before) else "start"


def _is_yearly(context: Context, time: Time) -> bool:
    """Whether a time is the fiscal year in a name (ประจำปีงบประมาณ 2566) or a day of every year."""
    text, start = context.text, time.start
    named = _FISCAL.search(text, max(0, start - FISCAL_REACH), start + FISCAL_REACH)
    return (named is not None and named.start() < start <= named.end()) or _EVERY_YEAR.match(text, time.end) is not None


def is_due(context: Context, start: int, end: int) -> bool:
    """Whether a deadline still to come ends the words of an event or stands right behind them, and they do not say that it is done."""
    here = context.published or ""
    if not here or _DONE.search(context.text, max(0, start - DONE_REACH), start + 4):
        return False
    behind = context.times_in(start, end + DUE_REACH)
    return any(
        time.deadline and time.end >= end and _is_ahead(time, here)
        for time in behind
        if "\n" not in context.text[end : time.start]
    )


def _is_ahead(time: Time, here: str) -> bool:
    """Whether a time is not over on a day; a year is at most ``MAX_YEARS`` ahead, else it is a goal."""
    last = (time.end_value or time.value or "")[:10]
    if not last[:4].isdecimal() or (len(last) == 4 and int(last) > int(here[:4]) + MAX_YEARS):
        return False
    return last > here or here.startswith(last)
