"""What the tagger of happenings looks at: for each token of an article a few symbols, in a few channels."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from newsextract.layers.events.context import Context
from newsextract.layers.events.words import hits
from newsextract.models.clusters import COLUMNS, clusters_of
from newsextract.records import Time

#: at which offsets each channel is looked at
OFFSETS = {
    "w": (-2, -1, 0, 1, 2),
    "f": (-1, 0, 1),
    **dict.fromkeys(COLUMNS, (-2, -1, 0, 1, 2)),
    "2": (-1, 0),
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
_STEPS = (12, 40, 90, 180)


@dataclass(frozen=True, slots=True)
class Line:
    """The tokens of one line, white space left out, and what the channels say of each."""

    starts: list[int]
    ends: list[int]
    channels: dict[str, list[str]]


@lru_cache(maxsize=50_000)
def _symbols(word: str) -> dict[str, str]:
    """What depends on a word alone."""
    key = "#" * min(len(word), 5) if word[0].isdigit() else word
    found = {"w": key.lower(), "f": key[:5].lower() if word.isascii() else key[-3:]}
    for cluster in clusters_of(key):
        name, _, number = cluster.partition("=")
        found[name] = number
    return found


def relation(time: Time, published: str | None) -> str:
    """How exact a time is, and whether it is before, on or after the day of publication."""
    value = (time.value or "")[:10]
    if not value or value[0] == "T" or not published:
        return "T" if value[:1] == "T" else "?"
    here = published[: len(value)]
    size = {4: "y", 7: "m", 10: "d"}.get(len(value), "x")
    return size + ("<" if value < here else ">" if value > here else "=")


def lines(context: Context) -> list[Line]:
    """The lines of an article, every token with its symbols."""
    tokens = context.tokens
    title = {word for word in tokens.norms[: bisect_left(tokens.starts, context.body)] if len(word) > 1}
    marks = _marks(context)
    times = _times(context)
    cued = _cued(context)
    found: list[Line] = []
    part: list[int] = []
    spaces: list[str] = []
    space = "^"
    for k, (kind, word) in enumerate(zip(tokens.kinds, tokens.norms, strict=True)):
        if kind != "space":
            part.append(k)
            spaces.append(space)
            space = "0"
            continue
        if part and ("\n" in word or len(part) >= MOST_TOKENS):
            found.append(_line(context, part, spaces, title, marks, times, cued, len(found)))
            part, spaces = [], []
        space = "^" if "\n" in word else "_" if space == "0" else space
    if part:
        found.append(_line(context, part, spaces, title, marks, times, cued, len(found)))
    return found


def _marks(context: Context) -> dict[int, str]:
    """The mark of each token that begins in an entity."""
    starts = context.tokens.starts
    found: dict[int, str] = {}
    for entity in context.entities:
        for n, k in enumerate(range(bisect_left(starts, entity.start), bisect_left(starts, entity.end))):
            found[k] = ("I" if n else "B") + entity.type[0]
    return found


def _times(context: Context) -> dict[int, str]:
    """The mark of each token that begins in a time."""
    starts = context.tokens.starts
    found: dict[int, str] = {}
    for time in context.times:
        mark = relation(time, context.published)
        for n, k in enumerate(range(bisect_left(starts, time.start), bisect_left(starts, time.end))):
            found[k] = ("I" if n else "B") + mark
    return found


def _cued(context: Context) -> dict[int, str]:
    """The class of the longest cue at each token that begins one."""
    text = context.text.lower() if context.language == "en" else context.text
    starts = context.tokens.starts
    found: dict[int, str] = {}
    for at, _, name in hits(text, context.language):
        k = bisect_left(starts, at)
        if k < len(starts) and starts[k] == at:
            found.setdefault(k, name)
    return found


def _line(
    context: Context,
    part: Sequence[int],
    spaces: list[str],
    title: set[str],
    marks: dict[int, str],
    times: dict[int, str],
    cued: dict[int, str],
    number: int,
) -> Line:
    tokens = context.tokens
    words = [tokens.norms[k] for k in part]
    starts, ends = [tokens.starts[k] for k in part], [tokens.ends[k] for k in part]
    symbols = [_symbols(word) for word in words]
    channels = {name: [one.get(name, "") for one in symbols] for name in ("w", "f", *COLUMNS)}
    channels["2"] = [
        "",
        *(f"{one['w']}|{space}|{then['w']}" for one, space, then in zip(symbols, spaces[1:], symbols[1:], strict=False)),
    ]
    channels["b"] = spaces
    channels["e"] = [marks.get(k, "") for k in part]
    channels["t"] = [times.get(k, "") for k in part]
    channels["c"] = [cued.get(k, "") for k in part]
    channels["o"], channels["p"] = _openers(symbols, spaces, channels["e"], channels["t"])
    times_here = [(time.start, time.end, relation(time, context.published)) for time in context.times_in(starts[0], ends[-1])]
    channels["d"], channels["n"] = _near(times_here, starts)
    names = [(entity.start, entity.end, entity.type[0]) for entity in context.within(starts[0], ends[-1])]
    channels["a"], channels["v"] = _near(names, starts)
    first = f"{times_here[0][2]}{min(len(times_here), 3)}{_step(times_here[0][0] - starts[0])}" if times_here else "-"
    channels["l"] = [first] * len(part)
    channels["h"] = ["1" if starts[0] >= context.body and word in title else "" for word in words]
    share = 4 * (starts[0] - context.body) // max(1, len(context.text) - context.body)
    place = "t" if starts[0] < context.body else str(min(number, 3)) if number < 4 else f"q{share}"
    channels["z"] = [context.language + place] * len(part)
    channels["s"] = _said(context, starts)
    return Line(starts, ends, channels)


def _openers(
    symbols: Sequence[dict[str, str]], spaces: Sequence[str], marks: Sequence[str], times: Sequence[str]
) -> tuple[list[str], list[str]]:
    """The word after the last space outside names and times, and how far back it is; and the one before that."""
    now, before, back = "", "", 0
    openers, earlier = [], []
    for one, space, mark, time in zip(symbols, spaces, marks, times, strict=True):
        if space != "0" and mark[:1] != "I" and time[:1] != "I":
            before, now, back = now, "T" if time else mark or one["w"], 0
        back += 1
        openers.append(f"{now}{min(back // 3, 4)}")
        earlier.append(before)
    return openers, earlier


def _near(spans: Sequence[tuple[int, int, str]], starts: Sequence[int]) -> tuple[list[str], list[str]]:
    """The mark of the nearest span of the line before each token and after it, with its distance."""
    if not spans:
        return ["-"] * len(starts), ["-"] * len(starts)
    begins = [start for start, _, _ in spans]
    left, right = [], []
    for at in starts:
        k = bisect_right(begins, at)
        left.append(f"{spans[k - 1][2]}{_step(at - spans[k - 1][1])}" if k else "-")
        right.append(f"{spans[k][2]}{_step(spans[k][0] - at)}" if k < len(spans) else "-")
    return left, right


def _step(distance: int) -> int:
    return bisect_left(_STEPS, distance)


def _said(context: Context, starts: Sequence[int]) -> list[str]:
    """Whether each token is in a statement, and of which kind."""
    found = []
    if not context.statements:
        return [""] * len(starts)
    for at in starts:
        k = bisect_right(context.statement_starts, at) - 1
        inside = k >= 0 and at < context.statements[k].end
        found.append(context.statements[k].kind[0] if inside else "")
    return found
