"""The entities of a record: how they are added, marked elsewhere, joined and taken out, with everything that refers to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast, get_args

from newsextract.desk.corrections import EntityRef, Value
from newsextract.desk.reading import name_of
from newsextract.desk.targets import MisfitError, find_entity, names_of
from newsextract.layers.names import titles
from newsextract.pipeline.entities import ABBREVIATION, squeezed
from newsextract.records import Entity, EntityMention, EntityType, Form, Mention, Name, NameFrom, Participant, Record

_NUMBER = re.compile(r"e(\d+)")


def by_words(record: Record, at: Mention) -> Entity | None:
    """The entity that some words mention, or that of the one mention within them."""
    exact = next((entity for entity in record.entities if _mention_at(entity, at)), None)
    within = {e.id: e for e in record.entities for m in e.mentions if at.start <= m.start and m.end <= at.end}
    return exact or (next(iter(within.values())) if len(within) == 1 else None)


def added(record: Record, ref: EntityRef, given: Value) -> Entity:
    """The entity that some words mention; a new one where they mention none."""
    words = given.words or ref.at
    if not words:
        raise MisfitError("mark the words of the name")
    kind = cast("EntityType", given.value if given.value in get_args(EntityType) else ref.type)
    known = next((entity for entity in record.entities if _mention_at(entity, words[0])), None)
    if known:
        known.type = kind
        return known
    entity = _new(record, kind, words[0].text)
    record.entities.append(entity)
    for at in words:
        mention(record, entity, at, "abbr" if entity.abbr else "name")
    return entity


def _new(record: Record, kind: EntityType, words: str) -> Entity:
    short = kind != "PERSON" and ABBREVIATION.fullmatch(words) is not None
    title, written = titles.split(words) if kind == "PERSON" else ("", words)
    name = Name() if short else name_of(written)
    return Entity(
        id=_next_id(record),
        type=kind,
        name=name,
        name_from=NameFrom(th="article" if name.th else None, en="article" if name.en else None),
        abbr=words if short else None,
        title=title or None,
        mentions=[],
    )


def _next_id(record: Record) -> str:
    numbers = [int(match[1]) for e in record.entities if (match := _NUMBER.fullmatch(e.id))]
    return f"e{max(numbers, default=0) + 1}"


def mention(record: Record, entity: Entity, at: Mention, form: Form) -> None:
    """Mark some words as a mention of an entity: names are flat, so those of others that they meet go, but not the offices."""
    for other in list(record.entities):
        kept = [m for m in other.mentions if m.form == "office" or m.end <= at.start or at.end <= m.start]
        if len(kept) < len(other.mentions):
            other.mentions = kept
            if not kept and other is not entity:
                replace(record, other, entity if _within(other, entity, at) else None)
    entity.mentions.append(EntityMention(start=at.start, end=at.end, text=at.text, form=form))
    entity.mentions.sort(key=lambda m: (m.start, m.end))
    record.entities.sort(key=lambda e: min((m.start for m in e.mentions), default=0))


def _within(other: Entity, entity: Entity, at: Mention) -> bool:
    """Whether an entity that lost its only mention is the same, marked too short."""
    names = names_of(other.name) | ({squeezed(other.abbr)} if other.abbr else set())
    return other.type == entity.type and any(name in squeezed(at.text) for name in names)


def form_of(entity: Entity, at: Mention) -> Form:
    """How some words name an entity."""
    if entity.type != "PERSON" and ABBREVIATION.fullmatch(at.text):
        return "abbr"
    return "name" if squeezed(at.text).endswith(tuple(names_of(entity.name))) else "short"


def moved(record: Record, entity: Entity, was: Mention | None, now: Mention | None) -> None:
    """Move a mention of an entity to other words, add one, or take one out; the name follows the words that it was read from."""
    old = _mention_at(entity, was)
    if now is None:
        _unmentioned(record, entity, old)
    elif (there := _mention_at(entity, now)) is None or there is old:
        if old:
            entity.mentions.remove(old)
            _renamed(entity, old, now)
        mention(record, entity, now, old.form if old and old.form != "short" else form_of(entity, now))
    elif old:
        entity.mentions.remove(old)


def _mention_at(entity: Entity, at: Mention | None) -> EntityMention | None:
    return next((m for m in entity.mentions if at and (m.start, m.end) == (at.start, at.end)), None)


def _unmentioned(record: Record, entity: Entity, old: EntityMention | None) -> None:
    if old:
        entity.mentions.remove(old)
    if not entity.mentions:
        replace(record, entity, None)


def _renamed(entity: Entity, old: Mention, now: Mention) -> None:
    title, name = titles.split(now.text) if entity.type == "PERSON" else ("", now.text)
    before = titles.split(old.text)[1] if entity.type == "PERSON" else old.text
    written = name_of(name)
    for side in ("th", "en"):
        if getattr(written, side) and squeezed(getattr(entity.name, side) or "") == squeezed(before):
            setattr(entity.name, side, getattr(written, side))
            entity.title = title or entity.title


def retyped(entity: Entity, value: object) -> None:
    """Let an entity be of another type; titles and offices are a person's."""
    if value not in get_args(EntityType):
        raise MisfitError("{value!r} is not one of {codes}", value=value, codes=", ".join(get_args(EntityType)))
    entity.type = cast("EntityType", value)
    if entity.type != "PERSON":
        entity.title, entity.romanised, entity.roles, entity.post = None, None, [], False


