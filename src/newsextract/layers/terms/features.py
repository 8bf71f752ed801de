"""Features that rank the possible starts of a Thai side: interpretable numbers, one row per start."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain

import numpy as np
import numpy.typing as npt

from newsextract.layers.terms.candidates import Candidate
from newsextract.layers.terms.gloss import in_order
from newsextract.layers.terms.tables import UNKNOWN_PAIR, Tables, english_words, squeeze, unit
from newsextract.layers.terms.transliteration import suffix_similarity
from newsextract.layers.terms.window import GAP_KINDS, Place, Window, after, before, suffix_sums
from newsextract.layers.terms.words import QUOTES, WORDS
from newsextract.models.choice import add

#: how English words compete for Thai tokens, and how much evidence there is
COMPETITION_FEATURES = (
    "novel_first", "novel_before", "redundant_first", "redundant_before", "redundant_inside", "head_aligned_first", "head_aligned_before",
    "head_covered", "before_odds_own", "first_odds_previous", "first_odds_second", "new_odds", "words_left", "content_per_word", "content_short",
    "best_left",
)  # fmt: skip
START_FEATURES = (
    "aligned_sum", "unaligned_sum", "aligned_first", "aligned_before", "aligned_before2", "coverage", "lost", "unaligned_count",
    "before_odds", "first_odds", "inside_before_max", "head_first", "head_before", "head_before_seen",
    "spaces", "brackets", "quotes_inside", "at_quote", "after_space", "after_break", "bound_prefix", "bound_split",
    "length_ratio", "length_ratio2", "tokens", "tokens2", "too_short",
    "abbr_letters", "abbr_first", "abbr_subsequence", "abbr_tightest",
    "known_form", "known_other", "title_first", "company_first", "office_first",
    "sounds_alike", "sounds_peak", "entity_start", "entity_cut", "entity_whole",
    *COMPETITION_FEATURES,
)  # fmt: skip
_TITLES, _NOT_TITLES, _ORGANISED, _OFFICES, VERBS, CLASSIFIERS, _PREFIXES = (
    frozenset(WORDS[name]) for name in ("title", "not_title", "organisation", "office", "verb", "classifier", "bound_noun")
)
_HEAD_END = re.compile(r"\b(?:of|for|on|in|to|and|with|against|by|at|from)\b|[,(:&–-]", re.IGNORECASE)
_CAP = 4.0
#: the gloss's words, each token's alignment score, and the index of the word it aligns with (-1: none)
Aligned = tuple[Sequence[str], list[float], list[int]]
_MISTER = "นาย"
_BRACKETS = frozenset("()[]")
_CONSONANT = re.compile(r"[\u0e01-\u0e2e]")
#: a known form matches with fewer extra characters of whitespace and quotation marks than this
_BLANKS = 8
SHAPES = ("bracket", "chain", "or", "or_th", "reverse", "colon")
WIDTH = len(START_FEATURES)


def expanded(rows: npt.NDArray[np.float64], kind: str) -> npt.NDArray[np.float64]:
    """Repeat each feature three times: for all glosses, for abbreviations only, and for Thai abbreviations only."""
    own = rows if kind in {"abbr", "th_abbr"} else np.zeros_like(rows)
    thai = rows if kind == "th_abbr" else np.zeros_like(rows)
    return np.hstack([rows, own, thai])


def gloss_words(english: str | None, abbreviation: str | None, expansions: Mapping[str, str]) -> tuple[str, ...]:
    """The English words to align: the name's, or the abbreviation itself and those of the name it most often stands for."""
    if english:
        return english_words(english)
    short = squeeze(abbreviation or "")
    return (*english_words(expansions.get(short, "")), "=" + short)


def alignment_scores(window: Window, words: Sequence[str], known: Tables) -> tuple[list[float], list[int]]:
    """Each token's best log-ratio over the gloss's words, and the index of that word (-1: none)."""
    present = [(k, row) for k, word in enumerate(words) if (row := known.alignment.get(word)) is not None]
    if not present:
        return [0.0] * len(window.norms), [-1] * len(window.norms)
    found = [_best_word(norm, kind, words, present) for norm, kind in zip(window.norms, window.kinds, strict=True)]
    return [score for score, _ in found], [which for _, which in found]


