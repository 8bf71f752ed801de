"""The types in which the layers report what they find, before the record gives each entity an id.

A layer names people and organisations as it reads them, :mod:`newsextract.layers.referents` resolves coreference, and
:mod:`newsextract.pipeline.entities` makes an entity of each referent, to which everything else refers by id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from newsextract.records import Confidence, EntityType, EventType, Mention, Name, Part, Place, Precision, Status, Strict, Term


class Entity(Mention):
    """A flat, outermost, maximal proper name from the entities layer; ``canonical`` is its name in the user's gazetteer."""

    type: EntityType
    name: str | None = None
    canonical: str | None = None
    id: str | None = None
    iso: str | None = None


class Office(Strict):
    """The mention of an office, and of the organisation in it."""

    at: Mention
    body: Mention | None = None


@dataclass(eq=False)
class Referent:
    """A person, organisation, event or place that the article names, with all its mentions."""

    type: EntityType
    mentions: list[Mention] = field(default_factory=list)  # by name
    offices: list[Mention] = field(default_factory=list)  # mentions of a person by office alone
    names: list[str] = field(default_factory=list)
    canonical: list[str] = field(default_factory=list)  # names in the user's gazetteer
    glosses: list[Term] = field(default_factory=list)  # the terms that gloss it
    iso: str | None = None
    post: bool = False  # whether it is a person known by office alone
    title: str | None = None  # of a person known by name, as are the next two
    romanised: str | None = None  # the name in Latin letters, if the article gives it
    roles: list[Office] = field(default_factory=list)  # the offices, the fullest one first
    id: str = ""  # the entity's id in the record, empty until it is numbered

    @property
    def is_named_person(self) -> bool:
        """Whether it is a person known by name."""
        return self.type == "PERSON" and not self.post

    @property
    def name(self) -> str:
        """The first of its names."""
        return self.names[0]

    @property
    def role(self) -> str | None:
        """A person's first office, on one line."""
        return " ".join(self.roles[0].at.text.split("\n")) if self.roles else None

    @property
    def first(self) -> int:
        """Offset of the first mention."""
        return min(mention.start for mention in (*self.mentions, *self.offices))


@dataclass(eq=False)
class Statement:
    """A direct or reported statement: the words said, without the speech verb."""

    start: int
    end: int
    text: str
    speaker: Referent | None = None  # None if unclear
    cue: Mention | None = None  # the speech verb with the words that introduce the statement; None if it goes on without
    kind: Literal["direct", "reported"] = "reported"
    gist: bool = False  # whether it is what a spokesman reports of others, whose own statements it contains


@dataclass(eq=False)
class Participant:
    """A participant of an event, with the mention that shows it and the probability that the part is right."""

    referent: Referent
    part: Part
    mention: Mention
    confidence: Confidence | None = None


class Event(Strict):
    """An event, slot by slot."""

    # factories: pydantic copies a mutable default for each event, which takes ten times as long
    id: str
    main: bool
    part_of: str | None = None  # id of the main event, if this one is an item of its programme
    type: EventType
    status: Status = "occurred"
    name: Name = Field(default_factory=Name)
    about: Mention | None = None  # the shortest span that says what it was about or what was done
    clause: Mention | None = None  # around it
    trigger: Mention | None = None
    start: str | None = None
    end: str | None = None
    precision: Precision | None = None
    place: Place = Field(default_factory=Place)
    participants: list[Participant] = Field(default_factory=list)
    attendance: int | None = None
    attendance_unit: str | None = None
    evidence: list[Mention] = Field(default_factory=list)
    confidence: dict[str, Confidence] = Field(default_factory=dict)
    slots: dict[str, list[Mention]] = Field(default_factory=dict)
