"""Parse publication dates as pages print them: Thai and English, Buddhist and common era, words and figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from newsextract.data import read_toml
from newsextract.thai.calendar import BE_OFFSET
from newsextract.thai.text import any_of
from newsextract.thai.view import normalise

#: years from this one on are Buddhist: no page is dated 2400 CE or 1900 BE
_FIRST_BUDDHIST = 2400
_LONGEST_HEADER = 160
_LAST_MONTH = 12
#: earlier years are those of a missing date (1 January 1970), or of digits run together
_FIRST_PLAUSIBLE_YEAR = 1990
#: maximum characters of a name beside a date: of an author, an office or a section
_LONGEST_NAME = 40
_LONGEST_LABEL = 30
_DIGIT = re.compile(r"\d")
# a view count without a word, as beside an eye icon
_BARE_COUNT = re.compile(r"(?<![\d.:,/-])\b\d[\d,]{0,9}(?![\d.:,/-])")
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?"
_EDGES = " \u00a0|,:;()[]/.«»•·\u2013\u2014-"
#: characters before a date that are searched for an abbreviated weekday
_WEEKDAY = 8
_DASHES = frozenset("-–—")
_BARS = re.compile(r"[|•·]|//|[ ]/[ ]|[ ]{3,}")
_DATA = read_toml("pages/dates.toml")
_WORDS: dict[str, list[str]] = _DATA["words"]


def _bare(name: str) -> str:
    return name.replace(".", "").replace(" ", "").lower()


_MONTHS = {_bare(name): int(number) for number, names in _DATA["months"].items() for name in names}
_NAMES = sorted((name for names in _DATA["months"].values() for name in names), key=len, reverse=True)
_THAI = "|".join(re.escape(name).replace(r"\.", r"\.?[ ]?") for name in _NAMES if not name.isascii())
_ENGLISH = "|".join(re.escape(name) for name in _NAMES if name.isascii())
_DATE = re.compile(
    rf"""
    (?<![\d/.:-])(?:
      (?:วัน[ ]?(?P<weekday>{"|".join(_WORDS["weekdays"])})(?:บดี)?[ ]?)?(?:(?:วัน)?ที่[ ]?)?
      (?P<d1>\d{{1,2}})[ ]{{0,3}}(?P<m1>{_THAI})[ ,]{{0,3}}(?:พ\.?[ ]?ศ\.?|ค\.?[ ]?ศ\.?)?[ ]{{0,2}}(?P<y1>\d{{4}}|\d{{2}})
    | (?P<m6>{_THAI})[ ]{{0,2}}(?P<d6>\d{{1,2}})(?:st|nd|rd|th)?[ ]?,[ ]{{0,2}}(?P<y6>\d{{4}})
    | (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?[ -]{{1,2}}(?P<m2>{_ENGLISH})\b[ ,.-]{{1,3}}(?P<y2>\d{{4}})
    | \b(?P<m3>{_ENGLISH})\b\.?[ ]{{1,2}}(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?[ ,]{{1,3}}(?P<y3>\d{{4}})
    | (?P<y4>\d{{4}})(?P<s4>[-/.])(?P<m4>\d{{1,2}})(?P=s4)(?P<d4>\d{{1,2}})
    | (?P<d5>\d{{1,2}})(?P<s5>[ ]?[-/.][ ]?)(?P<m5>\d{{1,2}})(?P=s5)(?P<y5>\d{{4}}|[4-7]\d)
    )(?![\d/])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OTHER_DATE_START = re.compile(rf"\s+(?=(?:วันที่)?{any_of([*_WORDS['not_published'], *_WORDS['labels']])})", re.IGNORECASE)
_BESIDE_WORDS = re.compile(rf"(?<![ก-๛\w])(?:{any_of(_WORDS['beside'])}|{_CLOCK})(?![ก-๛\w])")
_BESIDE = re.compile(rf"(?:{any_of(_WORDS['beside'])}|{_CLOCK}|[\s|,:;()\[\]/\u2013\u2014.«»•·-])*")
_AGO = re.compile(rf"(?<!\d)\d{{1,3}}[ ]?(?:{'|'.join(_WORDS['units'])})[ ]?(?:{'|'.join(_WORDS['past'])})(?![ก-๛])")
_UPDATED = re.compile(any_of(_WORDS["updated"]))
_COUNTED = any_of(_WORDS["counted"])
#: a view count or a release number: a word before or after figures
_COUNTER = re.compile(rf"{any_of(_WORDS['counter'])}[ :]{{0,3}}[\d,]+(?:/\d{{2,4}})?(?:[ ]?{_COUNTED})?|\b[\d,]+[ ]?{_COUNTED}")
_BY = "|".join(rf"\b{word}\b" if word.isascii() else word for word in _WORDS["byline"])
_BYLINE = re.compile(
    rf"(?:{_BY})[ :]{{1,3}}(?:[^\d]{{1,40}}$|[^\s]{{1,30}}(?:[ ][^\d\s]{{1,30}})?[ ]{any_of(_WORDS['written'])}(?=[\s,:]|$))"
)


@dataclass(frozen=True, slots=True)
class PageDate:
    """A date as a page prints it."""

    value: date | None  # the day; None if it is not in the calendar (31 February)
    start: int  # offsets in the line
    end: int
    weekday_agrees: bool | None = None  # whether the Thai weekday before it matches the day; None without one


def _has(role: str, low: str) -> bool:
    return any(word in low for word in _WORDS[role])


def find_dates(line: str) -> list[PageDate]:
    """Find all dates on a line, left to right.

    Years from 2400 on are Buddhist, as are two-digit years, which count after a Thai month, and from 40 to 79 in numeric dates.

    Examples
    --------
    >>> [str(d.value) for d in find_dates("วันอังคารที่ ๒๕ กุมภาพันธ์ ๒๕๖๓ (25/02/2563), January 2, 2019")]
    ['2020-02-25', '2020-02-25', '2019-01-02']
    """
    view = normalise(line)
    found = []
    for match in _DATE.finditer(view.text):
        value = _value(match, view.text[max(0, match.start() - _WEEKDAY) : match.start()])
        agrees = None
        if value and match["weekday"]:
            agrees = _WORDS["weekdays"][value.weekday()] == match["weekday"]
        found.append(PageDate(value, *view.source(*match.span()), agrees))
    return found


def _value(match: re.Match[str], before: str) -> date | None:
    groups = match.groupdict()
    form = next(n for n in "123456" if groups[f"y{n}"])
    year, month, day = groups[f"y{form}"], groups[f"m{form}"], int(groups[f"d{form}"])
    number = int(month) if month.isdigit() else _MONTHS[_bare(month)]
    if form == "5" and day <= _LAST_MONTH < number:
        number, day = day, number  # a system left at its American settings: month before day
    full = int(year) if len(year) == 4 else 2500 + int(year)
    word = before.lower().rstrip(" ,.").rpartition(" ")[2]  # an abbreviated weekday before a numeric date: "Tue, 04/02/2024"
    weekday = next((i for i, names in enumerate(_DATA["short_weekdays"]) if word in names and form == "5"), None)
    return civil_date(full, number, day) if weekday is None else _on_weekday(weekday, full, number, day)


def _on_weekday(weekday: int, year: int, month: int, day: int) -> date | None:
    """The date, or the date with day and month swapped if only that falls on ``weekday``."""
    found, exchanged = civil_date(year, month, day), civil_date(year, day, month)
    wrong = found is not None and found.weekday() != weekday
    return exchanged if wrong and exchanged and exchanged.weekday() == weekday else found


def civil_date(year: int, month: int, day: int) -> date | None:
    """The date in the common era; years from 2400 on are Buddhist. None if it is not in the calendar.

    Examples
    --------
    >>> civil_date(2563, 2, 29), civil_date(2562, 2, 29)
    (datetime.date(2020, 2, 29), None)
    """
    if year >= _FIRST_BUDDHIST:
        year -= BE_OFFSET
    try:
        return date(year, month, day)
    except ValueError:
        return None


def header_date(line: str) -> PageDate | None:
    """The publication date on a line that holds nothing else but labels, counters and a byline.

    None if other words stand beside the date, or if it is the date of an update or an expiry.

    Examples
    --------
    >>> header_date("เผยแพร่เมื่อ 1 มิ.ย. 2565 เวลา 09:30 น.").value.isoformat()
    '2022-06-01'
    >>> header_date("ปรับปรุงล่าสุด 1 มิ.ย. 2565") is None and header_date("เมื่อวันที่ 1 มิ.ย. 2565 นายกรัฐมนตรี") is None
    True
    """
    if len(line) > _LONGEST_HEADER or not _DIGIT.search(line):
        return None
    # a counter or a byline may follow the date behind a bar
    pieces = (part for piece in _BARS.split(line) for part in _split_before_other_date(piece))
    own = [found for part in pieces if (found := _only_date(part))]
    # of two dates the later is that of an update, even if no word says so
    return _earliest(own[:2]) if own else None


def _split_before_other_date(piece: str) -> list[str]:
    """Split a piece of a line with two dates before the words of the second: "published … updated …"."""
    if not marks_other_date(piece) or len(find_dates(piece)) < 2:
        return [piece]
    return [part for part in _OTHER_DATE_START.split(piece) if part]


def _only_date(piece: str) -> PageDate | None:
    if marks_other_date(piece):
        return None
    dates, rest = _without_dates(piece)
    if not dates or not _BESIDE.fullmatch(rest):
        return None
    # a range of dates: the days of an event
    ranged = any(one.value != other.value and piece[one.end : other.start].strip() in _DASHES for one, other in pairwise(dates))
    # of two dates side by side the later is that of an update
    return None if ranged else _earliest(dates)


def is_recent(found: PageDate) -> bool:
    """Whether a date is recent enough for a web page."""
    return found.value is None or found.value.year >= _FIRST_PLAUSIBLE_YEAR


def date_beside_name(line: str) -> PageDate | None:
    """The only date on a line that otherwise holds just a name, of an author or a section, before or after the date.

    None if the line says what happens on that day, or where.

    Examples
    --------
    >>> date_beside_name("พุธ 8 กุมภาพันธ์ 2566  งานสื่อสารองค์กร").value.isoformat()
    '2023-02-08'
    >>> date_beside_name("ณ ห้องประชุมชั้น 2 วันที่ 8 กุมภาพันธ์ 2566") is None
    True
    """
    dates = [] if len(line) > _LONGEST_HEADER or marks_other_date(line) else find_dates(line)
    if len(dates) != 1 or not dates[0].value or not is_recent(dates[0]):
        return None
    found = dates[0]
    sides = (line[: found.start], _BARE_COUNT.sub(" ", line[found.end :]))
    before, behind = (_BESIDE_WORDS.sub(" ", side.lower()).strip(_EDGES) for side in sides)
    return found if bool(before) != bool(behind) and may_be_name(before + behind) else None


def marks_publication_date(line: str) -> bool:
    """Whether a line's words mark its date as the publication date."""
    return _has("posted", line.lower())


def is_poster_name(text: str) -> bool:
    """Whether a line may be a name and begins like that of a person or office that posts pages."""
    return may_be_name(text) and text.lower().startswith(tuple(_WORDS["posters"]))


def may_be_name(text: str) -> bool:
    """Whether the text beside a date may be a name: short, without digits and without words for what happens."""
    return len(text) <= _LONGEST_NAME and not any(c.isdigit() for c in text) and not _has("happens", f"{text.lower()} ")


def date_in_metadata(line: str) -> PageDate | None:
    """The first date on a line of an article's metadata, whatever else the line says; dates of updates are skipped.

    Examples
    --------
    >>> date_in_metadata("ผู้แต่ง: พัสดุ / 9 สิงหาคม 2562 / จำนวนการดู (124)").value.isoformat()
    '2019-08-09'
    """
    dates = find_dates(line) if len(line) <= _LONGEST_HEADER else []
    behind = [0, *(found.end for found in dates)]
    own = (
        found
        for found, end in zip(dates, behind, strict=False)
        if is_recent(found) and not marks_other_date(line[end : found.start])
    )
    return next(own, None)


def _earliest(dates: list[PageDate]) -> PageDate:
    return min(dates, key=lambda one: one.value or date.max)


def _without_dates(piece: str) -> tuple[list[PageDate], str]:
    """The dates in a piece of a line, and the rest of its text in lower case without counters and bylines."""
    dates = find_dates(piece)
    rest = piece
    for found in reversed(dates):
        rest = f"{rest[: found.start]} | {rest[found.end :]}"
    rest = _BYLINE.sub(" ", _COUNTER.sub(" ", normalise(rest).text.lower()))
    before, bar, behind = rest.rpartition("|")
    return dates, before + bar + (_BARE_COUNT.sub(" ", behind) if bar else behind)


def is_only_metadata(line: str) -> bool:
    """Whether a line holds only dates (of updates, too), view counts and bylines.

    Examples
    --------
    >>> is_only_metadata("Last updated 22 Apr 2024 | 1,204 views"), is_only_metadata("3 วันที่ผ่านมา · เข้าชม 92 ครั้ง · โดย กลุ่มงานสมมุติ")
    (True, True)
    >>> is_only_metadata("ปรับปรุงถนนแล้วเสร็จ 22 เม.ย. 2567"), is_only_metadata("เข้าชม")
    (False, False)
    """
    if len(line) > _LONGEST_HEADER:
        return False
    found = False
    for piece in _BARS.split(line):
        dates, rest = _without_dates(piece)
        rest, ago = _AGO.subn(" ", rest)
        if not _BESIDE.fullmatch(_UPDATED.sub(" ", rest) if dates else rest):
            return False
        found |= bool(dates or ago or rest.strip() != normalise(piece).text.lower().strip())
    return found


def has_counter_or_byline(line: str) -> bool:
    """Whether a line has a view count, a release number or a byline.

    Examples
    --------
    >>> has_counter_or_byline("โดย : ครูเวร วันที่ : 2/7/2553 อ่าน : 311"), has_counter_or_byline("2/7/2553")
    (True, False)
    """
    low = normalise(line).text.lower()
    return _COUNTER.search(low) is not None or _BYLINE.search(low) is not None


def is_label(line: str) -> bool:
    """Whether a short line is the label of a date, or ends with a colon.

    Examples
    --------
    >>> is_label("วันที่จัดงาน"), is_label("สถานที่:"), is_label("วันที่ 5 มีนาคม 2566 ฝนตก")
    (True, True, False)
    """
    if len(line) > _LONGEST_LABEL or any(c.isdigit() for c in line):
        return False
    return line.endswith(":") or line.lower().startswith(tuple(_WORDS["day_labels"]))


def marks_other_date(line: str) -> bool:
    """Whether a line's words mark its date as another one: of an update, an expiry or a copyright notice."""
    return _has("not_published", line.lower())
