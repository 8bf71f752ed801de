"""Runs: what a stop, a changed input or a failing page does to the folder."""

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from run_folders import Killed, digest, errors, failure, go, ids, page, plain, stopped_after

from full_disk import full_disk
from newsextract import runs
from newsextract.errors import ConfigError, WorkerError
from newsextract.page import Page
from newsextract.runs import folder, retries
from newsextract.runs.folder import locked
from newsextract.stores.run_folder import problems


def test_records_errors_and_manifest_are_in_input_order(tmp_path):
    items = [page("a"), failure("x"), page("b"), page("bad1"), page("c"), page("d"), page("e")]
    summary = go(tmp_path, items)
    assert ids(tmp_path) == ["a", "b", "c", "d", "e"]
    assert errors(tmp_path) == ["x", "bad1"]
    assert (summary.records, summary.errors, dict(summary.reasons)) == (5, 2, {"unreadable": 1, "timeout": 1})
    rows = [
        json.loads(line)
        for p in sorted(tmp_path.glob("manifest-*"))
        for line in p.read_text(encoding="utf-8").splitlines()[:-1]
    ]
    assert [(r["n"], r["input"], r["outcome"]) for r in rows][:4] == [
        (0, "a", "record"),
        (1, "x", "error"),
        (2, "b", "record"),
        (3, "bad1", "error"),
    ]
    assert rows[0]["sha256"] == hashlib.sha256(b"a").hexdigest()
    assert len({r["key"] for r in rows}) == 7


def test_the_same_page_is_extracted_once_but_another_capture_or_content_is_another_page(tmp_path):
    items = [
        page("a"),
        page("a"),
        page("a", captured="2020"),
        page("a", captured="2021"),
        page("a", "changed"),
        page("a", captured="2020"),
    ]
    summary = go(tmp_path, items)
    assert len(ids(tmp_path)) == 4
    assert summary.duplicates == 2


@pytest.mark.parametrize("corrected", [{"published": "2024-03-16"}, {"title": "Kites"}, {"section": "news"}, {"id": "8"}])
def test_a_correction_beside_the_text_makes_another_page(tmp_path, corrected):
    one = replace(page("a"), published="2024-03-15")
    assert go(tmp_path / "both", [one, replace(one, **corrected)]).duplicates == 0
    go(tmp_path / "run", [one])
    with pytest.raises(ConfigError, match="item 0 of the input was 'a' and has changed"):
        go(tmp_path / "run", [replace(one, **corrected)])


def test_a_flood_of_duplicates_holds_no_pages_in_memory(tmp_path, monkeypatch):
    import tracemalloc

    monkeypatch.setattr("os.fsync", lambda _: None)
    tracemalloc.start()
    go(tmp_path, (page("same", "x" * 200_000) for _ in range(300)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000  # of 60 MB


@pytest.mark.parametrize("count", [0, 1, 3, 4, 6])
def test_any_number_of_items(tmp_path, count):
    first = go(tmp_path, [page(f"p{i}") for i in range(count)])
    again = go(tmp_path, [page(f"p{i}") for i in range(count)])
    assert first.records == again.records == len(ids(tmp_path)) == count
    assert again.skipped == count
    assert (tmp_path / "errors.jsonl").read_bytes() == b""


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    kinds=st.lists(st.sampled_from(["ok", "bad", "gone", "twice"]), max_size=14),
    stops=st.lists(st.integers(0, 40), max_size=6),
    before=st.integers(0, 14),
)
def test_a_run_stopped_at_any_write_ends_like_an_undisturbed_one(tmp_path_factory, kinds, stops, before):
    """Also a run that was finished with a shorter input; each stop comes before a file is renamed or removed."""
    items = [
        {"ok": page(f"p{n}"), "bad": page(f"bad{n}"), "gone": failure(f"g{n}"), "twice": page("twice")}[kind]
        for n, kind in enumerate(kinds)
    ]
    whole, broken = tmp_path_factory.mktemp("whole"), tmp_path_factory.mktemp("broken")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda _: None)
        _stop_again_and_again(whole, broken, items, before, stops)


