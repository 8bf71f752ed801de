import gzip
import io
import random
import struct
import zipfile
from functools import partial
from pathlib import Path

import pytest

from newsextract.errors import Failure
from newsextract.page import Page
from newsextract.sources import wacz
from tests.sources.test_warc import http, page, read, write

METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]


def warc(*numbers, kind="response"):
    return write([(kind, f"https://x.example/{n}", page(n), http()) for n in numbers])[0]


def collect(path, members, method=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", method) as out:
        for name, data in members.items():
            out.writestr(name, data)
        out.writestr("datapackage.json", "{}")
    return path


def revisit_of(first):
    from warcio.archiveiterator import ArchiveIterator

    digest = next(iter(ArchiveIterator(io.BytesIO(first)))).rec_headers.get_header("WARC-Payload-Digest")
    return write([("revisit", "https://x.example/1", digest, http())])[0]


def edit(path, name, *, central=(), local=()):
    """Overwrite fields, given as (offset, format, value), of a member's two headers."""
    data = bytearray(path.read_bytes())
    mark = name.encode()
    for signature, size, fields in ((b"PK\x01\x02", 46, central), (b"PK\x03\x04", 30, local)):
        at = next(a for a in range(len(data)) if data[a : a + 4] == signature and data[a + size : a + size + len(mark)] == mark)
        for offset, kind, value in fields:
            struct.pack_into(kind, data, at + offset, value)
    path.write_bytes(bytes(data))


def pages_and_lines(path):
    items = read(path)
    return [item.content for item in items if isinstance(item, Page)], [i.message for i in items if isinstance(i, Failure)]


@pytest.mark.parametrize("method", METHODS)
def test_a_collection_is_read(tmp_path, method):
    (found,) = read(collect(tmp_path / "c.wacz", {"archive/data.warc.gz": warc(1)}, method))
    assert found.content == page(1)
    assert found.archive.uri == "c.wacz!archive/data.warc.gz@0"


CENTRAL_FLAGS, CENTRAL_METHOD, CENTRAL_PACKED, CENTRAL_SIZE, CENTRAL_AT = 8, 10, 20, 24, 42
BROKEN = {
    "encrypted": {"central": [(CENTRAL_FLAGS, "<H", 1)], "local": [(6, "<H", 1)]},
    "an unknown method": {"central": [(CENTRAL_METHOD, "<H", 99)], "local": [(8, "<H", 99)]},
    "a size that is too small": {"central": [(CENTRAL_SIZE, "<I", 9)]},
    "a size that is too large": {"central": [(CENTRAL_SIZE, "<I", 2**31)]},
    "both sizes too large": {"central": [(CENTRAL_SIZE, "<I", 2**31), (CENTRAL_PACKED, "<I", 2**31)]},
    "both sizes too small": {"central": [(CENTRAL_SIZE, "<I", 60), (CENTRAL_PACKED, "<I", 60)]},
    "no size": {"central": [(CENTRAL_SIZE, "<I", 0)]},
    "a place behind the end": {"central": [(CENTRAL_AT, "<I", 2**31)]},
    "a header that is another": {"local": [(30, "8s", b"xxxxxxxx")]},
    "a header that is none": {"local": [(0, "4s", b"none")]},
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("method", METHODS[:2])
def test_a_member_that_cannot_be_read_is_one_error_line_and_the_rest_is_read(tmp_path, name, method):
    members = {"archive/a.warc.gz": warc(1), "archive/b.warc.gz": warc(2), "archive/c.warc.gz": warc(3)}
    path = collect(tmp_path / "c.wacz", members, method)
    edit(path, "archive/b.warc.gz", **BROKEN[name])
    found, lines = pages_and_lines(path)
    assert [content for content in found if content != page(2)] == [page(1), page(3)]
    assert len(lines) == 1
    assert "c.wacz!archive/b.warc.gz" in lines[0]


def test_damage_inside_a_stored_member_costs_one_record(tmp_path):
    path = collect(tmp_path / "c.wacz", {"a.warc.gz": warc(1, 2, 3), "b.warc.gz": warc(4)})
    data = bytearray(path.read_bytes())
    at = [a for a in range(len(data)) if data[a : a + 3] == b"\x1f\x8b\x08"][1]
    data[at + 100] ^= 255
    path.write_bytes(bytes(data))
    found, lines = pages_and_lines(path)
    assert found == [page(1), page(3), page(4)]
    assert len(lines) == 1


def test_damage_inside_a_compressed_member_is_a_few_error_lines(tmp_path):
    content = b"".join(warc(n) for n in range(50))
    path = collect(tmp_path / "c.wacz", {"a.warc": content + random.Random(1).randbytes(90_000), "b.warc.gz": warc(4)}, 8)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(bytes(data))
    found, lines = pages_and_lines(path)
    assert found[-1] == page(4)
    assert len(lines) <= 3


def test_a_compressed_warc_that_ends_before_its_stated_size_is_read_to_its_end(tmp_path):
    path = collect(tmp_path / "c.wacz", {"a.warc": gzip.decompress(warc(1, 2))}, zipfile.ZIP_DEFLATED)
    edit(path, "a.warc", central=[(CENTRAL_SIZE, "<I", 2**31)])
    found, lines = pages_and_lines(path)
    assert found == [page(1), page(2)]
    assert len(lines) == 1
    assert "stated size" in lines[0]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is made with /dev/full")
def test_a_full_disk_is_not_taken_for_a_damaged_member(tmp_path, monkeypatch):
    path = collect(tmp_path / "c.wacz", {"a.warc": gzip.decompress(warc(1))}, zipfile.ZIP_DEFLATED)
    monkeypatch.setattr(wacz.tempfile, "TemporaryFile", partial(Path("/dev/full").open, "wb"))
    (failure,) = read(path)
    assert failure.retriable
    assert "cannot be unpacked (No space left on device)" in failure.message


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/x.warc.gz",
        "/abs.warc.gz",
        "n" * 60_000 + ".warc.gz",
        "a\x1b[31m\nb.warc.gz",
        "ข่าว.WARC.GZ",
        "a/" * 3000 + "b.warc",
    ],
)
def test_absurd_member_names_are_harmless(tmp_path, name):
    (found,) = read(collect(tmp_path / "c.wacz", {name: warc(1)}))
    assert found.content == page(1)
    assert len(found.name) < 500 + len(str(tmp_path))
    assert found.name.replace("ข่าว", "").isprintable()
    assert [p.name for p in tmp_path.iterdir()] == ["c.wacz"]


