"""Inputs that are not regular files, and names and addresses that cannot be encoded: one error line each; the rest is read."""

from __future__ import annotations

import gzip
import json
import os
import socket
from pathlib import Path

import pytest

from newsextract.errors import Failure
from newsextract.page import Page, capture_time
from newsextract.records import Archive
from newsextract.runs.workers import run
from newsextract.sources import open_source
from newsextract.sources.base import Options

posix = pytest.mark.skipif(os.name != "posix", reason="pipes, devices and names in other encodings are POSIX")
TEXT = "แจ้งปิดถนน\nวันที่ 3 มีนาคม 2567 กรมทางหลวงแจ้งปิดถนนเพื่อซ่อมสะพาน"


def read(spec, max_bytes=100_000):
    return list(open_source(str(spec), Options(max_bytes=max_bytes)))


def only_failure(spec):
    (failure,) = read(spec)
    assert isinstance(failure, Failure)
    failure.to_json().encode()
    assert "\n" not in failure.message
    return failure


def good(folder: Path, name: str = "z.txt") -> Path:
    path = folder / name
    path.write_text(TEXT, encoding="utf-8")
    return path


@posix
@pytest.mark.parametrize("name", ["a.html", "a.txt", "a.jsonl", "a.jsonl.gz", "a.bin"])
@pytest.mark.parametrize("kind", ["pipe", "socket", "device", "link to a device", "link to itself", "broken link"])
def test_a_file_that_is_not_regular_is_one_error_line_and_blocks_nothing(tmp_path, name, kind):
    path = tmp_path / name
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        (server := socket.socket(socket.AF_UNIX)).bind(str(path))
        server.close()
    elif kind == "device":
        path = Path("/dev/zero")
    else:
        path.symlink_to({"link to a device": "/dev/zero", "link to itself": path, "broken link": tmp_path / "no"}[kind])
    failure = only_failure(path)
    assert failure.reason == "unreadable"
    assert failure.message.startswith(str(path))
    if kind == "device" or name == "a.bin":
        return
    good(tmp_path)
    before, after = read(tmp_path)
    assert before == failure
    assert after.content.decode() == TEXT


@pytest.mark.skipif(not Path("/proc/self/pagemap").exists(), reason="no /proc")
def test_a_file_of_proc_is_not_read(tmp_path):
    (tmp_path / "a.jsonl").symlink_to("/proc/self/pagemap")
    assert "not a regular file" in only_failure(tmp_path / "a.jsonl").message


@posix
def test_links_to_folders_and_unreadable_folders_are_named(tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()
    good(tmp_path / "in")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "shut").mkdir()
    scan = os.scandir

    def scandir(folder):
        if str(folder).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(folder))
        return scan(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    page, loop, shut = read(tmp_path)
    assert page.name.endswith("z.txt")
    assert "links to folders are not followed" in loop.message
    assert "shut: the file cannot be read (Permission denied)" in shut.message


def test_a_file_of_lines_that_cannot_be_opened_does_not_end_its_folder(tmp_path):
    (tmp_path / "a.jsonl").symlink_to(tmp_path / "no")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b'{"text": "a"}\n')[:-9])
    good(tmp_path)
    assert [type(item) for item in read(tmp_path)] == [Failure, Page, Failure, Page]


@posix
def test_a_folder_nested_too_deep_for_a_path_is_one_error_line(tmp_path):
    good(tmp_path, "a.txt")
    here = os.open(tmp_path, os.O_RDONLY)
    depth = 0
    try:
        for _ in range(25):
            os.mkdir("n" * 200, dir_fd=here)
            deeper = os.open("n" * 200, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = deeper
            depth += 1
    finally:
        os.close(here)
    page, failure = read(tmp_path)
    assert page.name.endswith("a.txt")
    assert "too long" in failure.message


@pytest.mark.parametrize(
    "spec", ["a" * 5000, "a/" * 2500 + "b.jsonl", "x" * 300 + ".warc.gz", "a\0b.html", "a\0b.jsonl", "", "\ud800"]
)
def test_an_impossible_file_name_is_one_error_line(spec):
    assert only_failure(spec).stage == "read"


@posix
@pytest.mark.parametrize("name", [b"\xff\xfe.txt", b"a\nb.txt", b"\x1b[31m.txt", b"\xe0\xb8.jsonl"])
def test_a_file_name_of_any_bytes_becomes_a_name_that_can_be_written(tmp_path, name):
    path = tmp_path / os.fsdecode(name)
    content = TEXT if name.endswith(b".txt") else json.dumps({"text": TEXT})
    path.write_text(content, encoding="utf-8")
    for spec in (tmp_path, path):
        (page,) = read(spec)
        (done,) = run([page])
        row = json.loads(done.line.encode())
        assert row["source"]["archive"]["uri"].encode()
        assert page.name.encode()
    (failure,) = read(path, max_bytes=3)
    json.loads(failure.to_json().encode())
    assert "\n" not in failure.message
    assert "\x1b" not in failure.message


@pytest.mark.parametrize("key", ["url", "captured", "section", "category", "text", "html"])
def test_lone_surrogates_in_a_line_cost_neither_the_page_nor_the_run(tmp_path, key):
    row = {
        "url": "https://x.example/1",
        "text": TEXT,
        key: f"<p>{TEXT} \udcff</p>" if key in {"text", "html"} else "https://x.example/\udcff",
    }
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(row) + "\n" + json.dumps({"text": TEXT}) + "\n", encoding="utf-8")
    records = [json.loads(done.line.encode()) for done in run(read(path))]
    assert len(records) == 2
    if key == "url":
        assert records[0]["source"]["url"] == "https://x.example/\\udcff"
    if key in {"text", "html"}:
        assert "\ufffd" in records[0]["text"]
        assert "encoding_repaired" in {warning["code"] for warning in records[0]["warnings"]}


