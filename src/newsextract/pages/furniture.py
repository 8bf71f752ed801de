"""Lines that a page prints around its article: dates, counters, buttons."""

from __future__ import annotations

import re
from functools import cache

from newsextract.data import read_lines
from newsextract.pages.chars import squeeze
from newsextract.pages.corpus_text import printings
from newsextract.pages.dates import header_date, is_facts

# how far down the headline may stand below breadcrumbs, section, date and counters
_TOP_LINES = 15
#: a line of more characters ends no article
_LONGEST_ENDING = 90
_NAME = 40
_NOT_WORDS = re.compile(r"[\d\s,.:;|/()\[\]•·>»«<–—_-]+")


@cache
def _labels() -> frozenset[str]:
    return frozenset(_NOT_WORDS.sub("", line.lower()) for line in read_lines("pages/furniture.txt") if not line.endswith("*"))


@cache
def _labelled() -> re.Pattern[str]:
    """A short line with a fact behind its label: who wrote the article, in which section."""
    labels = (line.rstrip("*") for line in read_lines("pages/furniture.txt") if line.endswith("*"))
    return re.compile(
        rf"\s*(?:{'|'.join(re.escape(label.rstrip(': ')) + (r'[ ]?:' if ':' in label else ' ') for label in labels)}).{{0,70}}$"
    )


def is_furniture(line: str) -> bool:
    """Whether a line is a button, a counter or a date, and nothing of the article.

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
        or words in _labels()
        or header_date(line) is not None
        or is_facts(line)
        or _labelled().match(line.lower()) is not None
    )


@cache
def _endings() -> tuple[frozenset[str], tuple[str, ...]]:
    """Lines that end an article whole, and beginnings of such lines."""
    lines = read_lines("pages/endings.txt")
    whole = frozenset(_NOT_WORDS.sub("", line) for line in lines if not line.endswith("*"))
    return whole, tuple(_NOT_WORDS.sub("", line.rstrip("*")) for line in lines if line.endswith("*"))


def ends_article(line: str) -> bool:
    """Whether with a line begins what stands behind an article: related news, tags, attachments, comments.

    Examples
    --------
    >>> [ends_article(line) for line in ("เอกสารแนบ (2)", "TAG :", "2 thoughts on “ข่าว”", "เอกสารแนบท้ายประกาศมีผลแล้ว")]
    [True, True, True, False]
    """
    if len(line) > _LONGEST_ENDING:
        return False
    whole, begun = _endings()
    bare = _NOT_WORDS.sub("", line.lower())
    return bare in whole or bare.startswith(begun)


def trim_top(lines: list[str], title: str) -> tuple[list[str], list[str]]:
    """The lines above the article, and the article from its headline on.

    Cut at the headline where one of the first lines is it, else below the buttons, counters and dates on top.

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
    at = printings(below, title)
    # a date or a counter may stand between the headline and the body
    between = _facts(below[at:]) if at else []
    return [*above, *between], [*below[:at], *below[at + len(between) :]]


def _facts(lines: list[str]) -> list[str]:
    """The buttons, counters and dates on top of some lines, and a name between two of them."""
    end, named = 0, False
    while end < len(lines) and (is_furniture(lines[end]) or (not named and _is_name(lines, end))):
        named |= not is_furniture(lines[end])
        end += 1
    return lines[:end]


def _is_name(lines: list[str], i: int) -> bool:
    """Whether a short line below a date and above a counter says who published the article; in a list, a date is below it."""
    if not 0 < i < len(lines) - 1 or len(lines[i]) > _NAME or not is_furniture(lines[i - 1]):
        return False
    return is_furniture(lines[i + 1]) and header_date(lines[i + 1]) is None


def _is_signed(line: str) -> bool:
    """Whether a line is a bare date, with which a release ends."""
    found = header_date(line)
    return found is not None and found.end - found.start >= len(line.strip()) - 2


def trim_bottom(lines: list[str]) -> list[str]:
    """The lines without the buttons and counters below the article; a date there is the article's own."""
    end = len(lines)
    while end and is_furniture(lines[end - 1]) and not _is_signed(lines[end - 1]) and _NOT_WORDS.sub("", lines[end - 1]):
        end -= 1
    return lines[:end]
