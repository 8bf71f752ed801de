"""The article's background events, slot by slot, and what the main event was about."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, partial

from newsextract.layers.drafts import Event
from newsextract.layers.events import happening_slots as slots
from newsextract.layers.events.background_names import choose_name
from newsextract.layers.events.background_places import Telling, models, place_of
from newsextract.layers.events.context import Context
from newsextract.layers.events.happening_times import choose_time, is_decision, is_due, is_going_on
from newsextract.layers.events.happenings import (
    Stretch,
    are_items,
    main_stretches,
    score_stretches,
    weights,
    whole_names,
    word_overlap,
)
from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.name_features import squeezed
from newsextract.layers.events.status import STATUSES
from newsextract.layers.events.trimming import MIN_ABOUT, before_next_clause, says_what_happened, to_next_space, trim_span
from newsextract.layers.events.when import precision
from newsextract.layers.events.words import in_circumstance, word_class, words_of
from newsextract.records import EventType, Mention, Status
from newsextract.thai.text import any_of

#: minimum probability of the words of a draft, and of an event; maximum characters of a clause on each side of its span
MIN_DRAFT, MIN_PROBABILITY, CLAUSE_REACH = 0.12, 0.24, 130
#: maximum number of events
MAX_EVENTS = 40
#: maximum letters, dates aside, between two mentions of one event
MAX_LETTERS_BETWEEN = 8
#: minimum share of common words of two mentions of one event
MIN_WORD_OVERLAP = 0.8
#: words that announce an event, and characters before it on its line that are searched for them
ANNOUNCED_REACH = 24
_ANNOUNCED = re.compile(r"(?:จะ(?:ได้)?|มีกำหนด(?:การ)?|เตรียม)\s?(?:มี|จัด|เดินทาง)?\s?\Z")
#: the same in English, in the sentence before an event or where it begins, and characters searched on both sides: 63 of 68 without
#: a day are annotated as scheduled
_WILL, WILL_REACH = re.compile(r"\b(?:will|scheduled to|plans? to|expected to|(?:is|are) to)\b[^.;\n]{0,85}\Z"), (90, 12)
#: types of events that have occurred although what they are about is due
_TOLD = frozenset({"decision", "statement", "agreement", "notice"})
#: types of main events that are about another event
_TELLS = frozenset({"statement", "talks", "report", "notice"})
#: the words of an agreement that tell its signing
_SIGNING = re.compile(r"(?:พิธี|การ|ใน|ร่วม|ได้)*ลงนาม|.*\bsign", re.DOTALL)
#: a clause edge: a line break, a quotation mark, punctuation, a word that opens another clause
_EDGE = re.compile(rf"[\n“”\"•]|(?<=\s){any_of(word_class('opener'))}(?=[\s\u0e01-\u0e5b])|[.;:]\s")
#: a figure with its decimals
_FIGURE = re.compile(r"\d+(?:[.,/]\d+)*")


def with_about(context: Context, main: Event) -> Event:
    """Fill in the main event's ``about`` from its tellings in headline and lead, and widen its trigger to whole names.

    Without words that show its type, or if they only name a topic or company, what it was about is the trigger.
    """
    words = _tellings(context)
    if not words:
        return main
    mentions, trigger = [mention for mention, _ in words], words[0][0]
    if main.trigger and "type" in main.slots:
        shown = context.mention(*whole_names(context, main.trigger.start, main.trigger.end))
        trigger = trigger if shown.text in word_class("shows no event") else shown
    confidence = main.confidence | {"about": weights()["about"].calibrated(words[0][1])}
    changes = {"about": mentions[0], "trigger": trigger, "slots": main.slots | {"about": mentions}, "confidence": confidence}
    return main.model_copy(update=changes)


def _tellings(context: Context) -> list[tuple[Mention, float]]:
    """The words that tell the main event with their probability, those that say most first; or the whole headline before them."""
    found = ((_whole_phrase(context, one), one.peak) for one in main_stretches(context))
    words = [(mention, chance) for mention, chance in found if mention.text]
    if not words:
        return []
    first, headline = words[0][0], trim_span(context, 0, len(context.title))
    words.sort(key=lambda word: (not _stands_alone(context, word[0]), in_circumstance(context, word[0].start)))
    if not _stands_alone(context, first) and headline.text and (first.start < context.body or words[0][0] is first):
        words.insert(0, (headline, words[0][1]))
    return words


def _whole_phrase(context: Context, one: Stretch) -> Mention:
    """The words of a telling to the end of their phrase, unless they are so few that another may say more."""
    end = to_next_space(context, one.start, one.end) if one.end - one.start >= MIN_ABOUT else one.end
    return trim_span(context, one.start, end)


def _stands_alone(context: Context, at: Mention) -> bool:
    """Whether the span alone says what the main event was about."""
    return at.end - at.start >= MIN_ABOUT and says_what_happened(context, at)


def background(context: Context, main: Event, article_id: str) -> list[Event]:
    """The background events in text order; their ids continue from the main event's.

    Each has a type, status, name, about, start and end; ``part_of`` is set for an item of the main event's programme.
    """
    trained = models()["told"]
    scored = ((trained.probability(row), event) for event, row in drafts(context, main, MIN_PROBABILITY))
    likely = sorted((one for one in scored if one[0] >= MIN_PROBABILITY), key=lambda one: -one[0])[:MAX_EVENTS]
    found = []
    for number, (chance, event) in enumerate(sorted(likely, key=lambda one: one[1].slots["about"][0].start), 2):
        confidence = event.confidence | {"about": trained.calibrated(chance)}
        found.append(event.model_copy(update={"id": f"{article_id}#{number}", "confidence": confidence}))
    return found


def drafts(context: Context, main: Event, least: float = 0.0) -> list[tuple[Event, dict[str, float]]]:
    """What may be a background event, the likeliest words first and none twice, with the features of its being one.

    Those that are less likely than ``least`` are without status and place.
    """
    found: list[Event] = []
    rows = []
    scored = [(one, chance) for one, chance in score_stretches(context) if chance >= MIN_DRAFT]
    for one, chance in sorted(scored, key=lambda score: (-score[1], score[0].start)):
        row = partial(slots.told_features, context, main=main, others=found, chance=chance)
        event = _event(context, main, one, partial(_may_be_told, row, least))
        if event and not any(_same_event(context, event, other) for other in (main, *found)):
            rows.append(row(event))
            found.append(event)
    return list(zip(found, rows, strict=True))


def _may_be_told(row: Callable[..., dict[str, float]], least: float, event: Event) -> bool:
    """Whether the probability of an event with the features ``row`` may reach ``least``, with or without a venue."""
    return any(models()["told"].probability(row(event, placed=placed)) >= least for placed in (True, False))


def _event(context: Context, main: Event, one: Stretch, likely: Callable[[Event], bool] = bool) -> Event | None:
    """The event that a stretch tells, with status and place unless it is not ``likely`` enough."""
    clause = clause_of(context, one.start, one.end)
    about, told = _words_of(context, one, clause)
    if about is None:
        return None
    kinds = weights()["type"].class_probabilities(slots.kind_features(context, one, main))
    kind: EventType = "decision" if is_decision(context, one) else max(TYPES, key=kinds.__getitem__)
    part = weights()["part"].probability(slots.part_features(context, one, main))
    when = choose_time(context, one, main, part)
    name, name_words, name_confidence = choose_name(context, one, kind)
    if any(about.start <= word.start < about.end < word.end for word in name_words[:1]):
        about = context.mention(about.start, name_words[0].end)
    words = {"type": [about], "start": when.mentions, "name": name_words, "about": [about]}
    event = Event(
        id="",
        main=False,
        part_of=main.id if part >= 0.5 else None,
        type=kind,
        name=name,
        about=about,
        trigger=max(about, told, key=lambda at: at.end),  # with the clauses that say how and why
        clause=clause,
        start=when.start,
        end=when.end,
        precision=precision(when.start),
        evidence=[clause],
        confidence={
            "type": weights()["type"].calibrated(max(kinds.values())),
            "start": when.confidence,
            "name": name_confidence,
        },
        slots={slot: found for slot, found in words.items() if found},
    )
    if not likely(event):
        return event
    there = place_of(context, main, about, clause, Telling(one, when, part))
    status = _status(context, one, kind, when.end if when.due else when.start, when.end)
    found = event.slots | {slot: words for slot, words in there.slots.items() if words}
    changed = {"status": status, "place": there.place, "confidence": event.confidence | there.confidence, "slots": found}
    return event.model_copy(update=changed)


def _words_of(context: Context, one: Stretch, clause: Mention) -> tuple[Mention | None, Mention]:
    """The words that say what happened, if any do, and the words of the telling with the clauses that say how and why."""
    further = to_next_space(context, one.start, one.end)
    ends = (before_next_clause(context, one.start, further), further, clause.end)
    trimmed = cache(partial(trim_span, context, one.start))
    return next((trimmed(end) for end in ends if says_what_happened(context, trimmed(end))), None), trimmed(further)


def _status(context: Context, one: Stretch, kind: EventType, start: str | None, end: str | None) -> Status:
    """The likeliest status; ongoing if told so."""
    if is_going_on(context, one):
        return "ongoing"
    chances = weights()["status"].class_probabilities(slots.status_features(context, one, start, end))
    likeliest: Status = max(STATUSES, key=chances.__getitem__)
    return likeliest if start else _status_without_start(context, one, kind, end, likeliest)


def _status_without_start(context: Context, one: Stretch, kind: EventType, end: str | None, likeliest: Status) -> Status:
    """The status of an event whose start is not told; ongoing until a day still to come, scheduled if it is announced or due."""
    before = context.text[max(context.line(one.start)[0], one.start - ANNOUNCED_REACH) : one.start]
    if end and "จะ" not in before and end[:10] >= (context.published or "9"):
        return "ongoing"
    if likeliest != "occurred":
        return "occurred" if is_decision(context, one) else likeliest
    if end:
        return likeliest
    low, high = max(context.line(one.start)[0], one.start - WILL_REACH[0]), min(one.start + WILL_REACH[1], one.end)
    will = _WILL.search(context.text, low, high)
    coming = _ANNOUNCED.search(before) or will or (kind not in _TOLD and is_due(context, one.start, one.end))
    return "scheduled" if coming else likeliest


def _same_event(context: Context, event: Event, other: Event) -> bool:
    """Whether two events are the same: one name, overlapping mentions, or nearly the same words; days and figures may part them.

    Of a name within a longer one on another day, 28 of 31 in annotated articles are another event (its second round); of the
    main event's name or words with another type and on another day, 56 of 67.
    """
    day, other_day = (slots.day(one.start or one.end) for one in (event, other))
    parted = bool(day and other_day) and day != other_day
    if other.main and event.type != other.type and (other.type in _TELLS or day != other_day):
        return not parted and _share_name(event, other, parted)
    return _share_name(event, other, parted) or _told_alike(context, event, other, parted)


def _share_name(event: Event, other: Event, parted: bool) -> bool:
    """Whether two events have one name or, if no days part them, one within the other's."""
    ours, theirs = ([squeezed(name) for name in (one.name.th, one.name.en) if name] for one in (event, other))
    names = [(a, b) for a in ours for b in theirs]
    return any(a == b or (not parted and (a in b or b in a)) for a, b in names)


