"""Parts of the events layer: boundaries of venues and names, words that count as a place, the choice of a name."""

import json
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from newsextract.layers import times
from newsextract.layers.drafts import Entity, Person
from newsextract.layers.events import (
    countries,
    geography,
    kinds,
    name_features,
    name_spans,
    naming,
    provinces,
    rank,
    venues,
    when,
    when_features,
    where,
)
from newsextract.layers.events.context import Context
from newsextract.records import EventType, Mention, Term


def context(text, *entities, people=(), language="th"):
    """An article with entities given as (surface, type)."""
    found = []
    for surface, kind in entities:
        at = text.index(surface)
        found.append(Entity(start=at, end=at + len(surface), text=surface, type=kind))
    persons = []
    for name in people:
        at = text.index(name)
        persons.append(Person(name=name, mentions=[Mention.of(text, at, at + len(name))]))
    return Context(text, 0, language, None, None, sorted(found, key=lambda e: e.start), [], persons, [], [])


def spans(found, text):
    return [text[one.start : one.end] for one in found]


def candidate_names(seen):
    """The text of every candidate name, for each start and each of its ends."""
    found = [(start.at, end) for start in name_spans.starts(seen) for end, _ in name_spans.ends(seen, start)]
    return [seen.text[at : name_spans.trimmed(seen.text, at, end)] for at, end in found]


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
    assert all(at in seen.token_starts for at, _ in venues.starts(seen))


def test_rooms_and_people_named_like_a_province_are_not_provinces():
    text = "ณ ห้องประชุมกำแพงเพชร นายสุรินทร์ ดีงาม และผู้ว่าราชการจังหวัดแพร่ พบกัน"
    seen = context(text, ("นายสุรินทร์ ดีงาม", "PERSON"))
    named = [geography.province_names()[one.code] for one in provinces.named(seen, 0, len(text))]
    assert named == ["แพร่"]


def test_style_sheets_are_not_paragraphs():
    text = "กระทรวงตัวอย่างเปิดศูนย์\np.p1 {margin: 0.0px 0.0px 6.0px; font: 16.0px Helvetica}\nวันนี้ เปิดศูนย์น้ำสะอาด"
    assert [text[a:b] for a, b in context(text).paragraphs] == ["กระทรวงตัวอย่างเปิดศูนย์", "วันนี้ เปิดศูนย์น้ำสะอาด"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("นายสมมุติ เป็นประธานในพิธีเปิดการอบรมช่างน้ำสะอาด รุ่นที่ 2 โดยมีผู้เข้าอบรม", "การอบรมช่างน้ำสะอาด รุ่นที่ 2"),
        ("นายสมมุติ เปิดโครงการ“น้ำใสใจดี”โดยมอบถังน้ำแก่ชุมชน", "โครงการ“น้ำใสใจดี”"),
        ("นายสมมุติ เป็นประธานในพิธีเปิดศูนย์น้ำสะอาดชุมชน", "พิธีเปิดศูนย์น้ำสะอาดชุมชน"),
        ("นายสมมุติ ลงนามในบันทึกข้อตกลงความร่วมมือด้านว่าว ระหว่างกรม", "บันทึกข้อตกลงความร่วมมือด้านว่าว"),
        ("กรมว่าวเปิดจ่ายแลกเหรียญกษาปณ์ที่ระลึก 60 ปี โรงเรียนว่าว", "เหรียญกษาปณ์ที่ระลึก 60 ปี โรงเรียนว่าว"),
        ("กรมว่าวจัดโครงการว่าวใสใจดี ในทุกอำเภอ\nวันนี้ (5 มี.ค. 67) นายสมมุติ ชมว่าว", "โครงการว่าวใสใจดี"),
    ],
)
def test_where_a_name_begins_and_ends(text, name):
    assert name in candidate_names(context(text))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr. A chaired the 2/2030 meeting of the Kite Board at noon.", "2/2030 meeting of the Kite Board"),
        ("Mr. A chaired a meeting to hand over kites to schools.", "meeting to hand over kites to schools"),
        ("Mr. A chaired a meeting on kites, and left.", None),
    ],
)
def test_an_english_meeting_is_named_by_whom_or_what_it_is_of(text, name):
    found = candidate_names(context(text, language="en"))
    assert name in found if name else not found


