"""Durations, recurring times, relative words, holidays, lunar days, weekdays."""

from __future__ import annotations

import re

from newsextract.layers.times.forms_day import (
    ENGLISH_DAY,
    ENGLISH_MONTH_DAY,
    ERA,
    GAP,
    NUMBERED_DAY,
    THAI_DAY,
    read_english_day,
    read_numbered_day,
    read_thai_day,
)
from newsextract.layers.times.lexicon import (
    ENGLISH_WEEKDAY,
    FULL_ABBREVIATION,
    HOLIDAYS,
    NUMBER_WORD,
    RELATIVE,
    THAI_WEEKDAY,
    UNIT,
    UNITS,
    WEEKDAYS,
    any_of,
    nowadays_words,
)
from newsextract.layers.times.pieces import Piece, Point, set_year
from newsextract.thai.digits import number

_DASH = r"[-–—−‒―~]"
_COUNT = rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,5}}(?:\.\d+)?|\d{{1,6}}(?:\.\d{{1,2}})?|{NUMBER_WORD})"
DURATION = re.compile(
    rf"""
    (?P<n>{_COUNT}) (?:[ ]?(?:{_DASH}|ถึง|หรือ|to[ ])[ ]?(?P<n2>{_COUNT}))? (?:[ ]{{0,3}}|-)
    (?P<unit>ปีงบประมาณ(?![ ]{{0,3}}(?:พ\.|\d|นี้|หน้า|ที่|ก่อน|ถัด|ปัจจุบัน))|{UNIT})
    (?P<more>[ ]{{0,2}}(?P<m>\d{{1,3}})[ ]{{0,2}}(?P<munit>เดือน|วัน|ชั่วโมง|นาที|วินาที)(?!ที่|แรก))?
    (?P<half>ครึ่ง)?
    (?P<tail>[ ]?(?:แรก|ที่ผ่านมา|ข้างหน้า|ที่แล้ว|ก่อนหน้า(?:นี้)?|ก่อน(?=[\s,.)]|$)|ago\b))?
    """,
    re.VERBOSE,
)
EVERY = re.compile(
    rf"""
    ทุก[ ]?(?:ๆ[ ]?)?
    (?: วัน(?:ที่)?[ ]?(?P<weekday>{THAI_WEEKDAY})(?:[ ]?(?:-|–|และ|,|ถึง)[ ]?(?:วัน)?(?P<weekday2>{THAI_WEEKDAY}))?(?:ของ(?:ทุก)?(?:สัปดาห์|เดือน))?
      | วันที่[ ]?(?P<day>\d{{1,2}})(?!\d)(?:[ ]?(?:ของ(?:ทุก)?เดือน(?:ถัดไป)?|ของ(?:ทุก)?ๆ?เดือน))?
      | (?:(?P<n>\d{{1,2}})[ ]?)?(?P<unit>วัน|สัปดาห์|เดือน|ไตรมาส|ปี|ชั่วโมง|นาที)(?!นี้|ที่|แห่ง|[ ]?\d)
    )
    """,
    re.VERBOSE,
)
ENGLISH_EVERY = re.compile(rf"\b[Ee]very[ ](?:(?P<weekday>{ENGLISH_WEEKDAY})|(?P<unit>day|week|month|year|quarter)\b)")
LUNAR = re.compile(
    r"(?P<phase>ขึ้น|แรม)[ ]?(?P<day>\d{1,2})[ ]?ค่ำ[ ]?เดือน[ ]?(?P<month>\d{1,2}|[\u0e01-\u0e4e]{2,8}?(?=[ \n(,.]|$|ปี|ของ))"
)
HOLIDAY = re.compile(
    rf"(?P<name>{any_of(list(HOLIDAYS))})(?P<tail>[ ]{{0,3}}(?:ประจำ)?(?:ปี|พุทธศักราช|พ\.ศ\.)[ ]{{0,3}}(?:(?P<era>{ERA})[ ]?)?(?P<year>[12]\d{{3}}|\d\d)(?![\d.,]\d|\d))?"
)
RELATIVE_WORD = re.compile(any_of([w for w in RELATIVE if not w.isascii()]))
ENGLISH_RELATIVE = re.compile(r"\b(?:" + any_of([w for w in RELATIVE if w.isascii()])[3:] + r"\b", re.IGNORECASE)
PART_OF = re.compile(
    r"(?:ต้น|กลาง|ปลาย|สิ้น)(?P<unit>ปี|เดือน)(?!นี้|หน้า|ก่อน|ที่|ถัด|เดียว|ดัง|งบ|ปัจจุบัน|การ|ละ|[\u0e01-\u0e2eเแโใไ]|[ ]?\d|[ ]?พ\.ศ|[ ]{0,3}"
    + FULL_ABBREVIATION
    + ")"
)
WEEKDAY = re.compile(rf"(?:วัน)?(?P<name>{THAI_WEEKDAY})[ ]{{0,3}}(?:ที่[ ]{{0,4}}(?=\d))?")
WEEKDAY_RANGE = re.compile(
    rf"(?:วัน)?(?P<a>{THAI_WEEKDAY})[ ]?(?:{_DASH}|ถึง|และ)[ ]?(?:วัน)?(?P<b>{THAI_WEEKDAY})(?!ฯ?[ ]{{0,3}}(?:(?:ที่|นี้|หน้า)?[ ]{{0,3}}(?:\d|นี้)|ที่ผ่านมา|ที่แล้ว|หน้า))"
)
NEAR_WEEKDAY = re.compile(rf"(?:วัน)?(?P<name>{THAI_WEEKDAY})[ ]?(?P<where>นี้|หน้า|ที่ผ่านมา|ที่แล้ว|ก่อน)")
ENGLISH_WEEKDAY_HEAD = re.compile(
    rf"(?:(?P<where>[Tt]his|[Nn]ext|[Ll]ast)[ ])?(?P<name>{ENGLISH_WEEKDAY})(?:,?[ ]{{0,3}}(?:the[ ])?)"
)

