"""Make corrections from what the review page sends: the row, the action, the marked words, a chosen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from newsextract.desk import entities, slots
from newsextract.desk.corrections import SLOTS, Action, Correction, EntityRef, EventRef, Target, Value, digest_of
from newsextract.desk.reading import words_at
from newsextract.desk.sheet import Row
from newsextract.desk.targets import MisfitError, event_of, main_event
from newsextract.records import EntityType, Mention, Record

#: maximum characters of a remark
MAX_REMARK = 2000


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes one reviewer's decisions about one record."""

    record: Record  # with the earlier decisions applied
    who: str
    when: str
    made_with: str

    def confirm(self, row: Row) -> Correction:
        """Confirm a value; of an empty slot, that the article gives no value."""
        return self._make(row.target, "confirm", row.was, row.was)

    def reject(self, row: Row) -> Correction:
        """Reject a value without a replacement."""
        if row.was is None:
            raise MisfitError("there is nothing to reject: confirm that the article does not say, or add a value")
        return self._make(row.target, "reject", row.was, None)

    def withdraw(self, row: Row) -> Correction:
        """Withdraw the reviewer's own last decision on a row."""
        if row.mine is None:
            raise MisfitError("you have decided nothing here")
        return self._make(row.mine.target, "withdraw", None, Value(correction=row.mine.id))

    def correct(self, row: Row, given: Mapping[str, Any]) -> Correction:
        """Replace the value of a row, or fill an empty slot."""
        words = _marked_words(self.record, given)
        if row.kind == "gone":
            raise MisfitError("this was taken out: take the decision back first")
        if row.target.layer == "events":
            return self._correct_event(row, given, words)
        slot, known = given.get("what"), SLOTS[row.target.layer][1:]
        if slot not in known:
            raise MisfitError("choose one of {codes}", codes=", ".join(map(str, known)))
        was, now = _old_value(row, slot, given), self._new_value(slot, given, words)
        action: Action = "reject" if now is None else "add" if slot == "words" and was is None else "correct"
        return self._make(row.target.model_copy(update={"slot": slot}), action, was, now, given)

    def _correct_event(self, row: Row, given: Mapping[str, Any], words: list[Mention]) -> Correction:
        """Correct a slot; of a whole background event, what it was about if words are marked, else the type."""
        slot = row.target.slot or ("about" if words else "type")
        event = event_of(self.record, row.target.event)
        value = None if row.kind == "event" and words else _value(given)
        now = slots.resolved(self.record, event, slot, Value(value=value, words=words))
        was = row.was if row.kind == "slot" else slots.current(event, slot)
        action: Action = "add" if row.was is None else "correct"
        return self._make(row.target.model_copy(update={"slot": slot}), action, was, now, given)

    def _new_value(self, slot: str | None, given: Mapping[str, Any], words: list[Mention]) -> Value | None:
        """The new value of a participant, an entity or a statement; None if nobody speaks."""
        if slot == "first":
            return Value(value="first")
        if slot in {"part", "type"}:
            return Value(value=_value(given), words=words if slot == "part" else [])
        if slot == "same_as":
            return Value(entity=self._who(given, []))
        if slot in {"entity", "speaker"}:
            no_speaker = slot == "speaker" and given.get("entity") == "none"
            return None if no_speaker else Value(entity=self._who(given, words), words=words if slot == "entity" else [])
        if not words:
            raise MisfitError("mark the words in the text")
        return Value(words=words)

    def add(self, layer: str, group: str, given: Mapping[str, Any]) -> Correction:
        """Add a participant, an entity, a statement or an event that the record lacks."""
        words = _marked_words(self.record, given)
        now = Value(value=_value(given), words=words)
        if layer == "participants":
            event = next((e for e in self.record.events if group in {e.id, "main" if e.main else None}), None)
            if event is None:
                raise MisfitError("the record has no such event")
            target = Target(layer="participants", event=EventRef.of(event), entity=self._who(given, words))
        elif layer == "entities":
            ref = _new_entity(words, now.value)
            if ref is None:
                raise MisfitError("mark the words of the name, and choose a type")
            target = Target(layer="entities", entity=ref)
        elif layer == "statements":
            if not words:
                raise MisfitError("mark the words that were said")
            target = Target(layer="statements", statement=words[0])
            speaker = self._who(given, []) if given.get("entity") not in {None, "none", "new"} else None
            now = Value(words=words, entity=speaker)
        else:
            if not words:
                raise MisfitError("mark the words that say what it was about")
            target = Target(layer="events", event=EventRef(main=main_event(self.record) is None, about=words[0]))
        return self._make(target, "add", None, now, given)

    def _who(self, given: Mapping[str, Any], words: list[Mention]) -> EntityRef:
        """Reference to the chosen entity, or to the entity that the marked words name."""
        chosen = self.record.entity(str(given.get("entity")))
        if chosen is None and words:
            chosen = entities.by_words(self.record, words[0])
        found = EntityRef.of(chosen) if chosen else _new_entity(words, given.get("type"))
        if found is None:
            raise MisfitError("choose who it is, or mark the words of the name and choose its type")
        return found

    def _make(
        self, target: Target, action: Action, was: Value | None, now: Value | None, given: Mapping[str, Any] | None = None
    ) -> Correction:
        """A correction, with the remark that the page sends."""
        why = str((given or {}).get("why") or "").strip()[:MAX_REMARK] or None
        made_by = {"who": self.who, "when": self.when, "made_with": self.made_with}
        of_record = {"record": self.record.id, "text_sha256": digest_of(self.record)}
        return Correction(**made_by, **of_record, target=target, action=action, was=was, now=now, why=why)


def _old_value(row: Row, slot: str | None, given: Mapping[str, Any]) -> Value | None:
    """The value that a correction of an item replaces; of an entity's words, the mention that the page sends."""
    if slot == "first" or (row.kind == "entity" and slot == "words" and given.get("mention") == "new"):
        return None
    if slot == "type":
        return Value(value=row.was.value if row.was else None)
    if row.kind != "entity" or slot != "words":
        return row.was
    at = {str(n): n for n in range(len(row.words))}.get(str(given.get("mention")), 0)
    return Value(words=list(row.words[at : at + 1]))


def _new_entity(words: list[Mention], kind: object) -> EntityRef | None:
    """Reference to an entity that the record lacks; None if its words or its type are not given."""
    return EntityRef(type=cast("EntityType", kind), at=words) if words and kind in get_args(EntityType) else None


def _marked_words(record: Record, given: Mapping[str, Any]) -> list[Mention]:
    """The words that a reviewer marked: ``start`` and ``end`` in code points, and the ``text`` shown there."""
    start, end = given.get("start"), given.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        return []
    if record.text[start:end] != given.get("text"):
        raise MisfitError("the marked words are not those of the text at this place")
    return [words_at(record.text, start, end)]


def _value(given: Mapping[str, Any]) -> str | None:
    value = given.get("value")
    return str(value).strip() or None if isinstance(value, (str, int)) else None
