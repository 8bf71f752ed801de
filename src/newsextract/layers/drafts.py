"""What the layers call things before the record names each of them once.

A layer names people and bodies as it reads them; :mod:`newsextract.pipeline.referents` makes one entity of all mentions
of a thing, and everything else refers to it by its id.
"""

from __future__ import annotations

from typing import Literal

from newsextract.records import Confidence, EntityType, EventType, Mention, Name, Part, Place, Precision, Strict


class Entity(Mention):
    """A flat, outermost, maximal proper name, as the entities layer marks it."""

    type: EntityType
    name: str | None = None
    id: str | None = None
    iso: str | None = None


class Person(Strict):
    """A distinct person: short forms and the office alone, where it is plain, are mentions of the same person.

    Attributes
    ----------
    role_at, organisation_at
        Where the office stands, and the body in it.
    """

    name: str
    title: str | None = None
    romanised: str | None = None
    romanised_by: Literal["article", "generated"] | None = None
    role: str | None = None
    role_at: Mention | None = None
    organisation: str | None = None
    organisation_at: Mention | None = None
    mentions: list[Mention]


class Statement(Mention):
    """What somebody said; ``speaker_at`` is where its speaker is named."""

    speaker: str | None = None
    speaker_at: Mention | None = None
    cue: Mention | None = None
    kind: Literal["direct", "reported"] = "reported"


class Actor(Strict):
    """Somebody who takes part in an event, and where that is said."""

    name: str
    role: str | None = None
    part: Part
    kind: Literal["person", "organisation", "office", "country"] = "person"
    at: Mention


class Event(Strict):
    """What happened, slot by slot."""

    id: str
    main: bool
    type: EventType
    status: Literal["occurred", "scheduled"] = "occurred"
    name: Name = Name()
    trigger: Mention | None = None
    start: str | None = None
    end: str | None = None
    precision: Precision | None = None
    place: Place = Place()
    actors: list[Actor] = []
    counterparts: list[Actor] = []
    organisations: list[Actor] = []
    countries: list[str] = []
    attendance: int | None = None
    attendance_unit: str | None = None
    evidence: list[Mention] = []
    confidence: dict[str, Confidence] = {}
    slots: dict[str, list[Mention]] = {}
