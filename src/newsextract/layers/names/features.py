"""Features of the recogniser: a few symbols for each token, in a few channels.

A channel is a sequence of symbols, one per token (whitespace is left out; the spacing before a token is a channel of
its own). The model has a weight for each symbol of a channel at each of a few offsets around the token, and for some bigrams
of symbols. Separate channels make tagging fast: everything that depends on a word alone is summed once and cached (see
:mod:`newsextract.layers.names.crf`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from newsextract.layers.names.lexicon import phrases, word_classes
from newsextract.models.clusters import clusters_of
from newsextract.thai.text import trim
from newsextract.thai.tokens import Tokens

_OPEN = {"(": "(", "[": "(", "“": "q", "‘": "q", "«": "q"}
_CLOSE = {")", "]", "”", "’", "»"}
#: maximum tokens of a line, twice the corpus's longest; a longer line is split, at a space if one is in the window after them
_MAX_TOKENS, _SPLIT_WINDOW = 10_000, 1000
#: symbols of the spacing before a token, by its code in Tokens.gaps; the code of a line's beginning
_GAPS, _BREAK = "0_=^", 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text, ready to tag."""

    starts: list[int]  # offsets of each token into the text, without zero-width characters at either end
    ends: list[int]
    words: list[str]  # the tokens, normalised, without whitespace
    channels: dict[str, list[str]]  # symbols by channel, see :func:`lines`

    def on_tokens(self, start: int, end: int) -> bool:
        """Whether a token of the line begins at ``start`` and one ends at ``end``."""
        first, last = bisect_left(self.starts, start), bisect_left(self.ends, end)
        return first < len(self.starts) and last < len(self.ends) and (self.starts[first], self.ends[last]) == (start, end)


def _shape(word: str) -> str:
    first = word[0]
    if "\u0e00" <= first <= "\u0e7f":
        if word.endswith("."):
            return "t." + str(min(word.count("."), 3)) + str(min(len(word), 7))
        return "t" + str(min(len(word), 8))
    if first.isdigit():
        return "d" + ("4" if len(word) == 4 and word.isdigit() else "+" if len(word) > 2 else str(len(word)))
    if first.isalpha():
        case = "A" if word.isupper() else "a" if word.islower() else "Aa" if word[1:].islower() else "aA"
        return "l" + case + str(min(len(word), 4))
    return "p" + first


def word_key(word: str) -> str:
    """The word itself, or for a number of three or more characters its length, as up to five ``#``."""
    return "#" * min(len(word), 5) if word[0].isdigit() and len(word) > 2 else word


def word_symbols(word: str) -> tuple[str, ...]:
    """All symbols that depend on a word alone; each begins with the name of its channel and ``=``.

    Examples
    --------
    >>> word_symbols("จ.")[:3]
    ('w=จ.', 's=t.12', 'c=L')
    """
    shape = _shape(word)
    kind = shape[0]
    key = word_key(word)
    found = [f"w={key}", f"s={shape}"]
    classes = word_classes().get(word)
    if classes:
        found.append(f"c={classes}")
        if len(classes) > 1:
            found.extend(f"c={letter}" for letter in classes)
    found.extend(clusters_of(key))
    if kind == "l":
        found.append(f"w={word.lower()}/l")
    if kind in "tl" and len(word) > 2:
        found.extend((f"2={word[:2]}", f"3={word[:3]}", f"-2={word[-2:]}", f"-3={word[-3:]}"))
        if len(word) > 5:
            found.extend((f"4={word[:4]}", f"-4={word[-4:]}"))
    return tuple(found)


#: cached for the trainer, which sees every word many times; the tagger caches summed weights instead
_cached_symbols = lru_cache(maxsize=100_000)(word_symbols)

#: prefixes of the word symbols that are seen from one, two and three tokens away
NEAR = {
    1: ("w=", "s=", "c=", "q=", "Q=", "r=", "R=", "3=", "-3="),
    2: ("w=", "s=", "c=", "q=", "Q=", "R="),
    3: ("w=", "c=", "Q="),
}


