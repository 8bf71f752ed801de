"""``newsextract link``: its files, store tables, reruns and user decisions; all people are invented."""

import csv
import json
import os
import random
import re
import sqlite3
import sys
from contextlib import closing
from xml.etree import ElementTree as ET

import pytest

from command_line import call, succeed
from newsextract import records as records_of
from newsextract.across import cache, decisions, gleaning, popolo
from newsextract.data import read_text
from newsextract.errors import ConfigError, InputError
from newsextract.stores import linked
from tests.across import linked_records
from tests.across.linked_records import body, person, record, write

HEALTH = "รัฐมนตรีว่าการกระทรวงสาธารณสุข"
TEXT = (
    "นายสายลม ว่าวไกล รัฐมนตรีว่าการกระทรวงสาธารณสุข เปิดงานว่าวนานาชาติ ณ ลานว่าวริมทะเล มีผู้ชมกว่า 4,500 คน ตลอดทั้งวัน "
    "งานนี้มีการประกวดว่าวจุฬา ว่าวปักเป้า และว่าวงู พร้อมการแสดงของเยาวชนจากชุมชนทำว่าวบ้านสายลม"
)
FILES = ("groups", "links", "clusters", "persons", "person_mentions", "bodies", "body_mentions", "memberships")


def some_records():
    sailom = person("สายลม ว่าวไกล", HEALTH)
    english = person(None, "Minister of Public Health", en="Sailom Waoklai", title="Mr.")
    found = [
        record(f"demo:{n}", f"2020-01-{n:02}", sailom, person("ใบไม้ ปลิวฟ้า", title="นาง"), body("กระทรวงสาธารณสุข"))
        for n in range(1, 5)
    ]
    found.append(record("demo:5", "2020-01-05", english, body(None, en="Ministry of Public Health"), language="en"))
    found += [record(f"demo:{n}", "2020-02-01", sailom, text=TEXT) for n in (6, 7)]
    return found


def link(path, to, *options):
    return succeed("link", *path if isinstance(path, list) else [path], "--to", to, *options)


def lines(folder, name):
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def written(folder):
    return {name: (folder / f"{name}.jsonl").read_bytes() for name in FILES}


def test_the_records_of_these_tests_have_the_current_schema_version():
    assert linked_records.VERSION == records_of.SCHEMA_VERSION


def test_the_files_of_a_linked_folder(tmp_path):
    done = link(write(tmp_path / "r.jsonl", some_records()), tmp_path / "out")
    assert "1 group, 1 surplus record of 7, 1 link; 2 people, 1 body, 1 spell" in done.stderr
    out = tmp_path / "out"
    assert lines(out, "groups") == [{"group": "demo:6", "kind": "duplicate", "records": ["demo:6", "demo:7"]}]
    assert any({"demo:6", "demo:7"} <= set(one["records"]) for one in lines(out, "clusters"))
    sailom = lines(out, "persons")[0]
    assert sailom == {
        "id": "demo:1#e1", "name": {"th": "สายลม ว่าวไกล", "en": "Sailom Waoklai"}, "forms": ["สายลม ว่าวไกล", "Sailom Waoklai"],
        "records": [f"demo:{n}" for n in range(1, 8)],
    }  # fmt: skip
    [spell] = lines(out, "memberships")
    assert (spell["person"], spell["office"], spell["start"], spell["end"]) == ("demo:1#e1", HEALTH, "2020-01-01", "2020-02-01")
    assert spell["organisation"] == lines(out, "bodies")[0]["id"]
    said = {"record": "demo:5", "start": 10, "end": 35, "text": "Minister of Public Health", "day": "2020-01-05"}
    assert spell["evidence"][4] == said
    assert {"person": "demo:1#e1", "record": "demo:5", "entity": "e1"} in lines(out, "person_mentions")


def test_the_order_of_the_records_and_of_the_files_does_not_matter(tmp_path):
    some = some_records()
    link(write(tmp_path / "all.jsonl", some), tmp_path / "one")
    random.Random(4).shuffle(some)
    link([write(tmp_path / "a.jsonl", some[:3]), write(tmp_path / "b.jsonl", some[3:])], tmp_path / "two")
    assert written(tmp_path / "one") == written(tmp_path / "two")


def test_a_rerun_reads_only_new_records_and_writes_what_a_first_run_writes(tmp_path, monkeypatch):
    some = some_records()
    out = tmp_path / "out"
    link(write(tmp_path / "r.jsonl", some[:-1]), out)
    read = []
    real = gleaning.glean
    monkeypatch.setattr(gleaning, "glean", lambda one: read.append(one["id"]) or real(one))
    link(write(tmp_path / "r.jsonl", some), out)
    assert read == ["demo:7"]
    read.clear()
    link(tmp_path / "r.jsonl", tmp_path / "new")
    assert len(read) == 7
    assert written(out) == written(tmp_path / "new")


