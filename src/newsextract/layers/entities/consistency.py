"""Inside one article a name is one thing: repeats and short forms of what was read once are read everywhere."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from newsextract.layers.entities.features import Line
from newsextract.layers.entities.lexicon import word_classes
from newsextract.layers.entities.spans import Span
from newsextract.records import EntityType

Words = tuple[str, ...]


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
    known = _known(article)
    longest: dict[str, int] = {}
    for words in known:
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    found: list[Span] = []
    for tagged in article:
        found.extend(_repeats(tagged, known, longest))
    return found


def _known(article: Sequence[Tagged]) -> dict[Words, EntityType]:
    """Names worth looking for again, by their words."""
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
    """Whether a string of words means the same wherever it stands in an article."""
    size = sum(len(word) for word in words)
    if len(words) > 1:
        return size >= 6 and kind != "EVENT" and not all(word in word_classes() for word in words)
    word = words[0]
    if word.isascii():
        return (word.isupper() and size >= 3) or (word[:1].isupper() and size >= 5 and word not in word_classes())
    return (word.endswith(".") and size >= 3 and word not in word_classes()) or (
        size >= 9 and kind in {"ORGANIZATION", "LOCATION"} and word not in word_classes()
    )


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


def _repeats(tagged: Tagged, known: dict[Words, EntityType], longest: dict[str, int]) -> list[Span]:
    line, words = tagged.line, tagged.line.words
    at = {tagged.within(span)[0]: span for span in tagged.spans}
    covered = [False] * len(words)
    for known_span in tagged.spans:
        first, end = tagged.within(known_span)
        covered[first:end] = [True] * (end - first)
    found: list[Span] = []
    i = 0
    while i < len(words):
        span = at.get(i)
        end = tagged.within(span)[1] if span else i
        size = 0 if covered[i] and span is None else longest.get(words[i], 0)
        for k in range(min(size, len(words) - i), end - i, -1):
            kind = known.get(tuple(words[i : i + k]))
            if kind is None or (i + k < len(words) and covered[i + k] and i + k not in at):
                continue
            if span and span.type != kind:
                continue
            span, end = Span(line.starts[i], line.ends[i + k - 1], kind), i + k
            break
        if span:
            found.append(span)
        i = max(end, i + 1)
    return found
