"""The article's background events, slot by slot, and what the main event was about."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from newsextract.layers.drafts import Entity, Event
from newsextract.layers.events import happening_slots as slots
from newsextract.layers.events.context import Context
from newsextract.layers.events.happenings import Stretch, main_stretches, score_stretches, weights, whole_names, word_overlap
from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.marks import Marks
from newsextract.layers.events.naming import name_with_gloss
from newsextract.layers.events.parties import Parties
from newsextract.layers.events.status import STATUSES
from newsextract.layers.events.when import iso, precision
from newsextract.layers.events.words import any_of, word_class, words_of
from newsextract.records import EventType, Mention, Name

#: maximum number of events; minimum probability of an event; maximum characters of a clause on each side of its span
MAX_EVENTS, MIN_PROBABILITY, CLAUSE_REACH = 40, 0.24, 130
#: maximum letters, dates aside, between two mentions of one event
MAX_LETTERS_BETWEEN = 8
#: minimum share of common words of two mentions of one event; minimum share of a stretch that its name fills
MIN_WORD_OVERLAP, MIN_NAME_SHARE = 0.8, 0.4
#: minimum and maximum characters of ``about``; one in seventy of 1,624 annotated is longer
MIN_ABOUT, MAX_ABOUT = 8, 140
_AND = frozenset({"and", "และ"})
_OPEN, _CLOSE = '([“"', ')]”"'
#: characters that end the search for a bracket's partner
_PARTNER_STOPS = f"{_OPEN}{_CLOSE}\n"
#: maximum unmatched brackets that are cut off; the span ends before the next one
MAX_CUTS = 8
#: characters outside a span searched for a bracket's partner
PARTNER_REACH = 60


@dataclass(frozen=True, slots=True)
class When:
    """Start and end of a background event, their mentions, and the calibrated confidence."""

    start: str | None
    end: str | None
    words: list[Mention]
    confidence: float


def with_about(context: Context, main: Event, marked: Marks) -> Event:
    """Fill in the main event's ``about`` from its tellings in headline and lead, and widen its trigger to whole names."""
    if main.trigger:
        span = whole_names(context, main.trigger.start, main.trigger.end)
        main = main.model_copy(update={"trigger": context.mention(*span)})
    found = [(trim_span(context, one.start, one.end), one.peak) for one in main_stretches(context, marked)]
    words = [(mention, chance) for mention, chance in found if mention.end > mention.start]
    if not words:
        return main
    first = words[0][0]
    words.sort(key=lambda word: not _stands_alone(context, word[0]))
    if not _stands_alone(context, first) and context.title and (first.start < context.body or words[0][0] is first):
        words.insert(0, (trim_span(context, 0, len(context.title)), words[0][1]))
    confidence = main.confidence | {"about": weights()["about"].calibrated(words[0][1])}
    mentions = [mention for mention, _ in words]
    return main.model_copy(update={"about": mentions[0], "slots": main.slots | {"about": mentions}, "confidence": confidence})


def _stands_alone(context: Context, at: Mention) -> bool:
    """Whether the span alone says what the main event was about."""
    return at.end - at.start >= MIN_ABOUT and says_what_happened(context, at)


def trim_span(context: Context, start: int, end: int) -> Mention:
    """The mention of a span, shortened and trimmed: no punctuation, time or preposition at its ends, no unmatched bracket."""
    text = context.text
    start = _past_and(context, _past_office(context, start, end), end)
    start, end = _balanced(text, start, _shortened_end(context, start, end))
    while start < end and not text[start].isalnum() and text[start] not in _OPEN:
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",;:-–•"):
        end -= 1
    if text[end - 1 : end] == "." and text[end - 2 : end - 1].islower():  # a full stop, not the dot of a Thai abbreviation
        end -= 1
    shorter = _end_without_time(context, start, end)
    return trim_span(context, start, shorter) if shorter < end else context.mention(start, _past_unit(text, end))


def _past_unit(text: str, end: int) -> int:
    """End of a span; if a number ends or follows it, the end of the whole number with its unit."""
    if not (text[end - 1 : end] == "%" or text[end - 1 : end].isdigit() or text[end : end + 1].isdigit()):
        return end
    rest = _measure().match(text, end)
    return rest.end() if rest else end


@cache
def _measure() -> re.Pattern[str]:
    units = "|".join(map(re.escape, word_class("measure")))
    return re.compile(rf"(?:[+.,/:-]?[\d๐-๙]+)*(?:[ \xa0]?(?:{units})+(?!ที่|[A-Za-z]))?(?:[ \xa0]?ต่อ(?:{units}))?")


