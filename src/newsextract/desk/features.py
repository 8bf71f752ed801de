"""What a model of the user's own event types sees of an event: our type, its parts, the words that name it, and the codebook's."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from math import sqrt

from newsextract.desk.codebook import Codebook, Span, said_spans
from newsextract.records import Event, Record
from newsextract.thai.tokens import tokenize

#: characters of the body's beginning that are read of a main event, and of the sentences that report another
_LEAD = 400


def features(record: Record, event: Event, codebook: Codebook) -> dict[str, float]:
    """The features of an event; the words that name it together weigh as much as the codes, and so do those around it."""
    spans = said_spans(record, event)
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
    """Which rule of the codebook holds, and which of its types have a word where the event is named or around it."""
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