@pytest.mark.parametrize("url", ["https://me:secret@x.example/1", "//me:secret@x.example/1"])
def test_a_password_in_an_address_reaches_no_record_and_no_error_line(tmp_path, url):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"url": url, "text": TEXT}) + "\n" + json.dumps({"url": url}), encoding="utf-8")
    page, failure = read(path)
    (done,) = run([page])
    assert json.loads(done.line)["source"]["url"] == url.replace("me:secret@", "")
    assert "secret" not in done.line + failure.to_json()


def test_many_lines_that_are_not_pages_are_counted(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"x\n{}\n" * 2000 + json.dumps({"text": TEXT}).encode() + b"\n" + b"9\n" * 1001))
    items = list(read(path))
    assert [isinstance(item, Page) for item in items].index(True) == 1001
    assert items[1000].message == f"{path}: 3,000 further lines that are not pages before line 4001; get the file again"
    assert len(items) == 1001 + 1 + 1001
    assert items[-1].message == f"{path}: 1 further lines that are not pages before line 5003; get the file again"


def test_a_line_with_an_address_is_reported_and_not_only_counted(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"url": f"https://x.example/{n}"}) + "\n" for n in range(1500)), encoding="utf-8")
    assert len({item.url for item in read(path)}) == 1500


def test_a_list_of_one_endless_line_takes_little_memory(tmp_path):
    import tracemalloc

    zeros, long = tmp_path / "zeros.txt", tmp_path / "long.txt"
    zeros.touch()
    os.truncate(zeros, 30_000_000)
    long.write_text("https://x.example/" + "a" * 5_000_000 + "\nhttps://[bad\n", encoding="utf-8")
    tracemalloc.start()
    assert "limit" in only_failure(zeros).message
    first, second = read(long)
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()
    assert "characters" in first.message
    assert max(len(item.message) for item in (first, second)) < 1500
    assert second.input == f"{long}:2"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
        ("2024-01-01T00:00:00.123456789+07:00", "2024-01-01T00:00:00.123456789+07:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"),
        ("20240101000000", "2024-01-01T00:00:00Z"),
        (20240101000000, "2024-01-01T00:00:00Z"),
        ("2024", "2024"),
        ("2024-02-30", None),
        ("20249901000000", None),
        ("yesterday", None),
        ("2024-01-01T24:00:00Z", None),
        ("2024-01-01T09:30.5Z", None),
        ("2024-01-01T09:30+07:00:30", None),
        ("๒๐๒๔", None),
        ("2024-01-01\n", None),
        ("\udcff\x1b[31m", None),
    ],
)
def test_the_time_of_capture_is_iso_8601_or_left_out_with_a_warning(tmp_path, said, kept):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": TEXT, "captured": said}), encoding="utf-8")
    (done,) = run(read(path))
    record = json.loads(done.line)
    assert record["source"]["archive"]["captured"] == kept
    assert [w["code"] for w in record["warnings"] if "capture time" in w["message"]] == ([] if kept else ["date_unreadable"])
    assert "\x1b" not in done.line


def test_a_page_made_in_python_is_checked_too():
    page = Page(b"x", name="\udcff", url="\udcff", section="\udcff", archive=Archive(kind="file", uri="\udcff", captured="?"))
    assert (page.name, page.url, page.section, page.archive.uri, page.archive.captured) == (*["\\udcff"] * 4, None)
    assert capture_time("2020-02") == "2020-02"


@pytest.mark.parametrize("value", [7, ["a"], {"a": 1}, True, 1.5])
@pytest.mark.parametrize("key", ["url", "section", "category", "html", "text"])
def test_a_value_of_another_type_is_one_error_line_and_the_next_page_is_read(tmp_path, key, value):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": TEXT, key: value}) + "\n" + json.dumps({"text": TEXT}), encoding="utf-8")
    failure, page = read(path)
    assert failure.message == f"{path}:1: '{key}' is not a string; give '{key}' as text"
    assert isinstance(page, Page)


def test_whatever_a_source_raises_is_one_error_line_of_its_input(tmp_path, monkeypatch):
    from newsextract.sources import files

    path = good(tmp_path)

    def broken(*_):
        raise RuntimeError("\udcff boom")

    monkeypatch.setattr(files, "read_one", broken)
    failure = only_failure(path)
    assert failure.reason == "internal"
    assert failure.message == f"{path}: RuntimeError: \\udcff boom; please report this input"
    good(tmp_path, "b.txt")
    assert [item.reason for item in read(tmp_path)] == ["internal", "internal"]
    monkeypatch.setattr("newsextract.sources.jsonl._row", broken)
    (tmp_path / "c.jsonl").write_text('{"text": "a"}\n{"text": "b"}\n', encoding="utf-8")
    assert [item.input.rpartition(":")[2] for item in read(tmp_path / "c.jsonl")] == ["1", "2"]


def test_closed_standard_input_is_one_error_line(monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    assert "standard input is closed" in only_failure("-").message
