"""Score the possible starts of a Thai side and say how sure that is.

A log-linear model ranks all starts; a small forest ranks the few that it leaves, with evidence from the whole corpus; the
two are averaged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from newsextract.layers.terms.acceptance import pair_features
from newsextract.layers.terms.candidates import Candidate
from newsextract.layers.terms.evidence import EVIDENCE, evidence
from newsextract.layers.terms.features import NAMES, Aligned, align, expanded, start_features
from newsextract.layers.terms.tables import Evidence, Tables, Weights, corpus_evidence, tables, weights
from newsextract.layers.terms.trees import forest_scores
from newsextract.layers.terms.window import Window

KINDS = ("en", "en_abbr", "abbr", "th_abbr", "person")
CLOSER = (*NAMES, "kind", "place", *EVIDENCE, "first", "first_gap")
#: at most so many starts go into the second ranking, each with at least this probability in the first
SHORTLIST = 10
CHANCE = 0.005
#: a start this likely in the first ranking is not looked at again
CLEAR = 0.995


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best start, the next best, and the two probabilities.

    Attributes
    ----------
    start, next_start
        Offsets into the text.
    posterior
        Calibrated probability that the pair is right, start included.
    pair
        Probability that the candidate is a gloss at all.
    """

    start: int
    next_start: int | None
    posterior: float
    pair: float


def softmax(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Probabilities that sum to one.

    Examples
    --------
    >>> softmax(np.array([0.0, 0.0]))
    array([0.5, 0.5])
    """
    shifted = np.exp(scores - scores.max())
    result: npt.NDArray[np.float64] = shifted / shifted.sum()
    return result


def shortlist(probabilities: npt.NDArray[np.float64]) -> list[int]:
    """The starts that the first ranking leaves a chance, ascending.

    Examples
    --------
    >>> shortlist(np.array([0.001, 0.7, 0.299]))
    [1, 2]
    """
    order = np.argsort(-probabilities, kind="stable")[:SHORTLIST]
    return sorted(int(i) for k, i in enumerate(order) if k == 0 or probabilities[i] >= CHANCE)


def closer_features(
    text: str,
    candidate: Candidate,
    window: Window,
    rows: npt.NDArray[np.float64],
    first: npt.NDArray[np.float64],
    kept: Sequence[int],
    known: Tables,
    corpus: Evidence,
    aligned: Aligned | None = None,
) -> npt.NDArray[np.float64]:
    """What the forest looks at: the first ranking's features and result, the kind, the place, the corpus's evidence.

    Parameters
    ----------
    rows
        Features of every start.
    first
        The first ranking's probability of every start.
    kept
        Which starts are left.
    known, corpus
        The mined statistics.
    aligned
        The alignment, where it is at hand.

    Returns
    -------
    ndarray of shape (kept, features)
        Columns as in :data:`CLOSER`.
    """
    shape = np.column_stack(
        [np.full(len(kept), float(KINDS.index(candidate.gloss.kind))), np.array(kept, dtype=np.float64) - len(rows)]
    )
    more = evidence(text, candidate, window, [window.possible[k] for k in kept], known, corpus, aligned)
    chance = np.log(first[list(kept)])
    return np.hstack([rows[kept], shape, more, np.column_stack([chance, chance - chance.max()])])


def combined(
    first: npt.NDArray[np.float64], kept: Sequence[int], forest: npt.NDArray[np.float64], share: float
) -> npt.NDArray[np.float64]:
    """Both rankings as one: a weighted product of their probabilities over the shortlist, 0 elsewhere."""
    second = np.log(softmax(forest))
    found = np.zeros_like(first)
    found[list(kept)] = softmax((1 - share) * np.log(first[list(kept)]) + share * second)
    return found


def both_rankings(
    text: str, candidate: Candidate, window: Window, entities: Sequence[tuple[int, int]], known: Tables, learned: Weights
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Features of every start, and the probability of each."""
    aligned = align(text, candidate, window, known)
    rows = start_features(text, candidate, window, known, entities, aligned)
    first = softmax((expanded(rows, candidate.gloss.kind) / learned.scale) @ learned.start)
    kept = shortlist(first)
    if len(kept) > 1 and candidate.fixed < 0 and first.max() < CLEAR:
        closer = closer_features(text, candidate, window, rows, first, kept, known, corpus_evidence(), aligned)
        return rows, combined(first, kept, forest_scores(closer, learned.forest), learned.share)
    return rows, first


def rank(
    text: str,
    candidate: Candidate,
    window: Window,
    entities: Sequence[tuple[int, int]] = (),
    model: tuple[Tables, Weights] | None = None,
) -> Ranking:
    """Rank the possible starts of a candidate's Thai side.

    Parameters
    ----------
    text
        The article.
    candidate, window
        Where the gloss stands and the tokens left of it.
    entities
        Spans found by another layer.
    model
        Statistics and weights, the shipped ones when None.

    Returns
    -------
    Ranking
    """
    known, learned = model or (tables(), weights())
    rows, probabilities = both_rankings(text, candidate, window, entities, known, learned)
    order = np.argsort(-probabilities)
    facts = pair_features(text, candidate, window, rows, probabilities, known)
    pair = 1 / (1 + math.exp(-float(((facts - learned.pair_mean) / learned.pair_scale) @ learned.pair)))
    top = float(probabilities[order[0]])
    fixed = candidate.fixed >= 0
    start = candidate.fixed if fixed else window.starts[window.possible[int(order[0])]]
    following = None if fixed or len(order) < 2 else window.starts[window.possible[int(order[1])]]
    a, b, c = learned.calibration
    sure = 0.98 if fixed else top
    posterior = 1 / (1 + math.exp(-(a + b * _logit(sure) + c * _logit(pair))))
    return Ranking(start, following, round(posterior, 3), pair)


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))
