"""Places where a gloss may stand: brackets, หรือ and colon forms, split by rules into an English name and an abbreviation.

A candidate fixes the end of its Thai side; the ranker chooses the start.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from newsextract.layers.terms.gloss import THAI, Gloss, Span, initials_in_order, parse
from newsextract.layers.terms.words import words
from newsextract.thai.text import SPACE, trim

Shape = Literal["bracket", "chain", "or", "or_th", "reverse", "colon"]

_OPENING = "(\\[（"
_BRACKET = re.compile(r"[()\[\]（）]")
_MAX_LENGTH = 260
_SPACE = SPACE + "\u2002\u2003\u2009\u202f"
_QUOTES_CLOSE = "”’\"'»"
_PAIRS = {"”": '“"', "’": "‘'", '"': '"“', "'": "'‘", "»": "«"}
_OR_WORD = "หรือ"
_LATIN = re.compile(r"[A-Za-z]")
_LATIN_NAME = r"[A-Za-z][A-Za-z0-9&+./'’®™-]*(?:[ \u00a0]+(?:&[ \u00a0]+)?[A-Za-z0-9][A-Za-z0-9&+./'’®™-]*){0,14}"
_OR = re.compile(
    rf"""
      หรือ (?<![\u0e01-\u0e2e]หหรือ)
      (?: (?:ที่)? (?:เรียก|รู้จัก)(?:กัน)? (?:อีกชื่อหนึ่ง)? (?:ใน(?:ชื่อ|นาม))? (?:ว่า)? | ที่ใช้ชื่อว่า | ชื่อ(?:ย่อ)?(?:ว่า)? )?
      [ \u00a0\u200b]{{0,3}} [“"‘']?
      (?P<name> {_LATIN_NAME}
        (?: [ ]?:[ ]? [A-Z][A-Za-z0-9-]{{1,9}} \b )? )
      (?P<after> [ ]? [(] )?
    """,
    re.VERBOSE,
)
_REVERSE_OR = re.compile(
    r"""
      (?<![A-Za-z0-9]) (?P<name> [A-Z][A-Za-z0-9&.'’-]{0,40}(?:[ \u00a0](?:–[ \u00a0])?[A-Za-z0-9&.'’-]{1,40}){0,9} )
      [ \u00a0]{0,2} หรือ (?: (?:ที่)? (?:เรียก|รู้จัก) (?:กัน)? (?:ใน(?:ชื่อ|นาม))? ว่า )? [ \u00a0]{0,2} [“"‘']?
      (?P<thai> [\u0e01-\u0e3a\u0e40-\u0e4e]{4,80} (?: [ \u00a0]–[ \u00a0][\u0e01-\u0e3a\u0e40-\u0e4e]{2,60} )? )
    """,
    re.VERBOSE,
)
_LATIN_OR = re.compile(r"หรือ(?<=[A-Za-z0-9&.'’\u00a0 -]หรือ)")
_COLON_TITLE = re.compile(
    r"""
      [“"] (?P<first> [^“”"\n:]{4,140} ) [ ]? : [ ]? (?P<second> [^“”"\n:]{4,140} ) [”"]
    """,
    re.VERBOSE,
)

_UNCLOSED = re.compile(r"[A-Z][A-Za-z0-9&.,:'’/ –-]{5,140}(?<=[A-Za-z])(?=[ \u0e01-\u0e4e\n])")
#: a Thai name in its own brackets: (ไทย) (English)
_BRACKETED_THAI = re.compile(r"(?<![^\s])\((?P<inside>[\u0e01-\u0e4e][\u0e01-\u0e4e ]{7,100})\)$")
#: the division of a spokesperson, which is no part of the body's name: โฆษกกระทรวง…ฝ่ายการเมือง (ดีอีเอส)
_DIVISION = re.compile(rf"[ ]?{words('division')}$")
_THAI_SHORT = re.compile(r"[\u0e01-\u0e4e. ]{2,24}")
_LATIN_TAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9&.,:'’() -]*$")
_WORD = re.compile(r"[A-Za-z0-9]+")
_NAME_AT_END = re.compile(_LATIN_NAME + "$")
#: contact channels listed after หรือ
_CONTACT = re.compile(
    r"facebook|line\b|call ?cent|website|web ?site|e-?mail|youtube|twitter|tiktok|.* (?:contact|call) cent", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a Thai term may be glossed."""

    start: int  # of the bracket, of the name after หรือ, or of the whole colon or "English หรือ ไทย" form
    end: int
    th_end: int  # end of the Thai side
    limit: int  # minimum start of the Thai side
    gloss: Gloss
    shape: Shape
    quote: int = -1  # offset inside the quotation mark that opens the Thai side and closes at its end, or -1
    fixed: int = -1  # start of the Thai side if the shape fixes it, or -1
    after: int = -1  # start of the preceding candidate in a chain such as (English)(abbr), or -1


def nested(text: str) -> dict[Span, list[Span]]:
    """Map each outermost bracket of a text, closing sign included, to the brackets directly inside it.

    Brackets inside an unclosed bracket count as outermost.
    """
    found: dict[Span, list[Span]] = {}
    stack: list[int] = []
    inner: list[Span] = []
    for match in _BRACKET.finditer(text):
        at, char = match.start(), match[0]
        while stack and at - stack[0] > _MAX_LENGTH:
            inner = _unclosed(text, stack, found, inner)
        if char in _OPENING:
            stack.append(at)
        elif stack:
            opening = stack.pop()
            held = [pair for pair in inner if pair[0] > opening]
            if stack:
                inner = [*(pair for pair in inner if pair[0] < opening), (opening, at + 1)]
            else:
                found[opening, at + 1] = held
                inner = []
    while stack:
        inner = _unclosed(text, stack, found, inner)
    return found


def _unclosed(text: str, stack: list[int], found: dict[Span, list[Span]], inner: list[Span]) -> list[Span]:
    """Drop the first unclosed bracket, or end it with the English name that it opens with, and free the brackets inside it."""
    opening = stack.pop(0)
    following = stack[0] if stack else len(text)
    free, held = [pair for pair in inner if pair[1] <= following], [pair for pair in inner if pair[0] > following]
    stop = _UNCLOSED.match(text, opening + 1)
    if stop and next(reversed(found), (0, 0))[1] <= opening:
        found[opening, stop.end()] = []
        free = [pair for pair in free if pair[0] >= stop.end()]
    found.update((pair, []) for pair in free)
    return held


def _skip_back(text: str, at: int) -> int:
    while at > 0 and text[at - 1] in _SPACE:
        at -= 1
    return at


def thai_edge(text: str, opening: int) -> tuple[int, int]:
    """Return the end of the text before a bracket, and where its quoted or bracketed part begins, or -1.

    Examples
    --------
    >>> thai_edge("งาน “ก้าวไกล” (Onward)", 14)
    (12, 5)
    """
    at = _skip_back(text, opening)
    if at and text[at - 1] in _OPENING:
        at = _skip_back(text, at - 1)
    if text.endswith(_OR_WORD, 0, at):
        at = _skip_back(text, at - len(_OR_WORD))
    if at and text[at - 1] in _QUOTES_CLOSE:
        close = text[at - 1]
        inner = _skip_back(text, at - 1)
        opens = max(text.rfind(mark, max(0, inner - 220), inner) for mark in _PAIRS[close])
        if opens >= 0 and "\n" not in text[opens:inner]:
            return inner, opens + 1
        return inner, -1
    if division := _DIVISION.search(text, max(0, at - 24), at):
        at = division.start()
    bracketed = _BRACKETED_THAI.search(text, max(0, at - 110), at)
    if bracketed and "มหาชน" not in bracketed["inside"]:
        return bracketed.end("inside"), bracketed.start("inside")
    return at, -1


def find_candidates(text: str) -> list[Candidate]:
    """Every candidate of a text, in reading order; a bracket wins over an overlapping form."""
    found = list(_bracketed(text))
    taken = [(c.start, c.end) for c in found]
    starts = [s for s, _ in taken]
    for other in (*_or_forms(text, {c.end: c for c in found}), *_colon_titles(text)):
        k = bisect_left(starts, other.end)
        if not (k and taken[k - 1][1] > other.start):
            found.append(other)
    found.sort(key=lambda c: (c.start, c.end))
    return found


def _bracketed(text: str) -> Iterator[Candidate]:
    previous: Candidate | None = None
    outer = nested(text)
    queue = [(*pair, 0) for pair in sorted(outer, reverse=True)]
    while queue:
        opening, closing, limit = queue.pop()
        last = closing - (text[closing - 1] in ")]）")
        inside = text[opening + 1 : last]
        may_gloss = _LATIN.search(inside) or _THAI_SHORT.fullmatch(inside.strip(_SPACE))
        gloss = parse(text, opening + 1, last) if may_gloss else None
        if gloss is None:
            reverse = _reverse(text, opening, closing)
            if reverse:
                yield reverse
            else:
                queue += [(*pair, opening + 1) for pair in reversed(outer.get((opening, closing), []))]
            continue
        th_end, quote = thai_edge(text, opening)
        limit = _limit(text, th_end, limit)
        if previous and th_end == previous.end:
            previous = Candidate(
                opening, closing, previous.th_end, previous.limit, gloss, "chain", previous.quote, after=previous.start
            )
            yield previous
        elif _thai_before(text, th_end, gloss, quote) and not _unnamed(text, th_end, gloss):
            previous = Candidate(opening, closing, th_end, limit, gloss, "bracket", quote)
            yield previous


def _limit(text: str, th_end: int, least: int = 0) -> int:
    """Minimum start of a Thai side: on the same line, within ``_MAX_LENGTH`` characters."""
    limit = max(least, th_end - _MAX_LENGTH)
    return max(limit, text.rfind("\n", limit, th_end) + 1)


def _thai_before(text: str, at: int, gloss: Gloss, quote: int) -> bool:
    if at <= 0:
        return False
    if quote >= 0 and is_thai(text[quote:at]):
        return True
    char = text[at - 1]
    if "\u0e01" <= char <= "\u0e4e":
        return True
    if char.isdigit() or char in ")]）.":
        return is_thai(text[max(0, at - 60) : at].rsplit("\n", 1)[-1]) and not _own_english(text, at, gloss)
    if char.isascii() and char.isalpha():
        return not _own_english(text, at, gloss) and _shares_latin(text, at, gloss)
    return False


#: numbered items, which have no name of their own
_ITEM = re.compile(rf"{words('numbered_item')}[ ]?\d+$")
#: before กก., which then means kilogram and not an office
_UNIT = re.compile(r"(?:\d|กิโลกรัม)$")
#: "through the system (Name)": the English name completes the classifier and translates nothing
_COMPLETED = re.compile(f"{words('by')}{words('completed')}$")
_CLASSIFIER = re.compile(r"(?:mobile )?app(?:lication)?s?|platforms?|program(?:me)?s?|systems?|forms?|formats?", re.IGNORECASE)


def _unnamed(text: str, at: int, gloss: Gloss) -> bool:
    """Whether the text before a bracket is a numbered item, a quantity, or a classifier that the English name completes."""
    left = text[max(0, at - 24) : at]
    if _ITEM.search(left):
        return True
    name = gloss.name(text)
    if name == "กก." and _UNIT.search(left):
        return True
    return bool(_COMPLETED.search(left)) and gloss.kind != "th_abbr" and not _CLASSIFIER.fullmatch(name)


def _own_english(text: str, at: int, gloss: Gloss) -> bool:
    """Whether the English name that the gloss abbreviates stands right before it."""
    tail = _LATIN_TAIL.search(text, max(0, at - 120), at)
    if not tail or not _LATIN.search(tail[0]):
        return False
    return gloss.kind == "th_abbr" or (gloss.en is None and len(_WORD.findall(tail[0])) > 1)


def _shares_latin(text: str, at: int, gloss: Gloss) -> bool:
    tail, name = _LATIN_TAIL.search(text, max(0, at - 60), at), gloss.english(text)
    if not tail or name is None:
        return False
    before, glossed = (set(_WORD.findall(part.lower())) for part in (tail[0], name))
    return bool(before) and before < glossed


def _reverse(text: str, opening: int, closing: int) -> Candidate | None:
    """``English (ไทย)``: the whole bracket is the Thai side."""
    start, end = trim(text, opening + 1, closing - 1, _SPACE)
    inside = text[start:end]
    if not 4 <= len(inside) <= 140 or _LATIN.search(inside) or not THAI.match(inside):
        return None
    at = _skip_back(text, opening)
    before = max(0, at - 140)
    name = _NAME_AT_END.search(text[before:at])
    if not name:
        return None
    return Candidate(opening, closing, end, start, Gloss("en", (before + name.start(), at), None), "reverse", fixed=start)


def _or_forms(text: str, bracketed: dict[int, Candidate]) -> Iterator[Candidate]:
    """``ไทย หรือ English``, ``ไทย (English) หรือ ABBR`` and ``English หรือ ไทย``."""
    if _OR_WORD not in text:
        return
    for match in _OR.finditer(text):
        gloss = parse(text, *match.span("name"))
        at = _skip_back(text, match.start())
        if gloss is None or at == 0 or _is_note(text, match, gloss):
            continue
        found = _or_form(text, match, gloss, bracketed.get(at))
        if found is not None:
            yield found
    if not _LATIN_OR.search(text):
        return
    for match in _REVERSE_OR.finditer(text):
        gloss = parse(text, *match.span("name"))
        if gloss is not None:
            begin, end = match.span("thai")
            yield Candidate(match.start(), end, end, begin, gloss, "or_th", fixed=begin)


def _is_note(text: str, match: re.Match[str], gloss: Gloss) -> bool:
    """Whether หรือ introduces a contact channel or a condition rather than another name."""
    if _CONTACT.match(match["name"]) or text.startswith("/", match.end("name")):
        return True
    # an abbreviation inside an open bracket
    left = text[max(0, match.start() - 100) : match.start()].rsplit("\n", 1)[-1]
    return gloss.en is None and left.rfind("(") > left.rfind(")")


def _or_form(text: str, match: re.Match[str], gloss: Gloss, earlier: Candidate | None) -> Candidate | None:
    start, end = match.span("name")
    if match["after"]:
        gloss, end = _with_bracket(text, gloss, end, match.end("after"))
    if earlier:
        abbr = gloss.abbr or (earlier.gloss.abbr if earlier.gloss.kind in {"abbr", "th_abbr"} else None)
        both = Gloss(gloss.kind, gloss.en, abbr)
        return Candidate(start, end, earlier.th_end, earlier.limit, both, "chain", earlier.quote, after=earlier.start)
    th_end, quote = thai_edge(text, match.start())
    before = text[th_end - 1 : th_end]
    if not ("\u0e01" <= before <= "\u0e4e" or before == ")"):
        return None
    return Candidate(start, end, th_end, _limit(text, th_end), gloss, "or", quote)


def _with_bracket(text: str, gloss: Gloss, end: int, inside: int) -> tuple[Gloss, int]:
    """Add the bracket of ``หรือ Name (ABBR)`` or ``หรือ ABBR (Name)`` if the letters match; return the gloss and its end."""
    closing = text.find(")", inside, inside + 160)
    other = parse(text, inside, closing) if closing >= 0 else None
    if other is None or {gloss.kind, other.kind} != {"en", "abbr"}:
        return gloss, end
    en, abbr = gloss.en or other.en, gloss.abbr or other.abbr
    if en and abbr and initials_in_order(text[slice(*abbr)], text[slice(*en)]):
        return Gloss("en_abbr", en, abbr), closing + 1
    return gloss, end


def _colon_titles(text: str) -> Iterator[Candidate]:
    for match in _COLON_TITLE.finditer(text):
        first, second = match["first"].strip(), match["second"].strip()
        thai_first, thai_second = is_thai(first), is_thai(second)
        if thai_first == thai_second:
            continue
        th, en = ("first", "second") if thai_first else ("second", "first")
        start, end = trim(text, *match.span(th), _SPACE)
        gloss = Gloss("en", trim(text, *match.span(en), _SPACE), None)
        yield Candidate(match.start(), match.end(), end, start, gloss, "colon", fixed=start)


def is_thai(part: str) -> bool:
    """Whether a string has Thai letters.

    Examples
    --------
    >>> is_thai("22,678 คน"), is_thai("22,678")
    (True, False)
    """
    return THAI.search(part) is not None
