"""The explorer over HTTP: record pages, and hostile text on every page. No browser needed."""

import csv
import io
from html import escape
from urllib.parse import quote, urlencode

import pytest
from bs4 import BeautifulSoup

from explorer_store import FORMULA, HOSTILE_ID, SCRIPT, Page, asker, chosen, write_store

pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")

import newsextract as nx
from newsextract.view.html import anchor
from newsextract.view.spans import slots


def test_every_slot_of_the_main_event_links_to_its_words(ask, sample_records):
    record = sample_records[0]
    html = ask(f"/record/{record.id}").text
    page, pieces = Page(html), marked(html)
    filled = [slot for slot in slots(record.events[0]) if slot.words]
    assert {slot.name for slot in filled} >= {"type", "name", "start", "venue", "actor"}
    for slot in filled:
        for words in slot.words:
            name = anchor(record.id, words.start, words.end)
            assert f"#{name}" in page.links
            assert name in page.ids
            covered = "".join(piece for piece, classes in pieces if name in classes)
            assert covered == words.text


@pytest.mark.parametrize("main", [True, False])
def test_a_page_links_to_the_main_event_if_there_is_one(sample_records, tmp_path, main):
    record = sample_records[0].model_copy(deep=True)
    record.events = record.events if main else []
    page = Page(asker(write_store([record], tmp_path))(f"/record/{record.id}").text)
    assert ("#events" in page.links) == main


def marked(html):
    """The pieces of the article's text with their CSS classes."""
    texts = BeautifulSoup(html, "html.parser").find_all(string=True)
    return [(text, text.parent.get("class", []) if text.parent.name in {"mark", "span"} else []) for text in texts]


def test_a_record_has_a_stable_address_and_its_json_is_the_record(ask, sample_records):
    record = sample_records[3]
    assert ask(f"/record/{record.id}.json").text == record.to_json()
    number = next(row["article"] for row in chosen(ask) if row["id"] == record.id)
    assert ask(f"/news/records/{number}").headers["location"] == f"/record/{record.id}"
    assert ask("/record/thaigov:0").status_code == 404
    assert ask("/record/..%2F..%2Fetc%2Fpasswd").status_code == 404


def test_a_record_page_links_to_its_review_only_on_a_review_site(ask, sample_records):
    record = sample_records[0]
    assert "/review/" not in ask(f"/record/{record.id}").text
    ask.site.state.review = object()
    try:
        assert f'href="/review/{record.id}"' in ask(f"/record/{record.id}").text
    finally:
        ask.site.state.review = None


PAGES = ("/?q=owned", "/?q=%7B%7B7*7%7D%7D", f"/record/{HOSTILE_ID}", "/facets/person", "/facets/body", f"/person/{quote(SCRIPT, safe='')}",
         f"/body/{quote(SCRIPT, safe='')}", f"/?{urlencode({'q': SCRIPT, 'person': SCRIPT, 'type': SCRIPT})}", f"/record/{quote(SCRIPT, safe='')}")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_hostile_text_runs_nowhere(ask, path):
    answer = ask(path)
    assert answer.status_code in {200, 404}
    page = Page(answer.text)
    assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]
    assert all(
        attrs.get("src", "/assets/").startswith(("/assets/", "/view/vega/")) for tag, attrs in page.tags if tag == "script"
    )
    assert not [attrs for tag, attrs in page.tags if tag == "img"]
    assert not [link for link in page.links if link.lower().startswith("javascript")]
    assert escape("<script>document") in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
    assert "unsafe-eval" not in policy


def test_no_csv_cell_begins_a_formula_and_the_json_keeps_the_words(ask):
    for path in ("/-/selection.csv?type=meeting", f"/news/records.csv?id={HOSTILE_ID}&_dl=1"):
        table = list(csv.DictReader(io.StringIO(ask(path).content.decode("utf-8-sig"))))
        assert next(row for row in table if row["id"] == HOSTILE_ID)["headline"].startswith("'=HYPERLINK")
    query = ask("/news.csv?sql=select+headline+from+records+where+headline+like+'%3DHYPER%25'")
    assert "\n\"'=HYPERLINK" in query.text.replace("\r", "")
    assert next(row for row in chosen(ask) if row["id"] == HOSTILE_ID)["headline"].startswith(FORMULA)


@pytest.mark.slow
def test_the_seed_article_s_slots_link_to_the_right_words(shared, tmp_path):
    record = nx.extract(shared / "corpus" / "seed.txt")
    store = tmp_path / "seed.duckdb"
    nx.write([record], store)
    html = asker(store)(f"/record/{record.id}").text
    pieces, read = marked(html), Page(html)
    words = {slot.name: [m.text for m in slot.words] for slot in slots(record.events[0])}
    for slot in slots(record.events[0]):
        for m in slot.words:
            name = anchor(record.id, m.start, m.end)
            assert f"#{name}" in read.links
            assert "".join(piece for piece, classes in pieces if name in classes) == m.text
    assert any("08.45" in text for text in words["start"])
    assert any("ปรเมธี" in text for text in words["actor"])
    assert any("250" in text for text in words["attendance"])
    assert any("รอยัล ออคิด" in text for text in words["venue"])
