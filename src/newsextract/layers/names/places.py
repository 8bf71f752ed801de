"""Countries and provinces that the model missed, and names of provinces that are part of another name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsextract.data import read_csv
from newsextract.layers.names.canonical import name_of, places
from newsextract.layers.names.consistency import Tagged
from newsextract.layers.names.lexicon import words_of
from newsextract.layers.names.spans import Span, touching
from newsextract.thai.provinces import other_name

#: the unit of money before a country's name (ดอลลาร์ ฮ่องกง); with a blank, เหรียญ is a medal (5 เหรียญ จีน 4 เหรียญ)
_MONEY = re.compile(r"(?:เหรียญ|ดอลล่?า(?:ร์)?\s?)$")
#: what makes a country's name that of a part of the world: ลาตินอเมริกา, อเมริกาเหนือ
_LATIN, _PART = re.compile(r"(?:ลา|ละ)ติน\s?$"), re.compile(r"(?<=อเมริกา)(?:เหนือ|กลาง|ใต้)(?!ของ)")
#: characters before a place in which the unit of money may stand
_UNIT = 12
_SHORTEST = 5
#: bodies of a state, what may stand between one and its state, and words with which a foreign state's name begins
_OF_STATE, _LINK = ("กระทรวง", "กองทัพ", "Ministry of"), re.compile(r"[ \xa0]{0,2}(?:(?:แห่ง|ของ)[ \xa0]?)?| of (?:the )?")
_STATE = re.compile(
    r"สาธารณรัฐ|ราชอาณาจักร(?!ไทย)|สหพันธ|สมาพันธรัฐ|สหรัฐ"
    r"|(?:[A-Z][a-z’]+ ){0,3}(?:Kingdom|Republic|Commonwealth|State|Sultanate|Federation|Union) of (?!Thailand)"
)
#: kinds of enclosing names in which a province is still a place (ทูตญี่ปุ่นประจำกรุงเทพฯ)
_PLACE_ENCLOSERS = frozenset({None, "post"})
#: names of Thai provinces without จังหวัด, including short and English names
_PROVINCES = {name for name, (_, iso) in places().items() if iso.startswith("TH-")}
_COUNTRIES = {row["name"] for row in read_csv("gazetteers/countries.csv") if row["language"] == "th" and row["iso"] != "TH"}
#: Thai names of countries and provinces that are too long to be common words
_UNAMBIGUOUS = {
    name for name in _COUNTRIES.union(row["th"] for row in read_csv("gazetteers/provinces.csv")) if len(name) >= _SHORTEST
}


def is_no_place(span: Span, text: str) -> bool:
    """Whether a span marked as a place names none.

    It may be a province's name inside another name (ปฏิญญากรุงเทพฯ, ข้าวปทุมธานี 1), tell whose money is meant (ล้านเหรียญสหรัฐ), or be
    part of the name of a part of the world (ลาตินอเมริกา, อเมริกาใต้).
    """
    if span.type != "LOCATION":
        return False
    start, end = span[:2]
    before = max(0, start - _UNIT)
    if _MONEY.search(text, before, start) or _LATIN.search(text, before, start) or _PART.match(text, end):
        return True
    return text[start:end].casefold() in _PROVINCES and other_name(text, start, end) not in _PLACE_ENCLOSERS


def add(tagged: Tagged) -> Tagged:
    """Add each country or province that touches no span as a LOCATION."""
    line = tagged.line
    if _UNAMBIGUOUS.isdisjoint(line.words):  # the usual case, and fast to check
        return tagged
    pairs = enumerate(zip(["", *line.words], line.words, strict=False))
    places = [
        (line.starts[i], line.ends[i])
        for i, (left, word) in pairs
        if word in _UNAMBIGUOUS and left not in words_of("before country")
    ]
    new = [Span(start, end, "LOCATION") for start, end in places if not touching(tagged.spans, start, end)]
    return Tagged(line, sorted([*tagged.spans, *new]))


def with_states(spans: Iterable[Span], text: str) -> list[Span]:
    """The names, a foreign state right behind its ministry as part of that (กระทรวงมหาดไทย ราชอาณาจักรกัมพูชา).

    Of 14 such ministries in annotated articles, the state is part of 10.
    """
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else span
        if last.type == "ORGANIZATION" and text.startswith(_OF_STATE, last.start) and _is_state_behind(last, span, text):
            found[-1] = last._replace(end=span.end)
        else:
            found.append(span)
    return found


def _is_state_behind(body: Span, span: Span, text: str) -> bool:
    """Whether a span names a foreign state right behind a body."""
    link = _LINK.fullmatch(text, body.end, span.start)
    if span.type != "LOCATION" or link is None or text[body.start].isascii() != link[0].startswith(" of"):
        return False
    iso = name_of("LOCATION", text[span.start : span.end])[1]
    return len(iso) == 2 and iso != "TH" if iso else _STATE.match(text, span.start) is not None
