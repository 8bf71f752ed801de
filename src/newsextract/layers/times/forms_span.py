"""Months, years of every kind, quarters, halves and "the first eight months"."""

from __future__ import annotations

import re

from newsextract.layers.times import lexicon as lex
from newsextract.layers.times.forms_day import CUT_YEAR, TOUCHING_YEAR, YEAR2
from newsextract.layers.times.lexicon import DASH, ENGLISH_MONTH, ERA, FULL_ABBREVIATION, GAP, THAI_MONTH_NAME, month_number
from newsextract.layers.times.pieces import Form, Piece, Point, set_year
from newsextract.thai.text import any_of

_YEAR_LEAD = any_of(word for word in lex.YEAR_LEADS if not word.isascii()) + r"|[Ff]iscal[ ][Yy]ears?|[Aa]cademic[ ][Yy]ear|FY"
#: The year after a quarter, a half or "the first months", with the word that may make it a fiscal year.
_TAIL = rf"""
    (?: [ ]{{0,3}}(?:ของ|ใน|ประจำ|แห่ง|of[ ](?:the[ ])?|,[ ])?
        [ ]{{0,2}}(?P<lead>{_YEAR_LEAD})?
        [ ]{{0,3}}(?:(?P<era>{ERA})[ ]{{0,2}})?
        (?P<year>[12]\d{{3}}(?!\d|[.,]\d)|(?(lead){YEAR2}|(?!))|(?<=FY)\d\d(?!\d)) )?
"""
_OF_YEAR = rf"(?:[ ]?(?:ของ)?ปี(?!{lex.words('other_year')}|บัญชี|ภาษี|[ ]?\d|[ ]?พ\.ศ))?"

THAI_MONTH = re.compile(
    rf"""
    (?P<duean>เดือน[ ]{{0,3}})?
    (?P<month>{THAI_MONTH_NAME}|{FULL_ABBREVIATION}|(?<=เดือน)[\u0e01-\u0e4e]{{2,9}}{lex.words("month_ending")})
    (?: (?: {GAP}(?:(?:ของ|ใน)?ปี[ ]{{0,3}})?(?:(?P<era>{ERA})[ ]{{0,3}})?(?=[12]\d{{3}}(?!\d|[.,]\d))
          | [ ]{{0,6}}(?:ปี[ ]{{0,3}})?(?!{CUT_YEAR})(?={YEAR2})
          | (?={TOUCHING_YEAR}) )
        (?P<year>\d{{4}}|\d\d) )?
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
    (?: {GAP}(?:{DASH}{{1,2}}|(?:จน)?ถึง|to\b)[ ]{{0,3}}(?:ปี[ ]?)?(?:(?P<era2>{ERA})[ ]{{0,3}})?
        (?P<to>\d{{4}}(?!\d|[.,]\d)(?![ ]?/[ ]?\d)|{YEAR2}(?![/-]|[ ]?(?:{THAI_MONTH_NAME}|{FULL_ABBREVIATION}))) )?
    """,
    re.VERBOSE,
)
QUARTER = re.compile(
    rf"""
    ไตรมาส (?:ที่)? [ ]{{0,3}} (?P<n>[1-4](?!\d|[.,]\d)|{any_of(word for word in lex.ORDINALS if not word.isascii())})
    (?:[ ]?(?:{DASH}|และ|ถึง)[ ]?(?:ไตรมาส)?(?:ที่)?[ ]?(?P<n2>[1-4])(?!\d|[.,]\d))?
    (?: [ ]?/[ ]?(?P<slash>\d{{4}}|\d\d)(?!\d) | {_TAIL} )
    """,
    re.VERBOSE,
)
ENGLISH_QUARTER = re.compile(
    rf"""
    (?: Q(?P<q>[1-4])\b (?:[ ]?/[ ]?(?P<fy>FY)?(?P<slash>\d{{4}}|\d\d)(?!\d))?
      | (?P<word>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ll]ast|[Ff]inal|[1-4][ ]?(?:st|nd|rd|th))[ ](?P<what>[Qq]uarter|half)s?(?![a-z]|-final) )
    {_TAIL}
    """,
    re.VERBOSE,
)
HALF = re.compile(rf"ครึ่ง (?P<pi>ปี)? (?P<which>แรก|หลัง) {_TAIL} (?P<of>{_OF_YEAR})", re.VERBOSE)
MONTHS = re.compile(rf"(?P<n>\d{{1,2}}) [ ]{{0,2}} เดือน (?P<which>แรก|หลัง|สุดท้าย) {_TAIL} (?P<of>{_OF_YEAR})", re.VERBOSE)

