"""Rank the possible starts of a Thai side and estimate the probability that the best one is right.

A log-linear model ranks all starts; where it is unsure, the reader ranks the few that it leaves, and the two are averaged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from newsextract.layers.terms.candidates import Candidate
from newsextract.layers.terms.features import CLASSIFIERS, SHAPES, START_FEATURES, VERBS, Aligned, align, start_features
from newsextract.layers.terms.reader import KINDS, MAX_WORDS, passage, read, reader
from newsextract.layers.terms.tables import Tables, Weights, squeeze, tables, weights
from newsextract.layers.terms.window import Place
from newsextract.models.choice import logistic, softmax

#: what tells a gloss from a note, given its best Thai side
PAIR_FEATURES = (
    "bias", "top", "margin", "coverage", "aligned", "unaligned", "sounds", "known_gloss", "known_form", "words", "long", "digits", "caps", "abbr_fit",
    "latin_before", "space_before", "after_preposition", "not_title_case", *(f"shape_{s}" for s in SHAPES), *(f"kind_{k}" for k in KINDS),
    "classifier_before", "sentence_end", "quoted", "or_abbr_first",
    "reverse_uncovered", "or_covered", "or_known", "reverse_sound", "reverse_long", "thai_short",
)  # fmt: skip
#: maximum starts that the reader ranks, and their minimum probability in the first ranking
SHORTLIST_SIZE, SHORTLIST_CUTOFF = 20, 0.001
#: probability of a start that the shape of the gloss fixes
FIXED = 0.98
#: probability in the first ranking from which the reader is skipped; candidates that it reads at once
READER_CUTOFF, READER_BATCH = 0.96, 16


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best and the next best start of a candidate, with probabilities."""

    start: int
    next_start: int | None
    posterior: float  # calibrated probability that the candidate is a gloss and the start is right
    pair: float  # probability that the candidate is a gloss at all


@dataclass(slots=True)
class Scored:
    """A candidate's starts: features, probabilities, indices of the shortlist, and alignment."""

    rows: npt.NDArray[np.float64]
    probabilities: npt.NDArray[np.float64]
    kept: list[int]
    aligned: Aligned


def shortlist(probabilities: npt.NDArray[np.float64]) -> list[int]:
    """Indices of the starts that the reader may rank, ascending.

    Examples
    --------
    >>> shortlist(np.array([0.0001, 0.7, 0.2999]))
    [1, 2]
    """
    order = np.argsort(-probabilities, kind="stable")[:SHORTLIST_SIZE]
    return sorted(int(i) for k, i in enumerate(order) if k == 0 or probabilities[i] >= SHORTLIST_CUTOFF)


def first_ranking(text: str, place: Place, known: Tables, learned: Weights) -> Scored:
    """Rank a candidate's starts with the log-linear model."""
    aligned = align(text, place, known)
    rows = start_features(text, place, known, aligned)
    first = softmax(rows @ learned.slope(place.candidate.gloss.kind))
    return Scored(rows, first, shortlist(first), aligned)


def needs_reader(candidate: Candidate, probabilities: npt.NDArray[np.float64], kept: Sequence[int]) -> bool:
    """Whether the first ranking is unsure enough for the reader to be consulted."""
    return len(kept) > 1 and candidate.fixed < 0 and float(probabilities.max()) < READER_CUTOFF


def combine_with_reader(
    probabilities: npt.NDArray[np.float64], kept: Sequence[int], log_probs: npt.NDArray[np.float64], share: float
) -> npt.NDArray[np.float64]:
    """Combine the first ranking with the reader's ``log_probs``: a weighted product over the shortlist, 0 elsewhere.

    Examples
    --------
    >>> combine_with_reader(np.array([0.5, 0.5, 0.0]), [0, 1], np.log([0.9, 0.1]), 0.5).round(2)
    array([0.75, 0.25, 0.  ])
    """
    found = np.zeros_like(probabilities)
    mine = np.log(np.maximum(probabilities[list(kept)], 1e-5))
    found[list(kept)] = softmax((1 - share) * mine + share * log_probs)
    return found


def reader_log_probs(places: Sequence[Place], scored: Sequence[Scored]) -> list[npt.NDArray[np.float64]]:
    """The reader's log-probabilities of each candidate's shortlisted starts."""
    index = reader().index
    passages, asked, counts = [], [], []
    for place, one in zip(places, scored, strict=True):
        words, scores, best = one.aligned
        window, tokens = place.window, [place.window.possible[k] for k in one.kept]
        passages.append(passage(window, place.candidate.gloss.kind, words, (scores, best), min(tokens), index))
        asked.append([len(window.norms) - 1 - i for i in tokens])
        counts.append(min(len(words), MAX_WORDS))
    return read(passages, asked, counts)


