import json
import os
from pathlib import Path

import pytest
import soupsieve

import newsextract as nx
from command_line import call, succeed
from full_disk import full_disk
from newsextract.errors import ConfigError, NoArticleError
from newsextract.page import Page
from newsextract.pages import parse
from newsextract.pages.head import read_head
from newsextract.pages.profiles import Profiles, read_profile, shipped, with_own
from newsextract.pages.site import read_site
from newsextract.records import Archive

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.html"))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.stem)
def test_fixture_page_gives_its_expected_json(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    article = parse(Page(path.read_bytes(), name=path.name, url=expected.pop("given_url")))
    codes = [w.code for w in article.warnings]
    assert codes == expected.pop("warnings")
    assert {key: getattr(article, key) for key in expected} == expected


def test_every_profile_has_a_fixture() -> None:
    assert {p.site for p in shipped()} <= {path.stem.partition("_")[0] for path in FIXTURES}


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        'version = 1\nsite = "x"\ncolour = "red"',
        "version = 1",
        'version = 1\nsite = "x"\nid_pattern = "("',
    ],
)
def test_a_wrong_profile_is_refused_by_name(text: str) -> None:
    with pytest.raises(ConfigError, match=r"mine\.toml"):
        read_profile(text, "mine.toml")


@pytest.mark.parametrize("line", ['container = ["p:::"]', 'keep = ["div > p"]'])
def test_a_wrong_selector_is_refused_when_a_page_is_read(line: str) -> None:
    profile = read_profile(f'version = 1\nsite = "x"\n[select]\n{line}', "mine.toml")
    with pytest.raises(ConfigError, match=r"profile 'x': .*how-to-add-a-site"):
        read_site("<p>ข่าว", read_head(""), profile)


@pytest.mark.parametrize("body", ['".text"', '".text .long", ".text"'])
def test_a_body_inside_a_dropped_element_is_none(body: str) -> None:
    lines = f'[select]\ncontainer = ["main"]\nbody = [{body}]\ndrop = [".related"]'
    profile = read_profile(f'version = 1\nsite = "x"\n{lines}', "mine.toml")
    other = "<div class='text'><p class='long'>ข่าวอื่นที่ยาวกว่าข่าวนี้มากและอยู่ในกรอบข่าวที่เกี่ยวข้อง</p></div>"
    html = f"<main><div class='text'>น้ำลดแล้ว</div><div class='related'>{other}</div></main>"
    parts = read_site(html, read_head("<title>ข่าวน้ำ</title>"), profile)
    assert parts is not None
    assert parts.body == "น้ำลดแล้ว"


def test_the_shipped_selectors_are_css() -> None:
    for profile in shipped():
        for role in profile.select.keys() - {"keep"}:
            for selector in profile.select[role]:
                soupsieve.compile(selector)


def test_host_match_takes_subdomains_and_nothing_else() -> None:
    assert shipped().by_host("https://www.thaigov.go.th/x") is not None
    assert shipped().by_host("https://notthaigov.go.th/x") is None
    assert shipped().by_host("https://thaigov.go.th.example.com/x") is None
    assert shipped().by_host("http://[broken") is None


def test_the_sites_empty_page_is_not_an_article() -> None:
    html = (
        "<title>รัฐบาลไทย-</title><span class='headtitle-2'></span><div class='border-normal clearfix'>"
        "<p><span>วันพฤหัสบดีที่ 1 มกราคม 2513</span></p><h3></h3></div>"
    )
    with pytest.raises(NoArticleError, match="page-x"):
        parse(Page(html.encode(), name="page-x", url="https://www.thaigov.go.th/news/contents/details/9"))


def test_the_profile_still_works_when_inner_classes_are_gone() -> None:
    html = (Path(__file__).parent / "fixtures" / "thaigov.html").read_text(encoding="utf-8")
    whole = parse(Page(html.encode(), name="a"))
    for name in ("detail font_level4", "news-1 Circular", "date", "view", "btn btn-print", "share"):
        html = html.replace(f'class="{name}"', "")
    article = parse(Page(html.encode(), name="b"))
    assert (article.title, article.published, article.section) == (whole.title, whole.published, whole.section)
    assert article.text.startswith(whole.text)
    assert "1,204" not in article.text


def test_ids_of_the_two_generations_of_addresses_differ() -> None:
    page = (Path(__file__).parent / "fixtures" / "thaigov_2.html").read_bytes()
    paths = ("news/contents/details/7", "th/news/7", "en/news/7")
    assert [parse(Page(page, name="x", url=f"https://www.thaigov.go.th/{path}")).id for path in paths] == [
        "thaigov:7",
        "thaigov:th/news/7",
        "thaigov:en/news/7",
    ]


def test_a_linked_english_page_is_given_with_the_id_of_its_record() -> None:
    page = (Path(__file__).parent / "fixtures" / "thaigov_2.html").read_bytes()
    article = parse(Page(page, name="x", url="https://www.thaigov.go.th/th/news/990001"))
    assert [(one.language, one.id, one.url) for one in article.translations] == [
        ("en", "thaigov:en/news/980001", "https://www.thaigov.go.th/en/news/980001")
    ]


LINKED = "<title>ข่าวว่าว</title>{}<h1>แข่งว่าวหน้าร้อน</h1><p>วันนี้มีการแข่งว่าวหน้าร้อนที่ลานริมทะเล มีผู้เข้าแข่งขันจากหลายจังหวัด</p>"


