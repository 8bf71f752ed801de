"""Boundary rules that override the model: words that names of a type never begin or end with, and words they never lack."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from newsextract.layers.names.consistency import Tagged
from newsextract.layers.names.features import Line
from newsextract.layers.names.spans import Span
from newsextract.records import EntityType
from newsextract.thai.text import any_name_rule, name_rules, trim

#: the actions of data/entities/edges.csv that correct a type
_TYPES: dict[str, EntityType] = {"place": "LOCATION", "body": "ORGANIZATION", "building": "FACILITY"}
#: behind a place that is named after a building (Wat Bot district)
_DISTRICT = re.compile(r"\s(?:Sub-?)?[Dd]istricts?\b")
#: characters around a span in which rules match, and behind one that they widen
_AROUND, _BEHIND = 24, 80
_OPEN, _CLOSE = '“‘"(', '”’")'
_GLOSS = re.compile(r"\s*\(\s*(?P<inside>[A-Za-z][^()\n]*|[ก-๙]{1,4}\.(?:[ก-๙]{1,3}\.)*)\s*\)")
#: the Thai form of a person's name in Latin letters
_THAI_GLOSS = re.compile(r"(?<=[A-Za-z])\s*\(\s*(?P<inside>[ก-๙][^()\n]*)\s*\)")
#: head words that begin another name when repeated after a space
_HEADS = re.compile("เขื่อน|วัด|สะพาน|ถนน|โรงพยาบาล|โรงเรียน|ตำบล|อำเภอ|จังหวัด|บริษัท|กรม|กระทรวง|สำนักงาน|มหาวิทยาลัย|ชุมชน|แม่น้ำ|ธนาคาร")
#: an abbreviation in brackets
_SHORT = re.compile(r"\s?\(\s?(?P<short>(?:[ก-ฮ]{1,5}\.){1,4}|[ก-ฮ]{2,5}|[0-9]{0,2}[A-Z][A-Za-z0-9&/.-]{0,10}[A-Z0-9])\s?\)")
#: offices whose own abbreviation may follow the organisation's name: รองปลัดกระทรวง… (รปอ.)
_OFFICE = re.compile(r"(?:ปลัด|ผู้ตรวจราชการ|อธิบดี|ว่าการ|เลขาธิการ|ผู้อำนวยการ|ผู้ว่าราชการ|CEO of(?: the)?)\s?\Z")
#: the body whose event a name is of: the 9th Session of the Economic Commission for Asia; not an event (of the 9th World Forum)
_EVENT_OF = re.compile(
    r".* (?:of|by|with) (?:the )?"
    r"(?P<body>(?!.*(?:\d|Conference|Day|Dialogue|Expo|Fair|Festival|Forum|Games|Meeting|Session|Summit|Week))[A-Z].*)",
    re.DOTALL,
)
#: all but the initials of a name's words
_NOT_INITIAL = re.compile(r"\B[A-Z]|[^A-Z]")
_NAMED = re.compile(r"\s*:\s+(?=[A-Z][A-Za-z0-9-]*[A-Z])")
_rules, _any_rule = partial(name_rules, "edges"), partial(any_name_rule, "edges")


def is_excluded(span: Span, text: str) -> bool:
    """Whether a span can never be a name of its type."""
    return _any_rule(span.type, "drop").fullmatch(text, span.start, span.end) is not None


def sharpen(span: Span, text: str) -> list[Span]:
    """Correct a span: return the names in it, none, one or several, in order; they may extend a few characters beyond it.

    Examples
    --------
    >>> text = "อ.ปาย และอ.ปางมะผ้า"
    >>> [text[s.start : s.end] for s in sharpen(Span(0, 19, "LOCATION"), text)]
    ['อ.ปาย', 'อ.ปางมะผ้า']
    """
    if is_excluded(span, text):
        return []
    start, end, kind = span.start, span.end, _type(span, text)
    if start and text[start - 1] in _OPEN:
        closing = text.find(_CLOSE[_OPEN.index(text[start - 1])], start, end)
        end = closing if closing > start and "(" not in text[start:closing] else end
    start, end = _widened(*_narrowed(start, end, kind, text), kind, text)
    return _glosses(*trim(text, start, end), kind, text)


def _type(span: Span, text: str) -> EntityType:
    """The type of a span, corrected by its words: a place (จังหวัด…), a body (… Authority) or a building (… Hospital)."""
    for action, kind in _TYPES.items():
        if _any_rule(span.type, action).match(text, span.start, span.end):
            return span.type if action == "building" and _DISTRICT.match(text, span.end) else kind
    return span.type


def _narrowed(start: int, end: int, kind: str, text: str) -> tuple[int, int]:
    """Strip words that names of the type never begin or end with."""
    for pattern, _ in _rules(kind, "head"):
        match = pattern.match(text, start, end + _AROUND)
        start = match.end() if match and match.end() < end else start
    for pattern, _ in _rules(kind, "tail"):
        match = pattern.search(text, start, end + _AROUND)
        end = match.start() if match and start < match.start() < end else end
    return start, end


def _widened(start: int, end: int, kind: str, text: str) -> tuple[int, int]:
    """Extend a span by adjacent words that names of the type never lack."""
    for pattern, _ in _rules(kind, "left"):
        for match in pattern.finditer(text, max(0, start - _AROUND), start + _AROUND):
            start = match.start() if match.end() == start else start
    for pattern, _ in _rules(kind, "right"):
        more = pattern.match(text, end, end + _BEHIND)
        end = more.end() if more else end
    return start, end


def _glosses(start: int, end: int, kind: str, text: str) -> list[Span]:
    """Split a span into the name, its gloss in brackets at the end, and parts joined by a conjunction or with the same head."""
    cuts: list[tuple[int, int]] = []
    if gloss := _gloss_at_end(start, end, kind, text):
        named = _NAMED.search(text, *gloss.span("inside"))
        cuts += [(gloss.start(), gloss.start("inside")), *([named.span()] if named else [])]
        end = gloss.end("inside")
    for pattern, _ in _rules(kind, "split"):
        cuts.extend(match.span() for match in pattern.finditer(text, start, end))
    head = _HEADS.match(text, start, end)
    if head:
        again = re.compile(rf"(?<!\s)\s+(?={head[0]})")
        cuts.extend(match.span() for match in again.finditer(text, head.end(), end))
    found: list[Span] = []
    for left, right in sorted(cuts):
        if start < left and right < end:
            found.append(Span(start, left, kind))  # type: ignore[arg-type]
            start = right
    return [*found, Span(start, end, kind)]  # type: ignore[arg-type]


def _gloss_at_end(start: int, end: int, kind: str, text: str) -> re.Match[str] | None:
    """The gloss in brackets with which a span ends."""
    at = text.rfind("(", start, end)
    if at <= start:
        return None
    begin = at - (text[at - 1] == " ")
    gloss = _GLOSS.match(text, begin, end + 1) or (_THAI_GLOSS.match(text, begin, end + 1) if kind == "PERSON" else None)
    return gloss if gloss and gloss.end() >= end else None


def sharpen_all(article: Sequence[Tagged], text: str) -> list[Tagged]:
    """Sharpen the spans of an article's lines, except where a corrected boundary falls inside a token."""
    found = []
    for tagged in article:
        spans: list[Span] = []
        for span in tagged.spans:
            sharp = sharpen(span, text)
            for one in sharp if all(tagged.line.on_tokens(one.start, one.end) for one in sharp) else [span]:
                while spans and one.start <= spans[-1].start:
                    spans.pop()
                if not spans or one.start >= spans[-1].end:
                    spans.append(one)
        found.append(Tagged(tagged.line, _of_bodies(_short_forms(tagged.line, spans, text), text)))
    return found


def _short_forms(line: Line, spans: list[Span], text: str) -> list[Span]:
    """The spans, each followed by the abbreviation in brackets right after it, if any, as a span of the same type."""
    found = []
    for i, span in enumerate(spans):
        found.append(span)
        match = _SHORT.match(text, span.end) if span.type != "PERSON" else None
        if not match or _OFFICE.search(text[max(0, span.start - _AROUND) : span.start]):
            continue
        if line.on_tokens(*match.span("short")) and (i + 1 == len(spans) or spans[i + 1].start >= match.end()):
            found.append(Span(*match.span("short"), span.type))
    return found


def _of_bodies(spans: Sequence[Span], text: str) -> list[Span]:
    """The spans; the abbreviation in brackets behind an event is a body's if an event's name ends with that body."""
    found = list(spans[:1])
    for event, span in pairwise(spans):
        short = _SHORT.match(text, event.end) if event.type == span.type == "EVENT" else None
        body = short and short.span("short") == span[:2] and _EVENT_OF.fullmatch(text, event.start, event.end)
        own = body and _NOT_INITIAL.sub("", body["body"]).endswith(text[span.start : span.end])
        found.append(span._replace(type="ORGANIZATION") if own else span)
    return found
