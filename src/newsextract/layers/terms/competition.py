"""More features of a start: how English words compete for Thai tokens, and how much evidence there is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from newsextract.layers.terms.tables import Tables, english_words, unit
from newsextract.layers.terms.window import GAP_KINDS, Window, after, before, suffix_sums
from newsextract.layers.terms.words import QUOTES

COMPETITION_FEATURES = (
    "novel_first", "novel_before", "redundant_first", "redundant_before", "redundant_inside", "head_aligned_first", "head_aligned_before",
    "head_covered", "before_odds_own", "first_odds_previous", "first_odds_second", "new_odds", "words_left", "content_per_word", "content_short",
    "best_left",
)  # fmt: skip
_HEAD_END = re.compile(r"\b(?:of|for|on|in|to|and|with|against|by|at|from)\b|[,(:&–-]", re.IGNORECASE)
_CAP = 4.0
#: the gloss's words, each token's alignment score, and the index of the word it aligns with (-1: none)
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


def competition(window: Window, aligned: Aligned, name: str | None, known: Tables) -> npt.NDArray[np.float64]:
    """Features of each possible start, shape (starts, features), with the columns of :data:`COMPETITION_FEATURES`.

    ``name`` is the English name, if given or known for the abbreviation.
    """
    words, scores, best = aligned
    norms = [*window.norms, "^"]
    gaps = window.kind_mask(*GAP_KINDS)
    left, right = before(gaps), after(gaps)
    content = suffix_sums([not gap and norm not in QUOTES for gap, norm in zip(gaps, norms, strict=False)])
    best_left = list(accumulate((s if b >= 0 else 0.0 for s, b in zip(scores, best, strict=True)), max, initial=0.0))
    explained, heads = _explained(window, aligned, left), _head_covered(window, name, known, left)
    rows = []
    for (*told, words_left), head, i in zip(explained, heads, window.possible, strict=True):
        # how often the start's token precedes terms, and how often the tokens beside it begin them
        odds = [known.before.get(norms[i], 0.0), known.first.get(norms[left[i]], 0.0)]
        odds += [known.first.get(norms[right[i]], 0.0) if right[i] >= 0 else 0.0, norms[i] not in known.first]
        lengths = min(content[i] / max(1, len(words)), 6.0), content[i] < len(words), min(best_left[i], _CAP)
        rows.append((*told, *head, *odds, words_left, *lengths))
    return np.array(rows, dtype=np.float64).reshape(-1, len(COMPETITION_FEATURES))


def _explained(window: Window, aligned: Aligned, left: Sequence[int]) -> list[tuple[float, ...]]:
    """Alignment that each start (and the token before it) adds to or repeats from the tokens to its right, and the words left."""
    words, _, best = aligned
    scores = [min(max(score, 0.0), _CAP) for score in aligned[1]]
    possible = set(window.possible)
    covered: dict[int, float] = {}
    redundant = 0.0
    rows: list[tuple[float, ...]] = []

    def explain(i: int) -> tuple[float, float]:
        """The alignment score that a token adds, and the one that it repeats."""
        score, had = scores[i], covered.get(best[i], 0.0)
        return (score - had, had) if score > had else (0.0, score)

    for i in range(len(scores) - 1, -1, -1):
        if window.kinds[i] in GAP_KINDS or window.norms[i] in QUOTES:
            continue
        novel, repeated = explain(i)
        if best[i] >= 0:
            covered[best[i]] = max(covered.get(best[i], 0.0), scores[i])
        redundant += repeated
        if i in possible:
            new_before, repeated_before = explain(left[i]) if left[i] >= 0 else (0.0, 0.0)
            unexplained = len(words) - sum([v > 0.8 for v in covered.values()])
            rows.append((novel, new_before, repeated, repeated_before, redundant / 4, min(unexplained, 4)))
    return rows[::-1]


def _head_covered(window: Window, name: str | None, known: Tables, left: Sequence[int]) -> list[tuple[float, ...]]:
    """Alignment of the head of the English name with each start, with the token before it, and at best within the Thai side."""
    head = known.alignment.get(head_word(name) or "", {}) if name else {}
    if not head:
        return [(0.0, 0.0, 0.0)] * len(window.possible)
    thai = zip(window.norms, window.kind_mask("thai"), strict=True)
    scores = [min(head.get(unit(norm), 0.0), _CAP) if is_thai else 0.0 for norm, is_thai in thai]
    top = list(accumulate(reversed(scores), max, initial=0.0))[:0:-1]
    scores.append(0.0)
    return [(scores[i], scores[left[i]], top[i]) for i in window.possible]
