"""Read a gloss and the Thai words left of it together.

The encoder was taught by training/reader.py to guess hidden words and starts in the corpus's own pairs, then on the labelled
starts. It says how probable each token is as the start, and is asked where the rankings are unsure.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from newsextract.layers.terms.window import Window
from newsextract.models import artifact
from newsextract.models.encoder import Encoder, Passage

#: English words and Thai tokens that are read; so many tokens left of the first start that is asked for
WORDS, TOKENS, LEFT = 12, 36, 6
#: rows of the tables for beginnings and endings of words
PIECES = 6000
#: numbers of special entries of the vocabulary
UNKNOWN, FIRST, HIDDEN, RESERVED = 1, 2, 3, 4
KINDS = ("en", "en_abbr", "abbr", "th_abbr", "person")
TOKEN_KINDS = ("thai", "space", "other", "latin", "number", "abbreviation")
#: where the kinds of positions begin: gloss kinds, English words, Thai tokens; and Thai positions
_GLOSS, _ENGLISH, _THAI, _RIGHT = 1, 6, 7, 20
SPACE = _THAI + TOKEN_KINDS.index("space")
LOWEST = -12.0


@cache
def reader() -> Encoder:
    """The shipped reader, read once."""
    return Encoder.of(artifact.load("terms_reader", "encoder"))


@lru_cache(maxsize=65_536)
def pieces(word: str, thai: bool) -> tuple[int, int]:
    """The rows of a word's beginning and ending."""
    first, last = ("P" + word[:3], "S" + word[-3:]) if thai else ("p" + word[:4], "s" + word[-4:])
    return 1 + crc32(first.encode()) % PIECES, 1 + crc32(last.encode()) % PIECES


def entry(norm: str, kind: str) -> str:
    """The vocabulary entry of a token left of a gloss.

    Examples
    --------
    >>> entry("กรม", "thai"), entry("ASEAN", "latin")
    ('k:กรม', 'asean')
    """
    return f"k:{norm}" if kind == "thai" else norm.casefold()


def passage(
    window: Window,
    kind: str,
    words: Sequence[str],
    aligned: tuple[Sequence[float], Sequence[int]],
    leftmost: int,
    index: dict[int, int],
) -> Passage:
    """What the reader sees of a candidate.

    ``aligned`` gives for each token its alignment score and the number of its word (-1: none), ``index`` the row of a
    vocabulary entry by its hash; tokens much further left than ``leftmost`` are left out.
    """
    found = Passage([FIRST], [0], [0], [_GLOSS + KINDS.index(kind)], [0], [(0.0, 0.0)])

    def add(word: str, named: str, kind: int, place: int, score: tuple[float, float], *, thai: bool) -> None:
        first, last = pieces(word, thai)
        found.ids.append(index.get(crc32(named.encode()), UNKNOWN))
        found.beginnings.append(first)
        found.endings.append(last)
        found.kinds.append(kind)
        found.places.append(place)
        found.scores.append(score)

    for place, word in enumerate(words[:WORDS], 1):
        add(word, f"e:{word}", _ENGLISH, place, (0.0, 0.0), thai=False)
    scores, best = aligned
    n = len(window.norms)
    for place, i in enumerate(range(n - 1, max(-1, n - 1 - TOKENS, leftmost - 1 - LEFT), -1), _RIGHT):
        norm, token_kind = window.norms[i], window.kinds[i]
        number = _THAI + (TOKEN_KINDS.index(token_kind) if token_kind in TOKEN_KINDS else 2)
        add(norm, entry(norm, token_kind), number, place, (scores[i] / 3, float(best[i] >= 0)), thai=True)
    return found


def read(
    passages: Sequence[Passage], asked: Sequence[Sequence[int]], words: Sequence[int], model: Encoder | None = None
) -> list[npt.NDArray[np.float64]]:
    """How probable the reader finds each start: log-probabilities among the starts asked for, one array a candidate.

    Starts are counted in tokens from the right edge (0 is the last token); one beyond the tokens that are read has
    ``LOWEST``. ``words`` are the numbers of gloss words in the passages.
    """
    model = model or reader()
    x = model.read(passages)
    found = []
    for vectors, one, starts, count in zip(x, passages, asked, words, strict=True):
        thai = len(one.ids) - 1 - count
        rows = [1 + count + min(start, thai - 1) for start in starts]
        left = [row + 1 if row + 1 < len(one.ids) else 0 for row in rows]
        scores = score(model, vectors[rows], vectors[left])
        scores = np.where(np.array(starts) < thai, scores, scores.max() + LOWEST).astype(np.float64)
        raised = scores - scores.max()
        found.append(np.maximum(raised - np.log(np.exp(raised).sum()), LOWEST))
    return found


def score(model: Encoder, at: npt.NDArray[np.float32], left: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The score of each start, from what the model says at it and at the position left of it."""
    found = np.tanh(at[:, model.columns["start"]] + left[:, model.columns["left"]]) @ model.weights["out"]
    return np.asarray(found, np.float32)