_LUNAR_MONTHS = {"อ้าย": 1, "ยี่": 2}
_BUILDING = re.compile(
    r"(?:(?:อาคาร|ตึก)[ ]?“|อาคาร|ตึก|หอพัก|หอประชุม|ศูนย์ประชุม|สมโภชเชียงใหม่|สมโภช|สนาม|ถนน|มาตรา|ชั้น|รุ่น|ป\.|ม\.|หมู่|ห้อง|เฟส|ระยะที่|ปีที่|ที่|ครั้งที่|ชั้นปี)[ ]?\Z"
)
_DAYS_OF_A_CENTURY = 36525
_NOT_A_UNIT = re.compile(rf"(?:ที่[ ]?\d|{THAI_WEEKDAY}|ที่ [^ก-๎]|เกิด(?:เหตุ|มา)|นี้)")


def _amount(value: str) -> str:
    n = number(value)
    return str(n) if n is not None else f"{float(value.replace(',', '')):g}"


def _designate(amount: str, unit: str) -> tuple[str, str]:
    """Amount and designator: ("5", "3M" of a quarter) is 15M."""
    sign = "T" if unit.startswith("T") else ""
    times, letter = unit.lstrip("T")[:-1], unit[-1]
    total = float(amount) * int(times)
    return f"{total:g}", sign + letter


def _iso(amount: str, designator: str) -> str:
    return f"P{'T' if designator.startswith('T') else ''}{amount}{designator.lstrip('T')}"


def read_duration(text: str, match: re.Match[str]) -> list[Piece]:
    """30 วัน, 2 - 3 ปี, สามปี, 5 ปี 6 เดือน, 6 เดือนที่ผ่านมา."""
    start, unit = match.start(), match["unit"].removesuffix("งบประมาณ")
    before = text[max(0, start - 18) : start]
    if (
        before
        and (before[-1] in ".,:/-–" or before[-1].isdigit() or (before[-1].isascii() and before[-1].isalpha()))
        and match[0][0].isdigit()
    ):
        return []
    if _BUILDING.search(before) or (unit == "ปี" and match["n"].isdigit() and 2400 <= int(match["n"]) <= 2620):
        return []
    end = match.end() if match["more"] or match["half"] or match["tail"] else match.end("unit")
    if unit.isascii() and text[end : end + 1].isalpha() and text[end].isascii():
        return []
    if unit in {"วัน", "เดือน", "ปี", "อาทิตย์"} and not match["tail"] and _NOT_A_UNIT.match(text, match.end("unit")):
        if not text.startswith("นี้", match.end("unit")):
            return []
        end = match.end("unit")
    amount, designator = _designate(_amount(match["n"]), UNITS[unit])
    if designator == "D" and float(amount) > _DAYS_OF_A_CENTURY:
        # a sum over many: 690,000 days of lodging
        return []
    value = _iso(amount, designator)
    if match["half"]:
        value = _halved(float(amount), designator)
    elif match["more"]:
        value += _designated_more(value, match["m"], UNITS[match["munit"]])
    if match["n2"]:
        amount2, _ = _designate(_amount(match["n2"]), UNITS[unit])
        value = f"{value}/{_iso(amount2, designator)}"
    return [Piece(start, end, "fixed", kind="duration", value=value)]


