"""Months, years of every kind, quarters, halves and "the first eight months"."""

from __future__ import annotations

import re

from newsextract.layers.times.forms_day import CUT_YEAR, ERA, GAP, TOUCHING_YEAR, YEAR2
from newsextract.layers.times.lexicon import (
    ENGLISH_MONTH,
    FULL_ABBREVIATION,
    NOT_YEAR_AFTER,
    NOT_YEAR_BEFORE,
    THAI_MONTH_NAME,
    month_number,
)
from newsextract.layers.times.pieces import Piece, Point, set_year

_DASH = r"[-–—−‒―~]"
_YEAR_LEAD = (
    r"ปีงบประมาณ(?:รายจ่าย)?|ปีงบฯ?|ปีการศึกษา|ปีการผลิต|ปีการเพาะปลูก|ปีเพาะปลูก|ปีบัญชี|ปีภาษี|ปีปฏิทิน|ปี|"
    r"[Ff]iscal[ ][Yy]ears?|[Aa]cademic[ ][Yy]ear|FY"
)
#: The year after a quarter, a half or "the first months", with the word that makes it a fiscal one.
_TAIL = (
    rf"(?:[ ]{{0,3}}(?:ของ|ใน|ประจำ|แห่ง|of[ ](?:the[ ])?|,[ ])?[ ]{{0,2}}(?P<lead>{_YEAR_LEAD})?[ ]{{0,3}}(?:(?P<era>{ERA})[ ]{{0,2}})?"
    rf"(?P<year>[12]\d{{3}}(?!\d|[.,]\d)|(?<=ปี){YEAR2}|(?<=ปี[ ]){YEAR2}|(?<=FY)\d\d(?!\d)))?"
)
_OF_YEAR = r"(?:[ ]?(?:ของ)?ปี(?!นี้|หน้า|ก่อน|ที่|ถัด|เดียว|ดัง|งบ|ปัจจุบัน|การ|บัญชี|ภาษี|[ ]?\d|[ ]?พ\.ศ))?"

THAI_MONTH = re.compile(
    rf"""
    (?P<duean>เดือน[ ]{{0,3}})?
    (?P<month>{THAI_MONTH_NAME}|{FULL_ABBREVIATION}|(?<=เดือน)[\u0e01-\u0e4e]{{2,9}}(?:าคม|ายน|ยน|พันธ์|พันธุ์))
    (?:(?:{GAP}(?:(?:ของ|ใน)?ปี[ ]{{0,3}})?(?:(?P<era>{ERA})[ ]{{0,3}})?(?=[12]\d{{3}}(?!\d|[.,]\d))|[ ]{{0,6}}(?:ปี[ ]{{0,3}})?(?!{CUT_YEAR})(?={YEAR2})|(?={TOUCHING_YEAR}))
       (?P<year>\d{{4}}|\d\d))?
    """,
    re.VERBOSE,
)
ENGLISH_MONTH_YEAR = re.compile(
    rf"(?P<month>{ENGLISH_MONTH})(?:,?[ ]{{0,3}}(?:of[ ])?(?:(?P<era>{ERA})[ ]{{0,3}})?(?P<year>[12]\d{{3}})(?!\d))?"
)
YEAR = re.compile(
    rf"""
    (?P<lead>{_YEAR_LEAD})? [ ]{{0,3}} (?:(?P<pi>ปี)[ ]?)? (?:(?P<era>{ERA})[ ]{{0,3}})?
    (?P<year>\d{{4}}|\d\d|(?<=ศ\.[ ])\d{{3}}|(?<=ศ\.)\d{{3}}|(?<=ศก[ ])\d{{3}}) (?!\d|[.,]\d)
    (?: [ ]?/[ ]?(?P<slash>\d{{4}}|\d\d)(?!\d) )?
    (?: {GAP}(?:{_DASH}{{1,2}}|(?:จน)?ถึง|to\b)[ ]{{0,3}}(?:ปี[ ]?)?(?:(?P<era2>{ERA})[ ]{{0,3}})?
        (?P<to>\d{{4}}(?!\d|[.,]\d)(?![ ]?/[ ]?\d)|{YEAR2}(?![/-]|[ ]?(?:{THAI_MONTH_NAME}|{FULL_ABBREVIATION}))) )?
    """,
    re.VERBOSE,
)
QUARTER = re.compile(
    rf"""
    ไตรมาส (?:ที่)? [ ]{{0,3}} (?P<n>[1-4](?!\d|[.,]\d)|แรก|สุดท้าย|หนึ่ง|สอง|สาม|สี่)
    (?:[ ]?(?:{_DASH}|และ|ถึง)[ ]?(?:ไตรมาส)?(?:ที่)?[ ]?(?P<n2>[1-4])(?!\d|[.,]\d))?
    (?: [ ]?/[ ]?(?P<slash>\d{{4}}|\d\d)(?!\d) | {_TAIL} )
    """,
    re.VERBOSE,
)
ENGLISH_QUARTER = re.compile(
    rf"""
    (?: Q(?P<q>[1-4])\b (?:[ ]?/[ ]?(?P<fy>FY)?(?P<slash>\d{{4}}|\d\d)(?!\d))?
      | (?P<word>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ll]ast|[Ff]inal|1st|2nd|3rd|4th)[ ](?P<what>[Qq]uarter|half) )
    {_TAIL}
    """,
    re.VERBOSE,
)
HALF = re.compile(rf"ครึ่ง(?P<pi>ปี)?(?P<which>แรก|หลัง){_TAIL}(?P<of>{_OF_YEAR})")
MONTHS = re.compile(rf"(?P<n>\d{{1,2}})[ ]{{0,2}}เดือน(?P<which>แรก|หลัง|สุดท้าย){_TAIL}(?P<of>{_OF_YEAR})")

