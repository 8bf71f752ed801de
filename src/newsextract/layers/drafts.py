"""What the layers call things before the record names each of them once.

A layer names people and bodies as it reads them; :mod:`newsextract.layers.referents` joins the mentions of a thing,
:mod:`newsextract.pipeline.entities` makes an entity of it, and everything else refers to that by its id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Self

from pydantic import Field

from newsextract.records import Confidence, EntityType, EventType, Mention, Name, Part, Place, Precision, Status, Strict, Term


class Entity(Mention):
    """A flat, outermost, maximal proper name, as the entities layer marks it; ``canonical`` is what the user's gazetteer calls it."""

    type: EntityType
    name: str | None = None
    canonical: str | None = None
    id: str | None = None
    iso: str | None = None


class Office(Strict):
    """An office, and the body in it."""

    at: Mention
    body: Mention | None = None


class Person(Strict):
    """A distinct person: short forms and the office alone, where it is plain, are mentions of the same person.

    Attributes
    ----------
    romanised
        The name in Latin letters, where the article writes it.
    role_at, organisation_at
        Where the office stands, and the body in it.
    more
        His other offices.
    """

    name: str
    title: str | None = None
    romanised: str | None = None
    role: str | None = None
    role_at: Mention | None = None
    organisation: str | None = None
    organisation_at: Mention | None = None
    more: list[Office] = Field(default_factory=list)
    mentions: list[Mention]


@dataclass(eq=False)
class Referent:
    """A thing that the article names.

    Attributes
    ----------
    mentions, offices
        Where it is named, and where only the office of a person stands for him.
    names, canonical, glosses
        What the layers call it, what the user's gazetteer calls it, and the terms that gloss it.
    post
        A person known by the office alone.
    id
        The entity's id in the record.
    """

    type: EntityType
    mentions: list[Mention] = field(default_factory=list)
    offices: list[Mention] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    canonical: list[str] = field(default_factory=list)
    glosses: list[Term] = field(default_factory=list)
    person: Person | None = None
    iso: str | None = None
    post: bool = False
    id: str = ""

    @classmethod
    def of(cls, person: Person) -> Self:
        """A person that no name marks."""
        return cls("PERSON", offices=list(person.mentions), names=[person.name], person=person)

    @property
    def first(self) -> int:
        """Where it is first mentioned."""
        return min(mention.start for mention in (*self.mentions, *self.offices))


@dataclass(eq=False)
class Statement:
    """What somebody said: the words said, without the speech verb.

    Attributes
    ----------
    speaker
        Who says it; None where that is not plain.
    cue
        The speech verb and what opens the words; None where they just go on.
    """

    start: int
    end: int
    text: str
    speaker: Referent | None = None
    cue: Mention | None = None
    kind: Literal["direct", "reported"] = "reported"


@dataclass(eq=False)
class Participant:
    """Somebody who takes part in an event, where that is said, and the probability that it is right."""

    referent: Referent
    part: Part
    mention: Mention
    confidence: Confidence | None = None


class Event(Strict):
    """What happened, slot by slot.

    Attributes
    ----------
    part_of
        The id of the event whose programme it is an item of.
    about, clause
        The shortest words that say what it was about or what was done, and the clause that tells it.
    """

    # factories: a default that can change is copied for each event, at ten times the price
    id: str
    main: bool
    part_of: str | None = None
    type: EventType
    status: Status = "occurred"
    name: Name = Field(default_factory=Name)
    about: Mention | None = None
    clause: Mention | None = None
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
