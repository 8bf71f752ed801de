"""The data model of a reviewer's decisions; each line of a corrections file is one decision.

A target is identified by its words, its name or as the main event, never by its place in a list, so that it can be found again
in the records of another version. Offsets are code points into the record's text, whose checksum is kept beside them.
"""

from __future__ import annotations

import hashlib
from typing import Literal, Self, get_args

from pydantic import Field, model_validator

from newsextract.exports.regions import Region
from newsextract.records import Entity, EntityType, Event, EventType, Mention, Mode, Name, Part, Record, Status, Strict

Action = Literal["confirm", "correct", "reject", "add", "withdraw"]
Layer = Literal["events", "participants", "entities", "statements"]

#: slots of an event that can be judged, in display order
EVENT_SLOTS = ("type", "status", "name", "start", "end", "venue", "province", "country", "mode", "about", "attendance")
#: slots that can be corrected in each layer; None is the whole item
SLOTS: dict[Layer, tuple[str | None, ...]] = {
    "events": (None, *EVENT_SLOTS),
    "participants": (None, "part", "first", "entity"),
    "entities": (None, "type", "name", "words", "same_as"),
    "statements": (None, "words", "speaker"),
}
#: allowed values of the slots that have a fixed list
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
#: parts of a target that say which item of a layer it is
_PARTS = {"events": ("event",), "participants": ("event", "entity"), "entities": ("entity",), "statements": ("statement",)}
#: maximum mentions quoted in a reference to an entity
_QUOTED = 8


def plain(at: Mention | Region) -> Mention:
    """The words alone, without what else is known of them."""
    return Mention(start=at.start, end=at.end, text=at.text)


class EventRef(Strict):
    """Reference to an event of a record: the main event, or the background event with these words or this name."""

    main: bool
    trigger: Mention | None = None
    about: Mention | None = None
    name: Name = Name()

    @classmethod
    def of(cls, event: Event) -> Self:
        """Make the reference to an event."""
        return cls(main=event.main, trigger=event.trigger, about=event.about, name=event.name)


class EntityRef(Strict):
    """Reference to an entity of a record: the entity mentioned at these places, or with this name."""

    type: EntityType
    name: Name = Name()
    at: list[Mention] = Field(default_factory=list)

    @classmethod
    def of(cls, entity: Entity) -> Self:
        """Make the reference to an entity."""
        return cls(type=entity.type, name=entity.name, at=list(map(plain, entity.mentions[:_QUOTED])))


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
        if any(getattr(self, part) is None for part in _PARTS[self.layer]):
            raise ValueError(f"the target does not say which of the {self.layer} it is")
        return self

    @property
    def key(self) -> str:
        """A string that is equal for equal targets."""
        return self.model_dump_json(exclude_none=True)


class Value(Strict):
    """The value of a slot or an item, before or after a decision."""

    value: str | int | None = None  # a code, an ISO 8601 time, a number, or the words themselves
    words: list[Mention] = Field(default_factory=list)  # that express the value
    name: Name | None = None  # of an event or entity
    unit: str | None = None  # of the attendance
    entity: EntityRef | None = None  # the speaker, the participant, or the entity that another is merged into
    correction: str | None = None  # id of the decision that is withdrawn


class Correction(Strict):
    """A reviewer's decision.

    ``was`` and ``now`` are absent if there was, or is, no value; a confirmation has the same value in both. ``why`` is a remark,
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
        """The first 16 hex digits of the line's SHA-256."""
        return hashlib.sha256(self.line().encode()).hexdigest()[:16]

    @property
    def no_event(self) -> bool:
        """Whether it says that there is no such event: the event or its type was rejected, or an empty type was confirmed."""
        if self.target.layer != "events" or self.target.slot not in {None, "type"}:
            return False
        return self.action == "reject" or (self.action == "confirm" and self.target.slot == "type" and self.now is None)

    @property
    def path(self) -> str:
        """The target as a short text for display."""
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
        """The new value as a short text for display; empty if there is none."""
        if self.now is None:
            return ""
        if self.now.value is not None:
            return str(self.now.value)
        words = self.now.words or (self.now.entity.at if self.now.entity else [])
        return words[0].text if words else ""


def digest_of(record: Record) -> str:
    """The SHA-256 of a record's text."""
    return hashlib.sha256(record.text.encode()).hexdigest()
