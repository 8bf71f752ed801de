import base64
import gzip
import hashlib
import io
import os
import sys
import zipfile

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsextract.errors import Failure
from newsextract.page import Page
from newsextract.sources import count, open_source
from newsextract.sources.base import Options
from tests.fetch import archives


def page(number):
    return f"<!DOCTYPE html><html><body><h1>ข่าวที่ {number}</h1><p>เนื้อข่าว</p></body></html>".encode()


def http(status="200 OK", kind="text/html; charset=utf-8", **extra):
    return StatusAndHeaders(status, [("Content-Type", kind), *extra.items()], protocol="HTTP/1.1")


def write(records, *, packed=True):
    """Write records given as (type, url, body, http); return the bytes and each record's offset."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    offsets = []
    for kind, url, body, headers in records:
        offsets.append(out.tell())
        extra = {"WARC-Date": "2021-05-06T07:08:09Z"}
        if kind == "revisit":
            record = writer.create_revisit_record(url, body, url, "2021-01-01T00:00:00Z", headers, extra)
        else:
            stream = io.BytesIO(body)
            record = writer.create_warc_record(
                url, kind, payload=stream, length=len(body), http_headers=headers, warc_headers_dict=extra
            )
        writer.write_record(record)
    return out.getvalue(), offsets


def digest_of(body):
    return f"sha1:{base64.b32encode(hashlib.sha1(body).digest()).decode()}"  # noqa: S324  what WARC files have


def read(path, **options):
    return list(open_source(str(path), Options(**options)))


@pytest.mark.parametrize(("name", "packed"), [("a.warc.gz", True), ("a.warc", False)])
def test_html_responses_are_pages_and_the_rest_is_skipped(tmp_path, name, packed):
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (page(3)[:40], page(3)[40:])) + b"0\r\n\r\n"
    data, offsets = write(
        [
            ("response", "https://x.example/1", page(1), http()),
            ("response", "https://x.example/style.css", b"body{}", http(kind="text/css")),
            ("response", "https://x.example/404", page(0), http("404 Not Found")),
            ("response", "https://x.example/2", gzip.compress(page(2)), http(**{"Content-Encoding": "gzip"})),
            ("response", "https://x.example/3", chunked, http(**{"Transfer-Encoding": "chunked"})),
            ("response", "https://x.example/4", page(4), http(kind="application/octet-stream")),
        ],
        packed=packed,
    )
    (tmp_path / name).write_bytes(data)
    pages = read(tmp_path / name)
    assert [p.content for p in pages] == [page(1), page(2), page(3), page(4)]
    assert pages[1].archive.model_dump() == {"kind": "warc", "uri": f"{name}@{offsets[3]}", "captured": "2021-05-06T07:08:09Z"}
    assert pages[0].encoding == "utf-8"


def test_a_folder_of_archives_is_an_input(tmp_path):
    (tmp_path / "crawl").mkdir()
    for number in (1, 2):
        content, _ = write([("response", f"https://a.example/{number}", page(number), http())])
        (tmp_path / "crawl" / f"part-{number}.warc.gz").write_bytes(content)
    (tmp_path / "crawl" / "part-1.cdx").write_text("not a page", encoding="utf-8")
    assert [item.url for item in read(tmp_path)] == ["https://a.example/1", "https://a.example/2"]
    assert count(str(tmp_path)) is None


def test_a_revisit_gives_the_first_captures_bytes(tmp_path):
    first, _ = write([("response", "https://x.example/1", page(1), http())])
    digest = next(iter(ArchiveIterator(io.BytesIO(first)))).rec_headers.get_header("WARC-Payload-Digest")
    revisit, _ = write(
        [("revisit", "https://x.example/1", digest, http()), ("revisit", "https://x.example/9", "sha1:UNKNOWN", http())]
    )
    (tmp_path / "r.warc.gz").write_bytes(first + revisit)
    one, two, lost = read(tmp_path / "r.warc.gz")
    assert one.content == two.content == page(1)
    assert two.archive.uri != one.archive.uri
    assert "first capture" in lost.message


def test_a_revisit_finds_the_first_capture_in_an_earlier_file_of_the_same_run(tmp_path):
    first, _ = write([("response", f"https://x.example/{n}", page(n), http()) for n in range(20)])
    (tmp_path / "1.warc.gz").write_bytes(first)
    (tmp_path / "2.warc.gz").write_bytes(write([("response", "https://x.example/new", page(99), http())])[0])
    revisits, _ = write([("revisit", f"https://x.example/{n}", digest_of(page(n)), http()) for n in range(20)])
    (tmp_path / "3.warc.gz").write_bytes(revisits)
    (tmp_path / "4.warc.gz").write_bytes(revisits[: len(revisits) // 2])  # of its own captures none is a page's first one
    with zipfile.ZipFile(tmp_path / "5.wacz", "w") as collection:
        collection.writestr("archive/data.warc.gz", write([("response", "https://x.example/zip", page(100), http())])[0])
    (tmp_path / "6.warc.gz").write_bytes(
        revisits + write([("revisit", "https://x.example/zip", digest_of(page(100)), http())])[0]
    )
    items = read(tmp_path)
    found = {name: [i.content for i in items if isinstance(i, Page) and f"{name}." in i.name] for name in "123456"}
    assert found["3"] == found["1"] == [page(n) for n in range(20)]
    assert found["4"] == found["1"][: len(found["4"])]
    assert found["6"] == [*found["1"], page(100)]
    assert [i.url for i in items if isinstance(i, Page) and "3." in i.name] == [f"https://x.example/{n}" for n in range(20)]
    (alone,) = {i.message.partition(": ")[2] for i in read(tmp_path / "3.warc.gz")}
    assert "the archive that holds the first capture, before this one" in alone


@pytest.mark.parametrize("packed", [True, False])
def test_a_damaged_record_is_named_by_its_offset_and_the_next_is_read(tmp_path, packed):
    data, offsets = write([("response", f"https://x.example/{n}", page(n) * 40, http()) for n in range(4)], packed=packed)
    broken = bytearray(data)
    if packed:
        broken[offsets[1] + 60 : offsets[1] + 90] = b"\xff" * 30
    else:
        broken[offsets[1] : offsets[1] + 8] = b"XXXX/9.9"
    path = tmp_path / ("d.warc.gz" if packed else "d.warc")
    path.write_bytes(bytes(broken))
    items = read(path)
    assert [p.url for p in items if isinstance(p, Page)] == [f"https://x.example/{n}" for n in (0, 2, 3)]
    (failure,) = [f for f in items if isinstance(f, Failure)]
    assert f"offset {offsets[1]}" in failure.message


def test_a_truncated_archive_gives_its_whole_records(tmp_path):
    data, offsets = write([("response", f"https://x.example/{n}", page(n) * 40, http()) for n in range(3)])
    (tmp_path / "t.warc.gz").write_bytes(data[: offsets[2] + 100])
    items = read(tmp_path / "t.warc.gz")
    assert [type(i) for i in items] == [Page, Page, Failure]


@pytest.mark.parametrize(
    ("name", "content"),
    [("e.warc.gz", b"no archive at all"), ("e.wacz", b"no zip"), ("e.warc", b"nothing here"), ("e.warc.zst", b"")],
)
def test_a_file_that_is_not_an_archive_is_one_clear_error_line(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    (failure,) = read(tmp_path / name)
    assert failure.message.startswith(str(tmp_path / name))


def test_a_page_over_the_limit_is_a_failure(tmp_path):
    data, _ = write(
        [("response", "https://x.example/1", page(1) * 100, http()), ("response", "https://x.example/2", page(2), http())]
    )
    (tmp_path / "b.warc.gz").write_bytes(data)
    big, small = read(tmp_path / "b.warc.gz", max_bytes=1000)
    assert "limit is 1,000" in big.message
    assert small.content == page(2)


def test_a_hundred_damages_in_a_row_are_a_few_error_lines_and_the_pages_after_them_are_read(tmp_path):
    data, _ = write([("response", "https://x.example/1", page(1), http())])
    wrong = gzip.compress(b"WARC/1.0\r\nno header\r\n\r\n")
    (tmp_path / "d.warc.gz").write_bytes(data + wrong * 100 + data + wrong * 100)
    items = read(tmp_path / "d.warc.gz")
    lines = [item.message for item in items if isinstance(item, Failure)]
    assert [item.content for item in items if isinstance(item, Page)] == [page(1)] * 2
    assert len(lines) == 42
    assert [line for line in lines if "80 further damaged stretches" in line] == [lines[20], lines[41]]
    assert len({item.input for item in items if isinstance(item, Failure)}) == 42


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({}, True),
        ({"WARC-Target-URI": "ftp://x.example/"}, False),
        ({"WARC-Target-URI": "<https://x.example/>"}, True),
        ({"WARC-Type": "conversion", "Content-Type": "text/html"}, True),
        ({"WARC-Type": "conversion", "Content-Type": "text/plain"}, False),
        ({"WARC-Type": "resource", "Content-Type": "text/html; charset=utf-8"}, True),
        ({"WARC-Type": "metadata"}, False),
        ({"WARC-Type": "Response"}, True),
        ({"WARC-Segment-Number": "1"}, None),
    ],
)
def test_records_of_all_types(tmp_path, headers, found):
    fields = {"WARC-Type": "response", "WARC-Target-URI": "https://x.example/"} | headers
    content = page(1)
    if fields["WARC-Type"].lower() == "response":
        content = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Type: text/html\r\n\r\n" + content
    head = "".join(f"{name}: {value}\r\n" for name, value in (fields | {"Content-Length": len(content)}).items())
    (tmp_path / "t.warc").write_bytes(f"WARC/1.1\r\n{head}\r\n".encode() + content + b"\r\n\r\n")
    items = read(tmp_path / "t.warc")
    assert [isinstance(item, Page) for item in items] == ([] if found is False else [bool(found)])


def test_revisits_of_unchanged_pages_are_pages_and_other_revisits_are_skipped(tmp_path):
    url, date = "https://x.example/1", "2021-05-06T07:08:09Z"
    first, _ = write([("response", url, page(1), http()), ("response", f"{url}.png", b"png", http(kind="image/png"))])
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    image = next(r for r in ArchiveIterator(io.BytesIO(first)) if r.rec_headers.get_header("WARC-Target-URI").endswith("png"))
    digest = image.rec_headers.get_header("WARC-Payload-Digest")
    for to, name, status in (
        (f"{url}.png", digest, None),
        (url, "sha1:OTHER", http("304 Not Modified")),
        (url, "sha1:X", http("404 No")),
    ):
        writer.write_record(writer.create_revisit_record(to, name, to, date, status, {"WARC-Date": "2022-01-01T00:00:00Z"}))
    (tmp_path / "r.warc.gz").write_bytes(first + out.getvalue())
    one, two = read(tmp_path / "r.warc.gz")
    assert one.content == two.content == page(1)
    assert two.archive.captured == "2022-01-01T00:00:00Z"


def test_our_own_archive_is_an_input(tmp_path):
    archives.write_archive(tmp_path / "w.warc.gz", "ab")
    pages = read(tmp_path / "w.warc.gz")
    assert [p.content for p in pages] == [archives.body(archives.address(name)) for name in "ab"]
    assert [p.url for p in pages] == [archives.address(name) for name in "ab"]


def test_a_page_in_a_coding_that_is_not_installed_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "brotli", None)
    data, _ = write([("response", "https://x.example/1", b"\x0b\x02packed", http(**{"Content-Encoding": "br"}))])
    (tmp_path / "b.warc.gz").write_bytes(data)
    (failure,) = read(tmp_path / "b.warc.gz")
    assert 'pip install "newsextract[warc]"' in failure.message
    assert failure.message.startswith(str(tmp_path / "b.warc.gz@0"))


def test_a_pipe_is_refused(tmp_path):
    os.mkfifo(tmp_path / "p.warc.gz")
    (failure,) = read(tmp_path / "p.warc.gz")
    assert "not a regular file" in failure.message


def test_a_page_that_the_crawler_cut_has_a_warning(tmp_path):
    data, _ = write([("response", "https://x.example/1", page(1), http())], packed=False)
    (tmp_path / "a.warc").write_bytes(data.replace(b"WARC-Date:", b"WARC-Truncated: length\r\nWARC-Date:"))
    (cut,) = read(tmp_path / "a.warc")
    assert [(one.code, one.message) for one in cut.warnings] == [
        ("text_truncated", "the archive holds only the beginning of the page (length)")
    ]


def test_an_archive_without_pages_is_noted(tmp_path):
    notes = []
    data, _ = write([("response", "https://x.example/a.png", b"\x89PNG", http(kind="image/png"))])
    (tmp_path / "a.warc.gz").write_bytes(data)
    assert read(tmp_path / "a.warc.gz", note=notes.append) == []
    assert notes == [f"{tmp_path / 'a.warc.gz'}: the archive holds no HTML pages"]
