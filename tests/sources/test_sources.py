import gzip
import io
import json
import lzma
import sys
from pathlib import Path

import pytest

from newsextract.errors import Failure
from newsextract.page import Page
from newsextract.pages import decode
from newsextract.sources import open_source
from newsextract.sources.base import Options, kind_of

CORPUS = "รัฐบาลไทย-ข่าวทำเนียบรัฐบาล-ทดสอบ\n\nวันจันทร์ที่ 4 มีนาคม 2567\nทดสอบ\nเนื้อข่าว\n\nที่มา : https://www.thaigov.go.th/news/contents/details/9100001"
HTML = "<html><body><h1>ทดสอบ</h1><p>เนื้อข่าว</p></body></html>"


def read(spec, max_bytes=10_000):
    return list(open_source(str(spec), Options(max_bytes=max_bytes)))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (CORPUS, "corpus"),
        ("\ufeff" + CORPUS, "corpus"),
        (HTML, "html"),
        ("  \n<!DOCTYPE html>", "html"),
        ("หัวข่าว\nเนื้อข่าว", "text"),
    ],
)
def test_the_kind_of_a_page_is_detected_from_its_text(content, kind):
    assert kind_of(content.encode()) == kind


@pytest.mark.parametrize("text", ["รัฐบาลไทย-ข่าวทำเนียบรัฐบาล-หัวข่าว\nเนื้อข่าว", "<p>ข่าว</p>", "ข่าว"])
def test_the_kind_is_the_same_in_utf16(text):
    assert kind_of(text.encode("utf-16")) == kind_of(text.encode())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_list_of_addresses_that_notepad_saved_is_a_list(tmp_path, encoding):
    (tmp_path / "list.txt").write_bytes("https://[bad\r\nhttps://a b\r\n".encode(encoding))
    assert [one.input[-5:] for one in read(tmp_path / "list.txt")] == ["txt:1", "txt:2"]


