"""Modifiers of an expression from the words around it: before, after, start, mid, end, about, deadline, time zone."""

from __future__ import annotations

import re

from newsextract.layers.times.lexicon import table_words
from newsextract.records import TimeKind, TimeMod


def _words(role: str) -> str:
    return table_words("modifiers", role=role)


_MODS: tuple[TimeMod, ...] = ("BEFORE", "AFTER", "APPROX", "START", "MID", "END")
_THAI_LETTER, _LATIN = "\u0e01-\u0e4e", "A-Za-z"
#: maximum characters read before an expression or from its own beginning, and after it
_MAX_BEFORE, _MAX_AFTER = 40, 70
#: modifiers inside an expression, at its beginning: ปลายปี 2565, เวลาประมาณ 09.00 น.
_WITHIN = re.compile("|".join(f"(?P<{mod}>{_words(mod)})" for mod in _MODS))
_DEADLINE_WITHIN = re.compile(_words("deadline"))
_BEFORE = re.compile(
    rf"(?:(?<![{_LATIN}])|(?<=[{_THAI_LETTER}]))(?:{'|'.join(f'(?P<{mod}>{_words(mod)})' for mod in _MODS)}"
    rf"|(?P<deadline>{_words('deadline')})|(?P<limit>{_words('limit')}))"
    rf"(?![{_LATIN}])[ ]?-?(?:(?:{_words('between')})[ ]?){{0,2}}\Z"
)
#: kinds with a clock time
CLOCKED: frozenset[TimeKind] = frozenset({"datetime", "datetime_range", "time", "time_range"})
_THAI_TIME = re.compile(rf"[ (]*(?:ตาม|at)?[ ]?(?:{_words('thai_time')})", re.IGNORECASE)
_STATED = re.compile(r"[ (]*(?:GMT|UTC)[ ]?(?P<sign>[+-])[ ]?(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?(?!\d)")
_SIDE = rf"(?:(?P<slower>{_words('slower')})|{_words('faster')})"
_LAG = re.compile(rf"[^\n]{{0,40}}?{_SIDE}[ ]?(?P<hours>\d{{1,2}})[ ]?(?:ชั่วโมง|ชม\.)")
_ENGLISH_LAG = re.compile(rf"[^\n]{{0,40}}?(?P<hours>\d{{1,2}})[ ]hours?[ ]{_SIDE}")
_THAI_OFFSET = 7


def modifier(text: str, start: int, end: int, kind: TimeKind) -> tuple[TimeMod | None, bool]:
    """The modifier before an expression or at its beginning, and whether it is a deadline.

    "At most" (ไม่เกิน) makes a date a deadline, but not a duration, of which it limits the length: a loan of at most 5 years.

    Examples
    --------
    >>> modifier("ภายในสิ้นปี 2570", 5, 16, "year"), modifier("by 2030", 3, 7, "year"), modifier("กู้ไม่เกิน 5 ปี", 11, 15, "duration")
    (('END', True), (None, True), (None, False))
    """
    own = _WITHIN.match(text, start, min(end, start + _MAX_BEFORE))
    mod: TimeMod | None = own.lastgroup if own else None  # type: ignore[assignment]
    deadline = bool(_DEADLINE_WITHIN.match(text, start, end))
    before = _BEFORE.search(text, max(0, start - _MAX_BEFORE), start)
    word = before.lastgroup if before else None
    if before and word in {"deadline", "limit"}:
        ending = _WITHIN.search(text, before.end(word), start)
        deadline = word == "deadline" or kind != "duration"
        mod = mod or (ending.lastgroup if ending else None)  # type: ignore[assignment]
    elif before:
        mod = mod or before.lastgroup  # type: ignore[assignment]
    return mod, deadline


def zone(text: str, end: int, kind: TimeKind) -> str | None:
    """The UTC offset stated after a clock time: Thai time, an offset, or hours ahead of or behind Thailand; None if not stated.

    Examples
    --------
    >>> zone("09.00 น. (ช้ากว่าไทย 5 ชั่วโมง)", 8, "time"), zone("09.00 น. ตามเวลาประเทศไทย", 8, "time")
    ('+02:00', '+07:00')
    """
    if kind not in CLOCKED:
        return None
    stop = min(len(text), end + _MAX_AFTER)
    if _THAI_TIME.match(text, end, stop):
        return f"+{_THAI_OFFSET:02d}:00"
    stated = _STATED.match(text, end, stop)
    if stated:
        return f"{stated['sign']}{int(stated['hours']):02d}:{stated['minutes'] or '00'}"
    lag = _LAG.match(text, end, stop) or _ENGLISH_LAG.match(text, end, stop)
    if lag is None:
        return None
    offset = _THAI_OFFSET + (-1 if lag["slower"] else 1) * int(lag["hours"])
    return f"{offset:+03d}:00" if abs(offset) <= 14 else None
