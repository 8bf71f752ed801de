"""Abbreviations: do their letters follow the name, and what do bare ones stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from newsextract.data import read_csv
from newsextract.layers.terms.gloss import SMALL, initials_in_order
from newsextract.records import Mention, Term

_CHECKED = re.compile(r"[A-Z][A-Z-]{2,11}s?")
_THAI_ABBR = re.compile(r"(?<![\u0e01-\u0e4e.])(?:[\u0e01-\u0e2eเ-ไ][\u0e01-\u0e2eะ-ูเ-ไ็-์]{0,6}\.){1,5}(?![\u0e01-\u0e4e])")
_LATIN_ABBR = re.compile(r"(?<![A-Za-z0-9.-])[A-Z][A-Z-]{1,10}(?![A-Za-z0-9-])")


def check_abbreviation(thai: str, english: str | None, abbr: str) -> Literal["ok", "abbr_mismatch"] | None:
    """``ok`` where the letters follow the name, ``abbr_mismatch`` where its own letters stand in another order.

    Letters that the name does not have at all (COP26, UN-HABITAT, an abbreviation of another language) are no misprint
    that can be told from the text: None.

    Parameters
    ----------
    thai
        The Thai side, for abbreviations of it.
    english
        The English name, if the gloss has one.
    abbr
        The abbreviation as printed.

    Returns
    -------
    str or None

    Examples
    --------
    >>> check_abbreviation("", "UN Office on Drugs and Crime", "UNDOC"), check_abbreviation("", "Gross Domestic Product", "GDP")
    ('abbr_mismatch', 'ok')
    """
    if english is None:
        return None if re.search("[A-Za-z]", abbr) else "ok" if _thai_letters(thai, abbr) else None
    letters = re.sub(r"[^A-Z]", "", abbr.removesuffix("s"))
    if _CHECKED.fullmatch(abbr) and _swapped(letters, english):
        return "abbr_mismatch"
    if initials_in_order(abbr, english):
        return "ok"
    if not _CHECKED.fullmatch(abbr):
        return None
    return "abbr_mismatch" if misprinted(letters, english) else None


def _swapped(letters: str, name: str) -> bool:
    """Whether two of the name's initials stand in each other's place, though letters inside its words would do (IOL)."""
    initials = "".join(w[0].upper() for w in re.findall(r"[A-Za-z]+", name) if w.lower() not in SMALL)
    differing = sum(a != b for a, b in zip(letters, initials, strict=False))
    return len(letters) >= 3 and sorted(letters) == sorted(initials) and differing == 2


def misprinted(letters: str, name: str) -> bool:
    """Whether an abbreviation is one swap or one letter away from the name's initials.

    Examples
    --------
    >>> misprinted("SGDS", "Sustainable Development Goals"), misprinted("COP", "Glasgow Climate Conference")
    (True, False)
    """
    words = re.findall(r"[A-Za-z]+", name)
    content = [w for w in words if w.lower() not in SMALL]
    heads = ["".join(w if w.isupper() and len(w) < 5 else w[0].upper() for w in some) for some in (content, words)]
    if len(letters) < 3:
        return False
    # a last letter beyond the name's words is a word left out of it (… Meeting), no misprint
    return any(_near(letters, h) for h in heads if len(h) >= 3) or any(
        _near(letters[:-1], h) for h in heads if letters.endswith("S") and len(h) >= 3
    )


def _near(one: str, two: str) -> bool:
    if sorted(one) == sorted(two) and len(one) == len(two):
        return sum(a != b for a, b in zip(one, two, strict=True)) == 2
    if len(one) == len(two) and len(one) >= 4:
        return sum(a != b for a, b in zip(one, two, strict=True)) == 1
    return False


def _thai_letters(thai: str, abbr: str) -> bool:
    letters = iter(re.findall("[\u0e01-\u0e2e]", thai))
    return all(any(c == x for x in letters) for c in re.findall("[\u0e01-\u0e2e]", abbr))


@cache
def glossary() -> dict[str, dict[str, str]]:
    """The shipped glossary by abbreviation: ``th``, ``en``, ``kind``, ``articles``, ``share``, ``read``."""
    return {row["abbr"]: row for row in read_csv("terms/glossary.csv")}


def resolved(text: str, defined: Sequence[Term]) -> list[Term]:
    """Bare uses of abbreviations, before and after a definition of the article, or known to the glossary.

    A use that the article defines carries the definition's Thai side; one that only the glossary knows has no Thai
    mention (none is written) and says ``known_from="glossary"``, with the glossary's names in ``known_th`` and ``known_en``.
    """
    taken = sorted((m.start, m.end) for t in defined for m in (t.th, t.en, t.abbr) if m is not None)
    by_abbr: dict[str, Term] = {}
    for term in defined:
        if term.abbr is not None and term.check != "abbr_mismatch" and (term.posterior or 0) >= 0.3:
            by_abbr.setdefault(term.abbr.text, term)
    known = glossary()
    found: list[Term] = []
    for pattern in (_THAI_ABBR, _LATIN_ABBR):
        for match in pattern.finditer(text):
            word = match[0]
            own = by_abbr.get(word)
            row = None if own or _aside(text, match.start(), match.end()) else known.get(word)
            if (
                (own is None and row is None)
                or _inside(match.start(), match.end(), taken)
                or _glosses(text, match.start(), match.end())
            ):
                continue
            found.append(_use(text, match.start(), match.end(), own, row))
    return found


def _use(text: str, start: int, end: int, own: Term | None, row: dict[str, str] | None) -> Term:
    abbr = Mention.of(text, start, end)
    if own is not None:
        return Term(
            th=own.th,
            abbr=abbr,
            kind=own.kind,
            rel="abbreviation",
            posterior=own.posterior,
            next_start=own.next_start,
            check=own.check,
        )
    if row is None:
        return Term(abbr=abbr, kind="other", rel="abbreviation", posterior=0.0, known_from="glossary")
    return Term(
        abbr=abbr,
        kind=row["kind"],  # type: ignore[arg-type]
        rel="abbreviation",
        posterior=float(row["share"]),
        known_from="glossary",
        known_th=row["th"] or None,
        known_en=row["en"] or None,
    )


def _inside(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    from bisect import bisect_right

    k = bisect_right(taken, (end, 0))
    return any(a < end and start < b for a, b in taken[max(0, k - 4) : k + 1])


def _glosses(text: str, start: int, end: int) -> bool:
    """A word alone in a bracket is a gloss that was judged already, not a bare use."""
    return text[start - 1 : start] in {"(", "["} or text[end : end + 1] in {")", "]"}


def _aside(text: str, start: int, end: int) -> bool:
    """Inside a bracket or beside a slash: a note or a list, where a looked-up abbreviation claims too much."""
    left = text[max(0, start - 80) : start]
    return (
        max(left.rfind("("), left.rfind("[")) > max(left.rfind(")"), left.rfind("]"))
        or "/" in text[max(0, start - 1) : start] + text[end : end + 1]
    )
