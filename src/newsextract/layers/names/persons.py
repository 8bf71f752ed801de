"""Boundary rules for persons: a name begins at a title and ends before a verb, a function word or an office."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from newsextract.data import read_csv
from newsextract.layers.names.consistency import Tagged
from newsextract.layers.names.spans import Span

#: civil titles
_TITLE = frozenset(
    {"นาย", "นาง", "นางสาว", "น.ส.", "ดร.", "พล.อ.", "พลเอก", "นพ.", "พล.ต.อ.", "พ.ต.อ.", "ร.ต.ท.", "ภก.", "อ.ดร.", "รศ.ดร."}
)
_ROYAL = ("พระ", "สมเด็จ", "หลวง", "เจ้า", "กรม")
_LOWER = re.compile(r"[a-z]{2,}$")


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(
        word for row in read_csv("entities/person_edges.csv") if row["class"] == kind for word in row["words"].split()
    )


def cut_persons(article: Sequence[Tagged]) -> list[Tagged]:
    """Cut the persons of an article, on token boundaries, where a name cannot continue."""
    firsts = _first_names(article)
    return [Tagged(tagged.line, [name for span in tagged.spans for name in _names(tagged, span, firsts)]) for tagged in article]


def _first_names(article: Sequence[Tagged]) -> set[tuple[str, ...]]:
    """The space-separated parts of the persons' names, as words, with and without a leading title."""
    found = set()
    for tagged in article:
        for span in tagged.spans:
            if span.type == "PERSON":
                first, end = tagged.within(span)
                for a, b in _parts(tagged, first, end):
                    words = tuple(tagged.line.words[a:b])
                    found.add(words)
                    if len(words) > 1 and words[0] in _TITLE:
                        found.add(words[1:])
    return found


def _parts(tagged: Tagged, first: int, end: int) -> list[tuple[int, int]]:
    """Split the tokens from ``first`` to ``end`` at whitespace, as ranges."""
    before = tagged.line.channels["b"]
    cuts = [first, *(i for i in range(first + 1, end) if before[i] != "0"), end]
    return list(pairwise(cuts))


def _names(tagged: Tagged, span: Span, firsts: set[tuple[str, ...]]) -> list[Span]:
    if span.type != "PERSON":
        return [span]
    line = tagged.line
    first, end = tagged.within(span)
    while first < end - 1 and line.words[first] in _words("office"):
        first += 1
    stop = _name_end(tagged, first, end, firsts)
    is_name = stop > first and not all(word.endswith(".") for word in line.words[first:stop])
    return [Span(line.starts[first], line.ends[stop - 1], "PERSON")] if is_name else []


def _name_end(tagged: Tagged, first: int, end: int, firsts: set[tuple[str, ...]]) -> int:
    """Index of the token after the end of the name."""
    words = tagged.line.words
    if words[first].startswith(_ROYAL):
        return end
    for number, (a, b) in enumerate(_parts(tagged, first, end)):
        word = words[a]
        begin = a + 1 if number == 0 and word in _TITLE else a
        if number > 1 and word in _words("after"):
            return a
        stop = _verb(words, begin, b, firsts)
        if stop is not None:
            return stop
        if number and _LOWER.match(word) and word not in _words("particle"):
            return a
    return end


def _verb(words: Sequence[str], begin: int, end: int, firsts: set[tuple[str, ...]]) -> int | None:
    """Index of the first verb after ``begin``; a doubtful one counts only after a known first name."""
    for i in range(begin + 1, end):
        if words[i] in _words("verb") or (words[i] in _words("doubtful") and tuple(words[begin:i]) in firsts):
            return i
    return None
