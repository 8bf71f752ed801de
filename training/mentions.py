"""Name mentions in the articles annotated whole, as the names layer tags them.

A frame (guide FRAMES.md) lists every form of each thing. Most forms are names; by the guide GUIDE.md, offices, bare head nouns
such as กระทรวงฯ and adjectives are not. Where the guides differ and only the sentence decides (ไทย as a noun, a bare office
used as a name), the tag of a model trained on leads alone is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from csv import DictReader
from pathlib import Path
from typing import Any

from newsextract.data import read_csv
from newsextract.layers.names.spans import Span
from newsextract.layers.referents.posts import is_office
from newsextract.thai.text import any_of
from newsextract.thai.tokens import tokenize
from training.readings import Reading, forms_of

with Path(__file__).with_name("mention_words.csv").open(encoding="utf-8") as _file:
    _WORDS = {row["kind"]: row["words"].split("|") for row in DictReader(_file)}
#: words that name offices; a Latin one must begin a word (Director-General)
_OFFICE = re.compile("|".join(rf"\b{word}" if word.isascii() else word for word in _WORDS["office"]))
_SHIPPED_TITLES = [word for row in read_csv("entities/titles.csv") for word in row["words"].split()]
_TITLES = re.compile(rf"(?:{any_of({*_SHIPPED_TITLES, *_WORDS['title']})}[ .\n]*)+")
#: maximum letters of a Thai place name that may be an adjective
MAX_ADJECTIVE_LETTERS = 7


def mentions(reading: Reading) -> list[Span]:
    """The names of an article, in order: of overlapping spans the first, then the longest; of equal spans the tagged type."""
    text = reading.article.text
    tagged = {(e.start, e.end): e.type for e in reading.findings.entities}
    tokens = tokenize(text)
    whole = tokens.start_set, frozenset(tokens.ends)
    found: list[Span] = []
    every = {span for thing in reading.things.values() for span in _names_of(reading, thing, tagged)}
    for span in sorted(every, key=lambda one: (one.start, -one.end, one.type != tagged.get((one.start, one.end)), one.type)):
        on_token_bounds = span.start in whole[0] and span.end in whole[1]
        separate = not found or span.start >= found[-1].end
        if separate and (on_token_bounds or (span.start, span.end) in tagged) and not _adjective(text, span, tagged):
            found.append(span)
    return found


def _names_of(reading: Reading, thing: dict[str, Any], tagged: Mapping[tuple[int, int], str]) -> Iterator[Span]:
    """Yield the names of a thing, at every occurrence of every form."""
    text, parts = reading.article.text, _name_words(thing)
    for start, end in {span for form in forms_of(thing) for span in reading.places(form)}:
        person = thing["type"] == "PERSON"
        cut = _before_name(text[start:end], parts, kept=(start, end) in tagged) if person else 0
        if cut is not None and (name := _trimmed(text, start + cut, end, tagged)):
            yield Span(*name, thing["type"])


def _trimmed(text: str, start: int, end: int, tagged: Mapping[tuple[int, int], str]) -> tuple[int, int] | None:
    """A form without the ฯ of an abbreviation and without "the"; None for a bare head noun."""
    while end > start and text[end - 1] in "ฯ " and (start, end) not in tagged and text[start:end] not in _WORDS["whole"]:
        end -= 1
    name = text[start:end]
    article = name[:4].lower() == "the "
    if not name or name in _WORDS["generic"] or (article and name.count(" ") < 2):
        return None
    return start + 4 * article, end


def _adjective(text: str, span: Span, tagged: Mapping[tuple[int, int], str]) -> bool:
    """Whether a span is a short Thai place name, not an abbreviation, that may be an adjective and was not tagged as a name."""
    name = text[span.start : span.end]
    short = span.type == "LOCATION" and len(name) <= MAX_ADJECTIVE_LETTERS and not name[0].isascii() and "." not in name
    return short and (span.start, span.end) not in tagged


def _name_words(thing: Mapping[str, Any]) -> list[str]:
    """The words of a person's names; empty if the person is known by an office alone."""
    names = [name for name in (thing["th"], thing["en"]) if name]
    if any(is_office(name) or _OFFICE.search(name) for name in names):
        return []
    return [part for name in names for part in name.split() if len(part) > 1]


def _before_name(form: str, parts: Sequence[str], *, kept: bool) -> int | None:
    """The number of characters before the title and the name in a form; None if it has no name."""
    places = [form.find(part) for part in parts if part in form]
    if kept or not places:
        return 0 if kept else None
    first = min(places)
    candidates = (at for at in range(first) if not form[at].isspace() and _may_begin(form, at))
    return next((at for at in candidates if _TITLES.fullmatch(form[at:first])), first)


def _may_begin(form: str, at: int) -> bool:
    """Whether a title may begin at an offset: a Latin one not inside a word."""
    return at == 0 or not (form[at].isascii() and form[at - 1].isascii() and form[at - 1].isalpha())
