"""Token-level predictions of the encoder: what tells the main event or another one, names or dates it, and who takes part.

The encoder was pretrained by training/pretrain.py on masked words of the corpus's articles and on the output of an earlier
version of the program, then fine-tuned by training/marks.py on the annotated articles.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from newsextract.layers.events.context import Context, per_article
from newsextract.layers.events.words import word_class
from newsextract.models import artifact
from newsextract.models.choice import softmax
from newsextract.models.encoder import Encoder, Passage
from newsextract.thai.tokens import Tokens

Floats = NDArray[np.float32]

#: maximum tokens of a passage, which begins with the headline, and of the headline
MAX_PASSAGE, MAX_TITLE = 256, 40
#: rows of the prefix and suffix embedding tables; reserved indices of the vocabulary and their number
PIECES, HIDDEN, UNKNOWN, RESERVED = 4096, 1, 2, 3
#: maximum words whose rows are kept
MAX_WORDS = 50_000
#: maximum number of a passage as a feature; later passages share it
MAX_PASSAGE_NUMBER = 8
#: values of ``Tokens.gaps``: what precedes a token
SPACE, WIDE, BREAK = 1, 2, 3
#: columns of ``slots``: a token begins or continues the name, the venue or the start
NAMED, PLACED, DATED = (1, 2), (3, 4), (5, 6)
#: the heads: a softmax over the columns of each, for ``roles`` a sigmoid of each column
HEADS = ("tellings", "slots", "parts", "roles", "others", "kind")
#: probabilities are clipped to ``[MIN_CHANCE, 1 - MIN_CHANCE]`` for log-odds; limits of the probability bins
MIN_CHANCE, BIN_LIMITS = 0.001, (0.02, 0.06, 0.15, 0.35, 0.65, 0.9)


@dataclass(frozen=True, slots=True)
class Marks:
    """The encoder's predictions for an article: offsets of the tokens, whitespace excluded, and probabilities for each."""

    starts: list[int]
    ends: list[int]
    firsts: list[int]  # indices of the tokens that begin a line or a sentence
    begins: Floats  # that a token begins the telling of another event
    whole: Floats  # that it is part of one
    main_begins: Floats  # the same for the main event
    main: Floats
    slots: Floats  # that it fills no slot, and that it begins or continues the main event's name, venue and start
    parts: Floats  # in mentions: each part in the main event, none last
    roles: Floats  # in mentions: the main actor, a speaker, a part in another event
    others: Floats  # in words that tell another event: each type
    kind: Floats  # each type of the main event; one row

    def within(self, start: int, end: int) -> slice:
        """The tokens of a span, at least one."""
        first = min(bisect_left(self.ends, start + 1), len(self.ends) - 1)
        return slice(first, max(first + 1, bisect_left(self.starts, end)))

    def at(self, of: Floats, column: int, at: int) -> float:
        """The probability in a column of the first token that ends after an offset; 0 after the last token."""
        k = bisect_left(self.ends, at + 1)
        return of.item(k, column) if k < len(self.ends) else 0.0

    def before(self, of: Floats, columns: tuple[int, int], at: int) -> float:
        """The summed probability in two columns of the last token that ends at or before an offset; 0 if there is none."""
        k = bisect_left(self.ends, at + 1) - 1
        return float(of[k, columns[0]] + of[k, columns[1]]) if k >= 0 else 0.0


def mean(chances: Floats) -> float:
    """The mean of some probabilities; of a few, numpy's own takes twice as long."""
    return float(np.add.reduce(chances) / np.float32(len(chances)))


def log_odds(chance: float) -> float:
    """The log-odds of a probability."""
    p = min(max(chance, MIN_CHANCE), 1 - MIN_CHANCE)
    return log(p / (1 - p))


def scaled_logs(chances: Floats, least: float = 0.01) -> list[float]:
    """Scaled logarithms of probabilities as features; ``least`` is added to each probability first."""
    found: list[float] = (np.log(chances + np.float32(least)) / 3).tolist()
    return found


def chance_bin(chance: float) -> int:
    """The bin of a probability.

    Examples
    --------
    >>> chance_bin(0.5)
    4
    """
    return bisect_left(BIN_LIMITS, chance)


def span_features(marked: Marks, slot: tuple[int, int], start: int, end: int) -> dict[str, float]:
    """Features of a candidate span: whether its words fill the slot, the slot begins at its start and continues after its end."""
    within = marked.slots[marked.within(start, end)]
    fills = mean(within[:, slot[0]] + within[:, slot[1]])
    begins, on = marked.at(marked.slots, slot[0], start), marked.at(marked.slots, slot[1], end)
    found = {name: log_odds(chance) / 3 for name, chance in (("read", fills), ("read begins", begins), ("read goes on", on))}
    return found | {f"read {chance_bin(fills)}": 1.0, f"read begins {chance_bin(begins)}": 1.0}


def edge_features(marked: Marks, slot: tuple[int, int], after: int) -> tuple[str, ...]:
    """Features of a candidate end: whether the slot continues at ``after``, the next word, and contains the word before."""
    return _edge_names(
        chance_bin(marked.at(marked.slots, slot[1], after)), chance_bin(marked.before(marked.slots, slot, after))
    )


@cache
def _edge_names(on: int, last: int) -> tuple[str, ...]:
    return f"read on {on}", f"read last {last}", f"read ends {last} {on}"


def none_features(marked: Marks, slot: tuple[int, int]) -> dict[str, float]:
    """Features of an empty slot: the highest probability of a word that fills it."""
    most = float(marked.slots[:, slot].sum(axis=1).max(initial=0.0))
    return {f"none|read {chance_bin(most)}": 1.0, "none|read": log_odds(most) / 3}


