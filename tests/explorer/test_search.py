"""The explorer over HTTP: the front page, searches, facets, charts and the language switch. No browser needed."""

import json
from collections import Counter
from html import unescape
from urllib.parse import quote, unquote_plus, urlencode

import pytest
from bs4 import BeautifulSoup

from explorer_store import HOSTILE_ID, Page, asker, chosen, ids

pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")

import newsextract as nx
from newsextract.explorer.index import ministries_in
from newsextract.explorer.results import _lead, place_name, where
from newsextract.explorer.selection import FACETS
from newsextract.explorer.tables import LEAD_LENGTH
from newsextract.view.labels import english, labels, say_in


def main_of(record):
    return next((event for event in record.events if event.main), None)


def cards(page):
    return [link for link in page.links if link.startswith("/record/")]


def values(ask, facet, query=""):
    """The values of a facet with their counts and links, as listed on its page."""
    chips = BeautifulSoup(ask(f"/facets/{facet}?{query}").text, "html.parser").select("a.chip")
    parts = [(" ".join(chip.get_text().split()).rpartition(" "), chip["href"]) for chip in chips]
    return [(name, int(n.replace(",", "")), link) for (name, _, n), link in parts]


def test_the_front_page_shows_results_with_what_when_who_and_where(ask, sample_records):
    page = Page(ask("/").text)
    assert len(cards(page)) == len(sample_records) + 1 == 19
    assert "19 records" in page.said
    record = sample_records[1]
    event = main_of(record)
    for said in (record.title.text, event.start[:10], event.actors[0].name, event.place.venue):
        assert said in page.said
    place = next(p for r in sample_records if (p := main_of(r).place).province and p.province not in (p.venue or p.province))
    assert f"{place.venue}, {place_name(place.iso_3166_2, english)}" in page.said
    assert f"{place.venue}, {place.province}" in Page(ask("/?lang=th").text).said
    newest = [row["date"] for row in chosen(ask)]
    assert newest == sorted(newest, key=lambda day: day or "", reverse=True)
    assert next(row["id"] for row in chosen(ask, "sort=oldest")) == min(chosen(ask), key=lambda row: row["date"])["id"]


@pytest.mark.parametrize(
    ("venue", "province", "iso", "in_english", "in_thai"),
    [
        ("Kite Hall", "เลย", "TH-42", "Kite Hall, Loei", "Kite Hall, เลย"),
        ("Kite Hall, Loei", "เลย", "TH-42", "Kite Hall, Loei", "Kite Hall, Loei"),
        ("ศาลากลางจังหวัดเลย", "เลย", "TH-42", "ศาลากลางจังหวัดเลย", "ศาลากลางจังหวัดเลย"),
        ("Taksin Hall", "ตาก", "TH-63", "Taksin Hall, Tak", "Taksin Hall, ตาก"),
        (None, "เลย", "TH-42", "Loei", "เลย"),
        ("Kite Hall", "แดนไกล", None, "Kite Hall, แดนไกล", "Kite Hall, แดนไกล"),
        ("Kite Hall", None, None, "Kite Hall", "Kite Hall"),
        (None, None, None, "", ""),
    ],
)
def test_a_result_names_the_province_once(venue, province, iso, in_english, in_thai):
    row = {"venue": venue, "province": province, "iso": iso}
    assert (where(row, english), where(row, say_in("th"))) == (in_english, in_thai)


@pytest.mark.parametrize("space", [" ", ""])
def test_a_sentence_that_is_cut_ends_at_a_space_if_it_has_one(space):
    text = f"การประชุมเรื่องน้ำ{space}" * 30
    said = _lead({"lead": text[:LEAD_LENGTH], "headline": ""}).removesuffix(" …")
    assert text.startswith(said)
    assert said.endswith("น้ำ") == bool(space)


