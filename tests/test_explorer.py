"""The explorer over HTTP: search, facets, record pages, downloads, hostile text. No browser needed."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections import Counter
from html import escape
from html.parser import HTMLParser
from urllib.parse import quote_plus

import pytest

from explorer_store import FORMULA, HOSTILE_ID, SCRIPT, Page, asker, rows, write_store

pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")

from newsextract.errors import ConfigError, InputError
from newsextract.explorer import build, check_port, facets, index_path, is_fresh, make_site, plugin, serve
from newsextract.explorer.ministries import ministries_in
from newsextract.explorer.search import finder
from newsextract.view.html import anchor
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


def facet(ask, name, query=""):
    found = ask(f"/news/records.json?{query}").json()["facet_results"]
    return {item["value"]: item["count"] for item in found[name]["results"]}


def test_the_front_page_leads_to_the_table(ask):
    answer = ask("/")
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/news/records")


@pytest.mark.parametrize("typed", ["ผู้สูงอายุ", "ดิจิทัล UNESCO", "unesco", '"Older Persons"'])
def test_search_finds_exactly_the_articles_that_contain_every_term(ask, sample_records, typed):
    terms = [typed.strip('"')] if typed.startswith('"') else typed.split()
    wanted = {r.id for r in sample_records if all(t.lower() in r.text.lower() for t in terms)}
    assert wanted
    assert {row["id"] for row in rows(ask, f"_search={typed}")} - {HOSTILE_ID} == wanted


@pytest.mark.parametrize("typed", ['"', '""', "*", "NOT", "a OR b", "(", "'; drop table records; --", "%", "ๆ", "\x00", "^a:b"])
def test_any_characters_may_be_typed(ask, typed):
    assert ask("/news/records", params={"_search": typed}).status_code == 200
    assert len(rows(ask, "")) == 19


def test_thai_digits_are_found_by_arabic_ones(ask, sample_records):
    thai = next(r for r in sample_records if "๒๕" in r.text)
    place = thai.text.index("๒๕")
    year = thai.text[place : place + 4].translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789"))
    assert thai.id in {row["id"] for row in rows(ask, f"_search={year}")}


def test_facets_count_what_the_records_say_and_filter_to_it(ask, sample_records):
    types = facet(ask, "type")
    for kind, count in types.items():
        assert len(rows(ask, f"type={kind}")) == count
    name = next(p.label for p in reversed(sample_records[0].people))  # the hostile copy renames the first
    said = {r.id for r in sample_records if any(p.label == name for p in r.people)}
    assert {row["id"] for row in rows(ask, f"_person={name}")} - {HOSTILE_ID} == said
    for name, count in facet(ask, "ministry").items():
        assert len(rows(ask, f"_ministry={name}")) == count
    assert set(facet(ask, "year")) == {int(row["date"][:4]) for row in rows(ask, "")}
    assert facet(ask, "province", "type=meeting") != facet(ask, "province")


def test_every_name_of_the_store_is_counted_and_leads_to_its_records(ask, sample_records):
    said = Counter(name for record in sample_records for name in {person.label for person in record.people})
    answer = ask("/news/names.json?kind=person&_shape=array&_size=max")
    counted = {row["name"]: row["articles"] for row in answer.json()}
    copied = {
        person.label for person in sample_records[0].people
    }  # in the hostile copy of the first record too, but for its chief
    assert said.keys() <= counted.keys()
    assert all(counted[name] == number for name, number in said.items() if name not in copied)
    name, number = max(counted.items(), key=lambda item: item[1])
    page = Page(ask("/news/names?kind=person").text)
    link = next(link for link in page.links if link.startswith(f"/news/records?_person={quote_plus(name)}"))
    assert len(rows(ask, link.partition("?")[2])) == number


def test_a_page_lists_no_more_names_of_a_facet_than_it_can_hold(ask, monkeypatch):
    page = Page(ask("/news/records").text)
    assert [link for link in page.links if "_facet_size=500" in link]
    assert not [link for link in page.links if "_facet_size=max" in link]
    monkeypatch.setattr(facets, "MOST", 12)
    assert len(facet(ask, "person", "_facet_size=max")) == 12
    monkeypatch.setattr(plugin, "MOST", 12)
    assert "/news/names?kind=person&_sort_desc=articles" in Page(ask("/news/records?_facet_size=12").text).links


@pytest.mark.parametrize("query", ["_facet_link=type' or 1", "type=meeting&_facet_link=x", "_facet_chart=headline"])
def test_a_facet_that_is_not_there_is_passed_over(ask, query):
    answer = ask(f"/news/records.json?{query}")
    assert answer.status_code == 200
    assert set(answer.json()["facet_results"]) == {"type", "ministry", "province", "person", "year", "month", "iso"}


def test_a_text_is_searched_once_for_all_questions_of_a_page(store, sample_records):
    find = finder(index_path(store))
    first = find("ผู้สูงอายุ")
    assert find("ผู้สูงอายุ") is first
    assert len(json.loads(first)) >= sum("ผู้สูงอายุ" in record.text for record in sample_records)
    assert len(json.loads(find("   "))) == 19


def test_timeline_and_map_count_the_selection_and_link_to_it(ask):
    page = Page(ask("/news/records").text)
    months = facet(ask, "month")
    for month, count in months.items():
        assert [link for link in page.links if f"month={month}" in link]
        assert f"{month}: {count}" in page.text
    assert [link for link in page.links if "iso=TH-10" in link]


def test_every_slot_of_the_main_event_leads_to_its_words(ask, sample_records):
    record = sample_records[0]
    page = Page(ask(f"/record/{record.id}").text)
    filled = [slot for slot in slots(record.events[0]) if slot.words]
    assert {slot.name for slot in filled} >= {"type", "name", "start", "venue", "actor"}
    for slot in filled:
        for words in slot.words:
            name = anchor(record.id, words.start, words.end)
            assert f"#{name}" in page.links
            assert name in page.ids
            covered = "".join(piece for piece, classes in marked(ask(f"/record/{record.id}").text) if name in classes)
            assert covered == words.text


def marked(html):
    """The pieces of the article's text with the classes that they carry."""
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
    number = rows(ask, f"id={record.id}")[0]["article"]
    assert ask(f"/news/records/{number}").headers["location"] == f"/record/{record.id}"
    assert ask("/record/thaigov:0").status_code == 404
    assert ask("/record/..%2F..%2Fetc%2Fpasswd").status_code == 404


