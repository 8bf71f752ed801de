"""Agendas: the day in the heading above an item."""

from __future__ import annotations

import pytest

from newsextract.layers.events import happening_slots as slots
from newsextract.layers.events.context import Context
from newsextract.layers.events.happenings import Stretch, heading_day
from newsextract.layers.findings import Findings
from newsextract.layers.times import find as times
from newsextract.page import Article

HEAD = "กรมทดสอบจัดสัปดาห์น้ำสะอาด\n"
DAYS = (
    "กำหนดการมีดังนี้\n"
    "วันอังคารที่ 5 มีนาคม 2567\n"
    "ช่วงเช้า - พิธีเปิดสัปดาห์น้ำสะอาด\n"
    "- การประชุมเครือข่ายคนรักน้ำ\n"
    "\n"
    "วันพุธที่ 6 มีนาคม 2567\n"
    "เวลา 09.00 น. การแข่งขันวาดภาพสายน้ำ\n"
    "ทั้งนี้ ผู้สนใจลงทะเบียนได้ที่กรมทดสอบ\n"
    "และติดตามข่าวสารได้ทุกวัน\n"
    "- พิธีปิดงาน\n"
)


def context(text: str) -> Context:
    article = Article.of(text, body=len(HEAD), language="th", published="2024-03-01")
    return Context.of(article, Findings().plus("times", times(article, Findings())))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("กำหนดการ", None),
        ("พิธีเปิด", "2024-03-05"),
        ("การประชุม", "2024-03-05"),
        ("การแข่งขัน", "2024-03-06"),
        ("ทั้งนี้", "2024-03-06"),
        ("และติดตาม", None),
        ("พิธีปิด", None),
    ],
)
def test_an_item_is_dated_by_the_day_above_its_list(words: str, day: str | None) -> None:
    text = HEAD + DAYS
    found = heading_day(context(text), text.index(words))
    assert (found and found.value) == day


def test_no_heading_stands_above_the_headline() -> None:
    assert heading_day(context(HEAD + DAYS), 3) is None


@pytest.mark.parametrize(
    "line",
    [
        "วันที่ 5 มีนาคม 2567 นายสมมุติ ดีงาม เปิดการประชุมวิชาการน้ำสะอาดที่โรงแรมริมธารา\n",
        "ระหว่างวันที่ 5 มีนาคม 2567 และวันที่ 9 เมษายน 2567\n",
        "ปีงบประมาณ 2567\n",
    ],
)
def test_a_sentence_two_days_or_a_year_is_not_a_heading(line: str) -> None:
    text = HEAD + line + "- พิธีเปิดงาน\n"
    assert heading_day(context(text), text.index("พิธี")) is None


def test_a_day_heading_may_date_an_item_at_any_distance() -> None:
    text = HEAD + "วันอังคารที่ 5 มีนาคม 2567\n" + "- พบปะสื่อมวลชน เวลา 09.00 น. ของวันที่ 4 มีนาคม 2567\n" * 3 + "- พิธีเปิดงาน\n"
    known = context(text)
    at = text.index("พิธี")
    one = Stretch(at, at + 5, 0.5, 0.5)
    day = heading_day(known, one.start)
    assert day is not None
    assert day.value == "2024-03-05"
    assert day in slots.times_of(known, one)
    rows = slots.time_features(known, one, [day], known_main(), 0.5)
    assert "heading" in rows[0]
    assert "none under a day" in rows[-1]


def known_main() -> object:
    from newsextract.layers.drafts import Event

    return Event(id="1#1", main=True, type="programme", start="2024-03-05")
