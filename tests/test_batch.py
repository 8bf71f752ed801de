from __future__ import annotations

import os
import time

import pytest

from newsextract import batch
from newsextract.config import Config
from newsextract.errors import Failure
from newsextract.page import Page


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