#: offsets at which each channel is seen
CHANNELS = {"b": (0, 1, -1, 2), "k": (0, 1, -1), "h": (0,), "g": (-2, -1, 0, 1, 2), "z": (0,)}
#: prefix of an attribute → its channel, and the offset at which the symbol is seen. Two channels hold bigrams: the words (ww)
#: and the gazetteers' marks (gg) of a token and the token before, with the spacing between
_CHANNEL_PREFIXES = {f"{offset}{name}": (name, offset) for name, offsets in CHANNELS.items() for offset in offsets} | {
    "-1w0": ("ww", 0),
    "-1g0": ("gg", 0),
    "0w1": ("ww", 1),
}


@cache
def _channel_words() -> frozenset[str]:
    """The words that matter for the brackets, heads or gazetteers channel: one in six, found at once for all three."""
    return frozenset((*_OPEN, *_CLOSE, '"', ",", *word_classes(), *phrases().longest))


def _brackets(words: Sequence[str], places: Sequence[int]) -> list[str]:
    """The brackets channel: each word's position inside a bracket or quotation that closes on the same line, or ``0``.

    ``places`` are the indices of all brackets and quotation marks, and perhaps of other words.
    """
    tags = ["0"] * len(words)
    filled: dict[int, int] = {}
    opened: list[tuple[int, str]] = []
    straight = False
    for i in places:
        word = words[i]
        if word in _OPEN:
            opened.append((i, _OPEN[word]))
        elif word == '"':
            straight = not straight
            if straight:
                opened.append((i, "q"))
            elif opened and opened[-1][1] == "q":
                _fill(tags, filled, *opened.pop(), i)
        elif word in _CLOSE and opened:
            _fill(tags, filled, *opened.pop(), i)
    return tags


def _fill(tags: list[str], filled: dict[int, int], start: int, mark: str, end: int) -> None:
    """Tag the words between two brackets; ``filled`` maps the first word inside each bracket to its closing bracket.

    Words in inner brackets are tagged already and skipped: visiting them again would take quadratic time.
    """
    size = end - start - 1
    i = start + 1
    while i < end:
        if i in filled:
            i = filled[i]
        else:
            tags[i] = mark + ("=" if size == 1 else "<" if i == start + 1 else ">" if i == end - 1 else "-")
            i += 1
    if size:
        filled[start + 1] = end


#: symbols of a head word's distance, by the number of words
_DISTANCES = "012448888++++++"
#: maximum distance of a head word; words after which there is none
_MAX_DISTANCE, _NO_HEAD = 12, frozenset([",", ")", "”"])


def _heads(words: Sequence[str], spaces: Sequence[str], places: Sequence[int]) -> list[str]:
    """The heads channel: the last head word (organisation, building, place, event, title) before each word, and its distance.

    ``places`` are the indices of all words that have a class or end a name, and perhaps of others.
    """
    tags = [""] * len(words)
    classes = [(place, word_classes().get(words[place])) for place in places]
    turns = [(place, found) for place, found in classes if found or words[place] in _NO_HEAD]
    for (place, head), (end, _) in pairwise((*turns, (len(words) - 1, None))):
        back = 1
        for i in range(place + 1, end + 1) if head and head != "S" else ():
            tags[i] = f"{head}{_DISTANCES[back]}"
            back += spaces[i] != "0"
            if back > _MAX_DISTANCE:
                break
            back += 1
    return tags