@pytest.mark.parametrize(("kind", "weight"), [("meeting", naming.EARLY_WEIGHT), ("report", 0.0)])
def test_a_name_before_the_paragraph_that_reports_the_event_counts_less(kind, weight):
    text = "กรมว่าวจัดโครงการว่าวใสใจดี ในทุกอำเภอ\nวันนี้ (5 มี.ค. 67) นายสมมุติ เปิดงานว่าวใสใจดี"
    seen = context(text)
    early, late = (name_spans.Start(text.index(name), 0, "phrase", "", "") for name in ("โครงการ", "งานว่าว"))
    assert [naming._weight(seen, kind, start) for start in (early, late)] == [weight, 1.0]


@pytest.mark.parametrize(
    ("text", "start", "name"),
    [
        ("นายสมมุติ เป็นประธานในพิธีเปิดงานว่าวไทย", "งานว่าวไทย", "พิธีเปิดงานว่าวไทย"),
        ("นายสมมุติ เป็นประธานในพิธีปิดโครงการว่าวไทย", "โครงการว่าวไทย", "พิธีปิดโครงการว่าวไทย"),
        ("นายสมมุติ เป็นประธานในพิธีเปิด “โครงการว่าวไทย” วันนี้", "โครงการว่าวไทย", "พิธีเปิด “โครงการว่าวไทย”"),
        ("นายสมมุติ เป็นประธานในพิธีเปิด “โครงการว่าวไทย ปี 2” วันนี้", "โครงการว่าวไทย", "โครงการว่าวไทย"),
        ("นายสมมุติ เปิดงานว่าวไทย", "งานว่าวไทย", "งานว่าวไทย"),
    ],
)
def test_the_opening_directly_before_it_is_part_of_a_ceremonys_name(text, start, name):
    at = text.index(start)
    begin, end = naming.with_opening(context(text), at, at + len(start))
    assert text[begin:end] == name


@pytest.mark.parametrize(
    ("text", "start", "name"),
    [
        ("นายสมมุติ เปิดงานสัมมนาว่าวไทย", "สัมมนาว่าวไทย", "งานสัมมนาว่าวไทย"),
        ("นายสมมุติ ร่วมพิธีลงนามบันทึกข้อตกลงด้านว่าว", "ลงนาม", "พิธีลงนามบันทึกข้อตกลงด้านว่าว"),
        ("นายสมมุติ ลงนามในบันทึกข้อตกลงด้านว่าว", "ลงนาม", "บันทึกข้อตกลงด้านว่าว"),
        ("นายสมมุติ ลงนามถวายพระพร", "ลงนาม", "ลงนามถวายพระพร"),
        ("ปลัดกระทรวงแรงงาน สัมมนาว่าวไทย", "สัมมนา", "สัมมนาว่าวไทย"),
    ],
)
def test_a_name_begins_at_the_head_noun_directly_before_it(text, start, name):
    assert text[naming.with_head(context(text), text.index(start)) :] == name


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("งานว่าวไทย ภายใต้แนวคิด “ลมหนาว”", "งานว่าวไทย"),
        ("บันทึกข้อตกลงด้านว่าว โดย", "บันทึกข้อตกลงด้านว่าว"),
        ("พิธีมอบว่าว จำนวน 200", "พิธีมอบว่าว"),
        ("4/2030 meeting of the Kite Board via a teleconference", "4/2030 meeting of the Kite Board"),
        ("การประชุมว่าวภายใต้โครงการลมหนาว ปี 2", "การประชุมว่าวภายใต้โครงการลมหนาว ปี 2"),
    ],
)
def test_what_follows_a_name_is_cut_off(name, tidy):
    assert name[: naming.without_tail(name, 0, len(name))] == tidy


@pytest.mark.parametrize(
    ("text", "end", "whole"),
    [
        ("meeting of the Kite Board (KB2) today", "Board", "meeting of the Kite Board (KB2)"),
        ("การประชุมคณะกรรมการว่าว (กวว.) วันนี้", "ว่าว", "การประชุมคณะกรรมการว่าว (กวว.)"),
        ("การประชุมคณะกรรมการว่าว (Kite Board) วันนี้", "ว่าว", "การประชุมคณะกรรมการว่าว"),
    ],
)
def test_a_name_ends_behind_its_abbreviation(text, end, whole):
    assert text[: naming.with_number(text, 0, text.index(end) + len(end))] == whole


