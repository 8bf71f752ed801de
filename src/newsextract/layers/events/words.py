"""Words and cues in an article's text, and patterns over many names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from newsextract.data import read_csv
from newsextract.layers.events.context import Context, per_article
from newsextract.records import Language
from newsextract.thai.text import any_of

#: characters after the lead searched for cues
CUES_REACH = 700
#: characters at the start of a line in which its first word is looked for
FIRST = 24
#: maximum characters from a conjunction to an offset in its clause
CIRCUMSTANCE_REACH = 110
#: characters of the anchor that give word features
OPENING_WORDS = 300
#: characters of the lead whose words are features, and the weight of each
LEAD_WORDS, LEAD_WEIGHT = 400, 0.25


@cache
def word_class(name: str) -> tuple[str, ...]:
    """The words of a class of data/events/words.csv.

    Examples
    --------
    >>> "เพื่อ" in word_class("opener")
    True
    """
    return next(tuple(row["words"].split()) for row in read_csv("events/words.csv") if row["class"] == name)


def changes_subject(context: Context, at: int) -> bool:
    """Whether an offset is in a line that changes the subject (นอกจากนี้ …): none of 3,950 annotated starts and venues is."""
    start, _ = context.line(at)
    return start >= context.body and context.text[start : start + FIRST].lstrip().startswith(word_class("aside"))


def scanner(classes: Mapping[str, str]) -> Callable[[str], list[tuple[int, int, str]]]:
    """A function that finds words in one pass (Aho and Corasick 1975), the longest at each position: start, end, class of each.

    Examples
    --------
    >>> scanner({"ลาว": "country", "ลาวใต้": "region"})("ลาวใต้และลาว")
    [(0, 6, 'region'), (9, 12, 'country')]
    """
    scan, names = AhoCorasick(classes, matchkind=MatchKind.LeftmostLongest), list(classes.values())
    return lambda text: [(start, end, names[k]) for k, start, end in scan.find_matches_as_indexes(text)]


def begins(names: Iterable[str]) -> str:
    """A lookahead for the first letters of some names, so that no alternative is tried elsewhere.

    Examples
    --------
    >>> begins(["ลาว", "จีน", "จาเมกา"])
    '(?=[จล])'
    """
    return f"(?=[{re.escape(''.join(sorted({name[0] for name in names})))}])"


_CIRCUMSTANCE = re.compile(
    rf"(?:^|ว่า\s*|[\s“\"(]){any_of(word_class('circumstance'))}(?:(?!{any_of(word_class('goes on'))})[^\n]){{0,{CIRCUMSTANCE_REACH}}}\Z"
)


def in_circumstance(context: Context, at: int) -> bool:
    """Whether an offset of the body is in a clause that tells what came before (ตามที่ …, หลังจากที่ …)."""
    start = context.line(at)[0]
    return at >= context.body and _CIRCUMSTANCE.search(context.text[start:at]) is not None


def words_of(context: Context, start: int, end: int) -> list[str]:
    """The words that begin in ``text[start:end]``, normalised and in lower case, without single letters, figures and signs."""
    starts, words = context.long_words
    return words[bisect_left(starts, start) : bisect_left(starts, end)]


@per_article
def opening_words(context: Context) -> list[str]:
    """The words at the anchor's beginning."""
    start, end = context.anchor
    return words_of(context, start, min(end, start + OPENING_WORDS))


@per_article
def lead_words(context: Context) -> dict[str, float]:
    """Features of the words of the lead, which tell whether its event lasts and how it is held."""
    start, end = context.lead
    return dict.fromkeys([f"lead {word}" for word in words_of(context, start, min(end, start + LEAD_WORDS))], LEAD_WEIGHT)


@cache
def _classes(language: Language) -> tuple[AhoCorasick, list[list[tuple[int, str]]]]:
    """An automaton over all cues, and each cue's negated length and its classes."""
    found: dict[str, list[str]] = {}
    for row in read_csv("events/cues.csv"):
        for word in row["words"].split("|") if row["language"] == language else ():
            found.setdefault(word, []).append(row["name"])
    return AhoCorasick(found), [[(-len(word), name) for name in names] for word, names in found.items()]


def cue_hits(text: str, language: Language) -> list[tuple[int, int, str]]:
    """Every cue of a text as (start, negated length, class), in order, the longest first.

    Examples
    --------
    >>> cue_hits("เป็นประธานการประชุม", "th")[:2]
    [(0, -10, 'chair'), (4, -15, 'chair')]
    """
    scan, classes = _classes(language)
    places = scan.find_matches_as_indexes(text, overlapping=True)
    return sorted((start, less, name) for k, start, _ in places for less, name in classes[k])


@per_article
def every_cue(context: Context) -> list[tuple[int, int, str]]:
    """Every cue of an article."""
    return cue_hits(context.text.lower() if context.language == "en" else context.text, context.language)


@per_article
def cues_of(context: Context) -> list[tuple[int, int, str]]:
    """The cues of the headline, the lead and ``CUES_REACH`` characters after it."""
    end = context.lead[1] + CUES_REACH
    return [cue for cue in every_cue(context) if cue[0] - cue[1] <= end]


def cues_within(context: Context, start: int, end: int) -> list[str]:
    """The classes of the cues within ``text[start:end]``, in order, the longest first."""
    found = every_cue(context)
    first, last = bisect_left(found, (start,)), bisect_left(found, (end,))
    return [name for at, less, name in found[first:last] if at - less <= end]
