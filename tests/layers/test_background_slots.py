"""Time, place, status and name of a background event, and events told twice."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from newsextract.layers import times
from newsextract.layers.drafts import Event
from newsextract.layers.events import background, happening_slots
from newsextract.layers.events.background_places import Telling, place_of
from newsextract.layers.events.context import Context
from newsextract.layers.events.happening_times import When, choose_time
from newsextract.layers.events.happenings import weights
from newsextract.layers.events.kinds import TYPES
from newsextract.records import Place
from tests.told import context, main_event, mention, stretch, time_of


def status_of(monkeypatch, seen: Context, words: str, likely: str, kind="decision", end=None) -> str:
    """The status of a stretch without a start when the model prefers ``likely``."""

    class Fixed:
        def class_probabilities(self, row):
            return dict.fromkeys(("occurred", "scheduled", "ongoing", "cancelled"), 0.1) | {likely: 0.7}

    monkeypatch.setattr(background, "weights", lambda: {"status": Fixed()})
    return background._status(seen, stretch(seen, words), kind, None, end)


def test_a_day_after_until_is_the_end(monkeypatch):
    seen = context("ร้านว่าวขยายเวลาลดราคาจนถึงวันที่ 20 มีนาคม 2567 ทุกสาขา")
    found = time_of(monkeypatch, seen, "ขยายเวลาลดราคา", 0)
    assert (found.start, found.end) == (None, "2024-03-20")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        # the day of a figure, and of a promulgation
        ("ช่างว่าวขายว่าวยักษ์แล้ว ณ วันที่ 1 มีนาคม 2567 รวม 30 ตัว", None, None),
        ("ช่างว่าวขายว่าวยักษ์แล้ว 30 ตัว (ข้อมูล ณ สิ้นเดือนกุมภาพันธ์ 2567)", None, None),
        ("ข้อมูลล่าสุด วันที่ 1 มีนาคม 2567 ช่างว่าวขายว่าวยักษ์ 30 ตัว", None, None),
        ("ช่างว่าวออกระเบียบว่าด้วยว่าว ให้ไว้ ณ วันที่ 1 มีนาคม 2567", "2024-03-01", None),
        ("ช่างว่าวขายว่าวยักษ์ประมาณวันที่ 1 มีนาคม 2567", "2024-03-01", None),
        ("ข้อมูลวันที่ 1 - 3 มีนาคม 2567 ช่างว่าวขายว่าวยักษ์ 30 ตัว", "2024-03-01", "2024-03-03"),
        # a deadline and an end
        ("ช่างว่าวจะประกาศผลภายในวันที่ 20 มีนาคม 2567", None, "2024-03-20"),
        ("ช่างว่าวจะประกาศผลภายในเดือนมีนาคม 2567", "2024-03", None),
        ("ช่างว่าวขยายเวลาลดราคา สิ้นสุดวันที่ 20 มีนาคม 2567", None, "2024-03-20"),
        ("ช่างว่าวขยายเวลาลดราคา จากเดิมที่จะสิ้นสุดวันที่ 1 มีนาคม 2567", None, None),
        ("ช่างว่าวจัดงานเพื่อระลึกถึงวันที่ 1 มีนาคม 2567", "2024-03-01", None),
        # before and after a day
        ("ช่างว่าวซ่อมว่าวที่ขาดก่อนวันที่ 1 มีนาคม 2567", None, None),
        # what is only compared
        ("ช่างว่าวขายว่าวยักษ์เพิ่มขึ้นจากช่วงเดียวกันของปีก่อนร้อยละ 9", None, None),
        ("ช่างว่าวขายว่าวยักษ์ลดลงจากวันที่ 1 มีนาคม 2567", None, None),
        ("ช่างว่าวขายว่าวยักษ์สูงสุดในรอบ 5 ปี นับตั้งแต่ปี 2562", None, None),
        ("ช่างว่าวเปิดร้าน ขณะเดียวกันในวันที่ 1 มีนาคม 2567 ขายว่าวยักษ์", "2024-03-01", None),
        ("Kite sales are the highest since December 2019", None, None),
        ("Kite sales rose from 2,450 in 2014", None, None),
        ("Kite sales began in 2014 with guests from 5 countries", "2014", None),
        # the year of a law that is cited
        ("ช่างว่าวขายว่าวยักษ์ตามพระราชบัญญัติว่าว พ.ศ. 2535", None, None),
        ("ช่างว่าวขายว่าวยักษ์ตามมาตรา 39 แห่งกฎว่าว พ.ศ. 2494", None, None),
        ("ช่างว่าวออกพระราชบัญญัติว่าว พ.ศ. 2535", "1992", None),
    ],
)
def test_the_words_before_a_time_say_what_it_is(monkeypatch, text, start, end):
    words = next(one for one in ("ช่างว่าว", "Kite") if one in text)
    found = time_of(monkeypatch, context(text), words, 0)
    assert (found.start, found.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("ช่างว่าวขายว่าวยักษ์ ส่วนช่างโคมจะปิดร้านในวันที่ 1 มีนาคม 2567", "2024-03-05"),
        ("ช่างว่าวขายว่าวยักษ์ให้เด็ก จากนั้นจะปิดร้านวันที่ 1 มีนาคม 2567", "2024-03-05"),
        ("ช่างว่าวขายว่าวยักษ์ให้ส่วนราชการในวันที่ 1 มีนาคม 2567", "2024-03-01"),
        ("ช่างว่าวขายว่าวยักษ์ส่วนหนึ่งในวันที่ 1 มีนาคม 2567", "2024-03-01"),
        ("วันที่ 1 มีนาคม 2567 ส่วนช่างโคม ช่างว่าวขายว่าวยักษ์", "2024-03-01"),
    ],
)
def test_a_time_behind_words_that_turn_to_another_matter_does_not_date_an_event(monkeypatch, text, start):
    """The next likeliest does: here, the main event's day."""
    seen = context(text)

    class Likely:
        def probabilities(self, rows):
            return [0.6, *(0.3 / k for k in range(1, len(rows)))]

        def calibrated(self, chance):
            return chance

    monkeypatch.setattr("newsextract.layers.events.happening_times.weights", lambda: {"start": Likely()})
    found = choose_time(seen, stretch(seen, "ช่างว่าวขายว่าวยักษ์"), main_event(start="2024-03-05"), 0.0)
    assert found.start == start


