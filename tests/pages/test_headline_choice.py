"""Whether the page's title or a heading is the headline, where an article ends, and dates that a caller gives."""

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
    ("given", "day"),
    [("15/3/2567", None), ("25670315", None), ("soon", None), ("2024-02-30", None), ("2024-03-15T08:00:00Z", "2024-03-15")],
)
def test_an_invalid_given_date_is_left_out_with_a_warning(given, day):
    title, paragraphs = next(iter(NEWS.items()))
    record = nx.extract(Page(page(title, title, paragraphs).encode(), name="x", published=given))
    assert record.published == day
    assert [w.code for w in record.warnings if "date of publication" in w.message] == ([] if day else ["published_uncertain"])


AWARD = "ปลัดกระทรวงตัวอย่างมอบรางวัลผู้นำดีเด่นปีนี้"
DAM, (LEAD, MORE) = next(iter(NEWS.items()))
BODY = f"<p>{LEAD}</p><p>{MORE}</p>"
KITES = "ว่าวไทยออนไลน์เพื่อชาวบ้าน"
LINKS = [f"<a href='/{n}'>ข่าว{word}ที่มีชื่อยาวพอสมควรเลยทีเดียว</a>" for n, word in enumerate(("ก่อนหน้า", "ถัดไป"))]


def read(title, body, head="", footer=""):
    html = f"<html><head><title>{title}</title>{head}</head><body><div>{body}</div><footer>{footer}</footer></body></html>"
    return parse(Page(html.encode(), name="x.html"))


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("ปลัดกระทรวงตัวอย่างมอบรางวัลผู้...", f"<h1>{AWARD}</h1>"),
        ("ปลัดกระทรวงตัวอย่างมอบรางวัลผู้…", f"<h3>{AWARD}</h3>"),
        ("Home", f"<h2>{AWARD}</h2>"),
        ("รายละเอียด", f"<div class='post-meta'><h1>{AWARD}</h1><i>โดย admin</i><p>เข้าชม 20</p><p>แชร์</p><p>พิมพ์</p></div>"),
        ("รายละเอียด", f"<div>{LINKS[0]}<h1>{AWARD}</h1>{LINKS[1]}</div>"),
    ],
)
def test_a_heading_that_the_article_does_not_repeat_is_the_headline(title, body):
    found = read(title, f"{body}<div>{BODY}</div>")
    assert (found.title, found.text) == (AWARD, f"{AWARD}\n{LEAD}\n{MORE}")


def test_a_title_in_the_footer_is_the_sites():
    assert read(KITES, f"<h2>{AWARD}</h2>{BODY}", footer=KITES).title == AWARD


@pytest.mark.parametrize("banner", [f"<h1>{KITES}</h1>", "<h2>ข่าวประชาสัมพันธ์ของหน่วยงานในสังกัด</h2>"])
def test_a_line_that_equals_a_title_comes_before_a_heading_within_another(banner):
    name = banner[4:-5]
    head = f"<meta property='og:title' content='{AWARD}'>"
    assert read(f"{AWARD} : {name}", f"{banner}<div class='c'><b>{AWARD}</b>{BODY}</div>", head).title == AWARD


@pytest.mark.parametrize("title", [f"{AWARD} - {KITES}", f"{KITES} - {AWARD}"])
def test_the_sites_name_is_no_part_of_a_headline_that_is_only_in_the_title(title):
    assert read(title, BODY, f"<meta property='og:site_name' content='{KITES}'>").title == AWARD


def test_a_date_below_the_sites_name_does_not_make_it_a_headline():
    assert read(AWARD, f"<h2>เทศบาลตำบลสมมติ</h2><div>5 มีนาคม 2567</div>{BODY}").title == AWARD


def test_a_date_behind_the_headline_is_no_part_of_it():
    assert read(f"{DAM} | เทศบาล", f"<h1>{DAM} 5 มีนาคม 2567 เข้าชม 30</h1>{BODY}").title == DAM


def test_a_date_below_the_first_paragraph_stays():
    assert read(DAM, f"<h1>{DAM}</h1><p>{LEAD}{MORE}</p><p>5 มีนาคม 2567</p><p>{MORE}</p>").text.count("5 มีนาคม 2567") == 1


def test_a_date_beside_a_name_above_the_text_is_the_day_of_publication():
    found = read(DAM, f"<h1>{DAM}</h1><div>ภาพโดยสมชาย 5 มีนาคม 2567</div>{BODY}")
    assert (str(found.published), "ภาพโดย" in found.text) == ("2024-03-05", False)


@pytest.mark.parametrize("mark", ["/", "&gt;", "»", "›"])
def test_breadcrumbs_below_the_headline_are_no_lead(mark):
    crumbs = f" {mark} ".join(("หน้าแรก", "ข่าวประชาสัมพันธ์ของหน่วยงาน", DAM))
    news = "".join(f"<li><a href='/{n}'>ข่าวอื่นหมายเลข {n} ที่มีชื่อยาวพอสมควร</a></li>" for n in range(4))
    text = f"<h1>{DAM}</h1><div>{crumbs}</div><div class='content'>{BODY}</div><div class='sidebar'><ul>{news}</ul></div>"
    html = f"<title>{DAM}</title><body><ul><li><a href='/'>หน้าแรก</a></li><li><a href='/n'>ข่าว</a></li></ul>{text}</body>"
    assert parse(Page(html.encode(), name="x.html")).text == f"{DAM}\n{LEAD}\n{MORE}"


def test_related_news_below_a_headline_without_a_text_are_none():
    related = "".join(f"<div>{one}</div>" for one in ("หมู่บ้านตัวอย่างจัดงานปีใหม่", "ชาวบ้านช่วยกันปลูกป่า", "โรงเรียนเปิดเทอม"))
    assert read(DAM, f"<h1>{DAM}</h1><div>ข่าวที่เกี่ยวข้อง</div><div class='c'>{related}</div>").text == DAM


def test_a_headline_with_a_hidden_address_is_not_repeated():
    found = read(f"{DAM} ติดต่อ info@dpt.go.th", f"<h1>{DAM} ติดต่อ [email&#160;protected]</h1>{BODY}")
    assert found.text.count(DAM) == 1


def test_a_headline_split_by_a_line_break_is_joined():
    lines = "คณะรัฐมนตรีเห็นชอบร่างกฎกระทรวง<br>กำหนดค่าธรรมเนียมการทำงานของคนต่างด้าว"
    text = "วันอังคารที่ 5 มีนาคม 2567 โฆษกประจำสำนักนายกรัฐมนตรี แถลงผลการประชุมคณะรัฐมนตรี ดังนี้<br>- เห็นชอบร่างกฎกระทรวงกำหนดค่าธรรมเนียม"
    html = f"<title>ข่าวคณะรัฐมนตรี</title><body><div><h3>{lines}</h3><div class='news-date'>05 มี.ค. 2567</div><div>{text}</div></div>"
    assert parse(Page(html.encode(), name="1")).title == lines.replace("<br>", " ")
