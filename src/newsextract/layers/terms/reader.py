"""Score the starts of a Thai side with an encoder that reads the gloss and the Thai words left of it together.

The encoder is trained by training/reader.py, first to predict masked words and starts in the corpus's own pairs, then on the
labelled starts. It gives the probability of each token as the start, and is consulted where the rankings are unsure.
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

#: maximum English words and Thai tokens read; Thai tokens read left of the leftmost start
MAX_WORDS, MAX_TOKENS, LEFT_MARGIN = 12, 36, 6
#: rows of the embedding tables for the beginnings and endings of words
PIECES = 6000
#: ids of the vocabulary's special entries
UNKNOWN, FIRST, HIDDEN, RESERVED = 1, 2, 3, 4
KINDS = ("en", "en_abbr", "abbr", "th_abbr", "person")
TOKEN_KINDS = ("thai", "space", "other", "latin", "number", "abbreviation")
#: first ids of the kinds of positions: gloss, English words, Thai tokens; and the first place of a Thai token
_GLOSS, _ENGLISH, _THAI, _RIGHT = 1, 6, 7, 20
SPACE = _THAI + TOKEN_KINDS.index("space")
MIN_LOG_PROB = -12.0


@cache
def reader() -> Encoder:
    """The shipped reader, loaded once."""
    return Encoder.of(artifact.load("terms_reader", "encoder"))


@lru_cache(maxsize=65_536)
def pieces(word: str, thai: bool) -> tuple[int, int]:
    """The embedding rows of a word's beginning and ending."""
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
    """The reader's input for a candidate.

    ``aligned`` holds each token's alignment score and the index of its word (-1: none), ``index`` the row of each vocabulary
    entry by its hash; tokens more than ``LEFT_MARGIN`` before ``leftmost`` are dropped.
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

    for place, word in enumerate(words[:MAX_WORDS], 1):
        add(word, f"e:{word}", _ENGLISH, place, (0.0, 0.0), thai=False)
    scores, best = aligned
    n = len(window.norms)
    for place, i in enumerate(range(n - 1, max(-1, n - 1 - MAX_TOKENS, leftmost - 1 - LEFT_MARGIN), -1), _RIGHT):
        norm, token_kind = window.norms[i], window.kinds[i]
        number = _THAI + (TOKEN_KINDS.index(token_kind) if token_kind in TOKEN_KINDS else 2)
        add(norm, entry(norm, token_kind), number, place, (scores[i] / 3, float(best[i] >= 0)), thai=True)
    return found


def read(
    passages: Sequence[Passage], asked: Sequence[Sequence[int]], words: Sequence[int], model: Encoder | None = None
) -> list[npt.NDArray[np.float64]]:
    """The reader's log-probabilities of the starts ``asked`` for, normalised over these; one array per candidate.

    Starts are counted in tokens from the right edge (0 is the last token); a start beyond the tokens read has ``MIN_LOG_PROB``.
    ``words`` is the number of gloss words in each passage.
    """
    model = model or reader()
    x = model.read(passages)
    found = []
    for vectors, one, starts, count in zip(x, passages, asked, words, strict=True):
        thai = len(one.ids) - 1 - count
        rows = [1 + count + min(start, thai - 1) for start in starts]
        left = [row + 1 if row + 1 < len(one.ids) else 0 for row in rows]
        scores = score(model, vectors[rows], vectors[left])
        scores = np.where(np.array(starts) < thai, scores, scores.max() + MIN_LOG_PROB).astype(np.float64)
        raised = scores - scores.max()
        found.append(np.maximum(raised - np.log(np.exp(raised).sum()), MIN_LOG_PROB))
    return found


def score(model: Encoder, at: npt.NDArray[np.float32], left: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The score of each start, from the encoder's output at it and at the position left of it."""
    found = np.tanh(at[:, model.columns["start"]] + left[:, model.columns["left"]]) @ model.weights["out"]
    return np.asarray(found, np.float32)