_WORDS = {
    "แรก": 1, "หนึ่ง": 1, "สอง": 2, "สาม": 3, "สี่": 4, "สุดท้าย": 4,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
}  # fmt: skip
_OFFICE = re.compile(r"(?:สำนักงาน|กฎ|คณะกรรมการ|กรรมการ|เลขาธิการ|อ\.|ระเบียบ|มติ|หนังสือ|และ)[ ]?\Z")
_IN_ENGLISH = re.compile(
    r"\b(?:[Ii]n|[Oo]f|[Bb]y|[Ss]ince|[Uu]ntil|[Ff]rom|[Ee]arly|[Ll]ate|[Mm]id|[Dd]uring|[Tt]hrough|[Tt]o|[Ll]ast|[Tt]his|[Nn]ext)[ -]\Z"
)
_BUDGET = re.compile(r"(?<!วิธีการ)งบ(?:ประมาณ|ฯ)?(?:รายจ่าย|ลงทุน|แผ่นดิน)?(?:ประจำ|ของ|ใน)?[ ]?\Z")
_NO_YEAR_BEFORE = re.compile(rf"(?:[\d.,:/#_=&+฿$]|\d[ ]?-|(?<!25\d)\d[ ]|{NOT_YEAR_BEFORE})[ ]?\Z")
_NO_YEAR_AFTER = re.compile(rf"[ ]?(?:{NOT_YEAR_AFTER}|x\d|[A-Za-z]{{0,30}}@)")
_THAI_STANDARD = re.compile(r"(?:มอก\.?(?:เอส)?|ISO(?:/IEC)?|TIS|มกษ\.?|มผช\.?|GB/T)[ ]?[\d\-: ]{0,14}[-:][ ]?\Z")
_STRANGE_LEFT = re.compile(r"[A-Za-z\d]-$|[\d]:[ ]?$|[A-Za-z]$|[\d][ ]:[ ]\Z")


def read_thai_month(text: str, match: re.Match[str]) -> list[Piece]:
    """เดือนมีนาคม 2563, ต.ค. 66; an abbreviation needs เดือน or a year, for ก.พ. and ก.ค. are offices too."""
    month = month_number(match["month"])
    if month is None:
        return []
    # a range's end carries the year: ม.ค.-มี.ค. 2565
    if "." in match["month"] and not match["duean"]:
        ranged = re.match(rf"[ ]?{_DASH}[ ]?(?:{FULL_ABBREVIATION})", text[match.end() : match.end() + 12])
        ranging = re.search(
            rf"(?:{FULL_ABBREVIATION})(?:[ ]?\d{{2,4}})?[ ]?{_DASH}[ ]?\Z", text[max(0, match.start() - 16) : match.start()]
        )
        if _OFFICE.search(text, max(0, match.start() - 12), match.start()) or not (match["year"] or ranged or ranging):
            return []
    point = set_year(Point(month=month), match["year"], match["era"] or "")
    end = match.end() if match["year"] else match.end("month")
    return [Piece(match.start("month"), end, "month", first=point)]


