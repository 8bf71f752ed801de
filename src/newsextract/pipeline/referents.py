"""One entity for each thing of an article, from what the layers found of it.

Entities, people and terms meet by their mentions: mentions of one id, of one person, and the sides of a sure term are
one thing. Where the layers disagree, the longest mention and the first id win. Actors and speakers that no layer marked
as a name (a post, a body that only a term writes out) become entities of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from newsextract.layers import drafts
from newsextract.layers.findings import Findings
from newsextract.records import Entity, EntityMention, EntityType, Form, Mention, Name, NameFrom, NameSource, Role, Term
from newsextract.thai.view import normalise

#: a term less probable than this joins nothing
SURE = 0.7

_ACTING = re.compile(r"รักษาการ|รักษาราชการแทน|ปฏิบัติหน้าที่|ปฏิบัติราชการแทน|\b[Aa]cting\b")
_ABBREVIATION = re.compile(r"(?:[ก-ฮ]{1,5}\.[ ]?)+|[A-Z][A-Za-z0-9-]{0,3}[A-Z0-9][A-Z0-9-]*")
_BLANK = re.compile(r"[\s\u200b\xa0]+")

Span = tuple[int, int]


def _squeeze(text: str) -> str:
    return _BLANK.sub("", normalise(text).text).casefold()


@lru_cache(maxsize=5_000)
def squeezed(name: str) -> str:
    """A name for comparing: normalised, without white space, in small letters."""
    return _squeeze(name)


@dataclass(eq=False)
class Thing:
    """A thing in the making: the ids that mean it, its mentions, and the person of the people layer."""

    type: EntityType
    mentions: dict[Span, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    glosses: list[Term] = field(default_factory=list)
    offices: list[Mention] = field(default_factory=list)
    person: drafts.Person | None = None
    iso: str | None = None
    post: bool = False
    id: str = ""

    @property
    def first(self) -> int:
        """Where it is first mentioned."""
        return min((*(start for start, _ in self.mentions), *(m.start for m in self.offices)))


class Referents:
    """The things of an article, asked by span or by name.

    Parameters
    ----------
    text
        The article's text.
    found
        What the layers found.
    """

    def __init__(self, text: str, found: Findings) -> None:
        self.text = text
        self.squeezed = _squeeze(text)
        self.found = found
        self.things: list[Thing] = []
        self.at: dict[Span, Thing] = {}
        self.named: dict[str, Thing] = {}
        self._from_entities(found.entities)
        self._from_people(found.people)
        self._from_terms(found.terms)
        for thing in self.things:
            for name in (*thing.names, *thing.mentions.values()):
                self.named.setdefault(squeezed(name), thing)

    def _from_entities(self, entities: Sequence[drafts.Entity]) -> None:
        by_id: dict[str, Thing] = {}
        for entity in entities:
            key = entity.id or entity.text
            thing = by_id.get(key)
            if thing is None:
                thing = by_id[key] = Thing(entity.type)
                self.things.append(thing)
            thing.mentions[entity.start, entity.end] = entity.text
            thing.iso = thing.iso or entity.iso
            if entity.name and entity.name not in thing.names:
                thing.names.append(entity.name)
            self.at[entity.start, entity.end] = thing

    def _from_people(self, people: Sequence[drafts.Person]) -> None:
        for person in people:
            known = [self.at[m.start, m.end] for m in person.mentions if (m.start, m.end) in self.at]
            persons = [thing for thing in known if thing.type == "PERSON"]
            thing = self._joined(persons) if persons else self._new("PERSON")
            thing.person = thing.person or person
            thing.names.insert(0, person.name)
            for mention in person.mentions:
                if (mention.start, mention.end) not in thing.mentions:
                    thing.offices.append(mention)

    def _from_terms(self, terms: Sequence[Term]) -> None:
        for term in terms:
            sides = [m for m in (term.th, term.en, term.abbr) if m is not None]
            things = [self.at[m.start, m.end] for m in sides if (m.start, m.end) in self.at]
            if not things or term.known_from != "article" or (term.posterior or 0.0) < SURE or term.check == "abbr_mismatch":
                continue
            same = [thing for thing in things if thing.type == things[0].type and not thing.person]
            thing = self._joined(same) if same else things[0]
            thing.glosses.append(term)

    def _new(self, kind: EntityType) -> Thing:
        thing = Thing(kind)
        self.things.append(thing)
        return thing

    def _joined(self, things: Iterable[Thing]) -> Thing:
        """One thing of several: the first keeps its name."""
        distinct = list(dict.fromkeys(things))
        if len(distinct) == 1:
            return distinct[0]
        first, *others = sorted(distinct, key=lambda thing: thing.first)
        for other in others:
            first.mentions |= other.mentions
            first.names += [name for name in other.names if name not in first.names]
            first.glosses += other.glosses
            first.offices += other.offices
            first.iso = first.iso or other.iso
            for span in other.mentions:
                self.at[span] = first
            self.things.remove(other)
        return first

    def of_actor(self, actor: drafts.Actor) -> Thing:
        """The thing that an event's actor means."""
        kind: EntityType = {"organisation": "ORGANIZATION", "country": "LOCATION"}.get(actor.kind, "PERSON")  # type: ignore[assignment]
        return self.of(actor.name, actor.at, kind, post=actor.kind == "office")

    def of(self, name: str, at: Mention | None, kind: EntityType, *, post: bool) -> Thing:
        """The thing that is mentioned there, or is called so; a new one where there is none."""
        thing = self.at.get((at.start, at.end)) if at is not None and not post else None
        thing = thing or self.named.get(squeezed(name))
        if thing is None:
            thing = self.named[squeezed(name)] = self._new(kind)
            thing.post = post
            if at is not None and post:
                thing.offices.append(at)
            elif at is not None:
                thing.mentions[at.start, at.end] = at.text
                self.at[at.start, at.end] = thing
        if name not in thing.names:
            thing.names.append(name)
        return thing

    def of_event(self, name: Name, at: Mention | None) -> Thing | None:
        """The named event that an event's name means."""
        found = [self.at.get((at.start, at.end))] if at else []
        found += [self.named.get(squeezed(one)) for one in (name.th, name.en) if one]
        return next((thing for thing in found if thing and thing.type == "EVENT"), None)

    def entities(self) -> list[Entity]:
        """Number the things by their first mention and give them as the record has them."""
        self.things.sort(key=lambda thing: thing.first)
        for number, thing in enumerate(self.things, 1):
            thing.id = f"e{number}"
        return [self._entity(thing) for thing in self.things]

    def _entity(self, thing: Thing) -> Entity:
        names = self._names(thing)
        abbreviations = [t.abbr.text for t in thing.glosses if t.abbr]
        if thing.type != "PERSON":
            abbreviations += [text for text in thing.mentions.values() if _ABBREVIATION.fullmatch(text)]
        person = thing.person
        latin = person.romanised if person and person.romanised_by == "article" else None
        if latin and names.en is None:
            names = Name(th=names.th, en=latin)
        return Entity(
            id=thing.id,
            type=thing.type,
            name=names,
            name_from=NameFrom(th=self._source(names.th), en=self._source(names.en)),
            abbr=next(iter(abbreviations), None),
            iso=thing.iso,
            title=person.title if person else None,
            roles=self._roles(person) if person else [],
            romanised=person.romanised if person and person.romanised_by == "generated" else None,
            post=thing.post,
            mentions=self._mentions(thing, names, set(abbreviations)),
        )

    def _names(self, thing: Thing) -> Name:
        """The fullest form in each language: of persons and places the canonical one, else the longest written.

        A shipped table's name stands in where the article writes an abbreviation alone; an abbreviation is no name.
        """
        person = thing.type == "PERSON"
        glosses = (m.text for t in thing.glosses for m in (t.th, t.en) if m)
        written = list(dict.fromkeys([*(() if person else thing.mentions.values()), *glosses]))
        found = {}
        for thai in (True, False):
            known, forms = (
                [name for name in names if _is_thai(name) is thai and (person or not _ABBREVIATION.fullmatch(name))]
                for names in (thing.names, written)
            )
            if forms and not (known and thing.type in {"PERSON", "LOCATION"}):
                longest = max(forms, key=lambda form: (len(squeezed(form)), -len(form)))
                known = [name for name in known if squeezed(name) == squeezed(longest)] or [longest]
            found[thai] = _one_line(known[0]) if known else None
        return Name(th=found[True], en=found[False])

    def _source(self, name: str | None) -> NameSource | None:
        if name is None:
            return None
        return "article" if squeezed(name) in self.squeezed else "gazetteer"

    def _roles(self, person: drafts.Person) -> list[Role]:
        if person.role_at is None:
            return []
        body = person.organisation_at and self.at.get((person.organisation_at.start, person.organisation_at.end))
        at = person.role_at
        acting = _ACTING.search(at.text) is not None
        return [Role(start=at.start, end=at.end, text=at.text, organisation=body.id if body else None, acting=acting)]

    def _mentions(self, thing: Thing, names: Name, abbreviations: set[str]) -> list[EntityMention]:
        full = {squeezed(name) for name in (names.th, names.en) if name}
        glosses = {(m.start, m.end) for t in thing.glosses for m in (t.en,) if m and t.th}
        found = [EntityMention(start=m.start, end=m.end, text=m.text, form="office") for m in thing.offices]
        for (start, end), text in thing.mentions.items():
            form: Form = "name" if _says(text, full, thing.type) else "short"
            if (start, end) in glosses:
                form = "gloss"
            elif text in abbreviations:
                form = "abbr"
            found.append(EntityMention(start=start, end=end, text=text, form=form))
        return sorted(found, key=lambda m: (m.start, m.end))


def _says(text: str, full: set[str], kind: EntityType) -> bool:
    """Whether a mention is a full name, or a place's other name ("South Korea"), not a part of one."""
    said = squeezed(text)
    other = kind == "LOCATION" and "ฯ" not in said and not any(said in name for name in full)
    return other or any(said.endswith(name) for name in full)


def _one_line(name: str) -> str:
    return _BLANK.sub(" ", name).strip()


def _is_thai(name: str) -> bool:
    return any("\u0e00" < letter < "\u0e7f" for letter in name)