def _halved(amount: float, designator: str) -> str:
    finer = {"Y": ("M", 12), "TH": ("TM", 60), "W": ("D", 7), "M": ("D", 30)}.get(designator)
    if finer is None:
        return _iso(f"{amount + 0.5:g}", designator)
    letter, times = finer
    return _iso(f"{int((amount + 0.5) * times)}", letter)


def _designated_more(value: str, amount: str, unit: str) -> str:
    finer = _iso(amount, "T" + unit[-1] if unit.startswith("T") else unit[-1])[1:]
    return finer.lstrip("T") if "T" in value else finer


def read_every(text: str, match: re.Match[str]) -> list[Piece]:  # noqa: ARG001  every reader has one signature
    """ทุกวันจันทร์, ทุกวันที่ 7 ของเดือน, ทุก 5 ปี."""
    piece = Piece(match.start(), match.end(), "fixed", kind="recurring")
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
        unit = UNITS.get(groups["unit"], "3M")
        piece.value = _iso(*_designate(groups.get("n") or "1", unit))
    return [piece]


def read_weekday_range(text: str, match: re.Match[str]) -> list[Piece]:  # noqa: ARG001
    """วันจันทร์ - ศุกร์, every week."""
    a, b = WEEKDAYS[match["a"]], WEEKDAYS[match["b"]]
    return [Piece(match.start(), match.end(), "fixed", kind="recurring", value=f"XXXX-WXX-{a}", end_value=f"XXXX-WXX-{b}")]


def read_lunar(text: str, match: re.Match[str]) -> list[Piece]:  # noqa: ARG001
    """ขึ้น 15 ค่ำ เดือน 8."""
    word = match["month"]
    month = int(word) if word.isdigit() else _LUNAR_MONTHS.get(word) or number(word)
    day = int(match["day"])
    if not month or not 1 <= month <= 12 or not 1 <= day <= 15:
        return []
    return [
        Piece(
            match.start(),
            match.end(),
            "holiday",
            label=f"lunar {month} {day if match['phase'] == 'ขึ้น' else day + 15}",
            kind="lunar",
        )
    ]


_ADJUNCT = re.compile(
    r"(?:(?<!เนื่อง)ใน|ช่วง|ถึง|ก่อน|หลัง|ตั้งแต่|จาก|ตรงกับ|จนถึง|ระหว่าง|นับแต่|วันหยุด(?:ยาว|ราชการ)?|รับมือ|เป็น|after|before|during|since|until)[ ]?(?:the[ ])?\Z"
)

_BARE_YEAR = re.compile(r"[ ]{0,3}(25\d\d|20\d\d)(?![\d.,]\d|\d)")


def read_holiday(text: str, match: re.Match[str]) -> list[Piece]:
    """เทศกาลสงกรานต์ ปี 2560; without a year only where it says when, not where it names the feast."""
    rule = HOLIDAYS[match["name"]]
    year, end = match["year"], match.end()
    if year is None:
        if not _ADJUNCT.search(text, max(0, match.start() - 18), match.start()):
            return []
        bare = _BARE_YEAR.match(text, end)
        if bare:
            year, end = bare[1], bare.end()
    point = set_year(Point(), year, match["era"] or "")
    return [Piece(match.start(), end, "holiday", first=point, label=rule, kind="holiday")]


