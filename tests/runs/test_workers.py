from __future__ import annotations

import sys
import threading
import time

import jobs
import pytest
from run_folders import digest, go

import newsextract as nx
from newsextract.config import Config
from newsextract.errors import ConfigError, Failure, InputError, WorkerError
from newsextract.fetch import Settings
from newsextract.page import Page
from newsextract.runs import extraction, run_to, workers


def page(number: int, body: str = "") -> Page:
    text = f"ปลัดกระทรวงเปิดประชุมครั้งที่ {number}\nวันที่ 4 มีนาคม 2567 เวลา 09.30 น. ประชุมที่จังหวัดเลย {body}"
    return Page(text.encode(), name=f"p{number}", url=f"https://www.example.go.th/{number}", kind="text")


def test_one_and_two_workers_write_the_same_bytes_in_the_same_order():
    items = [page(i) for i in range(12)]
    items.insert(3, Page(b"\x00\x01\x02\xff" * 50, name="binary"))
    items.insert(5, Failure("gone.html", None, "read", "unreadable", "gone.html: missing"))
    one = list(workers.run(items))
    two = list(workers.run(items, workers=2))
    assert one == two
    assert [type(r).__name__ for r in one].count("Failure") == 2
    assert isinstance(one[3], Failure)
    assert one[5].message == "gone.html: missing"


def pooled(items, extract, count=2, timeout=60.0, probe=jobs.healthy, light=False):
    """Results of workers that need no models."""
    with workers.Pool(Config(), count, timeout, light=light, extract=extract, probe=probe) as pool:
        return list(pool.extract(items))


@pytest.mark.parametrize("light", [False, True])
def test_a_page_that_hangs_or_kills_its_worker_becomes_an_error_line(light):
    items = [page(0), page(1, "hang"), page(2), page(3, "die"), page(4)]
    results = pooled(items, jobs.hang_or_die, 1 if light else 2, timeout=3.0, light=light)
    assert names(results) == ["p0", "timeout", "p2", "worker died", "p4"]
    assert all(r.retriable for r in results if isinstance(r, Failure))


def test_garbage_is_collected_once_the_first_page_has_loaded_what_pages_need():
    results = pooled([page(0), page(1)], jobs.collected, count=1)
    assert [r.line for r in results] == ["False", "True"]


@pytest.fixture
def remembered(tmp_path, monkeypatch):
    monkeypatch.setenv("REMEMBERED", str(tmp_path))
    return tmp_path


def names(results):
    return [r.reason if isinstance(r, Failure) else r.input for r in results]


def test_a_worker_killed_while_it_loads_is_started_again(remembered):
    assert names(pooled(map(page, range(9)), jobs.fine, probe=jobs.dies_while_loading_once)) == [f"p{n}" for n in range(9)]


@pytest.mark.parametrize(
    ("probe", "said"), [(jobs.always_dies, r"no worker process can start \(signal 9\)"), (jobs.faulty, "PermissionError")]
)
def test_workers_that_cannot_load_end_the_work_with_the_reason(probe, said):
    with pytest.raises(WorkerError, match=said):
        pooled([page(1)], jobs.fine, probe=probe)


def test_a_page_whose_worker_was_killed_goes_to_another_and_keeps_its_place(remembered):
    assert names(pooled(map(page, range(9)), jobs.dies_twice_at)) == [f"p{n}" for n in range(9)]


def test_a_memory_error_is_final_only_if_a_fresh_worker_has_it_too(remembered):
    assert names(pooled(map(page, range(7)), jobs.full)) == ["p0", "p1", "machine", "p3", "p4", "p5", "p6"]


@pytest.mark.parametrize(
    "error", [MemoryError("x"), OSError(28, "No space left on device"), PermissionError(13, "Permission denied")]
)
def test_an_error_of_the_machine_is_retriable(monkeypatch, error):
    def broken(*_args, **_kwargs):
        raise error

    monkeypatch.setattr("newsextract.pipeline.to_record", broken)
    result = extraction.extract_page(page(1), Config())
    assert (result.reason, result.retriable) == ("machine", True)
    with pytest.raises(WorkerError, match=f"no page can be extracted here.*{type(error).__name__}"):
        list(workers.run([page(1)]))


