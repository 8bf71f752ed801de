"""What other events are about to the last word, when and where they happen, and what is only their circumstance."""

from __future__ import annotations

import pytest

from newsextract.layers.events import background
from newsextract.layers.events.background_places import Telling, place_of
from newsextract.layers.events.happening_times import When
from newsextract.layers.events.trimming import to_next_space, trim_span
from newsextract.records import EntityType, Mention, Place
from tests.told import context, main_event, mention, stretch, time_of


def trimmed(text: str, first: str, last: str, language: str = "th") -> str:
    seen = context(text, language=language)
    return trim_span(seen, mention(seen, first).start, mention(seen, last).end).text


@pytest.mark.parametrize("lead", ["ก่อน", "ภายหลังเสร็จสิ้น", "หลังจาก"])
def test_the_hour_of_what_is_before_or_after_an_event_is_not_its_own(monkeypatch: pytest.MonkeyPatch, lead: str) -> None:
    seen = context(f"วันที่ 4 มีนาคม 2567 เวลา 09.30 น. {lead}การประชุมช่างว่าว นายสมมุติ ดีงาม ชมว่าวยักษ์")
    assert time_of(monkeypatch, seen, "การประชุมช่างว่าว", 0).start == "2024-03-04"
    until = context(f"วันที่ 4 มีนาคม 2567 เวลา 09.30 - 12.00 น. {lead}การประชุมช่างว่าว")
    assert time_of(monkeypatch, until, "การประชุมช่างว่าว", 0).end is None
    days = context(f"วันที่ 4-6 มีนาคม 2567 {lead}การประชุมช่างว่าว")
    assert time_of(monkeypatch, days, "การประชุมช่างว่าว", 0).end == "2024-03-06"
    own = context("วันที่ 4 มีนาคม 2567 เวลา 09.30 น. การประชุมช่างว่าว")
    assert time_of(monkeypatch, own, "การประชุมช่างว่าว", 0).start == "2024-03-04T09:30+07:00"


@pytest.mark.parametrize("lead", ["following the", "prior to the", "before his"])
def test_the_hour_of_what_is_before_or_after_an_english_event_is_not_its_own(
    monkeypatch: pytest.MonkeyPatch, lead: str
) -> None:
    seen = context(
        f"March 4, 2024, at 0930hrs, at Kite House, {lead} kite meeting, Somchai Jaidee praised a kite.", language="en"
    )
    assert time_of(monkeypatch, seen, "kite meeting", 0).start == "2024-03-04"