@pytest.mark.parametrize("typed", ["ผู้สูงอายุ", "ดิจิทัล UNESCO", "unesco", '"Older Persons"'])
def test_search_finds_exactly_the_articles_that_contain_every_term(ask, sample_records, typed):
    terms = [typed.strip('"')] if typed.startswith('"') else typed.split()
    wanted = {r.id for r in sample_records if all(t.lower() in r.text.lower() for t in terms)}
    assert wanted
    assert set(ids(ask, urlencode({"q": typed, "widen": 0}))) - {HOSTILE_ID} == wanted


def test_search_takes_alternatives_and_what_must_not_occur(ask, sample_records):
    both = set(ids(ask, urlencode({"q": "UNESCO OR cabinet", "widen": 0})))
    assert both == {r.id for r in sample_records if "unesco" in r.text.lower() or "cabinet" in r.text.lower()}
    assert len(both) > 1
    left = set(ids(ask, urlencode({"q": "UNESCO OR cabinet -UNESCO", "widen": 0})))
    assert left == {r.id for r in sample_records if "cabinet" in r.text.lower() and "unesco" not in r.text.lower()}


def test_a_search_finds_the_other_language_says_so_and_can_be_told_not_to(ask, sample_records):
    thai = {r.id for r in sample_records if "น้ำท่วม" in r.text or "อุทกภัย" in r.text}
    assert thai
    assert not [r for r in sample_records if r.id in thai and "flood" in r.text.lower()]
    answer = ask("/?q=flood")
    page = Page(answer.text)
    assert thai <= {link.split("?")[0].removeprefix("/record/") for link in cards(page)}
    assert "Also searched: inundation, น้ำท่วม, อุทกภัย" in page.said
    assert {"อุทกภัย"} & set(page.marked)
    without = [link for link in page.links if link.startswith("/?") and quote("อุทกภัย") in link]
    left = ask(without[0])
    assert "Also searched: inundation, น้ำท่วม" in Page(left.text).said
    assert not set(ids(ask, urlencode({"q": "flood", "not": ["น้ำท่วม", "อุทกภัย"]}, doseq=True))) & thai
    assert not set(ids(ask, "q=flood&widen=0")) & thai


def test_relevance_puts_a_hit_in_the_headline_first(ask, sample_records):
    first = ids(ask, "q=UNESCO&widen=0")[0]
    assert "UNESCO" in next(r for r in sample_records if r.id == first).title.text
    assert ids(ask, "q=UNESCO&widen=0&sort=oldest") == ids(ask, "q=UNESCO&widen=0&sort=newest")[::-1]


def test_a_snippet_shows_the_hit_in_the_words_around_it(ask, sample_records):
    record = next(r for r in sample_records if "อุทกภัย" in r.text.partition("\n")[2])
    page = Page(ask(urlencode({"q": "อุทกภัย"}).join(["/?", ""])).text)
    assert page.marked
    assert set(page.marked) <= {"อุทกภัย", "น้ำท่วม", "flood", "Flood", "floods"}
    place = record.text.index("อุทกภัย", len(record.title.text))
    assert record.text[place - 5 : place] in page.said


@pytest.mark.parametrize(
    "typed", ['"', '""', "*", "NOT", "a OR b", "OR", "(", "'; drop table records; --", "%", "ๆ", "\x00", "^a:b", "-", '-"x']
)
def test_any_characters_may_be_typed(ask, typed):
    assert ask("/", params={"q": typed}).status_code == 200
    assert len(ids(ask)) == 19


def test_a_search_of_too_many_terms_is_refused_in_one_line(ask):
    answer = ask("/", params={"q": "ก " * 60}, accept="*/*")
    assert (answer.status_code, answer.text.count("\n")) == (400, 1)
    assert "50 terms at most" in answer.text


def test_days_are_of_either_era_and_others_are_refused(ask):
    assert ids(ask, "from=2567-05&to=2568") == ids(ask, "from=๒๕๖๗-๐๕&to=2025") == ids(ask, "from=2024-05&to=2025") != ids(ask)
    assert [ask(f"/?from={day}").status_code for day in ("yesterday", "2024-13", "2024-05-32")] == [400] * 3


