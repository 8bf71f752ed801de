"""What an encoder says of each token of an article: whether it tells the main event or another one, names it, and who takes part.

The encoder was taught by training/pretrain.py to guess hidden words of the corpus's articles and what an earlier version of
the program found in them, then by training/marks.py what readers annotated.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from newsextract.layers.events.context import Context
from newsextract.layers.events.words import word_class
from newsextract.models import artifact
from newsextract.models.choice import softmax
from newsextract.models.encoder import Encoder, Passage
from newsextract.thai.tokens import Tokens

Floats = NDArray[np.float32]

#: tokens that are read at once, the headline's first, and how many of the headline's
LONGEST, TITLE = 256, 40
#: rows of the tables for beginnings and endings of words; numbers of special entries of the vocabulary
PIECES, HIDDEN, UNKNOWN, RESERVED = 4096, 1, 2, 3
#: the part of an article that a passage is, counted so far
PARTS = 8
#: what stands before a token, as Tokens.gaps numbers it
SPACE, WIDE, BREAK = 1, 2, 3
#: columns of ``slots``: a token begins the name, the venue or the start, or goes on with it
NAMED, PLACED, DATED = (1, 2), (3, 4), (5, 6)
#: the heads; what each says is the softmax of its columns, of ``roles`` the logistic function of each
HEADS = ("tellings", "slots", "parts", "roles", "others", "kind")
#: probabilities lie between this and one less it when their odds are taken; steps of a probability
LEAST, STEPS = 0.001, (0.02, 0.06, 0.15, 0.35, 0.65, 0.9)


@dataclass(frozen=True, slots=True)
class Marks:
    """What the encoder says of the tokens of an article that are no white space.

    Attributes
    ----------
    starts, ends
        Offsets of the tokens.
    firsts
        The numbers of the tokens that begin a line or a sentence.
    begins, whole
        The probabilities that a token begins, and that it is part of, what tells another event.
    main_begins, main
        The same of the main event.
    slots
        The probability that a token is nothing, that it begins or goes on with the main event's name, its venue and its start.
    parts
        Of a mention: that it takes no part in the main event, and each part.
    roles
        Of a mention: that it is the main actor, that it speaks, that it takes part in another event.
    others
        Of what tells another event: each type.
    kind
        The probability of each type of the main event; one row.
    """

    starts: list[int]
    ends: list[int]
    firsts: list[int]
    begins: Floats
    whole: Floats
    main_begins: Floats
    main: Floats
    slots: Floats
    parts: Floats
    roles: Floats
    others: Floats
    kind: Floats

    def within(self, start: int, end: int) -> slice:
        """The tokens of a span, one at least."""
        first = min(bisect_left(self.ends, start + 1), len(self.ends) - 1)
        return slice(first, max(first + 1, bisect_left(self.starts, end)))

    def at(self, of: Floats, column: int, at: int) -> float:
        """The probability of a column at the first token that ends behind an offset; 0 behind the last."""
        k = bisect_left(self.ends, at + 1)
        return float(of[k, column]) if k < len(self.ends) else 0.0

    def before(self, of: Floats, columns: Sequence[int], at: int) -> float:
        """The probability of some columns at the last token that ends at an offset or before it; 0 before the first."""
        k = bisect_left(self.ends, at + 1) - 1
        return float(of[k, columns[0] : columns[-1] + 1].sum()) if k >= 0 else 0.0


def odds(chance: float) -> float:
    """The log-odds of a probability."""
    p = min(max(chance, LEAST), 1 - LEAST)
    return log(p / (1 - p))


def logs(chances: Floats, least: float = 0.01) -> list[float]:
    """The logarithms of some probabilities as features; ``least`` is added to each before."""
    found: list[float] = (np.log(chances + np.float32(least)) / 3).tolist()
    return found


def step(chance: float) -> int:
    """The step of a probability.

    Examples
    --------
    >>> step(0.5)
    4
    """
    return bisect_left(STEPS, chance)


def of_span(marked: Marks, slot: tuple[int, int], start: int, end: int) -> dict[str, float]:
    """Features of a span that may fill a slot: that its words do, that what fills it begins here, and that it goes on behind."""
    fills = float(marked.slots[marked.within(start, end), slot].sum(axis=1).mean())
    begins, on = marked.at(marked.slots, slot[0], start), marked.at(marked.slots, slot[1], end)
    found = {name: odds(chance) / 3 for name, chance in (("read", fills), ("read begins", begins), ("read goes on", on))}
    return found | {f"read {step(fills)}": 1.0, f"read begins {step(begins)}": 1.0}


def of_end(marked: Marks, slot: tuple[int, int], after: int) -> tuple[str, ...]:
    """Features of an end, given where the next word begins: that what fills a slot goes on there, and that the word before is of it."""
    on, last = step(marked.at(marked.slots, slot[1], after)), step(marked.before(marked.slots, slot, after))
    return f"read on {on}", f"read last {last}", f"read ends {last} {on}"


def of_none(marked: Marks, slot: tuple[int, int]) -> dict[str, float]:
    """Features of an empty slot: how likely the likeliest word fills it."""
    most = float(marked.slots[:, slot].sum(axis=1).max(initial=0.0))
    return {f"none|read {step(most)}": 1.0, "none|read": odds(most) / 3}


@cache
def encoder() -> Encoder:
    """The shipped encoder, read once."""
    return Encoder.of(artifact.load("marks", "encoder"))


def marks(context: Context) -> Marks:
    """The marks of an article, made once."""
    return context.once("marks", lambda: read(context.tokens, encoder()))


def read(tokens: Tokens, by: Encoder) -> Marks:
    """The marks that an encoder gives the tokens of an article."""
    solid = tokens.solid
    words = [tokens.norms[k] for k in solid]
    place = [tokens.starts[k] for k in solid], [tokens.ends[k] for k in solid]
    firsts = sorted({*(k for k, gap in enumerate(tokens.gaps) if gap == BREAK), *sentences(words)})
    *every, kind = _said(words, tokens.gaps, by)
    telling, slots, taking, roles, others = every
    _, main, more, other, also = telling.T
    return Marks(*place, firsts, other, other + also, main, main + more, slots, taking, roles, others, kind)


def sentences(words: Sequence[str]) -> Iterator[int]:
    """The words that begin a sentence behind a full stop."""
    for stop in [k for k, word in enumerate(words) if word == "."]:
        if 0 < stop < len(words) - 1 and words[stop + 1][:1].isupper() and words[stop - 1] not in word_class("abbreviated"):
            yield stop + 1


def _said(words: Sequence[str], gaps: Sequence[int], by: Encoder) -> list[Floats]:
    """What each head says: of every token, and the last one of the mean of those that are read first."""
    *heads, last = HEADS
    title, parts = cut(gaps)
    widths = {head: by.columns[head].stop - by.columns[head].start for head in HEADS}
    found = {head: np.empty((len(words), widths[head]), np.float32) for head in heads}
    kind = np.full((1, widths[last]), 1 / widths[last], np.float32)
    end = 0
    passages = (passage(words, gaps, title, part, number, by.index) for number, part in enumerate(parts if words else ()))
    for number, said in enumerate(by.read(passages)):
        if number == 0:
            kind = _chances(said[:, by.columns[last]].mean(axis=0, keepdims=True), last)
        own = said[title * (number > 0) :]
        start, end = end, end + len(own)
        for head in heads:
            found[head][start:end] = _chances(own[:, by.columns[head]], head)
    return [*found.values(), kind]


def _chances(said: Floats, head: str) -> Floats:
    if head != "roles":
        return softmax(said)
    found: Floats = np.reciprocal(1 + np.exp(-said))
    return found


def cut(gaps: Sequence[int]) -> tuple[int, list[tuple[int, int]]]:
    """How many tokens the headline has, and the parts in which what follows is read with it; cut at line breaks, else at spaces.

    Examples
    --------
    >>> cut([3, 0, 3, 1, 0])
    (2, [(2, 5)])
    """
    title = next((k for k in range(1, min(len(gaps), TITLE)) if gaps[k] == BREAK), min(len(gaps), TITLE))
    return title, list(pairwise([title, *_edges(gaps, title), len(gaps)]))


def _edges(gaps: Sequence[int], title: int) -> Iterator[int]:
    room, start = LONGEST - title, title
    while start + room < len(gaps):
        start = _edge(gaps, start, room)
        yield start


def _edge(gaps: Sequence[int], start: int, room: int) -> int:
    """Where a part ends that may have so many tokens: at the last line break of its second half, else at a space of its last quarter."""
    for least, gap in ((room // 2, BREAK), (3 * room // 4, WIDE), (3 * room // 4, SPACE)):
        found = next((k for k in range(start + room, start + least - 1, -1) if gaps[k] >= gap), None)
        if found:
            return found
    return start + room


def passage(
    words: Sequence[str], gaps: Sequence[int], title: int, part: tuple[int, int], number: int, index: dict[int, int]
) -> Passage:
    """The headline and a part of what follows, as the encoder reads it; ``number`` is that of the part."""
    at = [*range(title), *range(*part)]
    rows = [_rows(words[k]) for k in at]
    place = min(number, PARTS) / 4
    return Passage(
        [index.get(key, UNKNOWN) for key, _, _ in rows],
        [first for _, first, _ in rows],
        [last for _, _, last in rows],
        [gaps[k] for k in at],
        list(range(len(at))),
        [(place, 1.0)] * title + [(place, 0.0)] * (len(at) - title),
    )


@lru_cache(maxsize=50_000)
def _rows(word: str) -> tuple[int, int, int]:
    """The hash of a word's entry of the vocabulary, and the rows of its beginning and ending."""
    named = entry(word)
    first, last = crc32(f"<{named[:3]}".encode()), crc32(f"{named[-3:]}>".encode())
    return crc32(named.encode()), 1 + first % (PIECES - 1), 1 + last % (PIECES - 1)


def entry(word: str) -> str:
    """The vocabulary's entry of a word: in lower case; a year as one of its era, another long number as its length.

    Examples
    --------
    >>> entry("2567"), entry("2024"), entry("05"), entry("12345"), entry("ASEAN")
    ('<be>', '<ce>', '5', '<d5>', 'asean')
    """
    if not (word.isascii() and word.isdigit()):
        return word.lower()
    if len(word) == 4:
        return "<be>" if 2440 <= int(word) <= 2620 else "<ce>" if 1900 <= int(word) <= 2079 else "<d4>"
    return f"<d{len(word)}>" if len(word) > 2 else word.lstrip("0") or "0"
