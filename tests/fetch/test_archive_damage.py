"""Two hundred damaged archives: each is used, or refused with the offset, and never becomes shorter."""

from __future__ import annotations

import gzip
import os
import random
import re
from itertools import pairwise

import pytest

from newsextract.errors import ConfigError
from newsextract.fetch.archive import WarcStore
from tests.fetch.archives import address, body, exchange, write_archive

ARCHIVE = "w.warc.gz"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return write_archive(tmp_path_factory.mktemp("whole") / ARCHIVE)


@pytest.fixture(scope="module")
def foreign(whole):
    """The same pages, as if another program had written them."""
    first = whole.index(b"\x1f\x8b\x08", 1)
    return gzip.compress(gzip.decompress(whole[:first]).replace(b"newsextract", b"mycrawler99"), mtime=0) + whole[first:]


def starts(data):
    return [found.start() for found in re.finditer(b"\x1f\x8b\x08\x00", data)]


def use(path):
    """Open the archive, read its pages and add one; return the error that refuses it, if any."""
    try:
        store = WarcStore(path)
        for name in "abcde":
            found = store.get(address(name))
            assert found is None or found.content == body(address(name))
        store.put(address("new"), [exchange(address("new"))])
    except ConfigError as error:
        return error
    again = WarcStore(path)
    assert again.get(address("new")).content == body(address("new"))
    return None


def attack(path, data):
    """Use ``data`` as the archive; return the error that refuses it, if any, and the file's content afterwards."""
    path.write_bytes(data)
    return use(path), path.read_bytes()


def assert_unchanged(path, data):
    error, after = attack(path, data)
    assert error is not None
    assert after == data
    assert re.search(r"at byte \d+", str(error)), error
    assert str(path) in str(error)
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("seed", range(80))
def test_a_flipped_bit_never_shortens_the_archive(tmp_path, whole, seed):
    draw = random.Random(seed)
    data = bytearray(whole)
    data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    error, after = attack(tmp_path / ARCHIVE, bytes(data))
    assert after[: len(data)] == bytes(data)
    assert error is None or after == bytes(data)


@pytest.mark.parametrize("seed", range(40))
def test_a_truncated_archive_loses_at_most_its_incomplete_record(tmp_path, whole, seed):
    end = random.Random(seed).randrange(1, len(whole))
    error, after = attack(tmp_path / ARCHIVE, whole[:end])
    kept = max((start for start in [*starts(whole), len(whole)] if start <= end), default=0)
    assert after[:kept] == whole[:kept]
    if error is None and kept < end:
        (aside,) = tmp_path.glob("*.cut-*")
        assert aside.read_bytes() == whole[kept:end]
    elif error:
        assert after == whole[:end]


@pytest.mark.parametrize("seed", range(15))
def test_a_truncated_archive_of_another_program_is_left_alone(tmp_path, foreign, seed):
    end = random.Random(seed).choice([n for n in range(1, len(foreign)) if n not in starts(foreign)])
    assert_unchanged(tmp_path / ARCHIVE, foreign[:end])


@pytest.mark.parametrize("seed", range(20))
def test_an_archive_with_inserted_bytes_is_left_alone(tmp_path, whole, seed):
    draw = random.Random(seed)
    at = draw.randrange(len(whole))
    assert_unchanged(tmp_path / ARCHIVE, whole[:at] + draw.randbytes(draw.randrange(1, 500)) + whole[at:])


@pytest.mark.parametrize("seed", range(15))
def test_an_archive_with_missing_bytes_is_left_alone(tmp_path, whole, seed):
    draw = random.Random(seed)
    at = draw.randrange(len(whole) - 400)
    data = whole[:at] + whole[at + draw.randrange(1, 100) :]
    assert_unchanged(tmp_path / ARCHIVE, data)


GARBAGE = {
    "a byte": b"x",
    "zeros": bytes(700),
    "one zero": b"\0",
    "lines": b"\n" * 50,
    "text": b"thaigov.go.th\n" * 40,
    "noise": random.Random(1).randbytes(3000),
    "a plain record": b"WARC/1.1\r\nWARC-Type: metadata\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
    "gzip of no record": gzip.compress(b"notes"),
    "gzip of nothing": gzip.compress(b"") + b"!",
    "an own record with a wrong length": gzip.compress(
        b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 9\r\n\r\nab\r\n\r\n"
    ),
    "a damaged magic": b"\x1f\x8b",
}


