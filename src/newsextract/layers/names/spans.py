"""Spans of types, and the labels that say the same of a line's tokens.

Labels are ``O``, or a type with the token's place in the span: ``B-`` begins it, ``I-`` stands inside, ``E-`` ends it, ``S-`` is
the whole span. Telling ends apart is worth a point of F1 against ``B-``/``I-`` alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from newsextract.layers.names.features import Line
from newsextract.records import EntityType

#: no name has more characters; the longest of the corpus's are royal and have 260
LONGEST = 500


class Span(NamedTuple):
    """A typed stretch of text."""

    start: int
    end: int
    type: EntityType


def touching(spans: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """The spans that share a character with a stretch; spans in order, without overlaps.

    Examples
    --------
    >>> touching([Span(0, 3, "PERSON"), Span(3, 6, "PERSON"), Span(8, 9, "PERSON")], 4, 8)
    [Span(start=3, end=6, type='PERSON')]
    """
    first = bisect_left(spans, start + 1, key=lambda span: span.end)
    return spans[first : bisect_left(spans, end, first, key=lambda span: span.start)]


def encode(line: Line, spans: Iterable[Span]) -> list[str]:
    """Labels of a line's tokens for spans that do not overlap; a token that a span cuts belongs to it."""
    labels = ["O"] * len(line.words)
    for span in spans:
        first, end = bisect_right(line.ends, span.start), bisect_left(line.starts, span.end)
        marks = ["S"] if end - first == 1 else ["B", *"I" * (end - first - 2), "E"]
        if first < end:
            labels[first:end] = [f"{mark}-{span.type}" for mark in marks]
    return labels


def decode(line: Line, labels: Sequence[str]) -> list[Span]:
    """Spans of a line's labels, legal or not: a span goes on as long as labels of its type do not begin another."""
    found: list[Span] = []
    last = ""
    for i, label in enumerate(labels):
        if label != "O":
            if label[0] in "IE" and last and last[0] in "BI" and last[2:] == label[2:]:
                found[-1] = found[-1]._replace(end=line.ends[i])
            else:
                found.append(Span(line.starts[i], line.ends[i], label[2:]))  # type: ignore[arg-type]
        last = "" if label == "O" else label
    return found


def follows(label: str, after: str) -> bool:
    """Whether one label may stand before another.

    Examples
    --------
    >>> follows("B-EVENT", "E-EVENT"), follows("B-EVENT", "O")
    (True, False)
    """
    inside = label[0] in "BI" and label != "O"
    return (after[0] in "IE" and after[2:] == label[2:]) if inside else after[0] in "OBS"
