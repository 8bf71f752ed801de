"""Typed spans, and their encoding as labels of a line's tokens.

Labels are ``O``, or a type with the token's position in the span: ``B-`` first, ``I-`` inside, ``E-`` last, ``S-`` the only
token. Marking the last token is worth a point of F1 over ``B-``/``I-`` alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from newsextract.layers.names.features import Line
from newsextract.records import EntityType

#: maximum characters of a name; the longest in the corpus are royal and have 260
MAX_LENGTH = 500


class Span(NamedTuple):
    """A typed span of text."""

    start: int
    end: int
    type: EntityType


def touching(spans: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """The spans that share a character with ``text[start:end]``; ``spans`` are sorted and do not overlap.

    Examples
    --------
    >>> touching([Span(0, 3, "PERSON"), Span(3, 6, "PERSON"), Span(8, 9, "PERSON")], 4, 8)
    [Span(start=3, end=6, type='PERSON')]
    """
    first = bisect_left(spans, start + 1, key=lambda span: span.end)
    return spans[first : bisect_left(spans, end, first, key=lambda span: span.start)]


def encode(line: Line, spans: Iterable[Span]) -> list[str]:
    """Labels of a line's tokens for spans that do not overlap; a token that a span cuts belongs to the span."""
    labels = ["O"] * len(line.words)
    for span in spans:
        first, end = bisect_right(line.ends, span.start), bisect_left(line.starts, span.end)
        marks = ["S"] if end - first == 1 else ["B", *"I" * (end - first - 2), "E"]
        if first < end:
            labels[first:end] = [f"{mark}-{span.type}" for mark in marks]
    return labels


def decode(line: Line, labels: Sequence[str]) -> list[Span]:
    """Decode labels into spans, valid or not: ``I-`` and ``E-`` extend the preceding span if it is open and of their type."""
    found: list[Span] = []
    last = ""
    for i, label in enumerate(labels):
        if label != "O":
            if label[0] in "IE" and last and last[0] in "BI" and last[2:] == label[2:]:
                found[-1] = Span(found[-1].start, line.ends[i], found[-1].type)
            else:
                found.append(Span(line.starts[i], line.ends[i], label[2:]))  # type: ignore[arg-type]
        last = "" if label == "O" else label
    return found


def follows(label: str, after: str) -> bool:
    """Whether the label ``after`` may follow ``label``.

    Examples
    --------
    >>> follows("B-EVENT", "E-EVENT"), follows("B-EVENT", "O")
    (True, False)
    """
    inside = label[0] in "BI" and label != "O"
    return (after[0] in "IE" and after[2:] == label[2:]) if inside else after[0] in "OBS"
