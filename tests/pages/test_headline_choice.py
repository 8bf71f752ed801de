"""Whether the page's title or a heading is the headline, where an article ends, and dates that a caller gives."""

from __future__ import annotations

import pytest

import newsextract as nx
from newsextract import Page
from newsextract.pages import parse

NEWS = {
    "ชาวบ้านตำบลหนองสมมุติช่วยกันสร้างฝายชะลอน้ำเสร็จแล้ว": (
        "ชาวบ้านตำบลหนองสมมุติช่วยกันสร้างฝายชะลอน้ำในลำห้วยท้ายหมู่บ้านเสร็จแล้วเมื่อวานนี้ หลังใช้เวลากว่าสองเดือน",
        "ฝายชะลอน้ำนี้จะช่วยให้สวนของชาวบ้านมีน้ำใช้ตลอดฤดูร้อน และจะมีการปลูกต้นไม้สองฝั่งลำห้วยในเดือนหน้า",
    ),
    "เทศบาลเมืองตัวอย่างเปิดลงทะเบียนเรียนว่ายน้ำฟรีช่วงปิดเทอม": (
        "เทศบาลเมืองตัวอย่างเปิดลงทะเบียนเรียนว่ายน้ำฟรีสำหรับเด็กอายุ 7 ถึง 12 ปี ที่สระน้ำกลางเมืองตลอดช่วงปิดเทอม",
        "ผู้ปกครองลงทะเบียนเรียนว่ายน้ำให้บุตรหลานได้ที่กองการศึกษา รับจำนวนจำกัดสองร้อยคนเท่านั้นในปีนี้",
    ),
}


def page(title, heading, paragraphs, site_name=""):
    named = f"<meta property='og:site_name' content='{site_name}'>" if site_name else ""
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    return (
        f"<html><head><title>{title}</title>{named}</head><body><ul><li><a href='/'>หน้าแรก</a></li><li><a href='/n'>ข่าว</a></li></ul>"
        f"<div class='c'><h1>{heading}</h1>{body}</div><footer>สงวนลิขสิทธิ์</footer></body></html>"
    )


@pytest.mark.parametrize("title", ["ข่าวสารและกิจกรรมเพื่อประชาชนทุกคน", "สำนักงานสมมุติแห่งชาติ", "ฝ่ายสื่อสารองค์กร งานข่าวสารประจำวัน"])
def test_a_title_that_pages_share_is_not_a_headline(title):
    pages = [Page(page(title, *story).encode(), name=f"{n}.html") for n, story in enumerate(NEWS.items())]
    assert [parse(one).title for one in pages] == list(NEWS)  # each page by itself


@pytest.mark.parametrize("section", ["ข่าวประชาสัมพันธ์ประจำวัน", "กิจกรรมและข่าวเด่นของหน่วยงาน"])
def test_a_headline_that_begins_with_a_bodys_name_and_is_only_in_the_title(section):
    title, paragraphs = list(NEWS.items())[1]
    assert parse(Page(page(title, section, paragraphs).encode(), name="x")).title == title


@pytest.mark.parametrize("word", ["ถัดไป", "Comments", "อ่านเพิ่มเติม", "ก่อนหน้า", "แท็ก"])
def test_an_ending_word_in_the_middle_cuts_nothing_off(word):
    title, paragraphs = next(iter(NEWS.items()))
    more = [*paragraphs, word, *(f"{one} ตามที่ผู้ใหญ่บ้านเล่าให้ฟังครั้งที่ {n}" for n, one in enumerate(paragraphs))]
    text = parse(Page(page(title, title, more).encode(), name="x")).text
    assert all(one in text for one in more if one != word)


def test_furniture_after_an_ending_word_is_cut_off():
    title, paragraphs = next(iter(NEWS.items()))
    comments = [
        part
        for n in range(4)
        for part in (f"สมชาย {n}", "2 วันที่แล้ว", "เห็นด้วยครับ ขอให้ทำแบบนี้อีกหลายๆ ที่ เพราะหมู่บ้านของผมก็ขาดน้ำเหมือนกันทุกปี")
    ]
    text = parse(Page(page(title, title, [*paragraphs, "ความคิดเห็น", *comments]).encode(), name="x")).text
    assert text == "\n".join((title, *paragraphs))


@pytest.mark.parametrize(
    ("given", "day"), [("15/3/2567", None), ("soon", None), ("2024-02-30", None), ("2024-03-15T08:00:00Z", "2024-03-15")]
)
def test_an_invalid_given_date_is_left_out_with_a_warning(given, day):
    title, paragraphs = next(iter(NEWS.items()))
    record = nx.extract(Page(page(title, title, paragraphs).encode(), name="x", published=given))
    assert record.published == day
    assert [w.code for w in record.warnings if "date of publication" in w.message] == ([] if day else ["published_uncertain"])
