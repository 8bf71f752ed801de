import time
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsextract.errors import InputError, NewsExtractError
from newsextract.page import Article, Page
from newsextract.pages import parse
from newsextract.pages.dates import find_dates, header_date
from newsextract.pages.html_text import elements_of, text_tree

TEXT = "จังหวัดเร่งช่วยเหลือประชาชนที่ประสบภัยน้ำท่วมในพื้นที่ลุ่มต่ำริมแม่น้ำ " * 4
KINDS = ("html", "corpus", "text")
PIECES = [
    "<div>", "</div>", "<p>", "<br>", "<table><tr><td>", "<a href='x'>", "<h1>", "<title>", "รัฐบาลไทย-", "วันที่ 31 ก.พ. 2567",
    "\n", "ข่าว", "&#0;", "<!--", "<![CDATA[", "<script>", "\x85", "\ud800", " ที่มา : http://[",
]  # fmt: skip


@given(st.binary(max_size=400), st.sampled_from(KINDS), st.sampled_from([None, "tis-620", "utf-16", "x", "base64", "idna"]))
def test_any_bytes_give_an_article_or_our_own_error(content: bytes, kind: str, label: str | None) -> None:
    _assert_article_or_error(Page(content, name="n", kind=kind, encoding=label))


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(KINDS))
def test_any_markup_gives_an_article_or_our_own_error(pieces: list[str], kind: str) -> None:
    _assert_article_or_error(Page("".join(pieces).encode("utf-8", "surrogatepass"), name="n", kind=kind))


def test_a_page_whose_only_line_is_a_linked_date_above_an_empty_element() -> None:
    _assert_article_or_error(Page("<a href='x'>วันที่ 31 ก.พ. 2567<div>".encode(), name="n"))


def _assert_article_or_error(page: Page) -> None:
    try:
        article = parse(page)
    except NewsExtractError:
        return
    assert isinstance(article, Article)
    if article.body or article.text != article.title:  # a text of one line is both title and body
        assert article.text[: article.body].rstrip("\n") == article.title
    assert article.text == article.text.strip()
    assert article.text.splitlines() == article.text.split("\n")


@pytest.mark.parametrize("tag", ["div", "span", "table><tr><td", "blockquote"])
def test_deep_nesting_gives_a_record(tag: str) -> None:
    html = f"<title>น้ำท่วม</title><body>{f'<{tag}>' * 20_000}{TEXT}"
    article = parse(Page(html.encode(), name="deep"))
    assert article.title == "น้ำท่วม"


def test_deep_nesting_within_a_profile() -> None:
    html = f"<title>รัฐบาลไทย-น้ำท่วม</title><i class='headtitle-2'></i><div class='border-normal'>{'<div>' * 20_000}{TEXT}"
    article = parse(Page(html.encode(), name="deep"))
    assert (article.title, article.site) == ("น้ำท่วม", "thaigov")


@pytest.mark.parametrize("kind", ["html", "corpus"])
def test_five_megabytes(kind: str) -> None:
    html = f"<title>น้ำท่วม</title><h1>น้ำท่วม</h1><p>7 มิ.ย. 2565</p>{f'<p>{TEXT}</p>' * 7000}"
    text = "รัฐบาลไทย-น้ำท่วม\n\nวันอังคารที่ 7 มิถุนายน 2565\nน้ำท่วม\n" + (TEXT + "\n") * 7000
    content = (html if kind == "html" else text).encode()
    assert len(content) > 5_000_000
    begun = time.process_time()
    article = parse(Page(content, name="big", kind=kind))
    assert time.process_time() - begun < 30
    assert article.published == "2022-06-07"
    assert article.text.count("จังหวัดเร่งช่วยเหลือ") == 4 * 7000


def test_too_large_is_refused_with_the_remedy() -> None:
    with pytest.raises(InputError, match=r"big.*--max-bytes"):
        parse(Page(b"<p>" + b"a" * 100, name="big"), max_bytes=100)


@pytest.mark.parametrize(
    "feed",
    [
        '<rss version="2.0"><channel><title>ข่าว</title></channel></rss>',
        '<?xml version="1.0"?>\n<?xml-stylesheet href="a.xsl"?><!-- made -->\n<feed xmlns="http://www.w3.org/2005/Atom"></feed>',
        "<urlset><url><loc>https://x.example/1</loc></url></urlset>",
    ],
)
def test_a_feed_or_site_map_is_not_read_as_an_article(feed: str) -> None:
    with pytest.raises(InputError, match="a feed or a site map"):
        parse(Page(feed.encode(), name="x"))


