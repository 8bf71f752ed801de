"""The tokens left of a gloss and the places where its Thai side may begin."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from newsextract.data import read_lines
from newsextract.layers.terms.candidates import Candidate
from newsextract.thai.tokens import Tokens, tokenize

# characters to the left; the longest labelled Thai sides are 91, 82, 31 and 119, and all but 1 in 700 of the last kind are
# shorter than 60 and two and a half times the English name
_REACH = {"abbr": 125, "th_abbr": 115, "person": 60}
#: a role's abbreviation stands for the role and its ministry: the Thai side begins with the role
_ROLES = {"รมว.": "รัฐมนตรีว่าการ", "รมช.": "รัฐมนตรีช่วยว่าการ"}
#: the dictionary cuts โครงการบริหาร into โครง and การบริหาร: the first parts of words in การ that hardly stand without it
_STEMS, _OF = frozenset(("โครง", "มาตร", "กระบวน", "องค์", "กรรม", "วิชา", "บัญชา", "ผู้บัญชา", "อา")), "การ"
_BREAK = re.compile(r"[\s)\]”\"]")


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens up to the Thai side's right edge.

    Attributes
    ----------
    starts
        Offset of each token in the text.
    norms
        Each token normalised.
    kinds
        ``thai``, ``space``, ``other`` …
    possible
        Indices of the tokens at which the Thai side may begin, leftmost first.
    end
        The Thai side's right edge.
    """

    starts: list[int]
    norms: list[str]
    kinds: list[str]
    possible: list[int]
    end: int


@cache
def _splits() -> dict[str, int]:
    return {line.replace("|", ""): line.index("|") for line in read_lines("terms/splits.txt")}


def left_window(text: str, candidate: Candidate, tokens: Tokens | None = None) -> Window:
    """Cut the text left of a gloss.

    Parameters
    ----------
    text
        The article.
    candidate
        Where the gloss stands.
    tokens
        The article's tokens if they are at hand; else only the window is cut.

    Returns
    -------
    Window
    """
    end = candidate.th_end
    en = candidate.gloss.en
    reach = _REACH.get(candidate.gloss.kind) or min(240, 60 + 5 * ((en[1] - en[0]) if en else 20) // 2)
    limit = candidate.limit if candidate.quote < 0 else min(candidate.limit, candidate.quote)
    begin = max(limit, end - reach)
    if candidate.quote >= 0:
        begin = min(begin, max(candidate.quote - 12, 0))
    if candidate.fixed >= 0:
        begin = candidate.fixed
    elif begin > 0 and begin > limit and tokens is None:
        cut = _BREAK.search(text, max(0, begin - 40), begin)
        begin = cut.end() if cut else begin
    if tokens is None:
        part = tokenize(text[begin:end])
        rows: Iterable[tuple[int, str, str]] = zip((s + begin for s in part.starts), part.norms, part.kinds, strict=True)
    else:
        first = bisect_left(tokens.starts, begin)
        last = bisect_right(tokens.starts, end - 1)
        rows = zip(tokens.starts[first:last], tokens.norms[first:last], tokens.kinds[first:last], strict=True)
    starts: list[int] = []
    norms: list[str] = []
    kinds: list[str] = []
    splits = _splits()
    for at, token, kind in rows:
        joined = len(_OF) if token.startswith(_OF) and len(token) > len(_OF) and norms and norms[-1] in _STEMS else 0
        if joined:
            norms[-1] += _OF
        start, norm = at + joined, token[joined:]
        cut_at = splits.get(norm)
        if cut_at:
            starts += [start, start + cut_at]
            norms += [norm[:cut_at], norm[cut_at:]]
            kinds += [kind, kind]
        else:
            starts.append(start)
            norms.append(norm)
            kinds.append(kind)
    possible = [i for i, kind in enumerate(kinds) if kind in _MAY_START and starts[i] >= limit]
    role = _role(text, candidate, limit)
    if role >= 0:
        possible = [i for i in possible if starts[i] == role] or possible
    return Window(starts, norms, kinds, possible, end)


def _role(text: str, candidate: Candidate, limit: int) -> int:
    """Where the role that the gloss abbreviates was last written out, or -1."""
    abbr = candidate.gloss.abbr
    written = _ROLES.get(text[abbr[0] : abbr[0] + 4]) if abbr and candidate.gloss.kind == "th_abbr" else None
    return text.rfind(written, limit, candidate.th_end) if written else -1


_MAY_START = frozenset({"thai", "abbreviation", "latin", "number"})
