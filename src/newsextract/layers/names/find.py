"""The layer: find the entities of an article or of a bare text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from newsextract.layers.drafts import Entity
from newsextract.layers.findings import Findings, Found
from newsextract.layers.names import canonical, crf, edges, features, patterns, persons, places, repair
from newsextract.layers.names.consistency import Tagged, make_consistent
from newsextract.layers.names.gazetteer import Gazetteer
from newsextract.layers.names.spans import MAX_LENGTH, Span, decode, touching
from newsextract.page import Article
from newsextract.thai.tokens import tokenize

#: length of a year and month (2024-05)
_MONTH = 7


def find(article: Article, findings: Findings, *, gazetteer: Gazetteer | None = None) -> Found[Entity]:
    """Find the article's entities (see :func:`search`).

    Words of the dates found before are not names: ก.พ. is both February and the Civil Service Commission.
    """
    dates = [(time.start, time.end) for time in findings.times if time.value and len(time.value) >= _MONTH]
    return Found(search(article.text, gazetteer=gazetteer, dates=dates))


def search(text: str, *, gazetteer: Gazetteer | None = None, dates: Sequence[tuple[int, int]] = ()) -> list[Entity]:
    """Find named entities: flat, outermost, maximal proper names, in order.

    Parameters
    ----------
    text
        The text, the headline on its first line.
    gazetteer
        The user's names, which override the model.
    dates
        Spans of calendar dates that name at least a month, in order.

    Returns
    -------
    list[Entity]
        With ``text[start:end]`` as written, type, canonical ``name``, ``id`` shared by the mentions of one thing, and ``iso``
        for countries and Thai provinces.

    Examples
    --------
    >>> [(e.text, e.type, e.iso) for e in search("นายสมหมาย ใจกว้าง เดินทางไปจังหวัดเลย")]
    [('นายสมหมาย ใจกว้าง', 'PERSON', None), ('จังหวัดเลย', 'LOCATION', 'TH-42')]
    """
    found = list(_outside_dates(spans(text, gazetteer=gazetteer), dates, text))
    return canonical.entities(found, text, gazetteer)


def spans(text: str, *, gazetteer: Gazetteer | None = None) -> list[Span]:
    """Find the same names as bare spans, without canonical names and ids."""
    tagger = crf.model()
    lines = features.lines(text, tokenize(text))
    tagged = zip(lines, tagger.tag(lines), strict=True)
    read = [
        places.add(Tagged(line, [s for s in decode(line, labels) if s.end - s.start <= MAX_LENGTH])) for line, labels in tagged
    ]
    consistent = make_consistent(edges.sharpen_all(persons.cut_persons(patterns.apply_patterns(read, text)), text))
    kept = [span for span in consistent if not (edges.is_excluded(span, text) or places.is_no_place(span, text))]
    found = repair.repair_all(places.with_states(kept, text), text)
    if gazetteer:
        own = [
            Span(line.starts[i], line.ends[end - 1], gazetteer.rows[name][0])
            for line in lines
            for i, end, name in gazetteer.phrases.within(line.words)
        ]
        found = sorted([*(span for span in found if not touching(own, span.start, span.end)), *own])
    return found


def _outside_dates(found: Iterable[Span], dates: Sequence[tuple[int, int]], text: str) -> Iterator[Span]:
    """Drop names that begin inside a date and cut names that end inside one; events and names around a date stay."""
    ends = [end for _, end in dates]
    for span in found:
        date = next(iter(dates[bisect_right(ends, span.start) :][:1]), None)
        if date is None or span.end <= date[0] or span.type == "EVENT" or (span.start < date[0] and span.end >= date[1]):
            yield span
        elif span.start < date[0]:
            yield span._replace(end=span.start + len(text[span.start : date[0]].rstrip(" (")))
