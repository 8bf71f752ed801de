"""What kind of thing a term names, and how its two sides relate."""

from __future__ import annotations

import re
from functools import cache

from newsextract.data import read_csv
from newsextract.layers.terms.tables import english_words, tables, unit
from newsextract.layers.terms.transliteration import english_skeleton, thai_skeleton
from newsextract.records import TermKind, TermRel

#: the share of consonants in common, in order, from which two names sound alike
ALIKE = 0.72


@cache
def _heads() -> tuple[tuple[str, str, str], ...]:
    rows = [(row["side"], row["word"], row["kind"]) for row in read_csv("terms/kinds.csv")]
    return tuple(sorted(rows, key=lambda r: -len(r[1])))


def kind_of(thai: str, english: str | None, gloss_kind: str) -> TermKind:
    """The kind by the Thai head noun, else by a word of the English name.

    Examples
    --------
    >>> kind_of("กระทรวงแรงงาน", "Ministry of Labour", "en")
    'organisation'
    """
    if gloss_kind == "person":
        return "person"
    for side, word, kind in _heads():
        if side == "th" and thai.startswith(word):
            return kind  # type: ignore[return-value]
    words = set(re.findall(r"[a-z]+", (english or "").lower()))
    for side, word, kind in _heads():
        if side == "en" and word in words:
            return kind  # type: ignore[return-value]
    return "organisation" if gloss_kind == "th_abbr" else "concept"


def relation_of(thai: str, english: str | None) -> TermRel:
    """Abbreviation, transliteration (the two sound alike), translation, or alias (nothing in common).

    Examples
    --------
    >>> relation_of("ดิจิทัล", "Digital"), relation_of("องค์การอนามัยโลก", None)
    ('transliteration', 'abbreviation')
    """
    if english is None:
        return "abbreviation"
    one, two = thai_skeleton(thai), english_skeleton(re.sub("[^A-Za-z]", "", english))
    both = len(one) + len(two)
    if one and two and 2 * min(len(one), len(two)) >= ALIKE * both and 2 * _common(one, two) >= ALIKE * both:
        return "transliteration"
    known = tables().alignment
    rows = [row for w in english_words(english) if (row := known.get(w))]
    if rows and not any(u in thai or unit(u) in thai for row in rows for u in row if len(u) > 2):
        return "alias"
    return "translation"


def _common(one: str, two: str) -> int:
    row = [0] * (len(two) + 1)
    for char in one[:60]:
        previous = 0
        for k, other in enumerate(two[:60], 1):
            above = row[k]
            row[k] = previous + 1 if char == other else max(row[k], row[k - 1])
            previous = above
    return max(row)