def test_a_clock_time_before_an_event_gives_its_hour_on_the_main_events_day(monkeypatch):
    seen = context("จากนั้น เวลา 14.00 น. ตรวจเยี่ยมโรงเรียนทำว่าว")
    assert time_of(monkeypatch, seen, "ตรวจเยี่ยมโรงเรียน", -2, start="2024-03-05").start == "2024-03-05T14:00+07:00"
    assert time_of(monkeypatch, seen, "ตรวจเยี่ยมโรงเรียน", -1, start="2024-03-05", end="2024-03-09").start is None
    before = context("จากนั้น ก่อนเวลา 14.00 น. ตรวจเยี่ยมโรงเรียนทำว่าว")
    assert time_of(monkeypatch, before, "ตรวจเยี่ยมโรงเรียน", -2, start="2024-03-05").start == "2024-03-05"


def test_a_decision_is_not_dated_by_what_it_is_about(monkeypatch):
    seen = context("คณะกรรมการเห็นชอบให้จัดงานว่าวในวันที่ 20 มีนาคม 2567 และเห็นชอบแผนเมื่อวันที่ 1 มีนาคม 2567")
    assert time_of(monkeypatch, seen, "เห็นชอบให้จัดงานว่าว", 0).start is None
    assert time_of(monkeypatch, seen, "เห็นชอบให้จัดงานว่าว", 0, part=0.9, start="2024-03-05").start == "2024-03-05"
    assert time_of(monkeypatch, seen, "เห็นชอบแผน", 1).start == "2024-03-01"


@pytest.mark.parametrize(
    ("day", "end", "start"),
    [
        ("วันนี้ (5 มีนาคม 2567)", "2024-03-09", "2024-03-05"),
        ("วันที่ 5-9 มีนาคม 2567", "2024-03-09", None),
        ("วันที่ 5 มีนาคม 2567 เวลา 09.00 - 12.00 น.", "2024-03-05T12:00+07:00", "2024-03-05"),
    ],
)
def test_an_item_of_an_event_of_several_days_has_none_of_them(monkeypatch, day, end, start):
    seen = context(f"{day} เปิดงานว่าวไทย\nทั้งนี้ มีการประกวดว่าวยักษ์")
    words = {"start": [mention(seen, day)]}
    assert time_of(monkeypatch, seen, "ประกวดว่าวยักษ์", -2, start="2024-03-05", end=end, slots=words).start == start


def test_a_range_that_ends_before_it_begins_has_no_end():
    [time] = times.search("ระหว่างวันที่ 20 - 25 มีนาคม 2567", None)
    assert happening_slots.span_of(time.model_copy(update={"end_value": "2024-03-02"})) == ("2024-03-20", None)


def told(seen: Context, words: str, part: float = 0.0, start: str | None = None) -> Telling:
    return Telling(stretch(seen, words), When(start, None, [], 0.5), part)


def test_the_province_is_named_in_the_events_words():
    seen = context("ตรวจโรงเรียนทำว่าวที่จังหวัดเลย และประกวดว่าวยักษ์", ("จังหวัดเลย", "LOCATION", "TH-42"))
    about, clause = mention(seen, "ตรวจโรงเรียนทำว่าว"), mention(seen, "ตรวจโรงเรียนทำว่าวที่จังหวัดเลย")
    there = place_of(seen, main_event(), about, clause, told(seen, "ตรวจโรงเรียนทำว่าว"))
    place = there.place
    assert (place.province, place.iso_3166_2, place.country) == ("เลย", "TH-42", "TH")
    assert there.slots["province"][0].text == "จังหวัดเลย"


