"""The time of a background event: the choice among the article's times, and what the words before a time make of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from newsextract.layers.drafts import Event
from newsextract.layers.events import happening_slots as slots
from newsextract.layers.events.context import Context
from newsextract.layers.events.happenings import Stretch, weights
from newsextract.layers.events.when import DATE_LENGTH, When, iso
from newsextract.layers.events.words import word_class
from newsextract.records import Time
from newsextract.thai.text import any_of

#: kinds of time that name several days, of which the main event's items happen on one that is not told
_SEVERAL = frozenset({"range", "datetime_range", "list", "month_range"})
#: maximum characters from a clock time to the words of its event
HOUR_REACH = 60
#: length of a date with its local clock time
LOCAL_LENGTH = 16
_DAY_OF = re.compile(r"(?:เมื่อ(?:วันที่)?|\bon)\s*\Z")
_NOT_AT = re.compile(r"(?:ถึง|ก่อน|หรือ)\s*(?:เวลา)?\s*\Z")
#: what stands before an event if a time before both is that of another one
_BESIDE = re.compile(
    r"(?:ก่อน|หลัง)(?:จาก|การ|ที่|ได้|จะ|เริ่ม|เสร็จสิ้น|เสร็จ|สิ้นสุด|เข้าร่วม|ร่วม)*\s*\Z"
    r"|\b(?:[Ff]ollowing|[Pp]rior to|[Bb]efore|[Aa]fter|[Aa]head of)(?: (?:the|an?|his|her|their|its))?\s*\Z"
)
#: what stands before an event that is going on: its day is not told unless one follows "since"
_GOING_ON = re.compile(r"(?<!นำ)(?<!วาง)(?<!จัด)(?<!สนธิ)(?<!ขณะ)(?<!ขณะที่)(?:อยู่(?:ใน)?ระหว่าง|กำลัง)(?:การ|ดำเนินการ)?\s*\Z")
_SINCE = re.compile(r"(?:ตั้งแต่|ระหว่าง)(?:วันที่|เดือน|ปี)?\s*\Z")
#: maximum characters right before an event that are searched for such words
LEAD_REACH = 40
#: the end of an English sentence, the words of the next one that go on with the same matter, and the noun that may
_NEXT_SENTENCE = re.compile(
    r"(?<=[a-z0-9)%”’][a-z0-9)%”’])(?<!Mr)(?<!Mrs)(?<!Ms)(?<!Dr)(?<!Gen)(?<!No)\. (?=[A-Z“])(?!(?:This|These|It|They|The event|The year)\b)(?:The ([a-z]+))?"
)
_DECISION = re.compile(rf"(?:{any_of(word_class('decision'))}|(?i:approved|acknowledged|declared)\b)")

#: characters before a time that may say whether it is a start, an end or neither
BOUND_REACH = 70
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
_PERIODS = frozenset({"range", "datetime_range"})
#: words for the time itself, right before it
_UNIT = r"\s*(?:วันที่|เดือน|ปี|(?:วัน)?สิ้น(?:เดือน|ปี|ไตรมาส)?)?\s*\Z"
_UNTIL = re.compile(
    rf"(?:(?<!รวม)(?<!ระลึก)(?:จน)?ถึง|{any_of(word_class('ends'))}(?:ใน|ลง|เมื่อ)?){_UNIT}|\b(?:until|till|through)(?: the)?\s*\Z"
)
#: what stands before the year of a law or report that is only cited (ตามพระราชบัญญัติ… พ.ศ. 2535, มาตรา 39 แห่ง … พ.ศ. 2494)
_CITED = re.compile(
    r"(?:(?:ตาม|แห่ง|ภายใต้|อำนาจ|เกี่ยวกับ|ของ|ใน|ผิด|ฝ่าฝืน|กฎหมาย)(?:ความใน)?[ \xa0]?(?:พระราชบัญญัติ|พ\.ร\.บ\.|พระราชกำหนด|พ\.ร\.ก\."
    r"|พระราชกฤษฎีกา|พ\.ร\.ฎ\.|ประมวล|รัฐธรรมนูญ|ระเบียบ|กฎกระทรวง|ข้อบังคับ|รายงาน)"
    r"|(?:มาตรา|ม\.)[ \xa0]?[\d๐-๙][\d๐-๙ ()/]*(?:แห่ง|ของ|ตาม|รัฐธรรมนูญ|พระราช|พ\.ร\.))(?:(?!พ\.ศ\.)[^\n]){0,130}\Z"
)
#: maximum characters from such a law's first word to its year
CITED_REACH = 170
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


def choose_time(context: Context, one: Stretch, main: Event, part: float) -> When:
    """The time that dates a stretch: one near it, the main event's day, or none; with the hour right before the stretch.

    ``part`` is the probability that it is an item of the main event's programme.
    """
    times = slots.times_of(context, one)
    model = weights()["start"]
    chances = model.probabilities(slots.time_features(context, one, times, main, part))
    best = _likeliest(context, one, times, chances)
    sure = model.calibrated(chances[best])
    found = nothing = When(None, None, [], sure)
    main_day = When(slots.day(main.start), None, main.slots.get("start", [])[:1], sure)
    whole_day = main_day if _is_day(main_day) and not main.end else nothing
    if best < len(times):
        found = _dated_by(context, one, times[best], sure)
        if _is_of_object(context, one, times[best]):
            found = whole_day if part >= 0.5 else nothing
    elif best == len(times) and main.start and not _several_days(context, main):
        found = main_day
    if not is_going_on(context, one):
        found = _with_hour(context, one, found, whole_day)
    elif found.start and not _since(context, one, found):
        found = nothing
    return _in_main_zone(found, main)


def _is_day(found: When) -> bool:
    """Whether a time starts on a day without a clock time."""
    return len(found.start or "") == DATE_LENGTH


def _likeliest(context: Context, one: Stretch, times: Sequence[Time], chances: Sequence[float]) -> int:
    """Index of the likeliest of some times that nothing parts from a stretch, the main event's day and none."""
    near = (k for k in range(len(chances)) if k >= len(times) or not _is_parted(context, one, times[k]))
    return max(near, key=chances.__getitem__)


