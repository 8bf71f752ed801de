"""What a reviewer decided, as types: a line of the file of corrections each.

A target is told by what it points to (words, names, the main event), never by its place in a list, so that it is found again in
the records of another version. Offsets are code points into the record's text, whose digest stands beside them.
"""

from __future__ import annotations

import hashlib
from typing import Literal, Self, get_args

from pydantic import Field, model_validator

from newsextract.records import Entity, EntityType, Event, EventType, Mention, Mode, Name, Part, Record, Status, Strict

Action = Literal["confirm", "correct", "reject", "add", "withdraw"]
Layer = Literal["events", "participants", "entities", "statements"]

#: slots of an event that can be judged, in the order shown
EVENT_SLOTS = ("type", "status", "name", "start", "end", "venue", "province", "country", "mode", "about", "attendance")
#: what can be corrected of each layer; None is the whole item
SLOTS: dict[Layer, tuple[str | None, ...]] = {
    "events": (None, *EVENT_SLOTS),
    "participants": (None, "part", "first", "entity"),
    "entities": (None, "type", "name", "words", "same_as"),
    "statements": (None, "words", "speaker"),
}
#: the values that a slot can have, where they are a list
CODES: dict[tuple[Layer, str | None], tuple[str, ...]] = {
    ("events", None): get_args(EventType),
    ("events", "type"): get_args(EventType),
    ("events", "status"): get_args(Status),
    ("events", "mode"): get_args(Mode),
    ("participants", None): get_args(Part),
    ("participants", "part"): get_args(Part),
    ("entities", None): get_args(EntityType),
    ("entities", "type"): get_args(EntityType),
}
#: mentions of an entity that its reference quotes
_QUOTED = 8


class EventRef(Strict):
    """An event of a record: the main one, or the one in the background with these words or this name."""

    main: bool
    trigger: Mention | None = None
    about: Mention | None = None
    name: Name = Name()

    @classmethod
    def of(cls, event: Event) -> Self:
        """The reference to an event."""
        return cls(main=event.main, trigger=event.trigger, about=event.about, name=event.name)


class EntityRef(Strict):
    """An entity of a record: that which is mentioned at these places, or has this name."""

    type: EntityType
    name: Name = Name()
    at: list[Mention] = Field(default_factory=list)

    @classmethod
    def of(cls, entity: Entity) -> Self:
        """The reference to an entity."""
        at = [Mention(start=m.start, end=m.end, text=m.text) for m in entity.mentions[:_QUOTED]]
        return cls(type=entity.type, name=entity.name, at=at)


class Target(Strict):
    """What a correction is about: an item of a layer, or one of its slots."""

    layer: Layer
    slot: str | None = None
    event: EventRef | None = None
    entity: EntityRef | None = None
    statement: Mention | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.slot not in SLOTS[self.layer]:
            raise ValueError(f"{self.layer} have no slot {self.slot!r}")
        needed: dict[Layer, list[object]] = {
            "events": [self.event],
            "participants": [self.event, self.entity],
            "entities": [self.entity],
            "statements": [self.statement],
        }
        if None in needed[self.layer]:
            raise ValueError(f"the target does not say which of the {self.layer} it is")
        return self

    @property
    def key(self) -> str:
        """The same for two targets that are told in the same way."""
        return self.model_dump_json(exclude_none=True)


class Value(Strict):
    """What a slot or an item is or was.

    Attributes
    ----------
    value
        A code, an ISO 8601 time, a number, or the words themselves.
    words
        The mentions that say it.
    name
        Of an event or entity.
    unit
        Of the attendance.
    entity
        The speaker, the participant, or what an entity is the same as.
    correction
        The id of the decision that is withdrawn.
    """

    value: str | int | None = None
    words: list[Mention] = Field(default_factory=list)
    name: Name | None = None
    unit: str | None = None
    entity: EntityRef | None = None
    correction: str | None = None


class Correction(Strict):
    """A reviewer's decision.

    ``was`` and ``now`` are absent where there was, or is, nothing; a confirmation has the same in both. ``why`` is a remark,
    ``made_with`` the version that the reviewer saw.

    Examples
    --------
    >>> target = Target(layer="events", slot="type", event=EventRef(main=True))
    >>> one = Correction(who="นิดา", when="2026-03-01T09:30:00Z", record="thaigov:1", text_sha256="0" * 64, target=target,
    ...                  action="correct", was=Value(value="visit"), now=Value(value="talks"), made_with="0.1.0")
    >>> Correction.model_validate_json(one.line()) == one, one.path
    (True, 'events[main].type')
    """

    who: str
    when: str
    record: str
    text_sha256: str
    target: Target
    action: Action
    was: Value | None = None
    now: Value | None = None
    why: str | None = None
    made_with: str

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.action in {"correct", "add"} and self.now is None:
            raise ValueError(f"to {self.action} takes a value in 'now'")
        if self.action == "withdraw" and not (self.now and self.now.correction):
            raise ValueError("to withdraw takes the id of a decision in 'now.correction'")
        return self

    def line(self) -> str:
        """The decision as a line of JSON, without the line break."""
        return self.model_dump_json(exclude_none=True)

    @property
    def id(self) -> str:
        """The same for the same line."""
        return hashlib.sha256(self.line().encode()).hexdigest()[:16]

    @property
    def no_event(self) -> bool:
        """Whether it says that there is no such event: its type, or the whole of it, was rejected, or that there is none was confirmed."""
        if self.target.layer != "events" or self.target.slot not in {None, "type"}:
            return False
        return self.action == "reject" or (self.action == "confirm" and self.target.slot == "type" and self.now is None)

    @property
    def path(self) -> str:
        """The target, short and for people."""
        target, parts = self.target, []
        if target.event:
            words = target.event.trigger or target.event.about
            parts.append("main" if target.event.main else words.text if words else target.event.name.th or "background")
        if target.entity:
            name = target.entity.name
            parts.append(next(iter(target.entity.at)).text if target.entity.at else name.th or name.en or "?")
        if target.statement:
            parts.append(f"{target.statement.start}-{target.statement.end}")
        return f"{target.layer}[{', '.join(parts)}]" + (f".{target.slot}" if target.slot else "")

    @property
    def shown(self) -> str:
        """What stands now, short and for people; empty where nothing does."""
        if self.now is None:
            return ""
        if self.now.value is not None:
            return str(self.now.value)
        words = self.now.words or (self.now.entity.at if self.now.entity else [])
        return words[0].text if words else ""


def digest_of(record: Record) -> str:
    """The SHA-256 of a record's text."""
    return hashlib.sha256(record.text.encode()).hexdigest()