def test_a_rerun_writes_what_a_first_run_writes_whatever_has_changed(tmp_path, sample_records):
    real = [json.loads(one.to_json()) for one in sample_records]
    copies = [one | {"id": f"{one['id']}9", "published": "2024-02-01"} for one in real[::3]]
    every = some_records() + real + copies
    changed = [
        one | {"text": one["text"] + " เพิ่มเติม", "published": "2020-01-03"} if n % 5 == 0 else one for n, one in enumerate(every)
    ]
    again = tmp_path / "again"
    for number, some in enumerate((every[:-4], every, changed, changed[3:-2], every[::2], every)):
        path = write(tmp_path / "r.jsonl", some)
        link(path, again, "--workers", 1 + number % 2)
        link(path, tmp_path / f"new{number}")
        assert written(again) == written(tmp_path / f"new{number}"), number
    assert lines(again, "links")
    assert lines(again, "groups")


def test_any_number_of_workers_writes_the_same(tmp_path):
    some = some_records()
    files = [write(tmp_path / f"{n}.jsonl", some[n : n + 3]) for n in (0, 3, 6)]
    link(files, tmp_path / "one")
    link(files[:2], tmp_path / "two", "--workers", 2)
    link(files, tmp_path / "two", "--workers", 2)
    assert written(tmp_path / "one") == written(tmp_path / "two")


def settled(path):
    """The file, as if it had been written some time ago."""
    past = path.stat().st_mtime - 60
    os.utime(path, (past, past))
    return path


def test_a_file_with_the_same_stamp_is_not_opened(tmp_path, monkeypatch):
    path, out = write(tmp_path / "r.jsonl", some_records()), tmp_path / "out"
    assert cache.stamp_of(path) is None, "it was written just now"
    monkeypatch.setattr(cache, "_TICK", 0)
    link(settled(path), out)
    before = written(out)
    monkeypatch.setattr(gleaning.lines, "of_file", lambda path: pytest.fail(f"{path} was read"))
    link(path, out)
    assert written(out) == before


def test_a_change_that_keeps_size_and_time_is_seen(tmp_path, monkeypatch):
    path, out = settled(write(tmp_path / "r.jsonl", some_records())), tmp_path / "out"
    monkeypatch.setattr(cache, "_TICK", 0)
    link(path, out)
    was, text = path.stat(), path.read_bytes()
    path.write_bytes(text.replace("สายลม".encode(), "ลมสาย".encode()))
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert path.stat().st_size == was.st_size
    link(path, out)
    assert lines(out, "persons")[0]["forms"] == ["ลมสาย ว่าวไกล"]
    assert cache.stamp_of(tmp_path / "none") is None


DAMAGES = [
    "DROP TABLE pairs", "UPDATE records SET harvest = '[1'", "UPDATE records SET words = x'00'", "UPDATE records SET runs = NULL",
    "UPDATE others SET value = '[1'", "UPDATE others SET value = '[1' WHERE name = 'files'",
    "UPDATE others SET value = '[1' WHERE name = 'events'", "UPDATE others SET value = '[1' WHERE name = 'offices'",
    "UPDATE others SET value = x'' WHERE name = 'events'", "UPDATE others SET value = substr(value, 1, 200) WHERE name = 'events'",
]  # fmt: skip


@pytest.mark.parametrize(("damage", "workers"), [("", 2), *((damage, 1) for damage in ["", *DAMAGES])])
def test_a_damaged_cache_is_rebuilt(tmp_path, damage, workers):
    path, out = write(tmp_path / "r.jsonl", some_records()), tmp_path / "out"
    link(path, out)
    before = written(out)
    if damage:
        with closing(sqlite3.connect(out / cache.FILE)) as base, base:
            base.execute(damage)
    else:
        (out / cache.FILE).write_bytes(b"[1")
    assert not cache.read(out).kept
    link(path, out, "--workers", workers)
    assert written(out) == before
    assert len(cache.read(out).entries) == len(some_records())


def test_a_file_of_which_the_cache_lacks_a_record_is_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "_TICK", 0)
    path, out = settled(write(tmp_path / "r.jsonl", some_records())), tmp_path / "out"
    link(path, out)
    before = written(out)
    with closing(sqlite3.connect(out / cache.FILE)) as base, base:
        base.execute("DELETE FROM records WHERE rowid = 1")
    link(path, out)
    assert written(out) == before