def _is_parted(context: Context, one: Stretch, time: Time) -> bool:
    """Whether the text turns to another matter (ส่วน, นอกจากนี้, the next sentence) between a stretch and a time.

    Of 373 times behind such words on the lines of annotated events, 24 date the event, and of 264 in the next sentence 25.
    """
    tokens, turns = context.tokens, word_class("turns")
    first, last = bisect_left(tokens.starts, one.start + 1), bisect_left(tokens.starts, time.start)
    if any(tokens.kinds[k - 1] == "space" and tokens.norms[k] in turns for k in range(first, last)):
        return True
    told = context.text[one.start : one.end].casefold()
    return any(not next_[1] or next_[1] not in told for next_ in _NEXT_SENTENCE.finditer(context.text, one.end, time.start))


def _with_hour(context: Context, one: Stretch, found: When, main_day: When) -> When:
    """The time of a stretch, or the main event's day if it has none, with the hour right before the stretch."""
    day = found if found.start else main_day
    if found.end or not _is_day(day) or _is_beside(context, one):
        return found
    hour = _hour_before(context, one)
    if hour is None:
        return found
    start = iso(f"{day.start}{(hour.value or '')[:6]}")
    return replace(day, start=start, mentions=[*day.mentions, context.mention(hour.start, hour.end)])


def _is_beside(context: Context, one: Stretch) -> bool:
    """Whether a stretch is told as before or after another event, to which a time before both belongs."""
    return _BESIDE.search(_lead(context, one)) is not None


def _lead(context: Context, one: Stretch) -> str:
    """The text right before a stretch on its line."""
    return context.text[max(context.line(one.start)[0], one.start - LEAD_REACH) : one.start]


def _since(context: Context, one: Stretch, found: When) -> bool:
    """Whether the words of a time stand behind the beginning of a stretch, after "since" or "between"."""
    return any(_SINCE.search(context.text, one.start, word.start) for word in found.mentions)


def _in_main_zone(found: When, main: Event) -> When:
    """The time, with the main event's offset from UTC if the same words give both the same local time."""
    start = main.start or ""
    same = len(start) > DATE_LENGTH and start[:LOCAL_LENGTH] == (found.start or "")[:LOCAL_LENGTH]
    shared = any(word in found.mentions for word in main.slots.get("start", []))
    return replace(found, start=start) if same and shared else found


