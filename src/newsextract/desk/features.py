"""Features of an event for a model of the user's own types: its codes, the words around it, and the codebook's rules."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from math import sqrt

from newsextract.desk.codebook import Codebook, Span, naming_spans
from newsextract.records import Event, Record
from newsextract.thai.tokens import tokenize

#: maximum characters read: of the body's beginning for the main event, of each evidence sentence for another
_LEAD = 400


def features(record: Record, event: Event, codebook: Codebook) -> dict[str, float]:
    """The features of an event; the words that name it, and the words around it, are scaled to the norm of the nine codes (3)."""
    spans = naming_spans(record, event)
    body = len(record.text.partition("\n")[0])
    around = [(body, body + _LEAD)] if event.main else [(one.start, min(one.end, one.start + _LEAD)) for one in event.evidence]
    found = dict.fromkeys([*_codes(event), *_by_words(record, event, codebook, spans, around)], 1.0)
    for prefix, where in (("named", spans), ("around", around)):
        words = list(dict.fromkeys(word for start, end in where for word in _words(record.text[start:end])))
        found |= {f"{prefix}:{word}": 3.0 / sqrt(len(words)) for word in words}
    return found


def _codes(event: Event) -> list[str]:
    chief = event.participants[0] if event.participants else None
    return [
        "bias",
        f"type={event.type}",
        f"status={event.status}",
        f"main={event.main}",
        f"part={chief.part if chief else 'none'}",
        f"who={chief.who.type if chief else 'none'}",
        f"mode={event.place.mode or 'none'}",
        f"abroad={event.place.country not in {None, 'TH'}}",
    ]


def _by_words(record: Record, event: Event, codebook: Codebook, spans: list[Span], around: list[Span]) -> Iterable[str]:
    """The codebook's first matching rule, and its types with a word in the event's name or around it."""
    yield f"rule={next((name for name, one in codebook.types.items() if one.fits(event, record.text, spans)), 'none')}"
    for name, one in codebook.types.items():
        for at, where in (("named", spans), ("near", around)):
            if one.words.first(record.text, where):
                yield f"{at}={name}"


def _words(text: str) -> Iterable[str]:
    tokens = tokenize(text)
    words = [
        norm.lower()
        for norm, kind in zip(tokens.norms, tokens.kinds, strict=True)
        if kind in {"thai", "latin", "abbreviation"} and norm.strip()
    ]
    yield from words
    yield from (f"{one} {other}" for one, other in pairwise(words))
