"""Which stretches of an article tell something that happened: marked word by word by an encoder, then weighed one by one by a linear model."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log

import numpy as np

from newsextract.layers.events.agenda import Agenda, Line
from newsextract.layers.events.context import Context
from newsextract.layers.events.marks import NAMED, Floats, Marks, odds
from newsextract.layers.events.rank import holding
from newsextract.layers.events.words import cues_within, words_of
from newsextract.models import artifact, choice
from newsextract.models.clusters import clusters_of
from newsextract.records import Time

#: lowest probability of a word of a stretch, and of a word that begins another one beside it
WITHIN, APART = 0.1, 0.5
#: lowest probability of a stretch's likeliest word: of what is less likely, next to nothing is an event
LIKELY = 0.12
#: lowest probability of a word beside the likeliest one, and at a stretch's ends, as a share of it
SHARE, ENDS = 0.25, 0.35
#: words by which the main event's telling is widened to end at a space, their lowest probability as a share, and words by which it is cut
AHEAD, ON, BACK = 6, 0.1, 4
#: lowest probability with which the headline and the body are taken to tell the main event
TELLS_MAIN = 0.03
#: how near to a stretch a time counts, a word before it, and a word behind it
NEAR, BESIDE, BEHIND = 60, 60, 40
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
        The highest probability among its words, and the mean.
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
def weights() -> dict[str, choice.Choice]:
    """The shipped models that weigh what the tagger marks."""
    return choice.of(artifact.load("happenings_choice", "choice"))


def relation(time: Time, published: str | None) -> str:
    """How exact a time is, and whether it is before, on or after the day of publication."""
    value = (time.value or "")[:10]
    if not value or value[0] == "T" or not published:
        return "T" if value[:1] == "T" else "?"
    here = published[: len(value)]
    size = {4: "y", 7: "m", 10: "d"}.get(len(value), "x")
    return size + ("<" if value < here else ">" if value > here else "=")


def main_tellings(context: Context, marked: Marks) -> list[Stretch]:
    """Where the headline and where the paragraph that reports it tell the main event, the likelier first; one at least, where there are words."""
    edges = [0, *(bisect_left(marked.starts, at) for at in (context.body, context.anchor[1]))]
    found = []
    for first, end in pairwise(edges):
        if first < end:
            top = first + int(marked.main[first:end].argmax())
            found.append(_stretch(context, marked, *_around(marked, top), top))
    found.sort(key=lambda one: -one.likely)
    return found[:1] + [one for one in found[1:] if one.likely >= TELLS_MAIN]


def tellings(context: Context, marked: Marks) -> list[Stretch]:
    """The same, found once for the article."""
    return context.once("tellings", lambda: main_tellings(context, marked))


def _around(marked: Marks, top: int) -> tuple[int, int]:
    """The tokens beside the likeliest one of the main event that belong to it."""
    k = bisect_right(marked.firsts, top)
    low, high = marked.firsts[k - 1], marked.firsts[k] if k < len(marked.firsts) else len(marked.main)
    begins, whole = marked.main_begins[low:high].tolist(), marked.main[low:high].tolist()
    first = last = top - low
    least = SHARE * whole[first]
    while first > 0 and whole[first - 1] >= least and begins[first] < whole[first] / 2:
        first -= 1
    while last + 1 < len(whole) and whole[last + 1] >= least and begins[last + 1] < whole[last + 1] / 2:
        last += 1
    return low + first, to_space(marked, low + first, low + last)


def to_space(marked: Marks, first: int, last: int) -> int:
    """The last word of the main event's telling, moved to one before a space, if one is near: Thai writes the words of a phrase together."""
    least = ON * float(marked.main[first : last + 1].max())
    for k in range(last, min(last + AHEAD + 1, len(marked.main))):
        if k > last and (marked.main[k] < least or marked.main_begins[k] >= APART):
            break
        if _spaced(marked, k):
            return k
    return next((k for k in range(last - 1, max(first, last - BACK) - 1, -1) if _spaced(marked, k)), last)


