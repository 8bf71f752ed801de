"""What the whole corpus says about the few starts that are left after the first ranking.

Three kinds, all from hashed counts that training/mine_evidence.py writes: a lexical model (which words begin a term and stand
before one, beside which English word), votes (which Thai form the same gloss, or any gloss, has in other articles), and
neighbours (how firmly two words hold together anywhere, how often a word follows a space).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

from newsextract.layers.terms.candidates import Candidate
from newsextract.layers.terms.competition import head_word
from newsextract.layers.terms.features import Aligned, align
from newsextract.layers.terms.tables import Evidence, Tables, squeeze
from newsextract.layers.terms.window import Window

EVIDENCE = (
    "lexical", "lexical_gap", "lexical_rank", "lexical_step",
    "vote_share", "vote_count", "vote_top", "gloss_count", "other_votes", "all_votes", "other_votes_gap",
    "after_space", "after_space_two", "held_before", "next_given_before", "before_given_next", "frequency", "held_after",
)  # fmt: skip
_SUFFIX = re.compile(r"(?:ing|tion|sion|ment|ance|ence|ity|ness|ism|er|or|ist|al|ic|ive|ed|ship|age|ure|sis|ics|y)$")
_KINDS = {"en": "e", "en_abbr": "e", "abbr": "a", "th_abbr": "t", "person": "p"}
_QUOTES = frozenset('“”"‘’')
_GAP = frozenset({"space", "other"})
_BOUND = {"การ": "ก", "ความ": "ค", "ผู้": "ผ", "นัก": "น"}
#: a bigram that was never seen, against the product of its words' frequencies
_APART = -12.0


def _bucket(score: float) -> str:
    """How well a token is explained by an English word, in five steps."""
    return "-" if score <= -1.9 else "0" if score < 0.3 else "1" if score < 1.5 else "2" if score < 3 else "3"


def _bound(token: str) -> str:
    return next((mark for prefix, mark in _BOUND.items() if token.startswith(prefix)), ".")


def lexical_keys(
    window: Window, kept: Sequence[int], words: Sequence[str], scores: Sequence[float], name: str | None, kind: str
) -> list[list[str]]:
    """The lexical model's features of each kept start, as strings; a letter in front tells the template.

    Parameters
    ----------
    window
        The tokens left of the gloss.
    kept
        Token indices of the starts.
    words
        The gloss's words.
    scores
        Each token's alignment with them.
    name
        The English name, given or known for the abbreviation.
    kind
        The gloss's kind.

    Returns
    -------
    list of list of str
        One list a start.
    """
    norms, kinds = window.norms, window.kinds
    n = len(norms)
    head = (head_word(name) if name else None) or "?"
    match = _SUFFIX.search(head)
    suffix = match[0] if match else "-"
    first, last = (words[0], words[-1]) if words else ("?", "?")
    if last.startswith("=") and len(words) > 1:
        last = words[-2]
    k, width = _KINDS[kind], max(1, len(words))
    wanted, found = set(kept), {}
    content = spaces = blank = 0
    for i in range(n - 1, min(kept) - 1, -1):
        if kinds[i] in _GAP:
            spaces += kinds[i] == "space"
            continue
        content += 1
        blank += scores[i] < 0.3
        if i not in wanted:
            continue
        p = i - 1
        while p >= 0 and (kinds[p] == "space" or norms[p] in _QUOTES):
            p -= 1
        q = p - 1
        while q >= 0 and kinds[q] == "space":
            q -= 1
        j = i + 1
        while j < n and kinds[j] == "space":
            j += 1
        gap, far = int(p < i - 1), int(q < p - 1)
        token, after = norms[i], norms[j] if j < n else "$"
        before, earlier = norms[p] if p >= 0 else "^", norms[q] if q >= 0 else "^"
        at, left = _bucket(scores[i]), _bucket(scores[p]) if p >= 0 else "^"
        second = _bucket(scores[q]) if q >= 0 else "^"
        few = min(width, 6)
        found[i] = [
            f"a{token}", f"b{before}", f"c{gap}{token}", f"d{gap}{before}", f"e{token}\t{after}", f"f{earlier}\t{before}", f"g{before}\t{token}",
            f"h{at}{token}", f"i{left}{before}", f"j{token}\t{head}", f"k{before}\t{head}", f"l{token}\t{last}", f"m{token}\t{first}", f"n{before}\t{first}",
            f"o{_bound(token)}{suffix}{k}", f"p{_BOUND.get(before, '.')}{suffix}{k}", f"q{k}{token}", f"r{k}{before}",
            f"s{k}{min(content, 16)},{few}", f"t{at}{left}{second}{gap}", f"u{k}{min(6, 2 * content // width)}{at}{left}", f"v{k}{min(spaces, 5)}{few}",
            f"w{k}{min(blank, 6)}{min(width, 5)}{left}", f"x{left}{token}", f"y{gap}{far}{at}",
        ]  # fmt: skip
    return [found[i] for i in kept]


def hashed(keys: Sequence[str]) -> npt.NDArray[np.uint32]:
    """The hash of each key (CRC-32 of its UTF-8 bytes)."""
    return np.array([crc32(key.encode()) for key in keys], dtype=np.uint32)


def lexical_scores(keys: Sequence[Sequence[str]], known: Evidence) -> npt.NDArray[np.float64]:
    """The lexical model's score of each start."""
    flat = known.lexical.get(hashed([key for row in keys for key in row]))[0]
    result: npt.NDArray[np.float64] = flat.reshape(len(keys), -1).sum(axis=1)
    return result


