"""What stands around an expression: before or after, early or late, about, a deadline, whose clock it is."""

from __future__ import annotations

import re

from newsextract.layers.times.lexicon import listed
from newsextract.records import TimeKind, TimeMod


def _words(role: str) -> str:
    return listed("modifiers", role=role)


_MODS: tuple[TimeMod, ...] = ("BEFORE", "AFTER", "APPROX", "START", "MID", "END")
_THAI_LETTER, _LATIN = "\u0e01-\u0e4e", "A-Za-z"
#: maximum characters read before an expression and of its beginning, and behind it
_BACK, _ON = 40, 70
#: of an expression's own beginning: ปลายปี 2565, เวลาประมาณ 09.00 น.
_WITHIN = re.compile("|".join(f"(?P<{mod}>{_words(mod)})" for mod in _MODS))
_DEADLINE_WITHIN = re.compile(_words("deadline"))
_BEFORE = re.compile(
    rf"(?:(?<![{_LATIN}])|(?<=[{_THAI_LETTER}]))(?:{'|'.join(f'(?P<{mod}>{_words(mod)})' for mod in _MODS)}|(?P<deadline>{_words('deadline')}))"
    rf"(?![{_LATIN}])[ ]?-?(?:(?:{_words('between')})[ ]?){{0,2}}\Z"
)
#: kinds with a clock time
CLOCKED: frozenset[TimeKind] = frozenset({"datetime", "datetime_range", "time", "time_range"})
_THAI_TIME = re.compile(rf"[ (]*(?:ตาม|at)?[ ]?(?:{_words('thai_time')})", re.IGNORECASE)
_STATED = re.compile(r"[ (]*(?:GMT|UTC)[ ]?(?P<sign>[+-])[ ]?(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?(?!\d)")
_SIDE = rf"(?:(?P<slower>{_words('slower')})|{_words('faster')})"
_LAG = re.compile(rf"[^\n]{{0,40}}?{_SIDE}[ ]?(?P<hours>\d{{1,2}})[ ]?(?:ชั่วโมง|ชม\.)")
_ENGLISH_LAG = re.compile(rf"[^\n]{{0,40}}?(?P<hours>\d{{1,2}})[ ]hours?[ ]{_SIDE}")
_HOME = 7


def modified(text: str, start: int, end: int) -> tuple[TimeMod | None, bool]:
    """How the words before an expression, or its own first ones, change what it means; and whether it is a deadline.

    Examples
    --------
    >>> modified("ภายในสิ้นปี 2570", 5, 16), modified("ก่อนวันที่ 5 พ.ค.", 11, 17), modified("by 2030", 3, 7)
    (('END', True), ('BEFORE', False), (None, True))
    """
    own = _WITHIN.match(text, start, min(end, start + _BACK))
    mod: TimeMod | None = own.lastgroup if own else None  # type: ignore[assignment]
    deadline = bool(_DEADLINE_WITHIN.match(text, start, end))
    before = _BEFORE.search(text, max(0, start - _BACK), start)
    if before and before["deadline"]:
        ending = _WITHIN.search(text, before.end("deadline"), start)
        deadline, mod = True, mod or (ending.lastgroup if ending else None)  # type: ignore[assignment]
    elif before:
        mod = mod or before.lastgroup  # type: ignore[assignment]
    return mod, deadline


def zone(text: str, end: int, kind: TimeKind) -> str | None:
    """The UTC offset that the words behind a clock time give: whose time it is, the offset itself, or how far behind Thailand.

    Examples
    --------
    >>> zone("09.00 น. (ช้ากว่าไทย 5 ชั่วโมง)", 8, "time"), zone("09.00 น. ตามเวลาประเทศไทย", 8, "time")
    ('+02:00', '+07:00')
    """
    if kind not in CLOCKED:
        return None
    stop = min(len(text), end + _ON)
    if _THAI_TIME.match(text, end, stop):
        return f"+{_HOME:02d}:00"
    stated = _STATED.match(text, end, stop)
    if stated:
        return f"{stated['sign']}{int(stated['hours']):02d}:{stated['minutes'] or '00'}"
    lag = _LAG.match(text, end, stop) or _ENGLISH_LAG.match(text, end, stop)
    if lag is None:
        return None
    offset = _HOME + (-1 if lag["slower"] else 1) * int(lag["hours"])
    return f"{offset:+03d}:00" if abs(offset) <= 14 else None