def test_an_english_ceremony_needs_no_capital():
    text = "Mr. A chaired the wreath laying ceremony at the square on Monday."
    assert "wreath laying ceremony" in candidate_names(context(text, language="en"))


def test_a_name_neither_starts_nor_ends_with_a_gloss():
    text = "นายสมมุติ เปิดการประชุมน้ำสะอาดแห่งชาติ (National Clean Water Conference) ที่อำเภอตัวอย่าง"
    en, th = text.index("National"), text.index("การประชุม")
    end = text.index(")")
    term = Term(th=Mention.of(text, th, en - 2), en=Mention.of(text, en, end), kind="event", rel="translation", posterior=0.9)
    seen = context(text, ("National Clean Water Conference", "EVENT"))
    seen.terms = [term]
    names = candidate_names(seen)
    assert "การประชุมน้ำสะอาดแห่งชาติ" in names
    assert not any(name.startswith("National") or name.endswith("Conference") for name in names)
    name, _ = naming.name_with_gloss(seen, th, en - 2)
    assert (name.th, name.en) == ("การประชุมน้ำสะอาดแห่งชาติ", "National Clean Water Conference")


def test_a_name_continues_after_its_gloss():
    text = "วันนี้ มีการประชุมน้ำสะอาดชายแดน (Border Water Conference: BWC) ครั้งที่ 7 โดยมีผู้แทนเข้าร่วม"
    th, en, end = text.index("การประชุม"), text.index("Border"), text.index(": BWC")
    term = Term(th=Mention.of(text, th, en - 2), en=Mention.of(text, en, end), kind="event", rel="translation", posterior=0.9)
    seen = Context(text, 0, "th", None, None, [], [], [], [term], [])
    whole = text[th : text.index(" โดยมี")]
    name, mentions = naming.name_with_gloss(seen, th, th + len(whole))
    assert (name.th, name.en) == (whole, "Border Water Conference")
    assert mentions[0].text == whole


@pytest.mark.parametrize(
    ("written", "english"),
    [
        ("งาน “Kite Expo 2030”", "Kite Expo 2030"),
        ("มหกรรมว่าว ครั้งที่ 17 Kite Expo 2030", "Kite Expo 2030"),
        ("งานวันว่าวไทย ประจำปี 2573 (Thai Kite Day)", "Thai Kite Day"),
        ("การประชุมว่าวนานาชาติ World Kite Meeting (WKM - 19)", "World Kite Meeting (WKM - 19)"),
        ("การประชุม Kite Summit ครั้งที่ 3", None),
        ("งานวันว่าว 2573", None),
        ("งาน 5G", None),
    ],
)
def test_a_latin_title_after_its_head_noun_is_the_english_name(written, english):
    text = f"วันนี้ มี{written} ที่อำเภอตัวอย่าง"
    start = text.index(written)
    name, mentions = naming.name_with_gloss(Context(text, 0, "th", None, None, [], [], [], [], []), start, start + len(written))
    assert (name.th, name.en) == (written, english)
    assert [one.text for one in mentions] == [written, *([english] if english else [])]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("พิธีเปิดการประชุมว่าวโลก", "การประชุม"),
        ("opening ceremony of the Kite Forum 2030", "Kite"),
        ("พิธีเปิดป้าย", "พิธีเปิด"),  # the rest is too short for a name
        ("การประชุมว่าวโลก", "การประชุม"),
    ],
)
def test_the_opening_is_not_part_of_the_name_of_what_is_opened(text, begins):
    at = naming.past_opening(Context(text, 0, "th", None, None, [], [], [], [], []), 0, len(text))
    assert text[at:].startswith(begins)


