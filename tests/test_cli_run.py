"""The commands for large inputs: run, wayback, store, query; against local servers."""

import gzip
import json
import re
import shlex
import shutil

import pytest

import varied
from command_line import call, succeed
from fetch.conftest import PAGE, Server
from fetch.test_wayback import ORIGINAL, Imitation
from newsextract import stores
from newsextract.errors import ConfigError
from newsextract.runs.shards import Summary


def content(folder):
    """The files that equal runs must agree on: all but the lock and the fetcher's own."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != ".lock" and not p.name.startswith("fetch")}


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def server():
    made = Server()
    yield made
    made.close()


@pytest.fixture
def site(server, tmp_path):
    """A site with three good pages; the list of URLs has also a broken, a disallowed and a missing one."""
    server.page("/robots.txt", body=b"User-agent: *\nDisallow: /closed\n", headers=[("Content-Type", "text/plain")])
    for name in ("a", "b", "c"):
        server.page(f"/{name}", body=PAGE.replace("4 มีนาคม".encode(), f"{ord(name) - 92} มีนาคม".encode()))
    server.page("/broken", status=503)
    urls = tmp_path / "urls.txt"
    urls.write_text("".join(f"{server.url}/{name}\n" for name in ("a", "broken", "b", "closed", "gone", "c")), encoding="utf-8")
    return urls


LIVE = ("--contact", "tester@example.org", "--allow-private", "--delay", "0", "--workers", "1", "--shard", "2")


def test_repeating_the_command_of_a_finished_run_changes_nothing(sample, tmp_path, request):
    source = varied.write(sample, tmp_path / "pages.jsonl", 7)
    out = tmp_path / "out"
    first = succeed("run", "--from", source, "--to", out, "--workers", "2", "--shard", "3")
    assert "7 records, 0 failed" in first.stderr
    before = content(out)
    request.getfixturevalue("in_process")  # the first run had workers
    again = call("run", "--from", source, "--to", out, "--workers", "1", "--shard", "3")
    assert "7 records, 0 failed, 7 of them done before" in again.stderr
    assert content(out) == before
    assert lines(out / "manifest-00000.jsonl")[0]["url"] == "https://www.thaigov.go.th/news/contents/details/7000000"
    extracted = tmp_path / "e.jsonl"
    call("extract", source, "-o", extracted)
    assert extracted.read_bytes() == b"".join(before[name] for name in sorted(before) if name.startswith("records"))


@pytest.mark.usefixtures("in_process")
def test_progress_without_a_terminal_is_plain_lines(sample, tmp_path, monkeypatch):
    from newsextract.cli import reading

    monkeypatch.setattr(reading, "LOG_SECONDS", 0.0)
    counted = []
    monkeypatch.setattr("newsextract.sources.count", lambda spec: counted.append(spec) or 3)
    source = varied.write(sample, tmp_path / "pages.jsonl", 3)
    said = call("run", "--from", source, "--to", tmp_path / "out", "--workers", "1").stderr.splitlines()
    assert [re.fullmatch(r"\d\d:\d\d (.+)", line)[1] for line in said[:-1]] == [
        "1 record, 0 failed of 3",
        "2 records, 0 failed of 3",
        "3 records, 0 failed of 3",
    ]
    assert counted == [str(source)]  # once: a file may have gigabytes


def test_extract_times_out_with_one_worker_too(tmp_path):
    (tmp_path / "long.txt").write_text("ข่าว\n" + "นายสมชาย ใจดี ประชุมวันที่ 4 มีนาคม 2567 ที่จังหวัดเลย " * 6000, encoding="utf-8")
    result = call("extract", tmp_path / "long.txt", "--timeout", "0.1")
    assert result.exit_code == 1
    assert "took longer than 0.1 s" in result.stderr


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["run"], "give --from INPUT and --to FOLDER"),
        (["run", "--from", "x"], "give --from INPUT and --to FOLDER"),
        (["run", "--from", "x", "--to", "y", "--archive", "soon"], "nearest"),
        (["run", "--from", "x", "--to", "y", "--archive", "nearest=soon"], "not a valid date or time"),
        (["run", "--from", "x", "--to", "y", "--warc", "a.txt"], r"\.warc\.gz"),
        (["run", "--from", "x", "--retry-errors", "e.jsonl"], "leave out --from"),
        (["extract", "x", "--refresh"], "--refresh needs --warc"),
        (["store", "none", "x.duckdb"], "path 'none' does not exist"),
        (["query", "none.duckdb", "SELECT 1", "--csv", "--json"], "not both"),
    ],
)
def test_wrong_usage_says_what_to_do(args, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "500")
    result = call(*args)
    assert result.exit_code == 2
    assert re.search(message, " ".join(result.stderr.split()))


def test_ctrl_c_says_how_to_resume(monkeypatch, tmp_path):
    def stopped(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr("newsextract.runs.run_to", stopped)
    result = call("run", "--from", tmp_path, "--to", tmp_path / "out")
    assert result.exit_code == 130
    assert "give the same command again to resume" in result.stderr


@pytest.mark.usefixtures("in_process")
def test_addresses_are_fetched_once_however_often_the_run_is_stopped(site, server, tmp_path):
    out = tmp_path / "out"
    first = call("run", "--from", site, "--to", out, *LIVE)
    assert first.exit_code == 1, first.stderr
    assert "3 records, 3 failed" in first.stderr
    assert [(row["input"].rsplit(":", 1)[1], row["reason"], row["retriable"]) for row in lines(out / "errors.jsonl")] == [
        ("2", "fetch", True),
        ("4", "disallowed", False),
        ("5", "fetch", False),
    ]
    assert not server.asked("/closed")
    before, asked = content(out), len(server.log)
    for name in ("summary.json", "errors.jsonl", "manifest-00001.jsonl", "manifest-00002.jsonl"):
        (out / name).unlink()
    again = call("run", "--from", site, "--to", out, *LIVE)
    assert again.exit_code == 1
    assert content(out) == before
    assert len(server.log) == asked


@pytest.mark.usefixtures("in_process")
def test_retry_errors_fetches_only_what_failed(site, server, tmp_path):
    out = tmp_path / "my out"
    first = call("run", "--from", site, "--to", out, *LIVE)
    again = f"newsextract run --retry-errors '{out / 'errors.jsonl'}' --contact tester@example.org"
    assert first.stderr.splitlines()[-1] == f"some may succeed later: {again}"
    before = len(server.log)
    server.page("/broken")
    server.page("/gone", body=PAGE.replace(b"2567", b"2566"))
    result = call(*shlex.split(again)[1:], "--workers", "1")
    assert result.exit_code == 1
    assert "2 records, 1 still fail" in result.stderr
    assert "some may succeed later" not in result.stderr  # what is left is not allowed
    assert sorted(path for _, path, _ in server.log[before:] if path != "/robots.txt") == ["/broken", "/gone"]
    assert [row["reason"] for row in lines(out / "errors.jsonl")] == ["disallowed"]
    assert len(lines(out / "records-r001-00000.jsonl")) == 2
    store = call("store", out, tmp_path / "all.jsonl")
    assert "5 records" in store.stderr


@pytest.mark.usefixtures("in_process")
def test_a_retry_fetches_as_the_run_did_unless_told_otherwise(site, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr("newsextract.cli.run._retry", lambda _b, _e, options, _h: seen.append(options) or Summary())
    kept = tmp_path / "kept.warc.gz"
    call("run", "--from", site, "--to", tmp_path / "out", *LIVE, "--warc", kept)
    errors = tmp_path / "out" / "errors.jsonl"
    call("run", "--retry-errors", errors, "--contact", "tester@example.org")
    call("run", "--retry-errors", errors, "--contact", "tester@example.org", "--delay", "7", "--warc", tmp_path / "b.warc.gz")
    assert [(s.allow_private, s.delay, s.warc) for s in seen] == [
        (True, 0.0, kept),
        (True, 7.0, tmp_path / "b.warc.gz"),
    ]


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("missing", ["nofile.txt", "ftp://x.example/y", "www.thaigov.go.th/news"])
def test_a_missing_input_does_not_create_the_folder(sample, tmp_path, missing, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused = call("run", "--from", missing, "--to", "out", "--workers", "1")
    assert missing in str(refused.exception)
    assert not (tmp_path / "out").exists()
    succeed("run", "--from", next((sample / "text").glob("*.txt")), "--to", "out", "--workers", "1")


@pytest.mark.usefixtures("in_process")
def test_the_folder_of_a_run_may_lie_in_its_input_but_not_be_it(sample, tmp_path):
    shutil.copy(sample / "html" / "0001.html", tmp_path)
    (tmp_path / "empty.html").touch()
    command = ("run", "--from", tmp_path, "--to", tmp_path / "out", "--workers", "1")
    first, second = call(*command), call(*command)
    assert "1 record, 1 failed (see" in first.stderr
    assert "1 record, 1 failed, 2 of them done before" in second.stderr
    assert (
        "0 records, 1 still fail" in call("run", "--retry-errors", tmp_path / "out" / "errors.jsonl", "--workers", "1").stderr
    )
    assert "is an input" in call("run", "--from", tmp_path, "--to", tmp_path).stderr


def test_a_bad_gazetteer_is_refused_before_any_page_is_read(sample, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text("word,kind\nกรมว่าว,ORG\n", encoding="utf-8")
    for args in (["extract", sample / "html"], ["run", "--from", sample / "html", "--to", tmp_path / "out"]):
        result = call(*args, "--gazetteer", bad)
        assert isinstance(result.exception, ConfigError)
        assert "bad.csv:1: no column name, type" in str(result.exception)
        assert "failed" not in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("in_process")
def test_a_run_repeated_offline_from_its_own_archive_gives_the_same_records(site, server, tmp_path):
    call("run", "--from", site, "--to", tmp_path / "one", *LIVE, "--warc", tmp_path / "kept.warc.gz")
    server.routes.clear()
    server.routes["*"] = lambda handler: handler.answer(500)
    call("run", "--from", site, "--to", tmp_path / "two", *LIVE, "--warc", tmp_path / "kept.warc.gz")
    records = [[line for p in sorted((tmp_path / f).glob("records-0*")) for line in lines(p)] for f in ("one", "two")]
    assert records[0] == records[1]
    assert len(records[0]) == 3


@pytest.mark.usefixtures("in_process")
def test_live_addresses_without_a_contact_are_refused_at_once(site, server, tmp_path, monkeypatch):
    monkeypatch.delenv("NEWSEXTRACT_CONTACT", raising=False)
    result = call("run", "--from", site, "--to", tmp_path / "out", "--allow-private", "--workers", "1")
    assert result.exit_code != 0
    assert "--contact" in str(result.exception)
    assert server.log == []
    assert "--contact" in str(call("extract", site, "--allow-private").exception)


@pytest.mark.usefixtures("in_process")
def test_archived_captures_are_listed_and_run(server, tmp_path, monkeypatch):
    monkeypatch.setattr("newsextract.sources.wayback.CDX_DELAY", 0.0)
    captures = [(f"2020{m:02}15000000", f"{ORIGINAL[:-1]}{m}", f"D{m}") for m in range(1, 8)]
    imitation = Imitation(server, captures)
    urls, common = tmp_path / "urls.txt", ("--wayback", server.url, "--allow-private")
    wanted = ("wayback", "thaigov.go.th/news/*", "--from", "2020", "--to", "2020-12", "-o", urls, *common)

    real, answers = imitation.cdx, []

    def breaks_off(handler):
        answers.append(handler.path)
        if len(answers) > 2:
            handler.answer(403, b"no")
        else:
            real(handler)

    server.routes["/cdx/search/cdx"] = breaks_off
    assert "403" in str(call(*wanted).exception)
    assert not urls.exists()
    server.routes["/cdx/search/cdx"] = real
    asked = len(server.asked("/cdx/search/cdx"))
    done = succeed(*wanted)
    assert "7 captures" in done.stderr
    assert len(server.asked("/cdx/search/cdx")) - asked == 1
    assert urls.read_text(encoding="utf-8").splitlines() == [f"{server.url}/web/{t}/{u}" for t, u, _ in captures]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["urls.txt"]

    out = tmp_path / "out"
    succeed("run", "--from", urls, "--to", out, "--archive", "nearest", *common, "--delay", "0", "--workers", "1")
    sources = [line["source"] for line in lines(out / "records-00000.jsonl")]
    assert [s["archive"]["captured"][:7] for s in sources] == [f"2020-{m:02}" for m in range(1, 8)]
    assert sources[0]["url"] == captures[0][1]


@pytest.mark.usefixtures("in_process")
def test_captures_of_another_archive_are_read_as_captures(server, tmp_path, monkeypatch):
    monkeypatch.delenv("NEWSEXTRACT_CONTACT", raising=False)
    captures = [("20200215000000", ORIGINAL, "D1"), ("20210315000000", ORIGINAL, "D2")]
    Imitation(server, captures)
    urls, out = tmp_path / "urls.txt", tmp_path / "out"
    urls.write_text("".join(f"{server.url}/web/{t}/{u}\n" for t, u, _ in captures), encoding="utf-8")
    common = ("--wayback", server.url, "--allow-private", "--delay", "0", "--workers", "1")
    succeed("run", "--from", urls, "--to", out, *common)
    sources = [line["source"] for line in lines(out / "records-00000.jsonl")]
    assert [s["url"] for s in sources] == [ORIGINAL, ORIGINAL]
    assert [(s["archive"]["kind"], s["archive"]["captured"]) for s in sources] == [
        ("wayback", "2020-02-15T00:00:00Z"),
        ("wayback", "2021-03-15T00:00:00Z"),
    ]
    assert not server.asked("/robots.txt")
    asked = len(server.log)
    succeed("run", "--from", urls, "--to", tmp_path / "again", *common, "--warc", out / "fetched.warc.gz")
    assert len(server.log) == asked
    assert lines(tmp_path / "again" / "records-00000.jsonl") == lines(out / "records-00000.jsonl")
    one = call("extract", f"{server.url}/web/20200215000000/{ORIGINAL}", *common[:-2])
    assert json.loads(one.stdout)["source"]["url"] == ORIGINAL


def test_captures_without_an_output_are_printed(server, monkeypatch):
    monkeypatch.setattr("newsextract.sources.wayback.CDX_DELAY", 0.0)
    Imitation(server, [("20200215000000", ORIGINAL, "D")])
    result = call("wayback", ORIGINAL, "--wayback", server.url, "--allow-private")
    assert result.stdout == f"{server.url}/web/20200215000000/{ORIGINAL}\n"


@pytest.mark.usefixtures("in_process")
def test_store_and_query(sample_records, tmp_path):
    records = tmp_path / "r.jsonl"
    stores.write(sample_records, records)
    base = tmp_path / "news.duckdb"
    succeed("store", records, base)
    refused = call("store", records, base)
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    succeed("store", records, base, "--force")
    for name in ("r.csv", "r.parquet", "r.xlsx", "r.json"):
        for args in (("store", records, tmp_path / name), ("store", records, tmp_path / name, "--as", "jsonl")):
            if name != "r.json" or "--as" not in args:
                assert isinstance(call(*args).exception, ConfigError)
        assert not (tmp_path / name).exists()
    for target, extra in (("pq", ()), ("cs", ("--as", "csv")), ("again.jsonl", ())):
        succeed("store", base, tmp_path / target, *extra)
    assert (tmp_path / "again.jsonl").read_bytes() == records.read_bytes()
    assert (tmp_path / "pq" / "events.parquet").exists()
    assert (tmp_path / "cs" / "events.csv").exists()

    sql = "SELECT article_id, title, title_en FROM articles ORDER BY article"
    rows = [json.loads(line) for line in call("query", base, sql, "--json").stdout.splitlines()]
    assert [row["title"] for row in rows] == [row["title"]["text"] for row in lines(records)]
    assert call("query", base, "SELECT '=1+1' AS x", "--csv").stdout.split() == ["x", "'=1+1"]
    shown = call("query", base, sql, "--limit", "2")
    assert "16 more rows" in shown.stderr
    assert rows[0]["article_id"] in shown.stdout
    assert "read-only" in str(call("query", base, "DROP TABLE events").exception)
    assert call("query", base, "SELECT '[bold]x[/bold]' AS \"[red]\"").stdout.count("[bold]x[/bold]") == 1


@pytest.mark.usefixtures("in_process")
def test_passwords_reach_no_file_of_a_run(server, tmp_path):
    server.page("/a")
    urls, out = tmp_path / "urls.txt", tmp_path / "out"
    secret = server.url.replace("http://", "http://me:hemlig@")
    urls.write_text(f"{server.url}/a\n{secret}/b\n", encoding="utf-8")
    # the local server is also the proxy: it only looks at the end of the path
    server.routes["*"] = lambda h: h.answer(200, PAGE) if h.path.endswith("/a") else h.answer(404)
    done = call("run", "--from", urls, "--to", out, "--proxy", secret, *LIVE)
    assert "1 record, 1 failed" in done.stderr
    assert "user name or password" in (out / "errors.jsonl").read_text(encoding="utf-8")
    assert any("proxy-authorization" in headers for *_, headers in server.log)
    for path in out.iterdir():
        found = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        assert b"hemlig" not in found
        assert b"bWU6aGVtbGln" not in found, path
    assert "hemlig" not in done.output
    refused = call("run", "--from", f"{secret}/b", "--to", tmp_path / "none", *LIVE)
    assert (refused.exit_code, "hemlig" in refused.output, (tmp_path / "none").exists()) == (1, False, False)