def test_the_cache_outlives_a_page_on_the_datas_sources_but_no_other_data(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "ROOT", tmp_path)
    (tmp_path / "people").mkdir()
    made_with = cache.made_with.__wrapped__
    before = made_with()
    (tmp_path / "people" / "SOURCES.md").touch()
    assert made_with() == before
    (tmp_path / "people" / "ranks.csv").touch()
    assert made_with() != before


@pytest.mark.parametrize("version", [cache.made_with(), "another"])
def test_two_runs_at_once_keep_a_cache_that_fits_its_records(tmp_path, version):
    """Another run, perhaps of another version, writes the cache after this one has read it."""
    some, out = some_records(), tmp_path / "out"
    link(write(tmp_path / "all.jsonl", some), out)
    mine = cache.read(out)
    link(write(tmp_path / "few.jsonl", some[:3]), out)
    with closing(sqlite3.connect(out / cache.FILE)) as base, base:
        base.execute("UPDATE others SET value = ? WHERE name = 'version'", (version.encode(),))
        base.execute("UPDATE records SET text_digest = 'other'")
    cache.write(out, mine)
    now = cache.read(out)
    assert now.entries.keys() == mine.entries.keys()
    assert sum(one.text_digest == "other" for one in now.entries.values()) == 3 * (version == cache.made_with())


def test_a_run_that_reads_the_cache_keeps_others_from_changing_it(tmp_path):
    out = tmp_path / "out"
    link(write(tmp_path / "r.jsonl", some_records()), out)
    with cache._transaction(out) as base:
        base.execute("SELECT * FROM records").fetchone()
        with (
            closing(sqlite3.connect(out / cache.FILE, 0, isolation_level=None)) as other,
            pytest.raises(sqlite3.OperationalError),
        ):
            other.execute("DELETE FROM records")


@pytest.mark.skipif(sys.platform != "linux", reason="file names elsewhere are Unicode")
def test_the_cache_knows_files_whose_names_are_not_unicode(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "_TICK", 0)
    path, out = settled(write(tmp_path / os.fsdecode(b"r\xff.jsonl"), some_records())), tmp_path / "out"
    link(path, out)
    assert list(cache.read(out).files) == [str(path)]


def test_the_cache_holds_the_current_records_only(tmp_path):
    some, out = some_records(), tmp_path / "out"
    for last in (4, 7, 3, 7):
        link(write(tmp_path / "r.jsonl", some[:last]), out)
        assert len(cache.read(out).entries) == last
        assert {name for pair in cache.read(out).shares for name in pair} <= set(cache.read(out).entries)


def test_a_cache_that_cannot_be_written_is_an_error_of_the_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "_TABLES", {"records": ")"})
    path = write(tmp_path / "r.jsonl", some_records())
    done = call("link", path, "--to", tmp_path / "out")
    assert isinstance(done.exception, ConfigError)
    assert "cannot be written" in str(done.exception)


def test_decisions_win_and_survive_a_rerun(tmp_path):
    path, out = write(tmp_path / "r.jsonl", some_records()), tmp_path / "out"
    decided = tmp_path / "decisions.csv"
    rows = ["release,demo:6,demo:7,two", "release,demo:1,demo:2,one", "person,สายลม ว่าวไกล,Sailom Waoklai,two"]
    decided.write_text("\n".join(["kind,a,b,decision", *rows]), encoding="utf-8")
    for _ in range(2):
        link(path, out, "--decisions", decided)
        assert [one["records"] for one in lines(out, "groups")] == [["demo:1", "demo:2"]]
        assert {("demo:6", "demo:7")}.isdisjoint((one["a"], one["b"]) for one in lines(out, "links"))
        assert not any({"demo:6", "demo:7"} <= set(one["records"]) for one in lines(out, "clusters"))
        assert [one["forms"] for one in lines(out, "persons")] == [["สายลม ว่าวไกล"], ["ใบไม้ ปลิวฟ้า"], ["Sailom Waoklai"]]


def test_a_decision_on_a_record_that_is_gone_is_named(tmp_path):
    path, decided = write(tmp_path / "r.jsonl", some_records()), tmp_path / "decisions.csv"
    rows = ["release,demo:6,gone:1,two", "person,demo:1#e1,gone:2#e1,one", "body,กรมการว่าว,กองว่าว,two"]
    decided.write_text("\n".join(["kind,a,b,decision", *rows]), encoding="utf-8")
    done = call("link", path, "--to", tmp_path / "out", "--decisions", decided)
    assert done.stderr.splitlines()[:-1] == [f"{decided}: {one} is in none of these records" for one in ("gone:1", "gone:2#e1")]


