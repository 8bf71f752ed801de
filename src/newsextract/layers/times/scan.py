"""One pass over the text: a cheap pattern finds heads, and only there the grammar's forms are tried."""

from __future__ import annotations

import re
from collections.abc import Callable

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
    THAI_MONTH_NAME,
    THAI_WEEKDAY,
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
    (clock.CLOCK, clock.read_clock),
    (clock.HOUR, clock.read_hour),
    (clock.AM_PM, clock.read_am_pm),
    (clock.SPOKEN, clock.read_spoken),
    (span.MONTHS, span.read_months),
    (word.DURATION, word.read_duration),
    (span.YEAR, span.read_year),
)
_FORMS: dict[str, Forms] = {
    "url": (),
    "number": _AFTER_NUMBER,
    "numbered": ((day.NUMBERED_DAY, day.read_numbered_day),),
    "holiday": ((word.HOLIDAY, word.read_holiday), (word.RELATIVE_WORD, word.read_relative)),
    "relative": ((word.RELATIVE_WORD, word.read_relative),),
    "weekday": ((word.WEEKDAY_RANGE, word.read_weekday_range), (word.WEEKDAY, word.read_weekday)),
    "month": ((span.THAI_MONTH, span.read_thai_month),),
    "year": ((span.YEAR, span.read_year),),
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
_HEADS = {
    "url": r"(?:https?://|www\.)[^\s\u0e00-\u0e7f]+",
    "number": r"\d",
    "holiday": any_of(list(HOLIDAYS)),
    "numbered": r"วันที่[ ]{0,4}\d",
    "relative": any_of([w for w in RELATIVE if not w.isascii()]),
    "weekday": rf"วัน{THAI_WEEKDAY}|{THAI_WEEKDAY}(?=[ ]?(?:ที่[ ]?\d|[-–][ ]?(?:วัน)?{THAI_WEEKDAY}))",
    "month": rf"เดือน[ ]{{0,3}}(?=[\u0e01-\u0e4e])|{THAI_MONTH_NAME}|{FULL_ABBREVIATION}",
    "year": r"ปี(?=[ ]{0,3}(?:งบ|การ|เพาะ|บัญชี|ภาษี|ปฏิทิน|พ|ค|\d))|(?<!เ)(?:พ\.?[ ]?ศ|ค\.?[ ]?ศ|พุทธศักราช|คริสต|ร\.[ ]?ศ|รัตนโกสินทร|ฮ\.[ ]?ศ|ฮิจเราะ)",
    "part": r"(?:ต้น|กลาง|ปลาย|สิ้น)(?:ปี|เดือน)",
    "quarter": "ไตรมาส",
    "half": "ครึ่ง(?:ปี)?(?:แรก|หลัง)",
    "every": "ทุก",
    "lunar": "(?:ขึ้น|แรม)[ ]?\\d",
    "spoken": "ตี[ ]?(?:[1-5]|หนึ่ง|สอง|สาม|สี่|ห้า)|บ่าย|เที่ยง",
    "counted": "(?:หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|ยี่สิบ|ร้อย)(?=[\u0e01-\u0e4e])",
    "english_month": rf"\b{ENGLISH_MONTH}",
    "english_every": r"\b[Ee]very\b",
    "english_relative": r"\b(?:[Tt]o(?:day|night|morrow)|[Yy]esterday|(?:[Tt]his|[Ll]ast|[Nn]ext|[Pp]revious)[ ](?:morning|afternoon|evening|night|week|month|year|quarter))\b",
    "english_weekday": rf"\b(?:(?:[Tt]his|[Nn]ext|[Ll]ast)[ ])?{ENGLISH_WEEKDAY}",
    "english_quarter": r"\bQ[1-4]\b|\b(?:[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ll]ast|[Ff]inal|1st|2nd|3rd|4th)[ ](?:[Qq]uarter|half)",
    "english_year": r"\b(?:[Ff]iscal[ ][Yy]ears?|[Aa]cademic[ ][Yy]ear|FY|B\.?E\.?|A\.D\.)(?=[ ]{0,3}\d)",
}
_HEAD = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _HEADS.items()))
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:[/:-]\d+)*")


def scan(text: str) -> list[Piece]:
    """The expressions of a normalised text, left to right and without overlap.

    Examples
    --------
    >>> [(p.form, p.first.day, p.first.month, p.first.year) for p in scan("25 ก.พ. 63")]
    [('day', 25, 2, 2020)]
    """
    found: list[Piece] = []
    at = 0
    search = _HEAD.search
    while (head := search(text, at)) is not None:
        start = head.start()
        name = head.lastgroup or ""
        pieces: list[Piece] = []
        for pattern, reader in _FORMS[name]:
            match = pattern.match(text, start)
            if match is not None and (pieces := reader(text, match)):
                break
        if pieces:
            found.extend(pieces)
            at = pieces[-1].end
        elif name == "number":
            number = _NUMBER.match(text, start)
            at = number.end() if number else start + 1
        else:
            at = head.end() if name in {"url", "relative", "english_month"} else start + 1
    return found
