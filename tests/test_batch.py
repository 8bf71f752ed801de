from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

import newsextract as nx
from newsextract import batch
from newsextract.config import Config
from newsextract.errors import ConfigError, Failure, InputError
from newsextract.fetch import Settings
from newsextract.page import Page
from newsextract.spawning import guarded


def page(number: int, body: str = "") -> Page:
    text = f"ปลัดกระทรวงเปิดประชุมครั้งที่ {number}\nวันที่ 4 มีนาคม 2567 เวลา 09.30 น. ประชุมที่จังหวัดเลย {body}"
    return Page(text.encode(), name=f"p{number}", url=f"https://www.example.go.th/{number}", kind="text")


def test_one_and_two_workers_write_the_same_bytes_in_the_same_order():
    items = [page(i) for i in range(12)]
    items.insert(3, Page(b"\x00\x01\x02\xff" * 50, name="binary"))
    items.insert(5, Failure("gone.html", None, "read", "unreadable", "gone.html: missing"))
    one = list(batch.run(items))
    two = list(batch.run(items, workers=2))
    assert one == two
    assert [type(r).__name__ for r in one].count("Failure") == 2
    assert isinstance(one[3], Failure)
    assert one[5].message == "gone.html: missing"


def _hang_or_die(item: Page, _config: Config):
    if b"hang" in item.content:
        time.sleep(60)
    if b"die" in item.content:
        os._exit(9)
    return batch.Extracted(item.name, item.url, "{}")


def test_a_page_that_hangs_or_kills_its_worker_becomes_an_error_line(monkeypatch):
    monkeypatch.setattr(batch, "extract_page", _hang_or_die)
    items = [page(0), page(1, "hang"), page(2), page(3, "die"), page(4)]
    results = list(batch.run(items, workers=2, timeout=3))
    assert [r.reason if isinstance(r, Failure) else r.input for r in results] == ["p0", "timeout", "p2", "worker died", "p4"]
    assert all(r.retriable for r in results if isinstance(r, Failure))


def test_an_unexpected_exception_is_a_failure_that_asks_for_a_report(monkeypatch):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("newsextract.pipeline.to_record", broken)
    result = batch.extract_page(page(1), Config())
    assert (result.stage, result.reason) == ("extract", "internal")
    assert "please report" in result.message


def test_closing_the_iterator_early_stops_the_workers():
    results = batch.run((page(i) for i in range(1000)), workers=2)
    assert next(results)
    started = time.monotonic()
    results.close()
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("workers", [1, 2])
def test_no_input_gives_no_output(workers):
    assert list(batch.run([], workers=workers)) == []


_SCRIPT = """
import newsextract as nx
print([r.published for r in nx.extract_many([{page!r}], workers=2)])
"""
_GUARDED = """
import newsextract as nx
if __name__ == "__main__":
    print(len(list(nx.extract_many([{page!r}], workers=2))), "records")
"""


def _as_script(tmp_path, body):
    page_file = tmp_path / "one.txt"
    page_file.write_bytes(page(1).content)
    script = tmp_path / "script.py"
    script.write_text(body.format(page=str(page_file)), encoding="utf-8")
    return subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False, timeout=120)


def test_a_script_without_the_guard_is_told_once_what_to_do(tmp_path):
    done = _as_script(tmp_path, _SCRIPT)
    assert done.returncode == 1
    assert done.stderr.count("Traceback") == 1
    assert 'put the script\'s work under `if __name__ == "__main__":`' in done.stderr.splitlines()[-1]
    assert "script.py" in done.stderr.splitlines()[-1]
    assert done.stdout == ""


def test_a_script_with_the_guard_works(tmp_path):
    done = _as_script(tmp_path, _GUARDED)
    assert (done.returncode, done.stdout) == (0, "1 records\n"), done.stderr


def test_a_script_without_the_guard_may_work_in_its_own_process(tmp_path):
    done = _as_script(tmp_path, _SCRIPT.replace(", workers=2", ""))
    assert (done.returncode, done.stdout) == (0, "[None]\n"), done.stderr


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("import logging\nlog = logging.getLogger(__name__)\n", False),
        ("if __name__ == '__main__':\n    pass\n", True),
        ("import multiprocessing as m\nif m.parent_process() is None:\n    pass\n", True),
        ("def f():\n    if __name__:\n        pass\nf()\n", False),
        ("not python at all (", True),
    ],
)
def test_what_counts_as_a_guard(tmp_path, source, wanted):
    (tmp_path / "s.py").write_text(source, encoding="utf-8")
    assert guarded(str(tmp_path / "s.py")) is wanted


def test_a_worker_that_comes_to_the_line_that_starts_workers_says_so(monkeypatch):
    from multiprocessing import process

    monkeypatch.setattr(process.current_process(), "_inheriting", True, raising=False)
    with pytest.raises(ConfigError, match="__main__"):
        list(batch.run([page(1)], workers=2))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_bad_gazetteer_ends_the_work_before_the_first_page(tmp_path, workers):
    bad = tmp_path / "bad.csv"
    bad.write_text("word,kind\nกรมว่าว,ORG\n", encoding="utf-8")

    def items():
        raise AssertionError("a page was read")
        yield

    with pytest.raises(ConfigError, match=r"bad\.csv:1: no column name, type"):
        next(batch.run(items(), config=Config(gazetteers=(str(bad),)), workers=workers))


@pytest.mark.parametrize("one", ["saved_pages", b"<p>", page(1)])
def test_one_input_instead_of_a_list_is_a_type_error(one):
    with pytest.raises(TypeError, match="takes a list"):
        nx.extract_many(one)


def test_an_address_is_called_by_its_name_and_told_how_it_is_fetched(caplog):
    with pytest.raises(InputError, match=r"https://x\.example/1: this is an address.*extract_many.*fetch"):
        nx.extract("https://x.example/1")
    assert list(nx.extract_many(["https://x.example/1"])) == []
    assert "in Python, newsextract.fetch.Settings(contact=...)" in caplog.text


def test_many_addresses_are_fetched_as_the_settings_say(caplog):
    settings = Settings(contact="tester@example.org")
    assert list(nx.extract_many(["http://127.0.0.1:9/1"], fetch=settings)) == []
    assert "private" in caplog.text