def _best_word(
    norm: str, kind: str, words: Sequence[str], present: Sequence[tuple[int, Mapping[str, float]]]
) -> tuple[float, int]:
    if kind in GAP_KINDS:
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


def align(text: str, place: Place, known: Tables) -> Aligned:
    """The gloss's words, each token's alignment score, and the index of the word it aligns with (-1: none)."""
    gloss = place.candidate.gloss
    words = gloss_words(gloss.english(text), gloss.short(text), known.expansions)
    return (words, *alignment_scores(place.window, words, known))


def start_features(text: str, place: Place, known: Tables, aligned: Aligned) -> npt.NDArray[np.float64]:
    """Features of each possible start, shape (starts, features), with the columns of :data:`START_FEATURES`."""
    candidate, window = place.candidate, place.window
    gloss = candidate.gloss
    name = gloss.name(text)
    left = before(window.kind_mask("space"))
    starts = [(i, left[i]) for i in window.possible]
    groups = (
        _alignment(window, starts, aligned),
        _odds(window, starts, aligned[0], known),
        _layout(text, candidate, window, starts),
        _lengths(candidate, window),
        _letters(text, candidate, window),
        _known_forms(text, window, known.forms.get(squeeze(name), {})),
        _heads_of(window, gloss.kind, name),
        _sounds(candidate, window, name, aligned[0]),
        _entities(text, window, place.entities),
    )
    rows = [list(chain.from_iterable(row)) for row in zip(*groups, strict=True)]
    own = np.array(rows, dtype=np.float64).reshape(-1, WIDTH - len(COMPETITION_FEATURES))
    glossed = gloss.english(text) or known.expansions.get(squeeze(name))
    return np.hstack([own, competition(window, aligned, glossed, known)])


#: The values of a group of features at each possible start. Plain lists are faster than arrays of some twenty tokens.
_Rows = Iterable[tuple[float, ...]]
#: The indices of each possible start's token and of the token before it; lists indexed by the latter have entries for -1 (none).
_Starts = Sequence[tuple[int, int]]


def _alignment(window: Window, starts: _Starts, aligned: Aligned) -> _Rows:
    scores, best = [*aligned[1], 0.0, 0.0], aligned[2]
    explained = suffix_sums([max(s, 0.0) for s in aligned[1]])
    unaligned = suffix_sums([min(s, 0.0) for s in aligned[1]])
    misses = suffix_sums([kind not in GAP_KINDS and s <= 0.3 for s, kind in zip(aligned[1], window.kinds, strict=True)])
    covered: dict[int, float] = {}
    found, so_far = [], 0.0
    for score, word in zip(reversed(aligned[1]), reversed(best), strict=True):
        if word >= 0:
            covered[word] = max(covered.get(word, 0.0), min(score, 4.0))
            so_far = add(covered.values())
        found.append(so_far)
    found.reverse()
    total = add(covered[word] for word in dict.fromkeys(best) if word >= 0) or 1.0
    for i, p in starts:
        own, previous, second = scores[i] / 2, scores[p] / 2, scores[p - 1] / 2
        share, lost = found[i] / total, (total - found[i]) / 4
        yield min(explained[i], 30.0) / 4, unaligned[i] / 4, own, previous, second, share, lost, misses[i] / 3


def _odds(window: Window, starts: _Starts, words: Sequence[str], known: Tables) -> _Rows:
    norms, first = [*window.norms, "^"], known.first
    odds = [0.0 if kind == "space" else known.before.get(norm, 0.0) for norm, kind in zip(norms, window.kinds, strict=False)]
    # the highest odds of standing before a term among the tokens after the start, the last one excluded
    inside = list(accumulate(reversed([*odds[1:-1], 0.0][: len(odds) - 1]), max, initial=0.0))[::-1]
    odds.append(known.before.get("^", 2.0))
    heads = {norm: _head(norm, words, known) for norm in window.norms} | {"^": 0.0}
    for i, p in starts:
        head, previous = heads[norms[i]], heads[norms[p]]
        yield odds[p], first.get(norms[i], 0.0), inside[i], head, -previous, previous != 0.0


