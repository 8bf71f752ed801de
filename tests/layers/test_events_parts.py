"""Parts of the events layer: boundaries of venues, words that count as a place."""

import json
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from newsextract.data import read_csv
from newsextract.layers import times
from newsextract.layers.drafts import Entity, Referent
from newsextract.layers.events import (
    countries,
    geography,
    kinds,
    provinces,
    rank,
    venues,
    when,
    when_features,
    where,
)
from newsextract.layers.events.context import Context, per_article
from newsextract.records import EventType, Mention


def context(text, *entities, people=(), language="th"):
    """An article with entities given as (surface, type)."""
    found = []
    for surface, kind in entities:
        at = text.index(surface)
        found.append(Entity(start=at, end=at + len(surface), text=surface, type=kind))
    persons = []
    for name in people:
        at = text.index(name)
        persons.append(Referent("PERSON", [Mention.of(text, at, at + len(name))], names=[name]))
    return Context(text, 0, language, None, None, sorted(found, key=lambda e: e.start), [], [], [], persons)


def spans(found, text):
    return [text[one.start : one.end] for one in found]


def test_types_are_those_of_the_record():
    assert get_args(EventType) == kinds.TYPES


def test_an_office_inside_a_venue_is_not_a_person():
    text = "วันนี้ ที่สำนักงานปลัดกระทรวงตัวอย่าง จ.นนทบุรี นายสมมุติ ดีงาม เปิดการประชุม"
    seen = context(
        text,
        ("สำนักงานปลัดกระทรวงตัวอย่าง", "FACILITY"),
        ("จ.นนทบุรี", "LOCATION"),
        people=("ปลัดกระทรวงตัวอย่าง", "นายสมมุติ ดีงาม"),
    )
    assert spans(venues.venues(seen), text) == ["สำนักงานปลัดกระทรวงตัวอย่าง จ.นนทบุรี"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("นายสมมุติ ถวายพระพรชัยมงคลณ วัดริมธาร ต.ริมธาร", "วัดริมธาร ต.ริมธาร"),
        ("วันนี้ (5 มี.ค. 67) นายสมมุติ ดีงาม อธิบดีกรมทดสอบ ประชุมทางไกลจากห้องประชุม 9 กระทรวงตัวอย่าง", "ห้องประชุม 9 กระทรวงตัวอย่าง"),
    ],
)
def test_places_after_marks_attached_to_the_previous_word(text, place):
    assert place in spans(venues.venues(context(text)), text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            "May 2, 2024, at 0900hrs, at the 12th Water Office, Chai Nat province, Mr. A spoke.",
            "12th Water Office, Chai Nat province",
        ),
        ("Mr. A is to pay a visit to Saraburi Province on May 2.", "Saraburi Province"),
        ("Today (2 May 2024)at Water House, Mr. A spoke.", "Water House"),
    ],
)
def test_english_places(text, place):
    seen = context(text, (place.split(",")[-1].strip(), "LOCATION"), language="en")
    assert place in spans(venues.venues(seen), text)


def test_no_place_begins_within_a_word():
    text = "นายสมมุติ ลงพื้นที่ตรวจติดตามการปฏิบัติงานตามแผนน้ำสะอาด ของสำนักงานตัวอย่าง จังหวัดสตูล"
    seen = context(text, ("สำนักงานตัวอย่าง", "ORGANIZATION"), ("จังหวัดสตูล", "LOCATION"))
    assert all(at in seen.tokens.start_set for at, _ in venues.starts(seen))


def test_rooms_and_people_named_like_a_province_are_not_provinces():
    text = "ณ ห้องประชุมกำแพงเพชร นายสุรินทร์ ดีงาม และผู้ว่าราชการจังหวัดแพร่ พบกัน"
    seen = context(text, ("นายสุรินทร์ ดีงาม", "PERSON"))
    named = [geography.province_names()[one.code] for one in provinces.named(seen, 0, len(text))]
    assert named == ["แพร่"]


def test_style_sheets_are_not_paragraphs():
    text = "กระทรวงตัวอย่างเปิดศูนย์\np.p1 {margin: 0.0px 0.0px 6.0px; font: 16.0px Helvetica}\nวันนี้ เปิดศูนย์น้ำสะอาด"
    assert [text[a:b] for a, b in context(text).paragraphs] == ["กระทรวงตัวอย่างเปิดศูนย์", "วันนี้ เปิดศูนย์น้ำสะอาด"]


def test_a_radio_programmes_date_line_is_marked():
    text = "น้ำสะอาด\nวันศุกร์ที่ 3 มกราคม 2563\nต่อจากนี้ไป ขอเชิญรับฟังไทยคู่ฟ้า\nครม. เห็นชอบโครงการน้ำสะอาด"
    body = text.index("\n") + 1
    found = times.search(text, date(2020, 1, 3))
    seen = Context(text, body, "th", "2020-01-03", None, [], found, [], [])
    rows = when_features.features(seen, "decision", when.candidates(seen))
    assert rows[0]["broadcast"] == 1.0
    assert rows[-1]["none|broadcast"] == 1.0


