"""Lines that a page prints around its article: dates, counters, buttons."""

from __future__ import annotations

import re

from newsextract.data import read_lines
from newsextract.pages.chars import squeeze
from newsextract.pages.corpus_text import count_headline_lines
from newsextract.pages.dates import header_date, is_only_metadata

# maximum lines searched for the headline, below breadcrumbs, section, date and counters
_TOP_LINES = 15
_LONGEST_ENDING = 90
_LONGEST_NAME = 40
_NOT_WORDS = re.compile(r"[\d\s,.:;|/()\[\]•·>»«<–—_-]+")


def _bare_words(name: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The whole lines of a list, without digits and punctuation, and those that a star makes the beginnings of lines."""
    lines = [(_NOT_WORDS.sub("", line.rstrip("*").lower()), line.endswith("*")) for line in read_lines(name)]
    return frozenset(bare for bare, begins in lines if not begins), tuple(bare for bare, begins in lines if begins)


_LABELS, _ = _bare_words("pages/furniture.txt")
_ENDINGS, _ENDING_BEGINNINGS = _bare_words("pages/endings.txt")
_BEFORE_VALUE = "|".join(
    re.escape(line.rstrip("*: ")) + ("[ ]?:" if ":" in line else " ")
    for line in read_lines("pages/furniture.txt")
    if line.endswith("*")
)
#: a label followed by a short value: the author, the section
_LABELLED = re.compile(rf"\s*(?:{_BEFORE_VALUE}).{{0,70}}$")


def is_furniture(line: str) -> bool:
    """Whether a line is a button, a counter or a date and not part of the article.

    Examples
    --------
    >>> [is_furniture(line) for line in ("พิมพ์", "6,135", "วันอังคารที่ 25 กุมภาพันธ์ 2563", "อ่าน 12 ครั้ง", "นายกฯ")]
    [True, True, True, True, False]
    """
    if len(line) > 160:
        return False
    words = _NOT_WORDS.sub("", line.lower())
    return (
        (not words and any(c.isdigit() for c in line))
        or words in _LABELS
        or header_date(line) is not None
        or is_only_metadata(line)
        or _LABELLED.match(line.lower()) is not None
    )


def ends_article(line: str) -> bool:
    """Whether a line begins the part below an article: related news, tags, attachments, comments.

    Examples
    --------
    >>> [ends_article(line) for line in ("เอกสารแนบ (2)", "TAG :", "2 thoughts on “ข่าว”", "เอกสารแนบท้ายประกาศมีผลแล้ว")]
    [True, True, True, False]
    """
    if len(line) > _LONGEST_ENDING:
        return False
    bare = _NOT_WORDS.sub("", line.lower())
    return bare in _ENDINGS or bare.startswith(_ENDING_BEGINNINGS)


def trim_top(lines: list[str], title: str) -> tuple[list[str], list[str]]:
    """Split lines into those above the article and the article from its headline on.

    The split is at the headline if it is among the first lines, else below the buttons, counters and dates on top.

    Examples
    --------
    >>> trim_top(["ข่าว", "6,135", "พิมพ์", "น้ำลด", "เนื้อข่าว"], "น้ำลด")
    (['ข่าว', '6,135', 'พิมพ์'], ['น้ำลด', 'เนื้อข่าว'])
    """
    wanted = squeeze(title)
    cut = next((i for i, line in enumerate(lines[:_TOP_LINES]) if wanted and squeeze(line) == wanted), None)
    if cut is None:
        cut = next((i for i, line in enumerate(lines) if not is_furniture(line)), len(lines))
    above, below = lines[:cut], lines[cut:]
    at = count_headline_lines(below, title)
    # a date or a counter may stand between the headline and the body
    between = _leading_furniture(below[at:]) if at else []
    return [*above, *between], [*below[:at], *below[at + len(between) :]]


def _leading_furniture(lines: list[str]) -> list[str]:
    """The buttons, counters and dates on top, with at most one name between two of them."""
    end, named = 0, False
    while end < len(lines) and (is_furniture(lines[end]) or (not named and _is_name(lines, end))):
        named |= not is_furniture(lines[end])
        end += 1
    return lines[:end]


def _is_name(lines: list[str], i: int) -> bool:
    """Whether a short line between furniture names the publisher of the article; in a list, a date would be below it."""
    if not 0 < i < len(lines) - 1 or len(lines[i]) > _LONGEST_NAME or not is_furniture(lines[i - 1]):
        return False
    return is_furniture(lines[i + 1]) and header_date(lines[i + 1]) is None


def _is_bare_date(line: str) -> bool:
    """Whether a line is a bare date: a release may end with one."""
    found = header_date(line)
    return found is not None and found.end - found.start >= len(line.strip()) - 2


def trim_bottom(lines: list[str]) -> list[str]:
    """Drop the buttons and counters below the article; a bare date there belongs to the article."""
    end = len(lines)
    while end and is_furniture(lines[end - 1]) and not _is_bare_date(lines[end - 1]) and _NOT_WORDS.sub("", lines[end - 1]):
        end -= 1
    return lines[:end]
