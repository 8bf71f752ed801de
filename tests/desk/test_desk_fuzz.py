"""Corrections that no page would make but a file written by hand may contain: refused with a reason, never a crash."""

import random

import pytest
from pydantic import ValidationError

from desk_maker import TYPES, correction, some_words
from newsextract.desk import EntityRef, EventRef, Target, Value, apply
from newsextract.desk.corrections import SLOTS
from newsextract.records import Mention, Name, Record
from newsextract.stores.columns import rows
from review_store import emoji_record, hostile_record, plain_record

VALUES = ("talks", "2020-02", "2020-99-99", "", "x" * 50, 5, -3, 10**30, "TH", "TH-10", "chair", "PERSON", None, "๒๕๖๗", "วันนี้")


@pytest.fixture(scope="module")
def records():
    bare = {"entities": [], "times": [], "terms": [], "statements": [], "events": [], "id": "kite:0"}
    odd = plain_record(3)
    odd.events[0].id = "no number"
    return [emoji_record(), plain_record(), hostile_record(), odd, Record(**{**emoji_record().model_dump(), **bare})]


def mention(record, draw):
    if draw.random() < 0.6:
        return some_words(record, draw, 1, 40)
    start, end = (draw.randrange(-3, len(record.text) + 5) for _ in range(2))
    return Mention(start=start, end=end, text=record.text[max(start, 0) : max(end, 0)])


def name(draw):
    return draw.choice([Name(), Name(th="งาน"), Name(en="x"), Name(th="", en="")])


def event(record, draw):
    if record.events and draw.random() < 0.6:
        return EventRef.of(draw.choice(record.events))
    words = [draw.choice([None, mention(record, draw)]) for _ in range(2)]
    return EventRef(main=draw.random() < 0.5, trigger=words[0], about=words[1], name=name(draw))


def entity(record, draw):
    if record.entities and draw.random() < 0.6:
        return EntityRef.of(draw.choice(record.entities))
    at = [mention(record, draw) for _ in range(draw.randrange(3))]
    return EntityRef(type=draw.choice(TYPES), name=name(draw), at=at)


def value(record, draw):
    if draw.random() < 0.2:
        return None
    return Value(
        value=draw.choice(VALUES),
        words=[mention(record, draw) for _ in range(draw.randrange(3))],
        name=draw.choice([None, name(draw)]),
        unit=draw.choice([None, "คน", ""]),
        entity=draw.choice([None, entity(record, draw)]),
    )


@pytest.mark.parametrize("seed", range(4))
def test_any_correction_is_applied_or_refused(records, seed):
    draw = random.Random(seed)
    for _ in range(250):
        record = draw.choice(records)
        layer = draw.choice(list(SLOTS))
        target = Target(
            layer=layer,
            slot=draw.choice(SLOTS[layer]),
            event=event(record, draw),
            entity=entity(record, draw),
            statement=mention(record, draw),
        )
        action = draw.choice(["confirm", "correct", "reject", "add"])
        try:
            one = correction(record, target, action, value(record, draw), value(record, draw))
        except ValidationError:  # no value to correct to
            continue
        if draw.random() < 0.1:
            one = one.model_copy(update={"text_sha256": "0" * 64})
        found = apply(record, [one])
        assert len(found.applied) + len(found.not_applied) == 1
        for layer_ in ("events", "participants", "entities", "statements"):
            assert list(rows(found.record, layer_)) is not None  # every row can be made
        assert all(row["attendance"] is None or row["attendance"] < 2**62 for row in rows(found.record, "events"))
