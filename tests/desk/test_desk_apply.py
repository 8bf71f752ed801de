"""Corrections of every kind applied to records, and what follows from them; the record stays valid and consistent."""

import random
from collections import Counter

import pytest

from desk_maker import correction, draw_correction, mention_of, plain
from newsextract.desk import EntityRef, EventRef, Target, Value, apply
from newsextract.desk.reading import words_at
from newsextract.pipeline.agreement import contradictions
from newsextract.records import Mention, Name, Record
from review_store import emoji_record

MAIN = EventRef(main=True)


@pytest.fixture(scope="module")
def record():
    return emoji_record()


def slot(name, **of):
    return Target(layer="events", slot=name, event=MAIN, **of)


def set_to(record, name, **value):
    """The correction that gives a slot of the main event a value."""
    return correction(record, slot(name), "correct", None, Value(**value))


def with_event(record):
    """The record with another event, what the event is about, and the reference to it."""
    about = mention_of(record, "จะจัดอีกครั้งในปีหน้า")
    ref = EventRef(main=False, about=about)
    target = Target(layer="events", event=ref)
    return done(record, correction(record, target, "add", None, Value(value="ceremony", words=[about]))), about, ref


def done(record, *corrections):
    found = apply(record, corrections)
    assert [one.reason for one in found.not_applied] == []
    return found.record


def misfit(record, correction):
    found = apply(record, [correction])
    assert found.record is record
    return found.not_applied[0].reason


def test_the_given_record_is_not_changed(record):
    before = record.to_json()
    changed = done(record, set_to(record, "type", value="talks"))
    assert record.to_json() == before
    assert changed.events[0].type == "talks"
    assert changed.events[0].confidence["type"] == 1.0
    assert changed.provenance.review.paths == {f"events[{record.events[0].id}].type": "correct"}


def test_a_record_without_corrections_has_the_same_bytes(record):
    assert apply(record, []).record is record
    assert '"review"' not in record.to_json()
    other = correction(record, slot("type"), "confirm").model_copy(update={"record": "kite:2"})
    assert apply(record, [other]).record is record


@pytest.mark.parametrize(
    ("name", "words", "value"),
    [
        ("start", "12 มีนาคม 2567", "2024-03-12"),
        ("start", "12 มีนาคม 2567) เวลา 09.30 น.", "2024-03-12T09:30+07:00"),
        ("venue", "โรงแรมธาราเพลส", "โรงแรมธาราเพลส"),
        ("province", "เลย", "TH-42"),
        ("attendance", "250 คน", 250),
        ("about", "เปิดงานว่าวนานาชาติ", "เปิดงานว่าวนานาชาติ"),
    ],
)
def test_marked_words_are_read_as_the_library_reads_them(record, name, words, value):
    from newsextract.desk import slots

    at_words = mention_of(record, words, last=True)
    changed = done(record, set_to(record, name, words=[at_words]))
    now = slots.current(changed.events[0], name)
    assert now.value == value
    assert now.words == [at_words]
    assert changed.text[now.words[0].start : now.words[0].end] == words


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2024-03", "2024-03"),
        ("2024-03-12T09:30", "2024-03-12T09:30+07:00"),
        ("2024-03-12T09:30-05:00", "2024-03-12T09:30-05:00"),
        ("2567-03-12", "2024-03-12"),
        ("12 มีนาคม 2567", "2024-03-12"),
    ],
)
def test_a_typed_time_keeps_its_offset_and_may_be_of_the_buddhist_era(record, typed, value):
    changed = done(record, set_to(record, "start", value=typed))
    assert changed.events[0].start == value


def test_a_name_is_no_time(record):
    named = Value(name=Name(th="งานว่าว"))
    assert "mark the words that say it" in misfit(record, correction(record, slot("start"), "correct", None, named))


def test_words_that_give_no_value_of_the_slot_are_refused(record):
    words = [mention_of(record, "ใจดี")]
    assert "give no date" in misfit(record, set_to(record, "start", words=words))
    assert "no province" in misfit(record, set_to(record, "province", words=words))
    assert "no number" in misfit(record, set_to(record, "attendance", words=words))
    assert "not one of" in misfit(record, set_to(record, "type", value="party"))
    assert "every event has a status" in misfit(record, correction(record, slot("status"), "reject"))


