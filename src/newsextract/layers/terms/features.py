"""What speaks for a Thai side beginning at one token rather than another: interpretable numbers, one row a start."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from newsextract.layers.terms.candidates import Candidate
from newsextract.layers.terms.competition import MORE, Aligned, competition
from newsextract.layers.terms.gloss import in_order
from newsextract.layers.terms.tables import UNKNOWN_PAIR, Tables, english_words, squeeze, unit
from newsextract.layers.terms.transliteration import suffix_similarity
from newsextract.layers.terms.window import GAP, Window, before, from_right
from newsextract.layers.terms.words import QUOTES, WORDS

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
_TITLES, _NOT_TITLES, _ORGANISED, _OFFICES, VERBS, CLASSIFIERS, _CONJUNCTIONS, _PREFIXES = (
    frozenset(WORDS[name])
    for name in ("title", "not_title", "organisation", "office", "verb", "classifier", "conjunction", "bound_noun")
)
_MISTER = "นาย"
_BRACKETS = frozenset("()[]")
_CONSONANT = re.compile(r"[\u0e01-\u0e2e]")
_JOINED = re.compile(r"\band\b|&|,|/|\bor\b")
#: characters of white space and quotation marks in a known form, less than this
_BLANKS = 8
SHAPES = ("bracket", "chain", "or", "or_th", "reverse", "colon")
WIDTH = len(NAMES)


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
    present = [(k, row) for k, word in enumerate(words) if (row := known.alignment.get(word)) is not None]
    if not present:
        return [0.0] * len(window.norms), [-1] * len(window.norms)
    found = [_best_word(norm, kind, words, present) for norm, kind in zip(window.norms, window.kinds, strict=True)]
    return [score for score, _ in found], [which for _, which in found]


def _best_word(
    norm: str, kind: str, words: Sequence[str], present: Sequence[tuple[int, Mapping[str, float]]]
) -> tuple[float, int]:
    if kind in GAP:
        return 0.0, -1
    token = unit(norm) if kind == "thai" else norm.casefold()
    top, which = UNKNOWN_PAIR, -1
    if kind in {"latin", "number"}:
        same = next((k for k, word in enumerate(words) if word in (token, token.rstrip("s"))), -1)
        top, which = (4.0, same) if same >= 0 else (top, which)
    for k, row in present:
        value = row.get(token)
        if value is not None and value > top:
            top, which = value, k
    return min(top, 6.0), which


def align(text: str, candidate: Candidate, window: Window, known: Tables) -> Aligned:
    """The gloss's words, each token's alignment with them, and the word it aligns with."""
    words = gloss_words(text, candidate, known)
    return (words, *alignment_scores(window, words, known))


def start_features(
    text: str,
    candidate: Candidate,
    window: Window,
    known: Tables,
    entities: Sequence[tuple[int, int]] = (),
    aligned_with: Aligned | None = None,
) -> npt.NDArray[np.float64]:
    """One row of numbers for each possible start, its columns as in :data:`NAMES`.

    Parameters
    ----------
    entities
        Spans found by another layer, if any.
    aligned_with
        The alignment, where it is at hand.
    """
    aligned = aligned_with or align(text, candidate, window, known)
    gloss = candidate.gloss
    name = text[slice(*(gloss.en or gloss.abbr or (0, 0)))]
    forms = known.forms.get(squeeze(name), {})
    previous = before(window.are("space"))
    columns = [
        *_alignment(window, aligned, previous),
        *_odds(window, aligned[0], known, previous),
        *_layout(text, candidate, window, previous),
        *_lengths(candidate, window),
        *_letters(text, candidate, window),
        *_known_forms(text, window, forms, previous),
        *_words_inside(window, name),
        *_heads_of(window, gloss.kind, name),
        *_sounds(candidate, window, name, aligned[0]),
        *_entities(text, window, entities),
        *_titles(window, gloss.kind, previous),
    ]
    own = np.array(list(zip(*columns, strict=True)), dtype=np.float64).reshape(-1, WIDTH - len(MORE))
    glossed = text[slice(*gloss.en)] if gloss.en else known.expansions.get(squeeze(name))
    return np.hstack([own, competition(window, aligned, glossed, known, forms)])


# each group of columns is computed for all possible starts at once; plain floats are quicker here than small arrays
_Columns = list[list[float]]


def _alignment(window: Window, aligned_with: Aligned, previous: Sequence[int]) -> _Columns:
    _, scores, best = aligned_with
    # a gap's score is 0
    aligned = from_right([max(s, 0.0) for s in scores])
    unaligned = from_right([min(s, 0.0) for s in scores])
    misses = from_right([kind not in GAP and s <= 0.3 for s, kind in zip(scores, window.kinds, strict=True)])
    covered: dict[int, float] = {}
    found = []
    for s, word in zip(reversed(scores), reversed(best), strict=True):
        if word >= 0:
            covered[word] = max(covered.get(word, 0.0), min(s, 4.0))
        found.append(sum(covered.values()))
    found.reverse()
    peak: dict[int, float] = {}
    for s, word in zip(scores, best, strict=True):
        if word >= 0:
            peak[word] = max(peak.get(word, 0.0), s)
    total = sum(min(v, 4.0) for v in peak.values()) or 1.0
    starts, left = window.possible, [previous[i] for i in window.possible]
    return [
        [min(aligned[i], 30.0) / 4 for i in starts],
        [unaligned[i] / 4 for i in starts],
        [scores[i] / 2 for i in starts],
        [(scores[p] if p >= 0 else 0.0) / 2 for p in left],
        [(scores[p - 1] if p > 0 else 0.0) / 2 for p in left],
        [found[i] / total for i in starts],
        [(total - found[i]) / 4 for i in starts],
        [misses[i] / 3 for i in starts],
    ]


def _odds(window: Window, words: Sequence[str], known: Tables, previous: Sequence[int]) -> _Columns:
    norms, starts = window.norms, window.possible
    odds = [0.0 if space else known.before.get(norm, 0.0) for norm, space in zip(norms, window.are("space"), strict=True)]
    # the highest odds of standing before a term among the tokens between the start and the last one
    inside = list(accumulate(reversed([*odds[1:-1], 0.0][: len(norms) - 1]), max, initial=0.0))[::-1]
    heads = {norm: _head(norm, words, known) for norm in {norms[k] for i in starts for k in (i, previous[i]) if k >= 0}}
    head_before = [heads[norms[previous[i]]] if previous[i] >= 0 else 0.0 for i in starts]
    return [
        [known.before.get(norms[previous[i]], 0.0) if previous[i] >= 0 else known.before.get("^", 2.0) for i in starts],
        [known.first.get(norms[i], 0.0) for i in starts],
        [inside[i] for i in starts],
        [heads[norms[i]] for i in starts],
        [-head for head in head_before],
        [head != 0.0 for head in head_before],
    ]


def _layout(text: str, candidate: Candidate, window: Window, previous: Sequence[int]) -> _Columns:
    norms, starts = window.norms, window.possible
    signs = ["" if kind != "other" else norm for norm, kind in zip(norms, window.kinds, strict=True)]
    spaces = from_right(window.are("space"))
    opens, quotes = (from_right([sign in some for sign in signs]) for some in (_BRACKETS, QUOTES))
    gaps = [text[window.starts[previous[i]] : window.starts[i]] if i - 1 > previous[i] >= 0 else "" for i in starts]
    return [
        [min(spaces[i], 5) for i in starts],
        [min(opens[i], 2) for i in starts],
        [min(quotes[i], 2) for i in starts],
        [candidate.quote == window.starts[i] for i in starts],
        [previous[i] < i - 1 for i in starts],
        [previous[i] < 0 or "\n" in gap for i, gap in zip(starts, gaps, strict=True)],
        [norms[i].startswith(WORDS["bound_noun"]) for i in starts],
        [previous[i] >= 0 and norms[previous[i]] in _PREFIXES for i in starts],
    ]


def _lengths(candidate: Candidate, window: Window) -> _Columns:
    start, end = candidate.gloss.en or (0, 0)
    tokens = from_right([kind not in GAP for kind in window.kinds])
    lengths = [window.end - window.starts[i] for i in window.possible]
    ratios = [math.log(length / (0.85 * (end - start) + 4)) if end > start else 0.0 for length in lengths]
    content = [tokens[i] for i in window.possible]
    return [
        ratios,
        [ratio * ratio for ratio in ratios],
        [count / 5 for count in content],
        [(count / 5) ** 2 for count in content],
        [length < 4 or count == 0 for length, count in zip(lengths, content, strict=True)],
    ]


def _letters(text: str, candidate: Candidate, window: Window) -> _Columns:
    """How well the letters of a Thai abbreviation fit; the nearest start at which they all do is marked."""
    starts, gloss = window.possible, candidate.gloss
    abbr = "".join(_CONSONANT.findall(text[slice(*gloss.abbr)])) if gloss.kind == "th_abbr" and gloss.abbr else ""
    if not abbr:
        return [[0.0] * len(starts)] * 4
    fits = _abbreviation_fit(window.norms, window.kinds, abbr)
    tightest = max((i for i in starts if fits[i][2]), default=-1)
    return [*([fits[i][k] for i in starts] for k in range(3)), [i == tightest for i in starts]]


def _known_forms(text: str, window: Window, forms: Mapping[str, float], previous: Sequence[int]) -> _Columns:
    starts, written = window.possible, _written(text, window, forms)
    sides = [text[window.starts[i] : window.end] for i in starts]
    counts = [forms.get(squeeze(side), 0) if len(side) in written else 0 for side in sides]
    repeats = _repeats(text, window) if len(window.norms) < 120 else [1] * len(window.norms)
    longer = [repeats[previous[i]] if previous[i] >= 0 else 1 for i in starts]
    return [
        [math.log1p(count) if count else 0.0 for count in counts],
        [bool(forms) and not count for count in counts],
        [math.log(repeats[i] / more) if repeats[i] != more else 0.0 for i, more in zip(starts, longer, strict=True)],
        [math.log(repeats[i]) if repeats[i] > 1 else 0.0 for i in starts],
    ]


def _words_inside(window: Window, name: str) -> _Columns:
    """Whether the Thai side has a conjunction or a number that the gloss has not."""
    norms, kinds = window.norms, window.kinds
    joined, numbered = _JOINED.search(name) is not None, any(c.isdigit() for c in name)
    conjunctions = from_right([norm in _CONJUNCTIONS and kind not in GAP for norm, kind in zip(norms, kinds, strict=True)])
    numbers = from_right(window.are("number"))
    return [
        [conjunctions[i] > 0 and not joined for i in window.possible],
        [numbers[i] > 0 and not numbered for i in window.possible],
    ]


def _heads_of(window: Window, kind: str, name: str) -> _Columns:
    """Whether the start is the head of a person's, a company's or an office's name."""
    tokens = [window.norms[i] for i in window.possible]
    office = 1.0 if "." in name and any(part in name for part in WORDS["of_office"]) else -0.5
    return [
        [kind == "person" and _title(token) for token in tokens],
        [token in _ORGANISED for token in tokens],
        [office if token in _OFFICES else 0.0 for token in tokens],
    ]


