"""What speaks for a Thai side beginning at one token rather than another: interpretable numbers, one row a start."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from newsextract.data import read_csv
from newsextract.layers.terms.candidates import Candidate
from newsextract.layers.terms.competition import MORE, competition
from newsextract.layers.terms.tables import UNKNOWN_PAIR, Tables, english_words, squeeze, unit
from newsextract.layers.terms.transliteration import suffix_similarity
from newsextract.layers.terms.window import Window

NAMES = (
    "aligned_sum", "unaligned_sum", "aligned_first", "aligned_before", "aligned_before2", "coverage", "lost", "unaligned_count",
    "before_odds", "first_odds", "inside_before_max", "head_first", "head_before", "head_before_seen",
    "spaces", "brackets", "quotes_inside", "at_quote", "after_space", "after_break", "bound_prefix", "bound_split",
    "length_ratio", "length_ratio2", "tokens", "tokens2", "too_short",
    "abbr_letters", "abbr_first", "abbr_subsequence", "abbr_tightest",
    "known_form", "known_other", "repeat_gain", "repeat_first",
    "conjunction", "number_inside", "title_first", "company_first", "office_first", "sounds_alike", "sounds_peak", "entity_start", "entity_cut", "entity_whole", "verb_first", "title_unsaid", "title_left",
    *MORE,
)  # fmt: skip
_WORDS = {row["class"]: frozenset(row["words"].split()) for row in read_csv("terms/words.csv")}
_TITLES, _ORGANISED, _OFFICES = _WORDS["title"], _WORDS["organisation"], _WORDS["office"]
VERBS, CLASSIFIERS, _CONJUNCTIONS = _WORDS["verb"], _WORDS["classifier"], _WORDS["conjunction"]
_PREFIXES = frozenset(("การ", "ความ", "ผู้"))
_BRACKETS = frozenset("()[]")
_QUOTES = frozenset('“”"‘’')
_CONSONANT = re.compile(r"[\u0e01-\u0e2e]")
#: characters of white space and quotation marks in a known form, less than this
_BLANKS = 8
SHAPES = ("bracket", "chain", "or", "or_th", "reverse", "colon")
WIDTH = len(NAMES)
Aligned = tuple[Sequence[str], list[float], list[int]]


def expanded(rows: npt.NDArray[np.float64], kind: str) -> npt.NDArray[np.float64]:
    """Each feature once for all glosses and once more for abbreviations alone."""
    own = rows if kind in {"abbr", "th_abbr"} else np.zeros_like(rows)
    thai = rows if kind == "th_abbr" else np.zeros_like(rows)
    return np.hstack([rows, own, thai])


def gloss_words(text: str, candidate: Candidate, known: Tables) -> tuple[str, ...]:
    """The English words to align: the name's, or those of the name that the abbreviation most often stands for."""
    gloss = candidate.gloss
    if gloss.en:
        return english_words(text[slice(*gloss.en)])
    if gloss.abbr is None:
        return ()
    abbr = text[slice(*gloss.abbr)]
    expansion = known.expansions.get(squeeze(abbr))
    return (*english_words(expansion), "=" + squeeze(abbr)) if expansion else ("=" + squeeze(abbr),)


def alignment_scores(window: Window, words: Sequence[str], known: Tables) -> tuple[list[float], list[int]]:
    """For each token its best log-ratio over the gloss's words, and the index of that word (-1: none)."""
    rows = [known.alignment.get(w) for w in words]
    present = [(k, row) for k, row in enumerate(rows) if row is not None]
    scores: list[float] = []
    best: list[int] = []
    for norm, kind in zip(window.norms, window.kinds, strict=True):
        if kind in {"space", "other"} or not present:
            scores.append(0.0)
            best.append(-1)
            continue
        token = unit(norm) if kind == "thai" else norm.casefold()
        top, which = UNKNOWN_PAIR, -1
        if kind in {"latin", "number"} and any(token == w or token.rstrip("s") == w for w in words):
            top, which = 4.0, next(k for k, w in enumerate(words) if token == w or token.rstrip("s") == w)
        for k, row in present:
            value = row.get(token)
            if value is not None and value > top:
                top, which = value, k
        scores.append(min(top, 6.0))
        best.append(which)
    return scores, best


def align(text: str, candidate: Candidate, window: Window, known: Tables) -> Aligned:
    """The gloss's words, each token's alignment with them, and the word it aligns with."""
    words = gloss_words(text, candidate, known)
    return (words, *alignment_scores(window, words, known))