def test_thai_digits_are_found_by_arabic_ones(ask, sample_records):
    thai = next(r for r in sample_records if "๒๕" in r.text)
    place = thai.text.index("๒๕")
    year = thai.text[place : place + 4].translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789"))
    assert thai.id in ids(ask, f"q={year}")


@pytest.mark.parametrize("facet", FACETS)
def test_a_facet_value_shows_its_number_of_results(ask, facet):
    found = values(ask, facet)
    assert found
    for name, count, url in found[:6]:
        query = unescape(url).partition("?")[2]
        assert len(ids(ask, query)) == count, name
        page = Page(ask(f"/?{query}").text)
        assert page.with_class("chosen")
        assert "/" in page.links  # and it can be removed


def test_the_ministry_facet_is_the_ministry_that_acts(ask, sample_records):
    names = dict(zip([row["id"] for row in chosen(ask)], [row["actor"] for row in chosen(ask)], strict=True))
    for facet, _, url in values(ask, "ministry", "lang=en"):
        for one in ids(ask, unescape(url).partition("?")[2]):
            record = next(r for r in sample_records if one in {r.id, HOSTILE_ID})
            assert names[one], (facet, one)
            assert main_of(record).participants
    labour = ids(ask, urlencode({"ministry": "กระทรวงแรงงาน"}))
    assert labour == [sample_records[8].id]  # others only mention it


def test_a_person_s_count_is_the_number_of_records_with_the_person(ask, sample_records):
    said = Counter(name for record in sample_records for name in {person.label for person in record.people})
    for name, number in list(said.items())[:8]:
        found = set(ids(ask, urlencode({"person": name})))
        assert len(found - {HOSTILE_ID}) == number


def test_values_of_one_facet_widen_and_facets_narrow(ask):
    meetings, visits = ids(ask, "type=meeting"), ids(ask, "type=visit")
    assert set(ids(ask, "type=meeting&type=visit")) == {*meetings, *visits}
    assert set(ids(ask, "type=meeting&language=en")) == {*meetings} & {*ids(ask, "language=en")}
    assert ids(ask, "type=none") == []


def test_a_misprinted_year_is_not_sorted_as_the_newest(sample_records, tmp_path):
    records = [record.model_copy(deep=True) for record in sample_records[:4]]
    for record, start in zip(records, ("3025-05-09T10:00+07:00", "2122-04-25", "1999-01-01", None), strict=True):
        record.events[0].start = start
        record.events[0].end = None
    store = tmp_path / "news.duckdb"
    nx.write(records, store)
    rows = {row["id"]: row for row in chosen(asker(store))}
    assert [rows[record.id]["date"] for record in records] == [
        records[0].published,
        records[1].published,
        "1999-01-01",
        records[3].published,
    ]
    assert rows[records[0].id]["start"].startswith("3025")  # the article's own date is kept


def test_dates_and_confidence_narrow(ask):
    rows = chosen(ask)
    assert set(ids(ask, "from=2024&to=2024-06")) == {r["id"] for r in rows if "2024" <= (r["date"] or "") <= "2024-06-99"}
    sure = {r["id"] for r in rows if r["confidence"] is not None and r["confidence"] >= 0.9}
    assert set(ids(ask, "confidence=0.9")) == sure


@pytest.mark.parametrize(
    ("asked", "way"), [({"q": "UNESCO xyzq"}, "UNESCO OR xyzq"), ({"q": "UNESCO", "type": "visit"}, "q=UNESCO")]
)
def test_an_empty_result_suggests_searches_with_results(ask, asked, way):
    page = Page(ask(f"/?{urlencode(asked)}").text)
    assert "Nothing found." in page.said
    links = [
        link
        for link in page.links
        if link.startswith("/?") and "lang=" not in link and "widen" not in link and "not=" not in link
    ]
    assert any(way in unquote_plus(link) for link in links)
    for link in links:
        assert ids(ask, link[2:]), link