def test_hostile_text_runs_nowhere(ask):
    for path in ("/news/records?_search=owned", f"/record/{HOSTILE_ID}"):
        answer = ask(path)
        page = Page(answer.text)
        assert not [attrs for _, attrs in page.tags if "onerror" in attrs]
        assert "owned" not in "".join(str(script) for script in page.tags if script[0] == "script")
        assert escape(SCRIPT).split("&#x27;")[0] in answer.text
        assert not [link for link in page.links if link.lower().startswith("javascript")]
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "script-src" not in ask(f"/record/{HOSTILE_ID}").headers["content-security-policy"]


def test_no_csv_cell_begins_a_formula_and_the_json_keeps_the_words(ask):
    for extra in ("", "&_stream=on", "&_dl=1"):
        table = list(csv.DictReader(io.StringIO(ask(f"/news/records.csv?id={HOSTILE_ID}{extra}").content.decode("utf-8-sig"))))
        assert table[0]["headline"].startswith("'=HYPERLINK")
    query = ask("/news.csv?sql=select+headline+from+records+where+headline+like+'%3DHYPER%25'")
    assert "\n\"'=HYPERLINK" in query.text.replace("\r", "")
    assert rows(ask, f"id={HOSTILE_ID}")[0]["headline"].startswith(FORMULA)


def test_the_site_answers_only_to_this_machine_and_changes_nothing(ask, store):
    assert ask("/news/records", host="evil.example").status_code == 421
    assert ask("/news/records", host="localhost:9").status_code == 200
    for host in ("127.0.0.1:8001@evil.example", "127.0.0.1:", "[::1].evil.example", "localhost:1:2"):
        assert ask("/news/records", host=host).status_code == 421
    before = store.read_bytes(), index_path(store).read_bytes()
    for sql in ("delete from records", "drop table records", "attach '/etc/passwd' as x", "pragma journal_mode=wal"):
        assert ask("/news.json", params={"sql": sql}).status_code == 400
    assert before == (store.read_bytes(), index_path(store).read_bytes())


@pytest.mark.parametrize("path", ["/../../etc/passwd", "/a/b/c/d/e", "/nothing", "/news/nothing", "/news.json?sql=no"])
def test_a_wrong_address_is_an_answer_and_no_traceback(ask, capsys, path):
    assert ask(path).status_code in {400, 404}
    assert capsys.readouterr() == ("", "")


def test_an_index_is_built_anew_when_its_store_changes(sample_records, tmp_path):
    store = write_store(sample_records[:2], tmp_path)
    index = index_path(store)
    assert not is_fresh(store, index)
    assert build(store, index) == 3
    assert is_fresh(store, index)
    write_store(sample_records[:3], tmp_path)
    assert not is_fresh(store, index)
    index.write_bytes(b"no database")
    assert not is_fresh(store, index)


def test_what_is_no_store_is_refused_in_one_line(tmp_path):
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
    for row in rows(ask, ""):
        if row["id"] == HOSTILE_ID:
            continue
        main = next((e for e in by_id[row["id"]].events if e.main), None)
        assert row["type"] == (main.type if main else None)
        assert row["date"] == (main.start[:10] if main and main.start and len(main.start) >= 10 else by_id[row["id"]].published)
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


def test_a_port_in_use_is_said_before_anything_is_announced(sample_records, tmp_path):
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


def test_a_file_of_records_is_told_how_to_become_a_store(sample_records, tmp_path):
    from typer.testing import CliRunner

    from newsextract.cli import app
    from newsextract.stores import write

    write(sample_records[:1], tmp_path / "r.jsonl")
    done = CliRunner().invoke(app, ["explore", str(tmp_path / "r.jsonl")])
    assert f"newsextract store {tmp_path / 'r.jsonl'} news.duckdb" in str(done.exception)
    with pytest.raises(InputError, match=r"newsextract store records\.jsonl news\.duckdb"):
        build(tmp_path / "none.duckdb", tmp_path / "i")


@pytest.mark.slow
def test_the_seed_article_s_slots_lead_to_the_right_words(shared, tmp_path):
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
