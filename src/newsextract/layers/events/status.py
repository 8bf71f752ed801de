"""The status of the main event on the day of publication: occurred, ongoing, scheduled or cancelled."""

from __future__ import annotations

import re
from typing import get_args

from newsextract.data import read_csv
from newsextract.layers.events.context import Context
from newsextract.layers.events.rank import model, true_traits
from newsextract.layers.events.words import any_of
from newsextract.records import EventType, Status

STATUSES: tuple[Status, ...] = get_args(Status)
_WORDS = {row["class"]: re.compile(any_of(row["words"].split("|"))) for row in read_csv("events/status.csv")}
#: characters of the anchor searched for words of each status, and for a cancellation
WORDS_REACH, OFF_REACH = 400, 200


def features(context: Context, kind: EventType, start: str | None, end: str | None) -> dict[str, float]:
    """Features of the event's days relative to publication, and of the status words in headline and lead."""
    begins, until = _order(start, context.published), _order(end, context.published)
    days = f"{begins}, {until}"
    low, high = context.anchor
    status_words = {
        f"{name} in {zone}": pattern.search(context.text, a, b)
        for name, pattern in _WORDS.items()
        for zone, a, b in (("headline", 0, context.body), ("lead", low, min(high, low + WORDS_REACH)))
    }
    names = ("bias", days, f"begins {begins}", kind, f"{kind}|{begins}", f"{kind}|{days}")
    found = dict.fromkeys(names, 1.0) | true_traits(status_words)
    return found | {f"{name}|{begins}": 1.0 for name, holds in status_words.items() if holds}


def _order(day: str | None, published: str | None) -> str:
    """Whether a day is before, the same as or after the day of publication, compared at their common precision."""
    if not day or not published:
        return "unknown" if day else "none"
    length = min(len(day), 10, len(published))
    return "same" if day[:length] == published[:length] else "after" if day[:length] > published[:length] else "before"


def status(context: Context, kind: EventType, start: str | None, end: str | None) -> tuple[Status, float]:
    """The likeliest status and its confidence; cancelled if headline or lead say so, scheduled if it starts after publication."""
    low, high = context.anchor
    if any(_WORDS["cancelled"].search(context.text, a, b) for a, b in ((0, context.body), (low, min(high, low + OFF_REACH)))):
        return "cancelled", model("status").calibrated(0.0)
    row = features(context, kind, start, end)
    chances = model("status").class_probabilities(row)
    if "begins after" in row:
        return "scheduled", model("status").calibrated(chances["scheduled"])
    best = max(model("status").classes, key=chances.__getitem__)
    return best, model("status").calibrated(chances[best])  # type: ignore[return-value]
