"""Small repairs of boundaries that hold whatever the model says."""

from __future__ import annotations

import re

from newsextract.layers.names.spans import LONGEST, Span
from newsextract.layers.names.titles import split
from newsextract.thai.text import SPACE, trim

#: what closes what opens; typists also close “ with "
_PAIRS = {"(": ")", "“": '”"', "[": "]", "‘": "’"}
_COMPANY = re.compile(r"(?:บริษัท|ห้างหุ้นส่วน|บจก|บมจ)[^()]*?จำกัด(?P<public>\s*\(\s*มหาชน\s*\))?")
_BRACKET = re.compile("[()]")
_EDGE = SPACE + ",;:-–—…"
#: words of a first name, a surname and what is put behind them
_FULL = 3
_LATIN = re.compile(r"[A-Za-z]")
_FACES = re.compile(r"[A-Za-z\u00c0-\u024f\u0e01-\u0e2e]")


def repair(span: Span, text: str) -> Span | None:
    """A span with its brackets closed, its edges clean and a company's name ended; None when no letter is left.

    Examples
    --------
    >>> text = "ประชุม Forum (Retreat) ครั้งแรก"
    >>> repair(Span(7, 21, "EVENT"), text).end
    22
    """
    start, end = trim(text, span.start, span.end, _EDGE)
    if start == end:
        return None
    if span.type == "PERSON" and text[end - 1 : end] == "ฯ":
        end -= 1
    if span.type == "ORGANIZATION":
        company = _COMPANY.match(text, start, end + 12)
        if company and (company["public"] or company.end() < end):
            end = company.end()
    start, end = _close(start, end, text)
    if not _FACES.search(text, start, end):
        return None
    return Span(start, end, span.type)


def _close(start: int, end: int, text: str) -> tuple[int, int]:
    for opening, closing in _PAIRS.items():
        lacking = text.count(opening, start, end) - sum(text.count(mark, start, end) for mark in closing)
        if lacking == 1 and end < len(text) and text[end] in closing:
            end += 1
        elif lacking == 1 and text[start] == opening:
            start += 1
        elif (lacking == 1 and text[end - 1] == opening) or (lacking == -1 and text[end - 1] in closing and closing != "’"):
            end -= 1
    end = _unmatched(start, end, text)
    return start, start + len(text[start:end].rstrip())


def _unmatched(start: int, end: int, text: str) -> int:
    """The end of a span before a bracket whose other half it lacks: of "the Kite Fund (Thai Kite Fund: TKF)" what stands before it."""
    opened: list[int] = []
    for bracket in _BRACKET.finditer(text, start, end):
        if bracket[0] == "(":
            opened.append(bracket.start())
        elif opened:
            opened.pop()
        else:
            return bracket.start()
    return opened[0] if opened else end


def all_of(spans: list[Span], text: str) -> list[Span]:
    """Every span repaired; what a repair makes overlap is left out."""
    found: list[Span] = []
    for span in spans:
        better = repair(span, text)
        if better and found and (_folded(found[-1], better, text) or _parted(found[-1], better, text)):
            found[-1] = found[-1]._replace(end=better.end)
        elif better and (not found or better.start >= found[-1].end):
            found.append(better)
    return found


def _parted(first: Span, then: Span, text: str) -> bool:
    """Whether two names in Latin letters are one (UN | Office on Drugs): only places stand side by side with a mere space between."""
    return (
        first.type == then.type != "LOCATION"
        and then.end - first.start <= LONGEST
        and text[first.end : then.start] in {" ", "\xa0"}
        and bool(_LATIN.fullmatch(text, first.end - 1, first.end) and _LATIN.match(text, then.start))
    )


def _folded(first: Span, then: Span, text: str) -> bool:
    """Whether a line break cuts a person's name in two: a title and at most one name before it, the rest behind it."""
    if (first.type, then.type) != ("PERSON", "PERSON") or text[first.end : then.start] != "\n":
        return False
    title, name = split(f"{text[first.start : first.end]} ก")
    return bool(title) and len(name.split()) < _FULL and not split(text[then.start : then.end])[0]
