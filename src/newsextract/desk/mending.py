"""What follows from a correction in the rest of a record, so that it does not contradict itself."""

from __future__ import annotations

from newsextract.desk.things import form_of, mention
from newsextract.pipeline.agreement import SURE, Names, settle, unmarked
from newsextract.records import Mention, Record, Term

#: rounds in which names that stand again are marked: marking one takes others that it meets
ROUNDS = 5


def mend(record: Record) -> Record:
    """The record with names marked wherever they stand again, terms within no part of a name, and events settled beside the names."""
    changed = record.model_copy(deep=True)
    for _ in range(ROUNDS):
        missed = sorted(unmarked(changed, _names(changed)), key=lambda m: (m.start, -m.end))
        if not missed:
            break
        _mark(changed, missed)
    changed.terms = [_aligned(term, changed) for term in changed.terms]
    changed.events = settle(_names(changed), changed.events, lambda words: _provinces(changed, words))
    _restored(changed, record)
    return changed


def _names(record: Record) -> Names:
    spans = [(m.start, m.end) for e in record.entities for m in e.mentions if m.form != "office"]
    return Names(record.text, spans, record.terms)


def _mark(record: Record, missed: list[Mention]) -> None:
    end = 0
    for at in missed:
        entity = next((e for e in record.entities for m in e.mentions if m.text == at.text and m.form != "office"), None)
        if entity and at.start >= end:
            mention(record, entity, at, form_of(entity, at))
            end = at.end


def _aligned(term: Term, record: Record) -> Term:
    """A sure term whose Thai side cuts a body's or an event's name has the whole of it."""
    if term.th is None or (term.posterior or 0.0) < SURE:
        return term
    for entity in record.entities:
        for m in entity.mentions if entity.type in {"ORGANIZATION", "EVENT"} else ():
            shares = m.form != "office" and m.start < term.th.end and term.th.start < m.end
            inside = m.start <= term.th.start and term.th.end <= m.end
            if shares and not inside:
                return term.model_copy(update={"th": Mention.of(record.text, m.start, m.end), "entity": entity.id})
    return term


def _provinces(record: Record, words: Mention) -> list[tuple[str, str]]:
    within = [e for e in record.entities if any(words.start <= m.start and m.end <= words.end for m in e.mentions)]
    return [(e.name.th or "", e.iso) for e in within if e.iso and e.iso.startswith("TH-")]


def _restored(record: Record, before: Record) -> None:
    """Let events that were settled refer to each other by ids that are theirs."""
    ids = {event.id for event in record.events}
    for event in record.events:
        if event.part_of and event.part_of not in ids:
            event.part_of = None
    if len(record.events) == len(before.events):  # none was left out
        old = {now.id: then.id for now, then in zip(record.events, before.events, strict=True)}
        for event, then in zip(record.events, before.events, strict=True):
            event.id, event.part_of = then.id, old.get(event.part_of or "")
