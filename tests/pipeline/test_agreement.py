"""Consistency of a record: one rule per kind of contradiction, and hardly any contradictions in whole records."""

import json
from collections import Counter

import pytest

from newsextract.layers.drafts import Event
from newsextract.page import Page
from newsextract.pages import parse
from newsextract.pipeline import agreement, to_record
from newsextract.pipeline.agreement import Names, contradictions, settle
from newsextract.records import Mention, Name, Place, Term
from spoken import place

TEXT = "นายสมชาย เปิดงานมหกรรมผ้าไทย ปี 2566 และตรวจกรมการข้าวหอม ที่หอประชุมเลย เวลา 09.00 น. ตามเวลาท้องถิ่น"


def names(*parts, terms=(), text=TEXT):
    return Names(text, [(m.start, m.end) for m in (place(text, part) for part in parts)], terms)


def event(number=2, *, main=False, **more):
    return Event(**({"id": f"x#{number}", "main": main, "type": "meeting", "name": Name(th=f"งานที่ {number}")} | more))


def settled(events, known=None, provinces=lambda _: []):
    return settle(known or names(), events, provinces)


@pytest.mark.parametrize(
    ("trigger", "name", "want"),
    [
        ("ตรวจกรม", "กรมการข้าวหอม", "ตรวจ"),
        ("ข้าวหอม ที่หอประชุม", "กรมการข้าวหอม", "ที่หอประชุม"),
        ("การข้าว", "กรมการข้าวหอม", "กรมการข้าวหอม"),
        ("เปิดงาน", "กรมการข้าวหอม", "เปิดงาน"),
    ],
)
def test_a_trigger_does_not_cut_a_name(trigger, name, want):
    [found] = settled([event(trigger=place(TEXT, trigger))], names(name))
    assert found.trigger.text == want


def test_a_year_inside_a_name_or_a_term_does_not_date_an_event():
    dated = event(start="2023", precision="year", slots={"start": [place(TEXT, "2566")]})
    assert settled([dated], names("มหกรรมผ้าไทย ปี 2566"))[0].start is None
    term = Term(th=place(TEXT, "มหกรรมผ้าไทย ปี 2566"), posterior=0.2)
    assert settled([dated], names(terms=[term]))[0].slots == {}
    assert settled([dated], names("มหกรรมผ้าไทย"))[0] == dated.model_copy(update={"id": "x#1"})


def test_a_local_time_abroad_has_no_thai_offset():
    timed = event(start="2023-05-02T09:00+07:00", slots={"start": [place(TEXT, "เวลา 09.00 น.")]})
    assert settled([timed])[0].start == "2023-05-02T09:00"


def test_the_venues_own_province_wins():
    placed = event(
        place=Place(venue="หอประชุมเลย", province="ตาก", iso_3166_2="TH-63"), slots={"venue": [place(TEXT, "หอประชุมเลย")]}
    )
    [found] = settled([placed], provinces=lambda _: [("เลย", "TH-42")])
    assert (found.place.province, found.place.iso_3166_2) == ("เลย", "TH-42")


@pytest.mark.parametrize(
    ("venue", "code"),
    [("ศาลากลางจังหวัดน่าน", "TH-55"), ("ลานว่าวในกรุงเทพฯ และนนทบุรี", None), ("จ.น่าน จ.แพร่", None), ("โรงแรมลมหนาว", None)],
)
def test_a_province_marked_in_the_venue_fills_an_empty_one(venue, code):
    text = f"เปิดลานว่าว ณ {venue} วันนี้"
    place = Place(venue=venue, country="ID")
    placed = event(place=place, slots={"venue": [Mention.of(text, text.index(venue), text.index(venue) + len(venue))]})
    [found] = settled([placed], Names(text, [], []))
    assert (found.place.iso_3166_2, found.place.country) == (code, "TH" if code else "ID")
    [found] = settled([placed.model_copy(update={"confidence": {"venue": 0.6}})], Names(text, [], []))
    assert found.place == place


def test_repeated_and_empty_events_are_dropped_and_the_rest_renumbered():
    main = event(1, main=True, name=Name(th="งานน้ำใส"))
    twice = event(2, name=Name(th="งาน น้ำใส"))
    hollow = event(3, name=Name(), trigger=place(TEXT, "ตรวจ"))
    found = settled([main, twice, hollow, event(4)])
    assert [(e.id, e.name.th) for e in found] == [("x#1", "งานน้ำใส"), ("x#2", "งานที่ 4")]


def test_an_empty_main_event_stays():
    assert len(settled([event(1, main=True, name=Name())])) == 1


def test_contradictions_are_found():
    record = json.loads(
        to_record(parse(Page("หัวข้อ\nนายสมชาย ใจดี กล่าวว่า กรมการข้าวหอม จะเปิดงาน".encode(), name="1", kind="text"))).to_json()
    )
    from newsextract.records import Record

    assert list(contradictions(Record.model_validate(record))) == []
    one = {"start": 7, "end": 15, "text": record["text"][7:15], "form": "name"}
    fields = {"type": "ORGANIZATION", "name": {"th": one["text"], "en": None}, "name_from": {"th": "article", "en": None}}
    record["entities"] = [{"id": key, **fields, "mentions": [one]} for key in ("e1", "e2")]
    record["events"] = [
        {"id": "x#1", "main": False, "type": "other", "trigger": {**one, "end": 12, "text": record["text"][7:12]}}
    ]
    del record["events"][0]["trigger"]["form"]
    found = {code for code, _ in contradictions(Record.model_validate(record))}
    assert found == {"form of two things", "cut trigger", "hollow event"}


def test_the_sample_agrees_with_itself(sample_records):
    found = [contradiction for record in sample_records for contradiction in contradictions(record)]
    assert len(found) <= 0.2 * len(sample_records), Counter(one.code for one in found)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("กรมน้ำ", [0]),
        ("กรมน้ำ กรมน้ำ, (กรมน้ำ) กรมน้ำ.", [0, 7, 16, 24]),
        ("“กรมน้ำ” [กรมน้ำ]\nกรมน้ำ", [1, 10, 18]),
        ("กรมน้ำใหญ่ ที่กรมน้ำ", []),
        ("กรมน้ำกรมน้ำ", []),
        ("", []),
    ],
)
def test_a_form_stands_alone_between_spaces_quotes_and_brackets(text, places):
    assert list(agreement._alone(text, "กรมน้ำ")) == [(at, at + 6) for at in places]