def _sounds(candidate: Candidate, window: Window, name: str, words: Sequence[str]) -> _Columns:
    """How alike the two sides sound, where the gloss is a person's name or short."""
    starts, gloss = window.possible, candidate.gloss
    if gloss.kind != "person" and (gloss.en is None or len(words) > 3):
        return [[0.0] * len(starts)] * 2
    sounds = suffix_similarity(window.norms, name)
    top = max(sounds, default=0.0)
    return [[sounds[i] * 3 for i in starts], [sounds[i] == top and top > 0.5 for i in starts]]


def _entities(text: str, window: Window, entities: Sequence[tuple[int, int]]) -> _Columns:
    """Whether an entity begins at the start, is cut by it, or is the whole of the Thai side."""
    starts = [window.starts[i] for i in window.possible]
    begins = {a for a, _ in entities}
    whole = {a for a, b in entities if b <= window.end and not text[b : window.end].strip()}
    return [
        [start in begins for start in starts],
        [any(a < start < b for a, b in entities) for start in starts],
        [start in whole for start in starts],
    ]


def _titles(window: Window, kind: str, previous: Sequence[int]) -> _Columns:
    """Whether the start is a verb; in an English name, whether a title begins the Thai side or stands before it."""
    norms, is_name = window.norms, kind == "en"
    return [
        [norms[i] in VERBS for i in window.possible],
        [is_name and _title(norms[i]) for i in window.possible],
        [is_name and previous[i] >= 0 and _title(norms[previous[i]]) for i in window.possible],
    ]


def _written(text: str, window: Window, forms: Mapping[str, float]) -> frozenset[int]:
    """Lengths of Thai sides that may be one of the known forms: those of the forms that end here, white space allowed."""
    if not forms:
        return frozenset()
    whole = squeeze(text[window.starts[0] : window.end])
    ends = {len(form) for form in forms if whole.endswith(form)}
    return frozenset(size + blank for size in ends for blank in range(_BLANKS))


def _title(token: str) -> bool:
    return token in _TITLES or (token.startswith(_MISTER) and token not in _NOT_TITLES)


def _head(token: str, words: Sequence[str], known: Tables) -> float:
    row = known.heads.get(token)
    if row is None:
        return 0.0
    return max((v for w in words if (v := row.get(w)) is not None), default=row.get("*", 0.0))


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
