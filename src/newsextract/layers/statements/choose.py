"""Choose the statements: which cues open one, where each ends and who says it, to maximise the number expected to be right."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple, TypeAlias

from newsextract.layers.statements.cues import Cue
from newsextract.layers.statements.ends import End, Ends
from newsextract.layers.statements.speakers import Speakers, Turn
from newsextract.layers.statements.starts import Speech
from newsextract.models.choice import Choice, add, softmax_list

#: probability threshold of a statement, and of a cue to be considered at all
MIN_PROBABILITY = 0.25
#: value of a statement with a wrong speaker, against 1; with less, a page in one line, whose speakers are unclear, has hardly any
WRONG_SPEAKER_VALUE = 0.65
#: by how much the odds of a cue with a verb but no ว่า or that are raised, unless it expresses a feeling: the annotators of the
#: training articles passed over more of these than those of the others
RAISED_ODDS = 1.6
#: two spans with the same start are the same statement if the shorter has at least this share of the longer's length
MIN_LENGTH_RATIO = 0.6
#: minimum share of the likeliest end's probability for an end within a sentence, and for any other: the first is higher, so
#: that a sentence is not cut in the middle only because that counts as right often enough
MIN_SHARE_IN_SENTENCE, MIN_SHARE = 0.3, 0.1
#: no further ends are considered once less probability than this is left for them
MIN_REMAINING = 0.1
#: weight of the model that compares all ends, against the one that steps from end to end
RANKING_WEIGHT = 0.3


class Candidate(NamedTuple):
    """A candidate statement, from a cue to an end offset, and the probability that it is right."""

    cue: Cue
    end: int
    probability: float


class ChosenStatement(NamedTuple):
    """A chosen statement, from a cue to an end offset, and the index of the referent that speaks (None if unknown)."""

    cue: Cue
    end: int
    referent: int | None


#: chosen statements, the last one first
_Chain: TypeAlias = "tuple[ChosenStatement, _Chain] | None"


def choose(speech: Speech, chances: list[float], trained: Mapping[str, Choice]) -> list[ChosenStatement]:
    """Choose the non-overlapping statements with the highest expected number right, with their speakers, in text order.

    ``chances`` are the probabilities that a statement begins at each cue.
    Weighted interval scheduling: a statement is worth its probability of being right with its speaker, less
    :data:`MIN_PROBABILITY`. The previous speaker is the last speaker among the best statements before it.
    """
    stops, speakers = Ends(speech, chances), Speakers(speech)
    candidates = [
        candidate
        for cue, chance in zip(speech.cues, map(_raised, speech.cues, chances), strict=True)
        if chance > MIN_PROBABILITY
        for candidate in _candidates(stops, cue, chance, trained)
        if candidate.probability > MIN_PROBABILITY
    ]
    candidates.sort(key=lambda candidate: (candidate.end, candidate.cue.speech_start))
    ends = [candidate.end for candidate in candidates]
    best: list[tuple[float, _Chain, Turn | None]] = [(0.0, None, None)]  # of the first candidates, their last speaker
    for k, one in enumerate(candidates):
        value, chain, turn = best[bisect_right(ends, one.cue.start, 0, k)]
        who, certainty = speakers.likeliest(trained["speaker"], one.cue, turn)
        value = value + one.probability * (WRONG_SPEAKER_VALUE + (1 - WRONG_SPEAKER_VALUE) * certainty) - MIN_PROBABILITY
        with_it = value, (ChosenStatement(one.cue, one.end, who), chain), turn if who is None else Turn(one.cue, who)
        best.append(with_it if value > best[k][0] else best[k])
    found, chain = list[ChosenStatement](), best[-1][1]
    while chain:
        last, chain = chain
        found.append(last)
    return found[::-1]


def _raised(cue: Cue, chance: float) -> float:
    """The probability that a statement begins at a cue, with raised odds if it has a verb alone."""
    odds = RAISED_ODDS if cue.kind == "verb" and cue.verb != "express" else 1.0
    return chance * odds / (chance * odds + 1 - chance)


def _candidates(stops: Ends, cue: Cue, chance: float, trained: Mapping[str, Choice]) -> list[Candidate]:
    """The candidate statements of a cue; an end's probability is summed over all ends that give the same statement."""
    ends, found = _ends(stops, cue, trained)
    lengths = [end.at - cue.speech_start for end in ends]
    total = list(accumulate(found, initial=0.0))
    candidates, highest = [], max(found, default=0.0)
    for end, length, own in zip(ends, lengths, found, strict=True):
        if own < highest * (MIN_SHARE_IN_SENTENCE if end.kind in {"space", "comma"} else MIN_SHARE):
            continue
        low, high = bisect_left(lengths, MIN_LENGTH_RATIO * length), bisect_right(lengths, length / MIN_LENGTH_RATIO)
        # the last term breaks ties in favour of the likeliest end
        candidates.append(Candidate(cue, end.at, chance * (total[high] - total[low]) + own / 1000))
    return candidates


def _ends(stops: Ends, cue: Cue, trained: Mapping[str, Choice]) -> tuple[list[End], list[float]]:
    """The candidate ends of a cue's statement, and the probability of each.

    One model steps from end to end and decides whether the statement ends there; the other compares all ends reached.
    """
    step, ranking = trained["end"], trained["beside"]
    ends, found, scores, left = list[End](), list[float](), list[float](), 1.0
    for end, row in stops.rows(cue):
        stop = step.probability(row)
        ends.append(end)
        found.append(left * stop)
        scores.append(ranking.score(row))
        left *= 1 - stop
        if left < MIN_REMAINING:
            break
    else:  # the statement ends at the last candidate at the latest
        found[-1:] = [own + left for own in found[-1:]]
    return ends, _mixed(found, softmax_list(scores)) if ends else []


def _mixed(one: Sequence[float], other: Sequence[float]) -> list[float]:
    """The weighted geometric mean of two distributions, normalised."""
    both = [a ** (1 - RANKING_WEIGHT) * b**RANKING_WEIGHT for a, b in zip(one, other, strict=True)]
    whole = add(both)
    return [value / whole for value in both]
