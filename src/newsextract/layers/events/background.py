"""Other events that the article tells, before or after the main one or part of it; and what the main one was about."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from newsextract.layers.drafts import Entity, Event
from newsextract.layers.events import happening_slots as slots
from newsextract.layers.events.context import Context
from newsextract.layers.events.happenings import Stretch, shared, tellings, weigh, weights, whole_names
from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.marks import Marks
from newsextract.layers.events.naming import both
from newsextract.layers.events.parties import Parties
from newsextract.layers.events.status import STATUSES
from newsextract.layers.events.when import iso, precision
from newsextract.layers.events.words import any_of, word_class, words_of
from newsextract.records import EventType, Mention, Name

#: maximum number of events; lowest chance of one; longest half of a clause
MOST, LIKELY, CLAUSE = 40, 0.24, 130
#: letters, beside their day, between two mentions of one event
BETWEEN = 8
#: share of the words of two stretches, and of a stretch that a name must fill to be its name
ALIKE, FILLS = 0.8, 0.4
#: fewest characters that say what was done, and most: of 1,624 annotated, one in seventy is longer
SHORT, LONGEST = 8, 140
_AND = frozenset({"and", "และ"})
_OPEN, _CLOSE = '([“"', ')]”"'
#: signs at which the partner of a bracket is no longer looked for
_SIGNS = f"{_OPEN}{_CLOSE}\n"
#: brackets without a partner that are cut off; behind them a stretch ends
CUTS = 8
#: how far from a stretch the partner of its bracket may stand
PARTNER = 60


@dataclass(frozen=True, slots=True)
class When:
    """The day of a happening: its start and end, the words that say so, and how often such a choice is right."""

    start: str | None
    end: str | None
    words: list[Mention]
    confidence: float


def with_about(context: Context, main: Event, marked: Marks) -> Event:
    """The main event with what it was about: its tellings in the headline and the lead, the likeliest first; no name is cut."""
    if main.trigger:
        span = whole_names(context, main.trigger.start, main.trigger.end)
        main = main.model_copy(update={"trigger": context.mention(*span)})
    found = [(tidied(context, one.start, one.end), one.likely) for one in tellings(context, marked)]
    words = [(mention, chance) for mention, chance in found if mention.end > mention.start]
    if not words:
        return main
    first = words[0][0]
    words.sort(key=lambda word: not _says(context, word[0]))
    if not _says(context, first) and context.title and (first.start < context.body or words[0][0] is first):
        words.insert(0, (tidied(context, 0, len(context.title)), words[0][1]))
    confidence = main.confidence | {"about": weights()["about"].calibrated(words[0][1])}
    mentions = [mention for mention, _ in words]
    return main.model_copy(update={"about": mentions[0], "slots": main.slots | {"about": mentions}, "confidence": confidence})


def _says(context: Context, at: Mention) -> bool:
    """Whether some words say by themselves what the main event was about."""
    return at.end - at.start >= SHORT and tells(context, at)


def tidied(context: Context, start: int, end: int) -> Mention:
    """The mention of a span, not too long, without signs at its ends and brackets that close nothing within."""
    text = context.text
    start = _joined(context, _past_office(context, start, end), end)
    start, end = _balanced(text, start, _short(context, start, end))
    while start < end and not text[start].isalnum() and text[start] not in _OPEN:
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",;:-–•"):
        end -= 1
    if text[end - 1 : end] == "." and text[end - 2 : end - 1].islower():  # a full stop, and not that of a Thai abbreviation
        end -= 1
    shorter = _ended(context, start, end)
    return tidied(context, start, shorter) if shorter < end else context.mention(start, _measured(text, end))


def _measured(text: str, end: int) -> int:
    """Where a span ends that a number ends or follows: behind the whole number and its unit."""
    if not (text[end - 1 : end] == "%" or text[end - 1 : end].isdigit() or text[end : end + 1].isdigit()):
        return end
    rest = _measure().match(text, end)
    return rest.end() if rest else end


@cache
def _measure() -> re.Pattern[str]:
    units = "|".join(map(re.escape, word_class("measure")))
    return re.compile(rf"(?:[+.,/:-]?[\d๐-๙]+)*(?:[ \xa0]?(?:{units})+(?!ที่|[A-Za-z]))?(?:[ \xa0]?ต่อ(?:{units}))?")


def _past_office(context: Context, start: int, end: int) -> int:
    """Where a span begins that does not begin within somebody's office."""
    offices = Parties.read(context).offices
    k = bisect_right(offices, (start, 0)) - 1
    return offices[k][1] if k >= 0 and offices[k][0] < start < offices[k][1] < end - SHORT else start