def test_members_that_share_their_bytes_are_read_once(tmp_path):
    """Otherwise a small file could hold the same pages a hundred thousand times."""
    path = collect(tmp_path / "c.wacz", {f"{n:03}.warc.gz": warc(n) for n in range(40)})
    for number in range(1, 40):
        edit(path, f"{number:03}.warc.gz", central=[(CENTRAL_AT, "<I", 0)])
    found, lines = pages_and_lines(path)
    assert found == [page(0)]
    assert len(lines) == 21
    assert "19 further members" in lines[-1]


def test_a_revisit_finds_the_first_capture_in_another_file_of_the_collection(tmp_path):
    first, _ = write([("response", "https://x.example/1", page(1), http())])
    revisit = revisit_of(first)
    one, two = read(collect(tmp_path / "c.wacz", {"1.warc.gz": first, "2.warc.gz": revisit}))
    assert one.content == two.content == page(1)


@pytest.mark.parametrize("seed", range(60))
def test_random_damage_gives_error_lines_and_never_an_exception(tmp_path, seed):
    draw = random.Random(seed)
    path = collect(tmp_path / "c.wacz", {f"{n}.warc.gz": warc(n, n + 10) for n in range(4)}, draw.choice(METHODS[:2]))
    data = bytearray(path.read_bytes())
    for _ in range(draw.randrange(1, 8)):
        data[draw.choice([draw.randrange(len(data)), len(data) - 1 - draw.randrange(300)])] = draw.randrange(256)
    path.write_bytes(bytes(data) if seed % 3 else bytes(data[: draw.randrange(len(data))]))
    items = read(path)
    assert items
    assert all(isinstance(item, Page) or item.reason == "unreadable" for item in items)


@pytest.mark.parametrize("own", [{}, {"archive/a.warc.gz": warc(1)}])
def test_collections_in_a_collection_are_read(tmp_path, own):
    first = collect(tmp_path / "first.wacz", {"a.warc.gz": warc(2)}, zipfile.ZIP_DEFLATED).read_bytes()
    second = collect(tmp_path / "second.wacz", {"a.warc": gzip.decompress(warc(3) + revisit_of(warc(2)))}).read_bytes()
    members = {**own, "first.wacz": first, "second.wacz": second, "third.wacz": first[:90]}
    found, lines = pages_and_lines(collect(tmp_path / "all.wacz", members))
    assert found == [*map(page, (1, 2, 3, 2) if own else (2, 3, 2))]
    assert len(lines) == 1
    assert "all.wacz!third.wacz: the collection cannot be read" in lines[0]


def test_a_collection_that_could_unpack_without_end_is_refused(tmp_path):
    inner = collect(tmp_path / "inner.wacz", {"a.warc.gz": warc(1)}).read_bytes()
    middle = collect(tmp_path / "middle.wacz", {"b.warc.gz": warc(2), "inner.wacz": inner}).read_bytes()
    for method in METHODS[:2]:
        found, lines = pages_and_lines(collect(tmp_path / "outer.wacz", {"middle.wacz": middle}, method))
        assert found == ([page(2)] if method == zipfile.ZIP_STORED else [])
        assert "uncompressed; unpack it" in lines[0]
