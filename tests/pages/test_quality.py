"""Pages that are not articles are refused, each with what it seems to be."""

import itertools

import pytest

import newsextract as nx
from newsextract.page import Page
from newsextract.pages import parse

MENU = "".join(
    f"<li><a href='/{k}'>{word}</a></li>" for k, word in enumerate(["หน้าแรก", "ข่าว", "บริการประชาชน", "ติดต่อเรา", "แผนผังเว็บไซต์"])
)
FOOT = "<footer>สงวนลิขสิทธิ์ © 2565 กรมสมมุติ เลขที่ 1 ถนนสมมุติ 10200 โทร. 0 2000 0000</footer>"
TEASERS = "".join(
    f"<div class='card'><a href='/n/{k}'>ข่าวที่ {k} อธิบดีกรมสมมุติตรวจเยี่ยมหน่วยงานในพื้นที่</a><span>{k + 1} มี.ค. 2566</span></div>"
    for k in range(9)
)
ROWS = "".join(f"<tr><td>{k} มี.ค. 2566</td><td>ประกาศราคากลางงานจ้างซ่อมแซมอาคาร {k}</td></tr>" for k in range(1, 9))

#: title, headline, body
SHELLS = {
    "404": ("404 Not Found", "404", "<p>The requested URL was not found on this server.</p>"),
    "404 in Thai": ("กรมสมมุติ", "ไม่พบหน้าที่คุณต้องการ", "<p>ขออภัย ไม่พบหน้าเว็บที่ท่านเรียกดู กรุณาตรวจสอบที่อยู่อีกครั้ง</p>"),
    "403": ("403 Forbidden", "Forbidden", "<p>You don't have permission to access this resource.</p>"),
    "500": ("Error", "Internal Server Error", "<p>The server met an error.</p>"),
    "maintenance": ("กรมสมมุติ", "ปิดปรับปรุงระบบ", "<p>เว็บไซต์อยู่ระหว่างปรับปรุง ขออภัยในความไม่สะดวก</p>"),
    "wall": (
        "Just a moment...",
        "www.example.go.th",
        "<p>Checking your browser before you reach the site.</p><p>Ray ID: 7a</p>",
    ),
    "script": ("กรมสมมุติ", "", "<noscript>Enable JavaScript</noscript><p>Please enable JavaScript and cookies to continue</p>"),
    "login": ("เข้าสู่ระบบ - กรมสมมุติ", "เข้าสู่ระบบ", "<form><input name=u><input type=password></form><a href='/f'>ลืมรหัสผ่าน?</a>"),
    "login in English": ("Sign in", "Sign in", "<form><input type=password></form><p>Forgot your password?</p>"),
    "search": ("ผลการค้นหา: น้ำท่วม", "ผลการค้นหา", TEASERS),
    "no results": ("Search results", "Search results", "<p>No results found for “flood”.</p>"),
    "list": ("ข่าวทั้งหมด - กรมสมมุติ", "ข่าวทั้งหมด", TEASERS),
    "table": ("กรมสมมุติ", "ประกาศจัดซื้อจัดจ้าง", f"<table>{ROWS}</table>"),
    "cookies": (
        "กรมสมมุติ",
        "",
        "<div class='c'><p>เว็บไซต์นี้ใช้คุกกี้เพื่อเพิ่มประสิทธิภาพ ท่านสามารถตั้งค่าคุกกี้ได้</p><button>ยอมรับทั้งหมด</button></div>",
    ),
    "empty": ("กรมสมมุติ", "", "<div id='content'></div>"),
    "photo": ("กรมสมมุติ", "ภาพกิจกรรมวันเด็ก", "<img src='a.jpg'><img src='b.jpg'><a href='/z'>ดาวน์โหลดภาพทั้งหมด</a>"),
}
FRAMES = {
    "bare": "<html><head><title>{title}</title></head><body><h1>{headline}</h1>{body}</body></html>",
    "menu": "<html><head><title>{title}</title></head><body><nav><ul>"
    + MENU
    + "</ul></nav><main><h1>{headline}</h1>{body}</main>"
    + FOOT
    + "</body></html>",
    "divs": "<html><head><title>{title}</title></head><body><div class='top'><ul>"
    + MENU
    + "</ul></div><div class='page'><h2>{headline}</h2><div>{body}</div></div><div>"
    + FOOT
    + "</div></body></html>",
    "table": "<html><head><title>{title}</title></head><body><table><tr><td>"
    + MENU
    + "</td><td><b>{headline}</b><br>{body}</td></tr></table>"
    + FOOT
    + "</body></html>",
}
PAGES = list(itertools.product(SHELLS, FRAMES))


def made(shell: str, frame: str) -> bytes:
    title, headline, body = SHELLS[shell]
    return FRAMES[frame].format(title=title, headline=headline, body=body).encode()


def refused(page: bytes) -> bool:
    try:
        nx.extract(page)
    except nx.NoArticleError:
        return True
    return False


def test_nearly_every_page_that_is_not_an_article_is_refused() -> None:
    assert len(PAGES) == 64
    kept = [names for names in PAGES if not refused(made(*names))]
    assert len(kept) <= 3, kept


@pytest.mark.parametrize(
    ("shell", "said"), [("404", "an error page"), ("login", "a login page"), ("cookies", "a page without a text")]
)
def test_the_message_says_what_it_seems_to_be(shell: str, said: str) -> None:
    with pytest.raises(nx.NoArticleError, match=f"this seems to be {said}; keep such pages with --keep-doubtful"):
        nx.extract(made(shell, "menu"))


def test_a_doubtful_page_is_kept_with_a_warning_if_the_user_asks() -> None:
    record = nx.extract(made("404", "menu"), config=nx.Config(keep_doubtful=True))
    assert "not_an_article" in [warning.code for warning in record.warnings]


def test_a_poster_with_a_date_is_an_article_without_a_body() -> None:
    page = FRAMES["menu"].format(
        title="เชิญเที่ยวงานวันเกษตร", headline="เชิญเที่ยวงานวันเกษตร", body="<p>ประกาศเมื่อ: 11 มกราคม 2565</p><img src='a.jpg'>"
    )
    article = parse(Page(page.encode(), name="x"))
    assert (article.published, [w.code for w in article.warnings]) == ("2022-01-11", ["no_body"])


def test_a_headline_that_only_begins_like_a_search_page_is_an_articles() -> None:
    body = "<p>เกษตรกรชาวสวนยางที่ขึ้นทะเบียนแล้วดาวน์โหลดแอปพลิเคชันและใช้งานได้ทันที</p>"
    for headline, is_search in (("ค้นหาตำแหน่งสวนยางทั่วประเทศด้วยแอปฯ", False), ("ค้นหา", True), ("ค้นหา: สวนยาง", True)):
        assert refused(FRAMES["bare"].format(title="", headline=headline, body=body).encode()) is is_search


@pytest.mark.parametrize("text", ["root:x:0:0:root:/root:/bin/bash\n" * 9, '{"a":[1,2,3],"b":{"c":"d"}}' * 9])
def test_a_system_file_is_not_an_article(text: str) -> None:
    with pytest.raises(nx.NoArticleError, match="a file without a sentence"):
        nx.extract(text.encode())