def start_features(  # noqa: C901, PLR0912, PLR0915  one pass from the right fills every column
    text: str,
    candidate: Candidate,
    window: Window,
    known: Tables,
    entities: Sequence[tuple[int, int]] = (),
    aligned_with: Aligned | None = None,
) -> npt.NDArray[np.float64]:
    """One row of numbers for each possible start.

    Parameters
    ----------
    text
        The article.
    candidate, window
        Where the gloss stands and the tokens left of it.
    known
        The mined statistics.
    entities
        Spans found by another layer, if any.
    aligned_with
        The alignment, where it is at hand.

    Returns
    -------
    ndarray of shape (starts, features)
        Columns as in :data:`NAMES`.
    """
    words, scores, best = aligned_with or align(text, candidate, window, known)
    n = len(scores)
    norms, kinds = window.norms, window.kinds
    gloss = candidate.gloss
    en_length = (gloss.en[1] - gloss.en[0]) if gloss.en else 0
    name = text[slice(*(gloss.en or gloss.abbr or (0, 0)))]
    sounds = suffix_similarity(norms, name) if gloss.kind == "person" or (gloss.en and len(words) <= 3) else [0.0] * n
    top_sound = max(sounds, default=0.0)
    abbr = _abbreviation(text, candidate)
    first_letters = _abbreviation_fit(norms, kinds, abbr) if abbr else None
    peak: dict[int, float] = {}
    for s, w in zip(scores, best, strict=True):
        if w >= 0:
            peak[w] = max(peak.get(w, 0.0), s)
    total = sum(min(v, 4.0) for v in peak.values()) or 1.0
    forms = known.forms.get(squeeze(name), {})
    written = _written(text, window, forms)
    counts = _repeats(text, window) if n < 120 else [1] * n
    odds_before, odds_first = known.before, known.first
    before = [odds_before.get(t, 0.0) if k != "space" else 0.0 for t, k in zip(norms, kinds, strict=True)]
    has_and = bool(re.search(r"\band\b|&|,|/|\bor\b", name))
    has_digit = any(c.isdigit() for c in name)
    rows: list[list[float]] = []
    heads: dict[str, float] = {}
    aligned = unaligned = 0.0
    misses = spaces = opens = quotes = conj = digits = content = 0
    inside_max = 0.0
    covered: dict[int, float] = {}
    possible = set(window.possible)
    tightest_seen = False
    starts = {a for a, _ in entities}
    cut = {s for s in window.starts if any(a < s < b for a, b in entities)} if entities else frozenset()
    is_person, is_name = gloss.kind == "person", gloss.kind == "en"
    of_office = "." in name and ("รม" in name or "ปลัด" in name or "ผ" in name)
    whole = {a for a, b in entities if b <= window.end and not text[b : window.end].strip()}
    for i in range(n - 1, -1, -1):
        token, kind = norms[i], kinds[i]
        if i + 1 < n:
            inside_max = max(inside_max, before[i + 1] if i + 1 < n - 1 else 0.0)
        s = scores[i]
        if kind == "space":
            spaces += 1
        elif kind == "other":
            opens += token in _BRACKETS
            quotes += token in _QUOTES
        else:
            content += 1
            aligned += max(s, 0.0)
            unaligned += min(s, 0.0)
            misses += s <= 0.3
            conj += token in _CONJUNCTIONS
            digits += kind == "number"
            if best[i] >= 0:
                covered[best[i]] = max(covered.get(best[i], 0.0), min(s, 4.0))
        if i not in possible:
            continue
        start = window.starts[i]
        length = window.end - start
        p = i - 1
        while p >= 0 and kinds[p] == "space":
            p -= 1
        previous = norms[p] if p >= 0 else "^"
        gap = p < i - 1
        found = sum(covered.values())
        ratio = math.log(length / (0.85 * en_length + 4)) if en_length else 0.0
        if token not in heads:
            heads[token] = _head(token, words, known)
        head_first = heads[token]
        if p >= 0 and previous not in heads:
            heads[previous] = _head(previous, words, known)
        head_before = heads[previous] if p >= 0 else 0.0
        fit = first_letters[i] if first_letters else (0.0, 0.0, 0.0)
        tight = 0.0
        if fit[2] and not tightest_seen:
            tight, tightest_seen = 1.0, True
        known_count = forms.get(squeeze(text[start : window.end]), 0) if length in written else 0
        mine, longer = counts[i], counts[p] if p >= 0 else 1
        prefixed, official = token.startswith(("การ", "ความ", "ผู้")), token in _OFFICES
        rows.append([
            min(aligned, 30.0) / 4, unaligned / 4, s / 2, (scores[p] if p >= 0 else 0.0) / 2, (scores[p - 1] if p > 0 else 0.0) / 2,
            found / total, (total - found) / 4, misses / 3,
            odds_before.get(previous, 0.0 if p >= 0 else 2.0), odds_first.get(token, 0.0), inside_max, head_first, -head_before, head_before != 0.0,
            min(spaces, 5), min(opens, 2), min(quotes, 2), candidate.quote == start, gap, p < 0 or (gap and "\n" in text[window.starts[p] : start]),
            prefixed, previous in _PREFIXES,
            ratio, ratio * ratio, content / 5, (content / 5) ** 2, length < 4 or content == 0,
            fit[0], fit[1], fit[2], tight,
            math.log1p(known_count) if known_count else 0.0, bool(forms) and not known_count, math.log(mine / longer) if mine != longer else 0.0, math.log(mine) if mine > 1 else 0.0,
            conj and not has_and, digits and not has_digit, is_person and _title(token),
            token in _ORGANISED, (1.0 if of_office else -0.5) if official else 0.0,
            sounds[i] * 3, sounds[i] == top_sound and top_sound > 0.5, start in starts, start in cut, start in whole, token in VERBS,
            is_name and _title(token), is_name and _title(previous),
        ])  # fmt: skip
    own = np.array(rows[::-1], dtype=np.float64).reshape(-1, WIDTH - len(MORE))
    glossed = text[slice(*gloss.en)] if gloss.en else known.expansions.get(squeeze(name))
    return np.hstack([own, competition(window, words, scores, best, glossed, known, forms)])


