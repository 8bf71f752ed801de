"""Durations, recurring times, relative words, holidays, lunar days, weekdays."""

from __future__ import annotations

import re

from newsextract.layers.times import forms_day as day
from newsextract.layers.times import lexicon as lex
from newsextract.layers.times.lexicon import DASH, ENGLISH_WEEKDAY, ERA, RELATIVE, THAI_WEEKDAY, UNITS, WEEKDAYS
from newsextract.layers.times.pieces import Piece, Point, set_year
from newsextract.thai.digits import NUMBER_WORDS, number
from newsextract.thai.text import any_of

_COUNT = rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,5}}(?:\.\d+)?|\d{{1,6}}(?:\.\d{{1,2}})?|{NUMBER_WORDS})"
_FISCAL = "งบประมาณ"
DURATION = re.compile(
    rf"""
    (?P<n>{_COUNT}) (?:[ ]?(?:{DASH}|ถึง|หรือ|to[ ])[ ]?(?P<n2>{_COUNT})
      | [ ]{{0,3}}(?P<same>{lex.UNIT})[ ]{{0,2}}(?:{DASH}{{1,2}}|(?:ไป)?(?:จน)?ถึง)[ ]{{0,2}}(?P<n3>{_COUNT})(?=[ ]{{0,3}}(?P=same)) )?
    (?:[ ]{{0,3}}|-)
    (?P<unit>ปี{_FISCAL}(?![ ]{{0,3}}(?:พ\.|\d|นี้|หน้า|ที่|ก่อน|ถัด|ปัจจุบัน))|{lex.UNIT})
    (?P<more>[ ]{{0,2}}(?P<m>\d{{1,3}})[ ]{{0,2}}(?P<munit>เดือน|วัน|ชั่วโมง|นาที|วินาที)(?!ที่|แรก))?
    (?P<half>ครึ่ง)?
    (?P<tail>[ ]?(?:แรก|ที่ผ่านมา|ข้างหน้า|ที่แล้ว|ก่อนหน้า(?:นี้)?|ก่อน(?=[\s,.)]|$)|ago\b))?
    """,
    re.VERBOSE,
)
EVERY = re.compile(
    rf"""
    ทุก[ ]?(?:ๆ[ ]?)?
    (?: วัน(?:ที่)?[ ]?(?P<weekday>{THAI_WEEKDAY})
        (?:[ ]?(?:-|–|และ|,|ถึง)[ ]?(?:วัน)?(?P<weekday2>{THAI_WEEKDAY}))? (?:ของ(?:ทุก)?(?:สัปดาห์|เดือน))?
      | วันที่[ ]?(?P<day>\d{{1,2}})(?!\d)(?:[ ]?(?:ของ(?:ทุก)?เดือน(?:ถัดไป)?|ของ(?:ทุก)?ๆ?เดือน))?
      | (?:(?P<n>\d{{1,2}})[ ]?)?(?P<unit>{lex.words("every")})(?!นี้|ที่|แห่ง|[ ]?\d)
    )
    """,
    re.VERBOSE,
)
ENGLISH_EVERY = re.compile(rf"\b[Ee]very[ ](?:(?P<weekday>{ENGLISH_WEEKDAY})|(?P<unit>day|week|month|year|quarter)\b)")
LUNAR = re.compile(
    r"""
    (?P<phase>ขึ้น|แรม) [ ]? (?P<day>\d{1,2}) [ ]?ค่ำ [ ]?เดือน [ ]?
    (?P<month>\d{1,2}|[\u0e01-\u0e4e]{2,8}?(?=[ \n(,.]|$|ปี|ของ))
    """,
    re.VERBOSE,
)
HOLIDAY = re.compile(
    rf"""
    (?P<name>{any_of(lex.HOLIDAYS)})
    (?P<tail> [ ]{{0,3}}(?:ประจำ)?(?:ปี|พุทธศักราช|พ\.ศ\.) [ ]{{0,3}}(?:(?P<era>{ERA})[ ]?)?
              (?P<year>[12]\d{{3}}|\d\d)(?![\d.,]\d|\d) )?
    """,
    re.VERBOSE,
)
RELATIVE_WORD = re.compile(any_of(word for word in RELATIVE if not word.isascii()))
ENGLISH_RELATIVE = re.compile(rf"\b{any_of(word for word in RELATIVE if word.isascii())}\b", re.IGNORECASE)
PART_OF = re.compile(
    rf"""
    (?<!งบ) {lex.words("part")} (?P<unit>ปี|เดือน)
    (?! [\u0e01-\u0e2eเแโใไ] | [ ]?\d | [ ]?พ\.ศ | [ ]{{0,3}}{lex.FULL_ABBREVIATION} )
    """,
    re.VERBOSE,
)
_WEEKDAY = rf"(?:วัน)?(?P<name>{THAI_WEEKDAY})"
WEEKDAY = re.compile(rf"{_WEEKDAY}[ ]{{0,3}}(?:ที่[ ]{{0,4}}(?=\d))?")
WEEKDAY_RANGE = re.compile(
    rf"""
    (?:วัน)?(?P<weekday>{THAI_WEEKDAY}) [ ]?(?:{DASH}|ถึง|และ)[ ]? (?:วัน)?(?P<weekday2>{THAI_WEEKDAY})
    (?! ฯ?[ ]{{0,3}}(?:(?:ที่|นี้|หน้า)?[ ]{{0,3}}(?:\d|นี้)|ที่ผ่านมา|ที่แล้ว|หน้า) )
    """,
    re.VERBOSE,
)
NEAR_WEEKDAY = re.compile(rf"{_WEEKDAY}[ ]?(?P<where>{any_of(w for w in lex.WEEKDAY_OFFSETS if not w.isascii())})")
ENGLISH_WEEKDAY_HEAD = re.compile(
    rf"(?:(?P<where>[Tt]his|[Nn]ext|[Ll]ast)[ ])?(?P<name>{ENGLISH_WEEKDAY})(?:,?[ ]{{0,3}}(?:the[ ])?)"
)