@pytest.mark.parametrize("name", GARBAGE)
def test_appended_bytes_are_left_alone(tmp_path, whole, name):
    error, after = attack(tmp_path / ARCHIVE, whole + GARBAGE[name])
    if name == "a damaged magic":  # the beginning of a record of our own
        assert error is None
        assert after.startswith(whole)
    else:
        assert error is not None
        assert int(re.search(r"at byte (\d+)", str(error))[1]) >= len(whole)
        assert after == whole + GARBAGE[name]


FOREIGN = {
    "text": b"my thesis\n" * 100,
    "html": b"<html>",
    "zip": b"PK\x03\x04" + bytes(100),
    "gzip of text": gzip.compress(b"my thesis"),
    "gzip cut off": gzip.compress(random.Random(2).randbytes(900))[:-300],
    "zeros": bytes(512),
    "zstd": b"\x28\xb5\x2f\xfd\x04\x00\x41\x00\x00abcdefgh",
    "one byte": b"\x1f",
    "two magics": b"\x1f\x8b\x08\x00" * 2,
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_that_is_not_an_archive_is_left_alone(tmp_path, name):
    assert_unchanged(tmp_path / ARCHIVE, FOREIGN[name])


def test_an_uncompressed_warc_is_left_alone(tmp_path, whole):
    assert_unchanged(tmp_path / ARCHIVE, gzip.decompress(whole))


@pytest.mark.parametrize("seed", range(8))
def test_reordered_records_are_accepted(tmp_path, whole, seed):
    at = [*starts(whole), len(whole)]
    members = [whole[a:b] for a, b in pairwise(at)]
    random.Random(seed).shuffle(members)
    error, after = attack(tmp_path / ARCHIVE, b"".join(members))
    assert error is None
    assert after.startswith(b"".join(members))


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_record_in_a_truncated_archive_is_not_taken_for_the_cut(tmp_path, whole, seed):
    """The damaged record and those after it must not be taken for one long truncated record."""
    draw = random.Random(seed)
    start = starts(whole)[draw.randrange(1, 5)]
    data = bytearray(whole[: -draw.randrange(1, 100)])
    for _ in range(3):
        data[start + draw.randrange(10, 200)] ^= 1 << draw.randrange(8)
    assert_unchanged(tmp_path / ARCHIVE, bytes(data))


def test_a_stored_block_that_spans_the_records_after_it_is_not_taken_for_a_cut(tmp_path, whole):
    """Deflate reads on without any error when a stored block claims to be long."""
    at = starts(whole)[2]
    head = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 60000\r\n\r\n"
    member = b"\x1f\x8b\x08\x00\0\0\0\0\x02\xff\x01\xff\xff\x00\x00" + head
    assert_unchanged(tmp_path / ARCHIVE, whole[:at] + member + whole[at:])


def test_an_empty_file_becomes_an_archive(tmp_path):
    error, after = attack(tmp_path / ARCHIVE, b"")
    assert error is None
    assert after


def test_a_folder_a_pipe_and_a_device_are_refused_at_once(tmp_path):
    (tmp_path / ARCHIVE).mkdir()
    os.mkfifo(tmp_path / "pipe.warc.gz")
    (tmp_path / "device.warc.gz").symlink_to("/dev/full")
    (tmp_path / "file").write_bytes(b"")
    for path in (ARCHIVE, "pipe.warc.gz", "device.warc.gz", "file/in.warc.gz", "n" * 300):
        assert str(tmp_path / path) in str(use(tmp_path / path))


def test_a_symlink_is_followed_and_kept(tmp_path, whole):
    real = tmp_path / "real.warc.gz"
    real.write_bytes(whole)
    link, dangling = tmp_path / ARCHIVE, tmp_path / "d.warc.gz"
    link.symlink_to(real)
    dangling.symlink_to(tmp_path / "later.warc.gz")
    assert use(link) is None
    assert use(dangling) is None
    assert link.is_symlink()
    assert real.read_bytes().startswith(whole)
    assert (tmp_path / "later.warc.gz").stat().st_size
