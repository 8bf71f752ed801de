"""Province names inside other names: a room, a person, a breed of rice, a treaty (ห้องประชุมชัยนาทนเรนทร, ข้าวปทุมธานี 1)."""

from __future__ import annotations

import re
from functools import cache

from newsextract.data import read_csv

#: maximum characters before a province's name searched for words that make it another name
_MAX_BEFORE = 48
#: anchors of the patterns in gazetteers/other_names.csv: end before the province's name, end with it, begin after it
_ENDS = {"before": r"(?:{})\Z", "through": r"(?:{})\Z", "after": r"{}"}


@cache
def _rules(side: str) -> list[tuple[re.Pattern[str], str]]:
    rows = [row for row in read_csv("gazetteers/other_names.csv") if row["side"] == side]
    return [(re.compile(_ENDS[side].format(row["pattern"])), row["kind"]) for row in rows]


def other_name(text: str, start: int, end: int) -> str | None:
    """The kind of name that the bare province name at ``text[start:end]`` is part of, by the words around it; None if it is not.

    Examples
    --------
    >>> other_name("ณ ห้องประชุมชัยนาทนเรนทร", 12, 18)
    'room'
    >>> other_name("ที่จังหวัดชัยนาท", 10, 16) is None
    True
    """
    low = max(0, start - _MAX_BEFORE)
    kinds = [kind for rule, kind in _rules("before") if rule.search(text, low, start)]
    kinds += [kind for rule, kind in _rules("through") if rule.search(text, low, end)]
    kinds += [kind for rule, kind in _rules("after") if rule.match(text, end)]
    return kinds[0] if kinds else None
