"""How Thai sites print the date of publication, and dates that are not it."""

from __future__ import annotations

import pytest

from newsextract import extract
from newsextract.page import Page
from newsextract.pages import dates
from newsextract.pages.dates import date_beside_name, date_in_metadata, header_date, is_only_metadata

TITLE = "คลองสะอาดวันอาสา"
BODY = "<p>กรมตัวอย่างจัดกิจกรรมทำความสะอาดคลองร่วมกับชุมชน โดยมีประชาชนเข้าร่วมจำนวนมากตลอดทั้งวัน</p>" * 4


def read(above: str = "", below: str = "", head: str = ""):
    """The record of a page with HTML above the text, below it, or in its head."""
    page = (
        f"<html><head><title>กรมตัวอย่าง</title>{head}</head><body><h1>{TITLE}</h1>{above}<div>{BODY}</div>{below}</body></html>"
    )
    return extract(Page(page.encode(), "a.html", "https://demo.example/n/1"))


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
        ("Submitted by webteam on พุธ, 03/13/2024 - 10:22", "2024-03-13"),
        ("วันที่ประกาศ : 9 ส.ค. 62   จำนวนผู้เข้าชม : 87 ครั้ง", "2019-08-09"),
        ("12/04/66", "2023-04-12"),
        ("23 ก.ย. 2565 318 พิมพ์", "2022-09-23"),
        ("เผยแพร่: 23 ก.ย. 2565 07:40 ปรับปรุง: 24 ก.ย. 2565 05:00", "2022-09-23"),
        ("เมษายน 11th, 2024", "2024-04-11"),
    ],
)
def test_a_printed_date_is_read(line, day):
    found = header_date(line)
    assert found is not None
    assert found.value.isoformat() == day
    record = read(f"<div>{line}</div>")
    assert (record.title.text, record.published, record.published_from) == (TITLE, day, "header")


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2024-03-05T08:00:00+07:00">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "คลองสะอาดวันอาสา", "datePublished": "2024-03-05"}</script>',
    ],
)
def test_a_date_in_the_head_is_read(head):
    record = read(head=head)
    assert (record.published, record.published_from) == ("2024-03-05", "meta")


def test_a_time_element_is_read():
    time = '<time datetime="2024-03-05">ห้าวันก่อน</time>'
    assert read(time).published == "2024-03-05"


def test_the_date_of_an_announced_event_and_the_footers_are_not_taken():
    event = "<p>ขอเชิญร่วมงานวันที่ 24 ธันวาคม 2566 ณ ลานตัวอย่าง</p>"
    assert read(below=f"{event}<footer>ปรับปรุงล่าสุด 1 ม.ค. 2567</footer>").published is None


@pytest.mark.parametrize("line", ["1 มีนาคม 2566 - 3 มีนาคม 2566", "1 - 3 มีนาคม 2566", "12/04/19", "05/20/19"])
def test_date_ranges_and_ambiguous_years_are_not_taken(line):
    assert header_date(line) is None


@pytest.mark.parametrize("line", ["13 เมษายน 2566 วันสงกรานต์", "5 มีนาคม 2566 โรงแรมตัวอย่าง", "Deadline 5 March 2024"])
def test_a_date_on_which_something_happens_is_not_taken(line):
    assert date_beside_name(line) is None


@pytest.mark.parametrize("label", ["วันที่จัดงาน", "กำหนดปิดรับสมัคร", "Event date:"])
def test_a_date_below_another_label_is_not_taken(label):
    facts = f"<dl><dt>{label}</dt><dd>24 ธันวาคม 2566</dd></dl>"
    assert read(facts).published is None


def test_the_dates_of_videos_in_json_ld_are_not_taken():
    data = '{"@graph": [{"@type": "VideoObject", "datePublished": "2020-01-01"}, {"@type": "Article", "datePublished": "2024-03-05"}]}'
    assert read(head=f'<script type="application/ld+json">{data}</script>').published == "2024-03-05"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("อ., 04/02/2024 - 09:12", "2024-04-02"),
        ("Tue, 04/02/2024 - 09:12", "2024-04-02"),
        ("อ. 04/06/2024", "2024-06-04"),
        ("04/02/2024", "2024-02-04"),
        ("ศ. 04/02/2024", "2024-02-04"),
    ],
)
def test_a_weekday_tells_whether_the_month_is_first(line, day):
    assert str(header_date(line).value) == day


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_time_elements_the_one_of_publication_is_taken(order):
    times = (
        '<time class="updated" datetime="2024-04-25T10:00:00+07:00" itemprop="dateModified">April 25, 2024</time>',
        '<time class="entry-date published" datetime="2024-04-18T16:30:00+07:00">April 18, 2024</time>',
    )
    assert read("".join(times[i] for i in order)).published == "2024-04-18"


@pytest.mark.parametrize("line", ["01 มกราคม 1970", "1 ม.ค. 2513", "<span class='meta'>โดย admin 1 มกราคม 2513 เข้าชม 5</span>"])
def test_the_date_that_a_system_prints_for_a_missing_one_is_none(line):
    assert read(f"<div>{line}</div>").published is None
    assert read(f"<div>{line}</div>", "<p>เผยแพร่เมื่อ 5 มีนาคม 2567</p>").published == "2024-03-05"


def test_the_day_above_a_menu_is_that_of_the_visit():
    menu = "".join(f"<div><a href='/{word}'>{word}</a></div>" for word in ("หน้าแรก", "เกี่ยวกับเรา", "คลังภาพ", "ติดต่อ"))
    page = f"<title>{TITLE}</title><div>วันอังคารที่ 9 มกราคม 2567</div><div>{menu}</div><div><h1>{TITLE}</h1>{BODY}</div>"
    assert extract(Page(page.encode(), "a.html")).published is None


def test_the_time_element_of_related_news_does_not_date_the_article():
    related = "<h3>ข่าวที่เกี่ยวข้อง</h3><div><a href='/9'>ชาวบ้านริมคลองตัวอย่างร่วมปลูกต้นไม้</a><time datetime='2019-05-05'>x</time></div>"
    page = f"<title>{TITLE}</title><div><h1>{TITLE}</h1>{BODY}{related}</div>"
    assert extract(Page(page.encode(), "a.html")).published is None


@pytest.mark.parametrize(
    "line", ["Last updated: Posted on 5 January 2024", "อัพเดท เผยแพร่เมื่อ 5 ม.ค. 2567", "ปิดรับสมัคร เผยแพร่ 5 ม.ค. 2567"]
)
def test_words_before_a_label_belong_to_its_date(line):
    assert header_date(line) is None


def test_a_huge_line_of_dates_is_refused_at_once(monkeypatch):
    monkeypatch.setattr(dates, "find_dates", None)
    assert not is_only_metadata("5 ม.ค. 2567 " * 1000)
    assert date_in_metadata("5 ม.ค. 2567 " * 1000) is None


def test_the_day_of_an_update_on_the_same_line_is_not_taken():
    found = header_date("วันที่นำเข้าข้อมูล 16 พ.ค. 2568 วันที่ปรับปรุงข้อมูล 20 พ.ค. 2568 | 1,234 view")
    assert found is not None
    assert str(found.value) == "2025-05-16"
