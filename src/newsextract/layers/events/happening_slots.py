"""Candidates and features for a background event's type, time and status, and for being an item of the programme."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from newsextract.layers.drafts import Event
from newsextract.layers.events import happenings
from newsextract.layers.events.context import Context, per_article
from newsextract.layers.events.happenings import Stretch
from newsextract.layers.events.marks import chance_bin, log_odds, marks, scaled_logs
from newsextract.layers.events.rank import true_traits
from newsextract.layers.events.when import is_too_late
from newsextract.layers.events.words import cues_within, word_class, words_of
from newsextract.models.clusters import clusters_of
from newsextract.records import Time

#: kinds of time that cannot date an event by themselves
_UNDATED = frozenset({"time", "time_range", "duration", "recurring"})
#: maximum candidate times before a stretch and after it on its line, and on earlier lines
MAX_BEFORE, MAX_BEHIND, MAX_EARLIER = 4, 3, 2
#: limits of the distance bins, in characters
DISTANCE_BINS = (2, 8, 20, 45, 90, 180, 360)
#: characters before a time searched for a law, whose year does not date an event
LAW_REACH = 70
#: weights of the words before a stretch, of those before a time, of those between the two, and of a time's kind
WORD_WEIGHT, AHEAD, BETWEEN, KIND_WEIGHT = 0.4, 1.5, 0.9, 2.5
#: weights of what is told, for the main event's day, and of a stretch's traits, for a time before or after publication
MAIN_DAY, OF_DATE = 1.5, 0.5
#: characters before and after a stretch whose words are features; characters before it searched for a word of modality
REACH, MODAL_REACH = 40, 130
#: characters at the start of a line, and on each side of a time, whose words are features; maximum words between a time and a
#: stretch that are
OPENING_REACH, TIME_REACH, MAX_WORDS_BETWEEN = 25, 25, 6
#: characters from an event to a likelier one within which it is beside it, and beyond which their number does not matter; weight of
#: that number and of a confidence
BESIDE, FAR, OF_NUMBER = 15, 90, 3

_MODAL = re.compile("|".join(rf"\b{word}\b" if word.isascii() else word for word in word_class("modal")))


def day(value: str | None) -> str:
    """The date of an ISO 8601 value: its day, month or year."""
    return (value or "")[:10]


def times_of(context: Context, one: Stretch) -> list[Time]:
    """The candidate times of a stretch: the nearest on its line, the last on earlier lines, and the day that heads its list."""
    start, end = context.line(one.start)
    inline = [time for time in context.times_in(start, end) if _may_date(context, time)]
    k = bisect_left([time.start for time in inline], one.start)
    before, behind = inline[max(0, k - MAX_BEFORE) : k], inline[k : k + MAX_BEHIND]
    at = bisect_left(context.time_starts, start)
    earlier = [time for time in context.times[max(0, at - 2 * MAX_EARLIER) : at] if _may_date(context, time)]
    heading = happenings.heading_day(context, one.start)
    found = before + behind + earlier[-MAX_EARLIER:]
    return found if heading is None or heading in found else [*found, heading]


def span_of(time: Time) -> tuple[str | None, str | None]:
    """Start and end of a time; the end is None unless it is after the start."""
    if time.kind == "list" and time.values:
        return min(time.values), max(time.values)
    return time.value, time.end_value if (time.end_value or "") > (time.value or "") else None


def _may_date(context: Context, time: Time) -> bool:
    """Whether a time may date an event: not a clock time alone, not inside a name, and not centuries ahead."""
    if not time.value or time.value[0] == "T" or time.kind in _UNDATED or is_too_late(context, time):
        return False
    return not context.in_name(time.start, time.end)


def time_features(context: Context, one: Stretch, times: Sequence[Time], main: Event, part: float) -> list[dict[str, float]]:
    """Features of each time, then of the main event's day, then of no time.

    ``part`` is the probability of being an item of the main event's programme.
    """
    before = words_of(context, max(0, one.start - 20), one.start)[-2:]
    told = _of_telling(context, one, main, part)
    plain = _stretch_traits(context, one, times)
    rows = [
        _of_time(context, one, time, times, main)
        | _around_time(context, one, time)
        | {f"{happenings.relation(time, context.published)} {name}": OF_DATE for name in plain}
        for time in times
    ]
    rows.append(
        dict.fromkeys([f"main {name}" for name in plain], 1.0)
        | dict.fromkeys([f"main before {word}" for word in before], 1.0)
        | {"main": float(bool(main.start)), "part": part, "no day": float(not main.start)}
        | {f"main's day, {name}": MAIN_DAY * value for name, value in told.items()}
    )
    rows.append(
        dict.fromkeys([f"none before {word}" for word in before], WORD_WEIGHT)
        | {"none": 1.0, "none part": part, "none under a day": float("under a day" in plain)}
        | {f"no day, {name}": value for name, value in told.items()}
    )
    return rows


def _of_telling(context: Context, one: Stretch, main: Event, part: float) -> dict[str, float]:
    """Features of what a stretch tells and where, and of the main event and its day, for the main event's day and for none."""
    read = _kinds_read(context, one)
    share = (one.start - context.body) / max(1, len(context.text) - context.body)
    first, here = day(main.start), day(context.published)
    order = "none" if not first else "now" if first == here else "over" if first < here else "later"
    line, _ = context.line(one.start)
    traits = {
        f"kind {max(range(len(read)), key=read.__getitem__)}": True,
        f"share {int(share * 4)}": True,
        "lead": one.start < context.lead[1],
        "headline": one.end <= context.body,
        f"part {int(part * 5)}": True,
        f"main {main.type}": True,
        f"main day {order}": True,
        "main range": main.end and day(main.end) != first,
    }
    before = words_of(context, max(0, one.start - happenings.WORDS_BEFORE), one.start)[-6:]
    return (
        true_traits(traits)
        | {f"read {k}": value for k, value in enumerate(read)}
        | dict.fromkeys([f"opens {word}" for word in words_of(context, line, line + OPENING_REACH)[:2]], 0.5)
        | dict.fromkeys([f"word {word}" for word in words_of(context, one.start, one.end)[:4]], 0.4)
        | dict.fromkeys([f"wider {word}" for word in before], 0.3)
        | dict.fromkeys([f"next {word}" for word in words_of(context, one.end, one.end + happenings.WORDS_AFTER)[:2]], 0.3)
    )


