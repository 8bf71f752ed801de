"""Consistency within an article: repeats and short forms of a name that was found once are found everywhere."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from newsextract.layers.names.features import Line
from newsextract.layers.names.lexicon import Phrases, word_classes
from newsextract.layers.names.spans import Span
from newsextract.layers.names.titles import split
from newsextract.records import EntityType

Words = tuple[str, ...]


@dataclass(frozen=True)
class Tagged:
    """A line and the spans found on it."""

    line: Line
    spans: list[Span]

    def within(self, span: Span) -> tuple[int, int]:
        """Indices of a span's first token and of the token after its last."""
        first = bisect_left(self.line.starts, span.start)
        return first, bisect_left(self.line.ends, span.end, first) + 1


def make_consistent(article: Sequence[Tagged]) -> list[Span]:
    """All spans of an article in order, with missed repeats added and shortened ones extended."""
    known = Phrases.of_words(_known_names(article).items())
    return [span for tagged in article for span in _repeats(tagged, known)]


def _known_names(article: Sequence[Tagged]) -> dict[Words, EntityType]:
    """The names whose repeats are searched for, by their words, with their most frequent type."""
    counts: dict[Words, Counter[EntityType]] = {}
    for tagged in article:
        for span in tagged.spans:
            first, end = tagged.within(span)
            words = tuple(tagged.line.words[first:end])
            if _distinctive(words, span.type):
                counts.setdefault(words, Counter())[span.type] += 1
            if span.type == "PERSON":
                for short in _short_forms(words, tagged.line.channels["b"][first:end]):
                    counts.setdefault(short, Counter())["PERSON"] += 1
    return {words: count.most_common(1)[0][0] for words, count in counts.items()}


def _distinctive(words: Words, kind: EntityType) -> bool:
    """Whether a sequence of words names the same thing wherever it occurs in an article."""
    word = words[0]
    if len(words) == 1 and word.isupper():
        return len(word) >= 3
    if all(word in word_classes() for word in words):
        return False
    if len(words) > 1:
        return sum(map(len, words)) >= 6 and kind != "EVENT"
    if word.isascii():
        return len(word) >= 5 and word[0].isupper()
    return len(word) >= 3 if word.endswith(".") else len(word) >= 9 and kind in {"ORGANIZATION", "LOCATION"}


def _short_forms(words: Words, spaces: Sequence[str]) -> list[Words]:
    """The title and first name of a Thai person's full name, if they are distinctive."""
    cut = next((i for i in range(len(words) - 1, 0, -1) if spaces[i] != "0"), 0)
    short, classes = words[:cut], word_classes()
    is_short = cut > 1 and split(f"{short[0]} ก")[0] and not short[-1].isascii() and short[-1] not in classes
    return [short] if is_short else []


def _repeats(tagged: Tagged, known: Phrases) -> list[Span]:
    line = tagged.line
    places = [(span, *tagged.within(span)) for span in tagged.spans]
    marked = {first: span for span, first, _ in places}
    inside = {i for _, first, end in places for i in range(first + 1, end)}
    found: list[Span] = []
    free = 0
    for i, start in enumerate(line.starts):
        if start >= free and (i in marked or line.words[i] in known.longest):
            span = _longest(line, known, i, marked.get(i), inside)
            if span:
                found.append(span)
                free = span.end
    return found


def _longest(line: Line, known: Phrases, i: int, span: Span | None, inside: set[int]) -> Span | None:
    """The longest name that begins at a token and cuts no other: a known name, of the type of the span found there, or that span."""
    for k, kind in known.beginning(line.words, i):
        if i + k not in inside and (span is None or span.type == kind):
            return Span(line.starts[i], line.ends[i + k - 1], kind)  # type: ignore[arg-type]
    return span
