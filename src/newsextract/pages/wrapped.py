"""English lines that were wrapped to a width, as in text copied from a PDF, joined to paragraphs."""

from __future__ import annotations

import re
from itertools import pairwise

#: characters of a line that was wrapped to a width
_MIN_WIDTH, _MAX_WIDTH = 60, 130
#: minimum number of breaks inside a clause that show that a text was wrapped
_MIN_BREAKS = 3
#: minimum share of the width that a line and the first word of the next one fill together, if that has a capital
_FULL = 0.85
#: the end of a line amid a clause, and the beginning of the next line, unless it is the mark of an item
_CUT, _GOES_ON = re.compile(r"[a-z,][ ]?\Z"), re.compile(r"[a-z](?![.)] )")
_OPEN = re.compile(r"(?:[A-Za-z0-9,;&)’–]|\b(?:Mr|Mrs|Ms|Dr|Gen|Prof|No)\.)[ ]?\Z")
#: the first word of a line; not the mark of an item
_WORD = re.compile(r"(?!\d{1,2}[.)](?!\d)|[a-z][.)] )[A-Za-z0-9(“$][^ ]*")
#: a hyphen inside a compound (Thai-⏎Lao)
_HYPHEN = re.compile(r"[A-Za-z]-\Z")
#: what an English line may have in Thai, and the letters of a Thai line
_ASIDE, _THAI = re.compile(r"[(“\"‘][^(“\"‘)”’]*[)”\"’]"), re.compile(r"[\u0e01-\u0e4e]")


def join_lines(text: str) -> str:
    r"""Join the English lines of a text that were wrapped to a width; other line breaks stay.

    Examples
    --------
    >>> lines = ["Kite makers of the northern provinces met in the hall of the old town on Monday, and they", "agreed that kites"]
    >>> join_lines("\n".join(lines * 4)).count("\n")
    3
    >>> join_lines("Kites\nfly"), join_lines("\n".join(lines))
    ('Kites\nfly', 'Kite makers of the northern provinces met in the hall of the old town on Monday, and they\nagreed that kites')
    """
    lines = text.split("\n")
    cut = [len(line) for line, then in pairwise(lines) if _is_inside_clause(line, then)]
    if len(cut) < _MIN_BREAKS:
        return text
    width, joined = max(cut), lines[:1]
    for line, then in pairwise(lines):
        if _HYPHEN.search(line) and _is_full(line, then, width):
            joined.append(then)
        elif _is_inside_clause(line, then) or (_OPEN.search(line) and _is_full(line, then, width)):
            joined[-1] = line.rstrip()
            joined += " ", then
        else:
            joined += "\n", then
    return "".join(joined)


def _is_inside_clause(line: str, then: str) -> bool:
    """Whether a line of a width ends amid a clause."""
    return _GOES_ON.match(then) is not None and _CUT.search(line) is not None and _may_be_wrapped(line, then)


def _is_full(line: str, then: str, width: int) -> bool:
    """Whether the first word of the next line would hardly have found room on a line."""
    word = _WORD.match(then)
    return word is not None and len(line) + len(word[0]) + 1 >= _FULL * width and _may_be_wrapped(line, then)


def _may_be_wrapped(line: str, then: str) -> bool:
    """Whether a line has the length of a wrapped one, and neither it nor the next one is Thai."""
    return _MIN_WIDTH <= len(line) <= _MAX_WIDTH and not any(_THAI.search(_ASIDE.sub("", one)) for one in (line, then))
