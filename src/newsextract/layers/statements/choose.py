"""Which cues hold, and where their words end: the set of statements that is expected to be right most often."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import NamedTuple

from newsextract.layers.statements.cues import Cue
from newsextract.layers.statements.ends import End
from newsextract.layers.statements.starts import Speech, yes
from newsextract.layers.statements.stops import Stops
from newsextract.models.choice import Choice

#: a statement must be right more often than this to be given; a less probable cue is not looked at further
LEAST = 0.3
#: two stretches with one beginning are the same statement when the shorter has this share of the longer
SAME = 0.6
#: an end is looked at when it has this share of the likeliest end's probability: one within a sentence must be nearly as
#: likely itself, so that words are not cut in the middle only because that is right often enough
WITHIN, WHOLE = 0.3, 0.1
#: ends that are left over with less probability are not looked at
REST = 0.03


class Stretch(NamedTuple):
    """Words that may be a statement: from a cue to an end, and how often such a stretch is right."""

    cue: Cue
    end: int
    right: float


def chances_of(speech: Speech, model: Choice) -> list[float]:
    """How probable it is of each cue that words said begin there."""
    return [model.probability_of_names(yes(speech, k)) for k in range(len(speech.cues))]


def choose(speech: Speech, chances: list[float], model: Choice) -> list[Stretch]:
    """The stretches that do not overlap and together are right most often, in order.

    Weighted interval scheduling: each stretch is worth its probability of being right, less :data:`LEAST`.
    """
    stops = Stops(speech, chances)
    able = [
        stretch
        for cue, chance in zip(speech.cues, chances, strict=True)
        if chance > LEAST
        for stretch in _stretches(stops, cue, chance, model)
        if stretch.right > LEAST
    ]
    able.sort(key=lambda stretch: (stretch.end, stretch.cue.said))
    reach = [stretch.end for stretch in able]
    worth, before = [0.0], list[int]()
    for k, stretch in enumerate(able):
        free = bisect_right(reach, stretch.cue.start, 0, k)
        with_it = worth[free] + stretch.right - LEAST
        before.append(free if with_it > worth[k] else -1)
        worth.append(max(with_it, worth[k]))
    found, k = list[Stretch](), len(able)
    while k:
        k -= 1
        if before[k] >= 0:
            found.append(able[k])
            k = before[k]
    return found[::-1]


def _stretches(stops: Stops, cue: Cue, chance: float, model: Choice) -> list[Stretch]:
    """The stretches of a cue: an end is right as often as the ends are that give the same statement."""
    ends, found, left = list[End](), list[float](), 1.0
    for end, row in stops.rows(cue):
        stop = model.probability_of_names(row)
        ends.append(end)
        found.append(left * stop)
        left *= 1 - stop
        if left < REST:
            break
    else:  # they end at the last place at the latest
        found[-1:] = [own + left for own in found[-1:]]
    lengths = [end.at - cue.said for end in ends]
    total = list(accumulate(found, initial=0.0))
    stretches, most = [], max(found, default=0.0)
    for end, length, own in zip(ends, lengths, found, strict=True):
        if own < most * (WITHIN if end.kind in {"space", "comma"} else WHOLE):
            continue
        low, high = bisect_left(lengths, SAME * length), bisect_right(lengths, length / SAME)
        # of ends that are right as often the likeliest
        stretches.append(Stretch(cue, end.at, chance * (total[high] - total[low]) + own / 1000))
    return stretches