DAY_AND_HOUR = "น้ำใส\nวันที่ 6 กันยายน 2559 {}นายสมมุติ ดีงาม ร่วมพิธีเปิดงานน้ำใส ณ ศาลากลาง\n{} 12.30 น. เดินทางถึงศาลากลาง"


@pytest.mark.parametrize(("opening", "how"), [("• เวลา", "item"), ("โดยในเวลา", "by"), ("และงานเลี้ยงตอน", "other")])
def test_the_hour_may_be_in_a_later_sentence(opening, how):
    text = DAY_AND_HOUR.format("", opening)
    seen = Context(text, text.index("\n") + 1, "th", "2016-09-06", None, [], times.search(text, date(2016, 9, 6)), [], [])
    possible = when.candidates(seen)
    rows = when_features.features(seen, "ceremony", possible)
    read = when.read(seen, possible[-1])
    assert read.start == "2016-09-06T12:30+07:00"
    assert [m.text for m in read.mentions] == ["6 กันยายน 2559", "12.30 น."]
    assert {name for name in rows[-2] if "clock" in name} == {
        f"clock {how}",
        "clock lines 1",
        "clock far 0",
        "clock first",
        "ceremony|clock",
    }
    assert not any("clock" in name for name in rows[0])


def test_a_day_with_its_own_hour_gets_no_other():
    text = DAY_AND_HOUR.format("เวลา 9.00 น. ", "• เวลา")
    seen = Context(text, text.index("\n") + 1, "th", "2016-09-06", None, [], times.search(text, date(2016, 9, 6)), [], [])
    assert [when.read(seen, time).start for time in when.candidates(seen)] == ["2016-09-06T09:00+07:00"]


def test_pairs_of_cues_are_features():
    seen = kinds.features(context("นายสมมุติ เป็นประธานในพิธีลงนามบันทึกความเข้าใจ กับกรมทดสอบ"))
    assert "a>ceremony>sign" in seen
    assert seen.keys() >= {"a:sign", "a:ceremony"}


def test_nationwide_events_are_marked_in_the_country_features():
    text = "กรมตัวอย่าง ช่วยเหลือผู้ประสบภัยในพื้นที่ 12 จังหวัด"
    _, rows, _ = countries.features(context(text), "disaster", None, None, (0.2, 0.4))
    assert "TH|ground True" in rows[0]
    assert "none|ground True" in rows[-1]
    assert (rows[0]["TH|some venue"], rows[-1]["none|some province"]) == (0.2, 0.4)


def test_landmarks_have_provinces_that_exist():
    codes = {row["name"]: row["iso"] for row in read_csv("events/venues.csv")}
    assert set(codes.values()) <= set(geography.province_names())
    assert len(codes) > 300


def test_features_given_as_names_count_as_features_of_value_one():
    rows = [["how space", "n 0", "a feature that no model has"], ["how line", "n 1"]]
    as_numbers = rank.model("name end").probabilities([dict.fromkeys(row, 1.0) for row in rows])
    assert rank.model("name end").probabilities(rows) == as_numbers
    assert as_numbers[0] != as_numbers[1]


def test_annotations_contain_no_article_text():
    path = Path(__file__).parents[2] / "data/annotations/events.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert set(row) <= {"id", "whole", "slots", "window", "event", "second", "other_events", "statements"}
        assert all(set(other) == {"start", "end", "date"} for other in row.get("other_events", []))
        assert all(set(said) == {"speaker", "start", "end"} for said in row.get("statements", []))


@pytest.mark.parametrize("moment", ["ตอนนี้คณะอนุกรรมการตัวอย่าง", "สิ้นเดือนมีนาคม 2560", "วันที่ 4 มีนาคม 2567"])
def test_a_moment_is_not_a_venue(moment):
    text = f"วันนี้ นายสมมุติ ดีงาม กล่าวว่า ณ {moment} มีสมาชิกเก้าคน"
    seen = context(text, ("ตัวอย่าง", "ORGANIZATION") if "ตัวอย่าง" in text else ("เก้าคน", "LOCATION"))
    assert not any(mark == "na" for _, mark in venues.starts(seen))


@pytest.mark.parametrize(
    ("text", "start", "end", "venue"),
    [
        ("ณ ห้องลม (ชั้น 2) กรมว่าว", "ห้องลม", " 2", "ห้องลม (ชั้น 2)"),
        ("(ณ ห้องลม) กรมว่าว", "ห้องลม", "ลม)", "ห้องลม"),
        ("ณ “ห้องลม” กรมว่าว", "ห้องลม", "กรมว่าว", "“ห้องลม” กรมว่าว"),
    ],
)
def test_a_venue_has_both_of_its_brackets_or_none(text, start, end, venue):
    a, b = venues._balanced(text, text.index(start), text.index(end) + len(end))
    assert text[a:b] == venue


