"""More numbers on a start: English words compete for Thai ones, and how much there is to go by at all."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from newsextract.layers.terms.tables import Tables, english_words, unit
from newsextract.layers.terms.window import Window

MORE = (
    "novel_first", "novel_before", "redundant_first", "redundant_before", "redundant_inside", "head_aligned_first", "head_aligned_before",
    "head_covered", "before_odds_own", "first_odds_previous", "first_odds_second", "new_odds", "words_left", "content_per_word", "content_short",
    "best_left", "space_two_before", "first_short", "form_share", "form_top", "any_form", "any_longer", "no_alignment_short", "no_alignment_before",
)  # fmt: skip
_HEAD_END = re.compile(r"\b(?:of|for|on|in|to|and|with|against|by|at|from)\b|[,(:&–-]", re.IGNORECASE)
_CAP = 4.0
_QUOTES = frozenset('“”"‘’')


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
    window: Window,
    words: Sequence[str],
    scores: Sequence[float],
    best: Sequence[int],
    name: str | None,
    known: Tables,
    forms: Mapping[str, float],
) -> npt.NDArray[np.float64]:
    """One row for each possible start: columns as in :data:`MORE`.

    Parameters
    ----------
    window
        The tokens left of the gloss.
    words
        The gloss's words.
    scores, best
        Each token's alignment and the word it aligns with, as :func:`~newsextract.layers.terms.features.alignment_scores` gives them.
    name
        The English name, if the gloss has one.
    known
        The mined statistics.

    Returns
    -------
    ndarray of shape (starts, len(MORE))
    """
    norms, kinds = window.norms, window.kinds
    n = len(norms)
    head = known.alignment.get(head_word(name) or "", {}) if name else {}
    to_head = (
        [min(head.get(unit(t), 0.0), _CAP) if k == "thai" else 0.0 for t, k in zip(norms, kinds, strict=True)]
        if head
        else [0.0] * n
    )
    solid = [i for i in range(n) if kinds[i] not in {"space", "other"}]
    after = dict(pairwise(solid))
    possible = set(window.possible)
    every = sum(forms.values()) or 1
    most = max(forms.values(), default=0)
    longest = 0.0
    blank = float(sum(b >= 0 for b in best) == 0)
    folded = ""
    covered: dict[int, float] = {}
    redundant = content = 0.0
    head_top = 0.0
    best_left = list(accumulate((s if b >= 0 else 0.0 for s, b in zip(scores, best, strict=True)), max, initial=0.0))
    rows: list[list[float]] = []
    before, first, anywhere_counts, many = known.before, known.first, known.terms, max(1, len(words))
    for i in range(n - 1, -1, -1):
        if kinds[i] == "space" or norms[i] in _QUOTES:
            continue
        folded = norms[i].casefold() + folded
        if kinds[i] == "other":
            continue
        content += 1
        s = min(max(scores[i], 0.0), _CAP)
        had = covered.get(best[i], 0.0) if best[i] >= 0 else 0.0
        novel, repeated = max(0.0, s - had), min(s, had)
        if best[i] >= 0:
            covered[best[i]] = max(had, s)
        redundant += repeated
        head_top = max(head_top, to_head[i])
        if i not in possible:
            continue
        p = i - 1
        while p >= 0 and kinds[p] in {"space", "other"}:
            p -= 1
        before_s = min(max(scores[p], 0.0), _CAP) if p >= 0 else 0.0
        before_had = covered.get(best[p], 0.0) if p >= 0 and best[p] >= 0 else 0.0
        unexplained = len(words) - sum(v > 0.8 for v in covered.values())
        second = after.get(i)
        token = norms[i]
        previous = norms[p] if p >= 0 else "^"
        count = forms.get(folded, 0)
        elsewhere = anywhere_counts.get(folded, 0) - count
        anywhere = math.log1p(elsewhere) if elsewhere > 0 else 0.0
        longest = max(longest, anywhere)
        rows.append([
            novel, max(0.0, before_s - before_had), repeated, min(before_s, before_had), redundant / 4, to_head[i], to_head[p] if p >= 0 else 0.0,
            head_top, before.get(token, 0.0), first.get(previous, 0.0), first.get(norms[second], 0.0) if second is not None else 0.0,
            token not in first, min(unexplained, 4), min(content / many, 6.0), content < len(words),
            min(best_left[i], _CAP), i > 1 and kinds[i - 2] == "space", len(token) <= 2,
            count / every, count > 0 and count == most, anywhere, longest > anywhere, blank * min(content, 5) / 5,
            blank * before.get(previous, 0.0),
        ])  # fmt: skip
    return np.array(rows[::-1], dtype=np.float64).reshape(-1, len(MORE))