def test_a_wrong_decision_names_its_line(tmp_path):
    decided = tmp_path / "decisions.csv"
    decided.write_text("kind,a,b,decision\nperson,ก,ข,three\n", encoding="utf-8")
    path = write(tmp_path / "r.jsonl", some_records())
    done = call("link", path, "--to", tmp_path / "o", "--decisions", decided)
    assert "decisions.csv:2: person,ก,ข,three is not a decision" in str(done.exception)


def test_decisions_are_read_as_excel_saves_them(tmp_path):
    decided = tmp_path / "decisions.csv"
    decided.write_text("kind;a;b;decision\nperson;ก;ข;one\n;;;\n", encoding="cp874")
    assert decisions.read(decided).pairs("person", "one") == [("ก", "ข")]
    decided.write_text("kind,a,b\nperson,ก,ข\n", encoding="utf-8")
    with pytest.raises(InputError, match="the table has no column 'decision'") as failed:
        decisions.read(decided)
    assert failed.value.fix == "begin the file with the line kind,a,b,decision"


def test_a_line_that_is_not_a_record_is_named(tmp_path):
    path = tmp_path / "r.jsonl"
    path.write_text('{"id": 3}\n', encoding="utf-8")
    done = call("link", path, "--to", tmp_path / "o")
    assert "r.jsonl:1: this is not a record" in str(done.exception)
    assert not (tmp_path / "o").exists()
    done = call("link", write(path, some_records()), "--to", path)
    assert "this is a file" in str(done.exception)


