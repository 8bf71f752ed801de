"""The explorer over HTTP: the front page, searches, facets, record pages, hostile text. No browser needed."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections import Counter
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import quote, unquote_plus, urlencode

import pytest

from explorer_store import FORMULA, HOSTILE_ID, SCRIPT, Page, asker, chosen, ids, write_store

pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")

import newsextract as nx
from newsextract.errors import ConfigError, InputError
from newsextract.explorer import build, check_port, index_path, is_fresh, make_site, serve
from newsextract.explorer.ministries import ministries_in
from newsextract.explorer.selection import FACETS
from newsextract.view.html import anchor
from newsextract.view.labels import labels
from newsextract.view.spans import slots

pytestmark = pytest.mark.filterwarnings("default")  # datasette's own dependencies warn


@pytest.fixture(scope="module")
def store(sample_records, tmp_path_factory):
    store = write_store(sample_records, tmp_path_factory.mktemp("explorer"))
    build(store, index_path(store))
    return store


@pytest.fixture(scope="module")
def ask(store):
    return asker(store, index_path(store))


def main_of(record):
    return next((event for event in record.events if event.main), None)


def cards(page):
    return [link for link in page.links if link.startswith("/record/")]


def values(ask, facet, query=""):
    """The values of a facet with their counts and links, as listed on its page."""
    html = ask(f"/facets/{facet}?{query}").text
    found, reading = [], None

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            nonlocal reading
            attrs = dict(attrs)
            if tag == "a" and "chip" in (attrs.get("class") or "").split():
                reading = [attrs["href"], ""]

        def handle_endtag(self, tag):
            nonlocal reading
            if tag == "a" and reading:
                name, _, n = " ".join(reading[1].split()).rpartition(" ")
                found.append((name, int(n.replace(",", "")), reading[0]))
                reading = None

        def handle_data(self, data):
            if reading:
                reading[1] += data

    Reader().feed(html)
    return found


def test_the_front_page_shows_results_with_what_when_who_and_where(ask, sample_records):
    page = Page(ask("/").text)
    assert len(cards(page)) == len(sample_records) + 1 == 19
    assert "19 records" in page.said
    record = sample_records[1]
    event = main_of(record)
    for said in (record.title.text, event.start[:10], event.actors[0].name, event.place.province):
        assert said in page.said
    newest = [row["date"] for row in chosen(ask)]
    assert newest == sorted(newest, key=lambda day: day or "", reverse=True)
    assert next(row["id"] for row in chosen(ask, "sort=oldest")) == min(chosen(ask), key=lambda row: row["date"])["id"]


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
    assert ask("/?from=yesterday").status_code == 400


@pytest.mark.parametrize(
    ("path", "status", "what", "fix"),
    [
        ("/?from=yesterday", 400, "'from' is not a day: 'yesterday'", "write it as 2020, 2020-02 or 2020-02-25"),
        ("/record/thaigov:0", 404, "thaigov:0", "/record/thaigov:26729"),
        ("/record/thaigov:0.json", 404, "thaigov:0", "/record/thaigov:26729"),
        ("/news/records/99999", 404, "99999", "/record/thaigov:26729"),
        ("/person/nobody", 404, "nobody", "/record/thaigov:26729"),
        ("/event/none", 404, "none", "/record/thaigov:26729"),
        ("/facets/colour", 404, "colour", "/record/thaigov:26729"),
        ("/nowhere", 404, "", "/record/thaigov:26729"),
        ("/news/nowhere", 404, "", "/record/thaigov:26729"),
        ("/news?sql=SELECT+typ+FROM+records", 400, "no such column: typ", "Tables and SQL"),
        ("/news?sql=DROP+TABLE+records", 400, "Statement must be a SELECT", ""),
        ("/news.csv?sql=SELECT+typ+FROM+records", 400, "no such column: typ", ""),
    ],
)
def test_an_error_page_says_what_is_wrong_and_links_on(ask, path, status, what, fix):
    answer = ask(path)
    page = Page(answer.text)
    assert answer.status_code == status
    assert what in page.said
    assert fix in page.said
    assert "/" in page.links
    assert "Traceback" not in answer.text
    plain = ask(path, accept="*/*")
    assert plain.status_code == status
    assert what in plain.text or what in unescape(plain.text)


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
    build(store, index_path(store))
    rows = {row["id"]: row for row in chosen(asker(store, index_path(store)))}
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


def test_every_slot_of_the_main_event_links_to_its_words(ask, sample_records):
    record = sample_records[0]
    html = ask(f"/record/{record.id}").text
    page = Page(html)
    filled = [slot for slot in slots(record.events[0]) if slot.words]
    assert {slot.name for slot in filled} >= {"type", "name", "start", "venue", "actor"}
    for slot in filled:
        for words in slot.words:
            name = anchor(record.id, words.start, words.end)
            assert f"#{name}" in page.links
            assert name in page.ids
            covered = "".join(piece for piece, classes in marked(html) if name in classes)
            assert covered == words.text


def marked(html):
    """The pieces of the article's text with their CSS classes."""
    pieces, state = [], {"on": None}

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag in {"mark", "span"}:
                state["on"] = (dict(attrs).get("class") or "").split()

        def handle_endtag(self, tag):
            if tag in {"mark", "span"}:
                state["on"] = None

        def handle_data(self, data):
            pieces.append((data, state["on"] or []))

    Reader().feed(html)
    return pieces


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
    ask.site.state.review = True
    try:
        assert f'href="/review/{record.id}"' in ask(f"/record/{record.id}").text
    finally:
        ask.site.state.review = False


