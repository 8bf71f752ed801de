"""Releases that are one in two languages because their pages or addresses say so."""

import json

import pytest

from command_line import succeed
from tests.across.linked_records import record, write


def page(id_, language, day="2024-03-05", *, links=()):
    """A record whose page links translations, given as language and id."""
    made = record(id_, day, language=language, text=f"{id_} {language}")
    made["source"]["translations"] = [{"language": tag, "id": to, "url": f"https://kite.example/{to}"} for tag, to in links]
    return made


def linked(tmp_path, records, *options):
    path = write(tmp_path / "r.jsonl", records)
    for _ in range(2):  # the second run reads the cache
        succeed("link", path, "--to", tmp_path / "out", *options)
    found = (tmp_path / "out" / "links.jsonl").read_text(encoding="utf-8").splitlines()
    return [tuple(json.loads(line).values()) for line in found]


@pytest.mark.parametrize(
    "records",
    [
        [page("k:1", "th", links=[("en", "k:9")]), page("k:9", "en", "2024-03-09", links=[("th", "k:1")])],
        [page("k:1", "th", links=[("en", "k:9")]), page("k:9", "en", "2024-03-09")],
        [page("k:1", "th"), page("k:9", "en", "2024-03-09", links=[("th", "k:1")])],
    ],
)
def test_pages_linked_in_either_direction_are_one_event(tmp_path, records):
    assert linked(tmp_path, records) == [("k:9", "k:1", "same", 1.0)]


def test_linked_pages_are_one_cluster_unless_a_user_separates_them(tmp_path):
    records = [page("k:1", "th", links=[("en", "k:9")]), page("k:9", "en")]
    linked(tmp_path, records)
    assert '["k:1","k:9"]' in (tmp_path / "out" / "clusters.jsonl").read_text(encoding="utf-8").replace(" ", "")
    (tmp_path / "d.csv").write_text("kind,a,b,decision\nrelease,k:1,k:9,two\n", encoding="utf-8")
    assert linked(tmp_path, records, "--decisions", tmp_path / "d.csv") == []


@pytest.mark.parametrize(
    ("thai", "english", "found"),
    [
        (page("thaigov:th/news/5", "th"), page("thaigov:en/news/5", "en"), 1),
        (page("thaigov:th/news/5", "th"), page("thaigov:en/news/5", "en", "2024-03-06"), 0),
        (page("thaigov:th/news/5", "th"), page("thaigov:en/news/6", "en"), 0),
        (page("thaigov:th/news/5", "th", None), page("thaigov:en/news/5", "en", None), 0),
        (page("thaigov:th/news/5", "th"), page("other:en/news/5", "en"), 0),
    ],
)
def test_the_same_number_in_both_languages_is_one_release_on_the_same_day(tmp_path, thai, english, found):
    assert len(linked(tmp_path, [thai, english])) == found


def test_careless_links_join_nothing(tmp_path):
    every = [page(f"k:{n}", "th", links=[("en", "k:9")]) for n in (1, 2)]
    assert linked(tmp_path, [*every, page("k:9", "en")]) == []
    back = page("k:9", "en", links=[("th", "k:8")])
    assert linked(tmp_path, [page("k:1", "th", links=[("en", "k:9")]), back]) == []
    thai = page("k:9", "th")
    assert linked(tmp_path, [page("k:1", "th", links=[("en", "k:9")]), thai]) == []
    assert linked(tmp_path, [page("k:1", "th", links=[("en", "k:9")])]) == []