def test_an_item_of_the_programme_without_a_place_has_the_main_events_province():
    seen = context("ประกวดว่าวยักษ์")
    host = main_event(start="2024-03-05", place=Place(province="ตาก", iso_3166_2="TH-63", country="TH"))
    contest = mention(seen, "ประกวดว่าวยักษ์")

    def place_with(part: float, start: str | None) -> Place:
        return place_of(seen, host, contest, contest, told(seen, "ประกวดว่าวยักษ์", part, start)).place

    assert place_with(0.9, "2024-03-05").province == "ตาก"
    assert place_with(0.9, "2024-03-01").province is None
    assert place_with(0.1, None) == Place(country="TH")


def test_a_foreign_country_without_a_word_for_its_place_leaves_the_country_open():
    seen = context("ส่งว่าวไปขายญี่ปุ่น", ("ญี่ปุ่น", "LOCATION", "JP"))
    about = mention(seen, "ส่งว่าวไปขายญี่ปุ่น")
    assert place_of(seen, main_event(place=Place(country="TH")), about, about, told(seen, about.text)).place.country is None


def other(seen: Context, words: str, sure: float, start: str | None = None) -> Event:
    at = mention(seen, words)
    return Event(id="", main=False, type="visit", status="occurred", about=at, start=start, confidence={"about": sure})


@pytest.mark.parametrize(
    ("text", "words", "about"),
    [
        ("กรมว่าวจัดงาน Kite Makers Festival 2024 ที่ลานวัด", "จัดงาน Kite Makers Festival 2024", "จัดงาน Kite Makers Festival 2024"),
        ("ช่างมอบว่าวยักษ์แก่โรงเรียนริมทะเล เพื่อขอบคุณ", "มอบว่าวยักษ์แก่โรงเรียนริมทะเล เพื่อขอบคุณ", "มอบว่าวยักษ์แก่โรงเรียนริมทะเล"),
    ],
)
def test_an_event_is_about_its_name_and_not_its_purpose_which_is_part_of_the_trigger(text: str, words: str, about: str):
    seen = context(text)
    event = background._event(seen, main_event(), stretch(seen, words))
    assert event is not None
    assert [at.text for at in (event.about, event.trigger) if at] == [about, words]


@pytest.mark.parametrize(
    ("text", "decides"),
    [
        ("คณะกรรมการรับทราบผลการประชุมช่างว่าว", True),
        ("The cabinet Acknowledged the outcome of the 4th Kite Makers Meeting", True),
        ("คณะกรรมการเสนอผลการประชุมช่างว่าว", False),
        ("The cabinet discussed the outcome of the 4th Kite Makers Meeting", False),
    ],
)
def test_what_is_approved_or_acknowledged_is_a_decision_whatever_it_is_about(monkeypatch, text: str, decides: bool):
    seen = context(text)
    words = text.split(" ", 2)[-1] if text.isascii() else text.removeprefix("คณะกรรมการ")
    meeting = SimpleNamespace(class_probabilities=lambda _: dict.fromkeys(TYPES, 0.0) | {"meeting": 0.9}, calibrated=float)
    monkeypatch.setattr(background, "weights", lambda: weights() | {"type": meeting})
    event = background._event(seen, main_event(), stretch(seen, words))
    assert event is not None
    assert event.type == ("decision" if decides else "meeting")


@pytest.mark.parametrize(
    ("text", "words", "likely", "end", "expected"),
    [
        ("กรมว่าวมีกำหนดประกวดว่าวยักษ์", "ประกวด", "occurred", None, "scheduled"),
        ("กรมว่าวประกวดว่าวยักษ์", "ประกวด", "occurred", None, "occurred"),
        ("กรมว่าวลดราคาว่าวยักษ์", "ลดราคา", "occurred", "2024-03-20", "ongoing"),
        ("กรมว่าวลดราคาว่าวยักษ์", "ลดราคา", "occurred", "2024-03-01", "occurred"),
        ("กรมว่าวจะลดราคาว่าวยักษ์", "ลดราคา", "scheduled", "2024-03-20", "scheduled"),
        ("กรมว่าวเห็นชอบประกวดว่าวยักษ์", "เห็นชอบ", "scheduled", None, "occurred"),
    ],
)
def test_the_status_follows_what_is_announced(monkeypatch, text, words, likely, end, expected):
    assert status_of(monkeypatch, context(text), words, likely, end=end) == expected


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("กรมว่าวส่งใบเชิญภายในเดือนมีนาคม 2567", "programme", "scheduled"),
        ("กรมว่าวส่งใบเชิญภายในเดือนกุมภาพันธ์ 2567", "programme", "occurred"),
        ("กรมว่าวส่งใบเชิญภายในปี 2580", "programme", "occurred"),
        ("กรมว่าวได้ส่งใบเชิญภายในเดือนมีนาคม 2567", "programme", "occurred"),
        ("กรมว่าวอนุมัติส่งใบเชิญภายในเดือนมีนาคม 2567", "decision", "occurred"),
    ],
)
def test_what_is_due_is_scheduled(monkeypatch, text, kind, expected):
    assert status_of(monkeypatch, context(text), "ส่งใบเชิญ", "occurred", kind=kind) == expected
    to_the_end = text[text.index("ส่งใบเชิญ") :]
    assert status_of(monkeypatch, context(text), to_the_end, "occurred", kind=kind) == expected
