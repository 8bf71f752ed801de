"""Add, mark, merge and remove the entities of a record, with everything that refers to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast, get_args

from newsextract.desk.corrections import Correction, EntityRef, Value
from newsextract.desk.reading import name_of
from newsextract.desk.targets import MisfitError, entity_of, find_entity, names_of
from newsextract.layers.names import titles
from newsextract.pipeline.entities import ABBREVIATION, squeezed
from newsextract.records import Entity, EntityMention, EntityType, Form, Mention, Name, NameFrom, Participant, Record

_NUMBER = re.compile(r"e(\d+)")


def by_words(record: Record, at: Mention) -> Entity | None:
    """The entity that some words mention, else the only entity mentioned within them."""
    exact = next((entity for entity in record.entities if _mention_at(entity, at)), None)
    within = {e.id: e for e in record.entities for m in e.mentions if at.start <= m.start and m.end <= at.end}
    return exact or (next(iter(within.values())) if len(within) == 1 else None)


def add(record: Record, ref: EntityRef, given: Value) -> Entity:
    """Return the entity that some words mention, with the given type; add one if they mention none."""
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
        add_mention(record, entity, at, "abbr" if entity.abbr else "name")
    return entity


def _new(record: Record, kind: EntityType, words: str) -> Entity:
    short = kind != "PERSON" and ABBREVIATION.fullmatch(words) is not None
    title, written = _title_and_name(kind, words)
    name = Name() if short else name_of(written)
    numbers = [int(match[1]) for e in record.entities if (match := _NUMBER.fullmatch(e.id))]
    return Entity(
        id=f"e{max(numbers, default=0) + 1}",
        type=kind,
        name=name,
        name_from=NameFrom(th="article" if name.th else None, en="article" if name.en else None),
        abbr=words if short else None,
        title=title or None,
        mentions=[],
    )


def _title_and_name(kind: EntityType, words: str) -> tuple[str, str]:
    return titles.split(words) if kind == "PERSON" else ("", words)


def add_mention(record: Record, entity: Entity, at: Mention, form: Form) -> None:
    """Mark words as a mention of an entity; names do not nest, so overlapping mentions are removed, except offices."""
    for other in list(record.entities):
        kept = [m for m in other.mentions if m.form == "office" or m.end <= at.start or at.end <= m.start]
        if len(kept) < len(other.mentions):
            other.mentions = kept
            if not kept and other is not entity:
                replace(record, other, entity if _marked_too_short(other, entity, at) else None)
    entity.mentions.append(EntityMention(start=at.start, end=at.end, text=at.text, form=form))
    entity.mentions.sort(key=lambda m: (m.start, m.end))
    record.entities.sort(key=lambda e: min((m.start for m in e.mentions), default=0))


def _marked_too_short(other: Entity, entity: Entity, at: Mention) -> bool:
    """Whether an entity that lost its last mention is the same entity, marked too short."""
    names = names_of(other.name) | ({squeezed(other.abbr)} if other.abbr else set())
    return other.type == entity.type and any(name in squeezed(at.text) for name in names)


def form_of(entity: Entity, at: Mention) -> Form:
    """The form in which some words name an entity."""
    if entity.type != "PERSON" and ABBREVIATION.fullmatch(at.text):
        return "abbr"
    return "name" if squeezed(at.text).endswith(tuple(names_of(entity.name))) else "short"


def change(record: Record, one: Correction) -> None:
    """Add, change, merge or remove an entity."""
    ref, now, slot = one.target.entity, one.now or Value(), one.target.slot
    if ref and slot is None:
        _change_whole(record, one, ref)
        return
    entity = entity_of(record, ref)
    if slot == "type":
        _set_type(entity, now.value)
    elif slot == "name":
        _set_name(entity, now)
    elif slot == "same_as":
        _merge(record, entity, find_or_add(record, now.entity))
    else:
        was = one.was.words[0] if one.was and one.was.words else None
        _move_mention(record, entity, was, now.words[0] if now.words and one.action != "reject" else None)


def _change_whole(record: Record, one: Correction, ref: EntityRef) -> None:
    found = find_entity(record, ref)
    if one.action == "reject" and found:
        replace(record, found, None)
    elif one.action != "reject" and (found is None or one.action == "add"):
        add(record, ref, one.now or Value())


def _move_mention(record: Record, entity: Entity, was: Mention | None, now: Mention | None) -> None:
    """Move, add or remove a mention of an entity; a name that was read from the moved mention changes with it."""
    old, there = _mention_at(entity, was), _mention_at(entity, now)
    if old:
        entity.mentions.remove(old)
    if now is None:
        if not entity.mentions:
            replace(record, entity, None)
    elif there is None or there is old:
        if old:
            _update_name(entity, old, now)
        add_mention(record, entity, now, old.form if old and old.form != "short" else form_of(entity, now))


def _mention_at(entity: Entity, at: Mention | None) -> EntityMention | None:
    return next((m for m in entity.mentions if at and (m.start, m.end) == (at.start, at.end)), None)


def _update_name(entity: Entity, old: Mention, now: Mention) -> None:
    title, name = _title_and_name(entity.type, now.text)
    _, before = _title_and_name(entity.type, old.text)
    written = name_of(name)
    for side in ("th", "en"):
        if getattr(written, side) and squeezed(getattr(entity.name, side) or "") == squeezed(before):
            setattr(entity.name, side, getattr(written, side))
            entity.title = title or entity.title


def _set_type(entity: Entity, value: object) -> None:
    """Set an entity's type; only a person keeps title and offices."""
    if value not in get_args(EntityType):
        raise MisfitError("{value!r} is not one of {codes}", value=value, codes=", ".join(get_args(EntityType)))
    entity.type = cast("EntityType", value)
    if entity.type != "PERSON":
        entity.title, entity.romanised, entity.roles, entity.post = None, None, [], False