def _past_office(context: Context, start: int, end: int) -> int:
    """Start of a span, moved to the end of an office that it begins inside."""
    offices = Parties.read(context).offices
    k = bisect_right(offices, (start, 0)) - 1
    return offices[k][1] if k >= 0 and offices[k][0] < start < offices[k][1] < end - MIN_ABOUT else start


def _past_and(context: Context, start: int, end: int) -> int:
    """Start of a span that must not begin with "and": a name right before it (Thailand and Chile have …), else the next token."""
    tokens = context.tokens
    k = bisect_left(tokens.starts, start)
    if k + 2 >= len(tokens.starts) or tokens.norms[k].lower() not in _AND or tokens.starts[k + 2] > end - MIN_ABOUT:
        return start
    before = context.entities[bisect_left(context.starts, start) - 1 :][:1]
    beside = [one.start for one in before if start - 2 <= one.end <= start and "\n" not in context.text[one.end : start]]
    return beside[0] if beside else tokens.starts[k + 1]


def says_what_happened(context: Context, at: Mention) -> bool:
    """Whether a span says what happened: it contains an event's name, or a content word outside names, offices and times."""
    if context.entities_in(at.start, at.end, "EVENT"):
        return True
    parties, empty = Parties.read(context), word_class("empty")
    names = [(one.start, one.end) for one in (*context.entities_in(at.start, at.end), *context.times_in(at.start, at.end))]
    starts, words = context.long_words
    for k in range(bisect_left(starts, at.start), bisect_left(starts, at.end)):
        named = parties.in_office(starts[k]) or any(start <= starts[k] < end for start, end in names)
        again = words[k] in word_class("head") and words[k + 1 : k + 2] == ["ดังกล่าว"]
        if not (named or again or words[k] in empty):
            return True
    return False


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """Balance a span's brackets: include a partner just outside it, else drop the bracket and the shorter side."""
    for turn in range(MAX_CUTS):
        unmatched = _unmatched(text[start:end])
        if unmatched is None:
            return start, end
        at = start + unmatched
        wider = _with_partner(text, start, end, at) if turn == 0 else None
        start, end = wider or ((at + 1, end) if at - start < end - at else (start, at))
    unmatched = _unmatched(text[start:end])
    return start, end if unmatched is None else start + unmatched


def _with_partner(text: str, start: int, end: int, at: int) -> tuple[int, int] | None:
    """The span extended to its bracket's partner, if no other bracket or line break comes first."""
    if text[at] in _OPEN:
        partner = next((k for k in range(end, min(len(text), end + PARTNER_REACH)) if text[k] in _PARTNER_STOPS), end)
        return (start, partner + 1) if text[partner : partner + 1] == _CLOSE[_OPEN.index(text[at])] else None
    partner = next((k for k in range(start - 1, max(-1, start - PARTNER_REACH), -1) if text[k] in _PARTNER_STOPS), 0)
    return (partner, end) if text[partner] == _OPEN[_CLOSE.index(text[at])] else None


def _unmatched(words: str) -> int | None:
    """Index of a bracket or quotation mark without a partner, or None."""
    opened: list[int] = []
    for at, sign in enumerate(words):
        if opened and sign in _CLOSE and words[opened[-1]] == _OPEN[_CLOSE.index(sign)]:
            opened.pop()
        elif sign in _OPEN:
            opened.append(at)
        elif sign in _CLOSE:
            return at
    return opened[0] if opened else None


def _shortened_end(context: Context, start: int, end: int) -> int:
    """End of a span; if it is too long, its last space outside names that leaves it short enough."""
    if end - start <= MAX_ABOUT:
        return end
    spaces = [at for at in range(start + MAX_ABOUT, start + MIN_ABOUT, -1) if context.text[at].isspace()]
    return next((at for at in spaces if whole_names(context, start, at)[1] == at), end)


def _end_without_time(context: Context, start: int, end: int) -> int:
    """End of a span without a final time and the words that lead on (ในวันที่, และ, of the); unchanged if little is left."""
    tokens, leading = context.tokens, word_class("leads on")
    time = next((t for t in context.times_in(start, end) if t.end >= end and not context.in_name(t.start, t.end)), None)
    if time and time.kind == "duration":
        return end
    last = time.start if time else end
    k = bisect_left(tokens.starts, last)
    while k > 1 and (tokens.kinds[k - 1] == "space" or tokens.norms[k - 1].lower() in leading):
        k -= 1
    shorter = min(last, tokens.ends[k - 1])
    return shorter if shorter - start >= MIN_ABOUT else end