#: ทุกสองสัปดาห์, ทุก 2 ชม., every 5 years: what EVERY does not read is so long a time, again and again
_EVERY_BEFORE = re.compile(r"(?:ทุก[ ]?(?:ๆ[ ]?)?|\b[Ee]very[ ])\Z")
_NUMBERED = re.compile(rf"{lex.words('numbered')}[ ]?\Z")
#: หลายสิบปี, เป็นสิบวัน: an uncertain number of tens
_VAGUE = re.compile(rf"{lex.words('vague')}\Z")
#: อายุ 60 ปี, aged 60 years: a person's age, unless it is the term of a bond or a visa
_BOUND = rf"(?:{lex.words('age_bound')})?[ ]?"
#: the first of two ages: อายุ 54 ปี และ 27 ปี, อายุ 60 ปีขึ้นไป แต่ไม่เกิน 80 ปี
_FIRST_AGE = (
    rf"\d{{1,3}}[ ]?(?:{lex.words('age_unit')}[ ]?)?(?:{lex.words('age_ending')}[ ]?)?{lex.words('age_to')}[ ]?{_BOUND}"
)
_AGE = re.compile(rf"(?P<elderly>ผู้สูง)?{lex.words('age')}[ ]?{_BOUND}(?:{_FIRST_AGE})?\Z")
_TERM = re.compile(rf"{lex.words('term_of')}[ ]?(?:ที่)?(?:มี)?[ ]?\Z")
_OLD = re.compile(r"[ -]old\b|[ ]of[ ]age\b")
_DAYS_OF_A_CENTURY = 36525
_NOT_A_UNIT = re.compile(rf"(?:ที่[ ]?\d|{THAI_WEEKDAY}|ที่ [^ก-๎]|เกิด(?:เหตุ|มา)|(?P<present>นี้))")
_WHEN = re.compile(rf"(?:(?<!เนื่อง)ใน|{lex.words('when')})[ ]?(?:the[ ])?\Z")
_BARE_YEAR = re.compile(r"[ ]{0,3}(25\d\d|20\d\d)(?![\d.,]\d|\d)")
#: ในรอบปีที่ผ่านมา: the twelve months up to now, not the calendar year before.
_CYCLES = {"year": "P1Y", "month": "P1M", "week": "P1W", "quarter": "P3M"}
_IN_CYCLE = re.compile(r"รอบ[ ]?\Z")
_NOWADAYS_BEFORE = re.compile(
    rf"""
      {lex.table_words("nowadays", side="touching_before")} \Z
    | {lex.table_words("nowadays", side="near_before")} [^\n]{{0,30}} \Z
    | {lex.table_words("nowadays", side="but_before")} [^\n]{{0,60}} แต่(?:ใน)? \Z
    """,
    re.VERBOSE,
)
_NOWADAYS_AFTER = re.compile(
    rf"{lex.table_words('nowadays', side='touching_after')}|[^\n]{{0,30}}?{lex.table_words('nowadays', side='near_after')}"
)
_GENERIC = re.compile(rf"{lex.words('generic')}\Z")
#: 30 ปีที่ผ่านมา: so many years, not the last one; a day word after a figure is a day: ครั้งที่ 5 วันนี้
_COUNTED = re.compile(r"(?:สิบ|ร้อย|พัน|\d[ ]?)(?:กว่า)?[ ]?\Z")
#: เมื่อคืนวันที่ 25: the night of a named day, not last night.
_NIGHT_OF = re.compile(r"เมื่อคืน[ ]?(?:ของ)?วัน(?!นี้|ก่อน)")
#: Finer unit in which half of a unit is expressed: "สองปีครึ่ง" is thirty months.
_FINER = {"Y": ("M", 12), "TH": ("TM", 60), "W": ("D", 7), "M": ("D", 30)}


