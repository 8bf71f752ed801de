import json
from pathlib import Path

import pytest
import soupsieve

from newsextract.errors import ConfigError, NoArticleError
from newsextract.page import Page
from newsextract.pages import parse
from newsextract.pages.head import read_head
from newsextract.pages.profiles import by_host, load_profiles, read_profile
from newsextract.pages.site import read_site

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.html"))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.stem)
def test_fixture_page_gives_its_expected_json(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    article = parse(Page(path.read_bytes(), name=path.name, url=expected.pop("given_url")))
    codes = [w.code for w in article.warnings]
    assert codes == expected.pop("warnings")
    assert {key: getattr(article, key) for key in expected} == expected


def test_every_profile_has_a_fixture() -> None:
    assert {p.site for p in load_profiles()} <= {path.stem.partition("_")[0] for path in FIXTURES}


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
def test_a_wrong_selector_is_refused_where_a_page_is_read(line: str) -> None:
    profile = read_profile(f'version = 1\nsite = "x"\n[select]\n{line}', "mine.toml")
    with pytest.raises(ConfigError, match=r"profile 'x': .*how-to-add-a-site"):
        read_site("<p>ข่าว", read_head(""), profile)


def test_the_shipped_selectors_are_css() -> None:
    for profile in load_profiles():
        for role in profile.select.keys() - {"keep"}:
            for selector in profile.select[role]:
                soupsieve.compile(selector)


def test_host_match_takes_subdomains_and_nothing_else() -> None:
    assert by_host("https://www.thaigov.go.th/x") is not None
    assert by_host("https://notthaigov.go.th/x") is None
    assert by_host("https://thaigov.go.th.example.com/x") is None
    assert by_host("http://[broken") is None


def test_the_sites_empty_page_is_no_article() -> None:
    html = (
        "<title>รัฐบาลไทย-</title><span class='headtitle-2'></span><div class='border-normal clearfix'>"
        "<p><span>วันพฤหัสบดีที่ 1 มกราคม 2513</span></p><h3></h3></div>"
    )
    with pytest.raises(NoArticleError, match="page-x"):
        parse(Page(html.encode(), name="page-x", url="https://www.thaigov.go.th/news/contents/details/9"))


def test_the_profile_reads_on_when_inner_classes_are_gone() -> None:
    html = (Path(__file__).parent / "fixtures" / "thaigov.html").read_text(encoding="utf-8")
    whole = parse(Page(html.encode(), name="a"))
    for name in ("detail font_level4", "news-1 Circular", "date", "view", "btn btn-print", "share"):
        html = html.replace(f'class="{name}"', "")
    article = parse(Page(html.encode(), name="b"))
    assert (article.title, article.published, article.section) == (whole.title, whole.published, whole.section)
    assert article.text.startswith(whole.text)
    assert "1,204" not in article.text
