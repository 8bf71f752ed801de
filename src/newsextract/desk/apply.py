"""Apply corrections to records of any version, list those that do not fit, and keep the records free of contradictions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import ValidationError

from newsextract.desk import entities, items, slots
from newsextract.desk.corrections import Correction, Target
from newsextract.desk.forms import write_rows
from newsextract.desk.log import Log
from newsextract.desk.targets import MisfitError, anchored, event_of, item_of
from newsextract.pipeline.agreement import MIN_POSTERIOR, Contradiction, Names, contradictions, settle, unmarked
from newsextract.provenance import Reviewed
from newsextract.records import Mention, Record, Term

Status = Literal["applied", "already so", "not fitting"]
_STATUS_ORDER: tuple[Status, ...] = ("applied", "already so", "not fitting")
NO_RECORD = "there is no record of this id"
#: checksum given to corrections that come from no file
UNFILED = "0" * 64
#: maximum rounds of marking repeated names: marking one removes the mentions that it overlaps
MAX_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a correction."""

    correction: Correction
    status: Status  # ``already so`` if it changed nothing
    misfit: MisfitError | None = None  # why it does not fit; None if it does

    @property
    def reason(self) -> str | None:
        """Why the correction does not fit, as text."""
        return str(self.misfit) if self.misfit else None


class Applied(NamedTuple):
    """A corrected record, with the corrections that were applied or already so, and the misfits."""

    record: Record
    applied: list[Outcome]
    not_applied: list[Outcome]


def apply(record: Record, corrections: Iterable[Correction], sha256: str = UNFILED) -> Applied:
    """Apply the corrections of a record in order.

    Parameters
    ----------
    record
        A record of any version; it is not modified.
    corrections
        :attr:`newsextract.desk.Log.standing`; corrections of other records are skipped.
    sha256
        Checksum of the corrections' files, kept in the provenance of the corrected record.

    Returns
    -------
    Applied
        With the given record itself if nothing was applied.
    """
    now, applied, not_applied = record, list[Outcome](), list[Outcome]()
    paths: dict[str, str] = {}
    known: Counter[Contradiction] | None = None
    for one in corrections:
        if one.record != record.id:
            continue
        known = Counter(contradictions(now)) if known is None else known
        try:
            changed, known = _apply_one(now, one, known)
        except MisfitError as misfit:
            not_applied.append(Outcome(one, "not fitting", misfit))
            continue
        applied.append(Outcome(one, "already so" if _content(changed) == _content(now) else "applied"))
        _mark(changed, one, paths)
        now = changed
    if applied:
        now.provenance.review = Reviewed(sha256=sha256, paths=dict(sorted(paths.items())))
        now = Record.model_validate_json(now.to_json())
    return Applied(now, applied, not_applied)


def _content(record: Record) -> str:
    """The content of a record for comparison, without confidences and provenance."""
    confidences = {"confidence", "silence"}
    excluded: dict[str, object] = {"provenance": True, "events": {"__all__": confidences | {"participants"}}}
    parts = [[(p.entity, p.part, p.mention) for p in event.participants] for event in record.events]
    return f"{record.model_dump_json(exclude=excluded)} {parts}"  # type: ignore[arg-type]


def _apply_one(record: Record, correction: Correction, known: Counter[Contradiction]) -> tuple[Record, Counter[Contradiction]]:
    """The record with a correction applied, and its contradictions; raise MisfitError if the correction does not fit."""
    one = anchored(correction, record)
    changed = _valid(record)  # a copy, in a quarter of the time of a deep one
    _LAYERS[one.target.layer](changed, one)
    changed = _valid(changed)
    found = Counter(contradictions(changed))
    if found - known:
        _mend(changed)
        changed = _valid(changed)
        found = Counter(contradictions(changed))
    if new := list((found - known).elements()):
        raise MisfitError("the record would contradict itself: {code}, {words!r}", code=new[0].code, words=new[0].words[:60])
    removed = {event.id for event in record.events} - {event.id for event in changed.events}
    if removed and one.target.layer == "events" and one.target.slot and not one.no_event:
        raise MisfitError("the event would say nothing: reject the whole event, or correct it")
    _check(changed, one)
    return changed, found


def _valid(record: Record) -> Record:
    try:
        return Record.model_validate_json(record.to_json())
    except ValidationError as error:
        first = error.errors()[0]
        raise MisfitError("{where}: {what}", where=".".join(map(str, first["loc"])), what=first["msg"]) from error


def _events(record: Record, one: Correction) -> None:
    target, slot = one.target, one.target.slot
    if one.no_event and target.event:
        items.remove_event(record, target.event)
    elif slot is not None:
        _slot(record, one, slot)
    elif target.event and one.now:
        items.set_event(record, target.event, one.now)
    else:
        event_of(record, target.event)


def _slot(record: Record, one: Correction, slot: str) -> None:
    event = event_of(record, one.target.event)
    current = slots.current(event, slot)
    if one.action == "reject" or one.now is None:
        if one.was and current and not slots.same(current, one.was) and one.action == "reject":
            raise MisfitError("{was!r} was rejected, and the record says {now!r} now", was=one.was.value, now=current.value)
        if current:
            slots.fill(record, event, slot, None)
    else:
        now = slots.resolved(record, event, slot, one.now)
        if not (one.action == "confirm" and slots.same(current, now)):
            slots.fill(record, event, slot, now)