def _amount_and_designator(written: str, unit: str) -> tuple[float, str]:
    """Amount and ISO 8601 designator: five quarters, ("5", "3M"), are 15 and "M"."""
    n = number(written)
    amount = float(written.replace(",", "")) if n is None else n
    return amount * int(unit.lstrip("T")[:-1]), ("T" if unit.startswith("T") else "") + unit[-1]


def _iso(amount: float, designator: str) -> str:
    return f"P{designator[:-1]}{amount:g}{designator[-1]}"


def read_duration(text: str, match: re.Match[str]) -> list[Piece]:
    """30 วัน, 2 - 3 ปี, สามปี, 5 ปี 6 เดือน, 6 เดือนที่ผ่านมา; ทุกสองปี, which recurs."""
    unit = match["unit"].removesuffix(_FISCAL)
    no_duration = _is_numbered(text, match, unit) or _is_age(text, match)
    end = None if no_duration else _duration_end(text, match, unit)
    amount, designator = _amount_and_designator(match["n"], UNITS[unit])
    if end is None or (designator == "D" and amount > _DAYS_OF_A_CENTURY):
        # a total, not a duration: 690,000 days of lodging
        return []
    value = _iso(amount, designator)
    if match["half"]:
        value = _and_a_half(amount, designator)
    elif match["more"]:
        finer = UNITS[match["munit"]]
        value += "T" * (finer.startswith("T") and "T" not in value) + match["m"] + finer[-1]
    if last := match["n2"] or match["n3"]:
        value += "/" + _iso(*_amount_and_designator(last, UNITS[unit]))
    return [_again_and_again(text, Piece(match.start(), end, "fixed", kind="duration", value=value))]


def _again_and_again(text: str, piece: Piece) -> Piece:
    """A duration, or the recurring time that it is behind "every"."""
    if every := _EVERY_BEFORE.search(text, max(0, piece.start - 6), piece.start):
        piece.start, piece.kind = every.start(), "recurring"
    return piece


