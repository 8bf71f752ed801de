"""Events in the background: which dates date one."""

from __future__ import annotations

from datetime import date

import pytest

from newsextract.layers import events, times
from newsextract.layers.drafts import Event
from newsextract.layers.findings import Findings
from newsextract.page import Article

HEAD = "กรมทดสอบจัดประชุมวิชาการน้ำสะอาด\n"
LEAD = "วันนี้ (5 มี.ค. 67) เวลา 09.30 น. ณ โรงแรมริมธารา จังหวัดเชียงราย นายสมมุติ ดีงาม อธิบดีกรมทดสอบ เปิดการประชุมวิชาการน้ำสะอาด\n"


def background(line: str, language: str = "th", head: str = HEAD + LEAD) -> list[Event]:
    text = head + line
    article = Article.of(text, body=text.index("\n") + 1, language=language, published="2024-03-05")  # type: ignore[arg-type]
    return events.find(article, Findings(times=times.search(text, date(2024, 3, 5)))).items[1:]


@pytest.mark.parametrize(
    "line",
    [
        "กฎหมายดังกล่าวใช้มาหลายปีจนถึง 4 มกราคม 2566 จึงหมดอายุ",
        "แรงงานต่างด้าวพักอยู่ในหอพักจนถึงวันที่ 4 มกราคม 2566",
        "พนักงานทุกคนได้หยุดวันที่ 4 มกราคม 2566",
    ],
)
def test_a_trigger_is_a_whole_word(line: str) -> None:
    assert background(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "ทั้งนี้ เป็นไปตามพระราชบัญญัติน้ำสะอาด พ.ศ. 2522 ซึ่งที่ประชุมเห็นชอบ",
        "ที่ประชุมเห็นชอบรายงานประจำปี 2566",
        "คาดว่าจะมีมูลค่าการผลิตในปี 2566 กว่าสองล้านบาท",
        "โครงการของปีงบประมาณ พ.ศ. 2568 มุ่งเน้นน้ำสะอาด",
    ],
)
def test_the_year_of_a_law_a_report_or_a_figure_dates_no_event(line: str) -> None:
    assert background(line) == []


@pytest.mark.parametrize(
    ("line", "kind", "start"),
    [
        ("ทั้งสองกรมได้ลงนามบันทึกความเข้าใจเมื่อปี 2561", "agreement", "2018"),
        ("กรมทดสอบจัดตั้งขึ้นใน พ.ศ. 2545", "programme", "2002"),
        ("คณะทำงานได้ลงพื้นที่เมื่อวันที่ 4 มกราคม 2566", "visit", "2023-01-04"),
        ("และจัดงานเปิดบ้านในเดือนมกราคม 2566", "ceremony", "2023-01"),
    ],
)
def test_what_happened_in_a_year_a_month_or_on_a_day(line: str, kind: str, start: str) -> None:
    [event] = background(line)
    assert (event.type, event.start, event.main) == (kind, start, False)


def test_english_triggers_are_words_with_their_endings() -> None:
    head = "Clean Water Meeting\nMarch 5, 2024, at the Riverside Hotel, Director-General Sommut Deengam opened the Clean Water Meeting.\n"
    [event] = background("Both departments signed a memorandum on January 4, 2023.", "en", head)
    assert (event.type, event.start) == ("agreement", "2023-01-04")
    assert background("A significant share of the active wells dried up in January 2023.", "en", head) == []
