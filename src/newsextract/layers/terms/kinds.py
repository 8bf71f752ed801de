"""What kind of thing a term names, and how its two sides relate."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz.distance import LCSseq

from newsextract.data import read_csv
from newsextract.layers.terms.tables import english_words, tables, unit
from newsextract.layers.terms.transliteration import english_skeleton, thai_skeleton
from newsextract.records import TermKind, TermRel

#: minimum share of common consonants, in order, of two names that sound alike
MIN_SIMILARITY = 0.72


@cache
def _heads(side: str) -> tuple[dict[str, TermKind], tuple[int, ...]]:
    """Head words of one side with their kinds, and the lengths of these words, longest first."""
    found: dict[str, TermKind] = {row["word"]: row["kind"] for row in read_csv("terms/kinds.csv") if row["side"] == side}  # type: ignore[misc]
    return found, tuple(sorted({len(word) for word in found}, reverse=True))


def kind_of(thai: str, english: str | None, gloss_kind: str) -> TermKind:
    """The kind of a term, from its Thai head noun, else from the longest known word of the English name.

    Examples
    --------
    >>> kind_of("กระทรวงแรงงาน", "Ministry of Labour", "en")
    'organisation'
    """
    if gloss_kind == "person":
        return "person"
    kinds, lengths = _heads("th")
    kind = next((kinds[thai[:n]] for n in lengths if thai[:n] in kinds), None)
    if kind is None and english:
        kinds, _ = _heads("en")
        kind = kinds.get(max((w for w in re.findall(r"[a-z]+", english.lower()) if w in kinds), key=len, default=""))
    return kind or ("organisation" if gloss_kind == "th_abbr" else "concept")


def relation_of(thai: str, english: str | None) -> TermRel:
    """Abbreviation, transliteration (the two sound alike), translation, or alias (nothing in common).

    Examples
    --------
    >>> relation_of("ดิจิทัล", "Digital"), relation_of("องค์การอนามัยโลก", None)
    ('transliteration', 'abbreviation')
    """
    if english is None:
        return "abbreviation"
    if _sound_alike(thai_skeleton(thai), english_skeleton(re.sub("[^A-Za-z]", "", english))):
        return "transliteration"
    known = tables().alignment
    rows = [row for w in english_words(english) if (row := known.get(w))]
    if rows and not any(u in thai or unit(u) in thai for row in rows for u in row if len(u) > 2):
        return "alias"
    return "translation"


def _sound_alike(one: str, two: str) -> bool:
    least = MIN_SIMILARITY * (len(one) + len(two))
    return bool(one and two) and 2 * min(len(one), len(two)) >= least and 2 * LCSseq.similarity(one[:60], two[:60]) >= least