def _is_numbered(text: str, match: re.Match[str], unit: str) -> bool:
    """Whether the number belongs to something else, is a year or is vague: ชั้น 2 วัน…, 1,5 ปี, 2567 ปี, หลายสิบปี."""
    start, figures = match.start(), match["n"]
    if figures[0].isdigit() and lex.touches(text, start, ".,:/-–"):
        return True
    is_year = unit == "ปี" and figures.isdigit() and 2400 <= int(figures) <= 2620
    if figures in lex.ROUND_NUMBERS and _VAGUE.search(text, max(0, start - 6), start):
        return True
    return is_year or _NUMBERED.search(text, max(0, start - 18), start) is not None


def _is_age(text: str, match: re.Match[str]) -> bool:
    """Whether it is a person's age: อายุ 60 ปี, วัย 45 ปี, 42 years old."""
    if _OLD.match(text, match.end()):
        return True
    age = _AGE.search(text, max(0, match.start() - 44), match.start())
    if age is None or (age["elderly"] and not text.startswith("ขึ้นไป", match.end())):
        # the plan for the elderly (แผนผู้สูงอายุ 20 ปี) lasts so long
        return False
    return not _TERM.search(text, max(0, age.start() - 20), age.start())


def _duration_end(text: str, match: re.Match[str], unit: str) -> int | None:
    """End offset of a duration, or None if its unit is only the beginning of another word."""
    following = text[match.end() : match.end() + 1]
    if unit.isascii() and following.isalpha() and following.isascii():
        return None
    if unit in lex.UNITS_OR_WORDS and not match["tail"] and (other := _NOT_A_UNIT.match(text, match.end("unit"))):
        return match.end("unit") if other["present"] else None
    return match.end()


def _and_a_half(amount: float, designator: str) -> str:
    if designator not in _FINER:
        return _iso(amount + 0.5, designator)
    finer, times = _FINER[designator]
    return _iso(int((amount + 0.5) * times), finer)


def read_every(text: str, match: re.Match[str]) -> list[Piece]:  # noqa: ARG001  every reader has one signature
    """ทุกวันจันทร์, วันจันทร์ - ศุกร์, ทุกวันที่ 7 ของเดือน, ทุก 5 ปี."""
    piece = Piece(*match.span(), "fixed", kind="recurring")
    groups = match.groupdict()
    if groups.get("weekday"):
        piece.value = f"XXXX-WXX-{WEEKDAYS[groups['weekday'].rstrip('.').casefold()]}"
        if groups.get("weekday2"):
            piece.end_value = f"XXXX-WXX-{WEEKDAYS[groups['weekday2']]}"
    elif groups.get("day"):
        if not 1 <= int(groups["day"]) <= 31:
            return []
        piece.value = f"XXXX-XX-{int(groups['day']):02d}"
    else:
        piece.value = _iso(*_amount_and_designator(groups.get("n") or "1", UNITS.get(groups["unit"], "3M")))
    return [piece]


def read_lunar(text: str, match: re.Match[str]) -> list[Piece]:  # noqa: ARG001
    """ขึ้น 15 ค่ำ เดือน 8."""
    word, day = match["month"], int(match["day"])
    month = int(word) if word.isdigit() else lex.LUNAR_MONTHS.get(word) or number(word)
    if not month or not 1 <= month <= 12 or not 1 <= day <= 15:
        return []
    rule = f"lunar {month} {day if match['phase'] == 'ขึ้น' else day + 15}"
    return [Piece(*match.span(), "holiday", label=rule, kind="lunar")]


def read_holiday(text: str, match: re.Match[str]) -> list[Piece]:
    """เทศกาลสงกรานต์ ปี 2560; without a year only where it says when something happens, not where it names the festival."""
    year, (start, end) = match["year"], match.span()
    if year is None:
        if not _WHEN.search(text, max(0, start - 18), start):
            return []
        if bare := _BARE_YEAR.match(text, end):
            year, end = bare[1], bare.end()
    point = set_year(Point(), year, match["era"] or "")
    return [Piece(start, end, "holiday", first=point, label=lex.HOLIDAYS[match["name"]], kind="holiday")]