def named(entity: Entity, given: Value) -> None:
    """Give an entity a name: as written, or as the words have it."""
    name = given.name
    if name is None:
        if not given.words:
            raise MisfitError("mark the words of the name")
        written = titles.split(given.words[0].text)[1] if entity.type == "PERSON" else given.words[0].text
        name = name_of(written)
    entity.name = Name(th=name.th or entity.name.th, en=name.en or entity.name.en)
    entity.name_from = NameFrom(
        th="article" if name.th else entity.name_from.th, en="article" if name.en else entity.name_from.en
    )


def merged(record: Record, entity: Entity, other: Entity) -> None:
    """Let an entity be the same as another, which stays."""
    if entity is other:
        return
    for side in ("th", "en"):
        if not getattr(other.name, side):
            setattr(other.name, side, getattr(entity.name, side))
            setattr(other.name_from, side, getattr(entity.name_from, side))
    other.abbr, other.iso = other.abbr or entity.abbr, other.iso or entity.iso
    other.post = other.post and entity.post
    if other.type == "PERSON":
        other.title = other.title or entity.title
        held = {role.text for role in other.roles}
        other.roles = [*other.roles, *(role for role in entity.roles if role.text not in held)]
    other.mentions = sorted([*other.mentions, *entity.mentions], key=lambda m: (m.start, m.end))
    replace(record, entity, other)


def replace(record: Record, gone: Entity, by: Entity | None) -> None:
    """Take an entity out; what refers to it refers to another, or to nothing."""

    def now(key: str | None) -> str | None:
        return (by.id if by else None) if key == gone.id else key

    for event in record.events:
        event.participants = _parties(event.participants, now)
        event.entity = now(event.entity)
        event.place.entities = list(dict.fromkeys(filter(None, map(now, event.place.entities))))
    for said in record.statements:
        said.speaker = now(said.speaker)
    for term in record.terms:
        term.entity = now(term.entity)
    for role in (role for entity in record.entities for role in entity.roles):
        role.organisation = now(role.organisation)
    record.entities = [entity for entity in record.entities if entity is not gone]


def _parties(parties: list[Participant], now: Callable[[str | None], str | None]) -> list[Participant]:
    """The participants as they are now, each once."""
    found: dict[str, Participant] = {}
    for one in parties:
        if key := now(one.entity):
            one.entity = key
            found.setdefault(key, one)
    return list(found.values())


def meant(record: Record, ref: EntityRef | None) -> Entity:
    """The entity that a reference means, made of its words where the record has none there."""
    if ref is None:
        raise MisfitError("choose who it is, or mark the words that name it")
    found = find_entity(record, ref)
    if found:
        return found
    if not ref.at:
        raise MisfitError("the record no longer has this entity")
    return added(record, ref, Value(value=ref.type, words=ref.at[:1]))