def test_a_file(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(HTML, encoding="utf-8")
    (page,) = read(path)
    assert (page.kind, page.content.decode(), page.archive.uri, page.name) == ("html", HTML, "a.html", str(path))


def test_addresses_without_their_scheme_are_no_article(tmp_path):
    path = tmp_path / "urls.txt"
    path.write_text("www.example.go.th/news/1\nexample.go.th/2\n", encoding="utf-8")
    fix = "not a valid web address; write one address a line, with http:// or https://"
    assert [one.message for one in read(path)] == [f"{path}:1: {fix}", f"{path}:2: {fix}"]
    path.write_text("ก.พ./ก.ค.ศ. ประชุม\nข่าว\n", encoding="utf-8")
    assert [type(one) for one in read(path)] == [Page]


def test_a_folder_is_read_in_the_order_of_names_with_the_folders_in_it(tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.html", "sub/c.htm", "style.css"):
        (tmp_path / name).write_text(HTML, encoding="utf-8")
    for name in ("b.css", "notes"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    notes = []
    assert [p.archive.uri for p in open_source(str(tmp_path), Options(note=notes.append))] == ["a.html", "b.txt", "c.htm"]
    assert notes == [f"{tmp_path}: 3 files that are no pages are left out (2 .css, 1 without a suffix)"]


@pytest.mark.parametrize("name", ["view.php?id=7", "7", "news.aspx", "index.html.1"])
def test_a_page_in_a_folder_needs_no_suffix(tmp_path, name):
    (tmp_path / name).write_text(f"\ufeff<!DOCTYPE html>\n<html>{HTML}</html>", encoding="utf-8")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n")
    assert [p.archive.uri for p in read(tmp_path)] == [name]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, lambda content: content.decode().encode("utf-16")])
@pytest.mark.parametrize("name", ["7", "a.html", "a.html.gz", "a.txt.xz"])
def test_a_packed_or_utf16_page_is_read_under_any_name(tmp_path, name, pack):
    (tmp_path / name).write_bytes(pack(f"<!DOCTYPE html>\n{HTML}".encode()))
    for spec in (tmp_path, tmp_path / name):
        (page,) = read(spec)
        assert "เนื้อข่าว" in decode(page.content).text


def test_a_packed_page_is_unpacked_up_to_the_limit(tmp_path):
    (tmp_path / "a.html").write_bytes(gzip.compress(b"<p>" * 9000))
    assert "the limit is 10,000" in read(tmp_path / "a.html")[0].message


def test_the_frames_of_a_completely_saved_page_are_no_pages(tmp_path):
    for folder in ("ข่าว_files", "old_files"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "saved_resource.html").write_text(HTML, encoding="utf-8")
    (tmp_path / "ข่าว.html").write_text(HTML, encoding="utf-8")
    assert [Path(p.name).relative_to(tmp_path).as_posix() for p in read(tmp_path)] == [
        "old_files/saved_resource.html",
        "ข่าว.html",
    ]


@pytest.mark.parametrize("name", ["a.pdf", "a.DOCX", "a.xls", "a.mhtml"])
def test_a_document_in_another_format_is_reported_and_not_skipped(tmp_path, name):
    (tmp_path / "b.html").write_text(HTML, encoding="utf-8")
    (tmp_path / name).write_bytes(b"%PDF-1.4")
    failure, page = read(tmp_path)
    assert (
        failure.message
        == f"{tmp_path / name}: {name[1:].lower()} files are not read; save it as text or HTML, or as a table in CSV"
    )
    assert isinstance(page, Page)
    assert read(tmp_path / name)[0].message == failure.message


@pytest.mark.parametrize(("name", "ending"), [("a.zip", ".zip"), ("a.tar.gz", ".tar")])
def test_an_archive_of_files_is_reported_and_not_skipped(tmp_path, name, ending):
    (tmp_path / name).write_bytes(b"PK\x03\x04")
    (failure,) = read(tmp_path)
    assert failure.message == f"{tmp_path / name}: {ending} files are not read; unpack it, and give the folder"


def test_a_json_file_is_refused_and_not_read_as_one_article(tmp_path):
    (tmp_path / "a.json").write_text('[{"text": "ฝนตกหนัก"}, {"text": "น้ำท่วม"}]', encoding="utf-8")
    (failure,) = read(tmp_path / "a.json")
    assert "save it as JSON Lines (.jsonl): one article a line" in failure.message


def test_a_folder_loses_only_the_file_that_cannot_be_read(tmp_path):
    (tmp_path / "a.html").write_text(HTML, encoding="utf-8")
    (tmp_path / "b.html").write_bytes(b" \n")
    (tmp_path / "c.html").write_text(HTML, encoding="utf-8")
    kinds = [type(item) for item in read(tmp_path)]
    assert kinds == [Page, Failure, Page]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda p: p / "missing.html", "cannot be read"),
        (lambda _: "ftp://x.example/y", "only http and https"),
        (lambda _: "www.thaigov.go.th/news", "write https://www.thaigov.go.th/news"),
        (lambda _: "thaigov.go.th", "write https://thaigov.go.th"),
        (lambda p: p, "holds no pages"),
        (lambda p: _write(p / "e.html", b""), "is empty"),
        (lambda p: _write(p / "e.jsonl", b""), "is empty"),
        (lambda p: _write(p / "big.html", b"<p>" * 9000), "the limit is 10,000"),
        (lambda p: _write(p / "x.html.gz", gzip.compress(b"<p>" * 900)[:-9]), "the packed data is damaged"),
        (lambda p: _write(p / "x.jsonl.gz", b"\x1f\x8b\x08\x00garbage"), "breaks off"),
        (lambda p: _write(p / "x.jsonl.xz", b"garbage"), "breaks off"),
    ],
)
def test_an_input_that_cannot_be_read_is_one_clear_error_line(tmp_path, make, message):
    spec = make(tmp_path)
    (failure,) = read(spec)
    assert isinstance(failure, Failure)
    assert message in failure.message
    assert failure.message.startswith(str(spec))
    assert failure.message.count("\n") == 0
    assert json.loads(failure.to_json())["reason"] == "unreadable"


