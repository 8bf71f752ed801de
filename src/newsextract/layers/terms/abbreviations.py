"""Abbreviations: whether their letters match the name, and what bare uses stand for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Literal

from newsextract.data import read_csv
from newsextract.layers.terms.gloss import in_order, initials_in_order
from newsextract.layers.terms.words import FUNCTION_WORDS
from newsextract.records import Mention, Term

_CHECKED = re.compile(r"[A-Z][A-Z-]{2,11}s?")
#: not joined to a number, as in the names of roads and rooms (ทล.4, อก.1), but the ministry in มท.1
_THAI_ABBR = re.compile(
    r"(?<![\u0e01-\u0e4e.])(?:[\u0e01-\u0e2eเ-ไ][\u0e01-\u0e2eะ-ูเ-ไ็-์]{0,6}\.){1,5}(?![\u0e01-\u0e4e])(?:(?<=มท\.)|(?![0-9๐-๙]))"
)
_WORD = re.compile(r"[A-Za-z]+")
#: minimum probability of a definition that is applied to other uses of its abbreviation
_MIN_POSTERIOR = 0.3
_LATIN_ABBR = re.compile(r"(?<![A-Za-z0-9.-])[A-Z][A-Z-]{1,10}(?![A-Za-z0-9-])")


def check_abbreviation(thai: str, english: str | None, abbr: str) -> Literal["ok", "abbr_mismatch"] | None:
    """Return ``ok`` if the letters follow the name, ``abbr_mismatch`` if they are a misprint of its initials.

    None if neither holds: letters that the name lacks (COP26, UN-HABITAT, an abbreviation in another language) are not
    recognisable as a misprint. Without an English name, the Thai name is checked, for ``ok`` only.

    Examples
    --------
    >>> check_abbreviation("", "UN Office on Drugs and Crime", "UNDOC"), check_abbreviation("", "Gross Domestic Product", "GDP")
    ('abbr_mismatch', 'ok')
    """
    if english is None:
        return "ok" if not re.search("[A-Za-z]", abbr) and in_order(_consonants(abbr), _consonants(thai)) else None
    letters, plain = re.sub(r"[^A-Z]", "", abbr.removesuffix("s")), _CHECKED.fullmatch(abbr)
    # two initials swapped, even if letters inside the words would match (IOL)
    if plain and len(letters) >= 3 and _are_swapped(letters, english):
        return "abbr_mismatch"
    if initials_in_order(abbr, english):
        return "ok"
    return "abbr_mismatch" if plain and is_misprint(letters, english) else None


def _are_swapped(letters: str, name: str) -> bool:
    """Whether letters are the initials of a name with two of them swapped."""
    initials = "".join(w[0].upper() for w in _WORD.findall(name) if w.lower() not in FUNCTION_WORDS)
    return sorted(letters) == sorted(initials) and _is_near(letters, initials)


def is_misprint(letters: str, name: str) -> bool:
    """Whether an abbreviation differs from the name's initials by one swap or one letter.

    Examples
    --------
    >>> is_misprint("SGDS", "Sustainable Development Goals"), is_misprint("COP", "Glasgow Climate Conference")
    (True, False)
    """
    if len(letters) < 3:
        return False
    every = _WORD.findall(name)
    content = [w for w in every if w.lower() not in FUNCTION_WORDS]
    heads = ["".join(w if w.isupper() and len(w) < 5 else w[0].upper() for w in some) for some in (content, every)]
    # only a plural s may be extra: any other extra last letter stands for a word left out of the name (… Meeting)
    forms = [letters, letters[:-1]] if letters.endswith("S") else [letters]
    return any(_is_near(form, head) for form in forms for head in heads if len(head) >= 3)


def _is_near(one: str, two: str) -> bool:
    if len(one) != len(two):
        return False
    differing = sum(a != b for a, b in zip(one, two, strict=True))
    return differing == 2 if sorted(one) == sorted(two) else differing == 1 and len(one) >= 4


def _consonants(thai: str) -> str:
    return re.sub("[^\u0e01-\u0e2e]", "", thai)


@cache
def glossary() -> dict[str, dict[str, str]]:
    """Rows of the shipped glossary by abbreviation: ``th``, ``en``, ``kind``, ``articles``, ``share``, ``read``."""
    return {row["abbr"]: row for row in read_csv("terms/glossary.csv")}


def bare_uses(text: str, defined: Sequence[Term]) -> list[Term]:
    """Find bare uses of abbreviations that the article defines, before or after the definition, or that the glossary knows.

    A use of a defined abbreviation has the Thai side of its definition. A use known only from the glossary has no Thai
    mention, since the article writes none; it has ``known_from="glossary"`` and the glossary's names in ``known_th`` and ``known_en``.
    """
    taken = sorted((m.start, m.end) for t in defined for m in (t.th, t.en, t.abbr) if m is not None)
    own = _definitions(defined)
    found: list[Term] = []
    for match in chain(_THAI_ABBR.finditer(text), _LATIN_ABBR.finditer(text)):
        if _inside(*match.span(), taken) or _glosses(text, *match.span()):
            continue
        if (use := _use(text, *match.span(), own.get(match[0]))) is not None:
            found.append(use)
    return found


def _definitions(defined: Sequence[Term]) -> dict[str, Term]:
    """The first sufficiently probable definition of each abbreviation."""
    sure = (t for t in reversed(defined) if t.check != "abbr_mismatch" and (t.posterior or 0) >= _MIN_POSTERIOR)
    return {t.abbr.text: t for t in sure if t.abbr is not None}


def _use(text: str, start: int, end: int, own: Term | None) -> Term | None:
    """The term of a bare abbreviation, from the article's definition or else from the glossary; None if there is neither."""
    if own is not None:
        same = {name: getattr(own, name) for name in ("th", "kind", "posterior", "next_start", "check")}
        return Term(abbr=Mention.of(text, start, end), rel="abbreviation", **same)
    row = glossary().get(text[start:end])
    if row is None or _in_note(text, start, end):
        return None
    return Term(
        abbr=Mention.of(text, start, end),
        kind=row["kind"],  # type: ignore[arg-type]
        rel="abbreviation",
        posterior=float(row["share"]),
        known_from="glossary",
        known_th=row["th"] or None,
        known_en=row["en"] or None,
    )


def _inside(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    k = bisect_right(taken, (end, 0))
    return any(a < end and start < b for a, b in taken[max(0, k - 4) : k + 1])


def _glosses(text: str, start: int, end: int) -> bool:
    """Whether an abbreviation opens or closes a bracket: it is then a gloss, which has been judged already."""
    return text[start - 1 : start] in {"(", "["} or text[end : end + 1] in {")", "]"}


def _in_note(text: str, start: int, end: int) -> bool:
    """Whether an abbreviation is in a bracket or next to a slash, in a note or a list, where the glossary is unreliable."""
    left = text[max(0, start - 80) : start]
    return (
        max(left.rfind("("), left.rfind("[")) > max(left.rfind(")"), left.rfind("]"))
        or "/" in text[max(0, start - 1) : start] + text[end : end + 1]
    )
