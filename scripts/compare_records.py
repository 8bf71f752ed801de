"""Compare records of version 1 with records of version 2 in every value that both have.

    python scripts/compare_records.py OLD.jsonl NEW.jsonl [--show CODE ...]

Prints how often each value differs, by reason; ``--show`` lists the differences of a reason. Exits 1 when there is a
difference without a reason. Version 1 named people, actors, bodies and speakers by strings, version 2 refers to entities:
a name may differ where one entity has another form of it, never who is meant.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from typer import Option

from common import Row, table
from newsextract.records import Entity, Record
from newsextract.thai.view import normalise
from training.shared import lines, run

UNEXPLAINED = "UNEXPLAINED"
#: reason → what it means
REASONS = {
    "form": "the entity's name is another form that the article writes of it, or a shipped table gives",
    "one_line": "a line break inside a name is a space now",
    "actor_entity": "an actor, body or speaker that no layer had marked is an entity now",
    "same_thing": "mentions of two ids are one entity: sides of a sure term, or one person",
    "joined_type": "mentions that were joined have the type of the first",
    "joined_iso": "mentions of one entity have one code",
    "title_gloss": "an English name of the headline, which version 1 never gave",
    "inside": "a country's words stand inside another entity",
    "one_person": "two people share an entity: one of them is left",
    "once": "the same entity took part twice in the same part, or beside a named part",
    "other_side": "the other side's part is counterpart where version 1 said participant",
    "from_name": "the key is a hash of the main actor's name: another form, or a body where version 1 had no actor",
    "here": "the place's country counts among the countries in another order",
    UNEXPLAINED: "",
}


class Difference(NamedTuple):
    """One value that differs: where, why, and both values."""

    value: str
    reason: str
    article: str
    old: Any
    new: Any


def squeezed(text: str | None) -> str:
    """Normalised text without white space, in small letters."""
    return "".join(normalise(text or "").text.split()).casefold()


class Pair:
    """One article in both versions."""

    def __init__(self, old: Row, new: Record) -> None:
        self.old, self.new = old, new
        self.row = json.loads(new.to_json())
        self.by_id = {entity.id: entity for entity in new.entities}
        at = sorted(((m.form != "office", m, e) for e in new.entities for m in e.mentions), key=lambda row: row[0])
        self.at = {(m.start, m.end): e for _, m, e in at}
        #: by span: the entities that version 2 mentions by name, those that version 1 marks, and people
        self.flat = {(m.start, m.end): e for e in new.entities for m in e.mentions if m.form != "office"}
        self.marked = {(e["start"], e["end"]): e for e in old["entities"]}
        self.people = {(m.start, m.end): e for e in new.people for m in e.mentions}
        self.found: list[Difference] = []

    def differ(self, value: str, reason: str, old: Any, new: Any) -> None:
        """Note a difference."""
        self.found.append(Difference(value, reason, self.old["id"], old, new))

    def equal(self, value: str, old: Any, new: Any, reason: str = UNEXPLAINED, shown: tuple[Any, Any] | None = None) -> None:
        """Note a difference between two values that should be the same; ``shown`` are the values to list."""
        if old != new:
            self.differ(value, reason, *(shown or (old, new)))

    def named(self, value: str, old: str | None, entity: Entity | None) -> None:
        """Compare a name of version 1 with the entity that stands for it."""
        if old is None or entity is None:
            return self.equal(value, old, entity and entity.label)
        if old == entity.label:
            return None
        forms = self.forms(entity)
        if squeezed(old) == squeezed(entity.label):
            reason = "one_line"
        elif any(squeezed(old) in form or form in squeezed(old) for form in forms):
            reason = "form"
        else:
            reason = UNEXPLAINED
        return self.differ(value, reason, old, entity.label)

    def forms(self, entity: Entity) -> set[str]:
        """What either record calls an entity: its names, its mentions, their canonical names, their glosses."""
        spans = {(m.start, m.end) for m in entity.mentions}
        texts = {squeezed(text) for text in (entity.name.th, entity.name.en, entity.abbr, *(m.text for m in entity.mentions))}
        texts |= {squeezed(e["name"]) for e in self.old["entities"] if (e["start"], e["end"]) in spans}
        for term in self.old["terms"]:
            sides = {squeezed(term[side]["text"]) for side in ("th", "en", "abbr") if term[side]}
            texts |= sides if sides & {squeezed(m.text) for m in entity.mentions} else set()
        return texts - {""}


def compare(old: Row, new: Record) -> list[Difference]:
    """Every difference between two records of one article."""
    pair = Pair(old, new)
    for key in ("id", "source", "language", "published", "text", "times", "warnings"):
        pair.equal(key, old[key], pair.row[key])
    glossed = {**pair.row["title"], "en": None, "en_span": None} == old["title"]
    pair.equal("title", old["title"], pair.row["title"], "title_gloss" if glossed else UNEXPLAINED)
    _entities(pair)
    _people(pair)
    pair.equal("terms", old["terms"], [{k: v for k, v in term.items() if k != "entity"} for term in pair.row["terms"]])
    _statements(pair)
    _events(pair)
    return pair.found


def _entities(pair: Pair) -> None:
    flat, marked = pair.flat, pair.marked
    ids: dict[str, set[str]] = defaultdict(set)
    members: dict[str, set[str]] = defaultdict(set)
    for span in marked.keys() & flat.keys():
        ids[flat[span].id].add(marked[span]["id"])
        members[marked[span]["id"] or marked[span]["text"]].add(flat[span].id)
    for span, was in marked.items():
        if span not in flat:
            pair.differ("entities: mention", UNEXPLAINED, was["text"], None)
            continue
        joined = len(ids[flat[span].id]) > 1
        for key in ("type", "iso"):
            told = joined or (key == "iso" and was[key] is None)
            pair.equal(f"entities: {key}", was[key], getattr(flat[span], key), f"joined_{key}" if told else UNEXPLAINED)
    for old_id, new_ids in members.items():
        pair.equal("entities: id", 1, len(new_ids), shown=(old_id, sorted(new_ids)))
    for key, old_ids in ids.items():
        texts = [m.text for m in pair.by_id[key].mentions]
        pair.equal("entities: id", 1, len(old_ids), "same_thing", (sorted(old_ids), texts))
    _new_mentions(pair, flat.keys() - marked.keys())


def _new_mentions(pair: Pair, spans: Iterable[tuple[int, int]]) -> None:
    slots = ("actor", "organisations", "counterparts", "countries")
    parties = (m for e in pair.old["events"] for slot in slots for m in e["slots"].get(slot, ()))
    known = {(m["start"], m["end"]) for m in parties}
    speakers = {s["speaker"] for s in pair.old["statements"]} - {None}
    for span in spans:
        text = pair.new.text[slice(*span)]
        pair.differ("entities: mention", "actor_entity" if span in known or text in speakers else UNEXPLAINED, None, text)


def _people(pair: Pair) -> None:
    left = {entity.id: entity for entity in pair.new.people}
    for was in pair.old["people"]:
        found = (pair.people.get((m["start"], m["end"])) for m in was["mentions"])
        entities = {entity.id: entity for entity in found if entity}
        now = left.get(next(iter(entities), ""))
        if len(entities) != 1:
            pair.differ("people: mentions", UNEXPLAINED, was["name"], sorted(entities))
        elif now is None:
            pair.differ("people", "one_person", was["name"], pair.by_id[next(iter(entities))].label)
        else:
            del left[now.id]
            _person(pair, was, now)
    for now in left.values():
        named = {m.form for m in now.mentions} - {"office"}
        pair.differ("people", "actor_entity" if named else UNEXPLAINED, None, now.label)


def _person(pair: Pair, was: Row, now: Entity) -> None:
    pair.named("people: name", was["name"], now)
    pair.equal("people: title", was["title"], now.title)
    pair.equal("people: role", squeezed(was["role"]), squeezed(now.role), shown=(was["role"], now.role))
    body = pair.by_id.get(now.roles[0].organisation or "") if now.roles else None
    pair.named("people: organisation", was["organisation"], body)
    romanised = now.romanised or (now.name.en if was["romanised_by"] == "article" else None)
    pair.equal("people: romanised", was["romanised"], romanised)
    missing = {(m["start"], m["end"]) for m in was["mentions"]} - {(m.start, m.end) for m in now.mentions}
    pair.equal("people: mentions", set(), missing, shown=([pair.new.text[a:b] for a, b in missing], now.label))


def _statements(pair: Pair) -> None:
    kept = ("start", "end", "text", "cue", "kind")
    olds, news = pair.old["statements"], pair.row["statements"]
    pair.equal("statements", [{k: s[k] for k in kept} for s in olds], [{k: s[k] for k in kept} for s in news])
    for was, now in zip(olds, news, strict=False):
        pair.named("statements: speaker", was["speaker"], pair.by_id.get(now["speaker"] or ""))


def _events(pair: Pair) -> None:
    pair.equal("events", [e["id"] for e in pair.old["events"]], [e.id for e in pair.new.events])
    same = ("id", "main", "type", "status", "name", "trigger", "start", "end", "precision", "attendance")
    for was, row, now in zip(pair.old["events"], pair.row["events"], pair.new.events, strict=False):
        for key in (*same, "attendance_unit", "evidence", "slots"):
            pair.equal(f"events: {key}", was[key], row[key])
        pair.equal("events: place", was["place"], {k: v for k, v in row["place"].items() if k != "entities"})
        pair.equal("events: confidence", was["confidence"], {**row["confidence"], **row["silence"]})
        lost = set(was["countries"]) - set(now.countries)
        reason = UNEXPLAINED if set(now.countries) - set(was["countries"]) else "inside" if lost else "here"
        pair.equal("events: countries", was["countries"], now.countries, reason)
        _parties(pair, was, now)
        _main_actor(pair, was, now)


def _main_actor(pair: Pair, was: Row, now: Any) -> None:
    first, main = was["actors"][:1], now.participants[:1]
    renamed = main and (not first or first[0]["name"] != main[0].name)
    pair.equal("events: key", was["key"], now.key, "from_name" if renamed else UNEXPLAINED, (first, main))
    if first and main:
        pair.named("events: main actor", first[0]["name"], main[0].who)


def _parties(pair: Pair, was: Row, now: Any) -> None:
    left = list(now.participants)
    taken: set[str] = set()
    for side in ("actors", "counterparts", "organisations"):
        for party, at in zip(was[side], was["slots"].get("actor" if side == "actors" else side, []), strict=True):
            part = _part(side, party["part"])
            who = pair.at.get((at["start"], at["end"])) or _by_name(pair.new.entities, party["name"])
            hit = next((p for p in left if (p.entity, p.part) == (who and who.id, part)), None)
            if who is None:
                pair.differ(f"events: {side}", UNEXPLAINED, party["name"], None)
            elif hit is None:
                pair.differ(f"events: {side}", "once" if who.id in taken else UNEXPLAINED, (party["name"], part), None)
            else:
                left.remove(hit)
                taken.add(who.id)
                _party(pair, f"events: {side}", party, part, who)
    for extra in left:
        pair.differ("events: participants", UNEXPLAINED, None, extra.name)


def _part(side: str, part: str) -> str:
    return "counterpart" if (side, part) == ("counterparts", "participant") else part


def _party(pair: Pair, value: str, party: Row, part: str, who: Entity) -> None:
    pair.named(f"{value}, name", party["name"], who)
    pair.equal(f"{value}, part", party["part"], part, "other_side")
    if party.get("role"):
        pair.equal(f"{value}, role", squeezed(party["role"]), squeezed(who.role), shown=(party["role"], who.role))


def _by_name(entities: Iterable[Entity], name: str) -> Entity | None:
    wanted = squeezed(name)
    forms = ((e, {squeezed(f) for f in (e.name.th, e.name.en, e.abbr, *(m.text for m in e.mentions))}) for e in entities)
    return next((entity for entity, names in forms if wanted in names), None)


def main(
    old: Path, new: Path, show: Annotated[list[str] | None, Option(help="list the differences of a reason; repeatable")] = None
) -> None:
    """Compare two files of records and print the counts."""
    rows = zip(lines(old), new.open(encoding="utf-8"), strict=True)
    pairs = [compare(was, Record.model_validate_json(now)) for was, now in rows]
    found = [difference for differences in pairs for difference in differences]
    counts = Counter((d.value, d.reason) for d in found)
    print(f"{len(pairs):,} records, {len(found):,} differences\n")
    print(table("value | reason | times | means", [(*key, f"{n:,}", REASONS[key[1]]) for key, n in sorted(counts.items())]))
    for one in found:
        if one.reason in (show or ()):
            print(f"{one.article}  {one.value}  {one.reason}: {one.old!r} -> {one.new!r}")
    sys.exit(any(one.reason == UNEXPLAINED for one in found))


if __name__ == "__main__":
    run(main)
