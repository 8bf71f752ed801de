"""Agendas: which lines are items, and the day heading above them."""

from __future__ import annotations

import pytest

from newsextract.layers.events import happening_slots as slots
from newsextract.layers.events.agenda import Agenda
from newsextract.layers.events.context import Context
from newsextract.layers.events.happenings import Stretch
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
    ("words", "day", "block"),
    [
        ("กำหนดการ", None, None),
        ("พิธีเปิด", "2024-03-05", 0),
        ("การประชุม", "2024-03-05", 0),
        ("การแข่งขัน", "2024-03-06", 1),
        ("ทั้งนี้", "2024-03-06", None),
        ("และติดตาม", None, None),
        ("พิธีปิด", None, 2),
    ],
)
def test_an_item_is_dated_by_the_day_above_its_list(words: str, day: str | None, block: int | None) -> None:
    text = HEAD + DAYS
    line = Agenda.read(context(text)).line(text.index(words))
    assert line is not None
    assert (line.day and line.day.value, line.block) == (day, block)


def test_a_run_of_items_has_a_size_and_the_headline_is_not_a_line() -> None:
    agenda = Agenda.read(context(HEAD + DAYS))
    assert [agenda.sizes[block] for block in range(3)] == [2, 1, 1]
    assert agenda.line(3) is None


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
    found = Agenda.read(context(text)).line(text.index("พิธี"))
    assert found is not None
    assert found.day is None


def test_a_day_heading_may_date_an_item_at_any_distance() -> None:
    text = HEAD + "วันอังคารที่ 5 มีนาคม 2567\n" + "- พบปะสื่อมวลชน เวลา 09.00 น. ของวันที่ 4 มีนาคม 2567\n" * 3 + "- พิธีเปิดงาน\n"
    known = context(text)
    at = text.index("พิธี")
    one = Stretch(at, at + 5, 0.5, 0.5)
    day = slots.heading_day(known, one)
    assert day is not None
    assert day.value == "2024-03-05"
    assert day in slots.times_of(known, one)
    rows = slots.time_features(known, one, [day], known_main(), [one], 0.5)
    assert "heading" in rows[0]
    assert "none under a day" in rows[-1]


def known_main() -> object:
    from newsextract.layers.drafts import Event

    return Event(id="1#1", main=True, type="programme", start="2024-03-05")
