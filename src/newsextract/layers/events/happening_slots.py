"""What sort of happening a stretch tells, when it was and whether it is over: the candidates and features of the choices."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from newsextract.layers.drafts import Event
from newsextract.layers.events.agenda import Agenda
from newsextract.layers.events.context import Context
from newsextract.layers.events.happenings import NEAR, Stretch, relation, word_before
from newsextract.layers.events.marks import logs, marks
from newsextract.layers.events.rank import holding
from newsextract.layers.events.words import cues_within, word_class, words_of
from newsextract.models.clusters import clusters_of
from newsextract.records import Time

#: kinds of times that date nothing by themselves
_UNDATED = frozenset({"time", "time_range", "duration", "recurring"})
#: maximum times weighed before a stretch and behind it, and in lines before
BEFORE, BEHIND, EARLIER = 4, 3, 2
#: steps of distances, in characters
STEPS = (2, 8, 20, 45, 90, 180, 360)
#: lowest probability of another stretch to which a time may belong
RIVAL = 0.25
#: characters before a time in which a law is looked for
LAW = 70
#: weight of the words before a stretch
WORD = 0.4
#: characters around a stretch whose words count too
BESIDE = 40


def day(value: str | None) -> str:
    """The day, month or year of an ISO 8601 value."""
    return (value or "")[:10]


def times_of(context: Context, one: Stretch) -> list[Time]:
    """The times that may date a stretch: those of its line nearest to it, then the last ones of earlier lines."""
    start, end = context.line(one.start)
    inline = [time for time in context.times_in(start, end) if _dates(context, time)]
    k = bisect_left([time.start for time in inline], one.start)
    before, behind = inline[max(0, k - BEFORE) : k], inline[k : k + BEHIND]
    at = bisect_left(context.time_starts, start)
    earlier = [time for time in context.times[max(0, at - 2 * EARLIER) : at] if _dates(context, time)]
    heading = day_above(context, one)
    found = before + behind + earlier[-EARLIER:]
    return found if heading is None or heading in found else [*found, heading]


def day_above(context: Context, one: Stretch) -> Time | None:
    """The day that is the heading of the list in which a stretch stands."""
    line = Agenda.read(context).line(one.start)
    return line.day if line else None


def span_of(time: Time) -> tuple[str | None, str | None]:
    """Start and end that a time gives; the end only where it is another day."""
    if time.kind == "list" and time.values:
        return min(time.values), max(time.values)
    return time.value, time.end_value if time.end_value != time.value else None


def _dates(context: Context, time: Time) -> bool:
    """Whether a time may date an event: not an hour alone, and not in a name."""
    if not time.value or time.value[0] == "T" or time.kind in _UNDATED:
        return False
    return not context.named(time.start, time.end)


def time_features(
    context: Context, one: Stretch, times: Sequence[Time], main: Event, others: Sequence[Stretch], part: float
) -> list[dict[str, float]]:
    """Named features of each time, then of the main event's day, then of none.

    ``others`` are the article's stretches, ``part`` the probability of being an item of the main event's programme.
    """
    sentence = _sentence(context, one)
    plain = _plain(context, one, times)
    rows = [
        _of_time(context, one, time, times, main, sentence)
        | _beside_others(one, time, others)
        | {f"{relation(time, context.published)} {name}": 0.5 for name in plain}
        for time in times
    ]
    rows.append(
        {f"main {name}": 1.0 for name in plain}
        | {"main": float(bool(main.start)), "part": part, "no day": float(not main.start)}
    )
    rows.append(
        {f"none {name}": WORD if name.startswith("before") else 1.0 for name in plain} | {"none": 1.0, "none part": part}
    )
    return rows


def _sentence(context: Context, one: Stretch) -> tuple[int, int]:
    """From the last wide gap or full stop before a stretch to the next behind it."""
    start, end = context.line(one.start)
    left = max(context.text.rfind(mark, start, one.start) for mark in ("  ", ". ", "; "))
    rights = [at for mark in ("  ", ". ", "; ") if (at := context.text.find(mark, one.end, end)) >= 0]
    return max(start, left), min([end, *rights])


def _of_time(
    context: Context, one: Stretch, time: Time, times: Sequence[Time], main: Event, sentence: tuple[int, int]
) -> dict[str, float]:
    gap = max(time.start - one.end, one.start - time.end, 0)
    side = "within" if time.start < one.end and one.start < time.end else "before" if time.start < one.start else "behind"
    step = bisect_left(STEPS, gap)
    between = sum(min(time.end, one.end) <= other.start < max(time.start, one.start) for other in times)
    start, _ = context.line(one.start)
    place = side if time.start >= start else "earlier"
    sort = relation(time, context.published)
    between_text = context.text[min(time.end, one.end) : max(time.start, one.start)]
    traits = {
        f"{place} {step}": True,
        f"{place} past {min(between, 3)}": True,
        f"{place} {sort}": True,
        f"kind {time.kind}": True,
        f"after {word_before(context, time.start)}": True,
        f"spaces {min(between_text.count(' '), 5)} {place}": True,
        f"of a law {len(time.value or '')}": _law_before(context, time),
        "same sentence": sentence[0] <= time.start < sentence[1],
        "the main day": main.start and day(time.value) == day(main.start),
        "heading": time == day_above(context, one),
        "only one": len(times) == 1,
        "said": context.in_said(time.start),
        f"{place} {context.language}": True,
    }
    return holding(traits)


def _law_before(context: Context, time: Time) -> bool:
    """Whether a law is named right before a time: its year is no day of an event."""
    left = context.text[max(0, time.start - LAW) : time.start]
    return any(word in left for word in word_class("law"))


def _beside_others(one: Stretch, time: Time, others: Sequence[Stretch]) -> dict[str, float]:
    """Whether a time stands nearer to another stretch, or another one stands between."""
    gap = max(time.start - one.end, one.start - time.end, 0)
    likely = [other for other in others if other.likely >= RIVAL and not (other.start < one.end and one.start < other.end)]
    nearer = [other for other in likely if max(time.start - other.end, other.start - time.end, 0) < gap]
    low, high = min(time.end, one.end), max(time.start, one.start)
    between = [other for other in likely if low <= other.start and other.end <= high]
    return {"rival nearer": float(bool(nearer)), "rivals between": min(len(between), 3) / 3}


def _plain(context: Context, one: Stretch, times: Sequence[Time]) -> list[str]:
    """Traits of a stretch that speak for no time of its own."""
    start, _ = context.line(one.start)
    own = [time for time in times if time.start >= start]
    near = any(one.start - 60 < time.end and time.start < one.end + 60 for time in own)
    found = ["any", f"language {context.language}", f"near {near}", f"times {min(len(own), 2)}"]
    if day_above(context, one):
        found.append("under a day")
    if context.in_said(one.start):
        found.append("said")
    if context.in_anchor(one.start):
        found.append("anchor")
    cues = sorted(set(cues_within(context, one.start, one.end)))
    before = words_of(context, max(0, one.start - 20), one.start)[-2:]
    return found + [f"cue {name}" for name in cues] + [f"before {word}" for word in before]


def kind_features(context: Context, one: Stretch, main: Event) -> dict[str, float]:
    """Named features of the type of a happening: its words, its cues, the words beside it, the main event's type."""
    names = cues_within(context, one.start, one.end)
    words = words_of(context, one.start, one.end)
    found = {"bias": 1.0, f"main {main.type}": 0.5, f"language {context.language}": 0.5}
    found.update(dict.fromkeys((f"cue {name}" for name in names), 1.0))
    found.update(dict.fromkeys((f"word {word}" for word in words), 0.6))
    found.update(dict.fromkeys((f"group {group}" for word in words[:4] for group in clusters_of(word)), 0.5))
    found.update(dict.fromkeys((f"first {word}" for word in words[:1]), 1.0))
    found.update(dict.fromkeys((f"beside {word}" for word in words_of(context, max(0, one.start - BESIDE), one.start)), 0.4))
    found.update(dict.fromkeys((f"entity {e.type}" for e in context.within(one.start, one.end)), 0.5))
    marked = marks(context)
    chances = marked.others[marked.within(one.start, one.end)].mean(axis=0)
    found.update({f"read {k}": value for k, value in enumerate(logs(chances))})
    return found


