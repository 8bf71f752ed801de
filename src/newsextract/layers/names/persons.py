"""Boundary rules for persons: a name begins at a title and ends before a verb, a function word or an office."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from newsextract.layers.names.consistency import Tagged
from newsextract.layers.names.lexicon import word_classes, words_of
from newsextract.layers.names.spans import Span

#: royal names contain words that end other names (พระบรมราชินีนาถในรัชกาลที่ ๙)
_ROYAL = ("พระ", "สมเด็จ", "หลวง", "เจ้า", "กรม")
_LOWER = re.compile(r"[a-z]{2,}$")
#: a word that may be the last syllables of a surname
_REST = re.compile("[ก-๎]{2,8}")


def cut_persons(article: Sequence[Tagged]) -> list[Tagged]:
    """Cut the persons of an article, on token boundaries, where a name cannot continue."""
    return [Tagged(tagged.line, [name for span in tagged.spans for name in _names(tagged, span)]) for tagged in article]


def _parts(tagged: Tagged, first: int, end: int) -> list[tuple[int, int]]:
    """Split the tokens from ``first`` to ``end`` at whitespace, as ranges."""
    before = tagged.line.channels["b"]
    return list(pairwise([first, *(i for i in range(first + 1, end) if before[i] != "0"), end]))


def _names(tagged: Tagged, span: Span) -> list[Span]:
    if span.type != "PERSON":
        return [span]
    line = tagged.line
    first, end = tagged.within(span)
    while first < end - 1 and line.words[first] in words_of("office"):
        first += 1
    stop = end if line.words[first].startswith(_ROYAL) else _name_end(tagged, first, end)
    if all(word.endswith(".") for word in line.words[first:stop]):
        return []
    return [Span(line.starts[first], line.ends[stop - 1 + (stop == end and _goes_on(tagged, first, end))], "PERSON")]


def _goes_on(tagged: Tagged, first: int, end: int) -> bool:
    """Whether the word that directly follows a Thai full name is the rest of its surname: โรจนอุดม|ศาสตร์."""
    words, before = tagged.line.words, tagged.line.channels["b"]
    if end == len(words) or before[end] != "0" or (end + 1 < len(words) and before[end + 1] == "0"):
        return False
    known = any(words[end] in others for others in (words_of("verb"), words_of("after"), word_classes()))
    return not known and _REST.fullmatch(words[end]) is not None and len(_parts(tagged, first, end)) > 1


def _verb(words: Sequence[str], start: int, end: int) -> int:
    """Index of the first verb or function word from ``start`` on, ``end`` if there is none before it."""
    return next((i for i in range(start, end) if words[i] in words_of("verb")), end)


def _is_office(words: Sequence[str], i: int) -> bool:
    """Whether the token at an index begins an office or another description of a person."""
    return i < len(words) and (words[i] in words_of("after") or "R" in word_classes().get(words[i], ""))


def _name_end(tagged: Tagged, first: int, end: int) -> int:
    """Index of the token after the end of the name."""
    words = tagged.line.words
    for number, (a, b) in enumerate(_parts(tagged, first, end)):
        word = words[a]
        if number > 1 and word in words_of("after"):
            return a
        begin = a + 1 if number == 0 and word in words_of("title") else a
        verb = _verb(words, begin + 1, b)
        if verb < b - (number > 0 and _is_office(words, b)):  # แซ่จึง, before an office, is a surname
            return verb
        if number and _LOWER.match(word) and word not in words_of("particle"):
            return a
    return end