_OF_YEAR_AFTER = re.compile(_OF_YEAR)
_OF_FISCAL_YEAR = re.compile(r"[ ]?(?:ของ)?ปีงบประมาณ(?!นี้|หน้า|ก่อน|ที่)")
_OFFICE = re.compile(rf"{lex.words('office_before')}[ ]?\Z")
_MONTH_AFTER = re.compile(rf"[ ]?{DASH}[ ]?{FULL_ABBREVIATION}")
_MONTH_BEFORE = re.compile(rf"{FULL_ABBREVIATION}(?:[ ]?\d{{2,4}})?[ ]?{DASH}[ ]?\Z")
_MONTH_WORD_AFTER = re.compile(rf"[ ]?{lex.words('month_after')}")
_MONTH_WORD_BEFORE = re.compile(rf"{lex.words('month_before')}[ ]?\Z")
_IN_ENGLISH = re.compile(
    r"""
    \b (?: [Ii]n|[Oo]f|[Bb]y|[Ss]ince|[Uu]ntil|[Ff]rom|[Ee]arly|[Ll]ate|[Mm]id|[Dd]uring|[Tt]hrough|[Tt]o|[Ll]ast|[Tt]his|[Nn]ext
      | [Bb]etween )
    [ -]\Z
    """,
    re.VERBOSE,
)
#: A month before "and" leads to a second one only as the beginning of a range: "and May" may be a verb.
_AFTER_MONTH = re.compile(rf"\b(?:(?:[Dd]uring|[Bb]etween)[ ]{ENGLISH_MONTH}[ ]and[ ]|{ENGLISH_MONTH}[ ]?{DASH}[ ]?)\Z")
_BEFORE_MONTH = re.compile(rf"[ ]?{DASH}[ ]?{ENGLISH_MONTH}")
_BUDGET = re.compile(r"(?<!วิธีการ)งบ(?:ประมาณ|ฯ)?(?:รายจ่าย|ลงทุน|แผ่นดิน)?(?:ประจำ|ของ|ใน)?[ ]?\Z")
_NO_YEAR_BEFORE = re.compile(
    rf"""
      (?: [\d.,:/#_=&+฿$] | \d[ ]?- | (?<!25\d)\d[ ] | {lex.NOT_YEAR_BEFORE} ) [ ]?\Z
    | {lex.words("standard")}[ ]?[\d\-:\ ]{{0,14}}[-:][ ]?\Z
    | (?: [A-Za-z\d]- | \d:[ ]? | [A-Za-z] )$ | \d[ ]:[ ]\Z
    """,
    re.VERBOSE,
)
_NO_YEAR_AFTER = re.compile(rf"[ ]?(?:{lex.NOT_YEAR_AFTER}|x\d|[A-Za-z]{{0,30}}@)")
# the first months of a loan, a child's life, a job: a duration, not months of the year
_OF_A_LOAN = re.compile(rf"{lex.words('loan')}[^\n]{{0,14}}\Z")
_YEAR_FOLLOWS = re.compile(r"[ ]{0,3}(?:(?:ของ|ใน|แห่ง)[ ]?)?ปี")
#: Words after "the first months" that say whose or which they are, so that they are not months of a year.
_OF_A_COURSE = re.compile(rf"[ ]{{0,3}}(?:{lex.words('course')}|ที่(?!ผ่านมา))")


def read_thai_month(text: str, match: re.Match[str]) -> list[Piece]:
    """เดือนมีนาคม 2563, ต.ค. 66; an abbreviation needs เดือน, a year or a range, since ก.พ. and ก.ค. are also offices."""
    month = month_number(match["month"])
    if month is None or ("." in match["month"] and not match["duean"] and not _is_month(text, match)):
        return []
    point = set_year(Point(month=month), match["year"], match["era"] or "")
    return [Piece(match.start("month"), match.end(), "month", first=point)]


