import pytest

from newsextract.errors import NoArticleError
from newsextract.page import Page
from newsextract.pages import parse

URL = "https://www.thaigov.go.th/news/contents/details/990003"
BODY = "วันนี้ (12 มีนาคม 2567) นายวรเชษฐ์ ใจมั่น ปลัดจังหวัด เปิดงาน\nมีผู้ร่วมงาน 80 คน"


def corpus(text: str, **given: str) -> Page:
    return Page(text.encode(), name="c.txt", kind="corpus", **given)


def test_all_page_furniture_is_removed() -> None:
    text = (
        "\ufeffรัฐบาลไทย-ข่าวทำเนียบรัฐบาล-\u200bเปิดงาน  OTOP &amp; ของดี\r\n\r\n\r\nวันพฤหัสบดีที่ 14 มีนาคม 2567\r\n14/03/2567\r\n  5,586 \r\nพิมพ์\r\n\xa0\r\n"
        f"เปิดงาน  OTOP & ของดี\r\nเปิดงาน OTOP & ของดี \r\n{BODY}\r\n\r\nที่มา : {URL}\r\n"
    )
    article = parse(corpus(text, section="ด้านสังคม"))
    assert article.text == f"เปิดงาน  OTOP & ของดี\n{BODY}"
    assert (article.id, article.title, article.published, article.section, article.url, article.publisher) == (
        "thaigov:990003",
        "เปิดงาน  OTOP & ของดี",
        "2024-03-14",
        "ด้านสังคม",
        URL,
        "รัฐบาลไทย",
    )
    assert article.text[article.body :] == BODY
    assert article.warnings == []


def test_links_to_other_news_below_an_article_are_removed() -> None:
    links = "อัลบั้มภาพ\nprev\nnext\nข่าวที่เกี่ยวข้อง\nลดราคาว่าวไทย 3 - 11 ต.ค. นี้\nครม. อนุมัติว่าวใหม่\n\n"
    for below in (links, links.replace("อัลบั้มภาพ\nprev\nnext\n", "")):
        article = parse(corpus(f"รัฐบาลไทย-ข่าว\n\nวันจันทร์ที่ 11 มีนาคม 2567\nข่าว\n{BODY}\n{below}ที่มา : {URL}\n"))
        assert article.text == f"ข่าว\n{BODY}"
    said = "ข่าวที่เกี่ยวข้องกับว่าว\nมีสามข่าว"
    assert parse(corpus(f"รัฐบาลไทย-ข่าว\n\nวันจันทร์ที่ 11 มีนาคม 2567\nข่าว\n{BODY}\n{said}")).text.endswith(said)


def test_a_date_in_the_body_is_kept() -> None:
    article = parse(corpus(f"รัฐบาลไทย-ข่าว\n\nวันจันทร์ที่ 11 มีนาคม 2567\nข่าว\nวันอาทิตย์ที่ 10 มีนาคม 2567\n{BODY}"))
    assert article.published == "2024-03-11"
    assert article.text.split("\n")[1] == "วันอาทิตย์ที่ 10 มีนาคม 2567"


def test_a_player_script_above_the_headline_is_removed() -> None:
    script = '$("#player").css("x", "y");\nvar c = 1;\n// autoplay'
    article = parse(corpus(f"รัฐบาลไทย-ข่าวเด่น\n\nวันจันทร์ที่ 11 มีนาคม 2567\n{script}\nข่าวเด่น\n{BODY}"))
    assert article.text == f"ข่าวเด่น\n{BODY}"


def test_a_headline_with_a_hidden_address_is_not_repeated() -> None:
    hidden = "แจ้งเบาะแสการหลอกลวงได้ที่ศูนย์รับเรื่อง [email\xa0protected]"
    article = parse(
        corpus(f"รัฐบาลไทย-แจ้งเบาะแสการหลอกลวงได้ที่ศูนย์รับเรื่อง a@b.go.th\n\nวันจันทร์ที่ 11 มีนาคม 2567\n{hidden}\n{hidden}\n{BODY}")
    )
    assert article.text.count("แจ้งเบาะแส") == 1


@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_the_empty_page_is_not_an_article(blank: str) -> None:
    with pytest.raises(NoArticleError, match="no such article"):
        parse(corpus(f"รัฐบาลไทย-\n{blank}วันพฤหัสบดีที่ 1 มกราคม 2513\n\nที่มา : {URL}"))


def test_a_missing_body_is_a_record_with_a_warning() -> None:
    article = parse(corpus(f"รัฐบาลไทย-เอกสารประกอบ\n\nวันจันทร์ที่ 11 มีนาคม 2567\nเอกสารประกอบ\nเอกสารประกอบ\n\nที่มา : {URL}"))
    assert (article.text, article.body, [w.code for w in article.warnings]) == (
        "เอกสารประกอบ",
        len("เอกสารประกอบ"),
        ["no_body"],
    )


def test_a_wrong_weekday_is_a_warning_and_the_date_is_kept() -> None:
    article = parse(corpus(f"รัฐบาลไทย-ข่าว\n\nวันอังคารที่ 11 มีนาคม 2567\nข่าว\n{BODY}"))
    assert (article.published, [w.code for w in article.warnings]) == ("2024-03-11", ["date_conflict"])


def test_an_impossible_date_is_a_warning() -> None:
    article = parse(corpus(f"รัฐบาลไทย-ข่าว\n\nวันที่ 30 กุมภาพันธ์ 2567\nข่าว\n{BODY}"))
    assert (article.published, [w.code for w in article.warnings]) == (None, ["impossible_date"])


def test_english_articles_under_a_thai_header() -> None:
    article = parse(corpus("รัฐบาลไทย-Cabinet met\n\nวันจันทร์ที่ 11 มีนาคม 2567\nCabinet met\nThe cabinet (ครม.) approved a draft."))
    assert (article.language, article.published) == ("en", "2024-03-11")


def test_plain_text_has_its_headline_on_the_first_line() -> None:
    article = parse(Page("หัวข่าว\n\nเนื้อข่าว".encode(), name="t", kind="text", url="https://example.org/a/1"))
    assert (article.text, article.site) == ("หัวข่าว\nเนื้อข่าว", "example.org")
    again = parse(Page("อื่น\nอื่น ๆ".encode(), name="u", kind="text", url="http://www.example.org/a/1/#top"))
    assert article.id == again.id
