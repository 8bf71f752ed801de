"""One pass over the text: a cheap pattern finds heads, and only there the grammar's forms are tried."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from newsextract.layers.times import forms_clock as clock
from newsextract.layers.times import forms_day as day
from newsextract.layers.times import forms_span as span
from newsextract.layers.times import forms_word as word
from newsextract.layers.times.lexicon import (
    ENGLISH_MONTH,
    ENGLISH_WEEKDAY,
    FULL_ABBREVIATION,
    HOLIDAYS,
    RELATIVE,
    THAI_ABBREVIATIONS,
    THAI_MONTHS,
    THAI_WEEKDAY,
    WEEKDAYS,
    any_of,
)
from newsextract.layers.times.pieces import Piece

Reader = Callable[[str, re.Match[str]], list[Piece]]
Forms = tuple[tuple[re.Pattern[str], Reader], ...]

# the order is the precedence: the first form that reads anything wins
_AFTER_NUMBER: Forms = (
    (day.ISO, day.read_iso),
    (day.FIGURES, day.read_figures),
    (day.DAY_MONTH_FIGURES, day.read_day_month_figures),
    (day.THAI_DAY, day.read_thai_day),
    (day.ENGLISH_DAY, day.read_english_day),
    (clock.MILITARY, clock.read_military),
    (clock.BARE, clock.read_bare_clock),
    (clock.CLOCK, clock.read_clock),
    (clock.HOUR, clock.read_hour),
    (clock.AM_PM, clock.read_am_pm),
    (clock.SPOKEN, clock.read_spoken),
    (span.MONTHS, span.read_months),
    (word.DURATION, word.read_duration),
    (span.YEAR, span.read_year),
)
_MONTH: Forms = ((span.THAI_MONTH, span.read_thai_month),)
_WEEKDAY: Forms = ((word.WEEKDAY_RANGE, word.read_weekday_range), (word.WEEKDAY, word.read_weekday))
_FORMS: dict[str, Forms] = {
    "url": (),
    "number": _AFTER_NUMBER,
    "numbered": ((day.NUMBERED_DAY, day.read_numbered_day),),
    "holiday": ((word.HOLIDAY, word.read_holiday), (word.RELATIVE_WORD, word.read_relative)),
    "relative": ((word.RELATIVE_WORD, word.read_relative),),
    "weekday": _WEEKDAY,
    "weekday_bare": _WEEKDAY,
    "month_word": _MONTH,
    "month": _MONTH,
    "month_short": _MONTH,
    "year": ((span.YEAR, span.read_year),),
    "era": ((span.YEAR, span.read_year),),
    "part": ((word.PART_OF, word.read_part_of),),
    "quarter": ((span.QUARTER, span.read_quarter),),
    "half": ((span.HALF, span.read_half),),
    "every": ((word.EVERY, word.read_every),),
    "lunar": ((word.LUNAR, word.read_lunar),),
    "spoken": ((clock.SPOKEN, clock.read_spoken),),
    "counted": ((clock.SPOKEN, clock.read_spoken), (word.DURATION, word.read_duration)),
    "english_month": (
        (day.ENGLISH_MONTH_DAY, day.read_english_day),
        (span.ENGLISH_MONTH_YEAR, span.read_english_month),
    ),
    "english_every": ((word.ENGLISH_EVERY, word.read_every),),
    "english_relative": ((word.ENGLISH_RELATIVE, word.read_relative),),
    "english_weekday": ((word.ENGLISH_WEEKDAY_HEAD, word.read_english_weekday),),
    "english_quarter": ((span.ENGLISH_QUARTER, span.read_english_quarter),),
    "english_year": ((span.YEAR, span.read_year),),
}
#: Heads that hold no other head when their form reads nothing.
_SKIPPED_WHOLE = {"url", "relative", "english_month"}


def _initials(words: list[str]) -> str:
    return "".join(sorted({word[0] for word in words}))


# each head: what it may begin with, and its pattern; a list of words gives both
_HEADS: dict[str, tuple[str, str] | list[str]] = {
    "url": ("hw", r"(?:https?://|www\.)[^\s\u0e00-\u0e7f]+"),
    "number": ("0123456789", r"\d"),
    "holiday": list(HOLIDAYS),
    "numbered": ("ว", r"วันที่[ ]{0,4}\d"),
    "relative": [w for w in RELATIVE if not w.isascii()],
    "weekday": ("ว", rf"วัน{THAI_WEEKDAY}"),
    "weekday_bare": (
        _initials([w for w in WEEKDAYS if not w.isascii()]),
        rf"{THAI_WEEKDAY}(?=[ ]?(?:ที่[ ]?\d|[-–][ ]?(?:วัน)?{THAI_WEEKDAY}))",
    ),
    "month_word": ("เ", r"เดือน[ ]{0,3}(?=[\u0e01-\u0e4e])"),
    "month": list(THAI_MONTHS),
    "month_short": (_initials(list(THAI_ABBREVIATIONS)), FULL_ABBREVIATION),
    "year": ("ป", r"ปี(?=[ ]{0,3}(?:งบ|การ|เพาะ|บัญชี|ภาษี|ปฏิทิน|พ|ค|\d))"),
    "era": ("พครฮ", r"(?<!เ)(?:พ\.?[ ]?ศ|ค\.?[ ]?ศ|พุทธศักราช|คริสต|ร\.[ ]?ศ|รัตนโกสินทร|ฮ\.[ ]?ศ|ฮิจเราะ)"),
    "part": ("ตกปส", r"(?:ต้น|กลาง|ปลาย|สิ้น)(?:ปี|เดือน)"),
    "quarter": ["ไตรมาส"],
    "half": ("ค", "ครึ่ง(?:ปี)?(?:แรก|หลัง)"),
    "every": ["ทุก"],
    "lunar": ("ขแ", "(?:ขึ้น|แรม)[ ]?\\d"),
    "spoken": ("ตบเ", "ตี[ ]?(?:[1-5]|หนึ่ง|สอง|สาม|สี่|ห้า)|บ่าย|เที่ยง"),
    "counted": ("หสเจแยร", "(?:หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|ยี่สิบ|ร้อย)(?=[\u0e01-\u0e4e])"),
    "english_month": ("JFMASOND", rf"\b{ENGLISH_MONTH}"),
    "english_every": ("Ee", r"\b[Ee]very\b"),
    "english_relative": (
        "TtYyLlNnPp",
        (
            r"\b(?:[Tt]o(?:day|night|morrow)|[Yy]esterday"
            r"|(?:[Tt]his|[Ll]ast|[Nn]ext|[Pp]revious)[ ](?:morning|afternoon|evening|night|week|month|year|quarter))\b"
        ),
    ),
    "english_weekday": ("TtNnLlMWFS", rf"\b(?:(?:[Tt]his|[Nn]ext|[Ll]ast)[ ])?{ENGLISH_WEEKDAY}"),
    "english_quarter": (
        "QFfSsTtLl1234",
        r"\bQ[1-4]\b|\b(?:[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ll]ast|[Ff]inal|1st|2nd|3rd|4th)[ ](?:[Qq]uarter|half)",
    ),
    "english_year": ("FfAaB", r"\b(?:[Ff]iscal[ ][Yy]ears?|[Aa]cademic[ ][Yy]ear|FY|B\.?E\.?|A\.D\.)(?=[ ]{0,3}\d)"),
}


def _head_pattern() -> tuple[re.Pattern[str], list[str]]:
    """One pattern for all heads, a branch for each first character, and the head's name for each of its groups.

    The engine skips to the characters that any branch begins with and rejects all other branches by one comparison:
    that is what makes the scan fast. The branch's own character is read first; the look-behind goes back to it.
    """
    branches, names = [], [""]
    firsts = {letter for head in _HEADS.values() for letter in (_initials(head) if isinstance(head, list) else head[0])}
    for letter in sorted(firsts):
        options = []
        for name, head in _HEADS.items():
            words = [w for w in head if w[0] == letter] if isinstance(head, list) else []
            if words or (not isinstance(head, list) and letter in head[0]):
                options.append(f"({any_of(words) if words else head[1]})")
                names.append(name)
        branches.append(f"{letter}(?<=(?={'|'.join(options)}).)")
    return re.compile("|".join(branches)), names


_HEAD, _HEAD_NAMES = _head_pattern()
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:[/:-]\d+)*")


def scan(text: str) -> Iterator[Piece]:
    """The expressions of a normalised text, left to right and without overlap, one by one: a long text has many.

    Examples
    --------
    >>> [(p.form, p.first.day, p.first.month, p.first.year) for p in scan("25 ก.พ. 63")]
    [('day', 25, 2, 2020)]
    """
    at = 0
    search = _HEAD.search
    while (head := search(text, at)) is not None:
        start = head.start()
        group = head.lastindex or 0
        name = _HEAD_NAMES[group]
        pieces: list[Piece] = []
        for pattern, reader in _FORMS[name]:
            match = pattern.match(text, start)
            if match is not None and (pieces := reader(text, match)):
                break
        if pieces:
            yield from pieces
            at = pieces[-1].end
        elif name == "number":
            number = _NUMBER.match(text, start)
            at = number.end() if number else start + 1
        else:
            at = head.end(group) if name in _SKIPPED_WHOLE else start + 1
