"""What the tagger of happenings looks at: for each token of an article a few symbols, in a few channels."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from newsextract.layers.events.context import Context
from newsextract.layers.events.words import every_cue
from newsextract.models.channels import Channel, Lines
from newsextract.models.clusters import COLUMNS, clusters_of
from newsextract.records import Time

Integers = NDArray[np.intp]

#: at which offsets each channel is looked at
OFFSETS = {
    "w": (-2, -1, 0, 1, 2),
    "f": (-1, 0, 1),
    **dict.fromkeys(COLUMNS, (-2, -1, 0, 1, 2)),
    "b": (-1, 0, 1, 2),
    "e": (-2, -1, 0, 1, 2),
    "t": (-2, -1, 0, 1, 2),
    "c": (-1, 0, 1),
    "o": (0,),
    "p": (0,),
    "d": (0,),
    "n": (0,),
    "h": (-1, 0, 1),
    "z": (0,),
    "s": (0,),
    "a": (0,),
    "v": (0,),
    "l": (0,),
}
#: a longer line is read in parts
MOST_TOKENS = 2000
#: steps of the distance to the nearest time of the line, in characters
_STEPS = np.array((12, 40, 90, 180))
#: the symbol of what stands before a token, by its number in Tokens.gaps; the last is a line's beginning
_SPACES, _BREAK = "0__^", 3


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of an article without white space: offsets, where each line begins among them, and what the channels say."""

    starts: list[int]
    ends: list[int]
    firsts: list[int]
    lines: Lines


@lru_cache(maxsize=50_000)
def symbols_of(word: str) -> Mapping[str, str]:
    """What depends on a word alone."""
    key = "#" * min(len(word), 5) if word[0].isdigit() else word
    found = {"w": key.lower(), "f": key[:5].lower() if word.isascii() else key[-3:]}
    return found | dict(cluster.split("=") for cluster in clusters_of(key))


def relation(time: Time, published: str | None) -> str:
    """How exact a time is, and whether it is before, on or after the day of publication."""
    value = (time.value or "")[:10]
    if not value or value[0] == "T" or not published:
        return "T" if value[:1] == "T" else "?"
    here = published[: len(value)]
    size = {4: "y", 7: "m", 10: "d"}.get(len(value), "x")
    return size + ("<" if value < here else ">" if value > here else "=")


def tokens_of(context: Context) -> Tokens:
    """The tokens of an article, every one with its symbols."""
    tokens = context.tokens
    solid = tokens.solid
    starts, ends = context.words[0], [tokens.ends[k] for k in solid]
    firsts = _firsts(tokens.gaps)
    sizes = [end - first for first, end in pairwise([*firsts, len(solid)])]
    lines = Lines([tokens.norms[k] for k in solid], sizes, {})
    return Tokens(starts, ends, firsts, _channels(context, lines, starts, firsts) if solid else lines)


def _firsts(gaps: Sequence[int]) -> list[int]:
    """The first token of each line, and of each part of a long one."""
    firsts: list[int] = []
    for n in [n for n, gap in enumerate(gaps) if gap]:
        if gaps[n] == _BREAK or n - firsts[-1] >= MOST_TOKENS:
            firsts.append(n)
    return firsts


def _channels(context: Context, lines: Lines, starts: list[int], firsts: list[int]) -> Lines:
    at, sizes, spaces = np.array(starts), np.array(lines.sizes), np.array(context.tokens.gaps)
    line_starts = at[firsts]
    begins = line_starts.repeat(sizes)  # where the line of each token begins, and the next one
    ends = np.append(line_starts[1:], len(context.text)).repeat(sizes)
    begun = np.zeros(len(at), np.bool_)
    begun[firsts] = True
    times = [(time.start, time.end, relation(time, context.published)) for time in context.times]
    names = [(entity.start, entity.end, entity.type[0]) for entity in context.entities]
    found: dict[str, Channel] = {"b": (_SPACES, spaces), "e": _marks(names, at), "t": _marks(times, at)}
    found["c"] = _cued(context, at)
    found["o"], found["p"] = _openers(lines.words, spaces, begun, found["e"], found["t"])
    found["d"], found["n"] = _near(times, at, begins, ends)
    found["a"], found["v"] = _near(names, at, begins, ends)
    of_line = np.arange(len(sizes)).repeat(sizes)
    found["l"] = _first_times(times, [*line_starts.tolist(), len(context.text)]), of_line
    found["z"] = _places(context, line_starts.tolist()), of_line
    body = bisect_left(starts, context.body)
    title = {word for word in lines.words[:body] if len(word) > 1}
    found["h"] = ("", "1"), np.array([0] * body + [word in title for word in lines.words[body:]], np.intp)
    found["s"] = _said(context, at)
    return Lines(lines.words, lines.sizes, found)