PAGES = ("/?q=owned", "/?q=%7B%7B7*7%7D%7D", f"/record/{HOSTILE_ID}", "/facets/person", "/facets/body", f"/person/{quote(SCRIPT, safe='')}",
         f"/body/{quote(SCRIPT, safe='')}", f"/?{urlencode({'q': SCRIPT, 'person': SCRIPT, 'type': SCRIPT})}", f"/record/{quote(SCRIPT, safe='')}")  # fmt: skip


def test_a_page_is_made_once_for_concurrent_requests_and_again_after_a_failure():
    import threading

    from newsextract.explorer.pages import Response, ResponseCache

    made, gate = [], threading.Event()

    def make():
        gate.wait(5)
        made.append(1)
        return Response.html("x", status=200 if len(made) > 1 else 500)

    async def ask_all():
        cache = ResponseCache()
        some = [asyncio.create_task(cache.of("page", make)) for _ in range(20)]
        await asyncio.sleep(0.05)
        some[0].cancel()  # the reader who asked first goes away
        gate.set()
        assert {one.status for one in await asyncio.gather(*some[1:])} == {500}
        assert len(made) == 1
        assert [(await cache.of("page", make)).status for _ in range(3)] == [200] * 3
        assert len(made) == 2
        with pytest.raises(ZeroDivisionError):
            await cache.of("other", lambda: 1 / 0)

    asyncio.run(ask_all())


def test_the_cache_of_pages_has_a_maximum_size(monkeypatch):
    from newsextract.explorer import pages

    monkeypatch.setattr(pages, "MAX_CACHED_BYTES", 2500)
    made = []

    async def ask_all():
        cache = pages.ResponseCache()
        for name in "abbcab":
            await cache.of(name, lambda name=name: made.append(name) or pages.Response.html(name * 1000))

    asyncio.run(ask_all())
    assert made == list("abcab")  # the second b comes from the cache, which holds two of the pages


def test_a_search_does_not_wait_for_another(store, monkeypatch):
    import threading

    from newsextract.explorer.selection import Query, Selections
    from newsextract.explorer.shelf import Shelf

    selections = Selections(Shelf(index_path(store)))
    gate, make, made = threading.Event(), selections._search, []

    def slow(query):
        made.append(query.q)
        if query.q == "slow":
            assert gate.wait(10)
        return make(query)

    monkeypatch.setattr(selections, "_search", slow)
    waiting = [threading.Thread(target=selections.of, args=(Query(q="slow"),)) for _ in range(2)]
    for one in waiting:
        one.start()
    assert selections.of(Query(q="UNESCO")).order.size
    gate.set()
    for one in waiting:
        one.join()
    narrowed = selections.of(Query(q="UNESCO", chosen=(("language", "en"),)))
    assert narrowed.order.size < selections.of(Query(q="UNESCO")).order.size
    assert sorted(made) == ["UNESCO", "slow"]  # a filter does not search again
    monkeypatch.setattr(selections, "_search", lambda _query: 1 / 0)
    for _ in range(2):  # a failure is not cached
        with pytest.raises(ZeroDivisionError):
            selections.of(Query(q="other"))


@pytest.mark.parametrize("path", PAGES)
def test_hostile_text_runs_nowhere(ask, path):
    answer = ask(path)
    assert answer.status_code in {200, 404}
    page = Page(answer.text)
    assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]
    assert all(attrs.get("src", "/assets/").startswith(("/assets/", "/vega/")) for tag, attrs in page.tags if tag == "script")
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


def test_the_site_answers_only_to_this_machine_and_changes_nothing(ask, store):
    assert ask("/", host="evil.example").status_code == 421
    assert ask("/", host="localhost:9").status_code == 200
    for host in ("127.0.0.1:8001@evil.example", "127.0.0.1:", "[::1].evil.example", "localhost:1:2"):
        assert ask("/", host=host).status_code == 421
    before = store.read_bytes(), index_path(store).read_bytes()
    for sql in ("delete from records", "drop table records", "attach '/etc/passwd' as x", "pragma journal_mode=wal"):
        assert ask("/news.json", params={"sql": sql}).status_code == 400
    assert before == (store.read_bytes(), index_path(store).read_bytes())


