"""Inside one article a name is one thing: repeats and short forms of what was read once are read everywhere."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from newsextract.layers.names.features import Line
from newsextract.layers.names.lexicon import word_classes
from newsextract.layers.names.spans import Span
from newsextract.records import EntityType

Words = tuple[str, ...]
#: what was read at a word, if anything, and the first word behind it
Marked = tuple[Span | None, int]
#: a name of more words is not looked for again
_MOST_WORDS = 100


@dataclass(frozen=True)
class Tagged:
    """A line and the spans found on it."""

    line: Line
    spans: list[Span]

    def within(self, span: Span) -> tuple[int, int]:
        """The first token of a span and the one behind its last."""
        first = bisect_left(self.line.starts, span.start)
        return first, bisect_left(self.line.ends, span.end, first) + 1


def agree(article: Sequence[Tagged]) -> list[Span]:
    """All spans of an article, with repeats that were missed or cut short.

    Parameters
    ----------
    article
        Its lines, each with what the model found on it.

    Returns
    -------
    list[Span]
        In order, without overlaps.
    """
    known = _Names()
    for words, kind in _known(article).items():
        known.add(words, kind)
    return [span for tagged in article for span in _repeats(tagged, known)]


class _Names:
    """Names word by word: each word leads to those that may follow it."""

    __slots__ = ("after", "kind")

    def __init__(self) -> None:
        self.after: dict[str, _Names] = {}
        self.kind: EntityType | None = None

    def add(self, words: Words, kind: EntityType) -> None:
        """Add a name."""
        at = self
        for word in words:
            at = at.after.setdefault(word, _Names())
        at.kind = kind

    def beginning(self, words: list[str], i: int) -> list[tuple[int, EntityType]]:
        """The names that begin at a word, the longest first: the number of their words, and what they are."""
        found: list[tuple[int, EntityType]] = []
        at, k = self.after.get(words[i]), i + 1
        while at is not None:
            if at.kind is not None:
                found.append((k - i, at.kind))
            at = at.after.get(words[k]) if k < len(words) else None
            k += 1
        return found[::-1]


def _known(article: Sequence[Tagged]) -> dict[Words, EntityType]:
    """Names worth looking for again, by their words."""
    counts: dict[Words, Counter[EntityType]] = {}
    for tagged in article:
        for span in tagged.spans:
            first, end = tagged.within(span)
            words = tuple(tagged.line.words[first:end])
            if len(words) > _MOST_WORDS:
                continue
            if _distinctive(words, span.type):
                counts.setdefault(words, Counter())[span.type] += 1
            if span.type == "PERSON":
                for short in _short_forms(words, tagged.line.channels["b"][first:end]):
                    counts.setdefault(short, Counter())["PERSON"] += 1
    return {words: count.most_common(1)[0][0] for words, count in counts.items()}


def _distinctive(words: Words, kind: EntityType) -> bool:
    """Whether a string of words means the same wherever it stands in an article."""
    word = words[0]
    if len(words) == 1 and word.isascii() and word.isupper():
        return len(word) >= 3
    if all(word in word_classes() for word in words):
        return False
    if len(words) > 1:
        return sum(map(len, words)) >= 6 and kind != "EVENT"
    if word.isascii():
        return len(word) >= 5 and word[0].isupper()
    return len(word) >= 3 if word.endswith(".") else len(word) >= 9 and kind in {"ORGANIZATION", "LOCATION"}


def _short_forms(words: Words, spaces: Sequence[str]) -> list[Words]:
    """Title and first name of a Thai person's full name."""
    cut = next((i for i in range(len(words) - 1, 0, -1) if spaces[i] != "0"), 0)
    short = words[:cut]
    if (
        len(short) > 1
        and "T" in word_classes().get(short[0], "")
        and not short[-1].isascii()
        and short[-1] not in word_classes()
    ):
        return [short]
    return []


def _repeats(tagged: Tagged, known: _Names) -> list[Span]:
    words = tagged.line.words
    places = [(span, *tagged.within(span)) for span in tagged.spans]
    marked: dict[int, Marked] = {first: (span, end) for span, first, end in places}
    inside = {i for _, first, end in places for i in range(first + 1, end)}
    found: list[Span] = []
    free = 0
    for i in sorted({*marked, *(i for i, word in enumerate(words) if word in known.after and i not in inside)}):
        if i < free:
            continue
        span, free = _longest(tagged.line, known, i, marked.get(i, (None, i)), inside)
        if span:
            found.append(span)
    return found


def _longest(line: Line, known: _Names, i: int, read: Marked, inside: set[int]) -> Marked:
    """The longest name that begins at a word and cuts no other: what was read there, or a known name of its type."""
    span, free = read
    for k, kind in known.beginning(line.words, i):
        if i + k > free and i + k not in inside and (span is None or span.type == kind):
            return Span(line.starts[i], line.ends[i + k - 1], kind), i + k
    return read