_LAYERS: dict[str, Callable[[Record, Correction], None]] = {
    "events": _events,
    "participants": items.change_participant,
    "entities": entities.change,
    "statements": items.change_statement,
}


def _check(record: Record, one: Correction) -> None:
    """Refuse a correction that was undone by removing the record's contradictions."""
    target = one.target
    if target.layer == "events" and target.slot and one.action != "reject" and one.now:
        event = event_of(record, target.event)
        kept = slots.current(event, target.slot)
        if not slots.same(kept, slots.resolved(record, event, target.slot, one.now)):
            raise MisfitError("the record would contradict itself: it keeps {value!r}", value=kept and kept.value)
    if one.action == "add" and target.slot is None:
        item = item_of(record, one)
        if not (item.participant if target.layer == "participants" else item.ids(target.layer)):
            raise MisfitError("the record would contradict itself: what was added does not stand")


def _mark(record: Record, one: Correction, paths: dict[str, str]) -> None:
    """Add a decision to the reviewed paths, and set the confidence of its value to 1."""
    item, target = item_of(record, one), one.target
    if ids := item.ids(target.layer) or _ids_of_target(target):
        paths[f"{target.layer}[{', '.join(ids)}]" + (f".{target.slot}" if target.slot else "")] = one.action
    if target.layer == "events" and target.slot and item.event:
        slots.mark(item.event, target.slot)
    if target.layer == "participants" and item.event and (here := item.participant):
        here.confidence = 1.0
        if here is item.event.participants[0]:
            slots.mark(item.event, "actor")


def _ids_of_target(target: Target) -> list[str]:
    """The ids of an item that the record no longer has: of the main event, or of a statement."""
    if target.layer == "events" and target.event and target.event.main:
        return ["main"]
    return [f"{target.statement.start}-{target.statement.end}"] if target.statement else []


def _mend(record: Record) -> None:
    """Mark names wherever they recur, let terms cut no names, and make the events fit the names."""
    for _ in range(MAX_ROUNDS):
        missed = sorted(unmarked(record, _names(record)), key=lambda m: (m.start, -m.end))
        if not missed:
            break
        _mark_names(record, missed)
    record.terms = [_aligned(term, record) for term in record.terms]
    before, record.events = record.events, settle(_names(record), record.events, lambda words: _provinces(record, words))
    named = before if len(before) == len(record.events) else record.events  # the events keep their ids if none was removed
    ids = {now.id: then.id for now, then in zip(record.events, named, strict=True)}
    for event in record.events:
        event.id, event.part_of = ids[event.id], ids.get(event.part_of or "")


def _names(record: Record) -> Names:
    spans = [(m.start, m.end) for e in record.entities for m in e.mentions if m.form != "office"]
    return Names(record.text, spans, record.terms)


def _mark_names(record: Record, missed: list[Mention]) -> None:
    end = 0
    for at in missed:
        entity = next((e for e in record.entities for m in e.mentions if m.text == at.text and m.form != "office"), None)
        if entity and at.start >= end:
            entities.add_mention(record, entity, at, entities.form_of(entity, at))
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


@dataclass
class Replay:
    """Applies the corrections of a log to records as they pass through, and keeps the outcome of each.

    Two captures of a page may share an id: a correction counts as applied if it fits one of them.
    """

    log: Log
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_record = self.log.by_record()

    def __contains__(self, record: object) -> bool:
        """Whether the record with this id has corrections."""
        return record in self._by_record

    def __call__(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield the corrected records."""
        for record in records:
            wanted = self._by_record.get(record.id)
            if not wanted:
                yield record
                continue
            found = apply(record, wanted, self.log.sha256)
            for one in (*found.applied, *found.not_applied):
                known = self.outcomes.get(one.correction.id)
                if known is None or _STATUS_ORDER.index(one.status) < _STATUS_ORDER.index(known.status):
                    self.outcomes[one.correction.id] = one
            yield found.record

    def account(self) -> list[Outcome]:
        """The outcome of every standing correction, in the log's order."""
        return [self.outcomes.get(one.id) or Outcome(one, "not fitting", MisfitError(NO_RECORD)) for one in self.log.standing]

    def summary(self) -> str:
        """The number of corrections by outcome, in one line.

        Examples
        --------
        >>> Replay(Log((), "")).summary()
        'no corrections'
        """
        counts = Counter(one.status for one in self.account())
        parts = [f"{counts[status]:,} {status}" for status in _STATUS_ORDER if counts[status]]
        total = sum(counts.values())
        return f"{total:,} correction{'' if total == 1 else 's'}: {', '.join(parts)}" if total else "no corrections"

    def misfits(self) -> list[tuple[Correction, str]]:
        """The corrections that do not fit, each with the reason."""
        return [(one.correction, one.reason or "") for one in self.account() if one.status == "not fitting"]


def write_misfits(misfits: Iterable[tuple[Correction, str]], path: Path) -> None:
    """Write corrections that do not fit as CSV, with the reasons."""
    columns = ("record", "target", "action", "who", "when", "value", "why it does not fit", "correction")
    rows = ((m.record, m.path, m.action, m.who, m.when, m.shown, why, m.line()) for m, why in misfits)
    write_rows(path, columns, rows)


def replay(records: Iterable[Record], log: Log) -> tuple[list[Record], Replay]:
    """Apply a log to records that fit into memory."""
    made = Replay(log)
    return list(made(records)), made
