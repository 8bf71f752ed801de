"""Words in an article's text: expressions over many names, words of a stretch, and where the cues of the lead stand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from itertools import groupby

from ahocorasick_rs import AhoCorasick, MatchKind

from newsextract.data import read_csv
from newsextract.layers.events.context import Context
from newsextract.records import Language

#: how far past the lead cues are looked for
PAST = 700
#: characters of a line in which its first word stands
FIRST = 24
#: how much of the anchor counts word by word
OPENING_WORDS = 300


def any_of(names: Iterable[str]) -> str:
    """An expression for the longest of some names that stands at a place; names with the same beginning are tried together.

    Examples
    --------
    >>> any_of(["ลาว", "ลาวใต้", "จีน"])
    '(?:จีน|ลาว(?:ใต้)?)'
    """
    return _branches(sorted(set(names)))


@cache
def word_class(name: str) -> tuple[str, ...]:
    """The words of a class of data/events/words.csv.

    Examples
    --------
    >>> "เพื่อ" in word_class("opener")
    True
    """
    return next(tuple(row["words"].split()) for row in read_csv("events/words.csv") if row["class"] == name)


def aside(context: Context, at: int) -> bool:
    """Whether an offset is in a line that goes on to something else (นอกจากนี้ …): of 3,950 annotated, no start or venue stands there."""
    start, _ = context.line(at)
    return start >= context.body and context.text[start : start + FIRST].lstrip().startswith(word_class("aside"))


def longest_of(names: Iterable[str]) -> AhoCorasick:
    """All of some names looked for at once (Aho and Corasick 1975); at a place the longest is found.

    Examples
    --------
    >>> longest_of(["ลาว", "ลาวใต้"]).find_matches_as_strings("ไปลาวใต้และลาว")
    ['ลาวใต้', 'ลาว']
    """
    return AhoCorasick(names, matchkind=MatchKind.LeftmostLongest)


def begins(names: Iterable[str]) -> str:
    """A look ahead for the letters that some names begin with: elsewhere no alternative needs to be tried.

    Examples
    --------
    >>> begins(["ลาว", "จีน", "จาเมกา"])
    '(?=[จล])'
    """
    return f"(?=[{re.escape(''.join(sorted({name[0] for name in names})))}])"


def _branches(names: list[str]) -> str:
    """The names of a sorted list, by first letters."""
    found = []
    for _, same in groupby((name for name in names if name), key=lambda name: name[0]):
        group = list(same)
        shared = _shared(group[0], group[-1])
        rest = [name[len(shared) :] for name in group]
        found.append(re.escape(shared) + (_branches(rest) if len(rest) > 1 else ""))
    whole = "|".join(found)
    if names[0]:
        return f"(?:{whole})"
    return f"(?:{whole})?"


def _shared(one: str, other: str) -> str:
    """The letters that two names begin with."""
    k = 0
    while k < min(len(one), len(other)) and one[k] == other[k]:
        k += 1
    return one[:k]


def words_of(context: Context, start: int, end: int) -> list[str]:
    """The words that begin in ``text[start:end]``, normalised, in lower case; single letters, figures and signs left out."""
    starts, words = context.long_words
    return words[bisect_left(starts, start) : bisect_left(starts, end)]


def opening_words(context: Context) -> list[str]:
    """The words of the anchor's first part, found once for the article."""

    def find() -> list[str]:
        start, end = context.anchor
        return words_of(context, start, min(end, start + OPENING_WORDS))

    return context.once("opening words", find)


@cache
def cues(language: Language) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The cue classes of a language: a name, and the words of which any one will do."""
    return tuple(
        (row["name"], tuple(row["words"].split("|"))) for row in read_csv("events/cues.csv") if row["language"] == language
    )


@cache
def _classes(language: Language) -> tuple[AhoCorasick, list[list[tuple[int, str]]]]:
    """All cues at once; of each cue its length, less, with each of its classes."""
    found: dict[str, list[str]] = {}
    for name, words in cues(language):
        for word in words:
            found.setdefault(word, []).append(name)
    return AhoCorasick(found), [[(-len(word), name) for name in names] for word, names in found.items()]


def hits(text: str, language: Language) -> list[tuple[int, int, str]]:
    """Every cue of a text: where it begins, less its length, and its class; in order, the longest first.

    Examples
    --------
    >>> hits("เป็นประธานการประชุม", "th")[:2]
    [(0, -10, 'chair'), (4, -15, 'chair')]
    """
    scan, classes = _classes(language)
    places = scan.find_matches_as_indexes(text, overlapping=True)
    return sorted((start, less, name) for k, start, _ in places for less, name in classes[k])


def every_cue(context: Context) -> list[tuple[int, int, str]]:
    """Every cue of an article, found once."""
    text = context.text
    return context.once("every cue", lambda: hits(text.lower() if context.language == "en" else text, context.language))


def cues_of(context: Context) -> list[tuple[int, int, str]]:
    """Every cue of the headline, the lead and what follows it, found once for the article."""
    end = context.lead[1] + PAST
    return context.once("cues", lambda: [cue for cue in every_cue(context) if cue[0] - cue[1] <= end])


def cues_within(context: Context, start: int, end: int) -> list[str]:
    """The classes of the cues that stand in ``text[start:end]``, in order, the longest first."""
    found = every_cue(context)
    first, last = bisect_left(found, (start,)), bisect_left(found, (end,))
    return [name for at, less, name in found[first:last] if at - less <= end]