def test_only_the_rejected_value_is_removed(record):
    venue = Value(value=record.events[0].place.venue)
    changed = done(record, correction(record, slot("venue"), "reject", venue))
    assert changed.events[0].place.venue is None
    assert changed.events[0].silence["venue"] == 1.0
    assert "venue" not in changed.events[0].slots
    assert apply(changed, [correction(record, slot("venue"), "reject", venue)]).applied[0].status == "already so"
    reason = misfit(record, correction(record, slot("venue"), "reject", Value(value="ทำเนียบ")))
    assert "was rejected" in reason


def test_a_place_abroad_has_no_thai_province(record):
    changed = done(record, set_to(record, "country", value="JP"))
    assert (changed.events[0].place.country, changed.events[0].place.province) == ("JP", None)


def test_the_province_follows_the_venue(record):
    changed = done(record, set_to(record, "province", value="TH-50"))
    assert changed.events[0].place.iso_3166_2 == "TH-50"
    words = [mention_of(record, "โรงแรมธาราเพลส จังหวัดเลย")]
    changed = done(changed, set_to(record, "venue", words=words))
    changed = done(changed, set_to(record, "venue", words=[mention_of(record, "โรงแรมธาราเพลส")]))
    changed = done(changed, set_to(record, "venue", words=words))
    assert changed.events[0].place.iso_3166_2 == "TH-42"
    assert changed.events[0].slots["province"][0].text == "จังหวัดเลย"


def test_a_participant_is_added_changed_made_first_and_rejected(record):
    words = mention_of(record, "นางสาวนิดา สุขใจ")
    ref = EntityRef(type="PERSON", at=[words])
    target = Target(layer="participants", event=MAIN, entity=ref)
    changed = done(
        record,
        correction(record, target, "reject"),
        correction(record, target, "add", None, Value(value="speaker", words=[words])),
        correction(record, target.model_copy(update={"slot": "first"}), "correct", None, Value(value="first")),
    )
    chief = changed.events[0].participants[0]
    assert (chief.name, chief.part, chief.confidence) == ("นิดา สุขใจ", "speaker", 1.0)
    assert changed.events[0].slots["actor"] == [words]
    gone = done(changed, correction(record, target, "reject"))
    assert "นิดา สุขใจ" not in [p.name for p in gone.events[0].participants]
    assert any("นิดา" in (e.name.th or "") for e in gone.entities)


def test_an_entity_is_rejected_with_everything_that_refers_to_it(record):
    person = next(e for e in record.entities if e.name.th == "สมหมาย ใจดี")
    changed = done(record, correction(record, Target(layer="entities", entity=EntityRef.of(person)), "reject"))
    left = changed.to_json()
    assert f'"{person.id}"' not in left
    assert all(one.entity != person.id for event in changed.events for one in event.participants)


def test_an_added_entity_is_marked_wherever_its_name_recurs():
    from newsextract import extract

    text = "เปิดงานว่าว\nวันนี้ (12 มีนาคม 2567) กลุ่มลมหวน จัดงาน และ กลุ่มลมหวน ได้รางวัล ส่วน กลุ่มลมหวน กล่าวขอบคุณ"
    record = extract(text=text, title="เปิดงานว่าว", published="2024-03-12")
    before = {e.id for e in record.entities for m in e.mentions if "ลมหวน" in m.text}
    for key in before:
        record = done(record, correction(record, Target(layer="entities", entity=EntityRef.of(record.entity(key))), "reject"))
    words = mention_of(record, "กลุ่มลมหวน")
    target = Target(layer="entities", entity=EntityRef(type="ORGANIZATION", at=[words]))
    changed = done(record, correction(record, target, "add", None, Value(value="ORGANIZATION", words=[words])))
    new = next(e for e in changed.entities if e.name.th == "กลุ่มลมหวน")
    assert len(new.mentions) == 3


def test_two_entities_become_one(record):
    one, other = (next(e for e in record.entities if e.name.th == name) for name in ("นิดา สุขใจ", "สมหมาย ใจดี"))
    target = Target(layer="entities", slot="same_as", entity=EntityRef.of(one))
    changed = done(record, correction(record, target, "correct", None, Value(entity=EntityRef.of(other))))
    assert changed.entity(one.id) is None
    assert len(changed.entity(other.id).mentions) == len(one.mentions) + len(other.mentions)


