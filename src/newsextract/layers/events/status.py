"""The status of the main event on the day of publication: occurred, ongoing, scheduled or cancelled."""

from __future__ import annotations

import re
from typing import get_args

from newsextract.data import read_csv
from newsextract.layers.events.context import Context
from newsextract.layers.events.rank import model, true_traits
from newsextract.layers.events.when import SAID, When, is_today
from newsextract.layers.events.words import lead_words
from newsextract.records import EventType, Status
from newsextract.thai.text import any_of

STATUSES: tuple[Status, ...] = get_args(Status)
_WORDS = {row["class"]: re.compile(any_of(row["words"].split("|"))) for row in read_csv("events/status.csv")}
#: characters of the anchor searched for words of each status, and for a cancellation
WORDS_REACH, OFF_REACH = 400, 200
#: types of events that may last beyond the day of publication; types of which a part is news, not the whole
SPANNING = frozenset({"ceremony", "visit", "training", "meeting", "programme", "notice"})
PASSING = frozenset({"ceremony", "visit", "talks", "disaster"})
#: what announces an event later today; characters after "today" searched for it
_LATER_TODAY, LATER_REACH = re.compile(r"จะ|มีกำหนด|พร้อมลงพื้นที่|\bwill\b"), 200


def features(context: Context, kind: EventType, start: str | None, end: str | None) -> dict[str, float]:
    """Features of the event's days relative to publication, of the lead's words, and of the status words in it and the headline."""
    begins, until = _order(start, context.published), _order(end, context.published)
    days = f"{begins}, {until}"
    low, high = context.anchor
    status_words = {
        f"{name} in {zone}": pattern.search(context.text, a, b)
        for name, pattern in _WORDS.items()
        for zone, a, b in (("headline", 0, context.body), ("lead", low, min(high, low + WORDS_REACH)))
    }
    names = ("bias", days, f"begins {begins}", kind, f"{kind}|{begins}", f"{kind}|{days}")
    found = dict.fromkeys(names, 1.0) | true_traits(status_words) | lead_words(context)
    return found | {f"{name}|{begins}": 1.0 for name, holds in status_words.items() if holds}


def _order(day: str | None, published: str | None) -> str:
    """Whether a day is before, the same as or after the day of publication, compared at their common precision."""
    if not day or not published:
        return "unknown" if day else "none"
    length = min(len(day), 10, len(published))
    return "same" if day[:length] == published[:length] else "after" if day[:length] > published[:length] else "before"


def after_publication(context: Context, day: str | None) -> bool:
    """Whether a day is after the day of publication."""
    return _order(day, context.published) == "after"


def status(context: Context, kind: EventType, time: When) -> tuple[Status, float]:
    """The likeliest status that the event's days allow, and its confidence.

    Cancelled if headline or lead say so, scheduled if it starts after publication, not scheduled if it is over, told or of
    today, and not over if it is to last: only an end found elsewhere may be that of a longer event, of which this one is the
    opening or a visit.
    """
    if _is_off(context):
        return "cancelled", model("status").calibrated(0.0)
    row = features(context, kind, time.start, time.end)
    chances = model("status").class_probabilities(row)
    if "begins after" in row and kind not in SAID:
        return "scheduled", model("status").calibrated(chances["scheduled"])
    excluded = _excluded(context, kind, time)
    possible = [one for one in STATUSES if one in chances and one not in excluded]
    best = max(possible, key=chances.__getitem__)
    return best, model("status").calibrated(chances[best] / sum(map(chances.__getitem__, possible)))


def _excluded(context: Context, kind: EventType, time: When) -> set[str]:
    """The statuses that the event's days do not allow."""
    told = kind in SAID or _is_of_today(context, time)
    lasts = after_publication(context, time.end) and kind in SPANNING and not (time.widened and kind in PASSING)
    over = _order(time.end or time.start, context.published) == "before"
    return {"occurred" if lasts else "", "scheduled" if over or told else ""}


def _is_off(context: Context) -> bool:
    """Whether headline or lead say that the event is cancelled."""
    low, high = context.anchor
    zones = (0, context.body), (low, min(high, low + OFF_REACH))
    return any(_WORDS["cancelled"].search(context.text, *zone) for zone in zones)


def _is_of_today(context: Context, time: When) -> bool:
    """Whether a time is today's, and nothing behind it announces what is still to come (11 of 11 scheduled ones had occurred)."""
    day = time.mentions[0] if time.mentions else None
    if day is None or not is_today(day):
        return False
    stop = min(context.line(day.end)[1], day.end + LATER_REACH)
    return not _LATER_TODAY.search(context.text, day.end, stop)
