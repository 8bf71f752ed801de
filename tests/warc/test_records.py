import gzip
import io
import random
import tracemalloc
import zlib

import pytest

from newsextract.warc.records import Damage, Record, Records


def record(content=b"content", *, kind="response", length=None, version="1.1", more=""):
    size = len(content) if length is None else length
    head = f"WARC/{version}\r\nWARC-Type: {kind}\r\n{more}Content-Length: {size}\r\n\r\n"
    return head.encode() + content + b"\r\n\r\n"


def read(data, name="a.warc.gz", *, keep=1 << 20, **options):
    return list(Records(io.BufferedReader(io.BytesIO(data)), name, lambda _: keep, **options))


def blocks(items):
    return [item.block if isinstance(item, Record) else None for item in items]


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc", "a"])
@pytest.mark.parametrize("pack", [gzip.compress, bytes])
def test_compression_is_detected_by_the_first_bytes(name, pack):
    data = b"".join(pack(record(b"%d" % n, version=v)) for n, v in enumerate(("0.17", "0.18", "1.0", "1.1")))
    assert blocks(read(data, name)) == [b"0", b"1", b"2", b"3"]


def test_several_records_in_one_gzip_member_have_their_own_places():
    first, second = record(b"1"), record(b"2")
    items = read(gzip.compress(first + second) + gzip.compress(record(b"3")))
    assert blocks(items) == [b"1", b"2", b"3"]
    assert [item.place for item in items][:2] == ["0", f"0+{len(first)}"]
    assert [item.is_rereadable for item in items] == [True, False, True]


def test_headers_may_be_folded_repeated_and_in_any_case():
    data = record(more="warc-target-uri: <https://x.example/ก>\r\nX-Long: one\r\n\ttwo\r\nX-Twice: 1\r\nx-twice: 2\r\n")
    (found,) = read(data)
    assert found.url == "https://x.example/ก"
    assert (found.headers["x-long"], found.headers["x-twice"]) == ("one two", "1, 2")


@pytest.mark.parametrize("pack", [gzip.compress, bytes])
@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (record(b"too short", length=3), "Content-Length is wrong"),
        (record(b"x", length=10_000_000), "bytes are missing"),
        (record(b"x", length="nine"), "not a number"),
        (record(b"x", length="-1"), "not a number"),
        (record(b"x", length="1" * 40), "not a number"),
        (record(b"x", length="１"), "not a number"),
        (record(b"x", more="no header\r\n"), "headers are damaged"),
        (record(b"x", more="a: b\r\n" * 5000), "do not end"),
        (b"WARC/1.1\r\nX: " + b"x" * 400_000 + b"\r\n\r\n", "damaged|do not end"),
        (b"WARC/1.1\r\nX: y\r\n", "do not end|damaged"),
        (b"nothing of the kind\r\n\r\n", "no WARC record"),
    ],
)
def test_a_broken_record_is_one_damage_and_the_next_is_read(pack, wrong, reason):
    data = pack(record(b"before")) + pack(wrong) + pack(record(b"after"))
    items = read(data)
    assert blocks(items) == [b"before", None, b"after"]
    assert items[1].offset == len(pack(record(b"before")))
    assert any(word in items[1].reason for word in reason.split("|"))


def test_a_flipped_bit_anywhere_hides_no_other_record():
    members = [gzip.compress(record(random.Random(n).randbytes(300))) for n in range(5)]
    data = b"".join(members)
    begin, end = len(members[0] + members[1]), len(members[0] + members[1] + members[2])
    for at in range(begin, end):
        damaged = bytearray(data)
        damaged[at] ^= 16
        items = read(bytes(damaged))
        found = [item for item in items if isinstance(item, Record)]
        assert len(found) in {4, 5}
        assert len(found) + sum(isinstance(item, Damage) for item in items) >= 5


def test_zero_padding_between_members_is_skipped():
    data = gzip.compress(record(b"1")) + bytes(1000) + gzip.compress(record(b"2")) + bytes(100_000)
    assert blocks(read(data)) == [b"1", b"2"]


def test_no_more_of_a_record_is_kept_than_asked_for():
    (found,) = read(gzip.compress(record(bytes(3_000_000))), keep=10)
    assert (len(found.block), found.length) == (10, 3_000_000)


BOMB = zlib.compressobj(9, wbits=31)
BOMB = BOMB.compress(bytes(50_000_000)) + BOMB.flush()
ENDLESS = {
    "zeros": BOMB,
    "blank lines": gzip.compress(b"\n" * 20_000_000),
    "magics": b"\x1f\x8b\x08\x00" * 20_000,
    "magics with headers": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" * 10_000,
    "stored blocks in stored blocks": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\x00\x00\x80\xff\x7f" * 10_000,
    "versions": gzip.compress(b"WARC/1.1\r\n" * 2_000_000),
    "plain versions": b"WARC/1.1\r\n" * 20_000,
    "plain records that lie": record(b"", length=10**14) * 5_000,
    "plain records that lie a little": record(b"x" * 10, length=100_000) * 5_000,
    "headers without end": gzip.compress(b"WARC/1.1\r\n" + b"a: b\r\n" * 3_000_000),
    "one long line": gzip.compress(b"WARC/1.1\r\n" + b"a" * 30_000_000),
    "empty members": gzip.compress(b"") * 5_000,
    "a bomb cut off, again and again": BOMB[:2000] * 40,
    "noise": random.Random(3).randbytes(500_000),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_hostile_archives_end_in_bounded_memory(name):
    tracemalloc.start()
    count = 0
    for item in Records(io.BufferedReader(io.BytesIO(ENDLESS[name])), "a.warc.gz", lambda _: 1 << 20):
        assert isinstance(item, Damage)
        count += 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000
    assert count <= max(100, len(ENDLESS[name]) // 10)


def test_a_disk_error_is_the_last_damage():
    class Failing(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 100:
                raise OSError(5, "Input/output error")
            return super().read(min(size, 60))

    data = gzip.compress(record(b"1")) + gzip.compress(record(random.Random(1).randbytes(500)))
    items = list(Records(Failing(data), "a.warc.gz", lambda _: 100))
    assert isinstance(items[-1], Damage)
    assert "Input/output error" in items[-1].reason
    assert len(items) == 2


@pytest.mark.parametrize("dictionary", [None, "plain", "packed"])
def test_zstd_with_and_without_a_dictionary(dictionary):
    zstd = pytest.importorskip("backports.zstd")
    samples = [record(f"ข่าวที่ {n} ปิดถนน".encode() * 20) for n in range(50)]
    given = zstd.train_dict(samples, 2000) if dictionary else None
    data = b""
    if given:
        content = zstd.compress(given.dict_content) if dictionary == "packed" else given.dict_content
        data = b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content
    frames = [zstd.compress(record(b"%d" % n), zstd_dict=given) for n in range(3)]
    skipped = b"\x50\x2a\x4d\x18\x03\0\0\0abc"
    assert blocks(read(data + frames[0] + skipped + frames[1] + frames[2], "a.warc.zst")) == [b"0", b"1", b"2"]
    items = read(data + frames[0] + frames[1][:-3] + frames[2], "a.warc.zst")
    assert [block for block in blocks(items) if block] == [b"0", b"2"]