#: ในรอบปีที่ผ่านมา: the twelve months up to now, not the calendar year before.
_ROUND = {"year": "P1Y", "month": "P1M", "week": "P1W", "quarter": "P3M"}
_NOWADAYS_BEFORE = re.compile(
    rf"""
      (?:{nowadays_words("touching_before")}) \Z
    | (?:{nowadays_words("near_before")}) [^\n]{{0,30}} \Z
    | (?:{nowadays_words("but_before")}) [^\n]{{0,60}} แต่(?:ใน)? \Z
    """,
    re.VERBOSE,
)
_NOWADAYS_AFTER = re.compile(rf"(?:{nowadays_words('touching_after')})|[^\n]{{0,30}}?(?:{nowadays_words('near_after')})")
_GENERIC = re.compile(r"(?:ทุก|หลาย|แต่ละ|บาง|กี่|\d[ ]?|(?:สิบ|ร้อย|พัน|\d[ ]?)(?:กว่า)?[ ]?)\Z")
#: เมื่อคืนวันที่ 25: the night of a day that is named, not last night.
_NIGHT_OF = re.compile(r"เมื่อคืน[ ]?(?:ของ)?วัน(?!นี้|ก่อน)")


_TODAY_WORDS = {"วันนี้", "พรุ่งนี้", "วันพรุ่งนี้"}


def _is_nowadays(text: str, match: re.Match[str]) -> bool:
    """โลกวันนี้, ในเร็ววันนี้, วันนี้และวันหน้า: these days, not this day."""
    start, end = match.span()
    return bool(_NOWADAYS_BEFORE.search(text, max(0, start - 80), start) or _NOWADAYS_AFTER.match(text, end))


def read_relative(text: str, match: re.Match[str]) -> list[Piece]:
    """วันนี้, เมื่อวานนี้, ปีหน้า, last year; not ทุกวันนี้."""
    before = text[max(0, match.start() - 10) : match.start()]
    if _GENERIC.search(before) or (match[0] in _TODAY_WORDS and _is_nowadays(text, match)):
        return []
    if _NIGHT_OF.match(text, match.start()):
        return []
    word = match[0] if match[0] in RELATIVE else match[0].casefold()
    unit, offset = RELATIVE[word]
    if offset == -1 and unit in _ROUND and word.endswith("ที่ผ่านมา") and before.endswith(("รอบ", "รอบ ")):
        return [Piece(match.start(), match.end(), "fixed", kind="duration", value=_ROUND[unit])]
    if unit.startswith("same_") and before.endswith(("ใน", "ตาม")) and "ดังกล่าว" in word and unit != "same_day":
        return []
    return [Piece(match.start(), match.end(), "relative", label=unit, number=offset)]


def read_part_of(text: str, match: re.Match[str]) -> list[Piece]:
    """ปลายปี, สิ้นเดือน: of the year or month that is being spoken of."""
    if _GENERIC.search(text[max(0, match.start() - 6) : match.start()]):
        return []
    return [Piece(match.start(), match.end(), "relative", label="year" if match["unit"] == "ปี" else "month", number=0)]


def read_weekday(text: str, match: re.Match[str]) -> list[Piece]:
    """วันอังคารที่ 25 กุมภาพันธ์, วันอังคารที่ 25, or วันอังคาร alone."""
    weekday = WEEKDAYS[match["name"]]
    day = THAI_DAY.match(text, match.end())
    pieces = read_thai_day(text, day) if day else []
    if pieces:
        pieces[0].start = match.start()
        pieces[0].first.weekday = weekday
        return pieces
    numbered = NUMBERED_DAY.match(text, match.start())
    if numbered:
        return read_numbered_day(text, numbered)
    near = NEAR_WEEKDAY.match(text, match.start())
    if near:
        offset = {"นี้": 0, "หน้า": 1}.get(near["where"], -1)
        return [Piece(match.start(), near.end(), "relative", label=f"weekday {weekday}", number=offset)]
    return [Piece(match.start(), match.end("name"), "weekday", first=Point(weekday=weekday))]


def read_english_weekday(text: str, match: re.Match[str]) -> list[Piece]:
    """Monday 17th September, 2018; next Friday."""
    weekday = WEEKDAYS[match["name"].rstrip(".").casefold()]
    for form in (ENGLISH_DAY, ENGLISH_MONTH_DAY):
        day = form.match(text, match.end())
        pieces = read_english_day(text, day) if day else []
        if pieces:
            pieces[0].start = match.start("name")
            pieces[0].first.weekday = weekday
            return pieces
    if match["where"]:
        offset = {"this": 0, "next": 1, "last": -1}[match["where"].casefold()]
        return [Piece(match.start(), match.end("name"), "relative", label=f"weekday {weekday}", number=offset)]
    return []


ENGLISH_GAP = GAP
