"""The layer, and the search for entities in a bare text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from newsextract.layers.drafts import Entity
from newsextract.layers.findings import Findings, Found
from newsextract.layers.names import canonical, crf, edges, features, persons, places, plain, repair
from newsextract.layers.names.consistency import Tagged, agree
from newsextract.layers.names.gazetteer import Gazetteer
from newsextract.layers.names.spans import LONGEST, Span, decode, touching
from newsextract.page import Article
from newsextract.thai.tokens import tokenize

#: the length of a year and a month
_MONTH = 7


def find(article: Article, findings: Findings, *, gazetteer: Gazetteer | None = None) -> Found[Entity]:
    """The article's entities, as :func:`search` gives them.

    The words of dates found before are no names: ก.พ. is February and the Civil Service Commission.
    """
    dates = [(time.start, time.end) for time in findings.times if time.value and len(time.value) >= _MONTH]
    return Found(search(article.text, gazetteer=gazetteer, dates=dates))


def search(text: str, *, gazetteer: Gazetteer | None = None, dates: Sequence[tuple[int, int]] = ()) -> list[Entity]:
    """Named entities: flat, outermost, maximal proper names, in order.

    Parameters
    ----------
    text
        The text, the headline on its first line.
    gazetteer
        A user's names, which win over what the model says.
    dates
        Where days and months of the calendar are written, in order.

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
    found = list(_beside(spans(text, gazetteer=gazetteer), dates, text))
    return canonical.entities(found, text, gazetteer)


def spans(text: str, *, gazetteer: Gazetteer | None = None) -> list[Span]:
    """The same as bare spans, before names and ids."""
    tagger = crf.model()
    lines = features.lines(text, tokenize(text))
    tagged = zip(lines, tagger.tag(lines), strict=True)
    read = [
        places.add(Tagged(line, [s for s in decode(line, labels) if s.end - s.start <= LONGEST])) for line, labels in tagged
    ]
    agreed = agree(edges.settle(persons.settle(plain.settle(read, text)), text))
    kept = [span for span in agreed if not (edges.dropped(span, text) or places.in_other_name(span, text))]
    found = repair.all_of(kept, text)
    if gazetteer:
        own = [span for line in lines for span in _gazetteer_spans(line, gazetteer)]
        found = sorted([*(span for span in found if not touching(own, span.start, span.end)), *own])
    return found


def _beside(found: Iterable[Span], dates: Sequence[tuple[int, int]], text: str) -> Iterator[Span]:
    """The names without those that are part of a date, and without the day behind a name that is no event's."""
    ends = [end for _, end in dates]
    for span in found:
        date = next(iter(dates[bisect_right(ends, span.start) :][:1]), None)
        if date is None or span.end <= date[0] or span.type == "EVENT" or (span.start < date[0] and span.end >= date[1]):
            yield span
        elif span.start < date[0]:
            yield span._replace(end=span.start + len(text[span.start : date[0]].rstrip(" (")))


def _gazetteer_spans(line: features.Line, gazetteer: Gazetteer) -> list[Span]:
    found = gazetteer.phrases.within(line.words)
    return [Span(line.starts[i], line.ends[end - 1], gazetteer.rows[name][0]) for i, end, name in found]