def _is_month(text: str, match: re.Match[str]) -> bool:
    """Whether an abbreviation is a month: with a year, in a range (ม.ค.-มี.ค. 2565) or beside a word for it (ก.ย. นี้, ปลาย ก.ย.)."""
    start, end = match.span()
    if _OFFICE.search(text, max(0, start - 12), start):
        return False
    ranged = _MONTH_AFTER.match(text[end : end + 12]) or _MONTH_BEFORE.search(text[max(0, start - 16) : start])
    told = _MONTH_WORD_AFTER.match(text, end) or _MONTH_WORD_BEFORE.search(text, max(0, start - 6), start)
    return bool(match["year"] or ranged or told)


def _may_lack_year(text: str, start: int, end: int) -> bool:
    """Whether the words around an English month show that it is one: a preposition, or the other end of a range."""
    if _IN_ENGLISH.search(text, max(0, start - 9), start):
        return True
    if _BEFORE_MONTH.match(text, end):
        return not text.endswith("every ", 0, start)
    return _AFTER_MONTH.search(text, max(0, start - 30), start) is not None


def read_english_month(text: str, match: re.Match[str]) -> list[Piece]:
    """March 2022; a month alone only after a preposition or in a range (January – April)."""
    start, word = match.start(), match["month"]
    if match["year"] is None and not _may_lack_year(text, start, match.end("month")):
        return []
    if not word[0].isupper() or lex.touches(text, start):
        return []
    end = match.end() if match["year"] else match.end("month") - word.endswith(".")
    point = set_year(Point(month=month_number(word.rstrip("."))), match["year"], match["era"] or "")
    return [Piece(start, end, "month", first=point)]


def _lead_label(lead: str) -> str:
    return lex.YEAR_LEADS.get(lead.casefold().removesuffix("s"), "year")


def _label(lead: str, text: str, start: int) -> str:
    """The kind of year, by the word before it, else by a budget it belongs to."""
    label = _lead_label(lead)
    return "fiscal_year" if label == "year" and _BUDGET.search(text, max(0, start - 24), start) else label


def read_year(text: str, match: re.Match[str]) -> list[Piece]:
    """ปี 2567, พ.ศ. 2560-2564, ปีงบประมาณ 64, ปีการผลิต 2562/63, FY2024, and a bare 2567 that is not a count."""
    lead, era, digits = match["lead"] or match["pi"] or "", match["era"] or "", match["year"]
    start = next(match.start(group) for group in ("lead", "pi", "era", "year") if match[group])
    if not _year_allowed(text, match, start):
        return []
    if len(digits) == 2 and lead == "FY":
        digits = f"20{digits}"
    piece = Piece(start, match.end("year"), "year", first=set_year(Point(), digits, era), label=_label(lead, text, start))
    if match["slash"]:
        return _season(match, piece, str(int(digits) + 1))
    if (last := _range_end(match, digits, era)) is not None:
        piece.last, piece.end = last, match.end("to")
    else:
        piece.bare = not lead and not era
    return [piece]


def _season(match: re.Match[str], piece: Piece, following: str) -> list[Piece]:
    """2562/63: a season or other year that ends in the next one."""
    if match["slash"] not in {following, following[-2:]}:
        return []
    piece.last, piece.end = set_year(Point(), following, match["era"] or ""), match.end("slash")
    piece.label = "season_year" if piece.label == "year" else piece.label
    return [piece]


def _range_end(match: re.Match[str], digits: str, era: str) -> Point | None:
    to = match["to"]
    if not to:
        return None
    if len(to) == 2 and len(digits) == 4:
        to = digits[:2] + to
    if len(to) != len(digits) or not 0 < int(to) - int(digits) <= 60:
        return None
    return set_year(Point(), to, match["era2"] or era)


def _year_allowed(text: str, match: re.Match[str], start: int) -> bool:
    """Whether the digits are a year, judged by the era or word before them, else by the text around them."""
    if match["era"]:
        return _allowed_after_era(text, match, start)
    led = bool(match["lead"] or match["pi"])
    if len(match["year"]) == 2:
        return led and _allowed_as_two_digits(text, match)
    year = int(match["year"])
    if not (2300 <= year <= 2620 or 1900 <= year <= 2100):
        return False
    return _allowed_after_lead(text, match, year) if led else _allowed_alone(text, match, start)


def _allowed_after_era(text: str, match: re.Match[str], start: int) -> bool:
    era, digits = match["era"], match["year"]
    if len(digits) < 4:
        return era.startswith(("ร.", "รัต")) and int(digits) <= 131
    before = text[start - 1 : start]
    return not (era[0].isascii() and before.isalpha() and before.isascii())