@cache
def encoder() -> Encoder:
    """The shipped encoder."""
    return Encoder.of(artifact.load("marks", "encoder"))


@per_article
def marks(context: Context) -> Marks:
    """The marks of an article."""
    return read(context.tokens, encoder())


def read(tokens: Tokens, by: Encoder) -> Marks:
    """The marks of an article's tokens according to an encoder."""
    nonspace = tokens.nonspace
    words = [tokens.norms[k] for k in nonspace]
    place = [tokens.starts[k] for k in nonspace], [tokens.ends[k] for k in nonspace]
    firsts = sorted({*(k for k, gap in enumerate(tokens.gaps) if gap == BREAK), *sentences(words)})
    *every, kind = _predictions(words, tokens.gaps, by)
    tellings, slots, parts, roles, others = every
    _, main, main_on, other, other_on = tellings.T
    return Marks(*place, firsts, other, other + other_on, main, main + main_on, slots, parts, roles, others, kind)


def sentences(words: Sequence[str]) -> Iterator[int]:
    """Indices of the words that begin a sentence after a full stop."""
    for stop in [k for k, word in enumerate(words) if word == "."]:
        if 0 < stop < len(words) - 1 and words[stop + 1][:1].isupper() and words[stop - 1] not in word_class("abbreviated"):
            yield stop + 1


def _predictions(words: Sequence[str], gaps: Sequence[int], by: Encoder) -> list[Floats]:
    """Each head's probabilities for every token; the last head has one row, from the mean over the first passage."""
    *heads, last = HEADS
    title, parts = cut(gaps)
    widths = {head: by.columns[head].stop - by.columns[head].start for head in HEADS}
    found = {head: np.empty((len(words), widths[head]), np.float32) for head in heads}
    kind = np.full((1, widths[last]), 1 / widths[last], np.float32)
    end = 0
    passages = (
        passage(words, gaps, title, slice(*part), number, by.index) for number, part in enumerate(parts if words else ())
    )
    for number, logits in enumerate(by.read(passages)):
        if number == 0:
            kind = _chances(logits[:, by.columns[last]].mean(axis=0, keepdims=True), last)
        own = logits[title * (number > 0) :]
        start, end = end, end + len(own)
        for head in heads:  # a long article's logits need not be kept
            found[head][start:end] = _chances(own[:, by.columns[head]], head)
    return [*found.values(), kind]


def _chances(logits: Floats, head: str) -> Floats:
    if head != "roles":
        return softmax(logits)
    found: Floats = np.reciprocal(1 + np.exp(-logits))
    return found


def cut(gaps: Sequence[int]) -> tuple[int, list[tuple[int, int]]]:
    """Number of tokens of the headline, and the parts of the rest that are read with it, split at line breaks, else at spaces.

    Examples
    --------
    >>> cut([3, 0, 3, 1, 0])
    (2, [(2, 5)])
    """
    title = next((k for k in range(1, min(len(gaps), MAX_TITLE)) if gaps[k] == BREAK), min(len(gaps), MAX_TITLE))
    edges, room = [title], MAX_PASSAGE - title
    while edges[-1] + room < len(gaps):
        edges.append(_edge(gaps, edges[-1], room))
    return title, list(pairwise([*edges, len(gaps)]))


def _edge(gaps: Sequence[int], start: int, room: int) -> int:
    """End of a part of at most ``room`` tokens: the last line break of its second half, else a space in its last quarter."""
    for least, gap in ((room // 2, BREAK), (3 * room // 4, WIDE), (3 * room // 4, SPACE)):
        found = next((k for k in range(start + room, start + least - 1, -1) if gaps[k] >= gap), None)
        if found:
            return found
    return start + room


@lru_cache(MAX_WORDS)
def _pieces(word: str) -> tuple[int, int, int]:
    """The checksum of a word's vocabulary entry, and the embedding rows of its prefix and its suffix."""
    named = vocabulary_entry(word)
    first, last = crc32(f"<{named[:3]}".encode()), crc32(f"{named[-3:]}>".encode())
    return crc32(named.encode()), 1 + first % (PIECES - 1), 1 + last % (PIECES - 1)


def word_rows(words: Iterable[str], index: dict[int, int]) -> list[tuple[int, int, int]]:
    """The embedding rows of some words, their prefixes and their suffixes; ``index`` is the encoder's."""
    return [(index.get(entry, UNKNOWN), first, last) for entry, first, last in map(_pieces, words)]


def passage(words: Sequence[str], gaps: Sequence[int], title: int, part: slice, number: int, index: dict[int, int]) -> Passage:
    """The encoder's input for the headline and one part of the rest; ``number`` is the part's index."""
    read = [*words[:title], *words[part]]
    ids, beginnings, endings = map(list, zip(*word_rows(read, index), strict=True))
    place = min(number, MAX_PASSAGE_NUMBER) / 4
    return Passage(
        ids,
        beginnings,
        endings,
        [*gaps[:title], *gaps[part]],
        list(range(len(read))),
        [(place, 1.0)] * title + [(place, 0.0)] * (len(read) - title),
    )


def vocabulary_entry(word: str) -> str:
    """The vocabulary entry of a word: in lower case; a year as its era (Buddhist or Common), another long number as its length.

    Examples
    --------
    >>> [vocabulary_entry(word) for word in ("2567", "2024", "05", "12345", "ASEAN")]
    ['<be>', '<ce>', '5', '<d5>', 'asean']
    """
    if not (word.isascii() and word.isdigit()):
        return word.lower()
    if len(word) == 4:
        return "<be>" if 2440 <= int(word) <= 2620 else "<ce>" if 1900 <= int(word) <= 2079 else "<d4>"
    return f"<d{len(word)}>" if len(word) > 2 else word.lstrip("0") or "0"
