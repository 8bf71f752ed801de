"""Score the possible starts of a Thai side and say how sure that is.

A log-linear model ranks all starts; a small forest ranks the few that it leaves, with evidence from the whole corpus; the
two are averaged. Where they stay unsure, the reader has a say.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from newsextract.layers.terms.acceptance import pair_features
from newsextract.layers.terms.candidates import Candidate
from newsextract.layers.terms.competition import Aligned
from newsextract.layers.terms.evidence import EVIDENCE, evidence
from newsextract.layers.terms.features import NAMES, align, start_features
from newsextract.layers.terms.reader import KINDS, WORDS, passage, read, reader
from newsextract.layers.terms.tables import Evidence, Tables, Weights, corpus_evidence, tables, weights
from newsextract.layers.terms.window import Place
from newsextract.models.choice import logistic, softmax

CLOSER = (*NAMES, "kind", "place", *EVIDENCE, "first", "first_gap")
#: at most so many starts go into the second ranking, each with at least this probability in the first
SHORTLIST = 10
CHANCE = 0.005
#: a start this likely in the first ranking is not looked at again
CLEAR = 0.995
#: how likely a start is that the shape of the gloss fixes
FIXED = 0.98
#: a start this likely in both rankings is not read; candidates read at once
PLAIN, BATCH = 0.9, 16
#: candidates ranked at once: the features of one take 30 kB, and no article has so many
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best start, the next best, and how sure they are."""

    start: int
    next_start: int | None
    posterior: float  # calibrated probability that the pair is right, start included
    pair: float  # probability that the candidate is a gloss at all


@dataclass(slots=True)
class Scored:
    """A candidate's starts after the rankings: features, probabilities, those left, and the alignment."""

    rows: npt.NDArray[np.float64]
    probabilities: npt.NDArray[np.float64]
    kept: list[int]
    aligned: Aligned


def shortlist(probabilities: npt.NDArray[np.float64]) -> list[int]:
    """The starts that the first ranking leaves a chance, ascending.

    Examples
    --------
    >>> shortlist(np.array([0.001, 0.7, 0.299]))
    [1, 2]
    """
    order = np.argsort(-probabilities, kind="stable")[:SHORTLIST]
    return sorted(int(i) for k, i in enumerate(order) if k == 0 or probabilities[i] >= CHANCE)


def closer_features(text: str, place: Place, scored: Scored, known: Tables, corpus: Evidence) -> npt.NDArray[np.float64]:
    """What the forest looks at: the first ranking's features and result, the kind, the place, the corpus's evidence.

    One row for each start that is left, its columns as in :data:`CLOSER`.
    """
    kept, possible = scored.kept, place.window.possible
    kind = np.full(len(kept), float(KINDS.index(place.candidate.gloss.kind)))
    at = np.array(kept, dtype=np.float64) - len(scored.rows)
    more = evidence(text, place, [possible[k] for k in kept], known, corpus, scored.aligned)
    chance = np.log(scored.probabilities[kept])
    return np.hstack([scored.rows[kept], np.column_stack([kind, at]), more, np.column_stack([chance, chance - chance.max()])])


def combined(
    first: npt.NDArray[np.float64], kept: Sequence[int], forest: npt.NDArray[np.float64], share: float
) -> npt.NDArray[np.float64]:
    """Both rankings as one: a weighted product of their probabilities over the shortlist, 0 elsewhere."""
    second = np.log(softmax(forest))
    found = np.zeros_like(first)
    found[list(kept)] = softmax((1 - share) * np.log(first[list(kept)]) + share * second)
    return found


def both_rankings(text: str, place: Place, known: Tables, learned: Weights, corpus: Evidence | None = None) -> Scored:
    """Features of every start, and the probability of each; the shipped counts of the corpus when None are given."""
    aligned = align(text, place, known)
    rows = start_features(text, place, known, aligned)
    first = softmax(rows @ learned.slope(place.candidate.gloss.kind))
    scored = Scored(rows, first, shortlist(first), aligned)
    if len(scored.kept) > 1 and place.candidate.fixed < 0 and first.max() < CLEAR:
        closer = closer_features(text, place, scored, known, corpus or corpus_evidence())
        scored.probabilities = combined(first, scored.kept, learned.forest.scores(closer), learned.share)
    return scored