def read_english_month(text: str, match: re.Match[str]) -> list[Piece]:
    """March 2022; a month alone only after a preposition."""
    if match["year"] is None and not _IN_ENGLISH.search(text, max(0, match.start() - 9), match.start()):
        return []
    if not match["month"][0].isupper() or (
        match.start() and text[match.start() - 1].isalnum() and text[match.start() - 1].isascii()
    ):
        return []
    end = match.end() if match["year"] else match.end("month") - match["month"].endswith(".")
    point = set_year(Point(month=month_number(match["month"].rstrip("."))), match["year"], match["era"] or "")
    return [Piece(match.start(), end, "month", first=point)]


def _label(lead: str, text: str, start: int) -> str:
    lowered = lead.casefold()
    if lead.startswith("ปีงบ") or lowered.startswith("fiscal") or lead == "FY":
        return "fiscal_year"
    if lead == "ปีการศึกษา" or lowered.startswith("academic"):
        return "academic_year"
    if lead in {"ปีการผลิต", "ปีการเพาะปลูก", "ปีเพาะปลูก"}:
        return "season_year"
    if _BUDGET.search(text, max(0, start - 24), start):
        return "fiscal_year"
    return "year"


def _plausible(digits: str) -> bool:
    return 2300 <= int(digits) <= 2620 or 1900 <= int(digits) <= 2100


def read_year(text: str, match: re.Match[str]) -> list[Piece]:
    """ปี 2567, พ.ศ. 2560-2564, ปีงบประมาณ 64, ปีการผลิต 2562/63, FY2024, and a bare 2567 that nothing counts."""
    lead, era, digits = match["lead"] or match["pi"] or "", match["era"] or "", match["year"]
    start = (
        match.start("lead")
        if match["lead"]
        else match.start("pi")
        if match["pi"]
        else match.start("era")
        if era
        else match.start("year")
    )
    if not _year_allowed(text, match, start):
        return []
    if len(digits) == 2 and lead == "FY":
        digits = f"20{digits}"
    end = match.end("year")
    first = set_year(Point(), digits, era)
    label = _label(lead, text, start)
    if match["slash"] and (end_slash := match.end("slash")) > 0:
        following = str(int(digits) + 1)
        if match["slash"] not in {following, following[-2:]}:
            return []
        last = set_year(Point(), following, era)
        return [Piece(start, end_slash, "year", first=first, last=last, label="season_year" if label == "year" else label)]
    last_point = _range_end(match, digits, era)
    if last_point is None:
        return [Piece(start, end, "year", first=first, label=label, bare=not lead and not era)]
    return [Piece(start, match.end("to"), "year", first=first, last=last_point, label=label)]


def _range_end(match: re.Match[str], digits: str, era: str) -> Point | None:
    to = match["to"]
    if not to:
        return None
    if len(to) == 2 and len(digits) == 4:
        to = digits[:2] + to
    if len(to) != len(digits) or not 0 < int(to) - int(digits) <= 60:
        return None
    return set_year(Point(), to, match["era2"] or era)


def _year_allowed(text: str, match: re.Match[str], start: int) -> bool:  # noqa: PLR0911  one return a rule
    digits = match["year"]
    after = match.end("year")
    if len(digits) < 4 and match["era"]:
        return match["era"].startswith(("ร.", "รัต")) and int(digits) <= 131
    if len(digits) == 2:
        if match["lead"] == "FY":
            return not match["slash"]
        return (
            bool(match["lead"] or match["pi"])
            and int(digits) >= 35
            and not _NO_YEAR_AFTER.match(text, after)
            and not text.startswith("%", after)
        )
    if match["era"]:
        return not (match["era"][0].isascii() and start and text[start - 1].isalpha() and text[start - 1].isascii())
    if not _plausible(digits):
        return False
    if match["lead"] or match["pi"]:
        return not (
            match["slash"] is None
            and _NO_YEAR_AFTER.match(text, after)
            and int(digits) < 2400
            and "บาท" in text[after : after + 5]
        )
    before = text[max(0, start - 40) : start]
    if _NO_YEAR_BEFORE.search(before) or _THAI_STANDARD.search(before) or _STRANGE_LEFT.search(before):
        return False
    if not match["to"] and not match["slash"] and text[after : after + 1] in {"/", "-", "_", ":"}:
        return False
    return not _NO_YEAR_AFTER.match(text, after) and not (match["slash"] is None and text.startswith("/", after))


