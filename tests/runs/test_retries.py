"""Retries: only what failed is done again, and a stopped retry ends like an undisturbed one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from run_folders import Killed, digest, errors, failure, go, ids, lines, page, plain, stopped_after

from command_line import call
from newsextract import runs
from newsextract.config import Config
from newsextract.errors import ConfigError, InputError
from newsextract.page import Page
from newsextract.pipeline import provenance
from newsextract.runs import retries
from newsextract.runs.extraction import Extracted


def broken_run(folder: Path):
    items = [page("a"), page("bad1"), failure("x"), page("b"), page("bad2"), page("bad1"), page("c")]
    go(folder, items, inputs=[""])
    return items


def mended(spec):
    yield from [page("a"), page("bad1"), page("x"), page("b"), page("bad2"), page("bad1"), page("c")]


def mending(items):
    for item in items:
        name = item.name
        yield failure(name, "still") if name == "bad2" else Extracted(name, item.url, json.dumps({"id": name}))


def retry(folder, file=None, runner=mending, read=mended):
    return retries.retry(retries.settings_of(folder), file or folder / "errors.jsonl", read, runner=runner)


def test_a_retry_redoes_only_what_failed_and_keeps_what_fails_again(tmp_path):
    broken_run(tmp_path)
    before = {p: p.read_bytes() for p in tmp_path.glob("records-*")}
    asked = []

    def watching(items):
        items = list(items)
        asked.extend(i.name for i in items)
        yield from mending(iter(items))

    summary = retry(tmp_path, runner=watching)
    assert asked == ["bad1", "x", "bad2"]
    assert (summary.records, summary.errors) == (2, 1)
    assert ids(tmp_path) == ["a", "b", "c", "bad1", "x"]
    assert [(json.loads(line)["input"], json.loads(line)["reason"]) for line in lines(tmp_path / "errors.jsonl")] == [
        ("bad2", "still")
    ]
    assert all(p.read_bytes() == content for p, content in before.items())
    assert "5 records and 1 error in 4 shards: all checksums match" in call("check", tmp_path).stderr


def test_repeating_the_run_after_a_retry_changes_nothing(tmp_path):
    items = broken_run(tmp_path)
    retry(tmp_path)
    after = digest(tmp_path)
    runs.run_to(tmp_path, items, inputs=[""], shard=3, runner=plain)
    assert digest(tmp_path) == after


def test_a_retry_of_some_lines_leaves_the_others(tmp_path):
    broken_run(tmp_path)
    some = tmp_path.parent / "some.jsonl"
    some.write_text("".join(f"{line}\n" for line in lines(tmp_path / "errors.jsonl") if '"x"' in line), encoding="utf-8")
    assert retry(tmp_path, some).records == 1
    assert errors(tmp_path) == ["bad1", "bad2"]
    assert retry(tmp_path).records == 1
    assert errors(tmp_path) == ["bad2"]
    assert ids(tmp_path) == ["a", "b", "c", "x", "bad1"]


def test_an_input_that_a_retry_no_longer_finds_keeps_its_error(tmp_path):
    broken_run(tmp_path)
    assert retry(tmp_path, read=lambda _: iter([page("a"), page("x")])).records == 1
    assert errors(tmp_path) == ["bad1", "bad2"]


@pytest.mark.parametrize("stop", range(9))
def test_a_retry_stopped_at_any_write_ends_like_an_undisturbed_one(tmp_path, stop):
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    for folder in (whole, broken):
        broken_run(folder)
    retry(whole)
    try:
        with stopped_after(stop):
            retry(broken)
    except Killed:
        retry(broken)
    assert digest(broken) == digest(whole)


def test_only_a_finished_run_can_be_retried(tmp_path):
    with pytest.raises(ConfigError, match=r"no run in this folder; .* or the run's folder with --to"):
        retry(tmp_path)
    broken_run(tmp_path)
    (tmp_path / "summary.json").unlink()
    with pytest.raises(ConfigError, match="not finished"):
        retry(tmp_path)


def test_a_retry_by_another_version_names_what_differs(tmp_path, monkeypatch):
    broken_run(tmp_path)
    other = provenance(Config()).model_copy(update={"newsextract": "0.0.7"})
    monkeypatch.setattr("newsextract.pipeline.provenance", lambda _: other)
    with pytest.raises(ConfigError, match=r"another version or configuration \(newsextract: '.*', now '0\.0\.7'\)"):
        retry(tmp_path)


def test_a_file_that_is_not_an_error_file_is_refused(tmp_path):
    broken_run(tmp_path)
    with pytest.raises(InputError, match="no such error file"):
        retry(tmp_path, tmp_path / "none.jsonl")
    (tmp_path / "odd.jsonl").write_text('{"a": 1}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"odd\.jsonl:1"):
        retry(tmp_path, tmp_path / "odd.jsonl")


def test_an_input_whose_name_is_not_utf8_is_retried(tmp_path):
    spec = "pages\udcff.jsonl"

    def pages(_=None):
        yield from (Page(b"x", name=f"{spec}:{number}") for number in (1, 2))

    def failing(items):
        for item in items:
            yield failure(item.name) if item.name.endswith(":2") else Extracted(item.name, None, json.dumps({"id": item.name}))

    runs.run_to(tmp_path, pages(), inputs=[spec], runner=failing)
    for path in tmp_path.glob("*.json*"):
        path.read_bytes().decode("utf-8")
    assert errors(tmp_path) == ["pages\\udcff.jsonl:2"]
    assert retries.settings_of(tmp_path).inputs == [spec]
    assert retry(tmp_path, read=pages).records == 1
    assert errors(tmp_path) == []


def test_many_errors_are_retried_in_little_memory(tmp_path, monkeypatch):
    import tracemalloc

    monkeypatch.setattr("os.fsync", lambda _: None)
    items = [page(f"bad{n}") for n in range(2000)]
    runs.run_to(tmp_path, items, inputs=[""], runner=plain)
    tracemalloc.start()
    assert retry(tmp_path, read=lambda _: iter(items), runner=plain).errors == 2000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2000 * 300  # the length of an error line


def test_a_retry_reads_the_archives_before_an_archive_again_for_the_captures_that_revisits_refer_to(tmp_path):
    inputs = ["1.warc.gz", "2.html", "3.warc.gz", "4.wacz"]
    go(tmp_path, [failure("3.warc.gz@7")], inputs=inputs)
    again = []

    def read(spec):
        again.append(spec)
        yield page(f"{spec}@7")

    assert retry(tmp_path, read=read).records == 1
    assert again == ["1.warc.gz", "3.warc.gz"]
