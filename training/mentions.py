"""The names of articles annotated whole, mention by mention, as the names layer marks them.

A frame (by the guide FRAMES.md) has every form of each thing. Most are names; offices, bare heads such as กระทรวงฯ and adjectives
are not, by the guide GUIDE.md. Where the guides differ in what only a sentence tells (ไทย as a noun, a bare office that is
somebody's name), the mark of a model trained on leads alone is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from csv import DictReader
from functools import cache
from pathlib import Path
from typing import Any

from newsextract.data import read_csv
from newsextract.layers.names.spans import Span
from newsextract.layers.referents.posts import is_office
from newsextract.thai.tokens import tokenize
from training.readings import Reading, forms_of

#: a place of so few Thai letters may be an adjective
SHORT = 7


def mentions(reading: Reading) -> list[Span]:
    """The names of an article, in order and apart: of those that overlap the first, of these the longest, of one span the type that was marked."""
    text = reading.article.text
    marked = {(e.start, e.end): e.type for e in reading.findings.entities}
    tokens = tokenize(text)
    whole = tokens.begins, frozenset(tokens.ends)
    found: list[Span] = []
    every = {span for thing in reading.things.values() for span in _of_thing(reading, thing, marked)}
    for span in sorted(every, key=lambda one: (one.start, -one.end, one.type != marked.get((one.start, one.end)), one.type)):
        parted = span.start in whole[0] and span.end in whole[1]
        apart = not found or span.start >= found[-1].end
        if apart and (parted or (span.start, span.end) in marked) and not _adjective(text, span, marked):
            found.append(span)
    return found


def _of_thing(reading: Reading, thing: dict[str, Any], marked: Mapping[tuple[int, int], str]) -> Iterator[Span]:
    """The names of a thing, at every place of every form."""
    text, parts = reading.article.text, _parts(thing)
    for start, end in {span for form in forms_of(thing) for span in reading.places(form)}:
        person = thing["type"] == "PERSON"
        cut = _before_name(text[start:end], parts, kept=(start, end) in marked) if person else 0
        if cut is not None and (name := _bare(text, start + cut, end, marked)):
            yield Span(*name, thing["type"])


def _bare(text: str, start: int, end: int, marked: Mapping[tuple[int, int], str]) -> tuple[int, int] | None:
    """A form without the mark of a short one and without its article; None for a bare head."""
    while end > start and text[end - 1] in "ฯ " and (start, end) not in marked and text[start:end] not in _words()["whole"]:
        end -= 1
    name = text[start:end]
    article = name[:4].lower() == "the "
    if not name or name in _words()["generic"] or (article and name.count(" ") < 2):
        return None
    return start + 4 * article, end


def _adjective(text: str, span: Span, marked: Mapping[tuple[int, int], str]) -> bool:
    """Whether a short Thai place, without an abbreviation, may stand as an adjective, and is no name by the first model."""
    name = text[span.start : span.end]
    short = span.type == "LOCATION" and len(name) <= SHORT and not name[0].isascii() and "." not in name
    return short and (span.start, span.end) not in marked


def _parts(thing: Mapping[str, Any]) -> list[str]:
    """The words of a person's names; none of one who is named by an office alone."""
    names = [name for name in (thing["th"], thing["en"]) if name]
    if any(is_office(name) or _office().search(name) for name in names):
        return []
    return [part for name in names for part in name.split() if len(part) > 1]


def _before_name(form: str, parts: Sequence[str], *, kept: bool) -> int | None:
    """How much of a form stands before the title and the name; None where it has no name."""
    places = [form.find(part) for part in parts if part in form]
    if kept or not places:
        return 0 if kept else None
    first = min(places)
    begins = (at for at in range(first) if not form[at].isspace() and _may_begin(form, at))
    return next((at for at in begins if _titles().fullmatch(form[at:first])), first)


def _may_begin(form: str, at: int) -> bool:
    """Whether a title may begin at a place: no Latin one within a word."""
    return at == 0 or not (form[at].isascii() and form[at - 1].isascii() and form[at - 1].isalpha())


@cache
def _words() -> dict[str, list[str]]:
    with Path(__file__).with_name("mention_words.csv").open(encoding="utf-8") as file:
        return {row["kind"]: row["words"].split("|") for row in DictReader(file)}


@cache
def _office() -> re.Pattern[str]:
    """A word of an office; a Latin one whole, or with what ends it (Director-General)."""
    return re.compile("|".join(rf"\b{word}" if word.isascii() else word for word in _words()["office"]))


@cache
def _titles() -> re.Pattern[str]:
    shipped = [word for row in read_csv("entities/titles.csv") for word in row["words"].split()]
    titles = "|".join(map(re.escape, sorted({*shipped, *_words()["title"]}, key=lambda word: (-len(word), word))))
    return re.compile(rf"(?:(?:{titles})[ .\n]*)+")
