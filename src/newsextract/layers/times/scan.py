"""Scan a text in one pass: a cheap pattern finds heads, and the grammar's forms are tried only there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from newsextract.layers.times import forms_clock as clock
from newsextract.layers.times import forms_day as day
from newsextract.layers.times import forms_span as span
from newsextract.layers.times import forms_word as word
from newsextract.layers.times import lexicon as lex
from newsextract.layers.times.lexicon import RELATIVE, THAI_WEEKDAY
from newsextract.layers.times.pieces import Piece
from newsextract.thai.text import any_of

Reader = Callable[[str, re.Match[str]], list[Piece]]
Forms = tuple[tuple[re.Pattern[str], Reader], ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What an expression may begin with, and the forms to try there."""

    patterns: Mapping[str, str]  # first character → the head's pattern
    forms: Forms = ()  # tried in order: the first that yields a piece wins
    whole: bool = False  # skip the whole head if no form matches: no other begins inside it


def _pattern(first: str, pattern: str, *forms: tuple[re.Pattern[str], Reader], whole: bool = False) -> Head:
    """Make a head from a pattern and the characters it may begin with."""
    return Head(dict.fromkeys(first, pattern), forms, whole)


def _words(words: Iterable[str], *forms: tuple[re.Pattern[str], Reader], after: str = "", whole: bool = False) -> Head:
    """Make a head from words and a pattern that must follow them."""
    by_letter: dict[str, list[str]] = {}
    for each in words:
        by_letter.setdefault(each[0], []).append(each)
    return Head({letter: any_of(listed) + after for letter, listed in by_letter.items()}, forms, whole)


_WEEKDAY: Forms = ((word.WEEKDAY_RANGE, word.read_every), (word.WEEKDAY, word.read_weekday))
_MONTH = (span.THAI_MONTH, span.read_thai_month)
_YEAR = (span.YEAR, span.read_year)
_SPOKEN = (clock.SPOKEN, clock.read_spoken)
_RELATIVE = (word.RELATIVE_WORD, word.read_relative)
_THAI = r"[\u0e01-\u0e4e]"
_THAI_WEEKDAYS = [name for name in lex.WEEKDAYS if not name.isascii()]