def lines(text: str, tokens: Tokens) -> list[Line]:
    """Split a text into lines and compute the symbols of every token.

    Channels: ``b`` the spacing before the token (none, a space, wider space, the line's beginning), ``k`` brackets and
    quotation marks around it, ``h`` the last head word, ``g`` gazetteers, ``z`` first line or later.
    """
    found: list[Line] = []
    nonspace, gaps = tokens.nonspace, tokens.gaps
    firsts = [n for n, gap in enumerate(gaps) if gap == _BREAK]
    for begin, stop in pairwise((*firsts, len(nonspace))):
        for first, end in _parts(gaps, begin, stop):
            found.append(_line(text, tokens, nonspace[first:end], gaps[first:end], first=not found))
    return found


def _parts(gaps: Sequence[int], first: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of tokens in which a line is tagged."""
    while end - first > _MAX_TOKENS:
        soon = range(first + _MAX_TOKENS, min(end, first + _MAX_TOKENS + _SPLIT_WINDOW))
        cut = next((n for n in soon if gaps[n]), soon.stop)
        yield first, cut
        first = cut
    if first < end:
        yield first, end


def _line(text: str, tokens: Tokens, part: Sequence[int], gaps: Sequence[int], *, first: bool) -> Line:
    starts, ends, words = [tokens.starts[k] for k in part], [tokens.ends[k] for k in part], [tokens.norms[k] for k in part]
    if ends[-1] - starts[0] > sum(map(len, tokens.norms[part[0] : part[-1] + 1])):
        bare = [trim(text, a, b) if b - a > len(word) else (a, b) for a, b, word in zip(starts, ends, words, strict=True)]
        starts, ends = [start for start, _ in bare], [end for _, end in bare]
    before, channel_words = [*map(_GAPS.__getitem__, gaps)], _channel_words()
    places = [k for k, word in enumerate(words) if word in channel_words]
    channels = {
        "b": before,
        "k": _brackets(words, places),
        "h": _heads(words, before, places),
        "g": phrases().match(words, places),
        "z": ["1" if first else "0"] * len(words),
    }
    return Line(starts, ends, words, channels)


def attributes(line: Line) -> list[list[str]]:
    """The attributes of each token for the trainer; :mod:`.crf` computes the sum of their weights at run time."""
    size = len(line.words)
    symbols = [_cached_symbols(word) for word in line.words]
    rows: list[list[str]] = [[] for _ in line.words]
    for offset in (0, -1, 1, -2, 2, -3, 3):
        seen = NEAR.get(abs(offset), "")  # all symbols of the token itself
        for i in range(max(0, -offset), min(size, size - offset)):
            rows[i].extend(f"{offset}{symbol}" for symbol in symbols[i + offset] if symbol.startswith(seen))
    channels = dict(line.channels)
    for name, sides in ("ww", line.words), ("gg", channels["g"]):
        channels[name] = ["", *map("{}|{}|{}".format, sides, channels["b"][1:], sides[1:])]
    for prefix, (name, offset) in _CHANNEL_PREFIXES.items():
        channel = channels[name]
        for i in range(max(0, -offset), min(size, size - offset)):
            if channel[i + offset]:
                rows[i].append(f"{prefix}={channel[i + offset]}")
    return rows


def split_attribute(name: str) -> tuple[str, str, int]:
    """The channel, symbol and offset of an attribute; symbols that depend on a word alone have the channel ``word``.

    Examples
    --------
    >>> split_attribute("-2g=bO"), split_attribute("-1-3=การ"), split_attribute("0w1=ใน|_|เลย")
    (('g', 'bO', -2), ('word', '-3=การ', -1), ('ww', 'ใน|_|เลย', 1))
    """
    prefix, _, _ = name.partition("=")
    channel, offset, begin = _prefix(prefix)
    return channel, name[begin:], offset


@cache
def _prefix(prefix: str) -> tuple[str, int, int]:
    """The channel and offset of an attribute's prefix, and where the symbol begins."""
    if prefix in _CHANNEL_PREFIXES:
        return *_CHANNEL_PREFIXES[prefix], len(prefix) + 1
    digits = 2 if prefix.startswith("-") else 1
    return "word", int(prefix[:digits]), digits