def _joined(context: Context, start: int, end: int) -> int:
    """Where a span begins that does not begin with "and": with the name before it (Thailand and Chile have …), or behind it."""
    tokens = context.tokens
    k = bisect_left(tokens.starts, start)
    if k + 2 >= len(tokens.starts) or tokens.norms[k].lower() not in _AND or tokens.starts[k + 2] > end - SHORT:
        return start
    before = context.entities[bisect_left(context.starts, start) - 1 :][:1]
    beside = [one.start for one in before if start - 2 <= one.end <= start and "\n" not in context.text[one.end : start]]
    return beside[0] if beside else tokens.starts[k + 1]


def tells(context: Context, at: Mention) -> bool:
    """Whether some words say what happened: an event's name, or a word of their own outside names and times."""
    if context.within(at.start, at.end, "EVENT"):
        return True
    parties, empty = Parties.read(context), word_class("empty")
    names = [(one.start, one.end) for one in (*context.within(at.start, at.end), *context.times_in(at.start, at.end))]
    starts, words = context.long_words
    for k in range(bisect_left(starts, at.start), bisect_left(starts, at.end)):
        named = parties.in_office(starts[k]) or any(start <= starts[k] < end for start, end in names)
        again = words[k] in word_class("head") and words[k + 1 : k + 2] == ["ดังกล่าว"]
        if not (named or again or words[k] in empty):
            return True
    return False


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """A span with the partner of a bracket that is the next one beside it; else without that bracket and what it cuts off."""
    for turn in range(CUTS):
        single = _single(text[start:end])
        if single is None:
            return start, end
        at = start + single
        wider = _with_partner(text, start, end, at) if turn == 0 else None
        start, end = wider or ((at + 1, end) if at - start < end - at else (start, at))
    single = _single(text[start:end])
    return start, end if single is None else start + single


def _with_partner(text: str, start: int, end: int, at: int) -> tuple[int, int] | None:
    """A span that takes in the partner of its bracket, where that is the next bracket or mark beside the span."""
    if text[at] in _OPEN:
        partner = next((k for k in range(end, min(len(text), end + PARTNER)) if text[k] in _SIGNS), end)
        return (start, partner + 1) if text[partner : partner + 1] == _CLOSE[_OPEN.index(text[at])] else None
    partner = next((k for k in range(start - 1, max(-1, start - PARTNER), -1) if text[k] in _SIGNS), 0)
    return (partner, end) if text[partner] == _OPEN[_CLOSE.index(text[at])] else None


def _single(words: str) -> int | None:
    """Where a bracket or quotation mark stands that has no partner among some words."""
    opened: list[int] = []
    for at, sign in enumerate(words):
        if opened and sign in _CLOSE and words[opened[-1]] == _OPEN[_CLOSE.index(sign)]:
            opened.pop()
        elif sign in _OPEN:
            opened.append(at)
        elif sign in _CLOSE:
            return at
    return opened[0] if opened else None


def _short(context: Context, start: int, end: int) -> int:
    """Where a span that is too long ends: at its last space, outside names, that leaves a sentence short enough."""
    if end - start <= LONGEST:
        return end
    spaces = [at for at in range(start + LONGEST, start + SHORT, -1) if context.text[at].isspace()]
    return next((at for at in spaces if whole_names(context, start, at)[1] == at), end)


def _ended(context: Context, start: int, end: int) -> int:
    """Where a span ends without the time that ends it and the words that lead on (ในวันที่, และ, of the); the same where little is left."""
    tokens, leading = context.tokens, word_class("leads on")
    time = next((t for t in context.times_in(start, end) if t.end >= end and not context.named(t.start, t.end)), None)
    if time and time.kind == "duration":
        return end
    last = time.start if time else end
    k = bisect_left(tokens.starts, last)
    while k > 1 and (tokens.kinds[k - 1] == "space" or tokens.norms[k - 1].lower() in leading):
        k -= 1
    shorter = min(last, tokens.ends[k - 1])
    return shorter if shorter - start >= SHORT else end


def background(context: Context, main: Event, marked: Marks, article_id: str) -> list[Event]:
    """The other events, in order of the text; their ids go on from the main one's.

    Type, status, name, what it was about, start and end are found, and whether it is an item of the main event's programme.
    """
    weighed = weigh(context, marked)
    every = [one for one, _ in weighed]
    likely = [(chance, one) for one, chance in weighed if chance >= LIKELY]
    likely.sort(key=lambda found: (-found[0], found[1].start))
    kept: list[Event] = []
    for chance, one in likely:
        if len(kept) == MOST:
            break
        event = _event(context, main, one, chance, every)
        if event and not any(_same(context, event, other) for other in (main, *kept)):
            kept.append(event)
    kept.sort(key=_at)
    return [event.model_copy(update={"id": f"{article_id}#{number}"}) for number, event in enumerate(kept, 2)]


def _at(event: Event) -> int:
    return event.about.start if event.about else 0