def _around_time(context: Context, one: Stretch, time: Time) -> dict[str, float]:
    """Features of whether the encoder reads an event in a time, of the words beside it, and of those between it and a stretch."""
    marked = marks(context)
    told = float(marked.whole[marked.within(time.start, time.end)].max())
    low, high = min(time.end, one.end), max(time.start, one.start)
    behind = time.start >= one.end
    words = words_of(context, low, high) if behind or time.end <= one.start else []
    side = "behind" if behind else "before"
    nearest = words[:MAX_WORDS_BETWEEN] if behind else words[-MAX_WORDS_BETWEEN:]
    return (
        {f"told {chance_bin(told)}": 1.0}
        | dict.fromkeys([f"ahead {word}" for word in words_of(context, time.start - TIME_REACH, time.start)[-2:]], AHEAD)
        | dict.fromkeys([f"next {word}" for word in words_of(context, time.end, time.end + TIME_REACH)[:2]], 0.5)
        | dict.fromkeys([f"between, {side} {word}" for word in nearest], BETWEEN)
    )


def _of_time(context: Context, one: Stretch, time: Time, times: Sequence[Time], main: Event) -> dict[str, float]:
    gap = max(time.start - one.end, one.start - time.end, 0)
    side = "within" if time.start < one.end and one.start < time.end else "before" if time.start < one.start else "behind"
    step = bisect_left(DISTANCE_BINS, gap)
    between = sum(min(time.end, one.end) <= other.start < max(time.start, one.start) for other in times)
    start, _ = context.line(one.start)
    place = side if time.start >= start else "earlier"
    sort = happenings.relation(time, context.published)
    between_text = context.text[min(time.end, one.end) : max(time.start, one.start)]
    ahead = context.text[max(0, time.start - LAW_REACH) : time.start]
    traits = {
        f"{place} {step}": True,
        f"{place} past {min(between, 3)}": True,
        f"{place} {sort}": True,
        f"after {happenings.word_before(context, time.start)}": True,
        f"spaces {min(between_text.count(' '), 5)} {place}": True,
        f"of a law {len(time.value or '')}": any(word in ahead for word in word_class("law")),
        "the main day": main.start and day(time.value) == day(main.start),
        "heading": time == happenings.heading_day(context, one.start),
        "only one": len(times) == 1,
        "said": context.in_statement(time.start),
        f"{place} {context.language}": True,
    }
    return true_traits(traits) | {f"kind {time.kind}": KIND_WEIGHT}


def _stretch_traits(context: Context, one: Stretch, times: Sequence[Time]) -> list[str]:
    """Traits of a stretch that do not depend on a particular time."""
    start, _ = context.line(one.start)
    own = [time for time in times if time.start >= start]
    near = any(one.start - 60 < time.end and time.start < one.end + 60 for time in own)
    found = ["any", f"language {context.language}", f"near {near}", f"times {min(len(own), 2)}"]
    if happenings.heading_day(context, one.start):
        found.append("under a day")
    if context.in_statement(one.start):
        found.append("said")
    if context.in_anchor(one.start):
        found.append("anchor")
    return found + [f"cue {name}" for name in sorted(set(cues_within(context, one.start, one.end)))]


def kind_features(context: Context, one: Stretch, main: Event) -> dict[str, float]:
    """Features of the type of a background event: its words and cues, the words before it, the main event's type."""
    names = cues_within(context, one.start, one.end)
    words = words_of(context, one.start, one.end)
    found = {"bias": 1.0, f"main {main.type}": 0.5, f"language {context.language}": 0.5}
    found.update(dict.fromkeys((f"cue {name}" for name in names), 1.0))
    found.update(dict.fromkeys((f"word {word}" for word in words), 0.6))
    found.update(dict.fromkeys((f"group {group}" for word in words[:4] for group in clusters_of(word)), 0.5))
    found.update(dict.fromkeys((f"first {word}" for word in words[:1]), 1.0))
    found.update(dict.fromkeys((f"beside {word}" for word in words_of(context, max(0, one.start - REACH), one.start)), 0.4))
    found.update(dict.fromkeys((f"entity {e.type}" for e in context.entities_in(one.start, one.end)), 0.5))
    found.update({f"read {k}": value for k, value in enumerate(_kinds_read(context, one))})
    return found


