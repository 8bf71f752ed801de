import gzip
import io
import os
import subprocess
import sys
import textwrap
import zlib

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsextract.errors import ConfigError, FetchError
from newsextract.fetch import archive
from newsextract.fetch.archive import WarcStore
from tests.fetch.archives import DATE, address, begun, body, exchange, write_archive


@pytest.fixture
def path(tmp_path):
    return tmp_path / "w.warc.gz"


def records(path):
    with path.open("rb") as file:
        return [
            (record.rec_type, dict(record.rec_headers.headers), record.raw_stream.read())
            for record in ArchiveIterator(file, no_record_parse=True)
        ]


def test_a_request_and_its_response_are_stored_byte_for_byte(path):
    packed = gzip.compress(body("a"))
    sent = exchange(address("a"), body("a"), raw=packed, content_encoding="gzip", server="Größe")
    WarcStore(path).put(address("a"), [sent])
    (_, info, about), (_, request, asked), (_, response, answered) = records(path)
    assert b"software: newsextract/" in about
    assert info["WARC-Filename"] == path.name
    assert asked == sent.request
    assert answered == sent.head + packed
    assert request["WARC-Concurrent-To"] == response["WARC-Record-ID"]
    assert (response["WARC-Date"], response["WARC-IP-Address"]) == (DATE, "192.0.2.7")
    assert "WARC-Newsextract-Asked" not in response
    assert "WARC-Truncated" not in response
    found = WarcStore(path).get(address("a"))
    assert (found.content, found.raw, found.head, found.headers) == (body("a"), packed, sent.head, sent.headers)


def test_warcio_can_check_and_index_an_archive(path):
    store = WarcStore(path)
    store.put(address("a"), [exchange(address("a"), status=302, location="/b"), exchange(address("b"))])
    store.put(address("c"), [exchange(address("c"), b"", status=404), exchange(address("d"), truncated=True)])
    warcio = [sys.executable, "-m", "warcio.cli"]
    check = subprocess.run([*warcio, "check", "-v", path], capture_output=True, text=True, check=True)
    assert check.stdout.count("digest pass") == 9
    fields = "warc-type,warc-target-uri,http:status,warc-truncated"
    index = subprocess.run([*warcio, "index", "-f", fields, path], capture_output=True, text=True, check=True)
    assert index.stdout.count('"http:status": "302"') == 1
    assert index.stdout.count('"warc-truncated": "length"') == 1
    assert not check.stderr + index.stderr


def test_a_chunked_body_is_stored_whole_and_its_header_is_renamed(path):
    sent = exchange(address("a"), transfer_encoding="chunked")
    WarcStore(path).put(address("a"), [sent])
    with path.open("rb") as file:
        response = next(record for record in ArchiveIterator(file) if record.rec_type == "response")
        assert response.http_headers.get_header("X-Orig-Transfer-Encoding") == "chunked"
        assert response.content_stream().read() == sent.content
    assert WarcStore(path).get(address("a")).headers == sent.headers


def test_a_chain_of_redirects_is_found_by_any_address_in_it(path):
    chain = [
        exchange(address("a"), status=301, location="b?x=1"),
        exchange(address("b?x=1"), status=307, location="https://y.example/c#top"),
        exchange("https://y.example/c"),
    ]
    WarcStore(path).put(address("a#here"), chain)
    store = WarcStore(path)
    for url in (address("a"), address("a#else"), "https://me:secret@x.example/b?x=1", "https://y.example/c"):
        assert store.get(url).url == "https://y.example/c"
    assert b"Asked" not in gzip.decompress(path.read_bytes())


def test_redirects_out_of_the_archive_or_in_a_loop_are_not_found(path):
    store = WarcStore(path)
    store.put(address("a"), [exchange(address("a"), status=302, location="/b")])
    store.put(address("r"), [exchange(address("r"), status=302, location="/s")])
    store.put(address("s"), [exchange(address("s"), status=302, location="/r")])
    store.put(address("n"), [exchange(address("n"), status=302, location="http://[bad")])
    assert [store.get(address(name)) for name in "arsn"] == [None] * 4


def test_an_address_is_found_as_it_was_given_and_as_it_was_sent(path):
    odd = "https://x.example/ข่าว\udcff\r\nEvil: 1"
    WarcStore(path).put(odd, [exchange("https://x.example/%E0%B8%82")])
    store = WarcStore(path)
    assert store.get(odd).url == store.get("https://x.example/%E0%B8%82").url
    assert b"\nEvil" not in gzip.decompress(path.read_bytes())


