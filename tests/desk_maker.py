"""Random corrections of every kind, for the tests of the desk."""

from newsextract.desk import Correction, EntityRef, EventRef, Log, Target, Value, slots
from newsextract.desk.apply import UNFILED
from newsextract.desk.corrections import EVENT_SLOTS, digest_of
from newsextract.desk.reading import words_at
from newsextract.desk.targets import MisfitError
from newsextract.records import Mention

TYPES = ("PERSON", "ORGANIZATION", "LOCATION", "FACILITY", "EVENT")
VALUES = {
    "type": "talks",
    "status": "ongoing",
    "mode": "hybrid",
    "start": "2020-03-04",
    "end": "2030-03-04",
    "province": "TH-50",
    "country": "JP",
    "attendance": 33,
}


def correction(record, target, action, was=None, now=None, who="นิดา", when="2026-03-01T09:00:00Z"):
    return Correction(
        who=who,
        when=when,
        record=record.id,
        text_sha256=digest_of(record),
        target=target,
        action=action,
        was=was,
        now=now,
        made_with="0",
    )


def log_of(corrections):
    return Log(tuple(corrections), UNFILED)


def plain(mention):
    return Mention(start=mention.start, end=mention.end, text=mention.text)


def mention_of(record, words, last=False):
    """A mention of the first (or last) occurrence of ``words`` in the record's text."""
    start = record.text.rindex(words) if last else record.text.index(words)
    return Mention.of(record.text, start, start + len(words))


def some_words(record, draw, shortest=4, longest=30):
    while True:
        start = draw.randrange(len(record.text))
        try:
            found = words_at(record.text, start, min(len(record.text), start + draw.randint(shortest, longest)))
        except MisfitError:
            continue
        if "\n" not in found.text:
            return found


def draw_correction(record, draw):
    """A random correction that a reviewer could make, or None if the record has nothing of the kind drawn."""
    makers = [of_slot, of_slot, of_participant, of_entity, of_entity, of_statement]
    return draw.choice(makers)(record, draw)


def of_slot(record, draw):
    if not record.events:
        return None
    event, slot = draw.choice(record.events), draw.choice(EVENT_SLOTS)
    target, was = Target(layer="events", slot=slot, event=EventRef.of(event)), slots.current(event, slot)
    action = draw.choice(["confirm", "correct", "reject"])
    if action != "correct":
        return correction(record, target, action, was, was if action == "confirm" else None)
    now = Value(value=VALUES[slot]) if slot in VALUES else Value(words=[some_words(record, draw)])
    return correction(record, target, "correct", was, now)


def of_participant(record, draw):
    if not (record.events and record.entities):
        return None
    event, entity, other = draw.choice(record.events), draw.choice(record.entities), draw.choice(record.entities)

    def target(slot=None):
        return Target(layer="participants", slot=slot, event=EventRef.of(event), entity=EntityRef.of(entity))

    choices = [
        (None, "add", Value(value="speaker", words=[plain(m) for m in entity.mentions[:1]])),
        (None, "reject", None),
        ("part", "correct", Value(value="chair")),
        ("first", "correct", Value(value="first")),
        ("entity", "correct", Value(entity=EntityRef.of(other))),
    ]
    slot, action, now = draw.choice(choices)
    return correction(record, target(slot), action, None, now)


def of_entity(record, draw):
    if not record.entities:
        return None
    entity, other = draw.choice(record.entities), draw.choice(record.entities)
    new = some_words(record, draw)
    if draw.random() < 0.15:
        target = Target(layer="entities", entity=EntityRef(type="ORGANIZATION", at=[new]))
        return correction(record, target, "add", None, Value(value="ORGANIZATION", words=[new]))
    mention = draw.choice(entity.mentions)
    end = min(len(record.text), mention.end + draw.randint(0, 6))
    wider = words_at(record.text, max(0, mention.start - draw.randint(0, 5)), end)
    choices = [
        (None, "confirm", None, None),
        (None, "reject", None, None),
        ("type", "correct", Value(value=entity.type), Value(value=draw.choice(TYPES))),
        ("words", "correct", Value(words=[plain(mention)]), Value(words=[wider])),
        ("same_as", "correct", None, Value(entity=EntityRef.of(other))),
        ("name", "correct", None, Value(words=[new])),
    ]
    slot, action, was, now = draw.choice(choices)
    return correction(record, Target(layer="entities", slot=slot, entity=EntityRef.of(entity)), action, was, now)


def of_statement(record, draw):
    if draw.random() < 0.2 or not record.statements:
        words = some_words(record, draw, 20, 90)
        return correction(record, Target(layer="statements", statement=words), "add", None, Value(words=[words]))
    said = plain(draw.choice(record.statements))
    longer = words_at(record.text, said.start, min(len(record.text), said.end + 10))
    choices = [
        (None, "confirm", Value(words=[said])),
        (None, "reject", None),
        ("words", "correct", Value(words=[longer])),
        ("speaker", "correct", Value(entity=EntityRef.of(draw.choice(record.entities))) if record.entities else Value()),
    ]
    slot, action, now = draw.choice(choices)
    return correction(record, Target(layer="statements", slot=slot, statement=said), action, Value(words=[said]), now)