def _stop_again_and_again(whole, broken, items, before, stops):
    go(whole, items)
    go(broken, items[:before])
    for stop in stops:
        with suppress(Killed), stopped_after(stop, names=("replace", "unlink")):
            go(broken, items)
    go(broken, items)
    assert digest(broken) == digest(whole)


def test_an_exception_in_the_source_or_the_runner_leaves_only_whole_shards(tmp_path):
    with pytest.raises(ZeroDivisionError):
        go(tmp_path, [page(f"p{i}") for i in range(4)] + [page("raise")])
    assert [p.name for p in sorted(tmp_path.glob("records-*.jsonl"))] == ["records-00000.jsonl"]
    assert not (tmp_path / "summary.json").exists()


def test_a_run_continues_with_an_input_that_has_grown(tmp_path):
    items = [page(f"p{i}") for i in range(9)]
    go(tmp_path, items[:4])
    summary = go(tmp_path, items)
    assert ids(tmp_path) == [f"p{i}" for i in range(9)]
    assert (summary.records, summary.skipped) == (9, 4)


@pytest.mark.parametrize(
    "change", [lambda i: i[1:], lambda i: [page("new"), *i[1:]], lambda i: [page("p0", "other text"), *i[1:]], lambda _: []]
)
def test_another_input_is_refused_and_nothing_is_touched(tmp_path, change):
    items = [page(f"p{i}") for i in range(4)]
    go(tmp_path, items)
    before = digest(tmp_path)
    with pytest.raises(ConfigError, match="has changed"):
        go(tmp_path, change(items))
    assert digest(tmp_path) == before


def test_an_item_may_become_readable_or_unreadable_when_the_run_is_resumed(tmp_path):
    items = [page("a"), failure("b"), page("c"), page("d")]
    go(tmp_path, items)
    go(tmp_path, [page("a"), page("b"), failure("c"), page("d")])
    assert ids(tmp_path) == ["a", "c", "d"]
    assert errors(tmp_path) == ["b"]


def test_other_settings_are_refused(tmp_path):
    from newsextract.config import Config

    go(tmp_path, [page("a")])
    told = {
        r"other settings \(max_bytes: 20000000, now 5\); give another --to": {"config": Config(max_bytes=5)},
        r"other options \(archive: none, now '2020'\); give another --to": {"reading": {"archive": "2020"}},
    }
    for message, more in told.items():
        with pytest.raises(ConfigError, match=message):
            go(tmp_path, [page("a")], **more)
    with pytest.raises(ConfigError, match=r"other inputs \(.+, now else\)"):
        runs.run_to(tmp_path, [page("a")], inputs=["else"], shard=3, runner=plain)
    before = digest(tmp_path)
    (tmp_path / "run.json").unlink()
    with pytest.raises(ConfigError, match=r"run\.json is missing, and the shards are another run's"):
        go(tmp_path, [page("a")], inputs=["else"])
    assert go(tmp_path, [page("a")]).skipped == 1
    assert digest(tmp_path) == before


def killed_after(count):
    def runner(items):
        yield from islice(plain(items), count)
        raise Killed

    return runner


def moved_run(tmp_path, place, spec=None, **more):
    (tmp_path / place).mkdir(exist_ok=True)
    items = [Page(b"x%d" % n, name=f"{tmp_path / place}/{n}.html") for n in range(5)]
    items.insert(3, failure(f"{tmp_path / place}/bad.html"))
    return runs.run_to(tmp_path / "out", items, inputs=[spec or str(tmp_path / place)], shard=2, **{"runner": plain, **more})