def forms_of(window: Window, kept: Sequence[int]) -> list[str]:
    """The Thai side from each kept start, folded as forms are counted."""
    folded, found = "", {}
    for i in range(len(window.norms) - 1, min(kept) - 1, -1):
        if window.kinds[i] != "space" and window.norms[i] not in _QUOTES:
            folded = window.norms[i].casefold() + folded
        found[i] = folded
    return [found[i] for i in kept]


def folded(form: str) -> str:
    """A Thai side as forms are counted: without white space, case and quotation marks.

    Examples
    --------
    >>> folded("“งาน ว่าว”")
    'งานว่าว'
    """
    return "".join(letter for letter in squeeze(form) if letter not in _QUOTES)


def votes_for(gloss: str, forms: Sequence[str], corpus: Evidence) -> list[float]:
    """How often the corpus has each form, folded, of a gloss's key: sums of the probabilities of its places."""
    found: list[float] = corpus.votes.get(hashed([f"{gloss}\t{form}" for form in forms]))[0].tolist()
    return found


def gloss_key(english: str | None, abbreviation: str | None) -> str:
    """Under which key a gloss's forms are counted: its name, else its abbreviation."""
    return squeeze(english) if english else "=" + squeeze(abbreviation or "")


def evidence(
    text: str,
    candidate: Candidate,
    window: Window,
    kept: Sequence[int],
    known: Tables,
    corpus: Evidence,
    aligned_with: Aligned | None = None,
) -> npt.NDArray[np.float64]:
    """One row for each kept start.

    Parameters
    ----------
    text
        The article.
    candidate, window
        Where the gloss stands and the tokens left of it.
    kept
        Token indices of the starts, ascending.
    known, corpus
        The mined statistics.
    aligned_with
        The alignment, where it is at hand.

    Returns
    -------
    ndarray of shape (kept, features)
        Columns as in :data:`EVIDENCE`.
    """
    gloss = candidate.gloss
    english = text[slice(*gloss.en)] if gloss.en else None
    abbreviation = text[slice(*gloss.abbr)] if gloss.abbr else None
    name = english or known.expansions.get(squeeze(abbreviation or ""))
    words, scores, _ = aligned_with or align(text, candidate, window, known)
    lexical = lexical_scores(lexical_keys(window, kept, words, scores, name, gloss.kind), corpus)
    columns = [
        *_relative(lexical.tolist()),
        *_votes(gloss_key(english, abbreviation), forms_of(window, kept), corpus),
        *_neighbours(window, kept, corpus),
    ]
    return np.array(columns).T


# the columns of a handful of starts: plain floats are quicker than small arrays


def _relative(lexical: list[float]) -> list[list[float]]:
    top = max(lexical)
    total = math.log(sum(math.exp(x - top) for x in lexical))
    order = sorted(range(len(lexical)), key=lambda i: -lexical[i])
    rank = [0.0] * len(lexical)
    for place, i in enumerate(order):
        rank[i] = float(place)
    step = [0.0, *(b - a for a, b in pairwise(lexical))]
    return [[x - top - total for x in lexical], [x - top for x in lexical], rank, step]


def _votes(gloss: str, forms: Sequence[str], corpus: Evidence) -> list[list[float]]:
    n = len(forms)
    own = votes_for(gloss, forms, corpus)
    everywhere = corpus.forms.get(hashed(forms))[0].tolist()
    size = float(corpus.glosses.get(hashed([gloss]))[0][0])
    others = [math.log(max(0.0, e - o) + 0.05) for e, o in zip(everywhere, own, strict=True)]
    most, top = max(own), max(others)
    return [
        [o / size for o in own] if size else [-1.0] * n,
        [math.log(o + 0.1) for o in own],
        [float(o > 0 and o == most) for o in own],
        [math.log1p(size)] * n,
        others,
        [math.log(e + 0.05) for e in everywhere],
        [o - top for o in others],
    ]


def _neighbours(window: Window, kept: Sequence[int], corpus: Evidence) -> list[list[float]]:
    norms, kinds = window.norms, window.kinds
    n, size = len(norms), len(kept)
    tokens = [norms[i] for i in kept]
    before = [norms[i - 1] if i and kinds[i - 1] not in _GAP else "" for i in kept]
    after = [norms[i + 1] if i + 1 < n and kinds[i + 1] not in _GAP else "" for i in kept]
    one, spaced = (x.tolist() for x in corpus.words.get(hashed([*tokens, *before, *after])))
    touching = [f"{a}\t{b}" for a, b in (*zip(before, tokens, strict=True), *zip(tokens, after, strict=True))]
    two, two_spaced = (x.tolist() for x in corpus.pairs.get(hashed(touching)))
    prior, total = 4 * corpus.spaced, corpus.total
    rows = []
    for k in range(size):
        seen, seen_before, seen_after = one[k], one[size + k], one[2 * size + k]
        left, right = two[k] + 0.3, two[size + k]
        space = math.log((spaced[k] + 0.5 * prior) / (seen + 2))
        rows.append(
            [
                space,
                math.log((two_spaced[size + k] + 2 * math.exp(space)) / (right + 2)) if after[k] else space,
                math.log(left * total / ((seen_before + 3) * (seen + 3))) if before[k] else _APART,
                math.log(left / (seen_before + 3)) if before[k] else _APART,
                math.log(left / (seen + 3)) if before[k] else _APART,
                math.log1p(seen),
                math.log((right + 0.3) * total / ((seen + 3) * (seen_after + 3))) if after[k] else 0.0,
            ]
        )
    return [list(column) for column in zip(*rows, strict=True)]
