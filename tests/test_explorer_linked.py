"""The explorer over a linked store: folded duplicates, joined twins, and the pages of persons, bodies and events."""

import json
from html import unescape
from urllib.parse import quote

import pytest

from explorer_store import COPIED, COPY_ID, SCRIPT, TWINS, Page, asker, ids, shown_names, write_linked_store, write_shown_store

pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")


@pytest.fixture(scope="module")
def ask(sample_records, tmp_path_factory):
    return asker(write_linked_store(sample_records, tmp_path_factory.mktemp("linked")))


def result_links(page):
    """The links of a page's results, without the results folded under another."""
    return [
        attrs["href"].split("?")[0] for at, (tag, attrs) in enumerate(page.tags) if tag == "a" and page.tags[at - 1][0] == "h2"
    ]


def test_articles_of_one_event_are_one_result_that_lists_the_others(ask, sample_records):
    page = Page(ask("/").text)
    thai, english = (sample_records[at] for at in TWINS)
    assert "20 records in 18 events" in page.said
    shown = result_links(page)
    assert len(shown) == 18
    assert len({f"/record/{thai.id}", f"/record/{english.id}"} & set(shown)) == 1
    assert f"/record/{english.id}" in {link.split("?")[0] for link in page.links}
    assert "in the other language" in page.said
    assert "duplicate" in page.said
    assert len(result_links(Page(ask("/?fold=0").text))) == 20
    assert len(ids(ask)) == 20  # a download holds every article


def test_a_record_page_links_to_the_other_articles_of_its_event(ask, sample_records):
    thai, english = (sample_records[at] for at in TWINS)
    page = Page(ask(f"/record/{thai.id}").text)
    assert f"/record/{english.id}" in page.links
    assert "/event/c1" in page.links
    assert f"/record/{sample_records[6].id}" in page.links  # related


def test_an_event_page_shows_its_articles_side_by_side(ask, sample_records):
    thai, english = (sample_records[at] for at in TWINS)
    page = Page(ask("/event/c1").text)
    assert {f"/record/{thai.id}", f"/record/{english.id}"} <= set(page.links)
    for record in (thai, english):
        start = next(event for event in record.events if event.main).start
        assert f"{start[:10]} {start[11:16]} (UTC{start[16:]})" in page.said
    assert COPY_ID in ask("/event/c/2").text
    assert sample_records[COPIED].id in ask("/event/c%2F2").text


def test_a_person_page_gives_offices_over_time_with_their_evidence(ask, sample_records):
    thai, english = (sample_records[at] for at in TWINS)
    page = Page(ask("/person/p1").text)
    for said in (
        "2023-09-01",
        "2024-12-31",
        "รัฐมนตรีว่าการ (acting)",
        "Ministry of Commerce",
        "รองฯ ธีรเดช",
        thai.people[0].label,
        english.people[0].label,
    ):
        assert said in page.said
    assert f"/record/{english.id}" in {link.partition("#")[0] for link in page.links}
    evidence = [link for link in page.links if link.endswith("w0-4")]
    assert len(evidence) == 3  # the first and the last article of each office, at their words
    assert set(ids(ask, "person=p1")) == {thai.id, english.id}
    assert "/?person=p1" in page.links


def test_the_tables_that_link_writes_fill_these_pages(sample_records, tmp_path):
    store = write_shown_store(sample_records, tmp_path)
    ask, keys = asker(store), shown_names(store)
    person = Page(ask(f"/person/{quote(keys['person'], safe='')}").text)
    offices = ask("/news.json?sql=select+person,office,start,evidence+from+offices&_shape=array").json()
    mine = [one for one in offices if one["person"] == keys["person"]]
    assert mine
    for one in mine:
        assert one["office"] in person.said
        assert any(link.startswith("/record/") and "#nx-" in link for link in person.links)
    assert all(json.loads(one["evidence"])[0]["record"] for one in offices)
    thai, english = (sample_records[at].id for at in TWINS)
    event = Page(ask(f"/event/{quote(keys['event'], safe='')}").text)
    assert {f"/record/{thai}", f"/record/{english}"} <= set(event.links)
    assert "19 records in 17 events" in Page(ask("/").text).said


def test_a_body_page_names_its_successor(ask):
    page = Page(ask("/body/b2").text)
    assert "Succeeded by Ministry of Commerce (since 2002-10-03)" in page.said
    assert "/body/b1" in page.links


def test_a_body_known_only_by_an_abbreviation_is_shown_by_it(ask, sample_records):
    assert "ACMECS" in Page(ask("/facets/body").text).said
    assert "<h1>ACMECS</h1>" in ask("/body/b3").text
    assert "ACMECS" in Page(ask(f"/record/{sample_records[TWINS[0]].id}").text).said


def test_other_forms_of_a_name_are_shown_as_written(ask, sample_records):
    english = sample_records[TWINS[1]]
    page = Page(ask("/person/p1").text)
    assert "Also written: รองฯ ธีรเดช" in page.said
    assert english.people[0].label.lower() not in page.said


def test_a_search_finds_a_person_by_the_name_in_the_other_language(ask, sample_records):
    thai, english = (sample_records[at] for at in TWINS)
    found = ids(ask, f"q={quote(chr(34) + english.people[0].label + chr(34))}")
    assert {thai.id, english.id} <= set(found)


def test_keys_with_special_characters_of_urls_have_pages(ask):
    page = Page(ask("/facets/person").text)
    link = next(link for link in page.links if link.startswith("/person/p%2F2"))
    answer = ask(unescape(link))
    assert answer.status_code == 200
    assert "<script>document" not in answer.text.replace(SCRIPT, SCRIPT if SCRIPT in answer.text else "")
    assert SCRIPT.partition(">")[0] + ">" not in answer.text


def test_the_link_tables_can_be_queried(ask):
    rows = ask("/news.json?sql=select+person,office,acting+from+offices+order+by+start&_shape=array").json()
    assert [row["acting"] for row in rows] == [0, 1]