def test_the_type_and_the_words_of_an_entity_are_corrected(record):
    hotel = next(e for e in record.entities if e.type == "FACILITY")
    ref = EntityRef.of(hotel)
    wider = mention_of(record, "โรงแรมธาราเพลส จังหวัดเลย")
    was, now = Value(words=[plain(hotel.mentions[0])]), Value(words=[wider])
    changed = done(
        record,
        correction(record, Target(layer="entities", slot="words", entity=ref), "correct", was, now),
        correction(
            record,
            Target(layer="entities", slot="type", entity=EntityRef(type="FACILITY", at=[wider])),
            "correct",
            None,
            Value(value="ORGANIZATION"),
        ),
    )
    found = changed.entity(hotel.id)
    assert (found.type, found.mentions[0].text, found.name.th) == ("ORGANIZATION", wider.text, wider.text)
    assert all(m.end <= wider.start or wider.end <= m.start for e in changed.entities if e.id != hotel.id for m in e.mentions)


def test_a_statement_is_corrected_given_to_another_and_rejected(record):
    said = plain(record.statements[0])
    shorter = words_at(record.text, said.start, said.start + 16)
    nida = next(e for e in record.entities if e.name.th == "นิดา สุขใจ")
    target = Target(layer="statements", slot="words", statement=said)
    changed = done(
        record,
        correction(record, target, "correct", Value(words=[said]), Value(words=[shorter])),
        correction(
            record,
            Target(layer="statements", slot="speaker", statement=shorter),
            "correct",
            None,
            Value(entity=EntityRef.of(nida)),
        ),
    )
    assert (changed.statements[0].text, changed.statements[0].speaker) == (shorter.text, nida.id)
    assert done(changed, correction(record, Target(layer="statements", statement=shorter), "reject")).statements == []


def test_events_are_added_and_removed(record):
    changed, about, ref = with_event(record)
    assert (changed.events[-1].type, changed.events[-1].about, changed.events[-1].main) == ("ceremony", about, False)
    back = done(changed, correction(record, Target(layer="events", event=ref), "reject"))
    assert [e.id for e in back.events] == [e.id for e in record.events]
    none = done(record, correction(record, Target(layer="events", event=MAIN), "reject"))
    assert not any(event.main for event in none.events)
    assert "no_event" in {w.code for w in none.warnings}


def test_a_background_event_keeps_what_it_says_and_is_not_removed_unasked(record):
    added, about, ref = with_event(record)
    target = Target(layer="events", slot="about", event=ref)
    assert "would say nothing" in misfit(added, correction(added, target, "reject", Value(value=about.text, words=[about])))
    named = correction(
        added,
        Target(layer="events", slot="name", event=ref),
        "correct",
        None,
        Value(words=[mention_of(added, "ว่าวเป็นของทุกคน")]),
    )
    left = done(done(added, named), correction(added, target, "reject", Value(value=about.text, words=[about])))
    assert [event.about for event in left.events if not event.main] == [None]


def test_a_correction_that_would_contradict_the_record_is_refused(record):
    one, other = (next(e for e in record.entities if e.name.th == name) for name in ("นิดา สุขใจ", "สมหมาย ใจดี"))
    crossing = mention_of(record, "สมหมาย ใจดี อธิบดี")
    target = Target(layer="entities", slot="words", entity=EntityRef.of(one))
    found = apply(record, [correction(record, target, "add", None, Value(words=[crossing]))])
    assert not list(contradictions(found.record))
    assert found.record.entity(one.id)
    assert other


def test_in_a_changed_text_words_are_moved_or_the_correction_is_listed(record):
    words = mention_of(record, "250 คน")
    good = set_to(record, "attendance", words=[words])
    bare = set_to(record, "type", value="talks")
    moved = record.model_copy(deep=True)
    moved.text = "ใหม่ " + record.text
    for mention in moved.spans():
        mention.start, mention.end = mention.start + 5, mention.end + 5
    moved = Record.model_validate_json(moved.to_json())
    found = apply(moved, [good, bare])
    assert [one.status for one in found.applied] == ["already so"]
    assert "text has changed" in found.not_applied[0].reason
    twice = moved.model_copy(update={"text": moved.text + "\n250 คน"})
    assert "more than once" in apply(twice, [good]).not_applied[0].reason


