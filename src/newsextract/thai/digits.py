"""Convert Thai digits and number words."""

from __future__ import annotations

import re

from newsextract.thai.text import any_of
from newsextract.thai.view import THAI_DIGITS

_UNITS = {word: n for n, word in enumerate(["ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า"])} | {
    "เอ็ด": 1,
    "ยี่": 2,
}
_SCALES = {"สิบ": 10, "ร้อย": 100, "พัน": 1_000, "หมื่น": 10_000, "แสน": 100_000, "ล้าน": 1_000_000}
_WORD = any_of((*_UNITS, *_SCALES))
_ONE_WORD = re.compile(_WORD)

#: A run of Thai number words; at most twelve, which is more than any calendar expression holds.
NUMBER_WORDS = rf"{_WORD}{{1,12}}"
_ALL_WORDS = re.compile(NUMBER_WORDS)


def to_arabic(text: str) -> str:
    """Replace Thai digits with Arabic ones; the length stays the same.

    Examples
    --------
    >>> to_arabic("๒๕ ก.พ. ๒๕๖๓")
    '25 ก.พ. 2563'
    """
    return text.translate(THAI_DIGITS)


def number(text: str) -> int | None:
    """Parse Thai or Arabic digits, with or without commas, or Thai number words as an integer; None for anything else.

    Examples
    --------
    >>> number("๑,๒๐๐"), number("ยี่สิบเอ็ด"), number("สองร้อยห้าสิบ"), number("สิบ")
    (1200, 21, 250, 10)
    >>> number("หลาย") is None
    True
    """
    plain = to_arabic(text).replace(",", "")
    if plain.isascii() and plain.isdigit():
        return int(plain)
    if not _ALL_WORDS.fullmatch(text):
        return None
    total = millions = 0
    pending: int | None = None
    for word in _ONE_WORD.findall(text):
        if word in _UNITS:
            pending = _UNITS[word]
        elif word == "ล้าน":
            millions = (millions + total + (pending or 0)) * _SCALES[word]
            total, pending = 0, None
        else:
            total += (1 if pending is None else pending) * _SCALES[word]
            pending = None
    return millions + total + (pending or 0)
