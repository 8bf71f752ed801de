"""The events of an article: the main event, slot by slot, then the background events."""

from __future__ import annotations

from newsextract.layers.drafts import Event
from newsextract.layers.events.background import background, with_about
from newsextract.layers.events.context import Context
from newsextract.layers.events.countries import concerned_countries
from newsextract.layers.events.counts import attendance
from newsextract.layers.events.kinds import main_type
from newsextract.layers.events.naming import find_name
from newsextract.layers.events.participants import main_participants, other_participants
from newsextract.layers.events.rank import model
from newsextract.layers.events.reported import no_event
from newsextract.layers.events.status import PASSING, after_publication, status
from newsextract.layers.events.when import When, conflicts, precision, when, with_local_offset
from newsextract.layers.events.where import where
from newsextract.layers.findings import Findings, Found
from newsextract.page import Article
from newsextract.records import Mention, Warning_


def find(article: Article, findings: Findings) -> Found[Event]:
    r"""Find the main event, which comes first, and the background events, from the findings of all other layers.

    None, with a ``no_event`` warning that gives the reason, for questions and answers, explainers and plugs. The day of
    publication never takes the place of a missing event date.

    Examples
    --------
    >>> found = find(Article.of("น้ำดื่มสะอาดไหม ??\nQ : น้ำดื่มสะอาดไหม ??\nA : สะอาด", body=19), Findings())
    >>> found.items, found.warnings[0].code
    ([], 'no_event')
    """
    context = Context.of(article, findings)
    reason = no_event(context)
    if reason:
        return Found([], [Warning_(code="no_event", message=f"no event is reported: {reason}")])
    main, warnings = main_event(context, article.id)
    main = with_about(context, main)
    others = [
        other.model_copy(update={"participants": other_participants(context, other, main.participants)})
        for other in background(context, main, article.id)
    ]
    context.cache.clear()  # cached values refer to the context; without the cycle they are freed at once
    return Found([main, *others], warnings)


def main_event(context: Context, article_id: str) -> tuple[Event, list[Warning_]]:
    """The main event with all its slots, and warnings about its time."""
    kind, chances, words = main_type(context)
    time = when(context, kind)
    participants, actor_confidence = main_participants(context, chances)
    place = where(context, kind, time.mentions)
    time, warnings = with_local_offset(context, time, place.place)
    warnings += conflicts(context, time)
    state, state_confidence = status(context, kind, time)
    if state == "occurred" and kind in PASSING and after_publication(context, time.end):
        time = time.without_added_end()
    name, name_confidence, name_words = find_name(context, kind)
    number, unit, number_confidence, number_words = attendance(context, kind)
    slots = {
        "type": words,
        "start": time.mentions,
        "actor": [one.mention for one in participants[:1]],
        "name": name_words,
        "attendance": number_words,
        "countries": concerned_countries(context, kind),
        **place.slots,
    }
    confidence = {
        "type": model("type").calibrated(chances[kind]),
        "status": state_confidence,
        "start": time.confidence,
        "actor": actor_confidence,
        "name": name_confidence,
        "attendance": number_confidence,
        **place.confidence,
    }
    trigger = _trigger(context, words, name_words)
    event = Event(
        id=f"{article_id}#1",
        main=True,
        type=kind,
        status=state,
        name=name,
        trigger=trigger,
        start=time.start,
        end=time.end,
        precision=precision(time.start),
        place=place.place,
        participants=participants,
        attendance=number,
        attendance_unit=unit,
        evidence=_evidence(context, trigger, time),
        confidence=confidence,
        slots={name: found for name, found in slots.items() if found},
    )
    return event, warnings


def _trigger(context: Context, words: list[Mention], names: list[Mention]) -> Mention:
    """The cue, with the event's name if they overlap or it follows closely; without a cue, the anchor's first words."""
    if not words:
        start, end = context.anchor
        stop = context.text.find(" ", start + 20, min(end, start + 120))
        return context.mention(start, stop if stop > 0 else min(end, start + 120))
    cue = words[0]
    for name in names[:1]:
        near = cue.start < name.end and cue.end < name.end and name.start <= cue.end + 24
        if near and "\n" not in context.text[cue.end : name.start]:
            return context.mention(min(cue.start, name.start), name.end)
    return cue


def _evidence(context: Context, trigger: Mention, time: When) -> list[Mention]:
    """The trigger's line, and the first mention of the time if it is not on that line."""
    start, end = context.line(trigger.start)
    start = max(start, context.body if trigger.start >= context.body else 0)
    found = [context.mention(start, min(end, start + 600))]
    if time.mentions and not start <= time.mentions[0].start < end:
        found.append(time.mentions[0])
    return found