def unsure(candidate: Candidate, probabilities: npt.NDArray[np.float64], kept: Sequence[int]) -> bool:
    """Whether the rankings leave enough open for the words to be read."""
    return len(kept) > 1 and candidate.fixed < 0 and float(probabilities.max()) < PLAIN


def read_too(
    probabilities: npt.NDArray[np.float64], kept: Sequence[int], said: npt.NDArray[np.float64], share: float
) -> npt.NDArray[np.float64]:
    """The rankings' and the reader's view as one: a weighted product over the starts that are left.

    Examples
    --------
    >>> read_too(np.array([0.5, 0.5, 0.0]), [0, 1], np.log([0.9, 0.1]), 0.5).round(2)
    array([0.75, 0.25, 0.  ])
    """
    found = np.zeros_like(probabilities)
    mine = np.log(np.maximum(probabilities[list(kept)], 1e-5))
    found[list(kept)] = softmax((1 - share) * mine + share * said)
    return found


def reader_log_probs(places: Sequence[Place], scored: Sequence[Scored]) -> list[npt.NDArray[np.float64]]:
    """The reader's log-probabilities of each candidate's starts that are left."""
    index = reader().index
    passages, asked, counts = [], [], []
    for place, one in zip(places, scored, strict=True):
        words, scores, best = one.aligned
        window, tokens = place.window, [place.window.possible[k] for k in one.kept]
        passages.append(passage(window, place.candidate.gloss.kind, words, (scores, best), min(tokens), index))
        asked.append([len(window.norms) - 1 - i for i in tokens])
        counts.append(min(len(words), WORDS))
    return read(passages, asked, counts)


def score_all(
    text: str, places: Sequence[Place], known: Tables, learned: Weights, corpus: Evidence | None = None
) -> list[Scored]:
    """Every candidate's starts after both rankings and, where they stay unsure, the reader."""
    scored = [both_rankings(text, place, known, learned, corpus) for place in places]
    if not learned.reader_share:
        return scored
    unclear = [k for k, one in enumerate(scored) if unsure(places[k].candidate, one.probabilities, one.kept)]
    for begin in range(0, len(unclear), BATCH):
        batch = unclear[begin : begin + BATCH]
        for k, said in zip(batch, reader_log_probs([places[k] for k in batch], [scored[k] for k in batch]), strict=True):
            scored[k].probabilities = read_too(scored[k].probabilities, scored[k].kept, said, learned.reader_share)
    return scored


def rank(text: str, places: Sequence[Place]) -> list[Ranking]:
    """The best starts of an article's Thai sides, one ranking for each candidate."""
    known, learned = tables(), weights()
    found: list[Ranking] = []
    for begin in range(0, len(places), AT_ONCE):
        some = places[begin : begin + AT_ONCE]
        scored = score_all(text, some, known, learned)
        found += [_ranking(text, place, one, known, learned) for place, one in zip(some, scored, strict=True)]
    return found


def judged(text: str, place: Place, scored: Scored, known: Tables, learned: Weights) -> tuple[float, float]:
    """What the posterior is made of: how likely the best start is, and that the candidate is a gloss at all."""
    facts = pair_features(text, place, scored.rows, scored.probabilities, known)
    pair = logistic(float(learned.pair.scores(facts)))
    return FIXED if place.candidate.fixed >= 0 else float(scored.probabilities.max()), pair


def _ranking(text: str, place: Place, scored: Scored, known: Tables, learned: Weights) -> Ranking:
    candidate, window = place.candidate, place.window
    order = np.argsort(-scored.probabilities)
    fixed = candidate.fixed >= 0
    start = candidate.fixed if fixed else window.starts[window.possible[int(order[0])]]
    following = None if fixed or len(order) < 2 else window.starts[window.possible[int(order[1])]]
    sure, pair = judged(text, place, scored, known, learned)
    posterior = learned.posterior.probability({"bias": 1.0, "start": logit(sure), "pair": logit(pair)})
    return Ranking(start, following, round(posterior, 3), pair)


def logit(p: float) -> float:
    """Log-odds; beyond one in ten thousand as if at it."""
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))
