"""Which cues hold, where their words end and who says them: the statements that are expected to be right most often."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from newsextract.layers.statements.cues import Cue
from newsextract.layers.statements.ends import End
from newsextract.layers.statements.speakers import Speakers, Turn
from newsextract.layers.statements.starts import Speech, yes
from newsextract.layers.statements.stops import Stops
from newsextract.models.choice import Choice, add, softmax_list

#: a statement must be right more often than this to be given; a less probable cue is not looked at further
LEAST = 0.25
#: what a statement counts whose speaker is not right; with less a page in one line, where speakers are in doubt, has hardly any
UNSPOKEN = 0.65
#: two stretches with one beginning are the same statement when the shorter has this share of the longer
SAME = 0.6
#: an end is looked at when it has this share of the likeliest end's probability: one within a sentence must be nearly as
#: likely itself, so that words are not cut in the middle only because that is right often enough
WITHIN, WHOLE = 0.3, 0.1
#: ends that are left over with less probability are not looked at
REST = 0.1
#: how much the model that sees all ends beside each other weighs against the one that goes from end to end
BESIDE = 0.3


class Stretch(NamedTuple):
    """Words that may be a statement: from a cue to an end, and how often such a stretch is right."""

    cue: Cue
    end: int
    right: float


class Said(NamedTuple):
    """Words that are a statement, and the number of the referent that says them."""

    cue: Cue
    end: int
    who: int | None


def chances_of(speech: Speech, model: Choice) -> list[float]:
    """How probable it is of each cue that words said begin there."""
    return [model.probability_of_names(yes(speech, k)) for k in range(len(speech.cues))]


def choose(speech: Speech, chances: list[float], trained: Mapping[str, Choice]) -> list[Said]:
    """The stretches that do not overlap and together are right most often, with their speakers, in order.

    Weighted interval scheduling: each stretch is worth its probability of being right, with its speaker, less :data:`LEAST`.
    Who spoke last is the last speaker of the best stretches before.
    """
    stops, voices = Stops(speech, chances), Voices(speech, trained["speaker"])
    able = [
        stretch
        for cue, chance in zip(speech.cues, chances, strict=True)
        if chance > LEAST
        for stretch in _stretches(stops, cue, chance, trained)
        if stretch.right > LEAST
    ]
    able.sort(key=lambda stretch: (stretch.end, stretch.cue.said))
    reach = [stretch.end for stretch in able]
    worth, before, whos, turns = [0.0], list[int](), list[int | None](), list[Turn | None]([None])
    for k, stretch in enumerate(able):
        free = bisect_right(reach, stretch.cue.start, 0, k)
        who, sure = voices.of(stretch.cue, turns[free])
        with_it = worth[free] + stretch.right * (UNSPOKEN + (1 - UNSPOKEN) * sure) - LEAST
        better = with_it > worth[k]
        before.append(free if better else -1)
        whos.append(who)
        turns.append(turns[k] if not better else turns[free] if who is None else Turn(stretch.cue, who))
        worth.append(max(with_it, worth[k]))
    found, k = list[Said](), len(able)
    while k:
        k -= 1
        if before[k] >= 0:
            found.append(Said(able[k].cue, able[k].end, whos[k]))
            k = before[k]
    return found[::-1]


class Voices:
    """Who speaks at each cue of an article, asked once for each that may have spoken last.

    Parameters
    ----------
    speech
        The article's cues.
    model
        The model of speakers.
    """

    def __init__(self, speech: Speech, model: Choice) -> None:
        self.speakers = Speakers(speech)
        self.model = model
        self._known: dict[tuple[int, ...], tuple[int | None, float]] = {}

    def of(self, cue: Cue, previous: Turn | None) -> tuple[int | None, float]:
        """The number of the likeliest speaker, None where it is likeliest nobody, and how probable that is."""
        key = (cue.said, previous.cue.said, previous.who) if previous else (cue.said,)
        if key not in self._known:
            cast = self.speakers.cast(cue, previous)
            sure = self.model.probabilities_of_names(cast.rows)
            best = max(range(len(sure)), key=sure.__getitem__)
            self._known[key] = cast.who[best], sure[best]
        return self._known[key]


def _stretches(stops: Stops, cue: Cue, chance: float, trained: Mapping[str, Choice]) -> list[Stretch]:
    """The stretches of a cue: an end is right as often as the ends are that give the same statement."""
    ends, found = _ends(stops, cue, trained)
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


def _ends(stops: Stops, cue: Cue, trained: Mapping[str, Choice]) -> tuple[list[End], list[float]]:
    """Where the words of a cue may end, and how probable each end is.

    One model goes from end to end and says whether the words end there; the other sees the ends so found beside each other.
    """
    step, beside = trained["end"], trained["beside"]
    ends, found, scores, left = list[End](), list[float](), list[float](), 1.0
    for end, row in stops.rows(cue):
        stop = step.probability_of_names(row)
        ends.append(end)
        found.append(left * stop)
        scores.append(beside.score_of_names(row))
        left *= 1 - stop
        if left < REST:
            break
    else:  # they end at the last place at the latest
        found[-1:] = [own + left for own in found[-1:]]
    return ends, _mixed(found, softmax_list(scores)) if ends else []


def _mixed(one: Sequence[float], other: Sequence[float]) -> list[float]:
    """Two distributions as one: the weighted geometric mean."""
    both = [a ** (1 - BESIDE) * b**BESIDE for a, b in zip(one, other, strict=True)]
    whole = add(both)
    return [value / whole for value in both]