def test_popolo_has_the_ids_of_a_users_file(tmp_path):
    ids = tmp_path / "ids.csv"
    ids.write_text(
        "kind,name,scheme,identifier\nperson,Sailom WAOKLAI,wikidata,Q1\nbody,สธ.,politigraph,o-7\n", encoding="utf-8"
    )
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("kind,name,scheme,identifier\nperson,Sailom\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"wrong\.csv:2: the line gives no identifier"):
        popolo.identifiers(wrong)
    link(write(tmp_path / "r.jsonl", some_records()), tmp_path / "out", "--popolo", tmp_path / "p.json", "--ids", ids)
    data = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    assert data["persons"][0]["identifiers"] == [{"scheme": "wikidata", "identifier": "Q1"}]
    assert data["persons"][0]["other_names"] == [{"name": "Sailom Waoklai"}]
    assert data["posts"] == [{"id": f"post:{HEALTH}", "label": HEALTH, "organization_id": data["organizations"][0]["id"]}]
    [held] = data["memberships"]
    assert (held["person_id"], held["post_id"], held["start_date"]) == ("demo:1#e1", f"post:{HEALTH}", "2020-01-01")


def test_the_network_of_who_appears_with_whom(tmp_path):
    networkx = pytest.importorskip("networkx", reason="the extra `network` is not installed")
    path = write(tmp_path / "r.jsonl", some_records())
    for name in ("p.gexf", "p.graphml"):
        link(path, tmp_path / "out", "--network", tmp_path / name)
    made = networkx.read_graphml(tmp_path / "p.graphml")
    assert made.edges["demo:1#e1", "demo:1#e2"]["weight"] == 4
    assert "lastmodified" not in (tmp_path / "p.gexf").read_text(encoding="utf-8")
    assert ET.parse(tmp_path / "p.gexf").getroot().tag.endswith("gexf")  # noqa: S314  our own file


def test_names_are_learnt_from_the_users_own_records(tmp_path):
    both = [record(f"demo:{n}", f"2020-03-{n:02}", person("ลมหนาว พัดใจ", en="Lomnao Phatjai")) for n in (10, 11)]
    link(write(tmp_path / "r.jsonl", some_records() + both), tmp_path / "out", "--learn", tmp_path / "names.csv")
    rows = list(csv.DictReader((tmp_path / "names.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["th"], row["en"], row["met"], row["kind"]) for row in rows] == [
        ("ลมหนาว พัดใจ", "Lomnao Phatjai", "2", "person"),
        ("สายลม ว่าวไกล", "Sailom Waoklai", "1", "person"),
    ]


@pytest.mark.parametrize(("option", "name"), [("--learn", "n.csv"), ("--popolo", "p.json"), ("--network", "p.gexf")])
def test_an_optional_file_is_replaced_only_with_force(tmp_path, option, name):
    (tmp_path / name).write_text("mine", encoding="utf-8")
    given = [
        "link",
        str(write(tmp_path / "r.jsonl", some_records())),
        "--to",
        str(tmp_path / "out"),
        option,
        str(tmp_path / name),
    ]
    refused = call(*given)
    assert "exists already" in refused.output
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"
    succeed(*given, "--force")
    assert (tmp_path / name).read_text(encoding="utf-8") != "mine"


def test_every_kind_of_store_has_the_linked_tables(tmp_path, sample_records):
    duck = pytest.importorskip("newsextract.stores.duck", reason="the extra `stores` is not installed")
    pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
    path = tmp_path / "sample.jsonl"
    path.write_text("".join(f"{one.to_json()}\n" for one in sample_records), encoding="utf-8")
    link(path, tmp_path / "out")
    for target in ("n.duckdb", "tables", "sheets"):
        more = ["--as", "csv"] if target == "sheets" else []
        succeed("store", path, tmp_path / target, "--links", tmp_path / "out", *more)
    base = tmp_path / "n.duckdb"
    for name, table in linked.TABLES.items():
        names, *rows = duck.query(base, f"SELECT * FROM {name}")  # noqa: S608
        assert names == tuple(one.name for one in table.columns)
        assert len(rows) == len(list(linked.rows(tmp_path / "out", name))) == len(linked.frame(tmp_path / "out", name))
        assert (tmp_path / "tables" / f"{name}.parquet").exists()
        assert (tmp_path / "sheets" / f"{name}.csv").exists()
    assert len(list(duck.query(base, "SELECT person_th, event_type, day FROM event_persons"))) > 1
    assert len(list(duck.query(base, "SELECT * FROM counted_events"))) > len(sample_records)
    rows = linked.source(base)
    assert list(rows("memberships")) == list(linked.rows(tmp_path / "out", "memberships"))


def test_the_who_command(tmp_path):
    link(write(tmp_path / "r.jsonl", some_records()), tmp_path / "out")
    ask = ["who", "รมว.สธ.", "--on", "2020-01-03", "--links", str(tmp_path / "out")]
    done = call(*ask)
    assert "2020-01-01 – 2020-02-01  สายลม ว่าวไกล / Sailom Waoklai" in done.stdout
    [row] = [json.loads(line) for line in call(*ask, "--json").stdout.splitlines()]
    assert row["office"] == HEALTH
    done = call("who", "--person", "Sailom Waoklai", "--links", tmp_path / "out")
    assert HEALTH in done.stdout
    for wrong in (["who"], ["who", "x", "--on", "3"], ["who", "x", "--links", str(tmp_path / "none")]):
        assert call(*wrong).exit_code != 0


@pytest.mark.usefixtures("in_process")
def test_a_record_has_the_names_of_the_users_own_table(tmp_path):
    table = tmp_path / "names.csv"
    table.write_text("th,en,forms,articles,kind\nลมหนาว พัดใจ,Lomnao Phatjai,,3,person\n", encoding="utf-8")
    page = tmp_path / "page.txt"
    page.write_text("งานว่าว\n\nวันที่ 3 มีนาคม 2563 นายลมหนาว พัดใจ เป็นประธานเปิดงานว่าวนานาชาติ ณ จังหวัดตรัง\n", encoding="utf-8")
    done = call("extract", page, "--names", table)
    assert "Lomnao Phatjai" in done.stdout
    assert "Lomnao Phatjai" not in call("extract", page).stdout
    (tmp_path / "wrong.csv").write_text("th,en\nก,A\n", encoding="utf-8")
    done = call("extract", page, "--names", tmp_path / "wrong.csv")
    assert "columns of the table of names are missing" in str(done.exception)


def test_the_page_describes_every_table_and_view(root):
    """``python scripts/docs_outputs.py pages`` rewrites the tables."""
    page = (root / "docs" / "stores.md").read_text(encoding="utf-8").split("## Links")[1]
    for name, table in linked.TABLES.items():
        section = page.split(f"### `{name}`")[1].split("\n### ")[0]
        assert re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", section, re.MULTILINE) == [
            (c.name, c.type, c.about) for c in table.columns
        ]
    views = re.findall(r"VIEW (\w+)", read_text("stores/linked_views.sql"))
    assert len(views) == 5
    assert all(f"`{view}`" in page for view in views)


def test_two_decisions_that_contradict_each_other_are_refused(tmp_path):
    path = tmp_path / "decisions.csv"
    path.write_text("kind,a,b,decision\nperson,ก,ข,one\nbody,ก,ข,two\nperson,ข,ก,two\n", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"decisions\.csv:4: person,ข,ก,two contradicts an earlier line; delete one of the two"
    ):
        decisions.read(path)