def _spaced(marked: Marks, k: int) -> bool:
    return k + 1 == len(marked.starts) or marked.starts[k + 1] > marked.ends[k]


def stretches(context: Context, marked: Marks) -> list[Stretch]:
    """The stretches that may tell another event, in order of the text."""
    found = [one for run in _runs(marked) if (one := _stretch(context, marked, *run)).likely >= LIKELY]
    if len(found) > MOST:
        least = sorted(one.likely for one in found)[-MOST]
        found = [one for one in found if one.likely >= least][:MOST]
    return found


def _runs(marked: Marks) -> list[tuple[int, int]]:
    """The tokens that stand together in a sentence, each likely enough, cut where another telling begins."""
    at = np.flatnonzero(marked.whole >= WITHIN)
    firsts = set(marked.firsts)
    found: list[tuple[int, int]] = []
    for k, begins in zip(at.tolist(), marked.begins[at].tolist(), strict=True):
        if found and found[-1][1] == k - 1 and begins < APART and k not in firsts:
            found[-1] = found[-1][0], k
        else:
            found.append((k, k))
    return [_likely_ends(marked.whole, *run) for run in found]


def _likely_ends(whole: Floats, first: int, last: int) -> tuple[int, int]:
    """A run without the words at its ends that are much less likely than the likeliest."""
    part = whole[first : last + 1].tolist()
    least = ENDS * max(part)
    likely = [k for k, chance in enumerate(part) if chance >= least]
    return first + likely[0], first + likely[-1]


def _stretch(context: Context, marked: Marks, first: int, last: int, top: int | None = None) -> Stretch:
    """The stretch from a token to another; with ``top``, of the main event."""
    part = slice(first, last + 1)
    whole, size = marked.whole[part].tolist(), last + 1 - first
    main = choice.add(marked.main[part].tolist()) / size
    likely, mean = (max(whole), choice.add(whole) / size) if top is None else (float(marked.main[top]), main)
    start, end = whole_names(context, marked.starts[first], marked.ends[last])
    return Stretch(start, end, likely, mean, main, float(marked.begins[first]))


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


def features(context: Context, marked: Marks, found: Sequence[Stretch], told: Sequence[Stretch]) -> list[dict[str, float]]:
    """Named features of each stretch, with the marks and the tellings of the main event."""
    ranks = sorted((one.likely for one in found), reverse=True)
    title = _long(words_of(context, 0, context.body))
    main = set().union(*(_long(words_of(context, one.start, one.end)) for one in told))
    rows: list[dict[str, float]] = []
    before: list[set[str]] = []
    items = _of_items(context, found)
    for one in found:
        words = words_of(context, one.start, one.end)
        long = _long(words)
        row = _of_marks(context.language, one, len(found), ranks.index(one.likely)) | _of_place(context, one)
        rows.append(
            row
            | items[len(rows)]
            | _of_words(context, one, words)
            | {
                "like the headline": shared(long, title),
                "like the main event": shared(long, main),
                "told before": max((shared(long, seen) for seen in before), default=0.0),
                "names the main event": odds(float(marked.slots[marked.within(one.start, one.end), NAMED].max())),
                "main overlaps": float(any(m.start < one.end and one.start < m.end for m in told)),
            }
        )
        before.append(long)
    return rows


def _of_items(context: Context, found: Sequence[Stretch]) -> list[dict[str, float]]:
    """Of each stretch that an item of a list holds: how long the list is, and how likely the other items tell something."""
    agenda = Agenda.read(context)
    lines = [agenda.line(one.start) for one in found]
    best: dict[int, float] = {}
    for one, line in zip(found, lines, strict=True):
        if line and line.block is not None:
            best[line.start] = max(best.get(line.start, 0.0), one.likely)
    sums: dict[int, float] = {}
    for line in {line.start: line for line in lines if line}.values():
        if line.block is not None:
            sums[line.block] = sums.get(line.block, 0.0) + best[line.start]
    return [_of_item(agenda, one, line, best, sums) if line else {} for one, line in zip(found, lines, strict=True)]


