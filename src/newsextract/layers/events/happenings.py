"""Which stretches of an article tell something that happened: marked word by word by a tagger, then weighed one by one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsextract.layers.events.clauses import OFFSETS, Line, lines, relation
from newsextract.layers.events.context import Context
from newsextract.layers.events.rank import holding
from newsextract.layers.events.words import hits, words_of
from newsextract.models import artifact, choice
from newsextract.models.channels import ChannelTagger
from newsextract.models.trees import Trees

#: what the tagger marks: words that tell the main event, and another one
MAIN, OTHER = "M", "E"
#: lowest probability of a word of a stretch, and of a word that begins another one beside it
WITHIN, APART = 0.05, 0.3
#: lowest probability of a word beside the likeliest one, and at a stretch's ends, as a share of it
SHARE, ENDS = 0.3, 0.2
#: lowest probability with which the headline and the body are taken to tell the main event
TELLS_MAIN = 0.03
#: how near to a stretch a time counts
NEAR = 60
#: length of a day in ISO 8601; how far away a day is no longer looked for
DAY, FAR = 10, 200
#: most stretches of one article that are weighed
MOST = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that may tell a happening.

    Attributes
    ----------
    likely
        The tagger's highest probability among its words, and the mean.
    main
        The mean probability that its words tell the main event.
    begins
        The probability that the stretch begins here, and not before.
    """

    start: int
    end: int
    likely: float
    mean: float
    main: float = 0.0
    begins: float = 1.0


@cache
def tagger() -> ChannelTagger:
    """The shipped tagger, read on first use."""
    return ChannelTagger(artifact.load("happenings", "tagger"), OFFSETS)


@cache
def weights() -> dict[str, choice.Choice]:
    """The shipped models that weigh what the tagger marks."""
    return choice.of(artifact.load("happenings_choice", "choice"))


Marks = list[tuple[Line, NDArray[np.float64]]]


def marks(context: Context, by: ChannelTagger | None = None) -> Marks:
    """Each line with the probability that a word begins (row 0) or is part of (row 1) the telling of another event, or of the main one (2, 3)."""
    known = by or tagger()
    rows = [known.labels.index(label) for label in (f"B-{OTHER}", f"I-{OTHER}", f"B-{MAIN}", f"I-{MAIN}")]
    found = lines(context)
    chances = known.probabilities([line.channels for line in found])
    return [(line, part[:, rows].T) for line, part in zip(found, chances, strict=True)]


def main_tellings(context: Context, marked: Marks) -> list[Stretch]:
    """Where the headline and where the paragraph that reports it tell the main event, the likelier first; one at least, where there are words."""
    best: dict[bool, Stretch] = {}
    for line, chances in marked:
        if line.starts[0] >= context.anchor[1]:
            break
        begins, whole = chances[2], chances[2] + chances[3]
        top = int(whole.argmax())
        body = line.starts[0] >= context.body
        if body not in best or whole[top] > best[body].likely:
            first, last = _around(begins, whole, top)
            mean = float(whole[first : last + 1].mean())
            best[body] = _stretch(context, line, first, last, (float(whole[top]), mean))
    found = sorted(best.values(), key=lambda one: -one.likely)
    return found[:1] + [one for one in found[1:] if one.likely >= TELLS_MAIN]


def _around(begins: NDArray[Any], whole: NDArray[Any], top: int) -> tuple[int, int]:
    """The words beside the likeliest one that belong to it."""
    first = last = top
    while first > 0 and whole[first - 1] >= SHARE * whole[top] and begins[first] < whole[first] / 2:
        first -= 1
    while last + 1 < len(whole) and whole[last + 1] >= SHARE * whole[top] and begins[last + 1] < whole[last + 1] / 2:
        last += 1
    return first, last


def stretches(context: Context, marked: Marks) -> list[Stretch]:
    """The stretches that may tell another event, in order of the text."""
    found = []
    for line, chances in marked:
        begins, whole, main = chances[0], chances[0] + chances[1], chances[2] + chances[3]
        for first, last in _runs(begins, whole):
            part = slice(first, last + 1)
            likely = float(whole[part].max()), float(whole[part].mean()), float(main[part].mean()), float(begins[first])
            found.append(_stretch(context, line, first, last, likely))
    if len(found) > MOST:
        least = sorted(one.likely for one in found)[-MOST]
        found = [one for one in found if one.likely >= least][:MOST]
    return found


def _runs(begins: NDArray[Any], whole: NDArray[Any]) -> list[tuple[int, int]]:
    """The words that stand together, each likely enough, cut where another telling begins."""
    found: list[tuple[int, int]] = []
    for k in np.flatnonzero(whole >= WITHIN).tolist():
        if found and found[-1][1] == k - 1 and begins[k] < APART:
            found[-1] = found[-1][0], k
        else:
            found.append((k, k))
    return [_likely_ends(whole, *run) for run in found]


def _likely_ends(whole: NDArray[Any], first: int, last: int) -> tuple[int, int]:
    """A run without the words at its ends that are much less likely than the likeliest."""
    least = ENDS * whole[first : last + 1].max()
    while whole[first] < least:
        first += 1
    while whole[last] < least:
        last -= 1
    return first, last


def _stretch(context: Context, line: Line, first: int, last: int, likely: Sequence[float]) -> Stretch:
    return Stretch(*whole_names(context, line.starts[first], line.ends[last]), *likely)