@pytest.mark.parametrize("place", ["old", "renamed"])
def test_a_run_goes_on_when_its_input_has_moved(tmp_path, place):
    moved_run(tmp_path, "old")
    whole = digest(tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        path.unlink()
    with suppress(Killed):
        moved_run(tmp_path, "old", runner=killed_after(3))
    assert moved_run(tmp_path, place, f"{tmp_path / place}/./").skipped == 2
    assert {name: sum_ for name, sum_ in digest(tmp_path / "out").items() if name != "run.json"} == {
        name: sum_ for name, sum_ in whole.items() if name != "run.json"
    }
    assert not list(problems(tmp_path / "out"))
    again = retries.settings_of(tmp_path / "out")
    assert again.places == [f"{tmp_path / place}/./"]
    read = lambda spec: iter([Page(b"good", name=f"{tmp_path / place}/bad.html")])  # noqa: ARG005, E731
    assert retries.retry(again, tmp_path / "out/errors.jsonl", read, runner=plain).records == 1
    assert errors(tmp_path / "out") == []


def test_another_input_is_not_taken_for_one_that_has_moved(tmp_path):
    moved_run(tmp_path, "old")
    before = digest(tmp_path / "out")
    (tmp_path / "other").mkdir()
    for items in ([page(f"{tmp_path}/other/0.html", "y")], [page(f"{tmp_path}/other/0.html", "x0")]):
        with pytest.raises(ConfigError, match="has changed; give the same input"):
            runs.run_to(tmp_path / "out", items, inputs=[str(tmp_path / "other")], shard=2, runner=plain)
    for inputs in (
        ["https://x.example/1"],
        ["-"],
        [str(tmp_path / "other"), str(tmp_path / "old")],
        [str(tmp_path / "urls.txt")],
    ):
        with pytest.raises(ConfigError, match="other inputs"):
            runs.run_to(tmp_path / "out", [], inputs=inputs, shard=2, runner=plain)
    assert digest(tmp_path / "out") == before


def test_a_run_without_a_finished_shard_begins_anew_with_another_folder(tmp_path):
    with suppress(Killed):
        moved_run(tmp_path, "old", runner=killed_after(1))
    moved_run(tmp_path, "new")
    assert json.loads((tmp_path / "out/run.json").read_bytes())["inputs"] == [str(tmp_path / "new")]
    assert errors(tmp_path / "out") == [f"{tmp_path}/new/bad.html"]


def test_two_runs_do_not_write_to_one_folder(tmp_path):
    def nested(items):
        with pytest.raises(ConfigError, match="another run is writing"):
            go(tmp_path, [page("a")])
        yield from plain(items)

    assert go(tmp_path, [page("a")], runner=nested).records == 1


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="cannot be made"):
        go(tmp_path / "file" / "out", [page("a")])


def test_no_worker_starts_for_a_folder_that_cannot_be_written(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "Pool", None)
    with locked(tmp_path), pytest.raises(ConfigError, match="another run is writing"):
        folder.run_to(tmp_path, [], inputs=["a"])
    monkeypatch.setattr("os.access", lambda path, _: path != tmp_path)
    with pytest.raises(ConfigError, match=rf"cannot be made \({tmp_path} cannot be written\); give another --to"):
        folder.run_to(tmp_path / "new/out", [], inputs=["a"])
    assert not (tmp_path / "new").exists()


def test_a_runner_that_loses_a_page_is_detected(tmp_path):
    with pytest.raises(RuntimeError, match="gave no result for b"):
        go(tmp_path, [page("a"), page("b")], runner=lambda items: (r for r in list(plain(items))[:1]))


def test_line_separators_inside_a_record_do_not_break_lines(tmp_path):
    items = [failure(f"x\u2028{i}\u0085") for i in range(4)]
    go(tmp_path, items)
    assert go(tmp_path, items).skipped == 4


def test_names_that_cannot_be_decoded_are_kept_and_recognised(tmp_path):
    items = [failure("x\udcff"), page("bad\udcff", "y"), failure("z")]
    go(tmp_path, items, inputs=["in\udcff"])
    assert errors(tmp_path) == [r"x\udcff", r"bad\udcff", "z"]
    assert go(tmp_path, items, inputs=["in\udcff"]).skipped == 3
    assert not list(problems(tmp_path))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit to the size of files")
def test_a_full_disk_says_how_to_go_on(tmp_path):
    items = [page(f"{number:02}", "ก" * 1000) for number in range(9)]
    with full_disk(6_000), pytest.raises(WorkerError, match=r"the folder cannot be written .*; .*give the same command again"):
        go(tmp_path / "out", items)
    go(tmp_path / "out", items)
    go(tmp_path / "other", items)
    assert digest(tmp_path / "out") == digest(tmp_path / "other")
