"""Find the stretches that tell an event: an encoder scores the words, then a linear model scores each stretch."""

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
from newsextract.layers.events.marks import NAMED, Floats, Marks, log_odds
from newsextract.layers.events.rank import true_traits
from newsextract.layers.events.words import cues_within, words_of
from newsextract.models import artifact, choice
from newsextract.models.clusters import clusters_of
from newsextract.records import Time

#: minimum probability of a word in a stretch, and of a word that begins a new stretch
MIN_WORD, MIN_BEGIN = 0.1, 0.5
#: minimum probability of a stretch's likeliest word; below it, next to nothing is an event
MIN_PEAK = 0.12
#: minimum probability, relative to the likeliest word, of a word in a main telling and of a stretch's first and last word
MIN_MAIN_SHARE, MIN_EDGE_SHARE = 0.25, 0.35
#: maximum words added to a main telling so that it ends at a space, their minimum relative probability, maximum words cut
MAX_EXTENSION, MIN_EXTENSION_SHARE, MAX_CUT = 6, 0.1, 4
#: minimum probability of a telling of the main event, beside the likeliest one
MIN_MAIN = 0.03
#: characters searched for times around a stretch, for words before it, and for words after it
TIMES_REACH, WORDS_BEFORE, WORDS_AFTER = 60, 60, 40
#: length of an ISO 8601 date; maximum distance of the nearest day in characters
DATE_LENGTH, MAX_DAY_DISTANCE = 10, 200
#: maximum stretches scored per article
MAX_STRETCHES = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span that may tell an event.

    Attributes
    ----------
    peak, mean
        The highest and the mean probability of its words.
    main
        The mean probability that its words tell the main event.
    begins
        The probability that a telling begins at its first word.
    """

    start: int
    end: int
    peak: float
    mean: float
    main: float = 0.0
    begins: float = 1.0


@cache
def weights() -> dict[str, choice.Choice]:
    """The shipped linear models of background events and of ``about``."""
    return choice.of(artifact.load("happenings_choice", "choice"))


def relation(time: Time, published: str | None) -> str:
    """A time's precision (y, m, d) and its order to publication (<, =, >); T for a clock time alone, ? if unknown."""
    value = (time.value or "")[:10]
    if not value or value[0] == "T" or not published:
        return "T" if value[:1] == "T" else "?"
    here = published[: len(value)]
    size = {4: "y", 7: "m", 10: "d"}.get(len(value), "x")
    return size + ("<" if value < here else ">" if value > here else "=")


def find_main_stretches(context: Context, marked: Marks) -> list[Stretch]:
    """The stretch of the headline and that of the opening that tell the main event, likelier first; one at least."""
    edges = [0, *(bisect_left(marked.starts, at) for at in (context.body, context.anchor[1]))]
    found = []
    for first, end in pairwise(edges):
        if first < end:
            top = first + int(marked.main[first:end].argmax())
            found.append(_stretch(context, marked, *_around(marked, top), top))
    found.sort(key=lambda one: -one.peak)
    return found[:1] + [one for one in found[1:] if one.peak >= MIN_MAIN]


def main_stretches(context: Context, marked: Marks) -> list[Stretch]:
    """The cached result of :func:`find_main_stretches`."""
    return context.cached("main stretches", lambda: find_main_stretches(context, marked))


def _around(marked: Marks, top: int) -> tuple[int, int]:
    """First and last token of the telling around the main event's likeliest token."""
    k = bisect_right(marked.firsts, top)
    low, high = marked.firsts[k - 1], marked.firsts[k] if k < len(marked.firsts) else len(marked.main)
    begins, whole = marked.main_begins[low:high].tolist(), marked.main[low:high].tolist()
    first = last = top - low
    least = MIN_MAIN_SHARE * whole[first]
    while first > 0 and whole[first - 1] >= least and begins[first] < whole[first] / 2:
        first -= 1
    while last + 1 < len(whole) and whole[last + 1] >= least and begins[last + 1] < whole[last + 1] / 2:
        last += 1
    return low + first, to_space(marked, low + first, low + last)


def to_space(marked: Marks, first: int, last: int) -> int:
    """The last token of a main telling, moved to a nearby token before a space: Thai writes the words of a phrase together."""
    least = MIN_EXTENSION_SHARE * float(marked.main[first : last + 1].max())
    for k in range(last, min(last + MAX_EXTENSION + 1, len(marked.main))):
        if k > last and (marked.main[k] < least or marked.main_begins[k] >= MIN_BEGIN):
            break
        if _spaced(marked, k):
            return k
    return next((k for k in range(last - 1, max(first, last - MAX_CUT) - 1, -1) if _spaced(marked, k)), last)


