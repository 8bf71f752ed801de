"""Make corrections from what the review page sends: the row, the action, the marked words, a chosen value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from newsextract.desk import entities, slots
from newsextract.desk.corrections import Action, Correction, EntityRef, EventRef, Target, Value, digest_of
from newsextract.desk.reading import words_at
from newsextract.desk.sheet import Row
from newsextract.desk.targets import MisfitError, event_of, main_event
from newsextract.records import EntityType, Mention, Record

#: maximum characters of a remark
MAX_REMARK = 2000


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes one reviewer's decisions about one record.

    Attributes
    ----------
    record
        The record with the earlier decisions applied.
    who, when, made_with
        As in :class:`~newsextract.desk.corrections.Correction`.
    """

    record: Record
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
        makers: dict[str, Callable[[Row, Mapping[str, Any], list[Mention]], Correction]] = {
            "slot": self._slot,
            "event": self._event,
            "participant": self._participant,
            "entity": self._entity,
            "statement": self._statement,
        }
        if row.kind not in makers:
            raise MisfitError("this was taken out: take the decision back first")
        return self._with_remark(makers[row.kind](row, given, words), given)

    def _slot(self, row: Row, given: Mapping[str, Any], words: list[Mention]) -> Correction:
        slot = str(row.target.slot)
        event = event_of(self.record, row.target.event)
        now = slots.resolved(self.record, event, slot, Value(value=_value(given), words=words))
        return self._make(row.target, "correct" if row.was else "add", row.was, now)

    def _event(self, row: Row, given: Mapping[str, Any], words: list[Mention]) -> Correction:
        what = "about" if words else "type"
        event = event_of(self.record, row.target.event)
        now = slots.resolved(self.record, event, what, Value(value=None if words else _value(given), words=words))
        target = Target(layer="events", slot=what, event=row.target.event)
        return self._make(target, "correct", slots.current(event, what), now)

    def _participant(self, row: Row, given: Mapping[str, Any], words: list[Mention]) -> Correction:
        target = _target_with_slot(row, given, ("part", "first", "entity"))
        if target.slot == "first":
            return self._make(target, "correct", None, Value(value="first"))
        if target.slot == "entity":
            return self._make(target, "correct", row.was, Value(entity=self._who(given, words), words=words))
        return self._make(target, "correct", row.was, Value(value=_value(given), words=words))

    def _entity(self, row: Row, given: Mapping[str, Any], words: list[Mention]) -> Correction:
        target = _target_with_slot(row, given, ("type", "name", "words", "same_as"))
        if target.slot == "type":
            return self._make(target, "correct", Value(value=row.was.value if row.was else None), Value(value=_value(given)))
        if target.slot == "same_as":
            return self._make(target, "correct", row.was, Value(entity=self._who(given, [])))
        if not words:
            raise MisfitError("mark the words in the text")
        if target.slot == "name":
            return self._make(target, "correct", row.was, Value(words=words))
        number = given.get("mention")
        if number == "new":
            return self._make(target, "add", None, Value(words=words))
        at = row.words[int(number)] if isinstance(number, str) and number.isdecimal() and int(number) < len(row.words) else None
        return self._make(target, "correct", Value(words=[at] if at else list(row.words[:1])), Value(words=words))

    def _statement(self, row: Row, given: Mapping[str, Any], words: list[Mention]) -> Correction:
        target = _target_with_slot(row, given, ("words", "speaker"))
        if target.slot == "words":
            if not words:
                raise MisfitError("mark the words in the text")
            return self._make(target, "correct", row.was, Value(words=words))
        if given.get("entity") == "none":
            return self._make(target, "reject", row.was, None)
        return self._make(target, "correct", row.was, Value(entity=self._who(given, words)))

    def add(self, layer: str, group: str, given: Mapping[str, Any]) -> Correction:
        """Add a participant, an entity, a statement or an event that the record lacks."""
        words = _marked_words(self.record, given)
        if layer == "participants":
            return self._with_remark(self._new_part(group, given, words), given)
        makers = {"entities": self._new_entity, "statements": self._new_statement}
        return self._with_remark(makers.get(layer, self._new_event)(given, words), given)

    def _new_part(self, group: str, given: Mapping[str, Any], words: list[Mention]) -> Correction:
        event = next((e for e in self.record.events if (group == "main" and e.main) or e.id == group), None)
        if event is None:
            raise MisfitError("the record has no such event")
        target = Target(layer="participants", event=EventRef.of(event), entity=self._who(given, words))
        return self._make(target, "add", None, Value(value=_value(given), words=words))

    def _new_entity(self, given: Mapping[str, Any], words: list[Mention]) -> Correction:
        kind = _value(given)
        if not words or kind not in get_args(EntityType):
            raise MisfitError("mark the words of the name, and choose a type")
        target = Target(layer="entities", entity=EntityRef(type=cast("EntityType", kind), at=words))
        return self._make(target, "add", None, Value(value=kind, words=words))

    def _new_statement(self, given: Mapping[str, Any], words: list[Mention]) -> Correction:
        if not words:
            raise MisfitError("mark the words that were said")
        speaker = self._who(given, []) if given.get("entity") not in {None, "none", "new"} else None
        return self._make(Target(layer="statements", statement=words[0]), "add", None, Value(words=words, entity=speaker))

    def _new_event(self, given: Mapping[str, Any], words: list[Mention]) -> Correction:
        if not words:
            raise MisfitError("mark the words that say what it was about")
        main = main_event(self.record) is None
        target = Target(layer="events", event=EventRef(main=main, about=words[0]))
        return self._make(target, "add", None, Value(value=_value(given), words=words))

    def _who(self, given: Mapping[str, Any], words: list[Mention]) -> EntityRef:
        """Reference to the chosen entity, or to the entity that the marked words name."""
        chosen = self.record.entity(str(given.get("entity")))
        if chosen is None and words:
            chosen = entities.by_words(self.record, words[0])
        if chosen:
            return EntityRef.of(chosen)
        kind = given.get("type")
        if not words or kind not in get_args(EntityType):
            raise MisfitError("choose who it is, or mark the words of the name and choose its type")
        return EntityRef(type=cast("EntityType", kind), at=words)

    def _make(self, target: Target, action: Action, was: Value | None, now: Value | None) -> Correction:
        return Correction(
            who=self.who,
            when=self.when,
            record=self.record.id,
            text_sha256=digest_of(self.record),
            target=target,
            action=action,
            was=was,
            now=now,
            made_with=self.made_with,
        )

    def _with_remark(self, made: Correction, given: Mapping[str, Any]) -> Correction:
        why = str(given.get("why") or "").strip()[:MAX_REMARK]
        return made.model_copy(update={"why": why}) if why else made


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


def _target_with_slot(row: Row, given: Mapping[str, Any], known: tuple[str, ...]) -> Target:
    """The row's target with the slot that the page sends as ``what``."""
    if given.get("what") not in known:
        raise MisfitError("choose one of {codes}", codes=", ".join(known))
    return row.target.model_copy(update={"slot": given["what"]})
