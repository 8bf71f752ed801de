"""A normalised view of a text, with a map back to source offsets."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"

_SINGLE = THAI_DIGITS | dict.fromkeys(map(ord, "\xa0\u2002\u2003\u2007\u2009\u202f\u3000\t"), ord(" "))
_CHANGES_LENGTH = re.compile(
    rf"""
      (?P<sara_am> \u0e4d [\u0e48-\u0e4b]? \u0e32 | [\u0e48-\u0e4b] \u0e4d \u0e32 )   # NIKHAHIT, SARA AA and a tone mark
    | (?P<sara_ae> \u0e40\u0e40 )                                                  # two SARA E typed for SARA AE
    | [{ZERO_WIDTH}]
    """,
    re.VERBOSE,
)
#: characters that need normalising
_ODD = re.compile(rf"[๐-๙\t\xa0\u2002\u2003\u2007\u2009\u202f\u3000\u0e4d{ZERO_WIDTH}]|\u0e40\u0e40")


@dataclass(frozen=True, slots=True)
class View:
    """Normalised text, and the source offset of each of its characters."""

    text: str
    starts: list[int] | None  # source offset of each character and of the end of the text; None if no offset changes

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The source span of ``text[start:end]``.

        Examples
        --------
        >>> normalise("น\u200bํา ๒๕").source(0, 2)
        (0, 4)
        """
        if self.starts is None:
            return start, end
        return self.starts[start], self.starts[end]

    def at(self, offset: int) -> int:
        """The view offset of the first character that begins at or after a source offset."""
        if self.starts is None:
            return offset
        return bisect_left(self.starts, offset)


@lru_cache(maxsize=8)
def normalise(text: str) -> View:
    """Normalise a text: Arabic digits, plain spaces, composed SARA AM, doubled SARA E joined, zero-width characters dropped.

    Every source character belongs to one character of the view.

    Examples
    --------
    >>> normalise("เเรงงาน ๒๕๖๓").text
    'แรงงาน 2563'
    """
    if not _ODD.search(text):
        return View(text, None)
    flat = text.translate(_SINGLE)
    if not _CHANGES_LENGTH.search(flat):
        return View(flat, None)
    parts: list[str] = []
    starts: list[int] = []
    last = 0
    for match in _CHANGES_LENGTH.finditer(flat):
        begin, end = match.span()
        parts.append(flat[last:begin])
        starts.extend(range(last, begin))
        new = ""
        if match["sara_am"]:
            new = match["sara_am"].replace("\u0e4d", "").replace("\u0e32", "\u0e33")
        elif match["sara_ae"]:
            new = "\u0e41"
        parts.append(new)
        starts.extend(begin + min(i, end - begin - 1) for i in range(len(new)))
        last = end
    parts.append(flat[last:])
    starts.extend(range(last, len(flat) + 1))
    return View("".join(parts), starts)