def _spaced(marked: Marks, k: int) -> bool:
    return k + 1 == len(marked.starts) or marked.starts[k + 1] > marked.ends[k]


def stretches(context: Context, marked: Marks) -> list[Stretch]:
    """The candidate stretches of other events, in text order."""
    found = [one for run in _token_runs(marked) if (one := _stretch(context, marked, *run)).peak >= MIN_PEAK]
    if len(found) > MAX_STRETCHES:
        least = sorted(one.peak for one in found)[-MAX_STRETCHES]
        found = [one for one in found if one.peak >= least][:MAX_STRETCHES]
    return found


def _token_runs(marked: Marks) -> list[tuple[int, int]]:
    """Runs of adjacent likely tokens within a sentence (first, last), split where a new telling begins."""
    at = np.flatnonzero(marked.whole >= MIN_WORD)
    firsts = set(marked.firsts)
    found: list[tuple[int, int]] = []
    for k, begins in zip(at.tolist(), marked.begins[at].tolist(), strict=True):
        if found and found[-1][1] == k - 1 and begins < MIN_BEGIN and k not in firsts:
            found[-1] = found[-1][0], k
        else:
            found.append((k, k))
    return [_without_unlikely_ends(marked.whole, *run) for run in found]


def _without_unlikely_ends(whole: Floats, first: int, last: int) -> tuple[int, int]:
    """A run without the words at its ends that are much less likely than its likeliest word."""
    part = whole[first : last + 1].tolist()
    least = MIN_EDGE_SHARE * max(part)
    likely = [k for k, chance in enumerate(part) if chance >= least]
    return first + likely[0], first + likely[-1]


def _stretch(context: Context, marked: Marks, first: int, last: int, top: int | None = None) -> Stretch:
    """The stretch from a first to a last token; ``top`` is the likeliest token of a main telling."""
    part = slice(first, last + 1)
    whole, size = marked.whole[part].tolist(), last + 1 - first
    main = choice.add(marked.main[part].tolist()) / size
    peak, mean = (max(whole), choice.add(whole) / size) if top is None else (float(marked.main[top]), main)
    start, end = whole_names(context, marked.starts[first], marked.ends[last])
    return Stretch(start, end, peak, mean, main, float(marked.begins[first]))


def whole_names(context: Context, start: int, end: int) -> tuple[int, int]:
    """A span widened to include the whole of any name or time that it cuts."""
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
    """Features of each stretch; ``told`` are the tellings of the main event."""
    ranks = sorted((one.peak for one in found), reverse=True)
    title = _long_words(words_of(context, 0, context.body))
    main = set().union(*(_long_words(words_of(context, one.start, one.end)) for one in told))
    rows: list[dict[str, float]] = []
    before: list[set[str]] = []
    items = _of_items(context, found)
    for one in found:
        words = words_of(context, one.start, one.end)
        long = _long_words(words)
        row = _of_marks(context.language, one, len(found), ranks.index(one.peak)) | _of_place(context, one)
        rows.append(
            row
            | items[len(rows)]
            | _of_words(context, one, words)
            | {
                "like the headline": word_overlap(long, title),
                "like the main event": word_overlap(long, main),
                "told before": max((word_overlap(long, seen) for seen in before), default=0.0),
                "names the main event": log_odds(float(marked.slots[marked.within(one.start, one.end), NAMED].max())),
                "main overlaps": float(any(m.start < one.end and one.start < m.end for m in told)),
            }
        )
        before.append(long)
    return rows


def _of_items(context: Context, found: Sequence[Stretch]) -> list[dict[str, float]]:
    """Features of each stretch inside a list item: the list's length, and how likely its other items tell an event."""
    agenda = Agenda.read(context)
    lines = [agenda.line(one.start) for one in found]
    best: dict[int, float] = {}
    for one, line in zip(found, lines, strict=True):
        if line and line.block is not None:
            best[line.start] = max(best.get(line.start, 0.0), one.peak)
    sums: dict[int, float] = {}
    for line in {line.start: line for line in lines if line}.values():
        if line.block is not None:
            sums[line.block] = sums.get(line.block, 0.0) + best[line.start]
    return [_of_item(agenda, one, line, best, sums) if line else {} for one, line in zip(found, lines, strict=True)]


def _of_item(
    agenda: Agenda, one: Stretch, line: Line, best: Mapping[int, float], sums: Mapping[int, float]
) -> dict[str, float]:
    row = true_traits({f"under a day {line.block is not None}": line.day})
    if line.block is None:
        return row
    size = agenda.sizes[line.block]
    step, mates = bisect_left((1, 2, 4, 8), size), (sums[line.block] - best[line.start]) / max(1, size - 1)
    names = ("item", f"items {step}", f"item top {one.peak >= best[line.start]}", f"mates {min(int(mates * 5), 3)} {step}")
    return row | dict.fromkeys(names, 1.0) | {"mates": mates}


