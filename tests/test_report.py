"""The report of a run."""

import json
import re
from html.parser import HTMLParser

import pytest

import newsextract as nx
from newsextract.errors import Failure, InputError
from newsextract.report import SLOTS, failures, linked_counts, report, summarise, write_report

VOID = {"meta", "br", "img", "link", "input", "path", "rect"}


class Checker(HTMLParser):
    """Parses a page, collects its external references, scripts and links, and checks that its tags are nested."""

    def __init__(self, html):
        super().__init__()
        self.outside, self.scripts, self.open, self.text, self.ids, self.links = [], 0, [], [], set(), set()
        self.styling = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.styling = tag == "style"
        self.scripts += tag == "script" or any(name.startswith("on") for name in attrs)
        self.outside += [attrs[name] for name in ("src", "srcset", "data") if name in attrs]
        self.outside += [attrs["href"]] if tag == "link" else []
        self.ids |= {attrs["id"]} if "id" in attrs else set()
        if tag == "a" and (attrs.get("href") or "").startswith("#"):
            self.links.add(attrs["href"][1:])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.styling = False
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        if not self.styling:
            self.text.append(data)


@pytest.fixture
def run_folder(sample_records, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    nx.write(sample_records[:10], out / "records-00000.jsonl")
    nx.write(sample_records[10:], out / "records-00001.jsonl")
    lost = [
        Failure("a.html", None, "read", "unreadable", "a.html: the file is empty"),
        Failure("b.html", None, "read", "unreadable", "b.html: the file is empty"),
        Failure("c.html", None, "fetch", "refused", "c.html: <b>robots</b>"),
    ]
    (out / "errors.jsonl").write_text("".join(f.to_json() + "\n" for f in lost), encoding="utf-8")
    return out


def test_the_report_counts_what_the_records_hold(run_folder, sample_records):
    text = " ".join(Checker(report(run_folder)).text)
    assert f"{len(sample_records)}  records" in text
    summary = summarise(sample_records)
    main = [e for r in sample_records for e in r.events if e.main]
    assert summary.main == len(main)
    assert summary.events == sum(len(r.events) for r in sample_records)
    assert summary.filled["start"] == sum(e.start is not None for e in main)
    assert summary.filled["actor"] == sum(bool(e.actors) for e in main)
    assert summary.items["terms"] == sum(len(r.terms) for r in sample_records)
    assert sum(summary.types.values()) == len(sample_records)
    assert set(summary.filled) >= {"name", "start", "venue", "actor"}
    assert all(slot in text for slot in SLOTS)


def test_levels_of_confidence_and_models_are_counted(sample_records):
    summary = summarise(sample_records)
    main = [e for r in sample_records for e in r.events if e.main]
    sure = [e.confidence["start"] for e in main if e.start and "start" in e.confidence]
    levels = summary.levels["start"]
    assert sum(levels.values()) == len(sure)
    assert levels["0.95 and more"] == sum(one >= 0.95 for one in sure)
    assert levels["below 0.5"] == sum(one < 0.5 for one in sure)
    assert {(n, d[:12]) for n, d in sample_records[0].provenance.models.items()} <= set(summary.models)
    assert set(summary.models.values()) == {18}


def test_linked_releases_are_counted_from_a_folder_and_from_a_store(run_folder, tmp_path):
    linked = tmp_path / "linked"
    linked.mkdir()
    groups = [
        {"group": "a", "kind": "duplicate", "records": ["a", "b", "c"]},
        {"group": "d", "kind": "version", "records": ["d", "e"]},
    ]
    (linked / "groups.jsonl").write_text("".join(f"{json.dumps(g)}\n" for g in groups), encoding="utf-8")
    (linked / "links.jsonl").write_text('{"a": "a", "b": "d", "kind": "same", "probability": 0.9}\n', encoding="utf-8")
    (linked / "clusters.jsonl").write_text('{"cluster": "a", "records": ["a", "d"]}\n', encoding="utf-8")
    found = linked_counts(run_folder, linked)
    assert (found.groups, found.repeats) == ({"duplicate": 1, "version": 1}, {"duplicate": 2, "version": 1})
    assert (found.links, found.clusters, found.clustered) == ({"same": 1}, 1, 2)
    text = " ".join(Checker(report(run_folder, linked=linked)).text)
    assert "Releases that belong together" in text
    assert "Releases that belong together" not in " ".join(Checker(report(run_folder)).text)
    duckdb = pytest.importorskip("duckdb")
    store = tmp_path / "news.duckdb"
    nx.write(nx.read(run_folder), store)
    assert not linked_counts(store)
    with duckdb.connect(str(store)) as base:
        base.execute('CREATE TABLE groups ("group" VARCHAR, kind VARCHAR, record VARCHAR, first BOOLEAN)')
        base.execute(
            "INSERT INTO groups VALUES ('a','duplicate','a',true), ('a','duplicate','b',false), ('a','duplicate','c',false)"
        )
        base.execute("CREATE TABLE links (a VARCHAR, b VARCHAR, kind VARCHAR, probability DOUBLE)")
        base.execute("INSERT INTO links VALUES ('a','d','same',0.9)")
    found = linked_counts(store)
    assert (found.groups, found.repeats, found.links) == ({"duplicate": 1}, {"duplicate": 2}, {"same": 1})


def test_a_folder_without_links_is_named(run_folder, tmp_path):
    with pytest.raises(InputError, match="there is nothing linked in it"):
        report(run_folder, linked=run_folder)
    (tmp_path / "groups.jsonl").write_text("[]\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"groups\.jsonl:1: this is not a line of a linked folder"):
        report(run_folder, linked=tmp_path)


def test_every_count_has_a_chart_and_a_table_and_without_the_library_only_the_table(run_folder, monkeypatch):
    drawn = report(run_folder)
    assert drawn.count('<figure class="nx-chart">') >= 6
    parts = {part.partition("</h2>")[0]: part for part in drawn.split("<h2>")[1:]}
    for title in ("Main events by type", "When", "Where", "Slots that main events fill", "How sure the values are"):
        assert "<svg" in parts[title], title
        assert "<table" in parts[title], title
    monkeypatch.setattr("newsextract.view.charts.find_spec", lambda _: None)
    plain = report(run_folder)
    assert "<svg" not in plain
    assert plain.count("<table") == drawn.count("<table")


def test_a_file_of_records_says_nothing_of_inputs_without_a_record_unless_told(tmp_path, sample_records):
    path, errors = tmp_path / "records.jsonl", tmp_path / "errors.jsonl"
    nx.write(sample_records[:1], path)
    errors.write_text('{"stage": "read", "reason": "empty"}\n', encoding="utf-8")
    plain, told = report(path), report(path, errors)
    assert "gave no record" not in plain
    assert "Inputs without a record" not in plain
    assert "<b>1</b> input gave no record" in told
    for text in (plain, told):
        assert "<b>1</b> record (1 Thai)" in text
        assert "<b>1</b> main event and" in text


def test_errors_are_counted_by_reason_with_an_example(run_folder):
    text = re.sub(r"\s+", " ", " ".join(Checker(report(run_folder)).text))
    assert "3 inputs gave no record" in text
    assert "read: unreadable 2 66.7% fetch: refused 1 33.3%" in text
    assert "read: unreadable a.html: the file is empty fetch: refused c.html: <b>robots</b>" in text


def test_a_damaged_error_file_still_counts():
    found = failures(['{"stage": "read"', "[]", "", '{"stage": "parse", "reason": "no text", "message": "m"}'])
    assert sum(n for n, _ in found.values()) == 3
    assert found["parse", "no text"] == (1, "m")


def test_the_page_is_well_formed_fetches_nothing_and_its_links_resolve(run_folder):
    drawn = report(run_folder)
    read = Checker(drawn)
    assert not read.open
    assert not read.outside
    assert not read.scripts
    assert "url(" not in drawn
    assert "@import" not in drawn
    assert read.links
    assert read.links <= read.ids
    assert "default-src 'none'" in drawn


def test_an_empty_run_gives_a_page(tmp_path):
    (tmp_path / "none.jsonl").write_text("", encoding="utf-8")
    read = Checker(report(tmp_path / "none.jsonl"))
    assert not read.open
    assert "0 records" in re.sub(r"\s+", " ", " ".join(read.text))


def test_the_report_is_the_same_when_written_twice(run_folder, tmp_path):
    write_report(run_folder, tmp_path / "a.html")
    write_report(run_folder, tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_file_that_cannot_be_read_or_written_is_one_clear_error(run_folder, tmp_path):
    with pytest.raises(InputError, match="missing"):
        report(tmp_path / "missing")
    with pytest.raises(InputError, match="cannot be written"):
        write_report(run_folder, tmp_path / "no" / "folder.html")
    with pytest.raises(InputError, match="error file"):
        report(run_folder, tmp_path / "no-errors.jsonl")


def test_an_error_line_with_any_line_separator_in_it_is_one_line(tmp_path, sample_records):
    nx.write(sample_records[:1], tmp_path / "records-00000.jsonl")
    line = json.dumps({"stage": "read", "reason": "a\u2028b\x85c", "message": "x"}, ensure_ascii=False)
    (tmp_path / "errors.jsonl").write_text(f"{line}\n{line}\n", encoding="utf-8")
    assert "<b>2</b> inputs gave no record" in report(tmp_path)