def test_credentials_in_addresses_are_not_stored(path):
    WarcStore(path).put("https://me:secret@x.example/a", [exchange("https://me:secret@x.example/a", b"page")])
    assert b"secret" not in gzip.decompress(path.read_bytes())


def test_the_newest_response_is_found(path):
    store = WarcStore(path)
    store.put(address("a"), [exchange(address("a"), b"old")])
    store.put(address("a"), [exchange(address("a"), b"new")])
    assert store.get(address("a")).content == WarcStore(path).get(address("a")).content == b"new"


def version_010(path, pages):
    """Write an archive as version 0.1.0 did."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(writer.create_warcinfo_record(path.name, {"software": "newsextract", "format": "WARC File Format 1.1"}))
    for asked, url, content in pages:
        http = StatusAndHeaders(
            "200", [("content-type", "text/html"), ("content-length", str(len(content)))], protocol="HTTP/1.1"
        )
        extra = {"WARC-Date": DATE, "WARC-Newsextract-Asked": asked}
        writer.write_record(
            writer.create_warc_record(
                url, "response", payload=io.BytesIO(content), length=len(content), http_headers=http, warc_headers_dict=extra
            )
        )
    path.write_bytes(out.getvalue())


def test_archives_of_version_010_can_be_read_and_extended(path):
    version_010(path, [(address("a"), address("moved"), body("a")), (address("b"), address("b"), body("b"))])
    store = WarcStore(path)
    found = store.get(address("a"))
    assert (found.url, found.status, found.content, found.fetched) == (address("moved"), 200, body("a"), DATE)
    store.put(address("c"), [exchange(address("c"))])
    assert WarcStore(path).get(address("c")).content == body(address("c"))
    assert WarcStore(path).get(address("a")).content == body("a")


def test_reading_changes_nothing_and_needs_no_write_permission(path, monkeypatch):
    whole = write_archive(path, "ab")
    real = os.open

    def reading_only(name, flags, *rest, **more):
        assert not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        return real(name, flags, *rest, **more)

    mark = path.with_name(f"{path.name}.writing")
    for end in (len(whole), len(whole) - 40):
        begun(path, whole, end)
        data = path.read_bytes()
        path.chmod(0o444)
        before = path.stat().st_mtime_ns
        with monkeypatch.context() as patch:
            patch.setattr(os, "open", reading_only)
            assert WarcStore(path).get(address("a")).content == body(address("a"))
            assert WarcStore(path).get(address("nowhere")) is None
        assert (path.read_bytes(), path.stat().st_mtime_ns) == (data, before)
        path.chmod(0o644)
    assert set(path.parent.iterdir()) == {path, mark}


def test_reading_does_not_create_a_missing_archive(path):
    assert WarcStore(path).get(address("a")) is None
    assert not path.exists()


def test_a_write_cut_short_anywhere_loses_only_its_last_record(path):
    """The process dies in the middle of a write; the next one removes the incomplete record and fetches the page again."""
    before = len(write_archive(path, "a"))
    WarcStore(path).put(address("b"), [exchange(address("b"), status=301, location="/c"), exchange(address("c"))])
    whole = path.read_bytes()
    for end in range(before, len(whole)):
        begun(path, whole, end)
        store = WarcStore(path)
        assert store.get(address("a")).content == body(address("a"))
        assert store.get(address("b")) is None
        assert path.read_bytes() == whole[:end]
    for end in (before + 1, before + 300, before + 900, len(whole) - 1):
        kept = begun(path, whole, end)
        WarcStore(path).put(address("b"), [exchange(address("b"))])
        found = WarcStore(path)
        assert [found.get(address(name)).content for name in "ab"] == [body(address("a")), body(address("b"))]
        assert path.read_bytes().startswith(whole[:kept])
    assert list(path.parent.iterdir()) == [path]


def test_an_archive_cut_in_its_first_record_can_be_used(path):
    first = write_archive(path, "a")
    for end in range(1, 320):
        begun(path, first, end)
        assert WarcStore(path).get(address("a")) is None
        assert path.read_bytes() == first[:end]
    WarcStore(path).put(address("b"), [exchange(address("b"))])
    assert WarcStore(path).get(address("b")).content == body(address("b"))


def test_a_process_killed_while_it_notes_where_it_writes_does_no_damage(path):
    write_archive(path, "a")
    path.with_name(f"{path.name}.writing").write_bytes(b"")
    WarcStore(path).put(address("b"), [exchange(address("b"))])
    assert [WarcStore(path).get(address(name)).content for name in "ab"] == [body(address("a")), body(address("b"))]
    assert list(path.parent.iterdir()) == [path]


def test_an_archive_of_another_program_cut_in_its_first_record_is_left_as_it_is(path):
    writer = WARCWriter(out := io.BytesIO(), gzip=True)
    writer.write_record(writer.create_warcinfo_record(path.name, {"software": "another"}))
    for end in range(11, len(out.getvalue())):
        path.write_bytes(out.getvalue()[:end])
        with pytest.raises(ConfigError, match="at byte 0"):
            WarcStore(path).put(address("b"), [exchange(address("b"))])
        assert path.read_bytes() == out.getvalue()[:end]


def test_a_process_killed_while_writing_loses_no_stored_page(path):
    code = """
        import sys, pathlib
        from newsextract.fetch.archive import WarcStore
        from tests.fetch.archives import address, exchange
        store = WarcStore(pathlib.Path(sys.argv[1]))
        for number in range(10_000):
            store.put(address(number), [exchange(address(number))])
            print(number, flush=True)
    """
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", textwrap.dedent(code), path]
    for rounds in (1, 5, 12):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            for _ in range(rounds):
                last = int(process.stdout.readline())
            process.kill()
        found = WarcStore(path)
        assert all(found.get(address(number)) for number in range(last + 1))


def test_two_processes_may_share_an_archive(path):
    first, second = WarcStore(path), WarcStore(path)
    first.put(address("a"), [exchange(address("a"))])
    second.put(address("b"), [exchange(address("b"))])
    first.put(address("c"), [exchange(address("c"))])
    assert first.get(address("b")).content == body(address("b"))
    assert [record[0] for record in records(path)] == ["warcinfo"] + ["request", "response"] * 3


def test_an_archive_locked_by_another_process_is_reported_as_in_use(path, monkeypatch):
    write_archive(path, "a")
    monkeypatch.setattr(archive, "LOCK_WAIT", 0.05)
    with archive.open_locked(path, write=True), pytest.raises(ConfigError, match="another process"):
        WarcStore(path).get(address("a"))
    with archive.open_locked(path), pytest.raises(ConfigError, match="another process"):
        WarcStore(path).put(address("b"), [exchange(address("b"))])
    with archive.open_locked(path):
        assert WarcStore(path).get(address("a"))


def test_a_full_disk_is_one_clear_error_and_does_no_damage(path, monkeypatch):
    whole = write_archive(path, "a")
    store = WarcStore(path)
    real = archive._write

    def full(file, data):
        real(file, data[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "_write", full)
    with pytest.raises(ConfigError, match="No space left"):
        store.put(address("b"), [exchange(address("b"))])
    for _ in range(2):
        with pytest.raises(ConfigError, match="No space left"):
            store.put(address("b"), [exchange(address("b"))])
    monkeypatch.setattr(archive, "_write", real)
    store.put(address("c"), [exchange(address("c"))])
    assert path.read_bytes().startswith(whole)
    assert [bool(WarcStore(path).get(address(name))) for name in "abc"] == [True, False, True]


def test_a_file_replaced_while_in_use_is_not_written_to(path):
    store = WarcStore(path)
    store.put(address("a"), [exchange(address("a"))])
    path.write_bytes(b"short")
    with pytest.raises(ConfigError, match="shorter"):
        store.put(address("b"), [exchange(address("b"))])
    assert path.read_bytes() == b"short"


def test_a_refused_archive_is_read_only_once(path, monkeypatch):
    path.write_bytes(b"no archive")
    store = WarcStore(path)
    with pytest.raises(ConfigError):
        store.get(address("a"))
    monkeypatch.setattr(archive, "open_locked", None)
    for _ in range(2):
        with pytest.raises(ConfigError, match="at byte 0"):
            store.get(address("a"))


def test_a_decompression_bomb_is_refused(path, monkeypatch):
    monkeypatch.setattr("newsextract.fetch.archive._BODY_BYTES", 100_000)
    bomb = gzip.compress(bytes(3_000_000))
    WarcStore(path).put(address("a"), [exchange(address("a"), b"", raw=bomb, content_encoding="gzip")])
    with pytest.raises(FetchError, match="more than 100,000"):
        WarcStore(path).get(address("a"))


def test_a_damaged_body_is_an_error_of_its_page_only(path):
    store = WarcStore(path)
    store.put(address("a"), [exchange(address("a"), b"", raw=b"\x1f\x8b\x08 no gzip", content_encoding="gzip")])
    store.put(address("b"), [exchange(address("b"), b"", raw=zlib.compress(b"fine"), content_encoding="deflate")])
    with pytest.raises(FetchError, match=r"x\.example/a"):
        store.get(address("a"))
    assert store.get(address("b")).content == b"fine"
