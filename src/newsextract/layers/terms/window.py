"""The tokens left of a gloss and the positions at which its Thai side may begin."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from newsextract.data import read_lines
from newsextract.layers.terms.candidates import Candidate
from newsextract.layers.terms.words import QUOTES, TABLES, WORDS
from newsextract.thai.tokens import Tokens

# characters read to the left, by kind of gloss, else 60 and two and a half times the English name; the longest labelled Thai
# sides have 91, 82, 31 and 119 characters, and all but 1 in 700 of the last kind are within this limit
_REACH = {"abbr": 125, "th_abbr": 115, "person": 60}
_ROLES: dict[str, str] = TABLES["roles"]
_STEMS, _OF = frozenset(WORDS["stem"]), "การ"
_MAY_START = frozenset({"thai", "abbreviation", "latin", "number"})
_SPLITS = {line.replace("|", ""): line.index("|") for line in read_lines("terms/splits.txt")}
#: kinds of tokens that are not words
GAP_KINDS = ("space", "other")


@dataclass(frozen=True, slots=True)
class Window:
    """The tokens up to the end of a Thai side."""

    starts: list[int]  # offset of each token in the text
    norms: list[str]  # each token normalised
    kinds: list[str]  # "thai", "space", "other" …
    possible: list[int]  # indices of the tokens at which the Thai side may begin, leftmost first
    end: int  # end of the Thai side

    def kind_mask(self, *kinds: str) -> list[bool]:
        """For each token, whether it is of one of the given kinds."""
        return [kind in kinds for kind in self.kinds]

    def sides(self) -> list[str]:
        """The Thai side from each token, folded as the counted forms are."""
        folded, found = "", []
        for norm, kind in zip(reversed(self.norms), reversed(self.kinds), strict=True):
            if kind != "space" and norm not in QUOTES:
                folded = norm.casefold() + folded
            found.append(folded)
        return found[::-1]


@dataclass(frozen=True, slots=True)
class Place:
    """A candidate, its window, and the entities in the window."""

    candidate: Candidate
    window: Window
    entities: Sequence[tuple[int, int]] = ()


def before(skipped: Sequence[bool]) -> list[int]:
    """For each token, the index of the last one before it that is not skipped, or -1."""
    found, last = [], -1
    for i, skip in enumerate(skipped):
        found.append(last)
        last = last if skip else i
    return found


def after(skipped: Sequence[bool]) -> list[int]:
    """For each token, the index of the first one after it that is not skipped, or -1."""
    return [len(skipped) - 1 - i if i >= 0 else -1 for i in reversed(before(skipped[::-1]))]


def suffix_sums(values: Sequence[float]) -> list[float]:
    """Each value plus all values to its right."""
    return list(accumulate(reversed(values)))[::-1]


def left_window(text: str, candidate: Candidate, tokens: Tokens) -> Window:
    """The window left of a gloss, from the text's tokens."""
    end = candidate.th_end
    limit = candidate.limit if candidate.quote < 0 else min(candidate.limit, candidate.quote)
    begin = _begin(candidate, limit)
    some = slice(bisect_left(tokens.starts, begin), bisect_right(tokens.starts, end - 1))
    starts, norms, kinds = _recut(zip(tokens.starts[some], tokens.norms[some], tokens.kinds[some], strict=True))
    possible = [i for i, kind in enumerate(kinds) if kind in _MAY_START and starts[i] >= limit]
    role = _role(text, candidate, limit)
    if role >= 0:
        possible = [i for i in possible if starts[i] == role] or possible
    return Window(starts, norms, kinds, possible, end)


def _begin(candidate: Candidate, limit: int) -> int:
    """The start of the window, as far back as the Thai side can reach."""
    if candidate.fixed >= 0:
        return candidate.fixed
    start, end = candidate.gloss.en or (0, 20)
    reach = _REACH.get(candidate.gloss.kind) or min(240, 60 + 5 * (end - start) // 2)
    begin = max(limit, candidate.th_end - reach)
    if candidate.quote >= 0:
        return min(begin, max(candidate.quote - 12, 0))
    return begin


def _recut(rows: Iterable[tuple[int, str, str]]) -> tuple[list[int], list[str], list[str]]:
    """Starts, norms and kinds of the tokens, with dictionary words split where a name may begin inside them."""
    starts: list[int] = []
    norms: list[str] = []
    kinds: list[str] = []
    for at, token, kind in rows:
        joined = len(_OF) if token.startswith(_OF) and len(token) > len(_OF) and norms and norms[-1] in _STEMS else 0
        if joined:
            norms[-1] += _OF
        start, norm = at + joined, token[joined:]
        cut = _SPLITS.get(norm)
        starts += [start, start + cut] if cut else [start]
        norms += [norm[:cut], norm[cut:]] if cut else [norm]
        kinds += [kind, kind] if cut else [kind]
    return starts, norms, kinds


def _role(text: str, candidate: Candidate, limit: int) -> int:
    """Offset at which the role that the gloss abbreviates was last written out, or -1."""
    abbr = candidate.gloss.abbr
    written = _ROLES.get(text[abbr[0] : abbr[0] + 4]) if abbr and candidate.gloss.kind == "th_abbr" else None
    return text.rfind(written, limit, candidate.th_end) if written else -1