def _of_item(
    agenda: Agenda, one: Stretch, line: Line, best: Mapping[int, float], sums: Mapping[int, float]
) -> dict[str, float]:
    row = holding({f"under a day {line.block is not None}": line.day})
    if line.block is None:
        return row
    size = agenda.sizes[line.block]
    step, mates = bisect_left((1, 2, 4, 8), size), (sums[line.block] - best[line.start]) / max(1, size - 1)
    names = ("item", f"items {step}", f"item top {one.likely >= best[line.start]}", f"mates {min(int(mates * 5), 3)} {step}")
    return row | dict.fromkeys(names, 1.0) | {"mates": mates}


def _long(words: Iterable[str]) -> set[str]:
    return {word for word in words if len(word) > 2}


def shared(words: set[str], others: set[str]) -> float:
    """How many words are in both, as a share of the smaller set."""
    return len(words & others) / max(1, min(len(words), len(others)))


def _of_marks(language: str, one: Stretch, count: int, rank: int) -> dict[str, float]:
    """What the encoder says."""
    found = {
        "likely": odds(one.likely),
        "mean": odds(one.mean),
        "main": odds(one.main),
        "begins": odds(one.begins),
        "length": log(one.end - one.start),
    }
    by_language = {f"{name} {language}": value for name, value in found.items()}
    return found | by_language | {"bias": 1.0, "rank": min(rank, 10) / 10, "count": min(count, 15) / 10}


def _of_place(context: Context, one: Stretch) -> dict[str, float]:
    """Where it stands, and what times and places stand near."""
    start, end = context.line(one.start)
    times = [time for time in context.times_in(start, end) if time.value and time.value[0] != "T"]
    near = [time for time in times if one.start - NEAR < time.end and time.start < one.end + NEAR]
    ahead, behind = _day_beside(context, one, times)
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


def _day_beside(context: Context, one: Stretch, times: Sequence[Time]) -> tuple[int, int]:
    """How far the nearest day stands ahead, and behind."""
    days = [time for time in times if len((time.value or "")[:10]) == DAY and not context.named(time.start, time.end)]
    ahead = min((one.start - time.end for time in days if time.end <= one.start), default=FAR)
    behind = min((time.start - one.end for time in days if time.start >= one.end), default=FAR)
    return ahead, behind


def _of_words(context: Context, one: Stretch, words: Sequence[str]) -> dict[str, float]:
    """Its cues and words, and the words beside it, each with its clusters."""
    before = words_of(context, max(0, one.start - BESIDE), one.start)[-6:]
    groups = {f"group {group}": 0.4 for word in words[:3] for group in clusters_of(word)}
    groups |= {f"group before {group}": 0.3 for word in before[-2:] for group in clusters_of(word)}
    return (
        groups
        | dict.fromkeys([f"word {word}" for word in words], 0.6)
        | dict.fromkeys([f"before {word}" for word in before], 0.5)
        | dict.fromkeys([f"behind {word}" for word in words_of(context, one.end, one.end + BEHIND)[:4]], 0.4)
        | dict.fromkeys([f"cue {name}" for name in cues_within(context, one.start, one.end)], 1.0)
        | dict.fromkeys([f"first {word}" for word in words[:2]], 1.0)
        | {f"after {word_before(context, one.start)}": 1.0}
    )


def word_before(context: Context, at: int) -> str:
    """The word or sign before an offset, of the two tokens there."""
    tokens = context.tokens
    k = bisect_left(tokens.starts, at)
    return next((tokens.norms[j].lower() for j in range(k - 1, max(-1, k - 3), -1) if tokens.kinds[j] != "space"), "")


def weigh(context: Context, marked: Marks) -> list[tuple[Stretch, float]]:
    """The stretches that may tell another event, each with the chance that it does."""
    found = stretches(context, marked)
    rows = features(context, marked, found, tellings(context, marked)) if found else []
    return [(one, weights()["other"].probability(row)) for one, row in zip(found, rows, strict=True)]