def _layout(text: str, candidate: Candidate, window: Window, starts: _Starts) -> _Rows:
    norms, offsets = [*window.norms, "^"], window.starts
    signs = ["" if kind != "other" else norm for norm, kind in zip(norms, window.kinds, strict=False)]
    spaces = suffix_sums(window.kind_mask("space"))
    opens, quotes = (suffix_sums([sign in some for sign in signs]) for some in (_BRACKETS, QUOTES))
    for i, p in starts:
        gap, counts = p < i - 1, (min(spaces[i], 5), min(opens[i], 2), min(quotes[i], 2))
        is_break = p < 0 or (gap and "\n" in text[offsets[p] : offsets[i]])
        prefixed = norms[i].startswith(WORDS["bound_noun"])
        yield *counts, candidate.quote == offsets[i], gap, is_break, prefixed, norms[p] in _PREFIXES


def _lengths(candidate: Candidate, window: Window) -> _Rows:
    start, end = candidate.gloss.en or (0, 0)
    content = suffix_sums([kind not in GAP_KINDS for kind in window.kinds])
    for i in window.possible:
        length, tokens = window.end - window.starts[i], content[i] / 5
        ratio = math.log(length / (0.85 * (end - start) + 4)) if end > start else 0.0
        yield ratio, ratio * ratio, tokens, tokens**2, length < 4 or tokens == 0


def _letters(text: str, candidate: Candidate, window: Window) -> _Rows:
    """How well the letters of a Thai abbreviation fit, and whether a start is the rightmost at which all of them do."""
    gloss = candidate.gloss
    abbr = "".join(_CONSONANT.findall(gloss.short(text) or "")) if gloss.kind == "th_abbr" else ""
    if not abbr:
        return [(0.0, 0.0, 0.0, 0.0)] * len(window.possible)
    fits = _abbreviation_fit(window.norms, window.kinds, abbr)
    tightest = max((i for i in window.possible if fits[i][2]), default=-1)
    return [(*fits[i], i == tightest) for i in window.possible]


def _known_forms(text: str, window: Window, forms: Mapping[str, float]) -> _Rows:
    lengths = _known_lengths(text, window, forms)
    for start in (window.starts[i] for i in window.possible):
        count = forms.get(squeeze(text[start : window.end]), 0) if window.end - start in lengths else 0
        yield math.log1p(count), bool(forms) and not count


def _heads_of(window: Window, kind: str, name: str) -> _Rows:
    """Whether the start is a person's title, the head of an organisation's name, or an office."""
    office = 1.0 if "." in name and any(part in name for part in WORDS["of_office"]) else -0.5
    for token in (window.norms[i] for i in window.possible):
        yield kind == "person" and _title(token), token in _ORGANISED, office * (token in _OFFICES)


def _sounds(candidate: Candidate, window: Window, name: str, words: Sequence[str]) -> _Rows:
    """How alike the two sides sound; only for a person's name or an English name of up to three words."""
    if candidate.gloss.kind != "person" and (candidate.gloss.en is None or len(words) > 3):
        return [(0.0, 0.0)] * len(window.possible)
    sounds = suffix_similarity(window.norms, name)
    top = max(sounds)
    return [(sounds[i] * 3, sounds[i] == top and top > 0.5) for i in window.possible]


def _entities(text: str, window: Window, entities: Sequence[tuple[int, int]]) -> _Rows:
    """Whether an entity begins at the start, is cut by it, or covers the whole Thai side."""
    begins = {a for a, _ in entities}
    whole = {a for a, b in entities if b <= window.end and not text[b : window.end].strip()}
    for start in (window.starts[i] for i in window.possible):
        yield start in begins, any(a < start < b for a, b in entities), start in whole


def _known_lengths(text: str, window: Window, forms: Mapping[str, float]) -> frozenset[int]:
    """Possible lengths of a Thai side that is a known form: those of the forms that end here, with extra characters."""
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
    """For each start: the share of letters found at token heads, whether the first one is there, whether all are in order."""
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
