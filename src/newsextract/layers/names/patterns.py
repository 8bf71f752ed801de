"""Context patterns that override the model: names that it missed, and words that it mistook for names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from newsextract.data import read_csv
from newsextract.layers.names.consistency import Tagged
from newsextract.layers.names.spans import Span, touching


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    type: str  # of the group ``name``, or "none" if that is never a name
    needs: list[str]  # words of which every text with a match has one: most texts have none, which is quickly seen


def pattern_rows() -> list[dict[str, str]]:
    """The rows of the patterns, in which alternatives that several share (``{body}``) are put in."""
    rows = read_csv("entities/patterns.csv")
    shared = {row["type"]: row["pattern"] for row in rows if row["type"].startswith("{")}
    whole = partial(re.sub, r"\{[a-z_]+\}", lambda found: shared[found[0]])
    return [row | {"pattern": whole(row["pattern"])} for row in rows if row["type"] not in shared]


_RULES = [_Rule(re.compile(row["pattern"]), row["type"], row["needs"].split("|")) for row in pattern_rows()]


def _hits(text: str) -> list[tuple[tuple[int, int], str]]:
    rules = (rule for rule in _RULES if any(map(text.__contains__, rule.needs)))
    return [(match.span("name"), rule.type) for rule in rules for match in rule.pattern.finditer(text)]


def apply_patterns(article: Sequence[Tagged], text: str) -> list[Tagged]:
    """An article's lines without the spans that a pattern excludes, and with the names that a pattern finds."""
    hits = _hits(text)
    never = {place for place, kind in hits if kind == "none"}
    found = [Tagged(tagged.line, [span for span in tagged.spans if span[:2] not in never]) for tagged in article]
    starts = [tagged.line.starts[0] for tagged in found]
    for (start, end), kind in hits:
        at = bisect_right(starts, start) - 1
        if kind != "none" and at >= 0:
            _mark(found[at], start, end, kind)
    return found


def _mark(tagged: Tagged, start: int, end: int, kind: str) -> None:
    """Add a name to a line's spans if all spans that it touches give way."""
    spans = tagged.spans
    touched = touching(spans, start, end)
    if touched and _runs_into(tagged, touched[0], start, end, kind):
        at, first = bisect_left(spans, touched[0]), bisect_left(tagged.line.starts, start)
        body = touched[0]._replace(end=tagged.line.ends[first - 1])
        spans[at : at + 1], touched = [body] if kind == "PERSON" else [], []
    if tagged.line.on_tokens(start, end) and all(_gives_way(span, start, end, kind) for span in touched):
        first = bisect_left(spans, touched[0] if touched else (start,))
        spans[first : first + len(touched)] = [Span(start, end, kind)]  # type: ignore[arg-type]


def _runs_into(tagged: Tagged, span: Span, start: int, end: int, kind: str) -> bool:
    """Whether an English body or place runs on into a person's name, or a person into the body that he heads (Commissioner of the …)."""
    others = span.type not in {"PERSON", "EVENT"} if kind == "PERSON" else (kind, span.type) == ("ORGANIZATION", "PERSON")
    return (
        others
        and span.start < start
        and span.end == end
        and tagged.line.words[bisect_left(tagged.line.starts, start)].isascii()
    )


def _gives_way(span: Span, start: int, end: int, kind: str) -> bool:
    """Whether a span of the model gives way to a pattern's name: as a part of it, or as the same words with another type."""
    if (span.start, span.end) == (start, end):
        return kind != "EVENT" or span.type in {"LOCATION", "FACILITY", "EVENT"}
    inside = start <= span.start and span.end <= end
    return inside and (kind in {"EVENT", span.type} or (kind in {"ORGANIZATION", "PERSON"} and span.type == "LOCATION"))