def test_a_gloss_of_a_part_of_the_name_is_not_its_english_name():
    text = "วันนี้ มีการประชุมโครงการน้ำใสใจสะอาด (Clear & Clean) ในโรงเรียน โดยมีผู้แทนเข้าร่วม"
    th, en, end = text.index("โครงการ"), text.index("Clear"), text.index(") ในโรงเรียน")
    term = Term(th=Mention.of(text, th, en - 2), en=Mention.of(text, en, end), kind="event", rel="translation", posterior=0.9)
    seen = Context(text, 0, "th", None, None, [], [], [], [term], [])
    assert naming.name_with_gloss(seen, th, text.index(" โดยมี"))[0].en is None


@pytest.mark.parametrize(
    ("text", "start", "name"),
    [
        ("กรมว่าวจัดงาน “มหกรรมว่าวไทย” ที่ลานวัด", "มหกรรม", "งาน “มหกรรมว่าวไทย”"),
        ("กรมว่าวแถลงข่าว “มหกรรมว่าวไทย” ที่ลานวัด", "มหกรรม", "มหกรรมว่าวไทย"),
        ("ร่วม “วันว่าวไทย” ประจำปี 2573", "วันว่าว", "“วันว่าวไทย” ประจำปี 2573"),
    ],
)
def test_a_name_in_quotation_marks_begins_with_its_head_noun_or_mark(text, start, name):
    end = text.index("”") if "มหกรรม" in start else len(text)
    begin, stop = naming.with_quotation(context(text), text.index(start), end)
    assert text[begin:stop] == name


def test_a_gloss_that_ends_a_name_is_cut_off_with_its_abbreviation():
    text = "วันนี้ มีการประชุมน้ำสะอาดชายแดน (Border Water Conference: BWC) โดยมีผู้แทนเข้าร่วม"
    th, en, end = text.index("การประชุม"), text.index("Border"), text.index(": BWC")
    term = Term(th=Mention.of(text, th, en - 2), en=Mention.of(text, en, end), kind="event", rel="translation", posterior=0.9)
    name, _ = naming.name_with_gloss(Context(text, 0, "th", None, None, [], [], [], [term], []), th, text.index(" โดยมี"))
    assert (name.th, name.en) == ("การประชุมน้ำสะอาดชายแดน", "Border Water Conference")


def test_no_name_begins_at_a_head_noun_inside_another_word():
    text = "ปลัดกระทรวงแรงงาน ตรวจโรงงานนอกระบบ แล้วร่วมงานวันน้ำสะอาดแห่งชาติ"
    assert [text[start.at :][:9] for start in name_spans.starts(context(text))] == ["งานวันน้ำ"]


def test_a_closing_quotation_mark_is_trimmed_unless_its_partner_is_included():
    for closing in '”"':
        text = f"งาน “วันน้ำสะอาด{closing}"
        assert text[5 : name_spans.trimmed(text, 5, len(text))] == "วันน้ำสะอาด"
        assert text[: name_spans.trimmed(text, 0, len(text))] == text


@pytest.mark.parametrize(
    ("piece", "open_"),
    [("“ก”", False), ('“ก"', False), ('"ก”', False), ('"ก"', False), ("ก", False), ("“ก", True), ("ก”", True), ('"ก', True)],
)
def test_straight_and_curly_quotation_marks_close_each_other(piece: str, *, open_: bool) -> None:
    assert name_spans.unclosed(piece) is open_


def test_the_word_after_a_name_is_a_feature_of_its_end():
    text = "หัวเรื่อง\nนายสมมุติ เปิดโครงการน้ำใสใจดี โดยมอบถังน้ำแก่ชุมชน"
    seen = Context(text, text.index("\n") + 1, "th", None, None, [], [], [], [], [])
    start = next(s for s in name_spans.starts(seen) if text.startswith("โครงการ", s.at))
    ends = name_spans.ends(seen, start)
    rows = name_features.end_features(seen, start, ends, name_features.squeezed(seen.title))
    right = [text[start.at : end] for end, _ in ends].index("โครงการน้ำใสใจดี")
    assert (start.head, start.verb) == ("โครงการ", "เปิด")
    assert "follow โดย True" in rows[right]
    names = name_features.name_features(seen, "programme", [(start, ends[right][0], 0.5)], "")
    assert names[0]["programme|โครงการ"] == 1.0
    assert names[-1]["none|programme"] == 1.0


