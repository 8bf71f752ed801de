"""Verbs that introduce speech, marker words that show where it begins and ends, and the trained models."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from newsextract.data import read_csv
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from newsextract.records import Language
from newsextract.thai.text import any_of

#: span of a verb, and its form in the lexicon
Verb = tuple[int, int, str]


@cache
def classes(language: Language) -> dict[str, str]:
    """The class of each verb that can introduce speech: say, stress, order, express."""
    return {form: kind for form, kind in _cues(language) if kind != "text"}


@cache
def texts(language: Language) -> re.Pattern[str]:
    """A pattern for the names of texts that are statements as a whole: a speech, a message."""
    return re.compile(any_of(form for form, kind in _cues(language) if kind == "text"), re.IGNORECASE)


def _cues(language: Language) -> list[tuple[str, str]]:
    return [(row["form"], row["class"]) for row in read_csv("statements/cues.csv") if row["language"] == language]


#: any English verb, but for the end of a compound (value-added)
_ENGLISH = re.compile(rf"(?:(?<!-)|(?<=\bre-))\b{any_of(classes('en'))}\b")
_THAI = AhoCorasick(classes("th"), matchkind=MatchKind.LeftmostLongest)


def verbs(language: Language, text: str, start: int, end: int) -> list[Verb]:
    """The verbs in ``text[start:end]``, in order, without overlap; Thai verbs are not yet checked against the tokens."""
    if language == "en":
        return [(*match.span(), match[0]) for match in _ENGLISH.finditer(text, start, end)]
    return [(start + a, start + b, text[start + a : start + b]) for _, a, b in _THAI.find_matches_as_indexes(text[start:end])]


@cache
def marks(kind: str) -> frozenset[str]:
    """The marker words of a kind: clause openers, announcements of a summary, pronouns, and so on."""
    return frozenset(row["mark"] for row in read_csv("statements/marks.csv") if row["kind"] == kind)


@cache
def any_mark(kind: str) -> re.Pattern[str]:
    """A pattern for any marker word of a kind; English ones match at the beginning of a word."""
    latin = [re.escape(mark) for mark in sorted(marks(kind)) if mark.isascii() and mark.isalpha()]
    other = [mark for mark in sorted(marks(kind)) if not (mark.isascii() and mark.isalpha())]
    return re.compile("|".join([any_of(other)] * bool(other) + [rf"\b{mark}" for mark in latin]), re.IGNORECASE)


@cache
def before_mark(kind: str) -> re.Pattern[str]:
    """A pattern for any marker word of a kind at the end of the searched text, and a blank after it."""
    return re.compile(rf"{any_of(marks(kind))}\s?\Z")


@cache
def models() -> dict[str, Choice]:
    """The trained models: ``yes`` for cues, ``end`` and ``beside`` for where statements end, ``speaker`` for who says them."""
    return choice.of(artifact.load("statements", "choice"))


def announces(text: str, end: int) -> bool:
    """Whether the words right before an offset announce what follows: "ดังนี้", "as follows:".

    Examples
    --------
    >>> announces("สรุปสาระสำคัญ ดังนี้", 20)
    True
    """
    last = text[max(0, end - 16) : end].rstrip(" .\u200b\xa0")
    return last.endswith((":", *marks("gist")))


def bucket(value: int, steps: Sequence[int]) -> int:
    """The smallest step that is at least ``value``; the last step plus one for a larger value."""
    k = bisect_left(steps, value)
    return steps[k] if k < len(steps) else steps[-1] + 1