def test_the_hour_right_before_an_event_is_not_added_to_what_it_precedes(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = context("จากนั้น เวลา 14.00 น. หลังการประชุมช่างว่าว")
    assert time_of(monkeypatch, seen, "การประชุมช่างว่าว", -2, start="2024-03-05").start == "2024-03-05"


def test_what_is_going_on_has_no_day_unless_it_is_told_since_when(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = context("กรมว่าวอยู่ระหว่างจัดทำแผนที่ลานว่าว ซึ่งจะเสร็จในวันที่ 20 มีนาคม 2567")
    assert time_of(monkeypatch, seen, "จัดทำแผนที่ลานว่าว", 0).start is None
    since = context("กรมว่าวกำลังจัดทำแผนที่ลานว่าวตั้งแต่วันที่ 1 มีนาคม 2567")
    assert time_of(monkeypatch, since, "จัดทำแผนที่ลานว่าว", 0).start == "2024-03-01"
    assert background._status(seen, stretch(seen, "จัดทำแผนที่ลานว่าว"), "programme", None, None) == "ongoing"


def test_one_local_time_has_one_offset(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = context("วันที่ 4 มีนาคม 2567 เวลา 09.30 น. การประชุมช่างว่าว")
    words = {"start": [Mention.of(seen.text, seen.times[0].start, seen.times[0].end)]}
    found = time_of(monkeypatch, seen, "การประชุมช่างว่าว", 0, start="2024-03-04T09:30+08:00", slots=words)
    assert found.start == "2024-03-04T09:30+08:00"


def test_a_bracket_at_the_beginning_of_the_headline_is_nobodys_partner() -> None:
    text = "ช่างทำว่าวหลายคนเล่าให้ฟังว่าลมหนาวปีนี้มาช้ากว่าทุกปีที่ผ่านมามาก แล้วจึงขายว่าวยักษ์ให้แก่ลูกค้า” ทุกคน"
    seen = context(text, head="“ว่าวไทย” ไปไกล\n")
    span = trim_span(seen, mention(seen, "ขายว่าวยักษ์").start, mention(seen, "ลูกค้า”").end)
    assert span.text == "ขายว่าวยักษ์ให้แก่ลูกค้า"


@pytest.mark.parametrize("last", ["พ.ศ.", "พ.ศ. .", "พ.ศ. ..."])
def test_a_year_left_open_is_not_cut(last: str) -> None:
    assert trimmed("เห็นชอบร่างระเบียบการขายว่าว พ.ศ. .... แล้ว", "เห็นชอบ", last) == "เห็นชอบร่างระเบียบการขายว่าว พ.ศ. ...."


@pytest.mark.parametrize(
    ("text", "first", "last", "found"),
    [
        ("ช่วยช่างว่าวที่ป่วยด้วยโรคคาวิด-19 แล้ว", "ช่วย", "คาวิด", "ช่วยช่างว่าวที่ป่วยด้วยโรคคาวิด-19"),
        ("เสนอ แผน/มาตรการช่วยช่างทำว่าว แล้ว", "มาตรการ", "ทำว่าว", "แผน/มาตรการช่วยช่างทำว่าว"),
        ("เปิดหลักสูตรทำว่าวแบบ Smart Kite Maker แล้ว", "เปิด", "Smart", "เปิดหลักสูตรทำว่าวแบบ Smart Kite Maker"),
        ("ช่างทำว่าวจาก Lucky Kite Company ร่วมแข่งขัน", "Company", "แข่งขัน", "Lucky Kite Company ร่วมแข่งขัน"),
    ],
)
def test_joined_words_and_english_names_are_not_cut(text: str, first: str, last: str, found: str) -> None:
    assert trimmed(text, first, last) == found


@pytest.mark.parametrize(
    ("text", "last", "found"),
    [
        ("มอบผ้าทำว่าวทั้งหมด 6 รายการ แล้ว", "6", "มอบผ้าทำว่าวทั้งหมด 6 รายการ"),
        ("มอบบ้านให้ช่างทำว่าว 81 หลังคาเรือน แล้ว", "81", "มอบบ้านให้ช่างทำว่าว 81 หลังคาเรือน"),
        ("มอบรางวัลว่าวฉบับที่ 2 หลังจากลมสงบ", "2", "มอบรางวัลว่าวฉบับที่ 2"),
    ],
)
def test_a_unit_is_a_whole_word(text: str, last: str, found: str) -> None:
    assert trimmed(text, "มอบ", last) == found


def test_a_span_does_not_begin_with_the_end_of_an_abbreviation() -> None:
    assert trimmed("ช่างทูลเกล้าฯ ถวายว่าวยักษ์โบราณ", "ฯ", "โบราณ") == "ถวายว่าวยักษ์โบราณ"


@pytest.mark.parametrize(
    ("text", "last", "found"),
    [
        ("ออกคำสั่งช่างว่าวที่ 7/2567 ลงวันที่ 4 มีนาคม 2567", "ลงวันที่", "ออกคำสั่งช่างว่าวที่ 7/2567"),
        ("ออกเยี่ยมร้านขายว่าวหลายแห่ง อาทิ ร้านลมบน", "อาทิ", "ออกเยี่ยมร้านขายว่าวหลายแห่ง"),
        ("ออกตรวจร้านขายว่าวในเมืองพบว่า ว่าวขาด", "เมืองพบ", "ออกตรวจร้านขายว่าวในเมือง"),
        ("ออกตรวจร้านขายว่าวอีกทั้งยังแจกว่าว", "อีก", "ออกตรวจร้านขายว่าว"),
        ("ออกว่าวรุ่นใหม่ให้จองได้ถึง 31 มีนาคม 2567", "ถึง", "ออกว่าวรุ่นใหม่ให้จอง"),
        ("ออกจากลานว่าวแล้วเดินทางถึง 31 มีนาคม 2567", "เดินทางถึง", "ออกจากลานว่าวแล้วเดินทางถึง"),
    ],
)
def test_a_span_does_not_end_in_a_word_that_leads_on(text: str, last: str, found: str) -> None:
    assert trimmed(text, "ออก", last) == found


@pytest.mark.parametrize(
    ("text", "last", "found"),
    [
        ("The board approved a kite contest in ten towns, namely Ban Lom", "namely", "approved a kite contest in ten towns"),
        ("The board approved a kite contest, to be held next year", "held", "approved a kite contest"),
        ("The board approved a kite contest that was held", "held", "approved a kite contest that was held"),
        ("The board approved a kite contest with WHO", "WHO", "approved a kite contest with WHO"),
    ],
)
def test_an_english_span_does_not_end_in_a_word_that_leads_on(text: str, last: str, found: str) -> None:
    assert trimmed(text, "approved", last, "en") == found


def test_an_english_span_does_not_begin_with_the_s_of_a_genitive() -> None:
    assert trimmed("The mayor’s visit to the kite school was short", "s visit", "school", "en") == "visit to the kite school"


@pytest.mark.parametrize(
    ("text", "first", "last", "found"),
    [
        ("ช่างร้องเรียนเรื่องสัญญาขายว่าวที่ไม่เป็นธรรมอย่างชัดเจนมาก แล้ว", "ร้องเรียน", "ไม่", "ร้องเรียนเรื่องสัญญาขายว่าวที่ไม่เป็นธรรมอย่างชัดเจนมาก"),
        ("คณะกรรมการลงนามแต่งตั้งหัวหน้าช่างทำว่าวคนใหม่ แล้ว", "ลงนาม", "ลงนาม", "ลงนามแต่งตั้งหัวหน้าช่างทำว่าวคนใหม่"),
        ("คณะกรรมการอนุมัติในหลักการให้ขายว่าวคนใหม่ แล้ว", "อนุมัติ", "อนุมัติ", "อนุมัติ"),
    ],
)
def test_a_word_that_needs_more_is_followed_by_the_rest_of_its_phrase(text: str, first: str, last: str, found: str) -> None:
    seen = context(text)
    start = mention(seen, first).start
    assert seen.text[start : to_next_space(seen, start, mention(seen, last).end)] == found


def test_the_fiscal_year_of_a_plan_is_part_of_it() -> None:
    assert trimmed("ปรับแผนงานช่างทำว่าว ปีงบประมาณ 2567 แล้ว", "ปรับ", "ทำว่าว") == "ปรับแผนงานช่างทำว่าว ปีงบประมาณ 2567"


def test_an_event_abroad_has_the_country_that_it_is_told_to_be_in() -> None:
    peru, cuba = ("เปรู", "LOCATION", "PE"), ("คิวบา", "LOCATION", "CU")

    def country(text: str, *names: tuple[str, EntityType, str | None]) -> tuple[str | None, list[str]]:
        seen = context(text, *names)
        about = mention(seen, "ประกวดว่าวยักษ์")
        one = Telling(stretch(seen, "ประกวดว่าวยักษ์"), When(None, None, [], 0.5), 0.0)
        there = place_of(seen, main_event(place=Place()), about, about, one)
        return there.place.country, [at.text for at in there.slots.get("country", [])]

    assert country("ช่างไปประกวดว่าวยักษ์ ณ กรุงลมบน ประเทศเปรู", peru) == ("PE", ["เปรู"])
    assert country("ช่างไปประกวดว่าวยักษ์ที่ลีมา เปรู", ("ลีมา", "LOCATION", None), peru) == ("PE", ["เปรู"])
    assert country("ช่างไปประกวดว่าวยักษ์ที่เปรูและคิวบา", peru, cuba) == (None, [])
    assert country("ช่างไปประกวดว่าวยักษ์ในเปรู และในคิวบา", peru, cuba) == (None, [])
    assert country("ช่างไปประกวดว่าวยักษ์ที่เปรู และที่คิวบา", peru, cuba) == (None, [])
    assert country("ช่างไปประกวดว่าวยักษ์กับเปรู", peru) == (None, [])
    assert country("ช่างไปประกวดว่าวยักษ์ ซึ่งเป็นสิ่งที่เปรูชอบ", peru) == (None, [])


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("The poets will hold a kite fair. A lantern show opens on March 20, 2024.", None),
        ("The poets will hold a kite fair. The event opens on March 20, 2024.", "2024-03-20"),
        ("The poets will hold a kite fair. The fair opens on March 20, 2024.", "2024-03-20"),
        ("The poets will hold a kite fair. The show opens on March 20, 2024.", None),
        ("The poets will hold a kite fair by Mr. Sample on March 20, 2024.", "2024-03-20"),
    ],
)
def test_a_day_of_the_next_sentence_dates_what_that_goes_on_with(
    monkeypatch: pytest.MonkeyPatch, text: str, start: str
) -> None:
    seen = context(text, language="en")
    assert time_of(monkeypatch, seen, "kite fair", 0).start == start


def test_the_day_of_a_figure_that_has_grown_dates_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = context("Kite fields have risen to 2,780 square metres from 2,450 square metres in 2014.", language="en")
    assert time_of(monkeypatch, seen, "risen to 2,780 square metres", 0).start is None
    other = context("Kite fields opened to 9 poets from 9 towns in 2014.", language="en")
    assert time_of(monkeypatch, other, "Kite fields opened", 0).start == "2014"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Later, the poets will travel to Oakvale to fly a kite.", "scheduled"),
        ("Later, the poets are scheduled to fly a kite.", "scheduled"),
        ("It will rain. The poets travelled to Oakvale to fly a kite.", "occurred"),
    ],
)
def test_what_will_happen_is_scheduled_without_a_day(monkeypatch: pytest.MonkeyPatch, text: str, status: str) -> None:
    seen = context(text, language="en")
    likely = {
        "status": type("Model", (), {"class_probabilities": lambda *_: {"occurred": 1.0, "scheduled": 0.0, "ongoing": 0.0}})()
    }
    monkeypatch.setattr(background, "weights", lambda: likely)
    monkeypatch.setattr(background, "STATUSES", ("occurred", "scheduled", "ongoing"))
    assert background._status(seen, stretch(seen, "fly a kite"), "other", None, None) == status