def _is_nowadays(text: str, match: re.Match[str]) -> bool:
    """Whether วันนี้ means these days, not this day: โลกวันนี้, ในเร็ววันนี้, วันนี้และวันหน้า."""
    if match[0] not in lex.TODAY:
        return False
    start, end = match.span()
    return bool(_NOWADAYS_BEFORE.search(text, max(0, start - 80), start) or _NOWADAYS_AFTER.match(text, end))


def _belongs_to(before: str, unit: str, word: str) -> bool:
    """Whether a relative word goes with the words before it, and is no time: ทุกวันนี้, 30 ปีที่ผ่านมา, ในปีดังกล่าว."""
    if unit in {"same_month", "same_year"} and before.endswith(("ใน", "ตาม")) and "ดังกล่าว" in word:
        return True
    return bool(_GENERIC.search(before) or (unit != "day" and _COUNTED.search(before)))


def read_relative(text: str, match: re.Match[str]) -> list[Piece]:
    """วันนี้, เมื่อวานนี้, ปีหน้า, last year; not ทุกวันนี้."""
    start, word = match.start(), match[0] if match[0] in RELATIVE else match[0].casefold()
    before = text[max(0, start - 10) : start]
    unit, offset = RELATIVE[word]
    if _belongs_to(before, unit, word) or _NIGHT_OF.match(text, start) or _is_nowadays(text, match):
        return []
    if unit in _CYCLES and word.endswith("ที่ผ่านมา") and _IN_CYCLE.search(before):
        return [Piece(*match.span(), "fixed", kind="duration", value=_CYCLES[unit])]
    return [Piece(*match.span(), "relative", label=unit, number=offset)]


def read_part_of(text: str, match: re.Match[str]) -> list[Piece]:
    """ปลายปี, สิ้นเดือน: part of the current year or month."""
    before = text[max(0, match.start() - 6) : match.start()]
    if _GENERIC.search(before) or _COUNTED.search(before):
        return []
    return [Piece(*match.span(), "relative", label="year" if match["unit"] == "ปี" else "month")]


def _with_weekday(pieces: list[Piece], start: int, weekday: int) -> list[Piece]:
    """Extend the day after a weekday back over the weekday."""
    pieces[0].start, pieces[0].first.weekday = start, weekday
    return pieces


def read_weekday(text: str, match: re.Match[str]) -> list[Piece]:
    """วันอังคารที่ 25 กุมภาพันธ์, วันอังคารที่ 25, or วันอังคาร alone."""
    weekday = WEEKDAYS[match["name"]]
    dated = day.THAI_DAY.match(text, match.end())
    if dated and (pieces := day.read_thai_day(text, dated)):
        return _with_weekday(pieces, match.start(), weekday)
    if numbered := day.NUMBERED_DAY.match(text, match.start()):
        return day.read_numbered_day(text, numbered)
    if near := NEAR_WEEKDAY.match(text, match.start()):
        offset = lex.WEEKDAY_OFFSETS[near["where"]]
        return [Piece(*near.span(), "relative", label=f"weekday {weekday}", number=offset)]
    return [Piece(match.start(), match.end("name"), "weekday", first=Point(weekday=weekday))]


def read_english_weekday(text: str, match: re.Match[str]) -> list[Piece]:
    """Monday 17th September, 2018; next Friday."""
    weekday = WEEKDAYS[match["name"].rstrip(".").casefold()]
    for form in (day.ENGLISH_DAY, day.ENGLISH_MONTH_DAY):
        dated = form.match(text, match.end())
        if dated and (pieces := day.read_english_day(text, dated)):
            return _with_weekday(pieces, match.start("name"), weekday)
    if not match["where"]:
        return []
    offset = lex.WEEKDAY_OFFSETS[match["where"].casefold()]
    return [Piece(match.start(), match.end("name"), "relative", label=f"weekday {weekday}", number=offset)]
