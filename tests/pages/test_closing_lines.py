"""Subtitles above a date and closing lines in their own element are kept; names, columns and footers are dropped."""

from __future__ import annotations

import pytest

from newsextract.page import Page
from newsextract.pages import parse

TITLE = "ห้องสมุดประชาชนเมืองตัวอย่างเปิดโครงการยืมหนังสือทางไปรษณีย์"
SAID = (
    "ห้องสมุดประชาชนเมืองตัวอย่างเปิดโครงการยืมหนังสือทางไปรษณีย์สำหรับผู้สูงอายุและผู้พิการที่เดินทางลำบาก ตั้งแต่ต้นปีหน้า",
    "ผู้สมัครสมาชิกเลือกหนังสือได้ครั้งละสามเล่มจากรายการบนเว็บไซต์ และส่งคืนที่ทำการไปรษณีย์แห่งใดก็ได้โดยไม่เสียค่าจัดส่ง",
)
MENU = "<ul><li><a href='/'>หน้าแรก</a></li><li><a href='/n'>ข่าว</a></li><li><a href='/b'>หนังสือใหม่</a></li></ul>"


TEXT = "".join(f"<p>{one}</p>" for one in SAID)


def read(above: str = "", behind: str = "", outside: str = ""):
    html = (
        f"<html><head><title>{TITLE}</title></head><body><div id='w'>{MENU}<div class='page'><h1>{TITLE}</h1>{above}"
        f"<div class='x1'><div>{TEXT}</div></div>{behind}</div>{outside}</div></body></html>"
    )
    return parse(Page(html.encode(), name="x"))


def read_together(above: str):
    """A page whose headline and text are in one element."""
    return parse(Page(f"<title>{TITLE}</title>{MENU}<div><h1>{TITLE}</h1>{above}{TEXT}</div>".encode(), name="x"))


def body(article) -> list[str]:
    return article.text[article.body :].split("\n")


@pytest.mark.parametrize("line", ["ส่งถึงบ้านไม่เสียค่าใช้จ่าย", "เริ่มรับสมัครสมาชิกต้นเดือนหน้า", "ยืมได้ครั้งละสามเล่ม นานหนึ่งเดือน"])
@pytest.mark.parametrize("date", ["<p>5 ธันวาคม 2566</p>", "<div><i></i> 5 ธ.ค. 2566 <i></i> 88 ครั้ง</div>"])
@pytest.mark.parametrize("tag", ["p", "h3", "div"])
def test_the_day_is_read_below_a_subtitle(line, date, tag):
    article = read(f"<{tag}>{line}</{tag}>{date}")
    assert article.published == "2023-12-05"
    assert body(article)[-2:] == list(SAID)


@pytest.mark.parametrize("line", ["ส่งถึงบ้านไม่เสียค่าใช้จ่าย", "เริ่มรับสมัครสมาชิกต้นเดือนหน้า"])
def test_a_subtitle_in_the_texts_element_is_kept(line):
    article = read_together(f"<p>{line}</p><p>5 ธันวาคม 2566</p>")
    assert (article.published, body(article)) == ("2023-12-05", [line, *SAID])


@pytest.mark.parametrize("name", ["งานประชาสัมพันธ์", "admin", "กองการศึกษา", "นางสาวพรทิพย์ ใจตัวอย่าง"])
def test_a_name_above_the_date_is_dropped(name):
    article = read_together(f"<p>{name}</p><p>5 ธันวาคม 2566</p>")
    assert (article.published, body(article)) == ("2023-12-05", list(SAID))


@pytest.mark.parametrize(
    "closing",
    [
        "<div class='x1'><div><p>{}</p></div></div>",
        "<section><p>{}</p></section>",
        "<div>{}</div>",
        "<div><p>{}</p><a href='/join'>สมัครออนไลน์</a></div>",
    ],
)
@pytest.mark.parametrize("line", ["ขออภัยในความไม่สะดวก", "สมัครได้ที่เคาน์เตอร์ชั้นล่างทุกวัน", "สอบถามเพิ่มเติม โทร. 0 9900 1234 ต่อ 5"])
def test_a_closing_line_in_another_element_is_kept(closing, line):
    assert body(read(behind=closing.format(line))) == [*SAID, line]


@pytest.mark.parametrize(
    "column",
    [
        "<div><h4>เวลาทำการ</h4><p>ทุกวันยกเว้นวันจันทร์</p></div>",
        "<div><b>ผู้อำนวยการ</b><p>นายประสิทธิ์ ใจตัวอย่าง</p></div>",
        "<div><p>ข่าวล่าสุด</p><a href='/1'>เปิดห้องอ่านหนังสือเด็ก</a><a href='/2'>ปิดปรับปรุงห้องประชุม</a></div>",
        "<div><p>วันนี้</p><p>120 คน</p><p>เดือนนี้</p><p>2,400 คน</p></div>",
    ],
)
def test_a_column_beside_the_article_is_dropped(column):
    assert body(read(behind=column)) == list(SAID)


@pytest.mark.parametrize("footer", ["<div>ห้องสมุดประชาชนเมืองตัวอย่าง</div>", "<div><p>พัฒนาเว็บไซต์โดยฝ่ายเทคโนโลยี</p></div>"])
def test_a_footer_is_dropped(footer):
    assert body(read(outside=footer)) == list(SAID)


def test_a_text_below_its_label_in_a_table_of_facts_is_read():
    facts = (("เรื่อง", TITLE), ("หน่วยงาน", "กองการศึกษา"), ("วันที่ลงข่าว", "5 ธ.ค. 2566"), ("วันสิ้นสุด", "9 ม.ค. 2567"))
    rows = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in (*facts, ("รายละเอียด", "<br>".join(SAID))))
    article = parse(Page(f"<title>เทศบาลเมืองตัวอย่าง</title>{MENU}<table>{rows}</table>".encode(), name="x"))
    assert (article.title, article.published, body(article)) == (TITLE, "2023-12-05", list(SAID))


def test_short_lines_above_a_details_heading_are_kept():
    assert body(read_together("<p>ห้องสมุดใกล้บ้านคุณ ส่งถึงที่</p><p>รายละเอียด</p>"))[0] == "ห้องสมุดใกล้บ้านคุณ ส่งถึงที่"
