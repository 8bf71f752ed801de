"""Small boundary repairs, applied whatever the model says."""

from __future__ import annotations

import re

from newsextract.layers.names.spans import MAX_LENGTH, Span
from newsextract.layers.names.titles import split
from newsextract.thai.text import SPACE, trim

#: closing marks by opening mark; typists also close “ with "
_PAIRS = {"(": (")",), "“": ("”", '"'), "[": ("]",), "‘": ("’",)}
_COMPANY = re.compile(r"(?:บริษัท|ห้างหุ้นส่วน|บจก|บมจ)[^()]*?จำกัด(?:\s*\(\s*มหาชน\s*\))?")
_BRACKET, _SIGN = re.compile("[()]"), re.compile(r"[()“”\"\[\]‘’]")
#: the rest of a title up to its closing mark
_TITLE_REST = re.compile(r"[^\n“”\"]{1,150}[”\"]")
_EDGE = SPACE + ",;:-–—…"
#: words at the end of a name that was cut off (the 28th General Assembly of the)
_CUT_OFF_LENGTH, _CUT_OFF = 20, re.compile(r"(?:\s(?:and|at|by|for|from|in|of|on|the|to|with))+\Z")
#: words of a first name, a surname and the word appended to them
_FULL_NAME_WORDS = 3
_LATIN = re.compile(r"[A-Za-z]")
_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f\u0e01-\u0e2e]")


def repair(span: Span, text: str) -> Span | None:
    """Balance a span's brackets, trim its edges and end a company's name; None if no letter is left.

    Examples
    --------
    >>> text = "ประชุม Forum (Retreat) ครั้งแรก"
    >>> repair(Span(7, 21, "EVENT"), text).end
    22
    """
    start, end = trim(text, span.start, span.end, _EDGE)
    cut = _CUT_OFF.search(text, max(start, end - _CUT_OFF_LENGTH), end)
    if cut and span.type != "LOCATION" and cut[0].startswith(" of") and " " not in text[start : cut.start()]:
        return None  # the Department of
    end = cut.start() if cut else end
    company = _COMPANY.match(text, start, end + 12) if span.type == "ORGANIZATION" else None
    if company:
        end = company.end()
    start, end = _close(start, _closing_mark(span, end, text), text)
    if not _LETTER.search(text, start, end):
        return None
    return Span(start, end, span.type)


def _closing_mark(span: Span, end: int, text: str) -> int:
    """The end of an event's name, moved behind the closing quotation mark of the title that it begins."""
    if span.type != "EVENT" or text.count("“", span.start, end) - text.count("”", span.start, end) != 1:
        return end
    rest = _TITLE_REST.match(text, end)
    return rest.end() if rest else end


def _close(start: int, end: int, text: str) -> tuple[int, int]:
    """Move a span's edges so that no bracket or quotation mark in it lacks its partner."""
    for opening, closing in _PAIRS.items() if _SIGN.search(text, start, end) else ():
        lacking = text.count(opening, start, end) - sum(text.count(mark, start, end) for mark in closing)
        if lacking == 1 and text.startswith(closing, end):
            end += 1
        elif lacking == 1 and text.startswith(opening, start):
            start += 1
        elif lacking == 1:
            end -= text.endswith(opening, start, end)
        elif lacking == -1 and opening != "‘":  # ’ is also an apostrophe
            end -= text.endswith(closing, start, end)
    end = _unmatched(start, end, text)
    return start, start + len(text[start:end].rstrip())


def _unmatched(start: int, end: int, text: str) -> int:
    """The end of a span, moved before its first unmatched bracket: "the Kite Fund (Thai Kite Fund" ends at "the Kite Fund"."""
    opened: list[int] = []
    for bracket in _BRACKET.finditer(text, start, end):
        if bracket[0] == "(":
            opened.append(bracket.start())
        elif opened:
            opened.pop()
        else:
            return bracket.start()
    return opened[0] if opened else end


def repair_all(spans: list[Span], text: str) -> list[Span]:
    """Repair every span, join names that were split, and drop spans that a repair makes overlap."""
    found: list[Span] = []
    for span in spans:
        better = repair(span, text)
        if better and found and (_split_by_break(found[-1], better, text) or _split_by_space(found[-1], better, text)):
            found[-1] = found[-1]._replace(end=better.end)
        elif better and (not found or better.start >= found[-1].end):
            found.append(better)
    return found


def _split_by_space(first: Span, then: Span, text: str) -> bool:
    """Whether two adjacent spans in Latin letters are one name (UN | Office on Drugs): only places are separated by a mere space."""
    return (
        first.type == then.type != "LOCATION"
        and then.end - first.start <= MAX_LENGTH
        and text[first.end : then.start] in {" ", "\xa0"}
        and bool(_LATIN.fullmatch(text, first.end - 1, first.end) and _LATIN.match(text, then.start))
    )


def _split_by_break(first: Span, then: Span, text: str) -> bool:
    """Whether a line break splits a person's name: a title and at most one name before it, the rest after it."""
    if (first.type, then.type) != ("PERSON", "PERSON") or text[first.end : then.start] != "\n":
        return False
    title, name = split(f"{text[first.start : first.end]} ก")
    return bool(title) and len(name.split()) < _FULL_NAME_WORDS and not split(text[then.start : then.end])[0]