def status_features(context: Context, one: Stretch, start: str | None, end: str | None) -> dict[str, float]:
    """Named features of the status: the day beside that of publication, and the words before and in the stretch."""
    here = context.published or ""
    found = {"bias": 1.0}
    if start and here:
        first, last = day(start), day(end) or day(start)
        size = {4: "year", 7: "month"}.get(len(first), "day")
        sort = "later" if first > here[: len(first)] else "over" if last < here[: len(last)] else "now"
        found |= {f"{size} {sort}": 1.0, f"{sort} {'span' if end else 'point'}": 1.0}
    else:
        found["no day"] = 1.0
    before = words_of(context, max(0, one.start - BESIDE), one.start)
    found.update(dict.fromkeys((f"before {word}" for word in before), 0.7))
    found.update(dict.fromkeys((f"last {word}" for word in before[-1:]), 1.0))
    found.update(dict.fromkeys((f"word {word}" for word in words_of(context, one.start, one.end)), 0.6))
    found.update(dict.fromkeys((f"behind {word}" for word in words_of(context, one.end, one.end + BESIDE)[:3]), 0.5))
    return found


def part_features(context: Context, one: Stretch, main: Event) -> dict[str, float]:
    """Named features of being an item of the main event's programme."""
    start, _ = context.line(one.start)
    traits = {
        "bias": True,
        "dated": any(time.value and time.value[0] != "T" for time in context.times_in(one.start - NEAR, one.end + NEAR)),
        f"main {main.type}": True,
        "said": context.in_said(one.start),
        "anchor": context.in_anchor(one.start),
        "list": context.text[start : start + 4].strip()[:1] in "-•123456789" and start >= context.body,
    }
    words = words_of(context, max(0, one.start - BESIDE), one.start)[-4:]
    cues = cues_within(context, one.start, one.end)
    return holding(traits) | dict.fromkeys([*(f"before {word}" for word in words), *(f"cue {name}" for name in cues)], 1.0)
