"""Runs: what a kill, a changed input or a failing page does to the folder."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import varied
from newsextract import retries, runs
from newsextract.batch import Extracted
from newsextract.errors import ConfigError, Failure, InputError
from newsextract.page import Page
from newsextract.records import Archive


def page(name: str, body: str | None = None, captured: str | None = None) -> Page:
    archive = Archive(kind="wayback", uri=f"w/{name}", captured=captured) if captured else None
    return Page((body or name).encode(), name=name, url=f"https://www.example.go.th/{name}", archive=archive)


def gone(name: str, reason: str = "unreadable") -> Failure:
    return Failure(name, None, "read", reason, f"{name}: {reason}")


def plain(items):
    """A runner that needs no models: pages called bad… fail, those called raise… end the process as a bug would."""
    for item in items:
        if isinstance(item, Failure):
            yield item
        elif item.name.startswith("raise"):
            raise ZeroDivisionError(item.name)
        elif item.name.startswith("bad"):
            yield Failure(item.name, item.url, "extract", "timeout", f"{item.name}: too slow", retriable=True)
        else:
            yield Extracted(item.name, item.url, json.dumps({"id": item.name, "text": item.content.decode()}))


def go(folder: Path, items, **more):
    return runs.run_to(folder, items, inputs=["in"], shard=3, runner=more.pop("runner", plain), **more)


def digest(folder: Path) -> dict[str, str]:
    """Checksums of everything that a run promises to be the same."""
    kept = (p for p in folder.rglob("*") if p.is_file() and p.name != ".lock" and not p.name.startswith("fetch"))
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(kept)}


def ids(folder: Path) -> list[str]:
    from newsextract.stores.jsonl import shards

    return [json.loads(line)["id"] for path in shards(folder) for line in path.read_text(encoding="utf-8").splitlines()]


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def errors(folder: Path) -> list[str]:
    return [json.loads(line)["input"] for line in (folder / "errors.jsonl").read_text(encoding="utf-8").splitlines()]


def test_records_errors_and_manifest_stand_in_input_order(tmp_path):
    items = [page("a"), gone("x"), page("b"), page("bad1"), page("c"), page("d"), page("e")]
    summary = go(tmp_path, items)
    assert ids(tmp_path) == ["a", "b", "c", "d", "e"]
    assert errors(tmp_path) == ["x", "bad1"]
    assert (summary.records, summary.errors, dict(summary.reasons)) == (5, 2, {"unreadable": 1, "timeout": 1})
    rows = [
        json.loads(line) for p in sorted(tmp_path.glob("manifest-*")) for line in p.read_text(encoding="utf-8").splitlines()
    ]
    assert [(r["n"], r["input"], r["outcome"]) for r in rows][:4] == [
        (0, "a", "record"),
        (1, "x", "error"),
        (2, "b", "record"),
        (3, "bad1", "error"),
    ]
    assert rows[0]["sha256"] == hashlib.sha256(b"a").hexdigest()
    assert len({r["key"] for r in rows}) == 7


def test_the_same_page_is_done_once_but_another_capture_or_content_is_another_page(tmp_path):
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


def test_a_flood_of_duplicates_holds_no_pages_in_memory(tmp_path):
    import tracemalloc

    tracemalloc.start()
    go(tmp_path, (page("same", "x" * 100_000) for _ in range(3000)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.parametrize("count", [0, 1, 3, 4, 6])
def test_any_number_of_items(tmp_path, count):
    first = go(tmp_path, [page(f"p{i}") for i in range(count)])
    again = go(tmp_path, [page(f"p{i}") for i in range(count)])
    assert first.records == again.records == len(ids(tmp_path)) == count
    assert again.skipped == count
    assert (tmp_path / "errors.jsonl").read_bytes() == b""


class Killed(BaseException):
    pass


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kinds=st.lists(st.sampled_from(["ok", "bad", "gone", "twice"]), max_size=14),
    stops=st.lists(st.integers(0, 40), max_size=6),
)
def test_stopped_at_any_write_a_run_ends_as_an_undisturbed_one(tmp_path_factory, kinds, stops):
    items = [
        {"ok": page(f"p{n}"), "bad": page(f"bad{n}"), "gone": gone(f"g{n}"), "twice": page("twice")}[kind]
        for n, kind in enumerate(kinds)
    ]
    whole, broken = tmp_path_factory.mktemp("whole"), tmp_path_factory.mktemp("broken")
    go(whole, items)
    real = Path.replace
    for stop in stops:
        left = [stop]

        def replace(self, target, left=left):
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return real(self, target)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "replace", replace)
            try:
                go(broken, items)
            except Killed:
                continue
    go(broken, items)
    assert digest(broken) == digest(whole)


def test_an_exception_in_the_source_or_the_runner_leaves_whole_shards_only(tmp_path):
    with pytest.raises(ZeroDivisionError):
        go(tmp_path, [page(f"p{i}") for i in range(4)] + [page("raise")])
    assert [p.name for p in sorted(tmp_path.glob("records-*.jsonl"))] == ["records-00000.jsonl"]
    assert not (tmp_path / "summary.json").exists()


def test_an_input_that_has_grown_is_gone_on_with(tmp_path):
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
    with pytest.raises(ConfigError, match="is another now"):
        go(tmp_path, change(items))
    assert digest(tmp_path) == before


def test_what_could_not_be_read_may_be_readable_when_the_run_goes_on(tmp_path):
    items = [page("a"), gone("b"), page("c"), page("d")]
    go(tmp_path, items)
    go(tmp_path, [page("a"), page("b"), gone("c"), page("d")])
    assert ids(tmp_path) == ["a", "c", "d"]
    assert errors(tmp_path) == ["b"]


def test_other_settings_are_refused(tmp_path):
    from newsextract.config import Config

    go(tmp_path, [page("a")])
    for more in ({"config": Config(max_bytes=5)}, {"reading": {"archive": "2020"}}):
        with pytest.raises(ConfigError, match="give another --to"):
            go(tmp_path, [page("a")], **more)
    with pytest.raises(ConfigError, match="other inputs"):
        runs.run_to(tmp_path, [page("a")], inputs=["else"], shard=3, runner=plain)
    (tmp_path / "run.json").unlink()
    with pytest.raises(ConfigError, match=r"no run\.json"):
        go(tmp_path, [page("a")])


def test_two_runs_do_not_write_to_one_folder(tmp_path):
    def nested(items):
        with pytest.raises(ConfigError, match="another run is writing"):
            go(tmp_path, [page("a")])
        yield from plain(items)

    assert go(tmp_path, [page("a")], runner=nested).records == 1


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="cannot be made"):
        go(tmp_path / "file" / "out", [page("a")])


def test_a_runner_that_loses_a_page_is_found_out(tmp_path):
    with pytest.raises(RuntimeError, match="gave no result for b"):
        go(tmp_path, [page("a"), page("b")], runner=lambda items: (r for r in list(plain(items))[:1]))


def test_line_separators_inside_a_record_do_not_break_lines(tmp_path):
    items = [gone(f"x\u2028{i}\u0085") for i in range(4)]
    go(tmp_path, items)
    assert go(tmp_path, items).skipped == 4


# retries


def broken_run(folder: Path):
    items = [page("a"), page("bad1"), gone("x"), page("b"), page("bad2"), page("bad1"), page("c")]
    go(folder, items)
    return items


def mended(spec):
    yield from [page("a"), page("bad1"), page("x"), page("b"), page("bad2"), page("bad1"), page("c")]


def mending(items):
    for item in items:
        name = item.name
        yield gone(name, "still") if name == "bad2" else Extracted(name, item.url, json.dumps({"id": name}))


def retry(folder, file=None, runner=mending, read=mended):
    return retries.retry(folder, file or folder / "errors.jsonl", read, runner=runner)


def named(folder: Path) -> None:
    """Give the run an input whose items carry its name, as real ones do."""
    path = folder / "run.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"in"', '""'), encoding="utf-8")


def test_a_retry_does_only_what_failed_and_what_still_fails_stays(tmp_path):
    broken_run(tmp_path)
    named(tmp_path)
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


def test_after_a_retry_the_run_itself_gives_the_errors_that_are_left(tmp_path):
    items = broken_run(tmp_path)
    named(tmp_path)
    retry(tmp_path)
    after = digest(tmp_path)
    runs.run_to(tmp_path, items, inputs=[""], shard=3, runner=plain)
    assert digest(tmp_path) == after


def test_a_retry_of_some_lines_leaves_the_others(tmp_path):
    broken_run(tmp_path)
    named(tmp_path)
    some = tmp_path.parent / "some.jsonl"
    some.write_text("".join(f"{line}\n" for line in lines(tmp_path / "errors.jsonl") if '"x"' in line), encoding="utf-8")
    assert retry(tmp_path, some).records == 1
    assert errors(tmp_path) == ["bad1", "bad2"]
    assert retry(tmp_path).records == 1
    assert errors(tmp_path) == ["bad2"]
    assert ids(tmp_path) == ["a", "b", "c", "x", "bad1"]


def test_what_a_retry_does_not_find_any_more_keeps_its_error(tmp_path):
    broken_run(tmp_path)
    named(tmp_path)
    assert retry(tmp_path, read=lambda _: iter([page("a"), page("x")])).records == 1
    assert errors(tmp_path) == ["bad1", "bad2"]


@pytest.mark.parametrize("stop", range(9))
def test_a_retry_stopped_at_any_write_ends_as_an_undisturbed_one(tmp_path, stop, monkeypatch):
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    for folder in (whole, broken):
        broken_run(folder)
        named(folder)
    retry(whole)
    real, left = Path.replace, [stop]

    def replace(self, target):
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        try:
            retry(broken)
            finished = True
        except Killed:
            finished = False
    if not finished:
        retry(broken)
    assert digest(broken) == digest(whole)


def test_only_a_finished_run_can_be_retried(tmp_path):
    with pytest.raises(ConfigError, match="no run in this folder"):
        retry(tmp_path)
    broken_run(tmp_path)
    (tmp_path / "summary.json").unlink()
    with pytest.raises(ConfigError, match="not finished"):
        retry(tmp_path)


def test_a_file_that_is_no_error_file(tmp_path):
    broken_run(tmp_path)
    with pytest.raises(InputError, match="no such error file"):
        retry(tmp_path, tmp_path / "none.jsonl")
    (tmp_path / "odd.jsonl").write_text('{"a": 1}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"odd\.jsonl:1"):
        retry(tmp_path, tmp_path / "odd.jsonl")


# real kills


#: a shell that starts the tests in the background would have its children ignore Ctrl-C
_MAIN = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from newsextract.cli import main; main()"


def command(source: Path, out: Path, shard: int) -> list[str]:
    options = ["--from", str(source), "--to", str(out), "--workers", "2", "--shard", str(shard)]
    return [sys.executable, "-c", _MAIN, "run", *options]


def manifests(out: Path) -> int:
    return len(list(out.glob("manifest-*.jsonl")))


def kill_somewhere(args: list[str], out: Path, rng: random.Random, how: int) -> bool:
    """Start the command and kill it a random time after it has begun to write; whether it was still running."""
    process = subprocess.Popen(args, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    before, parts = manifests(out), rng.random() < 0.5
    end = time.monotonic() + 300
    while process.poll() is None and time.monotonic() < end:
        if manifests(out) > before or (parts and any(out.glob("*.part"))):
            break
        time.sleep(0.01)
    time.sleep(rng.uniform(0, 0.8))
    running = process.poll() is None
    if running:
        os.kill(process.pid, how)
    process.wait()
    workers_end(process.pid)
    return running


def workers_end(group: int) -> None:
    """A killed run leaves no process behind."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    pytest.fail("worker processes outlived their run by 30 seconds")