def _event(context: Context, main: Event, one: Stretch, chance: float, others: Sequence[Stretch]) -> Event | None:
    about = tidied(context, one.start, one.end)
    if not tells(context, about):
        clause = clause_of(context, one.start, one.end)
        about = tidied(context, one.start, clause.end)
    if not tells(context, about):
        return None
    kinds = weights()["type"].class_probabilities(slots.kind_features(context, one, main))
    kind: EventType = max(TYPES, key=kinds.__getitem__)
    part = weights()["part"].probability(slots.part_features(context, one, main))
    when = dated(context, one, main, others, part)
    chances = weights()["status"].class_probabilities(slots.status_features(context, one, when.start, when.end))
    name, name_words = _name(context, one)
    clause = clause_of(context, one.start, one.end)
    words = {"type": [about], "start": when.words, "name": name_words, "about": [about]}
    return Event(
        id="",
        main=False,
        part_of=main.id if part >= 0.5 else None,
        type=kind,
        status=max(STATUSES, key=chances.__getitem__),
        name=name,
        about=about,
        trigger=about,
        clause=clause,
        start=when.start,
        end=when.end,
        precision=precision(when.start),
        evidence=[clause],
        confidence={
            "type": weights()["type"].calibrated(kinds[kind]),
            "start": when.confidence,
            "about": weights()["other"].calibrated(chance),
        },
        slots={slot: found for slot, found in words.items() if found},
    )


def dated(context: Context, one: Stretch, main: Event, others: Sequence[Stretch], part: float) -> When:
    """The time that dates a stretch: one near it, the main event's day, or none."""
    times = slots.times_of(context, one)
    model = weights()["start"]
    chances = model.probabilities(slots.time_features(context, one, times, main, others, part))
    best = max(range(len(chances)), key=chances.__getitem__)
    sure = model.calibrated(chances[best])
    if best == len(times) + 1 or (best == len(times) and not main.start):
        return When(None, None, [], sure)
    if best == len(times):
        return When(slots.day(main.start), None, main.slots.get("start", [])[:1], sure)
    time = times[best]
    start, end = slots.span_of(time)
    return When(iso(start), iso(end), [context.mention(time.start, time.end)], sure)


def _name(context: Context, one: Stretch) -> tuple[Name, list[Mention]]:
    """The name of an event that fills much of a stretch."""
    for entity in context.within(max(0, one.start - 1), one.end, "EVENT"):
        if _fills(entity, one):
            return both(context, entity.start, entity.end)
    return Name(), []


def _fills(entity: Entity, one: Stretch) -> bool:
    shared = min(entity.end, one.end) - max(entity.start, one.start)
    return shared >= FILLS * (max(entity.end, one.end) - min(entity.start, one.start))


def _same(context: Context, event: Event, other: Event) -> bool:
    """Whether two events are one: one name, or nearly the same words, and no two days."""
    if any(a in b or b in a for a in _names_of(event) for b in _names_of(other)):
        return True
    about, places = event.slots["about"][0], other.slots.get("about", [])
    if any(m.start < about.end and about.start < m.end for m in places):
        return True
    if event.start and other.start and slots.day(event.start) != slots.day(other.start):
        return False
    if not other.main and event.start and other.start and event.type == other.type and _beside(context, about, places[0]):
        return True
    words = set(words_of(context, about.start, about.end))
    return any(shared(words, set(words_of(context, m.start, m.end))) >= ALIKE for m in places)


def _beside(context: Context, first: Mention, then: Mention) -> bool:
    """Whether nothing but their day stands between two mentions on one line (visits Lampang on 5 May to inspect dams)."""
    first, then = sorted((first, then), key=lambda at: at.start)
    if then.start - first.end > CLAUSE or context.line(first.end)[1] < then.start:
        return False
    dates = [(t.start, t.end) for t in context.times_in(first.end, then.start)]
    between = (at for at in range(first.end, then.start) if not any(start <= at < end for start, end in dates))
    return bool(dates) and sum(context.text[at].isalnum() for at in between) <= BETWEEN


def _names_of(event: Event) -> list[str]:
    return [_bare(name) for name in (event.name.th, event.name.en) if name]


def _bare(name: str) -> str:
    return re.sub(r"\s+", "", name)


@cache
def _edge() -> re.Pattern[str]:
    """Where a clause ends: a line break, a quotation mark, a full stop, a word that begins another clause."""
    return re.compile(rf"[\n“”\"•]|(?<=\s){any_of(word_class('opener'))}(?=[\s\u0e01-\u0e5b])|[.;:]\s")


def clause_of(context: Context, start: int, end: int) -> Mention:
    """The stretch around a span up to the next clause edges."""
    line = context.line(start)
    left, right = max(line[0], start - CLAUSE), min(line[1], end + CLAUSE)
    for match in _edge().finditer(context.text, left, start):
        left = match.end() if match[0][0] in '\n“”"•.;:' else match.start()
    edge = _edge().search(context.text, end, right)
    return context.mention(left, max(edge.start() if edge else right, end))