@per_article
def _kinds_read(context: Context, one: Stretch) -> list[float]:
    """Scaled logarithms of the encoder's probability of each type, in the mean over a stretch."""
    marked = marks(context)
    return scaled_logs(marked.others[marked.within(one.start, one.end)].mean(axis=0))


def _modal_before(context: Context, at: int) -> str:
    """The last word before an offset that tells whether something is done, planned or wanted (ได้, จะ, ให้, will); - if none."""
    low = max(context.line(at)[0], at - MODAL_REACH)
    return ([found[0] for found in _MODAL.finditer(context.text, low, at)] or ["-"])[-1]


def status_features(context: Context, one: Stretch, start: str | None, end: str | None) -> dict[str, float]:
    """Features of the status: the days relative to publication, and the words before, in and after the stretch."""
    here = context.published or ""
    found = {"bias": 1.0}
    if start and here:
        first, last = day(start), day(end) or day(start)
        size = {4: "year", 7: "month"}.get(len(first), "day")
        sort = "later" if first > here[: len(first)] else "over" if last < here[: len(last)] else "now"
        found |= {f"{size} {sort}": 1.0, f"{sort} {'span' if end else 'point'}": 1.0}
    else:
        found["no day"] = 1.0
    before = words_of(context, max(0, one.start - REACH), one.start)
    found.update(dict.fromkeys((f"before {word}" for word in before), 0.7))
    found[f"modal {_modal_before(context, one.start)}"] = 1.0
    found.update({f"read {k}": value for k, value in enumerate(_kinds_read(context, one))})
    found.update(dict.fromkeys((f"word {word}" for word in words_of(context, one.start, one.end)), 0.6))
    found.update(dict.fromkeys((f"behind {word}" for word in words_of(context, one.end, one.end + REACH)[:3]), 0.5))
    return found


def part_features(context: Context, one: Stretch, main: Event) -> dict[str, float]:
    """Features of being an item of the main event's programme."""
    start, _ = context.line(one.start)
    share = (one.start - context.body) / max(1, len(context.text) - context.body)
    near = context.times_in(one.start - happenings.TIMES_REACH, one.end + happenings.TIMES_REACH)
    days = {day(t.value) for t in near if t.value and t.value[0] != "T"}
    traits = {
        "bias": True,
        "dated": days,
        "main day": main.start and day(main.start) in days,
        "another day": days - {day(main.start)},
        f"main {main.type}": True,
        "said": context.in_statement(one.start),
        "anchor": context.in_anchor(one.start),
        "headline": one.end <= context.body,
        f"share {int(share * 5)}": True,
        "list": context.text[start : start + 4].strip()[:1] in "-•123456789" and start >= context.body,
        f"modal {_modal_before(context, one.start)}": True,
    }
    before = words_of(context, max(0, one.start - REACH), one.start)[-4:]
    cues = cues_within(context, one.start, one.end)
    words = [f"opens {word}" for word in words_of(context, start, start + OPENING_REACH)[:2]]
    words += [f"word {word}" for word in words_of(context, one.start, one.end)]
    found = dict.fromkeys([*(f"before {word}" for word in before), *(f"cue {name}" for name in cues)], 1.0)
    for k, value in enumerate(_kinds_read(context, one)):
        found |= {f"read {k}": value, f"{main.type} {k}": value}
    return true_traits(traits) | found | dict.fromkeys(words, 0.5)


def told_features(
    context: Context, event: Event, main: Event, others: Sequence[Event], chance: float, placed: bool | None = None
) -> dict[str, float]:
    """Features of whether an event is told: the chance of its words, what is known of it, how near a likelier one is (``others``).

    ``placed`` is whether it has a venue, if that is not known yet.
    """
    about, places = event.slots["about"][0], [other.slots["about"][0] for other in others]
    gap = min((max(at.start - about.end, about.start - at.end, 0) for at in places), default=FAR)
    first = day(event.start)
    sort = "main" if first and first == day(main.start) else len(first)
    named = any((event.name.th, event.name.en))
    placed = event.place.venue is not None if placed is None else placed
    known = bool(first or event.end or named or placed)
    numbers = {"gap": min(gap, FAR) / FAR, "type": event.confidence["type"], "start": event.confidence["start"]}
    names = [f"{event.type} {known}", f"known {known}", f"day {sort}", f"{context.language} named {named}", f"placed {placed}"]
    return (
        {"bias": 1.0, "likely": log_odds(chance), "beside": float(gap < BESIDE)}
        | {name: OF_NUMBER * value for name, value in numbers.items()}
        | dict.fromkeys(names, 1.0)
    )
