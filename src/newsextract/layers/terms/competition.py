"""More numbers on a start: English words compete for Thai ones, and how much there is to go by at all."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from newsextract.layers.terms.tables import Tables, english_words, unit
from newsextract.layers.terms.window import GAP, Window, after, before, from_right
from newsextract.layers.terms.words import QUOTES

MORE = (
    "novel_first", "novel_before", "redundant_first", "redundant_before", "redundant_inside", "head_aligned_first", "head_aligned_before",
    "head_covered", "before_odds_own", "first_odds_previous", "first_odds_second", "new_odds", "words_left", "content_per_word", "content_short",
    "best_left", "space_two_before", "first_short", "form_share", "form_top", "any_form", "any_longer", "no_alignment_short", "no_alignment_before",
)  # fmt: skip
_HEAD_END = re.compile(r"\b(?:of|for|on|in|to|and|with|against|by|at|from)\b|[,(:&–-]", re.IGNORECASE)
_CAP = 4.0
#: the gloss's words, each token's alignment with them, and the word that it aligns with (-1: none)
Aligned = tuple[Sequence[str], list[float], list[int]]


def head_word(name: str) -> str | None:
    """The English name's head: the last word of its first noun phrase.

    Examples
    --------
    >>> head_word("Regional Forum on Child Protection"), head_word("Digital Economy Act")
    ('forum', 'act')
    """
    first = _HEAD_END.split(name.strip(), maxsplit=1)[0]
    words = english_words(first) or english_words(name)
    return words[-1] if words else None


def competition(
    window: Window, aligned: Aligned, name: str | None, known: Tables, forms: Mapping[str, float]
) -> npt.NDArray[np.float64]:
    """One row for each possible start, its columns as in :data:`MORE`.

    Parameters
    ----------
    aligned
        The gloss's words, each token's alignment, and the word that it aligns with.
    name
        The English name, if the gloss has one.
    forms
        The Thai forms that the gloss has in other articles.
    """
    words, scores, best = aligned
    norms, kinds, starts = window.norms, window.kinds, window.possible
    gaps = window.are(*GAP)
    previous, seconds = before(gaps), after(gaps)
    left = [norms[previous[i]] if previous[i] >= 0 else "^" for i in starts]
    content = from_right([kind not in GAP and norm not in QUOTES for norm, kind in zip(norms, kinds, strict=True)])
    best_left = list(accumulate((s if b >= 0 else 0.0 for s, b in zip(scores, best, strict=True)), max, initial=0.0))
    blank = float(all(b < 0 for b in best))
    first = known.first
    explained = _explained(window, aligned, previous)
    columns = [
        *explained[:5],
        *_head_covered(window, name, known, previous),
        [known.before.get(norms[i], 0.0) for i in starts],
        [first.get(token, 0.0) for token in left],
        [first.get(norms[seconds[i]], 0.0) if seconds[i] >= 0 else 0.0 for i in starts],
        [norms[i] not in first for i in starts],
        *explained[5:],
        [min(content[i] / max(1, len(words)), 6.0) for i in starts],
        [content[i] < len(words) for i in starts],
        [min(best_left[i], _CAP) for i in starts],
        [i > 1 and kinds[i - 2] == "space" for i in starts],
        [len(norms[i]) <= 2 for i in starts],
        *_forms(window, known, forms),
        [blank * min(content[i], 5) / 5 for i in starts],
        [blank * known.before.get(token, 0.0) for token in left],
    ]
    return np.array(list(zip(*columns, strict=True)), dtype=np.float64).reshape(-1, len(MORE))


def _explained(window: Window, aligned: Aligned, previous: Sequence[int]) -> list[list[float]]:
    """What a start, and the token before it, explain that tokens to the right do not; and the words that are left."""
    words, scores, best = aligned
    possible = set(window.possible)
    covered: dict[int, float] = {}
    redundant = 0.0
    rows = []

    def explain(i: int) -> tuple[float, float]:
        """What a token adds, and what it repeats."""
        score = min(max(scores[i], 0.0), _CAP) if i >= 0 else 0.0
        had = covered.get(best[i], 0.0) if i >= 0 and best[i] >= 0 else 0.0
        return max(0.0, score - had), min(score, had)

    for i in range(len(scores) - 1, -1, -1):
        if window.kinds[i] in GAP or window.norms[i] in QUOTES:
            continue
        novel, repeated = explain(i)
        if best[i] >= 0:
            covered[best[i]] = max(covered.get(best[i], 0.0), min(max(scores[i], 0.0), _CAP))
        redundant += repeated
        if i in possible:
            novel_before, repeated_before = explain(previous[i])
            left = len(words) - sum(v > 0.8 for v in covered.values())
            rows.append((novel, novel_before, repeated, repeated_before, redundant / 4, min(left, 4)))
    return [list(column) for column in zip(*reversed(rows), strict=True)]


def _head_covered(window: Window, name: str | None, known: Tables, previous: Sequence[int]) -> list[list[float]]:
    """How the start, the token before it, and the best of the Thai side align with the head of the English name."""
    head = known.alignment.get(head_word(name) or "", {}) if name else {}
    thai = zip(window.norms, window.are("thai"), strict=True)
    scores = [min(head.get(unit(norm), 0.0), _CAP) if head and is_thai else 0.0 for norm, is_thai in thai]
    top = list(accumulate(reversed(scores), max, initial=0.0))[:0:-1]
    return [
        [scores[i] for i in window.possible],
        [scores[previous[i]] if previous[i] >= 0 else 0.0 for i in window.possible],
        [top[i] for i in window.possible],
    ]


def _forms(window: Window, known: Tables, forms: Mapping[str, float]) -> list[list[float]]:
    """How often the Thai side from each start has this gloss, and any other, in other articles."""
    sides = window.sides()
    counts = [forms.get(sides[i], 0) for i in window.possible]
    every, most = sum(forms.values()) or 1, max(forms.values(), default=0)
    elsewhere = [known.terms.get(sides[i], 0) - count for i, count in zip(window.possible, counts, strict=True)]
    anywhere = [math.log1p(n) if n > 0 else 0.0 for n in elsewhere]
    longest = list(accumulate(reversed(anywhere), max, initial=0.0))[:0:-1]
    return [
        [count / every for count in counts],
        [count > 0 and count == most for count in counts],
        anywhere,
        [top > own for top, own in zip(longest, anywhere, strict=True)],
    ]
