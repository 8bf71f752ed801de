"""Find the stretches that tell an event: an encoder scores the words, then a linear model scores each stretch.

In programmes and other lists, a day on a line of its own heads the items below it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import log
from operator import itemgetter

import numpy as np

from newsextract.layers.events.context import Context, per_article
from newsextract.layers.events.marks import Marks, log_odds, marks
from newsextract.layers.events.rank import models_of, true_traits
from newsextract.layers.events.words import words_of
from newsextract.models import choice
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
#: weights of a word of a stretch, of one before it, of one behind it, and of a day near it
WORD, BEFORE, BEHIND, NEAR = 0.37, 0.41, 0.47, 0.62
#: maximum stretches scored per article
MAX_STRETCHES = 60
#: the beginning of an item: a bullet, a number, a clock time, a part of the day
_ITEM = re.compile(
    r"""
      [ \t\xa0]* (?: [-–—•▪▶✅✔*·] | \(?\d{1,2}[.)]\s?(?!\d) | [๑-๙][.)] | ช่วง(?:เช้า|บ่าย|เย็น|ค่ำ) | [Aa]t\s\d
      | (?:เวลา\s*)? \d{1,2}[.:]\d\d \s* (?:[-–]\s*\d{1,2}[.:]\d\d\s*)? (?:น\.|hrs|hours|[ap]\.?m) )
    """,
    re.VERBOSE,
)
#: maximum length of a heading, minimum share of its letters and digits that its day fills, maximum length of an item
MAX_HEADING, MIN_DAY_SHARE, MAX_ITEM = 70, 0.6, 400
#: kinds of time that name a day
_DAYS = frozenset({"date", "datetime"})
#: maximum other lines between a heading and an item
MAX_LOOSE = 1

#: the shipped linear models of background events and of ``about``
weights = partial(models_of, "happenings_choice")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span that may tell an event, by the probabilities of its words."""

    start: int
    end: int
    peak: float  # the highest
    mean: float
    begins: float = 1.0  # the probability that a telling begins at its first word


def relation(time: Time, published: str | None) -> str:
    """A time's precision (y, m, d) and its order to publication (<, =, >); T for a clock time alone, ? if unknown."""
    value = (time.value or "")[:10]
    if not value or value[0] == "T" or not published:
        return "T" if value[:1] == "T" else "?"
    here = published[: len(value)]
    size = {4: "y", 7: "m", 10: "d"}.get(len(value), "x")
    return size + ("<" if value < here else ">" if value > here else "=")


@per_article
def main_stretches(context: Context) -> list[Stretch]:
    """The stretch of the headline and that of the opening that tell the main event, likelier first; one at least."""
    marked = marks(context)
    edges = [0, *(bisect_left(marked.starts, at) for at in (context.body, context.anchor[1]))]
    found = []
    for first, end in pairwise(edges):
        if first < end:
            top = first + int(marked.main[first:end].argmax())
            found.append(_stretch(context, marked, *_around(marked, top), top))
    found.sort(key=lambda one: -one.peak)
    return found[:1] + [one for one in found[1:] if one.peak >= MIN_MAIN]


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


@per_article
def stretches(context: Context) -> list[Stretch]:
    """The candidate stretches of other events, in text order."""
    marked = marks(context)
    found = [one for run in _token_runs(marked) if (one := _stretch(context, marked, *run)).peak >= MIN_PEAK]
    if len(found) > MAX_STRETCHES:
        least = sorted(one.peak for one in found)[-MAX_STRETCHES]
        found = [one for one in found if one.peak >= least][:MAX_STRETCHES]
    return found


def _token_runs(marked: Marks) -> list[tuple[int, int]]:
    """Runs of adjacent likely tokens within a sentence (first, last), split where a new telling begins.

    The words at their ends that are much less likely than their likeliest word are cut off.
    """
    at = np.flatnonzero(marked.whole >= MIN_WORD)
    firsts = set(marked.firsts)
    found: list[tuple[int, int]] = []
    for k, begins in zip(at.tolist(), marked.begins[at].tolist(), strict=True):
        if found and found[-1][1] == k - 1 and begins < MIN_BEGIN and k not in firsts:
            found[-1] = found[-1][0], k
        else:
            found.append((k, k))
    for n, (first, last) in enumerate(found):
        part = marked.whole[first : last + 1].tolist()
        least = MIN_EDGE_SHARE * max(part)
        likely = [k for k, chance in enumerate(part) if chance >= least]
        found[n] = first + likely[0], first + likely[-1]
    return found


def _stretch(context: Context, marked: Marks, first: int, last: int, top: int | None = None) -> Stretch:
    """The stretch from a first to a last token; ``top`` is the likeliest token of a main telling."""
    part = slice(first, last + 1)
    told = (marked.whole if top is None else marked.main)[part].tolist()
    peak = max(told) if top is None else float(marked.main[top])
    start, end = whole_names(context, marked.starts[first], marked.ends[last])
    return Stretch(start, end, peak, choice.add(told) / len(told), float(marked.begins[first]))


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