def _written(text: str, window: Window, forms: Mapping[str, float]) -> frozenset[int]:
    """Lengths of Thai sides that may be one of the known forms: those of the forms that end here, white space allowed."""
    if not forms:
        return frozenset()
    whole = squeeze(text[window.starts[0] : window.end])
    ends = {len(form) for form in forms if whole.endswith(form)}
    return frozenset(size + blank for size in ends for blank in range(_BLANKS))


def _title(token: str) -> bool:
    return token in _TITLES or (
        token.startswith("นาย") and token not in {"นายก", "นายกรัฐมนตรี", "นายทะเบียน", "นายจ้าง", "นายหน้า"}
    )


def _head(token: str, words: Sequence[str], known: Tables) -> float:
    row = known.heads.get(token)
    if row is None:
        return 0.0
    return max((v for w in words if (v := row.get(w)) is not None), default=row.get("*", 0.0))


def _abbreviation(text: str, candidate: Candidate) -> str | None:
    if candidate.gloss.kind != "th_abbr" or candidate.gloss.abbr is None:
        return None
    return "".join(_CONSONANT.findall(text[slice(*candidate.gloss.abbr)]))


def _abbreviation_fit(norms: list[str], kinds: list[str], abbr: str) -> list[tuple[float, float, float]]:
    """For each start: share of the letters met at token heads, first letter met, all letters in order."""
    heads = [m[0] if k != "space" and (m := _CONSONANT.search(t)) else "" for t, k in zip(norms, kinds, strict=True)]
    every = ["".join(_CONSONANT.findall(t)) for t in norms]
    found: list[tuple[float, float, float]] = []
    for i in range(len(norms)):
        at = 0
        for head in heads[i:]:
            if at < len(abbr) and head == abbr[at]:
                at += 1
        begins = heads[i] == abbr[:1]
        found.append((at / max(1, len(abbr)), float(begins), float(begins and in_order(abbr, "".join(every[i:])))))
    return found


def in_order(letters: str, text: str) -> bool:
    """Whether a text has some letters in their order.

    Examples
    --------
    >>> in_order("กข", "กาขา"), in_order("ขก", "กาขา")
    (True, False)
    """
    rest = iter(text)
    return all(letter in rest for letter in letters)


def _repeats(text: str, window: Window) -> list[int]:
    """How often the text from each token to the end stands in the article (near the gloss, in long ones)."""
    known = _counted(near := text[max(0, window.end - 12_000) : window.end + 12_000])
    counts = [1] * len(window.norms)
    for i in range(len(window.norms) - 1, -1, -1):
        words = text[window.starts[i] : window.end]
        counts[i] = known[words] = known.get(words) or max(1, near.count(words))
        if counts[i] == 1:
            break
    return counts


@lru_cache(maxsize=64)
def _counted(near: str) -> dict[str, int]:  # noqa: ARG001  the cache's key
    """How often words stand in a stretch, as far as was asked: a text that repeats itself is the same around many glosses."""
    return {}