def killed_runs_end_alike(sample: Path, tmp_path: Path, pages: int, shard: int, kills: int) -> None:
    source = varied.write(sample, tmp_path / "pages.jsonl", pages)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    assert subprocess.run(command(source, whole, shard), check=False, capture_output=True).returncode == 0
    rng = random.Random(pages)
    done = 0
    for attempt in range(kills * 3):
        how = signal.SIGINT if attempt % 4 == 3 else signal.SIGKILL
        done += kill_somewhere(command(source, broken, shard), broken, rng, how)
        if done == kills or (broken / "summary.json").exists():
            break
    assert done == kills
    final = subprocess.run(command(source, broken, shard), check=False, capture_output=True, text=True)
    assert final.returncode == 0, final.stderr
    assert digest(broken) == digest(whole)
    text = "\n".join(f"{value}  {name}" for name, value in digest(whole).items())
    sys.stdout.write(f"{kills} kills, {pages} pages, sha256 over all files: {hashlib.sha256(text.encode()).hexdigest()}\n")
    records = [line for p in sorted(broken.glob("records-*.jsonl")) for line in lines(p)]
    assert len({json.loads(line)["id"] for line in records}) == len(records) == pages


def test_a_run_killed_three_times_ends_as_an_undisturbed_one(sample, tmp_path):
    killed_runs_end_alike(sample, tmp_path, pages=90, shard=9, kills=3)


@pytest.mark.long
def test_a_run_of_5000_pages_killed_twenty_times_ends_as_an_undisturbed_one(sample, tmp_path):
    killed_runs_end_alike(sample, tmp_path, pages=5000, shard=50, kills=20)