@pytest.mark.parametrize(
    "clause",
    [
        *("ร่วมกับกรมฝนหลวง", "แต่จะไม่พัดเข้าเมือง", "พร้อมเยี่ยมชมว่าว", "เป็นลานของช่างว่าว", "ที่วัดลมหนาว", "ณ ลานวัด"),
        *("to commence his visit", "เพื่อเร่งทำว่าว", "ลงพื้นที่ตรวจว่าว", "และได้พบช่างว่าว"),
    ],
)
def test_a_venue_ends_before_a_clause(clause):
    text = f"วันนี้ ณ ห้องลมหนาว {clause} นายสมมุติ เปิดงาน"
    at = text.index("ห้องลมหนาว")
    assert max(venues.ends(context(text), at)) == at + len("ห้องลมหนาว")


def test_only_bangkok_has_districts_called_khet():
    text = "มหาวิทยาลัยลมหนาว วิทยาเขตหาดใหญ่ เขตหาดใหญ่ เขตดุสิต"
    assert [text[one.start : one.end] for one in geography.districts(text, 0, len(text))] == ["เขตดุสิต"]


def test_a_city_whose_time_is_compared_is_not_where_the_event_is():
    text = "ข่าว\nเปิดงานเวลา 10.00 น. ซึ่งช้ากว่ากรุงเทพฯ 5 ชั่วโมง"
    assert provinces.named(context(text), 0, len(text)) == []


def test_a_trigger_in_english_is_a_whole_word():
    text = "The minister visited the kite school."
    seen = context(text, language="en")
    start = text.index("visit")
    assert text[slice(*kinds._whole_tokens(seen, start, start + len("visit")))] == "visited"
    assert text[slice(*kinds._whole_tokens(seen, start, start + len("visited ")))] == "visited "


def test_a_venue_followed_by_other_provinces_is_marked_as_many():
    text = "The cabinet approved the pilot in Bangkok and other 10 provinces today."
    at = text.index("Bangkok")
    row, _ = where.features(context(text, language="en"), "decision", [venues.Venue(at, at + 7, "thi")])
    assert "many" in row


def test_a_name_that_only_begins_like_a_province_is_not_one():
    assert geography.provinces("ศิษย์เก่ามหาวิทยาลัยสงขลานครินทร์", 0, 35, "th") == []
    assert [one.code for one in geography.provinces("ที่สงขลา", 0, 8, "th")] == ["TH-90"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Chonburi", "TH-20"),
        ("Chon Buri", "TH-20"),
        ("Nong Bua Lamphu", "TH-39"),
        ("Phang Nga", "TH-82"),
        ("Samut Prakarn", "TH-11"),
    ],
)
def test_an_english_province_is_read_however_it_is_spelled(name, code):
    text = f"Kites in {name} province fly to Nanjing, nan and Chonburin"
    assert [(text[one.start : one.end], one.code) for one in geography.provinces(text, 0, len(text), "en")] == [(name, code)]


def test_a_province_inside_an_organisations_name_is_marked():
    text = "น้ำใส\nนายสมมุติ ดีงาม เยี่ยมธนาคารกรุงศรีอยุธยา และมูลนิธิเชียงใหม่ ที่จังหวัดขอนแก่น พบวิทยาลัยขอนแก่น"
    seen = context(text, ("มูลนิธิเชียงใหม่", "ORGANIZATION"), ("วิทยาลัยขอนแก่น", "ORGANIZATION"))
    rows = {geography.province_names()[code]: row for code, (row, _) in provinces.candidates(seen, None).items()}
    assert set(rows) == {"เชียงใหม่", "ขอนแก่น"}
    assert "in a body" in rows["เชียงใหม่"]
    assert "in a body, too" in rows["ขอนแก่น"]
    assert "behind ที่" in rows["ขอนแก่น"]
    alone = context("น้ำใส\nนายสมมุติ ดีงาม ไปขอนแก่น")
    assert all("in no body" in row for row, _ in provinces.candidates(alone, None).values())


def test_the_words_that_show_the_type_are_in_no_name():
    text = "นายจิรายุ ห่วงว่าว เปิดการประชุมว่าวโลก ณ ลานลม"
    cues = {text[start : start - less] for start, less, _ in kinds._shown_cues(context(text, ("นายจิรายุ ห่วงว่าว", "PERSON")))}
    assert "ห่วง" not in cues
    assert any("ประชุม" in cue for cue in cues)
    english = "Kites rose, according to the survey on kites."
    assert [english[a : a - b].strip() for a, b, _ in kinds._shown_cues(context(english, language="en"))] == ["survey"]


def test_a_result_is_kept_for_each_article_and_each_argument():
    made = []

    @per_article
    def doubled(_: Context, number: int) -> int:
        made.append(number)
        return 2 * number

    one, other = context("ข่าว"), context("ข่าว")
    assert [doubled(one, 1), doubled(one, 2), doubled(one, 1), doubled(other, 1)] == [2, 4, 2, 2]
    assert made == [1, 2, 1]
