"""Features from the whole corpus for the starts that the first ranking leaves.

Three kinds, all from hashed counts that training/mine_evidence.py writes: a lexical model (which words begin a term or stand
before a term, next to which English word), votes (the Thai forms that this gloss, or any gloss, has in other articles), and
neighbours (how strongly two adjacent words are associated, how often a word follows a space).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

from newsextract.layers.terms.competition import Aligned, head_word
from newsextract.layers.terms.tables import Evidence, Tables, squeeze
from newsextract.layers.terms.window import GAP_KINDS, Place, Window, after, before, suffix_sums
from newsextract.layers.terms.words import QUOTES, WORDS
from newsextract.models.choice import add

EVIDENCE_FEATURES = (
    "lexical", "lexical_gap", "lexical_rank", "lexical_step",
    "vote_share", "vote_count", "vote_top", "gloss_count", "other_votes", "all_votes", "other_votes_gap",
    "after_space", "after_space_two", "held_before", "next_given_before", "before_given_next", "frequency", "held_after",
)  # fmt: skip
_SUFFIX = re.compile(r"(?:ing|tion|sion|ment|ance|ence|ity|ness|ism|er|or|ist|al|ic|ive|ed|ship|age|ure|sis|ics|y)$")
_KINDS = {"en": "e", "en_abbr": "e", "abbr": "a", "th_abbr": "t", "person": "p"}
#: value of the association features where no word touches the start on its left
_NO_ASSOCIATION = -12.0


def _bucket(score: float) -> str:
    """A token's alignment score in five steps."""
    return "-" if score <= -1.9 else "0" if score < 0.3 else "1" if score < 1.5 else "2" if score < 3 else "3"


def _bound(token: str) -> str:
    """The first letter of a token's bound prefix, or a full stop."""
    return token[0] if token.startswith(WORDS["bound"]) else "."


def lexical_keys(
    window: Window, kept: Sequence[int], words: Sequence[str], scores: Sequence[float], name: str | None, kind: str
) -> list[list[str]]:
    """The lexical model's features of each kept start, as strings whose first letter is the template.

    ``scores`` is each token's alignment with the gloss's words; ``name`` is the English name, given or known for the abbreviation.
    """
    norms, kinds = [*window.norms, "$", "^"], window.kinds
    buckets = [*(_bucket(score) for score in scores), "$", "^"]
    spaces = window.kind_mask("space")
    marks = [space or norm in QUOTES for space, norm in zip(spaces, window.norms, strict=True)]
    before_mark, before_space, after_space = before(marks), [*before(spaces), -1, -1], after(spaces)
    content = suffix_sums([kind not in GAP_KINDS for kind in kinds])
    blank = suffix_sums([kind not in GAP_KINDS and score < 0.3 for kind, score in zip(kinds, scores, strict=True)])
    space_count = suffix_sums(spaces)
    head, suffix = _head(name)
    first, last = _outer_words(words)
    k, width = _KINDS[kind], max(1, len(words))
    few = min(width, 6)
    found = []
    for i in kept:
        p = before_mark[i]
        q, j = before_space[p], after_space[i]
        gap, far = int(p < i - 1), int(p >= 0 and q < p - 1)
        token, follows, previous, earlier = norms[i], norms[j - (j < 0)], norms[p], norms[q]
        at, left, second = buckets[i], buckets[p], buckets[q]
        n, s, z = int(content[i]), int(space_count[i]), int(blank[i])
        found.append([
            f"a{token}", f"b{previous}", f"c{gap}{token}", f"d{gap}{previous}", f"e{token}\t{follows}", f"f{earlier}\t{previous}", f"g{previous}\t{token}",
            f"h{at}{token}", f"i{left}{previous}", f"j{token}\t{head}", f"k{previous}\t{head}", f"l{token}\t{last}", f"m{token}\t{first}", f"n{previous}\t{first}",
            f"o{_bound(token)}{suffix}{k}", f"p{previous[0] if previous in WORDS['bound'] else '.'}{suffix}{k}", f"q{k}{token}", f"r{k}{previous}",
            f"s{k}{min(n, 16)},{few}", f"t{at}{left}{second}{gap}", f"u{k}{min(6, 2 * n // width)}{at}{left}", f"v{k}{min(s, 5)}{few}",
            f"w{k}{min(z, 6)}{min(width, 5)}{left}", f"x{left}{token}", f"y{gap}{far}{at}",
        ])  # fmt: skip
    return found


def _head(name: str | None) -> tuple[str, str]:
    head = (head_word(name) if name else None) or "?"
    match = _SUFFIX.search(head)
    return head, match[0] if match else "-"