def test_a_reader_s_sql_can_search_the_texts(ask):
    sql = "select id from records where article in (select value from json_each(found_articles('flood')))"
    found = {row["id"] for row in ask("/news.json", params={"sql": sql, "_shape": "array"}).json()}
    assert found == set(ids(ask, "q=flood"))


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/a/b/c/d/e",
        "/nothing",
        "/news/nothing",
        "/news.json?sql=no",
        "/facets/nothing",
        "/person/nobody",
        "/event/none",
        "/assets/../plugin.py",
    ],
)
def test_a_wrong_address_gets_an_error_status_without_a_traceback(ask, capsys, path):
    assert ask(path).status_code in {400, 404}
    assert capsys.readouterr() == ("", "")


def test_an_index_is_rebuilt_when_its_store_changes(sample_records, tmp_path):
    store = write_store(sample_records[:2], tmp_path)
    index = index_path(store)
    assert not is_fresh(store, index)
    assert build(store, index) == 3
    assert is_fresh(store, index)
    write_store(sample_records[:3], tmp_path)
    assert not is_fresh(store, index)
    index.write_bytes(b"no database")
    assert not is_fresh(store, index)


def test_a_file_that_is_not_a_store_is_refused_in_one_line(tmp_path):
    (tmp_path / "x.duckdb").write_bytes(b"nothing")
    for name in ("x.duckdb", "missing.duckdb"):
        with pytest.raises(InputError, match=name):
            build(tmp_path / name, tmp_path / "i")


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


def test_the_command_builds_the_index_once_and_says_where(sample_records, tmp_path):
    import typer
    from typer.testing import CliRunner

    from newsextract.cli.explore import explore

    app = typer.Typer()
    app.command()(explore)
    store = write_store(sample_records[:2], tmp_path)
    done = CliRunner().invoke(app, [str(store), "--prepare"])
    assert done.exit_code == 0
    built = index_path(store).stat().st_mtime_ns
    assert str(index_path(store)) in done.stderr.replace("\n", "")
    CliRunner().invoke(app, [str(store), "--prepare"])
    assert index_path(store).stat().st_mtime_ns == built
    missing = CliRunner().invoke(app, [str(tmp_path / "none.duckdb")])
    assert isinstance(missing.exception, InputError)


def test_a_port_in_use_is_reported_before_an_address_is_printed(sample_records, tmp_path):
    import socket

    from typer.testing import CliRunner

    from newsextract.cli import app

    store = write_store(sample_records[:1], tmp_path)
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        done = CliRunner().invoke(app, ["explore", str(store), "--port", str(port)])
        with pytest.raises(ConfigError, match="--port"):
            serve(store, index_path(store), port)
    assert isinstance(done.exception, ConfigError)
    assert f"port {port} cannot be used" in str(done.exception)
    assert "http://" not in done.stderr
    check_port(port)


def test_the_error_for_a_file_of_records_says_how_to_make_a_store(sample_records, tmp_path):
    from typer.testing import CliRunner

    from newsextract.cli import app
    from newsextract.stores import write

    write(sample_records[:1], tmp_path / "r.jsonl")
    done = CliRunner().invoke(app, ["explore", str(tmp_path / "r.jsonl")])
    assert f"newsextract store {tmp_path / 'r.jsonl'} news.duckdb" in str(done.exception)
    with pytest.raises(InputError, match=r"newsextract store records\.jsonl news\.duckdb"):
        build(tmp_path / "none.duckdb", tmp_path / "i")


@pytest.mark.slow
def test_the_seed_article_s_slots_link_to_the_right_words(shared, tmp_path):
    import newsextract as nx

    record = nx.extract(shared / "corpus" / "seed.txt")
    store = tmp_path / "seed.duckdb"
    nx.write([record], store)
    build(store, index_path(store))
    site = make_site(store, index_path(store))

    async def page():
        await site.invoke_startup()
        return (await site.client.get(f"/record/{record.id}", headers={"host": "127.0.0.1"})).text

    html = asyncio.run(page())
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


def test_hidden_tables_are_not_counted(ask):
    """Counting the rows of the word index would read all of it before the first page is shown."""
    ask("/")
    counts = asyncio.run(ask.site.get_database("news").table_counts())
    assert counts["records"] == len(ids(ask, "fold=0"))
    assert {name for name, n in counts.items() if n is None} >= {"words", "words_data", "lines"}
    assert "Many rows" not in ask("/news").text