def _long_words(words: Iterable[str]) -> set[str]:
    return {word for word in words if len(word) > 2}


def word_overlap(words: set[str], others: set[str]) -> float:
    """Number of common words as a share of the smaller set."""
    return len(words & others) / max(1, min(len(words), len(others)))


def _of_marks(language: str, one: Stretch, count: int, rank: int) -> dict[str, float]:
    """Encoder features of a stretch."""
    found = {
        "likely": log_odds(one.peak),
        "mean": log_odds(one.mean),
        "main": log_odds(one.main),
        "begins": log_odds(one.begins),
        "length": log(one.end - one.start),
    }
    by_language = {f"{name} {language}": value for name, value in found.items()}
    return found | by_language | {"bias": 1.0, "rank": min(rank, 10) / 10, "count": min(count, 15) / 10}


def _of_place(context: Context, one: Stretch) -> dict[str, float]:
    """Features of a stretch's position, and of the times and places near it."""
    start, end = context.line(one.start)
    times = [time for time in context.times_in(start, end) if time.value and time.value[0] != "T"]
    near = [time for time in times if one.start - TIMES_REACH < time.end and time.start < one.end + TIMES_REACH]
    ahead, behind = _day_beside(context, one, times)
    share = (one.start - context.body) / max(1, len(context.text) - context.body)
    traits = {
        f"language {context.language}": True,
        "dated line": times,
        "dated within": any(one.start <= time.start < one.end for time in times),
        "headline": one.end <= context.body,
        "anchor": context.in_anchor(one.start),
        "lead": one.start < context.lead[1],
        "said": context.in_statement(one.start),
        "named": context.entities_in(one.start, one.end, "EVENT"),
        "names": context.entities_in(one.start, one.end),
        "placed": context.entities_in(one.start - 20, one.end + 50, "LOCATION", "FACILITY"),
        **{f"near {relation(time, context.published)}": True for time in near},
    }
    return true_traits(traits) | {
        "share": share,
        f"share {context.language}": share,
        "times": min(len(near), 3) / 3,
        "day ahead": min(ahead, MAX_DAY_DISTANCE) / MAX_DAY_DISTANCE,
        "day behind": min(behind, MAX_DAY_DISTANCE) / MAX_DAY_DISTANCE,
    }


def _day_beside(context: Context, one: Stretch, times: Sequence[Time]) -> tuple[int, int]:
    """Distance in characters from the nearest day before a stretch, and to the nearest after it."""
    days = [time for time in times if len((time.value or "")[:10]) == DATE_LENGTH and not context.in_name(time.start, time.end)]
    ahead = min((one.start - time.end for time in days if time.end <= one.start), default=MAX_DAY_DISTANCE)
    behind = min((time.start - one.end for time in days if time.start >= one.end), default=MAX_DAY_DISTANCE)
    return ahead, behind


def _of_words(context: Context, one: Stretch, words: Sequence[str]) -> dict[str, float]:
    """Features of a stretch's cues and words, of the words around it, and of the clusters of both."""
    before = words_of(context, max(0, one.start - WORDS_BEFORE), one.start)[-6:]
    groups = {f"group {group}": 0.4 for word in words[:3] for group in clusters_of(word)}
    groups |= {f"group before {group}": 0.3 for word in before[-2:] for group in clusters_of(word)}
    return (
        groups
        | dict.fromkeys([f"word {word}" for word in words], 0.6)
        | dict.fromkeys([f"before {word}" for word in before], 0.5)
        | dict.fromkeys([f"behind {word}" for word in words_of(context, one.end, one.end + WORDS_AFTER)[:4]], 0.4)
        | dict.fromkeys([f"cue {name}" for name in cues_within(context, one.start, one.end)], 1.0)
        | dict.fromkeys([f"first {word}" for word in words[:2]], 1.0)
        | {f"after {word_before(context, one.start)}": 1.0}
    )


def word_before(context: Context, at: int) -> str:
    """The token before an offset, in lower case; at most one whitespace token is skipped."""
    tokens = context.tokens
    k = bisect_left(tokens.starts, at)
    return next((tokens.norms[j].lower() for j in range(k - 1, max(-1, k - 3), -1) if tokens.kinds[j] != "space"), "")


def score_stretches(context: Context, marked: Marks) -> list[tuple[Stretch, float]]:
    """The candidate stretches of other events, each with the probability that it tells one."""
    found = stretches(context, marked)
    rows = features(context, marked, found, main_stretches(context, marked)) if found else []
    return [(one, weights()["other"].probability(row)) for one, row in zip(found, rows, strict=True)]