def _told_alike(context: Context, event: Event, other: Event, parted: bool) -> bool:
    """Whether the words that tell two events overlap or, if no days part them, are nearly the same or stand beside a day."""
    about = event.trigger or event.slots["about"][0]
    places = [other.trigger] if other.trigger and not other.main else other.slots.get("about", [])
    if any(m.start < about.end and about.start < m.end for m in places):
        return True
    if parted:
        return False
    if event.type == other.type and _is_told_again(context, event, other, about):
        return True
    return _in_like_words(context, about, places)


def _is_told_again(context: Context, event: Event, other: Event, about: Mention) -> bool:
    """Whether an event is the main agreement, told again by its signing, or stands beside another one that is dated, too."""
    if other.main:
        return event.type == "agreement" and _SIGNING.match(about.text) is not None
    return bool(event.start and other.start) and _adjacent(context, about, other.trigger or other.slots["about"][0])


def _in_like_words(context: Context, about: Mention, places: Sequence[Mention]) -> bool:
    """Whether one of several mentions has nearly the same words as another one, and no other figures.

    Of two such items of lists, 13 of 17 are two events in annotated articles.
    """
    words = set(words_of(context, about.start, about.end))
    apart = (m for m in places if not are_items(context, about.start, m.start))
    alike = (m for m in apart if word_overlap(words, set(words_of(context, m.start, m.end))) >= MIN_WORD_OVERLAP)
    return any(not _different_figures(about.text, m.text) for m in alike)