def score_all(text: str, places: Sequence[Place], known: Tables, learned: Weights) -> list[Scored]:
    """Score every candidate's starts with the log-linear model and, where it is unsure, with the reader."""
    scored = [first_ranking(text, place, known, learned) for place in places]
    if not learned.reader_share:
        return scored
    unclear = [k for k, one in enumerate(scored) if needs_reader(places[k].candidate, one.probabilities, one.kept)]
    for begin in range(0, len(unclear), READER_BATCH):
        batch = unclear[begin : begin + READER_BATCH]
        some = [scored[k] for k in batch]
        for one, log_probs in zip(some, reader_log_probs([places[k] for k in batch], some), strict=True):
            one.probabilities = combine_with_reader(one.probabilities, one.kept, log_probs, learned.reader_share)
    return scored


def rank(text: str, places: Sequence[Place]) -> list[Ranking]:
    """Rank the starts of an article's Thai sides; one ranking per candidate."""
    known, learned = tables(), weights()
    scored = score_all(text, places, known, learned)
    return [_ranking(text, place, one, known, learned) for place, one in zip(places, scored, strict=True)]


def pair_features(
    text: str, place: Place, rows: npt.NDArray[np.float64], probabilities: npt.NDArray[np.float64], known: Tables
) -> npt.NDArray[np.float64]:
    """Features of a candidate as in :data:`PAIR_FEATURES`; ``rows`` and ``probabilities`` are those of its possible starts."""
    candidate, window = place.candidate, place.window
    gloss = candidate.gloss
    order = np.argsort(-probabilities)
    top = int(order[0])
    best = dict(zip(START_FEATURES, rows[top], strict=True))
    name = gloss.name(text)
    words = name.split()
    second = probabilities[order[1]] if len(order) > 1 else 0.0
    last = window.norms[-1] if window.norms else ""
    tail = text[candidate.end : candidate.end + 1]
    is_reverse, is_either = candidate.shape == "reverse", candidate.shape in {"or", "or_th"}
    is_known = squeeze(name) in known.forms
    values = [
        1.0, probabilities[top], probabilities[top] - second, best["coverage"] if best["aligned_sum"] else 0.0, min(best["aligned_sum"], 3.0),
        best["unaligned_sum"], best["sounds_alike"], is_known, min(best["known_form"], 3.0), min(len(words), 8), len(name) > 60,
        any(c.isdigit() for c in name), name.isupper(), best["abbr_subsequence"],
        window.kinds[-1:] == ["latin"], candidate.start > candidate.th_end, last in VERBS, not name[:1].isupper(),
        *(candidate.shape == shape for shape in SHAPES), *(gloss.kind == kind for kind in KINDS),
        last in CLASSIFIERS, tail in {"", "\n"}, candidate.quote >= 0, candidate.shape == "or" and gloss.en is None,
        is_reverse * (1 - best["coverage"]), is_either * best["coverage"], is_either and is_known, is_reverse * best["sounds_alike"],
        is_reverse * min(window.end - window.starts[0], 80) / 40, best["too_short"],
    ]  # fmt: skip
    return np.array(values, dtype=np.float64)


def posterior_inputs(text: str, place: Place, scored: Scored, known: Tables, learned: Weights) -> tuple[float, float]:
    """The inputs of the posterior: the probability of the best start, and that the candidate is a gloss at all."""
    facts = pair_features(text, place, scored.rows, scored.probabilities, known)
    pair = logistic(float(learned.pair.scores(facts)))
    return FIXED if place.candidate.fixed >= 0 else float(scored.probabilities.max()), pair


def _ranking(text: str, place: Place, scored: Scored, known: Tables, learned: Weights) -> Ranking:
    candidate, window = place.candidate, place.window
    order = np.argsort(-scored.probabilities)
    fixed = candidate.fixed >= 0
    start = candidate.fixed if fixed else window.starts[window.possible[int(order[0])]]
    following = None if fixed or len(order) < 2 else window.starts[window.possible[int(order[1])]]
    chance, pair = posterior_inputs(text, place, scored, known, learned)
    posterior = learned.posterior.probability({"bias": 1.0, "start": logit(chance), "pair": logit(pair)})
    return Ranking(start, following, round(posterior, 3), pair)


def logit(p: float) -> float:
    """Log-odds of a probability, clipped to one in ten thousand at either end."""
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))
