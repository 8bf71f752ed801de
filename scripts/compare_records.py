"""Compare records of version 1 with records of version 2 in every value that both have.

    python scripts/compare_records.py OLD.jsonl NEW.jsonl [--show CODE ...]

Prints how often each value differs, by reason; ``--show`` lists the differences of a reason. Exits 1 when there is a
difference without a reason. Version 1 named people, actors, bodies and speakers by strings, version 2 refers to entities:
a name may differ where one entity has another form of it, never who is meant.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from newsextract.records import Entity, Record
from newsextract.thai.view import normalise

UNEXPLAINED = "UNEXPLAINED"
#: reason → what it means
REASONS = {
    "form": "the entity's name is another form that the article writes of it, or a shipped table gives",
    "one_line": "a line break inside a name is a space now",
    "actor_entity": "an actor, body or speaker that no layer had marked is an entity now",
    "same_thing": "mentions of two ids are one entity: sides of a sure term, or one person",
    "joined_type": "mentions that were joined have the type of the first",
    "joined_iso": "mentions that were joined have one code",
    "one_person": "two people share an entity: one of them is left",
    "once": "the same entity took part twice in the same part, or beside a named part",
    "other_side": "the other side's part is counterpart where version 1 said participant",
    "from_name": "the key is a hash of the main actor's name, which is another form",
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

    def __init__(self, old: dict[str, Any], new: Record) -> None:
        self.old, self.new = old, new
        self.row = json.loads(new.to_json())
        self.by_id = {entity.id: entity for entity in new.entities}
        at = sorted(((m.form != "office", m, e) for e in new.entities for m in e.mentions), key=lambda row: row[0])
        self.at = {(m.start, m.end): e for _, m, e in at}
        self.found: list[Difference] = []

    def differ(self, value: str, reason: str, old: Any, new: Any) -> None:
        """Note a difference."""
        self.found.append(Difference(value, reason, self.old["id"], old, new))

    def equal(self, value: str, old: Any, new: Any) -> None:
        """Note a difference between two values that should be the same."""
        if old != new:
            self.differ(value, UNEXPLAINED, old, new)

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


def compare(old: dict[str, Any], new: Record) -> list[Difference]:
    """Every difference between two records of one article."""
    pair = Pair(old, new)
    for key in ("id", "source", "language", "title", "published", "text", "times", "warnings"):
        pair.equal(key, old[key], pair.row[key])
    _entities(pair)
    _people(pair)
    pair.equal("terms", old["terms"], [{k: v for k, v in term.items() if k != "entity"} for term in pair.row["terms"]])
    _statements(pair)
    _events(pair)
    return pair.found


def _entities(pair: Pair) -> None:
    flat = {(m.start, m.end): e for e in pair.new.entities for m in e.mentions if m.form != "office"}
    marked = {(e["start"], e["end"]): e for e in pair.old["entities"]}
    ids = {e.id: {marked[m.start, m.end]["id"] for m in e.mentions if (m.start, m.end) in marked} for e in pair.new.entities}
    members: dict[str, set[str]] = defaultdict(set)
    for span, was in marked.items():
        now = flat.get(span)
        if now is None:
            pair.differ("entities: mention", UNEXPLAINED, was["text"], None)
            continue
        members[was["id"] or was["text"]].add(now.id)
        for key, reason in (("type", "joined_type"), ("iso", "joined_iso")):
            if was[key] != getattr(now, key):
                joined = len(ids[now.id]) > 1
                pair.differ(f"entities: {key}", reason if joined else UNEXPLAINED, (was["text"], was[key]), getattr(now, key))
    for old_id, new_ids in members.items():
        if len(new_ids) > 1:
            pair.differ("entities: id", UNEXPLAINED, old_id, sorted(new_ids))
    for entity in pair.new.entities:
        if len(ids[entity.id]) > 1:
            pair.differ("entities: id", "same_thing", sorted(ids[entity.id]), [m.text for m in entity.mentions])
    said, speakers = _said_spans(pair.old), {s["speaker"] for s in pair.old["statements"] if s["speaker"]}
    for span in flat.keys() - marked.keys():
        text = pair.new.text[slice(*span)]
        pair.differ("entities: mention", "actor_entity" if span in said or text in speakers else UNEXPLAINED, None, text)


def _said_spans(old: dict[str, Any]) -> set[tuple[int, int]]:
    words = (m for e in old["events"] for slot in ("actor", "organisations", "counterparts") for m in e["slots"].get(slot, ()))
    return {(m["start"], m["end"]) for m in words}


def _people(pair: Pair) -> None:
    left = {entity.id for entity in pair.new.people}
    by_mention = {(m.start, m.end): e for e in pair.new.people for m in e.mentions}
    for was in pair.old["people"]:
        entities = {e.id: e for m in was["mentions"] if (e := by_mention.get((m["start"], m["end"])))}
        if len(entities) != 1:
            pair.differ("people: mentions", UNEXPLAINED, was["name"], sorted(e.label for e in entities.values()))
            continue
        ((key, now),) = entities.items()
        if key not in left:
            pair.differ("people", "one_person", was["name"], now.label)
            continue
        left.discard(key)
        _person(pair, was, now)
    for key in sorted(left):
        now = pair.by_id[key]
        reason = "actor_entity" if any(m.form != "office" for m in now.mentions) else UNEXPLAINED
        pair.differ("people", reason, None, now.label)


def _person(pair: Pair, was: dict[str, Any], now: Entity) -> None:
    pair.named("people: name", was["name"], now)
    pair.equal("people: title", was["title"], now.title)
    if squeezed(was["role"]) != squeezed(now.role):
        pair.differ("people: role", UNEXPLAINED, was["role"], now.role)
    body = pair.by_id.get(now.roles[0].organisation or "") if now.roles else None
    if was["organisation"] or body:
        if body is None:
            pair.differ("people: organisation", UNEXPLAINED, was["organisation"], None)
        else:
            pair.named("people: organisation", was["organisation"], body)
    romanised = now.romanised or (now.name.en if was["romanised_by"] == "article" else None)
    pair.equal("people: romanised", was["romanised"], romanised)
    missing = {(m["start"], m["end"]) for m in was["mentions"]} - {(m.start, m.end) for m in now.mentions}
    if missing:
        pair.differ("people: mentions", UNEXPLAINED, [pair.new.text[a:b] for a, b in missing], now.label)


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
        if set(was["countries"]) != set(now.countries):
            pair.differ("events: countries", UNEXPLAINED, was["countries"], now.countries)
        elif was["countries"] != now.countries:
            pair.differ("events: countries", "here", was["countries"], now.countries)
        _parties(pair, was, now)
        if was["key"] != now.key:
            renamed = was["actors"] and now.participants and was["actors"][0]["name"] != now.participants[0].name
            pair.differ("events: key", "from_name" if renamed else UNEXPLAINED, was["actors"][:1], now.participants[:1])


def _parties(pair: Pair, was: dict[str, Any], now: Any) -> None:
    left = list(now.participants)
    taken: set[str] = set()
    for side in ("actors", "counterparts", "organisations"):
        words = was["slots"].get("actor" if side == "actors" else side, [])
        for party, at in zip(was[side], words, strict=True):
            part = "counterpart" if side == "counterparts" and party["part"] == "participant" else party["part"]
            who = pair.at.get((at["start"], at["end"])) or _by_name(pair.new.entities, party["name"])
            if who is None:
                pair.differ(f"events: {side}", UNEXPLAINED, party["name"], None)
                continue
            hit = next((p for p in left if p.entity == who.id and p.part == part), None)
            if hit is None:
                pair.differ(f"events: {side}", "once" if who.id in taken else UNEXPLAINED, (party["name"], part), None)
                continue
            left.remove(hit)
            taken.add(who.id)
            pair.named(f"events: {side}, name", party["name"], who)
            if part != party["part"]:
                pair.differ(f"events: {side}, part", "other_side", party["part"], part)
            if party.get("role") and squeezed(party["role"]) != squeezed(who.role):
                pair.differ(f"events: {side}, role", UNEXPLAINED, party["role"], who.role)
    for extra in left:
        pair.differ("events: participants", UNEXPLAINED, None, extra.name)
    if was["actors"] and now.participants:
        pair.named("events: main actor", was["actors"][0]["name"], now.participants[0].who)


def _by_name(entities: Iterable[Entity], name: str) -> Entity | None:
    wanted = squeezed(name)
    forms = ((e, {squeezed(f) for f in (e.name.th, e.name.en, e.abbr, *(m.text for m in e.mentions))}) for e in entities)
    return next((entity for entity, names in forms if wanted in names), None)


def _both(old: Path, new: Path) -> Iterator[tuple[dict[str, Any], Record]]:
    with old.open(encoding="utf-8") as before, new.open(encoding="utf-8") as after:
        for was, now in zip(before, after, strict=True):
            yield json.loads(was), Record.model_validate_json(now)


def main() -> int:
    """Compare two files of records and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--show", nargs="+", default=(), metavar="CODE")
    options = parser.parse_args()
    found, records = [], 0
    for was, now in _both(options.old, options.new):
        records += 1
        found += compare(was, now)
    counts = Counter((d.value, d.reason) for d in found)
    print(f"{records:,} records, {len(found):,} differences\n")
    print("| value | reason | times | means |\n|---|---|---|---|")
    for (value, reason), times in sorted(counts.items()):
        print(f"| {value} | {reason} | {times:,} | {REASONS[reason]} |")
    for one in found:
        if one.reason in options.show:
            print(f"{one.article}  {one.value}  {one.reason}: {one.old!r} -> {one.new!r}")
    return int(any(one.reason == UNEXPLAINED for one in found))


if __name__ == "__main__":
    sys.exit(main())