def _allowed_as_two_digits(text: str, match: re.Match[str]) -> bool:
    if match["lead"] == "FY":
        return not match["slash"]
    after = match.end("year")
    return int(match["year"]) >= 35 and not _NO_YEAR_AFTER.match(text, after) and not text.startswith("%", after)


def _allowed_after_lead(text: str, match: re.Match[str], year: int) -> bool:
    """Whether the digits after ปี are a year and not an amount of money: ปี 2000, but not 2000 บาท."""
    after = match.end("year")
    is_sum = year < 2400 and "บาท" in text[after : after + 5]
    return match["slash"] is not None or not (is_sum and _NO_YEAR_AFTER.match(text, after))


def _allowed_alone(text: str, match: re.Match[str], start: int) -> bool:
    after = match.end("year")
    if _NO_YEAR_BEFORE.search(text[max(0, start - 40) : start]) or _NO_YEAR_AFTER.match(text, after):
        return False
    if match["slash"]:
        return True
    sign = text[after : after + 1]
    return sign != "/" and (bool(match["to"]) or sign not in {"-", "_", ":"})


def _period(match: re.Match[str], form: Form, number: int, *, fiscal: bool = False) -> Piece:
    """Make the piece of a quarter, half or run of months, with the year written after it."""
    groups = match.groupdict()
    year, lead = groups.get("slash") or groups.get("year"), groups.get("lead") or ""
    if year and len(year) == 2 and lead == "FY":
        year = f"20{year}"
    point = set_year(Point(), year, groups.get("era") or "")
    label = "fiscal_year" if fiscal or _lead_label(lead) == "fiscal_year" else ""
    return Piece(*match.span(), form, first=point, number=number, label=label)


def _take_fiscal_year(text: str, piece: Piece) -> bool:
    """Extend a period over the words "of the fiscal year" after it; return whether there are any."""
    of_year = _OF_FISCAL_YEAR.match(text, piece.end)
    if of_year:
        piece.label, piece.end = "fiscal_year", of_year.end()
    return of_year is not None


def read_quarter(text: str, match: re.Match[str]) -> list[Piece]:
    """ไตรมาส 3/2562, ไตรมาสที่ 1 ปีงบประมาณ 2561, ไตรมาสสุดท้าย."""
    piece = _period(match, "quarter", int(match["n"]) if match["n"].isdigit() else lex.ORDINALS[match["n"]])
    piece.number_to = int(match["n2"]) if match["n2"] else None
    if piece.first.year is None and not _take_fiscal_year(text, piece) and (year := _OF_YEAR_AFTER.match(text, piece.end)):
        piece.end = year.end()
    return [piece]


def read_english_quarter(text: str, match: re.Match[str]) -> list[Piece]:
    """Q3 2023, Q1/FY2561, the third quarter of 2023, 1st quarter, the first half of 2024."""
    figure = match["q"] or match["word"][0]
    n = int(figure) if figure.isdigit() else lex.ORDINALS[match["word"].casefold()]
    half = match["what"] == "half"
    if lex.touches(text, match.start()) or (half and (match["year"] is None or n > 2)):
        return []
    return [_period(match, "half" if half else "quarter", n, fiscal=bool(match["fy"]))]


def read_half(text: str, match: re.Match[str]) -> list[Piece]:
    """ครึ่งปีแรก 2568, ครึ่งแรกของปี, ครึ่งหลังปี 2564."""
    following = text[match.end() : match.end() + 7].lstrip().removeprefix("ของ")
    if not (match["pi"] or match["year"] or match["of"] or following.startswith("ปี")):
        return []
    return [_period(match, "half", 1 if match["which"] == "แรก" else 2)]


def read_months(text: str, match: re.Match[str]) -> list[Piece]:
    """9 เดือนแรกของปี 2565, 6 เดือนแรกของปีงบประมาณ 2561."""
    n, start, which_end = int(match["n"]), match.start(), match.end("which")
    if not 1 <= n <= 11 or (start and text[start - 1] in ".,/-0123456789"):
        return []
    piece = _period(match, "months", n if match["which"] == "แรก" else -n)
    if match["year"]:
        return [piece]
    if _OF_A_LOAN.search(text, max(0, start - 30), start):
        return []
    if match["of"] or _YEAR_FOLLOWS.match(text, which_end):
        _take_fiscal_year(text, piece)
    elif _OF_A_COURSE.match(text, which_end):
        return []
    else:
        piece.bare = True
    return [piece]