def test_paging_shows_each_result_once(ask, monkeypatch):
    from newsextract.explorer import front

    monkeypatch.setattr(front, "PAGE_SIZE", 4)
    seen, url = [], "/"
    while url:
        page = Page(ask(url).text)
        seen += cards(page)
        url = next((attrs["href"] for tag, attrs in page.tags if tag == "a" and attrs.get("rel") == "next"), None)
    assert len(seen) == len(set(seen)) == 19
    assert len(cards(Page(ask("/?page=99999").text))) == 3  # the last one


def test_previous_and_next_stay_in_the_selection(ask):
    order = ids(ask, "type=meeting&sort=oldest")
    assert len(order) >= 3
    page = Page(ask(f"/record/{order[1]}?type=meeting&sort=oldest").text)
    beside = {
        attrs["rel"]: unescape(attrs["href"]) for tag, attrs in page.tags if tag == "a" and attrs.get("rel") in {"prev", "next"}
    }
    assert beside["prev"].startswith(f"/record/{order[0]}?")
    assert beside["next"].startswith(f"/record/{order[2]}?")
    assert f"2 of {len(order)}" in page.said


def test_charts_carry_their_numbers_as_json_and_as_a_table(ask):
    html = ask("/?type=meeting").text
    specs = [json.loads(part.partition("</script>")[0]) for part in html.split('<script type="application/json">')[1:]]
    assert [spec["data"]["name"] for spec in specs] == ["table", "table"]
    months = {row["month"]: row["count"] for row in specs[0]["data"]["values"] if row["count"]}
    assert sum(months.values()) == sum(bool(row["date"]) for row in chosen(ask, "type=meeting"))
    assert all(f"<td>{month}</td>" in html for month in months)
    assert sum(row["count"] for row in specs[1]["data"]["values"]) == sum(bool(r["iso"]) for r in chosen(ask, "type=meeting"))


def test_the_language_switch_translates_every_word_and_is_remembered(ask):
    english, thai = labels("en"), labels("th")
    assert english.keys() <= thai.keys()
    assert all(" " in key for key in thai.keys() - english.keys())  # messages: the key is the English text
    assert all(thai.values())
    answer = ask("/?lang=th")
    page = Page(answer.text)
    assert "ค้นหา" in page.said
    assert "กระทรวงที่ดำเนินการ" in page.said
    assert '<html lang="th">' in answer.text
    assert "newsextract_language=th" in answer.headers["set-cookie"]
    assert "Search" not in page.said.replace("SQL", "")
    assert [link for link in page.links if link.endswith("lang=en")]


def test_a_reader_s_sql_can_search_the_texts(ask):
    sql = "select id from records where article in (select value from json_each(found_articles('flood')))"
    found = {row["id"] for row in ask("/news.json", params={"sql": sql, "_shape": "array"}).json()}
    assert found == set(ids(ask, "q=flood"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("รัฐมนตรีว่าการกระทรวงศึกษาธิการ", ("กระทรวงศึกษาธิการ",)),
        ("รมว.แรงงาน", ("กระทรวงแรงงาน",)),
        ("Minister of Public Health", ("กระทรวงสาธารณสุข",)),
        ("กรมกิจการผู้สูงอายุ", ()),
    ],
)
def test_ministries_are_found_in_roles(text, wanted):
    assert ministries_in(text) == wanted


def test_the_store_and_the_json_agree(ask, sample_records):
    by_id = {r.id: r for r in sample_records}
    for row in chosen(ask):
        if row["id"] == HOSTILE_ID:
            continue
        main = main_of(by_id[row["id"]])
        assert row["type"] == (main.type if main else None)
        assert row["event_id"] == (main.id if main else None)
        assert row["date"] == (main.start[:10] if main and main.start and len(main.start) >= 10 else by_id[row["id"]].published)
        if main and main.start and main.slots.get("start"):
            words = main.slots["start"]
            assert row["confidence_start"] == pytest.approx(main.confidence["start"])
            assert set(row["start_words"].split(" | ")) == {m.text for m in words}
            assert set(row["start_offsets"].split()) == {f"{m.start}-{m.end}" for m in words}
    assert json.loads(ask(f"/record/{HOSTILE_ID}.json").text)["id"] == HOSTILE_ID