@pytest.mark.parametrize(
    ("links", "ids"),
    [
        ('<link rel="alternate" hreflang="EN-us" href="../en/9.html">', ["kite.example:"]),
        ('<link rel="alternate" hreflang="en" href="?lang=en">', ["kite.example:"]),
        ('<link rel="alternate" hreflang="th" href="/th/9.html">', []),
        ('<link rel="alternate" hreflang="x-default" href="/en/9.html">', []),
        ('<link rel="alternate" hreflang="en" href="/">', []),
        ('<link rel="alternate" hreflang="en" href="http://[">', []),
        ('<link rel="alternate" hreflang="en" href="javascript:1">', []),
        ('<link rel="alternate" type="application/rss+xml" href="/en/feed">', []),
    ],
)
def test_a_translation_is_another_page_in_another_language(links: str, ids: list[str]) -> None:
    article = parse(Page(LINKED.format(links).encode(), name="x", url="https://kite.example/th/9.html"))
    assert [one.id.rstrip("0123456789abcdef") for one in article.translations] == ids


def test_a_translation_has_the_id_of_its_own_record() -> None:
    head = '<link rel="alternate" hreflang="en" href="https://www.kite.example/en/9.html/">'
    thai = parse(Page(LINKED.format(head).encode(), name="x", url="https://kite.example/th/9.html"))
    english = parse(Page(LINKED.format("").encode(), name="y", url="https://kite.example/en/9.html"))
    assert [one.id for one in thai.translations] == [english.id]


OWN = """version = 1
site = "mine"
hosts = ["mine.example"]
until = "2020-12-31"
headline_first = true
[select]
container = ["div.old"]
headline = ["b"]
body = ["div.text"]
"""
PAGE = "<title>กรม</title><div class='old'><b>ฝนตกหนัก</b><div class='text'>ฝนตกหนักทั่วทุกภาคของประเทศตลอดสัปดาห์</div><p>โฆษณา</p></div>"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_a_users_own_profile_is_tried_first_and_changes_the_digest_of_the_settings(own: Path) -> None:
    config = nx.Config(profiles=(str(own),))
    record = nx.extract(Page(PAGE.encode(), name="x", url="https://mine.example/1"), config=config)
    assert record.id.startswith("mine:")
    assert record.text == "ฝนตกหนัก\nฝนตกหนักทั่วทุกภาคของประเทศตลอดสัปดาห์"
    before = config.digest()
    own.write_text(OWN.replace("div.text", "p"), encoding="utf-8")
    assert config.digest() != before != nx.Config().digest()
    with pytest.raises(ConfigError, match=r"no\.toml: the profile cannot be read"):
        nx.extract(b"<p>x", config=nx.Config(profiles=("no.toml",)))


@pytest.mark.parametrize(("captured", "site"), [("2020-06-01", "mine"), ("2021-06-01", "mine.example")])
def test_a_capture_is_read_with_the_profile_of_its_own_day(own: Path, captured: str, site: str) -> None:
    archive = Archive(kind="wayback", uri="x", captured=captured)
    page = Page(PAGE.encode(), name="x", url="https://mine.example/1", archive=archive)
    assert parse(page, profiles=with_own((str(own),))).site == site


def test_a_profile_is_drafted_from_three_pages_and_reads_a_fourth(tmp_path: Path, sample: Path) -> None:
    pages = [str(sample / f"html/000{number}.html") for number in (1, 2, 3)]
    drafted = tmp_path / "drafted.toml"
    succeed("profile", "new", *pages, "-o", drafted)
    fourth = sample / "html/0004.html"
    succeed("profile", "check", drafted, fourth)
    page = Page(fourth.read_bytes(), name="4")
    by_hand, by_draft = parse(page), parse(page, profiles=Profiles(with_own((str(drafted),))[:1]))
    assert (by_draft.title, by_draft.published, by_draft.text) == (by_hand.title, by_hand.published, by_hand.text)
    assert call("profile", "new", *pages, "-o", drafted).exit_code == 2


def test_a_profile_without_a_container_fits_every_page(tmp_path: Path) -> None:
    profile = tmp_path / "bare.toml"
    profile.write_text('version = 1\nsite = "bare"\nhosts = ["bare.example"]\n', encoding="utf-8")
    page = Path(__file__).parent / "fixtures" / "thaigov_2.html"
    done = succeed("profile", "check", profile, page)
    assert "the profile has no container" in done.stderr
    assert "is not there" not in done.stderr


def test_a_profile_that_does_not_fit_a_page_ends_with_exit_code_1(own: Path, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text("<title>ข่าว</title><h1>ข่าวสั้น</h1><p>ฝนตกทั่วทุกภาคของประเทศตลอดสัปดาห์นี้ ขอให้ระวัง</p>", encoding="utf-8")
    done = call("profile", "check", own, page)
    assert done.exit_code == 1
    assert "the container is not there" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit to the size of files")
def test_a_draft_on_a_full_disk_is_not_there(sample: Path, tmp_path: Path) -> None:
    with full_disk(10):
        done = call("profile", "new", sample / "html" / "0001.html", "-o", tmp_path / "my.toml")
    assert "my.toml: the profile cannot be written (" in str(done.exception)
    assert list(tmp_path.iterdir()) == []
