"""Score the possible starts of a Thai side and say how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from newsextract.layers.terms.candidates import Candidate
from newsextract.layers.terms.features import expanded, pair_features, start_features
from newsextract.layers.terms.tables import Tables, Weights, tables, weights
from newsextract.layers.terms.window import Window


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
    rows = start_features(text, candidate, window, known, entities)
    scores = (expanded(rows, candidate.gloss.kind) / learned.scale) @ learned.start
    probabilities = softmax(scores)
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
