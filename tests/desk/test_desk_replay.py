"""Corrections replayed on the records of another version: each is applied, already so, or listed with the reason."""

import random
from collections import Counter

import pytest

from desk_maker import correction, draw_correction, log_of
from newsextract.desk import EventRef, Target, Value, apply, replay
from newsextract.desk.apply import NO_RECORD, write_misfits
from newsextract.pipeline.agreement import contradictions
from newsextract.records import Record
from review_store import emoji_record, plain_record


def newer(record, draw):
    """A record as another version might make it: new ids, missing items and different values."""
    other = record.model_copy(deep=True)
    other.provenance.newsextract = "9.0"
    kept = [entity for entity in other.entities if draw.random() < 0.85]
    ids = {entity.id: f"e{number + 100}" for number, entity in enumerate(kept)}
    for entity in kept:
        entity.id = ids[entity.id]
        for role in entity.roles:
            role.organisation = ids.get(role.organisation or "")
    other.entities = kept
    other.events = [event for event in other.events if event.main or draw.random() < 0.7]
    for number, event in enumerate(other.events, 1):
        event.id = f"{other.id}#{number + 50}"
        event.part_of = None
        event.participants = [p for p in event.participants if p.entity in ids]
        for one in event.participants:
            one.entity = ids[one.entity]
        event.entity = ids.get(event.entity or "")
        event.place.entities = [ids[key] for key in event.place.entities if key in ids]
        if draw.random() < 0.3:
            event.type = "other"
            event.start = event.end = event.precision = None
    other.statements = [said for said in other.statements if draw.random() < 0.8]
    for said in other.statements:
        said.speaker = ids.get(said.speaker or "")
    for term in other.terms:
        term.entity = ids.get(term.entity or "")
    return Record.model_validate_json(other.to_json())


@pytest.fixture(scope="module")
def records(sample_records):
    return [*sample_records, emoji_record(), plain_record()]


def test_500_corrections_are_each_applied_or_listed_on_another_version(records):
    draw = random.Random(5)
    wanted = []
    while len(wanted) < 500:
        record = draw.choice(records)
        one = draw_correction(record, draw)
        if one and apply(record, [one]).applied:
            wanted.append(one.model_copy(update={"why": str(len(wanted))}))
    others = [newer(record, draw) for record in records if record.id != records[0].id]  # one record is missing
    before = {record.id: Counter(contradictions(record)) for record in others}
    found, account = replay(others, log_of(wanted))
    said = account.account()
    assert [one.correction for one in said] == wanted
    status = Counter(one.status for one in said)
    assert sum(status.values()) == 500
    assert status["applied"] > 150
    assert status["already so"] > 50
    assert all(one.reason for one in said if one.status == "not fitting")
    gone = [one for one in said if one.correction.record == records[0].id]
    assert gone
    assert {one.reason for one in gone} == {NO_RECORD}
    for record in found:
        assert not Counter(contradictions(record)) - before[record.id]


def test_a_correction_applied_again_is_already_so(records):
    draw = random.Random(6)
    for record in records:
        event = next((event for event in record.events if event.main), None)
        if event is None:
            continue
        target = Target(layer="events", slot="country", event=EventRef.of(event))
        one = correction(record, target, "correct", None, Value(value=draw.choice(["JP", "LA"])))
        again = apply(apply(record, [one]).record, [one])
        assert [outcome.status for outcome in again.applied] == ["already so"]


def test_the_same_records_and_corrections_give_the_same_bytes(records):
    draw = random.Random(7)
    wanted = [one for record in records for one in (draw_correction(record, draw) for _ in range(3)) if one]
    once, twice = (replay(records, log_of(wanted))[0] for _ in range(2))
    assert [one.to_json() for one in once] == [one.to_json() for one in twice]


def test_of_two_captures_with_the_same_id_one_that_fits_is_enough(records):
    record = records[-1]
    target = Target(layer="events", slot="attendance", event=EventRef(main=True))
    words = record.text.index("250 คน")
    from newsextract.records import Mention

    one = correction(record, target, "correct", None, Value(words=[Mention.of(record.text, words, words + 6)]))
    other = plain_record(2).model_copy(update={"text": "อื่น"}, deep=True)
    other = Record(**{**other.model_dump(), "entities": [], "times": [], "terms": [], "statements": [], "events": []})
    _, account = replay([other, record], log_of([one]))
    assert [outcome.status for outcome in account.account()] == ["already so"]
    assert account.summary() == "1 correction: 1 already so"


def test_misfits_are_listed_for_a_spreadsheet(records, tmp_path):
    one = correction(
        records[0],
        Target(layer="events", slot="type", event=EventRef(main=True)),
        "correct",
        None,
        Value(value="talks"),
        who="=evil()",
    )
    _, account = replay([], log_of([one]))
    write_misfits(account.misfits(), tmp_path / "left.csv")
    written = (tmp_path / "left.csv").read_text(encoding="utf-8-sig")
    assert "'=evil()" in written
    assert NO_RECORD in written