def _spans(
    match: re.Match[str], form: str, number: int, number_to: int | None, slash: str | None = None, *, fiscal: bool = False
) -> Piece:
    groups = match.groupdict()
    year = slash or groups.get("year")
    lead = groups.get("lead") or ""
    fiscal = fiscal or lead.startswith("ปีงบ") or lead.casefold().startswith("fiscal") or lead == "FY"
    if year and len(year) == 2 and lead == "FY":
        year = f"20{year}"
    point = set_year(Point(), year, groups.get("era") or "")
    piece = Piece(match.start(), match.end(), form, first=point, number=number, number_to=number_to)  # type: ignore[arg-type]
    piece.label = "fiscal_year" if fiscal else ""
    return piece


def read_quarter(text: str, match: re.Match[str]) -> list[Piece]:
    """ไตรมาส 3/2562, ไตรมาสที่ 1 ปีงบประมาณ 2561, ไตรมาสสุดท้าย."""
    n = int(match["n"]) if match["n"].isdigit() else _WORDS[match["n"]]
    piece = _spans(match, "quarter", n, int(match["n2"]) if match["n2"] else None, match["slash"])
    if piece.first.year is None:
        of_year = re.compile(r"[ ]?(?:ของ)?ปีงบประมาณ(?!นี้|หน้า|ก่อน|ที่)").match(text, match.end())
        if of_year:
            piece.label, piece.end = "fiscal_year", of_year.end()
        elif year := re.compile(rf"{_OF_YEAR}").match(text, match.end()):
            piece.end = year.end()
    return [piece]


def read_english_quarter(text: str, match: re.Match[str]) -> list[Piece]:
    """Q3 2023, Q1/FY2561, the third quarter of 2023, the first half of 2024."""
    if match.start() and text[match.start() - 1].isalnum() and text[match.start() - 1].isascii():
        return []
    n = int(match["q"]) if match["q"] else _WORDS[match["word"].casefold()]
    half = match["what"] == "half"
    if half and (match["year"] is None or n > 2):
        return []
    return [_spans(match, "half" if half else "quarter", n, None, match["slash"], fiscal=bool(match["fy"]))]


def read_half(text: str, match: re.Match[str]) -> list[Piece]:
    """ครึ่งปีแรก 2568, ครึ่งแรกของปี, ครึ่งหลังปี 2564."""
    following = text[match.end() : match.end() + 7].lstrip().removeprefix("ของ")
    if not (match["pi"] or match["year"] or match["of"] or following.startswith("ปี")):
        return []
    return [_spans(match, "half", 1 if match["which"] == "แรก" else 2, None)]


# the first months of a loan, a child's life, a job: a duration, not months of the year
_OF_A_LOAN = re.compile(r"(?:%|ดอกเบี้ย|ปลอด|ฟรี|ชำระ|ผ่อน|ชีวิต|ทดลอง|อายุ|กู้|แรกเกิด|ทารก|นมแม่|ลด|คงที่)[^\n]{0,14}\Z")


_YEAR_FOLLOWS = re.compile(r"[ ]{0,3}(?:(?:ของ|ใน|แห่ง)[ ]?)?ปี")
#: What follows says whose first months they are, or which months they are.
_OF_A_COURSE = re.compile(r"[ ]{0,3}(?:ของ|นับ|ตั้งแต่|หลัง|จาก|ระยะ|ที่(?!ผ่านมา)|\()")


def read_months(text: str, match: re.Match[str]) -> list[Piece]:
    """9 เดือนแรกของปี 2565, 6 เดือนแรกของปีงบประมาณ 2561."""
    n = int(match["n"])
    if not 1 <= n <= 11 or (match.start() and text[match.start() - 1] in ".,/-0123456789"):
        return []
    if match["year"] is None and _OF_A_LOAN.search(text, max(0, match.start() - 30), match.start()):
        return []
    if match["year"] is None and not match["of"] and not _YEAR_FOLLOWS.match(text, match.end("which")):
        if _OF_A_COURSE.match(text, match.end("which")):
            return []
        piece = _spans(match, "months", n if match["which"] == "แรก" else -n, None)
        piece.bare = True
        return [piece]
    piece = _spans(match, "months", n if match["which"] == "แรก" else -n, None)
    if piece.first.year is None:
        of_fiscal = re.compile(r"[ ]?(?:ของ)?ปีงบประมาณ(?!นี้|หน้า|ก่อน|ที่)").match(text, match.end())
        if of_fiscal:
            piece.label, piece.end = "fiscal_year", of_fiscal.end()
    return [piece]