def _set_name(entity: Entity, given: Value) -> None:
    """Set an entity's name, from the given name or from words."""
    name = given.name
    if name is None:
        if not given.words:
            raise MisfitError("mark the words of the name")
        name = name_of(_title_and_name(entity.type, given.words[0].text)[1])
    entity.name = Name(th=name.th or entity.name.th, en=name.en or entity.name.en)
    entity.name_from = NameFrom(
        th="article" if name.th else entity.name_from.th, en="article" if name.en else entity.name_from.en
    )


def _merge(record: Record, entity: Entity, other: Entity) -> None:
    """Merge an entity into another."""
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
    """Remove an entity, and redirect all references to another entity or to none."""

    def redirect(key: str | None) -> str | None:
        return (by.id if by else None) if key == gone.id else key

    for event in record.events:
        event.participants = _redirected(event.participants, redirect)
        event.entity = redirect(event.entity)
        event.place.entities = list(dict.fromkeys(filter(None, map(redirect, event.place.entities))))
    for statement in record.statements:
        statement.speaker = redirect(statement.speaker)
    for term in record.terms:
        term.entity = redirect(term.entity)
    for role in (role for entity in record.entities for role in entity.roles):
        role.organisation = redirect(role.organisation)
    record.entities = [entity for entity in record.entities if entity is not gone]


def _redirected(parties: list[Participant], redirect: Callable[[str | None], str | None]) -> list[Participant]:
    """The participants with their new entities, each once."""
    found: dict[str, Participant] = {}
    for one in parties:
        if key := redirect(one.entity):
            one.entity = key
            found.setdefault(key, one)
    return list(found.values())


def find_or_add(record: Record, ref: EntityRef | None) -> Entity:
    """The entity of a reference; if the record has none, it is added from the reference's words."""
    if ref is None:
        raise MisfitError("choose who it is, or mark the words that name it")
    found = find_entity(record, ref)
    if found:
        return found
    if not ref.at:
        raise MisfitError("the record no longer has this entity")
    return add(record, ref, Value(value=ref.type, words=ref.at[:1]))