@pytest.mark.parametrize("reason", ["internal", "machine", "worker died"])
def test_the_same_error_page_after_page_ends_the_run(tmp_path, reason):
    def failing(items, fail=True):
        for n, item in enumerate(items):
            wrong = fail and n >= 5
            message = f"{item.name}: no such dictionary"
            yield Failure(item.name, None, "extract", reason, message) if wrong else extraction.Extracted(item.name, None, "{}")

    pages = [page(n) for n in range(40)]
    with pytest.raises(WorkerError, match=r"20 pages in a row failed alike \(no such dictionary\)"):
        go(tmp_path / "out", pages, runner=failing)
    assert not list((tmp_path / "out").glob("errors-00002*.jsonl"))
    assert not (tmp_path / "out" / "summary.json").exists()
    assert go(tmp_path / "out", pages, runner=lambda items: failing(items, fail=False)).errors == 0
    go(tmp_path / "whole", pages, runner=lambda items: failing(items, fail=False))
    assert digest(tmp_path / "out") == digest(tmp_path / "whole")


def test_different_errors_and_slow_pages_do_not_end_the_run(tmp_path):
    def failing(items):
        for n, item in enumerate(items):
            reason = "timeout" if n < 30 else "internal"
            yield Failure(item.name, None, "extract", reason, f"{item.name}: {n if n > 30 else ''}")

    assert go(tmp_path, [page(n) for n in range(70)], runner=failing).errors == 70


def test_a_worker_checks_that_pages_can_be_extracted_before_a_folder_is_made(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", "/dev/null/home")  # nobody can write there, not even the superuser
    monkeypatch.setenv("XDG_DATA_HOME", "/dev/null/home")
    monkeypatch.setenv("PYTHAINLP_DATA", "/dev/null/home")
    with pytest.raises(WorkerError, match=r"no page can be extracted here .*Error"):
        run_to(tmp_path / "out", [page(1)], inputs=["in"])
    assert not (tmp_path / "out").exists()


def test_an_unexpected_exception_is_a_failure_that_asks_for_a_report(monkeypatch):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("newsextract.pipeline.to_record", broken)
    result = extraction.extract_page(page(1), Config())
    assert (result.stage, result.reason) == ("extract", "internal")
    assert "please report" in result.message


def test_closing_early_stops_the_workers():
    with workers.Pool(Config(), 2, 60.0, extract=jobs.fine, probe=jobs.healthy) as pool:
        results = pool.extract(page(i) for i in range(1000))
        assert next(results)
        processes = [worker.process for worker in pool.workers]
        results.close()
    for process in processes:
        with pytest.raises(ValueError, match="closed"):
            process.is_alive()


def test_a_single_worker_has_the_time_limit_and_its_loading_does_not_count():
    assert names(workers.run([page(1)], timeout=0.001)) == ["timeout"]
    assert names(workers.run([page(1)], timeout=60.0)) == ["p1"]


@pytest.mark.parametrize("count", [1, 2])
def test_no_input_gives_no_output(count):
    assert list(workers.run([], workers=count)) == []


def test_threads_that_start_workers_at_once_leave_the_script_in_place():
    main = sys.modules["__main__"]

    def hide():
        for _ in range(20):
            with workers._without_main():
                time.sleep(0.001)

    threads = [threading.Thread(target=hide) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sys.modules["__main__"] is main


@pytest.mark.parametrize("count", [1, 2])
def test_a_bad_gazetteer_ends_the_work_before_the_first_page(tmp_path, count):
    bad = tmp_path / "bad.csv"
    bad.write_text("word,kind\nกรมว่าว,ORG\n", encoding="utf-8")

    def items():
        raise AssertionError("a page was read")
        yield

    with pytest.raises(ConfigError, match=r"bad\.csv:1: no column name, type"):
        next(workers.run(items(), config=Config(gazetteers=(str(bad),)), workers=count))


@pytest.mark.parametrize("one", ["saved_pages", b"<p>", page(1)])
def test_one_input_instead_of_a_list_is_a_type_error(one):
    with pytest.raises(TypeError, match="takes a list"):
        nx.extract_many(one)


def test_an_address_without_a_contact_is_named_with_the_setting_to_give(caplog, monkeypatch):
    monkeypatch.delenv("NEWSEXTRACT_CONTACT", raising=False)
    with pytest.raises(InputError, match=r"https://x\.example/1: fetching a live page needs your contact; give fetch="):
        nx.extract("https://x.example/1")
    assert list(nx.extract_many(["https://x.example/1"])) == []
    assert "in Python, newsextract.fetch.Settings(contact=...)" in caplog.text


def test_many_addresses_are_fetched_as_the_settings_say(caplog):
    settings = Settings(contact="tester@example.org")
    assert list(nx.extract_many(["http://127.0.0.1:9/1"], fetch=settings)) == []
    assert "private" in caplog.text