def background(context: Context, main: Event, marked: Marks, article_id: str) -> list[Event]:
    """The background events in text order; their ids continue from the main event's.

    Each has a type, status, name, about, start and end; ``part_of`` is set for an item of the main event's programme.
    """
    scored = score_stretches(context, marked)
    every = [one for one, _ in scored]
    likely = [(chance, one) for one, chance in scored if chance >= MIN_PROBABILITY]
    likely.sort(key=lambda found: (-found[0], found[1].start))
    kept: list[Event] = []
    for chance, one in likely:
        if len(kept) == MAX_EVENTS:
            break
        event = _event(context, main, one, chance, every)
        if event and not any(_same_event(context, event, other) for other in (main, *kept)):
            kept.append(event)
    kept.sort(key=_position)
    return [event.model_copy(update={"id": f"{article_id}#{number}"}) for number, event in enumerate(kept, 2)]


def _position(event: Event) -> int:
    return event.about.start if event.about else 0


def _event(context: Context, main: Event, one: Stretch, chance: float, others: Sequence[Stretch]) -> Event | None:
    about = trim_span(context, one.start, one.end)
    if not says_what_happened(context, about):
        clause = clause_of(context, one.start, one.end)
        about = trim_span(context, one.start, clause.end)
    if not says_what_happened(context, about):
        return None
    kinds = weights()["type"].class_probabilities(slots.kind_features(context, one, main))
    kind: EventType = max(TYPES, key=kinds.__getitem__)
    part = weights()["part"].probability(slots.part_features(context, one, main))
    when = choose_time(context, one, main, others, part)
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


def choose_time(context: Context, one: Stretch, main: Event, others: Sequence[Stretch], part: float) -> When:
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
    """The name of an EVENT entity that fills enough of a stretch."""
    for entity in context.entities_in(max(0, one.start - 1), one.end, "EVENT"):
        if _fills(entity, one):
            return name_with_gloss(context, entity.start, entity.end)
    return Name(), []


def _fills(entity: Entity, one: Stretch) -> bool:
    common = min(entity.end, one.end) - max(entity.start, one.start)
    return common >= MIN_NAME_SHARE * (max(entity.end, one.end) - min(entity.start, one.start))


def _same_event(context: Context, event: Event, other: Event) -> bool:
    """Whether two events are the same: one name, overlapping mentions, or nearly the same words and no different days."""
    if any(a in b or b in a for a in _names_of(event) for b in _names_of(other)):
        return True
    about, places = event.slots["about"][0], other.slots.get("about", [])
    if any(m.start < about.end and about.start < m.end for m in places):
        return True
    if event.start and other.start and slots.day(event.start) != slots.day(other.start):
        return False
    if not other.main and event.start and other.start and event.type == other.type and _adjacent(context, about, places[0]):
        return True
    words = set(words_of(context, about.start, about.end))
    return any(word_overlap(words, set(words_of(context, m.start, m.end))) >= MIN_WORD_OVERLAP for m in places)


def _adjacent(context: Context, first: Mention, then: Mention) -> bool:
    """Whether hardly more than a date stands between two mentions on one line (visits Lampang on 5 May to inspect dams)."""
    first, then = sorted((first, then), key=lambda at: at.start)
    if then.start - first.end > CLAUSE_REACH or context.line(first.end)[1] < then.start:
        return False
    dates = [(t.start, t.end) for t in context.times_in(first.end, then.start)]
    between = (at for at in range(first.end, then.start) if not any(start <= at < end for start, end in dates))
    return bool(dates) and sum(context.text[at].isalnum() for at in between) <= MAX_LETTERS_BETWEEN


def _names_of(event: Event) -> list[str]:
    return [_squeezed(name) for name in (event.name.th, event.name.en) if name]


def _squeezed(name: str) -> str:
    return re.sub(r"\s+", "", name)


@cache
def _edge() -> re.Pattern[str]:
    """Pattern of a clause edge: a line break, a quotation mark, punctuation, a word that opens another clause."""
    return re.compile(rf"[\n“”\"•]|(?<=\s){any_of(word_class('opener'))}(?=[\s\u0e01-\u0e5b])|[.;:]\s")


def clause_of(context: Context, start: int, end: int) -> Mention:
    """The clause around a span, up to the nearest clause edges."""
    line = context.line(start)
    left, right = max(line[0], start - CLAUSE_REACH), min(line[1], end + CLAUSE_REACH)
    for match in _edge().finditer(context.text, left, start):
        left = match.end() if match[0][0] in '\n“”"•.;:' else match.start()
    edge = _edge().search(context.text, end, right)
    return context.mention(left, max(edge.start() if edge else right, end))