def test_words_may_stand_on_lines_that_another_version_joins(record):
    good = set_to(record, "attendance", words=[mention_of(record, "250 คน")])
    apart = record.model_copy(deep=True, update={"text": record.text.replace("250 คน", "250\nคน")})
    for mention in apart.spans():
        mention.text = apart.text[mention.start : mention.end]
    assert apply(apart, [good]).not_applied == []


def test_words_that_are_not_there_are_refused(record):
    wrong = mention_of(record, "250 คน").model_copy(update={"start": 3, "end": 9})
    assert "are not at 3 to 9" in misfit(record, set_to(record, "attendance", words=[wrong]))
    empty = Mention(start=9, end=3, text="")
    target = Target(layer="statements", statement=empty)
    assert "are not at 9 to 3" in misfit(record, correction(record, target, "add", None, Value(words=[empty])))


@pytest.mark.parametrize(
    ("text", "start", "end", "words"),
    [
        ("👩🏽‍🌾 ใจดี", 0, 1, "👩🏽‍🌾"),
        ("e\u0301tat", 0, 1, "e\u0301"),
        ("กำ้ ", 1, 3, "กำ้"),
        ("🇹🇭 ไทย", 3, 6, "ไทย"),
        ("เปิดงาน", 1, 7, "เปิดงาน"),
    ],
)
def test_no_character_is_cut_from_its_marks(text, start, end, words):
    assert words_at(text, start, end).text == words


def test_an_event_with_other_words_is_found_by_its_name(record):
    from newsextract.desk.targets import find_event

    changed, *_ = with_event(record)
    changed.events[-1].name = Name(th="งานว่าวปีหน้า")
    assert find_event(changed, EventRef(main=False, name=Name(th="งานว่าว ปีหน้า"))) is changed.events[-1]


def test_any_corrections_leave_every_record_consistent(sample_records):
    draw = random.Random(19)
    status = Counter()
    for record in [*sample_records, emoji_record()]:
        before = Counter(contradictions(record))
        wanted = [one for one in (draw_correction(record, draw) for _ in range(14)) if one]
        found = apply(record, wanted)
        status.update(one.status for one in (*found.applied, *found.not_applied))
        assert len(found.applied) + len(found.not_applied) == len(wanted)
        assert not Counter(contradictions(found.record)) - before
        assert_consistent(Record.model_validate_json(found.record.to_json()))
    assert status["applied"] > 80
    assert status["not fitting"] < status["applied"]


def assert_consistent(record):
    """Every span quotes the text, and every reference exists."""
    ids = [entity.id for entity in record.entities]
    assert len(ids) == len(set(ids))
    for mention in record.spans():
        assert record.text[mention.start : mention.end] == mention.text
    referred = [p.entity for event in record.events for p in event.participants]
    referred += [event.entity for event in record.events] + [said.speaker for said in record.statements]
    referred += [key for event in record.events for key in event.place.entities]
    referred += [term.entity for term in record.terms] + [r.organisation for e in record.entities for r in e.roles]
    assert set(referred) <= {*ids, None}
    assert {event.part_of for event in record.events} <= {*(event.id for event in record.events), None}


def test_the_paths_name_the_new_participant(record):
    event, other = record.events[0], next(e for e in record.entities if e.type == "ORGANIZATION")
    second = record.entity(event.participants[1].entity)
    target = Target(layer="participants", slot="entity", event=MAIN, entity=EntityRef.of(second))
    changed = done(record, correction(record, target, "correct", None, Value(entity=EntityRef.of(other))))
    assert changed.provenance.review.paths == {f"participants[{event.id}, {other.id}].entity": "correct"}
    assert [(p.entity, p.confidence) for p in changed.events[0].participants][1] == (other.id, 1.0)


def test_a_confirmed_participant_leaves_the_record_as_it_is(record):
    event = record.events[0]
    assert list(event.slots).index("actor") < len(event.slots) - 1
    for party in event.participants:
        target = Target(layer="participants", event=MAIN, entity=EntityRef.of(record.entity(party.entity)))
        value = Value(value=party.part, words=[plain(party.mention)])
        found = apply(record, [correction(record, target, "confirm", value, value)])
        assert [one.status for one in found.applied] == ["already so"]
        assert list(found.record.events[0].slots) == list(event.slots)