def _dated_by(context: Context, one: Stretch, time: Time, sure: float) -> When:
    """Start and end that a time gives, by the words before it; a time that names several days is not an end."""
    start, end = slots.span_of(time)
    words = [context.mention(time.start, time.end)]
    bound = bound_of(context, time)
    if bound is None:
        return When(None, None, [], sure)
    if bound == "end" and end is None:
        found = When(None, iso(start), words, sure, due=time.deadline)
    else:
        found = When(iso(start), iso(end), words, sure)
    if time.end > one.start or not _is_beside(context, one):
        return found
    return replace(found, start=slots.day(found.start) or None, end=None if len(found.end or "") > DATE_LENGTH else found.end)


def _several_days(context: Context, main: Event) -> bool:
    """Whether the words that date the main event name several days (not "today", whose range of days is told elsewhere)."""
    if not main.end or slots.day(main.end) <= slots.day(main.start):
        return False
    words = main.slots.get("start", [])[:1]
    return any(time.kind in _SEVERAL for at in words for time in context.times_in(at.start, at.end))


def is_decision(context: Context, one: Stretch) -> bool:
    """Whether a stretch begins with a word for a decision (เห็นชอบ …): 393 of 394 annotated such events are decisions."""
    return _DECISION.match(context.text, one.start) is not None


def is_going_on(context: Context, one: Stretch) -> bool:
    """Whether the words before a stretch say that it is going on (อยู่ระหว่าง, กำลัง)."""
    return _GOING_ON.search(_lead(context, one)) is not None


def _is_of_object(context: Context, one: Stretch, time: Time) -> bool:
    """Whether a time dates what a decision is about: it stands in or behind it and is a period or still to come."""
    if not is_decision(context, one) or time.start < one.start or _DAY_OF.search(context.text, one.start, time.start):
        return False
    to_come = bool(context.published) and (time.value or "") > (context.published or "")
    return to_come or time.kind in {"range", "fiscal_year", "year_range", "month_range"}


def _hour_before(context: Context, one: Stretch) -> Time | None:
    """The last time on the line before a stretch, if it is a clock time at which the stretch may begin."""
    low = max(context.line(one.start)[0], one.start - HOUR_REACH)
    k = bisect_left(context.time_starts, one.start) - 1
    time = context.times[k] if k >= 0 else None
    if time is None or time.start < low or time.kind != "time" or (time.value or "")[:1] != "T":
        return None
    return None if _NOT_AT.search(context.text, max(0, time.start - 12), time.start) else time


def bound_of(context: Context, time: Time) -> Literal["start", "end"] | None:
    """Whether a time near a background event can be its start or its end; neither if it dates a figure or is only compared.

    A time after "before" or "after" (ก่อน, หลัง) is neither: of 14 such annotated ones none is a start.
    """
    low = max(context.line(time.start)[0], time.start - BOUND_REACH)
    before = context.text[low : time.start]
    if time.mod in {"BEFORE", "AFTER"} or _COMPARED.search(before) or _is_yearly(context, time) or _is_of_law(context, time):
        return None
    if time.kind not in _PERIODS and _AS_OF.search(before) and not _PROMULGATED.search(before):
        return None
    return "end" if (time.deadline and time.kind in _DAYS) or _UNTIL.search(before) else "start"


def _is_yearly(context: Context, time: Time) -> bool:
    """Whether a time is the fiscal year in a name (ประจำปีงบประมาณ 2566) or a day of every year."""
    text, start = context.text, time.start
    named = _FISCAL.search(text, max(0, start - FISCAL_REACH), start + FISCAL_REACH)
    return (named is not None and named.start() < start <= named.end()) or _EVERY_YEAR.match(text, time.end) is not None


def _is_of_law(context: Context, time: Time) -> bool:
    """Whether a time is the year of a law or report that the text only cites."""
    if time.kind != "year" or not time.text.startswith(("พ.ศ.", "พุทธศักราช")):
        return False
    low = max(context.line(time.start)[0], time.start - CITED_REACH)
    return _CITED.search(context.text, low, time.start) is not None


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