def _outer_words(words: Sequence[str]) -> tuple[str, str]:
    """The gloss's first word, and its last word other than a trailing abbreviation."""
    if not words:
        return "?", "?"
    return words[0], words[-2] if words[-1].startswith("=") and len(words) > 1 else words[-1]


def hashed(keys: Sequence[str]) -> npt.NDArray[np.uint32]:
    """The hash of each key (CRC-32 of its UTF-8 bytes)."""
    return np.array([crc32(key.encode()) for key in keys], dtype=np.uint32)


def lexical_scores(keys: Sequence[Sequence[str]], known: Evidence) -> npt.NDArray[np.float64]:
    """The lexical model's score of each start."""
    flat = known.lexical.get(hashed([key for row in keys for key in row]))[0]
    result: npt.NDArray[np.float64] = flat.reshape(len(keys), -1).sum(axis=1)
    return result


def forms_of(window: Window, kept: Sequence[int]) -> list[str]:
    """The folded Thai side from each kept start."""
    sides = window.sides()
    return [sides[i] for i in kept]


def folded(form: str) -> str:
    """Fold a Thai side as the counted forms are: no whitespace, no quotation marks, lower case.

    Examples
    --------
    >>> folded("“งาน ว่าว”")
    'งานว่าว'
    """
    return "".join(letter for letter in squeeze(form) if letter not in QUOTES)


def votes_for(gloss: str, forms: Sequence[str], corpus: Evidence) -> list[float]:
    """The corpus count of each folded form for a gloss key: the sum of the probabilities of its occurrences."""
    found: list[float] = corpus.votes.get(hashed([f"{gloss}\t{form}" for form in forms]))[0].tolist()
    return found


def gloss_key(english: str | None, abbreviation: str | None) -> str:
    """The key under which a gloss's forms are counted: its name, else its abbreviation."""
    return squeeze(english) if english else "=" + squeeze(abbreviation or "")


def evidence(
    text: str, place: Place, kept: Sequence[int], known: Tables, corpus: Evidence, aligned: Aligned
) -> npt.NDArray[np.float64]:
    """Features of each kept start (token indices, ascending), with the columns of :data:`EVIDENCE_FEATURES`."""
    gloss, window = place.candidate.gloss, place.window
    english, abbreviation = gloss.english(text), gloss.short(text)
    name = english or known.expansions.get(squeeze(abbreviation or ""))
    words, scores, _ = aligned
    lexical = lexical_scores(lexical_keys(window, kept, words, scores, name, gloss.kind), corpus)
    columns = [
        *_relative(lexical.tolist()),
        *_votes(gloss_key(english, abbreviation), forms_of(window, kept), corpus),
        *_neighbours(window, kept, corpus),
    ]
    return np.array(columns).T


# columns of a handful of starts: plain floats are faster than small arrays


def _relative(lexical: list[float]) -> list[list[float]]:
    top = max(lexical)
    total = math.log(add(math.exp(x - top) for x in lexical))
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
    # gaps and positions beyond the window have an empty word
    norms = [*window.words(), ""]
    tokens, left, right = [window.norms[i] for i in kept], [norms[i - 1] for i in kept], [norms[i + 1] for i in kept]
    size, total, prior = len(kept), corpus.total, 4 * corpus.spaced
    one, spaced = (column.tolist() for column in corpus.words.get(hashed([*tokens, *left, *right])))
    touching = [f"{a}\t{b}" for a, b in (*zip(left, tokens, strict=True), *zip(tokens, right, strict=True))]
    two, two_spaced = (column.tolist() for column in corpus.pairs.get(hashed(touching)))
    rows = []
    for k in range(size):
        seen, seen_left, seen_right = one[k], one[size + k], one[2 * size + k]
        with_left, with_right = two[k] + 0.3, two[size + k]
        space = math.log((spaced[k] + 0.5 * prior) / (seen + 2))
        after_two = math.log((two_spaced[size + k] + 2 * math.exp(space)) / (with_right + 2)) if right[k] else space
        next_association = math.log((with_right + 0.3) * total / ((seen + 3) * (seen_right + 3))) if right[k] else 0.0
        previous_association = _association(with_left, seen_left, seen, total) if left[k] else [_NO_ASSOCIATION] * 3
        rows.append([space, after_two, *previous_association, math.log1p(seen), next_association])
    return [list(column) for column in zip(*rows, strict=True)]


def _association(together: float, seen_left: float, seen: float, total: float) -> list[float]:
    """Association of a word with the word before it: pointwise mutual information and both log conditional probabilities."""
    mutual = together * total / ((seen_left + 3) * (seen + 3))
    return [math.log(mutual), math.log(together / (seen_left + 3)), math.log(together / (seen + 3))]