def whole_names(context: Context, start: int, end: int) -> tuple[int, int]:
    """A span widened to the edges of the names and times that it cuts."""
    k = max(0, bisect_right(context.starts, start) - 1)
    names = context.entities[k : bisect_left(context.starts, end)]
    n = max(0, bisect_right(context.time_starts, start) - 1)
    times = context.times[n : bisect_left(context.time_starts, end)]
    for one in (*times, *names):
        if one.start < start < one.end:
            start = one.start
        if one.start < end < one.end:
            end = one.end
    return start, end


def _odds(p: float) -> float:
    p = min(max(p, 0.001), 0.999)
    return log(p / (1 - p))


def features(context: Context, found: Sequence[Stretch], told: Sequence[Stretch]) -> list[dict[str, float]]:
    """Named features of each stretch, with the tellings of the main event."""
    ranks = sorted((one.likely for one in found), reverse=True)
    title = _words(context, 0, context.body)
    main = set().union(*(_words(context, one.start, one.end) for one in told))
    rows: list[dict[str, float]] = []
    before: list[set[str]] = []
    for one in found:
        words = _words(context, one.start, one.end)
        row = _of_marks(one, len(found), ranks.index(one.likely)) | _of_place(context, one) | _of_words(context, one)
        row |= {
            "like the headline": _shared(words, title),
            "like the main event": _shared(words, main),
            "told before": max((_shared(words, seen) for seen in before), default=0.0),
            "main overlaps": float(any(m.start < one.end and one.start < m.end for m in told)),
        }
        rows.append(row)
        before.append(words)
    return rows


def _words(context: Context, start: int, end: int) -> set[str]:
    return {word for word in words_of(context, start, end) if len(word) > 2}


def _shared(words: set[str], others: set[str]) -> float:
    return len(words & others) / max(1, min(len(words), len(others)))


def _of_marks(one: Stretch, count: int, rank: int) -> dict[str, float]:
    """What the tagger says."""
    return {
        "bias": 1.0,
        "likely": _odds(one.likely),
        "mean": _odds(one.mean),
        "main": _odds(one.main),
        "begins": _odds(one.begins),
        "length": log(one.end - one.start),
        "rank": min(rank, 10) / 10,
        "count": min(count, 15) / 10,
    }


def _of_place(context: Context, one: Stretch) -> dict[str, float]:
    """Where it stands, and what times and places stand near."""
    start, end = context.line(one.start)
    times = [time for time in context.times_in(start, end) if time.value and time.value[0] != "T"]
    near = [time for time in times if one.start - NEAR < time.end and time.start < one.end + NEAR]
    days = [time for time in times if len((time.value or "")[:10]) == DAY and not context.named(time.start, time.end)]
    ahead = min((one.start - time.end for time in days if time.end <= one.start), default=FAR)
    behind = min((time.start - one.end for time in days if time.start >= one.end), default=FAR)
    share = (one.start - context.body) / max(1, len(context.text) - context.body)
    traits = {
        f"language {context.language}": True,
        "dated line": times,
        "dated within": any(one.start <= time.start < one.end for time in times),
        "headline": one.end <= context.body,
        "anchor": context.in_anchor(one.start),
        "lead": one.start < context.lead[1],
        "said": context.in_said(one.start),
        "named": context.within(one.start, one.end, "EVENT"),
        "names": context.within(one.start, one.end),
        "placed": context.within(one.start - 20, one.end + 50, "LOCATION", "FACILITY"),
        **{f"near {relation(time, context.published)}": True for time in near},
    }
    return holding(traits) | {
        "share": share,
        f"share {context.language}": share,
        "times": min(len(near), 3) / 3,
        "day ahead": min(ahead, FAR) / FAR,
        "day behind": min(behind, FAR) / FAR,
    }


def _of_words(context: Context, one: Stretch) -> dict[str, float]:
    """Its cues, its first word, and the word before."""
    text = context.text[one.start : one.end]
    tokens = context.tokens
    k = bisect_left(tokens.starts, one.start)
    earlier = next((tokens.norms[j].lower() for j in range(k - 1, max(-1, k - 3), -1) if tokens.kinds[j] != "space"), "")
    found = [f"cue {name}" for _, _, name in hits(text.lower() if context.language == "en" else text, context.language)]
    found += [f"first {tokens.norms[k].lower()}" if k < len(tokens) else "", f"after {earlier}"]
    return dict.fromkeys(found, 1.0)


@cache
def forest() -> tuple[list[str], Trees, float]:
    """The shipped trees: their columns, and the score of what tells nothing."""
    found = artifact.load("happenings_trees", "trees")
    names, trees = found.strings("columns"), Trees.of(found)
    return names, trees, float(trees.scores(np.zeros((1, len(names))))[0])


def weigh(context: Context, marked: Marks) -> list[tuple[Stretch, float]]:
    """The stretches that may tell another event, each with the chance that it does."""
    found = stretches(context, marked)
    if not found:
        return []
    names, trees, none = forest()
    rows = table(features(context, found, main_tellings(context, marked)), names)
    return [(one, choice.logistic(score - none)) for one, score in zip(found, trees.scores(rows).tolist(), strict=True)]


def columns(rows: Sequence[Mapping[str, float]], least: int = 20) -> list[str]:
    """The features that many stretches have: the columns that trees may look at."""
    counts = Counter(name for row in rows for name in row)
    return sorted(name for name, count in counts.items() if count >= least)


def table(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> NDArray[np.float64]:
    """Features as an array, a column each."""
    return np.array([[row.get(name, 0.0) for name in names] for row in rows]).reshape(len(rows), len(names))
