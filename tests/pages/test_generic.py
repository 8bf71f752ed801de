import re

import pytest
from layouts import LAYOUTS, STORIES

from newsextract.page import Page
from newsextract.pages import parse


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("named", [True, False], ids=["as it is", "no id, no class"])
def test_layout(layout: str, story: str, named: bool) -> None:
    said, html = STORIES[story], LAYOUTS[layout](STORIES[story])
    if not named:
        html = re.sub(r" (?:id|class)='[^']*'", "", html)
    article = parse(Page(html.encode(), name=layout))
    assert article.title == said.title
    assert article.published == (None if layout == "undated" else said.iso)
    assert article.text == "\n".join((said.title, *said.paragraphs))
    assert article.language == ("en" if story == "english" else "th")
    assert "not_an_article" not in [warning.code for warning in article.warnings]


def test_same_page_in_windows_874() -> None:
    html = LAYOUTS["banner"](STORIES["long"]).replace("utf-8", "tis-620").replace("โครงการ", "“โครงการ”…")
    article = parse(Page(html.encode("cp874", "xmlcharrefreplace"), name="x"))
    assert "“โครงการ”…" in article.title
    assert article.warnings == []
    assert article.published == "2022-06-07"