def _write(path, content):
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(("name", "pack"), [("a.jsonl", bytes), ("a.jsonl.gz", gzip.compress), ("a.jsonl.xz", lzma.compress)])
def test_json_lines(tmp_path, name, pack):
    rows = [
        {"url": "https://www.example.go.th/1", "html": HTML},
        {"url": "https://www.thaigov.go.th/news/contents/details/9100001", "text": CORPUS, "category": "ด้านสังคม"},
        {"url": "https://www.example.go.th/3"},
        {"url": 7, "text": "x"},
        ["not", "an", "object"],
        {"url": "https://www.example.go.th/6", "text": "หัวข่าว\nเนื้อ", "captured": "2024-01-01T00:00:00Z"},
    ]
    data = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n{broken\n"
    path = _write(tmp_path / name, pack(data.encode()))
    one, two, three, four, five, six, seven = read(path)
    assert (one.kind, one.url) == ("html", "https://www.example.go.th/1")
    assert (two.kind, two.section, two.archive.kind, two.archive.uri) == ("corpus", "ด้านสังคม", "corpus", f"{name}#L2")
    assert "no text" in three.message
    assert three.url == "https://www.example.go.th/3"
    assert "'url' is not a string" in four.message
    assert "not a JSON object" in five.message
    assert (six.kind, six.archive.captured) == ("text", "2024-01-01T00:00:00Z")
    assert seven.message.startswith(f"{path}:7: the line is not JSON")


def test_a_truncated_gzip_gives_the_lines_before_the_break(tmp_path):
    lines = "".join(
        json.dumps({"url": f"https://x.example/{i}", "text": f"หัวข่าว {i * 7919}\nเนื้อ {i * 104729}"}) + "\n" for i in range(2000)
    )
    packed = gzip.compress(lines.encode())
    path = _write(tmp_path / "t.jsonl.gz", packed[: len(packed) // 2])
    *pages, failure = read(path)
    assert len(pages) > 500
    assert all(isinstance(p, Page) for p in pages)
    assert f"breaks off after line {len(pages)}" in failure.message


def test_a_line_over_the_limit_is_refused_and_the_next_is_read(tmp_path):
    long = json.dumps({"url": "u", "text": "ก" * 200_000}, ensure_ascii=False)
    path = _write(tmp_path / "l.jsonl", f'{long}\n{{"url": "v", "text": "สั้น"}}\n'.encode())
    big, small = read(path, max_bytes=1000)
    assert "the limit is 1,000" in big.message
    assert small.url == "v"


@pytest.mark.parametrize(
    ("data", "kinds"),
    [(HTML, ["html"]), (CORPUS, ["corpus"]), ('{"url": "u", "text": "a"}\n{"url": "v", "html": "<p>b"}', ["text", "html"])],
)
def test_standard_input(monkeypatch, data, kinds):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data.encode())))
    assert [p.kind for p in read("-")] == kinds


def test_empty_standard_input_is_a_failure(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    (failure,) = read("-")
    assert "standard input is empty" in failure.message


@pytest.mark.parametrize("name", ["records.jsonl", "records.jsonl.gz"])
def test_a_file_of_records_is_not_read_as_pages(tmp_path, sample_records, name):
    from newsextract.stores import write

    write(sample_records[:3], tmp_path / name)
    (failure,) = read(tmp_path / name, max_bytes=1_000_000)
    assert "file of records" in failure.message
    assert "newsextract store" in failure.message


def test_a_page_with_a_schema_version_is_still_a_page(tmp_path):
    row = {"url": "https://x.example/1", "text": "ข่าว", "schema_version": "2"}
    (tmp_path / "p.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert [type(item) for item in read(tmp_path / "p.jsonl")] == [Page]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.warc.gz", "a.wacz", "urls.txt"])
def test_a_folder_is_read_as_one_whatever_its_name(tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / "a.txt").write_text("ข่าว\nเนื้อ", encoding="utf-8")
    (page,) = open_source(str(tmp_path / name))
    assert page.name == str(tmp_path / name / "a.txt")