def features(context: Context) -> list[dict[str, float]]:
    """Features of each candidate stretch."""
    found, told = stretches(context), main_stretches(context)
    ranks = sorted((one.peak for one in found), reverse=True)
    title = _long_words(words_of(context, 0, context.body))
    main = set().union(*(_long_words(words_of(context, one.start, one.end)) for one in told))
    rows = []
    for one in found:
        words = words_of(context, one.start, one.end)
        long = _long_words(words)
        of_stretch = {
            "bias": 1.0,
            "likely": log_odds(one.peak),
            "mean": log_odds(one.mean),
            "begins": log_odds(one.begins),
            "length": log(one.end - one.start),
            "rank": min(ranks.index(one.peak), 10) / 10,
            "like the headline": word_overlap(long, title),
            "like the main event": word_overlap(long, main),
            "main overlaps": float(any(m.start < one.end and one.start < m.end for m in told)),
        }
        rows.append(of_stretch | _of_place(context, one) | _of_words(context, one, words))
    return rows


def _long_words(words: Iterable[str]) -> set[str]:
    return {word for word in words if len(word) > 2}


def word_overlap(words: set[str], others: set[str]) -> float:
    """Number of common words as a share of the smaller set."""
    return len(words & others) / max(1, min(len(words), len(others)))


def _of_place(context: Context, one: Stretch) -> dict[str, float]:
    """Features of a stretch's position, and of the times and places near it."""
    start, end = context.line(one.start)
    times = context.times_in(max(start, one.start - TIMES_REACH), min(end, one.end + TIMES_REACH))
    dates = (relation(time, context.published) for time in times if time.value and time.value[0] != "T")
    near = {f"near {date}": NEAR for date in dates}
    traits = {
        "headline": one.end <= context.body,
        "under a day": heading_day(context, one.start),
        "placed": context.entities_in(one.start - 20, one.end + 50, "LOCATION", "FACILITY"),
    }
    return true_traits(traits) | near


def _of_words(context: Context, one: Stretch, words: Sequence[str]) -> dict[str, float]:
    """Features of a stretch's words and of the words around it."""
    before = words_of(context, max(0, one.start - WORDS_BEFORE), one.start)[-6:]
    behind = words_of(context, one.end, one.end + WORDS_AFTER)[:4]
    return (
        dict.fromkeys([f"word {word}" for word in words], WORD)
        | dict.fromkeys([f"before {word}" for word in before], BEFORE)
        | dict.fromkeys([f"behind {word}" for word in behind], BEHIND)
    )


def word_before(context: Context, at: int) -> str:
    """The token before an offset, in lower case; at most one whitespace token is skipped."""
    tokens = context.tokens
    k = bisect_left(tokens.starts, at)
    return next((tokens.norms[j].lower() for j in range(k - 1, max(-1, k - 3), -1) if tokens.kinds[j] != "space"), "")


def score_stretches(context: Context) -> list[tuple[Stretch, float]]:
    """The candidate stretches of other events, each with the probability that it tells one."""
    model = weights()["other"]
    return [(one, model.probability(row)) for one, row in zip(stretches(context), features(context), strict=True)]


def heading_day(context: Context, at: int) -> Time | None:
    """The day in the heading above the line that contains an offset."""
    lines = _lines(context)
    k = bisect_right(lines, at, key=itemgetter(0)) - 1
    return lines[k][1] if k >= 0 else None


def are_items(context: Context, at: int, other: int) -> bool:
    """Whether two offsets are on different lines that are items of lists."""
    lines = {context.line(at), context.line(other)}
    return len(lines) > 1 and all(_ITEM.match(context.text, *line) for line in lines)


@per_article
def _lines(context: Context) -> list[tuple[int, Time | None]]:
    """The offset of each line of the body that is not empty, and the day in the heading above it."""
    found: list[tuple[int, Time | None]] = []
    text, at = context.text, context.body
    day: Time | None = None
    loose = 0
    while at < len(text):
        end = context.line(at)[1]
        if text[at:end].strip():
            heading = _heading(context, at, end)
            item = heading is None and end - at <= MAX_ITEM and _ITEM.match(text, at, end) is not None
            loose = 0 if heading or item else loose + 1
            day = heading or (day if loose <= MAX_LOOSE else None)
            found.append((at, None if heading else day))
        at = end + 1
    return found


def _heading(context: Context, start: int, end: int) -> Time | None:
    """The day that fills a line, without a clock time that the line below may give."""
    days = [time for time in context.times_in(start, end) if time.kind in _DAYS] if end - start <= MAX_HEADING else []
    if len(days) != 1:
        return None
    day, text = days[0], context.text
    stop = min(end, day.end)
    if sum(map(str.isalnum, text[day.start : stop])) < MIN_DAY_SHARE * sum(map(str.isalnum, text[start:end])):
        return None
    alone = {"end": stop, "text": text[day.start : stop], "kind": "date", "value": (day.value or "")[:10]}
    return day if day.kind == "date" else day.model_copy(update=alone)