def test_truncated_html_keeps_what_there_is() -> None:
    html = f"<title>น้ำท่วม</title><body><div><h1>น้ำท่วม</h1><div>7 มิ.ย. 2565</div><p>{TEXT}</p><p>ต่อมา".encode()
    article = parse(Page(html[:-1], name="cut"))
    assert article.published == "2022-06-07"
    assert [w.code for w in article.warnings] == ["text_truncated"]
    assert article.text.endswith("ต่อม")


@pytest.mark.parametrize("line", ["1 " * 50_000, "วันที่ " * 30_000, "1/" * 50_000, "มกราคม" * 20_000, "." * 100_000])
def test_dates_are_linear_on_hostile_lines(line: str) -> None:
    begun = time.process_time()
    find_dates(line)
    header_date(line)
    header_date(line[:159])
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("วันพฤหัสบดีที่ 14 มีนาคม 2567", "2024-03-14"),
        ("วันที่ลงข่าว : 5 ก.ค. 64 เวลา 10.30 น.", "2021-07-05"),
        ("๒๙ กุมภาพันธ์ พ.ศ. ๒๕๖๓", "2020-02-29"),
        ("Submitted on Mon, 2019-01-21 13:49", "2019-01-21"),
        ("Tuesday, March 12, 2024 by admin", "2024-03-12"),
        ("12/03/2567 | อ่าน 5 ครั้ง", "2024-03-12"),
        ("กรกฏาคม 2567", None),
        ("ปรับปรุงล่าสุด 12/03/2567", None),
        ("© 12 มีนาคม 2567", None),
        ("โทร. 02-283-4000", None),
        ("เมื่อวันที่ 12 มีนาคม 2567 อธิบดีเปิดงาน", None),
    ],
)
def test_header_dates(line: str, iso: str | None) -> None:
    found = header_date(line)
    assert (found.value.isoformat() if found and found.value else None) == iso


def test_a_weekday_is_checked() -> None:
    assert [d.weekday_agrees for d in find_dates("วันพฤหัสบดีที่ 14 มีนาคม 2567 วันศุกร์ที่ 14 มีนาคม 2567 14 มีนาคม 2567")] == [
        True,
        False,
        None,
    ]


def html(inside: str) -> Article:
    return parse(Page(f"<title>ข่าวสั้น</title><h1>ข่าวสั้น</h1>{inside}".encode(), name="n"))


def test_invisible_elements_are_left_out_between_any_number_of_siblings() -> None:
    noise = "<script>x = 1</script><svg><text>y</text></svg><noscript>z</noscript>"
    article = html(f"<div>{noise * 300}<p>{TEXT}{noise}ต่อ</p>{noise}</div>")
    assert article.text == f"ข่าวสั้น\n{TEXT}ต่อ"


def test_text_below_the_deepest_level_is_kept() -> None:
    article = html("<div><b>" * 1_000 + TEXT + "<p>จบ")
    assert article.text == f"ข่าวสั้น\n{TEXT.strip()}\nจบ"


def test_of_too_many_tags_only_the_first_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("newsextract.pages.parse"), "MAX_TAGS", 8)
    article = html(f"<p>{TEXT}</p><p>ต่อ <b>หน้า</b> 2</p><p>จบ")
    assert article.text == f"ข่าวสั้น\n{TEXT.strip()}\nต่อ หน้า"
    assert [(w.code, w.message) for w in article.warnings] == [("text_truncated", "only the page's first 8 tags were read")]


def test_the_date_of_a_script_after_a_broken_one_is_found() -> None:
    broken, whole = "{" * 70_000, '{"datePublished": "2024-03-12"}'
    scripts = "".join(f"<script type='application/ld+json'>{one}</script>" for one in (broken, whole))
    assert html(f"{scripts}<p>{TEXT}").published == "2024-03-12"


def test_the_tree_of_a_page_has_only_what_is_read() -> None:
    page = "<head><title>ก</title></head><nav id='n'>ข<script>x</script>ค</nav><p class='a'>ง<img><time datetime='2024-01-02'>จ"
    read = '<html><body><nav>ขค</nav><p>ง<time datetime="2024-01-02">จ</time></p></body></html>'
    assert str(text_tree(page)) == read
    named = elements_of(
        "<b>ก<p class='x y'>ข<i>ค</i></p><p>ง</p>", lambda tag, values: tag == "p" and "x" in values.get("class", "")
    )
    assert str(named) == '<p class="x y">ข<i>ค</i></p>'