def _different_figures(first: str, then: str) -> bool:
    """Whether each of two mentions has a figure that the other lacks (from 9% to 1.9%, from 5% to 1%)."""
    figures, others = set(_FIGURE.findall(first)), set(_FIGURE.findall(then))
    return bool(figures - others and others - figures)


def _adjacent(context: Context, first: Mention, then: Mention) -> bool:
    """Whether hardly more than a date stands between two mentions on one line (visits Lampang on 5 May to inspect dams)."""
    first, then = sorted((first, then), key=lambda at: at.start)
    if then.start - first.end > CLAUSE_REACH or context.line(first.end)[1] < then.start:
        return False
    dates = [(t.start, t.end) for t in context.times_in(first.end, then.start)]
    between = (at for at in range(first.end, then.start) if not any(start <= at < end for start, end in dates))
    return bool(dates) and sum(context.text[at].isalnum() for at in between) <= MAX_LETTERS_BETWEEN


def clause_of(context: Context, start: int, end: int) -> Mention:
    """The clause around a span, up to the nearest clause edges."""
    line = context.line(start)
    left, right = max(line[0], start - CLAUSE_REACH), min(line[1], end + CLAUSE_REACH)
    for match in _EDGE.finditer(context.text, left, start):
        left = match.end() if match[0][0] in '\n“”"•.;:' else match.start()
    edge = _EDGE.search(context.text, end, right)
    return context.mention(left, max(edge.start() if edge else right, end))
