"""The ways in which Thai sites print the day of publication, and what is none."""

from __future__ import annotations

import pytest

from newsextract import extract
from newsextract.page import Page
from newsextract.pages.dates import header_date

BODY = "<p>กรมตัวอย่างจัดกิจกรรมทำความสะอาดคลองร่วมกับชุมชน โดยมีประชาชนเข้าร่วมจำนวนมากตลอดทั้งวัน</p>" * 4


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("ธันวาคม 24, 2021", "2021-12-24"),
        ("มี.ค. 15, 2559", "2016-03-15"),
        ("ประกาศเมื่อ: 3 พฤษภาคม 2564", "2021-05-03"),
        ("วันที่โพสต์ 5 ม.ค. 2565", "2022-01-05"),
        ("เผยแพร่ 7 ก.พ. 2566", "2023-02-07"),
        ("24 ธ.ค. 2564 10:20 ก่อนเที่ยง", "2021-12-24"),
        ("24 ธ.ค. 2564 2:20 หลังเที่ยง", "2021-12-24"),
        ("Posted on March 5, 2024", "2024-03-05"),
    ],
)
def test_a_printed_day(line, day):
    found = header_date(line)
    assert found is not None
    assert found.value.isoformat() == day
    page = f"<html><head><title>กรมตัวอย่าง</title></head><body><h1>คลองสะอาดวันอาสา</h1><div>{line}</div><div>{BODY}</div></body></html>"
    record = extract(Page(page.encode(), "a.html", "https://demo.example/n/1"))
    assert (record.title.text, record.published, record.published_from) == ("คลองสะอาดวันอาสา", day, "header")


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2024-03-05T08:00:00+07:00">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "คลองสะอาดวันอาสา", "datePublished": "2024-03-05"}</script>',
    ],
)
def test_a_day_in_the_head(head):
    page = f"<html><head><title>กรมตัวอย่าง</title>{head}</head><body><h1>คลองสะอาดวันอาสา</h1><div>{BODY}</div></body></html>"
    record = extract(Page(page.encode(), "a.html", "https://demo.example/n/1"))
    assert (record.published, record.published_from) == ("2024-03-05", "meta")


def test_a_time_element():
    time = '<time datetime="2024-03-05">ห้าวันก่อน</time>'
    page = f"<html><head><title>กรมตัวอย่าง</title></head><body><h1>คลองสะอาดวันอาสา</h1>{time}<div>{BODY}</div></body></html>"
    assert extract(Page(page.encode(), "a.html", "https://demo.example/n/1")).published == "2024-03-05"


def test_the_day_of_an_event_announced_and_the_footers_year_are_none():
    body = BODY + "<p>ขอเชิญร่วมงานวันที่ 24 ธันวาคม 2566 ณ ลานตัวอย่าง</p>"
    page = f"<html><head><title>กรมตัวอย่าง</title></head><body><h1>คลองสะอาดวันอาสา</h1><div>{body}</div><footer>ปรับปรุงล่าสุด 1 ม.ค. 2567</footer></body></html>"
    assert extract(Page(page.encode(), "a.html", "https://demo.example/n/1")).published is None