def test_a_radio_programmes_date_line_is_marked():
    text = "น้ำสะอาด\nวันศุกร์ที่ 3 มกราคม 2563\nต่อจากนี้ไป ขอเชิญรับฟังไทยคู่ฟ้า\nครม. เห็นชอบโครงการน้ำสะอาด"
    body = text.index("\n") + 1
    found = times.search(text, date(2020, 1, 3))
    seen = Context(text, body, "th", "2020-01-03", None, [], found, [], [], [])
    rows = when_features.features(seen, "decision", when.candidates(seen))
    assert rows[0]["broadcast"] == 1.0
    assert rows[-1]["none|broadcast"] == 1.0


DAY_AND_HOUR = "น้ำใส\nวันที่ 6 กันยายน 2559 {}นายสมมุติ ดีงาม ร่วมพิธีเปิดงานน้ำใส ณ ศาลากลาง\n{} 12.30 น. เดินทางถึงศาลากลาง"


@pytest.mark.parametrize(("opening", "how"), [("• เวลา", "item"), ("โดยในเวลา", "by"), ("และงานเลี้ยงตอน", "other")])
def test_the_hour_may_be_in_a_later_sentence(opening, how):
    text = DAY_AND_HOUR.format("", opening)
    seen = Context(text, text.index("\n") + 1, "th", "2016-09-06", None, [], times.search(text, date(2016, 9, 6)), [], [], [])
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
    seen = Context(text, text.index("\n") + 1, "th", "2016-09-06", None, [], times.search(text, date(2016, 9, 6)), [], [], [])
    assert [when.read(seen, time).start for time in when.candidates(seen)] == ["2016-09-06T09:00+07:00"]


def test_a_name_written_twice_outweighs_no_name():
    assert naming.pick([0.17, 0.18, 0.1, 0.55], ["งาน ก", "งาน  ก", "งาน ข"]) == (1, pytest.approx(0.35))
    assert naming.pick([0.17, 0.73], ["งาน ก"]) == (1, 0.73)
    assert naming.pick([1.0], []) == (0, 1.0)


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
    _, codes = geography.known_venues()
    assert set(codes.values()) <= set(geography.province_names())
    assert len(codes) > 300


def test_no_english_name_begins_at_or_before_the_person_who_acts():
    text = "Kite seen\nAt the Kite Party, Mr. Anan Example attended the wreath laying ceremony at the square."
    seen = context(text, people=["Mr. Anan Example"], language="en")
    seen.body = text.index("\n") + 1
    found = [text[start.at :].split(maxsplit=1)[0] for start in name_spans.starts(seen)]
    assert "wreath" in found
    assert not {"Party,", "Mr.", "Anan", "Example"} & set(found)


def test_no_english_name_runs_past_the_verb_of_the_sentence():
    text = "Kite seen\nAt Kite Hall, the head of the Ministry of Kites (MOK), presided over the opening of the Second Kite Seminar on Wind."
    seen = context(text, language="en")
    seen.body = text.index("\n") + 1
    found = candidate_names(seen)
    assert "Second Kite Seminar" in found
    assert not any("presided" in name for name in found)


def test_features_given_as_names_count_as_features_of_value_one():
    rows = [["how space", "n 0", "a feature that no model has"], ["how line", "n 1"]]
    as_numbers = rank.model("name end").probabilities([dict.fromkeys(row, 1.0) for row in rows])
    assert rank.model("name end").probabilities_of_names(rows) == as_numbers
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
    ["ร่วมกับกรมฝนหลวง", "แต่จะไม่พัดเข้าเมือง", "พร้อมเยี่ยมชมว่าว", "เป็นลานของช่างว่าว", "ที่วัดลมหนาว", "ณ ลานวัด", "to commence his visit"],
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


def test_the_words_that_show_the_type_are_in_no_name():
    text = "นายจิรายุ ห่วงว่าว เปิดการประชุมว่าวโลก ณ ลานลม"
    cues = {text[start : start - less] for start, less, _ in kinds._shown_cues(context(text, ("นายจิรายุ ห่วงว่าว", "PERSON")))}
    assert "ห่วง" not in cues
    assert any("ประชุม" in cue for cue in cues)
    english = "Kites rose, according to the survey on kites."
    assert [english[a : a - b].strip() for a, b, _ in kinds._shown_cues(context(english, language="en"))] == ["survey"]


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
