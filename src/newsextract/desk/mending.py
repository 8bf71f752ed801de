"""Update the rest of a record after a correction, so that it does not contradict itself."""

from __future__ import annotations

from newsextract.desk.entities import add_mention, form_of
from newsextract.pipeline.agreement import MIN_POSTERIOR, Names, settle, unmarked
from newsextract.records import Mention, Record, Term

#: maximum rounds of marking repeated names: marking one removes the mentions that it overlaps
MAX_ROUNDS = 5


def mend(record: Record) -> Record:
    """A copy in which names are marked wherever they recur, terms do not cut names, and events fit the names."""
    changed = record.model_copy(deep=True)
    for _ in range(MAX_ROUNDS):
        missed = sorted(unmarked(changed, _names(changed)), key=lambda m: (m.start, -m.end))
        if not missed:
            break
        _mark(changed, missed)
    changed.terms = [_aligned(term, changed) for term in changed.terms]
    changed.events = settle(_names(changed), changed.events, lambda words: _provinces(changed, words))
    _restore_ids(changed, record)
    return changed


def _names(record: Record) -> Names:
    spans = [(m.start, m.end) for e in record.entities for m in e.mentions if m.form != "office"]
    return Names(record.text, spans, record.terms)


def _mark(record: Record, missed: list[Mention]) -> None:
    end = 0
    for at in missed:
        entity = next((e for e in record.entities for m in e.mentions if m.text == at.text and m.form != "office"), None)
        if entity and at.start >= end:
            add_mention(record, entity, at, form_of(entity, at))
            end = at.end


def _aligned(term: Term, record: Record) -> Term:
    """Give a sure term the whole name of an organisation or event, if its Thai side overlaps the name without lying inside."""
    if term.th is None or (term.posterior or 0.0) < MIN_POSTERIOR:
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


def _restore_ids(record: Record, before: Record) -> None:
    """Restore the ids of the settled events, and drop links to events that are gone."""
    ids = {event.id for event in record.events}
    for event in record.events:
        if event.part_of and event.part_of not in ids:
            event.part_of = None
    if len(record.events) == len(before.events):  # no event was removed
        old = {now.id: then.id for now, then in zip(record.events, before.events, strict=True)}
        for event, then in zip(record.events, before.events, strict=True):
            event.id, event.part_of = then.id, old.get(event.part_of or "")
