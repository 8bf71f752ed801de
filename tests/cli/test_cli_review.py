"""Corrections on the command line: applied where records are read, counted, and listed where they do not fit."""

import json
import shutil

import pytest

import newsextract as nx
from command_line import call, succeed
from desk_maker import correction
from newsextract import desk
from newsextract.desk import EventRef, Target, Value
from review_store import emoji_record, plain_record

pytest.importorskip("duckdb")
MAIN = EventRef(main=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two records, and a file with a correction that fits, one that does not, and a torn line."""
    folder = tmp_path_factory.mktemp("corrected")
    records = [emoji_record(), plain_record()]
    nx.write(records, folder / "records.jsonl")
    kind = Target(layer="events", slot="type", event=MAIN)
    wanted = [
        correction(records[0], kind, "correct", None, Value(value="talks")),
        correction(records[1].model_copy(update={"id": "gone:1"}), kind, "confirm", Value(value="visit"), Value(value="visit")),
    ]
    desk.append(folder / "c.jsonl", wanted)
    with (folder / "c.jsonl").open("ab") as file:
        file.write(b'{"who": "nida"')
    return folder


def run(*args, code=0):
    done = call(*args, COLUMNS="120")
    assert done.exit_code == code, done.output
    return done


def test_a_store_is_made_of_corrected_records(folder, tmp_path):
    options = ("--corrections", folder / "c.jsonl", "--misfits", tmp_path / "left.csv")
    done = run("store", folder / "records.jsonl", tmp_path / "news.duckdb", *options)
    assert "2 corrections: 1 applied, 1 not fitting" in done.stderr
    assert "unfinished" in done.stderr
    assert "gone:1" in (tmp_path / "left.csv").read_text(encoding="utf-8-sig")
    record, other = nx.read(tmp_path / "news.duckdb")
    assert record.events[0].type == "talks"
    assert record.provenance.review.sha256 == desk.read(folder / "c.jsonl").sha256
    assert other == plain_record()
    shown = run("query", tmp_path / "news.duckdb", "SELECT article_id, reviewed FROM events WHERE main", "--json")
    rows = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [row["reviewed"] for row in rows] == [["type"], []]


def test_a_runs_folder_is_not_called_a_file_where_a_store_is_needed(sample, folder, tmp_path):
    pytest.importorskip("datasette")
    succeed("run", "--from", sample / "html" / "0001.html", "--to", tmp_path / "my run", "--workers", "1")
    refused = run("explore", tmp_path / "my run", code=1)
    assert "this is the folder of a run; make a database of it: `newsextract store '" in str(refused.exception)
    succeed("store", folder / "records.jsonl", tmp_path / "tables", "--as", "csv")
    assert "this is a folder of CSV files" in str(run("explore", tmp_path / "tables", code=1).exception)
    assert "this is a file of records" in str(run("explore", folder / "records.jsonl", code=1).exception)


def test_a_query_report_and_link_read_corrected_records(folder, tmp_path):
    corrections = ("--corrections", folder / "c.jsonl")
    nx.write(nx.read(folder / "records.jsonl"), tmp_path / "news.duckdb")
    done = run("query", tmp_path / "news.duckdb", "SELECT type FROM events WHERE main", "--csv", *corrections)
    assert done.stdout.split()[1] == "talks"
    assert "1 applied" in done.stderr
    done = run("report", folder / "records.jsonl", "-o", tmp_path / "r.html", *corrections)
    assert "1 applied" in done.stderr
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Reviewers decided <b>1</b> value of <b>1</b> record." in page
    assert "1 applied" in run("link", folder / "records.jsonl", "--to", tmp_path / "links", *corrections).stderr


def test_an_export_is_made_of_corrected_records(folder, tmp_path):
    options = ("--corrections", folder / "c.jsonl", "--misfits", tmp_path / "left.csv")
    done = run("export", "table", folder / "records.jsonl", "-o", tmp_path / "a.csv", *options)
    assert "2 corrections: 1 applied, 1 not fitting" in done.stderr
    assert ",talks," in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert "gone:1" in (tmp_path / "left.csv").read_text(encoding="utf-8-sig")
    wrong = run("export", "popolo", folder / "records.jsonl", "-o", tmp_path / "p.json", *options[:2], code=1)
    assert "newsextract link --corrections" in str(wrong.exception)


def test_wrong_usage_is_refused(folder, tmp_path):
    store = (folder / "records.jsonl", tmp_path / "x.jsonl")
    assert "--misfits lists corrections" in str(run("store", *store, "--misfits", tmp_path / "m.csv", code=1).exception)
    assert "cannot be read" in str(run("store", *store, "--corrections", tmp_path / "no", code=1).exception)
    assert not (tmp_path / "x.jsonl").exists()
    over = run("store", folder / "records.jsonl", folder / "c.jsonl", "--force", "--corrections", folder / "c.jsonl", code=2)
    assert "is an input" in over.stderr


def test_the_agreement_of_two_files_is_shown(tmp_path):
    pytest.importorskip("krippendorff")
    kind = Target(layer="events", slot="type", event=MAIN)
    for who, values in (("a", ("talks", "visit", "visit")), ("b", ("talks", "visit", "other"))):
        for number, value in enumerate(values):
            record = plain_record().model_copy(update={"id": f"kite:{number}"})
            desk.append(tmp_path / who, [correction(record, kind, "correct", None, Value(value=value), who=who)])
    done = run("agreement", tmp_path / "a", tmp_path / "b", "--disagreements", tmp_path / "d.csv")
    assert "66.7%" in done.stdout
    assert (tmp_path / "d.csv").read_text(encoding="utf-8-sig").splitlines()[1:] == [
        "kite:2,type,main,a,visit",
        "kite:2,type,main,b,other",
    ]
    assert "no value was decided by two" in str(run("agreement", tmp_path / "a", code=1).exception)


def test_a_review_says_at_its_start_which_decisions_are_of_other_records(folder, tmp_path, monkeypatch):
    pytest.importorskip("datasette")
    monkeypatch.setattr("newsextract.explorer.serve", lambda *_, **__: None)
    run("store", folder / "records.jsonl", tmp_path / "a.duckdb")
    corrections = shutil.copy(folder / "c.jsonl", tmp_path)
    done = run("review", tmp_path / "a.duckdb", "--corrections", corrections, "--port", 8979)
    assert f"{corrections}: 1 decision on records that are not in this store" in done.stderr


def test_a_review_that_cannot_write_its_decisions_does_not_start(folder, tmp_path, monkeypatch):
    pytest.importorskip("datasette")
    monkeypatch.setattr("newsextract.explorer.serve", lambda *_, **__: pytest.fail("it starts"))
    run("store", folder / "records.jsonl", tmp_path / "a.duckdb")
    (tmp_path / "c.jsonl.lock").mkdir()  # the superuser could write to a folder that is read-only
    done = call("review", tmp_path / "a.duckdb", "--corrections", tmp_path / "c.jsonl", "--port", 8979)
    assert "c.jsonl: the corrections cannot be written" in str(done.exception)
