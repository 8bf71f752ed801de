from pathlib import Path

import pytest
import soupsieve
from bs4 import BeautifulSoup

from newsextract.pages.html_text import elements_of
from newsextract.pages.selectors import plain, select

SELECTORS = [
    "p",
    ".date",
    "div.detail",
    "#banner",
    "div#banner",
    "p > span",
    "div > .date",
    "span, h3",
    "h3.news-1.Circular",
    "a[href]",
]


@pytest.fixture(scope="module")
def page() -> BeautifulSoup:
    html = (Path(__file__).parent / "fixtures" / "thaigov.html").read_text(encoding="utf-8")
    more = "<div id='banner'><p><span class='x date\n'>1</span><b><span>2</span></b></p></div>"
    return elements_of(html + more, lambda *_: True)


@pytest.mark.parametrize("selector", SELECTORS)
def test_select_finds_the_elements_that_soupsieve_finds(page: BeautifulSoup, selector: str) -> None:
    found = list(select(page, selector))
    assert found == soupsieve.select(selector, page)
    assert found


@pytest.mark.parametrize("selector", ["", "*", "p > span", "a[href]", "p:first-child", "h3.news-1.Circular", "P"])
def test_a_complex_selector_is_not_plain(selector: str) -> None:
    assert plain(selector) is None