def _marks(spans: Sequence[tuple[int, int, str]], at: Integers) -> Channel:
    """The mark of each token that begins in a span: whether it is the first, and the sort of the span."""
    symbols = [""]
    numbers = np.zeros(len(at), np.intp)
    known: dict[str, int] = {}
    edges = at.searchsorted([edge for start, end, _ in spans for edge in (start, end)]).tolist()
    for first, end, (_, _, sort) in zip(edges[::2], edges[1::2], spans, strict=True):
        if sort not in known:
            known[sort] = len(symbols)
            symbols += ["B" + sort, "I" + sort]
        numbers[first:end] = known[sort] + 1
        if first < end:
            numbers[first] = known[sort]
    return symbols, numbers


def _cued(context: Context, at: Integers) -> Channel:
    """The class of the longest cue at each token that begins one."""
    first: dict[int, str] = {}
    for start, _, name in every_cue(context):
        first.setdefault(start, name)
    symbols = ["", *dict.fromkeys(first.values())]
    known = {name: k for k, name in enumerate(symbols)}
    starts = np.array(list(first), np.intp)
    found = at.searchsorted(starts)
    begins = np.append(at, -1)[found] == starts
    numbers = np.zeros(len(at), np.intp)
    numbers[found[begins]] = np.array([known[name] for name in first.values()], np.intp)[begins]
    return symbols, numbers


def _openers(
    words: Sequence[str], spaces: Integers, begun: NDArray[np.bool_], marks: Channel, times: Channel
) -> tuple[Channel, Channel]:
    """The word after the last space outside names and times, and how far back it is; and the one before that."""
    (mark_names, mark), (_, time) = marks, times
    inside = ((mark > 0) & (mark % 2 == 0)) | ((time > 0) & (time % 2 == 0))
    opens = ((spaces > 0) & ~inside) | begun
    at = np.flatnonzero(opens)
    symbols = [
        "T" if t else mark_names[m] or symbols_of(words[k])["w"]
        for k, t, m in zip(at.tolist(), time[at].tolist(), mark[at].tolist(), strict=True)
    ]
    opener = opens.cumsum() - 1
    back = np.minimum((np.arange(len(words)) - at[opener] + 1) // 3, 4)
    names: list[str] = []
    places = []
    for symbol, length in zip(symbols, np.diff(at, append=len(words)).tolist(), strict=True):
        places.append(len(names))
        names += _far(symbol)[: min(length // 3, 4) + 1]
    earlier = np.where(begun[at], 0, np.arange(len(at)))
    return (names, np.array(places, np.intp)[opener] + back), (["", *symbols], earlier[opener])


@lru_cache(maxsize=10_000)
def _far(symbol: str) -> tuple[str, ...]:
    """An opener with how far back it is."""
    return tuple([symbol + step for step in "01234"])


def _near(
    spans: Sequence[tuple[int, int, str]], at: Integers, begins: Integers, line_ends: Integers
) -> tuple[Channel, Channel]:
    """The sort of the nearest span of the line before each token and after it, with its distance."""
    if not spans:
        none = ("-",), np.zeros(len(at), np.intp)
        return none, none
    sorts = list(dict.fromkeys(sort for _, _, sort in spans))
    known = {sort: 1 + 5 * k for k, sort in enumerate(sorts)}
    symbols = ["-", *(f"{sort}{step}" for sort in sorts for step in range(5))]
    starts, ends, numbers = np.array([(start, end, known[sort]) for start, end, sort in spans], np.intp).T
    k = starts.searchsorted(at, "right")
    left, right = np.maximum(k - 1, 0), np.minimum(k, len(starts) - 1)
    before = np.where((k > 0) & (starts[left] >= begins), numbers[left] + _step(at - ends[left]), 0)
    after = np.where((k < len(starts)) & (starts[right] < line_ends), numbers[right] + _step(starts[right] - at), 0)
    return (symbols, before), (symbols, after)


def _step(distances: Integers) -> Integers:
    return _STEPS.searchsorted(distances)


def _first_times(times: Sequence[tuple[int, int, str]], edges: Sequence[int]) -> list[str]:
    """Of each line its first time, how far in it stands and how many there are."""
    found = []
    starts = [start for start, _, _ in times]
    for begin, end in pairwise(edges):
        first, last = bisect_left(starts, begin), bisect_left(starts, end)
        step = int(_STEPS.searchsorted(starts[first] - begin)) if first < last else 0
        found.append(f"{times[first][2]}{min(last - first, 3)}{step}" if first < last else "-")
    return found


def _places(context: Context, begins: Sequence[int]) -> list[str]:
    """Of each line where in the article it stands, with the language."""
    size = max(1, len(context.text) - context.body)
    found = []
    for number, begin in enumerate(begins):
        place = "t" if begin < context.body else str(number) if number < 4 else f"q{4 * (begin - context.body) // size}"
        found.append(context.language + place)
    return found


def _said(context: Context, at: Integers) -> Channel:
    """Whether each token is in a statement, and of which kind."""
    symbols = ["", *dict.fromkeys(said.kind[0] for said in context.statements)]
    numbers = np.zeros(len(at), np.intp)
    for said in context.statements:
        first, end = at.searchsorted((said.start, said.end)).tolist()
        numbers[first:end] = symbols.index(said.kind[0])
    return symbols, numbers