_NUMBER_HEAD = _pattern(
    "0123456789",
    r"\d",
    (day.ISO, day.read_iso),
    (day.FIGURES, day.read_figures),
    (day.DAY_MONTH_FIGURES, day.read_day_month_figures),
    (day.THAI_DAY, day.read_thai_day),
    (day.ENGLISH_DAY, day.read_english_day),
    (clock.MILITARY, clock.read_hour),
    (clock.BARE, clock.read_bare_clock),
    (clock.CLOCK, clock.read_clock),
    (clock.HOUR, clock.read_hour),
    (clock.AM_PM, clock.read_am_pm),
    _SPOKEN,
    (span.MONTHS, span.read_months),
    (word.DURATION, word.read_duration),
    (span.ENGLISH_QUARTER, span.read_english_quarter),
    _YEAR,
)
# where two heads match, the earlier one wins
_HEADS = (
    _pattern("hw", r"(?:https?://|www\.)[^\s\u0e00-\u0e7f]+", whole=True),
    _NUMBER_HEAD,
    _words(lex.HOLIDAYS, (word.HOLIDAY, word.read_holiday), _RELATIVE),
    _pattern("ว", r"วันที่[ ]{0,4}\d", (day.NUMBERED_DAY, day.read_numbered_day)),
    _words([w for w in RELATIVE if not w.isascii()], _RELATIVE, whole=True),
    _pattern("ว", rf"วัน{THAI_WEEKDAY}", *_WEEKDAY),
    _words(_THAI_WEEKDAYS, *_WEEKDAY, after=rf"(?=[ ]?(?:ที่[ ]?\d|[-–][ ]?(?:วัน)?{THAI_WEEKDAY}))"),
    _pattern("เ", rf"เดือน[ ]{{0,3}}(?={_THAI})", _MONTH),
    _words(lex.THAI_MONTHS, _MONTH),
    _words(lex.DOTTED_MONTHS, _MONTH, after=lex.NOT_AN_OFFICE),
    _pattern("ป", r"ปี(?=[ ]{0,3}(?:งบ|การ|เพาะ|บัญชี|ภาษี|ปฏิทิน|พ|ค|\d))", _YEAR),
    _pattern("พครฮ", r"(?<!เ)(?:พ\.?[ ]?ศ|ค\.?[ ]?ศ|พุทธศักราช|คริสต|ร\.[ ]?ศ|รัตนโกสินทร|ฮ\.[ ]?ศ|ฮิจเราะ)", _YEAR),
    _words(lex.PARTS, (word.PART_OF, word.read_part_of), after="(?:ปี|เดือน)"),
    _pattern("ไ", "ไตรมาส", (span.QUARTER, span.read_quarter)),
    _pattern("ค", "ครึ่ง(?:ปี)?(?:แรก|หลัง)", (span.HALF, span.read_half)),
    _pattern("ท", "ทุก", (word.EVERY, word.read_every)),
    _pattern("ขแ", r"(?:ขึ้น|แรม)[ ]?\d", (word.LUNAR, word.read_lunar)),
    _pattern("ตบเ", rf"ตี[ ]?(?:[1-5]|{lex.words('numeral_to_five')})|บ่าย|เที่ยง", _SPOKEN),
    _words(lex.NUMERALS, _SPOKEN, (word.DURATION, word.read_duration), after=f"(?={_THAI})"),
    _pattern(
        "JFMASOND",
        rf"\b{lex.ENGLISH_MONTH}",
        (day.ENGLISH_MONTH_DAY, day.read_english_day),
        (span.ENGLISH_MONTH_YEAR, span.read_english_month),
        whole=True,
    ),
    _pattern("Ee", r"\b[Ee]very\b", (word.ENGLISH_EVERY, word.read_every)),
    _pattern(
        "TtYyLlNnPp",
        r"\b(?:[Tt]o(?:day|night|morrow)|[Yy]esterday"
        r"|(?:[Tt]his|[Ll]ast|[Nn]ext|[Pp]revious)[ ](?:morning|afternoon|evening|night|week|month|year|quarter))\b",
        (word.ENGLISH_RELATIVE, word.read_relative),
    ),
    _pattern(
        "TtNnLlMWFS",
        rf"\b(?:(?:[Tt]his|[Nn]ext|[Ll]ast)[ ])?{lex.ENGLISH_WEEKDAY}",
        (word.ENGLISH_WEEKDAY_HEAD, word.read_english_weekday),
    ),
    _pattern(
        "QFfSsTtLl",
        r"\bQ[1-4]\b|\b(?:[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ll]ast|[Ff]inal)[ ](?:[Qq]uarter|half)",
        (span.ENGLISH_QUARTER, span.read_english_quarter),
    ),
    _pattern("FfAaB", r"\b(?:[Ff]iscal[ ][Yy]ears?|[Aa]cademic[ ][Yy]ear|FY|B\.?E\.?|A\.D\.)(?=[ ]{0,3}\d)", _YEAR),
)


def _head_pattern() -> tuple[re.Pattern[str], list[Head]]:
    """Build one pattern for all heads, with a branch per first character, and the list of heads by group number.

    The engine skips to characters that begin a branch and rejects every other branch with one comparison, which makes the
    scan fast. Thai letters, the most frequent, are compared first. A branch consumes its own character first, and the
    look-behind goes back to it.
    """
    branches, by_group = [], [_NUMBER_HEAD]
    for letter in sorted({letter for head in _HEADS for letter in head.patterns}, reverse=True):
        heads = [head for head in _HEADS if letter in head.patterns]
        by_group += heads
        branches.append(f"{letter}(?<=(?={'|'.join(f'({head.patterns[letter]})' for head in heads)}).)")
    return re.compile("|".join(branches)), by_group


_HEAD, _HEAD_OF_GROUP = _head_pattern()
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:[/:-]\d+)*")


def scan(text: str) -> Iterator[Piece]:
    """Yield the expressions of a normalised text, from left to right and without overlap.

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
        kind = _HEAD_OF_GROUP[group]
        pieces: list[Piece] = []
        for pattern, reader in kind.forms:
            match = pattern.match(text, start)
            if match is not None and (pieces := reader(text, match)):
                break
        if pieces:
            yield from pieces
            at = pieces[-1].end
        elif kind is _NUMBER_HEAD:
            number = _NUMBER.match(text, start)
            at = number.end() if number else start + 1
        else:
            at = head.end(group) if kind.whole else start + 1
